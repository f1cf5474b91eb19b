"""A Gantt chart by year: planned, thin and hollow, above what happened in status patterns.

Laid out in pixels for both renderers of :mod:`layers.charts.display`: the plot of one row stands by
itself, on the screen beside the words of its row, on paper in a table. A date known to the month or
the year is drawn over all its days: dashed in a plan, hatched where a status began. Where nobody
said how things stood there is a thin dotted line, and an end that no source gives has a question
mark. Meaning never hangs on colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from geo.dates import format_day
from geo.model import Status
from geo.strings import say
from layers.charts.display import Drawing, Line, Rect, StyledLine, Symbol, TextLine
from layers.style import palette
from layers.style.text_metrics import Face, measure
from layers.themes.projects import line_style

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.dates import PartialDate
    from geo.reports.phases import Phase
    from geo.reports.schedule import Plan, Schedule, ScheduleRow
    from layers.charts.display import Part

HEIGHT: Final = 30.0
"""Of the plot of a row, in pixels."""
AXIS_HEIGHT: Final = 33.0
"""Of its head: the day of the view, and below it the years."""
SMALL: Final = 11.0
# Years beside the present one that are shown where there is anything in them.
_YEARS_BACK, _YEARS_AHEAD = 6, 4
_PLAN_TOP, _PLAN_HEIGHT = 3.5, 6.0
_ACTUAL_MIDDLE, _ACTUAL_HEIGHT = 20.0, 9.0
_PIXEL: Final = 1.35
_BADGE: Final = 12.0
_LEAST: Final = 4.0
_HATCH: Final = 4.0
_OPEN: Final = 12.0
_EDGE_ROOM: Final = 4.0
_SHORT_DASH, _DOTS = (3.0, 2.0), (1.5, 3.0)
_SOFT: Final = Face(SMALL, color=palette.INK_SOFT)
_MARK: Final = Face(10.0, 600, color=palette.INK_SOFT)
_YEAR: Final = Face(SMALL, 600, color=palette.INK_SOFT)
TODAY: Final = palette.SHIELD_NATIONAL
_TODAY_FACE: Final = Face(SMALL, 700, color=TODAY)
_FINAL: Final = frozenset({Status.COMPLETED, Status.LAPSED})


@dataclass(frozen=True)
class YearAxis:
    """The years that a chart shows.

    Parameters
    ----------
    first, last
        Years, both included.
    left, width
        Where they stand, in pixels.
    """

    first: int
    last: int
    width: float
    left: float = 0.0

    @property
    def right(self) -> float:
        """End of the last year."""
        return self.left + self.width

    def at(self, day: date) -> float:
        """Return where a day begins, within the axis."""
        first = date(self.first, 1, 1)
        share = (day - first).days / (date(self.last + 1, 1, 1) - first).days
        return self.left + self.width * min(max(share, 0.0), 1.0)

    def shows(self, day: date) -> bool:
        """Tell whether a day lies on the axis."""
        return self.first <= day.year <= self.last


def axis_of(known: Schedule, width: float, left: float = 0.0) -> YearAxis:
    """Return the axis of a schedule: the years around its day in which there is anything."""
    year = known.day.year
    first = max(known.first_year, year - _YEARS_BACK)
    last = min(max(known.last_year, year + 1), year + _YEARS_AHEAD)
    return YearAxis(first, last, width, left)


def axis_parts(known: Schedule, axis: YearAxis, language: str) -> Iterator[Part]:
    """Yield the years and the day of the view, over :data:`AXIS_HEIGHT` pixels."""
    base = AXIS_HEIGHT - 6.0
    today = axis.at(known.day)
    words = format_day(known.day, language)
    half = measure(words, _TODAY_FACE).width / 2
    middle = min(max(today, axis.left + half), axis.right - half)
    pitch = axis.width / (axis.last - axis.first + 1)
    step = 1 if pitch > measure("2026", _YEAR).width + 2 * _EDGE_ROOM else 2
    for year in range(axis.first, axis.last + 1):
        x = axis.at(date(year, 1, 1))
        yield Line((x, AXIS_HEIGHT - 4.0), (x, AXIS_HEIGHT), 0.8, palette.NEIGHBOUR_INK)
        if not (year - axis.first) % step:
            yield TextLine(str(year), x + pitch / 2, base, _YEAR, "center", "year")
    yield TextLine(words, middle, base - 14.0, _TODAY_FACE, "center", "today")
    yield Line((today, base - 11.0), (today, AXIS_HEIGHT), 1.6, TODAY)
    yield Line((axis.left, AXIS_HEIGHT), (axis.right, AXIS_HEIGHT), 0.8, palette.NEIGHBOUR_INK)


def ground_parts(known: Schedule, axis: YearAxis, height: float) -> Iterator[Part]:
    """Yield the lines of the years and of the day of the view behind rows of a height."""
    for year in range(axis.first, axis.last + 2):
        x = axis.at(date(year, 1, 1))
        yield Line((x, 0.0), (x, height), 0.6, palette.NEIGHBOUR_EDGE)
    x = axis.at(known.day)
    yield Line((x, 0.0), (x, height), 1.6, TODAY)


def axis_drawing(known: Schedule, width: float, language: str) -> Drawing:
    """Return the head of the chart for the screen."""
    axis = axis_of(known, width - 2.0, 1.0)
    return Drawing(width, AXIS_HEIGHT, tuple(axis_parts(known, axis, language)))


def plot_drawing(known: Schedule, row: ScheduleRow, width: float, language: str) -> Drawing:
    """Return the plot of a row for the screen, without ground; its words stand beside it."""
    axis = axis_of(known, width - 2.0, 1.0)
    return Drawing(width, HEIGHT, tuple(plot_parts(known, row, axis, language)))


def plot_parts(
    known: Schedule, row: ScheduleRow, axis: YearAxis, language: str, top: float = 0.0
) -> Iterator[Part]:
    """Yield plan and phases of a row, from `top` downwards over :data:`HEIGHT` pixels."""
    if row.plan:
        yield from _plan_parts(row.plan, axis, top + _PLAN_TOP, late=row.is_late)
    plan = row.plan
    if row.due and not (plan and row.due.date in (plan.start, plan.finish)):
        yield from _hollow(axis, row.due.date, top + _PLAN_TOP)
    if row.days_late is not None and row.due:
        yield from _overdue(axis, row.due.date, top + _PLAN_TOP + _PLAN_HEIGHT / 2)
    yield from _phase_parts(known, row.phases, axis, top + _ACTUAL_MIDDLE)
    yield from _outside(row, axis, top, language)


# --- the plan


def _plan_parts(plan: Plan, axis: YearAxis, top: float, *, late: bool) -> Iterator[Part]:
    start, finish, first = plan.start, plan.finish, plan.finish_first
    middle = top + _PLAN_HEIGHT / 2
    if plan.moved and first and finish:
        color = TODAY if late else palette.INK_SOFT
        one, other = sorted((first, finish), key=lambda day: day.first_day)
        yield from _hollow(axis, first, top)
        left, right = _after(axis, one), axis.at(other.first_day)
        if right > left:
            yield Line((left, middle), (right, middle), 1.2, color)
    if start and finish and start.last_day < finish.first_day:
        # What is surely planned: between the latest beginning and the earliest end.
        left, right = axis.at(start.last_day), _before(axis, finish)
        if right > left:
            yield _box(left, right, top)
    for day in dict.fromkeys(one for one in (start, finish) if one):
        yield from _hollow(axis, day, top)
    if finish and start is None:
        yield from _open_end(axis, axis.at((first or finish).first_day), middle, -1)
    if start and finish is None:
        yield from _open_end(axis, _after(axis, start), middle, 1)


def _before(axis: YearAxis, day: PartialDate) -> float:
    return axis.at(day.first_day)


def _after(axis: YearAxis, day: PartialDate) -> float:
    return axis.at(day.last_day + timedelta(days=1))


def _hollow(axis: YearAxis, day: PartialDate, top: float) -> Iterator[Part]:
    """Yield a planned date: dashed over all its days where the source gives no day."""
    left, right = _before(axis, day), _after(axis, day)
    if right <= axis.left or left >= axis.right or left == right:
        return
    if day.day is None and right - left > _LEAST:
        yield _box(left, right, top, dash=_SHORT_DASH)
    else:
        middle = (left + right) / 2
        yield _box(middle - _LEAST / 2, middle + _LEAST / 2, top)


def _overdue(axis: YearAxis, day: PartialDate, middle: float) -> Iterator[Part]:
    """Yield a heavy end behind the last day of a planned date that has passed without word."""
    x = _after(axis, day)
    if axis.left < x < axis.right:
        high = _PLAN_HEIGHT / 2 + 2.0
        yield Line((x, middle - high), (x, middle + high), 3.0, TODAY)


def _box(left: float, right: float, top: float, dash: tuple[float, ...] = ()) -> Rect:
    return Rect(
        left, top, max(right - left, _LEAST), _PLAN_HEIGHT, palette.PAPER, palette.INK, 1.1, dash
    )


def _open_end(axis: YearAxis, x: float, middle: float, side: int) -> Iterator[Part]:
    """Yield a dotted line that leads nowhere, and a question mark: no source gives this end."""
    end = x + side * _OPEN
    if not axis.left < x < axis.right:
        return
    yield Line((min(x, end), middle), (max(x, end), middle), 1.1, palette.INK, _DOTS)
    align = "right" if side < 0 else "left"
    yield TextLine("?", end + side * 2.0, middle + 3.6, _MARK, align, "open")


# --- what happened


def _phase_parts(
    known: Schedule, phases: tuple[Phase, ...], axis: YearAxis, middle: float
) -> Iterator[Part]:
    for number, phase in enumerate(phases):
        after = phases[number + 1] if number + 1 < len(phases) else None
        end = after.earliest if after else known.day
        if phase.status not in _FINAL:
            yield from _silence(axis, max(phase.until, phase.latest), end, middle)
        yield from _range(axis, phase, middle)
        left, right = axis.at(phase.latest), axis.at(phase.until)
        if phase.status not in _FINAL and right - left > 1.0:
            strokes = line_style(phase.status).strokes[1:]
            yield StyledLine(left, right, middle, strokes, _PIXEL)
        if phase.open_start:
            yield from _open_end(axis, axis.at(phase.earliest), middle, -1)
    for phase in phases:
        if axis.shows(phase.latest):
            yield from _badge(axis, phase, middle)


def _badge(axis: YearAxis, phase: Phase, middle: float) -> Iterator[Part]:
    """Yield the symbol of a status where it began, in the middle of the days that are possible."""
    x = (axis.at(phase.earliest) + axis.at(phase.latest)) / 2
    yield Symbol(f"status-{phase.status}", x, middle, _BADGE, palette.STATUS[phase.status])


def _range(axis: YearAxis, phase: Phase, middle: float) -> Iterator[Part]:
    """Yield the days on which a status may have begun, hatched; nothing where the day is known."""
    left, right = axis.at(phase.earliest), axis.at(phase.latest)
    if phase.earliest == phase.latest or right - left < _LEAST:
        return
    top, bottom = middle - _ACTUAL_HEIGHT / 2, middle + _ACTUAL_HEIGHT / 2
    color = palette.STATUS[phase.status]
    yield Rect(left, top, right - left, _ACTUAL_HEIGHT, palette.PAPER, color, 0.9)
    x = left
    while x < right:
        lean = min(_HATCH, right - x)
        up = bottom - _ACTUAL_HEIGHT * lean / _HATCH
        yield Line((x, bottom), (x + lean, up), 0.9, color)
        x += _HATCH


def _silence(axis: YearAxis, start: date, end: date, middle: float) -> Iterator[Part]:
    left, right = axis.at(start), axis.at(end)
    if right - left > 1.0:
        yield Line((left, middle), (right, middle), 1.2, palette.INK_SOFT, _DOTS)


# --- beyond the axis


def _outside(row: ScheduleRow, axis: YearAxis, top: float, language: str) -> Iterator[Part]:
    """Yield at the edges what lies before and behind the years that are shown."""
    base = top + _ACTUAL_MIDDLE + 3.8
    before = [one for one in row.phases if one.latest.year < axis.first]
    if before and before[-1].until.year >= axis.first:
        yield TextLine("‹", axis.left - 2.0, base, _SOFT, "right", "before")
    elif before and not any(axis.shows(one.latest) for one in row.phases):
        last = before[-1]
        words = f"‹ {last.told.show(language)}"
        x = axis.left + _EDGE_ROOM
        yield Symbol(f"status-{last.status}", x + _BADGE / 2, base - 3.8, _BADGE,
                     palette.STATUS[last.status])  # fmt: skip
        yield TextLine(words, x + _BADGE + 3.0, base, _SOFT, role="before", clear=True)
    finish = row.plan.finish if row.plan else None
    if finish and finish.year > axis.last:
        # No phase reaches as far as that.
        words = f"{finish.show(language)} ›"
        yield TextLine(words, axis.right - _EDGE_ROOM, base, _SOFT, "right", "after", clear=True)
    base = top + _PLAN_TOP + _PLAN_HEIGHT + 0.5
    if finish and finish.year < axis.first:
        words = f"‹ {finish.show(language)}"
        yield TextLine(words, axis.left + _EDGE_ROOM, base, _SOFT, role="before", clear=True)


# --- the key


@dataclass(frozen=True)
class KeySample:
    """An entry of the key: a small drawing and its words."""

    drawing: Drawing
    words: str


_SAMPLE_WIDTH, _SAMPLE_HEIGHT = 38.0, 14.0


def key_samples(known: Schedule, language: str) -> tuple[KeySample, ...]:
    """Return the key of a chart: only the statuses that stand in it."""
    middle, wide = _SAMPLE_HEIGHT / 2, _SAMPLE_WIDTH
    top = middle - _PLAN_HEIGHT / 2
    samples: list[tuple[str, list[Part]]] = [
        ("plan", [_box(1.0, wide - 1.0, top)]),
        ("plan-rough", [_box(1.0, wide - 1.0, top, dash=_SHORT_DASH)]),
    ]
    present = {phase.status for row in known.all_rows for phase in row.phases}
    found = [KeySample(_sample(parts), say(f"schedule.key-{key}", language))
             for key, parts in samples]  # fmt: skip
    for status in Status:
        if status in present:
            parts: list[Part] = []
            if status not in _FINAL:
                strokes = line_style(status).strokes[1:]
                parts.append(StyledLine(_BADGE / 2 + 1, wide - 1, middle, strokes, _PIXEL))
            x = wide / 2 if status in _FINAL else _BADGE / 2 + 1
            parts.append(Symbol(f"status-{status}", x, middle, _BADGE, palette.STATUS[status]))
            found.append(KeySample(_sample(parts), say(f"status.{status}", language)))
    rest: list[tuple[str, list[Part]]] = [
        ("range", list(_hatched_sample(middle))),
        ("silence", [Line((1, middle), (wide - 1, middle), 1.2, palette.INK_SOFT, _DOTS)]),
        ("open", [Line((14, middle), (wide - 1, middle), 1.1, palette.INK, _DOTS),
                  TextLine("?", 11.0, middle + 3.6, _MARK, "right")]),
        ("overdue", [_box(1.0, wide / 2, top),
                     Line((wide / 2, 1.0), (wide / 2, 13.0), 3.0, TODAY)]),
        ("today", [Line((wide / 2, 0), (wide / 2, _SAMPLE_HEIGHT), 1.6, TODAY)]),
    ]  # fmt: skip
    found += [KeySample(_sample(parts), say(f"schedule.key-{key}", language))
              for key, parts in rest]  # fmt: skip
    return tuple(found)


def _sample(parts: list[Part]) -> Drawing:
    return Drawing(_SAMPLE_WIDTH, _SAMPLE_HEIGHT, tuple(parts))


def _hatched_sample(middle: float) -> Iterator[Part]:
    axis = YearAxis(2025, 2025, _SAMPLE_WIDTH - 2.0, 1.0)
    from geo.dates import PartialDate
    from geo.reports.phases import Phase

    first, last = date(2025, 1, 1), date(2025, 12, 31)
    phase = Phase(Status.CONSTRUCTION, PartialDate(2025), first, last, last, open_start=False)
    return _range(axis, phase, middle)
