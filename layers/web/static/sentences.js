/*
 * A selection and what it leaves in words: the rules of geo.query.selection.Selection.describe and
 * briefing.content.caption. Used by the app and the USB edition alike; tests compare it with Python.
 */
(() => {
  const { byName } = SonLaLetters;
  /** @type {SentenceRules} */
  const SonLaSentences = /** @type {any} */ ({});
  globalThis.SonLaSentences = SonLaSentences;

  const wording = (text, { lang }) => (typeof text === "string" ? text : text?.[lang] || text?.vi || "");
  const joined = (names) => names.sort(byName).join(", ");
  const initial = (sentence) => sentence.charAt(0).toUpperCase() + sentence.slice(1);

  /** Return an area as it was called on a day (an ordinal). */
  SonLaSentences.areaName = (code, day, way) => {
    let called = "";
    for (const [since, title] of way.engine.areas.get(code)?.titles || []) if (since <= day) called = title;
    return wording(called, way);
  };

  SonLaSentences.corridorName = (id, way) => wording(way.engine.corridors.get(id)?.name, way);

  /** Write a day (YYYY-MM-DD) as people do. */
  SonLaSentences.dayOf = (iso, { say }) => {
    const [yyyy, mm, dd] = iso.split("-");
    const parts = { yyyy, mm, dd, d: String(Number(dd)), mmm: say("language.months").split(" ")[Number(mm) - 1] };
    return say("language.date").replace(/\w+/g, (field) => parts[field]);
  };

  /** Return the chosen areas as they were called on the day, else the province. */
  SonLaSentences.areas = ({ areas, asof }, way) => {
    if (!areas.length) return way.say("selection.province");
    const day = SonLaSelect.ordinalOf(asof) || way.engine.today();
    return joined(areas.map((code) => SonLaSentences.areaName(code, day, way)));
  };

  /** Return all else that a selection asks for but its day, each field in words. */
  SonLaSentences.rest = ({ corridors, agencies, kinds, statuses, words }, way) => {
    const { record } = way.engine;
    return [
      joined(corridors.map((id) => SonLaSentences.corridorName(id, way))),
      joined(agencies.map((id) => wording(record.agencies[id], way))),
      joined(kinds.map((kind) => wording(record.kinds[kind], way))),
      joined(statuses.map((status) => way.say(`status.${status}`))),
      way.near || "",
      words && way.say("selection.words", { words }),
    ].filter(Boolean);
  };

  /** Return places and all else as one place, for a sentence that goes on. */
  SonLaSentences.place = (areas, rest, way) =>
    rest.length ? way.say("sheet.caption-selected", { place: areas, selection: rest.join(" · ") }) : areas;

  /** Return what a view shows in sentences; `place` is what they are about. */
  SonLaSentences.caption = ({ totals }, place, way) => {
    const marks = way.engine.record.languages[way.lang];
    // A place with a selection ends in a comma, for a sentence that goes on.
    const said = [way.say("sheet.caption-none", { place: place.replace(/,$/, "") })];
    if (totals.projects) {
      said[0] = way.say("sheet.caption", { place, count: totals.projects, statuses: statusesOf(totals, way) });
      said.push(...capitalOf(totals, way));
    }
    if (totals.outside) said.push(way.say("sheet.caption-outside", { count: totals.outside }));
    if (totals.drawnKm) said.push(way.say("map.caption-km", { km: SonLaNumbers.exact(marks, totals.drawnKm, 0) }));
    return said.map(initial).join(" ");
  };

  /** Return the caption of a whole selection. */
  SonLaSentences.captionOf = (selection, view, way) =>
    SonLaSentences.caption(view, SonLaSentences.place(SonLaSentences.areas(selection, way), SonLaSentences.rest(selection, way), way), way);

  /** Say what projects cost: approved and proposed apart, then what only passes through. */
  function capitalOf({ approved, proposed, passing }, way) {
    const words = (key, money) => way.say(key, { money: moneyWords(money, way), count: money.projects });
    const parts = [
      ["sheet.capital-approved", approved],
      ["sheet.capital-proposed", proposed],
    ]
      .filter(([, money]) => money.projects)
      .map(([key, money]) => words(key, money));
    const said = parts.length ? [way.say("sheet.caption-capital", { parts: parts.join("; ") })] : [];
    if (passing.projects) said.push(words("sheet.caption-passing", passing));
    return said.length ? said : [way.say("sheet.caption-no-capital")];
  }

  /** Return a sum of capital; one of figures that are about, over or under has no decimals. */
  function moneyWords({ value, exact }, way) {
    const marks = way.engine.record.languages[way.lang];
    const said = way.say("summary.capital-value", { amount: SonLaNumbers.exact(marks, value, exact ? 1 : 0) });
    return exact ? said : `${way.say("qualifier.about")} ${said}`;
  }

  function statusesOf({ byStatus, groups, inGroups }, way) {
    const listed = way.engine.record.liveliest
      .filter((status) => byStatus[status])
      .map((status) => way.say(`sheet.count-${status}`, { count: byStatus[status] }))
      .join(", ");
    const key = groups === 1 ? "sheet.caption-group" : "sheet.caption-groups";
    return groups ? `${listed} ${way.say(key, { groups, parts: inGroups })}` : listed;
  }
})();
