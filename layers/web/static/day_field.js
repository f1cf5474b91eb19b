/*
 * A field for a day: typed as people type it, or picked on the browser's own calendar. What is typed
 * counts at Enter and when the field is left; what is no day, or has not come, is said below.
 */
(() => {
  const ORDERED = /^(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})$/;
  const ISO = /^(\d{4})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{1,2})$/;
  const JOINED = /^(\d{2})(\d{2})(\d{4}|\d{2})$/;
  const JOINED_ISO = /^(\d{4})(\d{2})(\d{2})$/;
  // Invisible signs that come along when a date is copied out of a chat program or a document.
  const UNSEEN = /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]/g;
  const FIRST_YEAR = 1950;
  const LAST_YEAR = 2100;
  let fields = 0;

  /** Return a day of the calendar as YYYY-MM-DD, empty where there is none. */
  function toIso(year, month, day) {
    const full = year < 100 ? 2000 + year : year;
    if (full < FIRST_YEAR || full > LAST_YEAR) return "";
    const found = new Date(Date.UTC(full, month - 1, day));
    if (found.getUTCMonth() !== month - 1 || found.getUTCDate() !== day) return "";
    return found.toISOString().slice(0, 10);
  }

  /**
   * Read a day as people write it: 01032026, 1/3/2026, 01-03-26, 1.3.2026, 2026-03-01.
   *
   * @param {string} text
   * @returns {string} YYYY-MM-DD, empty where it is no day.
   */
  function readDay(text) {
    const tidy = text.normalize("NFKC").replace(UNSEEN, "").trim();
    for (const [form, turned] of /** @type {[RegExp, boolean][]} */ ([
      [ORDERED, false],
      [ISO, true],
      [JOINED, false],
      [JOINED_ISO, true],
    ])) {
      const parts = form.exec(tidy)?.slice(1).map(Number);
      if (!parts) continue;
      const [year, month, day] = turned ? parts : parts.reverse();
      const found = toIso(year, month, day);
      if (found) return found;
    }
    return "";
  }

  /** Return the icon of a calendar. */
  function calendarIcon() {
    const draw = (tag, attributes) => {
      const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      return element;
    };
    const icon = draw("svg", { viewBox: "0 0 20 20", width: "18", height: "18", "aria-hidden": "true" });
    icon.append(draw("path", { fill: "none", stroke: "currentColor", "stroke-width": "1.6", d: "M3 5h14v12H3zM3 9h14M7 2.5V6M13 2.5V6" }));
    return icon;
  }

  /** Write a day (YYYY-MM-DD) as it is read aloud: 01/03/2026. */
  const showDay = (iso) => iso.split("-").reverse().join("/");

  /**
   * @typedef {object} DayWords
   * @property {string} hint   How to type it.
   * @property {string} wrong  Said of what is no day.
   * @property {string} future Said of a day after the last one; holds {day} and {max}.
   * @property {string} pick   Name of the button that opens the calendar.
   */

  class DayField {
    /**
     * @param {{label: string, value?: string, max?: string, words: DayWords, onChange: (iso: string) => void}} options
     *   value: YYYY-MM-DD or empty; max: the last day that may be chosen, empty for none.
     */
    constructor({ label, value = "", max = "", words, onChange }) {
      const id = `sl-day-${(fields += 1)}`;
      this.onChange = onChange;
      this.element = document.createElement("div");
      this.element.className = "sl-day";
      this.label = this.make("label");
      this.label.htmlFor = id;
      const row = this.make("div", "sl-day-row");
      this.input = this.make("input", "", row);
      Object.assign(this.input, { id, type: "text", inputMode: "numeric", autocomplete: "off", spellcheck: false });
      this.calendar = this.make("input", "sl-day-calendar", row);
      Object.assign(this.calendar, { type: "date", tabIndex: -1 });
      this.calendar.setAttribute("aria-hidden", "true");
      this.button = this.make("button", "", row);
      this.button.type = "button";
      this.button.append(calendarIcon());
      this.error = this.make("p", "sl-day-error");
      this.error.id = `${id}-error`;
      this.error.setAttribute("role", "alert");
      this.input.setAttribute("aria-describedby", this.error.id);
      this.listen();
      this.value = value;
      this.update({ label, value, max, words });
    }

    make(tag, css = "", parent = this.element) {
      const made = document.createElement(tag);
      if (css) made.className = css;
      parent.append(made);
      return /** @type {any} */ (made);
    }

    listen() {
      this.input.addEventListener("keydown", (event) => {
        if (event.key === "Enter") this.take();
        if (event.key === "Escape" && this.input.value !== showDay(this.value)) {
          event.stopPropagation();
          this.show();
        }
      });
      this.input.addEventListener("change", () => this.take());
      this.button.addEventListener("click", () => {
        this.calendar.value = this.value;
        try {
          this.calendar.showPicker();
        } catch {
          // Browsers before 2022 open it at a click only.
          this.calendar.click();
        }
      });
      this.calendar.addEventListener("change", () => {
        this.input.value = this.calendar.value ? showDay(this.calendar.value) : "";
        this.take();
      });
    }

    /** Take over what has changed outside; what somebody is typing stays. */
    update({ label, value, max, words }) {
      if (label !== undefined) this.label.textContent = label;
      if (words !== undefined) {
        this.words = words;
        this.input.placeholder = words.hint;
        this.button.title = words.pick;
        this.button.setAttribute("aria-label", `${words.pick}: ${this.label.textContent}`);
      }
      if (max !== undefined) this.max = this.calendar.max = max;
      const shown = this.input.value === "" || this.input.value === showDay(this.value);
      if (value !== undefined && (value !== this.value || shown)) {
        this.value = value;
        this.show();
      }
    }

    /** Show the day that counts. */
    show() {
      this.input.value = this.value ? showDay(this.value) : "";
      this.say("");
    }

    say(words) {
      this.error.textContent = words;
      this.error.hidden = !words;
      if (words) this.input.setAttribute("aria-invalid", "true");
      else this.input.removeAttribute("aria-invalid");
    }

    /** Let what is typed count, or say why it does not. */
    take() {
      const typed = this.input.value.trim();
      const day = readDay(typed);
      if (typed && !day) return this.say(this.words.wrong);
      if (day && this.max && day > this.max) {
        const said = this.words.future.replace("{day}", showDay(day)).replace("{max}", showDay(this.max));
        return this.say(said);
      }
      const changed = day !== this.value;
      this.value = day;
      this.show();
      if (changed) this.onChange(day);
    }
  }

  globalThis.SonLaDay = { readDay, showDay, DayField };
})();
