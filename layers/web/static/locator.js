/* The locator: the whole country with its archipelagos named, and the province in it. */
(() => {
  const ROOM_PX = 900;
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
    panel.hidden = !wanted || !SonLa.hasLocatorRoom();
  }

  SonLa.hasLocatorRoom = () => SonLa.map.getSize().x >= ROOM_PX;

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
