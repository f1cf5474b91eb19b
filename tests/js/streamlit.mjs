/*
 * The store of the app's page with all that it talks to, in small: a browser with a history, the
 * page of Streamlit, and its server, which runs the page of the map on an address. Every message
 * and every picture takes a while that a seed decides, so a thousand orders of events are tried in
 * a second. What is copied of Streamlit: which address a run is asked with, that a newer run stops
 * an older one and takes its messages from it, that the same data draw no component again.
 */
import { readFileSync } from "node:fs";
import vm from "node:vm";
import { find, seeded } from "./page.mjs";

const SCRIPTS = ["letters.js", "numbers.js", "vn2000.js", "near.js", "select.js"];
const OWN = ["lang", "frame", "area", "corridor", "agency", "kind", "status", "q", "near", "asof", "id", "off", "on", "timeline", "views"];
const [FRAME_MS, STEP_MS, LINE_MS, DRAW_MS] = [16, 40, 60, 30];

/** Return a module of the app as a script: without what it imports. */
export const scriptOf = (name) => readFileSync(find(name), "utf-8").replace(/^import .*$|^export default mounted.*$/gm, "").replace(/^export (default function)?/gm, (_, whole) => (whole ? "function main" : ""));

/** Return the parameters of a query string that are the map's. */
export const ownOf = (query) => Object.fromEntries([...new URLSearchParams(query)].filter(([name, value]) => value && OWN.includes(name)));
const same = (one, two) => JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(two).sort());
const written = (query) => new URLSearchParams(query).toString();

/** One tab and its server. */
export class World {
  /** @param {any} record what the store fetches, or a function that gives it or throws */
  constructor(seed, record, { search = "", hash = "#map=9/21.1/104" } = {}) {
    this.chance = seeded(seed);
    this.now = 0;
    /** @type {{at: number, turn: number, act: () => void}[]} */
    this.waiting = [];
    this.turns = 0;
    this.lines = { up: 0, down: 0 };
    this.runs = 0;
    this.answer = typeof record === "function" ? record : () => record;
    this.entries = [{ pathname: "/", search, hash }];
    this.place = 0;
    this.connection = 1;
    this.isOnline = true;
    this.shown = search.slice(1); // what Streamlit takes for the address
    this.epoch = 0;
    /** @type {number | null} */
    this.traversal = null;
    this.drawn = "";
    this.session = this.newSession();
    this.attributes = { "data-test-script-state": "notRunning", "data-test-connection-state": "CONNECTED" };
    /** @type {(() => void)[]} */
    this.watchers = [];
    /** @type {Record<string, ((event: any) => void)[]>} */
    this.listeners = { popstate: [() => this.onPopstate()], entry: [] };
    this.open();
    this.server = this.context.SonLaSelect.open(this.answer());
    this.server.today = () => this.store.engine?.today() ?? this.context.SonLaSelect.today();
    this.request({}, false);
  }

  newSession() {
    /** @type {any} */
    const session = { written: null, screen: {}, asked: {}, runner: null };
    return session;
  }

  // --- time

  later(ms, act) {
    this.turns += 1;
    const one = { at: this.now + ms, turn: this.turns, act };
    this.waiting.push(one);
    return one;
  }

  after(most, act) {
    return this.later(this.chance() * most, act);
  }

  /** Send along a line that keeps the order. */
  along(line, act) {
    this.lines[line] = Math.max(this.lines[line], this.now + this.chance() * LINE_MS);
    this.later(this.lines[line] - this.now, act);
  }

  /** Let time pass, by default until nothing happens any more. */
  async pass(ms = 60_000) {
    const end = this.now + ms;
    for (;;) {
      this.waiting.sort((one, two) => one.at - two.at || one.turn - two.turn);
      const next = this.waiting[0];
      if (!next || next.at > end) break;
      this.waiting.shift();
      this.now = next.at;
      next.act();
      // What is promised comes before the next event.
      for (let i = 0; i < 6; i++) await null;
    }
    this.now = Math.min(end, Math.max(this.now, end));
  }

  // --- the browser

  get location() {
    return { ...this.entries[this.place], href: Object.values(this.entries[this.place]).join("") };
  }

  push(address, isReplacing = false) {
    const { pathname, search, hash } = new URL(address, "http://map.test");
    if (!isReplacing) this.entries.length = ++this.place;
    this.entries[this.place] = { pathname, search, hash };
    this.fire("entry", { navigationType: isReplacing ? "replace" : "push" });
  }

  go(by) {
    this.after(20, () => {
      if (!this.entries[this.place + by]) return;
      this.place += by;
      this.fire("entry", { navigationType: "traverse" });
      this.fire("popstate", {});
    });
  }

  fire(name, event) {
    for (const hear of this.listeners[name]) hear(event);
  }

  open() {
    const world = this;
    const app = { getAttribute: (name) => world.attributes[name] };
    const context = vm.createContext({
      ...{ URLSearchParams, URL, console },
      setTimeout: (act, ms = 0) => world.later(ms, act),
      clearTimeout: (one) => {
        world.waiting = world.waiting.filter((each) => each !== one);
      },
      requestAnimationFrame: (act) => world.after(FRAME_MS, act),
      requestIdleCallback: (act) => world.after(STEP_MS, act),
      document: { baseURI: "http://map.test/", querySelector: () => app },
      fetch: () => new Promise((done, fail) => world.after(STEP_MS, () => world.fetched(done, fail))),
      MutationObserver: class {
        constructor(see) {
          world.watchers.push(see);
        }
        observe() {}
      },
      PopStateEvent: class {},
      history: {
        get state() {
          return {};
        },
        pushState: (_state, _title, address) => world.push(address),
        replaceState: (_state, _title, address) => world.push(address, true),
      },
      navigation: { addEventListener: (_, hear) => world.listeners.entry.push(hear) },
      addEventListener: (name, hear) => world.listeners[name]?.push(hear),
      dispatchEvent: () => world.fire("popstate", {}),
    });
    Object.defineProperty(context, "location", { get: () => world.location });
    vm.runInContext("globalThis.window = globalThis", context);
    for (const name of SCRIPTS) vm.runInContext(scriptOf(name), context, { filename: name });
    const modules = ["fetched.js", "store.js"].map(scriptOf).join("\n");
    vm.runInContext(`(() => {\n${modules}\n})()`, context, { filename: "store.js" });
    this.context = /** @type {any} */ (context);
    this.store = this.context.sonLaStore;
  }

  fetched(done, fail) {
    try {
      const record = this.answer();
      done({ ok: true, json: async () => record });
    } catch (error) {
      fail(error);
    }
  }

  set(name, value) {
    if (this.attributes[name] === value) return;
    this.attributes[name] = value;
    this.later(0, () => this.watchers.forEach((see) => see()));
  }

  // --- the page of Streamlit

  onPopstate() {
    const { search, hash } = this.location;
    const query = search.slice(1);
    if (hash && query === this.shown) return;
    this.shown = query;
    this.request({}, true);
  }

  /** Ask for a run, as a click on what the server alone knows does. */
  trigger(change) {
    this.request(change, false);
  }

  request(change, isTraversal) {
    if (!this.isOnline) return;
    const query = this.shown || this.location.search.slice(1);
    const { connection } = this;
    this.epoch += 1;
    if (isTraversal) this.traversal = this.epoch;
    this.along("up", () => connection === this.connection && this.hear(query, change));
  }

  receive({ kind, query, screen }) {
    if (kind === "begun") {
      if (this.traversal !== this.epoch) this.traversal = null;
      this.set("data-test-script-state", "running");
    } else if (kind === "address") {
      if (query !== this.location.search.slice(1)) this.push(`/${query && "?"}${query}`, this.traversal !== null);
      this.shown = query;
    } else if (kind === "screen") {
      const said = JSON.stringify(screen);
      if (said === this.drawn) return;
      this.drawn = said;
      // Two that come quickly are drawn once.
      if (this.drawing) this.waiting = this.waiting.filter((each) => each !== this.drawing);
      this.drawing = this.after(DRAW_MS, () => {
        this.drawing = null;
        this.store.hear(JSON.parse(said), () => this.trigger({}));
      });
    } else if (kind === "ended") this.set("data-test-script-state", "notRunning");
  }

  // --- the server

  hear(query, change) {
    const { session } = this;
    if (session.runner) session.runner.isStopped = true;
    const runner = { isStopped: false };
    session.runner = runner;
    this.runs += 1;
    const send = (message) => {
      const { connection } = this;
      // What a run says that is over by then is dropped.
      this.after(2, () => !runner.isStopped && this.along("down", () => connection === this.connection && this.receive(message)));
    };
    const steps = [
      () => send({ kind: "begun" }),
      // A session that has not run yet knows no widget, so nothing of it was clicked.
      () => session.written && Object.assign(session.screen, change),
      () => this.settle(session, ownOf(query), send),
      () => {
        const state = { extentKey: "", extent: null, mark: null, layers: [] };
        send({ kind: "screen", screen: { record: "record.json", around: "", query: session.written, asked: session.asked, state } });
      },
      () => send({ kind: "ended" }),
    ];
    const next = () =>
      this.after(STEP_MS, () => {
        const step = steps.shift();
        if (runner.isStopped || !step) return;
        step();
        next();
      });
    next();
  }

  /** Take an address, with what the session has changed since, and write what it means. */
  settle(session, query, send) {
    const before = session.written;
    session.asked = query;
    if (!before || !same(before, query)) {
      const own = !before ? [] : OWN.filter((name) => (session.screen[name] || "") !== (before[name] || "") && (before[name] || "") === (query[name] || ""));
      session.screen = this.meant({ ...query, ...Object.fromEntries(own.map((name) => [name, session.screen[name] || ""])) });
    }
    session.screen = this.meant(session.screen);
    session.written = { ...session.screen };
    if (!same(session.screen, query)) send({ kind: "address", query: written(session.screen) });
  }

  /** Return what an address means, as panels.session.state.read_screen. */
  meant(query) {
    const { near, ...plain } = this.server.toQuery(this.server.read(written(query)));
    const isNear = /^[\d.]+,[\d.]+~[\d.]+$/.test(near || "");
    const rest = Object.fromEntries(["off", "on", "timeline", "views"].map((name) => [name, query[name]]).filter(([, value]) => value));
    return { ...plain, ...(isNear ? { near } : {}), ...(this.server.codes.has(query.id) ? { id: query.id } : {}), ...rest };
  }

  // --- faults

  /** Take the line away; with `isNew` the server has forgotten the session when it is back. */
  lose(ms, isNew) {
    if (!this.isOnline) return;
    this.isOnline = false;
    this.connection += 1;
    this.set("data-test-connection-state", "CONNECTING");
    if (this.session.runner) this.session.runner.isStopped = isNew;
    this.later(ms, () => {
      if (isNew) this.session = this.newSession();
      this.isOnline = true;
      this.connection += 1;
      const isWaiting = this.attributes["data-test-script-state"] !== "notRunning";
      this.set("data-test-connection-state", "CONNECTED");
      if (isWaiting) this.request({}, false);
    });
  }

  /** Say what address, server and store take for chosen, and whether an answer is waited for. */
  says() {
    const { store, session } = this;
    return { address: ownOf(this.location.search), server: session.written, heard: store.server.query, store: { ...store.query() }, asked: store.asked };
  }
}
