/*
 * Pairs of what one clicks or reads that lie on each other, and what the window cuts. A box counts
 * as far as its scrollers show it; what an open sheet or drawer covers on purpose does not count.
 */
(() => {
  const PICK = "a[href], button, input:not([type=checkbox]), summary, h1, h2, h3, .sl-words, .sl-summary";
  const IN_MAP = ".leaflet-control:not(.panel), .leaflet-control-scale-line, .panel, .panel button, .sources, .readout";
  const LEAST = 2;
  const found = [];
  const up = (element) => element.parentElement || element.getRootNode().host || null;
  function shown(element, frame) {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return null;
    let { left, top, right, bottom } = element.getBoundingClientRect();
    const full = { left, right };
    for (let at = up(element); at; at = up(at)) {
      const style = getComputedStyle(at);
      if (style.display === "contents") continue;
      const box = at.getBoundingClientRect();
      if (style.overflowX !== "visible") [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
      if (style.overflowY !== "visible") [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
    }
    [left, top, right, bottom] = [left + frame.left, top + frame.top, right + frame.left, bottom + frame.top];
    [top, bottom] = [Math.max(top, 0), Math.min(bottom, innerHeight)];
    if (right - left < LEAST || bottom - top < LEAST) return null;
    return { element, left, top, right, bottom, full };
  }
  function take(root, pick, frame) {
    for (const element of root.querySelectorAll(pick)) {
      const box = shown(element, frame);
      if (box) found.push(box);
    }
    for (const element of root.querySelectorAll("*")) if (element.shadowRoot) take(element.shadowRoot, pick, frame);
  }
  take(document, PICK, { left: 0, top: 0 });
  const frame = document.querySelector("iframe[title]");
  if (frame) take(frame.contentDocument, IN_MAP, frame.getBoundingClientRect());
  const covers = [...document.querySelectorAll('.card.sheet, [data-testid="stSidebar"][data-collapsed="false"]')]
    .filter((each) => each.checkVisibility()).map((each) => [each, each.getBoundingClientRect()]);
  const isInside = (element, other) => {
    for (let at = element; at; at = up(at)) if (at === other) return true;
    return false;
  };
  const seen = found.filter((box) => !covers.some(([cover, { left, top, right, bottom }]) =>
    !isInside(box.element, cover) && box.left < right && box.right > left && box.top < bottom && box.bottom > top));
  const name = ({ element }) => `${element.tagName.toLowerCase()}.${element.className?.baseVal ?? element.className} ${(element.getAttribute("aria-label") || element.textContent || "").trim().slice(0, 30)}`;
  const faults = [];
  seen.forEach((one, number) => {
    if (one.element.ownerDocument === document && (one.full.left < -1 || one.full.right > innerWidth + 1)
        && one.left <= 0 | one.right >= innerWidth) faults.push(`cut: ${name(one)}`);
    for (const other of seen.slice(number + 1)) {
      if (isInside(one.element, other.element) || isInside(other.element, one.element)) continue;
      // The buttons at the end of a field stand in it.
      if (one.element.localName === "input" && one.element.parentElement === other.element.parentElement) continue;
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (wide > LEAST && high > LEAST) faults.push(`${name(one)} × ${name(other)}`);
    }
  });
  if (document.documentElement.scrollWidth > innerWidth) faults.push("the page is wider than the window");
  const main = document.querySelector('[data-testid="stMain"]');
  if (main.scrollWidth > main.clientWidth) faults.push("what is read is wider than the window");
  if (frame && frame.offsetHeight > 0.8 * innerHeight + 1) faults.push("the map leaves no fifth of the window");
  return faults;
})()
