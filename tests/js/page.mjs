/* The classic scripts of the pages in a context of their own, without a browser. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const ROOMS = ["geo", "layers", "briefing", "panels"];
const TWINS = process.env.SON_LA_TWINS || join(ROOT, "build", "js", "twins.json");

const FILES = ROOMS.flatMap((room) =>
  readdirSync(join(ROOT, room), { recursive: true }).map((file) => join(ROOT, room, `${file}`)),
);

/** Find a script by its name, wherever in the rooms it stands. */
export function find(name) {
  const found = FILES.filter((file) => basename(file) === name);
  if (found.length !== 1) throw new Error(`${found.length} files are called ${name}: ${found}`);
  return found[0];
}

/** An import of a classic script, which sets a name for all. */
const CLASSIC = /^import "([^"]+)";$/gm;

/** Return a module of the app with the classic scripts it needs: an address, for Node.js 18 takes none out of a .js file. */
export function importModule(name) {
  const file = find(name);
  const text = readFileSync(file, "utf-8").replace(CLASSIC, (_, path) => readFileSync(join(dirname(file), path), "utf-8"));
  return import(`data:text/javascript,${encodeURIComponent(text)}`);
}

/** Return what Python answers, see twins.py. */
export function readTwins() {
  if (!existsSync(TWINS)) throw new Error("Python's answers are missing: python -m tests.js.twins");
  return JSON.parse(readFileSync(TWINS, "utf-8"));
}

/** Return a value without the prototypes of another context. */
export const plain = (value) => JSON.parse(JSON.stringify(value));

/** An element that holds others and has no looks; the width of a text is half its size a letter. */
class Element {
  /** @type {any[]} */
  children = [];
  attributes = {};
  style = { setProperty() {} };
  classList = { add() {}, remove() {}, toggle() {} };
  textContent = "";

  constructor(tag) {
    this.tag = tag;
  }
  append(...children) {
    this.children.push(...children);
  }
  prepend(...children) {
    this.children.unshift(...children);
  }
  replaceChildren(...children) {
    this.children = children;
  }
  setAttribute(name, value) {
    this.attributes[name] = value;
  }
  getContext() {
    const context = {
      font: "",
      measureText: (text) => ({ width: (text.length * Number.parseFloat(/(\d+)px/.exec(context.font)?.[1] ?? "10")) / 2 }),
    };
    return context;
  }
  querySelectorAll() {
    return [];
  }
  getBoundingClientRect() {
    return { left: 0, top: 0, right: 0, bottom: 0 };
  }
}

const point = (x, y) => (Array.isArray(x) ? { x: x[0], y: x[1] } : { x, y });

/** The little of Leaflet that reckons: pixels are thousandths of a degree from 103° E, 22° N. */
const leaflet = {
  latLng: (lat, lng) => ({ lat, lng }),
  point,
  bounds: (a, b) => ({ min: point(a), max: point(b) }),
  DomUtil: { setPosition() {} },
};

function makeMap({ zoom, size }) {
  const panes = new Map();
  const container = new Element("div");
  return {
    getZoom: () => zoom,
    getSize: () => point(size),
    getContainer: () => container,
    createPane: (name) => panes.set(name, new Element("div")).get(name),
    getPane: (name) => panes.get(name),
    latLngToContainerPoint: ({ lat, lng }) => point((lng - 103) * 1000, (22 - lat) * 1000),
    containerPointToLatLng: ([x, y]) => ({ lat: 22 - y / 1000, lng: 103 + x / 1000 }),
    containerPointToLayerPoint: point,
  };
}

/** @type {Map<string, vm.Script>} */
const COMPILED = new Map();

/** Return a script by its name, read and compiled once for all pages that run it. */
function scriptOf(name) {
  const known = COMPILED.get(name);
  if (known) return known;
  const script = new vm.Script(readFileSync(find(name), "utf-8"), { filename: name });
  COMPILED.set(name, script);
  return script;
}

/** Run scripts in a new page; returns what they have set. */
export function openPage(names, { zoom = 10, size = [1000, 700], page = {} } = {}) {
  const context = vm.createContext({
    L: leaflet,
    URLSearchParams,
    document: {
      createElement: (tag) => new Element(tag),
      createElementNS: (_, tag) => new Element(tag),
      addEventListener() {},
    },
  });
  vm.runInContext("globalThis.window = globalThis", context);
  for (const name of ["core.js", ...names]) scriptOf(name).runInContext(context);
  const { SonLa, SonLaSentences, SonLaCard, SonLaDay, SonLaGrid, SonLaLetters, SonLaNear, SonLaNumbers, SonLaSelect, Usb } = /** @type {any} */ (context.window);
  SonLa.map = makeMap({ zoom, size });
  SonLa.page = { words: { vi: {}, en: {} }, family: "Sans", dark: {}, halo: "#FFFFFF", ink: "#000000", ...page };
  return { SonLa, SonLaSentences, SonLaCard, SonLaDay, SonLaGrid, SonLaLetters, SonLaNear, SonLaNumbers, SonLaSelect, Usb };
}

/** Return a generator of numbers from 0 to 1 that a seed decides (mulberry32). */
export function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
