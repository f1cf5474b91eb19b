"use strict";
/*
 * Cards: elements made from the trees of briefing/content/cards_record.py, never markup. The app and
 * the USB edition draw them by this script, which needs nothing else of either page.
 *
 *   SonLaCard.draw(tree, texts, link)
 *     tree   a head and its children; a text is its place in `texts`
 *     link   called with an element that is a link or a photo, and {card: id}, {of: id} or
 *            {photo: digest}: what it leads to or shows
 */
/** @type {any} */ (globalThis).SonLaCard = (() => {
  const ELEMENTS = new Set(
    "article section details summary p h3 h4 div span strong time ul li dl dt dd a abbr img br".split(" "),
  );

  /** @param {any} tree */
  function draw(tree, texts, link = (_element, _about) => {}) {
    const [head, ...children] = tree;
    const [name, ...classes] = texts[head].split(".");
    if (!ELEMENTS.has(name)) throw new Error(`no element of a card: ${name}`);
    const element = document.createElement(name);
    if (classes.length) element.className = classes.join(" ");
    for (const child of children) {
      if (Array.isArray(child)) element.append(draw(child, texts, link));
      else if (typeof child === "number") element.append(texts[child]);
      else dress(element, Object.fromEntries(Object.entries(child).map(([key, place]) => [key, texts[place]])), link);
    }
    return element;
  }

  function dress(element, said, link) {
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
    if (said.alt) element.alt = said.alt;
    if (said.card || said.of || said.photo) link(element, said);
  }

  return { draw };
})();
