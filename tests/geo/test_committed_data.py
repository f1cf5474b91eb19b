"""The committed data: what an import and an edit must not lose."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import shape

from geo.catalog.indicators import IndicatorRole
from geo.crs import to_grid
from geo.io.schema import KEYS, TABLES
from geo.model import SourceKind, State, Status
from geo.strings import kinds

DATA = Path(__file__).parents[2] / "data"
QL6 = [f"QL6-{number}" for number in range(1, 9)]
MARKS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
VIETNAMESE = re.compile(f"[{MARKS}]", re.IGNORECASE)
DATE = re.compile(r"(\d{4}(-\d{2}(-\d{2})?)?)?")


@cache
def shapes(name: str) -> dict[str, Any]:
    path = DATA / "shapes" / f"{name}.geojson"
    return {item["id"]: item for item in json.loads(path.read_text("utf-8"))["features"]}


@cache
def rows(name: str) -> list[dict[str, str]]:
    text = (DATA / "tables" / f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def ids(name: str) -> set[str]:
    return {row["id"] for row in rows(name)}


def cells(cell: str) -> list[str]:
    return [part for part in cell.split(";") if part]


def known_geometry() -> set[str]:
    files = ("roads", "expressway", "water-lines", "points", "runway")
    areas = [item["properties"] for item in shapes("areas").values()]
    return {
        *(name for file in files for name in shapes(file)),
        *(f"commune:{area['commune_code']}" for area in areas),
        *(f"district:{area['district_code']}" for area in areas),
        *(f"within:{area[level]}" for area in areas for level in ("commune_code", "district_code")),
        *(f"place:{name}" for name in shapes("places")),
    }


def test_shapes_are_small_and_complete() -> None:
    files = list((DATA / "shapes").glob("*.geojson"))
    assert sum(path.stat().st_size for path in files) < 4_000_000
    counts = {path.stem: len(shapes(path.stem)) for path in files}
    assert counts == {
        "areas": 76,
        "roads": 72,
        "expressway": 5,
        "roads-context": 320,
        "water-areas": 15,
        "water-lines": 34,
        "places": 130,
        "points": 11,
        "runway": 1,
        "neighbours": 8,
        "vietnam": 6,
    }


@pytest.mark.parametrize("path", sorted((DATA / "shapes").glob("*.geojson")), ids=lambda p: p.stem)
def test_a_shape_file_is_tidy(path: Path) -> None:
    text = path.read_text("utf-8")
    collection = json.loads(text)
    assert text == unicodedata.normalize("NFC", text)
    assert collection["attribution"]
    assert len(text.splitlines()) == len(collection["features"]) + 2
    names = [item["id"] for item in collection["features"]]
    assert len(set(names)) == len(names)
    assert not re.search(r"\d\.\d{7}", text)
    assert all(shape(item["geometry"]).is_valid for item in collection["features"])


def test_names_of_villages_have_one_form() -> None:
    """The generic word is small and whole where the source has it; a name has its marks."""
    names = [
        item["properties"][column]
        for item in shapes("places").values()
        if item["properties"]["kind"] == "village"
        for column in ("name_vi", "name_en")
    ]
    assert len(names) == 2 * 20
    for name in names:
        words = name.removeprefix("bản ").split(" ")
        assert all(word[0].isupper() and word[1:] == word[1:].lower() for word in words), name
        assert words[0] not in {"Bản", "Ba.", "Ban"}, name
        # A spelling of which nothing is marked is none of this language, see data/README.md.
        assert not name.isascii() or name == "bản Mon", name
    assert {"bản Mon", "bản Nậm Khún", "bản Phải"} <= set(names)


def test_areas_and_neighbours_are_one_coverage() -> None:
    areas = [shape(item["geometry"]) for item in shapes("areas").values()]
    neighbours = [shape(item["geometry"]) for item in shapes("neighbours").values()]
    assert shapely.coverage_is_valid([*areas, *neighbours])
    assert shapely.coverage_union_all(areas).geom_type == "Polygon"
    properties = [item["properties"] for item in shapes("areas").values()]
    assert len({item["district_code"] for item in properties}) == 12
    assert len({item["commune_code"] for item in properties}) == 75
    kinds = {item["commune_code"]: item["commune_type"] for item in properties}
    assert Counter(kinds.values()) == {"xã": 67, "phường": 8}


def test_thin_areas_keep_their_size() -> None:
    for item in shapes("areas").values():
        km2 = to_grid(shape(item["geometry"])).area / 1e6
        assert km2 == pytest.approx(item["properties"]["area_km2"], rel=0.01)


def test_sections_of_ql6_still_meet() -> None:
    roads = shapes("roads")
    for one, other in pairwise(QL6):
        end = roads[one]["geometry"]["coordinates"][-1]
        assert end == roads[other]["geometry"]["coordinates"][0]
    measured = sum(roads[name]["properties"]["measured_km_in_province"] for name in QL6)
    assert measured == pytest.approx(212, rel=0.02)


def test_thin_roads_keep_their_length() -> None:
    for item in [*shapes("roads").values(), *shapes("expressway").values()]:
        km = to_grid(shape(item["geometry"])).length / 1000
        assert km == pytest.approx(item["properties"]["measured_km"], rel=0.02)


def test_every_route_section_is_measured_once() -> None:
    inside = {name for name, item in shapes("roads").items() if item["properties"]["in_province"]}
    sections = [row["section_id"] for row in rows("routes")]
    assert Counter(sections) == Counter(dict.fromkeys({*inside, *shapes("expressway")}, 1))
    gaps = {row["section_id"]: row["gap_kind"] for row in rows("routes") if row["gap_kind"]}
    assert gaps == {"QL37-4": "shared", "QL43-5": "shared"}


def test_vietnam_shows_hoang_sa_and_truong_sa() -> None:
    kinds = Counter(item["properties"]["kind"] for item in shapes("vietnam").values())
    assert kinds["archipelago"] == 2
    assert kinds["label_point"] == 2


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_tidy(name: str) -> None:
    data = (DATA / "tables" / f"{name}.csv").read_bytes()
    text = data.decode("utf-8")
    columns = tuple(TABLES[name])
    header = (*columns, "en_one") if name == "strings" else columns
    key = KEYS.get(name, columns[:1])
    assert b"\r" not in data
    assert text == unicodedata.normalize("NFC", text)
    assert text.splitlines()[0] == ",".join(header)
    keys = [tuple(row[column] for column in key) for row in rows(name)]
    assert len(set(keys)) == len(keys)
    for row in rows(name):
        for column in columns:
            if column.endswith("_vi"):
                assert bool(row[column]) == bool(row[column.removesuffix("vi") + "en"]), row


def test_every_fact_names_a_known_source() -> None:
    sources = ids("sources")
    for name, columns in TABLES.items():
        for row in rows(name):
            if "source_id" in columns:
                assert row["source_id"] in sources
            if "source_ids" in columns:
                assert cells(row["source_ids"])
                assert set(cells(row["source_ids"])) <= sources


def test_references_between_tables_exist() -> None:
    subjects = ids("projects") | ids("assets") | ids("corridors")
    assert not ids("projects") & ids("assets")
    assert {row["project_id"] for row in rows("events")} <= ids("projects")
    assert {row["subject_id"] for row in rows("figures")} <= subjects
    assert {row["corridor_id"] for row in rows("corridor-sections")} == ids("corridors")
    geometry = known_geometry()
    assert {row["section_id"] for row in rows("corridor-sections")} <= geometry
    for row in [*rows("projects"), *rows("assets")]:
        assert set(cells(row["geometry"])) <= geometry, row["id"]
        assert set(cells(row["agency_ids"])) <= ids("agencies")
        assert set(cells(row["corridor_ids"])) <= ids("corridors")
        assert set(cells(row.get("asset_ids", ""))) <= ids("assets")
        assert not re.search(r"[^A-Z0-9-]", row["id"])


def test_words_come_from_the_lists() -> None:
    assert {row["kind"] for row in [*rows("projects"), *rows("assets")]} <= set(kinds())
    assert {row["status"] for row in rows("events")} <= set(Status) - {Status.UNKNOWN}
    assert {row["state"] for row in rows("assets")} <= set(State)
    assert {row["kind"] for row in rows("sources")} <= set(SourceKind)
    assert {row["role"] for row in rows("indicators")} <= set(IndicatorRole)
    units = {row["id"]: row["unit"] for row in rows("quantities")}
    for row in rows("figures"):
        assert units[row["quantity"]] == row["unit"]
    assert all(DATE.fullmatch(row["date"]) for row in [*rows("events"), *rows("sources")])


def test_a_project_has_one_place_or_a_reason() -> None:
    for row in rows("projects"):
        by_km = bool(row["road_ref"] and row["km_from"] and row["km_to"])
        assert not (by_km and row["geometry"]), row["id"]
        assert by_km or row["geometry"] or row["geometry_note_vi"], row["id"]


def test_vietnamese_notes_have_their_marks() -> None:
    for name in ("projects", "assets", "events", "corridors"):
        for row in rows(name):
            if len(row["note_vi"]) > 12:
                assert VIETNAMESE.search(row["note_vi"]), row["note_vi"]
                # A thousand is 1.830 in Vietnamese and 1,830 in English.
                assert not re.search(r"\d,\d{3}\b", row["note_vi"]), row["note_vi"]


def test_percents_are_written_alike_in_vietnamese() -> None:
    # As the map writes them: ``59,89 %``.
    for name in ("projects", "assets", "events", "figures", "milestones", "indicators"):
        for row in rows(name):
            for column, cell in row.items():
                if column.endswith("_vi"):
                    assert not re.search(r"\d%", cell), (name, cell)


def test_the_border_schools_are_parts_of_one_group_each_known_to_its_commune() -> None:
    schools = {row["id"]: row for row in rows("projects") if row["part_of"] == "SCH-BORDER"}
    names = {item["properties"]["commune_code"]: item["properties"]["commune_name"]
             for item in shapes("areas").values()}  # fmt: skip
    assert len(schools) == 13
    for row in schools.values():
        level, code = row["geometry"].split(":")
        assert level == "within"
        assert row["name_vi"] == f"Trường nội trú liên cấp xã {names[code]}"
    assert all(row["geometry"] == "" for row in rows("projects") if row["id"] == "SCH-BORDER")


def test_moc_chau_airport_was_proposed_and_not_adopted() -> None:
    (row,) = (row for row in rows("projects") if row["id"] == "AIR-MOCCHAU")
    assert row["geometry"] == "within:123"
    history = [row["status"] for row in rows("events") if row["project_id"] == "AIR-MOCCHAU"]
    assert history == ["planned", "lapsed"]


def test_the_urban_regions_of_the_programme_are_on_the_map() -> None:
    regions = {row["id"]: row for row in rows("projects") if row["id"].startswith("URB-REGION-")}
    assert {name: row["geometry"] for name, row in regions.items()} == {
        "URB-REGION-MOCCHAU-VANHO": "district:123;district:128",
        "URB-REGION-SONLA-MAISON": "district:116;district:125",
    }
    assert {row["source_ids"] for row in regions.values()} == {"CTR-1857"}


def test_works_on_a_part_of_a_road_are_no_part_of_its_upgrade() -> None:
    # Both lie on the road: as part of a group the upgrade would lose its own 36 km.
    by_id = {row["id"]: row for row in rows("projects")}
    works = by_id["DT-109-NAMPAM"]
    assert (works["road_ref"], works["km_from"], works["km_to"]) == ("ĐT.109", "2", "9")
    assert works["part_of"] == ""
    assert by_id["DT-109"]["geometry"] == "DT109-1"


def test_resettlement_of_the_expressway_is_known_to_the_commune() -> None:
    sites = {row["id"]: row["geometry"] for row in rows("projects") if row["part_of"]}
    assert {name: place for name, place in sites.items() if name.startswith("RES-SL1-")} == {
        "RES-SL1-NACHA": "within:04018",
        "RES-SL1-PANG": "within:04018",
        "RES-SL1-PAPUOC": "within:128",
        "RES-SL1-UI": "within:04048",
    }


def test_an_incident_has_a_place_or_says_that_no_source_gives_one() -> None:
    geometry = known_geometry()
    roads = {row["ref"] for row in rows("routes")}
    for row in rows("incidents"):
        assert set(cells(row["geometry"])) <= geometry, row["id"]
        assert not row["road_ref"] or row["road_ref"] in roads, row["id"]
        assert not row["km_from"] or row["road_ref"], row["id"]
        assert not row["km_to"] or float(row["km_from"]) < float(row["km_to"]), row["id"]
        assert not row["date_until"] or row["date_from"] <= row["date_until"], row["id"]
        placed = row["geometry"] or row["km_from"]
        assert placed or "không được nêu tên" in row["note_vi"], row["id"]


def test_the_flood_of_the_ma_river_is_told_for_each_of_its_communes() -> None:
    codes = {
        row["geometry"].removeprefix("within:")
        for row in rows("incidents")
        if row["id"].startswith("INC-MA-2025-08-01-")
    }
    names = {item["properties"]["commune_code"]: item["properties"]["commune_name"]
             for item in shapes("areas").values()}  # fmt: skip
    assert {names[code] for code in codes} == {
        "Sông Mã", "Chiềng Sơ", "Bó Sinh", "Mường Lầm", "Sốp Cộp", "Chiềng Khoong",
        "Mường Hung", "Chiềng Khương", "Huổi Một", "Mường Lạn", "Púng Bánh",
    }  # fmt: skip


def test_what_was_read_through_another_names_it() -> None:
    sources = {row["id"]: row for row in rows("sources")}
    for row in sources.values():
        assert row["kind"] != "copy" or row["quoted_from_vi"], row["id"]
    for name in ("QD-490-2024", "QD-216-2024", "QD-890-2025", "NQ-1681-2025", "TB-30-2026"):
        assert sources[name]["kind"] == "official"
        assert sources[name]["quoted_from_vi"]


def test_a_copy_stands_alone_behind_no_capital_but_where_nothing_better_is_known() -> None:
    kinds = {row["id"]: row["kind"] for row in rows("sources")}
    behind: dict[tuple[str, str], set[str]] = {}
    for row in rows("figures"):
        if row["quantity"] == "capital":
            behind.setdefault((row["subject_id"], row["quantity"]), set()).add(
                kinds[row["source_id"]]
            )
    assert {subject for (subject, _), found in behind.items() if found == {"copy"}} == {
        "HYD-MUONGHUNG",
        "URB-MOCCHAU",
    }


def test_no_note_says_that_something_has_no_funding() -> None:
    # "Chưa có nguồn" means to an office that there is no money.
    for name in ("projects", "assets", "corridors", "events", "figures", "incidents", "sources"):
        for row in rows(name):
            text = " ".join(cell for column, cell in row.items() if column.endswith("_vi"))
            assert "chưa có nguồn" not in text.lower(), (name, row)


def test_official_lengths_of_the_ten_national_roads_add_up() -> None:
    lengths = [
        float(row["value"])
        for row in rows("figures")
        if row["subject_id"].startswith("QL-")
        and (row["quantity"], row["source_id"]) == ("length", "SGTVT-2018-04")
    ]
    assert len(lengths) == 10
    assert sum(lengths) == pytest.approx(880.8)


def test_parts_of_the_capital_add_up() -> None:
    def values(subject: str, quantity: str) -> list[float]:
        return [
            float(row["value"])
            for row in rows("figures")
            if (row["subject_id"], row["quantity"]) == (subject, quantity)
        ]

    assert sum(values("EXP-SL2", "capital_part")) == 22262
    assert {22260, 22262, 25000} == set(values("EXP-SL2", "capital"))
    assert {1984, 2000, 2295, 3000} == set(values("AIR-NASAN", "capital"))
    assert {32.3, 33.3, 33.32} == set(values("EXP-SL1", "length"))
    assert {26.42, 30.06} < set(values("EXP-SL1", "cleared"))
    assert {9997} == set(values("EXP-HB", "capital"))


def test_a_plan_of_2025_stands_beside_the_estimate_that_repeats_it() -> None:
    for indicator, value in (("GRDP-SIZE", "82789"), ("GRDP-PER-HEAD", "61.8")):
        same = [
            row for row in rows("indicators") if (row["id"], row["value"]) == (indicator, value)
        ]
        assert {row["role"]: row["source_id"] for row in same} == {
            "plan": "NQ-457-2025",
            "estimate": "VJS-2025-09-26",
        }
        assert "NQ 457" in next(row["note_vi"] for row in same if row["role"] == "estimate")


def test_parts_of_a_group_leave_its_money_to_the_group() -> None:
    capital = {
        (row["subject_id"], float(row["value"]))
        for row in rows("figures")
        if row["quantity"] == "capital" and row["subject_id"].startswith("SCH-")
    }
    assert {value for subject, value in capital if subject == "SCH-BORDER"} == {
        2696,
        2800,
        2812,
        3389,
    }
    parts = [value for subject, value in capital if subject != "SCH-BORDER"]
    assert sum(parts) < 2696


@pytest.mark.parametrize(
    ("project", "status"),
    [
        ("EXP-SL1", "construction"),
        ("EXP-SL2", "preparing"),
        ("AIR-NASAN", "preparing"),
        ("DT-101", "planned"),
        ("DT-107C", "construction"),
        ("QL6-BYPASS", "completed"),
        ("QL6B-UPGRADE", "construction"),
        ("DT-109-NAMPAM", "construction"),
        ("BG-HUOILA", "planned"),
        ("AIR-MOCCHAU", "lapsed"),
        ("BG-LONGSAP-UP", "completed"),
        ("URB-MAISON", "lapsed"),
        ("URB-SONLA", "lapsed"),
        ("URB-MOCCHAU", "completed"),
        ("URB-REGION-SONLA-MAISON", "planned"),
    ],
)
def test_status_in_march_2026(project: str, status: str) -> None:
    events = [
        row
        for row in rows("events")
        if row["project_id"] == project and row["date"] <= "2026-03-02"
    ]
    assert events[-1]["status"] == status


def test_crosswalk_reaches_every_commune() -> None:
    communes = {item["properties"]["commune_code"] for item in shapes("areas").values()}
    assert len(rows("crosswalk")) == 200
    assert {row["new_code"] for row in rows("crosswalk")} == communes
