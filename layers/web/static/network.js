/*
 * The numbered roads as one network, and the shortest way over it, in metres of the grid EPSG:9206.
 *
 * Where sections meet comes with the page (geo/roads/graph.py). A section that is not of the network, as
 * the schematic expressway, only goes on where another one of its number goes on.
 */
(() => {
  const JOIN_M = 60; // ends of two sections this close are one place
  /** @type {RoadPart[]} */
  const parts = [];
  let exact = false; // whether they were read from the exact shapes
  const leaving = new Map(); // node → pieces of section that leave it: {part, from, to, node}

  /** Return the sections on the page: {feature, ref, latLngs, grid, at, stops}. */
  function allParts() {
    if (parts.length && exact === SonLa.detailed) return parts;
    exact = SonLa.detailed;
    parts.length = 0;
    leaving.clear();
    for (const feature of SonLa.features()) if (feature.mark.r) parts.push(partOf(feature));
    parts.filter((part) => !part.stops).forEach(joinAlone);
    parts.forEach(addPieces);
    return parts;
  }

  function partOf(feature) {
    const { mark } = feature;
    const [latLngs] = SonLa.exact(feature);
    const grid = latLngs.map(({ lat, lng }) => SonLa.toGrid(lng, lat));
    const at = [0];
    for (let i = 1; i < grid.length; i++) at.push(at[i - 1] + gap(grid[i - 1], grid[i]));
    return { feature, ref: SonLa.wording(mark.l[0] || mark.n), latLngs, grid, at, stops: SonLa.page.network[mark.r] };
  }

  const gap = ([x, y], [u, v]) => Math.hypot(u - x, v - y);

  /** Give the ends of a section outside the network nodes of their own, shared with its like. */
  function joinAlone(part) {
    const like = parts.filter((other) => other.ref === part.ref && other.stops?.alone);
    const nodeOf = (place, name) => {
      for (const other of like) {
        if (gap(place, other.grid[0]) <= JOIN_M) return other.stops[0][1];
        if (gap(place, other.grid[other.grid.length - 1]) <= JOIN_M) return other.stops[1][1];
      }
      return name;
    };
    const id = part.feature.mark.r;
    const ends = [
      [0, nodeOf(part.grid[0], `${id}<`)],
      [part.at.at(-1), nodeOf(part.grid.at(-1), `${id}>`)],
    ];
    part.stops = Object.assign(ends, { alone: true });
  }

  function addPieces(part) {
    const add = (node, piece) => leaving.set(node, [...(leaving.get(node) || []), piece]);
    for (let i = 1; i < part.stops.length; i++) {
      const [[from, one], [to, two]] = [part.stops[i - 1], part.stops[i]];
      add(one, { part, from, to, node: two });
      add(two, { part, from: to, to: from, node: one });
    }
  }

  /** Return the nearest place of each road within a reach in metres: {part, at, away, latLng}. */
  SonLa.roadsNear = ({ lat, lng }, reach) => {
    const point = SonLa.toGrid(lng, lat);
    const found = new Map();
    for (const part of allParts()) {
      if (!SonLa.isOn(part.feature.theme)) continue;
      const spot = nearest(part, point);
      const before = found.get(part.ref);
      if (spot.away <= reach && (!before || spot.away < before.away)) found.set(part.ref, spot);
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
      if (away < best.away) best = { away, at: part.at[i - 1] + share * (part.at[i] - part.at[i - 1]) };
    }
    return { part, ...best, latLng: placeOn(part, best.at) };
  }

  function placeOn({ at, latLngs }, metres) {
    const i = Math.max(1, at.findIndex((each) => each >= metres));
    const share = (metres - at[i - 1]) / (at[i] - at[i - 1] || 1);
    const [from, to] = [latLngs[i - 1], latLngs[i]];
    return L.latLng(from.lat + share * (to.lat - from.lat), from.lng + share * (to.lng - from.lng));
  }

  /**
   * Return the shortest way from one of some places to one of others, or null where none leads
   * there: {from, to, metres, rides: [{part, from, to}]}. How far the places are from their roads
   * counts in the choice, not in the metres.
   */
  SonLa.wayBetween = (starts, ends, allowed = () => true) => {
    const reached = search(starts, allowed);
    /** @type {(Way & {cost: number}) | null} */
    let best = null;
    const take = (from, to, rides) => {
      const metres = rides.reduce((sum, ride) => sum + Math.abs(ride.to - ride.from), 0);
      const cost = from.away + metres + to.away;
      if (!best || cost < best.cost) best = { from, to, metres, rides, cost };
    };
    for (const end of ends) {
      for (const start of starts) {
        if (start.part === end.part) take(start, end, [{ part: end.part, from: start.at, to: end.at }]);
      }
      for (const [metres, node] of stopsAround(end)) {
        if (!reached.has(node)) continue;
        const [start, rides] = back(reached, node);
        take(start, end, [...rides, { part: end.part, from: metres, to: end.at }]);
      }
    }
    return best;
  };

  /** Return the stops before and behind a place on its section. */
  function stopsAround({ part: { stops }, at }) {
    const after = stops.findIndex(([metres]) => metres >= at);
    return after < 0 ? stops.slice(-1) : stops.slice(Math.max(0, after - 1), after + 1);
  }

  /** Reach every node from some places (Dijkstra): node → {cost, done, before, ride, start}. */
  function search(starts, allowed) {
    const reached = new Map();
    const offer = (node, step) => {
      if (!reached.has(node) || step.cost < reached.get(node).cost) reached.set(node, step);
    };
    for (const start of starts) {
      for (const [metres, node] of stopsAround(start)) {
        const ride = { part: start.part, from: start.at, to: metres };
        offer(node, { cost: start.away + Math.abs(metres - start.at), before: null, ride, start });
      }
    }
    for (;;) {
      const open = [...reached].filter(([, step]) => !step.done);
      if (!open.length) return reached;
      const [node, here] = open.reduce((one, other) => (other[1].cost < one[1].cost ? other : one));
      here.done = true;
      for (const ride of leaving.get(node) || []) {
        const cost = here.cost + Math.abs(ride.to - ride.from);
        if (allowed(ride.part)) offer(ride.node, { cost, before: node, ride, start: here.start });
      }
    }
  }

  function back(reached, last) {
    const rides = [];
    let step = reached.get(last);
    const { start } = step;
    for (; step; step = reached.get(step.before)) rides.unshift(step.ride);
    return [start, rides];
  }

  /** Return the line of a ride. */
  SonLa.rideLine = ({ part, from, to }) => {
    const [low, high] = from <= to ? [from, to] : [to, from];
    const between = part.latLngs.filter((_, i) => part.at[i] > low && part.at[i] < high);
    return [placeOn(part, low), ...between, placeOn(part, Math.min(high, part.at[part.at.length - 1]))];
  };
})();
