/*
 * The filters at the side, all in one component. What is touched applies at once, through the store
 * of the page, and where a page has none through its address; the server is not waited for. What is
 * drawn follows the selection, whoever changed it.
 */
import "../../layers/web/static/day_field.js";
import { AddressStore } from "./address_store.js";
import { ChoiceField } from "./choice_field.js";
import { choicesOf, lifted, restrictions, say, toggled, wording } from "./choices.js";
import { make, newId, put } from "./dom.js";
import { fetched } from "./fetched.js";
import { SearchBox } from "./search_box.js";

const { DayField, showDay } = SonLaDay;
const LOOK_MS = 250;
const QUIET_MS = 400; // a screen reader is told what stays, not what rushes past
const panels = new WeakMap();

/** The frame of the areas: former districts or today's communes. */
class FrameSwitch {
  constructor(panel) {
    this.panel = panel;
    this.kept = {};
    const name = newId("frame");
    this.inputs = ["commune", "district"].map((value) => make("input", { type: "radio", name, value }));
    this.texts = this.inputs.map(() => make("span"));
    const labels = this.inputs.map((input, i) => make("label", {}, input, this.texts[i]));
    this.element = make("div", { class: "switch", role: "radiogroup" }, ...labels);
    this.element.addEventListener("change", (event) => this.turn(/** @type {HTMLInputElement} */ (event.target).value));
  }

  /** Turn to the other frame; its areas are those chosen there before. */
  turn(frame) {
    const { selection } = this.panel.store;
    if (frame === selection.frame) return;
    this.kept[selection.frame] = selection.areas;
    this.panel.change({ frame, areas: this.kept[frame] ?? [] });
  }

  draw() {
    const { words, store } = this.panel;
    put(this.element, "aria-label", words["filter.frame"]);
    this.inputs.forEach((input, i) => {
      const { value } = /** @type {HTMLInputElement} */ (input);
      /** @type {HTMLInputElement} */ (input).checked = value === store.selection.frame;
      put(this.texts[i], "text", words[`frame.${value}`]);
    });
  }
}

/** The statuses: a button each that stays pressed, with its symbol and how many projects it has. */
class StatusButtons {
  constructor(panel) {
    this.panel = panel;
    this.title = make("span", { class: "title", id: newId("title") });
    this.group = make("div", { class: "statuses", role: "group", "aria-labelledby": this.title.id });
    this.element = make("div", { class: "part", "data-field": "statuses" }, this.title, this.group);
    this.group.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("button"));
      if (button) panel.change({ statuses: toggled(panel.store.selection.statuses, button.dataset.value) });
    });
  }

  draw() {
    const { options, words, lang, store } = this.panel;
    put(this.title, "text", words["filter.status"]);
    const choices = choicesOf(options, "statuses", lang);
    const counts = this.panel.counts("statuses");
    if (this.group.children.length !== choices.length) {
      this.group.replaceChildren(
        ...choices.map(({ value }) =>
          make("button", { type: "button", class: "status", "data-value": value },
            make("span", { class: `mark sl-mark-${value}`, "aria-hidden": "true" }), make("span", { class: "label" }), make("span", { class: "count" }))),
      ); // prettier-ignore
    }
    choices.forEach(({ value, label }, i) => {
      const button = this.group.children[i];
      const count = counts ? counts(value) : null;
      put(button, "aria-pressed", String(store.selection.statuses.includes(value)));
      put(button, "aria-label", count === null ? label : say(words, "panel.status-count", { status: label, n: count }));
      button.classList.toggle("quiet", count === 0);
      put(button.children[1], "text", label);
      put(button.children[2], "text", count === null ? "" : `${count}`);
    });
  }
}

/** What restricts the selection without a field of its own here: each goes with one click. */
class Chips {
  constructor(panel) {
    this.panel = panel;
    this.list = make("ul", { class: "chips" });
    this.element = make("div", { class: "part", "data-field": "chips", hidden: true }, this.list);
    this.list.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("button"));
      if (!button) return;
      panel.change(JSON.parse(button.dataset.patch ?? "{}"));
      panel.announce(say(panel.words, "panel.lifted", { what: button.textContent ?? "" }));
      /** @type {HTMLElement | null} */ (this.list.querySelector("button") ?? panel.root.querySelector("input"))?.focus();
    });
  }

  /** Return [words, change that lifts it] of each. */
  said() {
    const { store, words, options, lang, data } = this.panel;
    const { selection } = store;
    const found = [];
    if (selection.words) found.push([say(words, "panel.phrase", { words: selection.words }), { words: "" }]);
    if (selection.near) found.push([store.nearWords || data.near || words["filter.near"], { near: "" }]);
    for (const id of selection.agencies) {
      const agency = options.agencies.find(({ value }) => value === id);
      found.push([agency ? wording(agency.label, lang) : id, { agencies: selection.agencies.filter((each) => each !== id) }]);
    }
    if (selection.asof) found.push([say(words, "panel.as-of", { day: showDay(selection.asof) }), { asof: "" }]);
    return found;
  }

  draw() {
    const said = this.said();
    const key = JSON.stringify([said, this.panel.lang]);
    if (key === this.drawn) return;
    this.drawn = key;
    put(this.list, "aria-label", this.panel.words["panel.restricted"]);
    this.element.hidden = !said.length;
    const chip = ([text, patch]) => {
      const name = say(this.panel.words, "panel.lift", { what: text });
      const cross = make("span", { class: "cross", "aria-hidden": "true" });
      const button = make("button", { type: "button", class: "token", "aria-label": name, title: text, "data-patch": JSON.stringify(patch) }, make("span", { text }), cross);
      return make("li", {}, button);
    };
    this.list.replaceChildren(...said.map(chip));
  }
}

class Day {
  constructor(panel) {
    this.panel = panel;
    this.element = make("div", { class: "part", "data-field": "day" });
  }

  draw() {
    const { panel } = this;
    const name = (key) => panel.words[`day.${key}`];
    const words = { hint: name("hint"), wrong: name("wrong"), future: name("future"), pick: name("pick") };
    const given = { label: panel.words["filter.asof"], value: panel.store.selection.asof, max: panel.data.last, words };
    if (this.field) this.field.update(given);
    else {
      this.field = new DayField({ ...given, onChange: (asof) => panel.change({ asof }) });
      this.element.append(this.field.element);
    }
  }
}

class Reset {
  constructor(panel) {
    this.panel = panel;
    this.element = make("button", { type: "button", class: "reset" });
    this.element.addEventListener("click", () => {
      if (this.element.getAttribute("aria-disabled") === "true") return;
      panel.change(lifted());
      panel.announce(panel.words["panel.all-lifted"]);
    });
  }

  draw() {
    const { words, store } = this.panel;
    const n = restrictions(store.selection);
    put(this.element, "text", n ? say(words, "panel.reset", { n }) : words["filter.reset"]);
    // It keeps the focus when nothing is left to lift.
    put(this.element, "aria-disabled", n ? null : "true");
  }
}

class Areas extends ChoiceField {
  constructor(panel) {
    super(panel, "areas", "filter.area");
    this.frame = new FrameSwitch(panel);
    this.title.after(this.frame.element);
  }

  draw() {
    this.frame.draw();
    super.draw();
  }
}

const PARTS = {
  search: (panel) => new SearchBox(panel),
  chips: (panel) => new Chips(panel),
  areas: (panel) => new Areas(panel),
  statuses: (panel) => new StatusButtons(panel),
  corridors: (panel) => new ChoiceField(panel, "corridors", "filter.corridor"),
  kinds: (panel) => new ChoiceField(panel, "kinds", "filter.kind"),
  day: (panel) => new Day(panel),
  reset: (panel) => new Reset(panel),
};

class Panel {
  constructor(root) {
    this.root = root;
    this.box = root.querySelector(".filters");
    this.status = make("p", { class: "unseen", role: "status" });
    this.own = new AddressStore();
    this.parts = [];
    this.onKey = (event) => this.key(event);
  }

  update({ data }) {
    this.data = data;
    this.hasMap = data.map;
    document.addEventListener("keydown", this.onKey);
    fetched(data.options)
      .then((options) => data === this.data && this.take(options))
      .catch(() => data === this.data && this.box.replaceChildren(make("p", { role: "alert", text: data.missing })));
  }

  /** The store of the page; the address until it is there, and where there is none. */
  get store() {
    const { sonLaStore } = /** @type {any} */ (globalThis);
    return this.data.map && sonLaStore?.engine ? sonLaStore : this.own;
  }

  /** Follow the store of the page, which may come after the panel. */
  follow() {
    const { store } = this;
    if (store !== this.followed) {
      this.unfollow?.();
      this.followed = store;
      this.unfollow = store.subscribe((change) => change?.moved || this.draw());
      this.draw();
    }
    clearTimeout(this.looking);
    if (this.data.map && store === this.own) this.looking = setTimeout(() => this.follow(), LOOK_MS);
  }

  take(options) {
    this.options = options;
    const { lang } = this.data;
    this.lang = lang;
    this.words = options.words[lang] ?? options.words.vi;
    const wanted = this.data.parts.join();
    if (wanted !== this.wanted) {
      this.wanted = wanted;
      this.parts = this.data.parts.map((name) => PARTS[name](this));
      this.box.replaceChildren(...this.parts.map((part) => part.element), this.status);
    }
    put(this.box, "aria-label", this.words["panel.title"]);
    this.follow();
    this.draw();
  }

  /** Return how many projects each value of a field would leave, null where nobody counts. */
  counts(field) {
    const { store } = this;
    const found = store.canAnswer?.() ? store.counts(field) : null;
    return found && ((value) => found[value] || 0);
  }

  change(patch) {
    this.store.change(patch);
    // Whatever the store does later, what was touched shows at once.
    this.draw();
  }

  /** Go to a page, in the language of this one. */
  go(path, query) {
    const asked = new URLSearchParams({ ...query, ...(this.lang === "vi" ? {} : { lang: this.lang }) });
    document.dispatchEvent(new CustomEvent("sl-go", { detail: `${path}?${asked}` }));
  }

  draw() {
    if (!this.options) return;
    for (const part of this.parts) part.draw();
  }

  announce(text) {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => put(this.status, "text", text), QUIET_MS);
  }

  /** A slash goes to the search, unless something is being typed. */
  key(event) {
    const search = this.parts.find((part) => part instanceof SearchBox);
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !search) return;
    const from = /** @type {HTMLElement} */ (event.composedPath()[0]);
    if (from.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(from.tagName)) return;
    event.preventDefault();
    search.combobox.input.focus();
  }

  close() {
    clearTimeout(this.looking);
    this.unfollow?.();
    this.followed = null;
    document.removeEventListener("keydown", this.onKey);
  }
}

export default function (component) {
  const root = component.parentElement;
  if (!panels.has(root)) panels.set(root, new Panel(root));
  const panel = panels.get(root);
  panel.update(component);
  return () => panel.close();
}
