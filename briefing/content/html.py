"""The card as a tree of elements, and HTML from trees and templates.

A tree is a list: its head (``p.sl-kind``: element and classes), then its children, each a text, a
tree, or an object of attributes. Texts stay texts: whoever draws a tree escapes them, once and for
all, or makes elements of it without any markup, as ``layers/web/static/card_tree.js`` does in the
app and in the USB edition. A template would give HTML alone, which both had to read back.

A template stands beside its user and ends in ``.html.j2``. A name that it does not get is an error.
Every value is escaped by the one escaping function of the house; what a template may take as HTML
is marked as such by :func:`trusted` alone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from markupsafe import Markup

from briefing.content import markup
from briefing.content.card import quoted
from briefing.content.markup import is_web, status_picture
from geo.dates import format_day
from geo.query import wording
from geo.strings import format_exact, format_number, say
from layers.style import palette

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from briefing.content.card import (
        AreaRow,
        Card,
        FactRow,
        IncidentRow,
        PhotoRow,
        QuotedFigure,
    )
    from geo.model import Figure, Source
    from geo.query.view import View

Tree = list[Any]
Linked = Callable[[str, str], object]
_ROOT: Final = Path(__file__).resolve().parents[2]
_INCIDENTS: Final = 12
_PHOTOS: Final = 4
_EMPTY: Final = ("br", "img")
_ATTRIBUTES: Final = {
    "edge": 'style="border-color:{}"',
    "share": 'style="--share:{}%"',
    "href": 'href="{}" target="_blank" rel="noopener noreferrer"',
    "src": 'src="{}"',
    "width": 'width="{0}" height="{0}" alt=""',
    "title": 'title="{}" tabindex="0"',
}


def card_tree(
    card: Card, language: str, link: Linked = lambda _id, name: name, *, pictures: bool = False
) -> Tree:
    """Return a card as a tree of elements.

    Parameters
    ----------
    link
        Makes what stands for a name that leads to a profile, from its id and its words.
    pictures
        Whether who draws it knows where the files of photos are; else only their words stand there.
    """

    def word(key: str) -> str:
        return say(f"card.{key}", language)

    figures = _list(
        [_term(quantity.name, quantity.definition), ": ", *figure_tree(figure, language)]
        for quantity in card.quantities
        for figure in quantity.figures
    )
    lead, rows = ([row for row in card.rows if row.lead is known] for known in (True, False))
    told = _history(card, language) if card.status else _projects(card, language)
    sources = _list(
        (
            [
                link_tree(one.url, one.title[language]),
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
        _gauges([row for row in lead if row.share is not None], language),
        _facts([row for row in lead if row.share is None], language, link),
        photos_tree(card.photos, language, pictures=pictures),
        _facts(rows, language, link),
        _areas(word("areas-district"), card.districts, link),
        _areas(word("areas-commune"), card.communes, link),
        _section(word("evidence"), _position(card)),
        _reach(card, language),
        incidents_tree(card.seasons, card.incidents, language),
        told,
        _folded(f"{word('figures')} ({len(figures) - 1})", figures) if figures else [],
        _section(word("note"), ["p", card.note]) if card.note else [],
        _folded(f"{word('sources')} ({len(card.sources)})", sources),
    )


def _element(head: object, *children: object) -> Tree:
    """Return an element with those of its children that are not empty."""
    return [head, *(child for child in children if child)]


def _section(title: str, *content: object) -> Tree:
    return _element("section", ["h4", title], *content) if any(content) else []


def _folded(title: str, *content: object) -> Tree:
    """Return a part that opens at a click, for what is looked up rather than read."""
    return _element("details.sl-fold", ["summary", title], *content) if any(content) else []


def _list(items: Iterable[Tree], css: str = "") -> Tree:
    rows = [["li", *item] for item in items]
    return [f"ul{css}", *rows] if rows else []


def _term(label: str, definition: str) -> object:
    """Return a label that tells what it means to whoever points at it or reaches it by key."""
    return ["abbr.sl-term", {"title": definition}, label] if definition else label


def _symbol(status: str, size: int) -> Tree:
    return ["img", {"src": status_picture(status, size), "width": f"{size}"}]


def link_tree(url: str, label: str) -> object:
    """Return a link; an address that is not http(s) stays plain text."""
    return ["a", {"href": url}, label] if is_web(url) else label


def source_tree(source: Source | None, language: str) -> Tree:
    """Return a short link to a source, empty for none."""
    if source is None:
        return []
    label = wording.source_mark(source, language)
    return ["span.sl-source", "[", link_tree(source.url, label), "]"]


def figure_tree(figure: QuotedFigure, language: str) -> Tree:
    """Return the children of an element that holds a figure with date, note and source."""
    aside = ["span.sl-aside", _aside(figure)] if figure.aside else ""
    return _joined(f"{figure.value} ", aside, " ", source_tree(figure.source, language))


def _joined(*parts: object) -> Tree:
    return [part for part in parts if part]


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
        source_tree(card.since_source, language) if card.since else [],
        ["p.sl-meaning", card.meaning],
    )


def _gauges(rows: Iterable[FactRow], language: str) -> Tree:
    """Return the shares as bars, each with its number, its date and its source."""
    gauges = [_gauge(row, language) for row in rows if row.quantity]
    return _element("div.sl-gauges", *gauges) if gauges else []


def _gauge(row: FactRow, language: str) -> Tree:
    newest, *older = row.quantity.figures if row.quantity else ()
    return _element(
        "div.sl-gauge",
        ["span.sl-label", _term(row.label, row.definition)],
        ["strong", newest.value],
        ["span.sl-track", {"share": f"{min(max(row.share or 0.0, 0.0), 100.0):g}"}],
        ["p.sl-aside", *_gauge_note(newest, language)],
        _list((figure_tree(figure, language) for figure in older), ".sl-figures"),
    )


def _gauge_note(figure: QuotedFigure, language: str) -> Tree:
    """Return date, note and source of a figure; a date that the source's mark says is said once."""
    mark = wording.source_mark(figure.source, language) if figure.source else ""
    parts = [figure.note, *([] if figure.day and figure.day in mark else [figure.day])]
    words = " · ".join(part for part in parts if part)
    return _joined(f"{words} " if words else "", source_tree(figure.source, language))


def _aside(figure: QuotedFigure) -> str:
    return f"({figure.aside})" if figure.aside else ""


def _facts(rows: Iterable[FactRow], language: str, link: Linked) -> Tree:
    parts = [part for row in rows for part in _fact(row, language, link)]
    return ["dl.sl-facts", *parts] if parts else []


def _fact(row: FactRow, language: str, link: Linked) -> Iterator[Tree]:
    yield ["dt", _term(row.label, row.definition)]
    names = [link(n.subject_id, n.text) if n.subject_id else n.text for n in row.names]
    if row.id == "parts":
        # A dozen of them: each in a line of its own.
        yield ["dd", names[0], _list(([name] for name in names[1:]), ".sl-figures")]
        return
    parts: Tree = [part for name in names for part in ("; ", name)][1:]
    if row.is_list:
        marks = (source_tree(line.source, language) for line in row.names)
        told = zip(names, marks, strict=True)
        parts = [_list(_joined(name, " " if mark else "", mark) for name, mark in told)]
    if row.quantity:
        lines = (figure_tree(figure, language) for figure in row.quantity.figures)
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
                source_tree(step.source, language),
            )
            for step in card.history
        ),
        ".sl-history",
    )
    none = ["p", say("card.no-history", language)]
    return _section(say("card.history", language), steps or none)


def _projects(card: Card, language: str) -> Tree:
    lines = _list(
        [_symbol(status, 14), f" {name} – {say(f'status.{status}', language)}"]
        for name, status in card.projects
    )
    return _section(say("card.projects", language), lines)


def _reach(card: Card, language: str) -> Tree:
    rows: Tree = []
    for row in card.reach:
        note = f" ({row.note})" if row.note else ""
        place = _element("dd", ["strong", row.place], note, ["div.sl-aside", row.way])
        rows += [["dt", row.label], place]
    return _section(say("reach.title", language), ["dl.sl-reach", *rows] if rows else [])


def incidents_tree(
    seasons: Iterable[str], incidents: Sequence[IncidentRow], language: str, most: int = _INCIDENTS
) -> Tree:
    """Return how many spots each season had, then the incidents, the newest first.

    Parameters
    ----------
    most
        How many incidents are told; the rest is counted.
    """
    if not incidents:
        return []
    rows = _list(
        _joined(
            ["strong", row.title],
            f" {row.words} ",
            source_tree(row.source, language),
            ["p.sl-aside", row.note] if row.note else [],
        )
        for row in incidents[:most]
    )
    left = len(incidents) - most
    more = ["p.sl-aside", say("incidents.more", language, n=left)] if left > 0 else []
    return _section(
        say("incidents.title", language),
        ["p", say("incidents.seasons", language)],
        _list([season] for season in seasons),
        ["p.sl-aside", say("incidents.seasons-note", language)],
        rows,
        more,
    )


def photos_tree(photos: Sequence[PhotoRow], language: str, *, pictures: bool) -> Tree:
    """Return photos with caption, day and author, an empty tree for none.

    Parameters
    ----------
    pictures
        As in :func:`card_tree`: who draws it is told the digest of each file, and knows its place.
    """
    if not photos:
        return []
    words = [[["p", one.caption], ["p.sl-aside", one.about]] for one in photos]
    title = say("photo.count" if len(photos) > 1 else "photo.title", language, count=len(photos))
    if not pictures:
        told = ["p.sl-aside", say("photo.elsewhere", language)]
        return _section(title, _list(words), told)
    shown = [
        ["a.sl-photo", {"photo": one.digest}, ["img", {"photo": one.digest, "alt": one.caption}]]
        for one in photos
    ]
    rows = [[picture, *said] for picture, said in zip(shown, words, strict=True)]
    more = say("photo.more", language, count=len(rows) - _PHOTOS)
    return _section(
        title,
        _list(rows[:_PHOTOS], ".sl-photos"),
        _folded(more, _list(rows[_PHOTOS:], ".sl-photos")),
    )


def _areas(title: str, areas: Iterable[AreaRow], link: Linked) -> Tree:
    lines = (
        _element(link(area.code, area.name), f" – {area.size}" if area.size else "")
        for area in areas
    )
    return _section(title, _list(lines, ".sl-areas"))


def _position(card: Card) -> Tree:
    return _list(
        [line.words, *([["p.sl-aside", line.reasons]] if line.reasons else [])]
        for line in card.position
    )


def render(template: str, language: str, **values: object) -> str:
    """Return the HTML of a template.

    Parameters
    ----------
    template
        Its path from the root of the project: ``briefing/content/card.html.j2``.
    """
    return _environment().get_template(template).render(language=language, **values)


def part(template: str, name: str, language: str, **values: object) -> str:
    """Return the HTML of one macro of a template, which takes no arguments."""
    found = _environment().get_template(template).make_module({"language": language, **values})
    macro: Callable[[], str] = getattr(found, name)
    return str(macro())


def _figure(view: View, figure: Figure, language: str) -> str:
    return "".join(map(_printed, figure_tree(quoted(view, figure, language), language)))


def _printed(tree: object) -> str:
    """Return a tree as HTML; every text in it is escaped."""
    if not isinstance(tree, list):
        return tree if isinstance(tree, Markup) else markup.escape_html(tree)
    if not tree:
        return ""
    head, *children = tree
    name, *classes = head.split(".")
    shown = f' class="{" ".join(classes)}"' if classes else ""
    for about in (child for child in children if isinstance(child, dict)):
        for key, value in about.items():
            shown += f" {_ATTRIBUTES[key].format(markup.escape_html(value))}"
    inside = "".join(_printed(child) for child in children if not isinstance(child, dict))
    return f"<{name}{shown}>" if name in _EMPTY else f"<{name}{shown}>{inside}</{name}>"


def trusted(make: Callable[..., str]) -> Callable[..., Markup]:
    """Return a maker of HTML whose words a template takes as they are.

    Parameters
    ----------
    make
        Has escaped every value by itself.
    """
    return lambda *values, **names: Markup(make(*values, **names))  # noqa: S704 - see above


@cache
def _environment() -> Environment:
    status_word = trusted(markup.status_word)
    known = Environment(
        loader=FileSystemLoader(_ROOT),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_escaped,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    known.filters |= {
        "number": pass_context(lambda ctx, value, n=0: format_number(value, ctx["language"], n)),
        "exact": pass_context(lambda ctx, value, n=3: format_exact(value, ctx["language"], n)),
        "day": pass_context(lambda ctx, value: value.show(ctx["language"])),
        "full_day": pass_context(lambda ctx, value: format_day(value, ctx["language"])),
        "status_symbol": trusted(markup.status_symbol),
        "status_word": pass_context(lambda ctx, value: status_word(value, ctx["language"])),
    }
    in_words = pass_context(lambda ctx, key, **values: say(key, ctx["language"], **values))
    known.filters["say"] = in_words
    known.globals |= {
        "wording": wording,
        "figure": trusted(_figure),
        "link": trusted(lambda url, label: _printed(link_tree(url, label))),
        "source": trusted(lambda known, language: _printed(source_tree(known, language))),
    }
    known.tests["web"] = markup.is_web
    return known


def _escaped(value: object) -> object:
    """Return a value as HTML: the escaping of the house also takes out control characters."""
    return value if hasattr(value, "__html__") else Markup(markup.escape_html(value))  # noqa: S704
