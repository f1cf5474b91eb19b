/*
 * How a name is spelt when it is compared, as geo/search/spelling.py has it: road numbers as one
 * word, abbreviations, typing slips. All words are folded.
 */
(() => {
  const { fold, words } = SonLaLetters;
  const ALPHA = /^[a-z]+$/;
  const VOWEL = /[aeiouy]/;
  const TELEX = [["dd", "d"], ["aa", "a"], ["ee", "e"], ["oo", "o"]];
  const MOST_KNOWN = 20000; // words whose letters are remembered
  /** @type {Map<string, number>} */
  const known = new Map();
  const LONGEST = 512; // letters of the longest name, and some more
  const ROWS = [1, 2, 3].map(() => new Uint16Array(LONGEST));
  /** @type {SearchRules} */
  let rules;
  /** @type {Set<string>} */
  let fillers = new Set();

  function roadWords(parts) {
    const found = [];
    for (let place = 0; place < parts.length; ) {
      const [word, taken] = roadAt(parts, place);
      found.push(word);
      place += taken;
    }
    return found;
  }

  /** Return the word at a place, and of how many words it is made. */
  function roadAt(parts, place) {
    const isWays = parts[place - 1] === rules.crossing && Object.hasOwn(rules.crossingWays, parts[place]);
    if (isWays) return [rules.crossingWays[parts[place]], 1];
    for (let count = rules.longestPrefix; count > 0; count--) {
      const prefix = parts.slice(place, place + count).join(" ");
      const number = /^0*(\d{1,3})([a-z]?)$/.exec(parts[place + count] ?? "");
      if (number && Object.hasOwn(rules.prefixes, prefix)) {
        return [fold(rules.prefixes[prefix]) + number[1] + number[2], count + 1];
      }
    }
    const joined = /^([a-z]+)0*(\d{1,3})([a-z]?)$/.exec(parts[place]);
    if (joined && Object.hasOwn(rules.prefixes, joined[1])) {
      return [fold(rules.prefixes[joined[1]]) + joined[2] + joined[3], 1];
    }
    return [parts[place], 1];
  }

  function writtenOut(parts) {
    const found = [];
    for (let place = 0; place < parts.length; place++) {
      const [word, after] = [parts[place], parts[place + 1] ?? ""];
      const pair = word.length === 1 && after.length === 1 ? word + after : "";
      if (Object.hasOwn(rules.abbreviations, pair)) {
        found.push(...rules.abbreviations[pair].split(" ")); // "T.P."
        place++;
      } else if ((word.length === 1 && !ALPHA.test(after)) || !Object.hasOwn(rules.abbreviations, word)) found.push(word);
      else found.push(...rules.abbreviations[word].split(" "));
    }
    return found;
  }

  /** Return lists of words, each once, none of them empty. */
  function each(lists) {
    return [...new Map(lists.filter((list) => list.length).map((list) => [list.join(" "), list])).values()];
  }

  function spellingsOf(name) {
    const plain = words(name);
    const joined = roadWords(plain);
    return each([plain, joined, writtenOut(joined)]);
  }

  function withoutSlip(word) {
    let plain = VOWEL.test(word) ? word.replace(/([a-z])[0-9]/g, "$1") : word;
    for (const [typed, meant] of TELEX) plain = plain.replaceAll(typed, meant);
    const vowel = plain.search(VOWEL);
    if (vowel < 0) return plain.replace(/w/g, "u");
    return plain.slice(0, vowel).replace(/w/g, "u") + plain[vowel] + plain.slice(vowel + 1).replace(/[sfrxjzw]/g, "");
  }

  /** Yield what words in another order or of another usage say. */
  function* renamed(parts) {
    const [first, last] = [parts[0], parts[parts.length - 1]];
    const isCalled = (type) => type.every((word, i) => parts[i] === word);
    const called = rules.junctionWords.find(isCalled);
    if (called) yield [...rules.junction, ...parts.slice(called.length)];
    if (parts.length === 1) {
      for (const type of rules.joinedTypes) {
        const rest = first.startsWith(type) ? first.slice(type.length) : "";
        if (rest.length >= rules.slipLetters) yield [...rules.abbreviations[type].split(" "), rest];
      }
      return;
    }
    if (last === rules.formerLast) yield parts.slice(0, -1);
    if (rules.formerFirst.includes(first)) yield parts.slice(1);
    if (/^[0-9]{2,}$/.test(last)) yield [last, ...parts.slice(0, -1)];
  }

  /** Return readings, and what they say in another order or of another usage. */
  const renamedReadings = (readings) => each([...readings, ...readings.flatMap((parts) => [...renamed(parts)])]);

  function withoutFillers(parts) {
    const isPair = (place) => rules.fillerPairs.some(([one, two]) => parts[place] === one && parts[place + 1] === two);
    const kept = [];
    for (let place = 0; place < parts.length; place++) {
      if (isPair(place)) place++;
      else if (!fillers.has(parts[place])) kept.push(parts[place]);
    }
    return kept;
  }

  function furtherReadings(readings) {
    const shorter = readings.map(withoutFillers);
    const split = readings.map((parts) => parts.flatMap((word) => word.match(/[a-z]+|[0-9]+/g) ?? []));
    const cited = readings.map(withoutDay);
    const ways = Object.values(rules.crossingWays);
    const placed = readings.filter(([one, two]) => one === rules.crossing && ways.includes(two)).map((parts) => parts.slice(2));
    const typed = (parts, type) => type.every((word, i) => parts[i] === word);
    const units = readings.flatMap((parts) => rules.unitTypes.filter((type) => typed(parts, type)).map((type) => parts.slice(type.length)));
    const more = [...shorter, ...split, ...cited, ...placed, ...units];
    const every = [...readings, ...more.filter((parts) => parts.join("").length >= rules.shortWord)];
    const meant = every.map((parts) => parts.map(withoutSlip).filter(Boolean));
    const roads = meant.filter((parts) => parts.length).map((parts) => writtenOut(roadWords(parts)));
    return each([...every, ...meant, ...roads]);
  }

  /** Return words that cite a document without "số" before its number and without its day. */
  function withoutDay(parts) {
    const day = parts.indexOf("ngay");
    const cited = day < 0 ? parts : parts.slice(0, day);
    return cited.filter((word, i) => word !== "so" || !/^[0-9]+$/.test(parts[i + 1] ?? ""));
  }

  const slipsAllowed = (word) => {
    if (word.length < rules.slipLetters || /[0-9]/.test(word)) return 0;
    return word.length < rules.twoSlipLetters ? 1 : rules.mostSlips;
  };

  const nameSlipsAllowed = (letters) => {
    if (letters < rules.nameLetters) return 0;
    return letters < rules.twoSlipNameLetters ? 1 : rules.mostSlips;
  };

  /**
   * Return how many letters are too many, missing, wrong or swapped with a neighbour (optimal string
   * alignment), null where they are more than `most`.
   * @type {(one: string, two: string, most: number) => number | null}
   */
  function countSlips(one, two, most) {
    if (Math.abs(one.length - two.length) > most || two.length >= LONGEST) return null;
    // A slip changes which letters there are by two at most.
    if (bits(lettersOf(one) ^ lettersOf(two)) > 2 * most) return null;
    let [before, last, row] = ROWS;
    for (let j = 0; j <= two.length; j++) last[j] = j;
    for (let i = 1; i <= one.length; i++) {
      row[0] = i;
      let least = i;
      for (let j = 1; j <= two.length; j++) {
        const wrong = last[j - 1] + (one[i - 1] === two[j - 1] ? 0 : 1);
        const swapped = isSwapped(one, i, two, j) ? before[j - 2] + 1 : wrong;
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, wrong, swapped);
        least = Math.min(least, row[j]);
      }
      if (least > most) return null;
      [before, last, row] = [last, row, before];
    }
    return last[two.length] <= most ? last[two.length] : null;
  }

  /** Return the set of the letters and digits of a folded word, a bit each; some digits share one. */
  function lettersOf(word) {
    let letters = known.get(word);
    if (letters !== undefined) return letters;
    letters = 0;
    for (let i = 0; i < word.length; i++) letters |= 1 << (word.charCodeAt(i) & 31);
    if (known.size > MOST_KNOWN) known.clear();
    known.set(word, letters);
    return letters;
  }

  function bits(set) {
    let count = 0;
    for (let left = set; left; left &= left - 1) count++;
    return count;
  }

  /** Tell whether the last two of `i` and `j` letters are the same two, swapped. */
  const isSwapped = (one, i, two, j) => i > 1 && j > 1 && one[i - 1] === two[j - 2] && one[i - 2] === two[j - 1];

  const sound = (word) => rules.sounds.reduce((heard, [written, as]) => heard.replaceAll(written, as), word);

  function mayMean(typed, word, anySlip) {
    if (sound(typed) === sound(word)) return true;
    return anySlip && word.length >= rules.shortWord && countSlips(typed, word, 1) !== null;
  }

  SonLa.spelling = {
    follow: (said) => {
      rules = said;
      fillers = new Set(said.fillers);
    },
    ...{ roadWords, spellingsOf, renamedReadings, furtherReadings, slipsAllowed, nameSlipsAllowed, countSlips, mayMean },
    isAlpha: (word) => ALPHA.test(word),
    digits: (text) => text.replace(/\D/g, ""),
  };
})();
