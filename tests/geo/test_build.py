"""The build, on a tiny pack: two communes, two roads, one project."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import LineString, box, shape

from geo.build import BuildError, BuildReport, build
from geo.build.generalise import simplified_coverage, simplified_line
from geo.build.merge import merged
from geo.build.schema import TABLES, natural
from geo.crs import to_grid
from tests.geo.tiny_pack import (
    EAST,
    URL,
    WEST,
    WINDOW,
    write_pack,
)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_pack(tmp_path)


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
