import assert from "node:assert/strict";
import test from "node:test";
import { openPage, plain, seeded } from "./page.mjs";

const { SonLa } = openPage(["scales.js", "shapes.js", "place.js", "along.js"]);
const FRAME = [0, 0, 1000, 700];
const USUAL = { width: 90, size: 11, offsets: [0, 12, -12], apart: 200, most: 4, allowed: () => true };

const overlap = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
const lengthOf = (points) => points.slice(1).reduce((sum, [x, y], i) => sum + Math.hypot(x - points[i][0], y - points[i][1]), 0);

/** Return a line that wanders, as a river does. */
function wandering(chance) {
  let [x, y, heading] = [chance() * 300, 100 + chance() * 500, chance() - 0.5];
  return Array.from({ length: 60 }, () => {
    heading += (chance() - 0.5) * 0.5;
    x += 16 * Math.cos(heading);
    y += 16 * Math.sin(heading);
    return [x, y];
  });
}

test("a name on a straight line stands in its middle and reads from left to right", () => {
  for (const line of [[[100, 300], [900, 300]], [[900, 300], [100, 300]]]) {
    const ground = new SonLa.Ground(FRAME);
    const [place, ...others] = plain(SonLa.placeAlong(ground, [line], { ...USUAL, most: 1 }));
    assert.equal(others.length, 0);
    assert.ok(Math.abs(place.x - 500) < 10 && Math.abs(place.y - 300) < 1e-6);
    assert.ok(place.points.at(-1)[0] > place.points[0][0]);
    assert.ok(lengthOf(place.points) >= USUAL.width);
  }
});

test("no name where the line is shorter than it, or too crooked for letters", () => {
  const crooked = Array.from({ length: 60 }, (_, i) => [100 + i * 6, 300 + (i % 2) * 60]);
  for (const line of [[[100, 300], [180, 300]], crooked]) {
    assert.deepEqual(plain(SonLa.placeAlong(new SonLa.Ground(FRAME), [line], USUAL)), []);
  }
});

test("names along lines keep apart, in the frame, and off what is taken", () => {
  const chance = seeded(4);
  let placed = 0;
  for (let n = 0; n < 60; n++) {
    const ground = new SonLa.Ground(FRAME);
    const taken = Array.from({ length: 12 }, () => {
      const [x, y] = [chance() * 950, chance() * 650];
      return [x, y, x + 20 + chance() * 60, y + 14];
    });
    taken.forEach((box) => ground.take(box));
    const status = wandering(chance);
    ground.draw(status, 3, ground.lines);
    const places = plain(SonLa.placeAlong(ground, [wandering(chance), wandering(chance)], USUAL));
    placed += places.length;
    assert.ok(places.length <= USUAL.most);
    const boxes = places.flatMap((place) => place.boxes);
    for (const box of boxes) {
      assert.ok(box[0] >= 0 && box[1] >= 0 && box[2] <= 1000 && box[3] <= 700);
      assert.ok(!taken.some((other) => overlap(box, other)));
      assert.ok(!status.some(([x, y]) => overlap(box, [x, y, x, y])));
    }
    places.forEach((place, i) => {
      assert.ok(lengthOf(place.points) >= USUAL.width);
      assert.ok(place.points.at(-1)[0] >= place.points[0][0] - USUAL.size * 2);
      for (const other of places.slice(0, i)) {
        assert.ok(Math.hypot(place.x - other.x, place.y - other.y) >= USUAL.apart);
      }
    });
  }
  assert.ok(placed > 30, `only ${placed} names`);
});

test("on the inner side of a bend, where the line is shorter than the name, none stands", () => {
  const arc = Array.from({ length: 60 }, (_, i) => [500 + 80 * Math.cos(Math.PI + i / 19), 350 + 80 * Math.sin(Math.PI + i / 19)]);
  const [outer, inner] = [30, -30].map((offset) => {
    const options = { ...USUAL, offsets: [offset], most: 1 };
    return plain(SonLa.placeAlong(new SonLa.Ground(FRAME), [arc], options));
  });
  assert.deepEqual([outer.length, inner.length].sort(), [0, 1]);
});

test("who has the last word on a place is asked", () => {
  const line = [[100, 300], [900, 300]];
  const refused = { ...USUAL, allowed: () => false };
  assert.deepEqual(plain(SonLa.placeAlong(new SonLa.Ground(FRAME), [line], refused)), []);
});

test("plates of a road are spread, lie on it or touch it, and never overlap", () => {
  const chance = seeded(5);
  for (let n = 0; n < 60; n++) {
    const ground = new SonLa.Ground(FRAME);
    const line = wandering(chance);
    if (n % 2) ground.draw(line.slice(20, 40), 3, ground.lines);
    const block = { w: 40, h: 16 };
    const boxes = plain(SonLa.placePlates(ground, [line], block, { every: 240, apart: 150 }));
    assert.ok(boxes.length >= 1);
    boxes.forEach((box, i) => {
      for (const other of boxes.slice(0, i)) {
        assert.ok(!overlap(box, other));
        assert.ok(Math.hypot(box[0] - other[0], box[1] - other[1]) >= 150);
      }
      const [x, y] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
      const away = Math.min(...plain(SonLa.resample(line, 2)).map(([u, v]) => Math.hypot(u - x, v - y)));
      assert.ok(away <= Math.hypot(block.w, block.h) / 2 + 8, `${away}`);
      assert.ok(n % 2 === 0 || ground.count(box, ground.lines) === 0);
    });
  }
});

test("boxes on either side of a line lie on either side", () => {
  const [[x1, y1], [x2, y2]] = plain(SonLa.sides([[0, 0], [10, 0], [20, 0]], 1, 30, 12));
  assert.deepEqual([x1, y1, x2, y2], [10, -12, 10, 12]);
});
