"""Files as other hands write them: tables, drawings, old letters, old datums, each read right."""

from __future__ import annotations

import io
import itertools
import json
import time

import numpy as np
import pytest
import shapely
from openpyxl import Workbook

from geo.catalog.catalog import Catalog
from geo.crs import to_grid, to_wgs84
from geo.query.apart import apart_words, measure_apart
from geo.shapes.crs import declared_system
from geo.shapes.letters import Letters, decode
from geo.shapes.line import clean_lines
from geo.shapes.read import read_file
from geo.shapes.recognise import Answers, Recognition, ShapeVerdict, recognise
from tests.geo.shapes import foreign
from tests.geo.shapes.test_prepared_files import off_m

EAST, NORTH = 512_345.5, 2_350_123.25


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Cọc;X (Bắc);Y (Đông)\nC1;{n};{e}", (EAST, NORTH)),
        ("TT;Đông (Y);Bắc (X)\n1;512.345,50;2.350.123,25", (EAST, NORTH)),
        ("Tên điểm,Tọa độ Bắc (X),Tọa độ Đông (Y)\nA,{n},{e}", (EAST, NORTH)),
        ("N,X,Y\n1,{e},{n}", (EAST, NORTH)),
        ("POINT_X\tPOINT_Y\n{e}\t{n}", (EAST, NORTH)),
        ("STT;Tung độ;Hoành độ\n1;{n};{e}", (EAST, NORTH)),
        ("Tên;Vĩ độ;Kinh độ\nA;21 15 36.0;104 07 12", (104.12, 21.26)),
        ("1,{n},{e},612.5,TIM\n2,{e},{n},613,TIM", (NORTH, EAST)),
        ("X;Y\n{e};{n}\nNgười lập: Nguyễn Văn A;\n", (EAST, NORTH)),
    ],
)
def test_titles_and_numbers_of_tables(text: str, first: tuple[float, float]) -> None:
    text = text.format(e=EAST, n=NORTH)
    for data in (text.encode(), text.encode("utf-16")):
        (shape,) = (one.geometry for one in read_file(data, "a.csv").features if one.geometry)
        assert shapely.get_coordinates(shape)[0] == pytest.approx(first)


def test_old_letters_of_a_table_and_a_sheet_behind_a_cover(catalog: Catalog) -> None:
    title, name = "Kinh độ;Vĩ độ;Tên", "Cọc đầu tuyến bản Nà Sản"
    rows = [title, *(f"10{4 + at / 10:.1f};21.{at}1;{name}" for at in (0, 1))]
    found = recognise("\n".join(rows).encode("utf-8"), "a.csv", catalog, Answers(crs="EPSG:4326"))
    assert found.attributes[1] == {"Tên": name}
    old = b"\n".join(foreign.written(row, Letters.TCVN3) for row in rows)
    found = recognise(old, "a.csv", catalog, Answers(crs="EPSG:4326"))
    assert (found.letters, found.attributes[1]) == (Letters.TCVN3, {"Tên": name})

    book, out = Workbook(), io.BytesIO()
    book.active.append(["Hồ sơ thiết kế"])
    sheet = book.create_sheet("Toạ độ")
    for row in (["BẢNG TOẠ ĐỘ"], ["STT", "X (m)", "Y (m)"], [1, NORTH, EAST], [2, NORTH, EAST + 9]):
        sheet.append(row)
    book.save(out)
    shape = read_file(out.getvalue(), "a.xlsx").features[0].geometry
    assert shapely.get_coordinates(shape)[1] == pytest.approx([NORTH, EAST + 9])


def test_letters_that_a_font_draws_as_capitals_and_bytes_under_a_wrong_heading() -> None:
    for text, shown in (
        ("CẦU NẬM PÀN – QL.6", True),
        ("Hà Nội ĐT.101", False),
        ("QL.6 ở Hà", False),
    ):
        read = decode(foreign.written(text, Letters.TCVN3), Letters.TCVN3)
        assert read == text, shown
    line = np.array([[104.0, 21.2], [104.1, 21.3]])
    heading = b'<?xml version="1.0" encoding="UTF-8"?>'
    old = foreign.written("Cầu Nậm Pàn", Letters.TCVN3)
    data = foreign.kml(line, "@@").replace(b'<?xml version="1.0"?>', heading).replace(b"@@", old)
    name = read_file(data, "a.kml").features[0].cells["name"]
    assert isinstance(name, str)
    assert decode(name, Letters.TCVN3) == "Cầu Nậm Pàn"


def test_geojson_a_line_each() -> None:
    one = json.dumps({"type": "Point", "coordinates": [104, 21]})
    data = f"{one}\n\x1e{one}\n".encode()
    assert len(read_file(data, "a.geojsonl").features) == 2


def placed_right(found: Recognition, line: foreign.Line) -> None:
    assert found.verdict is ShapeVerdict.SURE, found.message
    assert off_m(found, line) < 5, found.message


@pytest.mark.no_cover
def test_an_old_datum_is_placed_as_it_was_proved(catalog: Catalog) -> None:
    """Straight from Hanoi 1972 to VN-2000 the library takes no shift: 223 m."""
    line = foreign.road_line(catalog, "QL.37")
    degrees = foreign.moved(line, "EPSG:4326")
    for crs in ("EPSG:2044", "EPSG:32647", "EPSG:3857"):
        there = foreign.moved(degrees, crs, "EPSG:4326")
        found = recognise(foreign.dxf([there]), "a.dxf", catalog)
        placed_right(found, line)
        assert found.placing
        assert found.placing.crs == crs


def test_a_recipe_that_names_vn_2000_is_what_it_says() -> None:
    text = foreign.recipe_prj("EPSG:9206").replace('"unknown"', '"VN-2000 / TM-3 104-00"', 1)
    text = text.replace('GEOGCS["unknown"', 'GEOGCS["VN-2000"')
    assert "VN-2000" in text
    assert declared_system(text) == "EPSG:9206/towgs84=0/k=0.9996"


def test_frames_and_signs_of_a_drawing_are_left_out(catalog: Catalog) -> None:
    line = foreign.road_line(catalog, "QL.6B")
    west, south, east, north = shapely.LineString(line).buffer(2_000).bounds
    frame = np.array([[west, south], [east, south], [east, north], [west, north], [west, south]])
    across = np.array([[-15.0, 0.0], [15.0, 0.0]])
    marks = [spot + across for spot in line[::20]]
    sheet = np.array([[0, 0], [420, 0], [420, 297], [0, 297], [0, 0.0]])
    found = recognise(foreign.dxf([line, frame, sheet, *marks]), "a.dxf", catalog)
    placed_right(found, line)
    assert found.shape
    assert found.shape.geom_type == "LineString"
    assert "Bỏ 1 hình nằm rất xa tỉnh." in found.message
    assert f"Bỏ {1 + len(marks)} khung, cọc và ký hiệu" in found.message


def test_a_receiver_that_jumps_or_knows_no_place_yet(catalog: Catalog) -> None:
    line = foreign.road_line(catalog, "QL.6B")
    walked = foreign.moved(line, "EPSG:4326")
    walked[40] += 0.4
    found = recognise(foreign.gpx([np.concatenate([[[0, 0]], walked])]), "a.gpx", catalog)
    placed_right(found, np.delete(line, 40, axis=0))


@pytest.mark.no_cover
def test_a_line_of_thousands_of_pieces_is_joined_in_a_moment() -> None:
    rng = np.random.default_rng(3)
    line = np.array([5e5, 2.35e6]) + np.stack([np.arange(0, 9_000, 3.0)] * 2, axis=1)
    pieces = [np.array(pair)[:: rng.choice([1, -1])] for pair in itertools.pairwise(line)]
    rng.shuffle(pieces)
    shapes = [to_wgs84(shapely.LineString(piece)) for piece in pieces]
    began = time.process_time()
    found = clean_lines(shapes)
    assert time.process_time() - began < 5
    assert found
    assert (found.shape.geom_type, found.pieces, found.gaps) == ("LineString", 2_999, 0)
    assert to_grid(found.shape).length == pytest.approx(shapely.LineString(line).length, rel=0.01)


def test_pieces_with_gaps_run_one_way() -> None:
    line = shapely.LineString([(5e5 + at, 2.35e6) for at in range(0, 10_000, 50)])
    cut = [shapely.ops.substring(line, *ends) for ends in ((0, 3e3), (3_050, 6e3), (6_500, 9_950))]
    found = clean_lines([to_wgs84(one) for one in (cut[2], cut[0].reverse(), cut[1])])
    assert found
    assert found.gaps == 2
    # Each begins where the one before ends, but for the gap.
    ends = [shapely.get_coordinates(part)[[0, -1], 0] for part in shapely.get_parts(found.shape)]
    steps = np.diff(np.concatenate(ends))
    assert (steps > 0).all() or (steps < 0).all()


def test_the_place_of_a_project_ranks_what_is_asked(catalog: Catalog) -> None:
    """A line that follows no road, of a project inside or outside the province."""
    for project_id, crs in (("EXP-DB", "EPSG:9205"), ("EXP-SL2", "EPSG:9205")):
        pieces = [piece.geometry for piece in catalog.projects[project_id].pieces]
        near = shapely.get_coordinates(to_grid(shapely.union_all(pieces))) + 500.0
        data = foreign.dxf([foreign.moved(near, crs)])
        found = recognise(data, "a.dxf", catalog, Answers(project_id))
        assert found.verdict is ShapeVerdict.ASK
        assert found.candidates[0].crs == crs


def test_how_far_two_lines_lie_apart() -> None:
    ours = shapely.LineString([(5e5, 2.35e6), (5.1e5, 2.35e6)])
    theirs = shapely.LineString([(5e5, 2.35e6), (5.05e5, 2.35e6), (5.1e5, 2.352e6)])
    apart = measure_apart(to_wgs84(theirs), [to_wgs84(ours)])
    assert (round(apart.most_m), round(apart.most_km, 1)) == (2_000, 10.4)
    assert apart.by_km_m[3] < 1
    assert 300 < apart.by_km_m[5] < apart.by_km_m[9]
    assert apart.away_km == pytest.approx(5.1, abs=0.2)
    assert "nhiều nhất 2,0 km ở km 10,4" in apart_words(apart, "vi")
    spot = measure_apart(to_wgs84(shapely.Point(5e5, 2.3505e6)), [to_wgs84(ours)])
    assert apart_words(spot, "vi") == "cách 500 m"
