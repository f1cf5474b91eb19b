/*
 * Follows the links between the pages (a[data-go]) in the running session, and lets the server hear
 * of the days that are chosen ([data-day]). A click with a modifier key opens the true address.
 */
const watchers = new WeakMap();
let followed = 0;
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

function plain(event) {
  return !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
}

/** Show an address as the browser's own back button would: one entry of history, one run. */
function go(href) {
  window.history.pushState({}, "", href);
  window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
}

export default function ({ data, parentElement, setTriggerValue }) {
  watchers.get(parentElement)?.abort();
  const watcher = new AbortController();
  watchers.set(parentElement, watcher);
  const { signal } = watcher;
  const listen = (name, react) => document.addEventListener(name, react, { signal });

  listen("click", (event) => {
    const link = event.target.closest?.("a[data-go]");
    if (link && plain(event)) {
      event.preventDefault();
      go(link.getAttribute("href"));
    }
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

  // The server asks once; a rerun of the page may repeat it.
  if (data.go && data.asked !== followed) {
    followed = data.asked;
    go(data.go);
  }

  return () => watcher.abort();
}
