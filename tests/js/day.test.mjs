import assert from "node:assert/strict";
import test from "node:test";
import { openPage } from "./page.mjs";

const { readDay, showDay } = openPage(["day_field.js"]).SonLaDay;

test("UX-20: a day is read as people write it", () => {
  const typed = [
    "01032026", "1/3/2026", "01-03-26", "2026-03-01", "1.3.2026", "01 03 2026", "010326", "20260301", "2026/3/1",
    "\u200b01/03/2026 ", "０１／０３／２０２６",
  ];
  for (const text of typed) assert.equal(readDay(text), "2026-03-01", text);
  assert.equal(readDay("29/2/2024"), "2024-02-29");
});

test("UX-20: what is no day is none", () => {
  for (const text of ["", "31/02/2026", "29/2/2025", "2026", "3/2026", "0/1/2026", "13/13/2026", "1/1/1900", "yesterday", "1/3/202", "99999999"]) {
    assert.equal(readDay(text), "", text);
  }
});

test("every day is read back as it is shown", () => {
  for (let at = Date.UTC(2023, 11, 1); at < Date.UTC(2025, 1, 1); at += 86_400_000) {
    const iso = new Date(at).toISOString().slice(0, 10);
    assert.equal(readDay(showDay(iso)), iso);
    assert.equal(readDay(showDay(iso).replaceAll("/", "")), iso);
  }
});
