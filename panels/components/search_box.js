/*
 * The search: live suggestions of what the map page finds, each with what choosing it does. Without
 * a map on the page the filters themselves are searched. Nothing here asks the server.
 */
import { changeOf, localHits, say } from "./choices.js";
import { Combobox } from "./combobox.js";
import { make, newId, put } from "./dom.js";

const FRAME = 'iframe[src*="/app/static/map/"]';
const LIMIT = 12;
const MOST_PROFILES = 2; // of areas: a commune and a former district of one name
const OVERLAID = "(max-width: 768px)"; // Streamlit's sidebar lies over the page there
const CLOSER = '[data-testid="stSidebarCollapseButton"] button';
const LOOK_MS = 200;

export class SearchBox {
  constructor(panel) {
    this.panel = panel;
    this.title = make("label", { class: "title" });
    this.combobox = new Combobox({
      label: "",
      wide: true,
      entries: (query) => this.entries(query),
      note: (query) => this.note(query),
      counted: (n) => say(panel.words, "panel.hits", { n }),
      choose: (entry) => this.choose(entry),
      clear: () => this.cleared(),
      unit: () => panel.words["summary.projects"],
      announce: (text) => panel.announce(text),
    });
    const { input, menu } = this.combobox;
    input.type = "search";
    input.id = newId("search");
    input.setAttribute("enterkeyhint", "search");
    this.title.setAttribute("for", input.id);
    this.erase = make("button", { type: "button", class: "clear", hidden: true }, make("span", { class: "cross", "aria-hidden": "true" }));
    this.erase.addEventListener("click", () => {
      this.combobox.clear();
      input.focus();
      this.draw();
    });
    input.addEventListener("input", () => this.draw());
    const glass = make("span", { class: "glass", "aria-hidden": "true" });
    this.element = make("div", { class: "part", "data-field": "search" }, this.title, make("div", { class: "field-box" }, glass, input, this.erase), menu);
  }

  /** Return what finds on the map page, null while that is not there, undefined where it never is. */
  finder() {
    const { panel } = this;
    const frame = /** @type {HTMLIFrameElement | null} */ (document.querySelector(FRAME));
    if (!panel.hasMap || frame?.hidden) return undefined;
    const map = /** @type {any} */ (frame?.contentWindow)?.SonLa;
    if (!map?.drawn) return null;
    if (!map.find) return undefined;
    return map.findable === false ? null : (query) => map.find(query, { limit: LIMIT });
  }

  entries(query) {
    clearTimeout(this.looking);
    if (!query.trim()) return [];
    const { options, lang } = this.panel;
    const find = this.finder();
    this.loads = find === null;
    // The filters are here already: they are found while the map page is still on its way.
    if (this.loads) this.looking = setTimeout(() => this.combobox.refresh(), LOOK_MS);
    const hits = find ? find(query) : localHits(options, query, lang, LIMIT);
    this.found = hits.filter((hit) => hit.action.kind !== "filter-words").length;
    const places = hits.filter(({ action }) => action.kind === "filter-area").slice(0, MOST_PROFILES);
    return hits.flatMap((hit) => {
      const beside = [hit.also, places.includes(hit) && this.profileOf(hit)].filter(Boolean);
      return [this.entry(hit, hit.action), ...beside.map((action) => this.entry({ ...hit, sublabel: "" }, action, true))];
    });
  }

  /** Return what leads to all that is known of a found area. */
  profileOf({ label, action }) {
    return { kind: "open-profile", value: action.value, label: say(this.panel.words, "panel.profile", { name: label }) };
  }

  /** Return a suggestion: a hit, or what may be done with it besides. */
  entry(hit, action, isBeside = false) {
    const { words } = this.panel;
    const isPhrase = action.kind === "filter-words";
    const phrase = isPhrase && say(words, "panel.filter-words", { words: action.value });
    const group = words[`search.group.${hit.group}`] || "";
    // What a choice of an area does is said, for a place of the same name may stand beside it.
    const about = action.kind === "filter-area" && !isBeside ? [action.label, hit.sublabel] : [hit.sublabel];
    return {
      value: `${hit.kind}:${hit.id}`,
      label: (isBeside && action.label) || hit.label || phrase || "",
      sublabel: about.filter(Boolean).join(" · "),
      group: isPhrase ? "" : group,
      apart: isPhrase,
      mark: action.kind === "filter-status" ? `sl-mark-${action.value}` : "",
      hit,
      action,
    };
  }

  note(query) {
    const { words } = this.panel;
    if (!query.trim()) return "";
    if (this.loads) return words["panel.loading"];
    return this.found ? "" : say(words, "search.none", { words: query.trim() });
  }

  /** @param {import("./combobox.js").Entry} entry */
  choose({ hit, action, label }) {
    const { panel } = this;
    const { input } = this.combobox;
    const patch = changeOf(action, panel.options);
    input.value = patch ? "" : hit.label;
    if (patch) panel.change(patch);
    else {
      input.select();
      if (action.kind === "open-source") panel.go("nguon", { q: action.value });
      else if (action.kind === "open-profile") panel.go("ho-so", { of: action.value });
      else this.show(hit, action);
    }
    this.draw();
    panel.announce(say(panel.words, "panel.chosen", { what: label }));
  }

  /** Open the card of a hit, if it has one, and move the map to it. */
  show(hit, action) {
    const { panel } = this;
    if (action.kind === "open") {
      if (panel.store.openItem) panel.store.openItem(action.value);
      else return panel.go("./", { id: action.value });
    }
    // What was asked for must be seen: on a phone the panel would lie over card and map.
    if (window.matchMedia(OVERLAID).matches) /** @type {HTMLElement | null} */ (document.querySelector(CLOSER))?.click();
    const mark = hit.point ? { lon: hit.point[0], lat: hit.point[1], label: hit.label } : null;
    if (hit.box || mark) panel.store.moveTo?.({ box: hit.box, mark });
  }

  /** Take the mark of what was found off the map. */
  cleared() {
    this.panel.store.moveTo?.({ box: null, mark: null });
    this.draw();
  }

  draw() {
    const { words } = this.panel;
    put(this.title, "text", words["filter.q"]);
    this.combobox.relabel({ label: words["filter.q"] });
    put(this.combobox.input, "placeholder", words["filter.q-hint"]);
    put(this.combobox.input, "aria-keyshortcuts", "/");
    put(this.erase, "aria-label", words["panel.clear-search"]);
    this.erase.hidden = !this.combobox.input.value;
  }
}
