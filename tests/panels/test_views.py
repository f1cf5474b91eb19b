"""Named views: how a link and the browser write them, and what the page does with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import pytest

from geo.catalog.catalog import Catalog
from geo.model import Status
from geo.query.selection import Selection
from panels.session import address as session_address
from panels.session import state
from panels.session.saved_views import (
    LONGEST_NAME,
    MOST_VIEWS,
    SavedView,
    read_position,
    read_views,
    view_of,
    write_view,
    write_views,
)
from panels.session.state import Screen, read_screen
from panels.widgets import saved_views
from panels.widgets.saved_views import MOST_LINK
from tests.panels.test_page import address, component_json, listed, map_data, opened

CASES = json.loads(Path(__file__).with_name("view_cases.json").read_text(encoding="utf-8"))

ALLOWED = ("area", "q", "near", "id", "status")
HOSTILE = "a~b|c&d=e%7C <script>"


def test_any_name_survives_the_link() -> None:
    views = (
        SavedView("Mộc Châu", (("area", "123"),)),
        SavedView(HOSTILE, (("near", "QL.6~5"), ("q", HOSTILE))),
        SavedView("Toàn tỉnh", ()),
    )
    assert read_views(write_views(views), ALLOWED) == (views, ())


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_server_writes_views_as_the_browser_does(case: dict[str, str]) -> None:
    query = dict(parse_qsl(case["search"].removeprefix("?")))
    position = case["hash"].removeprefix("#map=")
    view = view_of(case["name"], query, position)
    assert write_view(view) == case["view"]
    assert read_views(case["view"], ALLOWED) == ((view,), ())


def test_links_of_before_are_read() -> None:
    """Both parts were percent-encoded, and the address encoded them again."""
    old = "M%E1%BB%99c%20Ch%C3%A2u~area%3D123%26q%3Da%257Cb|To%C3%A0n%20t%E1%BB%89nh~"
    views = (SavedView("Mộc Châu", (("area", "123"), ("q", "a|b"))), SavedView("Toàn tỉnh", ()))
    assert read_views(old, ALLOWED) == (views, ())


def test_r22_views_of_a_mangled_link_mean_the_same() -> None:
    views = (
        view_of("Mộc Châu", {"area": "123,124"}, "11.5/20.9/104.7"),
        view_of("Hai", {"area": "04048"}),
    )
    text = write_views(views)
    for mangled in (quote(text, safe="~"), f"{text}).", f"{text}\u200b", text.replace(",", "，")):
        assert read_views(mangled, ALLOWED) == (views, ())
    _, ignored = read_views("Ba~colour.red", ALLOWED)
    assert [part.value for part in ignored] == ["Ba"]


def test_r24_eight_views_fit_into_a_mail(catalog: Catalog) -> None:
    """R24: 8 views with names of 20-40 letters and two or three filters stay under 2,048."""
    name = "Đường tỉnh 102 qua xã Chiềng Sơn, đoạn"
    filters = {"frame": "commune", "area": "03980,04048", "status": "construction,preparing"}
    views = tuple(view_of(f"{name} {step}", filters) for step in range(MOST_VIEWS))
    assert {len(view.name) for view in views} == {40}
    query = Screen(Selection(areas=("123",)), views=views).to_query()
    assert len("https://bando.sonla.gov.vn/?" + urlencode(query)) < MOST_LINK
    assert read_screen(query, catalog)[0].views == views


def test_a_view_too_long_is_said_and_never_cut() -> None:
    long = f"dài~q.{'x' * 700}"
    kept, ignored = read_views(long, ALLOWED)
    assert (kept, [part.value for part in ignored]) == ((), ["dài"])


def test_parts_that_mean_nothing_are_left_out() -> None:
    kept, ignored = read_views("ok~area%3D123|broken|~area%3D1|ok~|bad~colour%3Dred", ALLOWED)
    assert kept == (SavedView("ok", (("area", "123"),)),)
    assert [part.value for part in ignored] == ["broken", "", "ok", "bad"]


def test_views_and_names_have_an_end() -> None:
    many = "|".join(f"{number}~" for number in range(MOST_VIEWS + 2))
    kept, ignored = read_views(many, ALLOWED)
    assert (len(kept), len(ignored)) == (MOST_VIEWS, 2)
    assert len(view_of("x" * 99, {}).name) == LONGEST_NAME


def test_a_screen_with_views_survives_the_address_bar(catalog: Catalog) -> None:
    screen = Screen(Selection(), views=(view_of("Một", {"area": "123", "lang": "en"}),))
    assert read_screen(screen.to_query(), catalog) == (screen, ())
    assert screen.views[0].query == (("area", "123"),)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("11.5/20.9/104.7", (11.5, 20.9, 104.7)),
        ("9/-20/-104.1234", (9.0, -20.0, -104.1234)),
        ("21/20.9/104.7", None),
        ("9/86/104", None),
        ("9/20", None),
        ("nan/20/104", None),
        ("", None),
    ],
)
def test_a_position_is_read_only_where_it_is_one(
    value: str, read: tuple[float, float, float] | None
) -> None:
    assert read_position(value) == read
    assert view_of("x", {}, value).position == read


def test_a_position_travels_in_the_link() -> None:
    views = (view_of("Một", {"area": "123"}, "11.5/20.9/104.7"), view_of("Hai", {}))
    assert read_views(write_views(views), ALLOWED) == (views, ())
    assert views[0].filters == (("area", "123"),)
    kept, ignored = read_views("far~map%3D99%2F20%2F104", ALLOWED)
    assert (kept, [part.value for part in ignored]) == ((), ["far"])


def test_open_step_and_change(catalog: Catalog) -> None:
    views = (
        view_of("Mộc Châu", {"area": "123"}, "11.5/20.9/104.7"),
        view_of("Quy hoạch", {"area": "123", "status": Status.PLANNED.value}),
    )
    link = {"area": "123", "status": Status.PLANNED.value, "views": write_views(views)}
    again = opened(**link)
    sent = json.loads(component_json(again, "most_own"))
    assert sent["link"] == [write_view(view) for view in views]
    again.button(key="view-next").click().run()
    assert {"area", "views"} == set(address(again))
    assert map_data(again)["extent"] == [11.5, 20.9, 104.7]
    again.button(key="view-previous").click().run()
    assert address(again) == link
    again.session_state[state.SAVED] = ()
    again.run()
    assert "views" not in address(again)
    assert listed(again) <= set(catalog.projects)


def test_ux19_the_browser_says_which_views_the_link_carries(
    monkeypatch: pytest.MonkeyPatch, catalog: Catalog
) -> None:
    session: dict[str, Any] = {state.SAVED: (), state.LANGUAGE: "en"}
    for module in (state, saved_views, session_address):
        monkeypatch.setattr(module, "session", session)
    one, two = view_of("Một", {"area": "123"}), view_of("Hai", {"area": "999"})
    saved_views.react({"changed": {"link": write_views((one, two)), "opened": "Một"}}, catalog)
    assert (session[state.SAVED], session[state.OPENED]) == ((one, two), "Một")
    saved_views.react({"opened": {"view": write_view(one)}}, catalog)
    chosen = state.current()
    assert (chosen.selection.areas, chosen.language) == (("123",), "en")
    assert session[state.SPOT].refit, "an opened view fits, although the filters are the same"
    saved_views.react({"opened": {"view": write_view(two)}}, catalog)
    assert [part.value for part in session_address.ignored()] == ["999"]
    for nonsense in ({}, {"changed": None}, {"changed": 3, "opened": "x"}, {"opened": {"view": 7}}):
        saved_views.react(nonsense, catalog)
    assert session[state.SAVED] == (one, two)


@pytest.mark.parametrize(
    ("configured", "base"),
    [("https://bando.sonla.gov.vn/", "https://bando.sonla.gov.vn/"), ("nonsense", ""), ("", "")],
)
def test_ux19_the_office_address_is_offered_when_it_is_set(
    configured: str, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SON_LA_BASE_URL", configured)
    data = saved_views.link_data("vi")
    assert (data["base"], data["most"]) == (base, 2_048)
    assert "SON_LA_BASE_URL" in data["own"]
    assert "{length}" in data["long"]


def test_views_that_differ_only_in_position_are_stepped_through() -> None:
    places = ("11/20.9/104.7", "12/21.3/103.9", "10/21/104")
    views = tuple(view_of(place, {}, place) for place in places)
    app = opened(views=write_views(views))
    seen = []
    for _ in range(4):
        app.button(key="view-next").click().run()
        seen.append(map_data(app)["extent"][0])
    assert seen == [12, 10, 11, 12]  # the first one has the filters of the screen


def test_a_broken_view_in_a_link_is_said() -> None:
    app = opened(views="broken")
    assert any("broken" in warning.value for warning in app.warning)
    assert address(app) == {}
