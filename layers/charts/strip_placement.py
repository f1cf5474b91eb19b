"""Places of marks, shields, projects and kilometres along a strip map, in rows without overlap.

All lengths are in the unit of the canvas, pixels or points, from left to right. Rows count from
0; which way they grow is the canvas's own matter. Nothing is left out but what a canvas limits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate
from statistics import fmean
from typing import TYPE_CHECKING

from geo.corridor.model import Basis
from layers.style.text_metrics import measure, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from geo.corridor.model import Junction, Lane, LaneMark, ProjectBar
    from layers.charts.display import Part
    from layers.style.text_metrics import Face

_LEAST_BAR, _BAR_GAP = 2.0, 6.0
_ROUNDING = 1e-6


@dataclass(frozen=True)
class LaneRow:
    """The part of a lane that stands in one row of the canvas.

    Parameters
    ----------
    low, high
        Kilometres of the lane between which it stands here.
    start
        Where kilometre 0 of the lane lies, on the canvas or left of it.
    unit
        Length of a kilometre, the same for all lanes of a strip.
    left, right
        Edges of the canvas.
    air
        Room between what stands side by side.
    names_beside
        Whether names of projects stand behind their bars, or before them, where they have room.
    """

    lane: Lane
    low: float
    high: float
    start: float
    unit: float
    left: float
    right: float
    air: float = 3.0
    names_beside: bool = False

    @property
    def origin(self) -> float:
        """Where kilometre 0 of the common axis of all lanes lies."""
        return self.start - self.lane.offset_km * self.unit

    def x(self, km: float) -> float:
        """Return the x of a kilometre of the lane; one beyond this part stands at its end."""
        return self.start + min(max(km, self.low), self.high) * self.unit

    def holds(self, km: float) -> bool:
        """Tell whether a kilometre stands in this row; where two rows meet, in the first."""
        last = self.lane.length_km - self.high < _ROUNDING
        return (self.low < km or self.low == 0 == km) and (km <= self.high or last)

    def cut(self, low: float, high: float) -> tuple[float, float] | None:
        """Return the x of both ends of a stretch in kilometres, ``None`` in no part of this row."""
        low, high = max(low, self.low), min(high, self.high)
        return (self.x(low), self.x(high)) if high > low else None

    def within(self, x: float, half: float) -> float:
        """Return the x of a middle, moved so that `half` on either side is on the canvas."""
        return max(min(x, self.right - half), self.left + half)


@dataclass(frozen=True)
class LaneLayout:
    """One lane, or the part of it that stands in one row, laid out from `top` to `bottom`.

    Parameters
    ----------
    head, line, axis
        Lower edge of the heading, the middle of the line, lower edge of its kilometres.
    """

    reach: LaneRow
    top: float
    head: float
    line: float
    axis: float
    bottom: float
    words: tuple[str, ...]
    parts: tuple[Part, ...]


class Rows:
    """Room for words side by side in rows.

    Parameters
    ----------
    most
        How many rows there may be; 0 for no limit.
    """

    def __init__(self, most: int = 0) -> None:
        """Start without rows."""
        self._most = most
        self._taken: list[list[tuple[float, float]]] = []

    @property
    def used(self) -> int:
        """How many rows hold something."""
        return len(self._taken)

    def place(self, left: float, right: float) -> int | None:
        """Take the first row with room from `left` to `right`; ``None`` when all are full."""
        for number, row in enumerate(self._taken):
            if all(right <= low or left >= high for low, high in row):
                row.append((left, right))
                return number
        if self._most and self.used == self._most:
            return None
        self._taken.append([(left, right)])
        return self.used - 1


@dataclass(frozen=True)
class MarkPlace:
    """Where a gate or seat stands: its symbol, its words, and what it stands for on the lane."""

    mark: LaneMark
    x: float
    on_lane: float
    words: str
    words_x: float
    row: int


def mark_places(reach: LaneRow, language: str, size: float, face: Face) -> tuple[MarkPlace, ...]:
    """Place gates, airport, works and seats, the seats in what room the others leave.

    Parameters
    ----------
    size
        Width of a symbol.
    """
    rows = Rows()
    found = []
    held = [mark for mark in reach.lane.marks if reach.holds(mark.km)]
    for mark in sorted(held, key=lambda mark: mark.kind == "district_seat"):
        half = size / 2
        on_lane = reach.x(mark.km)
        x = reach.within(on_lane, half)
        words = mark.name[language].partition(" (")[0]
        words = shorten(words, max(x - reach.left, reach.right - x) - half - reach.air, face)
        wide = measure(words, face).width
        start = x + half + reach.air - 1
        if start + wide > reach.right:
            start = x - half - reach.air + 1 - wide
        ends = min(start, x - half), max(start + wide, x + half) + reach.air
        row = rows.place(*ends) or 0
        found.append(MarkPlace(mark, x, on_lane, words, start, row))
    return tuple(found)


@dataclass(frozen=True)
class ShieldPlace:
    """The shield of a road that meets the lane, at one place or at several close ones.

    Parameters
    ----------
    on_lane
        Where the road meets the lane.
    x
        Middle of the shield.
    """

    junctions: tuple[Junction, ...]
    on_lane: tuple[float, ...]
    x: float
    width: float
    row: int = 0

    @property
    def ref(self) -> str:
        """Number of the road."""
        return self.junctions[0].ref

    @property
    def planned(self) -> bool:
        """Whether the junction is not built yet."""
        return self.junctions[0].planned


def shield_places(reach: LaneRow, width: Callable[[str], float]) -> tuple[ShieldPlace, ...]:
    """Place the shields of the roads; one that would stand beside its like stands for both.

    Parameters
    ----------
    width
        Of a whole shield with this number.
    """
    found: list[ShieldPlace] = []
    for junction in reach.lane.junctions:
        if not reach.holds(junction.km):
            continue
        x, wide = reach.x(junction.km), width(junction.ref)
        for place, shield in enumerate(found):
            alike = (shield.ref, shield.planned) == (junction.ref, junction.planned)
            if alike and x - shield.on_lane[0] < wide:
                on_lane = (*shield.on_lane, x)
                middle = reach.within(sum(on_lane) / len(on_lane), wide / 2)
                junctions = (*shield.junctions, junction)
                found[place] = replace(shield, junctions=junctions, on_lane=on_lane, x=middle)
                break
        else:
            found.append(ShieldPlace((junction,), (x,), reach.within(x, wide / 2), wide))
    rows = Rows()
    return tuple(
        # Without a limit there is always a row.
        replace(
            shield,
            row=rows.place(shield.x - shield.width / 2 - 1, shield.x + shield.width / 2 + 1) or 0,
        )
        for shield in found
    )


@dataclass(frozen=True)
class ProjectPlace:
    """Where a project stands on a lane: its stretches, and its name above them.

    Parameters
    ----------
    bar
        The first of its stretches.
    ends
        Of each stretch; a point has both at one place.
    lead_x
        Left edge of what stands before the name.
    beside
        Whether the name stands beside the stretches, not above them.
    """

    bar: ProjectBar
    ends: tuple[tuple[float, float], ...]
    words: str
    words_x: float
    lead_x: float
    row: int
    beside: bool = False


def project_places(
    reach: LaneRow,
    names: Mapping[str, str],
    leads: Mapping[Basis, float],
    face: Face,
    most: int = 0,
) -> tuple[ProjectPlace, ...]:
    """Place the projects in order of their kilometres, each once with all its stretches.

    A name stands whole, over its bar and beyond the bar's end; near the right edge it ends
    where the bar does. Only what is longer than the canvas is shortened.

    Parameters
    ----------
    names
        By project id.
    leads
        Room for what stands before a name, by the basis of a project; none where it is missing.
    most
        How many rows there may be; what finds none is left out. 0 for no limit.
    """
    rows = Rows(most)
    found = []
    for (project_id, basis), bars in _grouped(reach.lane.bars).items():
        ends = tuple(ends for bar in bars if (ends := _ends(reach, bar)))
        if not ends:
            continue
        first, last = min(low for low, _ in ends), max(high for _, high in ends)
        lead = leads.get(basis, 0.0)
        words = shorten(names[project_id], reach.right - reach.left - lead - reach.air, face)
        wide = measure(words, face).width
        lead_x, words_x = _above(reach, (first, last), lead, wide, basis)
        aside = _aside(reach, (first, last), wide) if reach.names_beside and not lead else None
        if aside is not None:
            lead_x = words_x = aside
        left, right = min(lead_x, words_x, first), max(lead_x + lead, words_x + wide, last)
        row = rows.place(left - 1, right + _BAR_GAP)
        if row is not None:
            on_place = basis is Basis.POINT and abs(lead_x + lead / 2 - first) < _ROUNDING
            is_beside = aside is not None or (reach.names_beside and on_place)
            found.append(ProjectPlace(bars[0], ends, words, words_x, lead_x, row, is_beside))
    return tuple(found)


def _grouped(bars: Iterable[ProjectBar]) -> dict[tuple[str, Basis], list[ProjectBar]]:
    groups: dict[tuple[str, Basis], list[ProjectBar]] = {}
    for bar in sorted(bars, key=lambda bar: (bar.from_km, -bar.to_km, bar.project_id)):
        groups.setdefault((bar.project_id, bar.basis), []).append(bar)
    return groups


def _ends(reach: LaneRow, bar: ProjectBar) -> tuple[float, float] | None:
    if bar.basis is Basis.POINT:
        x = reach.x(bar.from_km)
        return (x, x) if reach.holds(bar.from_km) else None
    ends = reach.cut(bar.from_km, bar.to_km)
    return (ends[0], max(ends[1], ends[0] + _LEAST_BAR)) if ends else None


def _aside(reach: LaneRow, ends: tuple[float, float], wide: float) -> float | None:
    """Return the left edge of a name behind its bar or before it, ``None`` without room."""
    if ends[1] + _BAR_GAP + wide <= reach.right:
        return ends[1] + _BAR_GAP
    start = ends[0] - _BAR_GAP - wide
    return start if start >= reach.left else None


def _above(
    reach: LaneRow, ends: tuple[float, float], lead: float, wide: float, basis: Basis
) -> tuple[float, float]:
    """Return the left edge of the lead, and of the name beside it."""
    gap = reach.air if lead else 0.0
    start = ends[0] - (lead / 2 if basis is Basis.POINT else 0.0)
    start = reach.within(start + lead / 2, lead / 2) - lead / 2
    if start + lead + gap + wide <= reach.right:
        return start, start + lead + gap
    # No room to the right: the name ends where the stretch does.
    stop = ends[1] + (lead / 2 if basis is Basis.POINT else 0.0)
    lead_x = min(stop, reach.right) - lead
    if lead_x - gap - wide >= reach.left:
        return lead_x, lead_x - gap - wide
    lead_x = reach.right - wide - gap - lead
    return lead_x, lead_x + lead + gap


def post_places(
    reach: LaneRow, words: Sequence[str], face: Face, gap: float
) -> tuple[tuple[float, float, str], ...]:
    """Place the kilometres: position, left edge of the words, and the words or nothing.

    Parameters
    ----------
    words
        Of each post of the lane.
    gap
        Room between two of them.
    """
    found = []
    free = reach.left
    for post, said in zip(reach.lane.posts, words, strict=True):
        if not reach.holds(post.km):
            continue
        x, wide = reach.x(post.km), measure(said, face).width
        left = reach.within(x, wide / 2) - wide / 2
        fits = left >= free - _ROUNDING
        found.append((x, left, said if fits else ""))
        free = left + wide + gap if fits else free
    return tuple(found)


def spread(
    wishes: Sequence[tuple[float, float]], left: float, right: float, gap: float
) -> tuple[float, ...]:
    """Return the left edges of words side by side, each moved from its wish as little as needed.

    Parameters
    ----------
    wishes
        Wanted middle and width of each, in order from left to right; all must fit.
    """
    # Without what stands before them the starts must only rise: isotonic regression, by means.
    before = [0.0, *accumulate(wide + gap for _, wide in wishes)]
    wanted = [
        middle - wide / 2 - room for (middle, wide), room in zip(wishes, before, strict=False)
    ]
    last, count = right - before[-1] + gap, len(wishes)

    def start(at: int) -> float:
        ends = range(at + 1, count + 1)
        moved = max(min(fmean(wanted[low:high]) for high in ends) for low in range(at + 1))
        return before[at] + max(left, min(moved, last))

    return tuple(map(start, range(count)))
