"""The measured routes: which sections follow each other, found from the geometry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import shapely
from shapely import Point
from shapely.ops import substring

from geo.build.schema import Row, natural
from geo.crs import to_grid

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.build.geojson import Feature
    from geo.build.pack import Pack
    from geo.build.readings import Item, Readings

JOIN_M = 50.0
"""Ends closer than this are one point of the route."""


def _sections(pack: Pack) -> dict[str, list[Feature]]:
    """Return the sections that routes are measured on, by road and in order."""
    roads: defaultdict[str, list[Feature]] = defaultdict(list)
    for item in pack.features("roads_numbered", "section_id"):
        if item.properties["in_province"]:
            roads[item.properties["ref"]].append(item)
    for item in pack.features("expressway_ct03", "section_id"):
        roads[item.properties["ref"]].append(item)
    # The expressway is kept in the order of travel, the roads by their section number.
    return {
        ref: items if ref == "CT.03" else sorted(items, key=lambda item: natural(item.id))
        for ref, items in sorted(roads.items(), key=lambda pair: natural(pair[0]))
    }


def _end(line: BaseGeometry, index: int) -> Point:
    return Point(shapely.get_coordinates(to_grid(line))[index])


def _gap_km(before: Feature, after: Feature, along: Iterable[Feature]) -> float:
    """Return the way on another road between the end of one section and the next start."""
    line = shapely.line_merge(shapely.union_all([to_grid(item.geometry) for item in along]))
    start = line.project(_end(before.geometry, -1))
    stop = line.project(_end(after.geometry, 0))
    return float(substring(line, start, stop).length) / 1000


def _row(ref: str, branch: int, seq: int, section: str, gap_km: float = 0.0) -> Row:
    return {
        "ref": ref,
        "branch": str(branch),
        "seq": str(seq),
        "section_id": section,
        "gap_before_km": f"{gap_km:.1f}" if gap_km else "0",
        "gap_kind": "",
        "gap_note_vi": "",
        "gap_note_en": "",
    }


def _route(ref: str, items: list[Feature], gaps: Mapping[str, Item], pack: Pack) -> list[Row]:
    rows: list[Row] = []
    branch = seq = 0
    previous: Feature | None = None
    for item in items:
        gap = gaps.get(item.id)
        if previous is None:
            seq = 1
            rows.append(_row(ref, branch, seq, item.id))
        elif _end(previous.geometry, -1).distance(_end(item.geometry, 0)) <= JOIN_M:
            seq += 1
            rows.append(_row(ref, branch, seq, item.id))
        elif gap is not None:
            seq += 1
            gap_km = _gap_km(previous, item, _sections(pack)[gap.text("along")])
            row = _row(ref, branch, seq, item.id, gap_km)
            row["gap_kind"] = gap.text("kind")
            row.update({f"gap_{key}": value for key, value in gap.both("note").items()})
            rows.append(row)
        else:
            branch += 1
            seq = 1
            rows.append(_row(ref, branch, seq, item.id))
        previous = item
    return rows


def route_rows(pack: Pack, readings: Readings) -> list[Row]:
    """Return the rows of routes.csv."""
    gaps = {item.text("before"): item for item in readings.of("gap")}
    return [row for ref, items in _sections(pack).items() for row in _route(ref, items, gaps, pack)]
