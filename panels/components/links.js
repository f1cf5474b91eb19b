/*
 * Goes to the page that the server asks for, and lets the server hear of the days that are chosen
 * ([data-day]); lets all around our page speak its language. Links are followed by
 * panels/server/early_map.js, which is there before any component.
 */
const watchers = new WeakMap();
let followed = 0;
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };
const SKIP = '[data-testid="stSkipToContent"]';
// What Streamlit names in English whatever the language of the page.
const NAMED = {
  sidebar: '[data-testid="stSidebar"]',
  collapse: '[data-testid="stSidebarCollapseButton"] button',
  menu: '[data-testid="stMainMenuButton"]',
  close: '[data-testid="stDialog"] button[aria-label="Close"]',
};

/** Let the document and what Streamlit puts around our page speak the language of the page. */
function speak({ lang, words }) {
  if (document.documentElement.lang !== lang) document.documentElement.lang = lang;
  // React keeps its text nodes: only what they say is ours.
  const said = document.querySelector(SKIP)?.firstChild;
  if (said && said.nodeValue !== words.skip) said.nodeValue = words.skip;
  for (const [word, place] of Object.entries(NAMED)) document.querySelector(place)?.setAttribute("aria-label", words[word]);
}

/** Bring who has opened a dialog from the map into it: out of a frame the focus does not follow. */
function enterDialog() {
  const dialog = /** @type {HTMLElement | null} */ (document.querySelector('[data-testid="stDialog"] [role="dialog"]'));
  if (!dialog || document.activeElement?.tagName !== "IFRAME") return;
  dialog.tabIndex = -1;
  dialog.focus();
}

export default function ({ data, parentElement, setTriggerValue }) {
  watchers.get(parentElement)?.abort();
  const watcher = new AbortController();
  watchers.set(parentElement, watcher);
  const { signal } = watcher;
  const listen = (name, react) => document.addEventListener(name, react, { signal });

  listen("click", (event) => {
    const day = event.target.closest?.("[data-day]");
    if (day) setTriggerValue("day", day.dataset.day);
  });

  // The arrow keys go from one event of the timeline to the next.
  listen("keydown", (event) => {
    const day = event.target.closest?.("[data-day]");
    if (!day || !STEPS[event.key]) return;
    event.preventDefault();
    const all = [...day.closest("[role=group]").querySelectorAll("[data-day]")];
    all.sort((one, two) => one.dataset.day.localeCompare(two.dataset.day));
    const next = all[all.indexOf(day) + STEPS[event.key]];
    if (!next) return;
    day.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });

  speak(data);
  // A dialog is put beside the page.
  const beside = new MutationObserver(() => {
    speak(data);
    enterDialog();
  });
  beside.observe(document.body, { childList: true });
  signal.addEventListener("abort", () => beside.disconnect());

  // The server asks once; a rerun of the page may repeat it.
  if (data.go && data.asked !== followed) {
    followed = data.asked;
    document.dispatchEvent(new CustomEvent("sl-go", { detail: data.go }));
  }

  return () => watcher.abort();
}
