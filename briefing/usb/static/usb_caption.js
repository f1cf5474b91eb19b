/* Numbers, and the caption of what is shown, by the rules of briefing/content/caption.py. */
(() => {
  Usb.number = SonLa.number;
  Usb.exact = SonLa.exactNumber;

  /** Return the caption of some projects of the file under its present filters. */
  Usb.caption = (projects, filter) => {
    const place = placeOf(filter);
    const near = projects.filter((project) => !project.outside);
    const counted = Usb.counted(near);
    // A place with a selection ends in a comma, for a sentence that goes on.
    const said = [SonLa.say("sheet.caption-none", { place: place.replace(/,$/, "") })];
    if (counted.length) {
      const count = counted.length;
      said[0] = SonLa.say("sheet.caption", { place, count, statuses: statuses(near, counted) });
      said.push(...capital(near, filter));
    }
    const outside = projects.length - near.length;
    if (outside) said.push(SonLa.say("sheet.caption-outside", { count: outside }));
    const drawn = counted.filter((project) => !project.schematic);
    const length = drawn.reduce((sum, project) => sum + Usb.kmIn(project, filter), 0);
    const km = Number(length.toFixed(1));
    if (km) said.push(SonLa.say("map.caption-km", { km: Usb.exact(km, 0) }));
    return said.map((sentence) => sentence.charAt(0).toUpperCase() + sentence.slice(1)).join(" ");
  };

  /** Say what projects cost: approved and proposed apart, then what only passes through. */
  function capital(projects, filter) {
    const isInside = (project) => project.inside.includes(filter.area || "");
    const paying = moneyOf(projects, isInside);
    const inside = paying.filter(isInside);
    const passing = paying.filter((project) => !isInside(project));
    const known = (some, approved) =>
      some.map((project) => project.money).filter((money) => money && (approved === undefined || money[2] === approved));
    const words = (key, figures) => SonLa.say(key, { money: moneyWords(figures), count: figures.length });
    const parts = [
      ["sheet.capital-approved", known(inside, true)],
      ["sheet.capital-proposed", known(inside, false)],
    ]
      .filter(([, figures]) => figures.length)
      .map(([key, figures]) => words(key, figures));
    const said = parts.length ? [SonLa.say("sheet.caption-capital", { parts: parts.join("; ") })] : [];
    const passed = known(passing);
    if (passed.length) said.push(words("sheet.caption-passing", passed));
    return said.length ? said : [SonLa.say("sheet.caption-no-capital")];
  }

  /** Return a sum of capital; one of figures that are about, over or under has no decimals. */
  function moneyWords(figures) {
    const exact = figures.every(([, isExact]) => isExact);
    const sum = figures.reduce((total, [value]) => total + value, 0);
    const value = SonLa.say("summary.capital-value", { amount: Usb.exact(sum, exact ? 1 : 0) });
    return exact ? value : `${SonLa.say("qualifier.about")} ${value}`;
  }

  /** Return the ids of the groups among projects that have a part among them. */
  Usb.headings = (projects) => {
    const parents = new Set(projects.map((project) => project.partOf));
    return new Set(projects.map((project) => project.id).filter((id) => parents.has(id)));
  };

  /** Return the projects that count, by the rules of geo/query/view.py: no headings, none outside. */
  Usb.counted = (projects) => {
    const heads = Usb.headings(projects);
    return projects.filter((project) => !project.outside && !heads.has(project.id));
  };

  /**
   * Return the projects whose capital is added up, by the rules of geo/query/view.py: no part
   * beside a group that has its own, and no group that goes on beyond its part here.
   */
  function moneyOf(projects, isInside) {
    const heads = Usb.headings(projects);
    const here = projects.filter((each) => each.money && (!heads.has(each.id) || isInside(each)));
    const paid = new Set(here.filter((each) => heads.has(each.id)).map((each) => each.id));
    return here.filter((each) => !paid.has(each.partOf));
  }

  /** Return the length of a project that the filters ask for. */
  Usb.kmIn = (project, filter) => (filter.area ? project.areas[filter.area] || 0 : project.km);

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

  function statuses(projects, counted) {
    const count = (status) => counted.filter((project) => project.status === status).length;
    const listed = Usb.data.order
      .filter(count)
      .map((status) => SonLa.say(`sheet.count-${status}`, { count: count(status) }))
      .join(", ");
    const heads = Usb.headings(projects);
    const parts = projects.filter((each) => heads.has(each.partOf)).length;
    const key = heads.size === 1 ? "sheet.caption-group" : "sheet.caption-groups";
    return heads.size ? `${listed} ${SonLa.say(key, { groups: heads.size, parts })}` : listed;
  }
})();
