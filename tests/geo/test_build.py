"""The build, on a tiny pack made here: two communes, two roads, one project."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import LineString, box, mapping, shape

from geo.build import BuildError, BuildReport, build
from geo.build.generalise import simplified_coverage, simplified_line
from geo.build.merge import merged
from geo.build.schema import TABLES, natural
from geo.crs import length_km, to_grid

URL = "https://example.vn/programme?id=1&key=4%3D"
# The province is the square 104.0–104.2 E, 21.0–21.1 N in two halves, with a jagged border between.
JAGGED = [(104.1, 21.0), (104.1, 21.03), (104.1001, 21.0301), (104.1, 21.0302), (104.1, 21.1)]
WEST = shapely.Polygon([(104.0, 21.0), *JAGGED, (104.0, 21.1)])
EAST = shapely.Polygon([(104.2, 21.0), (104.2, 21.1), *reversed(JAGGED)])
# The neighbours of a pack fit an outline that is a little different.
OLD_OUTLINE = shapely.Polygon(
    [(104.0, 21.0), (104.1, 20.9995), (104.2, 21.0), (104.2, 21.1), (104.0, 21.1)]
)
WINDOW = box(103.8, 20.8, 104.4, 21.3)

CSV_HEAD = (
    "id,name_vi,corridor,road_ref,districts,length_km,capital_billion_vnd,start_year,"
    "finish_year,geometry_ref,km_from,km_to"
)
READINGS = f"""
[[source]]
id = "PROG-1"
kind = "official"
title_vi = "Chương trình"
title_en = "Programme"
publisher = "UBND tỉnh"
url = "{URL}"

[[source]]
id = "NQ-1681-2025"
kind = "official"
title_vi = "Nghị quyết"
title_en = "Resolution"
publisher = "UBTVQH"

[[agency]]
id = "UBND"
name_vi = "UBND tỉnh"
name_en = "People's Committee"

[[corridor]]
id = "COR-01"
name_vi = "Hành lang Một"
name_en = "Corridor One"
short_vi = "Một"
short_en = "One"
stated_basis = "inference"
sources = ["PROG-1"]
sections = [{{ id = "QL1-1", basis = "text" }}, {{ id = "QL1-2", basis = "text" }}]

[[asset]]
id = "QL-1"
kind = "national-road"
name_vi = "Quốc lộ 1"
name_en = "National Highway 1"
ref = "QL.1"
state = "operating"
figures = [{{ quantity = "length", column = "length_km", as_of = "2018", source = "PROG-1" }}]

[[project]]
id = "UP-1"
kind = "national-road"
name_vi = "Nâng cấp"
name_en = "Upgrade"
assets = ["QL-1"]
stated_basis = "text"
agencies = ["UBND"]
events = [
  {{ date = "2022-05", status = "planned", source = "PROG-1", note_vi = "Có", note_en = "Named" }},
]
figures = [{{ quantity = "capital", value = 12.5, source = "PROG-1" }}]

[[km_post]]
ref = "QL.1"
km = 3
at = "QL1-1@start"
role = "calibrate"
uncertainty_km = 0.5
note_vi = "mốc"
note_en = "post"
source = "PROG-1"

[[indicator]]
id = "GROWTH"
name_vi = "Tăng trưởng"
name_en = "Growth"
unit_vi = "%"
unit_en = "%"
values = [{{ period = "2021-2025", role = "target", value = 7.5, source = "PROG-1" }}]

[[ends]]
texts = [["start", "đầu", "start"], ["middle", "giữa", "middle"], ["end", "cuối", "end"]]

[[river_notes]]
texts = [["", "", ""]]

[[basis]]
ids = ["QL1-1", "QL1-2", "CT03-A", "PT-1", "RWY-1"]
vi = "theo bản đồ"
en = "from the map"

[[dropped]]
id = "AIR-1"
row = "AIR-1"
why = "not in the plan"

[[dropped]]
id = "99 tỷ"
quote = "99 billion"
why = "tagged [unverified]"
"""


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


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "pack"
    folder.mkdir()
    for name, features in _features().items():
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (folder / f"{name}.geojson").write_text(text, encoding="utf-8")
    rows = [
        CSV_HEAD,
        "COR-01,Hành lang Một,,,TP Sơn La,,,,,QL1-1;QL1-2,,",
        "QL-1,Quốc lộ 1,,QL.1,,14.5,,,,QL1-1;QL1-2,,",
        "UP-1,Nâng cấp,Hành lang Một,QL.1,TP Sơn La;(ngoài tỉnh),,12.5,2023,,QL1-1,,",
        "AIR-1,Sân bay,,,,,,,,,,",
    ]
    (folder / "projects.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "facts.md").write_text(f"- named ({URL}); 99 billion [unverified]\n", "utf-8")
    (folder / "README.md").write_text("A pack.\n", encoding="utf-8")
    head = (
        "old_code,old_name,old_district_code,new_code,new_name,change,resolution_clause,"
        "in_force,spelling_note"
    )
    row = "03649,Phường Cũ,116,03646,Phường Tô Hiệu,merged,khoản 61,2025-07-01,"
    (folder / "admin_crosswalk.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    (tmp_path / "readings").mkdir()
    (tmp_path / "readings" / "all.toml").write_text(READINGS, encoding="utf-8")
    return folder


def _build(pack: Path) -> BuildReport:
    return build(pack, pack.parent / "data", lambda _: None, pack.parent / "readings")


def _rows(pack: Path, name: str) -> list[dict[str, str]]:
    text = (pack.parent / "data" / "tables" / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def _shapes(pack: Path, name: str) -> dict[str, Any]:
    path = pack.parent / "data" / "shapes" / f"{name}.geojson"
    return {item["id"]: item for item in json.loads(path.read_text("utf-8"))["features"]}


def _reread(pack: Path, old: str, new: str) -> None:
    path = pack.parent / "readings" / "all.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_writes_every_file_and_a_second_run_none(pack: Path) -> None:
    first = _build(pack)
    before = {p: p.read_bytes() for p in (pack.parent / "data").rglob("*.*")}
    second = _build(pack)
    assert len(first.written) == 23
    assert second.written == []
    assert before == {p: p.read_bytes() for p in (pack.parent / "data").rglob("*.*")}


def test_joins_the_reading_with_its_row(pack: Path) -> None:
    _build(pack)
    (project,) = _rows(pack, "projects")
    assert project["start_year"] == "2023"
    assert project["stated_districts"] == "116"
    assert project["corridor_ids"] == "COR-01"
    assert project["source_ids"] == "PROG-1"
    (figure,) = [row for row in _rows(pack, "figures") if row["quantity"] == "length"]
    assert (figure["value"], figure["unit"]) == ("14.5", "km")


def test_consecutive_sections_make_one_branch(pack: Path) -> None:
    _build(pack)
    rows = [row for row in _rows(pack, "routes") if row["ref"] == "QL.1"]
    assert [(row["branch"], row["seq"]) for row in rows] == [("0", "1"), ("0", "2")]


def test_neighbours_fit_the_new_outline(pack: Path) -> None:
    _build(pack)
    areas = [shape(item["geometry"]) for item in _shapes(pack, "areas").values()]
    neighbours = [shape(item["geometry"]) for item in _shapes(pack, "neighbours").values()]
    assert shapely.coverage_is_valid([*areas, *neighbours])
    assert shapely.union_all([*areas, *neighbours]).area == pytest.approx(WINDOW.area, abs=1e-9)


def test_reports_what_was_dropped(pack: Path) -> None:
    report = _build(pack)
    assert ("AIR-1", "not in the plan") in report.dropped
    assert "dropped: AIR-1: not in the plan" in list(report.lines())


def test_keeps_what_a_person_wrote(pack: Path) -> None:
    _build(pack)
    path = pack.parent / "data" / "tables" / "events.csv"
    by_hand = "UP-1,2026-03,construction,Khởi công,Groundbreaking,PROG-1\n"
    path.write_text(path.read_text("utf-8").replace("Named", "Named by hand") + by_hand, "utf-8")
    report = _build(pack)
    rows = _rows(pack, "events")
    assert [row["note_en"] for row in rows] == ["Named by hand", "Groundbreaking"]
    assert [why for _, why in report.kept] == [
        "edited by hand",
        "not in the readings, written by hand",
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (URL, "https://example.vn/other", "does not cite https://example.vn/other"),
        ('row = "AIR-1"', 'row = ""', "row AIR-1 is not accounted for"),
        ('row = "AIR-1"', 'row = "AIR-2"', "row AIR-1 is not accounted for"),
        ('assets = ["QL-1"]', 'assets = ["QL-2"]', "unknown asset QL-2"),
        ('assets = ["QL-1"]', 'geometry = ["QL9-1"]', "no geometry QL9-1"),
        (
            'source = "PROG-1" }]\n\n[[project]]',
            'source = "X" }]\n\n[[project]]',
            "unknown source X",
        ),
        ('status = "planned"', 'status = "soon"', "status is 'soon'"),
        ('date = "2022-05"', 'date = "5/2022"', "date is '5/2022'"),
        ("value = 12.5", "value = 12", "capital_billion_vnd 12.5 of UP-1 is in no figure"),
        (', note_en = "Named"', "", "must stand in Vietnamese and in English"),
        ('agencies = ["UBND"]', 'agency = ["UBND"]', "unknown key agency"),
        ('at = "QL1-1@start"', 'at = "area:99999"', "no place area:99999"),
        ('["middle", "giữa", "middle"], ["end", "cuối", "end"]', "", "no words for 'end'"),
        ('quote = "99 billion"', 'quote = "98 billion"', "no line tagged [unverified]"),
        ('{ id = "QL1-2", basis = "text" }', "", "pack and reading differ in QL1-2"),
    ],
)
def test_refuses_and_writes_nothing(pack: Path, old: str, new: str, says: str) -> None:
    _reread(pack, old, new)
    with pytest.raises(BuildError) as refused:
        _build(pack)
    assert says in str(refused.value)
    assert not (pack.parent / "data").exists()


def test_refuses_a_country_without_its_islands(pack: Path) -> None:
    path = pack / "vietnam_outline.geojson"
    collection = json.loads(path.read_text("utf-8"))
    collection["features"] = [
        item for item in collection["features"] if item["properties"]["unit_id"] != "VN-TRUONGSA"
    ]
    path.write_text(json.dumps(collection), encoding="utf-8")
    with pytest.raises(BuildError, match="Hoàng Sa or Trường Sa is missing"):
        _build(pack)


def test_two_rows_with_one_key_are_refused() -> None:
    row = {"id": "A", "name_vi": "A", "name_en": "A"}
    with pytest.raises(BuildError, match="two rows"):
        merged("agencies", TABLES["agencies"], [row, row], [], BuildReport())


def test_thin_line_keeps_ends_and_stays_near() -> None:
    line = LineString([(104 + i / 1000, 21 + (i % 2) * 0.00005) for i in range(50)])
    thin = simplified_line(line)
    assert len(thin.coords) < 10
    assert thin.coords[0] == line.coords[0]
    assert thin.coords[-1] == line.coords[-1]
    assert to_grid(line).hausdorff_distance(to_grid(thin)) <= 10


def test_thin_areas_keep_their_common_border() -> None:
    west, east = simplified_coverage([WEST, EAST])
    assert len(west.exterior.coords) < len(WEST.exterior.coords)
    assert shapely.coverage_is_valid([west, east])
    with pytest.raises(BuildError):
        simplified_coverage([WEST, box(104.05, 21.0, 104.2, 21.1)])


def test_numbers_in_ids_sort_by_value() -> None:
    assert sorted(["DT-105A", "DT-105", "QL6-10", "QL6-2"], key=natural) == [
        "DT-105",
        "DT-105A",
        "QL6-2",
        "QL6-10",
    ]
