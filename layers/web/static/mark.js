/* One place that somebody asked for: a found kilometre, a spot on the strip map, oneself. */
(() => {
  /** @type {L.Marker | null} */
  let marker = null;
  /** @type {L.Path | null} */
  let ring = null;

  /**
   * Mark a place with a label; without a place the mark goes. The map only moves when the place is
   * out of sight, and keeps its zoom.
   */
  SonLa.mark = (lon, lat, label = "") => {
    if (marker) marker.remove();
    marker = null;
    SonLa.closeWhere();
    SonLa.layLater(); // names keep clear of it
    if (lon === undefined || lat === undefined || !Number.isFinite(lon + lat)) return;
    const position = L.latLng(lat, lon);
    const pin = SonLa.draw("svg", { width: 26, height: 34, viewBox: "0 0 26 34", "aria-hidden": "true" });
    pin.append(
      SonLa.draw("path", { class: "pin-body", d: "M13 32.5C6 22 2 17.6 2 12.4a11 11 0 0 1 22 0C24 17.6 20 22 13 32.5Z" }),
      SonLa.draw("circle", { class: "pin-eye", cx: 13, cy: 12.6, r: 4.2 }),
    );
    const words = label && SonLa.make("span", { class: "pin-label", text: label });
    const box = SonLa.make("div", { class: "pin" }, pin, words);
    const icon = L.divIcon({ html: box, className: "symbol-icon", iconSize: [0, 0] });
    SonLa.pane("mark", 650);
    const quiet = { keyboard: false, interactive: false, zIndexOffset: 1000, pane: "mark" };
    marker = L.marker(position, { icon, ...quiet }).addTo(SonLa.map);
    if (!SonLa.map.getBounds().contains(position)) SonLa.map.panTo(position, { animate: false });
  };

  /** Show the mark of a state, {lon, lat, label}, with what is known of its place; null for none. */
  SonLa.applyMark = (asked) => {
    SonLa.mark(asked?.lon, asked?.lat, asked?.label);
    if (asked && marker) SonLa.tellWhere(asked.lon, asked.lat, asked.label);
  };

  /** Draw how far a question reaches: {lon, lat, km} around a point, {codes} around all else. */
  SonLa.applyRing = (asked) => {
    ring?.remove();
    ring = null;
    if (!asked) return;
    SonLa.pane("mark", 650);
    const look = { className: "ring", fill: false, weight: 1.6, dashArray: "6 5", interactive: false, pane: "mark" };
    const { lon = 0, lat = 0, km = 0, codes } = asked;
    const drawn = codes ? L.polygon(SonLa.areas(codes), look) : L.circle([lat, lon], { ...look, radius: km * 1000 });
    ring = drawn.addTo(SonLa.map);
  };
})();
