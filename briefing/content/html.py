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

    def name(_subject_id: str, words: str) -> str:
        return words

    color = palette.STATUS[card.status] if card.status else ""
    made = trusted(linked) if linked else name
    return render(_CARD, language, card=card, linked=made, color=color)


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
        "number": pass_context(lambda ctx, value, n=0: show_number(value, ctx["language"], n)),
        "exact": pass_context(lambda ctx, value, n=3: show_exact(value, ctx["language"], n)),
        "day": pass_context(lambda ctx, value: value.show(ctx["language"])),
        "full_day": pass_context(lambda ctx, value: show_day(value, ctx["language"])),
        "status_symbol": trusted(markup.status_symbol),
        "status_word": pass_context(lambda ctx, value: status_word(value, ctx["language"])),
    }
    known.filters["say"] = _say
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
