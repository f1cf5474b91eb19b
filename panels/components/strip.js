/*
 * The strip map on the page: the pointer or the arrow keys on a lane mark the place on the map, and
 * a project's bar opens its card. The server hears of the latter only.
 */
const STEP_KM = 1;
const BIG_STEP_KM = 10;
const THEME_MS = 60;
const strips = new WeakMap();

/** @returns {MapPage | null} */
function findMap() {
  const frame = /** @type {HTMLIFrameElement | null} */ (document.querySelector('iframe[src*="/app/static/map/"]'));
  return frame?.contentWindow?.SonLa ?? null;
}

/** Interpolate rows of [at, value, ...] linearly. */
function between(rows, at) {
  const after = rows.findIndex((row) => row[0] > at);
  if (after === 0) return rows[0].slice(1);
  if (after < 0) return rows[rows.length - 1].slice(1);
  const [one, two] = [rows[after - 1], rows[after]];
  const share = (at - one[0]) / (two[0] - one[0]);
  return one.slice(1).map((value, place) => value + share * (two[place + 1] - value));
}

/** Show an official kilometre as on its post, to 100 m: no more is known. */
function showPost(km) {
  const metres = Math.max(Math.round(km * 10), 0) * 100;
  return `Km${Math.floor(metres / 1000)}+${String(metres % 1000).padStart(3, "0")}`;
}

/** Tell whether the app stands on a dark ground. */
function isDark(element) {
  const ground = getComputedStyle(element).getPropertyValue("--st-background-color").trim();
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(ground.slice(at, at + 2), 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
}

class Strip {
  /** @type {MapPage | null} */
  map = null;
  /** @type {number | undefined} */
  look;
  /** @type {HTMLElement} */
  push;
  /** @type {HTMLElement} */
  hint;
  /** @type {any} */
  number;

  constructor(root) {
    this.holder = root.querySelector(".strip");
    [this.push, this.hint] = root.querySelectorAll("p span");
    // The map above leaves it the room that it needs, see page.css.
    this.size = new ResizeObserver(() => this.measure());
    // The theme of the app changes classes and style sheets, without a rerun.
    this.theme = new MutationObserver(() => {
      clearTimeout(this.look);
      this.look = setTimeout(() => this.dark !== isDark(this.holder) && this.draw(), THEME_MS);
    });
    const app = document.querySelector(".stApp");
    if (app) this.theme.observe(app, { attributes: true, attributeFilter: ["class", "style"] });
    this.theme.observe(document.head, { childList: true, subtree: true });
    this.at = [];
    const listen = (name, react) => this.holder.addEventListener(name, react);
    listen("pointermove", (event) => this.point(event));
    listen("pointerdown", (event) => this.point(event));
    listen("pointerleave", () => this.leave());
    listen("focusin", (event) => this.focus(event));
    listen("focusout", () => this.leave());
    listen("keydown", (event) => this.press(event));
    listen("click", (event) => {
      const bar = event.target.closest("[data-id]");
      if (bar) this.send("selected", bar.dataset.id);
    });
  }

  update({ data, setTriggerValue }) {
    this.send = setTriggerValue;
    this.hint.textContent = data.hint;
    this.push.textContent = data.push;
    this.size.observe(this.holder);
    if (this.svg === data.svg) return;
    this.svg = data.svg;
    this.lanes = data.lanes;
    this.partners = data.dark;
    this.paper = data.paper;
    this.fromStart = data.fromStart;
    this.number = new Intl.NumberFormat(data.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    this.at = data.lanes.map(() => 0);
    this.draw();
  }

  draw() {
    this.dark = isDark(this.holder);
    const paint = (color) => (this.dark && this.partners[color]) || color;
    this.holder.style.setProperty("--paper", paint(this.paper));
    // Made by the server, which escapes every name.
    this.holder.innerHTML = this.svg.replace(/(?<==")#[0-9A-F]{6}(?=")/g, paint);
    const { width, height } = this.holder.firstElementChild.viewBox.baseVal;
    this.holder.style.setProperty("--ratio", (width / height).toFixed(3));
  }

  measure() {
    const { offsetHeight, scrollWidth, clientWidth } = this.holder;
    if (offsetHeight) document.documentElement.style.setProperty("--sl-strip", `${offsetHeight}px`);
    this.push.hidden = scrollWidth <= clientWidth;
  }

  close() {
    clearTimeout(this.look);
    this.size.disconnect();
    this.theme.disconnect();
    this.leave();
  }

  mark(number, km) {
    const lane = this.lanes[number];
    const group = this.holder.querySelector(`[data-lane="${number}"]`);
    const here = Math.min(Math.max(km, 0), lane.length);
    this.at[number] = here;
    const [lon, lat] = between(lane.samples, here);
    const [shown] = between(lane.labels, here);
    const fromStart = this.fromStart.replace("{km}", this.number.format(shown));
    const label = `${lane.name} ${lane.official ? showPost(shown) : fromStart}`;
    for (const other of this.holder.querySelectorAll(".cursor")) other.setAttribute("visibility", "hidden");
    const cursor = group.querySelector(".cursor");
    cursor.setAttribute("transform", `translate(${lane.start + here * lane.unit} 0)`);
    cursor.setAttribute("visibility", "visible");
    group.setAttribute("aria-valuenow", here.toFixed(1));
    group.setAttribute("aria-valuetext", label);
    this.map ||= findMap();
    this.map?.mark?.(lon, lat, label);
  }

  point(event) {
    const group = event.target.closest("[data-lane]");
    if (!group) return;
    const svg = this.holder.firstElementChild;
    const box = svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width;
    const number = Number(group.dataset.lane);
    this.mark(number, (x - this.lanes[number].start) / this.lanes[number].unit);
  }

  focus(event) {
    const group = event.target.closest("[data-lane]");
    if (group?.matches(":focus-visible")) this.mark(Number(group.dataset.lane), this.at[group.dataset.lane]);
  }

  press(event) {
    const group = event.target.closest("[data-lane]");
    if (!group) return;
    const number = Number(group.dataset.lane);
    const step = event.shiftKey ? BIG_STEP_KM : STEP_KM;
    const now = this.at[number];
    const wanted = {
      ArrowRight: now + step,
      ArrowUp: now + step,
      ArrowLeft: now - step,
      ArrowDown: now - step,
      PageUp: now + BIG_STEP_KM,
      PageDown: now - BIG_STEP_KM,
      Home: 0,
      End: this.lanes[number].length,
    }[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    this.mark(number, wanted);
  }

  leave() {
    for (const cursor of this.holder.querySelectorAll(".cursor")) cursor.setAttribute("visibility", "hidden");
    this.map?.mark?.();
  }
}

export default function (component) {
  const root = component.parentElement;
  if (!strips.has(root)) strips.set(root, new Strip(root));
  const strip = strips.get(root);
  strip.update(component);
  return () => strip.close();
}
