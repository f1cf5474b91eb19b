/* Light and dark: styles are written in light colours, `paint` gives their partner by night. */
(() => {
  const symbols = new Map(); // parsed once, by markup
  let drawn = "light";

  const isDark = () => SonLa.state.scheme === "dark";

  /** Return a colour of the tables as the present scheme shows it. */
  SonLa.paint = (color) => (isDark() && SonLa.page.dark[color]) || color;

  /** Return a symbol as the present scheme shows it; its markup is our own, no data. */
  SonLa.symbol = (svg) => {
    const painted = svg.replace(/#[0-9A-F]{6}/g, SonLa.paint);
    if (!symbols.has(painted)) {
      symbols.set(painted, new DOMParser().parseFromString(painted, "image/svg+xml").documentElement);
    }
    return document.importNode(symbols.get(painted), true);
  };

  /** Repaint what is not repainted at every refresh, once after the scheme has changed. */
  SonLa.followScheme = () => {
    if (SonLa.state.scheme === drawn) return;
    drawn = SonLa.state.scheme;
    document.documentElement.dataset.scheme = drawn;
    SonLa.map.getContainer().style.background = SonLa.paint(SonLa.page.ground);
    SonLa.repaint();
  };
})();
