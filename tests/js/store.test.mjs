/* The store of the app's page against a small Streamlit, see streamlit.mjs. */
import assert from "node:assert/strict";
import test from "node:test";
import vm from "node:vm";
import { plain, readTwins, seeded } from "./page.mjs";
import { ownOf, scriptOf, World } from "./streamlit.mjs";

const { record } = readTwins().selections;
const DISTRICTS = record.areas.filter(({ frame }) => frame === "district").map(({ code }) => code);
const SETTLED_MS = 20_000;
const written = (query) => JSON.stringify(Object.entries(query ?? {}).sort());

/** Check that all say the same, and that nobody waits for an answer. */
function agree(world, note) {
  const said = plain(world.says());
  const about = `${note}: ${JSON.stringify(said)}`;
  for (const one of [said.server, said.heard, said.store]) assert.equal(written(one), written(said.address), about);
  assert.equal(said.asked, null, about);
}

/** What somebody at the page does: each changes the store and what is wanted. */
const ACTS = {
  area: ({ store }, pick, want) => {
    want.area = pick(DISTRICTS);
    store.change({ areas: [want.area] });
  },
  status: ({ store }, pick, want) => {
    want.status = pick(record.statuses);
    store.change({ statuses: [want.status] });
  },
  card: ({ store }, pick, want) => {
    want.id = pick(record.projects).id;
    store.openItem(want.id);
  },
  timeline: ({ store }, _, want) => {
    want.timeline = want.timeline ? "" : "1";
    store.openTimeline(Boolean(want.timeline));
  },
  near: ({ store }, pick, want) => {
    want.near = pick(["104.6,20.85~5", "103.9,21.3~10"]);
    store.change({ near: want.near });
  },
  back: (world, _, want) => {
    world.go(-1);
    want.unsure = true;
  },
  forward: (world, _, want) => {
    world.go(1);
    want.unsure = true;
  },
};
const FAULTS = {
  // What the server alone knows, such as a saved view: a run that is stopped may lose the click.
  server: (world, pick, want) => {
    world.trigger({ views: pick(["a~", "b~"]) });
    want.unsure = true;
  },
  line: (world, pick) => world.lose(pick([200, 1000, 3000]), false),
  restart: (world, pick) => world.lose(pick([200, 1000, 3000]), true),
};

async function walk(seed, acts) {
  const world = new World(seed, record);
  const chance = seeded(seed + 1000);
  const pick = (list) => list[Math.floor(chance() * list.length)];
  const log = [];
  await world.pass(3000);
  for (let burst = 0; burst < 3; burst++) {
    /** @type {any} */
    const want = { ...ownOf(world.location.search) };
    for (let i = 0; i < 2 + chance() * 3; i++) {
      const name = pick(Object.keys(acts));
      log.push(name);
      acts[name](world, pick, want);
      await world.pass(pick([0, 0, 20, 50, 100, 200, 500]));
    }
    await world.pass(SETTLED_MS);
    const note = `walk ${seed}, ${log}`;
    agree(world, note);
    if (want.unsure) continue;
    const wanted = Object.fromEntries(Object.entries(want).filter(([, value]) => value));
    assert.equal(written(ownOf(world.location.search)), written(wanted), note);
  }
}

test("whatever is chosen quickly counts, and at rest address, store and server agree", async () => {
  for (let seed = 1; seed <= 60; seed++) await walk(seed, ACTS);
});

test("they agree, too, whatever the server changes itself, and when line or server were gone", async () => {
  for (let seed = 1; seed <= 60; seed++) await walk(seed, { ...ACTS, ...FAULTS });
});

test("who chooses and takes it back within a moment waits for nothing", async () => {
  const world = new World(1, record);
  await world.pass(3000);
  const { runs } = world;
  world.store.change({ areas: ["123"] });
  world.store.change({ areas: [] });
  await world.pass(5000);
  agree(world, "back at once");
  assert.ok(world.runs <= runs + 1);
});

test("a run that was lost is asked for again, but not for ever", async () => {
  const world = new World(2, record);
  await world.pass(3000);
  world.store.change({ areas: ["123"] });
  await world.pass(3000);
  // The server is elsewhere, without a word to the page.
  Object.assign(world.session, { written: {}, screen: {} });
  world.store.server = { ...world.store.server, query: {} };
  world.drawn = "";
  world.store.agreeSoon();
  await world.pass(5000);
  agree(world, "asked again");
  // It never takes this one for what it is.
  world.meant = () => ({ area: "999" });
  world.drawn = "";
  const { runs } = world;
  world.store.change({ areas: ["120"] });
  await world.pass(60_000);
  assert.ok(world.runs - runs < 12, `${world.runs - runs} runs`);
});

test("R20: a server that was started anew has run before anybody clicks", async () => {
  const world = new World(3, record, { search: "?area=123&status=planned" });
  await world.pass(3000);
  for (const ms of [200, 4000]) {
    world.lose(ms, true);
    await world.pass(ms + 3000);
    assert.deepEqual(plain(world.session.written), { area: "123", status: "planned" });
    // So what it alone can do is not lost.
    world.trigger({ views: "a~" });
    await world.pass(3000);
    agree(world, "started anew");
    assert.equal(ownOf(world.location.search).views, "a~");
    world.trigger({ views: "" });
    await world.pass(3000);
  }
});

test("R20: what only the server can do is done once it knows the page again", async () => {
  for (const ms of [0, 350, 500, 700, 3000]) {
    const world = new World(9, record);
    await world.pass(3000);
    world.lose(400, true);
    await world.pass(ms);
    world.store.whenKnown(() => world.trigger({ views: "a~" }));
    await world.pass(SETTLED_MS);
    assert.equal(ownOf(world.location.search).views, "a~", `${ms}`);
    agree(world, `${ms}`);
  }
});

test("R20: what is chosen while the server is gone is what it answers afterwards", async () => {
  const world = new World(4, record);
  await world.pass(3000);
  world.lose(8000, true);
  await world.pass(3000);
  assert.equal(world.store.isOnline, false);
  world.store.change({ areas: ["120"] });
  world.store.openItem(record.projects[0].id);
  assert.ok(world.store.view().rows.length < record.projects.length);
  await world.pass(SETTLED_MS);
  assert.equal(world.store.isOnline, true);
  agree(world, "back");
  assert.deepEqual(ownOf(world.location.search), { area: "120", id: record.projects[0].id });
});

/** What may come in the place of the record. */
const WRONG = {
  "not there": () => {
    throw new Error("404");
  },
  nothing: () => null,
  another: () => ({ areas: {} }),
  "cut off": () => ({ ...record, projects: undefined }),
};

test("a record that does not come, or is none, is said, does no harm, and is asked for again", async () => {
  for (const [name, wrong] of Object.entries(WRONG)) {
    let isThere = true;
    const world = new World(5, () => (isThere ? record : wrong()), { search: "?area=123" });
    isThere = false;
    /** @type {any[]} */
    const told = [];
    world.store.subscribe((change) => told.push(change));
    await world.pass(2000);
    assert.ok(told.some(({ failed }) => failed), name);
    assert.equal(world.store.view(), null);
    assert.deepEqual(plain(world.store.counts("areas")), {});
    world.store.change({ areas: ["120"] });
    assert.deepEqual(plain(world.store.query()), { area: "123" });
    // Meanwhile the server answers what the address says.
    world.push("/?area=120");
    world.fire("popstate", {});
    await world.pass(2000);
    assert.deepEqual(plain(world.store.server.query), { area: "120" });
    isThere = true;
    await world.pass(60_000);
    assert.deepEqual(plain(world.store.selection.areas), ["120"]);
    assert.ok(world.store.view().rows.length > 0);
    agree(world, name);
  }
});

const HOSTILE = [
  "id=<img src=x onerror=alert(1)>&q=<script>alert(1)</script>",
  "id=__proto__&area=__proto__,constructor&status=toString&kind=hasOwnProperty&lang=constructor&corridor=valueOf",
  "near=NaN,NaN~NaN",
  "near=104.6,20.85~1e9",
  "near=1e400,-1e400~5",
  "near=__proto__~5",
  "near=~",
  "frame=javascript:alert(1)&asof=9999-99-99&lang=%00",
  `q=${"%E2%80%AE%E2%80%8F".repeat(20)}%22'%60`,
  `q=${"a%20".repeat(2500)}&area=${"123,".repeat(2000)}&views=${"x~".repeat(3000)}`,
  "asof=2025-02-30&off=<b>&on=../../etc&timeline=true",
  "area=123&area=120&status=planned&status=planned&Area=1",
];

test("hostile and broken links choose nothing that is not there, and all agree", async () => {
  for (const [number, search] of HOSTILE.entries()) {
    const world = new World(number, record, { search: `?${search}` });
    await world.pass(SETTLED_MS);
    const { store } = world;
    assert.ok(Array.isArray(store.view()?.rows), search);
    assert.ok(store.selection.words.length <= 100);
    assert.deepEqual(plain(store.selection.areas), search.startsWith("area=") || search.startsWith("q=a") ? plain(store.selection.areas) : []);
    agree(world, search.slice(0, 60));
    store.change({ statuses: ["completed"] });
    await world.pass(SETTLED_MS);
    assert.equal(ownOf(world.location.search).status, "completed", search.slice(0, 60));
    agree(world, search.slice(0, 60));
  }
});

test("what others hang on a link stays, and nobody waits for it on the way back", async () => {
  const world = new World(6, record, { search: "?utm_source=zalo&area=123" });
  await world.pass(3000);
  world.store.change({ areas: ["120"] });
  await world.pass(3000);
  world.go(-1);
  await world.pass(SETTLED_MS);
  agree(world, "back");
  assert.deepEqual(plain(world.store.selection.areas), ["123"]);
});

test("no day of the future is shown: it is today", async () => {
  const world = new World(7, record);
  await world.pass(3000);
  world.store.showDay("2025-05-18");
  assert.equal(world.store.selection.asof, "2025-05-18");
  world.store.showDay("2999-12-31");
  assert.equal(world.store.selection.asof, "");
});

test("two hundred choices leave no listener, timer or entry behind", async () => {
  const world = new World(8, record);
  await world.pass(5000);
  const count = () => [world.store.listeners.size, world.watchers.length, ...Object.values(world.listeners).map((some) => some.length), world.waiting.length];
  const before = count();
  for (let i = 0; i < 200; i++) {
    const end = world.store.subscribe(() => {});
    world.store.change({ areas: [DISTRICTS[i % DISTRICTS.length]] });
    await world.pass(100);
    end();
  }
  await world.pass(60_000);
  assert.deepEqual(count(), before);
  assert.equal(Object.keys(world.store.counted).length, 0);
});

test("the steps of the timeline lead to the days beside the one that is shown", () => {
  const { beside } = /** @type {any} */ (vm.runInNewContext(`(() => {${scriptOf("timeline_tools.js")}; return { beside }; })()`));
  const days = ["2025-04-30", "2025-05-18", "2025-07-15"];
  assert.deepEqual(plain(beside(days, "2025-05-18")), { previous: "2025-04-30", next: "2025-07-15" });
  assert.deepEqual(plain(beside(days, "2025-05-20")), { previous: "2025-05-18", next: "2025-07-15" });
  assert.deepEqual(plain(beside(days, "2025-04-30")), { previous: "", next: "2025-05-18" });
  assert.deepEqual(plain(beside(days, "2026-01-01")), { previous: "2025-07-15", next: "" });
  assert.deepEqual(plain(beside([], "2026-01-01")), { previous: "", next: "" });
});
