/*
 * Copies the address of the page, with filters, saved views and the position of the map: under the
 * office's address where this one leads nobody else here, and with a word where it is too long.
 */
const SHOWN_MS = 2000;
const PRIVATE =
  /^(10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\.|^\[?f[cd][0-9a-f]{2}:|^\[?fe80:|^[^.:]+$|\.(local|lan|internal|home\.arpa)$/i;
const OWN = /^(localhost|127\..*|\[?::1\]?|0\.0\.0\.0)$|\.localhost$/i;

/** Tell who can open an address: "own" this machine only, "private" this network, "" anybody. */
export function reach(host) {
  if (OWN.test(host)) return "own";
  return PRIVATE.test(host) ? "private" : "";
}

/**
 * Return the link to hand on, and the words about it.
 *
 * @param {{href: string, hostname: string, search: string, hash: string}} here
 * @param {any} data base: address of the office, empty for none; most: letters that mail bears.
 */
export function linkOf(here, data) {
  const far = reach(here.hostname);
  const said = [];
  let link = here.href;
  if (far && data.base) {
    const base = new URL(data.base);
    link = `${base.origin}${base.pathname}${here.search}${here.hash}`;
    said.push(data.office.replace("{host}", base.host));
  } else if (far) said.push(data[far]);
  if (link.length > data.most) said.push(data.long.replace("{length}", String(link.length)));
  return { link, said: said.join(" ") };
}

/** Copy where the page is not served over a safe connection, as in an office network. */
function copyByHand(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByHand(text);
  }
}

export default function ({ parentElement, data }) {
  const button = parentElement.querySelector("button");
  const status = parentElement.querySelector("span");
  const note = parentElement.querySelector("p");
  button.textContent = data.copy;
  button.removeAttribute("style");
  note.hidden = true;
  button.onclick = async () => {
    const { link, said } = linkOf(window.location, data);
    const done = await copy(link);
    status.textContent = button.textContent = done ? data.copied : data.failed;
    note.textContent = said;
    note.hidden = !said;
    button.focus();
    setTimeout(() => {
      button.textContent = data.copy;
      status.textContent = "";
    }, SHOWN_MS);
  };
}
