"""Incidents and meetings of works on a strip map: signs at their kilometres, bands behind bars."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from geo.roads.incidents import incident_note, incident_title
from geo.strings import say
from layers.charts.display import Line, PartGroup, Rect, Symbol
from layers.charts.strip_placement import spread
from layers.style import palette
from layers.themes.incidents import PAST, STYLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from geo.catalog.catalog import Catalog
    from geo.corridor.model import LaneIncident, Tie
    from layers.charts.display import Part
    from layers.charts.strip_placement import LaneLayout, LaneRow
    from layers.style.model import SymbolStyle

_SIGN, _LEADER = 1.5, 0.55
_LEAST_BAND = 0.45


def incident_style(incident: LaneIncident) -> str:
    """Return the key of the style of an incident, pale when it is past."""
    return f"{PAST if incident.past else ''}{incident.kind}"


def incident_parts(
    catalog: Catalog, reach: LaneRow, top: float, size: float, language: str
) -> tuple[tuple[Part, ...], float]:
    """Return the signs of the incidents below a height, each with a line to its kilometre.

    Signs stand side by side, each as near to its kilometre as the others let it; the lower edge
    comes with them. What finds no room is left out.

    Parameters
    ----------
    size
        Of type.
    """
    here = [one for one in reach.lane.incidents if reach.holds(one.km)]
    wide = _SIGN * size
    here = here[: int((reach.right - reach.left) // wide)]
    if not here:
        return (), top
    wishes = [(reach.x(one.km), wide) for one in here]
    middle = top + (_LEADER + _SIGN / 2) * size
    by_id = {incident.id: incident for incident in catalog.incidents}
    parts: list[Part] = []
    for one, start in zip(here, spread(wishes, reach.left, reach.right, 0.0), strict=True):
        style = cast("SymbolStyle", STYLES[incident_style(one)])
        x = start + wide / 2
        leader = Line((reach.x(one.km), top), (x, middle - wide / 2), 0.08 * size, style.color)
        sign = Symbol(style.symbol, x, middle, 0.94 * wide, style.color)
        incident = by_id[one.incident_id]
        title = incident_title(incident, language)
        note = incident_note(catalog, incident, language)
        parts.append(PartGroup((leader, sign), f"{title} · {note}"))
    return tuple(parts), middle + (_SIGN / 2 + 0.3) * size


def meeting_parts(
    catalog: Catalog, reach: LaneRow, ends: tuple[float, float], size: float, language: str
) -> Iterator[Part]:
    """Yield the bands behind the bars where works meet.

    Parameters
    ----------
    ends
        Upper and lower edge of the bars.
    size
        Of type.
    """
    top, bottom = ends
    least = _LEAST_BAND * size
    for one in reach.lane.meetings:
        low, high = max(one.from_km, reach.low), min(one.to_km, reach.high)
        if low > high:
            continue
        left, right = reach.x(low), reach.x(high)
        if right - left < least:
            middle = reach.within((left + right) / 2, least / 2)
            left, right = middle - least / 2, middle + least / 2
        first, second = (catalog.projects[project_id].name[language] for project_id in one.ids)
        months = say("overlaps.months", language, period=one.period.describe(language))
        title = say("strip.meeting", language, first=first, second=second, months=months)
        dash = (0.3 * size, 0.25 * size)
        band = Rect(
            left, top, right - left, bottom - top, palette.CHOSEN_AREA, palette.CHOSEN_EDGE,
            0.08 * size, dash,
        )  # fmt: skip
        yield PartGroup((band,), title)


def tie_parts(
    ties: Iterable[Tie], upper: LaneLayout, lower: LaneLayout, hair: float
) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Return the lines between two lanes from a place on one to the same on the other.

    They come in two pieces, one for the ground of each lane. From the kilometres of the upper lane
    to its lower edge, and below the heading of the lower one, they stand upright; in between they
    lean: so each reads as belonging to its kilometre.

    Parameters
    ----------
    hair
        Width of thin lines.
    """
    first, second = upper.reach, lower.reach
    if first.lane is second.lane or not math.isclose(first.origin, second.origin, abs_tol=hair):
        return (), ()
    above: list[Part] = []
    under: list[Part] = []
    width = 0.7 * hair
    for tie in ties:
        if tie.kms.keys() != {first.lane.id, second.lane.id}:
            continue
        one, two = tie.kms[first.lane.id], tie.kms[second.lane.id]
        if not (first.holds(one) and second.holds(two)):
            continue
        x, end = first.x(one), second.x(two)
        share = (lower.top - upper.bottom) / (lower.head - upper.bottom)
        edge = x + (end - x) * share, lower.top
        above += _dotted(((x, upper.axis), (x, upper.bottom), edge), width)
        under += _dotted((edge, (end, lower.head), (end, lower.line)), width)
    return tuple(above), tuple(under)


def _dotted(points: Sequence[tuple[float, float]], width: float) -> Iterator[Line]:
    for start, end in pairwise(points):
        yield Line(start, end, width, palette.NEIGHBOUR_INK, (width, 2.5 * width))
