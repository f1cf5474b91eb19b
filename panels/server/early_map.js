/*
 * Stands in the app's page before all else, see panels/server/asgi.py. The app takes a second to
 * start, and the map does not need it: its frame is opened at once, where the app will put it, and moves
 * into its place there without being loaded again. Both share one line and one thread of the
 * browser, so the server has put off the app: its files are asked for as soon as the map page is
 * there, and it is started when the map is painted. The links between the pages are followed here,
 * too: who clicks one before the app's components are there must not lose what is chosen.
 */
(() => {
  const PLACE = ".sl-map-place";
  const KEPT = "sl-map-place";
  const CHECK_MS = 500;
  const LOOK_MS = 15;
  const PATIENCE_MS = 4000; // on a very poor network
  const DARK_GROUND = "#14181B"; // theme.dark.backgroundColor in .streamlit/config.toml
  const SETTLED_MS = 2000; // what stands above the map is all there
  // The place that page.css and Streamlit give the map of a wide window, in CSS pixels.
  const WIDE = 1280;
  const [LEFT, TOP, BESIDE, AROUND, LEAST, MOST_SHARE] = [320, 112.27, 340, 168, 384, 0.8];
  // What an address may ask for without a change of that place.
  const PLAIN = ["lang", "area", "frame", "kind", "status"];
  const LINE_MS = 12000; // from the start of the app; a slow one is heard of by then
  const { frame: address, alone } = /** @type {HTMLElement} */ (document.currentScript).dataset;
  /** @type {HTMLIFrameElement | null} */
  let early = null;

  const page = (relative) => new URL(relative, document.baseURI);

  function open(relative) {
    const frame = document.createElement("iframe");
    frame.src = page(relative).href;
    return frame;
  }

  const view = () => `${window.innerWidth}x${window.innerHeight}${window.location.search}`;

  /** Return the place of the map when this view was last opened: [left, top, width, height]. */
  function remembered() {
    try {
      const { of, box } = JSON.parse(window.localStorage.getItem(KEPT) || "");
      return of === view() && box.length === 4 && box.every(Number.isFinite) ? box : null;
    } catch {
      return null; // never kept, or not by us
    }
  }

  function remember(frame) {
    const { left, top, width, height } = frame.getBoundingClientRect();
    if (!frame.isConnected || document.querySelector('[data-testid="stMain"]')?.scrollTop) return;
    try {
      window.localStorage.setItem(KEPT, JSON.stringify({ of: view(), box: [left, top, width, height] }));
    } catch {
      // The next visit begins where the map is expected.
    }
  }

  function expected() {
    const { innerWidth, innerHeight } = window;
    const height = Math.min(MOST_SHARE * innerHeight, Math.max(LEAST, innerHeight - AROUND));
    return [LEFT, TOP, innerWidth - BESIDE, height];
  }

  function isExpected() {
    const asked = [...new URLSearchParams(window.location.search).keys()];
    return window.innerWidth >= WIDE && asked.every((name) => PLAIN.includes(name));
  }

  function openEarly() {
    const known = remembered();
    const [left, top, width, height] = known || expected();
    const frame = open(address);
    early = frame;
    Object.assign(frame.style, {
      position: "fixed",
      zIndex: 1,
      border: 0,
      left: `${left}px`,
      top: `${top}px`,
      width: `${width}px`,
      height: `${height}px`,
    });
    // Where its place is not known the map is drawn all the same, unseen.
    if (!known && !isExpected()) Object.assign(frame.style, { opacity: 0, pointerEvents: "none" });
    frame.addEventListener("received", askForApp);
    frame.addEventListener("load", () => {
      if (!early?.contentWindow?.SonLa) startApp();
    });
    document.documentElement.append(frame);
    setTimeout(giveUp, CHECK_MS);
  }

  /** An app that has started and has no place for a map has something else to say. */
  function giveUp() {
    if (!early) return;
    // The container of the place is there before what it holds.
    const said = document.querySelector('.stApp[data-test-script-state="notRunning"] .stElementContainer');
    if (said && !document.querySelector('[class*="st-key-canvas-"]')) drop();
    else setTimeout(giveUp, CHECK_MS);
  }

  function drop() {
    early?.remove();
    early = null;
  }

  /** Return the address of a frame, of the newest page of the map that a running app has heard of. */
  function newest(address) {
    const { slMapPage } = document.documentElement.dataset;
    if (!slMapPage) return address;
    const url = page(address);
    url.pathname = slMapPage;
    return url.href;
  }

  function fill(place) {
    const frame = newest(place.dataset.frame);
    if (early && page(frame).pathname === page(early.src).pathname) {
      place.moveBefore(early, null);
      early.removeAttribute("style");
      setTimeout(remember, SETTLED_MS, early);
      early = null;
      return;
    }
    drop();
    place.append(open(frame));
  }

  /**
   * Let window and map be dark at once where the app will be: as it was last time, which
   * layers/web/static/around.js keeps, else as the system prefers.
   */
  function showGround() {
    const { documentElement: root } = document;
    root.dataset.slScheme = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    try {
      root.dataset.slScheme = window.localStorage.getItem("sl-scheme") || root.dataset.slScheme;
    } catch {
      // Then as the system prefers.
    }
    if (root.dataset.slScheme === "dark") root.style.background = DARK_GROUND;
  }

  /** Ask for the files of the app; nothing of it runs yet. */
  function askForApp() {
    for (const link of document.querySelectorAll('link[rel="sl-later"]')) {
      link.setAttribute("rel", /** @type {HTMLElement} */ (link).dataset.rel || "");
    }
  }

  function startApp() {
    askForApp();
    /** @type {HTMLScriptElement | null} */
    const script = document.querySelector('script[type="sl-later"]');
    if (!script) {
      if (!address) setTimeout(lookForLine, LINE_MS); // it was not put off
      return;
    }
    const started = document.createElement("script");
    started.type = "module";
    started.crossOrigin = "";
    started.src = script.src;
    script.replaceWith(started);
    setTimeout(lookForLine, LINE_MS);
  }

  /**
   * Say that the server does not speak to the page, as long as that is so: the first picture hides
   * that the rest never comes. What only the server can make is not offered meanwhile.
   */
  function lookForLine() {
    const hasLine = Boolean(document.querySelector('.stApp[data-test-connection-state="CONNECTED"]'));
    const said = document.querySelector(".sl-alone");
    for (const frame of document.querySelectorAll("iframe")) {
      frame.contentDocument?.documentElement.classList.toggle("alone", !hasLine);
    }
    if (hasLine) {
      said?.remove();
      return; // what is lost later is said by the counts
    }
    if (!said) {
      const words = Object.assign(document.createElement("p"), { className: "sl-alone", textContent: alone || "" });
      words.setAttribute("role", "alert");
      document.documentElement.append(words);
    }
    setTimeout(lookForLine, CHECK_MS);
  }

  function startWhenPainted() {
    const read = document.readyState !== "loading";
    const painted = !early || early.contentWindow?.SonLa?.painted;
    if (read && (painted || performance.now() > PATIENCE_MS)) startApp();
    else setTimeout(startWhenPainted, LOOK_MS);
  }

  /** Show an address as the browser's own back button would: one entry of history, one run. */
  function go(href) {
    window.history.pushState({}, "", href);
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
  }

  /** Follow a link between the pages in the running session; with a modifier key it stays a link. */
  function follow(event) {
    const link = event.target.closest?.("a[data-go]");
    const changed = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || changed) return;
    event.preventDefault();
    const { lang } = link.dataset;
    go(lang === undefined ? link.getAttribute("href") : inLanguage(lang));
  }

  /** Return the present address in another language: what was chosen a moment ago stays. */
  function inLanguage(lang) {
    const { pathname, searchParams, hash } = new URL(window.location.href);
    searchParams.delete("lang");
    if (lang) searchParams.set("lang", lang);
    const query = searchParams.toString();
    return pathname + (query && `?${query}`) + hash;
  }

  document.addEventListener("click", follow);
  document.addEventListener("sl-go", (event) => go(/** @type {CustomEvent} */ (event).detail));
  setTimeout(startWhenPainted);
  new MutationObserver(() => {
    const place = document.querySelector(`${PLACE}:empty`);
    if (place) fill(place);
  }).observe(document, { childList: true, subtree: true });
  showGround();
  if (address && "moveBefore" in Element.prototype) openEarly();
})();
