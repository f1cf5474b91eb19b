/* Legend and layer switch in one: what is switched off keeps its row, what is not seen has none. */
(() => {
  /** Shapes that the legend explains once, whatever their status. */
  const OWN_ENTRIES = ["trace", "pale", "ghost", "hatch", "soft", "softer"];
  const SAME_ENTRIES = { ghost: "pale" }; // a drawing outside the province needs no entry of its own
  const SWATCH = { width: 30, height: 14 };
  const ROOMY_PX = 800; // from here the legend is open and the province is fitted beside it
  const ROOMY_HEIGHT_PX = 420;
  const SMALL_WINDOW_PX = 1366; // up to here the map needs the room more
  const LEAST_BESIDE_PX = 560; // an open legend and the province have room beside each other
  const PANEL_PX = 214; // its width on the screen; on paper it is wider

  const rows = new Map(); // theme id → its elements
  /** @type {HTMLElement} */
  let panel;
  /** @type {HTMLElement} */
  let head;
  /** @type {HTMLElement} */
  let body;
  /** @type {HTMLElement} */
  let note;
  /** @type {HTMLElement} */
  let base;
  let wasFolded = false; // before the map went to paper
  let asked = false; // whether the user folded or opened it: then it stays so

  SonLa.addLegend = () => {
    head = SonLa.button({ class: "legend-head" }, () => {
      asked = true;
      fold(!panel.classList.contains("folded"));
    });
    body = SonLa.make("div", { class: "legend-body" });
    const main = SonLa.make("div");
    const list = SonLa.make("div");
    base = SonLa.make("summary");
    note = SonLa.make("p", { class: "legend-note" });
    for (const theme of SonLa.themes) {
      // The ground explains itself; a line that cannot be switched off has its row all the same.
      if (!theme.switchable && !Object.values(theme.legend).some((key) => key && theme.lines.length)) continue;
      const row = makeRow(theme);
      rows.set(theme.id, row);
      if (theme.follows === "projects") main.prepend(row.element);
      else (theme.interactive ? main : list).append(row.element);
    }
    body.append(main, SonLa.make("details", {}, base, list), note);
    panel = SonLa.make("section", { class: "legend panel" }, head, body);
    SonLa.addPanel(panel, "bottomleft");
    SonLa.suitLocator();
    const suit = () => asked || fold(!isRoomy());
    SonLa.map.on("resize", suit);
    suit();
  };

  function isRoomy() {
    const { x, y } = SonLa.map.getSize();
    return x >= ROOMY_PX && y >= ROOMY_HEIGHT_PX && SonLa.widthAround() > SMALL_WINDOW_PX;
  }

  function makeRow(theme) {
    const box = SonLa.make("input", { type: "checkbox" });
    box.checked = true;
    box.disabled = !theme.switchable;
    box.addEventListener("change", () => SonLa.switchLayer(theme.id, box.checked));
    const title = SonLa.make("span", { class: "legend-title" });
    const count = SonLa.make("span", { class: "legend-count" });
    const only = SonLa.make("span", { class: "legend-only" });
    const label = SonLa.make("label", { class: "legend-row" }, box, title, count, only);
    const list = SonLa.make("ul");
    const element = SonLa.make("div", { class: "legend-theme" }, label, list);
    return { element, box, title, count, only, list, shown: "" };
  }

  /** Open the legend for paper, where nobody can, and fold it again as it was. */
  SonLa.legendToPaper = (on) => {
    if (on) wasFolded = panel.classList.contains("folded");
    fold(on ? false : wasFolded);
  };

  /** Return where a picture goes that has no room on the map. */
  SonLa.legendBody = () => body;

  function fold(folded) {
    SonLa.map.getContainer().classList.toggle("legend-open", !folded);
    panel.classList.toggle("folded", folded);
    body.hidden = folded;
    head.setAttribute("aria-expanded", String(!folded));
    sayHead();
    SonLa.layLater();
  }

  function sayHead() {
    head.textContent = SonLa.say("map.legend");
    head.title = SonLa.say(body.hidden ? "map.legend-open" : "map.legend-close");
    panel.setAttribute("aria-label", SonLa.say("map.legend"));
    base.textContent = SonLa.say("map.base");
  }

  /** Bring the rows in line with what is on and in the frame. */
  SonLa.updateLegend = () => {
    sayHead();
    for (const theme of SonLa.themes) {
      const row = rows.get(theme.id);
      if (!row) continue;
      row.box.checked = SonLa.isOn(theme);
      row.title.textContent = SonLa.say(`layer.${theme.id}`);
      const entries = theme.follows === "projects" ? statusEntries(theme) : styleEntries(theme);
      const key = JSON.stringify([SonLa.state.lang, SonLa.state.scheme, entries]);
      if (key === row.shown) continue;
      row.shown = key;
      row.element.hidden = !theme.switchable && !entries.length;
      fill(row, theme, entries);
    }
    writeNote();
  };

  function fill(row, theme, entries) {
    const total = entries.reduce((sum, entry) => sum + (entry.count || 0), 0);
    const counted = theme.follows === "projects" && total;
    row.count.textContent = counted ? SonLa.say("map.count-short", { count: total }) : "";
    row.count.title = counted ? SonLa.say("map.count", { count: total }) : "";
    // One style that bears the name of its layer needs no line of its own.
    const single = entries.length === 1 && entries[0].text === row.title.textContent;
    row.only.replaceChildren(...(single ? entries[0].styles.map((key) => swatch(sampleOf(theme, key))) : []));
    let under = "";
    row.list.replaceChildren(
      ...(single ? [] : entries).flatMap(({ styles, text, count }) => {
        const head = theme.heads[styles[0]] || "";
        const heading = head && head !== under ? [SonLa.make("li", { class: "legend-group", text: SonLa.say(head) })] : [];
        under = head;
        return [...heading, SonLa.make(
          "li",
          {},
          SonLa.make("span", { class: "swatches" }, ...styles.map((key) => swatch(sampleOf(theme, key)))),
          SonLa.make("span", { class: "legend-text", text }),
          count && SonLa.make("span", { class: "legend-count", text: String(count) }),
        )];
      }),
    );
  }

  /** One entry a status that is seen: its line, its point, and how many projects have it. */
  function statusEntries(theme) {
    const found = new Map();
    for (const feature of theme.features) {
      if (!feature.inView) continue;
      const [shape, status] = feature.style.split("-");
      if (shape === "kind") continue;
      const entry = found.get(status) || { ids: new Set(), shapes: new Set() };
      entry.ids.add(feature.item);
      entry.shapes.add(shape);
      found.set(status, entry);
    }
    const order = Object.keys(theme.styles).map((key) => key.split("-")[1]);
    /** @type {{styles: string[], text: string, count?: number}[]} */
    const entries = [...found]
      .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
      .map(([status, { ids, shapes }]) => ({
        styles: shownShapes(shapes).map((shape) => `${shape}-${status}`),
        text: SonLa.say(`status.${status}`),
        count: ids.size,
      }));
    for (const own of OWN_ENTRIES) {
      const some = [...found].find(([, { shapes }]) => shapes.has(own));
      const same = SAME_ENTRIES[own];
      if (!some || (same && [...found].some(([, { shapes }]) => shapes.has(same)))) continue;
      const key = `${own}-${some[0]}`;
      entries.push({ styles: [key], text: SonLa.styleText(theme, key) });
    }
    return [...entries, ...styleEntries(theme).filter(({ styles }) => styles[0].startsWith("kind-"))];
  }

  /**
   * An area comes with a point, a thin or pale line has its own entry: their swatches are only
   * needed where nothing else of the status is in sight.
   */
  function shownShapes(shapes) {
    const lines = shapes.has("line") ? ["line"] : ["drawn"];
    const best = [...lines, "point"].filter((shape) => shapes.has(shape));
    return best.length ? best : [...shapes].slice(0, 1);
  }

  function styleEntries(theme) {
    const seen = Object.keys(theme.styles).filter((key) => theme.seen.has(key) && theme.legend[key]);
    return seen.map((key) => ({ styles: [key], text: SonLa.styleText(theme, key) }));
  }

  /** Return what the legend says of a style: from the strings, or the name of its first mark. */
  SonLa.styleText = (theme, key) => {
    const feature = theme.named && theme.features.find((each) => each.item === key);
    if (!feature) return SonLa.say(theme.legend[key]);
    return SonLa.wording(feature.mark.l?.[0] || feature.mark.n);
  };

  const groundOf = () => SonLa.themes.find((theme) => theme.id === "land")?.styles.land.fill?.[0] || SonLa.page.ground;
  const sampleOf = (theme, key) => theme.samples[key] || theme.styles[key];

  function swatch(style) {
    if (style.svg) {
      const symbol = SonLa.symbol(style.svg);
      const size = Math.min(16, style.size);
      symbol.setAttribute("width", String(size));
      symbol.setAttribute("height", String(size));
      return SonLa.make("span", { class: "swatch-symbol" }, symbol);
    }
    const { width, height } = SWATCH;
    const picture = SonLa.draw("svg", { class: "swatch", width, height, "aria-hidden": "true" });
    const box = { x: 4, y: 1.5, width: width - 8, height: height - 3 };
    const [fill, filled] = style.fill || ["", 0];
    // A tint is seen as on the map: on the ground that it lies on.
    if (filled && filled < 1) picture.append(SonLa.draw("rect", { ...box, fill: SonLa.paint(groundOf()) }));
    if (filled) picture.append(SonLa.draw("rect", { ...box, fill: SonLa.paint(fill), "fill-opacity": filled }));
    for (const [color, wide, dash, opacity, cap] of style.strokes) {
      const shown = Math.min(wide, height - 2);
      const paint = { stroke: SonLa.paint(color), "stroke-width": shown, "stroke-opacity": opacity, fill: "none" };
      const look = { ...paint, "stroke-dasharray": dash.join(" ") || "none", "stroke-linecap": cap };
      if (style.inside) {
        const rim = Math.min(wide / 2, 3);
        const in_ = { x: box.x + rim / 2, y: box.y + rim / 2, width: box.width - rim, height: box.height - rim };
        picture.append(SonLa.draw("rect", { ...in_, ...paint, "stroke-width": rim }));
        continue;
      }
      const line = { d: `M3 ${height / 2}H${width - 3}`, ...look };
      picture.append(filled ? SonLa.draw("rect", { ...box, ...look }) : SonLa.draw("path", line));
    }
    return picture;
  }
  SonLa.swatch = swatch;

  function writeNote() {
    const projects = SonLa.themes.find((theme) => theme.follows === "projects");
    const notes = [];
    if (projects && SonLa.isOn(projects)) {
      if (projects.features.some((feature) => feature.inView && feature.mark.h)) {
        notes.push(SonLa.say("map.some-schematic"));
      }
      const placed = new Set(projects.features.map((feature) => feature.item));
      const asked = SonLa.state.shown.projects || [];
      const count = asked.filter((id) => !placed.has(id)).length;
      if (count) notes.push(SonLa.say("map.unplaced", { count }));
    }
    note.textContent = notes.join(" ");
  }

  /** Keep the panel off the province where there is room for both. */
  SonLa.fitPadding = () => {
    const { x } = SonLa.map.getSize();
    const folded = panel ? panel.classList.contains("folded") : !isRoomy();
    const left = !folded && x >= LEAST_BESIDE_PX ? (panel?.clientWidth || PANEL_PX) + 16 : 8;
    return { paddingTopLeft: [left, 16], paddingBottomRight: [8, SonLa.belowPx() + 8] };
  };
})();
