"""The strip above the map: how many projects, how far, how long, how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.strings import say, show_exact, show_number
from panels.markup import status_symbol, tag, text

if TYPE_CHECKING:
    from geo.view import View


def summary_html(view: View, language: str) -> str:
    """Return the strip as HTML; every value is escaped."""
    totals = view.totals
    boxes = [_box(show_number(totals.projects, language), say("summary.projects", language))]
    for status, number in totals.by_status.items():
        if number:
            picture = status_symbol(status, 16)
            word = say(f"status.{status}", language)
            boxes.append(_box(show_number(number, language), word, picture))
    km = say("summary.km-value", language, km=show_exact(totals.drawn_km, language, 0))
    boxes.append(_box(km, say("summary.km", language)))
    if totals.with_capital:
        amount = show_exact(totals.capital_billion_vnd, language, 0)
        value = say("summary.capital-value", language, amount=amount)
    else:
        value = say("unknown", language)
    known = say("summary.capital", language, known=totals.with_capital, all=totals.projects)
    boxes.append(_box(value, known))
    return f'<div class="sl-summary" role="status">{"".join(boxes)}</div>'


def _box(value: str, label: str, picture: str = "") -> str:
    shown = tag("span", picture + text(value), "sl-value") + tag("span", text(label), "sl-label")
    return tag("div", shown, "sl-box")


def summary(view: View, language: str) -> None:
    """Draw the strip."""
    st.html(summary_html(view, language))
