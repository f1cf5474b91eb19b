/*
 * The search: live suggestions of what the map page finds, each with what choosing it does. Without
 * a map on the page the filters themselves are searched. Nothing here asks the server.
 */
import { changeOf, localHits, say } from "./choices.js";
import { Combobox } from "./combobox.js";
import { make, newId, put } from "./dom.js";

const FRAME = 'iframe[src*="/app/static/map/"]';
const LIMIT = 12;
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
      choose: (entry, query) => this.choose(entry.hit, query),
      clear: () => this.cleared(),
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
    if (panel.findHits) return panel.findHits;
    const frame = /** @type {HTMLIFrameElement | null} */ (document.querySelector(FRAME));
    if (!panel.hasMap || frame?.hidden) return undefined;
    const map = /** @type {any} */ (frame?.contentWindow)?.SonLa;
    if (map?.find) return (query) => map.find(query, { roads: this.roads(), limit: LIMIT });
    return map?.drawn ? undefined : null;
  }

  /** Return the roads in view: those of the corridors that are chosen. */
  roads() {
    return this.panel.store.roads?.() ?? [];
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
    const found = hits.filter((hit) => hit.action !== "filter-words");
    const phrase = hits.find((hit) => hit.action === "filter-words") ?? { action: "filter-words", target: query.trim() };
    this.found = found.length;
    return [...found, phrase].map((hit) => this.entry(hit, query));
  }

  entry(hit, query) {
    const { words } = this.panel;
    const isPhrase = hit.action === "filter-words";
    const label = isPhrase ? say(words, "panel.filter-words", { words: query.trim() }) : hit.label;
    const group = isPhrase ? "" : words[`search.kind.${hit.group}`] || words[`panel.group-${hit.group}`] || hit.group || "";
    const mark = hit.action === "filter-status" ? `sl-mark-${hit.target}` : "";
    return { value: `${hit.kind}:${hit.id}`, label, sublabel: hit.sublabel || "", group, count: hit.count ?? null, mark, apart: isPhrase, hit };
  }

  note(query) {
    const { words } = this.panel;
    if (!query.trim()) return "";
    if (this.loads) return words["panel.loading"];
    return this.found ? "" : say(words, "search.none", { words: query.trim() });
  }

  choose(hit, query) {
    const { panel } = this;
    const patch = changeOf(hit, panel.options, query);
    if (patch) {
      this.combobox.input.value = "";
      panel.change(patch);
    } else {
      this.combobox.input.value = hit.label;
      this.combobox.input.select();
      const mark = hit.point ? { lon: hit.point[0], lat: hit.point[1], label: hit.label } : null;
      if (hit.action === "open") panel.store.openItem(hit.target || hit.id);
      if (hit.box || mark) panel.store.moveTo({ box: hit.box ?? null, mark });
    }
    this.draw();
    panel.announce(say(panel.words, "panel.chosen", { what: patch && hit.action === "filter-words" ? query.trim() : hit.label }));
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
