/* Cards: elements made from the trees of the file, never markup. */
(() => {
  const ELEMENTS = new Set(
    "article section details summary p h3 h4 div span strong time ul li dl dt dd a abbr img br".split(" "),
  );

  /** Return the card of an item, null where it has none. */
  Usb.card = (id) => {
    const card = Usb.data.cards[id];
    return card ? grown(card[SonLa.state.lang] || card.vi) : null;
  };

  /** @param {any[]} tree a head and its children, see briefing/usb/page.py */
  function grown([head, ...children]) {
    const [name, ...classes] = Usb.data.texts[head].split(".");
    if (!ELEMENTS.has(name)) throw new Error(`no element of a card: ${name}`);
    const element = document.createElement(name);
    if (classes.length) element.className = classes.join(" ");
    for (const child of children) {
      if (Array.isArray(child)) element.append(grown(child));
      else if (typeof child === "number") element.append(Usb.data.texts[child]);
      else dress(element, child);
    }
    return element;
  }

  function dress(element, about) {
    const said = Object.fromEntries(Object.entries(about).map(([key, place]) => [key, Usb.data.texts[place]]));
    if (said.href && /^https?:/.test(said.href)) {
      element.href = said.href;
      element.target = "_blank";
      element.rel = "noopener noreferrer";
    }
    if (said.src?.startsWith("data:image/svg+xml")) {
      element.src = said.src;
      element.alt = "";
    }
    if (said.width) element.width = element.height = Number(said.width);
    if (said.title) {
      element.title = said.title;
      element.tabIndex = 0;
    }
    if (said.edge) element.style.borderColor = said.edge;
    if (said.share) element.style.setProperty("--share", `${Number(said.share)}%`);
  }
})();
