"""A tiny pack for the import: two communes, two sections of one road, one of everything else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import LineString, box, mapping

from geo.crs import length_km

# The province is the square 104.0–104.2 E, 21.0–21.1 N in two halves, with a jagged border between.
JAGGED = [(104.1, 21.0), (104.1, 21.03), (104.1001, 21.0301), (104.1, 21.0302), (104.1, 21.1)]
WEST = shapely.Polygon([(104.0, 21.0), *JAGGED, (104.0, 21.1)])
EAST = shapely.Polygon([(104.2, 21.0), (104.2, 21.1), *reversed(JAGGED)])
# The neighbours of a pack fit an outline that is a little different.
OLD_OUTLINE = shapely.Polygon(
    [(104.0, 21.0), (104.1, 20.9995), (104.2, 21.0), (104.2, 21.1), (104.0, 21.1)]
)
WINDOW = box(103.8, 20.8, 104.4, 21.3)


def _section(name: str, line: LineString, **more: Any) -> dict[str, Any]:
    measured = length_km(line)
    return {
        "properties": {
            "section_id": name,
            "ref": "QL.1",
            "name_vi": "Quốc lộ 1",
            "road_class": "national",
            "from_place": "start",
            "to_place": "end",
            "evidence": "A",
            "geometry_kind": "osm",
            "official_km": None,
            "official_km_source": None,
            "measured_km": measured,
            "measured_km_in_province": measured,
            "in_province": True,
            "crossing": None,
            "source_year": 2021,
            **more,
        },
        "geometry": mapping(line),
    }


def _features() -> dict[str, list[dict[str, Any]]]:
    """Return every file of the tiny pack."""
    wavy = LineString([(104.01, 21.05), (104.05, 21.05005), (104.1, 21.05), (104.12, 21.06)])
    straight = LineString([(104.12, 21.06), (104.15, 21.07), (104.19, 21.05)])
    halves = (("03646", "Tô Hiệu", "Phường", WEST), ("03688", "Mường Chiên", "Xã", EAST))
    north, south = box(103.8, 21.1, 104.4, 21.3), box(103.8, 20.8, 104.4, 21.1)
    names = {"name_vi": "Tên", "name_en": "Name"}
    place = {"commune_code": "03646", "district_code": "116"}
    point = shapely.Point(104.05, 21.05)
    outline = [
        *(("VN-MAIN", "mainland"), ("VN-HOANGSA", "archipelago"), ("VN-TRUONGSA", "archipelago")),
        *(("VN-HOANGSA-LABEL", "label_point"), ("VN-TRUONGSA-LABEL", "label_point")),
    ]
    return {
        "admin_units": [
            {
                "properties": {
                    "atom_id": f"{code}-116",
                    "commune_code": code,
                    "commune_name": name,
                    "commune_type": kind,
                    "district_code": "116",
                    "district_name": "Sơn La",
                    "district_type": "Thành phố",
                    "area_km2": 1.0,
                    "commune_area_published_km2": 1.0,
                },
                "geometry": mapping(area),
            }
            for code, name, kind, area in halves
        ],
        "roads_numbered": [_section("QL1-1", wavy), _section("QL1-2", straight)],
        "expressway_ct03": [
            _section("CT03-A", straight, ref="CT.03", name_en="E", km_from=53, km_to=60)
        ],
        "roads_context": [{"properties": {"highway": "primary"}, "geometry": mapping(straight)}],
        "water_areas": [
            {
                "properties": {
                    **names,
                    "kind": "wide river",
                    "area_km2": 1,
                    "area_in_province_km2": 1,
                },
                "geometry": mapping(box(104.02, 21.02, 104.03, 21.03)),
            }
        ],
        "water_lines": [
            {
                "properties": {
                    **names,
                    "line_id": "RIV-1",
                    "kind": "river",
                    "note": None,
                    "length_km": 1,
                    "length_in_province_km": 1,
                },
                "geometry": mapping(straight),
            }
        ],
        "places": [
            {
                "properties": {
                    **names,
                    **place,
                    "place_id": "SEAT-116",
                    "kind": "district_seat",
                    "rank": 1,
                    "elevation_m": None,
                    "point_kind": "osm_place",
                },
                "geometry": mapping(point),
            }
        ],
        "points_infrastructure": [
            {
                "properties": {
                    **names,
                    **place,
                    "point_id": "PT-1",
                    "kind": "bridge",
                    "evidence": "A",
                    "accuracy_m": 30,
                },
                "geometry": mapping(point),
            }
        ],
        "runway_na_san": [
            {
                "properties": {
                    **names,
                    "line_id": "RWY-1",
                    "length_m": 2400,
                    "evidence": "D",
                    "geometry_kind": "schematic",
                    "accuracy_m": 300,
                },
                "geometry": mapping(straight),
            }
        ],
        "neighbours": [
            {
                "properties": {**names, "unit_id": name, "kind": "province", "country": "VN"},
                "geometry": mapping(part.difference(OLD_OUTLINE)),
            }
            for name, part in (("NB-NORTH", north), ("NB-SOUTH", south))
        ],
        "vietnam_outline": [
            {
                "properties": {**names, "unit_id": name, "kind": kind, "admin_note": None},
                "geometry": mapping(point),
            }
            for name, kind in outline
        ],
    }


def write_pack(tmp_path: Path) -> Path:
    """Write the pack; return its folder."""
    folder = tmp_path / "pack"
    folder.mkdir()
    for name, features in _features().items():
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (folder / f"{name}.geojson").write_text(text, encoding="utf-8")
    return folder
