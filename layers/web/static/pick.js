/*
 * What a click means: one object, a list of those that lie on each other, an area by its edge or its
 * name, or nothing at all. From the keyboard the list holds all that is in the frame.
 */
(() => {
  const MOUSE_PX = 6;
  const FINGER_PX = 14;
  const EDGE_PX = 6;
  const NAME_PX = 2;
  const MOST_HALF_PX = 10; // of a wide pale band only the middle answers
  const MOST_ROWS = 150;
  const NEAR_ZOOM = 13;
  const SOURCES_PX = 34; // the scale and the sources stay in sight
  const ORDER = ["projects", "assets", "", "incidents", "corridors"];
  /** @type {HTMLElement | null} */
  let list = null;
  /** @type {HTMLElement | null} */
  let keys = null;
  /** @type {{code: string, view: string, lines: Line[]} | null} */
  let edge = null; // of the area that was asked about last, in pixels

  /** Return what can be chosen now, without what a filter or a switched off layer hides. */
  const choosable = () =>
    SonLa.themes
      .filter((theme) => theme.interactive && SonLa.isOn(theme))
      .flatMap((theme) => theme.features.filter((feature) => feature.item && feature.visible));

  const isShown = (drawn) => drawn.options.stroke !== false && drawn.getElement()?.style.display !== "none";

  /** Return the lines of a feature as they are drawn now, in pixels; the rings of an area are closed. */
  function linesOf({ strokes, mark }) {
    const drawn = strokes.filter(isShown);
    if (!drawn.length) return [];
    const parts = SonLa.pixels(drawn[0]);
    return mark.a ? parts.map((ring) => [...ring, ring[0]]) : parts;
  }

  function symbolAway(feature, [x, y]) {
    const [left, top] = SonLa.pixel(feature.latLng);
    const scale = SonLa.symbolScale();
    const [right, down] = feature.shift || [0, 0];
    return Math.max(0, Math.hypot(left + right * scale - x, top + down * scale - y) - (feature.size * scale) / 2);
  }

  /** Return how many pixels a feature is away from a place; 0 is on it. */
  function awayFrom(feature, place) {
    if (feature.latLng) return symbolAway(feature, place);
    const lines = linesOf(feature);
    if (!lines.length) return Infinity;
    const widest = Math.max(...feature.strokes.filter(isShown).map((drawn) => drawn.options.weight || 0));
    return Math.max(0, SonLa.awayFrom(lines, place) - Math.min(widest / 2, MOST_HALF_PX));
  }

  /** Tell whether a feature lies, at least in part, under a box in pixels. */
  SonLa.isUnder = (feature, box) => {
    if (!feature.latLng) return linesOf(feature).some((line) => SonLa.meets(line, box));
    const [left, top, right, bottom] = SonLa.symbolBox(feature, feature.shift || [0, 0]);
    return left < box[2] && box[0] < right && top < box[3] && box[1] < bottom;
  };

  const holdsPoint = ([left, top, right, bottom], [x, y], air) =>
    x >= left - air && x <= right + air && y >= top - air && y <= bottom + air;

  /** Return the ids whose name stands at a place. */
  function namedAt(place, roles) {
    const labels = SonLa.labelStats().labels.filter(
      ({ item, role, boxes }) => item && roles(role) && boxes.some((box) => holdsPoint(box, place, NAME_PX)),
    );
    return new Set(labels.map(({ item }) => item));
  }

  const isAreaRole = (role) => role === "district" || role === "commune";

  /** Put the nearest mark of each object first; projects before what they are built on. */
  function sorted(hits) {
    const byItem = new Map();
    for (const hit of hits) {
      const known = byItem.get(hit.feature.item);
      if (!known || hit.away < known.away) byItem.set(hit.feature.item, hit);
    }
    const rank = ({ feature }) => ORDER.indexOf(feature.theme.follows);
    return [...byItem.values()].sort((a, b) => rank(a) - rank(b) || a.away - b.away);
  }

  /** Return the objects at a place in pixels: [{feature, away, exact}], each once. */
  SonLa.objectsAt = (place, reach = MOUSE_PX) => {
    const named = namedAt(place, (role) => !isAreaRole(role));
    const hits = [];
    for (const feature of choosable()) {
      const isNamed = named.has(feature.item);
      const away = isNamed ? 0 : awayFrom(feature, place);
      if (away <= reach) hits.push({ feature, away, exact: isNamed || Boolean(feature.latLng && !away) });
    }
    return sorted(hits);
  };

  /** Return the code of the area whose edge or name is at a place in pixels, or "". */
  SonLa.areaUnder = (place) => {
    const [named] = namedAt(place, (role) => role === SonLa.state.frame);
    if (named) return named;
    const latLng = SonLa.map.containerPointToLatLng(place);
    const code = SonLa.areaAt(latLng);
    return code && SonLa.awayFrom(edgeOf(code), place) <= EDGE_PX ? code : "";
  };

  function edgeOf(code) {
    const { lat, lng } = SonLa.map.getCenter();
    const view = `${SonLa.map.getZoom()}|${lat}|${lng}|${SonLa.map.getSize()}`;
    if (!edge || edge.code !== code || edge.view !== view) {
      const area = SonLa.features().find(({ theme, item }) => theme.id === "areas" && item === code);
      const rings = area ? SonLa.positions(area).flat() : [];
      const lines = rings.map((ring) => [...ring, ring[0]].map(SonLa.pixel));
      edge = { code, view, lines };
    }
    return edge.lines;
  }

  /** Answer a click of mouse or finger. */
  SonLa.clickAt = (latLng, event) => {
    SonLa.hideTip(event);
    const wasOpen = Boolean(list);
    SonLa.closeList();
    if (SonLa.measuring) {
      SonLa.measureAt(latLng);
      return;
    }
    if (SonLa.state.picks) {
      SonLa.onPick({ lon: latLng.lng, lat: latLng.lat });
      return;
    }
    const place = SonLa.pixel(latLng);
    const found = SonLa.objectsAt(place, event?.pointerType === "touch" ? FINGER_PX : MOUSE_PX);
    const exact = found.filter((hit) => hit.exact);
    const [only] = exact.length === 1 ? exact : found;
    if (exact.length === 1 || found.length === 1) SonLa.onSelect(only.feature.item);
    else if (found.length) showList(found, SonLa.say("map.here", { count: found.length }), place);
    else if (!wasOpen) clickGround(place);
  };

  /** Where nothing lies: an area by its edge or name; else what is open is closed. */
  function clickGround(place) {
    const code = SonLa.areaUnder(place);
    if (code) SonLa.onArea(code);
    else if (SonLa.state.selected) SonLa.onSelect("");
  }

  /** Return what lies in the frame, the nearest to its middle first. */
  SonLa.objectsInFrame = () => {
    const { x, y } = SonLa.map.getSize();
    /** @type {Pair} */
    const middle = [x / 2, y / 2];
    const frame = SonLa.frameBox(0);
    const hits = [];
    for (const feature of choosable()) {
      const inside = feature.latLng
        ? holdsPoint(frame, SonLa.pixel(feature.latLng), 0)
        : linesOf(feature).some((line) => SonLa.meets(line, frame));
      if (inside) hits.push({ feature, away: awayFrom(feature, middle), exact: false });
    }
    return sorted(hits);
  };

  /** Return the ids of the roads in the frame, the nearest to its middle first; those in focus before others. */
  SonLa.roadsInView = () => {
    const { x, y } = SonLa.map.getSize();
    const frame = SonLa.frameBox(0);
    const seen = choosable()
      .filter(({ theme, latLng }) => theme.road && !latLng)
      .map((feature) => ({ feature, lines: linesOf(feature) }))
      .filter(({ lines }) => lines.some((line) => SonLa.meets(line, frame)))
      .map(({ feature, lines }) => ({ feature, away: SonLa.awayFrom(lines, [x / 2, y / 2]) }))
      .sort((one, two) => Number(one.feature.faded) - Number(two.feature.faded) || one.away - two.away);
    return [...new Set(seen.map(({ feature }) => feature.item))];
  };

  function kindOf({ item, theme }) {
    if (theme.follows === "corridors") return SonLa.say("map.kind-corridor");
    if (theme.follows === "incidents") return SonLa.say("map.kind-incident");
    const kind = SonLa.page.kinds[item];
    return kind ? SonLa.say(`kind.${kind}`) : "";
  }

  function rowOf({ feature }) {
    const { item, theme, mark, style } = feature;
    const isProject = theme.follows === "projects";
    const status = SonLa.state.status[item] || SonLa.page.status[item] || "unknown";
    const look = theme.styles[isProject ? `point-${status}` : style];
    const about = [kindOf(feature), isProject ? SonLa.say(`status.${status}`) : ""].filter(Boolean).join(" · ");
    const choose = () => {
      SonLa.closeList(true);
      SonLa.onSelect(item);
    };
    const words = SonLa.make(
      "span",
      {},
      SonLa.make("strong", { text: SonLa.wording(mark.n) || item }),
      SonLa.make("span", { class: "pick-about", text: about }),
    );
    const button = SonLa.button({ "data-item": item }, choose, look && SonLa.swatch(look), words);
    // Which of them it is shows on the map.
    for (const event of ["pointerenter", "focus"]) button.addEventListener(event, () => SonLa.haloItem(item));
    return SonLa.make("li", {}, button);
  }

  function showList(found, title, place) {
    SonLa.closeList();
    const heading = SonLa.make("h2", { id: "pick-title", text: title });
    const closer = SonLa.button({ class: "pick-close", text: "×" }, () => SonLa.closeList(true));
    SonLa.name(closer, "map.pick-close");
    const rows = SonLa.make("ul", {}, ...found.slice(0, MOST_ROWS).map(rowOf));
    const options = { class: "pick panel", role: "dialog", "aria-labelledby": heading.id };
    list = SonLa.make("div", options, SonLa.make("div", { class: "pick-head" }, heading, closer), rows);
    L.DomEvent.disableClickPropagation(list);
    L.DomEvent.disableScrollPropagation(list);
    list.addEventListener("keydown", step);
    list.addEventListener("pointerleave", () => SonLa.haloItem(""));
    SonLa.map.getContainer().append(list);
    stand(list, place);
    rows.querySelector("button")?.focus({ preventScroll: true });
  }

  /** Stand beside a place, inside the frame. */
  function stand(box, [x, y]) {
    const { x: width, y: height } = SonLa.map.getSize();
    const gap = 10;
    const left = x + gap + box.offsetWidth < width ? x + gap : x - gap - box.offsetWidth;
    const top = Math.min(y - 12, height - box.offsetHeight - SOURCES_PX);
    box.style.left = `${Math.max(gap, Math.min(left, width - box.offsetWidth - gap))}px`;
    box.style.top = `${Math.max(gap, top)}px`;
  }

  /** Move through the list with the arrow keys; Escape closes it. */
  function step(event) {
    event.stopPropagation(); // the map would move
    if (event.key === "Escape") {
      event.preventDefault();
      SonLa.closeList(true);
      return;
    }
    const rows = [...event.currentTarget.querySelectorAll("li button")];
    const now = rows.indexOf(document.activeElement);
    const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    rows[Math.max(0, Math.min(next, rows.length - 1))]?.focus();
  }

  /** Close the list; back: the keyboard goes on at the map. */
  SonLa.closeList = (back = false) => {
    if (!list) return;
    list.remove();
    list = null;
    SonLa.haloItem("");
    if (back) SonLa.map.getContainer().focus({ preventScroll: true });
  };

  /** Show an item that was stepped to: with its halo, and as near as it is long. */
  SonLa.showItem = (id) => {
    const ids = [id, ...(SonLa.page.parts[id] || [])];
    const bounds = L.latLngBounds([]);
    for (const { item, latLng, bounds: own } of SonLa.features()) {
      if (ids.includes(item)) bounds.extend(/** @type {any} */ (latLng || own));
    }
    SonLa.apply({ selected: id });
    if (!bounds.isValid()) return;
    SonLa.map.fitBounds(bounds, { ...SonLa.fitPadding(), maxZoom: NEAR_ZOOM, animate: false });
  };

  SonLa.addPick = () => {
    const { map } = SonLa;
    const container = map.getContainer();
    keys = SonLa.make("p", { class: "unseen", id: "map-keys" });
    container.append(keys);
    container.setAttribute("aria-describedby", keys.id);
    map.on("click", (event) => SonLa.clickAt(event.latlng, /** @type {PointerEvent} */ (event.originalEvent)));
    map.on("movestart zoomstart", () => SonLa.closeList());
    container.addEventListener("keydown", (event) => {
      if (event.target !== container || SonLa.measuring) return;
      if (event.key === "Escape" && SonLa.state.selected) SonLa.onSelect("");
      if (event.key !== "Enter") return;
      event.preventDefault();
      if (SonLa.state.picks) {
        SonLa.clickAt(map.getCenter());
        return;
      }
      const found = SonLa.objectsInFrame();
      const { x, y } = map.getSize();
      const numbers = { count: found.length, all: found.length, shown: Math.min(found.length, MOST_ROWS) };
      const title = SonLa.say(found.length > MOST_ROWS ? "map.in-frame-part" : "map.in-frame", numbers);
      if (found.length) showList(found, title, [x / 2, y / 2]);
      else SonLa.tell(SonLa.say("map.none-in-frame"));
    });
    let waiting = false;
    map.on("mousemove", ({ containerPoint }) => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        container.classList.toggle("on-area", Boolean(SonLa.areaUnder([containerPoint.x, containerPoint.y])));
      });
    });
  };

  SonLa.sayPick = () => {
    if (keys) keys.textContent = SonLa.say("map.keys");
  };
})();
