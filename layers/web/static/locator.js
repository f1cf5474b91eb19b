/* The locator: the whole country with its archipelagos named, and the province in it. */
(() => {
  const ROOM_PX = 900;
  const ROOM_HEIGHT_PX = 360; // with export above it, coordinates and scale below
  const PHONE_PX = 480; // up to here it stands in the legend
  const SMALLER = 0.72;
  /** @type {HTMLElement} */
  let panel;
  /** @type {SVGSVGElement} */
  let picture;
  let wanted = true;

  SonLa.locatorShown = () => Boolean(panel) && !panel.hidden;

  SonLa.showLocator = (on) => {
    wanted = on;
    suit();
  };

  function suit() {
    const { width, height } = SonLa.page.locator;
    const hasRoom = SonLa.hasLocatorRoom();
    const { x, y } = SonLa.map.getSize();
    const scale = (x >= ROOM_PX && y >= ROOM_HEIGHT_PX) || !hasRoom ? 1 : SMALLER;
    picture.setAttribute("width", String(Math.round(width * scale)));
    picture.setAttribute("height", String(Math.round(height * scale)));
    const home = hasRoom ? panel : SonLa.legendBody() || panel;
    if (picture.parentElement !== home) home.append(picture);
    panel.hidden = !wanted || !hasRoom;
  }

  SonLa.suitLocator = suit;

  /** Tell whether the archipelagos have a corner of the map; else they stand in the legend. */
  SonLa.hasLocatorRoom = () => SonLa.map.getSize().x > PHONE_PX;

  SonLa.addLocator = () => {
    const { width, height, land, islands, province, names, here } = SonLa.page.locator;
    picture = SonLa.draw("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img" });
    picture.append(
      SonLa.draw("path", { class: "locator-land", d: land }),
      SonLa.draw("path", { class: "locator-islands", d: islands }),
      SonLa.draw("path", { class: "locator-province", d: province }),
    );
    const mark = SonLa.draw("text", { class: "locator-here", x: here.x, y: here.y });
    mark.textContent = here.name;
    picture.append(mark);
    for (const { lines, x, y } of names) {
      lines.forEach((line, i) => {
        const text = SonLa.draw("text", { class: "locator-name", x, y: y + i * 12 });
        text.textContent = line;
        picture.append(text);
      });
    }
    panel = SonLa.make("div", { class: "locator panel" }, picture);
    SonLa.addPanel(panel, "topright");
    SonLa.map.on("resize", () => {
      suit();
      SonLa.sayTools();
    });
    suit();
  };

  SonLa.sayLocator = () => picture.setAttribute("aria-label", SonLa.say("map.locator-text"));
})();
