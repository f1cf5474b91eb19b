"""No barrier for people with a keyboard or a screen reader, by the rules of axe-core."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page

from tests.browser.visit import at_rest

MAP = re.compile(r"/app/static/map/")
GRAVE = {"serious", "critical"}
# Called moderate by axe: whoever goes from heading to heading loses the way.
NAMED = {"heading-order"}
ONCE = "page-has-heading-one"  # a page, that is: what stands in a frame of it has none of its own


@pytest.mark.parametrize("query", ["", "?area=123&id=EXP-SL1"])
def test_no_grave_violation(page: Page, app_url: str, query: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{app_url}/{query}")
    page.frame_locator("iframe[title]").locator(".legend").wait_for()
    if "id=" in query:
        page.locator(".card h3").wait_for()
    for width, height in ((390, 844), (1440, 900)):
        page.set_viewport_size({"width": width, "height": height})
        at_rest(page)
        canvas = page.frame(url=MAP)
        assert canvas
        for where in (page, canvas):
            assert grave_violations(where) == []


def test_no_grave_violation_in_the_dark(page: Page, app_url: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(app_url)
    page.frame_locator("iframe[title]").locator(".legend").wait_for()
    at_rest(page)
    canvas = page.frame(url=MAP)
    assert canvas
    assert canvas.evaluate("document.documentElement.dataset.scheme") == "dark"
    assert grave_violations(canvas) == []
    # And the other way round: a barrier that is put there is found.
    canvas.evaluate("void document.body.append(document.createElement('button'))")
    assert [rule for rule, _ in grave_violations(canvas)] == ["button-name"]


def test_no_grave_violation_with_a_card_in_the_dark_and_in_forced_colours(
    page: Page, app_url: str
) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{app_url}/?area=123&id=EXP-SL1")
    page.locator(".card h3").wait_for()
    at_rest(page)
    assert grave_violations(page) == []
    page.emulate_media(color_scheme="light", forced_colors="active")
    at_rest(page)
    canvas = page.frame(url=MAP)
    assert canvas
    for where in (page, canvas):
        assert grave_violations(where) == []


def grave_violations(where: Page | Frame) -> list[tuple[str, list[Any]]]:
    """Run axe in one document (it does not look into frames) and return what hinders most."""
    # Of the rules that pass, one element each is enough, and takes a fraction of the time.
    result = Axe().run(where, options={"resultTypes": ["violations"]}).response
    assert len(result["passes"]) > 5  # the rules did run
    named = NAMED | {ONCE} if isinstance(where, Page) else NAMED
    return [
        _said(each)
        for each in result["violations"]
        if each["impact"] in GRAVE or each["id"] in named
    ]


def _said(violation: dict[str, Any]) -> tuple[str, list[Any]]:
    return violation["id"], [node["target"] for node in violation["nodes"]][:5]
