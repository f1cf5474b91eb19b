/*
 * Labels: placed one after another by priority, never over a label, a symbol or a status line. What
 * finds no place is dropped and counted. The same view gives the same picture.
 */
(() => {
  const ADDITION_ZOOM = 11; // from here a seat is named with its addition
  const MAIN_ZOOM = 9; // below, of the gates only the main ones are named
  const COMMUNE_ZOOM = { district: 10.5, commune: 9.5 };
  const NAMESAKE_PX = 110;
  const LEADER_RANK = 15;
  const SEATS = ["province-seat", "seat"];
  const NEEDED = [...SEATS, "gate"]; // the airport is one
  const LEADER_REACHES = [0, 7, 14, 21];
  const LEADER_PX = 24; // longer thin lines are not followed to their symbol
  const LAST_REACHES = [...LEADER_REACHES, 28, 34]; // rather than without a name that the map is not read without
  const LAST_PX = 36;
  const LINE_COST = 4; // of each cell of a status line under such a name
  const LAST_ZOOM = 10; // from here none of these names is missing
  const FOCUS_RANKS = 30; // by how much a post of the corridor in focus comes before others
  const LINE_GAP = 8; // pixels at most between a line and the name along it
  const NEARER_PX = 3; // by how much a foreign line may be nearer to a name than its own
  const CODES = { every: 500, apart: 300 }; // plates of a project whose name finds no stretch
  const LARGER_ZOOM = { commune: 12.5, place: 12.5, asset: 13, project: 13 };
  const LINE_PX = 3.4; // half of what the line of a project takes, with its casing
  const DRAWN_RANK = 3; // before the names of districts: a drawing that does not say so is a lie
  const LAST_RANKS = 100; // by how much what has faded comes after the rest
  const FADED_PLATE = 0.55;
  const TOUCH = 0.01; // so that a symbol is not in the way of its own name
  const NAME_GAP = 3; // pixels between two names, so that nobody reads them as one
  const CROWDED_ZOOM = 10; // below, every name counts more than the air around it
  const ROOMY_ZOOM = 11.5; // from here names have room beside the roads
  const PLATES = { every: 240, apart: 150 };
  /** @type {SVGSVGElement} */
  let sheet;
  /** @type {LabelStats["labels"]} */
  let placed = [];
  /** @type {string[]} */
  let dropped = [];
  /** @type {string[]} */
  let needed = []; // of the dropped names those that the map is not read without
  /** @type {LabelStats["symbols"]} */
  let symbols = [];
  /** @type {Mover[]} */
  let movers = []; // the symbols of projects
  /** @type {Box[]} */
  let covers = []; // what stands before the map

  SonLa.labelStats = () => ({ labels: placed, dropped: dropped.length, missing: dropped, needed, symbols });

  SonLa.layLabels = () => {
    const ground = new SonLa.Ground(SonLa.frameBox());
    placed = [];
    dropped = [];
    needed = [];
    covers = controlBoxes();
    covers.forEach((box) => ground.take(box));
    takeSymbols(ground);
    takeLines(ground);
    const group = SonLa.draw("g");
    for (const label of dueLabels()) {
      const made = place(ground, label);
      if (made) group.append(made);
      else dropped.push(label.text);
      if (!made && NEEDED.includes(label.roleId)) needed.push(label.text);
    }
    group.prepend(...showSymbols());
    show(group);
  };

  function show(group) {
    if (!sheet) {
      const pane = SonLa.pane("labels", 640);
      pane.classList.add("label-pane");
      sheet = SonLa.draw("svg", { class: "labels leaflet-zoom-hide", "aria-hidden": "true" });
      pane.append(sheet);
    }
    sheet.replaceChildren(group);
    L.DomUtil.setPosition(/** @type {any} */ (sheet), SonLa.map.containerPointToLayerPoint([0, 0]));
  }

  /** Note which features and styles of a theme lie in the frame. */
  SonLa.lookOver = (theme) => {
    const frame = SonLa.frameBox(0);
    const bounds = SonLa.map.getBounds();
    theme.seen.clear();
    const on = SonLa.isOn(theme);
    for (const feature of theme.features) {
      feature.inView = on && feature.visible && isInView(feature, frame, bounds);
      const fades = feature.faded && theme.follows === "corridors";
      if (feature.inView && !feature.anchors && !fades) theme.seen.add(feature.style);
    }
    for (const merged of [...theme.lines, ...theme.borders]) {
      const seen = on && SonLa.frameShows(merged.style, theme);
      const lines = seen && merged.strokes.length ? SonLa.pixels(merged.strokes[0]) : [];
      if (lines.some((line) => SonLa.meets(line, frame))) theme.seen.add(merged.style);
    }
  };

  function isInView(feature, frame, bounds) {
    if (feature.latLng) {
      feature.at = SonLa.pixel(feature.latLng);
      const [x, y] = feature.at;
      return x >= 0 && y >= 0 && x <= frame[2] && y <= frame[3];
    }
    if (!feature.bounds.isValid() || !bounds.intersects(feature.bounds)) return false;
    const drawn = feature.strokes[0];
    if (!drawn) return bounds.contains(feature.bounds) || isGroundSeen(feature, bounds);
    feature.parts = SonLa.pixels(drawn);
    return feature.parts.some((line) => SonLa.meets(line, frame));
  }

  /** Tell whether an area itself lies in the frame, not just the box around it. */
  function isGroundSeen(feature, bounds) {
    const { lat, lng } = bounds.getCenter();
    if (SonLa.holds(feature, lat, lng)) return true;
    return SonLa.positions(feature).some(([outer]) => outer.some((place) => bounds.contains(place)));
  }

  /** Return what stands before the map: controls, and a marked place with its label. */
  function controlBoxes() {
    const frame = SonLa.map.getContainer().getBoundingClientRect();
    const found = SonLa.map.getContainer().querySelectorAll(".leaflet-control, .sources, .pin > *");
    return [...found].map((element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      return /** @type {Box} */ ([left - frame.left, top - frame.top, right - frame.left, bottom - frame.top]);
    });
  }

  /** Tell whether a symbol can be seen whole: not under a control, nor cut by the frame. */
  function isSeen({ spot: [left, top, right, bottom] }) {
    const [, , width, height] = SonLa.frameBox(0);
    if (left < 0 || top < 0 || right > width || bottom > height) return false;
    return !covers.some((box) => right > box[0] && bottom > box[1] && left < box[2] && top < box[3]);
  }

  const inView = () => SonLa.features().filter((feature) => feature.inView);

  /** What stands on the ground keeps its place; what tells of projects moves aside. */
  function takeSymbols(ground) {
    const own = [];
    for (const feature of inView().filter(({ box }) => box)) {
      if (feature.theme.follows === "projects") own.push(feature);
      else {
        feature.spot = SonLa.symbolBox(feature, feature.shift);
        ground.take(feature.spot);
      }
    }
    movers = SonLa.settleSymbols(ground, own.sort((a, b) => compare(a.item, b.item)));
    movers.forEach(follow);
  }

  /** Note where a symbol and its badge have settled. */
  const follow = ({ spots }) => spots.forEach(([feature, spot]) => (feature.spot = SonLa.symbolBox(feature, spot)));

  /** Move what is drawn to where it has settled; returns the lines that tie symbols to their places. */
  function showSymbols() {
    for (const { spots } of movers) for (const [feature, spot] of spots) SonLa.moveSymbol(feature, spot);
    symbols = inView().filter(({ box }) => box).map(({ item, spot }) => ({ id: item, box: spot }));
    return movers.flatMap(({ tie }) => (tie ? SonLa.drawTie(tie) : []));
  }

  function takeLines(ground) {
    const scale = SonLa.lineScale();
    for (const { mark, parts = [], theme, item, style } of inView()) {
      if (style.startsWith("hatch-")) continue; // words stand on a hatch as on a tint
      if (theme.follows === "projects" && !mark.a) {
        parts.forEach((line) => ground.draw(line, LINE_PX * scale, ground.lines, item));
      } else if (theme.follows === "projects" || theme.road) {
        parts.forEach((line) => ground.draw(line, 1, ground.thin));
      }
    }
  }

  /** Return what a feature is called, of a soft mark with the word that its place is not known. */
  function nameOf({ mark }, own) {
    const known = SonLa.wording(own || mark.n);
    return mark.w && known ? `${known} (${SonLa.say("style.projects.no-spot")})` : known;
  }

  const isProjectLine = ({ theme, mark, style }) =>
    theme.follows === "projects" && Boolean(mark.g) && !style.startsWith("hatch-");

  /** The labels of projects that are lines: the first of their lines has it, all are named by it. */
  function namesOfLines(theme) {
    theme.names ||= new Map(
      theme.features.filter(({ mark }) => mark.g && mark.l).map(({ item, mark }) => [item, mark.l]),
    );
    return theme.names;
  }

  /** Return the label of a feature, null where it is not to be named now. */
  function labelOf(feature) {
    const given = isProjectLine(feature) ? namesOfLines(feature.theme).get(feature.item) : feature.mark.l;
    if (!given || (feature.latLng && !isSeen(feature))) return null;
    const zoom = SonLa.map.getZoom();
    const [own, roleId, rank, minZoom] = given;
    const role = SonLa.page.roles[roleId];
    const { faded } = feature;
    const chosen = feature.item && feature.item === SonLa.state.selected;
    const early = chosen || SonLa.isFocusPost(feature);
    const name = nameOf(feature, own);
    if (!name || (!early && (zoom < leastZoom(roleId, minZoom) || (faded && !role.plate)))) return null;
    if (roleId === "gate" && feature.style === "secondary" && zoom < MAIN_ZOOM && !chosen) return null;
    const focus = roleId === "corridor" && SonLa.state.corridors.includes(feature.item);
    const text = roleId === "seat" && zoom < ADDITION_ZOOM ? name.split(" (")[0] : name;
    const found = { name, text, role: setAs(role, roleId, focus), roleId, faded };
    return { ...found, rank: chosen || focus ? 0 : usualRank(feature, rank) };
  }

  function usualRank(feature, rank) {
    const before = SonLa.isFocusPost(feature) ? FOCUS_RANKS : 0;
    return rank - before + (feature.faded ? LAST_RANKS : 0);
  }

  /** Collect what should be named now, most important first. */
  function dueLabels() {
    const labels = new Map();
    for (const feature of inView()) {
      const due = labelOf(feature);
      if (!due) continue;
      const { role, roleId, name } = due;
      const line = !feature.latLng && (role.plate || role.along);
      const shared = isProjectLine(feature) ? feature.item : "";
      const key = line || shared ? `${roleId}|${name}|${shared}` : `${roleId}|${name}|${labels.size}`;
      const label = labels.get(key) || { ...due, features: [] };
      // A road is in focus as soon as one of its sections is.
      label.faded &&= feature.faded;
      label.rank = Math.min(label.rank, due.rank);
      label.features.push(feature);
      labels.set(key, label);
    }
    for (const label of drawnLabels()) labels.set(`drawn|${label.features[0].item}`, label);
    const order = (a, b) => a.rank - b.rank || compare(a.roleId, b.roleId) || compare(a.text, b.text);
    return namedOnce([...labels.values()]).sort(order);
  }

  /**
   * A district goes by the name of its seat, at every level, unless the seat is out of sight; a place
   * that is marked goes by the label of its mark.
   */
  function namedOnce(labels) {
    const seats = labels.filter(({ roleId }) => SEATS.includes(roleId));
    const named = new Set(seats.map(({ text }) => plain(text)));
    const mark = plain(SonLa.state.mark?.label || "");
    const isMarked = ({ text, role }) => !role.along && plain(text) === mark;
    return labels.filter(
      (label) => !(label.roleId === "district" && named.has(plain(label.text))) && !isMarked(label),
    );
  }

  /**
   * The word "schematic" once a drawing, along it: a band is no alignment. A road says so where no
   * project that is shown lies on it.
   */
  function drawnLabels() {
    const role = SonLa.page.roles.note;
    const text = SonLa.say("map.drawn");
    const found = { name: text, text, role, roleId: "note", rank: DRAWN_RANK };
    const drawings = inView().filter(SonLa.isBand);
    const keyOf = ({ mark }) => mark.g.join();
    const said = new Set(drawings.filter(({ theme }) => !theme.road).map(keyOf));
    return drawings
      .filter((feature) => !feature.theme.road || !said.has(keyOf(feature)))
      .map((feature) => ({ ...found, faded: feature.faded, features: [feature], single: true }));
  }

  /** Return a role as it is set now: larger from near, and for the corridor in focus. */
  function setAs(role, roleId, focus) {
    const larger = focus || SonLa.map.getZoom() >= LARGER_ZOOM[roleId];
    return larger ? { ...role, size: SonLa.page.roles.seat.size, weight: focus ? 700 : role.weight } : role;
  }

  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

  function leastZoom(roleId, minZoom) {
    const { frame, communes } = SonLa.state;
    if (roleId === "commune") return communes || frame === "commune" ? COMMUNE_ZOOM[frame] : Infinity;
    if (roleId === "district" && frame !== "district") return Infinity;
    return SonLa.from(minZoom);
  }

  const plains = new Map();

  /** A name without its addition, case and marks; asked of each place that a name may take. */
  function plain(text) {
    let found = plains.get(text);
    if (found === undefined) {
      const bare = text.split(" (")[0].toLocaleLowerCase("vi").normalize("NFD");
      found = bare.replace(/\p{M}/gu, "").replace(/đ/g, "d");
      plains.set(text, found);
    }
    return found;
  }

  function place(ground, label) {
    const { role, features } = label;
    if (label.single) return placeLine(ground, label) || placeBlock(ground, label); // it must be said
    if (isProjectLine(features[0])) return placeProject(ground, label);
    if (role.plate && !features[0].latLng) return placePlates(ground, label);
    return role.along ? placeLine(ground, label) : placeBlock(ground, label);
  }

  function placeBlock(ground, label) {
    const { role, features } = label;
    const [feature] = features;
    /** @type {TextBlock | null} */
    let block = null;
    /** @type {Candidate | null} */
    let best = null;
    for (const [find, reaches, most] of searches(label)) {
      for (const [near, candidates] of SonLa.waysToPlace(feature, reaches)) {
        block = SonLa.block(label.text, role, near);
        best = find(ground, label, withShortTie(candidates(block), most));
        if (best) break;
      }
      if (best) break;
    }
    if (!block || !best) return null;
    ground.take(best.box);
    note(label, [best.box], best.tie);
    const made = SonLa.drawBlock({ ...best, lines: block.lines }, role);
    if (best.tie) {
      best.tie.boxes.forEach((box) => ground.take(box));
      made.prepend(...SonLa.drawTie(best.tie));
    }
    return made;
  }

  /** Write down what has been placed. */
  function note({ text, roleId, features: [{ item, latLng, spot }] }, boxes, tie) {
    /** @type {PlacedLabel} */
    const found = { text, role: roleId, boxes, item };
    if (latLng) found.symbol = spot;
    if (tie) found.tie = [tie.x1, tie.y1, tie.x2, tie.y2];
    placed.push(found);
  }

  /** Return the ways to look for a place one after another, how far off, and the longest thin line. */
  function searches({ roleId, rank, features: [feature] }) {
    const leads = feature.latLng && (roleId === "km-post" || rank <= LEADER_RANK);
    /** @type {[typeof cheapest, number[], number][]} */
    const found = [[cheapest, leads ? LEADER_REACHES : LEADER_REACHES.slice(0, 1), LEADER_PX]];
    if (leads && rank <= LEADER_RANK) found.push([roomiest, LEADER_REACHES, LEADER_PX]);
    const near = SonLa.map.getZoom() >= LAST_ZOOM;
    if (near && NEEDED.includes(roleId)) {
      found.push([cheapest, LAST_REACHES, LAST_PX], [roomiest, LAST_REACHES, LAST_PX]);
    }
    if (near ? NEEDED.includes(roleId) : SEATS.includes(roleId)) found.push([overLine, LEADER_REACHES, LEADER_PX]);
    return found;
  }

  /** Yield the places to which no thin line leads, or one that is short. */
  function* withShortTie(candidates, most) {
    for (const candidate of candidates) {
      const { tie } = candidate;
      if (!tie || Math.hypot(tie.x2 - tie.x1, tie.y2 - tie.y1) <= most) yield candidate;
    }
  }

  const gapNow = () => (SonLa.map.getZoom() < CROWDED_ZOOM ? 1 : NAME_GAP);

  /**
   * Return how far others must be from a name: no nearer than its own symbol, where no line ties it.
   *
   * @param {any} label
   * @param {Candidate} candidate
   */
  function airOf({ features: [{ latLng, spot }] }, { box, tie }) {
    if (!latLng || tie) return gapNow();
    const across = Math.max(box[0] - spot[2], spot[0] - box[2], 0);
    const down = Math.max(box[1] - spot[3], spot[1] - box[3], 0);
    return Math.max(gapNow(), Math.hypot(across, down) - TOUCH);
  }

  /** Tell whether a thin line runs over nothing else, a status line least of all. */
  const isClear = (ground, tie) =>
    tie.boxes.every((each) => ground.isFree(each, 0)) &&
    !ground.cuts(tie);

  /** @returns {Candidate | null} */
  function cheapest(ground, label, candidates) {
    /** @type {(Candidate & {total: number}) | null} */
    let best = null;
    const zoom = SonLa.map.getZoom();
    const onRoad = zoom < ROOMY_ZOOM ? 0.4 : 1;
    for (const candidate of candidates) {
      const { box, cost, also, tie } = candidate;
      if (best && cost >= best.total) continue;
      if (!ground.fits(box, airOf(label, candidate)) || (also && !also()) || hasNamesake(label, box)) continue;
      if (tie && !isClear(ground, tie)) continue;
      const total = cost + ground.count(box, ground.thin) * onRoad;
      if (!best || total < best.total) best = { ...candidate, total };
    }
    return best;
  }

  /** Return the place where a name hides the least of status lines: there is no other. */
  function overLine(ground, label, candidates) {
    const costly = (candidate) => ({
      ...candidate,
      cost: candidate.cost + LINE_COST * ground.count(candidate.box, ground.kept),
    });
    const all = [...candidates].map(costly);
    return ground.overLines(() => cheapest(ground, label, all) || roomiest(ground, label, all));
  }

  /** Return a place that the symbols of projects around make room for: the map is not read without. */
  function roomiest(ground, label, candidates) {
    /** @param {Candidate} candidate */
    const isAllowed = ({ box, tie }) =>
      !ground.crosses(box) &&
      !hasNamesake(label, box) &&
      (!tie || !ground.cuts(tie));
    const named = new Set(placed.map(({ item }) => item));
    const free = movers.filter(({ symbol, badge }) => !named.has((symbol || badge)?.item || ""));
    const best = SonLa.makeRoom(ground, free, candidates, isAllowed, (each) => airOf(label, each));
    if (best) movers.forEach(follow);
    return best;
  }

  /**
   * The same name must not stand twice side by side, as a seat and as its commune or as a river
   * and as the corridor along it.
   */
  function hasNamesake(label, box) {
    const name = plain(label.text);
    return placed.some(({ text, boxes, role }) => {
      if (plain(text) !== name || SonLa.page.roles[role].along !== label.role.along) return false;
      return boxes.some((other) => {
        const across = Math.max(other[0] - box[2], box[0] - other[2], 0);
        const down = Math.max(other[1] - box[3], box[1] - other[3], 0);
        return Math.hypot(across, down) < NAMESAKE_PX;
      });
    });
  }

  const partsOf = ({ features }) => features.flatMap((feature) => feature.parts || []);

  function placePlates(ground, label) {
    const block = SonLa.block(label.text, label.role, Infinity);
    const boxes = SonLa.placePlates(ground, partsOf(label), block, PLATES);
    if (!boxes.length) return null;
    const group = SonLa.draw("g", label.faded ? { opacity: FADED_PLATE } : {});
    for (const box of boxes) {
      note(label, [box]);
      group.append(SonLa.drawBlock({ lines: block.lines, box, align: "middle" }, label.role));
    }
    return group;
  }

  /**
   * The name of a project along its own line, and of no other; where no stretch in view bears it,
   * its code on the line, or nothing.
   */
  function placeProject(ground, label) {
    const { role, features } = label;
    const { item } = features[0];
    const lines = partsOf(label);
    const half = role.size * 0.55;
    const clear = LINE_PX * SonLa.lineScale() + half;
    const near = SonLa.map.getZoom() >= SonLa.page.band.nearZoom;
    const onBand = near && features.every(SonLa.isBand);
    const belongs = ([left, top, right, bottom]) => {
      /** @type {Pair} */
      const middle = [(left + right) / 2, (top + bottom) / 2];
      const away = SonLa.awayFrom(lines, middle);
      if (away > half + LINE_GAP || (away < clear && !onBand)) return false;
      return ground.awayFromOthers(middle, item, away - NEARER_PX) >= away - NEARER_PX;
    };
    const [place] = SonLa.placeAlong(ground, lines, {
      width: SonLa.widthOf(label.text, role),
      size: role.size,
      offsets: onBand ? [0] : [1.5, 2.5, 4].flatMap((more) => [clear + more, -clear - more]),
      apart: 0,
      most: 1,
      allowed: (boxes) => boxes.every(belongs),
      own: item,
    });
    if (place) {
      note(label, place.boxes);
      return SonLa.drawAlong(label.text, place.points, role);
    }
    const plate = { ...SonLa.page.roles["project-code"], edge: colorOf(features[0]) };
    const block = SonLa.block(item, plate, Infinity);
    const boxes = SonLa.placePlates(ground, lines, block, { ...CODES, own: item });
    if (!boxes.length) return null;
    const group = SonLa.draw("g");
    for (const box of boxes) {
      note({ ...label, text: item, roleId: "project-code" }, [box]);
      group.append(SonLa.drawBlock({ lines: block.lines, box, align: "middle" }, plate));
    }
    return group;
  }

  /** Return the colour of the status of a line: that of its widest stroke above the casing. */
  function colorOf({ theme, style }) {
    const own = theme.styles[style].strokes.filter(([color]) => color !== SonLa.page.halo);
    return own.sort((a, b) => b[1] - a[1])[0][0];
  }

  function placeLine(ground, label) {
    const { role, roleId, features } = label;
    const text = SonLa.set(label.text, role);
    const widths = features.map((f) => f.theme.styles[f.style].strokes[0][1] * (f.mark.x || 1));
    const band = Math.max(...widths) * SonLa.lineScale();
    const far = band / 2 + role.size * 0.62;
    const wide = band > role.size;
    const places = SonLa.placeAlong(ground, partsOf(label), {
      width: SonLa.widthOf(text, role),
      size: role.size,
      offsets: wide ? [far, -far, far + 5, -far - 5, 0] : roleId === "water" ? [far + 2, -far - 2, 0] : [0, far + 2, -far - 2],
      apart: wide ? 430 : 380,
      most: label.single ? 1 : 4,
      allowed: (boxes) => !boxes.some((box) => hasNamesake(label, box)),
    });
    if (!places.length) return null;
    const group = SonLa.draw("g");
    for (const { points, boxes } of places) {
      note(label, boxes);
      group.append(SonLa.drawAlong(text, points, roleId === "water" ? onWater(role, points) : role));
    }
    return group;
  }

  /** Return the role with the halo of a reservoir where the middle of a name lies in one. */
  function onWater(role, points) {
    const { lat, lng } = SonLa.map.containerPointToLatLng(points[points.length >> 1]);
    const lakes = inView().filter(({ mark, style }) => mark.a && style === "lake");
    return lakes.some((lake) => SonLa.holds(lake, lat, lng)) ? { ...role, halo: SonLa.page.roles.reservoir.halo } : role;
  }
})();
