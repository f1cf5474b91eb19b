/* What the filters of the page leave of the file, in the words of the app. */
(() => {
  const said = SonLaSentences;

  Usb.way = () => ({ engine: Usb.engine, lang: SonLa.state.lang, say: SonLa.say });

  const dayOf = ({ asof }) => SonLaSelect.ordinalOf(asof) || Usb.data.day;
  Usb.areaName = (code) => said.areaName(code, dayOf(Usb.filter), Usb.way());
  Usb.corridorName = (id) => said.corridorName(id, Usb.way());

  /** Return what the filters of the page ask for but area and day, each in words. */
  function partsOf(filter) {
    const { corridor, kind, words } = filter;
    const statuses = Usb.isFiltered(filter) ? filter.statuses : [];
    const asked = { ...SonLaSelect.whole(), corridors: corridor ? [corridor] : [], kinds: kind ? [kind] : [], statuses, words };
    return said.rest(asked, Usb.way());
  }

  /** Return the caption of what the present filters leave of the file. */
  Usb.caption = () => {
    const [areas, rest] = Usb.data.place.map(SonLa.wording);
    const area = Usb.areaName(Usb.filter.area);
    // The area chosen in the page takes the place of the whole province, but not of a selection.
    const inside = area && Usb.data.chosen.length;
    const parts = [inside ? area : "", rest, ...partsOf(Usb.filter)].filter(Boolean);
    return said.caption(Usb.view(), said.place(area && !inside ? area : areas, parts, Usb.way()), Usb.way());
  };

  /** Return what the file holds, and what of it the filters leave, in words for a heading. */
  Usb.heading = (filter) => {
    const title = SonLa.wording(Usb.data.title);
    const area = Usb.areaName(filter.area);
    const whole = !Usb.data.chosen.length && !SonLa.wording(Usb.data.place[1]);
    const day = filter.asof && SonLa.say("selection.as_of", { day: said.dayOf(filter.asof, Usb.way()) });
    // Within the whole province, an area says it all.
    const start = area && whole ? "" : title;
    return [start, area, ...partsOf(filter), day].filter(Boolean).join(" · ");
  };
})();
