/*
 * The page around the map, when the map stands in a frame of the app: it says what is to be seen
 * first, in the hash of the frame's address, where the map was, in its own address bar, and whether
 * it is light or dark. Without a page around, the map's own address bar is read.
 */
(() => {
  const POSITION = /map=([\d.]+)\/(-?[\d.]+)\/(-?[\d.]+)/;
  const SETTLE_MS = 60;
  const KEPT_SCHEME = "sl-scheme";
  const DARK_BELOW = 128; // of 255, the brightness of the ground

  const around = () => {
    try {
      return window.parent.document;
    } catch {
      return document; // another site's page
    }
  };

  /** Return the parts of a state that the address asks for; what is none is left out. */
  SonLa.stateAsked = () => {
    try {
      const asked = JSON.parse(decodeURIComponent(window.location.hash.slice(1)));
      return Object.fromEntries(Object.entries(asked).filter(([key]) => key in SonLa.state));
    } catch {
      return {};
    }
  };

  /** Return how wide the window of the app around is; without an app it does not matter. */
  SonLa.widthAround = () => (around() === document ? Infinity : around().defaultView?.innerWidth || Infinity);

  /** Return the position in the address bar, {zoom, lat, lon}, or null. */
  SonLa.positionAsked = () => {
    const found = POSITION.exec(around().location.hash);
    if (!found) return null;
    const [zoom, lat, lon] = found.slice(1).map(Number);
    return zoom <= 20 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180 ? { zoom, lat, lon } : null;
  };

  /**
   * Return "dark" or "light": the theme of the page around, told by the colour of its ground. Before
   * the app has started it is what panels/server/early_map.js says.
   */
  SonLa.schemeAround = () => {
    if (around() === document) return "light";
    const app = around().querySelector(".stApp");
    if (!app) return around().documentElement.dataset.slScheme || "light";
    const probe = document.createElement("canvas").getContext("2d");
    if (!probe) return "light";
    probe.fillStyle = "#ffffff";
    probe.fillStyle = getComputedStyle(app).backgroundColor;
    probe.fillRect(0, 0, 1, 1);
    const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data;
    const scheme = 0.299 * red + 0.587 * green + 0.114 * blue < DARK_BELOW ? "dark" : "light";
    keepScheme(scheme);
    return scheme;
  };

  function keepScheme(scheme) {
    try {
      window.localStorage.setItem(KEPT_SCHEME, scheme);
    } catch {
      // The next visit begins with what the system prefers.
    }
  }

  /** Follow the theme of the page around: it changes classes and style sheets, nothing more. */
  SonLa.watchScheme = () => {
    if (around() === document) return;
    const app = around().querySelector(".stApp");
    if (!app) {
      whenThere(".stApp", SonLa.watchScheme);
      return;
    }
    let waiting = 0;
    const look = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        const scheme = SonLa.schemeAround();
        if (scheme !== SonLa.state.scheme) SonLa.apply({ scheme });
      }, SETTLE_MS);
    };
    const theme = new MutationObserver(look);
    theme.observe(app, { attributes: true, attributeFilter: ["class", "style"] });
    theme.observe(around().head, { childList: true, subtree: true });
    window.addEventListener("pagehide", () => theme.disconnect());
    look();
  };

  /**
   * Leave the wheel to the page while that is pushed on: a map that comes under the resting pointer
   * must not take it. Once the pointer is moved on the map, the wheel is the map's.
   */
  SonLa.watchWheel = () => {
    if (around() === document) return;
    let isPassing = false;
    /** @type {[number, number]} */
    let rest = [0, 0];
    const pushed = () => (isPassing = true);
    around().addEventListener("scroll", pushed, { capture: true, passive: true });
    window.addEventListener("pagehide", () => around().removeEventListener("scroll", pushed, { capture: true }));
    // What moves under a resting pointer is told of as a move, too.
    document.addEventListener("pointermove", ({ screenX, screenY }) => {
      if (screenX === rest[0] && screenY === rest[1]) return;
      rest = [screenX, screenY];
      isPassing = false;
    });
    document.addEventListener("wheel", (event) => isPassing && !event.ctrlKey && event.stopImmediatePropagation(), { capture: true, passive: true });
  };

  function whenThere(selector, use) {
    const seen = new MutationObserver(() => {
      if (!around().querySelector(selector)) return;
      seen.disconnect();
      use();
    });
    seen.observe(around().documentElement, { childList: true, subtree: true });
    window.addEventListener("pagehide", () => seen.disconnect());
  }
})();
