import assert from "node:assert/strict";
import test from "node:test";
import { importModule, openPage, plain, readTwins } from "./page.mjs";

const { record, today, cases } = readTwins().selections;
const strings = readTwins().selections.words;
const { SonLaSentences, SonLaSelect, SonLaNumbers } = openPage(["numbers.js", "letters.js", "select.js", "sentences.js"]);
const { say } = await importModule("choices.js");
const engine = SonLaSelect.open(record);
const now = SonLaSelect.ordinalOf(today);
const wording = (text, lang) => (typeof text === "string" ? text : text[lang]);

function answer({ query, near }) {
  const selection = engine.read(new URLSearchParams(query).toString());
  return { selection, view: engine.view(selection, { today: now, near: near && new Set(near) }) };
}

function rowOf(row, lang) {
  const marks = record.languages[lang];
  const { lengthKm, lengthSign, capital, capitalSign } = row;
  return [
    row.id,
    row.status,
    Number(row.km.toFixed(3)),
    row.reach,
    row.stale,
    wording(row.shownDay, lang),
    lengthKm ? SonLaNumbers.signed(marks, lengthKm, lengthSign, 1) : "",
    capital === null ? "" : SonLaNumbers.signed(marks, capital, capitalSign, 1),
    row.approved,
  ];
}

test("a thousand selections leave the rows, in the order, that geo.query.view gives", () => {
  assert.equal(cases.length, 1000);
  for (const each of cases) {
    const { selection, view } = answer(each);
    assert.deepEqual(plain(view.rows.map((row) => rowOf(row, selection.lang))), each.rows, JSON.stringify(each.query));
  }
});

test("their assets, corridors and incidents are the same", () => {
  for (const each of cases) {
    const { view } = answer(each);
    assert.deepEqual(plain(view.assets.map(({ id }) => id)), each.assets, JSON.stringify(each.query));
    assert.deepEqual(plain(view.corridors.map(({ id }) => id)), each.corridors);
    assert.deepEqual(plain(view.incidents), each.incidents);
  }
});

test("their sums are the same", () => {
  for (const each of cases) {
    const { totals } = answer(each).view;
    const money = ({ value, projects, exact }) => [Number(value.toFixed(3)), projects, exact];
    const sums = { ...totals, approved: money(totals.approved), proposed: money(totals.proposed), passing: money(totals.passing) };
    for (const key of ["drawnKm", "schematicKm"]) {
      assert.ok(Math.abs(sums[key] - each.totals[key]) < 0.11, `${key} ${JSON.stringify(each.query)}`);
      sums[key] = each.totals[key];
    }
    assert.deepEqual(plain(sums), each.totals, JSON.stringify(each.query));
  }
});

test("their extents are the same, to the metre", () => {
  for (const each of cases) {
    const { selection, view: { extent } } = answer(each);
    const { areas, corridors, near } = selection;
    if (near && !areas.length && !corridors.length) assert.equal(extent, null);
    else extent.forEach((value, i) => assert.ok(Math.abs(value - each.extent[i]) < 3e-5, JSON.stringify(each.query)));
  }
});

test("an address is read and written as Python does", () => {
  for (const { query } of cases) {
    const selection = engine.read(new URLSearchParams(query).toString());
    assert.deepEqual(plain(engine.toQuery(selection)), query);
  }
});

test("the caption of each is the sentence that briefing.content.caption writes", () => {
  for (const each of cases) {
    const { selection, view } = answer(each);
    const { lang } = selection;
    const way = { engine, lang, near: each.nearWords, say: (key, values) => say(strings[lang], key, values) };
    assert.equal(SonLaSentences.captionOf(selection, view, way), each.caption, JSON.stringify(each.query));
  }
});

test("what means nothing in an address is left out", () => {
  const odd = "area=999,116&corridor=COR-99&kind=nothing&status=construction,never&asof=2999-01-01&frame=x";
  assert.deepEqual(plain(engine.toQuery(engine.read(odd))), { area: "116", status: "construction" });
  assert.deepEqual(plain(engine.toQuery(engine.read("area=03980"))), { frame: "commune", area: "03980" });
});

test("the counts of a choice are what choosing it leaves", () => {
  for (const each of cases.slice(0, 40)) {
    const { selection } = answer(each);
    const options = { today: now, near: each.near && new Set(each.near) };
    for (const field of ["areas", "corridors", "kinds", "statuses", "agencies"]) {
      for (const [value, count] of engine.counts(selection, field, options)) {
        const kept = field === "areas" ? { frame: engine.areas.get(value).frame } : {};
        const { totals } = engine.view({ ...selection, ...kept, [field]: [value] }, options);
        // A group whose parts are all elsewhere counts itself.
        assert.ok(totals.projects >= count, `${field} ${value} ${JSON.stringify(each.query)}`);
      }
    }
  }
});

test("what every record has by itself is no language and no id", () => {
  for (const name of ["constructor", "__proto__", "toString"]) {
    const asked = Object.fromEntries(["lang", "area", "corridor", "agency", "kind", "status"].map((field) => [field, name]));
    const selection = engine.read(new URLSearchParams(asked).toString());
    assert.deepEqual(plain(selection), plain(SonLaSelect.whole()), name);
  }
});

test("the day of a machine whose clock is wrong does not count where a better one is known", () => {
  const behind = SonLaSelect.open(record);
  behind.today = () => SonLaSelect.ordinalOf("2020-01-01");
  assert.equal(behind.read("asof=2025-07-01").asof, "");
  behind.today = () => SonLaSelect.ordinalOf("2025-07-02");
  assert.equal(behind.read("asof=2025-07-01").asof, "2025-07-01");
  assert.equal(behind.view(behind.read("")).day, SonLaSelect.ordinalOf("2025-07-02"));
});
