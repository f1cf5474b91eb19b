"""A geometry that was handed in, as rows of the tables: with date, source, and grade of evidence.

A project may have several. One is shown; without any, maps show what the row of the project says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import shapely

from geo import clock
from geo.crs import DECIMALS, to_grid, to_wgs84
from geo.model import Evidence, SourceKind
from geo.store.model import StoredChange, row_added
from geo.store.overlay import key_columns
from geo.text import WRITTEN_LANGUAGES
from geo.trip.documents import Documents
from geo.trip.values import ValueDoubt

if TYPE_CHECKING:
    from datetime import date

    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog
    from geo.shapes.recognise import Recognition

# A cell of a table takes some 130,000 letters, of which a vertex needs about 22.
_MOST_VERTICES: Final = 5_000
_KINDS: Final = ("Point", "MultiPoint", "LineString", "MultiLineString")
_TOLERANCES_M: Final = (0.5, 1.0, 2.0, 5.0)
_MOST_NOTE: Final = 500
_TABLE: Final = "geometries"


@dataclass(frozen=True)
class NewGeometry:
    """A geometry that somebody hands in.

    Parameters
    ----------
    shape
        Points or lines, EPSG:4326.
    day
        On which it was handed in, or its document was made.
    beside
        Whether the one that is shown so far stays that.
    """

    project_id: str
    shape: BaseGeometry
    evidence: Evidence
    day: date
    source_id: str
    note: str = ""
    beside: bool = False


def filed_draft(
    found: Recognition, project_id: str, catalog: Catalog, source: str = "", *, beside: bool = False
) -> tuple[StoredChange, ...]:
    """Return the changes that keep what a file was recognised as.

    Parameters
    ----------
    source
        The document that it is from, in a person's words; empty where there is none.

    Raises
    ------
    ValueDoubt
        If the file holds other shapes than points and lines, or too many vertices, or the
        document is dated ahead.
    """
    if found.shape is None or found.shape.geom_type not in _KINDS:
        raise ValueDoubt("shape-kind")
    today = clock.today()
    documents = Documents(catalog.sources, today)
    source_id = documents.id_of(source)
    grade = Evidence.A if documents.kind_of(source_id) is SourceKind.OFFICIAL else Evidence.B
    shape = _thinned(found.shape)
    filed = NewGeometry(project_id, shape, grade, today, source_id, found.message, beside)
    rows = [row_added("sources", key_columns("sources"), row) for row in documents.rows]
    return (*rows, *geometry_changes(filed, catalog, documents.date_of(source_id)))


def geometry_changes(filed: NewGeometry, catalog: Catalog, dated: str = "") -> list[StoredChange]:
    """Return the row of a geometry, and the mark that goes from the one shown so far.

    Parameters
    ----------
    dated
        Date of the document as tables write it; empty for the day of handing in.
    """
    known = catalog.filed.get(filed.project_id, ())
    taken = {one.id for every in catalog.filed.values() for one in every}
    stem = f"{filed.project_id}-{filed.day:%Y%m%d}"
    free, number = stem, 2
    while free in taken:
        free, number = f"{stem}-{number}", number + 1
    row = {
        "id": free,
        "project_id": filed.project_id,
        "date": dated or filed.day.isoformat(),
        "shown": "" if filed.beside else "yes",
        "evidence": filed.evidence.value,
        "shape": shapely.to_wkt(filed.shape, rounding_precision=DECIMALS, trim=True),
        **{f"note_{each}": filed.note[:_MOST_NOTE] for each in WRITTEN_LANGUAGES},
        "source_id": filed.source_id,
    }
    changes = [
        StoredChange(_TABLE, (one.id,), "shown", "yes", "", filed.source_id)
        for one in known
        if one.shown and not filed.beside
    ]
    return [*changes, row_added(_TABLE, key_columns(_TABLE), row, filed.source_id)]


def show_changes(project_id: str, geometry_id: str, catalog: Catalog) -> tuple[StoredChange, ...]:
    """Return the changes that show another geometry of a project.

    Parameters
    ----------
    geometry_id
        Empty for what the row of the project says.
    """
    return tuple(
        StoredChange(_TABLE, (one.id,), "shown", *(("yes", "") if one.shown else ("", "yes")))
        for one in catalog.filed.get(project_id, ())
        if one.shown != (one.id == geometry_id)
    )


def _thinned(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape that a cell can hold, simplified by no more than it must be."""
    if shapely.get_num_coordinates(shape) <= _MOST_VERTICES:
        return shape
    for tolerance in _TOLERANCES_M:
        thin = to_wgs84(to_grid(shape).simplify(tolerance))
        if shapely.get_num_coordinates(thin) <= _MOST_VERTICES:
            return thin
    raise ValueDoubt("shape-large", most=str(_MOST_VERTICES))
