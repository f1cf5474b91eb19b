"""The nouns of the search, see :mod:`geo.search.index`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.text import Text

Bounds = tuple[float, float, float, float]


class HitKind(StrEnum):
    """What was found; among equally good hits the order here decides."""

    POINT = "point"
    KM_POST = "km-post"
    ROAD = "road"
    AREA = "area"
    FORMER_AREA = "former-area"
    CORRIDOR = "corridor"
    PROJECT = "project"
    ASSET = "asset"
    PLACE = "place"


@dataclass(frozen=True)
class Hit:
    """One answer, in the language that was asked for.

    Parameters
    ----------
    id
        Unique among hits of one kind: an id of the catalog, a road number (``QL.6``), an area
        code, ``QL.6 Km195+000``, or longitude and latitude (``104.03,21.21``).
    target_id
        What a choice of this hit selects: the id of a project, asset or corridor, or the code
        of an area of today or of a former district; empty for a mere place.
    sublabel
        What tells it apart; for an old name what it is today.
    bounds
        West, south, east, north in EPSG:4326 to show; ``None`` without a known position.
    point
        Longitude and latitude of what is a point.
    uncertainty_km
        For a kilometre, by how much its place may be wrong; else ``None``.
    """

    kind: HitKind
    id: str
    target_id: str
    label: str
    sublabel: str
    bounds: Bounds | None
    point: tuple[float, float] | None
    score: float
    uncertainty_km: float | None = None


@dataclass(frozen=True)
class Entry:
    """Something that can be found by its name.

    Parameters
    ----------
    names
        The names to compare a query with, in any spelling.
    others
        Further words under which it is found, but behind all that have the words in a name.
    refs
        The road numbers that it is or lies on.
    """

    kind: HitKind
    id: str
    target_id: str
    label: Text
    sublabel: Text
    names: tuple[str, ...]
    others: tuple[str, ...] = ()
    bounds: Bounds | None = None
    point: tuple[float, float] | None = None
    refs: tuple[str, ...] = ()
