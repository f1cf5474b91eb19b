import assert from "node:assert/strict";
import test from "node:test";
import { openPage, plain, readTwins, seeded } from "./page.mjs";

const { SonLa } = openPage(["shapes.js"]);

test("places along a line are those of shapely", () => {
  for (const { line, step, points } of readTwins().lines) {
    const found = plain(SonLa.resample(line, step));
    assert.ok(Math.abs(found.length - points.length) <= 1, "but for rounding at the very end");
    for (let i = 0; i < Math.min(found.length, points.length); i++) {
      assert.ok(Math.hypot(found[i][0] - points[i][0], found[i][1] - points[i][1]) < 1e-6, `${step} ${i}`);
    }
  }
});

test("a line of no length and no line have places, too", () => {
  assert.deepEqual(plain(SonLa.resample([], 5)), []);
  assert.deepEqual(plain(SonLa.resample([[1, 2], [1, 2]], 5)), [[1, 2]]);
});

test("pieces in a box hold all places inside, in order, and none outside", () => {
  const chance = seeded(1);
  const box = [200, 100, 600, 500];
  const isIn = ([x, y]) => x >= 200 && x <= 600 && y >= 100 && y <= 500;
  for (let n = 0; n < 50; n++) {
    const corners = Array.from({ length: 12 }, () => [chance() * 800, chance() * 600]);
    const line = SonLa.resample(corners, 5);
    const pieces = plain(SonLa.piecesIn(line, box));
    assert.ok(pieces.flat().every(isIn));
    assert.ok(pieces.every((piece) => piece.length > 1));
    const alone = line.filter((place, i) => isIn(place) && !(line[i - 1] && isIn(line[i - 1])) && !(line[i + 1] && isIn(line[i + 1])));
    assert.equal(pieces.flat().length, line.filter(isIn).length - alone.length);
  }
});

test("inside follows the even-odd rule", () => {
  const ring = [[0, 0], [10, 0], [10, 10], [0, 10]];
  const hole = [[3, 3], [7, 3], [7, 7], [3, 7]];
  assert.ok(SonLa.inside(1, 1, [ring, hole]));
  assert.ok(!SonLa.inside(5, 5, [ring, hole]));
  assert.ok(!SonLa.inside(11, 5, [ring, hole]));
});

test("room for a box in a ring leaves the box inside", () => {
  const chance = seeded(2);
  for (let n = 0; n < 50; n++) {
    const ring = Array.from({ length: 10 }, (_, i) => {
      const far = 100 + chance() * 200;
      return [400 + far * Math.cos((i * Math.PI) / 5), 300 + far * Math.sin((i * Math.PI) / 5)];
    });
    const room = plain(SonLa.roomIn(ring, 60, 20));
    if (!room) continue;
    for (const [x, y] of [[-30, 0], [30, 0], [0, -10], [0, 10]]) {
      assert.ok(SonLa.inside(room[0] + x, room[1] + y, [ring]), `${n}`);
    }
  }
});
