/*
 * What the filter panel reckons, without a page: which choices fit what is typed, in which groups;
 * which one the keys go to; what restricts the selection, and how a day is read.
 */
import "../../layers/web/static/letters.js";

const { words } = SonLaLetters;
const FIELDS = ["areas", "corridors", "kinds", "statuses", "agencies"];
// Letters from which one slip is forgiven, and two; a word of two letters is never another.
const [SHORTEST, LONG, SHORTEST_WORD] = [4, 8, 3];

/** Return the wording of a language: a string is the same in all. */
export const wording = (text, lang) => (typeof text === "string" ? text : text?.[lang] || text?.vi || "");

/**
 * Return a string with its {placeholders} filled; with `count` or `n` of one, its form for one thing.
 *
 * @param {Record<string, string>} strings @param {string} key @param {any} values
 */
export function say(strings, key, values = {}) {
  const known = ((values.count ?? values.n) === 1 && strings[`${key}_one`]) || strings[key] || "";
  return known.replace(/\{(\w+)\}/g, (whole, name) => `${values[name] ?? whole}`);
}

/** Tell whether two words differ by one letter at most: left out, too many, wrong, or swapped. */
export function isNear(one, other) {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  const rest = (word, skipped) => word.slice(start + skipped);
  if (rest(one, 1) === rest(other, 1) || rest(one, 1) === rest(other, 0) || rest(one, 0) === rest(other, 1)) return true;
  return one[start] === other[start + 1] && one[start + 1] === other[start] && rest(one, 2) === rest(other, 2);
}

const begins = (typed, known) => typed.every((word) => known.some((each) => each.startsWith(word)));

/** Tell whether words are meant that are known: with one slip, with two where much was typed. */
function resembles(typed, known) {
  const letters = typed.join("").length;
  let slips = letters < SHORTEST ? 0 : letters < LONG ? 1 : 2;
  return typed.every((word) => {
    if (known.some((each) => each.startsWith(word))) return true;
    slips--;
    return slips >= 0 && word.length >= SHORTEST_WORD && known.some((each) => isNear(word, each));
  });
}

/** Return how well a choice fits, 0 best; -1 not at all. */
function rank(typed, choice) {
  const own = words(choice.label);
  const name = own.join(" ");
  const asked = typed.join(" ");
  if (name.startsWith(asked) || ` ${name}`.endsWith(` ${asked}`)) return 0;
  if (begins(typed, own)) return 1;
  const around = [...own, ...words(choice.group ?? ""), ...words(choice.also ?? "")];
  return begins(typed, around) ? 2 : -1;
}

/**
 * Return the choices that fit what is typed, the best of a group first, the best group first.
 * Only where none fits, those that fit but for one slip in a word.
 */
export function fitting(choices, query) {
  const typed = words(query);
  if (!typed.length) return query.trim() ? [] : choices;
  let found = choices.map((choice) => [rank(typed, choice), choice]).filter(([fit]) => fit >= 0);
  if (!found.length) found = choices.filter((choice) => resembles(typed, words(choice.label))).map((choice) => [3, choice]);
  const best = new Map();
  for (const [fit, { group }] of found) best.set(group, Math.min(fit, best.get(group) ?? fit));
  const order = [...best.keys()];
  const place = ([fit, { group }]) => [best.get(group), order.indexOf(group), fit];
  const sorted = found.map((each) => [place(each), each[1]]);
  sorted.sort(([a], [b]) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
  return sorted.map(([, choice]) => choice);
}

/** Return choices as groups in their order: [{group, choices}]; those of none have an empty name. */
export function grouped(choices) {
  const groups = new Map();
  for (const choice of choices) {
    const name = choice.group ?? "";
    groups.set(name, [...(groups.get(name) ?? []), choice]);
  }
  return [...groups].map(([group, each]) => ({ group, choices: each }));
}

/** Return the choices of a field in words, as the options record holds them. */
export function choicesOf(options, field, lang, frame) {
  const known = field === "areas" ? options.areas[frame] : options[field];
  return known.map(({ value, label, group, also }) => ({
    value,
    label: wording(label, lang),
    group: wording(group, lang),
    also: wording(also, lang),
  }));
}

const PAGE = 8;
const CLOSED = { open: false, active: -1 };
/** Where the keys go in an open list: place of the choice that is meant, and of the last one. */
const MOVES = {
  ArrowDown: (active, last) => (active >= last ? 0 : active + 1),
  ArrowUp: (active, last) => (active > 0 ? active - 1 : last),
  PageDown: (active, last) => Math.min(last, active + PAGE),
  PageUp: (active) => Math.max(0, active - PAGE),
  Home: (active) => (active < 0 ? null : 0),
  End: (active, last) => (active < 0 ? null : last),
};

/**
 * Return what a key does to a list of choices.
 *
 * @param {{open: boolean, active: number}} now `active` is -1 where no choice is meant
 * @param {string} key
 * @param {number} count how many choices there are
 * @returns {{open: boolean, active: number, act?: string} | null} `act` is "choose" or "clear"; null: the key is the text's
 */
export function pressed(now, key, count, { alt = false } = {}) {
  return now.open ? pressedOpen(now, key, count - 1, alt) : pressedClosed(key, count - 1, alt);
}

function pressedOpen({ active }, key, last, alt) {
  if (key === "Escape" || key === "Tab" || (alt && key === "ArrowUp")) return CLOSED;
  if (key === "Enter") return active >= 0 && active <= last ? { open: true, active, act: "choose" } : null;
  const place = last < 0 ? null : MOVES[key]?.(active, last);
  return Number.isInteger(place) ? { open: true, active: place } : null;
}

function pressedClosed(key, last, alt) {
  if (key === "Escape") return { ...CLOSED, act: "clear" };
  if (key === "ArrowDown") return { open: true, active: alt || last < 0 ? -1 : 0 };
  return key === "ArrowUp" && !alt ? { open: true, active: last } : null;
}

/** Return how many restrictions a selection holds: each value counts. */
export function restrictions(selection) {
  const several = FIELDS.reduce((sum, field) => sum + (selection[field]?.length ?? 0), 0);
  return several + ["words", "asof", "near"].filter((field) => selection[field]).length;
}

/** Return the change that lifts every restriction; the frame stays. */
export function lifted() {
  return { ...Object.fromEntries(FIELDS.map((field) => [field, []])), words: "", asof: "", near: "" };
}

/** Return a list with a value put in, or taken out where it was. */
export const toggled = (values, value) => (values.includes(value) ? values.filter((each) => each !== value) : [...values, value]);

// What is searched where no map page is, how it acts, and in which group of SonLa.find it stands.
const SEARCHED = [
  ["areas", "filter-area", "areas"],
  ["statuses", "filter-status", "filters"],
  ["kinds", "filter-kind", "filters"],
  ["projects", "open", "projects"],
  ["corridors", "filter-corridor", "corridors"],
  ["agencies", "filter-agency", "agencies"],
];
const MOST_OF_A_FIELD = 4;

/** Return what of the filters themselves a search finds, in the shape of the hits of SonLa.find. */
export function localHits(options, query, lang, limit) {
  if (!words(query).length) return [];
  const hits = SEARCHED.flatMap(([field, kind, group]) => {
    const frames = field === "areas" ? ["commune", "district"] : [""];
    const choices = frames.flatMap((frame) => choicesOf(options, field, lang, frame));
    const bare = choices.map(({ value, label }) => ({ value, label }));
    return fitting(bare, query).slice(0, MOST_OF_A_FIELD).map(({ value, label }) => ({
      ...{ kind: field, id: value, target: value, label, sublabel: "", box: null, point: null, group },
      action: { kind, value, label: "", count: null },
      also: null,
    })); // prettier-ignore
  });
  const typed = query.trim();
  const phrase = {
    ...{ kind: "words", id: typed, target: "", label: "", sublabel: "", box: null, point: null, group: "words", also: null },
    action: { kind: "filter-words", value: typed, label: "", count: null },
  };
  return [...hits.slice(0, limit), phrase];
}

const FILTERS = {
  "filter-corridor": "corridors",
  "filter-status": "statuses",
  "filter-kind": "kinds",
  "filter-agency": "agencies",
};

/** Return the change of the selection that an action of a hit means, null where it filters nothing. */
export function changeOf({ kind, value }, options) {
  if (kind === "filter-words") return { words: value };
  if (kind === "filter-area") {
    const frame = options.areas.commune.some((choice) => choice.value === value) ? "commune" : "district";
    return { frame, areas: [value], words: "" };
  }
  return FILTERS[kind] ? { [FILTERS[kind]]: [value], words: "" } : null;
}
