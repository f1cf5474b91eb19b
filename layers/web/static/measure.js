/*
 * Measure between two places: along the road that both lie on, else over the numbered roads, else
 * straight; it says which.
 */
(() => {
  const REACH_PX = 22;
  const SAME_PX = 8; // roads this close to each other are pointed at together
  const CROSSING_M = 100;
  let spots = [];
  /** @type {L.Path[]} */
  const drawn = [];

  SonLa.measuring = false;
  SonLa.measured = null; // what the last measurement found, for tests

  SonLa.startMeasure = () => {
    SonLa.measuring = true;
    spots = [];
    clear();
    SonLa.hideTip();
    SonLa.map.getContainer().classList.add("measuring");
    SonLa.tell(SonLa.say("map.measure-first"), SonLa.stopMeasure);
    SonLa.sayTools();
  };

  SonLa.stopMeasure = () => {
    if (!SonLa.measuring) return;
    SonLa.measuring = false;
    spots = [];
    clear();
    SonLa.map.getContainer().classList.remove("measuring");
    SonLa.tell("");
    SonLa.sayTools();
  };

  function clear() {
    drawn.splice(0).forEach((shape) => shape.remove());
    SonLa.measured = null;
  }

  /** Take a place; the third one begins anew. */
  SonLa.measureAt = (latLng) => {
    if (spots.length === 2) {
      spots = [];
      clear();
    }
    spots.push({ latLng, roads: SonLa.roadsNear(latLng, REACH_PX * metresPerPixel(latLng)) });
    dot(byRoad(spots[0])?.latLng || latLng);
    if (spots.length === 1) SonLa.tell(SonLa.say("map.measure-second"), SonLa.stopMeasure);
    else finish();
  };

  const metresPerPixel = ({ lat }) =>
    (40075016.686 * Math.cos((lat * Math.PI) / 180)) / (256 * 2 ** SonLa.map.getZoom());

  function byRoad({ roads }) {
    return [...roads.values()].sort((a, b) => a.away - b.away)[0];
  }

  /** Return the way along the road that both places share, the nearest such road first. */
  function wayOnRoad(places) {
    const [one, two] = places;
    const shared = [...one.roads.keys()].filter((ref) => two.roads.has(ref));
    const far = (ref) => one.roads.get(ref).away + two.roads.get(ref).away;
    for (const ref of shared.sort((a, b) => far(a) - far(b))) {
      const [from, to] = [one, two].map((spot) => [spot.roads.get(ref)]);
      const way = SonLa.wayBetween(from, to, (part) => part.ref === ref);
      if (way) return way;
    }
    return null;
  }

  /** Return the shortest way over all numbered roads, from the roads that were pointed at. */
  function wayOnRoads(places) {
    const [from, to] = places.map((place) => {
      const most = (byRoad(place)?.away ?? 0) + SAME_PX * metresPerPixel(place.latLng);
      return [...place.roads.values()].filter((spot) => spot.away <= most);
    });
    return SonLa.wayBetween(from, to);
  }

  /** Return the roads of a way in order, each with its metres; a crossing is no road. */
  function legsOf({ rides }) {
    /** @type {{road: string, metres: number}[]} */
    const legs = [];
    for (const { part, from, to } of rides) {
      const metres = Math.abs(to - from);
      const last = legs.at(-1);
      if (last && last.road === part.ref) last.metres += metres;
      else legs.push({ road: part.ref, metres });
    }
    const seen = legs.filter((leg) => leg.metres >= CROSSING_M);
    return seen.length ? seen : legs.slice(0, 1);
  }

  function finish() {
    clear();
    const way = wayOnRoad(spots) || wayOnRoads(spots);
    const ends = way ? [way.from.latLng, way.to.latLng] : spots.map((spot) => byRoad(spot)?.latLng || spot.latLng);
    const [a, b] = ends.map(({ lat, lng }) => SonLa.toGrid(lng, lat));
    const straight = Math.hypot(b[0] - a[0], b[1] - a[1]);
    const legs = way ? legsOf(way) : [];
    if (way) line(way.rides.map(SonLa.rideLine), "measure-line");
    else line([ends], "measure-line straight");
    ends.forEach(dot);
    const metres = way ? way.metres : straight;
    SonLa.measured = {
      km: metres / 1000,
      straight: straight / 1000,
      roads: legs.map(({ road, metres: long }) => ({ road, km: long / 1000 })),
    };
    // A number and its unit stay on one line.
    SonLa.tell(said(metres, straight, legs).replace(/(\d) km/g, "$1\u00a0km"), SonLa.stopMeasure);
  }

  function said(metres, straight, legs) {
    const values = { km: number(metres), straight: number(straight) };
    if (!legs.length) {
      const lost = spots.findIndex((spot) => !spot.roads.size);
      return SonLa.say(`map.measure-${["no-start", "no-end"][lost] || "apart"}`, values);
    }
    if (legs.length === 1) return SonLa.say("map.measure-road", { ...values, road: legs[0].road });
    const each = legs.map((leg) => `${leg.road} ${number(leg.metres)} km`);
    return SonLa.say("map.measure-roads", { ...values, roads: each.join(" → ") });
  }

  const number = (metres) => SonLa.decimal(metres / 1000, 1);

  function line(latLngs, className) {
    SonLa.pane("measure", 645);
    /** @type {L.PolylineOptions} */
    const shared = { pane: "measure", interactive: false, lineCap: "round", smoothFactor: 0.8 };
    drawn.push(L.polyline(latLngs, { className: "measure-halo", weight: 8, ...shared }).addTo(SonLa.map));
    drawn.push(L.polyline(latLngs, { className, weight: 4, ...shared }).addTo(SonLa.map));
  }

  function dot(latLng) {
    SonLa.pane("measure", 645);
    const options = { radius: 6, className: "measure-dot", interactive: false, pane: "measure" };
    drawn.push(L.circleMarker(latLng, options).addTo(SonLa.map));
  }

  /** With the keyboard: Enter takes the middle of the map, Escape ends. */
  SonLa.listenMeasure = () => {
    document.addEventListener("keydown", (event) => {
      if (!SonLa.measuring) return;
      if (event.key === "Escape") SonLa.stopMeasure();
      else if (event.key === "Enter" && event.target === SonLa.map.getContainer()) {
        SonLa.measureAt(SonLa.map.getCenter());
      }
    });
  };
})();
