from __future__ import annotations

from geo.catalog import Catalog
from geo.model import Status
from geo.selection import Selection
from panels import state
from panels.state import Screen, read_screen
from panels.views import LONGEST_NAME, MOST_VIEWS, SavedView, read_views, view_of, write_views
from tests.panels.test_page import address, listed, opened

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


def test_save_open_step_and_delete(catalog: Catalog) -> None:
    app = opened(area="123")
    app.text_input(key="view-name").set_value("Mộc Châu").run()
    app.button(key="view-save").click().run()
    assert "views" in address(app)
    app.button(key="view-open-0").click().run()
    app.pills(key=state.STATUSES).set_value([Status.PLANNED]).run()
    app.text_input(key="view-name").set_value("Quy hoạch").run()
    app.button(key="view-save").click().run()
    link = address(app)

    again = opened(**link)
    again.button(key="view-next").click().run()
    assert {"area", "views"} == set(address(again))
    again.button(key="view-previous").click().run()
    assert address(again) == link
    again.button(key="view-delete-1").click().run()
    again.button(key="view-delete-0").click().run()
    assert "views" not in address(again)
    assert listed(again) <= set(catalog.projects)


def test_a_view_of_things_gone_says_so() -> None:
    app = opened(views="old~area%3D999", lang="en")
    app.button(key="view-open-0").click().run()
    assert any("999" in warning.value for warning in app.warning)
    assert address(app)["lang"] == "en"


def test_a_broken_view_in_a_link_is_said() -> None:
    app = opened(views="broken")
    assert any("broken" in warning.value for warning in app.warning)
    assert address(app) == {}
