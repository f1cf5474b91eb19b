/*
 * Two levels of detail. The page itself holds shapes thinned for the whole province; the exact ones
 * come in a script of their own once the map is drawn, and take their place where one is near.
 */
(() => {
  const DETAIL_ZOOM = 10;
  const MARGIN = 0.1; // of the frame: lines are there before they are dragged into it
  const CELL_DEG = 0.25;
  const CALM_MS = 300; // the first picture of a new place does not wait for exact shapes
  const [THINNED, EXACT] = [0, 1];
  let asked = false;
  let waiting = 0;

  SonLa.detailed = false; // whether the exact shapes are there

  /**
   * Return the encoded lines by the cell of the grid that they begin in.
   *
   * A path is stroked whole for every tile of the screen that it touches, and left alone where it
   * lies beyond the frame: one path for all boundaries of the province was most of a redraw.
   */
  SonLa.byCell = (codes) => {
    /** @type {Map<string, string[]>} */
    const cells = new Map();
    for (const code of codes) {
      const { lat, lng } = SonLa.firstOf(code);
      const cell = `${Math.floor(lat / CELL_DEG)},${Math.floor(lng / CELL_DEG)}`;
      cells.set(cell, [...(cells.get(cell) || []), code]);
    }
    return cells;
  };

  /** Give merged lines their exact shapes, by style; what begins in a cell of no line goes to the first. */
  function refine(merged, byStyle) {
    for (const [style, codes] of Object.entries(byStyle)) {
      const lines = merged.filter((line) => line.style === style);
      const exact = SonLa.byCell(codes);
      for (const line of lines) {
        line.codes = [line.codes[THINNED], exact.get(line.cell) || []];
        exact.delete(line.cell);
      }
      lines[0]?.codes[EXACT].push(...[...exact.values()].flat());
    }
  }

  /** Ask for the exact shapes, once; without them the thinned ones stay. */
  SonLa.fetchDetail = () => {
    const { detail } = SonLa.page;
    if (asked || !detail) return;
    asked = true;
    document.head.append(SonLa.make("script", { src: detail }));
  };

  /** Take the exact shapes of all themes: {theme: {marks, lines, borders}} in the page's order. */
  SonLa.addDetail = (details) => {
    for (const theme of SonLa.themes) {
      const { marks, lines, borders } = details[theme.id];
      theme.features.forEach((feature, i) => (feature.codes = [feature.codes[THINNED], marks[i]]));
      refine(theme.lines, lines);
      refine(theme.borders, borders);
    }
    SonLa.detailed = true;
    SonLa.detailLater();
  };

  /** Choose the level of detail as soon as the map has come to rest and is painted. */
  SonLa.detailLater = () => {
    clearTimeout(waiting);
    waiting = setTimeout(SonLa.chooseDetail, CALM_MS);
  };

  /** Bring all that is near into the level of detail of the present zoom. */
  SonLa.chooseDetail = () => {
    const level = SonLa.detailed && SonLa.map.getZoom() >= DETAIL_ZOOM ? EXACT : THINNED;
    const near = SonLa.map.getBounds().pad(MARGIN);
    let changed = false;
    const bring = (shape, lines) => {
      shape.level = level;
      changed = true;
      for (const line of lines) line?.setLatLngs(SonLa.positions(shape));
    };
    for (const theme of SonLa.themes) {
      for (const feature of theme.features) {
        if (feature.level === level || feature.latLng) continue;
        if (level === EXACT && !near.intersects(feature.bounds)) continue;
        bring(feature, [...feature.strokes, feature.fill, feature.hit]);
      }
      const merged = [...theme.lines, ...theme.borders].filter((line) => line.level !== level);
      for (const line of merged) bring(line, line.strokes);
    }
    if (!changed) return;
    SonLa.refresh();
    SonLa.layLater();
  };

  /** Return the positions of a line or area in its level of detail, decoded when first asked. */
  SonLa.positions = (feature) => SonLa.positionsAt(feature, feature.level);

  /** Return the exact positions, for measuring; thinned ones only as long as no others are there. */
  SonLa.exact = (feature) => SonLa.positionsAt(feature, feature.codes.length - 1);

  SonLa.positionsAt = (feature, level) => {
    const decode = feature.isArea ? SonLa.areas : SonLa.lines;
    return (feature.latLngs[level] ||= decode(feature.codes[level]));
  };

  /** Return what a feature or a merged line needs to have levels of detail. */
  SonLa.levels = (codes, isArea) => ({ codes: [codes], latLngs: [], level: THINNED, isArea });
})();
