/* Places that are typed out, as geo/search/typed.py reads them: kilometres, degrees, metres. */
(() => {
  const { fold } = SonLaLetters;
  /** @type {FindRecord} */
  let data;
  /** @type {Record<keyof SearchRules["patterns"], RegExp>} */
  let patterns;
  /** @type {RegExp} */
  let bareRoad;
  /** @type {Map<FindRoute, L.LatLng[]>} */
  const lines = new Map();

  const tidy = (text) => text.trim().split(/\s+/).join(" ");
  const number = (text) => Number((text || "0").replace(",", "."));

  /** Return a road number as the catalog writes it, or null. */
  function normalRef(text) {
    const match = patterns.ref.exec(fold(text).trim());
    const word = match?.[1].trim() ?? "";
    if (!match || !Object.hasOwn(data.rules.prefixes, word)) return null;
    const prefix = data.rules.prefixes[word];
    const digits = prefix === "CT" ? match[2].padStart(2, "0") : match[2].replace(/^0+/, "");
    return `${prefix}.${digits}${match[3].toUpperCase()}`;
  }

  /** Return a query in which each bare number of a known road is said in full: "đường 6". */
  const withRoadNames = (query, known) =>
    query.replace(bareRoad, (whole, number) => {
      const prefix = data.rules.barePrefixes.find((each) => known.has(`${each}.${number.toUpperCase()}`));
      return prefix ? `${prefix}.${number.toUpperCase()}` : whole;
    });

  function kilometre(text) {
    const match = patterns.km.exec(text);
    if (!match) return null;
    const [, whole, metres, decimals] = match;
    return metres ? Number(whole) + Number(metres) / 1000 : Number(`${whole}.${decimals || 0}`);
  }

  function roadKm(asked) {
    const text = tidy(fold(asked));
    const one = patterns.roadKm.exec(text);
    const two = one ? null : patterns.kmRoad.exec(text);
    const [road, km] = one ? [one[1], one[2]] : two ? [two[2], two[1]] : ["", ""];
    const ref = normalRef(road);
    const value = ref && kilometre(km);
    return ref && value !== null ? { ref, km: Number(value) } : null;
  }

  function loneKm(asked) {
    const match = patterns.kmAlone.exec(tidy(fold(asked)));
    return match ? kilometre(match[1] || match[2]) : null;
  }

  const showKm = (km) => {
    const metres = Math.round(km * 1000);
    const size = Math.abs(metres);
    return `Km${metres < 0 ? "-" : ""}${Math.floor(size / 1000)}+${String(size % 1000).padStart(3, "0")}`;
  };

  /**
   * @param {FindRoute} route
   * @returns {route is FindRoute & { range: [number, number] }}
   */
  const hasKilometres = (route) => route.range !== 0;

  /** Return the places of a kilometre of a road, and what the road says where there is none. */
  function kmHits(ref, km, score) {
    const routes = data.routes.filter((route) => route.ref === ref);
    const known = routes.filter(hasKilometres);
    const within = known.filter(({ range: [first, last] }) => km >= first && km <= last);
    const hits = within.map((route) => kilometreHit(route, km, score));
    if (hits.length || !routes.length) return { hits, about: "" };
    if (!known.length) return { hits, about: SonLa.say("search.km-unknown", { km: showKm(km) }) };
    const ranges = known.map(({ range }) => range.map(showKm).join(" – ")).join("; ");
    return { hits, about: SonLa.say("search.km-outside", { ranges }) };
  }

  function kilometreHit(route, km, score) {
    if (!lines.has(route)) lines.set(route, SonLa.lines([route.points])[0]);
    const line = /** @type {L.LatLng[]} */ (lines.get(route));
    const [first, last] = route.range;
    const at = last > first ? ((km - first) / (last - first)) * (line.length - 1) : 0;
    const i = Math.min(Math.floor(at), line.length - 2);
    const between = (one, two) => one + (two - one) * (at - i);
    /** @type {Pair} */
    const point = [between(line[i].lng, line[i + 1].lng), between(line[i].lat, line[i + 1].lat)];
    const doubt = Math.max(route.doubt[i], route.doubt[i + 1]) / 10;
    const commune = communeAt(point);
    const place = nameOf(commune) + (route.schematic ? ` · ${SonLa.say("map.drawn")}` : "");
    const name = route.branch ? SonLa.say("search.branch", { ref: route.ref, n: route.branch }) : route.ref;
    const plain = `${name} ${showKm(km)}`;
    const count = route.count && SonLa.say(`km-count.${route.count}`);
    const { metresInDegree, leastRoom } = data.rules;
    return {
      ...placeHit(point, Math.max((doubt * 1000) / metresInDegree, leastRoom), commune),
      kind: "km-post",
      id: `${route.id} ${showKm(km)}${route.count && ` ${route.count}`}`,
      target: route.road,
      label: count ? SonLa.say("search.km-count", { label: plain, count }) : plain,
      sublabel: SonLa.say("search.km-official", { place, km: SonLa.number(doubt, 1) }),
      score: route.schematic ? score - data.rules.scores.drawn : score,
    };
  }

  function placeHit([lon, lat], size, commune) {
    return {
      target: "",
      box: /** @type {Box} */ ([lon - size, lat - size, lon + size, lat + size]),
      point: /** @type {Pair} */ ([lon, lat]),
      action: SonLa.hitAction(["go", ""]),
      also: commune ? SonLa.hitAction(commune.filter) : null,
    };
  }

  /** Return the commune at a place, whatever the frame of the map; undefined outside. */
  function communeAt([lng, lat]) {
    const frame = SonLa.state.frame;
    SonLa.state.frame = "commune";
    const code = SonLa.areaAt({ lat, lng });
    SonLa.state.frame = frame;
    return data.communes[code];
  }

  const nameOf = (commune) => (commune ? SonLa.wording(commune.name) : SonLa.say("search.outside"));

  /** Read a point as longitude and latitude, null when there is none. */
  function coordinates(asked) {
    const text = tidy(fold(asked));
    const found = patterns.pair.exec(text);
    const pairs = found ? readings(found[1]).flatMap((one) => readings(found[2]).map((two) => [one, two])) : sexagesimal(text);
    const [west, south, east, north] = data.region;
    const { eastM, northM } = data.rules;
    const inside = (value, [least, most]) => value >= least && value <= most;
    for (const [one, two] of pairs) {
      for (const [across, up] of [[two, one], [one, two]]) {
        if (inside(across, [west, east]) && inside(up, [south, north])) return [across, up];
        if (inside(across, eastM) && inside(up, northM)) return fromGrid(across, up);
      }
    }
    return null;
  }

  /** Return two angles in degrees, minutes and, where told, seconds. */
  function sexagesimal(text) {
    const found = patterns.sexagesimal.exec(text);
    if (!found || !patterns.degreeSign.test(text)) return [];
    const angles = [2, 7].map((first) => [0, 1, 2].map((next) => number(found[first + next])));
    if (angles.some(([, minutes, seconds]) => minutes >= 60 || seconds >= 60)) return [];
    return [angles.map(([degrees, minutes, seconds]) => Number((degrees + minutes / 60 + seconds / 3600).toFixed(6)))];
  }

  /** Return what a number may mean: with decimals, or in groups of thousands. */
  function readings(digits) {
    const found = (digits.match(/[.,]/g) || []).length <= 1 ? [number(digits)] : [];
    return patterns.thousands.test(digits) ? [...found, Number(digits.replace(/[.,]/g, ""))] : found;
  }

  /** Return the place of metres in EPSG:9206: the grid is nearly straight, so a few steps find it. */
  function fromGrid(east, north) {
    const step = data.rules.metresInDegree;
    let lon = 104 + (east - 500000) / 103000;
    let lat = north / 110600;
    for (let turn = 0; turn < 8; turn++) {
      const [x, y] = SonLa.toGrid(lon, lat);
      lon += (east - x) / (step * Math.cos((lat * Math.PI) / 180));
      lat += (north - y) / step;
    }
    return [lon, lat];
  }

  function pointHit(point) {
    const [lon, lat] = point;
    const [east, north] = SonLa.toGrid(lon, lat);
    const commune = communeAt(point);
    const metres = { north: SonLa.number(north), east: SonLa.number(east) };
    return {
      ...placeHit(point, data.rules.pointRoom, commune),
      kind: "point",
      id: point.join(),
      label: SonLa.say("point.degrees", { lat: SonLa.number(lat, 5), lon: SonLa.number(lon, 5) }),
      sublabel: SonLa.say("search.point", { place: nameOf(commune), ...metres }),
      score: data.rules.scores.place,
    };
  }

  SonLa.typed = {
    follow: (record) => {
      data = record;
      bareRoad = new RegExp(record.rules.bareRoad, "gi");
      const { degreeSign, ...whole } = record.rules.patterns;
      const fitting = Object.entries(whole).map(([name, pattern]) => [name, new RegExp(`^(?:${pattern})$`)]);
      patterns = /** @type {any} */ ({ ...Object.fromEntries(fitting), degreeSign: new RegExp(degreeSign) });
      lines.clear();
    },
    ...{ normalRef, withRoadNames, roadKm, loneKm, kmHits, coordinates, pointHit },
  };
})();
