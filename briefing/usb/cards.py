"""The cards inside a file: as trees of elements whose texts, heads and addresses stand once.

The page makes elements of them again, never markup: whatever a text says, it stays text. They are
made from the same model as the card of the app; a test compares what the two say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.content.card import asset_card, project_card
from briefing.content.markup import is_web, status_picture
from geo import wording
from geo.query.view import project_row
from geo.strings import languages, say
from layers.style import palette

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.content.card import AreaRow, Card, FactRow, QuotedFigure
    from geo.model import Source
    from geo.query.view import View

Tree = list[Any]


def cards_record(view: View) -> dict[str, Any]:
    """Return the cards of all projects and assets of the catalog of a view.

    Returns
    -------
    record
        ``texts``: every text once. ``cards``: by id, then by language, a tree. A tree is a list:
        the place in ``texts`` of its head (``p.sl-kind``: element and class), then its children,
        each a place in ``texts``, a tree, or an object of attributes (places as well).
    """
    texts: dict[str, int] = {}
    catalog = view.catalog
    rows = [project_row(catalog, view.selection, p, view.day) for p in catalog.projects.values()]
    cards = {
        row.project.id: {code: project_card(view, row, code) for code in languages()}
        for row in rows
    }
    cards |= {
        asset.id: {code: asset_card(view, asset, code) for code in languages()}
        for asset in catalog.assets.values()
    }
    trees = {
        id_: {code: _placed(_card(card, code), texts) for code, card in known.items()}
        for id_, known in cards.items()
    }
    return {"texts": list(texts), "cards": trees}


def _placed(tree: object, texts: dict[str, int]) -> Any:  # noqa: ANN401 - a tree of any depth
    """Return a tree with the place of each text in its stead; new texts are added."""
    if isinstance(tree, str):
        return texts.setdefault(tree, len(texts))
    if isinstance(tree, dict):
        return {name: _placed(value, texts) for name, value in tree.items()}
    return [_placed(child, texts) for child in tree] if isinstance(tree, list) else tree


def _element(head: str, *children: object) -> Tree:
    """Return an element with those of its children that are not empty."""
    return [head, *(child for child in children if child)]


def _section(title: str, *content: object) -> Tree:
    return _element("section", ["h4", title], *content) if any(content) else []


def _list(items: Iterable[Tree], css: str = "") -> Tree:
    rows = [["li", *item] for item in items]
    return [f"ul{css}", *rows] if rows else []


def _symbol(status: str, size: int) -> Tree:
    return ["img", {"src": status_picture(status, size), "width": f"{size}"}]


def _link(url: str, label: str) -> object:
    return ["a", {"href": url}, label] if is_web(url) else label


def _source(source: Source | None, language: str) -> Tree:
    if source is None:
        return []
    label = wording.source_mark(source, language)
    return ["span.sl-source", "[", _link(source.url, label), "]"]


def _figure(figure: QuotedFigure, language: str) -> Tree:
    aside = ["span.sl-aside", figure.aside] if figure.aside else ""
    return _joined(f"{figure.value} ", aside, " ", _source(figure.source, language))


def _joined(*parts: object) -> Tree:
    return [part for part in parts if part]


def _card(card: Card, language: str) -> Tree:
    def word(key: str) -> str:
        return say(f"card.{key}", language)

    figures = _list(
        [f"{quantity.name}: ", *_figure(figure, language)]
        for quantity in card.quantities
        for figure in quantity.figures
    )
    others = _section(word("figures"), figures)
    sources = _list(
        (
            [
                _link(one.url, one.title[language]),
                ["br"],
                ["span.sl-aside", wording.source_origin(one, language)],
            ]
            for one in card.sources
        ),
        ".sl-sources",
    )
    return _element(
        "article.sl-card",
        ["p.sl-kind", card.kind],
        ["h3", card.name],
        ["p.sl-second", card.second_name] if card.second_name else [],
        _status(card, language),
        ["dl.sl-facts", *(part for row in card.rows for part in _fact(row, language))],
        *([_history(card, language)] if card.status else [_projects(card, language), others]),
        _reach(card, language),
        _areas(word("areas-district"), card.districts),
        _areas(word("areas-commune"), card.communes),
        others if card.status else [],
        _section(word("evidence"), _position(card)),
        _section(word("note"), ["p", card.note]) if card.note else [],
        _section(word("sources"), sources),
    )


def _status(card: Card, language: str) -> Tree:
    if card.status is None:
        return []
    return _element(
        "div.sl-status",
        {"edge": palette.STATUS[card.status]},
        _symbol(card.status, 20),
        " ",
        ["strong", card.status_word],
        f" {card.since} " if card.since else "",
        _source(card.since_source, language) if card.since else [],
        ["p.sl-meaning", card.meaning],
    )


def _fact(row: FactRow, language: str) -> Iterator[Tree]:
    yield ["dt", row.label]
    parts: Tree = [row.words]
    if row.quantity:
        lines = (_figure(figure, language) for figure in row.quantity.figures)
        conflict = ["p.sl-aside", say("card.conflict", language)] if row.quantity.disagree else []
        unknown = "" if row.quantity.figures or row.asides else say("unknown", language)
        parts += [_list(lines, ".sl-figures"), conflict, unknown]
    yield _element("dd", *parts, *(["p.sl-aside", aside] for aside in row.asides))


def _history(card: Card, language: str) -> Tree:
    steps = _list(
        (
            _joined(
                _symbol(step.status, 14),
                " ",
                ["time", step.day],
                " ",
                ["strong", step.word],
                f" – {step.note} " if step.note else " ",
                _source(step.source, language),
            )
            for step in card.history
        ),
        ".sl-history",
    )
    none = ["p", say("card.no-history", language)]
    return _section(say("card.history", language), steps or none)


def _projects(card: Card, language: str) -> Tree:
    lines = _list([_symbol(p.status, 14), f" {p.name} – {p.word}"] for p in card.projects)
    return _section(say("card.projects", language), lines)


def _reach(card: Card, language: str) -> Tree:
    rows: Tree = []
    for row in card.reach:
        note = f" ({row.note})" if row.note else ""
        place = _element("dd", ["strong", row.place], note, ["div.sl-aside", row.way])
        rows += [["dt", row.label], place]
    return _section(say("reach.title", language), ["dl.sl-reach", *rows] if rows else [])


def _areas(title: str, areas: Iterable[AreaRow]) -> Tree:
    lines = ([f"{area.name} – {area.size}" if area.size else area.name] for area in areas)
    return _section(title, _list(lines, ".sl-areas"))


def _position(card: Card) -> Tree:
    return _list(
        [line.words, *([["p.sl-aside", line.reasons]] if line.reasons else [])]
        for line in card.position
    )
