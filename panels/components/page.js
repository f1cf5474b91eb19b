/*
 * The page around the app: its language, Streamlit's own words in it, the bar of Streamlit's buttons,
 * which goes with the page, and the page on paper. One watcher serves all pages of the app.
 */
const NAMES = ["aria-label", "title", "placeholder"];
// Where Streamlit writes words of its own; elsewhere the same words may be somebody's data.
const PLACES =
  '[data-testid="stSkipToContent"], [data-testid="stMainMenuPopover"], [data-testid="stFileUploader"], ' +
  '[data-testid="stSelectboxVirtualDropdown"], [role="listbox"], [data-live-announcer], [data-testid="stTooltipErrorContent"], ' +
  '[data-testid="stDialog"]:not(:has([data-testid="stVerticalBlock"]))';
// A dialog and the menu stand beside the app in the document, not in it.
const NAMED =
  '[data-testid="stApp"] :is([aria-label], [title], [placeholder]), [data-testid="stDialog"] :is([aria-label], [title]), ' +
  '[data-testid="stMainMenuPopover"] [aria-label], [role="listbox"][aria-label]';
const FRAME = 'iframe[src*="/app/static/map/"]';
/** @type {Map<string, string>} */
let words = new Map();
/** @type {{ form: RegExp, said: string }[]} What changes in them stands in braces. */
let sentences = [];

/** Return how Streamlit's words are said in the language of the page, undefined for other words. */
function sayIn(text) {
  const said = words.get(text);
  if (said !== undefined) return said;
  for (const { form, said: sentence } of sentences) {
    const found = form.exec(text);
    if (found) return sentence.replace(/\{(\w+)\}/g, (_, name) => found.groups?.[name] ?? "");
  }
  return undefined;
}

/** Return the form of a sentence with names in braces. */
function formOf(sentence) {
  const parts = sentence.split(/\{(\w+)\}/).map((part, place) => (place % 2 ? `(?<${part}>.+?)` : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
  return new RegExp(`^${parts.join("")}$`, "s");
}

/** Take Streamlit's words, each in English, in Vietnamese and as it is said. */
function takeWords(all) {
  const isForm = ([english]) => english.includes("{");
  words = new Map(all.filter((row) => !isForm(row)).flatMap(([english, vietnamese, said]) => [[english, said], [vietnamese, said]]));
  sentences = all.filter(isForm).flatMap(([english, vietnamese, said]) => [english, vietnamese].map((text) => ({ form: formOf(text), said })));
}

function sayNames(element) {
  for (const name of NAMES) {
    const said = sayIn(element.getAttribute(name));
    if (said && said !== element.getAttribute(name)) element.setAttribute(name, said);
  }
}

function sayTexts(place) {
  const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const [own, bare] = [text.nodeValue || "", (text.nodeValue || "").trim()];
    const said = sayIn(bare);
    if (said && said !== bare) text.nodeValue = own.replace(bare, () => said);
  }
}

function sayAll() {
  for (const element of document.querySelectorAll(NAMED)) sayNames(element);
  for (const place of document.querySelectorAll(PLACES)) sayTexts(place);
}

const SAY_MS = 60;
let isWaiting = false;
function sayLater() {
  if (isWaiting) return;
  isWaiting = true;
  // Not at once: what is drawn for the person comes first.
  setTimeout(() => {
    isWaiting = false;
    sayAll();
  }, SAY_MS);
}

/** The bar of Streamlit's buttons lies over the page: what is scrolled must not lie under it. */
function carryBar(event) {
  const { target } = event;
  if (target.dataset?.testid !== "stMain") return;
  const bar = document.querySelector('[data-testid="stHeader"]');
  if (bar instanceof HTMLElement) bar.style.transform = target.scrollTop ? `translateY(${-target.scrollTop}px)` : "";
}

/** Close the menu of the pages when it is left. */
function closeMenu(event) {
  for (const menu of document.querySelectorAll(".sl-pages details[open]")) {
    const isInside = menu.contains(event.target);
    if (event.type === "keydown" ? event.key !== "Escape" : isInside) continue;
    menu.removeAttribute("open");
    if (event.type === "keydown" && isInside) menu.querySelector("summary")?.focus();
  }
}

/** @returns {MapPage | undefined} */
const findMap = () => /** @type {HTMLIFrameElement | null} */ (document.querySelector(FRAME))?.contentWindow?.SonLa;

function printBegins() {
  document.documentElement.dataset.slPaper = "";
  findMap()?.toPaper?.(true);
}

function printEnds() {
  delete document.documentElement.dataset.slPaper;
  findMap()?.toPaper?.(false);
}

function watch() {
  new MutationObserver(sayLater).observe(document.body, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: NAMES,
  });
  document.addEventListener("scroll", carryBar, { capture: true, passive: true });
  for (const name of ["click", "focusin", "keydown"]) document.addEventListener(name, closeMenu);
  window.addEventListener("beforeprint", printBegins);
  window.addEventListener("afterprint", printEnds);
}

/** Give the focus to the map, or to the first row of the list. */
function skipTo(target) {
  if (target === "map") {
    const frame = /** @type {HTMLElement | null} */ (document.querySelector(FRAME));
    frame?.scrollIntoView({ block: "nearest" });
    frame?.focus();
    findMap()?.map.getContainer().focus();
    return;
  }
  const [root] = [...document.querySelectorAll(".st-key-project-table *")].flatMap(({ shadowRoot }) => shadowRoot || []);
  const row = /** @type {HTMLElement | null} */ (root?.querySelector("tbody button") || root?.querySelector(".list") || null);
  row?.focus();
  row?.scrollIntoView({ block: "center" });
}

/** Put the ways past filters and tools at the head of the document, seen while they have the focus. */
function putSkips(skips) {
  const links = skips.map(([target, text]) => {
    const link = Object.assign(document.createElement("a"), { href: `#${target}`, textContent: text });
    link.addEventListener("click", (event) => {
      event.preventDefault(); // the hash of the address is the place of the map
      skipTo(target);
    });
    return link;
  });
  const said = document.querySelector(".sl-skips") || Object.assign(document.createElement("div"), { className: "sl-skips" });
  said.replaceChildren(...links);
  if (!said.isConnected) document.body.prepend(said);
}

let isWatched = false;
let skipped = "";

export default function ({ data }) {
  document.documentElement.lang = data.language;
  takeWords(data.words);
  const skips = JSON.stringify(data.skips);
  if (skips !== skipped) putSkips(data.skips); // else a link might lose the focus
  skipped = skips;
  if (!isWatched) watch();
  isWatched = true;
  sayAll();
}
