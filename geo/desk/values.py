"""Cells of tables as a person reads them: the name of a column, a date, a number, a code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shapely

from geo.crs import length_km
from geo.dates import PartialDate
from geo.errors import DataError
from geo.query.wording import word_of
from geo.strings import format_exact, say, table
from geo.text import WRITTEN_LANGUAGES
from geo.trip.dates import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalog.catalog import Catalog

_DATES: Final = frozenset(
    {
        "date", "as_of", "signed", "finish", "deadline", "since", "state_since", "valid_until",
        "date_from", "date_until",
    }
)  # fmt: skip
_NUMBERS: Final = frozenset(
    {
        "value", "value_billion_vnd", "progress_percent", "volume_m3", "length_m", "spots",
        "uncertainty_km", "km_from", "km_to", "km", "lon", "lat",
    }
)  # fmt: skip
_WORDS: Final[Mapping[str, str]] = {
    "status": "status",
    "kind": "kind",
    "milestone": "milestone",
    "quantity": "quantity",
    "unit": "unit",
    "qualifier": "qualifier",
    "roles.role": "role",
    "milestones.role": "milestone-role",
    "obstacles.state": "obstacle",
    "assets.state": "state",
    "geometries.shown": "desk.shown",
    "sources.kind": "source-kind",
    "incidents.kind": "incident",
}
"""The family of strings that says a code, by column, or by table and column."""
_AREAS: Final = ("within", "commune", "district")
_NAMED: Final[Mapping[str, str]] = {
    "agency_id": "agencies",
    "agency_ids": "agencies",
    "project_id": "projects",
    "part_of": "projects",
    "asset_ids": "assets",
    "corridor_id": "corridors",
    "corridor_ids": "corridors",
    "source_id": "sources",
    "source_ids": "sources",
}
"""Where the catalog has the names of ids."""


def column_title(name: str, column: str, language: str) -> str:
    """Return the name of a column of a table; the column itself where we have none."""
    stem, _, written = column.rpartition("_")
    keys = [f"trip.field-{name}.{column}", f"desk.{name}.{column}", f"desk.column-{column}"]
    for key in keys:
        if key in table():
            return say(key, language)
    if written in WRITTEN_LANGUAGES and f"desk.column-{stem}" in table():
        title = say(f"desk.column-{stem}", language)
        if written == WRITTEN_LANGUAGES[0]:
            return title
        return say("desk.translated", language, title=title, code=say("language.name", written))
    return column


def cell_words(catalog: Catalog, place: tuple[str, str], value: str, language: str) -> str:
    """Return the content of a cell in words; what is no value of its column stays as it is.

    Parameters
    ----------
    place
        Table and column.
    """
    name, column = place
    if not value:
        return say("trip.nothing", language)
    if column in ("shape", "geometry"):
        is_shape = place == ("geometries", "shape")
        return shape_words(value, language) if is_shape else _places(catalog, value, language)
    if column in _DATES:
        return date_words(value, language)
    if column in _NUMBERS:
        return number_words(value, language)
    if column in _NAMED:
        return _names(catalog, _NAMED[column], value, language)
    family = _WORDS.get(f"{name}.{column}") or _WORDS.get(column, "")
    return word_of(family, value, language) or value


def shape_words(value: str, language: str) -> str:
    """Return well-known text (EPSG:4326) in words, a text that is none as it is.

    Examples
    --------
    >>> shape_words("POINT (103.9 21.3)", "vi")
    'Điểm'
    """
    try:
        shape = shapely.from_wkt(value)
    except shapely.errors.ShapelyError:
        return value
    if "Line" not in shape.geom_type:
        return say("desk.shape-point", language)
    km = format_exact(round(length_km(shape), 1), language)
    return say("desk.shape-line", language, km=km, count=shapely.get_num_coordinates(shape))


def date_words(value: str, language: str) -> str:
    """Return a date to its precision as it is read aloud, a text that is none as it is.

    Examples
    --------
    >>> date_words("2026-11-07", "vi"), date_words("2026", "vi"), date_words("soon", "vi")
    ('7 tháng 11 năm 2026', 'năm 2026', 'soon')
    """
    try:
        return in_words(PartialDate.parse(value), language)
    except DataError:
        return value


def number_words(value: str, language: str) -> str:
    """Return a number as people write it, a text that is none as it is."""
    try:
        return format_exact(float(value), language)
    except ValueError:
        return value


def _places(catalog: Catalog, value: str, language: str) -> str:
    found = []
    for token in value.split(";"):
        level, _, code = token.partition(":")
        is_area = level in _AREAS and code in catalog.areas.by_code
        found.append(catalog.areas[code].full_name[language] if is_area else token)
    return "; ".join(found)


def _names(catalog: Catalog, noun: str, value: str, language: str) -> str:
    known: Mapping[str, object] = getattr(catalog, noun)
    found = []
    for id_ in value.split(";"):
        one = known.get(id_)
        name = getattr(one, "title" if noun == "sources" else "name", None)
        found.append(name[language] if name else id_)
    return "; ".join(found)
