"""The targets in a browser: nothing is cut on a phone, the charts follow the theme."""

from __future__ import annotations

import io
from typing import Literal

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from layers.style import palette
from tests.browser.test_axe import grave_violations
from tests.browser.visit import at_rest

CUT = """
() => [...document.querySelectorAll(".sl-targets :is(th, td, strong, .sl-about, img)")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().width)
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth
    || one.getBoundingClientRect().right > document.documentElement.clientWidth)
  .map((one) => one.textContent)
"""


def opened(page: Page, app_url: str, width: int, scheme: Literal["light", "dark"]) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{app_url}/chi-tieu")
    page.locator(".sl-targets img").first.wait_for()
    at_rest(page)


@pytest.mark.parametrize("width", [390, 768, 1366])
def test_ux40_no_value_is_cut_at_any_width(page: Page, app_url: str, width: int) -> None:
    opened(page, app_url, width, "light")
    assert page.evaluate(CUT) == []
    expect(page.locator(".sl-targets strong", has_text="29,7–30,3")).to_be_visible()
    assert grave_violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_ux39_the_charts_follow_the_theme(
    page: Page, app_url: str, scheme: Literal["light", "dark"]
) -> None:
    opened(page, app_url, 1366, scheme)
    shot = page.locator(".sl-targets .sl-chart img").first.screenshot()
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    track = palette.CHART_TRACK if scheme == "light" else palette.DARK[palette.CHART_TRACK]
    colors = [color for _, color in sorted(picture.getcolors(picture.width * picture.height) or [])]
    ground = "#FFFFFF" if scheme == "light" else palette.DARK[palette.PAPER]
    assert {"#{:02X}{:02X}{:02X}".format(*color) for color in colors[-2:]} == {track, ground}
    assert grave_violations(page) == []
