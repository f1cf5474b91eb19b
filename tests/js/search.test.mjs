import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { openPage, plain, readTwins } from "./page.mjs";

const { search, numbers } = readTwins();
const shared = JSON.parse(readFileSync(new URL("../geo/search_cases.json", import.meta.url), "utf-8"));
const { SonLa, Usb } = openPage(["vn2000.js", "shapes.js", "select.js", "usb_search.js", "usb_caption.js"], { page: { words: search.words } });
SonLa.areaAt = () => "";
Usb.data = search.data;
Usb.readIndex();

function find(query, language = "vi") {
  SonLa.state.lang = language;
  return plain(Usb.search(query));
}

test("the shared cases are answered as in Python's tests", () => {
  for (const { query, hits } of shared) {
    const found = find(query).map(({ kind, id }) => [kind, kind === "point" ? "" : id]);
    const expected = hits.map(([kind, id]) => [kind, kind === "point" ? "" : id]);
    assert.deepEqual(found.slice(0, hits.length), expected, query);
    if (!hits.length) assert.deepEqual(found, [], query);
  }
});

test("every query has the hits, in the order, that geo.search.index gives", () => {
  for (const { query, language, hits } of search.cases) {
    const found = find(query, language);
    assert.deepEqual(found.map(({ kind, label }) => [kind, label]), hits.map(([kind, label]) => [kind, label]), query);
    found.forEach(({ kind, sublabel, point }, i) => {
      const [, , said, place] = hits[i];
      // In which commune a place lies is for the map to say.
      if (kind !== "point" && kind !== "km-post") assert.equal(sublabel, said, query);
      // A kilometre stands on a straight line between two known half kilometres.
      else assert.ok(Math.hypot(point[0] - place[0], point[1] - place[1]) < 0.002, query);
    });
  }
});

test("what is typed in any form of Unicode finds the same", () => {
  for (const { query } of search.cases.slice(0, 60)) {
    assert.deepEqual(find(query.normalize("NFD")), find(query.normalize("NFC")), query);
  }
});

test("nothing that is typed ends in an error", () => {
  for (const typed of ["(", "\\", "[a-z", "km", "km km", "QL6 km", "1,1,1 2,2,2", "°", "x".repeat(500), "constructor 1 km 5", "__proto__ 1"]) {
    assert.ok(Array.isArray(find(typed)), typed);
  }
});

test("numbers are written as Python writes them", () => {
  for (const [language, value, decimals, fixed, exact] of numbers) {
    SonLa.state.lang = language;
    assert.equal(Usb.number(value, decimals), fixed, `${value} to ${decimals}`);
    assert.equal(Usb.exact(value, decimals), exact, `${value} to at most ${decimals}`);
  }
});
