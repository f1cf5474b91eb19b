/*
 * The list of projects: a plain HTML table, so that screen readers, keyboards and printers know it.
 * It draws the rows of the store at once; the server only says in which words.
 */
import "../../layers/web/static/numbers.js";
import { make, mounted } from "./dom.js";
import { store } from "./store.js";

const { byName } = SonLaLetters;
const Select = globalThis.SonLaSelect;
// More than anybody reads at once: a filter stays quick however many projects there are.
const ROWS_AT_ONCE = 100;
const COLUMNS = ["status", "name", "areas", "length", "inside", "capital", "since", "kind", "evidence", "id"];
const FIXED = ["status", "name"]; // without them a row says nothing
const SPARE = ["evidence", "id"]; // not shown at first
const KEPT = "sl-columns";
// Rows of one value keep the order of the view: opened by status, the list stands as on paper.
const FIRST_SORT = ["status", "ascending"];

/** Return the columns that the person chose, or those that are shown at first. */
function chosenColumns() {
  try {
    const kept = JSON.parse(window.localStorage.getItem(KEPT) || "null");
    if (Array.isArray(kept)) return COLUMNS.filter((column) => FIXED.includes(column) || kept.includes(column));
  } catch {
    // Never kept, or not by us.
  }
  return COLUMNS.filter((column) => !SPARE.includes(column));
}

class List {
  constructor(root) {
    this.box = root.querySelector(".list");
    this.tools = root.querySelector(".tools");
    this.note = root.querySelector(".note");
    this.sum = root.querySelector(".sum");
    this.sort = FIRST_SORT;
    this.room = ROWS_AT_ONCE;
    this.drawn = ""; // what decides the rows that stand there
    this.open = "";
    this.columns = chosenColumns();
    this.box.addEventListener("click", (event) => this.click(event));
    const unsubscribe = store.subscribe((change) => this.hear(change));
    const toPaper = () => this.toPaper(true);
    const toScreen = () => this.toPaper(false);
    window.addEventListener("beforeprint", toPaper);
    window.addEventListener("afterprint", toScreen);
    this.close = () => {
      unsubscribe();
      window.removeEventListener("beforeprint", toPaper);
      window.removeEventListener("afterprint", toScreen);
    };
  }

  /** Draw all rows and columns for paper, on which nobody asks for the rest; and back again. */
  toPaper(isPaper) {
    if (!this.words) return;
    if (isPaper) this.screen = { room: this.room, columns: this.columns };
    Object.assign(this, isPaper ? { room: Infinity, columns: COLUMNS } : this.screen);
    this.draw(true);
  }

  update({ data }) {
    this.words = data;
    this.draw();
  }

  hear(change) {
    if (!this.words || change.chosen || change.moved || change.line) return;
    if (change.failed && !store.engine) this.box.replaceChildren(make("p", { role: "alert", text: this.words.missing }));
    else this.draw();
  }

  wording(text) {
    return typeof text === "string" ? text : text[store.selection.lang] || text.vi;
  }

  click(event) {
    const sorted = event.target.closest("thead button");
    const row = event.target.closest("tbody tr");
    if (sorted) this.turn(sorted.dataset.column);
    else if (event.target.closest(".more")) this.room += ROWS_AT_ONCE;
    else if (row) {
      store.openItem(row.dataset.id === store.item ? "" : row.dataset.id);
      return;
    }
    this.draw(true);
  }

  /** Sort by a column: the other way round when it is the one chosen already. */
  turn(column) {
    const [now, direction] = this.sort;
    const isDescending = now === column && direction === "ascending";
    this.sort = [column, isDescending ? "descending" : "ascending"];
  }

  /** Return what a row is sorted by, undefined for no value. */
  valueOf(row, column) {
    const { engine } = store;
    const { project } = row;
    switch (column) {
      case "status":
        return engine.record.liveliest.indexOf(row.status);
      case "name":
        return this.wording(project.name);
      case "areas":
        return this.areaNames(project).join(" ") || undefined;
      case "length":
        return row.lengthKm || undefined;
      case "inside":
        return row.km || undefined;
      case "capital":
        return row.capital ?? undefined;
      case "since":
        return row.effective || undefined;
      case "kind":
        return this.wording(engine.record.kinds[project.kind]);
      case "evidence":
        return project.evidence || undefined;
      default:
        return project.id;
    }
  }

  inOrder(rows) {
    const [column, direction] = this.sort;
    const turned = direction === "descending" ? -1 : 1;
    const known = rows.map((row) => ({ row, value: this.valueOf(row, column) }));
    const compare = (one, two) => (typeof one === "number" ? one - two : byName(one, two));
    const sorted = known.filter(({ value }) => value !== undefined).sort((one, two) => turned * compare(one.value, two.value));
    return Select.partsUnderGroups([...sorted, ...known.filter(({ value }) => value === undefined)].map(({ row }) => row));
  }

  areaNames({ touches }) {
    const { engine, selection } = store;
    const named = touches[selection.frame].map(([code]) => this.wording(engine.areas.get(code).name));
    // A commune of parts of two former districts belongs to neither: it has its own name there.
    return named.length ? named : Object.values(touches).flatMap((ones) => ones.map(([code]) => this.wording(engine.areas.get(code).name)));
  }

  draw(isOwn = false) {
    const view = store.view();
    if (!view) {
      // While only the server knows what is near, the rows of before stay.
      return;
    }
    const key = JSON.stringify([view.rows.map((row) => [row.id, row.status, row.km, row.shownDay]), this.words, this.sort, this.room, this.columns]);
    if (!isOwn && key === this.drawn && store.item === this.open) return;
    if (!isOwn && key === this.drawn) this.mark();
    else this.drawAll(view);
    [this.drawn, this.open] = [key, store.item];
  }

  /** Mark the row whose card is open, and no other. */
  mark() {
    for (const row of this.box.querySelectorAll("tbody tr")) {
      const isOpen = row.dataset.id === store.item;
      row.classList.toggle("open", isOpen);
      row.querySelector("th button").setAttribute("aria-pressed", String(isOpen));
    }
  }

  /** Say why there are more rows than the counts above name projects, nothing where there are not. */
  summed({ rows, totals }) {
    const counted = Select.countedRows(rows);
    const outside = counted.filter(({ reach }) => reach === "outside").length;
    const sums = { projects: totals.projects, groups: rows.length - counted.length, outside };
    if (!sums.groups && !outside) return "";
    const said = ([name, count]) => this.words.sums[name][count === 1 ? 0 : 1].replace("{n}", `${count}`);
    const parts = Object.entries(sums).filter(([, count]) => count).map(said).join(", ");
    return this.words.sum.replace("{rows}", `${rows.length}`).replace("{parts}", parts);
  }

  drawAll(view) {
    const kept = this.focused();
    const rows = this.inOrder(view.rows);
    this.note.hidden = rows.length > 0;
    this.note.textContent = rows.length ? "" : this.words.empty;
    this.sum.textContent = this.summed(view);
    this.sum.hidden = !this.sum.textContent;
    const heads = Select.headings(view.rows);
    const body = rows.slice(0, this.room).map((row) => this.row(row, heads));
    const table = make("table", { "aria-label": this.words.title }, this.head(), make("tbody", {}, ...body));
    const left = rows.length - this.room;
    const after = left > 0 ? [make("button", { class: "more", text: this.words.more.replace("{n}", String(left)) })] : [];
    // Asked only where there is something to keep: the answer costs a layout of the whole page.
    const scrolled = this.drawn ? this.box.scrollTop : 0;
    this.box.replaceChildren(...(rows.length ? [table, ...after] : []));
    this.box.hidden = !rows.length;
    if (scrolled) this.box.scrollTop = scrolled;
    if (kept) this.box.querySelector(kept)?.focus();
    this.drawTools();
  }

  /** Return a selector of what has the focus, which a new table would lose. */
  focused() {
    const now = this.box.getRootNode().activeElement;
    if (!now || !this.box.contains(now)) return "";
    const row = now.closest("tr[data-id]");
    return row ? `tr[data-id="${row.dataset.id}"] button` : now.dataset.column ? `button[data-column="${now.dataset.column}"]` : "";
  }

  /** Draw the choice of columns, once a language. */
  drawTools() {
    if (this.toolsOf === this.words.columns) return;
    this.toolsOf = this.words.columns;
    const boxes = COLUMNS.filter((column) => !FIXED.includes(column)).map((column) => {
      const box = make("input", { type: "checkbox", value: column });
      box.checked = this.columns.includes(column);
      box.addEventListener("change", () => this.choose(column, box.checked));
      return make("label", {}, box, make("span", { text: this.words.heads[column] }));
    });
    const details = make("details", {}, make("summary", { text: this.words.columns }), make("div", {}, ...boxes));
    this.tools.replaceChildren(details);
  }

  choose(column, isShown) {
    this.columns = COLUMNS.filter((each) => (each === column ? isShown : this.columns.includes(each)));
    try {
      window.localStorage.setItem(KEPT, JSON.stringify(this.columns));
    } catch {
      // The next visit begins with the usual columns.
    }
    this.draw(true);
  }

  head() {
    const [column, direction] = this.sort;
    const cells = this.columns.map((id) => {
      const sorted = id === column ? direction : null;
      const arrow = { ascending: " ↑", descending: " ↓" }[sorted] || "";
      const button = make("button", { "data-column": id, text: this.words.heads[id] + arrow });
      return make("th", { scope: "col", class: `c-${id}`, "aria-sort": sorted }, button);
    });
    return make("thead", {}, make("tr", {}, ...cells));
  }

  row(row, heads) {
    const isOpen = row.id === store.item;
    const isPart = heads.has(row.project.partOf);
    const cells = this.columns.map((column) => {
      if (column === "name") {
        const button = make("button", { "aria-pressed": String(isOpen), text: this.wording(row.project.name) });
        return make("th", { scope: "row", class: isPart ? "part" : null }, button);
      }
      if (column === "areas") return this.areasCell(row.project);
      return make("td", { class: `c-${column}`, text: this.cell(row, column) || "–" });
    });
    return make("tr", { "data-id": row.id, class: isOpen ? "open" : null }, ...cells);
  }

  /** Say the first area and how many more there are; all of them at a pointer and on paper. */
  areasCell(project) {
    const names = this.areaNames(project);
    if (!names.length) return make("td", { class: "c-areas", text: project.outside ? this.words.outside : this.words.unknown });
    const all = names.join(", ");
    if (names.length === 1) return make("td", { class: "c-areas", text: all });
    const short = make("span", { class: "short", "aria-hidden": "true", text: `${names[0]} +${names.length - 1}` });
    return make("td", { class: "c-areas", title: all }, short, make("span", { class: "all", text: all }));
  }

  cell(row, column) {
    const marks = store.engine.record.languages[store.selection.lang];
    switch (column) {
      case "status":
        return this.words.statuses[row.status];
      case "length":
        return row.lengthKm ? SonLaNumbers.signed(marks, row.lengthKm, row.lengthSign, 1) : "";
      case "inside": {
        const km = Number(row.km.toFixed(1));
        return km ? SonLaNumbers.exact(marks, km, 1) : "";
      }
      case "capital":
        return row.capital === null ? "" : SonLaNumbers.signed(marks, row.capital, row.capitalSign, 1);
      case "since":
        return row.effective ? `${this.wording(row.shownDay)}${row.stale ? ` · ${this.words.stale}` : ""}` : "";
      case "kind":
        return this.wording(store.engine.record.kinds[row.project.kind]);
      case "evidence":
        return row.project.evidence;
      default:
        return row.id;
    }
  }
}

export default mounted((root) => new List(root));
