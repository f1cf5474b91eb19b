import assert from "node:assert/strict";
import test from "node:test";
import { openPage, plain, readTwins } from "./page.mjs";

const { near, selections } = readTwins();
const { SonLaNear, SonLaGrid, SonLaSelect } = openPage(["numbers.js", "letters.js", "vn2000.js", "near.js", "select.js"]);
const surroundings = SonLaNear.open(near.record);
const engine = SonLaSelect.open(selections.record);

test("three hundred surroundings hold the items that geo.query.within finds, at once", () => {
  assert.equal(near.cases.length, 300);
  const times = near.cases.map(({ near: asked, ids }) => {
    const begun = performance.now();
    const found = surroundings.ids(asked);
    const took = performance.now() - begun;
    assert.deepEqual([...found].sort(), ids, asked);
    return took;
  });
  const middle = times.sort((a, b) => a - b)[times.length >> 1];
  assert.ok(middle < 30, `${middle} ms`);
});

test("their extents are the same, to some metres", () => {
  for (const { near: asked, ids, extent } of near.cases) {
    const selection = { ...SonLaSelect.whole(), near: asked };
    const options = { near: new Set(ids), nearBox: surroundings.box(asked) };
    const found = engine.view(selection, options).extent;
    found.forEach((value, i) => assert.ok(Math.abs(value - extent[i]) < 3e-5, `${asked}: ${found}, not ${extent}`));
    assert.equal(engine.view(selection, { near: options.near }).extent, null);
  }
});

test("they are said in the words of Python", () => {
  for (const { near: asked, words } of near.cases) {
    for (const [lang, said] of Object.entries(words)) {
      const nameOf = (id) => {
        const { name } = [...selections.record.projects, ...selections.record.assets].find((item) => item.id === id);
        return typeof name === "string" ? name : name[lang];
      };
      assert.equal(surroundings.describe(asked, lang, selections.record.languages[lang], nameOf), said);
    }
  }
});

test("what means nothing has no surroundings", () => {
  for (const text of near.nonsense) {
    assert.equal(surroundings.ids(text), null, text);
    assert.equal(surroundings.box(text), null, text);
  }
  assert.equal(SonLaNear.pointOf("QL.6~5"), null);
});

test("a question is written as Python writes it", () => {
  assert.equal(SonLaNear.around("AIR-NASAN", 10), "AIR-NASAN~10");
  assert.equal(SonLaNear.point(104.030000001, 21.21, 7.5), "104.03,21.21~7.5");
  assert.deepEqual(plain(SonLaNear.pointOf("104.03,21.21~7.5")), { lon: 104.03, lat: 21.21, km: 7.5 });
});

test("a place goes to the grid and back", () => {
  for (const [lon, lat] of [[103.2, 20.6], [104, 21.3], [105.1, 22]]) {
    const [again, too] = SonLaGrid.toDegrees(...SonLaGrid.toGrid(lon, lat));
    assert.ok(Math.abs(again - lon) < 1e-9 && Math.abs(too - lat) < 1e-9);
  }
});
