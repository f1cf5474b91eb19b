/*
 * The selection where no store of the page holds it: it is read from the address and written there,
 * as one goes from page to page, and Streamlit runs on it as on the browser's back button.
 */
const PARAMETERS = { areas: "area", corridors: "corridor", kinds: "kind", statuses: "status", agencies: "agency" };
const SINGLE = { words: "q", asof: "asof", near: "near" };

/** Return the selection that a query string asks for. */
export function selectionOf(query) {
  const asked = new URLSearchParams(query);
  const several = Object.entries(PARAMETERS).map(([field, name]) => [field, asked.getAll(name).join(",").split(",").filter(Boolean)]);
  const single = Object.entries(SINGLE).map(([field, name]) => [field, asked.get(name) ?? ""]);
  const selection = Object.fromEntries([...several, ...single]);
  // As the server reads it: the areas say their frame where the address does not.
  const frame = asked.get("frame") ?? (selection.areas[0]?.length === 5 ? "commune" : "district");
  return { lang: asked.get("lang") ?? "vi", frame, ...selection };
}

/** Return a query string with a change of the selection; what is not of it stays. */
export function changedQuery(query, patch) {
  const asked = new URLSearchParams(query);
  const write = (name, value) => (value ? asked.set(name, value) : asked.delete(name));
  for (const [field, name] of Object.entries(PARAMETERS)) if (patch[field]) write(name, patch[field].join(","));
  for (const [field, name] of Object.entries(SINGLE)) if (field in patch) write(name, patch[field]);
  if (patch.frame) write("frame", patch.frame === "district" ? "" : patch.frame);
  return `${asked}`.replaceAll("%2C", ",");
}

export class AddressStore {
  constructor() {
    this.online = true;
    this.listeners = new Set();
    const tell = () => this.tell();
    window.addEventListener("popstate", tell);
    // The server writes the address, too.
    /** @type {any} */ (window).navigation?.addEventListener("currententrychange", tell);
  }

  get selection() {
    return selectionOf(window.location.search);
  }

  change(patch) {
    const query = changedQuery(window.location.search, patch);
    window.history.pushState(null, "", `${window.location.pathname}${query && "?"}${query}${window.location.hash}`);
    window.dispatchEvent(new PopStateEvent("popstate", { state: null }));
  }

  subscribe(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell() {
    for (const listener of this.listeners) listener();
  }
}
