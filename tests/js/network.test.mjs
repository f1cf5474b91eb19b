import assert from "node:assert/strict";
import test from "node:test";
import { openPage, plain, readTwins, seeded } from "./page.mjs";

const SCRIPTS = ["vn2000.js", "shapes.js", "detail.js", "network.js"];

/** A page with nothing but the sections of some roads. */
function withRoads(marks, stops) {
  const { SonLa } = openPage(SCRIPTS, { page: { network: stops } });
  const theme = { id: "roads", switchable: false, features: [] };
  theme.features = marks.map((mark) => ({ theme, mark, ...SonLa.levels(mark.g, false) }));
  SonLa.themes.push(theme);
  return SonLa;
}

test("the shortest ways are as long as the network of Python says", () => {
  const { marks, stops, ways } = readTwins().network;
  const SonLa = withRoads(marks, stops);
  let led = 0;
  for (const { ends, refs, metres } of ways) {
    const spots = ends.map(([lng, lat], i) => [SonLa.roadsNear({ lat, lng }, 30).get(refs[i])]);
    const way = SonLa.wayBetween(spots[0], spots[1]);
    assert.equal(way === null, metres === null, `${refs}`);
    if (!way) continue;
    led += 1;
    assert.ok(Math.abs(way.metres - metres) < 50, `${refs}: ${way.metres}, not ${metres}`);
  }
  assert.ok(led > ways.length / 2);
});

test("a way is one line but for its crossings, as long as it says", () => {
  const { marks, stops, ways } = readTwins().network;
  const SonLa = withRoads(marks, stops);
  const far = ([x, y], [u, v]) => Math.hypot(u - x, v - y);
  for (const { ends, refs } of ways.slice(0, 20)) {
    const spots = ends.map(([lng, lat], i) => [SonLa.roadsNear({ lat, lng }, 30).get(refs[i])]);
    const way = SonLa.wayBetween(spots[0], spots[1]);
    if (!way) continue;
    const lines = way.rides.map((ride) => {
      const grid = SonLa.rideLine(ride).map(({ lat, lng }) => SonLa.toGrid(lng, lat));
      return ride.from <= ride.to ? grid : grid.reverse();
    });
    const lengths = lines.map((grid) => grid.slice(1).reduce((sum, place, i) => sum + far(grid[i], place), 0));
    const total = lengths.reduce((sum, length) => sum + length, 0);
    // Stops are told in whole metres.
    assert.ok(Math.abs(total - way.metres) < 2 * lines.length + 1, `${refs}: ${total} ${way.metres}`);
    for (let i = 1; i < lines.length; i++) {
      assert.ok(far(lines[i - 1][lines[i - 1].length - 1], lines[i][0]) < 150, `${refs}: ride ${i}`);
    }
  }
});

test("Dijkstra finds what trying all ways finds", () => {
  // Straight sections between the nodes of a small made-up graph; the metres are made up, too.
  const chance = seeded(3);
  const nodes = 9;
  const edges = [];
  for (let i = 0; i < 16; i++) {
    const [a, b] = [Math.floor(chance() * nodes), Math.floor(chance() * nodes)];
    if (a !== b) edges.push([a, b, Math.round(500 + chance() * 4000)]);
  }
  const far = Array.from({ length: nodes }, (_, i) => Array.from({ length: nodes }, (__, j) => (i === j ? 0 : Infinity)));
  for (const [a, b, metres] of edges) far[a][b] = far[b][a] = Math.min(far[a][b], metres);
  for (let k = 0; k < nodes; k++) {
    for (let i = 0; i < nodes; i++) for (let j = 0; j < nodes; j++) far[i][j] = Math.min(far[i][j], far[i][k] + far[k][j]);
  }
  const stops = Object.fromEntries(edges.map(([a, b, metres], i) => [`S${i}`, [[0, a], [metres, b]]]));
  const marks = edges.map((_, i) => ({ r: `S${i}`, n: `R${i}`, l: [0, "road", 1, 0], g: ["_p~iF~ps|U_ulLnnqC"] }));
  const SonLa = withRoads(marks, stops);
  const parts = new Map();
  SonLa.wayBetween([], []);
  for (const [ref, spot] of SonLa.roadsNear({ lat: 0, lng: 0 }, Infinity)) parts.set(ref, spot.part);
  assert.equal(parts.size, edges.length);
  for (let i = 0; i < edges.length; i++) {
    for (let j = 0; j < edges.length; j++) {
      if (i === j) continue;
      const spot = (n) => ({ part: parts.get(`R${n}`), at: 0, away: 0, latLng: null });
      const way = SonLa.wayBetween([spot(i)], [spot(j)]);
      const expected = far[edges[i][0]][edges[j][0]];
      assert.equal(way ? way.metres : Infinity, expected, `${i} ${j}`);
    }
  }
});

test("only roads that are allowed are taken", () => {
  const { marks, stops } = readTwins().network;
  const SonLa = withRoads(marks, stops);
  const { ends, refs } = readTwins().network.ways.find(({ refs: [a, b], metres }) => metres && a !== b);
  const spots = ends.map(([lng, lat], i) => [SonLa.roadsNear({ lat, lng }, 30).get(refs[i])]);
  assert.equal(SonLa.wayBetween(spots[0], spots[1], (part) => part.ref === refs[0]), null);
  assert.ok(plain(SonLa.wayBetween(spots[0], spots[1]).metres) > 0);
});
