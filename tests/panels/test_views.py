from __future__ import annotations

import pytest

from geo.catalog.catalog import Catalog
from geo.model import Status
from geo.query.selection import Selection
from panels.session.saved_views import (
    LONGEST_NAME,
    MOST_VIEWS,
    SavedView,
    read_position,
    read_views,
    view_of,
    write_views,
)
from panels.session.state import Screen, read_screen
from tests.panels.test_page import address, listed, map_data, opened

ALLOWED = ("area", "q", "near", "id")
HOSTILE = "a~b|c&d=e%7C <script>"


def test_any_name_survives_the_link() -> None:
    views = (
        SavedView("Mộc Châu", (("area", "123"),)),
        SavedView(HOSTILE, (("near", "QL.6~5"), ("q", HOSTILE))),
        SavedView("Toàn tỉnh", ()),
    )
    assert read_views(write_views(views), ALLOWED) == (views, ())


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


def test_open_step_and_delete(catalog: Catalog) -> None:
    views = (
        view_of("Mộc Châu", {"area": "123"}, "11.5/20.9/104.7"),
        view_of("Quy hoạch", {"area": "123", "status": Status.PLANNED.value}),
    )
    link = {"area": "123", "status": Status.PLANNED.value, "views": write_views(views)}
    again = opened(**link)
    before = map_data(again)["extentKey"]
    again.button(key="view-open-1").click().run()
    fitted = map_data(again)
    assert fitted["extentKey"] != before, "an opened view fits, although the filters are the same"
    assert len(fitted["extent"]) == 4
    again.button(key="view-next").click().run()
    assert {"area", "views"} == set(address(again))
    assert map_data(again)["extent"] == [11.5, 20.9, 104.7]
    again.button(key="view-previous").click().run()
    assert address(again) == link
    again.button(key="view-delete-1").click().run()
    again.button(key="view-delete-0").click().run()
    assert "views" not in address(again)
    assert listed(again) <= set(catalog.projects)


def test_views_that_differ_only_in_position_are_stepped_through() -> None:
    places = ("11/20.9/104.7", "12/21.3/103.9", "10/21/104")
    views = tuple(view_of(place, {}, place) for place in places)
    app = opened(views=write_views(views))
    seen = []
    for _ in range(4):
        app.button(key="view-next").click().run()
        seen.append(map_data(app)["extent"][0])
    assert seen == [12, 10, 11, 12]  # the first one has the filters of the screen


def test_a_view_of_things_gone_says_so() -> None:
    app = opened(views="old~area%3D999", lang="en")
    app.button(key="view-open-0").click().run()
    assert any("999" in warning.value for warning in app.warning)
    assert address(app)["lang"] == "en"


def test_a_broken_view_in_a_link_is_said() -> None:
    app = opened(views="broken")
    assert any("broken" in warning.value for warning in app.warning)
    assert address(app) == {}
