/* What a click means: one object, several on each other, an area by its edge or name, or nothing. */
import assert from "node:assert/strict";
import test from "node:test";
import { openPage } from "./page.mjs";

const drawn = (line, weight = 4) => ({
  _parts: [line.map(([x, y]) => ({ x, y }))],
  options: { weight },
  getElement: () => ({ style: { display: "" } }),
});
const line = (item, points, more = {}) => ({ item, visible: true, faded: false, mark: {}, strokes: [drawn(points)], ...more });
// Pixels are thousandths of a degree from 103° E, 22° N.
const symbol = (item, x, y) => ({ item, visible: true, mark: {}, strokes: [], size: 20, latLng: { lat: 22 - y / 1000, lng: 103 + x / 1000 } });

/** @param {{labels?: any[], zoom?: number}} options */
function open({ labels = [], zoom = 11 } = {}) {
  const { SonLa } = openPage(["shapes.js", "along.js", "scales.js", "pick.js"], { zoom });
  const theme = (id, follows, features) => {
    const made = { id, follows, interactive: true, switchable: true, features };
    for (const feature of features) feature.theme = made;
    return made;
  };
  const square = [[100, 300], [300, 300], [300, 500], [100, 500]];
  SonLa.themes = [
    theme("roads", "", [line("QL-6", [[0, 100], [900, 100]])]),
    theme("projects", "projects", [
      line("EXP-SL1", [[0, 106], [900, 106]]),
      line("DT-101", [[500, 100], [500, 300]]),
      line("HIDDEN", [[0, 103], [900, 103]], { visible: false }),
      symbol("AIR", 800, 100),
      line("TOWN", square, { mark: { a: [] } }),
    ]),
    theme("off", "assets", [line("OFF", [[0, 103], [900, 103]])]),
  ];
  SonLa.state.layers = ["roads", "projects"];
  SonLa.labelStats = () => ({ labels });
  /** @type {{selected: string[], areas: string[], lists: number}} */
  const told = { selected: [], areas: [], lists: 0 };
  SonLa.onSelect = (id) => told.selected.push(id);
  SonLa.onArea = (code) => told.areas.push(code);
  SonLa.hideTip = () => {};
  return { SonLa, told, ids: (place, reach) => [...SonLa.objectsAt(place, reach).map(({ feature }) => feature.item)] };
}

/** @param {number[]} pixel */
const latLng = ([x, y]) => ({ lat: 22 - y / 1000, lng: 103 + x / 1000 });

test("UX-26: all lines at a place are offered, projects before the road they lie on", () => {
  const { ids } = open();
  assert.deepEqual(ids([200, 103]), ["EXP-SL1", "QL-6"]);
  assert.deepEqual(ids([500, 104]).sort(), ["DT-101", "EXP-SL1", "QL-6"]);
  assert.deepEqual(ids([200, 200]), []);
});

test("UX-26: a polygon answers at its edge and not in its middle", () => {
  const { ids } = open();
  assert.deepEqual(ids([200, 302]), ["TOWN"]);
  assert.deepEqual(ids([102, 400]), ["TOWN"], "the last edge of the ring, too");
  assert.deepEqual(ids([200, 400]), []);
});

test("UX-26: what a finger means may be twelve pixels away", () => {
  const { ids } = open();
  assert.deepEqual(ids([510, 220]), []);
  assert.deepEqual(ids([510, 220], 14), ["DT-101"]);
});

test("UX-26: a symbol that is hit, or a name, means itself whatever lies under it", () => {
  const named = { item: "DT-101", role: "project", boxes: [[600, 90, 660, 110]] };
  const { SonLa, told } = open({ labels: [named] });
  SonLa.clickAt(latLng([800, 101]));
  SonLa.clickAt(latLng([630, 101]));
  assert.deepEqual(told.selected, ["AIR", "DT-101"]);
});

test("UX-26: bare ground closes what is open and chooses no area; its edge and its name do", () => {
  const { SonLa, told } = open({ labels: [{ item: "127", role: "district", boxes: [[600, 600, 700, 620]] }] });
  const ring = [[550, 550], [750, 550], [750, 680], [550, 680]].map(latLng);
  const area = { item: "123", visible: true, mark: { a: [] }, strokes: [], theme: { id: "areas", interactive: false } };
  SonLa.themes.push(Object.assign(area.theme, { features: [area] }));
  SonLa.positions = () => [[ring]];
  SonLa.areaAt = () => "123";
  SonLa.map.getCenter = () => ({ lat: 0, lng: 0 });
  SonLa.clickAt(latLng([640, 650]));
  assert.deepEqual(told, { selected: [], areas: [], lists: 0 });
  SonLa.state.selected = "AIR";
  SonLa.clickAt(latLng([640, 650]));
  assert.deepEqual(told.selected, [""]);
  SonLa.clickAt(latLng([640, 553]));
  SonLa.clickAt(latLng([650, 610]));
  assert.deepEqual(told.areas, ["123", "127"]);
});

test("Where a click names a place nothing is chosen, whatever lies there", () => {
  const { SonLa, told } = open();
  /** @type {number[]} */
  const picked = [];
  SonLa.onPick = ({ lon, lat }) => picked.push(lon, lat);
  SonLa.state.picks = true;
  SonLa.clickAt(latLng([800, 101]));
  assert.deepEqual(picked, [103.8, 21.899]);
  assert.deepEqual(told.selected, []);
});

test("the roads that are seen: in focus first, then the nearest to the middle; none out of the frame or switched off", () => {
  const { SonLa } = open();
  SonLa.frameBox = () => [0, 0, 1000, 700];
  SonLa.meets = (points, [left, top, right, bottom]) => points.some(([x, y]) => x >= left && x <= right && y >= top && y <= bottom);
  const roads = [
    line("QL-6", [[0, 100], [900, 100]]),
    line("QL-43", [[0, 340], [900, 340]]),
    line("QL-37", [[0, 900], [900, 900]]),
    line("QL-6", [[0, 345], [900, 345]], { faded: true }),
    line("DT-101", [[0, 351], [900, 351]], { faded: true }),
    line("", [[0, 350], [900, 350]]),
  ];
  const theme = { ...SonLa.themes[0], road: true, features: roads };
  for (const road of roads) Object.assign(road, { theme });
  SonLa.themes = [theme];
  assert.deepEqual([...SonLa.roadsInView()], ["QL-43", "QL-6", "DT-101"]);
  SonLa.state.layers = [];
  assert.deepEqual([...SonLa.roadsInView()], []);
});
