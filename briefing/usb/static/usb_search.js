/*
 * The page of the USB edition around the map. This part finds what a person types, by the rules of
 * geo/search/index.py: names in any spelling, road numbers, kilometres, coordinates.
 */
/** @type {UsbPage} */
const Usb = (window.Usb = /** @type {any} */ ({ data: null }));

(() => {
  /** @type {SearchRules} */
  let rules;
  /** @type {Record<keyof SearchRules["patterns"], RegExp>} */
  let patterns;
  /** @type {Entry[]} */
  let entries = [];
  /** @type {Map<string, Entry>} */
  let roads = new Map();
  /** @type {Map<UsbRoute, L.LatLng[]>} */
  const lines = new Map();

  /** Return a text without case, tone and vowel marks, đ as d. */
  const fold = (text) => text.replace(/Đ/g, "D").replace(/đ/g, "d").normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const words = (text) => fold(text).match(/[0-9a-z]+/g) || [];
  const tidy = (text) => text.trim().split(/\s+/).join(" ");
  Usb.fold = fold;

  Usb.readIndex = () => {
    rules = Usb.data.rules;
    const whole = ([name, pattern]) => [name, new RegExp(`^(?:${pattern})$`)];
    patterns = /** @type {any} */ (Object.fromEntries(Object.entries(rules.patterns).map(whole)));
    entries = Usb.data.search.map(([kind, id, target, label, sublabel, names, others, box, point, refs]) => {
      const named = names.map(words);
      return {
        ...{ kind, id, target, label, sublabel, box: box || null, point: point || null, refs },
        named,
        marked: names.map((name) => name.normalize("NFC").toLowerCase()),
        inNames: [...new Set(named.flat())],
        inAll: [...new Set([...named.flat(), ...words(others)])],
      };
    });
    roads = new Map(entries.filter(({ kind }) => kind === "road").map((entry) => [entry.id, entry]));
  };

  /** Return the best hits for what was typed, the best first. */
  Usb.search = (query) => {
    const asked = tidy(query.normalize("NFC")).slice(0, rules.letters);
    if (!words(asked).length) return [];
    /** @type {Map<string, UsbHit>} */
    const found = new Map();
    for (const hit of hits(asked)) {
      const key = `${hit.kind} ${hit.id}`;
      const before = found.get(key);
      if (!before || hit.score > before.score) found.set(key, hit);
    }
    return [...found.values()].sort(compare).slice(0, rules.limit);
  };

  function compare(one, two) {
    const kinds = Usb.data.kinds;
    const score = Number(two.score.toFixed(6)) - Number(one.score.toFixed(6));
    const kind = kinds.indexOf(one.kind) - kinds.indexOf(two.kind);
    return score || kind || byName(one.label, two.label) || (one.id < two.id ? -1 : 1);
  }

  /** Compare as geo.text.sort_key: numbers by size and before words. */
  function byName(one, two) {
    const [left, right] = [one, two].map((text) => fold(text).match(/[a-z]+|[0-9]+/g) || []);
    for (let i = 0; i < Math.min(left.length, right.length); i++) {
      const [a, b] = [left[i], right[i]];
      const [na, nb] = [/^\d/.test(a), /^\d/.test(b)];
      if (na !== nb) return na ? -1 : 1;
      const order = na ? Number(a) - Number(b) : a < b ? -1 : Number(a > b);
      if (order) return order;
    }
    return left.length - right.length;
  }

  const hit = (entry, score) => ({
    ...entry,
    label: SonLa.wording(entry.label),
    sublabel: SonLa.wording(entry.sublabel),
    score,
  });

  /** @returns {Generator<UsbHit>} */
  function* hits(asked) {
    const typed = roadKm(asked);
    if (typed && roads.has(typed.ref)) {
      yield* atKilometre(typed);
      return;
    }
    const spot = coordinates(asked);
    if (spot) {
      yield pointHit(spot);
      return;
    }
    const ref = normalRef(asked);
    const known = ref && roads.has(ref);
    if (known) yield* onRoad(ref);
    // What only has the number among its words has nothing to do with the road.
    const least = known ? rules.scores.begins : 0;
    for (const entry of entries) {
      const score = scoreOf(entry, asked);
      if (score && score >= least) yield hit(entry, score);
    }
  }

  function scoreOf(entry, asked) {
    const parts = words(asked);
    const having = (pool) => parts.every((part) => pool.some((word) => word.startsWith(part)));
    if (!having(entry.inAll)) return 0;
    if (!having(entry.inNames)) return rules.scores.other;
    return nameScore(entry, parts) + marksOf(entry, asked);
  }

  function nameScore(entry, parts) {
    const asked = parts.join(" ");
    const { exact, begins, words: some, other, cover: most } = rules.scores;
    let best = other;
    for (const name of entry.named) {
      const whole = name.join(" ");
      if (whole === asked) return exact + most;
      const cover = most * Math.min(asked.length / Math.max(whole.length, 1), 1);
      if (whole.startsWith(asked)) best = Math.max(best, begins + cover);
      else if (parts.every((part) => name.some((word) => word.startsWith(part)))) best = Math.max(best, some + cover);
    }
    return best;
  }

  function marksOf(entry, asked) {
    const typed = asked.toLowerCase();
    const plain = /^\p{ASCII}*$/u.test(typed);
    return !plain && entry.marked.some((name) => name.includes(typed)) ? rules.scores.marks : 0;
  }

  /** Return a road number as the catalog writes it, or null. */
  function normalRef(text) {
    const match = patterns.ref.exec(fold(text).trim());
    const prefix = match && Usb.data.prefixes[match[1].trim()];
    if (!prefix) return null;
    const number = prefix === "CT" ? match[2].padStart(2, "0") : match[2].replace(/^0+/, "");
    return `${prefix}.${number}${match[3].toUpperCase()}`;
  }

  function* onRoad(ref) {
    const { exact, marks, cover, begins, onRoad: beside } = rules.scores;
    yield hit(roads.get(ref), exact + marks + cover);
    for (const [other, entry] of roads) {
      if (other.startsWith(ref) && other !== ref) yield hit(entry, begins);
    }
    for (const entry of entries) {
      if (entry.refs.includes(ref) && entry.kind !== "road") yield hit(entry, beside);
    }
  }

  function roadKm(asked) {
    const text = tidy(fold(asked));
    const one = patterns.roadKm.exec(text);
    const two = one ? null : patterns.kmRoad.exec(text);
    const [road, km] = one ? [one[1], one[2]] : two ? [two[2], two[1]] : ["", ""];
    const ref = normalRef(road);
    const number = ref && patterns.km.exec(km);
    if (!number) return null;
    const [, whole, metres, decimals] = number;
    const value = metres ? Number(whole) + Number(metres) / 1000 : Number(`${whole}.${decimals || 0}`);
    return { ref, km: value };
  }

  const showKm = (km) => {
    const metres = Math.round(km * 1000);
    const size = Math.abs(metres);
    return `Km${metres < 0 ? "-" : ""}${Math.floor(size / 1000)}+${String(size % 1000).padStart(3, "0")}`;
  };

  /**
   * @param {UsbRoute} route
   * @returns {route is UsbRoute & { range: [number, number] }}
   */
  const hasKilometres = (route) => route.range !== 0;

  function* atKilometre({ ref, km }) {
    const routes = Usb.data.routes.filter((route) => route.ref === ref);
    const known = routes.filter(hasKilometres);
    const within = known.filter(({ range: [first, last] }) => km >= first && km <= last);
    for (const route of within) yield kilometreHit(route, km);
    const road = hit(roads.get(ref), rules.scores.exact);
    if (within.length || !routes.length) yield road;
    else if (!known.length) yield { ...road, sublabel: SonLa.say("search.km-unknown", { km: showKm(km) }) };
    else {
      const ranges = known.map(({ range }) => range.map(showKm).join(" – ")).join("; ");
      yield { ...road, sublabel: SonLa.say("search.km-outside", { ranges }) };
    }
  }

  function kilometreHit(route, km) {
    if (!lines.has(route)) lines.set(route, SonLa.lines([route.points])[0]);
    const line = /** @type {L.LatLng[]} */ (lines.get(route));
    const [first, last] = route.range;
    const at = last > first ? ((km - first) / (last - first)) * (line.length - 1) : 0;
    const i = Math.min(Math.floor(at), line.length - 2);
    const between = (one, two) => one + (two - one) * (at - i);
    /** @type {Pair} */
    const point = [between(line[i].lng, line[i + 1].lng), between(line[i].lat, line[i + 1].lat)];
    const doubt = Math.max(route.doubt[i], route.doubt[i + 1]) / 10;
    const place = communeAt(point) + (route.schematic ? ` · ${SonLa.say("map.drawn")}` : "");
    const name = route.branch ? SonLa.say("search.branch", { ref: route.ref, n: route.branch }) : route.ref;
    const plain = `${name} ${showKm(km)}`;
    const count = route.count && SonLa.say(`km-count.${route.count}`);
    return {
      kind: "km-post",
      id: `${route.id} ${showKm(km)}${route.count && ` ${route.count}`}`,
      target: "",
      label: count ? SonLa.say("search.km-count", { label: plain, count }) : plain,
      sublabel: SonLa.say("search.km-official", { place, km: Usb.number(doubt, 1) }),
      box: room(point, Math.max((doubt * 1000) / rules.metresInDegree, rules.leastRoom)),
      point,
      score: rules.scores.place,
    };
  }

  /** @type {(point: Pair, size: number) => Box} */
  const room = ([lon, lat], size) => [lon - size, lat - size, lon + size, lat + size];

  /** Return the commune at a place, whatever the frame of the map. */
  function communeAt([lng, lat]) {
    const frame = SonLa.state.frame;
    SonLa.state.frame = "commune";
    const code = SonLa.areaAt({ lat, lng });
    SonLa.state.frame = frame;
    const area = Usb.data.areas.find((each) => each.code === code);
    return area ? SonLa.wording(area.name) : SonLa.say("search.outside");
  }

  /** Read a point as longitude and latitude, null when there is none. */
  function coordinates(asked) {
    const found = patterns.pair.exec(tidy(fold(asked)));
    if (!found) return null;
    const [west, south, east, north] = Usb.data.region;
    const inside = (value, [least, most]) => value >= least && value <= most;
    for (const one of readings(found[1])) {
      for (const two of readings(found[2])) {
        for (const [across, up] of [[two, one], [one, two]]) {
          if (inside(across, [west, east]) && inside(up, [south, north])) return [across, up];
          if (inside(across, rules.eastM) && inside(up, rules.northM)) return fromGrid(across, up);
        }
      }
    }
    return null;
  }

  /** Return what a number may mean: with decimals, or in groups of thousands. */
  function readings(number) {
    const found = (number.match(/[.,]/g) || []).length <= 1 ? [Number(number.replace(",", "."))] : [];
    return patterns.thousands.test(number) ? [...found, Number(number.replace(/[.,]/g, ""))] : found;
  }

  /** Return the place of metres in EPSG:9206: the grid is nearly straight, so a few steps find it. */
  function fromGrid(east, north) {
    const step = rules.metresInDegree;
    let lon = 104 + (east - 500000) / 103000;
    let lat = north / 110600;
    for (let turn = 0; turn < 8; turn++) {
      const [x, y] = SonLa.toGrid(lon, lat);
      lon += (east - x) / (step * Math.cos((lat * Math.PI) / 180));
      lat += (north - y) / step;
    }
    return [lon, lat];
  }

  function pointHit(point) {
    const [lon, lat] = point;
    const [east, north] = SonLa.toGrid(lon, lat);
    const metres = { north: Usb.number(north), east: Usb.number(east) };
    return {
      kind: "point",
      id: point.join(),
      target: "",
      label: SonLa.say("point.degrees", { lat: Usb.number(lat, 5), lon: Usb.number(lon, 5) }),
      sublabel: SonLa.say("search.point", { place: communeAt(point), ...metres }),
      box: room(point, rules.pointRoom),
      point,
      score: rules.scores.place,
    };
  }
})();
