/*
 * Saves the view under the name typed beside it. Only now the server is told where the map stands:
 * the position lives in the address bar, #map=zoom/lat/lon, and panning causes no rerun.
 */
const HASH = /map=([^&]*)/;

export default function ({ parentElement, data, setTriggerValue }) {
  const button = parentElement.querySelector("button");
  button.textContent = data.save;
  button.removeAttribute("style");
  button.disabled = data.disabled;
  button.onclick = () => {
    const found = HASH.exec(window.location.hash);
    setTriggerValue("saved", { map: found ? found[1] : "" });
  };
}
