/* The strip above the map: how many projects, how far, how long, how much; drawn from the store. */
import "../../layers/web/static/numbers.js";
import { mounted } from "./dom.js";
import { store } from "./store.js";

class Strip {
  constructor(root) {
    this.box = root.querySelector(".sl-summary");
    this.line = root.querySelector(".sl-line");
    this.close = store.subscribe((change) => this.hear(change));
  }

  update({ data }) {
    this.words = data;
    this.draw();
  }

  hear(change) {
    if (this.words && !change.moved && !change.chosen) this.draw();
  }

  draw() {
    this.line.hidden = store.isOnline;
    this.line.textContent = store.isOnline ? "" : this.words.offline;
    const view = store.view();
    if (!view) return;
    const boxes = this.boxes(view.totals);
    const said = JSON.stringify(boxes);
    if (said === this.said) return;
    this.said = said;
    this.box.replaceChildren(...boxes.map((box) => this.element(box)));
  }

  /** Return value, label and status of each box. */
  boxes(totals) {
    const marks = store.engine.record.languages[store.selection.lang];
    /** @type {[string, string, string][]} */
    const boxes = [[SonLaNumbers.number(marks, totals.projects), this.words.projects, ""]];
    for (const [status, count] of Object.entries(totals.byStatus)) {
      if (count) boxes.push([SonLaNumbers.number(marks, count), this.words.statuses[status], status]);
    }
    // Drawings are in no headline: nobody knows how long the expressway will be.
    boxes.push([this.words.kmValue.replace("{km}", SonLaNumbers.exact(marks, totals.drawnKm, 0)), this.words.km, ""]);
    return [...boxes, ...this.money(totals, marks)];
  }

  /**
   * Return a box for each sum of capital that there is: they are never added.
   *
   * @returns {[string, string, string][]}
   */
  money(totals, marks) {
    const said = (label, known) => label.replace("{known}", String(known)).replace("{all}", String(totals.projects));
    const sums = ["approved", "proposed", "passing"].filter((key) => totals[key].projects);
    if (!sums.length && totals.projects) return [[this.words.unknown, said(this.words.approved, 0), ""]];
    return sums.map((key) => {
      const { value, projects, exact } = totals[key];
      const amount = this.words.amount.replace("{amount}", SonLaNumbers.exact(marks, value, exact ? 1 : 0));
      return [exact ? amount : `≈ ${amount}`, said(this.words[key], projects), ""];
    });
  }

  element([value, label, status]) {
    const make = (tag, css, ...children) => {
      const made = document.createElement(tag);
      made.className = css;
      made.append(...children);
      return made;
    };
    const mark = status ? [make("span", `sl-mark sl-mark-${status}`)] : [];
    const box = make("div", "sl-box", make("span", "sl-value", ...mark, value), make("span", "sl-label", label));
    box.title = label; // in a narrow window the mark alone is seen
    return box;
  }
}

export default mounted((root) => new Strip(root));
