"""HTML from templates: every value is escaped by the one escaping function of the house.

A template stands beside its user and ends in ``.html.j2``. A name that it does not get is an error.
What a template returns is marked as HTML: another template takes it as it is.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from markupsafe import Markup

from briefing.content import markup
from briefing.content.card import quoted
from geo import wording
from geo.dates import show_day
from geo.strings import say, show_exact, show_number
from layers.style import palette

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2.runtime import Context

    from briefing.content.card import Card

_ROOT: Final = Path(__file__).resolve().parents[2]
_CARD: Final = "briefing/content/card.html.j2"


def render(template: str, language: str, **values: object) -> Markup:
    """Return the HTML of a template.

    Parameters
    ----------
    template
        Its path from the root of the project: ``briefing/content/card.html.j2``.
    """
    found = _environment().get_template(template)
    return Markup(found.render(language=language, **values))  # noqa: S704 - escaped by the template


def card_html(card: Card, language: str, linked: Callable[[str, str], str] | None = None) -> Markup:
    """Return a card for the screen.

    Parameters
    ----------
    linked
        Makes HTML of id and name of an area, corridor or agency, which leads to its profile.
    """

    def name(subject_id: str, words: str) -> object:
        return Markup(linked(subject_id, words)) if linked else words  # noqa: S704

    color = palette.STATUS[card.status] if card.status else ""
    return render(_CARD, language, card=card, linked=name, color=color)


def part(template: str, name: str, language: str, **values: object) -> Markup:
    """Return the HTML of one macro of a template, which takes no arguments."""
    found = _environment().get_template(template).make_module({"language": language, **values})
    macro: Callable[[], str] = getattr(found, name)
    return Markup(macro())  # noqa: S704 - escaped by the template


@cache
def _environment() -> Environment:
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
        "say": _say,
        "number": pass_context(lambda ctx, value, n=0: show_number(value, ctx["language"], n)),
        "exact": pass_context(lambda ctx, value, n=3: show_exact(value, ctx["language"], n)),
        "day": pass_context(lambda ctx, value: value.show(ctx["language"])),
        "full_day": pass_context(lambda ctx, value: show_day(value, ctx["language"])),
        "status_symbol": lambda status, size: Markup(markup.status_symbol(status, size)),  # noqa: S704
        "status_word": pass_context(
            lambda ctx, status: Markup(markup.status_word(status, ctx["language"]))  # noqa: S704
        ),
    }
    known.globals |= {"wording": wording, "quoted": quoted}
    known.tests["web"] = markup.is_web
    return known


@pass_context
def _say(context: Context, key: str, **values: object) -> str:
    """Return a string in the language of the page."""
    return say(key, context["language"], **values)


def _escaped(value: object) -> object:
    """Return a value as HTML: the escaping of the house also takes out control characters."""
    return value if hasattr(value, "__html__") else Markup(markup.text(value))  # noqa: S704
