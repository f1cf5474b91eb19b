"""The tables: their columns, what makes a row unique, and how rows are ordered."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Row = dict[str, str]
SortKey = tuple[tuple[int, int | str], ...]

KINDS = (
    "expressway", "national-road", "provincial-road", "airport", "border-gate", "urban",
    "industrial-park", "industrial-cluster", "logistics", "port", "bridge", "hydropower",
    "waterway",
)  # fmt: skip
STATUSES = ("planned", "preparing", "construction", "completed", "suspended", "lapsed")
STATES = ("operating", "closed", "unknown")
SOURCE_KINDS = ("official", "press", "wiki", "open-data", "inference")
ROLES = ("target", "plan", "result", "estimate")
QUALIFIERS = ("", "about", "over", "under")
EXTENTS = ("", "spots")
BASES = ("text", "inference", "")
UNITS = {
    "capital": "billion_vnd",
    "capital_part": "billion_vnd",
    "capital_extra": "billion_vnd",
    "disbursed": "billion_vnd",
    "disbursement_base": "billion_vnd",
    "disbursed_share": "percent",
    "length": "km",
    "length_part": "km",
    "waterway_length": "km",
    "cleared": "km",
    "cleared_part": "km",
    "cleared_share": "percent",
    "distance": "km",
    "area": "ha",
    "area_part": "ha",
    "natural_area": "km2",
    "land": "ha",
    "passengers": "million_per_year",
    "population": "persons",
    "households": "households",
    "occupancy": "percent",
    "runway": "m",
    "width": "m",
    "height": "m",
    "elevation": "ft",
    "lanes": "lanes",
    "speed": "km_per_h",
    "trade_volume": "tonne_per_year",
    "resettlement_sites": "count",
    "rest_stops": "count",
    "packages": "count",
    "piers": "count",
    "projects": "count",
    "clusters": "count",
    "districts": "count",
    "communes": "count",
    "villages": "count",
    "landings": "count",
    "stops": "count",
    "ports": "count",
}
"""The unit of every quantity a figure may have."""

_KIND_ORDER = {kind: f"{number:02d}" for number, kind in enumerate(KINDS)}
_QUANTITY_ORDER = {quantity: f"{number:02d}" for number, quantity in enumerate(UNITS)}
_STATUS_ORDER = {status: str(number) for number, status in enumerate(STATUSES)}
_ROLE_ORDER = {role: str(number) for number, role in enumerate(ROLES)}
_NUMBER = re.compile(r"(\d+)")


def natural(*texts: str) -> SortKey:
    """Return a key that sorts numbers inside texts by value: QL6-2 before QL6-10."""
    key: list[tuple[int, int | str]] = []
    for text in texts:
        key += [
            (1, int(part)) if part.isdigit() else (2, part) for part in _NUMBER.split(text) if part
        ]
        # An end mark keeps a short text before the longer one that begins with it.
        key.append((0, ""))
    return tuple(key)


def by_columns(*columns: str) -> Callable[[Mapping[str, str]], SortKey]:
    """Return a sort key that reads the columns one after the other."""
    return lambda row: natural(*(row[column] for column in columns))


def _by_kind(row: Mapping[str, str]) -> SortKey:
    return natural(_KIND_ORDER.get(row["kind"], "99"), row["id"])


def _by_event(row: Mapping[str, str]) -> SortKey:
    return natural(
        row["project_id"], row["date"], _STATUS_ORDER.get(row["status"], "9"), row["source_id"]
    )


def _by_figure(row: Mapping[str, str]) -> SortKey:
    order = _QUANTITY_ORDER.get(row["quantity"], "99")
    return natural(
        row["subject_id"], order, row["quantity"], row["as_of"], row["source_id"], row["value"]
    )


def _by_indicator(row: Mapping[str, str]) -> SortKey:
    order = _ROLE_ORDER.get(row["role"], "9")
    return natural(row["id"], row["period"], order, row["as_of"], row["source_id"], row["value"])


@dataclass(frozen=True)
class Table:
    """One table: columns, the columns of its key, and the order of its rows."""

    columns: tuple[str, ...]
    key: tuple[str, ...]
    order: Callable[[Mapping[str, str]], SortKey]

    def key_of(self, row: Mapping[str, str]) -> tuple[str, ...]:
        """Return what makes a row unique."""
        return tuple(row[column] for column in self.key)


def _table(
    columns: str, key: str, order: Callable[[Mapping[str, str]], SortKey] | None = None
) -> Table:
    keys = tuple(key.split())
    return Table(tuple(columns.split()), keys, order or by_columns(*keys))


TABLES: Mapping[str, Table] = {
    "sources": _table(
        "id kind title_vi title_en publisher number date url note_vi note_en",
        "id",
    ),
    "agencies": _table("id name_vi name_en", "id"),
    "corridors": _table(
        "id name_vi name_en short_vi short_en stated_districts stated_basis source_ids "
        "note_vi note_en",
        "id",
    ),
    "corridor-sections": _table(
        "corridor_id seq section_id basis note_vi note_en",
        "corridor_id section_id",
        by_columns("corridor_id", "seq", "section_id"),
    ),
    "routes": _table(
        "ref branch seq section_id gap_before_km gap_kind gap_note_vi gap_note_en",
        "section_id",
        by_columns("ref", "branch", "seq", "section_id"),
    ),
    "km-posts": _table("ref km at role uncertainty_km note_vi note_en source_id", "ref km at role"),
    "assets": _table(
        "id kind name_vi name_en ref geometry state state_since note_vi note_en agency_ids "
        "corridor_ids source_ids",
        "id",
        _by_kind,
    ),
    "projects": _table(
        "id kind name_vi name_en asset_ids road_ref km_from km_to geometry extent from_vi from_en "
        "to_vi to_en stated_districts stated_basis class_target_vi class_target_en funding_vi "
        "funding_en agency_ids start_year finish_year corridor_ids source_ids note_vi note_en "
        "geometry_note_vi geometry_note_en",
        "id",
        _by_kind,
    ),
    "events": _table(
        "project_id date status note_vi note_en source_id",
        "project_id date status source_id",
        _by_event,
    ),
    "figures": _table(
        "subject_id quantity value unit qualifier as_of note_vi note_en source_id",
        "subject_id quantity as_of source_id value",
        _by_figure,
    ),
    "indicators": _table(
        "id name_vi name_en unit_vi unit_en period role value qualifier as_of note_vi note_en "
        "source_id",
        "id period role as_of source_id value",
        _by_indicator,
    ),
    "crosswalk": _table(
        "old_code old_name old_district_code new_code new_name change resolution_clause "
        "in_force spelling_note source_id",
        "old_code",
        by_columns("new_code", "old_code"),
    ),
}
