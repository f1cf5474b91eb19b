"""The Gantt chart on the page: a list whose rows hold their words and their bars.

The bars are drawn twice, for a wide and for a narrow screen; the style sheet shows one of them.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

from briefing.content.html import trusted
from geo.reports import schedule_words
from geo.reports.schedule import section_of
from layers.charts.display import Drawing, Symbol
from layers.charts.gantt import TODAY, axis_drawing, axis_of, key_samples, plot_drawing
from layers.charts.svg import picture
from layers.style import palette
from panels.components.links import linked_part
from panels.resources import component

if TYPE_CHECKING:
    from geo.model import Status
    from geo.reports.schedule import Schedule, ScheduleRow

KEY: Final = "schedule"
_WIDTHS: Final = {"wide": 560.0, "narrow": 350.0}
_BADGE: Final = 14.0
_mount = component(
    "son-la-schedule",
    Path(__file__).with_suffix(".js"),
    '<div class="schedule"></div>',
    Path(__file__).with_suffix(".css").read_text(encoding="utf-8"),
)


def schedule_chart(known: Schedule, language: str) -> None:
    """Draw the chart of a schedule; the links in it open the cards on the map."""
    html = schedule_html(known, language)
    data = {"html": html, "dark": palette.DARK, "today": TODAY}
    _mount(key=KEY, data=data, height="content")


def schedule_html(known: Schedule, language: str) -> str:
    """Return the chart as a list."""

    def plot(row: ScheduleRow) -> str:
        return "".join(
            _hidden(plot_drawing(known, row, width, language), css)
            for css, width in _WIDTHS.items()
        )

    def axis() -> str:
        return "".join(
            _hidden(axis_drawing(known, width, language), css) for css, width in _WIDTHS.items()
        )

    ruler = axis_of(known, 100.0)
    sections = [(timing, list(rows)) for timing, rows in groupby(known.rows, key=section_of)]
    return linked_part(
        "panels/components/schedule.html.j2",
        "schedule",
        language,
        known=known,
        words=schedule_words,
        sections=sections,
        years=ruler.last - ruler.first + 1,
        today=f"{ruler.at(known.day):.2f}",
        samples=key_samples(known, language),
        badge=trusted(_badge),
        drawn=trusted(_hidden),
        plot=trusted(plot),
        axis=trusted(axis),
    )


def _badge(status: Status) -> str:
    middle = _BADGE / 2
    symbol = Symbol(f"status-{status}", middle, middle, _BADGE, palette.STATUS[status])
    return _hidden(Drawing(_BADGE, _BADGE, (symbol,)))


def _hidden(drawing: Drawing, css: str = "") -> str:
    """Return a drawing that a screen reader passes over: its words stand beside it."""
    attributes = {"aria_hidden": "true"} | ({"class_": css} if css else {})
    return picture(drawing, **attributes)
