/* Filters and the list of projects, a group a status. */
(() => {
  const { make } = SonLa;

  Usb.filter = { area: "", corridor: "", statuses: [] };

  Usb.isFiltered = (filter) => filter.statuses.length < present().length;

  /** Return the statuses that the file has at all. */
  function present() {
    const { byStatus } = whole().totals;
    const { liveliest } = Usb.engine.record;
    return liveliest.filter((status) => byStatus[status] || whole().rows.some((row) => row.status === status));
  }
  Usb.statuses = present;

  Usb.area = (code) => Usb.engine.areas.get(code);
  Usb.areaName = (code) => SonLa.wording(Usb.data.areas.find((each) => each.code === code)?.name);

  Usb.corridor = (id) => Usb.data.search.find(([kind, key]) => kind === "corridor" && key === id);
  Usb.corridorName = (id) => SonLa.wording(Usb.corridor(id)?.[3]);

  /** Return what filters of the page ask for, within what the file was made for. */
  function selectionOf({ area = "", corridor = "", statuses = [] }) {
    const chosen = area ? [area] : Usb.data.chosen;
    return {
      ...SonLaSelect.whole(),
      frame: Usb.area(chosen[0])?.frame || Usb.data.frame,
      areas: chosen,
      corridors: corridor ? [corridor] : Usb.data.corridors,
      statuses,
    };
  }

  const viewOf = (filter) => Usb.engine.view(selectionOf(filter), { today: Usb.data.day });
  const whole = () => viewOf({});

  /** Return the view that all filters leave; no status chosen leaves none. */
  Usb.view = () => {
    const { statuses } = Usb.filter;
    return viewOf({ ...Usb.filter, statuses: statuses.length ? statuses : ["none"] });
  };

  const mark = (status) => make("span", { class: `mark mark-${status}` });

  /** Return the filters with the numbers that each choice would show. */
  Usb.drawFilters = (change) => {
    const box = make("div", { class: "filters" }, areaChoice(change), statusChoice(change));
    const chips = [corridorChip(change), resetChip(change)].filter(Boolean);
    if (chips.length) box.append(make("div", { class: "chips" }, ...chips));
    return box;
  };

  const chip = (text, press) => SonLa.button({ class: "chip", text }, press);

  function corridorChip(change) {
    if (!Usb.filter.corridor) return null;
    const name = SonLa.say("usb.corridor", { name: Usb.corridorName(Usb.filter.corridor) });
    const made = chip(`${name} ×`, () => change({ corridor: "" }));
    made.setAttribute("aria-label", SonLa.say("usb.lift", { name }));
    return made;
  }

  function resetChip(change) {
    const { area, corridor } = Usb.filter;
    if (!area && !corridor && !Usb.isFiltered(Usb.filter)) return null;
    const all = { area: "", corridor: "", statuses: present() };
    return chip(SonLa.say("filter.reset"), () => change(all));
  }

  function areaChoice(change) {
    const all = whole().totals.projects;
    const counts = Usb.engine.counts(selectionOf({}), "areas", { today: Usb.data.day });
    const select = make("select", { id: "area" });
    select.append(make("option", { value: "", text: `${SonLa.say("usb.all-areas")} (${all})` }));
    for (const [frame, key] of [["district", "usb.districts"], ["commune", "usb.communes"]]) {
      const group = make("optgroup", { label: SonLa.say(key) });
      for (const { code } of Usb.data.areas) {
        const count = counts.get(code) || 0;
        if (Usb.area(code).frame !== frame || (!count && code !== Usb.filter.area)) continue;
        group.append(make("option", { value: code, text: `${Usb.areaName(code)} (${count})` }));
      }
      select.append(group);
    }
    select.value = Usb.filter.area;
    select.addEventListener("change", () => change({ area: select.value }));
    return make("label", { class: "area" }, make("span", { text: SonLa.say("filter.area") }), select);
  }

  function statusChoice(change) {
    const { byStatus } = viewOf({ ...Usb.filter, statuses: [] }).totals;
    const rows = present().map((status) => {
      const box = make("input", { type: "checkbox", value: status });
      box.checked = Usb.filter.statuses.includes(status);
      box.addEventListener("change", () => {
        const kept = Usb.filter.statuses.filter((each) => each !== status);
        change({ statuses: present().filter((each) => (each === status ? box.checked : kept.includes(each))) });
      });
      const number = make("span", { class: "count", text: String(byStatus[status]) });
      return make("label", { class: "status" }, box, mark(status), make("span", { class: "word", text: SonLa.say(`status.${status}`) }), number);
    });
    const legend = make("legend", { text: SonLa.say("filter.status") });
    return make("fieldset", {}, legend, make("div", { class: "statuses" }, ...rows));
  }

  /** Return the list of projects; a choice calls `open(id)`. */
  Usb.drawList = (open) => {
    const { rows, totals } = Usb.view();
    const box = make("div", { class: "list" });
    const said = SonLa.say("usb.shown", { count: totals.projects, all: whole().totals.projects });
    box.append(
      make("h2", {}, make("span", { text: SonLa.say("table.title") }), make("span", { class: "count", role: "status", text: said })),
    );
    if (!rows.length) {
      const key = Usb.filter.statuses.length ? "table.empty" : "usb.none-status";
      box.append(make("p", { class: "empty", text: SonLa.say(key) }));
    }
    const heads = SonLaSelect.headings(rows);
    const tops = rows.filter((each) => !heads.has(each.project.partOf));
    for (const status of Usb.engine.record.liveliest) {
      const group = tops.filter((each) => each.status === status);
      if (!group.length) continue;
      const count = make("span", { class: "count", text: String(totals.byStatus[status]) });
      box.append(make("h3", {}, mark(status), make("span", { text: SonLa.say(`status.${status}`) }), count));
      box.append(make("ul", {}, ...group.map((each) => make("li", {}, row(each, open), partsOf(each, rows, open)))));
    }
    return box;
  };

  /** Return the list of the parts of a group among rows, each with its status. */
  function partsOf(group, rows, open) {
    const parts = rows.filter((each) => each.project.partOf === group.id);
    if (!parts.length) return "";
    return make("ul", { class: "parts" }, ...parts.map((each) => make("li", {}, mark(each.status), row(each, open))));
  }

  function row({ id, project }, open) {
    const part = (css, text) => text && make("span", { class: css, text: SonLa.wording(text) });
    const { about, sources } = /** @type {UsbProject} */ (Usb.data.projects.find((each) => each.id === id));
    return SonLa.button(
      { class: "row", "data-id": id },
      () => open(id),
      part("name", project.name),
      part("about", about),
      part("origin", sources),
    );
  }
})();
