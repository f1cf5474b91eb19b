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

  const MOST_SPOTS = 12; // of a symbol, tried until its badge finds one as well
  /** @type {Pair} */
  const CENTRE = [0, 0];

  /** Tell a symbol of a kind from a badge of a status, which stands beside its place. */
  const isKind = (feature) => !feature.theme.styles[feature.style].offset.some(Boolean);

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

  /** Return the first free spot in the commune of a symbol, else the first one there, else any. */
  function firstSpot(ground, symbol, spots) {
    const free = spots.filter((each) => ground.isFree(SonLa.symbolBox(symbol, each), 0));
    const home = free.find((each) => isHome(symbol, each));
    return home || spots.find((each) => isHome(symbol, each)) || free[0] || spots[0];
  }

  /**
   * Yield the spots where a symbol may move to, best first, each with the line that ties it to its
   * place: of what only the commune is known any spot in it is as good.
   */
  function* openSpots(ground, symbol, spots) {
    const free = spots.filter((each) => ground.isFree(SonLa.symbolBox(symbol, each), 0));
    const others = amongOthers(ground, symbol, spots);
    for (const [here, isIn, isTied] of /** @type {[Pair[], typeof isHome, boolean][]} */ ([
      [free, isHome, !symbol.mark.w && isKind(symbol)],
      [others, isHome, !symbol.mark.w && isKind(symbol)],
      [free, isSameSide, true],
      [others, isSameSide, true],
    ])) {
      for (const spot of here) {
        if (!isIn(symbol, spot)) continue;
        const box = SonLa.symbolBox(symbol, spot);
        const tie = isTied && spot.some(Boolean) ? SonLa.tie(box, symbol.at) : null;
        if (!tie || !ground.cuts(tie)) yield { spot, box, tie };
      }
    }
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

  /** Return a symbol and its badge as they stand now, and take what they stand on. */
  function standing(ground, mover, one, other, tie) {
    /** @type {Settled} */
    const found = { spots: [], boxes: [], tie };
    for (const [feature, spot] of [[mover.symbol, one], [mover.badge, other]]) {
      if (!feature) continue;
      found.spots.push([feature, spot]);
      found.boxes.push(SonLa.symbolBox(feature, spot));
    }
    found.boxes.push(...(tie ? tie.boxes : []));
    take(ground, found.boxes);
    return found;
  }

  /** A badge stands at a corner of its own symbol, which is not in its way; beside none on its place. */
  const cornersAt = (symbol, [right, down]) =>
    symbol ? BADGE_SPOTS.map(([x, y]) => /** @type {Pair} */ ([x + right, y + down])) : [CENTRE, ...BADGE_SPOTS];

  /** Let a symbol and its badge stand where there is room, else at their place all the same. */
  function settle(ground, mover) {
    const { symbol, badge } = mover;
    const soft = Boolean(symbol?.mark.w);
    const one = symbol ? firstSpot(ground, symbol, soft ? SYMBOL_SPOTS.slice(0, 1) : SYMBOL_SPOTS) : CENTRE;
    const other = badge && firstSpot(ground, badge, cornersAt(symbol, one));
    const moved = symbol && !soft && one.some(Boolean);
    return standing(ground, mover, one, other, moved ? SonLa.tie(SonLa.symbolBox(symbol, one), symbol.at) : null);
  }

  /** Let them stand somewhere else; null where there is no room. */
  function resettle(ground, mover) {
    const { symbol, badge } = mover;
    let tries = MOST_SPOTS;
    for (const one of symbol ? openSpots(ground, symbol, SYMBOL_SPOTS) : [{ spot: CENTRE, tie: null }]) {
      if (!tries--) break;
      if (!badge) return standing(ground, mover, one.spot, null, one.tie);
      for (const other of openSpots(ground, badge, cornersAt(symbol, one.spot))) {
        return standing(ground, mover, one.spot, other.spot, symbol ? one.tie : other.tie);
      }
    }
    return null;
  }

  /** Let the symbols of projects settle; returns them as they stand. */
  SonLa.settleSymbols = (ground, symbols) => {
    const badges = new Map(symbols.filter((each) => !isKind(each)).map((badge) => [SonLa.placeOf(badge), badge]));
    /** @type {Mover[]} */
    const movers = symbols
      .filter(isKind)
      .map((symbol) => {
        const badge = badges.get(SonLa.placeOf(symbol)) || null;
        badges.delete(SonLa.placeOf(symbol));
        return { symbol, badge, spots: [], boxes: [], tie: null };
      });
    for (const badge of badges.values()) movers.push({ symbol: null, badge, spots: [], boxes: [], tie: null });
    for (const mover of movers) Object.assign(mover, settle(ground, mover));
    return movers;
  };

  const costOf = ({ symbol }) => (symbol && !symbol.mark.w ? MOVE_COST.tied : MOVE_COST.soft);

  /**
   * Move symbols out of the way of a name; returns the place that it may take then, or null where
   * they have nowhere to go. Nothing is changed in that case.
   */
  SonLa.makeRoom = (ground, movers, candidates, isAllowed, airOf) => {
    const tries = [];
    for (const candidate of candidates) {
      const { tie, cost } = candidate;
      if (!isAllowed(candidate)) continue;
      const wanted = [airy(candidate.box, airOf(candidate)), ...(tie ? tie.boxes : [])];
      const moved = movers.filter(({ boxes }) => boxes.some((box) => wanted.some((each) => overlap(box, each))));
      const total = cost + moved.reduce((sum, mover) => sum + costOf(mover), 0);
      if (moved.length) tries.push({ candidate, moved, total });
    }
    tries.sort((a, b) => a.total - b.total);
    return tries.slice(0, MOST_TRIES).find((each) => givesWay(ground, each, airOf(each.candidate)))?.candidate ?? null;
  };

  /** @returns {Box} */
  const airy = ([left, top, right, bottom], gap) => [left - gap, top - gap, right + gap, bottom + gap];

  function givesWay(ground, { candidate: { box, tie }, moved }, gap) {
    const own = [airy(box, gap), ...(tie ? tie.boxes : [])];
    for (const { boxes } of moved) release(ground, boxes);
    const isFree = ground.isFree(box, gap) && (!tie || tie.boxes.every((each) => ground.isFree(each, 0)));
    own.forEach((each) => ground.take(each));
    const settled = [];
    for (const mover of isFree ? moved : []) {
      const found = resettle(ground, mover);
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
