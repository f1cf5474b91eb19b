/*
 * The list of projects: a plain HTML table, so that screen readers, keyboards and printers know it.
 * The words of all projects are fetched once; the server sends which rows stand in it, and the
 * values that depend on the view.
 */
const lists = new WeakMap();
const fetched = new Map();

/** Return the words of all projects, {languages, rows}, fetched once an address. */
function wordsAt(address) {
  if (!fetched.has(address)) {
    const url = new URL(address, document.baseURI);
    fetched.set(address, fetch(url).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status))));
  }
  return fetched.get(address);
}

function make(tag, options = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (name === "text") element.textContent = value;
    else if (value !== null) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

class List {
  constructor(root) {
    this.box = root.querySelector(".list");
    this.box.addEventListener("click", (event) => this.click(event));
  }

  update({ data, setTriggerValue }) {
    this.data = data;
    this.send = setTriggerValue;
    wordsAt(data.words)
      .then((words) => data === this.data && this.draw(words))
      .catch(() => this.box.replaceChildren(make("p", { role: "alert", text: data.missing })));
  }

  click(event) {
    const sorted = event.target.closest("thead button");
    const row = event.target.closest("tbody tr");
    if (sorted) this.send("sorted", sorted.dataset.column);
    else if (event.target.closest(".more")) this.send("more", this.data.rows.length);
    else if (row) this.send("opened", row.dataset.id === this.data.chosen ? "" : row.dataset.id);
  }

  draw({ heads, statuses, projects }) {
    const { lang, rows, title, more } = this.data;
    const kept = this.focused();
    const body = rows.map((row) => this.row(row, projects, statuses[lang]));
    const table = make("table", { "aria-label": title }, this.head(heads[lang]), make("tbody", {}, ...body));
    const after = more ? [make("button", { class: "more", text: more })] : [];
    // Asked only where there is something to keep: the answer costs a layout of the whole page.
    const scrolled = this.drawn ? this.box.scrollTop : 0;
    this.drawn = true;
    this.box.replaceChildren(table, ...after);
    if (scrolled) this.box.scrollTop = scrolled;
    if (kept) this.box.querySelector(kept)?.focus();
  }

  /** Return a selector of what has the focus, which a new table would lose. */
  focused() {
    const now = this.box.getRootNode().activeElement;
    if (!now || !this.box.contains(now)) return "";
    const row = now.closest("tr[data-id]");
    return row ? `tr[data-id="${row.dataset.id}"] button` : now.dataset.column ? `button[data-column="${now.dataset.column}"]` : "";
  }

  head(names) {
    const [column, direction] = this.data.sort;
    const cells = Object.entries(names).map(([id, name]) => {
      const sorted = id === column ? direction : null;
      const arrow = { ascending: " ↑", descending: " ↓" }[sorted] || "";
      const button = make("button", { "data-column": id, text: name + arrow });
      return make("th", { scope: "col", class: `c-${id}`, "aria-sort": sorted }, button);
    });
    return make("thead", {}, make("tr", {}, ...cells));
  }

  row([index, status, length, inside, capital, since, isPart], projects, statuses) {
    const { id, name, areas, kind, evidence } = projects[index];
    const { lang, frame, chosen } = this.data;
    const open = id === chosen;
    const wording = (text) => (typeof text === "string" ? text : text[lang] || text.vi);
    const button = make("button", { "aria-pressed": String(open), text: wording(name) });
    const cells = { status: statuses[status], areas: wording(areas[frame]), length, inside, capital, since };
    const rest = { kind: wording(kind), evidence, id };
    const cell = ([column, text]) => make("td", { class: `c-${column}`, text: text || "–" });
    const [first, ...others] = Object.entries({ ...cells, ...rest }).map(cell);
    return make("tr", { "data-id": id, class: open ? "open" : null }, first, make("th", { scope: "row", class: isPart ? "part" : null }, button), ...others);
  }
}

export default function (component) {
  const root = component.parentElement;
  if (!lists.has(root)) lists.set(root, new List(root));
  lists.get(root).update(component);
}
