/* Buttons, scale, sources and the tip under the pointer. */
(() => {
  // Around a dot: the whole province.
  const CORNERS = "M2 6V2H6M12 2H16V6M16 12V16H12M6 16H2V12M9 7.6V10.4M7.6 9H10.4";
  const SIDES = /** @type {L.Direction[]} */ (["auto", "top", "bottom", "right", "left"]);
  const MOVED_PX = 5;
  /** @type {{x: number, y: number} | null} */
  let clickedAt = null;
  const buttons = {};
  /** @type {HTMLElement} */
  let sources;
  /** @type {L.Tooltip} */
  let tip;

  /** Put an element of ours into a corner of the map; the map does not react to its events. */
  SonLa.addPanel = (element, position) => {
    const control = new L.Control({ position });
    control.onAdd = () => {
      L.DomEvent.disableClickPropagation(element);
      L.DomEvent.disableScrollPropagation(element);
      return element;
    };
    control.addTo(SonLa.map);
  };

  SonLa.addControls = () => {
    const map = SonLa.map;
    buttons.in = SonLa.button({ text: "+" }, () => map.zoomIn());
    buttons.out = SonLa.button({ text: "−" }, () => map.zoomOut());
    buttons.whole = SonLa.button({}, SonLa.goHome, SonLa.icon(18, CORNERS, { "stroke-width": 1.7 }));
    buttons.export = SonLa.button({ class: "export" }, sendExport);
    const bar = SonLa.make("div", { class: "buttons panel" }, buttons.in, buttons.out, buttons.whole);
    SonLa.addPanel(bar, "topleft");
    SonLa.addPanel(SonLa.make("div", { class: "panel" }, buttons.export), "topright");
    SonLa.addLocator();
    SonLa.addTools();
    sources = SonLa.make("p", { class: "sources" });
    L.DomEvent.disableClickPropagation(sources);
    map.getContainer().append(sources);
    new ResizeObserver(standOnSources).observe(sources);
    SonLa.addReadout();
    L.control.scale({ position: "bottomright", imperial: false, maxWidth: 120 }).addTo(map);
    tip = L.tooltip({ sticky: true, direction: "auto", opacity: 1, className: "tip", offset: [14, 0] });
    map.on("movestart zoomstart", () => SonLa.hideTip());
    map.on("zoomend", limitZoom);
    limitZoom();
    SonLa.sayControls();
  };

  /** Let the corners end above the sources, however many lines these need. */
  function standOnSources() {
    document.documentElement.style.setProperty("--below", `${sources.offsetHeight}px`);
    SonLa.layLater();
  }

  SonLa.belowPx = () => sources?.offsetHeight || 20;

  function limitZoom() {
    buttons.in.disabled = SonLa.map.getZoom() >= SonLa.map.getMaxZoom();
    buttons.out.disabled = SonLa.map.getZoom() <= SonLa.map.getMinZoom();
  }

  function sendExport() {
    const bounds = SonLa.map.getBounds();
    const corners = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    /** @type {any} */
    const rounded = corners.map((degrees) => Number(degrees.toFixed(5)));
    SonLa.onExport({ bounds: rounded, zoom: Number(SonLa.map.getZoom().toFixed(2)) });
  }

  /** Write all controls in the language of the page. */
  SonLa.sayControls = () => {
    const names = { in: "map.zoom-in", out: "map.zoom-out", whole: "map.whole" };
    for (const [which, key] of Object.entries(names)) SonLa.name(buttons[which], key);
    buttons.export.textContent = SonLa.say("map.export");
    sources.textContent = `${SonLa.say("map.sources")} ${SonLa.say("map.reference-only")}`;
    SonLa.sayTools();
    SonLa.sayPick();
    SonLa.sayWhere();
    SonLa.map.getContainer().setAttribute("aria-label", SonLa.say("map.title"));
    document.title = SonLa.say("map.title");
    window.frameElement?.setAttribute("title", document.title);
  };

  function statusOf(feature) {
    const style = feature.theme.styles[feature.style];
    const word = SonLa.say(feature.theme.legend[feature.style]);
    return SonLa.make("p", {}, SonLa.swatch(style), SonLa.make("span", { text: word }));
  }

  /**
   * Show name, status in words, and how sure the line is, beside the pointer; after a click not
   * before the pointer is moved, and of another object never over the chosen one.
   */
  SonLa.showTip = (feature, latLng, event) => {
    if (SonLa.measuring || isQuiet(event)) return;
    const { theme, mark } = feature;
    const box = SonLa.make("div", {}, SonLa.make("p", { class: "tip-name", text: SonLa.wording(mark.n) }));
    if (!theme.named && theme.legend[feature.style]) box.append(statusOf(feature));
    if (mark.w) box.append(SonLa.make("p", { class: "tip-note", text: SonLa.say("style.projects.no-spot") }));
    if (mark.t) box.append(SonLa.make("p", { class: "tip-note", text: SonLa.wording(mark.t) }));
    if (mark.h) box.append(SonLa.make("p", { class: "tip-note", text: SonLa.say("geometry.schematic") }));
    tip.setContent(box).setLatLng(latLng);
    if (!tip.isOpen()) tip.openOn(SonLa.map);
    if (SonLa.state.selected && feature.item !== SonLa.state.selected) keepClear();
  };

  /** Tell whether the pointer still stands where a click was: what moves under it says nothing. */
  function isQuiet(event) {
    if (!clickedAt || !event) return false;
    if (Math.hypot(event.screenX - clickedAt.x, event.screenY - clickedAt.y) < MOVED_PX) return true;
    clickedAt = null;
    return false;
  }

  /** Move the tip off the chosen object, or leave it out where it would lie on it on every side. */
  function keepClear() {
    const chosen = SonLa.features().filter(({ item, visible }) => visible && item === SonLa.state.selected);
    for (const direction of SIDES) {
      tip.options.direction = direction;
      tip.update();
      if (!chosen.some((feature) => SonLa.isUnder(feature, boxOf(tip)))) break;
      if (direction === SIDES.at(-1)) tip.close();
    }
    tip.options.direction = "auto";
  }

  /** @returns {Box} */
  function boxOf(shown) {
    const { left, top, right, bottom } = shown.getElement().getBoundingClientRect();
    const { x, y } = SonLa.map.getContainer().getBoundingClientRect();
    return [left - x, top - y, right - x, bottom - y];
  }

  /** Hide the tip; after a click it stays away until the pointer is moved. */
  SonLa.hideTip = (click = null) => {
    if (click) clickedAt = { x: click.screenX, y: click.screenY };
    if (tip?.isOpen()) tip.close();
  };
})();
