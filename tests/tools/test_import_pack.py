"""The import of a pack, on a tiny one: two communes, two sections of one road, one of all else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import LineString, box, shape

from geo.crs import to_grid
from geo.errors import DataError
from geo.tables import DATA
from tests.tools.tiny_pack import EAST, WEST, WINDOW, write_pack
from tools.import_pack import ImportReport, import_pack
from tools.import_pack.__main__ import main
from tools.import_pack.generalise import simplified_coverage, simplified_line


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_pack(tmp_path)


def _import(pack: Path) -> ImportReport:
    return import_pack(pack, pack.parent / "data", lambda _: None)


def _bytes(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _shapes(pack: Path, name: str) -> dict[str, Any]:
    path = pack.parent / "data" / "shapes" / f"{name}.geojson"
    return {item["id"]: item for item in json.loads(path.read_text("utf-8"))["features"]}


def _replace(path: Path, *changes: tuple[str, str]) -> None:
    """Change one place of a file for each pair of old and new text."""
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def _give_words(pack: Path) -> Path:
    """Fill in the words of the first section; return the file of the roads."""
    path = pack.parent / "data" / "shapes" / "roads.geojson"
    _replace(
        path,
        ('"from_vi":""', '"from_vi":"đầu"'),
        ('"from_en":""', '"from_en":"start"'),
        ('"basis_vi":""', '"basis_vi":"theo bản đồ"'),
    )
    return path


def test_the_sources_make_the_committed_shapes_byte_for_byte(sources: Path, tmp_path: Path) -> None:
    shutil.copytree(DATA / "shapes", tmp_path / "shapes")
    report = import_pack(sources, tmp_path, lambda _: None)
    assert (report.written, report.missing) == ([], [])
    assert len(report.features) == 11
    assert _bytes(tmp_path / "shapes") == _bytes(DATA / "shapes")


def test_a_second_run_changes_no_byte_and_no_other_folder(pack: Path) -> None:
    first = _import(pack)
    before = _bytes(pack.parent / "data")
    second = _import(pack)
    assert len(first.written) == 11
    assert second.written == []
    assert _bytes(pack.parent / "data") == before
    assert {name.split("/")[0] for name in before} == {"shapes"}


def test_only_files_that_change_are_written(pack: Path) -> None:
    _import(pack)
    _replace(pack / "runway_na_san.geojson", ('"length_m": 2400', '"length_m": 2600'))
    assert _import(pack).written == ["shapes/runway.geojson"]
    assert _shapes(pack, "runway")["RWY-1"]["properties"]["length_m"] == 2600


def test_a_section_says_what_the_pack_says(pack: Path) -> None:
    _import(pack)
    given = _shapes(pack, "roads")["QL1-1"]["properties"]
    assert (given["ref"], given["name_en"]) == ("QL.1", "National Highway 1")
    assert given["measured_km"] == pytest.approx(11.70, abs=0.05)
    assert given["measured_km_in_province"] == given["measured_km"]
    assert (given["official_km"], given["official_km_source_id"]) == (None, None)
    expressway = _shapes(pack, "expressway")["CT03-A"]["properties"]
    assert (expressway["name_en"], expressway["km_from"], expressway["km_to"]) == ("E", 53, 60)


def test_neighbours_fit_the_new_outline(pack: Path) -> None:
    _import(pack)
    areas = [shape(item["geometry"]) for item in _shapes(pack, "areas").values()]
    neighbours = [shape(item["geometry"]) for item in _shapes(pack, "neighbours").values()]
    assert shapely.coverage_is_valid([*areas, *neighbours])
    assert shapely.union_all([*areas, *neighbours]).area == pytest.approx(WINDOW.area, abs=1e-9)


def test_words_that_nobody_has_written_are_named(pack: Path) -> None:
    missing = _import(pack).missing
    assert "roads QL1-1: from_vi, from_en, to_vi, to_en" in missing
    assert "points PT-1: basis_vi, basis_en" in missing
    assert not any(line.startswith(("places", "water-lines")) for line in missing)


def test_words_of_the_shape_files_are_kept(pack: Path) -> None:
    _import(pack)
    _give_words(pack)
    report = _import(pack)
    assert report.written == []
    assert "roads QL1-1: to_vi, to_en" in report.missing
    assert "roads QL1-1: basis_en" in report.missing
    # The words stay although the line and all else is made anew.
    _replace(
        pack / "roads_numbered.geojson", ('"geometry_kind": "osm"', '"geometry_kind": "routed"')
    )
    assert _import(pack).written == ["shapes/roads.geojson"]
    given = _shapes(pack, "roads")["QL1-1"]["properties"]
    assert (given["geometry_kind"], given["from_vi"], given["from_en"]) == (
        "routed", "đầu", "start",
    )  # fmt: skip
    assert given["basis_vi"] == "theo bản đồ"


def test_a_grade_that_a_person_decided_is_kept_and_told(pack: Path) -> None:
    _import(pack)
    _replace(pack / "roads_numbered.geojson", ('"evidence": "A"', '"evidence": "B"'))
    report = _import(pack)
    assert report.written == []
    assert "roads QL1-1: grade A, the pack says B" in report.kept
    assert _shapes(pack, "roads")["QL1-1"]["properties"]["evidence"] == "A"


def test_a_source_is_kept_for_the_length_that_it_gives_only(pack: Path) -> None:
    _replace(pack / "roads_numbered.geojson", ('"official_km": null', '"official_km": 12'))
    assert "roads QL1-1: official_km_source_id" in _import(pack).missing
    path = pack.parent / "data" / "shapes" / "roads.geojson"
    _replace(path, ('"official_km_source_id":""', '"official_km_source_id":"LIST-2018"'))
    assert "roads QL1-1: official_km_source_id" not in _import(pack).missing
    assert '"official_km":12,"official_km_source_id":"LIST-2018"' in path.read_text("utf-8")
    _replace(pack / "roads_numbered.geojson", ('"official_km": 12', '"official_km": 13'))
    assert "roads QL1-1: official_km_source_id" in _import(pack).missing
    assert '"official_km":13,"official_km_source_id":""' in path.read_text("utf-8")


def test_a_note_of_the_pack_asks_for_its_words(pack: Path) -> None:
    _replace(pack / "water_lines.geojson", ('"note": null', '"note": "upstream"'))
    assert "water-lines RIV-1: note_vi, note_en" in _import(pack).missing
    path = pack.parent / "data" / "shapes" / "water-lines.geojson"
    _replace(path, ('"note_vi":""', '"note_vi":"thượng lưu"'))
    assert "water-lines RIV-1: note_en" in _import(pack).missing
    _replace(pack / "water_lines.geojson", ('"note": "upstream"', '"note": ""'))
    _import(pack)
    assert _shapes(pack, "water-lines")["RIV-1"]["properties"]["note_vi"] == ""


def test_a_place_keeps_its_published_name_and_the_report_says_so(pack: Path) -> None:
    assert _import(pack).kept == []
    path = pack.parent / "data" / "shapes" / "places.geojson"
    _replace(path, ('"name_en":"Name"', '"name_en":"Better name"'))
    report = _import(pack)
    assert report.kept == ["places SEAT-116: name_en 'Better name', the pack says 'Name'"]
    assert "kept: places SEAT-116: name_en 'Better name', the pack says 'Name'" in report.lines()
    assert _shapes(pack, "places")["SEAT-116"]["properties"]["name_en"] == "Better name"


def test_a_name_without_its_marks_is_no_translation(pack: Path) -> None:
    _replace(
        pack / "places.geojson",
        ('"name_vi": "T\\u00ean"', '"name_vi": "Mộc Châu"'),
        ('"name_en": "Name"', '"name_en": "Moc Chau"'),
    )
    _import(pack)
    assert _shapes(pack, "places")["SEAT-116"]["properties"]["name_en"] == "Mộc Châu"


def test_the_command_reports_and_asks_for_words(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = pack.parent / "data"
    assert main(["--sources", str(pack), "--out", str(out)]) == 1
    said = capsys.readouterr()
    assert "shapes/roads.geojson: 2 (written)" in said.out
    assert "missing: points PT-1: basis_vi, basis_en, write it into the feature" in said.out
    assert said.err.endswith("11 of 11 files written\n")
    for path in (out / "shapes").iterdir():
        text = path.read_text("utf-8").replace('_vi":""', '_vi":"a"').replace('_en":""', '_en":"b"')
        path.write_text(text, encoding="utf-8")
    main(["--sources", str(pack), "--out", str(out)])
    capsys.readouterr()
    assert main(["--sources", str(pack), "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert "shapes/roads.geojson: 2 (unchanged)" in said.out
    assert "missing" not in said.out


@pytest.mark.parametrize("content", [None, "{"])
def test_a_missing_or_broken_file_is_named_and_nothing_is_written(
    pack: Path, content: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    path = pack / "vietnam_outline.geojson"
    path.unlink() if content is None else path.write_text(content, encoding="utf-8")
    assert main(["--sources", str(pack), "--out", str(pack.parent / "data")]) == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("vietnam_outline.geojson: ")
    assert last.endswith("give the folder of the reference pack")
    assert not (pack.parent / "data").exists()


def test_refuses_a_country_without_its_islands(pack: Path) -> None:
    path = pack / "vietnam_outline.geojson"
    collection = json.loads(path.read_text("utf-8"))
    collection["features"] = [
        item for item in collection["features"] if item["properties"]["unit_id"] != "VN-TRUONGSA"
    ]
    path.write_text(json.dumps(collection), encoding="utf-8")
    with pytest.raises(DataError, match="Hoàng Sa or Trường Sa is missing"):
        _import(pack)


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
    with pytest.raises(DataError):
        simplified_coverage([WEST, box(104.05, 21.0, 104.2, 21.1)])
