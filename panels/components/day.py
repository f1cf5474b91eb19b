"""A field for a day that counts as soon as it is typed; ``day_field.js`` holds the field itself.

Streamlit's own takes a day only by its calendar or a click elsewhere, and says so in English.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from briefing.content.markup import escape_html
from geo import clock
from geo.dates import parse_day
from geo.errors import DataError
from geo.strings import say
from panels.resources import component
from panels.session import session

if TYPE_CHECKING:
    from datetime import date

_WORDS: Final = ("hint", "wrong", "future", "pick")
# Of the field itself, which the USB edition has as well.
DAY_CSS: Final = Path(__file__).resolve().parents[2] / "layers" / "web" / "static" / "day.css"
_mount = component(
    "son-la-day",
    Path(__file__).with_suffix(".js"),
    '<div class="holder" style="min-height: 4rem"></div>',
    DAY_CSS.read_text(encoding="utf-8"),
)


def day_words(language: str) -> dict[str, str]:
    """Return the words of a ``DayField`` (``day_field.js``)."""
    return {name: say(f"day.{name}", language) for name in _WORDS}


def day_field(label: str, key: str, language: str, help_: str = "") -> date | None:
    """Draw a day to choose, today at the latest, which may stay empty; return the one chosen.

    Parameters
    ----------
    key
        Where the session holds the day.
    help_
        What stands below it, empty for nothing.
    """
    chosen: date | None = session.get(key)
    field = f"{key}-field"

    def take() -> None:
        session[key] = read_event(session.get(field), session.get(key))

    _mount(
        key=field,
        data={
            "label": label,
            "value": chosen.isoformat() if chosen else "",
            "max": clock.today().isoformat(),
            "words": day_words(language),
        },
        height="content",
        on_day_change=take,
    )
    if help_:
        st.html(f'<p class="sl-field-help">{escape_html(help_)}</p>')
    return chosen


def read_event(sent: Any, before: date | None) -> date | None:  # noqa: ANN401 - from the browser
    """Return the day that a field reports; what is none, or has not come, changes nothing."""
    event = sent.get("day") if isinstance(sent, dict) or hasattr(sent, "get") else None
    value = event.get("value") if isinstance(event, dict) else None
    if not isinstance(value, str):
        return before
    if not value:
        return None
    try:
        day = parse_day(value)
    except DataError:
        return before
    return day if day <= clock.today() else before
