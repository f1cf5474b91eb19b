/* Records that the server has published under addresses that never change. */
/** @type {Map<string, Promise<any>>} */
const records = new Map();

/** Return a record that stands at an address, fetched once for all components. */
export function fetched(address) {
  const known = records.get(address);
  if (known) return known;
  const url = new URL(address, document.baseURI);
  const found = fetch(url).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(`${answer.status}`))));
  found.catch(() => records.delete(address)); // the next run may find it
  records.set(address, found);
  return found;
}

/** Let a record be fetched again that has come, and was none. */
export const forget = (address) => records.delete(address);
