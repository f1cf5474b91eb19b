/* In each page under measurement: tells when what was asked for is painted. */
(() => {
  if (window !== window.top) return;
  /** @type {HTMLIFrameElement | null} */
  let frame = null;

  /** Find the frame of the map, shadow roots included. */
  function seek(root) {
    for (const element of root.querySelectorAll("*")) {
      if (element.tagName === "IFRAME") {
        try {
          if (element.contentDocument.querySelector(".leaflet-container")) return element;
        } catch {
          // A frame that is just being exchanged has no document.
        }
      }
      const found = element.shadowRoot && seek(element.shadowRoot);
      if (found) return found;
    }
    return null;
  }

  function inside() {
    const good = frame?.isConnected && frame.contentDocument?.querySelector(".leaflet-container");
    if (!good) frame = seek(document);
    return frame?.contentWindow;
  }

  /** Whether nothing lies over the middle of a frame. */
  function onTop(element) {
    const { left, top, width, height } = element.getBoundingClientRect();
    return document.elementFromPoint(left + width / 2, top + height / 2) === element;
  }

  /** Find the list of projects, in whichever tree it stands. */
  function listIn(root) {
    for (const element of root.querySelectorAll("*")) {
      const inner = element.shadowRoot;
      const found = inner && (inner.querySelector(".list") || listIn(inner));
      if (found) return found;
    }
    return null;
  }
  /** @type {any} */
  let list = null;

  /** Whether counts and list say what the store of our page holds. */
  function isListed(want) {
    const { sonLaStore: store } = /** @type {any} */ (window);
    const view = store?.view();
    if (!view || store.selection.areas.join("-") !== want) return false;
    list = list?.isConnected ? list : listIn(document);
    const ids = [...(list?.querySelectorAll("tbody tr") || [])].map((row) => row.dataset.id);
    const known = new Set(view.rows.map(({ id }) => id));
    const count = document.querySelector(".sl-summary .sl-value")?.textContent?.replace(/\D/g, "");
    return ids.length === Math.min(known.size, 100) && ids.every((id) => known.has(id)) && Number(count) === view.totals.projects;
  }

  const painted = {
    floor: (want) => {
      const text = document.querySelector('[data-testid="stText"]');
      return text !== null && (!want || text.textContent?.trim() === want);
    },
    ours: (want) => {
      const map = inside()?.SonLa;
      const page = frame?.contentDocument;
      if (!frame || !page || !map?.map || map.state.areas.join("-") !== want) return false;
      if (frame.hidden || !onTop(frame) || !page.querySelector(".label-pane text")) return false;
      return !want || Boolean(page.querySelector(".leaflet-chosen-pane path"));
    },
    list: isListed,
    other: (want) =>
      Boolean(inside()?.document.querySelector(`path.bench-${want || "all"}`)) &&
      box().height > 100,
  };

  /** Call back in the second frame after the picture is right. */
  function whenPainted(kind, want, use) {
    const test = painted[kind] || painted.other;
    const look = () => {
      if (test(want)) requestAnimationFrame(() => requestAnimationFrame(() => use(performance.now())));
      else requestAnimationFrame(look);
    };
    look();
  }

  const box = () => /** @type {HTMLIFrameElement} */ (frame).getBoundingClientRect();

  Object.assign(window, { bench: {
    /** Time from the next press of the pointer to the picture. */
    arm(kind, want) {
      this.time = null;
      this.listed = kind === "ours" ? null : 0;
      const press = (event) => {
        whenPainted(kind, want, (now) => (this.time = now - event.timeStamp));
        if (kind === "ours") whenPainted("list", want, (now) => (this.listed = now - event.timeStamp));
      };
      document.addEventListener("pointerdown", press, { capture: true, once: true });
    },
    /** Time from the start of the navigation to the first picture. */
    open(kind) {
      this.opened = null;
      whenPainted(kind, "", (now) => (this.opened = now));
    },
    state: () => JSON.stringify(inside()?.SonLa.state).length,
    centre: () => {
      inside();
      const { left, top, width, height } = box();
      return [left + width / 2, top + height / 2];
    },
  } });
})();
