from __future__ import annotations

import csv
import io
import json

import pytest
from shapely.geometry import shape

from geo.cli.commands import main
from geo.crs import length_km

Capture = pytest.CaptureFixture[str]


def run(capsys: Capture, *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    out, err = capsys.readouterr()
    return status, out, err


def rows(capsys: Capture, *arguments: str) -> list[dict[str, object]]:
    status, out, _ = run(capsys, "list", "--format", "json", *arguments)
    assert status == 0
    found: list[dict[str, object]] = json.loads(out)
    return found


def test_a_row_tells_all_that_a_reader_needs(capsys: Capture) -> None:
    (row,) = [row for row in rows(capsys, "--district", "128") if row["id"] == "EXP-SL1"]
    assert row["status"] == "construction"
    assert row["capital_billion_vnd"] == 4938
    assert row["evidence"] == "D"
    assert row["geometry_kind"] == ["schematic"]
    assert set(row["districts"]) == {"123", "128"}  # type: ignore[call-overload]
    assert {
        "name_vi", "name_en", "kind", "status_date", "corridors", "communes", "length_km", "sources"
    } <= row.keys()  # fmt: skip


@pytest.mark.usefixtures("read_once")
def test_options_narrow_the_list(capsys: Capture) -> None:
    everything = {row["id"] for row in rows(capsys)}
    roads = {row["id"] for row in rows(capsys, "--kind", "provincial-road", "--status", "planned")}
    assert roads < everything
    assert {
        "DT-101",
        "DT-102",
        "DT-104",
        "DT-105",
        "DT-105A",
        "DT-107",
        "DT-109",
        "DT-112",
    } <= roads
    assert {row["id"] for row in rows(capsys, "--text", "nà sản")} >= {"AIR-NASAN"}
    before = {row["id"]: row["status"] for row in rows(capsys, "--as-of", "2025-01-01")}
    assert before["EXP-SL1"] == "preparing"


@pytest.mark.usefixtures("read_once")
def test_geojson_holds_the_geometry(capsys: Capture) -> None:
    status, out, _ = run(capsys, "list", "--format", "geojson", "--district", "123")
    collection = json.loads(out)
    assert status == 0
    shapes = {f["id"]: f["geometry"] for f in collection["features"]}
    assert length_km(shape(shapes["EXP-SL1"])) == pytest.approx(32.8, abs=0.3)


@pytest.mark.usefixtures("read_once")
def test_csv_and_table_list_the_same_projects(capsys: Capture) -> None:
    ids = [row["id"] for row in rows(capsys, "--district", "123")]
    _, out, _ = run(capsys, "list", "--format", "csv", "--district", "123")
    assert [row["id"] for row in csv.DictReader(io.StringIO(out))] == ids
    _, table, _ = run(capsys, "list", "--district", "123")
    assert table.startswith("Huyện Mộc Châu (cũ)")
    assert all(str(item) in table for item in ids)


@pytest.mark.usefixtures("read_once")
def test_targets_are_the_39_of_the_programme_in_every_form(capsys: Capture) -> None:
    _, out, _ = run(capsys, "targets", "--format", "csv")
    lines = list(csv.DictReader(io.StringIO(out)))
    assert len(lines) == 39
    assert {line["source"] for line in lines} == {"CTR-1857"}
    _, out, _ = run(capsys, "targets", "--format", "json", "--lang", "en")
    records = json.loads(out)
    assert [one["indicator"] for one in records] == [line["indicator"] for line in lines]
    (waste,) = [
        one for one in records if (one["indicator"], one["period"]) == ("URBAN-WASTE", "2030")
    ]
    assert waste["name"] == "Urban solid waste collected and treated"
    _, table, _ = run(capsys, "targets")
    assert len(table.splitlines()) == 41
    assert "39 mục tiêu bằng số" in table.splitlines()[0]
    assert "29,7–30,3 %" in table
    _, before, _ = run(capsys, "targets", "--as-of", "2022-01-01", "--format", "csv")
    assert before.strip() == ""


def test_locate_measures_between_two_posts(capsys: Capture) -> None:
    status, out, err = run(capsys, "locate", "QL.6", "193+000", "303+000")
    feature = json.loads(out)
    assert status == 0
    assert feature["properties"]["length_km"] == pytest.approx(111.2, abs=0.5)
    assert length_km(shape(feature["geometry"])) == pytest.approx(111.2, abs=0.5)
    assert feature["properties"]["sections"] == ["QL6-2", "QL6-3", "QL6-4", "QL6-5"]
    assert "km ±" in err


@pytest.mark.usefixtures("read_once")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("locate", "QL.6", "900"), "valid from Km"),
        (("locate", "QL.99", "1"), "known: "),
        (("locate", "QL.6", "abc"), "193+500"),
        (("list", "--district", "999", "--lang", "en"), "districts are 116"),
        (("list", "--kind", "boat", "--lang", "en"), "known: expressway"),
        (("list", "--district", "999"), "Không có địa bàn mã “999”"),
        (("list", "--kind", "boat"), "Không có loại dự án “boat”; hãy chọn: expressway"),
        (("list", "--near", "sea~5"), "Không có gì ở “sea~5”"),
    ],
)
def test_bad_input_is_one_clear_line(
    capsys: Capture, arguments: tuple[str, ...], message: str
) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_check_says_the_counts(capsys: Capture) -> None:
    status, out, _ = run(capsys, "check")
    assert status == 0
    assert out.startswith("data is clean")
