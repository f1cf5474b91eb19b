/*
 * What the map page of the app shows, and where it comes from. A choice is answered here at once,
 * from records that the browser holds; the address is written, and Streamlit runs on it. So the
 * address is the one truth: the server reads it, a new session after a restart reads it, and while
 * no server answers, map, list and counts go on.
 */
import "../../layers/web/static/letters.js";
import "../../layers/web/static/numbers.js";
import "../../layers/web/static/vn2000.js";
import "../../layers/web/static/near.js";
import "../../layers/web/static/select.js";
import { fetched, forget } from "./fetched.js";

const Select = globalThis.SonLaSelect;
// What the address says beside the selection and the open card; other parameters mean nothing to us.
const REST = ["off", "on", "timeline", "views"];
const OWN = ["lang", "frame", "area", "corridor", "agency", "kind", "status", "q", "near", "asof", "id", ...REST];
const INCIDENTS = "incidents"; // the theme of layers/themes/incidents.py
const CONNECTED = "CONNECTED";
const STATE = "data-test-script-state";
const AT_REST = "notRunning";
const FORGIVE_MS = 1500; // how long the line may be away before anybody is told
const IDLE_MS = 4000; // when to fetch what is not needed yet
const QUIET_MS = 700; // after which a run that has been asked for has begun
const MOST_TRIES = 3;
const [LEAST_PATIENCE_MS, MOST_PATIENCE_MS] = [2500, 60_000]; // between two tries to fetch what does not come
const RETURN_MS = 300; // until Streamlit takes part again, once the line is back

const canonical = (query) => JSON.stringify(Object.entries(query).filter(([, value]) => value).sort());
const parameters = () => Object.fromEntries(new URLSearchParams(window.location.search));
/** Return what the address says that is ours: others hang their own on links. */
const ownParameters = () => Object.fromEntries(OWN.map((name) => [name, parameters()[name]]).filter(([, value]) => value));
const afterPaint = (use) => requestAnimationFrame(() => setTimeout(use));

class Store {
  constructor() {
    /** @type {any} */
    this.engine = null;
    /** @type {any} */
    this.around = null; // what tells what is near, when it is there
    this.selection = Select.whole();
    this.item = "";
    this.handed = ""; // the item that somebody has opened here, until its card knows of it
    /** @type {Record<string, string>} */
    this.rest = {};
    this.daysOff = 0; // how far the day of the server is ahead of ours
    this.written = ""; // the query string as it was last seen or written here
    this.isOnline = true; // as people are told
    /** @type {boolean | undefined} */
    this.isConnected = undefined; // as it is
    this.isStranger = false; // whether the server was gone and has not run since
    this.hasBegun = false;
    /** @type {(() => void) | null} */
    this.held = null; // what waits for that
    this.patience = LEAST_PATIENCE_MS;
    /** @type {any} */
    this.server = null; // what the last run of the server said
    this.path = "";
    /** @type {string | null} */
    this.asked = null; // what was asked for here and is not answered yet
    this.move = null; // where the map was moved to since the filters changed
    this.moves = 0;
    /** @type {Set<(change: any) => void>} */
    this.listeners = new Set();
    this.made = null; // the view of the present selection
    /** @type {Record<string, any>} */
    this.counted = {};
    this.isBusy = false; // while the map is drawn, and all else waits
    this.rerun = () => {};
    this.tries = { of: "", count: 0 }; // how often the server was asked again for an address
    window.addEventListener("popstate", () => this.follow());
    /** @type {any} */ (window).navigation?.addEventListener("currententrychange", (event) => this.see(event));
  }

  /**
   * Hear of each change from now on; what is returned ends it.
   *
   * A change is one of {chosen}, for the map; {settled}, for all else; {server, failed?}, {moved} and
   * {line}.
   */
  subscribe(hear) {
    this.listeners.add(hear);
    return () => this.listeners.delete(hear);
  }

  tell(change = {}) {
    if (!change.settled) this.made = null;
    for (const hear of [...this.listeners]) hear(change);
  }

  /** Take what a run of the server says: {record, around, find, query, asked, state, near, themes, today}. */
  hear(screen, rerun) {
    this.rerun = rerun;
    this.path = window.location.pathname;
    this.watch();
    this.server = screen;
    // The clock of this machine may be wrong; the next run tells whether it still is.
    this.daysOff = screen.today ? Select.ordinalOf(screen.today) - Select.today() : 0;
    const query = canonical(screen.query);
    // A run that began before the latest choice knows nothing of it: only its own changes count.
    const isLate = this.asked !== null && ![query, canonical(screen.asked)].includes(this.asked);
    if (isLate) this.merge(screen.query, screen.asked);
    else {
      this.asked = null;
      this.take(screen.query);
      this.written = window.location.search;
    }
    this.takeMove(screen.state);
    this.agreeSoon();
    if (screen.record !== this.recordAt) this.load(screen.record);
    else this.tell({ server: true });
    if (screen.around !== this.aroundAt) this.loadAround(screen.around);
  }

  /** Take where the server moved the map: a saved view, the next card. */
  takeMove({ extentKey, extent, mark }) {
    if (!extentKey.includes("#") || extentKey === this.serverMove) return;
    this.serverMove = extentKey;
    this.move = { key: extentKey, box: extent, mark };
  }

  /**
   * Take what the server itself changed, of which the latest choice here knows nothing, and ask again
   * for the whole.
   */
  merge(query, before) {
    const names = [...new Set([...Object.keys(query), ...Object.keys(before)])];
    const changed = names.filter((name) => (query[name] || "") !== (before[name] || ""));
    const merged = { ...this.query(), ...Object.fromEntries(changed.map((name) => [name, query[name] || ""])) };
    const isOurs = window.location.search === this.written;
    if (isOurs && canonical(merged) === canonical(this.query())) return;
    this.take(merged);
    // What the server wrote over our choice is no step of its own on the way back.
    this.write(!isOurs);
    afterPaint(() => this.ask());
  }

  /** See what the server writes into the address: the rest of that run may never arrive. */
  see({ navigationType }) {
    const { pathname, search } = window.location;
    if (navigationType === "traverse" || !this.server || pathname !== this.path || search === this.written) return;
    if (this.asked !== null) this.merge(parameters(), this.server.query);
    else {
      this.written = search;
      this.take(parameters());
    }
  }

  /** Fetch the record of the catalog; one that does not come, or is none, is asked for again later. */
  load(address) {
    clearTimeout(this.retrying);
    this.recordAt = address;
    fetched(address).then((record) => this.recordAt === address && this.openRecord(record)).catch(() => {
      if (this.recordAt !== address) return;
      forget(address);
      this.patience = Math.min(2 * this.patience, MOST_PATIENCE_MS);
      this.retrying = setTimeout(() => this.recordAt === address && this.load(address), this.patience);
      this.tell({ server: true, failed: true });
    });
  }

  openRecord(record) {
    const engine = Select.open(record);
    this.patience = LEAST_PATIENCE_MS;
    this.engine = engine;
    engine.today = () => Select.today() + this.daysOff;
    this.take(this.query_ || {});
    setTimeout(() => this.tell({ server: true }));
  }

  /** Fetch the shapes of all items: at once where a distance is asked for, else when all is quiet. */
  loadAround(address) {
    this.aroundAt = address;
    this.around = null;
    if (!address) return;
    const load = () =>
      fetched(address)
        .then((record) => {
          if (this.aroundAt !== address) return;
          this.around = SonLaNear.open(record);
          if (this.selection.near) this.tell({ server: true });
        })
        .catch(() => {
          forget(address);
          if (this.aroundAt === address) this.aroundAt = ""; // the next run tries again
        });
    if (this.selection.near) load();
    else setTimeout(() => (window.requestIdleCallback ? window.requestIdleCallback(load) : load()), IDLE_MS);
  }

  /** Set selection and open card from the parameters of an address. */
  take(query) {
    this.query_ = query;
    this.item = query.id || "";
    this.rest = Object.fromEntries(REST.filter((name) => query[name]).map((name) => [name, query[name]]));
    if (!this.engine) return;
    const before = this.extentKey();
    this.selection = this.engine.read(new URLSearchParams(query).toString());
    if (before !== this.extentKey()) this.move = null;
  }

  /** Return the parameters of the address that say what is chosen. */
  query() {
    if (!this.engine) return this.query_ || {};
    return { ...this.engine.toQuery(this.selection), ...(this.item ? { id: this.item } : {}), ...this.rest };
  }

  /** Whether what is chosen can be answered here. */
  canAnswer() {
    return Boolean(this.engine) && (!this.selection.near || this.nearIds() !== null);
  }

  /** Return the ids within the distance that is asked for, null where neither side knows them. */
  nearIds() {
    const { near } = this.selection;
    if (!near) return null;
    const found = this.around && this.surroundings().ids;
    if (found) return found;
    return this.server?.near?.of === near ? new Set(this.server.near.ids) : null;
  }

  /** Return the ids and the box of the surroundings that are asked for. */
  surroundings() {
    const { near } = this.selection;
    if (this.found?.near !== near || this.found.by !== this.around) {
      this.found = { near, by: this.around, ids: this.around.ids(near), box: this.around.box(near) };
    }
    return this.found;
  }

  /** The distance that is asked for in words, empty where neither side knows them. */
  get nearWords() {
    const { near, lang } = this.selection;
    if (!near || !this.engine) return "";
    if (!this.around) return this.server?.near?.of === near ? this.server.near.words : "";
    const { record } = this.engine;
    const nameOf = (id) => {
      const name = [...record.projects, ...record.assets].find((item) => item.id === id)?.name ?? id;
      return typeof name === "string" ? name : name[lang] || name.vi;
    };
    return this.around.describe(near, lang, record.languages[lang], nameOf);
  }

  /** Filter to what is near; false where this is not known here. */
  chooseNear(near) {
    if (!this.engine || !this.around?.ids(near)) return false;
    this.change({ near });
    return true;
  }

  /** Return how far the question reaches: around a point at once, around all else as the server draws it. */
  ring(state) {
    const { near } = this.selection;
    if (!near) return null;
    return SonLaNear.pointOf(near) || (this.server.near?.of === near ? state.ring : null);
  }

  /**
   * Return the state of the map, see SonLa.apply in layers/web/static/core.js.
   *
   * known is the status of each project that the page of the map takes where it is told none: that
   * page may be older than what is known here.
   */
  mapState(known = null) {
    const { state } = this.server;
    const view = this.view();
    const layers = this.layers();
    const moved = this.move && { extent: this.move.box || state.extent, extentKey: this.move.key, mark: this.move.mark };
    if (!view) return { ...state, layers, ...moved };
    const { lang, frame, areas, corridors, near } = this.selection;
    const some = (shown, all) => (shown.length === all.length ? null : shown.map(({ id }) => id).sort());
    const { record } = this.engine;
    const latest = ({ id, states }) => (known ? known[id] || "unknown" : states[states.length - 1][1]);
    const changed = view.rows.filter((row) => row.status !== latest(row.project));
    return {
      ...state,
      lang,
      layers,
      frame,
      areas,
      corridors,
      shown: {
        projects: some(view.rows, record.projects),
        assets: some(view.assets, record.assets),
        corridors: some(view.corridors, record.corridors),
        incidents: layers.includes(INCIDENTS) ? view.incidents : [],
      },
      status: Object.fromEntries(changed.map((row) => [row.id, row.status])),
      communes: frame === "commune" || view.day >= record.communesFrom,
      selected: this.item,
      mark: null,
      ring: this.ring(state),
      extent: view.extent || state.extent,
      extentKey: view.extent ? this.extentKey() : near && state.extentKey,
      ...moved,
    };
  }

  /** Return what tells the extents of two selections apart, as panels.widgets.map_view does. */
  extentKey() {
    const { areas, corridors, agencies, words, kinds, near } = this.selection;
    return [...areas, ...corridors, ...agencies, words, ...kinds, ...(near ? [near] : [])].join();
  }

  view() {
    if (!this.canAnswer()) return null;
    this.made ??= this.engine.view(this.selection, this.options());
    return this.made;
  }

  options() {
    const near = this.nearIds();
    return { near, nearBox: near && this.around ? this.surroundings().box : null };
  }

  /** Return how many projects each value of a field would leave; of before while the map is drawn. */
  counts(field) {
    if (!this.canAnswer()) return {};
    if (!this.counted[field] || (this.counted[field].of !== this.selection && !this.isBusy)) {
      const found = this.engine.counts(this.selection, field, this.options());
      this.counted[field] = { of: this.selection, found: Object.fromEntries(found) };
    }
    return this.counted[field].found;
  }

  /** Choose something: the map at once, the rest when it is painted, then the server. */
  change(patch) {
    if (!this.engine) return;
    this.selection = this.engine.tidy({ ...this.selection, ...patch });
    this.move = null;
    this.settle();
  }

  /** Open the card of an item; the empty id closes it. */
  openItem(id) {
    if (id === this.item) return;
    this.item = id;
    this.handed = id;
    this.settle();
  }

  /** Move the map without a change of any filter: {box, mark: {lon, lat, label}}. */
  moveTo({ box = null, mark = null }) {
    this.moves += 1;
    this.move = { key: `move-${this.moves}`, box, mark };
    this.tell({ moved: true });
  }

  /** Return the ids of the themes that are on. */
  layers() {
    const { themes, state } = this.server;
    if (!themes) return state.layers;
    const [on, off] = ["on", "off"].map((name) => (this.rest[name] || "").split(","));
    return themes.all.filter((id) => (themes.off.includes(id) ? on.includes(id) : true) && !off.includes(id));
  }

  /** Switch on these themes and no other. */
  switchLayers(ids) {
    const { all, off } = this.server.themes;
    const write = (name, some) => {
      if (some.length) this.rest[name] = some.join(",");
      else delete this.rest[name];
    };
    write("off", all.filter((id) => !off.includes(id) && !ids.includes(id)));
    write("on", all.filter((id) => off.includes(id) && ids.includes(id)));
    this.settle();
  }

  /** Whether what is chosen on the page that is shown is chosen here. */
  isHere() {
    return Boolean(this.engine) && window.location.pathname === this.path;
  }

  /** Show how things stood on a day; "" is today, and so is what is yet to come. */
  showDay(asof) {
    this.change({ asof: Select.ordinalOf(asof) > this.engine.today() ? "" : asof });
  }

  openTimeline(isOpen) {
    if (isOpen) this.rest.timeline = "1";
    else delete this.rest.timeline;
    this.settle();
  }

  toggleCorridor(id) {
    const { corridors } = this.selection;
    this.change({ corridors: corridors.length === 1 && corridors[0] === id ? [] : [id] });
  }

  /** Filter to one area; where it is chosen already nothing changes. */
  chooseArea(code) {
    const area = this.engine?.areas.get(code);
    if (area && !this.selection.areas.includes(code)) this.change({ frame: area.frame, areas: [code] });
  }

  /** Draw the map, when that is painted all else, and let the server run when that is painted, too. */
  settle() {
    this.begin();
    this.write();
    afterPaint(() => afterPaint(() => afterPaint(() => this.ask())));
  }

  begin() {
    this.isBusy = true;
    this.tell({ chosen: true });
    // A second picture before the first is out would hold it up.
    afterPaint(() => afterPaint(() => this.end()));
  }

  end() {
    this.isBusy = false;
    this.tell({ settled: true });
  }

  /** Make the address say what is chosen; parameters of others stay. */
  write(isReplacing = false) {
    const query = this.query();
    this.query_ = query;
    this.asked = canonical(query);
    this.agreeSoon();
    const asked = new URLSearchParams(window.location.search);
    for (const name of OWN) {
      if (query[name]) asked.set(name, query[name]);
      else asked.delete(name);
    }
    const search = asked.toString();
    const { pathname, hash } = window.location;
    const address = `${pathname}${search ? `?${search}` : ""}${hash}`;
    this.written = search && `?${search}`;
    if (this.written === window.location.search) return;
    if (isReplacing) window.history.replaceState(window.history.state, "", address);
    else window.history.pushState({}, "", address);
  }

  /** Let the server run on the address, as the browser's own back button does. */
  ask() {
    if (this.asked === null || window.location.pathname !== this.path) return;
    // Streamlit keeps the address for its next session, too: so also while the line is away.
    this.asking = true;
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
    this.asking = false;
  }

  /** Follow the browser's back button, and links, at once. */
  follow() {
    if (this.asking || !this.engine || window.location.pathname !== this.path) return;
    const asked = parameters();
    this.take(asked);
    this.written = window.location.search;
    this.asked = canonical({ ...asked, ...this.query() });
    this.agreeSoon();
    this.move = null;
    this.begin();
  }

  /** Keep an eye on the line to the server. */
  watch() {
    if (this.watching) return;
    const app = document.querySelector('[data-testid="stApp"]');
    if (!app) return;
    this.watching = new MutationObserver(() => {
      this.look(app);
      this.meet(app.getAttribute(STATE));
      this.agreeSoon();
    });
    this.watching.observe(app, { attributes: true, attributeFilter: ["data-test-connection-state", STATE] });
    this.app = app;
    this.look(app);
  }

  /** Do what only the server can, once it knows this page: after it was gone not before it has run. */
  whenKnown(act) {
    if (this.isStranger) this.held = act;
    else act();
  }

  meet(state) {
    if (!this.isStranger || !this.isConnected) return;
    if (state !== AT_REST) this.hasBegun = true;
    else if (this.hasBegun) {
      const act = this.held;
      [this.isStranger, this.hasBegun, this.held] = [false, false, null];
      act?.();
    }
  }

  /** Look whether all agree as soon as nothing more is to be expected. */
  agreeSoon() {
    clearTimeout(this.agreeing);
    this.agreeing = setTimeout(() => this.agree(), QUIET_MS);
  }

  /**
   * See to it that address, store and server say the same when all is quiet. A run that a newer one has
   * stopped says nothing, and Streamlit does not run on an address that it takes for the present one:
   * then the server is asked again, a few times, for what the address says.
   */
  agree() {
    if (!this.server || this.isConnected === false || window.location.pathname !== this.path) return;
    if (this.app && this.app.getAttribute(STATE) !== AT_REST) return; // its end will be heard of
    const asked = ownParameters();
    const here = canonical(asked);
    if ([this.query(), this.server.query].every((said) => canonical(said) === here)) {
      this.asked = null;
      this.tries = { of: "", count: 0 };
      return;
    }
    const count = this.tries.of === here ? this.tries.count + 1 : 1;
    if (count > MOST_TRIES) return;
    this.tries = { of: here, count };
    this.take(asked);
    this.written = window.location.search;
    this.asked = here;
    this.tell({ server: true });
    this.ask();
    // An address that Streamlit takes for the present one is run on by a click only.
    if (count > 1) this.rerun();
    this.agreeSoon();
  }

  look(app) {
    const isConnected = (app.getAttribute("data-test-connection-state") || CONNECTED) === CONNECTED;
    const isBack = isConnected && this.isConnected === false;
    this.isConnected = isConnected;
    if (!isConnected) [this.isStranger, this.hasBegun] = [true, false];
    clearTimeout(this.waiting);
    if (isConnected !== this.isOnline) {
      if (isConnected) this.turn(true);
      else this.waiting = setTimeout(() => this.turn(false), FORGIVE_MS);
    }
    // The server may not have read what was chosen meanwhile. And one that was started anew knows
    // nothing of this page until it runs: what only it can do would be lost on the first click.
    if (isBack) setTimeout(() => this.isConnected && this.rerun(), RETURN_MS);
  }

  turn(isOnline) {
    this.isOnline = isOnline;
    this.tell({ line: true });
  }
}

/** @type {any} */
export const store = (globalThis.sonLaStore ??= new Store());
