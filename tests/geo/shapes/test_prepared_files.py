"""Forty files as designers send them: placed within five metres, or asked; never wrongly placed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.catalog.catalog import Catalog
from geo.crs import to_grid
from geo.shapes.letters import Letters
from geo.shapes.recognise import Recognition, ShapeVerdict, recognise
from tests.geo.shapes import foreign
from tests.geo.shapes.foreign import Line, moved

ZONES = {
    "EPSG:9205": "QL.6", "EPSG:9206": "QL.37", "EPSG:9207": "QL.43",
    "EPSG:9208": "ĐT.101", "EPSG:3405": "QL.279D", "EPSG:5897": "ĐT.114",
}  # fmt: skip
WRONG = {"EPSG:9206": "EPSG:9205"}
NAMES = ("Đường tỉnh 101 đoạn Vân Hồ – Mộc Châu", "Cầu qua suối Nậm Păm, xã Mường La")
NEAR_M = 5.0


@dataclass(frozen=True)
class Prepared:
    """One file, and where its line really lies (EPSG:9206); ``None`` where nobody can tell."""

    name: str
    data: bytes
    truth: Line | None
    crs: str = ""
    letters: Letters = Letters.UTF8


def files(catalog: Catalog, folder: Callable[[], Path]) -> Iterator[Prepared]:
    for zone, ref in ZONES.items():
        line = foreign.road_line(catalog, ref)
        there = moved(line, zone)
        right, wrong = foreign.prj(zone), foreign.prj(WRONG.get(zone, "EPSG:9206"))
        for text in (right, wrong, "", foreign.recipe_prj(zone)):
            yield Prepared("t.zip", foreign.shp(folder(), [there], text), line, zone)
    line = foreign.road_line(catalog, "QL.6B")
    there = moved(line, "EPSG:4326")
    for letters in Letters:
        cpg = "UTF-8" if letters is Letters.TCVN3 else ""
        data = foreign.shp(folder(), [line, line[:5]], "", foreign.Texts(NAMES, letters, cpg))
        yield Prepared("letters.zip", data, line, "EPSG:9206", letters)
    half = len(line) // 2
    yield Prepared("local.dxf", foreign.dxf([line - line[0]]), None)
    yield Prepared("vn2000.dxf", foreign.dxf([line]), line, "EPSG:9206")
    yield Prepared("t.kmz", foreign.zipped({"doc.kml": foreign.kml(there)}), line, "EPSG:4326")
    yield Prepared("loop.gpx", foreign.gpx([np.concatenate([there, there[::-1]])]), line)
    yield Prepared("t.gpx", foreign.gpx([there[:half], there[half - 1 :]]), line, "EPSG:4326")
    yield Prepared("t.geojson", foreign.geojson(there[::-1]), line, "EPSG:4326")
    way_round = line + np.outer(np.sin(np.linspace(0, np.pi, len(line))), [900.0, 900.0])
    yield Prepared(
        "two.zip", foreign.shp(folder(), [line, way_round], foreign.prj("EPSG:9206")), line
    )
    yield Prepared("t.gpkg", foreign.gpkg(folder(), [line], "EPSG:9206"), line, "EPSG:9206")
    yield Prepared("t.csv", foreign.table(line), line, "EPSG:9206")
    yield Prepared("t.xlsx", foreign.xlsx(there), line, "EPSG:4326")
    parts = [line[half:], line[: half + 1][::-1]]
    yield Prepared("pieces.zip", foreign.shp(folder(), parts), line, "EPSG:9206")
    spiked = line.copy()
    spiked[40] += 5_000
    yield Prepared("spike.gpx", foreign.gpx([moved(spiked, "EPSG:4326")]), line, "EPSG:4326")


def off_m(found: Recognition, truth: Line) -> float:
    shape = to_grid(found.shape)
    true = shapely.segmentize(shapely.LineString(truth), 50)
    return float(true.hausdorff_distance(shapely.segmentize(shape, 50)))


@pytest.fixture(scope="module")
def results(
    catalog: Catalog, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[Prepared, Recognition]]:
    prepared = files(catalog, lambda: tmp_path_factory.mktemp("foreign"))
    return [(one, recognise(one.data, one.name, catalog)) for one in prepared]


def test_forty_files_are_placed_or_asked(results: list[tuple[Prepared, Recognition]]) -> None:
    assert len(results) == 40
    wrong = [
        (one.name, one.crs, found.message)
        for one, found in results
        if found.verdict is ShapeVerdict.SURE
        and (one.truth is None or off_m(found, one.truth) > NEAR_M)
    ]
    assert wrong == []
    asked = [found for _, found in results if found.verdict is ShapeVerdict.ASK]
    assert not [found.message for _, found in results if found.verdict is ShapeVerdict.REFUSED]
    # What nobody can tell is asked: a drawing of its own coordinates, two alignments.
    assert len(asked) == 2, [found.message for found in asked]


def test_the_system_is_named(results: list[tuple[Prepared, Recognition]]) -> None:
    told = [(one.crs, found.placing.crs) for one, found in results if one.crs and found.placing]
    assert len(told) > 30
    assert [pair for pair in told if pair[0] != pair[1]] == []


def test_the_letters_are_named_and_read(results: list[tuple[Prepared, Recognition]]) -> None:
    lettered = [(one, found) for one, found in results if one.name == "letters.zip"]
    assert [found.letters for _, found in lettered] == list(Letters)
    for _, found in lettered:
        # TCVN3 has no capitals with marks of tone.
        assert [str(row["TEN"]).lower() for row in found.attributes] == [
            one.lower() for one in NAMES
        ]
    assert "“UTF-8” là không đúng" in lettered[2][1].message


def by_name(results: list[tuple[Prepared, Recognition]], name: str) -> Recognition:
    return next(found for one, found in results if one.name == name)


def test_what_was_found_is_said(results: list[tuple[Prepared, Recognition]]) -> None:
    assert by_name(results, "local.dxf").placing is None
    assert "toạ độ riêng" in by_name(results, "local.dxf").message
    assert "hai phương án" in by_name(results, "two.zip").message
    assert "đổi chỗ" in by_name(results, "t.csv").message
    assert "Bỏ 1 đỉnh" in by_name(results, "spike.gpx").message
    assert "Tuyến khép kín" in by_name(results, "loop.gpx").message
    pieces = by_name(results, "pieces.zip")
    assert "gồm 2 đoạn" in pieces.message
    assert pieces.line
    assert pieces.line.shape.geom_type == "LineString"


def test_road_kilometres_and_direction(results: list[tuple[Prepared, Recognition]]) -> None:
    straight, turned = by_name(results, "t.gpkg").record(), by_name(results, "t.geojson").record()
    assert straight["road"] == turned["road"] == "QL.6B"
    assert (straight["reversed"], turned["reversed"]) == (False, True)
    assert straight["km_from"] == pytest.approx(turned["km_to"], abs=0.05)
    assert abs(straight["km_to"] - straight["km_from"]) > 15
