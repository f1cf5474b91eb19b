/*
 * The one search, by the rules of geo/search/index.py: SonLa.find(words, {roads, limit}) gives the
 * hits that Python gives, in its order. Without `roads` a kilometre is sought first on the roads
 * that the map shows. What it searches comes in a script of its own once the map
 * is painted, or stands in the page of the USB edition.
 */
(() => {
  const { words, byName } = SonLaLetters;
  const { roadWords, spellingsOf, renamedReadings, furtherReadings } = SonLa.spelling;
  const AT_ONCE = 100; // entries that are read in one go
  const MOST_KEPT = 500; // words whose neighbours are remembered
  /** @type {FindRecord} */
  let data;
  /** @type {SearchRules["scores"]} */
  let points;
  /** @type {Entry[]} */
  let entries = [];
  /** @type {Map<string, Entry>} */
  let roads = new Map();
  /** Words of names with the entries that have them; names without spaces by length.
   * @type {Map<string, Set<Entry>>} */
  let inNames = new Map();
  /** @type {Map<number, Map<string, Set<Entry>>>} */
  let whole = new Map();
  /** All words in order, with the entries that have them. @type {[string, Entry[]][]} */
  let vocabulary = [];
  /** @type {Map<string, Map<string, number>>} */
  const near = new Map();
  let address = ""; // of the script with what can be found
  let asked = ""; // the address that was asked for
  let isFree = false; // whether the line is free for it

  SonLa.findable = false; // whether there is anything to find yet

  /** Hear from the page around where what can be found stands: each day it is another address. */
  SonLa.findAt = (told) => {
    address = told;
    if (isFree) SonLa.fetchFind();
  };

  /** Ask for what can be found, once: now, or as soon as it is known where. */
  SonLa.fetchFind = () => {
    isFree = true;
    if (address === asked) return;
    asked = address;
    document.head.append(SonLa.make("script", { src: address }));
  };

  /** Take what can be found, see layers/web/find.py. */
  SonLa.addFind = (record) => {
    data = record;
    points = record.rules.scores;
    for (const [code, said] of Object.entries(record.words)) Object.assign((SonLa.page.words[code] ||= {}), said);
    SonLa.spelling.follow(record.rules);
    SonLa.typed.follow(record);
    entries = [];
    roads = new Map();
    inNames = new Map();
    whole = new Map();
    vocabulary = [];
    near.clear();
    SonLa.findable = true;
    readLater();
  };

  /** Read the entries a few at a time, so that no touch of the map waits for them. */
  function readLater() {
    readEntries(AT_ONCE);
    if (entries.length === data.entries.length) readAll();
    else window.setTimeout?.(readLater, 0);
  }

  function readAll() {
    readEntries(data.entries.length - entries.length);
    if (vocabulary.length) return;
    const having = new Map();
    for (const entry of entries) {
      for (const word of entry.words) having.get(word)?.push(entry) ?? having.set(word, [entry]);
    }
    vocabulary = [...having].sort(([one], [two]) => (one < two ? -1 : 1));
  }

  function readEntries(most) {
    const read = data.entries.slice(entries.length, entries.length + most).map(readEntry);
    for (const entry of read) {
      entries.push(entry);
      if (entry.kind === "road") roads.set(entry.id, entry);
      addNames(entry);
    }
  }

  function readEntry([kind, id, target, label, sublabel, names, codes, others, box, point, refs, action, also, weight]) {
    const spelt = [...new Map(names.flatMap(spellingsOf).map((parts) => [parts.join(" "), parts]))];
    const told = others.map((other) => words(other));
    const phrases = [...new Set([...spelt.map(([name]) => name), ...told.flatMap((parts) => [parts.join(" "), roadWords(parts).join(" ")])])];
    const known = codes.map((code) => words(code).join(" "));
    return {
      ...{ kind, id, target, label, sublabel, box: box || null, point: point || null, refs, action, also, weight },
      names: spelt.map(([name, parts]) => ({ name, parts })),
      codes: known,
      phrases,
      padded: phrases.map((each) => ` ${each} `),
      // The first of a project are its keywords, by which the list is filtered.
      keywords: others.slice(0, (kind === "project" && data.counted[id]?.[1]) || 0).map((each) => ` ${each} `),
      marked: names.map((name) => name.normalize("NFC").toLowerCase()),
      words: new Set([...phrases, ...known].flatMap((each) => each.split(" "))),
    };
  }

  function addNames(entry) {
    const add = (map, key, value) => map.get(key)?.add(value) ?? map.set(key, new Set([value]));
    for (const { parts } of entry.names) {
      const joined = parts.join("");
      if (!whole.has(joined.length)) whole.set(joined.length, new Map());
      add(whole.get(joined.length), joined, entry);
      for (const word of parts) add(inNames, word, entry);
    }
    for (const code of entry.codes) {
      const joined = code.replaceAll(" ", "");
      if (!whole.has(joined.length)) whole.set(joined.length, new Map());
      add(whole.get(joined.length), joined, entry);
      for (const word of code.split(" ")) add(inNames, word, entry);
    }
  }

  /** Return the best hits for what was typed, the best first. */
  SonLa.find = (query, options = {}) => {
    const { roads: inView = null, limit } = options;
    if (!SonLa.findable) return [];
    readAll();
    const typed = [...query.normalize("NFC").trim().split(/\s+/).join(" ")].slice(0, data.rules.letters).join("").trim();
    if (!words(typed).length) return [];
    /** @type {Map<string, any>} */
    const found = new Map();
    for (const hit of hits(typed, inView)) {
      const key = `${hit.kind} ${hit.id}`;
      const before = found.get(key);
      if (!before || hit.score > before.score) found.set(key, hit);
    }
    const best = [...found.values()].sort(compare).slice(0, limit ?? data.rules.limit);
    return [...best.map(sayHit), ...byPhrase(typed)].map((hit) => ({ ...hit, group: data.groups[hit.kind] }));
  };

  function compare(one, two) {
    const score = Number(two.score.toFixed(6)) - Number(one.score.toFixed(6));
    const kind = data.kinds.indexOf(one.kind) - data.kinds.indexOf(two.kind);
    return score || kind || byName(one.label, two.label) || (one.id < two.id ? -1 : 1);
  }

  /** Return what a choice does, in words. @type {MapPage["hitAction"]} */
  SonLa.hitAction = ([kind, value, name, count]) => {
    if (name === undefined) return { kind, value, label: SonLa.say(`search.action.${kind}`), count: null };
    const values = { name: SonLa.wording(name), n: count ?? 0 };
    return { kind, value, label: SonLa.say("search.action.filter", values), count: count ?? 0 };
  };

  /** What a hit is ranked by; the rest of an entry is said only where it is shown. */
  const hitOf = (entry, score) => {
    const label = SonLa.wording(entry.label);
    return { entry, kind: entry.kind, id: entry.id, label, score: score + entry.weight };
  };

  /** @type {(hit: any) => any} */
  function sayHit({ entry, ...hit }) {
    if (!entry) return hit;
    return {
      ...{ target: entry.target, box: entry.box, point: entry.point, sublabel: SonLa.wording(entry.sublabel) },
      action: SonLa.hitAction(entry.action),
      also: entry.also ? SonLa.hitAction(entry.also) : null,
      ...hit,
    };
  }

  /** Return the last suggestion: to filter the list by the phrase. */
  function byPhrase(typed) {
    const parts = words(typed);
    const fitting = entries.filter(({ keywords }) => isPhrase(parts, keywords));
    const groups = new Set(fitting.map((entry) => data.counted[entry.id][0]));
    const count = fitting.filter((entry) => !groups.has(entry.id)).length;
    if (!count) return [];
    const label = SonLa.say("search.action.filter-words", { words: typed, n: count });
    const action = { kind: "filter-words", value: typed, label, count };
    const sublabel = SonLa.say("search.words-about", { n: count });
    return [{ kind: "words", id: typed, target: "", label, sublabel, box: null, point: null, score: 0, action, also: null }];
  }

  /** @returns {Generator<any>} */
  function* hits(asked, inView) {
    const typed = SonLa.typed.withRoadNames(asked, roads);
    const place = SonLa.typed.roadKm(typed);
    if (place && roads.has(place.ref)) {
      yield* atKilometre(place);
      return;
    }
    const spot = SonLa.typed.coordinates(typed);
    if (spot) {
      yield SonLa.typed.pointHit(spot);
      return;
    }
    const km = SonLa.typed.loneKm(typed);
    if (km !== null) yield* atLoneKilometre(km, inView ?? refsInView());
    const ref = SonLa.typed.normalRef(typed);
    const known = ref && roads.has(ref);
    if (known) yield* onRoad(ref);
    // What only has the number among its words has nothing to do with the road.
    const least = known ? points.begins : 0;
    for (const [entry, score] of search(typed)) if (score >= least) yield hitOf(entry, score);
  }

  function* atKilometre({ ref, km }) {
    const { hits: places, about } = SonLa.typed.kmHits(ref, km, points.place);
    yield* places;
    const road = hitOf(roads.get(ref), points.exact);
    yield about ? { ...road, sublabel: about } : road;
  }

  /** Return the numbers of the roads that the map shows, the nearest first. */
  function refsInView() {
    const refs = new Map([...roads].map(([ref, { target }]) => [target, ref]));
    return SonLa.roadsInView().flatMap((id) => refs.get(id) ?? []);
  }

  function* atLoneKilometre(km, inView) {
    let place = 0;
    for (const ref of roads.keys()) {
      const seen = inView.indexOf(ref);
      const score = seen < 0 ? points.elsewhere - points.nextRoad * place : points.place - points.nextRoad * seen;
      yield* SonLa.typed.kmHits(ref, km, score).hits;
      place++;
    }
  }

  function* onRoad(ref) {
    yield hitOf(roads.get(ref), points.exact + points.marks + points.cover);
    for (const [other, entry] of roads) {
      if (other.startsWith(ref) && other !== ref) yield hitOf(entry, points.begins);
    }
    for (const entry of entries) {
      if (entry.refs.includes(ref) && entry.kind !== "road" && entry.kind !== "junction") yield hitOf(entry, points.onRoad);
    }
  }

  /** Return the entries that were meant, with their scores; slips only where need be. */
  function search(typed) {
    let readings = spellingsOf(typed);
    const best = new Map();
    const reached = () => Math.max(0, ...best.values());
    read(best, readings, typed);
    for (const further of [renamedReadings, furtherReadings]) {
      if (reached() >= points.phrase) break;
      readings = further(readings);
      read(best, readings, typed);
    }
    if (reached() >= points.phrase) return [...best].filter(([, score]) => score < points.words || score >= points.phrase);
    for (const parts of readings) {
      wholeWithSlips(best, parts.join(""), typed);
      wordsWithSlips(best, parts, typed);
      phraseWithSlip(best, parts, typed);
    }
    return [...best];
  }

  const keep = (best, entry, score) => {
    if (score > (best.get(entry) ?? 0)) best.set(entry, score);
  };

  function read(best, readings, typed) {
    for (const parts of readings) {
      const joined = parts.join("");
      for (const entry of whole.get(joined.length)?.get(joined) ?? []) keep(best, entry, points.joined);
      const others = parts.slice(0, -1);
      for (const entry of begun(parts[parts.length - 1])) {
        if (!others.every((part) => entry.words.has(part))) continue;
        const score = nameScore(entry, parts);
        keep(best, entry, score ? score + marksOf(entry, typed) : otherScore(entry, parts));
      }
    }
  }

  /** Return the entries of which a word begins so. */
  function begun(part) {
    const found = new Set();
    for (let i = firstFrom(part); i < vocabulary.length && vocabulary[i][0].startsWith(part); i++) {
      for (const entry of vocabulary[i][1]) found.add(entry);
    }
    return found;
  }

  /** Return the place of the first word that is not before another. */
  function firstFrom(part) {
    let [low, high] = [0, vocabulary.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (vocabulary[middle][0] < part) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function nameScore(entry, parts) {
    const typed = parts.join(" ");
    const isLoose = parts.length > 2 || parts.some((part) => inNames.has(part) && having(part).size <= data.rules.rare);
    let best = 0;
    for (const code of entry.codes) {
      if (code === typed) return points.exact + points.cover;
      if (parts.length > 1 && code.startsWith(typed)) best = points.begins + (points.cover * typed.length) / code.length;
    }
    for (const { name, parts: own } of entry.names) {
      if (name === typed) return points.exact + points.cover;
      const tier = tierOf(name, own, typed, parts, isLoose);
      if (tier) best = Math.max(best, tier + coverOf(typed.length, name.length));
    }
    return best;
  }

  const coverOf = (typed, all) => points.cover * Math.min(typed / all, 1);

  function tierOf(name, own, typed, parts, isLoose) {
    if (name.startsWith(typed)) return points.begins;
    if (frames(parts, own)) return points.framed;
    if (` ${name}`.includes(` ${typed}`)) return points.phrase;
    return isLoose && hasWords(parts, own) ? points.words : 0;
  }

  /** Tell whether words stand in a name in their order, its first and its last among them. */
  function frames(parts, name) {
    if (parts.length < 2 || parts[0] !== name[0] || parts[parts.length - 1] !== name[name.length - 1]) return false;
    let place = -1;
    return parts.every((part) => (place = name.indexOf(part, place + 1)) >= 0);
  }

  function hasWords(parts, name) {
    const last = parts[parts.length - 1];
    if (!parts.slice(0, -1).every((part) => name.includes(part))) return false;
    return name.includes(last) || (last.length >= data.rules.shortWord && name.some((word) => word.startsWith(last)));
  }

  /** Tell whether words stand side by side in a phrase (with a space at both ends), see geo.text.matches. */
  function isPhrase(parts, padded) {
    const last = parts[parts.length - 1];
    const isWhole = /^\d+$/.test(last) || last.length <= 2;
    const sought = ` ${parts.join(" ")}${isWhole ? " " : ""}`;
    return padded.some((each) => each.includes(sought));
  }

  function otherScore(entry, parts) {
    if (isPhrase(parts, entry.padded)) return points.other;
    for (let cut = 1; cut < parts.length; cut++) {
      const both = [parts.slice(0, cut), parts.slice(cut)];
      const told = both.map((each) => entry.phrases.includes(each.join(" ")));
      const rest = told[0] ? both[1] : both[0];
      if (!told[0] && !told[1]) continue;
      if ((told[0] && told[1]) || (rest.length > 1 && isPhrase(rest, entry.padded))) return points.together;
    }
    return 0;
  }

  function marksOf(entry, asked) {
    const typed = asked.toLowerCase();
    const plain = /^\p{ASCII}*$/u.test(typed);
    return !plain && entry.marked.some((name) => name.includes(typed)) ? points.marks : 0;
  }

  function wholeWithSlips(best, typed, query) {
    const { countSlips, nameSlipsAllowed, digits } = SonLa.spelling;
    const widest = data.rules.mostSlips;
    for (let length = typed.length - widest; length <= typed.length + widest; length++) {
      const most = nameSlipsAllowed(length);
      if (Math.abs(length - typed.length) > most) continue;
      for (const [name, having] of whole.get(length) ?? []) {
        const slips = countSlips(typed, name, most);
        if (slips === null || digits(typed) !== digits(name)) continue;
        const score = points.nameSlip - points.slip * slips + coverOf(typed.length, length);
        for (const entry of having) if (mayBeMarked(entry, query, slips)) keep(best, entry, score);
      }
    }
  }

  /** Tell whether the marks of a query do not speak against an entry: Hạ Long is no Pá Lông. */
  function mayBeMarked(entry, query, slips) {
    const typed = query.toLowerCase().replaceAll(" ", "");
    if (/^\p{ASCII}*$/u.test(typed)) return true;
    return entry.marked.some((name) => SonLa.spelling.countSlips(typed, name.replaceAll(" ", ""), slips + 1) !== null);
  }

  /** Return the words of names that may be meant by one, with the slips. */
  function nearWords(part) {
    const { countSlips, slipsAllowed, isAlpha } = SonLa.spelling;
    const most = slipsAllowed(part);
    if (!most) return new Map(inNames.has(part) ? [[part, 0]] : []);
    const kept = near.get(part);
    if (kept) return kept;
    if (near.size > MOST_KEPT) near.clear();
    const found = new Map();
    for (const word of inNames.keys()) {
      if (word.length < data.rules.shortWord || !isAlpha(word)) continue;
      const slips = countSlips(part, word, most);
      if (slips !== null) found.set(word, slips);
    }
    near.set(part, found);
    return found;
  }

  /** Return the entries that are in every one of some lists of sets. */
  function inEvery(lists) {
    const [first, ...others] = lists.map((sets) => new Set(sets.flatMap((set) => [...set])));
    return [...first].filter((entry) => others.every((set) => set.has(entry)));
  }

  const having = (word) => inNames.get(word) ?? new Set();

  /** Tell whether the words of a query that have marks are, but for slips, some of a name: Bóng Đá is no Sông Đà. */
  function mayMeanMarked(entry, query, slips) {
    const marked = query.toLowerCase().split(" ").filter((word) => !/^\p{ASCII}*$/u.test(word));
    if (!marked.length) return true;
    const known = new Set(entry.marked.flatMap((name) => name.split(" ")));
    const most = slips + 1;
    let left = most;
    for (const word of marked) {
      const found = [...known].map((other) => SonLa.spelling.countSlips(word, other, most)).filter((count) => count !== null);
      left -= Math.min(most + 1, ...found);
    }
    return left >= 0;
  }

  function wordsWithSlips(best, parts, query) {
    const meant = parts.map(nearWords);
    if (meant.some((found) => !found.size)) return;
    const allowed = SonLa.spelling.slipsAllowed(parts.join(""));
    const most = parts.length === 2 ? Math.min(allowed, 1) : allowed; // of two words one must be right
    const length = parts.join(" ").length;
    for (const entry of inEvery(meant.map((found) => [...found.keys()].map(having)))) {
      for (const { name, parts: own } of entry.names) {
        const slips = alignedSlips(meant, own, most);
        if (slips !== null && mayMeanMarked(entry, query, slips)) keep(best, entry, points.wordSlip - points.slip * slips + coverOf(length, name.length));
      }
    }
  }

  /** Return the slips of words that stand in a name in their order, two of them side by side. */
  function alignedSlips(meant, name, most) {
    /** @type {number | null} */
    let least = null;
    for (let start = 0; start <= name.length - meant.length; start++) {
      let slips = 0;
      let place = start;
      for (const found of meant) {
        while (place < name.length && !found.has(name[place])) place++;
        if (place === name.length) return least;
        slips += found.get(name[place]);
        place++;
      }
      const isSpread = place - start > meant.length;
      if (slips <= (isSpread ? 1 : most) && !(isSpread && meant.length <= 2)) least = Math.min(least ?? slips, slips);
    }
    return least;
  }

  function phraseWithSlip(best, parts, query) {
    const { shortWord } = data.rules;
    if (parts.length === 1) return;
    const length = parts.join(" ").length;
    parts.forEach((part, at) => {
      if (part.length > shortWord || !SonLa.spelling.isAlpha(part)) return;
      const others = parts.filter((_, i) => i !== at).map((word) => [having(word)]);
      for (const entry of inEvery(others)) {
        if (!mayMeanMarked(entry, query, 1)) continue;
        for (const { name, parts: own } of entry.names) {
          if (!isPhraseBut(parts, at, own)) continue;
          keep(best, entry, points.wordSlip - points.slip + coverOf(length, name.length));
        }
      }
    });
  }

  /** Tell whether a name has the parts side by side, with one slip in the one at a place. */
  function isPhraseBut(parts, at, name) {
    const anySlip = parts.length >= data.rules.shortWord;
    for (let start = 0; start <= name.length - parts.length; start++) {
      const others = parts.every((part, i) => i === at || part === name[start + i]);
      if (others && SonLa.spelling.mayMean(parts[at], name[start + at], anySlip)) return true;
    }
    return false;
  }
})();
