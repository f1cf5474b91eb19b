"""What the card is sent: the published cards say what the server would, and it says the rest."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from briefing.content.cards_record import linked_tree, placed
from geo import clock
from geo.catalog.catalog import Catalog
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.strings import languages
from panels.components.card import card_addresses, card_data, publish_cards, read_near
from panels.resources import STATIC
from tests.panels.test_page import texts_in

SELECTIONS = (Selection(areas=("123",)), Selection(words="cao tốc"), Selection(language="en"))


def records(catalog: Catalog) -> dict[str, dict[str, Any]]:
    addresses = publish_cards(catalog, clock.today())
    return {
        code: json.loads((STATIC / address.removeprefix("app/static/")).read_text("utf-8"))
        for code, address in addresses.items()
    }


def test_l_cards_of_all_items_are_published_in_every_language(catalog: Catalog) -> None:
    """A card opens while the server is gone: the browser holds the cards of all items."""
    found = records(catalog)
    assert set(found) == set(languages())
    view = build_view(catalog, Selection(), clock.today())
    for code, record in found.items():
        assert set(record["cards"]) == {item.id for item in catalog.items}
        for item_id in ("EXP-SL1", "QL-6", "AIR-NASAN"):
            texts: dict[str, int] = {}
            tree = placed(linked_tree(view, item_id, code), texts)
            known = list(texts_in(tree, list(texts)))
            assert list(texts_in(record["cards"][item_id], record["texts"])) == known
            assert catalog.item(item_id).name[code] in known
    assert card_addresses(catalog, clock.today()) == publish_cards(catalog, clock.today())


@pytest.mark.parametrize("selection", SELECTIONS)
def test_a_published_card_is_not_sent_again(catalog: Catalog, selection: Selection) -> None:
    addresses = publish_cards(catalog, clock.today())
    view = build_view(catalog, selection)
    data = card_data(view, "EXP-SL1", addresses)
    assert data["tree"] is None
    assert data["cards"] == addresses[selection.language]
    assert len(json.dumps(data).encode()) < 1_500
    alone = card_data(view, "EXP-SL1", {})
    assert alone["cards"] == ""
    assert catalog.projects["EXP-SL1"].name[selection.language] in alone["tree"]["texts"]


def test_an_earlier_day_has_a_card_of_its_own(catalog: Catalog) -> None:
    addresses = publish_cards(catalog, clock.today())
    view = build_view(catalog, Selection(as_of=date(2025, 5, 1)))
    data = card_data(view, "EXP-SL1", addresses)
    assert "Chuẩn bị đầu tư" in data["tree"]["texts"]
    assert "asof=2025-05-01" in data["links"]["of"]
    assert "of=%7Bid%7D" in data["links"]["of"]
    assert "id=%7Bid%7D" in data["links"]["card"]


def test_names_lead_to_profiles_and_parts_to_cards(catalog: Catalog) -> None:
    view = build_view(catalog, Selection(), clock.today())

    def led(tree: Any) -> set[tuple[str, str]]:  # noqa: ANN401 - a tree of any depth
        if isinstance(tree, dict):
            return {pair for pair in tree.items() if pair[0] in {"of", "card"}}
        return set().union(*map(led, tree)) if isinstance(tree, list) else set()

    group, parts = next(iter(catalog.groups.items()))
    assert led(linked_tree(view, group, "vi")) >= {("card", part.id) for part in parts}
    assert ("of", "128") in led(linked_tree(view, "EXP-SL1", "vi"))


@pytest.mark.parametrize(
    "said",
    [
        None, "AIR-NASAN", {}, {"id": "AIR-NASAN"}, {"id": "NOPE", "km": 5}, {"id": "", "km": 5},
        {"id": "AIR-NASAN", "km": 0}, {"id": "AIR-NASAN", "km": 101},
        {"id": "AIR-NASAN", "km": None}, {"id": "AIR-NASAN", "km": float("nan")},
        {"id": ["AIR-NASAN"], "km": 5},
    ],
)  # fmt: skip
def test_surroundings_that_are_none_are_left_out(catalog: Catalog, said: object) -> None:
    assert read_near(said, catalog) is None
