import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { openPage, plain, readTwins } from "./page.mjs";

const { search, numbers } = readTwins();
const shared = JSON.parse(readFileSync(new URL("../geo/search_cases.json", import.meta.url), "utf-8"));
const scripts = ["vn2000.js", "shapes.js", "numbers.js", "letters.js", "spelling.js", "typed.js", "find.js"];
const { SonLa } = openPage(scripts, { page: { words: search.words } });
SonLa.areaAt = () => "";
SonLa.roadsInView = () => [];

test("before anything can be found nothing is", () => {
  assert.deepEqual([SonLa.findable, plain(SonLa.find("Mộc Châu"))], [false, []]);
  SonLa.addFind(search.record);
  assert.deepEqual([SonLa.findable, find("Mộc Châu")[0].label], [true, "Phường Mộc Châu"]);
});

function find(query, language = "vi", options = {}) {
  SonLa.state.lang = language;
  return plain(SonLa.find(query, options));
}

test("UX-16: the table of queries is answered as in Python's tests", () => {
  for (const { query, wanted, also = [] } of shared) {
    // A point is the same to the metre.
    const known = (id) => (id.startsWith("point ") ? "point" : id);
    const found = find(query).filter(({ kind }) => kind !== "words").map(({ kind, id }) => known(`${kind} ${id}`));
    const right = wanted.map(known);
    assert.equal(found.length > 0, right.length > 0, query);
    if (right.length) assert.ok(right.some((id) => found.slice(0, 3).includes(id)), query);
    for (const id of found.slice(0, 3)) assert.ok([...right, ...also].includes(id), `${query}: ${id}`);
  }
});

test("every query has the hits, in the order, that geo.search.index gives", () => {
  for (const { query, language, hits } of search.cases) {
    const found = find(query, language, { roads: search.roads });
    assert.deepEqual(found.map(({ kind, label }) => [kind, label]), hits.map(({ kind, label }) => [kind, label]), query);
    found.forEach((mine, i) => {
      const { point, also, sublabel, box, score, ...hit } = mine;
      const { point: place, also: more, sublabel: said, box: bounds, score: points, ...theirs } = hits[i];
      assert.ok(Math.abs(score - points) < 1e-6, query);
      // In which commune a place lies is for the map to say; a kilometre stands on a straight line
      // between two known half kilometres.
      if (hit.kind === "point" || hit.kind === "km-post") {
        assert.ok(Math.hypot(point[0] - place[0], point[1] - place[1]) < 0.002, query);
        if (hit.kind === "point") [hit.id, theirs.id] = ["", ""];
      } else {
        assert.deepEqual([sublabel, also], [said, more], query);
        assert.equal(box === null, bounds === null, query);
        for (const k of [0, 1, 2, 3]) if (box) assert.ok(Math.abs(box[k] - bounds[k]) < 1e-4, query);
      }
      assert.deepEqual(hit, theirs, query);
    });
  }
});

test("UX-15: a limit leaves the offer to filter by the phrase where it is", () => {
  const found = find("chieng son", "vi", { limit: 2 });
  assert.deepEqual(found.map(({ kind }) => kind), ["area", "project", "words"]);
  assert.deepEqual(found[2].action, { kind: "filter-words", value: "chieng son", label: "Lọc danh sách theo cụm từ “chieng son” (5)", count: 5 });
});

test("a kilometre alone is sought first on the road that the map shows", () => {
  const first = () => find("km 30").filter(({ kind }) => kind === "km-post")[0].label;
  SonLa.roadsInView = () => ["QL-43", "QL-6"]; // by the ids of the map
  assert.equal(first(), "QL.43 Km30+000");
  SonLa.roadsInView = () => ["nowhere"];
  assert.notEqual(first(), "QL.43 Km30+000");
  SonLa.roadsInView = () => [];
});

test("an answer is there before the next letter is typed", () => {
  const typed = search.cases.map(({ query }) => query);
  const begun = process.cpuUsage(); // other tests run beside this one
  for (const query of typed) find(query);
  const { user, system } = process.cpuUsage(begun);
  const perKey = (user + system) / 1000 / typed.length;
  assert.ok(perKey < 15, `${perKey} ms a key`);
});

test("what is typed in any form of Unicode finds the same", () => {
  for (const { query } of search.cases.slice(0, 60)) {
    assert.deepEqual(find(query.normalize("NFD")), find(query.normalize("NFC")), query);
  }
});

test("nothing that is typed ends in an error", () => {
  for (const typed of ["(", "\\", "[a-z", "km", "km km", "QL6 km", "1,1,1 2,2,2", "°", "x".repeat(500), "constructor 1 km 5", "__proto__ 1", "hasOwnProperty", "km 5 km", "a".repeat(99)]) {
    assert.ok(Array.isArray(find(typed)), typed);
  }
});

test("numbers are written as Python writes them", () => {
  for (const [language, value, decimals, fixed, exact] of numbers) {
    SonLa.state.lang = language;
    assert.equal(SonLa.number(value, decimals), fixed, `${value} to ${decimals}`);
    assert.equal(SonLa.exactNumber(value, decimals), exact, `${value} to at most ${decimals}`);
  }
});
