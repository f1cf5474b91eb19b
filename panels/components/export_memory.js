/*
 * What was last chosen for each purpose in the dialog of the export, kept in this browser: whoever
 * comes back tomorrow finds black and white, A3, as it was. The map hands it over with the question
 * for a file, so that nothing is asked twice; what means nothing to the server is not taken there.
 */
const STORE = "son-la-export";

/** Read what is kept; nothing where that is broken or may not be read. */
export function readKept(page) {
  try {
    const found = JSON.parse(page.localStorage.getItem(STORE) ?? "{}");
    if (!found || typeof found !== "object" || Array.isArray(found)) return {};
    return Object.fromEntries(Object.entries(found).filter(([, choice]) => typeof choice === "string"));
  } catch {
    return {};
  }
}

/** Keep what is chosen, and what was for purposes that this page has not seen. */
export function writeKept(page, chosen) {
  try {
    page.localStorage.setItem(STORE, JSON.stringify({ ...readKept(page), ...chosen }));
  } catch {
    // A browser that keeps nothing: the session remembers while it lasts.
  }
}

export default function ({ data }) {
  writeKept(window, data.chosen);
}
