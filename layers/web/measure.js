/* Measure: two places; along the road that both lie on, else straight, and it says which. */
(() => {
  const REACH_PX = 22;
  let spots = [];
  let drawn = [];

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
  function wayOnRoad([one, two]) {
    const shared = [...one.roads.keys()].filter((ref) => two.roads.has(ref));
    const far = (ref) => one.roads.get(ref).away + two.roads.get(ref).away;
    for (const ref of shared.sort((a, b) => far(a) - far(b))) {
      const way = SonLa.alongRoad(one.roads.get(ref), two.roads.get(ref));
      if (way) return { ref, ends: [one.roads.get(ref).latLng, two.roads.get(ref).latLng], ...way };
    }
    return null;
  }

  function finish() {
    clear();
    const way = wayOnRoad(spots);
    const ends = way ? way.ends : spots.map((spot) => byRoad(spot)?.latLng || spot.latLng);
    const [a, b] = ends.map(({ lat, lng }) => SonLa.toGrid(lng, lat));
    const straight = Math.hypot(b[0] - a[0], b[1] - a[1]);
    const metres = way ? way.metres : straight;
    line(way ? way.lines : [ends]);
    ends.forEach(dot);
    SonLa.measured = { km: metres / 1000, straight: straight / 1000, road: way ? way.ref : "" };
    const values = { km: number(metres), straight: number(straight), road: way ? way.ref : "" };
    SonLa.tell(SonLa.say(way ? "map.measure-road" : "map.measure-straight", values), SonLa.stopMeasure);
  }

  const number = (metres) =>
    (metres / 1000).toLocaleString(SonLa.state.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

  function pane() {
    if (!SonLa.map.getPane("measure")) SonLa.map.createPane("measure").style.zIndex = 645;
    return "measure";
  }

  function line(latLngs) {
    const shared = { pane: pane(), interactive: false, lineCap: "round", smoothFactor: 0.8 };
    const ink = { className: "measure-line", weight: 3, dashArray: "7 6", ...shared };
    drawn.push(L.polyline(latLngs, { className: "measure-halo", weight: 7, ...shared }).addTo(SonLa.map));
    drawn.push(L.polyline(latLngs, ink).addTo(SonLa.map));
  }

  function dot(latLng) {
    const options = { radius: 6, className: "measure-dot", interactive: false, pane: pane() };
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
