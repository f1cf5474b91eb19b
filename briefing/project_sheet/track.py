"""Milestones planned against actual: a table, and beside it one axis of time with today's line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from briefing.sheet.page import LEADING
from briefing.sheet.paper_sizes import Box
from geo.dates import format_day
from geo.query.control import SlipKind
from geo.query.control_words import milestone_name, slip_and_others
from geo.strings import say
from layers.ink.marks import PathMark, Pen, circle
from layers.style import palette
from layers.style.text_metrics import shorten

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.book.page import BookPage
    from briefing.project_sheet.plan import ProjectSheet
    from geo.dates import PartialDate
    from geo.query.control import Control, MilestoneState

_ROW: Final = 15.0
_HEAD: Final = 13.0
# Widths of name, plan, actual and slip, as shares of the whole; the axis gets the rest.
_SHARES: Final = (0.175, 0.175, 0.105, 0.255)
_RADIUS: Final = 2.7
_GAP: Final = 8.0
_MOST_YEARS: Final = 9


def track_height(control: Control) -> float:
    """Return the height in points that the milestones take, 0 where none is known."""
    rows = len(control.milestones)
    return _HEAD + rows * _ROW + _HEAD if rows else 0.0


def draw_track(page: BookPage, planned: ProjectSheet, box: Box) -> None:
    """Draw the milestones of a project at the top of a box over its whole width."""
    language, states = page.language, planned.control.milestones
    starts = [box.left]
    for share in _SHARES:
        starts.append(starts[-1] + share * box.width)
    soft, text, strong = page.soft, page.text_face(share=0.92), page.text_face(600, share=0.92)
    y = box.top - _HEAD
    for key, x in zip(("name", "planned", "actual", "slip"), starts, strict=False):
        page.write(say(f"project.column-{key}", language), x, y + 3.6, soft)
    page.rule((box.left, y), (box.right, y), 0.6)
    axis = Box(starts[-1] + _GAP, y - len(states) * _ROW, box.right - starts[-1] - _GAP, 0.0)
    at = _axis(planned.control)
    _draw_years(page, axis, y, at)
    for state in states:
        base = y - _ROW + 4.4
        refs = planned.refs_to(*(row.source_id for row in state.told))
        name = milestone_name(state.kind, language)
        is_next = state is planned.control.next_milestone
        page.write(name, starts[0], base, strong if is_next else text)
        page.write(
            shorten(_plans(state, language), starts[2] - starts[1] - 3.0, text),
            starts[1],
            base,
            text,
        )
        if state.actual:
            page.write(state.actual.date.show(language), starts[2], base, strong)
        told = slip_and_others(state, language)
        slip = shorten(f"{told} {refs}".strip(), starts[4] - starts[3] - 2.0, soft)
        page.write(slip, starts[3], base, soft)
        _draw_state(page, axis, y - _ROW / 2, state, at)
        y -= _ROW
        page.rule((box.left, y), (box.right, y), 0.3, palette.NEIGHBOUR_EDGE)
    _draw_today(page, planned, axis, box.top - _HEAD, at)


def _plans(state: MilestoneState, language: str) -> str:
    told = dict.fromkeys(one.date.show(language) for one in (state.first, state.newest) if one)
    return " → ".join(told)


def _axis(control: Control) -> Callable[[date], float]:
    """Return a function that gives the place of a day on the axis, from 0 to 1."""
    days = [control.day]
    for state in control.milestones:
        days += [
            day
            for one in (state.first, state.newest, state.actual)
            if one
            for day in (one.date.first_day, one.date.last_day)
        ]
    first, last = date(min(days).year, 1, 1), date(max(days).year + 1, 1, 1)
    span = (last - first).days

    def at(day: date) -> float:
        return (day - first).days / span

    return at


def _years(at: Callable[[date], float]) -> list[int]:
    return [year for year in range(1950, 2101) if 0.0 <= at(date(year, 1, 1)) < 1.0]


def _draw_years(page: BookPage, axis: Box, top: float, at: Callable[[date], float]) -> None:
    years = _years(at)
    step = -(-len(years) // _MOST_YEARS)
    face = page.soft
    for year in years:
        x = axis.left + at(date(year, 1, 1)) * axis.width
        page.rule((x, top), (x, axis.bottom), 0.3, palette.NEIGHBOUR_EDGE)
        if not (year - years[0]) % step:
            page.write(str(year), x + 1.5, top + 3.6, face)


def _draw_state(
    page: BookPage, axis: Box, y: float, state: MilestoneState, at: Callable[[date], float]
) -> None:
    """Draw the first plan hollow, the newest hollow behind an arrow, the actual date full."""

    def span(day: PartialDate) -> tuple[float, float]:
        return (
            axis.left + at(day.first_day) * axis.width,
            axis.left + at(day.last_day) * axis.width,
        )

    plans = [one.date for one in (state.first, state.newest) if one]
    expected = state.expected
    if plans and expected and plans[0] != expected:
        start, end = span(plans[0])[1], span(expected)[0]
        color = _color(state)
        page.rule((start, y), (end, y), 1.1, color)
        if end - start > 3 * _RADIUS and state.actual is None:
            _draw_head(page, end, y, color)
    for day in dict.fromkeys(plans):
        _draw_date(page, span(day), y, full=False)
    if state.actual:
        _draw_date(page, span(state.actual.date), y, full=True)


def _color(state: MilestoneState) -> str:
    late = state.slip is not None and state.slip.kind is SlipKind.LATE
    return palette.STATUS["construction"] if late else palette.INK_SOFT


def _draw_head(page: BookPage, x: float, y: float, color: str) -> None:
    page.polygon((x, y), (x - 4.0, y + 2.0), (x - 4.0, y - 2.0), fill=color, zorder=4)


def _draw_date(page: BookPage, span: tuple[float, float], y: float, *, full: bool) -> None:
    """Draw a day as a dot; a date known to the month or year as a bar over all its days."""
    start, end = span
    fill = palette.INK if full else palette.PAPER
    edge = Pen(palette.INK, 0.9)
    if end - start < 2 * _RADIUS:
        page.layer.add(PathMark(circle(((start + end) / 2, y), _RADIUS), fill, edge), 5)
        return
    corners = [(start, y - _RADIUS), (end, y - _RADIUS), (end, y + _RADIUS), (start, y + _RADIUS)]
    # What came some day of a year is no span of a year: pale, and no bar of works.
    fill = palette.NEIGHBOUR_EDGE if full else fill
    page.polygon(*corners, fill=fill, pen=edge, zorder=4.5)


def _draw_today(
    page: BookPage, planned: ProjectSheet, axis: Box, top: float, at: Callable[[date], float]
) -> None:
    """Draw the day of the view through all rows, with its date below."""
    x = axis.left + at(planned.control.day) * axis.width
    page.rule((x, top), (x, axis.bottom - 2.0), 1.2, palette.SHIELD_NATIONAL)
    face = page.face(page.small, 700, palette.SHIELD_NATIONAL)
    words = format_day(planned.control.day, page.language)
    half = page.width_of(words, face) / 2
    middle = min(max(x, axis.left + half), axis.right - half)
    page.write(words, middle, axis.bottom - 2.0 - face.size * LEADING * 0.85, face, "center")
