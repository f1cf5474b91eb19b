"""The nouns: one immutable type each. Geometry is EPSG:4326 throughout."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from geo.text import NO_TEXT, Text

if TYPE_CHECKING:
    import datetime as dt

    from shapely.geometry import LineString, Point
    from shapely.geometry.base import BaseGeometry

    from geo.dates import PartialDate


class Status(StrEnum):
    """The stage of a project; `UNKNOWN` when no source says it."""

    PLANNED = "planned"
    PREPARING = "preparing"
    CONSTRUCTION = "construction"
    COMPLETED = "completed"
    SUSPENDED = "suspended"
    LAPSED = "lapsed"
    UNKNOWN = "unknown"


# What a reader asks first: what is being built, what comes, what is done.
LIVELIEST_FIRST: Final = (
    Status.CONSTRUCTION,
    Status.PREPARING,
    Status.PLANNED,
    Status.COMPLETED,
    Status.SUSPENDED,
    Status.LAPSED,
    Status.UNKNOWN,
)
# From what is done to what nobody has begun: as bars and rows of time are read.
DONE_FIRST: Final = (Status.COMPLETED, *(s for s in LIVELIEST_FIRST if s is not Status.COMPLETED))


class Kind(StrEnum):
    """The kinds that code treats in a way of their own; every kind is in ``kinds.csv``."""

    EXPRESSWAY = "expressway"
    NATIONAL_ROAD = "national-road"
    PROVINCIAL_ROAD = "provincial-road"
    LOCAL_ROAD = "local-road"
    AIRPORT = "airport"
    BORDER_GATE = "border-gate"
    URBAN = "urban"
    INDUSTRIAL_PARK = "industrial-park"
    INDUSTRIAL_CLUSTER = "industrial-cluster"
    LOGISTICS = "logistics"
    PORT = "port"
    BRIDGE = "bridge"
    HYDROPOWER = "hydropower"
    WATERWAY = "waterway"


ROAD_KINDS: Final = (
    Kind.EXPRESSWAY,
    Kind.NATIONAL_ROAD,
    Kind.PROVINCIAL_ROAD,
    Kind.LOCAL_ROAD,
)


class State(StrEnum):
    """Operating state of an asset."""

    OPERATING = "operating"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Evidence(StrEnum):
    """How well a geometry is known.

    Lines: A tagged line and number; B number inferred, length within 5 % of the official
    one; C routed between termini that a text names; D hypothesis or schematic. Points:
    A mapped object; B derived from mapped geometry; C approximate; D estimate.
    """

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class GeometryKind(StrEnum):
    """The origin of a geometry; `WITHIN` when only the commune or district is known."""

    OSM = "osm"
    ROUTED = "routed"
    SCHEMATIC = "schematic"
    POINT = "point"
    AREA = "area"
    WITHIN = "within"


class AreaFrame(StrEnum):
    """The two frames of areas: 75 communes since 2025-07-01, 12 districts before."""

    DISTRICT = "district"
    COMMUNE = "commune"


class SourceKind(StrEnum):
    """The kind of a source, the strongest first; `COPY` for a site that copies others."""

    OFFICIAL = "official"
    PRESS = "press"
    COPY = "copy"
    OPEN_DATA = "open-data"
    WIKI = "wiki"
    INFERENCE = "inference"


@dataclass(frozen=True)
class Source:
    """A document that a fact rests on.

    Parameters
    ----------
    quoted_from
        Through what it was read where nobody compared the original; empty when read itself.
    """

    id: str
    kind: SourceKind
    title: Text
    publisher: str
    number: str
    date: PartialDate | None
    url: str
    note: Text = NO_TEXT
    quoted_from: Text = NO_TEXT


@dataclass(frozen=True)
class Section:
    """An oriented part of a road, expressway or river, with the grade of its line."""

    id: str
    ref: str
    name: Text
    road_class: str
    start: Text
    end: Text
    evidence: Evidence
    geometry_kind: GeometryKind
    basis: Text
    line: LineString
    in_province: bool
    official_km: float | None = None
    official_km_source_id: str = ""
    crossing: str = ""


@dataclass(frozen=True)
class Site:
    """A point of infrastructure, with its grade."""

    id: str
    kind: str
    name: Text
    evidence: Evidence
    basis: Text
    point: Point
    commune_code: str
    district_code: str


@dataclass(frozen=True)
class Place:
    """A named place for labels and for orientation.

    Parameters
    ----------
    elevation_m
        Height above the sea, of peaks of which the source map tells it.
    """

    id: str
    kind: str
    name: Text
    rank: int
    point: Point
    commune_code: str
    district_code: str
    elevation_m: float | None = None


@dataclass(frozen=True)
class GeometryPart:
    """One part of where an item lies; its grade travels with it to the screen.

    Parameters
    ----------
    origin
        Id of the section, site or area that the geometry is taken from.
    """

    origin: str
    geometry: BaseGeometry
    geometry_kind: GeometryKind
    evidence: Evidence | None


def spot_pieces(pieces: tuple[GeometryPart, ...]) -> tuple[GeometryPart, ...]:
    """Return the parts whose place is known: a part known to its area only has no spot."""
    return tuple(piece for piece in pieces if piece.geometry_kind is not GeometryKind.WITHIN)


@dataclass(frozen=True)
class AreaOverlap:
    """An area that an item touches, with what lies inside it."""

    code: str
    length_km: float = 0.0
    area_km2: float = 0.0
    points: int = 0


@dataclass(frozen=True)
class Area:
    """A commune or a former district."""

    code: str
    frame: AreaFrame
    name: Text
    full_name: Text
    geometry: BaseGeometry
    area_km2: float
    district_codes: tuple[str, ...]
    commune_codes: tuple[str, ...]


@dataclass(frozen=True)
class Asset:
    """An object of infrastructure that stands on the ground."""

    id: str
    kind: str
    name: Text
    ref: str
    pieces: tuple[GeometryPart, ...]
    state: State
    state_since: PartialDate | None
    note: Text
    agency_ids: tuple[str, ...]
    corridor_ids: tuple[str, ...]
    source_ids: tuple[str, ...]
    overlaps: tuple[tuple[AreaFrame, tuple[AreaOverlap, ...]], ...] = ()


@dataclass(frozen=True)
class Project:
    """An intervention on assets or areas, with a status that changes.

    Parameters
    ----------
    km_count
        The count of its road in which its kilometres are told, ``old`` for one that has been
        replaced since (:class:`geo.catalog.km_posts.CountId`).
    drawn_km
        Kilometres of the project's line, in EPSG:9206; 0 for points, areas and spots.
    unlocated_spots
        The project works on spots of its roads that no source locates: the roads are drawn thinly
        and their length is not the project's.
    part_of
        Id of the group that the project belongs to, empty for none.
    """

    id: str
    kind: str
    name: Text
    asset_ids: tuple[str, ...]
    road_ref: str
    km_from: float | None
    km_to: float | None
    start: Text
    end: Text
    pieces: tuple[GeometryPart, ...]
    stated_districts: tuple[str, ...]
    stated_basis: str
    class_target: Text
    funding: Text
    agency_ids: tuple[str, ...]
    start_year: int | None
    finish_year: int | None
    corridor_ids: tuple[str, ...]
    source_ids: tuple[str, ...]
    note: Text
    geometry_note: Text
    drawn_km: float = 0.0
    unlocated_spots: bool = False
    part_of: str = ""
    overlaps: tuple[tuple[AreaFrame, tuple[AreaOverlap, ...]], ...] = ()
    km_count: str = ""

    @property
    def evidence(self) -> Evidence | None:
        """The weakest grade of its parts."""
        grades = [piece.evidence for piece in self.pieces if piece.evidence]
        return max(grades) if grades else None


@dataclass(frozen=True)
class StatusEvent:
    """What a source says happened to a project; never deleted.

    Parameters
    ----------
    told
        The date of the source, ``None`` where it has none.
    """

    project_id: str
    date: PartialDate
    status: Status
    note: Text
    source_id: str
    told: PartialDate | None = None

    @property
    def effective(self) -> dt.date:
        """The day from which the event counts, see :meth:`PartialDate.counts_from`."""
        return self.date.counts_from(self.told)


@dataclass(frozen=True)
class Figure:
    """A quantity that a source gives; sources that disagree are several figures."""

    subject_id: str
    quantity: str
    value: float
    unit: str
    qualifier: str
    as_of: PartialDate | None
    note: Text
    source_id: str


@dataclass(frozen=True)
class CorridorSection:
    """One section of a corridor, in travel order."""

    section_id: str
    basis: str
    note: Text


@dataclass(frozen=True)
class Corridor:
    """An economic corridor of the Programme: an ordered set of route sections."""

    id: str
    name: Text
    short: Text
    sections: tuple[CorridorSection, ...]
    pieces: tuple[GeometryPart, ...]
    stated_districts: tuple[str, ...]
    stated_basis: str
    source_ids: tuple[str, ...]
    note: Text


@dataclass(frozen=True)
class Agency:
    """An agency that is responsible for assets or projects."""

    id: str
    name: Text
    contact: str = ""
    contact_source_id: str = ""


class MilestoneKind(StrEnum):
    """The steps of a project, in their order."""

    POLICY = "policy"
    APPROVAL = "approval"
    GROUND_BREAKING = "ground-breaking"
    LAND = "land"
    OPENING = "opening"
    ACCEPTANCE = "acceptance"


class MilestoneRole(StrEnum):
    """Whether a date is foreseen or has come."""

    PLANNED = "planned"
    ACTUAL = "actual"


@dataclass(frozen=True)
class Milestone:
    """A step of a project: the date foreseen as told on a day, or the date it happened.

    Parameters
    ----------
    as_of
        The day on which a planned date was told, ``None`` where the source has no day.
    """

    project_id: str
    milestone: MilestoneKind
    role: MilestoneRole
    date: PartialDate
    as_of: PartialDate | None
    note: Text
    source_id: str


@dataclass(frozen=True)
class Package:
    """A contract of a project, as a source gives it on a day."""

    id: str
    project_id: str
    name: Text
    value_billion_vnd: float | None
    contractor: str
    signed: PartialDate | None
    finish: PartialDate | None
    progress_percent: float | None
    as_of: PartialDate | None
    note: Text
    source_id: str


class ObstacleState(StrEnum):
    """Whether an obstacle is still there."""

    OPEN = "open"
    SOLVED = "solved"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Obstacle:
    """What holds a project up, as told on a day.

    Parameters
    ----------
    agency_id
        Who solves it, empty where no source says it.
    """

    project_id: str
    what: Text
    agency_id: str
    deadline: PartialDate | None
    state: ObstacleState
    as_of: PartialDate | None
    note: Text
    source_id: str


class AgencyRole(StrEnum):
    """What an agency or firm is to a project."""

    INVESTOR = "investor"
    OWNER = "owner"
    CONTRACTOR = "contractor"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    OPERATOR = "operator"


@dataclass(frozen=True)
class Role:
    """The role of an agency in a project, by a source."""

    project_id: str
    agency_id: str
    role: AgencyRole
    as_of: PartialDate | None
    source_id: str


class IncidentKind(StrEnum):
    """What happened to a road or a place."""

    LANDSLIDE = "landslide"
    ROCKFALL = "rockfall"
    FLOOD = "flood"
    WASHOUT = "washout"
    CLOSURE = "closure"


@dataclass(frozen=True)
class Incident:
    """A landslide, a flood or a closure at a place, with its days.

    Parameters
    ----------
    pieces
        Where it happened (EPSG:4326); empty where no source says it.
    date_until
        The last day of it, ``None`` where no source says it.
    volume_m3, length_m, spots
        Earth fallen, metres of road and number of places, ``None`` where no source says it.
    """

    id: str
    kind: IncidentKind
    road_ref: str
    km_from: float | None
    km_to: float | None
    pieces: tuple[GeometryPart, ...]
    date_from: PartialDate
    date_until: PartialDate | None
    volume_m3: float | None
    length_m: float | None
    spots: int | None
    note: Text
    source_id: str
    overlaps: tuple[tuple[AreaFrame, tuple[AreaOverlap, ...]], ...] = ()


@dataclass(frozen=True)
class Merger:
    """One former commune and the commune it belongs to since 2025-07-01.

    Parameters
    ----------
    in_force
        The day from which the former commune is no more.
    """

    old_code: str
    old_name: str
    old_district_code: str
    new_code: str
    new_name: str
    change: str
    clause: str
    in_force: PartialDate | None = None
    source_id: str = ""


@dataclass(frozen=True)
class LaterName:
    """A full name that a former district took after the one its shape carries."""

    code: str
    name: Text
    since: PartialDate
    note: Text
    source_ids: tuple[str, ...]
