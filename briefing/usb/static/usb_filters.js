/* The filters at the side, in the order and the words of the app's. */
(() => {
  const { make } = SonLa;

  Usb.filter = { area: "", corridor: "", kind: "", statuses: [], words: "", asof: "" };

  /** Return the filters that restrict nothing. */
  Usb.lifted = () => ({ area: "", corridor: "", kind: "", statuses: present(""), words: "", asof: "" });

  Usb.isFiltered = ({ statuses, asof }) => statuses.length < present(asof).length;

  /** Return the statuses that the file has at all on a day. */
  function present(asof = Usb.filter.asof) {
    const { rows } = viewOf({ asof });
    return Usb.engine.record.liveliest.filter((status) => rows.some((row) => row.status === status));
  }
  Usb.statuses = present;

  Usb.area = (code) => Usb.engine.areas.get(code);
  Usb.corridor = (id) => Usb.data.search.find(([kind, key]) => kind === "corridor" && key === id);

  /** Return what filters of the page ask for, within what the file was made for. */
  function selectionOf({ area = "", corridor = "", kind = "", statuses = /** @type {string[]} */ ([]), words = "", asof = "" }) {
    const chosen = area ? [area] : Usb.data.chosen;
    return {
      ...SonLaSelect.whole(),
      frame: Usb.area(chosen[0])?.frame || Usb.data.frame,
      areas: chosen,
      corridors: corridor ? [corridor] : Usb.data.corridors,
      kinds: kind ? [kind] : [],
      statuses,
      words,
      asof,
    };
  }

  const options = () => ({ today: Usb.data.day });
  const viewOf = (filter) => Usb.engine.view(selectionOf(filter), options());
  Usb.whole = () => viewOf({ asof: Usb.filter.asof });

  /** Return the filters for a view: no status chosen leaves none. */
  const chosen = () => ({ ...Usb.filter, statuses: Usb.filter.statuses.length ? Usb.filter.statuses : ["none"] });

  Usb.view = () => viewOf(chosen());

  /** Return how many projects each value of a field would leave beside the other filters. */
  const counted = (field) => Usb.engine.counts(selectionOf(chosen()), field, options());

  const mark = (status) => make("span", { class: `mark mark-${status}` });
  const chip = (text, press) => SonLa.button({ class: "chip", text }, press);

  /** Return the filters with the numbers that each choice would show. */
  Usb.drawFilters = (change) => {
    const parts = [chips(change), areaChoice(change), statusChoice(change), kindChoice(change), dayChoice(change), reset(change)];
    return make("div", { class: "filters" }, ...parts.filter(Boolean));
  };

  /** What restricts without a field of its own: each goes with one click. */
  function chips(change) {
    const { corridor, words, asof } = Usb.filter;
    /** @type {any[]} */
    const said = [
      words && [SonLa.say("panel.phrase", { words }), { words: "" }],
      corridor && [SonLa.say("usb.corridor", { name: Usb.corridorName(corridor) }), { corridor: "" }],
      asof && [SonLa.say("panel.as-of", { day: SonLaDay.showDay(asof) }), dayPatch("")],
    ].filter(Boolean);
    if (!said.length) return null;
    const made = said.map(([text, patch]) => {
      const button = chip(`${text} ×`, () => change(patch));
      button.setAttribute("aria-label", SonLa.say("panel.lift", { what: text }));
      return button;
    });
    return make("div", { class: "chips", role: "group", "aria-label": SonLa.say("panel.restricted") }, ...made);
  }

  function reset(change) {
    const { area, corridor, kind, words, asof } = Usb.filter;
    if (!(area || corridor || kind || words || asof) && !Usb.isFiltered(Usb.filter)) return null;
    return make("div", { class: "chips" }, chip(SonLa.say("filter.reset"), () => change(Usb.lifted())));
  }

  /** Return a field with choices in groups: [title, [[value, words], …]] each. */
  function choice(id, label, first, groups, chosen, choose) {
    const select = make("select", { id }, make("option", { value: "", text: first }));
    for (const [title, choices] of groups) {
      const made = choices.map(([value, text]) => make("option", { value, text }));
      if (made.length) select.append(make("optgroup", { label: title }, ...made));
    }
    select.value = chosen;
    select.addEventListener("change", () => choose(select.value));
    return make("label", { class: "choice" }, make("span", { text: label }), select);
  }

  function areaChoice(change) {
    const counts = counted("areas");
    const { area } = Usb.filter;
    const all = viewOf({ ...chosen(), area: "" }).totals.projects;
    const groupOf = (frame, key) => {
      const own = Usb.engine.record.areas.filter((each) => each.frame === frame && (counts.get(each.code) || each.code === area));
      return [SonLa.say(key), own.map(({ code }) => [code, `${Usb.areaName(code)} (${counts.get(code) || 0})`])];
    };
    const groups = [groupOf("district", "usb.districts"), groupOf("commune", "usb.communes")];
    return choice("area", SonLa.say("filter.area"), `${SonLa.say("usb.all-areas")} (${all})`, groups, area, (code) => change({ area: code }));
  }

  function kindChoice(change) {
    const counts = counted("kinds");
    const { kind } = Usb.filter;
    /** @type {Map<string, any[]>} */
    const groups = new Map();
    for (const { id, group } of Usb.data.kinds) {
      const title = SonLa.wording(group);
      if (!groups.has(title)) groups.set(title, []);
      groups.get(title)?.push([id, `${SonLa.wording(Usb.engine.record.kinds[id])} (${counts.get(id) || 0})`]);
    }
    return choice("kind", SonLa.say("filter.kind"), SonLa.say("filter.all"), groups, kind, (id) => change({ kind: id }));
  }

  /** Return the change to a day; who sees all statuses goes on seeing all. */
  const dayPatch = (asof) => ({ asof, ...(Usb.isFiltered(Usb.filter) ? {} : { statuses: present(asof) }) });

  function dayChoice(change) {
    const words = Object.fromEntries(["hint", "wrong", "future", "pick"].map((name) => [name, SonLa.say(`day.${name}`)]));
    const given = { label: SonLa.say("filter.asof"), value: Usb.filter.asof, max: SonLaSelect.isoOf(Usb.data.day), words };
    return new SonLaDay.DayField({ ...given, onChange: (asof) => change(dayPatch(asof)) }).element;
  }

  function statusChoice(change) {
    const byStatus = viewOf({ ...Usb.filter, statuses: [] }).totals.byStatus;
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
})();
