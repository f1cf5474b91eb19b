/*
 * Labels: placed one after another by priority, never over a label, a symbol or a status line. What
 * finds no place is dropped and counted. The same view gives the same picture.
 */
(() => {
  // Where the whole province is seen, a seat is only named when its district of the same name is
  // not: once is enough.
  const SEAT_ZOOM = 9.75;
  const BEFORE_SEATS = 4;
  const COMMUNE_ZOOM = { district: 10.5, commune: 9.5 };
  const NAMESAKE_PX = 110;
  const LEADER_RANK = 15;
  const FAR_ZOOM = 8.5; // below, only short ones: the province is small
  const LEADER_REACHES = [0, 9, 18, 30, 44];
  const SEAT_REACHES = [...LEADER_REACHES, 58, 74, 92, 112]; // the map is not read without these names
  const POST_REACHES = [0, 9, 18];
  const FOCUS_RANKS = 30; // by how much a post of the corridor in focus comes before others
  const LARGER_ZOOM = { commune: 12.5, place: 12.5, asset: 13, project: 13 };
  const DRAWN_RANK = 3; // before the names of districts: a drawing that does not say so is a lie
  const LAST_RANKS = 100; // by how much what has faded comes after the rest
  const FADED_PLATE = 0.55;
  const NAME_GAP = 3; // pixels between two names, so that nobody reads them as one
  const CROWDED_ZOOM = 10; // below, every name counts more than the air around it
  const ROOMY_ZOOM = 11.5; // from here names have room beside the roads
  const PLATES = { every: 240, apart: 150 };
  // Where a status badge may stand when others are at the same place, in pixels from its point.
  /** @type {Pair[]} */
  const BADGE_SPOTS = [
    [11, -11], [11, 11], [-11, -11], [-11, 11], [0, -19], [20, 0], [0, 19], [-20, 0],
    [28, -11], [-28, -11], [28, 11], [-28, 11], [11, -28], [-11, -28], [11, 28], [-11, 28],
  ];

  // Where the symbol of a project may stand when another one is at the same place.
  /** @type {Pair[]} */
  const SYMBOL_SPOTS = [0, 21, 30, 42, 58].flatMap((reach) =>
    (reach ? [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] : [0]).map((turn) => {
      const angle = (turn * Math.PI) / 6;
      return /** @type {Pair} */ ([reach * Math.cos(angle), reach * Math.sin(angle)]);
    }),
  );

  /** @type {SVGSVGElement} */
  let sheet;
  /** @type {LabelStats["labels"]} */
  let placed = [];
  /** @type {string[]} */
  let dropped = [];
  /** @type {LabelStats["symbols"]} */
  let symbols = [];

  SonLa.labelStats = () => ({ labels: placed, dropped: dropped.length, missing: dropped, symbols });

  SonLa.layLabels = () => {
    const ground = new SonLa.Ground(SonLa.frameBox());
    placed = [];
    dropped = [];
    symbols = [];
    takeControls(ground);
    const ties = takeSymbols(ground);
    takeLines(ground);
    const group = SonLa.draw("g", {}, ...ties);
    for (const label of dueLabels()) {
      const drawn = label.late && isNamed(label) ? "" : place(ground, label);
      if (drawn === "") continue;
      if (drawn) group.append(drawn);
      else dropped.push(label.text);
    }
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

  function takeControls(ground) {
    const frame = SonLa.map.getContainer().getBoundingClientRect();
    for (const element of SonLa.map.getContainer().querySelectorAll(".leaflet-control")) {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      ground.take([left - frame.left, top - frame.top, right - frame.left, bottom - frame.top]);
    }
  }

  const inView = () => SonLa.features().filter((feature) => feature.inView);

  /** @returns {Box} */
  function symbolBox({ at, size }, [dx, dy]) {
    const scale = SonLa.symbolScale();
    const half = (size * scale) / 2;
    const [x, y] = [at[0] + dx * scale, at[1] + dy * scale];
    return [x - half, y - half, x + half, y + half];
  }

  /**
   * What stands on the ground keeps its place; symbols of projects and status badges at the same
   * place move apart, but never over a border. Returns the lines that tie symbols to their places.
   */
  function takeSymbols(ground) {
    const take = (feature, box) => {
      feature.spot = box;
      ground.take(box);
      symbols.push({ id: feature.item, box });
    };
    const own = [];
    for (const feature of inView().filter(({ box }) => box)) {
      if (feature.theme.follows === "projects") own.push(feature);
      else take(feature, symbolBox(feature, feature.shift));
    }
    own.sort((a, b) => compare(a.item, b.item));
    const isBadge = (feature) => feature.theme.styles[feature.style].offset.some(Boolean);
    const badges = new Map(own.filter(isBadge).map((badge) => [SonLa.placeOf(badge), badge]));
    const put = (feature, spots) => {
      const spot = freeSpot(ground, feature, spots);
      SonLa.moveSymbol(feature, spot);
      return spot;
    };
    const ties = [];
    for (const symbol of own.filter((each) => !isBadge(each))) {
      const [right, down] = put(symbol, symbol.mark.w ? SYMBOL_SPOTS.slice(0, 1) : SYMBOL_SPOTS);
      const badge = badges.get(SonLa.placeOf(symbol));
      badges.delete(SonLa.placeOf(symbol));
      // The badge stands at a corner of its own symbol, which is not in its way.
      if (badge) put(badge, BADGE_SPOTS.map(([x, y]) => [x + right, y + down]));
      const box = symbolBox(symbol, [right, down]);
      take(symbol, box);
      if (badge) take(badge, symbolBox(badge, badge.shift));
      if (!right && !down) continue;
      const tie = SonLa.tie(box, symbol.at);
      tie.boxes.forEach((each) => ground.take(each));
      ties.push(...SonLa.drawTie(tie));
    }
    for (const badge of badges.values()) {
      // Beside no symbol a badge stands on its place, not beside it.
      take(badge, symbolBox(badge, put(badge, [[0, 0], ...BADGE_SPOTS])));
    }
    return ties;
  }

  /** Return the first free spot in the commune of a symbol, else the first free one, else the first. */
  function freeSpot(ground, symbol, spots) {
    const free = spots.filter((each) => ground.isFree(symbolBox(symbol, each), 0));
    const scale = SonLa.symbolScale();
    const isHome = ([x, y]) => {
      const [left, top] = symbol.at;
      const there = SonLa.map.containerPointToLatLng([left + x * scale, top + y * scale]);
      return SonLa.inSameCommune(symbol.latLng, there);
    };
    const home = free.find(isHome) || spots.find(isHome);
    return home || free[0] || spots[0];
  }

  function takeLines(ground) {
    const scale = SonLa.lineScale();
    for (const { mark, parts = [], theme, style } of inView()) {
      if (style.startsWith("hatch-")) continue; // words stand on a hatch as on a tint
      if (theme.follows === "projects" && !mark.a) {
        parts.forEach((line) => ground.draw(line, 3.4 * scale, ground.lines));
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

  /** Return the label of a feature, null where it is not to be named now. */
  function labelOf(feature) {
    if (!feature.mark.l) return null;
    const zoom = SonLa.map.getZoom();
    const [own, roleId, rank, minZoom] = feature.mark.l;
    const role = SonLa.page.roles[roleId];
    const { faded } = feature;
    const chosen = feature.item && feature.item === SonLa.state.selected;
    const early = chosen || SonLa.isFocusPost(feature);
    const name = nameOf(feature, own);
    if (!name || (!early && (zoom < leastZoom(roleId, minZoom) || (faded && !role.plate)))) return null;
    const whole = zoom < SEAT_ZOOM && SonLa.state.frame === "district";
    const late = whole && roleId === "seat";
    const focus = roleId === "corridor" && SonLa.state.corridors.includes(feature.item);
    const first = chosen || focus ? 0 : whole && roleId === "district" ? BEFORE_SEATS : null;
    const text = late ? name.split(" (")[0] : name;
    const found = { name, text, role: setAs(role, roleId, focus), roleId, late, faded };
    return { ...found, rank: first ?? usualRank(feature, rank) };
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
      const key = line ? `${roleId}|${name}` : `${roleId}|${name}|${labels.size}`;
      const label = labels.get(key) || { ...due, features: [] };
      // A road is in focus as soon as one of its sections is.
      label.faded &&= feature.faded;
      label.rank = Math.min(label.rank, due.rank);
      label.features.push(feature);
      labels.set(key, label);
    }
    for (const label of drawnLabels()) labels.set(`drawn|${label.features[0].item}`, label);
    const order = (a, b) => a.rank - b.rank || compare(a.roleId, b.roleId) || compare(a.text, b.text);
    return [...labels.values()].sort(order);
  }

  /**
   * The word "schematic" once a drawing, along it: a band is no alignment. A road says so where no
   * project that is shown lies on it.
   */
  function drawnLabels() {
    const role = SonLa.page.roles.note;
    const text = SonLa.say("map.drawn");
    const found = { name: text, text, role, roleId: "note", late: false, rank: DRAWN_RANK };
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

  /** A name without its addition, case and marks. */
  const plain = (text) =>
    text
      .split(" (")[0]
      .toLocaleLowerCase("vi")
      .normalize("NFD")
      .replace(/\p{M}/gu, "")
      .replace(/đ/g, "d");

  function place(ground, label) {
    const { role, features } = label;
    if (role.plate && !features[0].latLng) return placePlates(ground, label);
    const along = role.along ? placeLine(ground, label) : null;
    // What must be said stands upright where it finds no place along its line.
    return along || (role.along && !label.single) ? along : placeBlock(ground, label);
  }

  function placeBlock(ground, label) {
    const { role, features } = label;
    const [feature] = features;
    const reaches = reachesOf(label);
    /** @type {TextBlock | null} */
    let block = null;
    /** @type {Candidate | null} */
    let best = null;
    // Without the names of the seats nobody reads a map: in a crowd their leader may cross symbols.
    for (const crossing of reaches === SEAT_REACHES ? [false, true] : [false]) {
      for (const [near, candidates] of SonLa.waysToPlace(feature, reaches)) {
        block = SonLa.block(label.text, role, near);
        best = cheapest(ground, label, candidates(block), crossing);
        if (best) break;
      }
      if (best) break;
    }
    if (!block || !best) return null;
    ground.take(best.box);
    placed.push({ text: label.text, role: label.roleId, boxes: [best.box] });
    const drawn = SonLa.drawBlock({ ...best, lines: block.lines }, role);
    if (best.tie) {
      best.tie.boxes.forEach((box) => ground.take(box));
      drawn.prepend(...SonLa.drawTie(best.tie));
    }
    return drawn;
  }

  function reachesOf({ roleId, rank }) {
    if (roleId === "seat" || roleId === "province-seat") return SEAT_REACHES;
    if (roleId === "km-post") return POST_REACHES;
    const far = SonLa.map.getZoom() < FAR_ZOOM ? 3 : LEADER_REACHES.length;
    return LEADER_REACHES.slice(0, rank <= LEADER_RANK ? far : 1);
  }

  /** @returns {Candidate | null} */
  function cheapest(ground, label, candidates, crossing) {
    /** @type {(Candidate & {total: number}) | null} */
    let best = null;
    const zoom = SonLa.map.getZoom();
    const gap = zoom < CROWDED_ZOOM ? 1 : NAME_GAP;
    const onRoad = zoom < ROOMY_ZOOM ? 0.4 : 1;
    for (const candidate of candidates) {
      const { box, cost, also, tie } = candidate;
      if (best && cost >= best.total) continue;
      if (!ground.fits(box, gap) || (also && !also()) || hasNamesake(label, box)) continue;
      if (tie && !crossing && !tie.boxes.every((each) => ground.isFree(each, 0))) continue;
      const total = cost + ground.count(box, ground.thin) * onRoad;
      if (!best || total < best.total) best = { ...candidate, total };
    }
    return best;
  }

  function isNamed(label) {
    return placed.some(({ text }) => plain(text) === plain(label.text));
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
      placed.push({ text: label.text, role: label.roleId, boxes: [box] });
      group.append(SonLa.drawBlock({ lines: block.lines, box, align: "middle" }, label.role));
    }
    return group;
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
      placed.push({ text: label.text, role: label.roleId, boxes });
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
