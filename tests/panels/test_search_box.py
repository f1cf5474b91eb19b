from __future__ import annotations

import pytest

from geo.catalog.catalog import Catalog
from geo.model import AreaFrame
from geo.query.selection import Selection
from geo.query.view import build_view
from panels.session import state
from panels.widgets.filters import widget_key
from panels.widgets.search_box import MOST_HITS, filtering, words_filter
from tests.panels.test_page import address, listed, map_data, opened


@pytest.mark.parametrize("words", ["na san", "QL.6", "cao tốc", "Mộc Châu", "xyzzy", "EXP-SL1"])
def test_words_of_projects_and_words_that_mean_nothing_filter(catalog: Catalog, words: str) -> None:
    assert words_filter(catalog, words, "vi")
    assert filtering(catalog, Selection(words=words)).words == words


@pytest.mark.parametrize(
    "words", ["QL6 km 195", "km 12 đt109", "21.33, 103.9", "Hát Lót thị trấn", "đèo Pha Đin"]
)
def test_words_that_only_name_a_place_do_not_filter(catalog: Catalog, words: str) -> None:
    assert not words_filter(catalog, words, "vi")
    assert filtering(catalog, Selection(words=words)) == Selection()


def test_a_kilometre_moves_the_map_and_keeps_the_list(catalog: Catalog) -> None:
    app = opened(q="QL6 km 195")
    assert listed(app) == set(catalog.projects)
    assert any("không lọc danh sách" in caption.value for caption in app.caption)
    before = map_data(app)
    app.button(key="hit-0").click().run()
    after = map_data(app)
    assert after["extentKey"] != before["extentKey"]
    assert after["mark"]["label"] == "QL.6 Km195+000"
    west, south, east, north = after["extent"]
    assert west < after["mark"]["lon"] < east
    assert south < after["mark"]["lat"] < north
    app.button(key="hit-0").click().run()
    assert map_data(app)["extentKey"] != after["extentKey"], "the same place again moves again"
    app.multiselect(key=widget_key(state.CORRIDORS, "vi")).set_value(["COR-01"]).run()
    assert map_data(app)["mark"] is None
    assert map_data(app)["extent"] == pytest.approx(
        build_view(catalog, Selection(corridors=("COR-01",))).extent, abs=1e-4
    )


def test_an_old_name_leads_to_the_commune_of_today() -> None:
    app = opened(q="thị trấn Hát Lót")
    buttons = [button for button in app.button if (button.key or "").startswith("hit-")]
    assert 0 < len(buttons) <= MOST_HITS
    old = next(button for button in buttons if "nay là" in button.label)
    old.click().run()
    assert app.text_input(key=state.WORDS).value == ""
    assert app.segmented_control(key=state.FRAME).value == AreaFrame.COMMUNE
    assert set(address(app)) == {"frame", "area"}


def test_a_project_opens_its_card_and_its_words_stay() -> None:
    app = opened(q="na san")
    app.button(key="hit-0").click().run()
    assert address(app)["q"] == "na san"
    assert address(app)["id"].startswith("AIR-NASAN")


def test_a_corridor_takes_the_place_of_the_words() -> None:
    app = opened(q="hành lang sông đà")
    app.button(key="hit-0").click().run()
    assert address(app) == {"corridor": "COR-02"}


def test_nothing_found_is_said_and_stays_text() -> None:
    app = opened(q="[x](javascript:alert)")
    assert any("Không tìm thấy" in caption.value for caption in app.caption)
    assert not any("[x](" in caption.value for caption in app.caption)
