"""The cards inside a file: as trees whose texts, heads and addresses stand once.

The page makes elements of them again, never markup: whatever a text says, it stays text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.content.card import asset_card, project_card
from briefing.content.card_layout import card_tree
from geo.query.view import project_row
from geo.strings import languages

if TYPE_CHECKING:
    from geo.query.view import View


def cards_record(view: View) -> dict[str, Any]:
    """Return the cards of all projects and assets of the catalog of a view.

    Returns
    -------
    record
        ``texts``: every text once. ``cards``: by id, then by language, a tree as
        :func:`briefing.content.card_layout.card_tree` gives it, with the place in ``texts`` of each
        text in its stead.
    """
    texts: dict[str, int] = {}
    cards: dict[str, dict[str, Any]] = {}
    for project in view.catalog.projects.values():
        row = project_row(view.catalog, view.selection, project, view.day)
        made = {code: card_tree(project_card(view, row, code), code) for code in languages()}
        cards[project.id] = _placed(made, texts)
    for asset in view.catalog.assets.values():
        made = {code: card_tree(asset_card(view, asset, code), code) for code in languages()}
        cards[asset.id] = _placed(made, texts)
    return {"texts": list(texts), "cards": cards}


def _placed(tree: object, texts: dict[str, int]) -> Any:  # noqa: ANN401 - a tree of any depth
    """Return a tree with the place of each text in its stead; new texts are added."""
    if isinstance(tree, str):
        return texts.setdefault(tree, len(texts))
    if isinstance(tree, dict):
        return {name: _placed(value, texts) for name, value in tree.items()}
    return [_placed(child, texts) for child in tree] if isinstance(tree, list) else tree
