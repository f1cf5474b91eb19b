"""The strip map: a corridor unrolled to straight lanes by kilometre.

One lane a run (:mod:`geo.corridor.runs`): a connected line of sections, a river too. Every lane
keeps its own true kilometres, official ones where the route is calibrated, and all lanes stand on
one common axis at one scale, moved so that what lies side by side on the ground lies side by side
on the strip as far as that is possible without stretching (:func:`geo.corridor.runs.offsets`). A
planner reads bar lengths as kilometres; a warped axis would make that false.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.catalog.history import status_as_of
from geo.corridor.lanes import bare_lanes
from geo.corridor.model import Bar, Strip
from geo.corridor.placement import placed_on

if TYPE_CHECKING:
    from geo.corridor.model import Lane
    from geo.query.view import View


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


def _bars(view: View, corridor_id: str, lane: Lane) -> tuple[Bar, ...]:
    catalog = view.catalog
    found = [
        Bar(
            project_id=project_id,
            from_km=low,
            to_km=high,
            status=status_as_of(catalog.events_of(project_id), view.day),
            basis=basis,
            shown=project_id in view.project_ids,
        )
        for (lane_id, project_id), (basis, stretches) in placed_on(catalog, corridor_id).items()
        if lane_id == lane.id
        for low, high in stretches
    ]
    return tuple(sorted(found, key=lambda bar: (bar.from_km, -bar.to_km, bar.project_id)))
