from __future__ import annotations

import json
import re

import pytest

from briefing.content.card import asset_card, project_card
from geo.catalog.catalog import Catalog
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.query.within import Near, NearKind, near_ids
from panels.components.card import read_near
from panels.session import state
from panels.session.state import Screen, read_screen
from tests.card_html import card_html
from tests.panels.apps import choose
from tests.panels.test_page import (
    address,
    card_sent,
    component_json,
    listed,
    opened,
    shown_html,
)


@pytest.mark.parametrize(
    ("language", "word"), [("vi", "Sân bay gần nhất"), ("en", "Nearest airport")]
)
def test_the_card_says_how_far_by_road(catalog: Catalog, language: str, word: str) -> None:
    view = build_view(catalog, Selection())
    shown = card_html(asset_card(view, catalog.assets["KCN-MAISON"], language), language)
    words = re.sub(r"<[^>]+>", " ", shown)
    assert word in words
    assert " km " in words
    assert "QL.6" in words


def test_every_item_answers_or_says_nothing(catalog: Catalog) -> None:
    view = build_view(catalog, Selection())
    cards = [project_card(view, row, "vi") for row in view.rows]
    cards += [asset_card(view, asset, "vi") for asset in catalog.assets.values()]
    assert len(cards) == len(catalog.projects) + len(catalog.assets)
    for card in cards:
        # A group, a standing road and what lies abroad have no distance either.
        assert not card.reach or card.item.pieces
    reached = {card.item.id for card in cards if card.reach}
    assert {"EXP-SL1", "AIR-NASAN", "HYD-SONLA", "URB-MAISON"} <= reached
    assert reached.isdisjoint({"SCH-BORDER", "QL-6", "EXP-HB", "CCN-ALL", "ODA-ADB-CONNECT"})


def test_surroundings_are_chosen_on_the_card_and_lifted_at_the_side(catalog: Catalog) -> None:
    app = opened(id="AIR-NASAN")
    assert card_sent(app)["near"] == 10
    assert card_sent(app)["bounds"] == {"least": 1, "most": 100, "usual": 10}
    near = read_near({"id": "AIR-NASAN", "km": 15}, catalog)
    assert near == Near(NearKind.ITEM, "AIR-NASAN", 15)
    app.session_state[state.NEAR] = near
    app.run()
    assert address(app) == {"id": "AIR-NASAN", "near": "AIR-NASAN~15"}
    assert listed(app) == near_ids(catalog, near) & set(catalog.projects)
    assert "15 km" in shown_html(app)
    choose(app, near="")
    assert address(app) == {"id": "AIR-NASAN"}
    assert listed(app) == set(catalog.projects)


def test_surroundings_survive_the_address_bar(catalog: Catalog) -> None:
    screen = Screen(Selection(near=Near(NearKind.ROAD, "QL.6", 5)))
    back, ignored = read_screen(screen.to_query(), catalog)
    assert (back, ignored) == (screen, ())
    assert json.loads(component_json(opened(near="QL.6~5"), "parts"))["near"]


def test_surroundings_that_mean_nothing_are_said() -> None:
    app = opened(near="QL.999~5")
    assert any("QL.999" in warning.value for warning in app.warning)
    assert address(app) == {}


def test_previous_and_next_go_round_the_list(catalog: Catalog) -> None:
    ids = [row.project.id for row in build_view(catalog, Selection()).rows]
    count = len(ids)
    first, last = (card_sent(opened(id=id_))["steps"] for id_ in (ids[0], ids[-1]))
    assert first == {"before": ids[-1], "after": ids[1], "place": 1, "count": count}
    assert last == {"before": ids[-2], "after": ids[0], "place": count, "count": count}
    road = card_sent(opened(id="QL-6"))["steps"]
    assert road == {"before": ids[-1], "after": ids[0], "place": 0, "count": count}
