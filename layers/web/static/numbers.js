/* Numbers as people write them, rounded as Python rounds them. */
(() => {
  const EXACT_DIGITS = 60; // more than any number here has

  /** Return a number with so many decimals, a tie to the even digit as Python does it. */
  function rounded(value, decimals) {
    const shown = value.toFixed(decimals);
    const rest = value.toFixed(decimals + EXACT_DIGITS).slice(-EXACT_DIGITS);
    const odd = Number(shown.slice(-1)) % 2;
    if (!/^50*$/.test(rest) || !odd) return shown;
    return (value - Math.sign(value) * 10 ** -decimals / 4).toFixed(decimals);
  }

  /** Return a number as people write it: 1.234,5 in Vietnamese, 1,234.5 in English. */
  SonLa.number = (value, decimals = 0) => {
    const [whole, part] = rounded(value, decimals).split(".");
    const [group, point] = [SonLa.say("language.thousands"), SonLa.say("language.decimal")];
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
    return part ? grouped + point + part : grouped;
  };

  /** Return a number with the decimals it has, at most `most`. */
  SonLa.exactNumber = (value, most = 3) => {
    const digits = rounded(value, most);
    const shown = most ? digits.replace(/\.?0+$/, "") : digits;
    return SonLa.number(value, (shown.split(".")[1] || "").length);
  };
})();
