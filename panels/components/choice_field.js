/* A filter of several values: a combobox, and what is chosen as tokens that each go with one click. */
import { choicesOf, fitting, say, toggled } from "./choices.js";
import { Combobox } from "./combobox.js";
import { make, newId, put } from "./dom.js";

export class ChoiceField {
  /** @param {any} panel @param {"areas" | "corridors" | "kinds"} field @param {string} label key of the string */
  constructor(panel, field, label) {
    this.panel = panel;
    this.field = field;
    this.label = label;
    this.title = make("label", { class: "title" });
    this.tokens = make("ul", { class: "tokens", hidden: true });
    this.combobox = new Combobox({
      label: "",
      multiple: true,
      entries: (query) => fitting(this.choices(), query),
      note: (query, count) => (count ? "" : say(panel.words, "panel.none", { words: query.trim() })),
      counted: (n) => say(panel.words, "panel.choices", { n }),
      choose: ({ value, label: name }) => this.toggle(value, name),
      erase: () => this.lift(this.chosen().at(-1)),
      unit: () => panel.words["summary.projects"],
      announce: (text) => panel.announce(text),
    });
    const { input, arrow, menu } = this.combobox;
    this.described = make("span", { class: "unseen", id: newId("said") });
    input.id = newId("field");
    input.setAttribute("aria-describedby", this.described.id);
    this.title.setAttribute("for", input.id);
    this.box = make("div", { class: "field-box" }, this.tokens, input, arrow);
    this.element = make("div", { class: "part", "data-field": field }, this.title, this.box, this.described, menu);
    this.tokens.addEventListener("click", (event) => {
      const button = /** @type {Element} */ (event.target).closest("button");
      if (button) this.lift(button.dataset.value, true);
    });
    this.box.addEventListener("mousedown", (event) => {
      // A click beside the tokens means the field, as it does with a field of text.
      if (event.target === this.box || event.target === this.tokens) {
        event.preventDefault();
        input.focus();
        this.combobox.show();
      }
    });
  }

  chosen() {
    return this.panel.store.selection[this.field];
  }

  /** Return all choices with their counts; sorted as the record has them. */
  choices() {
    const { panel, field } = this;
    const { selection } = panel.store;
    const counts = panel.counts(field);
    return choicesOf(panel.options, field, panel.lang, selection.frame).map((choice) => ({
      ...choice,
      count: counts ? counts(choice.value) : null,
      chosen: selection[field].includes(choice.value),
    }));
  }

  toggle(value, name) {
    const values = toggled(this.chosen(), value);
    this.panel.change({ [this.field]: values });
    const key = values.includes(value) ? "panel.put" : "panel.lifted";
    this.panel.announce(say(this.panel.words, key, { what: name }));
  }

  lift(value, refocus = false) {
    if (!value) return;
    const name = this.choices().find((choice) => choice.value === value)?.label ?? value;
    const place = this.chosen().indexOf(value);
    this.toggle(value, name);
    // What had the focus is gone: the next one has it, else the field.
    if (refocus) /** @type {HTMLElement} */ (this.tokens.querySelectorAll("button")[place] ?? this.combobox.input).focus();
  }

  draw() {
    const { words, store } = this.panel;
    const label = words[this.label];
    const isAreas = this.field === "areas";
    put(this.title, "text", label);
    this.combobox.relabel({ label: isAreas ? `${label}: ${words[`frame.${store.selection.frame}`]}` : label });
    const chosen = this.choices().filter((choice) => choice.chosen);
    const key = JSON.stringify([chosen.map(({ value, label: name }) => [value, name])]);
    if (key !== this.drawn) {
      this.drawn = key;
      this.tokens.replaceChildren(...chosen.map((choice) => this.token(choice)));
      this.tokens.hidden = !chosen.length;
    }
    const all = words[isAreas ? "filter.all-areas" : "filter.all"];
    put(this.combobox.input, "placeholder", chosen.length ? words["panel.more"] : all);
    put(this.described, "text", chosen.length ? chosen.map((choice) => choice.label).join(", ") : all);
    this.combobox.refresh();
  }

  token({ value, label }) {
    const name = say(this.panel.words, "panel.lift", { what: label });
    const cross = make("span", { class: "cross", "aria-hidden": "true" });
    return make("li", {}, make("button", { type: "button", class: "token", "data-value": value, "aria-label": name, title: label }, make("span", { text: label }), cross));
  }
}
