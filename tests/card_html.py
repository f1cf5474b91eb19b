"""A card as HTML, for tests that read what it says; the pages draw it by ``card_tree.js``."""

from __future__ import annotations

from collections.abc import Callable

from briefing.content.card import Card
from briefing.content.html import _printed, card_tree, trusted


def card_html(card: Card, language: str, linked: Callable[[str, str], str] | None = None) -> str:
    """Return a card; `linked` makes HTML of id and name of what has a profile."""
    return _printed(card_tree(card, language, *([trusted(linked)] if linked else [])))
