/*
 * Holds the frame with the map page across reruns, hands it each new state, and passes on what
 * happens in it. The position of the map lives in the address bar only: #map=zoom/lat/lon.
 */
const HASH = /map=([\d.]+)\/(-?[\d.]+)\/(-?[\d.]+)/;
const WAIT_MS = 250;
const THEME_MS = 60;
const holders = new WeakMap();
// Where the map of each page was left, and for which extent: who comes back finds it so.
const places = new Map();

function readPosition() {
  const found = HASH.exec(window.location.hash);
  if (!found) return null;
  const [zoom, lat, lon] = found.slice(1).map(Number);
  return zoom >= 0 && zoom <= 20 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180 ? { zoom, lat, lon } : null;
}

/** Return "dark" or "light": the theme of the app, told by the colour of its ground. */
function schemeOf(element) {
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = "#ffffff";
  probe.fillStyle = getComputedStyle(element).getPropertyValue("--st-background-color").trim();
  probe.fillRect(0, 0, 1, 1);
  const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data;
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? "dark" : "light";
}

class Holder {
  constructor(root) {
    this.frame = root.querySelector("iframe");
    this.note = root.querySelector("p");
    this.watch();
    this.hash = "";
    this.path = window.location.pathname;
    this.keep = () => this.hash && !HASH.test(window.location.hash) && this.write();
    this.follow = () => {
      const position = readPosition();
      if (position && window.location.hash !== this.hash && this.map()) this.map().goTo(position);
    };
    this.frame.addEventListener("load", () => this.loaded());
    window.addEventListener("hashchange", this.follow);
    // The server's own change of the query string drops the hash.
    window.navigation?.addEventListener("currententrychange", this.keep);
  }

  /** Follow the theme of the app: Streamlit changes classes and style sheets, without a rerun. */
  watch() {
    this.scheme = schemeOf(this.frame);
    this.theme = new MutationObserver(() => {
      clearTimeout(this.look);
      this.look = setTimeout(() => {
        const scheme = schemeOf(this.frame);
        if (scheme === this.scheme) return;
        this.scheme = scheme;
        if (this.map()) this.map().apply({ scheme });
      }, THEME_MS);
    });
    const app = document.querySelector(".stApp");
    if (app) this.theme.observe(app, { attributes: true, attributeFilter: ["class", "style"] });
    this.theme.observe(document.head, { childList: true, subtree: true });
  }

  state() {
    return { ...this.data.state, scheme: this.scheme };
  }

  map() {
    return this.ready ? this.frame.contentWindow.SonLa : null;
  }

  update({ data, setTriggerValue }) {
    this.data = data;
    this.send = setTriggerValue;
    this.frame.title = data.title;
    if (this.page !== data.page) {
      this.page = data.page;
      this.ready = false;
      this.frame.src = data.page;
    } else if (this.map()) this.map().apply(this.state());
    this.keep();
  }

  loaded() {
    if (!this.page) return;
    const map = this.frame.contentWindow.SonLa;
    this.ready = Boolean(map && map.apply);
    this.frame.hidden = !this.ready;
    this.note.hidden = this.ready;
    this.note.textContent = this.data.missing;
    if (!this.ready) return;
    map.onSelect = (id) => this.send("selected", id);
    map.onArea = (code) => this.send("area", code);
    map.onLayers = (ids) => this.send("layers", ids);
    map.onExport = (request) => this.send("export", request);
    map.onMove = (position) => this.moved(position);
    map.apply(this.state(), readPosition() || this.left());
  }

  left() {
    const place = places.get(this.path);
    return place?.key === this.data.state.extentKey ? place.position : null;
  }

  moved({ zoom, lat, lon }) {
    if (!this.frame.clientWidth) return;
    places.set(this.path, { key: this.data.state.extentKey, position: { zoom, lat, lon } });
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
    clearTimeout(this.timer);
    clearTimeout(this.look);
    this.theme.disconnect();
    window.removeEventListener("hashchange", this.follow);
    window.navigation?.removeEventListener("currententrychange", this.keep);
  }
}

export default function (component) {
  const root = component.parentElement;
  if (!holders.has(root)) holders.set(root, new Holder(root));
  const holder = holders.get(root);
  holder.update(component);
  return () => holder.close();
}
