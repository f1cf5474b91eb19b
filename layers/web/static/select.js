"use strict";
/*
 * Which projects a selection leaves, in which order, and what they add up to: the rules of
 * geo/query/{selection,view,groups}.py on the records of geo/reports/records.py. It knows no page:
 * the app and the USB edition use it alike, and tests compare it with Python.
 */
(() => {
  /** @type {SelectionRules} */
  const SonLaSelect = /** @type {any} */ ({});
  globalThis.SonLaSelect = SonLaSelect;

  // Places in a state of a project, as geo/reports/records.py writes it.
  const [FROM, STATUS, EFFECTIVE, SHOWN, STALE, LENGTH, LENGTH_SIGN, CAPITAL, APPROVED, MEASURED] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const LEAST_EXTENT = 0.05; // degrees, about 5 km
  const WHOLE_WORD_LETTERS = 2;
  const MAX_WORDS = 100;
  const DEFAULT_LANGUAGE = "vi";
  const DAY_MS = 86_400_000;
  const EPOCH = 719_163; // ordinal of 1970-01-01
  const UTC_PLUS_7_MS = 7 * 3_600_000;
  const { rounded } = SonLaNumbers;
  const { words, byName } = SonLaLetters;
  const LISTS = { areas: "area", corridors: "corridor", agencies: "agency", kinds: "kind", statuses: "status" };

  /** Return the ordinal of a day written YYYY-MM-DD, 0 where there is no such day. */
  function ordinalOf(text) {
    const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text || "");
    if (!found) return 0;
    const time = Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3]));
    return new Date(time).toISOString().slice(0, 10) === text ? time / DAY_MS + EPOCH : 0;
  }
  SonLaSelect.ordinalOf = ordinalOf;

  /** Return the present day of the map, which has one calendar (UTC+7), as an ordinal. */
  SonLaSelect.today = () => Math.floor((Date.now() + UTC_PLUS_7_MS) / DAY_MS) + EPOCH;

  SonLaSelect.isoOf = (ordinal) => new Date((ordinal - EPOCH) * DAY_MS).toISOString().slice(0, 10);

  /** @type {() => ChosenSelection} */
  const whole = () => ({
    lang: DEFAULT_LANGUAGE,
    frame: "district",
    areas: [],
    corridors: [],
    kinds: [],
    statuses: [],
    words: "",
    asof: "",
    near: "",
    agencies: [],
  });
  SonLaSelect.whole = whole;

  SonLaSelect.open = (record) => new Engine(record);

  class Engine {
    /** @param {any} record what geo/reports/records.py writes */
    constructor(record) {
      this.record = record;
      // Whoever knows better than the clock of this machine says so.
      this.today = SonLaSelect.today;
      /** @type {Map<string, any>} */
      this.areas = new Map(record.areas.map((area) => [area.code, area]));
      /** @type {Map<string, any>} */
      this.corridors = new Map(record.corridors.map((one) => [one.id, one]));
      this.projects = new Map(record.projects.map((one) => [one.id, one]));
      /** @type {Map<string, any>} */
      this.codes = new Map([...record.projects, ...record.assets].map((item) => [item.id, codesOf(item)]));
      this.known = {
        areas: new Set(this.areas.keys()),
        corridors: new Set(this.corridors.keys()),
        agencies: new Set(Object.keys(record.agencies)),
        kinds: new Set(Object.keys(record.kinds)),
        statuses: new Set(record.statuses),
      };
      this.inOrder = new Map(
        [...record.projects].sort((one, two) => byName(one.id, two.id) || (one.id < two.id ? -1 : 1)).map((one, place) => [one.id, place]),
      );
    }

    /** Return a selection in its one canonical form: what does not exist is left out. */
    tidy(selection) {
      /** @type {any} */
      const tidy = { ...whole(), ...selection };
      const printable = tidy.words.normalize("NFC").replace(/[\p{C}\p{Z}]/gu, " ").trim();
      tidy.words = [...printable.split(/\s+/).join(" ")].slice(0, MAX_WORDS).join("").trim();
      for (const field of ["areas", "corridors", "agencies"]) {
        tidy[field] = [...new Set(tidy[field])].filter((id) => this.known[field].has(id)).sort();
      }
      tidy.areas = tidy.areas.filter((code) => this.areas.get(code).frame === tidy.frame);
      tidy.kinds = [...this.known.kinds].filter((kind) => tidy.kinds.includes(kind));
      tidy.statuses = this.record.statuses.filter((status) => tidy.statuses.includes(status));
      return tidy;
    }

    /** Read a query string as geo.query.selection.read_query does; what means nothing is left out. */
    read(query) {
      const asked = new URLSearchParams(query);
      const text = (name) => asked.getAll(name).join(",");
      /** @type {any} */
      const found = whole();
      // Not `in`: every record has a "constructor".
      if (Object.hasOwn(this.record.languages, text("lang"))) found.lang = text("lang");
      for (const [field, name] of Object.entries(LISTS)) found[field] = text(name).split(",").filter(Boolean);
      const frames = found.areas.map((code) => this.areas.get(code)?.frame).filter(Boolean);
      if (asked.has("frame")) found.frame = text("frame") === "commune" ? "commune" : "district";
      else if (frames.length) found.frame = frames.includes("commune") ? "commune" : "district";
      found.words = text("q");
      const day = ordinalOf(text("asof"));
      found.asof = day && day <= this.today() ? text("asof") : "";
      found.near = text("near");
      return this.tidy(found);
    }

    /** Return the parameters of the address, as Selection.to_query: defaults are left out. */
    toQuery(selection) {
      const chosen = this.tidy(selection);
      const parts = {
        lang: chosen.lang === DEFAULT_LANGUAGE ? "" : chosen.lang,
        frame: chosen.frame === "district" ? "" : chosen.frame,
        ...Object.fromEntries(Object.entries(LISTS).map(([field, name]) => [name, chosen[field].join(",")])),
        q: chosen.words,
        near: chosen.near,
        asof: chosen.asof,
      };
      return Object.fromEntries(Object.entries(parts).filter(([, value]) => value));
    }

    /** Return how a project stands on a day (an ordinal). */
    stateOn(project, day) {
      let last = project.states[0];
      for (const state of project.states) {
        if (state[FROM] > day) break;
        last = state;
      }
      return last;
    }

    /**
     * Return rows in their order, assets, corridors, sums and extent of a selection.
     *
     * near: the ids within the distance that `selection.near` asks for, null where it asks for none;
     * nearBox: the box around it, null where that is not known here.
     */
    view(selection, { today = this.today(), near = null, nearBox = null } = {}) {
      const day = ordinalOf(selection.asof) || today;
      const fits = this.fitting(selection, near);
      const matching = this.record.projects
        .filter(fits)
        .map((project) => this.row(selection, project, day))
        .filter((row) => rowFits(selection, row))
        .sort((one, two) => this.byRank(one, two));
      const rows = partsUnderGroups(matching);
      const { corridors } = selection;
      return {
        day,
        rows,
        assets: this.record.assets.filter(fits),
        corridors: this.record.corridors.filter((one) => !corridors.length || corridors.includes(one.id)),
        totals: this.totals(rows),
        extent: this.extent(selection, rows, nearBox),
        incidents: this.incidents(selection, day),
      };
    }

    /** Return a test of items for all fields of a selection but statuses and day. */
    fitting(selection, near) {
      const { areas, corridors, agencies, kinds } = selection;
      const meets = (chosen, own) => !chosen.length || chosen.some((id) => own.includes(id));
      const sought = phraseOf(selection.words);
      return (item) =>
        (!near || near.has(item.id)) &&
        (!areas.length || areas.some((code) => this.codes.get(item.id).has(code))) &&
        meets(corridors, item.corridors) &&
        meets(agencies, item.agencies) &&
        (!kinds.length || kinds.includes(item.kind)) &&
        item.phrases.includes(sought);
    }

    row(selection, project, day) {
      const state = this.stateOn(project, day);
      const capital = state[CAPITAL];
      return {
        id: project.id,
        project,
        status: state[STATUS],
        effective: state[EFFECTIVE],
        shownDay: state[SHOWN],
        stale: Boolean(state[STALE]),
        lengthKm: state[LENGTH],
        lengthSign: state[LENGTH_SIGN],
        isMeasured: Boolean(state[MEASURED]),
        capital: capital ? capital[0] : null,
        capitalSign: capital ? capital[1] : "",
        approved: Boolean(state[APPROVED]),
        km: this.chosenKm(selection, project),
        reach: this.reach(selection, project),
      };
    }

    byRank(one, two) {
      const place = (row) => this.record.liveliest.indexOf(row.status);
      return (
        place(one) - place(two) ||
        Number(one.reach === "outside") - Number(two.reach === "outside") ||
        (two.capital || 0) - (one.capital || 0) ||
        two.effective - one.effective ||
        (this.inOrder.get(one.id) || 0) - (this.inOrder.get(two.id) || 0)
      );
    }

    /** Return the kilometres of a line inside the chosen areas, or inside the province. */
    chosenKm(selection, project) {
      if (project.unlocated) return 0;
      const sum = (touches, counts) => touches.reduce((km, [code, part]) => (counts(code) ? km + part : km), 0);
      const { district, commune } = project.touches;
      if (!selection.areas.length) return sum(district, () => true);
      const chosen = new Set(selection.areas);
      // A commune inside a chosen district must not count twice.
      const counts = (code) => {
        if (!chosen.has(code)) return false;
        const area = this.areas.get(code);
        return area.frame === "district" || !area.districts.some((each) => chosen.has(each));
      };
      return sum(district, counts) + sum(commune, counts);
    }

    /** Return how a project lies to the chosen areas, as geo.query.view.reach_of. */
    reach(selection, project) {
      if (project.outside) return "outside";
      if (!selection.areas.length) return "inside";
      const chosen = new Set(selection.areas.flatMap((code) => this.areas.get(code).atoms));
      const beyond = [...this.codes.get(project.id)].some((code) => !this.areas.get(code).atoms.some((atom) => chosen.has(atom)));
      return beyond || project.leaves ? "crossing" : "inside";
    }

    totals(rows) {
      const near = rows.filter((row) => row.reach !== "outside");
      const counted = countedRows(near);
      const drawn = counted.filter((row) => !row.project.schematic);
      const km = (some) => some.reduce((sum, row) => sum + row.km, 0);
      const paying = payingRows(near);
      const inside = paying.filter((row) => row.reach === "inside");
      const heads = headings(near);
      return {
        projects: counted.length,
        byStatus: Object.fromEntries(this.record.statuses.map((status) => [status, counted.filter((row) => row.status === status).length])),
        drawnKm: Number(rounded(km(drawn), 1)),
        schematicKm: Number(rounded(km(counted) - km(drawn), 1)),
        outside: rows.length - near.length,
        crossing: counted.filter((row) => row.reach === "crossing").length,
        approved: moneyOf(inside.filter((row) => row.approved)),
        proposed: moneyOf(inside.filter((row) => !row.approved)),
        passing: moneyOf(paying.filter((row) => row.reach === "crossing")),
        groups: heads.size,
        inGroups: near.filter((row) => heads.has(row.project.partOf)).length,
      };
    }

    /** Return west, south, east, north of what is asked for; null where only the server knows it. */
    extent(selection, rows, nearBox) {
      let boxes = selection.areas.map((code) => this.areas.get(code).box);
      if (!boxes.length) boxes = selection.corridors.map((id) => this.corridors.get(id).box);
      if (!boxes.length && selection.near) {
        if (!nearBox) return null;
        boxes = [nearBox];
      }
      const { kinds, statuses, agencies } = selection;
      if (!boxes.length && (kinds.length || statuses.length || selection.words || agencies.length)) {
        boxes = rows.map((row) => row.project.box).filter(Boolean);
      }
      return widened(boxes.length ? boxes : [this.record.home]);
    }

    /** Return the ids under which the map shows the incidents of a selection. */
    incidents(selection, day) {
      const roads = new Set(selection.corridors.flatMap((id) => this.corridors.get(id).roads));
      return this.record.incidents
        .filter(
          ([, begun, , codes, road]) =>
            begun <= day &&
            (!selection.areas.length || selection.areas.some((code) => codes.includes(code))) &&
            (!selection.corridors.length || roads.has(road)),
        )
        .map(([id, , fresh]) => (fresh < day ? `${id}:past` : id))
        .sort();
    }

    /** Return how many projects each value of a field would leave beside all other fields. */
    counts(selection, field, options = {}) {
      const { rows } = this.view({ ...selection, [field]: [] }, options);
      /** @type {Map<string, number>} */
      const found = new Map();
      const valuesOf = /** @type {any} */ ({
        areas: (row) => [...this.codes.get(row.id)],
        corridors: (row) => row.project.corridors,
        agencies: (row) => row.project.agencies,
        kinds: (row) => [row.project.kind],
        statuses: (row) => [row.status],
      })[field];
      for (const row of countedRows(rows.filter(({ reach }) => reach !== "outside"))) {
        for (const value of valuesOf(row)) found.set(value, (found.get(value) || 0) + 1);
      }
      return found;
    }
  }

  const codesOf = (item) => new Set(Object.values(item.touches).flatMap((touches) => touches.map(([code]) => code)));

  /**
   * Return what stands in the phrases of an item that a text fits, as geo.text.matches: its words
   * side by side; the last may be a beginning, but numbers and short words must be whole.
   */
  function phraseOf(text) {
    const asked = words(text);
    if (!asked.length) return "";
    const last = asked[asked.length - 1];
    const isWhole = /^\d+$/.test(last) || last.length <= WHOLE_WORD_LETTERS;
    return ` ${asked.join(" ")}${isWhole ? " " : ""}`;
  }

  function rowFits(selection, row) {
    if (selection.asof && !row.effective && row.project.told) return false; // nobody had spoken of it yet
    return !selection.statuses.length || selection.statuses.includes(row.status);
  }

  /** Return the ids of the groups among rows that have a part among them. */
  function headings(rows) {
    const parents = new Set(rows.map((row) => row.project.partOf));
    return new Set(rows.map((row) => row.id).filter((id) => parents.has(id)));
  }
  SonLaSelect.headings = headings;

  /** Return the rows that count as projects: no headings. */
  function countedRows(rows) {
    const heads = headings(rows);
    return rows.filter((row) => !heads.has(row.id));
  }
  SonLaSelect.countedRows = countedRows;

  /** Return the rows whose capital is added up: no part beside a group that has its own. */
  function payingRows(near) {
    const heads = headings(near);
    const here = near.filter((row) => row.capital && (!heads.has(row.id) || row.reach === "inside"));
    const paid = new Set(here.filter((row) => headings(here).has(row.id)).map((row) => row.id));
    return here.filter((row) => !paid.has(row.project.partOf));
  }

  function moneyOf(rows) {
    const known = rows.filter((row) => row.capital && row.status !== "lapsed");
    return {
      value: known.reduce((sum, row) => sum + row.capital, 0),
      projects: known.length,
      exact: known.every((row) => !row.capitalSign),
    };
  }

  /** Return rows in their order, but the parts of a group right behind it. */
  function partsUnderGroups(rows) {
    const heads = headings(rows);
    /** @type {Map<string, any[]>} */
    const parts = new Map([...heads].map((id) => [id, []]));
    const tops = [];
    for (const row of rows) (parts.get(row.project.partOf) || tops).push(row);
    return tops.flatMap((top) => [top, ...(parts.get(top.id) || [])]);
  }
  SonLaSelect.partsUnderGroups = partsUnderGroups;

  /** Return the box around boxes, of a least size: a single point has none of its own. */
  function widened(boxes) {
    const [west, south] = [0, 1].map((place) => Math.min(...boxes.map((box) => box[place])));
    const [east, north] = [2, 3].map((place) => Math.max(...boxes.map((box) => box[place])));
    const [across, along] = [east - west, north - south].map((size) => Math.max(0, (LEAST_EXTENT - size) / 2));
    return [west - across, south - along, east + across, north + along].map((value) => Number(value.toFixed(5)));
  }
})();
