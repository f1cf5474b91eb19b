"""The strip map: a corridor unrolled to straight lanes by kilometre.

One lane a run (:mod:`geo.runs`): a connected line of sections, a river too. Every lane keeps its
own true kilometres, official ones where the route is calibrated, and all lanes stand on one
common axis at one scale, moved so that what lies side by side on the ground lies side by side
on the strip as far as that is possible without stretching (:func:`geo.runs.offsets`). A
planner reads bar lengths as kilometres; a warped axis would make that false.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from geo.history import status_as_of
from geo.strip_bars import placed_on
from geo.strip_model import Bar, Basis, Strip
from geo.strip_parts import bare_lanes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.strip_model import Lane
    from geo.view import View

# A point takes room on the strip: two nearer than twice this stand in different rows.
_POINT_ROOM_KM = 1.5
_ORDER = {basis: number for number, basis in enumerate(Basis)}


def strip(view: View, corridor_id: str) -> Strip:
    """Return the strip map of a corridor on the day of the view.

    All projects of the corridor are on it, whatever else the view filters: a bar says in `shown`
    whether the view has it.

    Raises
    ------
    UnknownIdError
        If there is no such corridor.
    """
    lanes = tuple(
        replace(lane, bars=_bars(view, corridor_id, lane))
        for lane in bare_lanes(view.catalog, corridor_id)
    )
    length = max(lane.offset_km + lane.length_km for lane in lanes)
    return Strip(corridor_id, view.day, length, lanes)


def place_at(strip: Strip, lane_id: str, km: float) -> tuple[float, float]:
    """Return longitude and latitude `km` from the start of a lane, as the browser finds it.

    A kilometre beyond an end is the end.

    Raises
    ------
    UnknownIdError
        If the strip has no such lane.
    """
    samples = strip.lane(lane_id).samples
    after = bisect_right(samples, km, key=lambda sample: sample[0])
    if after == 0:
        return samples[0][1:]
    if after == len(samples):
        return samples[-1][1:]
    (km0, lon0, lat0), (km1, lon1, lat1) = samples[after - 1 : after + 1]
    share = (km - km0) / (km1 - km0)
    return lon0 + share * (lon1 - lon0), lat0 + share * (lat1 - lat0)


def _bars(view: View, corridor_id: str, lane: Lane) -> tuple[Bar, ...]:
    catalog = view.catalog
    found = [
        Bar(
            project_id=project_id,
            from_km=low,
            to_km=high,
            status=status_as_of(catalog.events_of(project_id), view.day),
            basis=basis,
            tier=0,
            shown=project_id in view.project_ids,
        )
        for (lane_id, project_id), (basis, stretches) in placed_on(catalog, corridor_id).items()
        if lane_id == lane.id
        for low, high in stretches
    ]
    found.sort(key=lambda bar: (_ORDER[bar.basis], bar.from_km, -bar.to_km, bar.project_id))
    return tuple(_in_rows(found))


def _in_rows(bars: Iterable[Bar]) -> list[Bar]:
    """Return the bars, each in the first row of its basis in which it covers none before it."""
    placed: list[Bar] = []
    first = 0
    for basis, group in groupby(bars, key=lambda bar: bar.basis):
        room = _POINT_ROOM_KM if basis is Basis.POINT else 0.0
        rows: list[list[tuple[float, float]]] = []
        for bar in group:
            low, high = bar.from_km - room, bar.to_km + room
            free = (
                number
                for number, row in enumerate(rows)
                if all(high <= other_low or low >= other_high for other_low, other_high in row)
            )
            tier = next(free, len(rows))
            if tier == len(rows):
                rows.append([])
            rows[tier].append((low, high))
            placed.append(replace(bar, tier=first + tier))
        first += len(rows)
    return placed
