/*
 * What is known of a marked place – a found one, or where somebody is: coordinates in both systems,
 * commune, what lies around. A small sheet in the corner of the map.
 */
(() => {
  const NEAR_KM = 5;
  const SHOWN_MS = 2000;
  /** @type {HTMLElement | null} */
  let sheet = null;
  /** @type {[number, number, string] | null} */
  let told = null;

  SonLa.closeWhere = () => {
    sheet?.remove();
    sheet = null;
    told = null;
  };

  /** Return the two lines of coordinates of a place. */
  SonLa.coordinates = (lon, lat) => {
    const [east, north] = SonLa.toGrid(lon, lat);
    const lengths = { north: SonLa.decimal(north, 0), east: SonLa.decimal(east, 0) };
    return [SonLa.say("map.wgs84", { lat: lat.toFixed(5), lon: lon.toFixed(5) }), SonLa.say("map.vn2000", lengths)];
  };

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Not served over a safe connection, as in an office network.
      const area = document.createElement("textarea");
      area.value = text;
      area.className = "unseen";
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  }

  SonLa.tellWhere = (lon, lat, label) => {
    SonLa.closeWhere();
    told = [lon, lat, label];
    const lines = SonLa.coordinates(lon, lat);
    const heading = SonLa.make("h2", { text: label || SonLa.say("map.kind-spot") });
    const closer = SonLa.button({ class: "where-close", text: "×" }, () => {
      SonLa.mark();
      SonLa.map.getContainer().focus({ preventScroll: true });
    });
    SonLa.name(closer, "map.spot-close");
    const copier = SonLa.button({ text: SonLa.say("map.spot-copy") }, async () => {
      const done = await copy(lines.join("\n"));
      copier.textContent = SonLa.say(done ? "map.spot-copied" : "map.spot-not-copied");
      copier.focus();
      setTimeout(() => (copier.textContent = SonLa.say("map.spot-copy")), SHOWN_MS);
    });
    const { onNear } = SonLa;
    const words = SonLa.say("map.spot-near", { km: NEAR_KM });
    const near = onNear && SonLa.button({ text: words }, () => onNear({ lon, lat, km: NEAR_KM }));
    const commune = SonLa.make("p", { class: "where-commune", text: SonLa.communeName({ lat, lng: lon }) });
    const numbers = lines.map((text) => SonLa.make("p", { class: "where-numbers", text }));
    sheet = SonLa.make(
      "section",
      { class: "where panel", "aria-label": heading.textContent || "" },
      SonLa.make("div", { class: "where-head" }, heading, closer),
      commune,
      ...numbers,
      SonLa.make("div", { class: "where-buttons" }, near, copier),
    );
    L.DomEvent.disableClickPropagation(sheet);
    L.DomEvent.disableScrollPropagation(sheet);
    sheet.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") closer.click();
    });
    SonLa.map.getContainer().append(sheet);
    uncover(lon, lat);
  };

  /** Stand on the other side where the sheet would cover its own pin. */
  function uncover(lon, lat) {
    const [x, y] = SonLa.pixel(L.latLng(lat, lon));
    const { offsetLeft: left, offsetTop: top, offsetWidth: width, offsetHeight: height } = /** @type {HTMLElement} */ (sheet);
    if (x < left - 20 || x > left + width + 20 || y < top || y > top + height + 40) return;
    if (SonLa.map.getSize().x > 2 * width + 120) sheet?.classList.add("beside");
    else SonLa.map.panBy([0, y - top - height - 60], { animate: false });
  }

  SonLa.sayWhere = () => {
    if (told) SonLa.tellWhere(...told);
  };
})();
