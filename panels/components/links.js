/*
 * Goes to the page that the server asks for, and lets the server hear of the days that are chosen
 * ([data-day]). Links are followed by panels/server/early_map.js, which is there before any component.
 */
const watchers = new WeakMap();
let followed = 0;
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

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
    if (!day) return;
    const { sonLaStore } = /** @type {any} */ (globalThis);
    // Like a filter it goes into the address, where a store of the page takes it.
    if (sonLaStore?.isHere()) sonLaStore.showDay(day.dataset.day);
    else setTriggerValue("day", day.dataset.day);
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

  // A dialog is put beside the page.
  const beside = new MutationObserver(enterDialog);
  beside.observe(document.body, { childList: true });
  signal.addEventListener("abort", () => beside.disconnect());

  // The server asks once; a rerun of the page may repeat it.
  if (data.go && data.asked !== followed) {
    followed = data.asked;
    document.dispatchEvent(new CustomEvent("sl-go", { detail: data.go }));
  }

  return () => watcher.abort();
}
