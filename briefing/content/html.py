"""HTML from templates: every value is escaped by the one escaping function of the house.

A template stands beside its user and ends in ``.html.j2``. A name that it does not get is an error.
What a template may take as HTML is marked as such by :func:`trusted` alone.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from markupsafe import Markup

from briefing.content import markup
from briefing.content.card import quoted
from briefing.content.card_layout import card_tree, figure_tree, link_tree, source_tree
from geo.dates import format_day
from geo.query import wording
from geo.strings import format_exact, format_number, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2.runtime import Context

    from briefing.content.card import Card
    from geo.model import Figure
    from geo.query.view import View

_ROOT: Final = Path(__file__).resolve().parents[2]
_EMPTY: Final = ("br", "img")
_ATTRIBUTES: Final = {
    "edge": 'style="border-color:{}"',
    "href": 'href="{}" target="_blank" rel="noopener noreferrer"',
    "src": 'src="{}"',
    "width": 'width="{0}" height="{0}" alt=""',
}


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


def card_html(card: Card, language: str, linked: Callable[[str, str], str] | None = None) -> str:
    """Return a card for the screen.

    Parameters
    ----------
    linked
        Makes HTML of id and name of an area, corridor or agency, which leads to its profile.
    """
    return _printed(card_tree(card, language, trusted(linked) if linked else None))


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
    known.filters["say"] = _say
    known.globals |= {
        "wording": wording,
        "figure": trusted(_figure),
        "link": trusted(lambda url, label: _printed(link_tree(url, label))),
        "source": trusted(lambda known, language: _printed(source_tree(known, language))),
    }
    known.tests["web"] = markup.is_web
    return known


@pass_context
def _say(context: Context, key: str, **values: object) -> str:
    """Return a string in the language of the page."""
    return say(key, context["language"], **values)


def _escaped(value: object) -> object:
    """Return a value as HTML: the escaping of the house also takes out control characters."""
    return value if hasattr(value, "__html__") else Markup(markup.escape_html(value))  # noqa: S704
