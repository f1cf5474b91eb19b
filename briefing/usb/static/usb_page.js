/* The page around the map: what is chosen, in which language, and how it is printed. */
(() => {
  const { make } = SonLa;
  const ARROWS = ["ArrowDown", "ArrowUp"];
  const WAIT_MS = 60;
  /** What a hit filters by, as in the app. @type {Record<string, (value: string) => Partial<UsbFilter>>} */
  const FILTERS = {
    "filter-area": (area) => ({ area }),
    "filter-corridor": (corridor) => ({ corridor }),
    "filter-kind": (kind) => ({ kind }),
    "filter-status": (status) => ({ statuses: [status] }),
    "filter-words": (words) => ({ words }),
  };

  let open = ""; // the item whose card is shown
  let opener = ""; // the project of the list that was clicked
  let moves = 0;
  let hits = [];
  /** @type {Record<string, any>} */
  const parts = {};

  /** @type {(id: string) => any} */
  const byId = (id) => document.getElementById(id);

  document.addEventListener("DOMContentLoaded", () => {
    Usb.data = JSON.parse(byId("usb-data").textContent || "");
    for (const [code, words] of Object.entries(Usb.data.words)) {
      Object.assign(SonLa.page.words[code], words);
    }
    for (const id of ["top", "find", "side", "foot"]) parts[id] = byId(id);
    Usb.engine = SonLaSelect.open(Usb.data.record);
    Usb.engine.today = () => Usb.data.day;
    Usb.filter.statuses = Usb.statuses();
    SonLa.state.lang = Usb.data.lang;
    Usb.readIndex();
    if (!SonLa.broken) listen();
    draw();
    show({ layers: Usb.data.layers, ...view() });
  });

  function listen() {
    SonLa.onSelect = (id) => {
      if (Usb.data.corridorsShown.includes(id)) change({ corridor: Usb.filter.corridor === id ? "" : id });
      else if (id in Usb.data.cards) openCard(id, false);
      else if (!id && open) closeCard();
    };
    SonLa.onArea = (code) => change({ area: code === Usb.filter.area ? "" : code });
    // The words under the map leave it as much room as they do not need, which Leaflet is not told.
    const frame = SonLa.map.getContainer();
    new ResizeObserver(() => SonLa.map.invalidateSize({ animate: false })).observe(frame);
    window.addEventListener("beforeprint", () => print(true));
    window.addEventListener("afterprint", () => print(false));
    document.addEventListener("keydown", (event) => {
      const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName || "");
      if (event.key === "/" && !typing) {
        event.preventDefault();
        byId("words").focus();
      }
      if (event.key === "Escape" && open && !SonLa.measuring) closeCard();
    });
  }

  /** Hand the map a state; the page stays usable where the map is not. */
  function show(state) {
    SonLa.apply(state);
    const heading = Usb.heading(Usb.filter);
    parts.top.querySelector(".selection").textContent = heading;
    document.title = `${SonLa.say("app.title")} – ${heading}`;
  }

  function extent() {
    const { area, corridor, kind, words } = Usb.filter;
    const box = Usb.area(area)?.box || Usb.corridor(corridor)?.[7] || ((kind || words) && Usb.view().extent);
    return { extent: box || Usb.data.extent, extentKey: [area, corridor, kind, words].join("|") };
  }

  function view() {
    const { area, corridor } = Usb.filter;
    const { rows, incidents } = Usb.view();
    return {
      lang: SonLa.state.lang,
      shown: {
        projects: rows.map(({ id }) => id),
        assets: null,
        corridors: Usb.data.corridorsShown,
        incidents,
      },
      status: Object.fromEntries(rows.map(({ id, status }) => [id, status])),
      frame: Usb.area(area)?.frame || Usb.data.frame,
      areas: area ? [area] : Usb.data.chosen,
      corridors: corridor ? [corridor] : Usb.data.corridors,
      selected: open,
      scheme: "light",
      ...extent(),
    };
  }

  function change(filter) {
    Object.assign(Usb.filter, filter);
    open = "";
    const focused = /** @type {HTMLInputElement | null} */ (document.activeElement);
    const key = focused && parts.side.contains(focused) ? focused.id || focused.value : "";
    const isDay = Boolean(key && focused?.closest(".sl-day"));
    drawSide();
    drawFoot();
    show({ ...view(), mark: null });
    const again = isDay ? parts.side.querySelector(".sl-day input") : key && [...parts.side.querySelectorAll("select, input")].find((each) => [each.id, each.value].includes(key));
    if (again) again.focus();
  }

  function draw() {
    drawTop();
    drawFind();
    drawSide();
    drawFoot();
  }

  function drawTop() {
    const skip = make("a", { class: "skip", href: "#map", text: SonLa.say("usb.skip") });
    const title = make("h1", { text: SonLa.say("app.title") });
    const about = make("p", { class: "selection", text: Usb.heading(Usb.filter) });
    const day = make("p", { class: "day", text: SonLa.wording(Usb.data.asOf) });
    const tongues = Object.keys(Usb.data.words).map((code) => {
      const name = Usb.data.words[code]["language.name"];
      const pressed = String(code === SonLa.state.lang);
      return SonLa.button({ lang: code, text: name, "aria-pressed": pressed }, () => speak(code));
    });
    const goals = SonLa.button({ class: "goals", text: SonLa.say("page.targets") }, () => openCard("targets", false));
    const press = SonLa.button({ class: "print", text: SonLa.say("usb.print") }, () => window.print());
    const tools = make("div", { class: "tools" }, make("div", { class: "tongues" }, ...tongues), goals, press);
    parts.top.replaceChildren(skip, make("div", { class: "heading" }, title, about), day, tools);
  }

  function speak(code) {
    SonLa.state.lang = code;
    draw();
    show(view());
    parts.top.querySelector(`[lang="${code}"]`).focus();
  }

  function drawFind() {
    const before = byId("words");
    const input = make("input", {
      ...{ id: "words", type: "search", autocomplete: "off", spellcheck: "false", maxlength: "100" },
      ...{ placeholder: SonLa.say("usb.placeholder"), "aria-label": SonLa.say("filter.q"), "aria-controls": "hits" },
    });
    input.value = before ? before.value : "";
    const list = make("ul", { id: "hits" });
    const count = make("p", { class: "found", role: "status" });
    input.addEventListener("input", () => find(input.value));
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && hits.length) choose(hits[0]);
      if (event.key === "Escape") clear();
    });
    parts.find.onkeydown = (event) => {
      if (ARROWS.includes(event.key)) step(event);
    };
    parts.find.replaceChildren(input, count, list);
    find(input.value);
  }

  function clear() {
    const input = byId("words");
    input.value = "";
    find("");
    input.focus();
  }

  /** Move between the box and the hits with the arrow keys. */
  function step(event) {
    const stops = [byId("words"), ...parts.find.querySelectorAll("button")];
    const place = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    if (stops[place]) stops[place].focus();
    event.preventDefault();
  }

  function find(words) {
    hits = Usb.search(words);
    const typed = words.trim();
    const count = hits.length;
    const none = SonLa.say("search.none", { words: typed });
    parts.find.querySelector(".found").textContent = !typed ? "" : count ? SonLa.say("usb.found", { count }) : none;
    parts.find.classList.toggle("open", Boolean(typed));
    byId("hits").replaceChildren(
      ...hits.map((hit) => {
        const button = SonLa.button(
          {},
          () => choose(hit),
          make("span", { class: "kind", text: SonLa.say(`search.kind.${hit.kind}`) }),
          make("span", { class: "name", text: hit.label }),
          make("span", { class: "about", text: hit.sublabel }),
        );
        return make("li", {}, button);
      }),
    );
  }

  /** Go to what was found: its card, its area, or its place on the map. */
  function choose(hit) {
    const words = byId("words");
    words.value = "";
    find("");
    const { kind, value } = hit.action;
    if (kind in FILTERS) change({ words: "", ...FILTERS[kind](value) });
    else if (kind === "open") openCard(value, true, hit.box);
    if (hit.point) SonLa.apply({ mark: { lon: hit.point[0], lat: hit.point[1], label: hit.label } });
    if (hit.point && kind === "go") move(hit.box);
    if (!open) words.focus();
  }

  function move(box) {
    moves += 1;
    if (box) SonLa.apply({ extent: box, extentKey: `move-${moves}` });
  }

  function openCard(id, moving, box = null) {
    const project = Usb.engine.projects.get(id);
    opener = project ? id : "";
    open = id;
    drawSide();
    SonLa.apply({ selected: id, mark: null });
    if (moving) move(box || (project?.box));
    const heading = parts.side.querySelector("h3");
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    parts.side.scrollTop = 0;
    parts.side.scrollIntoView({ block: "nearest" });
  }

  function closeCard() {
    open = "";
    drawSide();
    SonLa.apply({ selected: "", mark: null });
    const row = opener && parts.side.querySelector(`[data-id="${CSS.escape(opener)}"]`);
    if (row) row.focus();
  }

  /** Return the card of an item, null where it has none. */
  function cardOf(id) {
    const card = Usb.data.cards[id];
    return card ? SonLaCard.draw(card[SonLa.state.lang] || card.vi, Usb.data.texts) : null;
  }

  function drawSide() {
    const card = open && cardOf(open);
    parts.side.classList.toggle("with-card", Boolean(card));
    if (!card) {
      const list = Usb.drawList((id) => openCard(id, true));
      parts.side.replaceChildren(Usb.drawFilters(change), list);
      parts.side.setAttribute("aria-label", SonLa.say("table.title"));
      return;
    }
    const back = SonLa.button({ class: "back", text: `← ${SonLa.say("usb.back")}` }, closeCard);
    const day = Usb.filter.asof && make("p", { class: "card-day", text: SonLa.say("usb.card-day", { day: SonLaDay.showDay(SonLaSelect.isoOf(Usb.data.day)) }) });
    // Between the title of the page and that of the card, as in the app.
    const head = SonLa.make("h2", { class: "unseen", text: SonLa.say("card.title") });
    parts.side.replaceChildren(...[back, day, head, card].filter(Boolean));
    parts.side.setAttribute("aria-label", card.querySelector("h3")?.textContent || "");
  }

  function drawFoot() {
    const caption = make("p", { class: "caption", text: Usb.caption() });
    const digest = SonLa.say("sheet.digest", { digest: Usb.data.digest });
    const origin = [SonLa.wording(Usb.data.made), digest, SonLa.say("usb.offline")].join(" · ");
    parts.foot.replaceChildren(caption, make("p", { class: "origin", text: origin }));
  }

  /** Give the map the size of the sheet before it is printed, and its own size back afterwards. */
  function print(on) {
    document.documentElement.classList.toggle("printing", on);
    for (const fold of document.querySelectorAll(".sl-fold")) {
      if (fold instanceof HTMLDetailsElement) fold.open = on;
    }
    SonLa.map.invalidateSize({ animate: false, pan: false });
    SonLa.apply({ extentKey: `print-${on}`, extent: SonLa.state.extent || Usb.data.extent });
    SonLa.layLater();
    SonLa.layNow();
    if (!on) setTimeout(SonLa.layLater, WAIT_MS);
  }
})();
