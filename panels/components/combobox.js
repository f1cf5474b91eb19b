/*
 * A combobox as ARIA 1.2 describes it: a field that is typed in, and a list of choices in groups.
 * The focus stays in the field; `aria-activedescendant` says which choice the keys mean. The list
 * lies above all else of the page (popover), so that no edge cuts it, and goes as soon as the focus
 * does: it can never lie over what is wanted next.
 */
import { grouped, pressed } from "./choices.js";
import { make, newId, put } from "./dom.js";

const GAP = 4;
const LEAST_HEIGHT = 240; // pixels below which the list rather opens upwards
const MOST_HEIGHT = 420;
const MOST_WIDTH = 420;

/**
 * @typedef {{value: string, label: string, sublabel?: string, group?: string, count?: number | null,
 *   chosen?: boolean, mark?: string, apart?: boolean, hit?: any, action?: any}} Entry
 * @typedef {{label: string, multiple?: boolean, wide?: boolean,
 *   entries: (query: string) => Entry[] | null, note: (query: string, count: number | null) => string,
 *   counted: (count: number) => string, unit: () => string, choose: (entry: Entry, query: string) => void,
 *   clear?: () => void, erase?: () => void, announce: (text: string) => void}} Ways
 */

export class Combobox {
  /** @param {Ways} ways What it shows, and what is done when a choice is made. */
  constructor(ways) {
    this.ways = ways;
    this.open = false;
    this.active = -1;
    this.follow = (event) => event.target !== this.menu && this.place();
    /** @type {Entry[]} */
    this.shown = [];
    /** @type {HTMLElement[]} */
    this.rows = [];
    const list = newId("list");
    this.input = /** @type {HTMLInputElement} */ (
      make("input", {
        type: "text", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list, "aria-haspopup": "listbox",
        autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "done", maxlength: 100,
      })
    ); // prettier-ignore
    this.list = make("div", { role: "listbox", id: list, "aria-multiselectable": ways.multiple ? "true" : null });
    this.note = make("p", { class: "note", hidden: true });
    this.menu = make("div", { class: "menu", popover: "manual" }, this.note, this.list);
    // What a mouse opens the list with; the keys have the arrow down.
    this.arrow = make("button", { type: "button", class: "arrow", tabindex: "-1", "aria-hidden": "true" });
    this.relabel(ways);
    this.listen();
  }

  relabel({ label }) {
    put(this.input, "aria-label", label);
    put(this.list, "aria-label", label);
  }

  listen() {
    const { input, menu, arrow } = this;
    input.addEventListener("input", () => this.show(input.value.trim() ? 0 : -1));
    input.addEventListener("click", () => (input.value || this.ways.multiple) && this.show());
    input.addEventListener("blur", () => this.hide(true));
    input.addEventListener("keydown", (event) => this.key(event));
    // The focus stays in the field, whatever of the list is touched.
    menu.addEventListener("mousedown", (event) => event.preventDefault());
    menu.addEventListener("click", (event) => {
      const row = /** @type {Element} */ (event.target).closest("[role=option]");
      const place = this.rows.indexOf(/** @type {HTMLElement} */ (row));
      if (place >= 0) this.choose(place);
    });
    arrow.addEventListener("mousedown", (event) => event.preventDefault());
    arrow.addEventListener("click", () => {
      if (this.open) this.hide();
      else {
        input.focus();
        this.show();
      }
    });
  }

  key(event) {
    // Keys that an input method still works on are not ours.
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === "Backspace" && !this.input.value) return this.ways.erase?.();
    const next = pressed({ open: this.open, active: this.active }, event.key, this.count(event.key), { alt: event.altKey });
    if (!next) return;
    if (event.key !== "Tab") event.preventDefault();
    if (event.key === "Escape") event.stopPropagation();
    if (next.act === "choose") this.choose(this.active);
    else if (next.act === "clear") this.clear();
    else if (!next.open) this.hide();
    else if (this.open) this.mean(next.active);
    else this.show(next.active);
  }

  /** Return how many choices the keys walk along; a closed list is asked before it opens. */
  count(key) {
    if (this.open || !key.startsWith("Arrow")) return this.shown.length;
    return this.ways.entries(this.input.value)?.length ?? 0;
  }

  clear() {
    this.input.value = "";
    this.hide();
    this.ways.clear?.();
  }

  choose(place) {
    const entry = this.shown[place];
    const typed = this.input.value;
    if (this.ways.multiple) this.input.value = "";
    this.hide();
    this.ways.choose(entry, typed);
  }

  /** Draw the list for what is typed and open it. */
  show(active = -1) {
    const query = this.input.value;
    const entries = this.ways.entries(query);
    const groups = grouped(entries ?? []);
    this.shown = groups.flatMap(({ choices }) => choices);
    this.rows = this.shown.map((entry) => this.row(entry));
    let next = 0;
    const parts = groups.flatMap(({ group, choices }) => {
      const rows = this.rows.slice(next, (next += choices.length));
      if (!group) return rows;
      const head = make("div", { class: "head", id: newId("head"), role: "presentation", text: group });
      return [make("div", { role: "group", "aria-labelledby": head.id }, head, ...rows)];
    });
    this.list.replaceChildren(...parts);
    this.list.scrollTop = 0;
    const note = this.ways.note(query, entries ? entries.length : null);
    put(this.note, "text", note);
    this.note.hidden = !note;
    if (!entries && !note) return this.hide();
    if (!entries?.length && !note) return this.hide();
    this.raise();
    this.mean(Math.min(active, this.shown.length - 1));
    this.ways.announce(note || this.ways.counted(this.shown.length));
  }

  /** @param {Entry} entry */
  row({ label, sublabel, count, chosen, mark, apart }) {
    const text = make("span", { class: "text" }, make("span", { class: "label", text: label }));
    if (sublabel) text.append(make("span", { class: "sub", text: sublabel }));
    const parts = [mark ? make("span", { class: `mark ${mark}` }) : "", text];
    const known = count !== null && count !== undefined;
    if (known) parts.push(make("span", { class: "count" }, `${count}`, make("span", { class: "unseen", text: ` ${this.ways.unit()}` })));
    const looks = `row${known && count === 0 && !chosen ? " quiet" : ""}${apart ? " apart" : ""}`;
    const selected = this.ways.multiple ? String(Boolean(chosen)) : "false";
    return make("div", { role: "option", id: newId("option"), class: looks, "aria-selected": selected }, ...parts);
  }

  /** Say which choice the keys mean, -1 for none. */
  mean(place) {
    this.active = place;
    const row = this.rows[place];
    this.rows.forEach((each, index) => {
      each.classList.toggle("active", index === place);
      if (!this.ways.multiple) put(each, "aria-selected", String(index === place));
    });
    put(this.input, "aria-activedescendant", row ? row.id : null);
    row?.scrollIntoView({ block: "nearest" });
    if (place === 0) this.list.scrollTop = 0; // with the heading above it
  }

  raise() {
    if (!this.open) {
      this.open = true;
      put(this.input, "aria-expanded", "true");
      this.menu.showPopover?.();
      this.menu.classList.add("open");
      window.addEventListener("scroll", this.follow, true);
      window.addEventListener("resize", this.follow);
      window.visualViewport?.addEventListener("resize", this.follow);
    }
    this.place();
  }

  /** Put the list below the field, or above where there is more room. */
  place() {
    if (!this.open) return;
    const field = this.input.closest(".field-box") ?? this.input;
    const { left, top, bottom, width } = field.getBoundingClientRect();
    const room = window.visualViewport?.height ?? window.innerHeight;
    const below = room - bottom - GAP * 2;
    const above = top - GAP * 2;
    const up = below < LEAST_HEIGHT && above > below;
    const wide = this.ways.wide ? Math.max(width, Math.min(MOST_WIDTH, window.innerWidth - left - GAP * 4)) : width;
    Object.assign(this.menu.style, {
      left: `${left}px`,
      width: `${wide}px`,
      maxHeight: `${Math.max(80, Math.min(MOST_HEIGHT, up ? above : below))}px`,
      top: up ? "auto" : `${bottom + GAP}px`,
      bottom: up ? `${window.innerHeight - top + GAP}px` : "auto",
    });
  }

  hide(left = false) {
    if (left && this.ways.multiple) this.input.value = "";
    if (!this.open) return;
    this.open = false;
    this.active = -1;
    put(this.input, "aria-expanded", "false");
    put(this.input, "aria-activedescendant", null);
    if (this.menu.matches(":popover-open")) this.menu.hidePopover();
    this.menu.classList.remove("open");
    window.removeEventListener("scroll", this.follow, true);
    window.removeEventListener("resize", this.follow);
    window.visualViewport?.removeEventListener("resize", this.follow);
  }

  /** Draw an open list anew: what it counts has changed. */
  refresh() {
    if (this.open) this.show(this.active);
  }
}
