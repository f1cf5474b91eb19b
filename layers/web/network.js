/* Distances along one numbered road, in metres of the grid EPSG:9206. */
(() => {
  const JOIN_M = 60; // ends of two sections this close are one place
  const roads = new Map();
  let exact = false; // whether they were read from the exact shapes

  /** Return the numbered roads on the page, by number: [{latLngs, grid}] for each part. */
  function allRoads() {
    if (roads.size && exact === SonLa.detailed) return roads;
    exact = SonLa.detailed;
    roads.clear();
    for (const theme of SonLa.themes) {
      if (theme.id !== "roads" && theme.id !== "expressway") continue;
      for (const feature of theme.features) {
        const ref = feature.mark.l && SonLa.wording(feature.mark.l[0] || feature.mark.n);
        if (!ref) continue;
        const parts = SonLa.exact(feature).map((latLngs) => ({
          feature,
          latLngs,
          grid: latLngs.map(({ lat, lng }) => SonLa.toGrid(lng, lat)),
        }));
        roads.set(ref, [...(roads.get(ref) || []), ...parts.map((part) => ({ ...part, ref }))]);
      }
    }
    for (const parts of roads.values()) parts.forEach(measure);
    return roads;
  }

  function measure(part) {
    part.at = [0];
    for (let i = 1; i < part.grid.length; i++) {
      part.at.push(part.at[i - 1] + gap(part.grid[i - 1], part.grid[i]));
    }
  }

  const gap = ([x, y], [u, v]) => Math.hypot(u - x, v - y);

  /** Return the nearest place of each road within a reach in metres: {part, at, away, latLng}. */
  SonLa.roadsNear = ({ lat, lng }, reach) => {
    const point = SonLa.toGrid(lng, lat);
    const found = new Map();
    for (const [ref, parts] of allRoads()) {
      for (const part of parts) {
        if (!SonLa.isOn(part.feature.theme)) continue;
        const spot = nearest(part, point);
        const before = found.get(ref);
        if (spot.away <= reach && (!before || spot.away < before.away)) found.set(ref, { ref, ...spot });
      }
    }
    return found;
  };

  function nearest(part, [px, py]) {
    let best = { away: Infinity };
    for (let i = 1; i < part.grid.length; i++) {
      const [x, y] = part.grid[i - 1];
      const [u, v] = part.grid[i];
      const long = (u - x) ** 2 + (v - y) ** 2;
      const share = long ? Math.max(0, Math.min(1, ((px - x) * (u - x) + (py - y) * (v - y)) / long)) : 0;
      const away = Math.hypot(px - x - share * (u - x), py - y - share * (v - y));
      if (away < best.away) best = { part, i, share, away };
    }
    if (!best.part) return best;
    const { i, share } = best;
    const [from, to] = [part.latLngs[i - 1], part.latLngs[i]];
    const latLng = L.latLng(from.lat + share * (to.lat - from.lat), from.lng + share * (to.lng - from.lng));
    return { ...best, at: part.at[i - 1] + share * (part.at[i] - part.at[i - 1]), latLng };
  }

  /** Return {metres, lines} between two places of one road, or null where it has a gap between. */
  SonLa.alongRoad = (one, two) => {
    if (one.part === two.part) {
      return { metres: Math.abs(one.at - two.at), lines: [cut(one.part, one, two)] };
    }
    const ends = endsOf(allRoads().get(one.ref));
    const best = new Map();
    for (const end of ends) {
      if (end.part === one.part) best.set(end, { metres: reachTo(end, one), lines: [tail(end, one)], done: false });
    }
    for (;;) {
      const end = closest(best);
      if (!end) break;
      const here = best.get(end);
      here.done = true;
      for (const other of ends) {
        const across = other.part === end.part ? other.part.at.at(-1) : gap(end.place, other.place);
        if (other === end || (other.part !== end.part && across > JOIN_M)) continue;
        const metres = here.metres + across;
        if (best.has(other) && best.get(other).metres <= metres) continue;
        const lines = other.part === end.part ? [...here.lines, other.part.latLngs] : here.lines;
        best.set(other, { metres, lines, done: false });
      }
    }
    const last = [...best].filter(([end]) => end.part === two.part);
    const whole = last.map(([end, { metres, lines }]) => ({
      metres: metres + reachTo(end, two),
      lines: [...lines, tail(end, two)],
    }));
    return whole.sort((a, b) => a.metres - b.metres)[0] || null;
  };

  function endsOf(parts) {
    return parts.flatMap((part) => [
      { part, first: true, place: part.grid[0] },
      { part, first: false, place: part.grid.at(-1) },
    ]);
  }

  function closest(best) {
    let found = null;
    for (const [end, { metres, done }] of best) {
      if (!done && (!found || metres < best.get(found).metres)) found = end;
    }
    return found;
  }

  const reachTo = ({ part, first }, spot) => (first ? spot.at : part.at.at(-1) - spot.at);

  function tail({ part, first }, spot) {
    return first
      ? [...part.latLngs.slice(0, spot.i), spot.latLng]
      : [spot.latLng, ...part.latLngs.slice(spot.i)];
  }

  function cut(part, one, two) {
    const [low, high] = one.at <= two.at ? [one, two] : [two, one];
    return [low.latLng, ...part.latLngs.slice(low.i, high.i), high.latLng];
  }
})();
