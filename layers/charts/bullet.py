"""A target and what was reached, as a small chart: every value has a row, a mark and its source.

The chart is laid out in pixels, for both renderers of :mod:`layers.charts.display`. Bars begin at
zero. A target is an upright line through all bars, a plan a dashed one; a result is a full
bar, an estimate a hatched one. Meaning never hangs on colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.query.wording import period_words, short_source, signed
from geo.reports.indicators import IndicatorRole
from geo.strings import say
from layers.charts.display import Drawing, Line, Rect, TextLine
from layers.style import palette
from layers.style.text_metrics import Face, measure, shorten, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo.catalog.catalog import Catalog
    from geo.model import Indicator
    from geo.reports.indicators import IndicatorPeriod
    from layers.charts.display import Part

WIDTH = 680.0
_LABEL, _INDENT = 0.0, 7.0
# Of a narrower chart the column of roles gives this share, the bars the rest.
_ROLE_GIVES = 0.3
_SOURCE_WIDTH, _REF_WIDTH = 184.0, 10.0
_HEADING, _ROW, _NOTE, _FOOT = 26.0, 23.0, 14.0, 5.0
_BAR, _HATCH = 12.0, 5.0
SMALL = 11.0
_TEXT, _BOLD, _TITLE = Face(12.5), Face(12.5, 700), Face(14.0, 700)
_MISSING = Face(12.5, italic=True, color=palette.INK_SOFT)
_SOFT = Face(SMALL, color=palette.INK_SOFT)


@dataclass(frozen=True)
class _Frame:
    """Where the columns of a chart stand, in pixels, and what all its rows need.

    Parameters
    ----------
    refs
        Number of each source by id, printed behind its name.
    plot
        Where bars begin.
    scale
        Pixels a unit of the indicator.
    value
        Right edge of the values.
    source
        Where sources begin.
    """

    catalog: Catalog
    language: str
    width: float
    refs: Mapping[str, int]
    plot: float
    scale: float
    value: float
    source: float

    @property
    def role_width(self) -> float:
        """Room of a role and of the notes under it."""
        return self.plot - _LABEL - 8.0

    def origin(self, source_id: str) -> str:
        """Return a source in the words that fit, and its number."""
        number = f" [{self.refs[source_id]}]" if source_id in self.refs else ""
        room = self.width - self.source - measure(number, _SOFT).width
        name = short_source(self.catalog.sources.get(source_id), self.language)
        return f"{shorten(name, room, _SOFT)}{number}"


@dataclass(frozen=True)
class _ValueRow:
    value: Indicator | None
    role: IndicatorRole
    top: float
    height: float

    @property
    def middle(self) -> float:
        return self.top + _ROW / 2


def bullet(
    catalog: Catalog,
    goal: IndicatorPeriod,
    language: str,
    *,
    width: float = WIDTH,
    refs: Mapping[str, int] | None = None,
) -> Drawing:
    """Return the chart of one indicator in one period.

    Parameters
    ----------
    width
        In pixels of the chart; type keeps its size.
    refs
        Number of each source by id, to print behind its name.
    """
    plot = 208.0 + _ROLE_GIVES * min(0.0, width - WIDTH)
    source = width - (_SOURCE_WIDTH + (_REF_WIDTH if refs else 0.0))
    most = max((value.value for value in goal.values), default=0.0)
    scale = (source - 76.0 - plot) / most if most > 0 else 0.0
    frame = _Frame(catalog, language, width, refs or {}, plot, scale, source - 18.0, source)
    rows = list(_rows(goal, frame))
    height = (rows[-1].top + rows[-1].height if rows else _HEADING) + _FOOT
    title = f"{goal.name[language]}, {period_words(goal.period)}"
    unit = say("indicator.unit", language, unit=goal.unit[language])
    parts: list[Part] = [
        TextLine(title, _LABEL, 16.0, _TITLE),
        TextLine(unit, frame.source, 16.0, _SOFT),
        Line((_LABEL, _HEADING - 4.0), (width, _HEADING - 4.0), 0.8, palette.NEIGHBOUR_EDGE),
    ]
    for row in rows:
        parts += _row_parts(frame, row)
    parts += _marks(frame, rows)
    return Drawing(width, height, tuple(parts), _alt(frame, goal, rows))


def _rows(goal: IndicatorPeriod, frame: _Frame) -> Iterator[_ValueRow]:
    top = _HEADING
    groups = (
        (IndicatorRole.TARGET, goal.targets),
        (IndicatorRole.PLAN, goal.plans),
        (IndicatorRole.RESULT, goal.results),
        (IndicatorRole.ESTIMATE, goal.estimates),
    )
    for role, values in groups:
        for value in values:
            height = _ROW + _NOTE * len(_notes(value, frame))
            yield _ValueRow(value, role, top, height)
            top += height
        # A plan alone asks for a result too; where only an estimate is known, that is said.
        empty = not values and (
            role is IndicatorRole.RESULT or (role is IndicatorRole.TARGET and not goal.plans)
        )
        if empty:
            yield _ValueRow(None, role, top, _ROW)
            top += _ROW


def _row_parts(frame: _Frame, row: _ValueRow) -> Iterator[Part]:
    language = frame.language
    base = row.middle + 4.0
    value = row.value
    label = say(f"indicator.{row.role}", language)
    if value is None:
        yield TextLine(label, _LABEL, base, _TEXT)
        missing = say(f"indicator.no-{row.role}", language)
        yield TextLine(missing, frame.plot + _INDENT, base, _MISSING)
        return
    if value.as_of and row.role in (IndicatorRole.RESULT, IndicatorRole.ESTIMATE):
        label = say("indicator.as-of", language, role=label, day=value.as_of.show(language))
    yield TextLine(shorten(label, frame.role_width, _TEXT), _LABEL, base, _TEXT)
    for step, line in enumerate(_notes(value, frame), start=1):
        yield TextLine(line, _LABEL, base + step * _NOTE, _SOFT)
    yield from _bar(row, frame.plot, frame.plot + value.value * frame.scale)
    face = _BOLD if row.role in (IndicatorRole.TARGET, IndicatorRole.RESULT) else _TEXT
    shown = signed(value.value, value.qualifier, language, 2)
    yield TextLine(shown, frame.value, base, face, "right")
    yield TextLine(frame.origin(value.source_id), frame.source, base, _SOFT)


def _bar(row: _ValueRow, start: float, end: float) -> Iterator[Part]:
    top = row.middle - _BAR / 2
    if row.role is IndicatorRole.RESULT:
        yield Rect(start, top, end - start, _BAR, palette.ASSET)
    elif row.role is IndicatorRole.ESTIMATE:
        yield Rect(start, top, end - start, _BAR, palette.PAPER, palette.ASSET)
        x = start + _HATCH
        while x < end:
            lean = min(_HATCH, end - x)
            yield Line((x, top + _BAR), (x + lean, top + _BAR * (1 - lean / _HATCH)), 0.8,
                       palette.ASSET)  # fmt: skip
            x += _HATCH


def _marks(frame: _Frame, rows: list[_ValueRow]) -> Iterator[Part]:
    """Yield zero, and the lines of targets and plans, which stand before all bars."""
    if not rows:
        return
    bottom = rows[-1].top + _ROW - 2.0
    yield Line((frame.plot, _HEADING), (frame.plot, bottom), 1.0, palette.INK_SOFT)
    for row in rows:
        if row.value is None or row.role in (IndicatorRole.RESULT, IndicatorRole.ESTIMATE):
            continue
        x = frame.plot + row.value.value * frame.scale
        start = row.middle - _BAR / 2 - 1.0
        # A light edge keeps the line visible where it crosses a bar.
        edge, width, dash = (
            (5.0, 3.0, ()) if row.role is IndicatorRole.TARGET else (3.0, 1.6, (4.0, 2.5))
        )
        yield Line((x, start), (x, bottom), edge, palette.PAPER)
        yield Line((x, start), (x, bottom), width, palette.INK, dash)


def _notes(value: Indicator, frame: _Frame) -> list[str]:
    """Return the note of a value in lines that fit under its role."""
    note = value.note[frame.language]
    return wrap(note, frame.role_width, _SOFT) if note else []


def _alt(frame: _Frame, goal: IndicatorPeriod, rows: list[_ValueRow]) -> str:
    language = frame.language
    said = [f"{goal.name[language]}, {period_words(goal.period)} ({goal.unit[language]})"]
    for row in rows:
        role = say(f"indicator.{row.role}", language)
        if row.value is None:
            said.append(f"{role}: {say(f'indicator.no-{row.role}', language)}")
            continue
        about = [row.value.as_of.show(language)] if row.value.as_of else []
        about += [row.value.note[language]] if row.value.note else []
        about.append(short_source(frame.catalog.sources.get(row.value.source_id), language))
        value = signed(row.value.value, row.value.qualifier, language, 2)
        said.append(f"{role}: {value} ({'; '.join(about)})")
    return ". ".join(said) + "."
