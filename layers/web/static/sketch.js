/* Shapes that are on no map yet: a draft, or what a file may be, each with its tag. */
(() => {
  /** @type {L.LayerGroup | null} */
  let drawn = null;

  /** Draw the shapes of a state, [{label, lines, points, chosen}], places as [lat, lon]. */
  SonLa.applySketch = (asked) => {
    drawn?.remove();
    drawn = null;
    if (!asked?.length) return;
    SonLa.pane("mark", 650);
    const group = L.layerGroup();
    // The chosen one lies above the others.
    for (const one of [...asked].sort((a, b) => Number(a.chosen) - Number(b.chosen))) draw(one, group);
    drawn = group.addTo(SonLa.map);
  };

  function draw({ label, lines, points, chosen }, group) {
    const quiet = { interactive: false, pane: "mark", fill: false };
    const weight = chosen ? 4.5 : 2.5;
    L.polyline(lines, { ...quiet, className: "measure-halo", weight: weight + 3 }).addTo(group);
    L.polyline(lines, { ...quiet, className: `sketch${chosen ? " chosen" : ""}`, weight }).addTo(group);
    for (const point of points) L.circleMarker(point, { ...quiet, className: "measure-dot", radius: 5 }).addTo(group);
    const [longest] = [...lines].sort((a, b) => b.length - a.length);
    const place = longest ? longest[Math.floor(longest.length / 2)] : points[0];
    if (!place || !label) return;
    const look = `sketch-tag${chosen ? " chosen" : ""}${longest ? "" : " above"}`;
    const tag = SonLa.make("span", { class: look, text: label });
    const icon = L.divIcon({ html: tag, className: "symbol-icon", iconSize: [0, 0] });
    L.marker(place, { icon, keyboard: false, interactive: false, pane: "mark", zIndexOffset: 900 }).addTo(group);
  }
})();
