/* Numbers, and the caption of what is shown, by the rules of briefing/content/caption.py. */
(() => {
  Usb.number = SonLa.number;
  Usb.exact = SonLa.exactNumber;

  /** Return the caption of what the present filters leave of the file. */
  Usb.caption = () => {
    const { totals } = Usb.view();
    const place = placeOf(Usb.filter);
    // A place with a selection ends in a comma, for a sentence that goes on.
    const said = [SonLa.say("sheet.caption-none", { place: place.replace(/,$/, "") })];
    if (totals.projects) {
      said[0] = SonLa.say("sheet.caption", { place, count: totals.projects, statuses: statuses(totals) });
      said.push(...capital(totals));
    }
    if (totals.outside) said.push(SonLa.say("sheet.caption-outside", { count: totals.outside }));
    if (totals.drawnKm) said.push(SonLa.say("map.caption-km", { km: Usb.exact(totals.drawnKm, 0) }));
    return said.map((sentence) => sentence.charAt(0).toUpperCase() + sentence.slice(1)).join(" ");
  };

  /** Say what projects cost: approved and proposed apart, then what only passes through. */
  function capital({ approved, proposed, passing }) {
    const words = (key, money) => SonLa.say(key, { money: moneyWords(money), count: money.projects });
    const parts = [
      ["sheet.capital-approved", approved],
      ["sheet.capital-proposed", proposed],
    ]
      .filter(([, money]) => money.projects)
      .map(([key, money]) => words(key, money));
    const said = parts.length ? [SonLa.say("sheet.caption-capital", { parts: parts.join("; ") })] : [];
    if (passing.projects) said.push(words("sheet.caption-passing", passing));
    return said.length ? said : [SonLa.say("sheet.caption-no-capital")];
  }

  /** Return a sum of capital; one of figures that are about, over or under has no decimals. */
  function moneyWords({ value, exact }) {
    const said = SonLa.say("summary.capital-value", { amount: Usb.exact(value, exact ? 1 : 0) });
    return exact ? said : `${SonLa.say("qualifier.about")} ${said}`;
  }

  /** Return what the file holds, and what of it the filters leave, in words for a heading. */
  Usb.heading = (filter) => {
    const title = SonLa.wording(Usb.data.title);
    const area = Usb.areaName(filter.area);
    const whole = !Usb.data.chosen.length && !SonLa.wording(Usb.data.place[1]);
    // Within the whole province, an area says it all.
    const start = area && whole ? "" : title;
    return [start, area, corridorOf(filter), statusesOf(filter)].filter(Boolean).join(" · ");
  };

  const corridorOf = (filter) => filter.corridor && Usb.corridorName(filter.corridor);

  const statusesOf = (filter) =>
    Usb.isFiltered(filter) ? filter.statuses.map((status) => SonLa.say(`status.${status}`)).join(", ") : "";

  function placeOf(filter) {
    const [areas, rest] = Usb.data.place.map(SonLa.wording);
    const area = Usb.areaName(filter.area);
    // The area chosen in the page takes the place of the whole province, but not of a selection.
    const inside = area && Usb.data.chosen.length;
    const place = area && !inside ? area : areas;
    const parts = [inside ? area : "", corridorOf(filter), rest, statusesOf(filter)].filter(Boolean);
    return parts.length ? SonLa.say("sheet.caption-selected", { place, selection: parts.join(" · ") }) : place;
  }

  function statuses({ byStatus, groups, inGroups }) {
    const listed = Usb.engine.record.liveliest
      .filter((status) => byStatus[status])
      .map((status) => SonLa.say(`sheet.count-${status}`, { count: byStatus[status] }))
      .join(", ");
    const key = groups === 1 ? "sheet.caption-group" : "sheet.caption-groups";
    return groups ? `${listed} ${SonLa.say(key, { groups, parts: inGroups })}` : listed;
  }
})();
