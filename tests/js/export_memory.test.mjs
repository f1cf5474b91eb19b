import assert from "node:assert/strict";
import test from "node:test";
import { importModule } from "./page.mjs";

const { readKept, writeKept } = await importModule("export_memory.js");

test("UX-18: a browser keeps the options of each purpose, or nothing happens", () => {
  const kept = new Map();
  const store = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  const page = { localStorage: store };
  assert.deepEqual(readKept(page), {});
  writeKept(page, { "export-ink-sheet": "grey" });
  writeKept(page, { "export-ink-book": "colour" });
  assert.deepEqual(readKept(page), { "export-ink-sheet": "grey", "export-ink-book": "colour" });
  for (const broken of ["{", "7", "null", '["grey"]', '"grey"', '{"export-ink-sheet": 7}']) {
    assert.deepEqual(readKept({ localStorage: { getItem: () => broken } }), {});
  }
  const full = {
    getItem: () => null,
    setItem() {
      throw new Error("QuotaExceededError");
    },
  };
  // Where a browser lets a page keep nothing, asking for its store is forbidden already.
  const forbidden = {
    get localStorage() {
      throw new Error("SecurityError");
    },
  };
  for (const none of [{ localStorage: full }, forbidden]) {
    writeKept(none, { "export-ink-sheet": "grey" });
    assert.deepEqual(readKept(none), {});
  }
});
