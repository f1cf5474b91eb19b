"""The way back to designers: a drawing in VN-2000 that they, and we, can read."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import ezdxf
import pytest
import shapely
from ezdxf.document import Drawing

from briefing.data.dxf import dxf
from geo.catalog.catalog import Catalog
from geo.crs import to_grid, to_wgs84
from geo.model import GeometryKind
from geo.query.selection import Selection
from geo.query.view import View, build_view
from geo.shapes.read import read_file
from geo.shapes.recognise import Answers, recognise
from geo.strings import say
from tests.readers import gdal_says


@pytest.fixture(scope="module")
def view(catalog: Catalog) -> View:
    return build_view(catalog, Selection(kinds=("provincial-road",)))


def read(view: View) -> Drawing:
    return ezdxf.read(io.StringIO(dxf(view).decode()))


@pytest.mark.parametrize(
    "asked",
    [
        Selection(),
        Selection(areas=("03664",)),
        Selection(corridors=("COR-01",)),
        Selection(words="khongcogi"),
        Selection(language="en"),
    ],
    ids=["all", "ward", "corridor", "empty", "english"],
)
def test_every_selection_is_a_sound_drawing(catalog: Catalog, asked: Selection) -> None:
    view = build_view(catalog, asked)
    drawing = read(view)
    assert not drawing.audit().errors
    assert not drawing.audit().fixes
    placed = [row for row in view.rows if row.project.pieces]
    texts = [one.dxf.text for one in drawing.modelspace().query("TEXT")]
    assert len(texts) == len(placed)
    assert bool(placed) is (asked.words == "")
    assert drawing.header["$PDMODE"] == 34
    if placed:
        x, y, *_ = drawing.viewports.get("*Active")[0].dxf.center
        west, south, east, north = view.catalog.areas.province.bounds
        middle = to_wgs84(shapely.Point(x, y))
        assert west - 1 < middle.x < east + 1
        assert south - 1 < middle.y < north + 1


def test_layers_are_the_statuses_and_say_what_is_no_alignment(catalog: Catalog) -> None:
    view = build_view(catalog, Selection())
    drawing = read(view)
    wanted = {"Tên dự án"}
    asides = {
        GeometryKind.SCHEMATIC: " – sơ đồ, không phải hướng tuyến",
        GeometryKind.WITHIN: " – chỉ biết khu vực, chưa rõ vị trí",
    }
    for row in view.rows:
        status = say(f"status.{row.status}", "vi")
        wanted |= {f"{status}{asides.get(one.geometry_kind, '')}" for one in row.project.pieces}
    assert any("sơ đồ" in name for name in wanted)
    assert {entity.dxf.layer for entity in drawing.modelspace()} == wanted
    for name in wanted:
        layer = drawing.layers.get(name)
        assert (layer.dxf.linetype == "SO-DO") is (" – " in name)
    # Black on the black ground of AutoCAD would be no name.
    assert drawing.layers.get("Tên dự án").dxf.color == 7
    assert drawing.units == 6
    texts = [entity.dxf.text for entity in drawing.modelspace().query("TEXT")]
    drawn = [row for row in view.rows if row.project.pieces]
    for row in drawn:
        name = f"{row.project.id} {row.project.name['vi']}".replace("\\", "/")
        (text,) = [one for one in texts if one == name or one.startswith(f"{name} (")]
        kinds = {one.geometry_kind for one in row.project.pieces}
        assert ("sơ đồ, không phải" in text) is (GeometryKind.SCHEMATIC in kinds)


def test_gdal_reads_it_without_a_word(catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "a.dxf"
    path.write_bytes(dxf(build_view(catalog, Selection(areas=("123",)))))
    said = gdal_says(path)
    assert "ERROR" not in said
    assert "Warning" not in said


def test_our_reader_finds_the_lines_again(view: View) -> None:
    drawn = read_file(dxf(view), "a.dxf")
    lines = [one.geometry for one in drawn.features if one.geometry is not None]
    length = sum(line.length for line in lines)
    pieces = [to_grid(piece.geometry) for row in view.rows for piece in row.project.pieces]
    assert length == pytest.approx(sum(float(one.length) for one in pieces), rel=1e-5)
    first = next(one for one in pieces if one.length)
    assert shapely.distance(shapely.union_all(lines), first.interpolate(0.5, normalized=True)) < 0.1


def test_a_drawing_comes_back_to_the_centimetre(catalog: Catalog, view: View) -> None:
    """What goes out to a designer and comes back by ``geo add-shape`` lies where it lay."""
    everything = build_view(catalog, Selection())
    wanted = {"DT-102", "QL6-BYPASS"}
    for row in (one for one in everything.rows if one.project.id in wanted):
        drawn = dxf(replace(view, rows=(row,)))
        answers = Answers(row.project.id, crs="EPSG:9206")
        found = recognise(drawn, "a.dxf", catalog, answers)
        own = to_grid(shapely.union_all([piece.geometry for piece in row.project.pieces]))
        assert found.shape
        assert shapely.hausdorff_distance(to_grid(found.shape), own) < 0.01


def test_the_same_view_gives_the_same_bytes(view: View) -> None:
    assert dxf(view) == dxf(view)
    assert b"EPSG:9206" in dxf(view)
