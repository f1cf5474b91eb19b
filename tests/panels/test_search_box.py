from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from geo.catalog.catalog import Catalog
from geo.model import AreaFrame
from geo.query.selection import Selection
from geo.query.view import build_view
from panels.session import state
from panels.widgets.filters import widget_key
from panels.widgets.search_box import FIND, MOST_HITS
from tests.panels.test_page import address, listed, map_data, opened


def typed(words: str, **query: str) -> AppTest:
    """Give the app after words were typed into the box."""
    app = opened(**query)
    return app.text_input(key=FIND).set_value(words).run()


def hit(app: AppTest, words: str) -> Button:
    """Give the first hit that says some words."""
    return next(
        button
        for button in app.button
        if (button.key or "").startswith("hit-") and words in button.label
    )


def test_ux15_typing_filters_nothing_and_the_phrase_is_offered_last(catalog: Catalog) -> None:
    app = typed("Chiềng Sơn")
    assert listed(app) == set(catalog.projects)
    assert "q" not in address(app)
    hit(app, "cụm từ").click().run()
    assert address(app)["q"] == "Chiềng Sơn"
    assert listed(app) == build_view(catalog, Selection(words="Chiềng Sơn")).project_ids
    assert "QL6-VRAMP" not in listed(app)
    assert app.text_input(key=FIND).value == ""


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        ("đang thi công", "status", "construction"),
        ("bệnh viện", "kind", "hospital"),
        ("BQLDA Thăng Long", "agency", "BQLDA-THANGLONG"),
        ("xã chiềng sơn", "area", "03985"),
        ("hành lang sông đà", "corridor", "COR-02"),
    ],
)
def test_ux16_a_hit_sets_its_filter(words: str, field: str, value: str) -> None:
    app = typed(words)
    app.button(key="hit-0").click().run()
    assert address(app)[field] == value
    assert app.text_input(key=FIND).value == ""


def test_a_kilometre_moves_the_map_and_keeps_the_list(catalog: Catalog) -> None:
    app = typed("QL6 km 195")
    assert listed(app) == set(catalog.projects)
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
    app = typed("thị trấn Hát Lót")
    buttons = [button for button in app.button if (button.key or "").startswith("hit-")]
    assert 0 < len(buttons) <= MOST_HITS
    old = next(button for button in buttons if "nay là" in button.label)
    old.click().run()
    assert app.text_input(key=FIND).value == ""
    assert app.segmented_control(key=state.FRAME).value == AreaFrame.COMMUNE
    assert set(address(app)) == {"frame", "area"}


def test_a_project_opens_its_card_and_its_words_stay() -> None:
    app = typed("na san")
    app.button(key="hit-0").click().run()
    assert app.text_input(key=FIND).value == "na san"
    assert address(app)["id"].startswith("AIR-NASAN")


def test_nothing_found_is_said_and_stays_text() -> None:
    app = typed("[x](javascript:alert)")
    assert any("Không tìm thấy" in caption.value for caption in app.caption)
    assert not any("[x](" in caption.value for caption in app.caption)
