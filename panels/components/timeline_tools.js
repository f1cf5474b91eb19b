/*
 * The tools of the timeline: its switch, and the steps from one day with events to the next. What they
 * change goes into the address like a filter, through the store; before that is there, to the server.
 */
import { icon, make, mounted, put } from "./dom.js";
import { store } from "./store.js";

const ICONS = { previous: "M4 3V13M12 3L6 8L12 13Z", next: "M12 3V13M4 3L10 8L4 13Z" };

/** Return the days before and after a day among others in their order, "" for none. */
export function beside(days, day) {
  return { previous: days.findLast((each) => each < day) ?? "", next: days.find((each) => each > day) ?? "" };
}

class Tools {
  constructor(root) {
    this.box = root.querySelector(".tools");
    this.name = make("span");
    this.switch = make("button", { type: "button", role: "switch" }, make("span", { class: "track", "aria-hidden": "true" }), this.name);
    this.switch.addEventListener("click", () => this.turn());
    this.steps = Object.keys(ICONS).map((way) => {
      const words = make("span");
      const button = make("button", { type: "button", class: "step" }, icon(ICONS[way]), words);
      button.addEventListener("click", () => this.step(way));
      return { way, button, words };
    });
    this.today = make("button", { type: "button", class: "step today" });
    this.today.addEventListener("click", () => {
      this.go("");
      this.switch.focus(); // the button is gone
    });
    this.box.append(this.switch, ...this.steps.map(({ button }) => button), this.today);
    // Where the map was moved to and how the line is do not concern it.
    this.close = store.subscribe(({ settled, server }) => this.data && (settled || server) && this.draw());
  }

  update({ data, setTriggerValue }) {
    this.data = data;
    this.send = setTriggerValue;
    this.draw();
  }

  get isOn() {
    return store.isHere() ? Boolean(store.rest.timeline) : this.data.on;
  }

  /** The day that is chosen, "" for today. */
  get day() {
    return store.isHere() ? store.selection.asof : this.data.day;
  }

  turn() {
    const on = !this.isOn;
    if (store.isHere()) store.openTimeline(on);
    else this.send("on", { value: on });
    this.draw();
  }

  step(way) {
    const day = this.ways()[way];
    if (day) this.go(day);
  }

  go(day) {
    if (store.isHere()) store.showDay(day);
    else this.send("day", { value: day });
    this.draw();
  }

  ways() {
    return beside(this.data.days, this.day || this.data.today);
  }

  draw() {
    const { words } = this.data;
    const isOpen = this.isOn && this.data.on; // the days come with the timeline
    put(this.name, "text", words.title);
    put(this.switch, "aria-checked", String(this.isOn));
    const ways = this.ways();
    for (const { way, button, words: said } of this.steps) {
      button.hidden = !isOpen;
      put(said, "text", words[way]);
      // A disabled button would lose the focus of who steps on by keyboard.
      put(button, "aria-disabled", ways[way] ? null : "true");
    }
    put(this.today, "text", words.today);
    this.today.hidden = !isOpen || !this.day;
  }
}

export default mounted((root) => new Tools(root));
