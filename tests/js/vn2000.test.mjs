import assert from "node:assert/strict";
import test from "node:test";
import { openPage, readTwins } from "./page.mjs";

const { SonLa } = openPage(["vn2000.js"]);

test("the grid is that of PROJ to the millimetre", () => {
  for (const [lon, lat, east, north] of readTwins().grid) {
    const [x, y] = SonLa.toGrid(lon, lat);
    assert.ok(Math.hypot(x - east, y - north) < 0.001, `${lon} ${lat}: ${x} ${y}, not ${east} ${north}`);
  }
});

test("the grid is true to scale but for its own factor", () => {
  const [x, y] = SonLa.toGrid(104, 21.3);
  const [, north] = SonLa.toGrid(104, 21.301);
  assert.ok(Math.abs(x - 500000) < 300);
  assert.ok(Math.abs((north - y) / 110.72 - 1) < 0.002);
});
