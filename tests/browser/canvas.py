"""The map page through ``window.SonLa``: open it without the app, move it, make it new again."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Frame, Page, ViewportSize

from tests.browser.visit import until

ADDRESS = re.compile(r"/app/static/map/")
PROVINCE = (21.28, 104.0)

# What a test may leave behind, as far as it can be seen: all that is drawn and said.
_LOOK = """
window.look = () => JSON.stringify([
  SonLa.stats(), SonLa.state, SonLa.measuring, SonLa.map.getCenter(), SonLa.map.getZoom(),
  document.querySelector(".notice").hidden, document.querySelectorAll(".pin").length,
  document.querySelector(".readout").hidden, document.querySelector(".legend").className,
  document.activeElement.tagName, document.fullscreenElement,
]);
"""
_KEEP = f"""() => {{
  {_LOOK}
  window.callbacks = Object.fromEntries(
    Object.entries(SonLa).filter(([name]) => /^on[A-Z]/.test(name)));
  window.first = {{ state: structuredClone(SonLa.state), look: look() }};
}}"""
_RENEW = """() => {
  if (!window.first) return false;
  Object.assign(SonLa, callbacks);
  document.activeElement.blur();
  SonLa.stopMeasure();
  SonLa.tell("");
  SonLa.mark();
  // Twice: only a mark and an extent that differ from the ones before are new.
  SonLa.apply({ mark: null, extentKey: "renewed" });
  SonLa.apply(structuredClone(first.state));
  SonLa.goHome();
  return look() === first.look;
}"""


def open_alone(page: Page, url: str) -> None:
    """Open the map page without the app around, and wait until all of it is there."""
    page.goto("about:blank")
    page.goto(url)
    until(page, "SonLa.painted && SonLa.detailed")
    page.evaluate(_KEEP)


def is_as_new(page: Page, viewport: ViewportSize) -> bool:
    """Bring the map back to where it was when it was opened; tell whether that is so."""
    if page.viewport_size != viewport or not ADDRESS.search(page.url):
        return False
    page.mouse.move(-1, -1)
    found: bool = page.evaluate(_RENEW)
    return found


def apply(canvas: Frame, **state: Any) -> dict[str, Any]:
    """Apply a state and tell what is drawn then."""
    found: dict[str, Any] = canvas.evaluate(
        "state => { SonLa.apply(state); SonLa.layLater(); return SonLa.stats(); }", state
    )
    return found


def go(frame: Frame, zoom: float, lat: float, lon: float) -> dict[str, Any]:
    """Move the map and tell what is drawn then."""
    found: dict[str, Any] = frame.evaluate(
        "([zoom, lat, lon]) => { SonLa.goTo({ zoom, lat, lon }); return SonLa.stats(); }",
        [zoom, lat, lon],
    )
    return found
