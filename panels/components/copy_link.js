/* Copies the address of the page, with filters, saved views and the position of the map. */
const SHOWN_MS = 2000;

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
  button.textContent = data.copy;
  button.removeAttribute("style");
  button.onclick = async () => {
    const done = await copy(window.location.href);
    status.textContent = button.textContent = done ? data.copied : data.failed;
    button.focus();
    setTimeout(() => {
      button.textContent = data.copy;
      status.textContent = "";
    }, SHOWN_MS);
  };
}
