/*
 * Numbers as people write them, rounded as Python rounds them (geo.strings.format_number and
 * format_exact). Used by the map page and by the page around it alike.
 */
(() => {
  const EXACT_DIGITS = 60; // more than any number here has
  const SIGNS = { about: "≈ ", over: "> ", under: "< ", least: "≥ " };

  /** Return a number with so many decimals, a tie to the even digit as Python does it. */
  function rounded(value, decimals) {
    const shown = value.toFixed(decimals);
    const rest = value.toFixed(decimals + EXACT_DIGITS).slice(-EXACT_DIGITS);
    const odd = Number(shown.slice(-1)) % 2;
    if (!/^50*$/.test(rest) || !odd) return shown;
    return (value - Math.sign(value) * 10 ** -decimals / 4).toFixed(decimals);
  }

  /** Return a number as people write it: 1.234,5 in Vietnamese, 1,234.5 in English. */
  function number({ thousands, decimal }, value, decimals = 0) {
    const [whole, part] = rounded(value, decimals).split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands);
    return part ? grouped + decimal + part : grouped;
  }

  /** Return a number with the decimals it has, at most `most`. */
  function exact(marks, value, most = 3) {
    const digits = rounded(value, most);
    const shown = most ? digits.replace(/\.?0+$/, "") : digits;
    return number(marks, value, (shown.split(".")[1] || "").length);
  }

  /** Return a value with its qualifier as a sign, as geo.query.wording.signed. */
  const signed = (marks, value, qualifier, most) => (SIGNS[qualifier] || "") + exact(marks, value, most);

  globalThis.SonLaNumbers = { rounded, number, exact, signed };
  if (typeof SonLa === "undefined") return;
  const marks = () => ({ thousands: SonLa.say("language.thousands"), decimal: SonLa.say("language.decimal") });
  SonLa.number = (value, decimals = 0) => number(marks(), value, decimals);
  SonLa.exactNumber = (value, most = 3) => exact(marks(), value, most);
})();
