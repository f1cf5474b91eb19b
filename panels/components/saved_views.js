/*
 * The named views: kept in this browser, so that a closed tab loses none, and carried by the link as
 * far as somebody wants them there. The address says what is on the screen; the server hears only which
 * views the link shall carry and which one is opened. Spelling: panels/session/saved_views.py.
 */
const STORE = "son-la-views";
const POSITION = /map=([^&]*)/;
const NUMBERED = "!~|%";
const BETWEEN = "|";

/** Write a name or a value without the signs that separate them. */
export const code = (text) => text.replace(/[!~|%]/g, (sign) => `!${NUMBERED.indexOf(sign)}`);
/** Read what `code` wrote. */
export const decode = (text) => text.replace(/!([0-3])/g, (_, place) => NUMBERED[place]);
/** Return the name of a view. */
export const nameOf = (view) => decode(view.split("~", 1)[0]);
/** Return a view under another name. */
export const rename = (view, name) => code(name) + view.slice(view.split("~", 1)[0].length);
/** Return a name in one line of at most so many letters. */
export const tidyName = (text, most) =>
  [...text.normalize("NFC").replace(/[\p{Cc}\p{Cf}]/gu, " ").replace(/\s+/g, " ").trim()].slice(0, most).join("").trim();

/** Return a part of an address decoded, or as it is where it is broken. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Return what an address shows as a view.
 *
 * @param {string} name
 * @param {{search: string, hash: string}} address
 * @param {string[]} allowed The parameters that a view may hold.
 */
export function viewOf(name, { search, hash }, allowed) {
  const found = [...new URLSearchParams(search)].filter(([key, value]) => value && allowed.includes(key));
  const position = POSITION.exec(hash)?.[1];
  if (position) found.push(["map", decoded(position)]);
  const parts = found.map(([key, value]) => `${key}.${code(value)}`).sort();
  return [code(name), ...(parts.length ? parts : [""])].join("~");
}

/** Read the views of this browser; none where it keeps none, they are broken, or nothing may be read. */
export function readStore(page) {
  try {
    const found = JSON.parse(page.localStorage.getItem(STORE) ?? "[]");
    return Array.isArray(found) ? found.filter((view) => typeof view === "string" && nameOf(view)) : [];
  } catch {
    return [];
  }
}

/** Keep views in this browser; tell whether it did. */
export function writeStore(page, views) {
  try {
    page.localStorage.setItem(STORE, JSON.stringify(views));
    return true;
  } catch {
    return false;
  }
}

const make = (tag, css, words = "", more = {}) =>
  Object.assign(document.createElement(tag), { className: css, textContent: words, ...more });

class SavedViews {
  /** @type {string} Name that somebody was told to be taken: pressed again it is written over. */
  warned = "";
  /** @type {string} View whose name is being changed. */
  renamed = "";
  /** @type {string | null} What stands in the field of its new name. */
  typed = null;

  constructor(root) {
    this.list = root.querySelector("ul");
    this.form = root.querySelector("form");
    this.input = this.form.querySelector("input");
    this.label = this.form.querySelector("label");
    this.button = this.form.querySelector("button");
    this.note = root.querySelector(".note");
    this.said = root.querySelector(".said");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
    this.onStore = (event) => event.key === STORE && this.draw();
  }

  update(data, send) {
    this.words = data.words;
    this.data = data;
    this.send = send;
    this.linked = data.link;
    // Another tab of this browser may save as well.
    window.addEventListener("storage", this.onStore);
    this.label.textContent = this.words.name;
    this.input.maxLength = data.longest;
    this.button.textContent = this.words.save;
    this.draw();
  }

  get own() {
    return readStore(window);
  }

  say(words, alarming = false) {
    this.said.textContent = words;
    this.said.hidden = !words;
    this.said.classList.toggle("wrong", alarming);
    if (alarming) this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
  }

  /** Keep own and linked views; the server hears of the linked ones if they are others. */
  keep(own, linked, opened = "") {
    const kept = writeStore(window, own);
    const changed = linked.join(BETWEEN) !== this.linked.join(BETWEEN);
    this.linked = linked;
    this.draw();
    if (changed || opened) this.send("changed", { link: linked.join(BETWEEN), opened });
    return kept;
  }

  save() {
    const name = tidyName(this.input.value, this.data.longest);
    if (!name) {
      this.say(this.words.empty, true);
      return this.input.focus();
    }
    const same = (view) => nameOf(view).toLocaleLowerCase() === name.toLocaleLowerCase();
    const others = this.own.filter((view) => !same(view));
    const linked = this.linked.filter((view) => !same(view));
    const taken = others.length < this.own.length || linked.length < this.linked.length;
    if (taken && this.warned !== name) {
      this.warned = name;
      this.say(this.words.double.replace("{name}", () => name), true);
      return this.input.focus();
    }
    if (others.length >= this.data.most_own) return this.say(this.words.full_own, true);
    this.warned = "";
    const view = viewOf(name, window.location, this.data.allowed);
    const fits = linked.length < this.data.most;
    const kept = this.keep([...others, view], fits ? [...linked, view] : linked, name);
    this.input.value = "";
    const where = fits ? this.words.saved : this.words.saved_here;
    this.say((kept ? where : this.words.no_store).replace("{name}", () => name), !kept);
  }

  /** Give a view another name, if that is one and free. */
  change(view, text) {
    const name = tidyName(text, this.data.longest);
    const taken = [...this.own, ...this.linked].some((other) => other !== view && nameOf(other) === name);
    if (!name || taken) {
      this.say(name ? this.words.taken.replace("{name}", () => name) : this.words.empty, true);
      return;
    }
    const swap = (views) => views.map((other) => (other === view ? rename(view, name) : other));
    this.renamed = "";
    this.say("");
    this.keep(swap(this.own), swap(this.linked));
  }

  /** Keep a view of the link in this browser, where none has its name. */
  adopt(view) {
    const own = this.own;
    const taken = own.some((other) => nameOf(other) === nameOf(view));
    if (taken) return this.say(this.words.taken.replace("{name}", () => nameOf(view)), true);
    if (own.length >= this.data.most_own) return this.say(this.words.full_own, true);
    this.say("");
    this.keep([...own, view], this.linked);
  }

  carry(view, carried) {
    const linked = this.linked.filter((other) => nameOf(other) !== nameOf(view));
    if (carried && linked.length >= this.data.most) {
      this.say(this.words.full, true);
      return this.draw();
    }
    this.say("");
    // A link carries one view of a name.
    this.keep(this.own, carried ? [...linked, view] : linked);
  }

  draw() {
    const own = this.own;
    // One of the link may have the name of another of this browser: both are shown.
    const all = [...own, ...this.linked.filter((view) => !own.includes(view))];
    const active = this.list.contains(this.list.getRootNode().activeElement)
      ? this.list.getRootNode().activeElement.dataset.at
      : "";
    this.list.replaceChildren(...all.map((view) => this.row(view, own.includes(view))));
    this.list.hidden = !all.length;
    this.note.textContent = this.words.help;
    if (active) [...this.list.querySelectorAll("[data-at]")].find((each) => each.dataset.at === active)?.focus();
  }

  row(view, own) {
    const name = nameOf(view);
    const row = make("li", "");
    if (this.renamed === view) {
      // What is typed outlasts a run of the server, and what another tab saves.
      const field = make("input", "", "", { value: this.typed ?? name, maxLength: this.data.longest });
      field.addEventListener("input", () => (this.typed = field.value));
      field.dataset.at = `field ${name}`;
      field.setAttribute("aria-label", this.words.name);
      field.addEventListener("keydown", (event) => {
        if (event.key === "Enter") this.change(view, field.value);
        if (event.key === "Escape") {
          event.stopPropagation();
          this.renamed = "";
          this.draw();
        }
      });
      const done = make("button", "", this.words.rename, { type: "button", onclick: () => this.change(view, field.value) });
      row.append(field, done);
      requestAnimationFrame(() => field.focus());
      return row;
    }
    const open = make("button", "open", name, { type: "button", onclick: () => this.send("opened", { view }) });
    open.dataset.at = `open ${name}`;
    const carry = make("label", "carry");
    const box = make("input", "", "", { type: "checkbox", checked: this.linked.includes(view) });
    box.dataset.at = `carry ${name}`;
    box.addEventListener("change", () => this.carry(view, box.checked));
    carry.append(box, this.words.carried);
    const acts = make("span", "acts");
    const act = (key, react) => {
      const button = make("button", "act", this.words[key], { type: "button", onclick: react });
      button.setAttribute("aria-label", `${this.words[key]}: ${name}`);
      button.dataset.at = `${key} ${name}`;
      acts.append(button);
    };
    acts.append(carry);
    if (!own) act("keep", () => this.adopt(view));
    act("rename", () => {
      this.renamed = view;
      this.typed = null;
      this.draw();
    });
    act("delete", () => {
      const others = (views) => views.filter((other) => other !== view);
      this.keep(others(this.own), others(this.linked));
    });
    row.append(open, acts);
    return row;
  }
}

/** @type {WeakMap<HTMLElement, SavedViews>} */
const known = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const views = known.get(parentElement) ?? new SavedViews(parentElement);
  known.set(parentElement, views);
  views.update(data, setTriggerValue);
  return () => window.removeEventListener("storage", views.onStore);
}
