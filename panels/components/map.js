/*
 * Between the app and the map page: hands the page each new state, and passes on what happens in
 * it. The frame of the page is an element of its own, so that it loads before any script of ours.
 * The position of the map lives in the address bar only: #map=zoom/lat/lon. On the page of the map
 * it draws what the store says, which knows of a choice before the server does. The page of newer data
 * is loaded behind the one that is shown, and takes its place once it is painted.
 */
import { readKept } from "./export_memory.js";
import { store } from "./store.js";

const FRAME = 'iframe[src*="/app/static/map/"]';
const HASH = /map=[\d.]+\/-?[\d.]+\/-?[\d.]+/;
const WAIT_MS = 250;
const LOOK_MS = 30;
const WATCH_MS = 500;
const NEXT = "sl-map-next"; // see page.css
const CALM_MS = 1500;
const bridges = new WeakMap();
// Where the map of each page was left, and for which extent: who comes back finds it so.
const places = new Map();

/** @returns {HTMLIFrameElement | null} */
const findFrame = () => document.querySelector(FRAME);

class Bridge {
  constructor(root) {
    this.note = root.querySelector("p");
    this.hash = "";
    this.path = window.location.pathname;
    this.keep = () => this.hash && !HASH.test(window.location.hash) && this.write();
    this.follow = () => {
      const position = this.map?.positionAsked();
      if (position && window.location.hash !== this.hash) this.map.goTo(position);
    };
    this.open();
  }

  /** Begin to listen; where Streamlit draws again into a place that was closed, once more. */
  open() {
    this.isOpen = true;
    window.addEventListener("hashchange", this.follow);
    // The frame may be opened anew without a new state: it is met all the same.
    this.watching = setInterval(() => this.data && !this.hasMet() && this.attach(), WATCH_MS);
    // The server's own change of the query string drops the hash.
    window.navigation?.addEventListener("currententrychange", this.keep);
    this.unsubscribe = store.subscribe(() => this.data?.screen && this.attach());
  }

  update({ data, setTriggerValue }) {
    if (!this.isOpen) this.open();
    this.data = data;
    this.send = setTriggerValue;
    if (data.screen) store.hear({ ...data.screen, state: data.state }, () => this.send("again", Date.now()));
    this.attach();
    this.renew();
    this.keep();
  }

  /** Return what the map is to show: of other pages' maps the server alone knows. */
  state(map = this.map) {
    return this.data.screen ? store.mapState(map?.page.status) : this.data.state;
  }

  /** Load the page of newer data behind the one that is shown, when what is in sight is drawn anew. */
  renew() {
    const { page } = this.data;
    if (!page) return;
    // Whoever opens a frame next, see early_map.js, opens this page at once.
    document.documentElement.dataset.slMapPage = this.wanted().pathname;
    this.renewing ??= setTimeout(() => {
      this.renewing = undefined;
      this.loadNext();
    }, CALM_MS);
  }

  wanted() {
    return new URL(this.data.page, document.baseURI);
  }

  loadNext() {
    const shown = findFrame();
    const wanted = this.wanted();
    const isOf = (frame) => new URL(frame.src).pathname === wanted.pathname;
    if (!shown || (this.next?.isConnected && isOf(this.next))) return;
    this.dropNext();
    if (isOf(shown)) return;
    wanted.hash = encodeURIComponent(JSON.stringify(this.data.state));
    const next = document.createElement("iframe");
    next.src = wanted.href;
    next.className = NEXT;
    next.addEventListener("load", () => next === this.next && (next.contentWindow?.SonLa ? this.replace(next) : this.dropNext()));
    this.next = next;
    shown.after(next);
  }

  /** Let the page of newer data take its place as soon as it is painted and nobody measures. */
  replace(next) {
    if (next !== this.next || !next.isConnected) return;
    const shown = findFrame();
    const map = next.contentWindow?.SonLa;
    if (!map?.painted || shown?.contentWindow?.SonLa?.measuring) {
      setTimeout(() => this.replace(next), LOOK_MS);
      return;
    }
    const isAtMap = document.activeElement === shown;
    this.next = null;
    shown?.remove();
    next.removeAttribute("class");
    this.attach();
    if (isAtMap) map.map.getContainer().focus({ preventScroll: true });
  }

  dropNext() {
    this.next?.remove();
    this.next = null;
  }

  hasMet() {
    return findFrame()?.contentWindow?.SonLa === this.map;
  }

  /** Hand the state to the page as soon as it is drawn; a page that was loaded anew is met anew. */
  attach() {
    clearTimeout(this.looking);
    const frame = findFrame();
    const page = frame?.contentWindow;
    const loaded = page && page.location.href !== "about:blank" && page.document.readyState === "complete";
    const failed = Boolean(loaded && !page.SonLa);
    if (frame) frame.hidden = failed;
    this.note.hidden = !failed;
    this.note.textContent = this.data.missing;
    if (page?.SonLa?.drawn) this.meet(page.SonLa);
    else if (!failed) this.looking = setTimeout(() => this.attach(), LOOK_MS);
  }

  meet(map) {
    // The component is called for other reasons, too: what was said already is not said again.
    const state = this.state(map);
    if (this.data.screen) map.findAt(new URL(this.data.screen.find, document.baseURI).href);
    const said = JSON.stringify(state);
    if (map === this.map && said === this.said) return;
    this.said = said;
    if (map !== this.map) {
      // Only the first page has read the position in the address; a later one may have missed it.
      const place = this.map || !map.positionAsked() ? this.left(state) : null;
      this.map = map;
      map.onSelect = (id) => this.select(id);
      map.onArea = (code) => (this.isAnswered() ? store.chooseArea(code) : this.send("area", code));
      map.onLayers = (ids) => (this.isAnswered() && store.server.themes ? store.switchLayers(ids) : this.send("layers", ids));
      map.onExport = (request) => store.whenKnown(() => this.send("export", { ...request, kept: readKept(window) }));
      map.onMove = (position) => this.moved(position);
      map.onNear = (near) => this.ask(near);
      map.onPick = (place) => this.send("picked", place);
      map.apply(state);
      if (place) map.goTo(place);
      map.tellPosition();
      map.met = true;
    } else map.apply(state);
  }

  isAnswered() {
    return this.data.screen && store.canAnswer();
  }

  /** Open what was clicked; an incident leads to its road, which the server knows. */
  select(id) {
    if (this.isAnswered() && store.engine.corridors.has(id)) store.toggleCorridor(id);
    else if (this.isAnswered() && (!id || store.engine.codes.has(id))) store.openItem(id);
    else {
      store.handed = id;
      this.send("selected", id);
    }
  }

  /** Ask what is around a place: here, or of the server where the shapes are not there yet. */
  ask(near) {
    const { lon, lat, km } = near;
    if (!this.data.screen || !store.chooseNear(SonLaNear.point(lon, lat, km))) this.send("near", near);
  }

  left({ extentKey }) {
    const place = places.get(this.path);
    return place?.key === extentKey ? place.position : null;
  }

  moved({ zoom, lat, lon }) {
    places.set(this.path, { key: this.state().extentKey, position: { zoom, lat, lon } });
    this.hash = `#map=${Number(zoom.toFixed(2))}/${lat.toFixed(4)}/${lon.toFixed(4)}`;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.write(), WAIT_MS);
  }

  write() {
    const { pathname, search, hash } = window.location;
    // Another page is shown already, whose address has no place for this map.
    if (pathname !== this.path) return;
    if (hash !== this.hash) window.history.replaceState(window.history.state, "", pathname + search + this.hash);
  }

  close() {
    this.isOpen = false;
    this.unsubscribe();
    clearTimeout(this.renewing);
    this.renewing = undefined;
    this.dropNext();
    clearTimeout(this.timer);
    clearTimeout(this.looking);
    clearInterval(this.watching);
    window.removeEventListener("hashchange", this.follow);
    window.navigation?.removeEventListener("currententrychange", this.keep);
  }
}

export default function (component) {
  const root = component.parentElement;
  if (!bridges.has(root)) bridges.set(root, new Bridge(root));
  const bridge = bridges.get(root);
  bridge.update(component);
  return () => bridge.close();
}
