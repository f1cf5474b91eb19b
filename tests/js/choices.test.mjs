import assert from "node:assert/strict";
import test from "node:test";
import { importModule, readTwins } from "./page.mjs";

const choices = await importModule("choices.js");
const address = await importModule("address_store.js");
const { SonLaLetters } = /** @type {any} */ (globalThis);
const { filters } = readTwins();
const communes = choices.choicesOf(filters, "areas", "vi", "commune");
const districts = choices.choicesOf(filters, "areas", "vi", "district");
const kinds = choices.choicesOf(filters, "kinds", "vi");
const labels = (found) => found.map(({ label }) => label);

test("UX-14: a commune is found without accents, with some, and with one slip", () => {
  for (const typed of ["moc chau", "moc châu", "Mộc Châu", "MOC CHAU", "mộc", "chau moc", "mojc chau", "moc chao"]) {
    assert.equal(labels(choices.fitting(communes, typed))[0], "Phường Mộc Châu", typed);
  }
  assert.equal(labels(choices.fitting(communes, "long xap"))[0], "Xã Lóng Sập");
  assert.deepEqual(labels(choices.fitting(districts, "moc chau")), ["Huyện Mộc Châu"]);
  assert.deepEqual(choices.fitting(communes, "zzz"), []);
  assert.deepEqual(choices.fitting(communes, "…"), []);
});

test("a former district finds its communes, behind those that bear its name", () => {
  const found = labels(choices.fitting(communes, "van ho"));
  assert.equal(found[0], "Xã Vân Hồ");
  assert.ok(found.includes("Xã Tô Múa"), `${found}`);
  // One name that many communes share: all of them, whichever district they were in.
  const chieng = labels(choices.fitting(communes, "chieng"));
  assert.ok(chieng.length > 10 && chieng.every((label) => label.includes("Chiềng")), `${chieng}`);
});

test("every commune stands once, under one former district", () => {
  assert.equal(new Set(communes.map(({ value }) => value)).size, 75);
  assert.equal(communes.length, 75);
  const groups = choices.grouped(communes);
  assert.equal(groups.length, 12);
  assert.deepEqual(groups.flatMap((group) => group.choices), communes);
  assert.ok(groups.find(({ group }) => group === "Huyện Mộc Châu (cũ)").choices.some(({ label }) => label === "Xã Chiềng Sơn"));
});

test("kinds are grouped, and a group finds its kinds", () => {
  const groups = choices.grouped(kinds).map(({ group }) => group);
  assert.equal(new Set(groups).size, groups.length);
  const found = choices.fitting(kinds, "giao thong");
  assert.ok(found.length > 3 && found.every(({ group }) => group === "Giao thông"));
});

test("nothing typed offers all, in their order", () => {
  assert.deepEqual(choices.fitting(communes, ""), communes);
  assert.deepEqual(choices.fitting(communes, "  "), communes);
});

test("the keys walk along the list, around its ends, and leave the text its own", () => {
  const at = (active) => ({ open: true, active });
  const shut = { open: false, active: -1 };
  assert.deepEqual(choices.pressed(shut, "ArrowDown", 3), at(0));
  assert.deepEqual(choices.pressed(shut, "ArrowDown", 3, { alt: true }), at(-1));
  assert.deepEqual(choices.pressed(shut, "ArrowUp", 3), at(2));
  assert.deepEqual(choices.pressed(at(2), "ArrowDown", 3), at(0));
  assert.deepEqual(choices.pressed(at(0), "ArrowUp", 3), at(2));
  assert.deepEqual(choices.pressed(at(1), "Home", 3), at(0));
  assert.deepEqual(choices.pressed(at(1), "End", 3), at(2));
  assert.deepEqual(choices.pressed(at(0), "PageDown", 30), at(8));
  assert.deepEqual(choices.pressed(at(3), "PageUp", 30), at(0));
  assert.deepEqual(choices.pressed(at(1), "Enter", 3), { ...at(1), act: "choose" });
  assert.deepEqual(choices.pressed(at(1), "Escape", 3), shut);
  assert.deepEqual(choices.pressed(at(1), "Tab", 3), shut);
  assert.deepEqual(choices.pressed(shut, "Escape", 3), { ...shut, act: "clear" });
  for (const key of ["Home", "End", "Enter", "a", "ArrowLeft"]) assert.equal(choices.pressed(at(-1), key, 3), null, key);
  for (const key of ["Home", "End", "Enter", "Tab", "constructor"]) assert.equal(choices.pressed(shut, key, 3), null, key);
  for (const key of ["ArrowDown", "ArrowUp", "PageDown", "Enter"]) assert.equal(choices.pressed(at(-1), key, 0), null, key);
});

test("what restricts is counted value by value, and lifted whole", () => {
  const selection = { lang: "vi", frame: "commune", areas: ["03980", "04045"], corridors: [], kinds: ["bridge"], statuses: [], words: "cầu", asof: "2026-01-01", near: "", agencies: [] };
  assert.equal(choices.restrictions(selection), 5);
  const free = { ...selection, ...choices.lifted() };
  assert.equal(choices.restrictions(free), 0);
  assert.equal(free.frame, "commune");
});

test("UX-15: a place offers its filter, never its loose words; a phrase comes last", () => {
  const [first, ...others] = choices.localHits(filters, "chieng son", "vi", 12);
  assert.deepEqual([first.action.kind, first.label], ["filter-area", "Xã Chiềng Sơn"]);
  const phrase = others.pop();
  assert.deepEqual([phrase.action.kind, phrase.action.value], ["filter-words", "chieng son"]);
  assert.ok(others.every(({ label }) => SonLaLetters.fold(label).includes("chieng")), labels(others).join());
  assert.deepEqual(choices.changeOf(first.action, filters), { frame: "commune", areas: [first.target], words: "" });
});

test("UX-16: a status and a kind are found by their words", () => {
  const actions = (query) => choices.localHits(filters, query, "vi", 12).map(({ action }) => `${action.kind} ${action.value}`);
  assert.equal(actions("đang thi công")[0], "filter-status construction");
  assert.equal(actions("hoan thanh")[0], "filter-status completed");
  assert.ok(actions("duong tinh").includes("filter-kind provincial-road"));
  assert.equal(actions("na san")[0], "open AIR-NASAN");
  assert.deepEqual(actions(""), []);
  assert.deepEqual(actions("?!"), []);
});

test("what a choice of each sort changes", () => {
  const change = (kind) => choices.changeOf({ kind, value: "x" }, filters);
  assert.deepEqual(change("filter-corridor"), { corridors: ["x"], words: "" });
  assert.deepEqual(change("filter-status"), { statuses: ["x"], words: "" });
  assert.deepEqual(change("filter-kind"), { kinds: ["x"], words: "" });
  assert.deepEqual(change("filter-agency"), { agencies: ["x"], words: "" });
  assert.deepEqual(change("filter-words"), { words: "x" });
  assert.deepEqual(choices.changeOf({ kind: "filter-area", value: "123" }, filters), { frame: "district", areas: ["123"], words: "" });
  for (const kind of ["open", "go", "open-source"]) assert.equal(change(kind), null);
});

test("an address is read and written as the server does", () => {
  const query = "?lang=en&area=03980,04045&status=construction&id=EXP-SL1&q=c%E1%BA%A7u+%26";
  const selection = address.selectionOf(query);
  assert.deepEqual(selection.areas, ["03980", "04045"]);
  assert.equal(selection.frame, "commune");
  assert.equal(selection.words, "cầu &");
  assert.equal(address.selectionOf("?area=123").frame, "district");
  const changed = address.changedQuery(query, { areas: [], statuses: ["completed", "planned"], frame: "district", words: "" });
  assert.equal(changed, "lang=en&status=completed,planned&id=EXP-SL1");
  assert.deepEqual(address.selectionOf(`?${changed}`).statuses, ["completed", "planned"]);
});

test("a string for one thing, and its placeholders", () => {
  const strings = filters.words.en;
  assert.equal(choices.say(strings, "panel.hits", { n: 1 }), "1 suggestion");
  assert.equal(choices.say(strings, "panel.hits", { n: 5 }), "5 suggestions");
  assert.equal(choices.say(filters.words.vi, "panel.hits", { n: 5 }), "5 gợi ý");
});

test("text is folded as Python folds it", () => {
  for (const { folded, typed } of filters.folds) assert.equal(SonLaLetters.fold(typed), folded, typed);
});
