/*
 * Goes to the page that the server asks for, and lets the server hear of the days that are chosen
 * ([data-day]); marks the document with the language of the page. Links are followed by
 * panels/server/early_map.js, which is there before any component.
 */
const watchers = new WeakMap();
let followed = 0;
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

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

  // Streamlit's own page is always marked as English; a screen reader speaks as this says.
  if (document.documentElement.lang !== data.lang) document.documentElement.lang = data.lang;

  // The server asks once; a rerun of the page may repeat it.
  if (data.go && data.asked !== followed) {
    followed = data.asked;
    document.dispatchEvent(new CustomEvent("sl-go", { detail: data.go }));
  }

  return () => watcher.abort();
}
