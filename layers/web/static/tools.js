/* Tools beside the map: measure, full screen, where am I, locator, pointer coordinates, messages. */
(() => {
  const ICONS = {
    measure: "M3 13L13 3L17 7L7 17ZM6.2 9.8L8 11.6M8.8 7.2L11 9.4M11.4 4.6L13.2 6.4",
    full: "M8 12L3 17M3 12.5V17H7.5M12 8L17 3M12.5 3H17V7.5",
    locate: "M10 1.5V4.5M10 15.5V18.5M1.5 10H4.5M15.5 10H18.5M15.5 10A5.5 5.5 0 1 1 4.5 10A5.5 5.5 0 1 1 15.5 10M11 10A1 1 0 1 1 9 10A1 1 0 1 1 11 10",
    locator: "M2.5 3.5H17.5V16.5H2.5ZM11 12H15V14.5H11ZM5 6L8 7.5L6.5 10",
  };
  const LOOK = { "stroke-width": 1.6, "stroke-linejoin": "round" };
  const LOCATE_MS = 8000;
  const HERE_ZOOM = 13;
  const tools = {};
  /** @type {HTMLElement} */
  let notice;
  /** @type {HTMLElement} */
  let noticeText;
  /** @type {HTMLElement} */
  let closer;
  /** @type {(() => void) | null} */
  let onClose = null;
  /** @type {HTMLElement} */
  let wgs;
  /** @type {HTMLElement} */
  let grid;
  /** @type {HTMLElement} */
  let readout;
  /** @type {any} */
  let screen = {}; // how the map stood before it went to paper

  SonLa.addTools = () => {
    tools.measure = tool("measure", () => (SonLa.measuring ? SonLa.stopMeasure() : SonLa.startMeasure()));
    tools.full = tool("full", switchFull);
    tools.locate = tool("locate", locate);
    tools.locator = tool("locator", () => {
      SonLa.showLocator(!SonLa.locatorShown());
      SonLa.sayTools();
      SonLa.layLater();
    });
    tools.full.hidden = !document.fullscreenEnabled;
    const bar = SonLa.make("div", { class: "buttons tools panel" }, ...Object.values(tools));
    SonLa.addPanel(bar, "topleft");
    addNotice();
    document.addEventListener("fullscreenchange", SonLa.sayTools);
    SonLa.listenMeasure();
    SonLa.sayTools();
  };

  const tool = (name, press) =>
    SonLa.button({ class: `tool-${name}` }, press, SonLa.icon(20, ICONS[name], LOOK));

  /** Write the tools in the language of the page, pressed where they are on. */
  SonLa.sayTools = () => {
    const full = Boolean(document.fullscreenElement);
    const keys = { measure: "map.measure", locate: "map.locate", locator: "map.locator" };
    keys.full = full ? "map.full-end" : "map.full";
    for (const [name, key] of Object.entries(keys)) SonLa.name(tools[name], key);
    tools.locator.hidden = !SonLa.hasLocatorRoom();
    tools.measure.setAttribute("aria-pressed", String(SonLa.measuring));
    tools.locator.setAttribute("aria-pressed", String(SonLa.locatorShown()));
    SonLa.name(closer, "map.close");
    SonLa.sayLocator();
  };

  function switchFull() {
    const done = document.fullscreenElement
      ? document.exitFullscreen()
      : document.documentElement.requestFullscreen();
    done.catch(() => SonLa.tell(SonLa.say("map.full-refused")));
  }

  /** Ask the browser where we are: only here, only after a click. */
  function locate() {
    if (!navigator.geolocation || !window.isSecureContext) {
      SonLa.tell(SonLa.say("map.locate-missing"));
      return;
    }
    SonLa.tell(SonLa.say("map.locate-wait"));
    navigator.geolocation.getCurrentPosition(located, notLocated, { timeout: LOCATE_MS, maximumAge: 60000 });
  }

  function located({ coords: { latitude, longitude, accuracy } }) {
    const [west, south, east, north] = SonLa.page.limits;
    const here = longitude >= west && longitude <= east && latitude >= south && latitude <= north;
    if (!here) {
      SonLa.tell(SonLa.say("map.locate-outside"));
      return;
    }
    SonLa.tell("");
    const metres = Math.round(accuracy).toLocaleString(SonLa.state.lang);
    const zoom = Math.max(SonLa.map.getZoom(), HERE_ZOOM);
    SonLa.goTo({ zoom, lat: latitude, lon: longitude });
    SonLa.applyMark({ lon: longitude, lat: latitude, label: SonLa.say("map.locate-here", { metres }) });
  }

  function notLocated({ code, PERMISSION_DENIED }) {
    SonLa.tell(SonLa.say(code === PERMISSION_DENIED ? "map.locate-refused" : "map.locate-failed"));
  }

  function addNotice() {
    noticeText = SonLa.make("p", { role: "status" });
    closer = SonLa.button({ text: "×" }, () => {
      if (onClose) onClose();
      SonLa.tell("");
    });
    notice = SonLa.make("div", { class: "notice panel" }, noticeText, closer);
    notice.hidden = true;
    L.DomEvent.disableClickPropagation(notice);
    SonLa.map.getContainer().append(notice);
  }

  /** Say something in words above the map until it is closed; nothing for an empty text. */
  SonLa.tell = (text, close = null) => {
    onClose = close;
    notice.hidden = !text;
    noticeText.textContent = text;
  };

  /**
   * Suit the map to a sheet of paper, whose frame has its size already, and back again: light, with
   * its legend, and with all that is on the screen.
   */
  SonLa.toPaper = (on) => {
    const { map } = SonLa;
    if (on) screen = { scheme: SonLa.state.scheme, center: map.getCenter(), zoom: map.getZoom(), isMoved: false };
    const bounds = map.getBounds();
    SonLa.legendToPaper(on);
    SonLa.apply({ scheme: on ? "light" : screen.scheme });
    const zoom = map.getZoom();
    // What was fitted is fitted anew by this.
    map.invalidateSize({ animate: false, pan: false });
    if (on && map.getZoom() === zoom) {
      screen.isMoved = true;
      map.fitBounds(bounds, { animate: false });
    } else if (!on && screen.isMoved) map.setView(screen.center, screen.zoom, { animate: false });
    SonLa.layNow();
  };

  SonLa.addReadout = () => {
    wgs = SonLa.make("span");
    grid = SonLa.make("span");
    readout = SonLa.make("p", { class: "readout" }, wgs, grid);
    readout.hidden = true;
    SonLa.addPanel(readout, "bottomright");
    const map = SonLa.map;
    map.on("mousemove", ({ latlng }) => read(latlng));
    map.on("mouseout", () => (readout.hidden = true));
    // Without a pointer the middle of the map is the place that is meant.
    const middle = () => document.activeElement === map.getContainer() && read(map.getCenter());
    map.on("moveend", middle);
    map.getContainer().addEventListener("keyup", middle);
    map.getContainer().addEventListener("blur", () => (readout.hidden = true));
  };

  function read({ lat, lng }) {
    [wgs.textContent, grid.textContent] = SonLa.coordinates(lng, lat);
    readout.hidden = false;
  }
})();
