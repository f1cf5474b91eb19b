from __future__ import annotations

import csv
import io
import json

import pytest
from shapely.geometry import shape

from geo.cli.commands import main
from geo.crs import length_km, to_grid
from tests import tiny

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
    assert feature["properties"]["length_km"] == pytest.approx(110, abs=0.1)
    assert length_km(shape(feature["geometry"])) == pytest.approx(110, abs=0.1)
    assert feature["properties"]["sections"] == ["QL6-2", "QL6-3", "QL6-4", "QL6-5"]
    assert "sai số khoảng 0,6 km" in err


@pytest.mark.usefixtures("read_once")
@pytest.mark.parametrize(
    ("arguments", "communes"),
    [
        (("QL.37", "420+000", "421+000"), {"Bắc Yên"}),
        (("QL.279D", "74+520", "74+620"), {"Mường Bú"}),
        (("QL.12", "302+530", "302+640"), {"Mường Lầm"}),
        (("QL.4G", "82+000", "82+100"), {"Chiềng Khoong"}),
        (("QL.6", "183+000", "192+800"), {"Vân Sơn", "Thảo Nguyên", "Mộc Sơn", "Mộc Châu"}),
    ],
)
def test_kilometres_lie_where_sources_say(
    capsys: Capture, arguments: tuple[str, ...], communes: set[str]
) -> None:
    status, out, _ = run(capsys, "locate", *arguments)
    assert status == 0
    assert set(json.loads(out)["properties"]["communes"]) == communes


@pytest.mark.usefixtures("read_once")
def test_a_distance_from_the_start_is_called_so(capsys: Capture) -> None:
    status, out, err = run(capsys, "locate", "QL.279", "20", "21", "--from-start")
    assert (status, json.loads(out)["properties"]["calibrated"]) == (0, False)
    assert "cách đầu tuyến trong tỉnh 20 km – 21 km" in err
    assert "Km" not in err


@pytest.mark.parametrize(
    ("options", "x_km"),
    [
        ((), 5),
        (("--count", "old"), 15),
        (("--as-of", "2024-12-31"), 15),
        (("--as-of", "2025-01-01"), 5),
    ],
)
def test_a_road_counted_anew_is_located_in_either_count(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], x_km: float
) -> None:
    monkeypatch.setattr("geo.io.load.load", tiny.recounted_town)
    status, out, err = run(capsys, "locate", "QL.9", "105", *options)
    assert status == 0
    spot = to_grid(shape(json.loads(out)["geometry"]))
    assert (spot.x - tiny.ORIGIN[0]) / 1_000 == pytest.approx(x_km, abs=0.001)
    assert ("lý trình cũ" in err) == (x_km == 15)


@pytest.mark.usefixtures("read_once")
def test_all_posts_are_listed(capsys: Capture) -> None:
    status, out, _ = run(capsys, "posts", "--format", "json")
    posts = json.loads(out)
    assert (status, len(posts)) == (0, 92)
    (one,) = [post for post in posts if (post["road"], post["km"]) == ("QL.12", 302.53)]
    assert (one["named"], one["found"], one["fit"]) == ("Mường Lầm", "Mường Lầm", "fits")
    assert one["source_id"] == "VNPLUS-2025-08-01"
    _, table, _ = run(capsys, "posts", "--lang", "en")
    assert len(table.splitlines()) == len(posts) + 1
    _, text, _ = run(capsys, "posts", "--format", "csv")
    assert [row["km"] for row in csv.DictReader(io.StringIO(text))] == [
        str(post["km"]) for post in posts
    ]


@pytest.mark.usefixtures("read_once")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("locate", "QL.6", "900"), "QL.6 Km900+000: Không có lý trình này"),
        (("locate", "QL.37", "75+200", "--lang", "en"), "the road has Km358+"),
        (("locate", "QL.279", "20+000", "21+000"), "QL.279: chưa biết gốc lý trình"),
        (("locate", "QL.279", "20", "--lang", "en"), "nobody knows where its kilometres start"),
        (("locate", "QL.279", "60", "--from-start", "--lang", "en"), "beyond the route"),
        (("locate", "QL.279", "60", "--from-start"), "QL.279: ngoài phạm vi tuyến"),
        (("locate", "QL.6", "200", "200"), "Lý trình đầu và cuối trùng nhau: 200"),
        (("locate", "QL.43", "82"), "Km80+335; Km85+135 – Km116"),
        (("locate", "QL.6", "200", "--count", "old"), "QL.6: chưa biết gốc lý trình"),
        (("locate", "QL.99", "1"), "Không có tuyến đã đo “QL.99”; các tuyến có: CT.03"),
        (("locate", "QL.99", "1", "--lang", "en"), "no measured route “QL.99”; known: CT.03"),
        (("locate", "QL.6", "abc"), "“abc” không phải lý trình; hãy viết 193+500"),
        (("locate", "QL.6", "abc", "--lang", "en"), "“abc” is not a kilometre; write 193+500"),
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


def test_ux16_find_answers_as_the_search_of_the_map(capsys: Capture) -> None:
    status, out, _ = run(capsys, "find", "ngã ba Cò Nòi", "--format", "json")
    first, *_ = json.loads(out)
    assert status == 0
    assert (first["kind"], first["group"], first["label"]) == (
        "junction", "places", "Nút giao QL.6 – QL.37",
    )  # fmt: skip
    assert first["action"] == {
        "kind": "go", "value": "", "label": "Xem trên bản đồ", "count": None,
    }  # fmt: skip
    assert first["also"]["label"] == "Lọc theo xã Mai Sơn (6)"
    status, out, _ = run(capsys, "find", "km 5", "--road", "ĐT.109", "--limit", "1")
    assert (status, out.splitlines()[:2]) == (0, ["Lý trình", "  ĐT.109 Km5+000"])
    status, out, _ = run(capsys, "find", "zzzz", "--lang", "en")
    assert (status, out) == (0, "Nothing found for “zzzz”.\n")


def test_ux15_text_needs_the_phrase(capsys: Capture) -> None:
    found = {row["id"] for row in rows(capsys, "--text", "chieng son")}
    assert "SCH-CHIENGSON" in found
    assert "QL6-VRAMP" not in found
