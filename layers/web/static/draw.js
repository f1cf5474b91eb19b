/* Drawing: every mark once; afterwards only widths, styles and visibility change. */
(() => {
  const FADED = 0.45;
  const HIT_PX = 14;
  const GHOST_ZOOM = 12.5;
  const KIND_ZOOM = 8.75;
  const ASIDE_PX = 7;
  const BAND_PX = 16; // a corridor that is asked for
  const QUIET = "quiet";
  const DRAWN = ["drawn", "ghost"]; // lines of projects that are no alignments
  const PANE_ORDER = 400;
  const PANE_STEP = 2; // leaves a place for a halo under each theme
  const CHOSEN_ORDER = 12; // chosen areas lie on the ground, under the tint of the border

  /** @type {[string, number][]} */
  const HALO = [["#20242A", 11], ["#FFE04A", 8]];

  const areasByCode = new Map();
  /** @type {Partial<Record<string, Set<string> | null>>} */
  const shown = {}; // the ids of the state, to be asked quickly
  /** @type {Record<"halo" | "chosen", L.Path[]>} */
  const extra = { halo: [], chosen: [] };
  let hinted = ""; // the item that is pointed at outside of the map itself

  const pane = (id, order) => SonLa.pane(id, PANE_ORDER + order * PANE_STEP);

  /** @returns {L.PolylineOptions & {opacity: number}} */
  function strokeOptions([color, width, dash, opacity, cap], theme, weight = 1) {
    const scale = SonLa.lineScale() * SonLa.backdropScale(theme) * weight;
    return {
      color: SonLa.paint(color),
      opacity,
      stroke: true,
      weight: width * scale,
      dashArray: dash.length ? dash.map((length) => length * scale).join(" ") : null,
      lineCap: cap,
      lineJoin: "round",
      fill: false,
      interactive: false,
      pane: theme.id,
    };
  }

  /** Draw a theme of the page; returns the theme with its features. */
  SonLa.drawTheme = (record) => {
    const theme = { ...record, features: [], borders: [], lines: [], seen: new Set() };
    pane(`halo-${record.id}`, record.order - 1 / PANE_STEP);
    theme.pane = pane(record.id, record.order);
    const names = new Map(); // an item has its name at its first mark, and until another one comes
    for (const mark of record.marks) {
      if (mark.d) Object.assign(mark, { a: [], b: mark.d });
      if (mark.n) names.set(mark.i, mark.n);
      else if (mark.i) mark.n = names.get(mark.i);
    }
    theme.features = record.marks.map((mark) => ({
      theme,
      mark,
      ...SonLa.levels(mark.g || mark.a, Boolean(mark.a)),
      // A disc has but one level of detail.
      ...(mark.d && { latLngs: Array(2).fill(SonLa.disc(mark.d)) }),
      item: mark.i || "",
      style: mark.s,
      minZoom: !record.interactive && mark.p && mark.l ? SonLa.from(mark.l[3]) : 0,
      strokes: [],
      fill: null,
      hit: null,
      marker: null,
    }));
    theme.features.forEach(readGeometry);
    theme.lines = drawMerged(theme, record.lines || {});
    theme.features.forEach(drawFill);
    drawStrokes(theme);
    theme.borders = drawMerged(theme, record.borders || {});
    theme.features.forEach(drawSymbol);
    const places = new Set(theme.features.filter(isKind).map(SonLa.placeOf));
    for (const feature of theme.features) feature.paired = !isKind(feature) && places.has(SonLa.placeOf(feature));
    return theme;
  };

  const isKind = ({ style }) => style.startsWith("kind-");

  /** Return what a symbol and its badge share: item and place. */
  SonLa.placeOf = ({ item, mark }) => `${item}|${mark.p}`;

  /** Make what can be clicked answer the pointer; after the first picture, which needs none of it. */
  SonLa.listenAll = () => {
    for (const feature of SonLa.features()) {
      if (!feature.theme.interactive) continue;
      listen(feature);
      feature.hidden = false;
      restyle(feature);
    }
  };

  function readGeometry(feature) {
    const { mark, theme } = feature;
    if (mark.p) feature.latLng = SonLa.point(mark.p);
    else feature.bounds = SonLa.bounds(mark.b);
    if (mark.c) feature.anchors = mark.c.map(SonLa.point);
    if (mark.a && theme.id === "areas" && feature.item) areasByCode.set(feature.item, feature);
  }

  /** Lines that carry no name of their own: one path for each stroke of a style and each cell. */
  function drawMerged(theme, byStyle) {
    return Object.entries(byStyle).flatMap(([style, parts]) => {
      /** @type {MergedLine[]} */
      const cells = [...SonLa.byCell(parts)].map(([cell, inside]) => ({ style, cell, strokes: [], ...SonLa.levels(inside, false) }));
      // Pass by pass, as the strokes of features: no casing of a cell lies on the core of another.
      for (const stroke of theme.styles[style].strokes) {
        const shared = { ...strokeOptions(stroke, theme), noClip: stroke[2].length > 0, smoothFactor: 0.7 };
        for (const merged of cells) merged.strokes.push(L.polyline(SonLa.positions(merged), shared).addTo(SonLa.map));
      }
      return cells;
    });
  }

  function drawFill(feature) {
    const { theme, mark } = feature;
    const fill = theme.styles[feature.style].fill;
    if (!mark.a || (!fill[1] && !theme.interactive)) return;
    feature.fill = L.polygon(SonLa.positions(feature), {
      stroke: false,
      fillColor: SonLa.paint(fill[0]),
      fillOpacity: fill[1],
      interactive: false,
      pane: theme.id,
      smoothFactor: 0.7,
    }).addTo(SonLa.map);
  }

  /** Draw pass by pass – all casings, then all cores – so that junctions open into each other. */
  function drawStrokes(theme) {
    const lined = theme.features.filter(({ mark }) => !mark.p && !mark.d && (!mark.a || theme.interactive));
    const passes = Math.max(0, ...lined.map((feature) => passesOf(feature)));
    for (let pass = 0; pass < passes; pass++) {
      for (const feature of lined) {
        if (pass < passesOf(feature)) drawStroke(feature, theme.styles[feature.style].strokes[pass]);
      }
    }
  }

  const shapeIn = (style) => style.split("-")[0];

  /** Return how many strokes a feature may have, whatever its status and whether it is asked for. */
  function passesOf(feature) {
    const { theme, style } = feature;
    const own = theme.styles[style].strokes.length;
    if (!isChanging(theme)) return own + (SonLa.isBand(feature) ? 1 : 0);
    theme.passes ||= {};
    const shape = theme.follows === "projects" ? shapeIn(style) : "";
    const alike = Object.entries(theme.styles).filter(([key]) => !shape || shapeIn(key) === shape);
    theme.passes[shape] ||= Math.max(...alike.map(([, { strokes = [] }]) => strokes.length)) + 1;
    return theme.passes[shape];
  }

  /** Tell whether the styles of a theme change: with the status, or where a corridor is asked for. */
  const isChanging = ({ follows }) => follows === "projects" || follows === "corridors";

  function drawStroke(feature, stroke) {
    const { theme, mark } = feature;
    const changes = isChanging(theme);
    const options = stroke ? strokeOptions(stroke, theme, mark.x) : { stroke: false, fill: false };
    const shape = mark.a ? L.polygon : SonLa.shiftedLine;
    const drawn = shape(SonLa.positions(feature), {
      ...options,
      interactive: false,
      pane: theme.id,
      noClip: Boolean(stroke?.[2].length),
      smoothFactor: changes ? 1.6 : 0.8,
    });
    feature.strokes.push(drawn.addTo(SonLa.map));
    if (mark.a && theme.styles[feature.style].inside) cutInside(feature, drawn);
  }

  let cuts = 0;

  /** Leave of the strokes along an edge what lies inside: a rim, no outline. */
  function cutInside(feature, drawn) {
    const whole = feature.fill?.getElement();
    if (!whole) return;
    if (!whole.id) {
      whole.id = `ground-${cuts++}`;
      whole.setAttribute("clip-rule", "evenodd");
      const use = SonLa.draw("use", { href: `#${whole.id}`, "clip-rule": "evenodd" });
      whole.parentNode.prepend(SonLa.draw("clipPath", { id: `in-${whole.id}` }, use));
    }
    drawn.getElement().setAttribute("clip-path", `url(#in-${whole.id})`);
  }

  function drawSymbol(feature) {
    const { theme, latLng } = feature;
    if (!latLng) return;
    const box = SonLa.make("span", { class: "symbol" });
    feature.box = box;
    setSymbol(feature);
    feature.marker = L.marker(latLng, {
      icon: L.divIcon({ html: box, className: "symbol-icon", iconSize: [0, 0] }),
      keyboard: false,
      interactive: theme.interactive,
      pane: theme.id,
    }).addTo(SonLa.map);
  }

  /** Put the symbol of the style in place; its markup is our own table of symbols, no data. */
  function setSymbol(feature) {
    const { svg, size, offset } = feature.theme.styles[feature.style];
    feature.box.replaceChildren(SonLa.symbol(svg));
    feature.size = size;
    feature.offset = offset;
    moveSymbol(feature, offset);
  }

  /** Shift a symbol from its point; pixels at full size, right and down. */
  function moveSymbol(feature, [x, y]) {
    const half = feature.size / 2;
    feature.shift = [x, y];
    feature.box.style.setProperty("--x", `${x - half}px`);
    feature.box.style.setProperty("--y", `${y - half}px`);
  }
  SonLa.moveSymbol = moveSymbol;

  const shapeOf = ({ mark }) => /** @type {typeof L.polyline} */ (mark.a ? L.polygon : L.polyline);

  /** Return the strokes of a feature; those of a rim lie inside of it. */
  function strokesOf({ theme, style }) {
    const { strokes = [], inside } = theme.styles[style];
    return inside ? [] : strokes;
  }

  function listen(feature) {
    const { theme } = feature;
    if (!feature.mark.p) {
      const shape = shapeOf(feature);
      const widest = Math.max(0, ...strokesOf(feature).map((s) => s[1]));
      feature.hit = shape(SonLa.positions(feature), {
        weight: Math.max(HIT_PX, widest),
        opacity: 0,
        fill: false,
        interactive: true,
        bubblingMouseEvents: false,
        pane: theme.id,
        smoothFactor: 1.5,
      }).addTo(SonLa.map);
    }
    const target = feature.hit || feature.marker;
    target.on("click", ({ latlng, originalEvent }) => SonLa.clickAt(pointed(latlng, originalEvent), originalEvent));
    target.on("mouseover mousemove", ({ latlng, originalEvent }) => SonLa.showTip(feature, latlng, originalEvent));
    target.on("mouseout", () => SonLa.hideTip());
  }

  /** Return where was clicked: of a symbol Leaflet tells its place instead. */
  const pointed = (latLng, event) => (event ? SonLa.map.mouseEventToLatLng(event) : latLng);

  /** What lies around has the tone of the page: where its data ends, nothing is seen to end. */
  SonLa.drawGround = () => {
    SonLa.map.getContainer().style.background = SonLa.page.ground;
    pane("chosen", CHOSEN_ORDER);
    SonLa.map.on("zoomend", SonLa.refresh);
    SonLa.refresh();
  };

  /** Bring fills and symbols into the colours of the scheme; strokes follow by refresh. */
  SonLa.repaint = () => {
    for (const feature of SonLa.features()) {
      if (feature.box) setSymbol(feature);
      if (feature.fill) paintFill(feature);
    }
  };

  function paintFill({ fill, style, theme }) {
    const [color, fillOpacity] = theme.styles[style].fill;
    fill.setStyle({ fillColor: SonLa.paint(color), fillOpacity });
  }

  /** Size a symbol for the present zoom; a property of the whole map would restyle all that it holds. */
  function scaleSymbol(feature) {
    const scale = SonLa.symbolScale();
    if (feature.scale === scale) return;
    feature.scale = scale;
    feature.box.style.setProperty("--symbols", String(scale));
  }

  /** Kilometre posts of the corridor in focus are shown from afar already. */
  SonLa.isFocusPost = ({ theme, item }) =>
    theme.id === "km-posts" && SonLa.state.corridors.includes(item);

  const allProjects = () => new Set(SonLa.features().filter(isProject).map(({ item }) => item));

  const isProject = ({ theme }) => theme.follows === "projects";

  /** Tell whether the symbols of what is built are drawn: from afar eighty leave no room for names. */
  SonLa.kindsShown = () => SonLa.map.getZoom() >= KIND_ZOOM;

  function wanted(feature) {
    const { theme, item, minZoom } = feature;
    if (SonLa.map.getZoom() < minZoom && !SonLa.isFocusPost(feature)) return false;
    if (isProject(feature) && isKind(feature) && !SonLa.kindsShown()) return false;
    // Beside the corridor in focus the others stay, faded: a click leads from one to the next.
    if (theme.follows === "corridors" && SonLa.state.corridors.length) return true;
    const ids = theme.follows && shown[theme.follows];
    return !ids || !item || (ids.has(item) && !isHeading(item, ids));
  }

  /** Tell whether a group has parts in sight: they are drawn, itself it has no place. */
  const isHeading = (item, ids) => (SonLa.page.parts[item] || []).some((part) => ids.has(part));

  /** Bring styles, widths and visibility in line with state and zoom. */
  SonLa.refresh = () => {
    SonLa.refreshed = true;
    for (const [list, ids] of Object.entries(SonLa.state.shown)) shown[list] = ids && new Set(ids);
    // All are shown: a group whose parts are there is none of its own all the same.
    shown.projects ||= Object.keys(SonLa.page.parts).length ? allProjects() : null;
    for (const theme of SonLa.themes) {
      theme.pane.style.display = SonLa.isOn(theme) ? "" : "none";
      for (const feature of theme.features) {
        chooseStyle(feature);
        feature.visible = wanted(feature);
        restyle(feature);
      }
      layAbreast(theme);
      for (const merged of [...theme.lines, ...theme.borders]) {
        const on = SonLa.frameShows(merged.style, theme);
        theme.styles[merged.style].strokes.forEach((stroke, i) => {
          restroke(merged.strokes[i], stroke, theme, 1, on);
        });
      }
    }
    drawChosen();
    drawHalo();
  };

  /** Boundaries and names of the other frame only appear where there is room for them. */
  SonLa.frameShows = (key, theme) => {
    if (theme.id !== "areas" || key === "province") return true;
    const { frame, communes } = SonLa.state;
    return key === frame || (key === "commune" && communes && SonLa.map.getZoom() >= 10.5);
  };

  function chooseStyle(feature) {
    const { follows } = feature.theme;
    if (follows === "projects") setStatus(feature);
    else if (follows === "corridors") feature.style = isAsked(feature) ? feature.item : QUIET;
  }

  function layAbreast(theme) {
    if (theme.follows === "projects") layAside(theme, ASIDE_PX, ({ mark }) => mark.g);
    else if (theme.follows === "corridors") layAside(theme, BAND_PX, isAsked);
  }

  function setStatus(feature) {
    if (isKind(feature)) return;
    const shape = shapeIn(feature.style);
    const { item } = feature;
    const style = `${shape}-${SonLa.state.status[item] || SonLa.page.status[item] || "unknown"}`;
    if (style === feature.style) return;
    feature.style = style;
    if (feature.box) setSymbol(feature);
    if (feature.fill) paintFill(feature);
  }

  /** A corridor has its colour where it is asked for: in focus, or selected. */
  function isAsked({ item }) {
    return SonLa.state.corridors.includes(item) || SonLa.state.selected === item;
  }

  /** Put what lies on the same line side by side, as long as it is shown together. */
  function layAside(theme, apart, isLane) {
    const roads = new Map();
    for (const feature of theme.features) {
      if (!feature.visible || !feature.strokes.length) continue;
      if (!isLane(feature)) {
        if (feature.strokes[0].options.aside) shift(feature, 0);
        continue;
      }
      const key = (feature.key ||= feature.mark.g.join());
      roads.set(key, [...(roads.get(key) || []), feature]);
    }
    for (const features of roads.values()) {
      features.forEach((feature, i) => {
        shift(feature, (i - (features.length - 1) / 2) * apart * SonLa.lineScale());
      });
    }
  }

  function shift({ strokes }, aside) {
    for (const drawn of strokes) {
      if ((drawn.options.aside || 0) === aside) continue;
      drawn.options.aside = aside;
      drawn.redraw();
    }
  }

  function restyle(feature) {
    const { theme, visible } = feature;
    if (!visible && feature.hidden) return; // of thousands only those matter that appear or go
    feature.hidden = !visible;
    const strokes = theme.styles[feature.style].strokes || [];
    feature.faded = isFaded(feature);
    const passes = SonLa.isBand(feature) ? banded(strokes, feature) : strokes;
    feature.strokes.forEach((drawn, i) => {
      restroke(drawn, passes[i], theme, feature.faded ? FADED : 1, visible, feature.mark.x);
    });
    for (const drawn of [feature.fill, feature.hit]) if (drawn) show(drawn, visible);
    if (feature.marker) {
      feature.marker.getElement().style.display = visible ? "" : "none";
      if (visible) scaleSymbol(feature);
      haloSymbol(feature);
      // From near a symbol of which only the area is known must not seem to mark a spot.
      feature.box.classList.toggle("ghost", Boolean(feature.mark.w) && SonLa.map.getZoom() >= GHOST_ZOOM);
    }
  }

  /** Tell whether a line is a road, or works on one, that is a drawing and no alignment. */
  SonLa.isBand = ({ mark, theme, style }) =>
    Boolean(mark.h && mark.g && (theme.road || DRAWN.includes(shapeIn(style))));

  /** Return the strokes of a drawing on a wide pale band, and from near nothing crisp on it. */
  function banded(strokes, { theme, mark }) {
    const { km, least, most, opacity, nearOpacity, nearZoom, color } = SonLa.page.band;
    const zoom = SonLa.map.getZoom();
    const near = zoom >= nearZoom;
    const width = Math.min(Math.max((km * 1000) / SonLa.metresAPixel(), least * SonLa.lineScale()), most);
    // Neutral under a road; the last but one stroke of a project has the colour of its status.
    const hue = theme.road ? color : strokes[strokes.length - 2][0];
    const wide = width / SonLa.lineScale() / (mark.x || 1);
    return [[hue, wide, [], near ? nearOpacity : opacity, "butt"], ...(near ? [] : strokes)];
  }

  /** While a corridor is in focus, the other corridors and the roads that are not of it fade. */
  function isFaded({ theme, item }) {
    const { corridors, shown } = SonLa.state;
    if (!corridors.length) return false;
    if (theme.follows === "corridors") return !corridors.includes(item);
    return theme.road && Boolean(shown.assets && !shown.assets.includes(item));
  }

  function restroke(drawn, stroke, theme, fade, on, weight = 1) {
    show(drawn, on && Boolean(stroke));
    if (!stroke || !on) return;
    const options = strokeOptions(stroke, theme, weight);
    dress(drawn, { ...options, opacity: options.opacity * fade });
  }

  const ATTRIBUTES = { color: "stroke", opacity: "stroke-opacity", weight: "stroke-width", dashArray: "stroke-dasharray", lineCap: "stroke-linecap" };

  /** Set the style of a stroke; of the attributes only those that change: Leaflet writes them all. */
  function dress(drawn, options) {
    const now = drawn.options;
    const element = drawn.getElement();
    if (!now.stroke || !element) {
      drawn.setStyle(options);
      return;
    }
    for (const [name, attribute] of Object.entries(ATTRIBUTES)) {
      const value = options[name];
      if (now[name] === value) continue;
      now[name] = value;
      if (value === null) element.removeAttribute(attribute);
      else element.setAttribute(attribute, String(value));
    }
    // Clipping at the frame would shift the dashes of a line whenever the map is moved.
    const noClip = Boolean(options.dashArray);
    if (now.noClip === noClip) return;
    now.noClip = noClip;
    drawn.redraw();
  }

  function show(drawn, on) {
    const element = drawn.getElement();
    if (element) element.style.display = on ? "" : "none";
    if (on) SonLa.freshen(drawn);
  }

  /** Give an item a halo while it is pointed at elsewhere, as in a list; "" for none any more. */
  SonLa.haloItem = (id) => {
    if (id === hinted) return;
    hinted = id;
    drawHalo();
    for (const feature of SonLa.features()) if (feature.box) haloSymbol(feature);
  };

  function haloSymbol(feature) {
    // The halo of a badge would hide the symbol beside it, which has one itself.
    const paired = feature.paired && SonLa.kindsShown();
    feature.box.classList.toggle("selected", isSelected(feature) && !paired);
  }

  function isSelected(feature) {
    const { selected, halo } = SonLa.state;
    const { item } = feature;
    return Boolean(item) && [selected, hinted, ...halo].some((id) => id === item || SonLa.page.parts[id]?.includes(item));
  }

  function clear(list) {
    for (const drawn of list.splice(0)) drawn.remove();
  }

  function drawChosen() {
    clear(extra.chosen);
    const { fill, strokes } = SonLa.page.chosen;
    for (const code of SonLa.state.areas) {
      const area = areasByCode.get(code);
      if (!area) continue;
      const ground = { stroke: false, fillColor: SonLa.paint(fill[0]), fillOpacity: fill[1] };
      const shared = { interactive: false, pane: "chosen" };
      extra.chosen.push(L.polygon(SonLa.positions(area), { ...ground, ...shared }).addTo(SonLa.map));
      for (const stroke of strokes) {
        const options = { ...strokeOptions(stroke, { id: "areas" }), smoothFactor: 0.7 };
        extra.chosen.push(L.polygon(SonLa.positions(area), options).addTo(SonLa.map));
      }
    }
  }

  /** Of the discs that fade away from a place only the widest has an edge. */
  const isOutermost = ({ mark, item, theme }) =>
    !mark.d || theme.features.every((other) => other.item !== item || !other.mark.d || other.mark.d[2] <= mark.d[2]);

  /** A dark-edged bright band around the lines and areas of the selected items. */
  function drawHalo() {
    clear(extra.halo);
    if (!SonLa.state.selected && !hinted && !SonLa.state.halo.length) return;
    const chosen = SonLa.features().filter(
      (each) => !each.mark.p && shapeIn(each.style) !== "hatch" && isSelected(each) && each.visible && isOutermost(each),
    );
    for (const [color, add] of HALO) {
      for (const feature of chosen) {
        const { theme, mark } = feature;
        const widths = strokesOf(feature).map((stroke) => stroke[1] * (mark.x || 1));
        const weight = (Math.max(0, ...widths) + add) * SonLa.lineScale();
        const shared = { fill: false, interactive: false, pane: `halo-${theme.id}`, smoothFactor: 1.6 };
        const options = { color: SonLa.paint(color), weight, ...shared };
        extra.halo.push(shapeOf(feature)(SonLa.positions(feature), options).addTo(SonLa.map));
      }
    }
  }

  /** Tell whether an area holds a position; level: of detail, the coarsest unless told. */
  SonLa.holds = (feature, lat, lng, level = 0) => {
    feature.rings ||= [];
    feature.rings[level] ||= SonLa.positionsAt(feature, level).map((rings) =>
      rings.map((ring) => ring.map((position) => [position.lat, position.lng])),
    );
    return feature.rings[level].some((rings) => SonLa.inside(lat, lng, rings));
  };

  /** Tell whether two positions lie in the same commune, or both outside of all. */
  SonLa.inSameCommune = (one, two) => communeAt(one) === communeAt(two);

  /** Return the name of the commune at a position, or words that it is outside of the province. */
  SonLa.communeName = (place) => {
    const { mark } = areasByCode.get(communeAt(place)) || {};
    return mark ? SonLa.wording(mark.n || mark.l?.[0]) : SonLa.say("map.spot-outside");
  };

  function communeAt({ lat, lng }) {
    for (const [code, feature] of areasByCode) {
      if (feature.style !== "commune" || !feature.bounds.contains([lat, lng])) continue;
      if (SonLa.holds(feature, lat, lng, feature.codes.length - 1)) return code;
    }
    return "";
  }

  /** Return the code of the area of the present frame at a position, or an empty string. */
  SonLa.areaAt = ({ lat, lng }) => {
    for (const [code, feature] of areasByCode) {
      if (feature.style !== SonLa.state.frame) continue;
      const finest = feature.codes.length - 1;
      if (feature.bounds.contains([lat, lng]) && SonLa.holds(feature, lat, lng, finest)) return code;
    }
    return "";
  };
})();
