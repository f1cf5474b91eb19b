/*
 * Symbols of projects and their badges of status may move: aside where another one is at the same
 * place, and out of the way of a name that the map is not read without. What stands on the ground
 * never moves.
 */
(() => {
  // Where a status badge may stand when others are at the same place, in pixels from its point.
  /** @type {Pair[]} */
  const BADGE_SPOTS = [
    [11, -11], [11, 11], [-11, -11], [-11, 11], [0, -19], [20, 0], [0, 19], [-20, 0],
    [28, -11], [-28, -11], [28, 11], [-28, 11], [11, -28], [-11, -28], [11, 28], [-11, 28],
  ];
  // Where the symbol of a project may stand when another one is at the same place.
  /** @type {Pair[]} */
  const SYMBOL_SPOTS = [0, 21, 30, 42, 58].flatMap((reach) =>
    (reach ? [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] : [0]).map((turn) => {
      const angle = (turn * Math.PI) / 6;
      return /** @type {Pair} */ ([reach * Math.cos(angle), reach * Math.sin(angle)]);
    }),
  );
  const MOST_TRIES = 60;
  const CROWD_ZOOM = 10; // below, symbols that make room for a name may stand one on another
  const MOVE_COST = { soft: 8, tied: 20 }; // of a symbol whose place is unknown, and of any other

  const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

  /** @returns {Box} */
  SonLa.symbolBox = ({ at, size }, [dx, dy]) => {
    const scale = SonLa.symbolScale();
    const half = (size * scale) / 2;
    const [x, y] = [at[0] + dx * scale, at[1] + dy * scale];
    return [x - half, y - half, x + half, y + half];
  };

  function placeAt({ at: [left, top] }, [x, y]) {
    const scale = SonLa.symbolScale();
    return SonLa.map.containerPointToLatLng([left + x * scale, top + y * scale]);
  }

  /** Tell whether a spot is in the commune of a symbol. */
  const isHome = (symbol, spot) => SonLa.inSameCommune(symbol.latLng, placeAt(symbol, spot));

  /** Tell whether a spot is on the symbol's side of the border of the province. */
  const isSameSide = (symbol, spot) =>
    !SonLa.areaAt(symbol.latLng) === !SonLa.areaAt(placeAt(symbol, spot));

  /**
   * Return the first free spot in the commune of a symbol, else the first free one; where none is
   * free the first spot at home, or null when `strict`.
   */
  function freeSpot(ground, symbol, spots, strict) {
    const free = spots.filter((each) => ground.isFree(SonLa.symbolBox(symbol, each), 0));
    const home = free.find((each) => isHome(symbol, each));
    if (strict) {
      const others = amongOthers(ground, symbol, spots);
      const isNear = (each) => isSameSide(symbol, each);
      return home || others.find((each) => isHome(symbol, each)) || free.find(isNear) || others.find(isNear) || null;
    }
    return home || spots.find((each) => isHome(symbol, each)) || free[0] || spots[0];
  }

  /** Return the spots where a symbol covers nothing but other symbols of projects; from near none. */
  function amongOthers(ground, symbol, spots) {
    if (SonLa.map.getZoom() >= CROWD_ZOOM) return [];
    return spots.filter((each) => ground.isFree(SonLa.symbolBox(symbol, each), 0, ground.movable));
  }

  function take(ground, boxes) {
    for (const box of boxes) {
      ground.take(box);
      ground.movable.add(box);
    }
  }

  function release(ground, boxes) {
    for (const box of boxes) {
      ground.release(box);
      ground.movable.delete(box);
    }
  }

  /** Return where a symbol may stand, and the line that ties it to its place; null for nowhere. */
  function settleOne(ground, feature, spots, strict, isTied) {
    const spot = freeSpot(ground, feature, spots, strict);
    if (!spot) return null;
    const box = SonLa.symbolBox(feature, spot);
    const tie = isTied(spot) ? SonLa.tie(box, feature.at) : null;
    return strict && tie && ground.cuts(tie) ? null : { spot, box, tie };
  }

  function settleSymbol(ground, symbol, strict) {
    const soft = Boolean(symbol.mark.w);
    // Of what only the commune is known any spot in it is as good.
    const isTied = (spot) => (soft ? strict && !isHome(symbol, spot) : spot.some(Boolean));
    return settleOne(ground, symbol, soft && !strict ? SYMBOL_SPOTS.slice(0, 1) : SYMBOL_SPOTS, strict, isTied);
  }

  /** Find where a symbol and its badge may stand, and take it; null where they may not. */
  function settle(ground, { symbol, badge }, strict) {
    const one = symbol && settleSymbol(ground, symbol, strict);
    if (symbol && !one) return null;
    const [right, down] = one ? one.spot : [0, 0];
    const spots = BADGE_SPOTS.map(([x, y]) => /** @type {Pair} */ ([x + right, y + down]));
    // The badge stands at a corner of its own symbol, which is not in its way.
    const isTied = (spot) => strict && !symbol && !isHome(badge, spot);
    const other = badge && settleOne(ground, badge, spots, strict, isTied);
    if (badge && !other) return null;
    /** @type {Settled} */
    const found = { spots: [], boxes: [], tie: one?.tie || other?.tie || null };
    if (one) found.spots.push([symbol, one.spot]);
    if (other) found.spots.push([badge, other.spot]);
    found.boxes = [one?.box, other?.box, ...(found.tie?.boxes || [])].flatMap((box) => (box ? [box] : []));
    take(ground, found.boxes);
    return found;
  }

  /** Let the symbols of projects settle; returns them as they stand. */
  SonLa.settleSymbols = (ground, symbols) => {
    const isBadge = (feature) => feature.theme.styles[feature.style].offset.some(Boolean);
    const badges = new Map(symbols.filter(isBadge).map((badge) => [SonLa.placeOf(badge), badge]));
    /** @type {Mover[]} */
    const movers = symbols
      .filter((each) => !isBadge(each))
      .map((symbol) => {
        const badge = badges.get(SonLa.placeOf(symbol)) || null;
        badges.delete(SonLa.placeOf(symbol));
        return { symbol, badge, spots: [], boxes: [], tie: null };
      });
    for (const badge of badges.values()) movers.push({ symbol: null, badge, spots: [], boxes: [], tie: null });
    for (const mover of movers) Object.assign(mover, settle(ground, mover, false));
    return movers;
  };

  const costOf = ({ symbol }) => (symbol && !symbol.mark.w ? MOVE_COST.tied : MOVE_COST.soft);

  /**
   * Move symbols out of the way of a name; returns the place that it may take then, or null where
   * they have nowhere to go. Nothing is changed in that case.
   */
  SonLa.makeRoom = (ground, movers, candidates, isAllowed, gap) => {
    const tries = [];
    for (const candidate of candidates) {
      const { box: [left, top, right, bottom], tie, cost } = candidate;
      if (!isAllowed(candidate)) continue;
      const wanted = [[left - gap, top - gap, right + gap, bottom + gap], ...(tie ? tie.boxes : [])];
      const moved = movers.filter(({ boxes }) => boxes.some((box) => wanted.some((each) => overlap(box, each))));
      const total = cost + moved.reduce((sum, mover) => sum + costOf(mover), 0);
      if (moved.length) tries.push({ candidate, moved, total });
    }
    tries.sort((a, b) => a.total - b.total);
    return tries.slice(0, MOST_TRIES).find((each) => givesWay(ground, each, gap))?.candidate ?? null;
  };

  function givesWay(ground, { candidate: { box, tie }, moved }, gap) {
    const own = [box, ...(tie ? tie.boxes : [])];
    for (const { boxes } of moved) release(ground, boxes);
    const isFree = ground.isFree(box, gap) && (!tie || tie.boxes.every((each) => ground.isFree(each, 0)));
    own.forEach((each) => ground.take(each));
    const settled = [];
    for (const mover of isFree ? moved : []) {
      const found = settle(ground, mover, true);
      if (!found) break;
      settled.push(found);
    }
    own.forEach((each) => ground.release(each));
    if (settled.length === moved.length) {
      moved.forEach((mover, i) => Object.assign(mover, settled[i]));
      return true;
    }
    for (const { boxes } of settled) release(ground, boxes);
    for (const { boxes } of moved) take(ground, boxes);
    return false;
  }
})();
