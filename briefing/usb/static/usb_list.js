/* Filters and the list of projects, a group a status. */
(() => {
  const { make } = SonLa;

  Usb.filter = { area: "", corridor: "", statuses: [] };

  Usb.isFiltered = (filter) => filter.statuses.length < present().length;

  /** Return the statuses that the file has at all. */
  function present() {
    return Usb.data.order.filter((status) => Usb.data.projects.some((each) => each.status === status));
  }
  Usb.statuses = present;

  Usb.area = (code) => Usb.data.areas.find((each) => each.code === code);
  Usb.areaName = (code) => SonLa.wording(Usb.area(code)?.name);

  Usb.corridor = (id) => Usb.data.search.find(([kind, key]) => kind === "corridor" && key === id);
  Usb.corridorName = (id) => SonLa.wording(Usb.corridor(id)?.[3]);

  /** Return the projects in area and corridor, of whatever status. */
  function around({ area, corridor }) {
    return Usb.data.projects.filter(
      (each) => (!area || area in each.areas) && (!corridor || each.corridors.includes(corridor)),
    );
  }

  /** Return the projects that all filters leave. */
  Usb.shown = () => around(Usb.filter).filter((each) => Usb.filter.statuses.includes(each.status));

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
    const all = Usb.data.projects;
    const select = make("select", { id: "area" });
    select.append(make("option", { value: "", text: `${SonLa.say("usb.all-areas")} (${Usb.counted(all).length})` }));
    for (const [frame, key] of [["district", "usb.districts"], ["commune", "usb.communes"]]) {
      const group = make("optgroup", { label: SonLa.say(key) });
      const areas = Usb.data.areas.filter((area) => area.frame === frame);
      for (const { code, name } of areas) {
        const count = Usb.counted(all.filter((each) => code in each.areas)).length;
        if (!count && code !== Usb.filter.area) continue;
        group.append(make("option", { value: code, text: `${SonLa.wording(name)} (${count})` }));
      }
      select.append(group);
    }
    select.value = Usb.filter.area;
    select.addEventListener("change", () => change({ area: select.value }));
    return make("label", { class: "area" }, make("span", { text: SonLa.say("filter.area") }), select);
  }

  function statusChoice(change) {
    const near = around(Usb.filter);
    const rows = present().map((status) => {
      const box = make("input", { type: "checkbox", value: status });
      box.checked = Usb.filter.statuses.includes(status);
      box.addEventListener("change", () => {
        const kept = Usb.filter.statuses.filter((each) => each !== status);
        change({ statuses: present().filter((each) => (each === status ? box.checked : kept.includes(each))) });
      });
      const count = Usb.counted(near).filter((each) => each.status === status).length;
      const number = make("span", { class: "count", text: String(count) });
      return make("label", { class: "status" }, box, mark(status), make("span", { class: "word", text: SonLa.say(`status.${status}`) }), number);
    });
    const legend = make("legend", { text: SonLa.say("filter.status") });
    return make("fieldset", {}, legend, make("div", { class: "statuses" }, ...rows));
  }

  /** Return the list of projects; a choice calls `open(id)`. */
  Usb.drawList = (projects, open) => {
    const box = make("div", { class: "list" });
    const said = SonLa.say("usb.shown", {
      count: Usb.counted(projects).length,
      all: Usb.counted(Usb.data.projects).length,
    });
    box.append(
      make("h2", {}, make("span", { text: SonLa.say("table.title") }), make("span", { class: "count", role: "status", text: said })),
    );
    if (!projects.length) {
      const key = Usb.filter.statuses.length ? "table.empty" : "usb.none-status";
      box.append(make("p", { class: "empty", text: SonLa.say(key) }));
    }
    const heads = Usb.headings(projects);
    const tops = projects.filter((each) => !heads.has(each.partOf));
    for (const status of Usb.data.order) {
      const group = tops.filter((each) => each.status === status);
      if (!group.length) continue;
      const number = Usb.counted(projects).filter((each) => each.status === status).length;
      const count = make("span", { class: "count", text: String(number) });
      box.append(make("h3", {}, mark(status), make("span", { text: SonLa.say(`status.${status}`) }), count));
      box.append(make("ul", {}, ...group.map((each) => make("li", {}, row(each, open), partsOf(each, projects, open)))));
    }
    return box;
  };

  /** Return the list of the parts of a group among projects, each with its status. */
  function partsOf(group, projects, open) {
    const parts = projects.filter((each) => each.partOf === group.id);
    if (!parts.length) return "";
    return make("ul", { class: "parts" }, ...parts.map((each) => make("li", {}, mark(each.status), row(each, open))));
  }

  function row(project, open) {
    const part = (css, text) => text && make("span", { class: css, text: SonLa.wording(text) });
    return SonLa.button(
      { class: "row", "data-id": project.id },
      () => open(project.id),
      part("name", project.name),
      part("about", project.about),
      part("origin", project.sources),
    );
  }
})();
