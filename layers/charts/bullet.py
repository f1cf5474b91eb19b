"""An indicator as a small chart: its targets, and the newest value on the way to them.

No words but the years of the targets: what stands around the chart says the rest. Bars begin at
zero; where a band is aimed at, the axis shows the bands alone and a value is a dot. A target is an
upright line, a plan a dashed one; a result is a full bar, an estimate a hatched one. Meaning never
hangs on colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.catalog.indicators import Better, IndicatorRole
from geo.reports.targets import HORIZONS
from layers.charts.display import Drawing, Line, Rect, TextLine
from layers.style import palette
from layers.style.text_metrics import Face, measure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.catalog.indicators import Indicator
    from geo.reports.targets import IndicatorRow
    from layers.charts.display import Part

WIDTH: Final = 170.0
HEIGHT: Final = 36.0
_LABEL = Face(9.5, color=palette.INK_SOFT)
_BASE, _TOP, _BOTTOM = 9.0, 14.0, 34.0
_TRACK_TOP, _TRACK = 17.0, 14.0
_BAR, _HATCH, _DOT = 8.0, 4.5, 8.0
# The longest value stops short of the edge: the line of a target has room beside it.
_FILL = 0.9
# A picture of the screen cannot have the typeface of the page: others set digits wider.
_WIDER = 1.15
# Air beside the outermost band, as a share of what all bands cover.
_AIR = 0.3
_GAP = 3.0


@dataclass(frozen=True)
class _Axis:
    start: float
    scale: float

    def at(self, value: float) -> float:
        """Return where a value stands, in pixels."""
        return (value - self.start) * self.scale


@dataclass(frozen=True)
class _Goal:
    """Targets, or plans, that are equal, under the years for which they are set."""

    aim: Indicator
    years: tuple[int, ...]


def bullet(row: IndicatorRow, *, width: float = WIDTH) -> Drawing | None:
    """Return the chart of an indicator, ``None`` where it would show a single line at most.

    That is: without a target, and without a value beside a plan; or where no value is better.

    Parameters
    ----------
    width
        In pixels of the chart.
    """
    goals, plans = _goals(row, IndicatorRole.TARGET), _goals(row, IndicatorRole.PLAN)
    shown = _shown(row)
    nothing = not goals and not (plans and shown)
    if nothing or row.definition.better is Better.UNRATED:
        return None
    axis = _axis(row, [*(goal.aim for goal in (*goals, *plans)), *shown], width)
    parts: list[Part] = [Rect(0.0, _TRACK_TOP, width, _TRACK, palette.CHART_TRACK, radius=1.5)]
    parts += _bands(goals, axis)
    parts += _values(row, shown, axis)
    for plan in plans:
        parts += _plan_line(axis.at(plan.aim.value))
    for goal in goals:
        for value in dict.fromkeys((goal.aim.value, goal.aim.most)):
            parts += _target_line(axis.at(value), single=goal.aim.value_to is None)
    parts += _labels(goals or plans, axis, width)
    return Drawing(width, HEIGHT, tuple(parts))


def swatches() -> dict[str, Drawing]:
    """Return a small drawing of each mark of the charts, by the key of its name."""
    width, middle, bar = 30.0, 15.0, (_TRACK - _BAR) / 2 + _TRACK_TOP
    track = Rect(0.0, _TRACK_TOP, width, _TRACK, palette.CHART_TRACK, radius=1.5)
    band = Rect(5.0, _TRACK_TOP, 20.0, _TRACK, palette.CHART_BAND)
    marks: dict[str, tuple[Part, ...]] = {
        "target": tuple(_target_line(middle)),
        "band": (band, *_target_line(5.0, single=False), *_target_line(25.0, single=False)),
        "plan": tuple(_plan_line(middle)),
        "result": tuple(_bar(24.0, bar, _BAR, full=True)),
        "estimate": tuple(_bar(24.0, bar, _BAR, full=False)),
    }
    return {key: Drawing(width, HEIGHT, (track, *parts)) for key, parts in marks.items()}


def _goals(row: IndicatorRow, role: IndicatorRole) -> list[_Goal]:
    """Return the targets, or plans, of the horizons from left to right, equal ones together."""
    found: dict[tuple[float, float], list[tuple[Indicator, int]]] = {}
    for year in HORIZONS:
        for one in row.aims(year):
            if one.role is role and row.is_commensurate(one):
                found.setdefault((one.value, one.most), []).append((one, year))
    return [
        _Goal(found[key][0][0], tuple(dict.fromkeys(year for _, year in found[key])))
        for key in sorted(found)
    ]


def _shown(row: IndicatorRow) -> list[Indicator]:
    """Return the newest result and the newest estimate; a plan told again is no estimate."""
    newest: dict[IndicatorRole, Indicator] = {}
    for one in row.latest:
        told_again = one.role is IndicatorRole.PLAN or row.repeats_plan(one)
        if row.is_commensurate(one) and not told_again:
            newest.setdefault(one.role, one)
    return list(newest.values())


def _axis(row: IndicatorRow, values: Sequence[Indicator], width: float) -> _Axis:
    least, most = min(one.value for one in values), max(one.most for one in values)
    if row.definition.better is Better.WITHIN:
        air = (most - least) * _AIR or most or 1.0
        return _Axis(least - air, width / (most - least + 2 * air))
    return _Axis(0.0, width * _FILL / most if most > 0 else 0.0)


def _bands(goals: Sequence[_Goal], axis: _Axis) -> Iterator[Part]:
    for goal in goals:
        if goal.aim.value_to is not None:
            left, right = axis.at(goal.aim.value), axis.at(goal.aim.value_to)
            yield Rect(left, _TRACK_TOP, right - left, _TRACK, palette.CHART_BAND)


def _values(row: IndicatorRow, shown: Sequence[Indicator], axis: _Axis) -> Iterator[Part]:
    """Yield a bar for each value, of two each half as high, or a dot."""
    high = _BAR if len(shown) == 1 else (_TRACK - 1.0) / 2
    top = _TRACK_TOP + (_TRACK - high * len(shown)) / 2
    for step, one in enumerate(shown):
        full, end = one.role is IndicatorRole.RESULT, axis.at(one.value)
        if row.definition.better is not Better.WITHIN:
            yield from _bar(end, top + step * high, high, full=full)
            continue
        fill = palette.CHART_VALUE if full else palette.PAPER
        left, y = end - _DOT / 2, _TRACK_TOP + (_TRACK - _DOT) / 2
        yield Rect(left, y, _DOT, _DOT, fill, palette.CHART_VALUE, 1.4, radius=_DOT / 2)


def _bar(end: float, top: float, high: float, *, full: bool) -> Iterator[Part]:
    if full:
        yield Rect(0.0, top, end, high, palette.CHART_VALUE)
        return
    yield Rect(0.0, top, end, high, palette.PAPER, palette.CHART_VALUE)
    yield from _hatch(0.0, end, top, high)


def _hatch(start: float, end: float, top: float, high: float) -> Iterator[Part]:
    x = start + _HATCH
    while x < end:
        lean = min(_HATCH, end - x)
        tip = top + high * (1 - lean / _HATCH)
        yield Line((x, top + high), (x + lean, tip), 0.8, palette.CHART_VALUE)
        x += _HATCH


def _target_line(x: float, *, single: bool = True) -> Iterator[Part]:
    """Yield the line of a target, or a thinner one at the end of a band."""
    # A light edge keeps the line visible where it crosses a bar.
    yield Line((x, _TOP), (x, _BOTTOM), 4.0 if single else 2.5, palette.PAPER)
    yield Line((x, _TOP), (x, _BOTTOM), 2.2 if single else 1.2, palette.INK)


def _plan_line(x: float) -> Iterator[Part]:
    yield Line((x, _TOP), (x, _BOTTOM), 3.0, palette.PAPER)
    yield Line((x, _TOP), (x, _BOTTOM), 1.4, palette.INK, (3.5, 2.0))


def _labels(goals: Sequence[_Goal], axis: _Axis, width: float) -> Iterator[Part]:
    """Yield the years over the targets, from left to right without touching."""
    free = 0.0
    placed: list[tuple[str, float, float]] = []
    for goal in goals:
        text = "–".join(str(year) for year in goal.years)
        long = measure(text, _LABEL).width * _WIDER
        middle = axis.at((goal.aim.value + goal.aim.most) / 2)
        left = min(max(middle - long / 2, free), width - long)
        placed.append((text, left, long))
        free = left + long + _GAP
    # What met the right edge pushes its left neighbour back.
    edge = width
    for text, left, long in reversed(placed):
        x = min(left, edge - long)
        edge = x - _GAP
        yield TextLine(text, x + long / 2, _BASE, _LABEL, "center")
