"use strict";
/*
 * The map page keeps every feature of a catalog. SonLa.apply(state) shows, hides and restyles them
 * by id; nothing is rebuilt, and neither zoom nor centre is lost. What is missing in a state stays
 * as it is:
 *
 *   lang       language of all words
 *   layers     ids of the themes that are on; null for all
 *   shown      {projects, assets, corridors, incidents}: ids that the selection holds; null for all.
 *              An incident that is past has its id with ":past"
 *   status     {project id: status} of the projects whose status is not the latest one
 *   frame      "district" or "commune": whose boundaries and names are drawn, whose code is reported
 *   communes   whether the communes may appear in the frame of the districts: not before there were any
 *   areas      codes of the chosen areas, highlighted
 *   corridors  ids of the corridors in focus; the others fade
 *   selected   id of the item with a halo, "" for none
 *   halo       ids of further items with a halo
 *   scheme     "light" or "dark"
 *   mark       {lon, lat, label}: one place marked with a label, and told of; null for none
 *   ring       {lon, lat, km}, or {codes} of polygons: how far a question reaches; null for none
 *   sketch     [{label, lines, points, chosen}] of shapes that are on no map yet; null for none
 *   picks      whether a click names a place, instead of choosing what lies there
 *   extent     [west, south, east, north] to fit, or [zoom, lat, lon] to go to, when extentKey
 *              differs from the one before
 *
 * The first state may stand in the hash of the page's address, see around.js. As soon as `drawn` is
 * true the page around may set the callbacks onSelect(id), "" for none any more, onArea(code),
 * onLayers(ids), onExport({bounds: [west, south, east, north], zoom}), onMove({zoom, lat, lon}) and
 * onNear({lon, lat, km}), which is offered only where it is set; onPick({lon, lat}) hears of a place
 * that was named while `picks` is on.
 */
/** @type {MapPage} */
const SonLa = (window.SonLa = /** @type {any} */ ({
  page: null,
  map: null,
  themes: [],
  drawn: false, // whether a state may be applied
  painted: false, // whether the first picture is there, with its names
  met: false, // whether the page around has applied its first state
  state: {
    lang: "vi",
    layers: null,
    shown: { projects: null, assets: null, corridors: null, incidents: [] },
    status: {},
    frame: "district",
    communes: true,
    areas: [],
    corridors: [],
    selected: "",
    halo: [],
    scheme: "light",
    mark: null,
    ring: null,
    sketch: null,
    picks: false,
    extent: null,
    extentKey: "",
  },
  onSelect() {},
  onArea() {},
  onLayers() {},
  onExport() {},
  onMove() {},
  onNear: null,
  onPick() {},
}));

(() => {
  const MIN_ZOOM = 7.5;
  const MAX_ZOOM = 16;
  const FIT_ZOOM = 13;
  const FIT_SNAP = 0.01;
  const HELD_PX = 3;
  // A rerun that left the server before the latest click may bring older layers back: how long to
  // believe the click.
  const ECHO_MS = 2000;
  const MEET_MS = 5000; // by then there is no app around
  const LOOK_MS = 100;

  let applied = ""; // the state of the last call, written as JSON
  let marked = "null"; // the mark of the last state
  let ringed = "null"; // the ring of the last state
  let sketched = "null"; // its sketch
  let fitted = ""; // extentKey of the last fit
  /** @type {Box | null} */
  let waiting = null; // extent to fit as soon as the frame has a size
  /** @type {{again(): void, zoom: number, center: L.LatLng} | null} */
  let held = null; // where the map was put last: {again, zoom, center}, held while nobody moves it
  /** @type {{layers: string[], time: number} | null} */
  let clicked = null; // layers as the user set them, until the server says the same
  let ready = false;
  let dirty = true;

  /** Return a word of the table of strings in the language of the page. */
  SonLa.say = (key, values = {}) => {
    const words = SonLa.page.words;
    const spoken = words[SonLa.state.lang] || words.vi;
    const one = Number(values.count ?? values.n) === 1 && spoken[`${key}_one`];
    const said = one || spoken[key] || words.vi[key] || key;
    return said.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  };

  /** Return a name in the language of the page, else in Vietnamese. */
  SonLa.wording = (text) =>
    !text ? "" : typeof text === "string" ? text : text[SonLa.state.lang] || text.vi;

  /** Create an HTML element; text goes in as text, never as markup. */
  SonLa.make = (tag, options = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(options)) {
      if (name === "text") element.textContent = value;
      else if (name === "class") element.className = value;
      else element.setAttribute(name, value);
    }
    element.append(.../** @type {(Node | string)[]} */ (children.filter(Boolean)));
    return element;
  };

  /** Create an SVG element. */
  SonLa.draw = (tag, attributes = {}, ...children) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
    element.append(...children);
    return element;
  };

  /** Create a button of ours; `press` hears of a click. */
  SonLa.button = (options, press, ...children) => {
    const made = SonLa.make("button", { type: "button", ...options }, ...children);
    made.addEventListener("click", press);
    return made;
  };

  /** Name an element for pointers and screen readers by a key of the table of strings. */
  SonLa.name = (element, key) => {
    element.title = SonLa.say(key);
    element.setAttribute("aria-label", element.title);
  };

  /** Draw an icon of lines on a square as large as it is. */
  SonLa.icon = (size, d, look) => {
    const box = { width: size, height: size, viewBox: `0 0 ${size} ${size}`, "aria-hidden": "true" };
    const paint = { fill: "none", stroke: "currentColor", "stroke-linecap": "round", ...look };
    return SonLa.draw("svg", box, SonLa.draw("path", { d, ...paint }));
  };

  /** Write a number with so many decimals as the language of the page does. */
  SonLa.decimal = (value, digits) =>
    value.toLocaleString(SonLa.state.lang, { minimumFractionDigits: digits, maximumFractionDigits: digits });

  /** Return a pane of the map, made at its height where it is not there yet. */
  SonLa.pane = (id, zIndex) => {
    const pane = SonLa.map.getPane(id) || SonLa.map.createPane(id);
    pane.style.zIndex = String(zIndex);
    return pane;
  };

  SonLa.open = (id, page) => {
    SonLa.page = page;
    // All of the page is there: the line is free for others.
    window.frameElement?.dispatchEvent(new Event("received"));
    const [west, south, east, north] = page.limits;
    // Moved in the plane: each symbol and each theme lifted into a layer of its own would be painted
    // and put together anew at each frame, which costs a computer without a graphics card most of it.
    /** @type {any} */ (L.Browser).ie3d = true;
    const map = L.map(id, {
      zoomControl: false,
      attributionControl: false,
      zoomSnap: 0.1,
      zoomDelta: 0.5,
      wheelPxPerZoomLevel: 110,
      minZoom: MIN_ZOOM,
      maxZoom: MAX_ZOOM,
      maxBounds: [
        [south - 0.6, west - 1.2],
        [north + 0.6, east + 1.2],
      ],
      maxBoundsViscosity: 0.6,
    });
    map.getContainer().tabIndex = 0;
    SonLa.map = map;
    SonLa.quickenLines();
    const [westmost, southmost, eastmost, northmost] = page.home;
    map.setView([(southmost + northmost) / 2, (westmost + eastmost) / 2], 9);
    const asked = SonLa.stateAsked();
    Object.assign(SonLa.state, asked, { scheme: SonLa.schemeAround() });
    SonLa.addControls();
    const position = SonLa.positionAsked();
    if (position) SonLa.goTo(position);
    else fit(/** @type {Box} */ (SonLa.state.extent || page.home));
    fitted = SonLa.state.extentKey;
  };

  SonLa.features = () => SonLa.themes.flatMap((theme) => theme.features);

  SonLa.addTheme = (record) => {
    SonLa.themes.push(SonLa.drawTheme(record));
  };

  SonLa.start = () => {
    SonLa.drawGround();
    SonLa.addLegend();
    SonLa.map.on("moveend", () => {
      SonLa.detailLater();
      SonLa.layLater();
      SonLa.tellPosition();
    });
    SonLa.map.on("resize", () => {
      if (waiting) fit(waiting);
      else if (isHeld()) held?.again();
    });
    SonLa.addPick();
    SonLa.apply({});
    SonLa.drawn = true;
    // Widths measured before the typeface is there would be wrong.
    const faces = ["400", "italic 400", "600", "700"];
    const loads = faces.map((face) => document.fonts.load(`${face} 13px "${SonLa.page.family}"`, "Ộạ"));
    Promise.allSettled(loads).then(() => {
      ready = true;
      SonLa.layNow();
      // Nothing of the rest is in the first picture.
      requestAnimationFrame(() => setTimeout(finish));
    });
  };

  function finish() {
    SonLa.painted = true;
    SonLa.listenAll();
    SonLa.watchScheme();
    SonLa.watchWheel();
    fetchDetail(0);
  }

  /** Leave the browser to the app around, which still starts, before asking for more. */
  function fetchDetail(waited) {
    if (window.parent === window || SonLa.met || waited >= MEET_MS) {
      SonLa.fetchDetail();
      SonLa.fetchFind();
    } else setTimeout(() => fetchDetail(waited + LOOK_MS), LOOK_MS);
  }

  /** Lay labels and legend out again, once, in the next frame. */
  SonLa.layLater = () => {
    if (ready && !dirty) requestAnimationFrame(SonLa.layNow);
    dirty = true;
  };

  SonLa.layNow = () => {
    if (!dirty || !ready) return;
    dirty = false;
    SonLa.themes.forEach(SonLa.lookOver);
    SonLa.updateLegend(); // first: labels keep clear of the panel, whose height it changes
    SonLa.layLabels();
  };

  function fit([west, south, east, north]) {
    const size = SonLa.map.getSize();
    if (!size.x || !size.y) {
      waiting = [west, south, east, north];
      return;
    }
    waiting = null;
    /** @type {L.LatLngBoundsLiteral} */
    const bounds = [
      [south, west],
      [north, east],
    ];
    const options = { ...SonLa.fitPadding(), maxZoom: FIT_ZOOM, reset: true };
    put(() => SonLa.map.fitBounds(bounds, options), () => fit([west, south, east, north]));
  }

  /**
   * Put the map somewhere, to a hundredth of a level: a tenth is seven per cent of the width of the
   * frame, too much to give away. `again` puts it there once more when the frame has a new size.
   */
  function put(move, again) {
    const { options } = SonLa.map;
    const { zoomSnap } = options;
    options.zoomSnap = FIT_SNAP;
    move();
    options.zoomSnap = zoomSnap;
    held = { again, zoom: SonLa.map.getZoom(), center: SonLa.map.getCenter() };
  }

  /** Tell whether the map still stands where it was put, but for the pixels of a new size. */
  function isHeld() {
    if (!held || held.zoom !== SonLa.map.getZoom()) return false;
    const [here, there] = [SonLa.map.getCenter(), held.center].map((place) => SonLa.map.project(place));
    return here.distanceTo(there) < HELD_PX;
  }

  function show(extent) {
    const [zoom, lat, lon] = extent;
    if (extent.length === 3) SonLa.goTo({ zoom, lat, lon });
    else fit(extent);
  }

  SonLa.tellPosition = () => {
    const { lat, lng } = SonLa.map.getCenter();
    SonLa.onMove({ zoom: SonLa.map.getZoom(), lat, lon: lng });
  };

  SonLa.goHome = () => fit(SonLa.page.home);

  SonLa.goTo = ({ zoom, lat, lon }) => {
    waiting = null;
    // Without a reset the map moves by whole pixels, and stands beside the place.
    const options = /** @type {L.ZoomPanOptions} */ ({ reset: true });
    put(() => SonLa.map.setView([lat, lon], zoom, options), () => SonLa.goTo({ zoom, lat, lon }));
  };

  /** Show what a state says. Missing parts stay as they are. */
  SonLa.apply = (state) => {
    const layers = state.layers && believed(state.layers);
    Object.assign(SonLa.state, state, layers ? { layers } : {});
    const now = JSON.stringify(SonLa.state);
    if (now === applied) return;
    applied = now;
    // Even the same language written again would have the whole frame laid out anew.
    if (document.documentElement.lang !== SonLa.state.lang) document.documentElement.lang = SonLa.state.lang;
    SonLa.followScheme();
    const { extent, extentKey } = SonLa.state;
    SonLa.refreshed = false;
    // A change of zoom brings all in line with the new state: it is not done before it, too.
    if (extent && extentKey !== fitted) show(extent);
    fitted = extentKey;
    if (!SonLa.refreshed) SonLa.refresh();
    SonLa.sayControls();
    SonLa.layLater();
    // A rerun repeats the mark it knows: only a new one is shown, and may move the map.
    const mark = JSON.stringify(SonLa.state.mark || null);
    if (mark !== marked) SonLa.applyMark(SonLa.state.mark);
    marked = mark;
    const ring = JSON.stringify(SonLa.state.ring || null);
    if (ring !== ringed) SonLa.applyRing(SonLa.state.ring);
    ringed = ring;
    const sketch = JSON.stringify(SonLa.state.sketch || null);
    if (sketch !== sketched) SonLa.applySketch(SonLa.state.sketch);
    sketched = sketch;
    const { classList } = SonLa.map.getContainer();
    classList.toggle("picking", Boolean(SonLa.state.picks));
    classList.toggle("sketching", Boolean(SonLa.state.sketch));
  };

  function believed(layers) {
    if (!clicked || Date.now() - clicked.time > ECHO_MS) return layers;
    if (clicked.layers.join() === layers.join()) clicked = null;
    return clicked ? clicked.layers : layers;
  }

  /** Switch a layer as the user asked, and report the new list. */
  SonLa.switchLayer = (id, on) => {
    const now = SonLa.themes.filter((theme) => theme.switchable && SonLa.isOn(theme));
    const kept = now.map((theme) => theme.id).filter((other) => other !== id);
    const order = SonLa.themes.map((theme) => theme.id);
    const layers = on ? [...kept, id].sort((a, b) => order.indexOf(a) - order.indexOf(b)) : kept;
    SonLa.state.layers = layers;
    clicked = { layers, time: Date.now() };
    SonLa.refresh();
    SonLa.layLater();
    SonLa.onLayers(layers);
  };

  SonLa.isOn = (theme) =>
    !theme.switchable || !SonLa.state.layers || SonLa.state.layers.includes(theme.id);

  /** What is drawn now, for tests and for the page around. Boxes are pixels in the frame. */
  SonLa.stats = () => {
    SonLa.chooseDetail();
    SonLa.layNow();
    const ids = (follows) => {
      const found = new Set();
      for (const theme of SonLa.themes) {
        if (theme.follows !== follows || !SonLa.isOn(theme)) continue;
        for (const feature of theme.features) {
          if (feature.item && feature.visible && !feature.faded) found.add(feature.item);
        }
      }
      return [...found].sort();
    };
    return {
      zoom: SonLa.map.getZoom(),
      projects: ids("projects"),
      assets: ids("assets"),
      corridors: ids("corridors"),
      styles: Object.fromEntries(SonLa.themes.map((theme) => [theme.id, [...theme.seen].sort()])),
      ...SonLa.labelStats(),
    };
  };
})();
