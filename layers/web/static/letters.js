/*
 * Vietnamese text as geo.text reads it: without marks, in words, and in the order of names. Used by
 * the map page and by the page around it alike.
 */
(() => {
  const MOST_KNOWN = 20000; // names whose keys are remembered
  /** @type {Map<string, (string | number)[]>} */
  const keys = new Map();

  /** Return a text without case, tone and vowel marks, đ as d. */
  const fold = (text) => text.replace(/Đ/g, "D").replace(/đ/g, "d").normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  /** Return the folded words of a text, split at all but letters and digits. */
  const words = (text) => fold(text).match(/[0-9a-z]+/g) || [];

  /** @returns {(string | number)[]} */
  function sortKey(name) {
    const known = keys.get(name);
    if (known) return known;
    const key = (fold(name).match(/[a-z]+|[0-9]+/g) || []).map((part) => (/^\d/.test(part) ? Number(part) : part));
    if (keys.size > MOST_KNOWN) keys.clear();
    keys.set(name, key);
    return key;
  }

  /** Compare two names as geo.text.sort_key: numbers by size and before words. */
  function byName(one, two) {
    const [left, right] = [sortKey(one), sortKey(two)];
    for (let i = 0; i < Math.min(left.length, right.length); i++) {
      const [a, b] = [left[i], right[i]];
      if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
      if (a !== b) return a < b ? -1 : 1;
    }
    return left.length - right.length;
  }

  globalThis.SonLaLetters = { fold, words, byName };
})();
