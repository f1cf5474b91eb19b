"""Cards as records for a browser: trees of elements in which each text stands once.

The USB edition carries the cards of its projects in every language; the app publishes those of all
projects and assets, a file for each language. ``layers/web/static/card_tree.js`` draws both.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from briefing.content.card import asset_card, project_card
from briefing.content.html import card_tree
from geo.model import Project
from geo.query.view import project_row
from geo.strings import languages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from briefing.content.html import Linked, Tree
    from geo.catalog.catalog import Catalog
    from geo.query.view import View

Record = dict[str, Any]


def cards_record(view: View, others: Mapping[str, dict[str, Tree]] = {}) -> Record:
    """Return JSON-ready cards of all projects and assets of the catalog of a view.

    Parameters
    ----------
    others
        What else is opened like a card, by id, then by language.

    Returns
    -------
    record
        ``texts``: every text once. ``cards``: by id, then by language, a tree as
        :func:`briefing.content.html.card_tree` gives it, with the place in ``texts`` of each
        text in its stead.
    """
    texts: dict[str, int] = {}
    cards: dict[str, Any] = {}
    for item_id in (*view.catalog.projects, *view.catalog.assets):
        made = {code: item_tree(view, item_id, code) for code in languages()}
        cards[item_id] = placed(made, texts)
    cards |= {id_: placed(made, texts) for id_, made in others.items()}
    return {"texts": list(texts), "cards": cards}


def linked_cards(view: View, language: str, more: Callable[[str], Tree] = lambda _: []) -> Record:
    """Return JSON-ready cards of all projects and assets in one language, with :func:`name_link`.

    Parameters
    ----------
    more
        Returns what stands at the end of the card of an item, an empty tree for nothing.

    Returns
    -------
    record
        ``texts`` as in :func:`cards_record`; ``cards`` by id alone.
    """
    texts: dict[str, int] = {}
    items = (*view.catalog.projects, *view.catalog.assets)
    cards = {}
    for item_id in items:
        tree, end = linked_tree(view, item_id, language), more(item_id)
        cards[item_id] = placed([*tree, end] if end else tree, texts)
    return {"texts": list(texts), "cards": cards}


def linked_tree(view: View, item_id: str, language: str) -> Tree:
    """Return the card of a project or asset whose names lead to profiles and to other cards."""
    return item_tree(view, item_id, language, partial(name_link, view.catalog))


def item_tree(view: View, item_id: str, language: str, link: Linked | None = None) -> Tree:
    """Return the card of a project or asset on the day of a view.

    Parameters
    ----------
    link
        See :func:`briefing.content.html.card_tree`; ``None`` for names without links, and photos
        without their pictures.
    """
    item = view.catalog.item(item_id)
    if isinstance(item, Project):
        row = project_row(view.catalog, view.selection, item, view.day)
        known = project_card(view, row, language)
    else:
        known = asset_card(view, item, language)
    if link is None:
        return card_tree(known, language)
    return card_tree(known, language, link, pictures=True)


def name_link(catalog: Catalog, subject_id: str, name: str) -> Tree:
    """Return a link that says whose card or profile it leads to; the page knows the address."""
    return ["a", {"card" if subject_id in catalog.projects else "of": subject_id}, name]


def placed(tree: object, texts: dict[str, int]) -> Any:  # noqa: ANN401 - a tree of any depth
    """Return a tree with the place of each text in its stead; new texts are added."""
    if isinstance(tree, str):
        return texts.setdefault(tree, len(texts))
    if isinstance(tree, dict):
        return {name: placed(value, texts) for name, value in tree.items()}
    return [placed(child, texts) for child in tree] if isinstance(tree, list) else tree
