"""What happens on a lane of the strip map: incidents at their kilometres, and works that meet."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from geo.corridor.model import LaneIncident, LaneMeeting
from geo.query.period import work_period
from geo.roads.incidents import incident_sites, incidents_of, is_past
from geo.roads.overlaps import meetings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo.corridor.runs import CorridorRun
    from geo.query.view import View
    from geo.roads.stretches import Stretches

# A located incident lies on its road; what lies further off belongs to another line of it.
_ON_LANE_KM = 0.2


def lane_incidents(view: View, run: CorridorRun) -> tuple[LaneIncident, ...]:
    """Return the located incidents on the roads of a run up to the day, in travel order."""
    sites = incident_sites(view.catalog)
    found = []
    for incident in incidents_of(view):
        spot = sites[incident.id].spot
        if spot is None or incident.road_ref not in run.road_numbers:
            continue
        km, offset_km = run.nearest(spot)
        if offset_km <= _ON_LANE_KM:
            past = is_past(incident, view.day)
            found.append(LaneIncident(km, incident.id, incident.kind, past))
    return tuple(sorted(found, key=lambda one: (one.km, one.incident_id)))


def lane_meetings(view: View, places: Mapping[str, Stretches]) -> tuple[LaneMeeting, ...]:
    """Return where works on a lane overlap or touch while both are at work, in travel order.

    Parameters
    ----------
    places
        The stretches of the lane on which each project is built, by its id.
    """
    return tuple(sorted(_met(view, places), key=lambda one: (one.from_km, one.ids)))


def _met(view: View, places: Mapping[str, Stretches]) -> Iterator[LaneMeeting]:
    catalog = view.catalog
    known = {
        project_id: period
        for project_id in sorted(places)
        if not catalog.projects[project_id].unlocated_spots
        and (period := work_period(catalog, catalog.projects[project_id], view.day))
    }
    for one, two in combinations(known, 2):
        if common := known[one].common(known[two]):
            for meeting in meetings(places[one], places[two]):
                yield LaneMeeting((one, two), meeting.from_km, meeting.to_km, common)
