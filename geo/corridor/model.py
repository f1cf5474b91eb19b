"""The nouns of the strip map, see :mod:`geo.corridor.strip`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import UnknownIdError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from geo.corridor.runs import RunKind
    from geo.model import AreaFrame, Evidence, GeometryKind, IncidentKind, Status
    from geo.query.period import WorkPeriod
    from geo.text import Text


class Side(StrEnum):
    """The side of a lane on which a band's areas lie; a river is often the boundary itself."""

    BOTH = "both"
    LEFT = "left"
    RIGHT = "right"


class Basis(StrEnum):
    """The geometry by which a project stands on a lane."""

    LINE = "line"
    AREA = "area"
    POINT = "point"


@dataclass(frozen=True)
class Segment:
    """One section of a lane; `is_reversed` when travelled against its own direction."""

    section_id: str
    ref: str
    from_km: float
    to_km: float
    is_reversed: bool
    evidence: Evidence
    geometry_kind: GeometryKind


@dataclass(frozen=True)
class Break:
    """A place where the road runs along another one for `gap_km`, which no kilometre counts."""

    km: float
    gap_km: float
    kind: str


@dataclass(frozen=True)
class Interval:
    """The kilometres of a lane within one area; `code` is empty outside the province."""

    code: str
    from_km: float
    to_km: float


@dataclass(frozen=True)
class Band:
    """The areas along a lane; the intervals cover it from end to end without overlap."""

    frame: AreaFrame
    side: Side
    intervals: tuple[Interval, ...]


@dataclass(frozen=True)
class KmPost:
    """A round kilometre: where it stands, and the number to write (see `Lane.official`)."""

    km: float
    label_km: float


@dataclass(frozen=True)
class Junction:
    """Where another numbered road meets the lane, or crosses a river.

    Parameters
    ----------
    planned
        A junction with the expressway that is not built yet; schematic.
    ferry
        Whether the road crosses by ferry.
    """

    km: float
    ref: str
    planned: bool = False
    ferry: bool = False


@dataclass(frozen=True)
class LaneMark:
    """A gate, airport, bridge, port, plant, park or former district seat beside the lane.

    Parameters
    ----------
    offset_km
        Straight-line distance from the lane, in EPSG:9206.
    kind
        Kind of the site as in ``points.geojson``, or ``district_seat``.
    """

    km: float
    offset_km: float
    id: str
    name: Text
    kind: str
    evidence: Evidence | None


@dataclass(frozen=True)
class ProjectBar:
    """A project on a lane on the day of the view; a point has both ends at one kilometre.

    Parameters
    ----------
    basis
        ``line``: it is built here. ``area``: only the area that it is placed by is known, and
        the lane passes through it here. ``point``: it lies beside the lane.
    shown
        Whether the view shows the project; else another filter hides it.
    """

    project_id: str
    from_km: float
    to_km: float
    status: Status
    basis: Basis
    shown: bool


@dataclass(frozen=True)
class LaneIncident:
    """A located incident on a lane; `past` as of the day of the view."""

    km: float
    incident_id: str
    kind: IncidentKind
    past: bool


@dataclass(frozen=True)
class LaneMeeting:
    """Where two works on a lane overlap or touch, and the months in which both are at work.

    Parameters
    ----------
    ids
        Of the two projects.
    """

    ids: tuple[str, str]
    from_km: float
    to_km: float
    period: WorkPeriod


@dataclass(frozen=True)
class Tie:
    """A place beside two lanes, or the road from one to the other.

    Parameters
    ----------
    kms
        Its kilometre on each of the two lanes, by lane id.
    name
        Of the place, or the road number.
    """

    kms: Mapping[str, float]
    name: Text


@dataclass(frozen=True)
class Lane:
    """One line of a corridor with everything on it; all `km` count from its start.

    Parameters
    ----------
    offset_km
        Where the lane begins on the strip's common axis.
    start_label_km, end_label_km
        Kilometres to show at both ends.
    official
        Whether the shown kilometres are official ones; else they count from the start.
    uncertainty_km
        By how much an official kilometre may be wrong, at most; 0 when not official.
    old_ends
        First and last kilometre in the count before today's, where both are known.
    jumps
        Pairs as in `labels` on both sides of a break through which the official kilometres run
        on.
    schematic_km
        How much of the lane is a drawing and no alignment.
    samples
        At most 200 of (km, longitude, latitude); between two of them the place is interpolated
        linearly by km. Two samples at one km are the two sides of a break.
    """

    id: str
    kind: RunKind
    name: Text
    road_numbers: tuple[str, ...]
    length_km: float
    offset_km: float
    start_label_km: float
    end_label_km: float
    official: bool
    uncertainty_km: float
    old_ends: tuple[float, float] | None
    jumps: tuple[tuple[float, float], ...]
    schematic_km: float
    segments: tuple[Segment, ...]
    breaks: tuple[Break, ...]
    bands: tuple[Band, ...]
    posts: tuple[KmPost, ...]
    junctions: tuple[Junction, ...]
    marks: tuple[LaneMark, ...]
    bars: tuple[ProjectBar, ...]
    samples: tuple[tuple[float, float, float], ...]
    incidents: tuple[LaneIncident, ...] = ()
    meetings: tuple[LaneMeeting, ...] = ()

    @property
    def is_schematic(self) -> bool:
        """Whether all of it is a drawing, so that its kilometres are no measure."""
        return math.isclose(self.schematic_km, self.length_km)

    @property
    def labels(self) -> tuple[tuple[float, float], ...]:
        """Pairs of kilometre on the lane and kilometre to show, in order."""
        labels = {0.0: self.start_label_km, self.length_km: self.end_label_km}
        labels |= {post.km: post.label_km for post in self.posts} | dict(self.jumps)
        return tuple(sorted(labels.items()))

    def label_at(self, km: float) -> float:
        """Return the kilometre to show at `km` from the start, between two known ones linear."""
        kms, numbers = zip(*self.labels, strict=True)
        return float(np.interp(km, kms, numbers))

    def band(self, frame: AreaFrame, side: Side = Side.BOTH) -> Band:
        """Return the areas of one frame on one side.

        Raises
        ------
        UnknownIdError
            If the lane has no such band: a river has a left and a right one.
        """
        for band in self.bands:
            if (band.frame, band.side) == (frame, side):
                return band
        raise UnknownIdError(f"{self.id} has no band of areas on side {side}")


@dataclass(frozen=True)
class Strip:
    """A corridor unrolled to lanes on one axis of kilometres.

    Parameters
    ----------
    length_km
        Length of the common axis: every lane lies within 0 and this.
    ties
        What lanes share.
    """

    corridor_id: str
    day: date
    length_km: float
    lanes: tuple[Lane, ...]
    ties: tuple[Tie, ...] = ()

    def lane(self, lane_id: str) -> Lane:
        """Return a lane by its id.

        Raises
        ------
        UnknownIdError
            If the strip has no such lane.
        """
        for lane in self.lanes:
            if lane.id == lane_id:
                return lane
        msg = f"no lane {lane_id!r}; known: {', '.join(lane.id for lane in self.lanes)}"
        raise UnknownIdError(msg)
