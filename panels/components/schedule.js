/*
 * The schedule on the page: a list of projects with their bars. Groups open at a click, links are
 * followed as everywhere, and the drawings take the colours of the theme.
 */
const THEME_MS = 60;
const shown = new WeakMap();

/** Tell whether the app stands on a dark ground. */
function isDark(element) {
  const ground = getComputedStyle(element).getPropertyValue("--st-background-color").trim();
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(ground.slice(at, at + 2), 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
}

class Schedule {
  /** @type {number | undefined} */
  look;
  /** @type {any} */
  data;

  constructor(root) {
    this.holder = root.querySelector(".schedule");
    this.holder.addEventListener("click", (event) => this.follow(event));
    // The theme of the app changes classes and style sheets, without a rerun.
    this.theme = new MutationObserver(() => {
      clearTimeout(this.look);
      this.look = setTimeout(() => this.dark !== isDark(this.holder) && this.draw(), THEME_MS);
    });
    const app = document.querySelector(".stApp");
    if (app) this.theme.observe(app, { attributes: true, attributeFilter: ["class", "style"] });
    this.theme.observe(document.head, { childList: true, subtree: true });
  }

  update(data) {
    const same = this.data && data.html === this.data.html;
    this.data = data;
    if (!same) this.draw();
  }

  draw() {
    const open = new Set([...this.holder.querySelectorAll("details[open]")].map((one) => one.id));
    this.dark = isDark(this.holder);
    this.holder.innerHTML = this.data.html; // made by the server, which escapes every value
    for (const one of this.holder.querySelectorAll("details")) one.open = open.has(one.id);
    const { dark, today } = this.data;
    this.holder.style.setProperty("--today", (this.dark && dark[today]) || today);
    if (!this.dark) return;
    for (const name of ["fill", "stroke"]) {
      for (const part of this.holder.querySelectorAll(`[${name}]`)) {
        const partner = dark[part.getAttribute(name)];
        if (partner) part.setAttribute(name, partner);
      }
    }
  }

  // A click inside a component reaches the page without the link that was meant.
  follow(event) {
    const link = event.target.closest("a[data-go]");
    const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !plain) return;
    event.preventDefault();
    document.dispatchEvent(new CustomEvent("sl-go", { detail: link.getAttribute("href") }));
  }
}

export default function ({ data, parentElement }) {
  if (!shown.has(parentElement)) shown.set(parentElement, new Schedule(parentElement));
  shown.get(parentElement).update(data);
  return () => {};
}
