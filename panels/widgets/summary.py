"""The strip above the map: how many projects, how far, how long, how much."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import streamlit as st

from briefing.content.markup import element, escape_html, status_picture
from geo.model import Status
from geo.strings import format_exact, format_number, say
from layers.style import palette

if TYPE_CHECKING:
    from geo.query.view import Money, Totals, View

_MARK_PX: Final = 16


def summary_html(view: View, language: str) -> str:
    """Return the strip as HTML; every value is escaped."""
    totals = view.totals
    boxes = [_box(format_number(totals.projects, language), say("summary.projects", language))]
    for status, number in totals.by_status.items():
        if number:
            picture = f'<span class="sl-mark sl-mark-{status}"></span>'
            word = say(f"status.{status}", language)
            boxes.append(_box(format_number(number, language), word, picture))
    # Drawings are in no headline: nobody knows how long the expressway will be.
    km = say("summary.km-value", language, km=format_exact(totals.drawn_km, language, 0))
    boxes.append(_box(km, say("summary.km", language)))
    boxes += _capital_boxes(totals, language)
    return f'<div class="sl-summary" role="status">{"".join(boxes)}</div>'


def _capital_boxes(totals: Totals, language: str) -> list[str]:
    """Return a box for each sum of capital that there is: they are never added."""
    sums = {
        "summary.capital": totals.approved,
        "summary.proposed": totals.proposed,
        "summary.passing": totals.passing,
    }
    shown = {key: money for key, money in sums.items() if money.projects}
    if not shown and totals.projects:
        none = say("summary.capital", language, known=0, all=totals.projects)
        return [_box(say("unknown", language), none)]
    return [
        _box(
            _amount(money, language),
            say(key, language, known=money.projects, all=totals.projects),
        )
        for key, money in shown.items()
    ]


def _amount(money: Money, language: str) -> str:
    amount = format_exact(money.billion_vnd, language, 1 if money.exact else 0)
    value = say("summary.capital-value", language, amount=amount)
    return value if money.exact else f"≈ {value}"


def _box(value: str, label: str, picture: str = "") -> str:
    shown = element("span", picture + escape_html(value), "sl-value") + element(
        "span", escape_html(label), "sl-label"
    )
    return element("div", shown, "sl-box")


@cache
def _style() -> str:
    """Return pictures and colours of the statuses; they never change: the wire has them once."""
    rules = [
        f".sl-mark-{status}{{background-image:url('{status_picture(status, _MARK_PX)}')}}"
        f".tl-{status}{{background:{palette.STATUS[status]}}}"
        for status in Status
    ]
    shape = (
        f".sl-mark{{width:{_MARK_PX}px;height:{_MARK_PX}px;background-size:contain;"
        "print-color-adjust:exact}"
    )
    return f"<style>{shape}{''.join(rules)}</style>"


def status_style() -> None:
    """Put the pictures of the statuses into the page, for the class ``sl-mark-`` and a status."""
    st.html(_style())


def summary(view: View, language: str) -> None:
    """Draw the strip."""
    status_style()
    st.html(summary_html(view, language))
