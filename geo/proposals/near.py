"""Projects that a new one may be the same as: alike by name, or of its kind and near to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import shapely

from geo.catalog.catalog import once_per_catalog
from geo.crs import to_grid
from geo.model import spot_pieces
from geo.text import fold

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog
    from geo.model import Project
    from geo.proposals.place import FormPlace

MOST: Final = 5
_SAME_NAME: Final = 0.8
_LIKE_NAME: Final = 0.5
_NEAR_KM: Final = 1.0
_NEAR_OF_KIND_KM: Final = 5.0
# In names of many projects: they say nothing of which one it is.
_COMMON: Final = frozenset(
    {
        "an", "cai", "cau", "cong", "cua", "dau", "den", "doan", "du", "duong", "giai", "huyen",
        "khu", "la", "lo", "nang", "of", "phuong", "quoc", "road", "sua", "son", "tao", "the",
        "tinh", "trinh", "truong", "tu", "tuyen", "va", "xa", "xay", "dung", "cap", "chua",
    }
)  # fmt: skip


@dataclass(frozen=True)
class LikeProject:
    """A project that a new one may be the same as.

    Parameters
    ----------
    away_km
        ``None`` where the place of one of them is not known.
    likeness
        Of the names, 0 to 1.
    """

    project: Project
    away_km: float | None
    likeness: float

    @property
    def is_strong(self) -> bool:
        """Whether it must be answered before a further one is added."""
        is_here = self.away_km is not None and self.away_km <= _NEAR_KM
        return self.likeness >= _SAME_NAME or (is_here and self.likeness >= _LIKE_NAME)


def like_projects(
    name: str, kind: str, place: FormPlace | None, catalog: Catalog
) -> tuple[LikeProject, ...]:
    """Return the projects that a new one may be the same as, the likest first.

    Parameters
    ----------
    place
        ``None`` while it is not known.
    """
    words, spots = _words(name), _grid_shapes(catalog)
    shape = to_grid(place.shape) if place and place.shape else None
    found = []
    for project in catalog.projects.values():
        other = spots.get(project.id)
        if other and project.kind != kind and other.geom_type.endswith("Polygon"):
            other = None  # an area holds everything in it
        away = float(shape.distance(other)) / 1_000 if shape is not None and other else None
        likeness = _likeness(words, _words(project.name["vi"]))
        reach = _NEAR_OF_KIND_KM if project.kind == kind else _NEAR_KM
        in_commune = bool(
            place
            and place.commune
            and project.kind == kind
            and place.commune in catalog.overlapped_codes.get(project.id, ())
        )
        is_near = (away is not None and away <= reach) or (
            in_commune and (shape is None or other is None)
        )
        if likeness >= _LIKE_NAME or is_near:
            found.append(LikeProject(project, away, likeness))
    found.sort(key=lambda one: (not one.is_strong, -round(one.likeness, 1), one.away_km or 1e9))
    return tuple(found[:MOST])


def _words(name: str) -> AbstractSet[str]:
    every = {word for word in re.split(r"[^a-z0-9]+", fold(name)) if word}
    return every - _COMMON or every


def _likeness(words: AbstractSet[str], others: AbstractSet[str]) -> float:
    return len(words & others) / len(words | others) if words and others else 0.0


@once_per_catalog
def _grid_shapes(catalog: Catalog) -> dict[str, BaseGeometry]:
    """Return where projects lie (EPSG:9206), of those whose place is known."""
    return {
        id_: to_grid(shapely.union_all([piece.geometry for piece in pieces]))
        for id_, project in catalog.projects.items()
        if (pieces := spot_pieces(project.pieces))
    }
