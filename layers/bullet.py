"""A target and what was reached, as a small chart: every value has a row, a mark and its source.

The chart is laid out once, in pixels from its upper left corner, and drawn twice:
:mod:`layers.bullet_svg` for the screen, :mod:`layers.bullet_paper` for paper. Bars begin at zero.
A target is an upright line through all bars, a plan a dashed one; a result is a full bar, an
estimate a hatched one. Meaning never hangs on colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.indicators import Role
from geo.strings import say, show_exact
from layers import palette
from layers.strip_ink import width_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalog import Catalog
    from geo.indicators import Goal
    from geo.model import Indicator, Source

WIDTH = 680.0
# Where the columns begin: role, bars, values (their right edge), sources.
_LABEL, _PLOT, _VALUE, _SOURCE = 0.0, 208.0, 478.0, 496.0
# The longest bar ends here.
_FULL = 412.0
_INDENT = 7.0
_HEADING, _ROW, _NOTE, _FOOT = 26.0, 23.0, 14.0, 5.0
_BAR, _HATCH = 12.0, 5.0
_SMALL, _TEXT, _LARGE = 11.0, 12.5, 14.0
_SIGNS = {"about": "≈ ", "over": "> ", "under": "< "}
_ROLE_WIDTH = _PLOT - _LABEL - 8


@dataclass(frozen=True)
class Bar:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    edge: str = ""


@dataclass(frozen=True)
class Rule:
    """A straight line."""

    start: tuple[float, float]
    end: tuple[float, float]
    width: float
    color: str
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Words:
    """A line of text; `y` is its base line.

    Parameters
    ----------
    to_left
        Whether it ends at `x` instead of beginning there.
    """

    x: float
    y: float
    text: str
    size: float
    color: str = palette.INK
    weight: int = 400
    italic: bool = False
    to_left: bool = False


Part = Bar | Rule | Words


@dataclass(frozen=True)
class Chart:
    """A chart laid out.

    Parameters
    ----------
    parts
        Bottom to top.
    alt
        What it says, in sentences, for those who do not see it.
    """

    width: float
    height: float
    parts: tuple[Part, ...]
    alt: str


@dataclass(frozen=True)
class _Row:
    value: Indicator | None
    role: Role
    top: float
    height: float

    @property
    def middle(self) -> float:
        return self.top + _ROW / 2


def bullet(catalog: Catalog, goal: Goal, language: str) -> Chart:
    """Return the chart of one indicator in one period."""
    rows = list(_rows(goal, language))
    height = (rows[-1].top + rows[-1].height if rows else _HEADING) + _FOOT
    scale = _scale(goal)
    title = f"{goal.name[language]}, {show_period(goal.period)}"
    unit = say("indicator.unit", language, unit=goal.unit[language])
    parts: list[Part] = [
        Words(_LABEL, 16.0, title, _LARGE, weight=700),
        Words(_SOURCE, 16.0, unit, _SMALL, palette.INK_SOFT),
    ]
    parts.append(_hair(_HEADING - 4.0))
    for row in rows:
        parts += _row_parts(catalog, row, scale, language)
    parts += _marks(rows, scale)
    return Chart(WIDTH, height, tuple(parts), _alt(catalog, goal, language))


def show_period(period: str) -> str:
    """Return a period with a proper dash: 2021–2025."""
    return period.replace("-", "–")


def show_value(value: Indicator, language: str) -> str:
    """Return a value with its qualifier: > 6.250."""
    return _SIGNS.get(value.qualifier, "") + show_exact(value.value, language, 2)


def short_source(source: Source | None, language: str) -> str:
    """Return a source in a few words: its number, else its publisher, and its date."""
    if source is None:
        return say("unknown", language)
    name = source.number or source.publisher or source.title[language]
    return f"{name} ({source.date.show(language)})" if source.date else name


def _rows(goal: Goal, language: str) -> Iterator[_Row]:
    top = _HEADING
    groups = (
        (Role.TARGET, goal.targets),
        (Role.PLAN, goal.plans),
        (Role.RESULT, goal.results),
        (Role.ESTIMATE, goal.estimates),
    )
    for role, values in groups:
        for value in values:
            height = _ROW + _NOTE * len(_wrapped(value.note[language]))
            yield _Row(value, role, top, height)
            top += height
        # A plan alone asks for a result too; where only an estimate is known, that is said.
        empty = not values and (role is Role.RESULT or (role is Role.TARGET and not goal.plans))
        if empty:
            yield _Row(None, role, top, _ROW)
            top += _ROW


def _scale(goal: Goal) -> float:
    top = max((value.value for value in goal.values), default=0.0)
    return (_FULL - _PLOT) / top if top > 0 else 0.0


def _hair(y: float) -> Rule:
    return Rule((_LABEL, y), (WIDTH, y), 0.8, palette.NEIGHBOUR_EDGE)


def _row_parts(catalog: Catalog, row: _Row, scale: float, language: str) -> Iterator[Part]:
    base = row.middle + 4.0
    value = row.value
    if value is None:
        yield Words(_LABEL, base, say(f"indicator.{row.role}", language), _TEXT)
        missing = say(f"indicator.no-{row.role}", language)
        yield Words(_PLOT + _INDENT, base, missing, _TEXT, palette.INK_SOFT, italic=True)
        return
    label = say(f"indicator.{row.role}", language)
    if value.as_of and row.role in (Role.RESULT, Role.ESTIMATE):
        label = say("indicator.as-of", language, role=label, day=value.as_of.show(language))
    yield Words(_LABEL, base, _cut(label, _ROLE_WIDTH, _TEXT), _TEXT)
    for step, line in enumerate(_wrapped(value.note[language]), start=1):
        yield Words(_LABEL, base + step * _NOTE, line, _SMALL, palette.INK_SOFT)
    end = _PLOT + value.value * scale
    yield from _bar(row, end)
    weight = 700 if row.role in (Role.TARGET, Role.RESULT) else 400
    shown = show_value(value, language)
    yield Words(_VALUE, base, shown, _TEXT, weight=weight, to_left=True)
    source = short_source(catalog.sources.get(value.source_id), language)
    yield Words(_SOURCE, base, _cut(source, WIDTH - _SOURCE, _SMALL), _SMALL, palette.INK_SOFT)


def _bar(row: _Row, end: float) -> Iterator[Part]:
    top = row.middle - _BAR / 2
    if row.role is Role.RESULT:
        yield Bar(_PLOT, top, end - _PLOT, _BAR, palette.ASSET)
    elif row.role is Role.ESTIMATE:
        yield Bar(_PLOT, top, end - _PLOT, _BAR, palette.PAPER, palette.ASSET)
        x = _PLOT + _HATCH
        while x < end:
            lean = min(_HATCH, end - x)
            yield Rule((x, top + _BAR), (x + lean, top + _BAR * (1 - lean / _HATCH)), 0.8,
                       palette.ASSET)  # fmt: skip
            x += _HATCH


def _marks(rows: list[_Row], scale: float) -> Iterator[Part]:
    """Yield zero, and the lines of targets and plans, which stand before all bars."""
    if not rows:
        return
    bottom = rows[-1].top + _ROW - 2.0
    yield Rule((_PLOT, _HEADING), (_PLOT, bottom), 1.0, palette.INK_SOFT)
    for row in rows:
        if row.value is None or row.role in (Role.RESULT, Role.ESTIMATE):
            continue
        x = _PLOT + row.value.value * scale
        start = row.middle - _BAR / 2 - 1.0
        if row.role is Role.TARGET:
            # A light edge keeps the line visible where it crosses a bar.
            yield Rule((x, start), (x, bottom), 5.0, palette.PAPER)
            yield Rule((x, start), (x, bottom), 3.0, palette.INK)
        else:
            yield Rule((x, start), (x, bottom), 3.0, palette.PAPER)
            yield Rule((x, start), (x, bottom), 1.6, palette.INK, (4.0, 2.5))


def _cut(text: str, width: float, size: float) -> str:
    if width_of(text, size) <= width:
        return text
    words = text.split(" ")
    while len(words) > 1 and width_of(" ".join(words) + "…", size) > width:
        words.pop()
    return " ".join(words).rstrip(" ,;(–") + "…"


def _wrapped(note: str) -> list[str]:
    """Return a note in lines that fit under its role."""
    lines: list[str] = []
    for word in note.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, _SMALL) <= _ROLE_WIDTH:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _alt(catalog: Catalog, goal: Goal, language: str) -> str:
    said = [f"{goal.name[language]}, {show_period(goal.period)} ({goal.unit[language]})"]
    for row in _rows(goal, language):
        role = say(f"indicator.{row.role}", language)
        if row.value is None:
            said.append(f"{role}: {say(f'indicator.no-{row.role}', language)}")
            continue
        about = [row.value.as_of.show(language)] if row.value.as_of else []
        about += [row.value.note[language]] if row.value.note else []
        about.append(short_source(catalog.sources.get(row.value.source_id), language))
        said.append(f"{role}: {show_value(row.value, language)} ({'; '.join(about)})")
    return ". ".join(said) + "."
