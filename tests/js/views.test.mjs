import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

// An address, since Node.js 18 takes no module out of a .js file.
const read = (name) => {
  const code = readFileSync(new URL(`../../panels/components/${name}.js`, import.meta.url), "utf-8");
  return import(`data:text/javascript,${encodeURIComponent(code)}`);
};
const { viewOf, nameOf, rename, tidyName, readStore, writeStore } = await read("saved_views");
const { reach, linkOf } = await read("copy_link");
const cases = JSON.parse(readFileSync(new URL("../panels/view_cases.json", import.meta.url), "utf-8"));
const ALLOWED = ["area", "status", "near", "q"];

test("the browser writes views as the server does", () => {
  for (const { name, search, hash, view } of cases) {
    assert.equal(viewOf(name, { search, hash }, ALLOWED), view);
    assert.equal(nameOf(view), name);
    assert.equal(nameOf(rename(view, "Tên mới ~")), "Tên mới ~");
    assert.equal(rename(rename(view, "x"), name), view);
  }
});

test("UX-19: a browser keeps views, or says that it does not", () => {
  const kept = new Map();
  const store = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  const page = { localStorage: store };
  assert.deepEqual(readStore(page), []);
  assert.equal(writeStore(page, ["Một~area.123"]), true);
  assert.deepEqual(readStore(page), ["Một~area.123"]);
  const full = {
    getItem: () => "{broken",
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
    assert.equal(writeStore(none, []), false);
    assert.deepEqual(readStore(none), []);
  }
  for (const broken of ["7", '{"a":1}', '[1, null, "~x"]']) {
    assert.deepEqual(readStore({ localStorage: { getItem: () => broken } }), []);
  }
});

test("a position that is no text makes no view fail", () => {
  assert.equal(viewOf("x", { search: "", hash: "#map=%E0%A4%A" }, ALLOWED), "x~map.!3E0!3A4!3A");
});

test("UX-19: names are tidied", () => {
  assert.equal(tidyName("  Mộc \n Châu\u200b ", 40), "Mộc Châu");
  assert.equal(tidyName(" \u200b ", 40), "");
  assert.equal(tidyName("x".repeat(99), 40).length, 40);
});

const WORDS = { own: "own", private: "private", office: "office {host}", long: "{length} > 2.048", most: 2048, base: "" };
const at = (address) => {
  const { href, hostname, search, hash } = new URL(address);
  return { href, hostname, search, hash };
};

test("UX-19: a link that only works here warns, or takes the office's address", () => {
  for (const host of ["localhost", "127.0.0.1", "[::1]", "map.localhost"]) assert.equal(reach(host), "own", host);
  for (const host of ["10.1.2.3", "192.168.1.5", "172.20.0.1", "may-chu", "map.local", "[fd00::1]"]) {
    assert.equal(reach(host), "private", host);
  }
  for (const host of ["map.sonla.gov.vn", "8.8.8.8", "172.32.0.1", "11.0.0.1"]) assert.equal(reach(host), "", host);
  const here = at("http://localhost:8811/?area=123#map=9/21/104");
  assert.deepEqual(linkOf(here, WORDS), { link: here.href, said: "own" });
  assert.deepEqual(linkOf(here, { ...WORDS, base: "https://map.sonla.gov.vn/ban-do/" }), {
    link: "https://map.sonla.gov.vn/ban-do/?area=123#map=9/21/104",
    said: "office map.sonla.gov.vn",
  });
  const far = at("https://map.sonla.gov.vn/?area=123");
  assert.deepEqual(linkOf(far, { ...WORDS, base: "https://other.vn/" }), { link: far.href, said: "" });
});

test("R24: a link longer than mail bears is said", () => {
  const long = at(`https://map.sonla.gov.vn/?views=${"x".repeat(2100)}`);
  assert.equal(linkOf(long, WORDS).said, `${long.href.length} > 2.048`);
  const short = at(`https://map.sonla.gov.vn/?views=${"x".repeat(2000)}`);
  assert.equal(linkOf(short, WORDS).said, "");
});
