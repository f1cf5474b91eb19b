"""The way back to designers: a drawing in VN-2000 that they, and we, can read."""

from __future__ import annotations

import io
from dataclasses import replace

import ezdxf
import pytest
import shapely
from ezdxf.document import Drawing

from briefing.data.dxf import dxf
from geo.catalog.catalog import Catalog
from geo.crs import to_grid
from geo.query.selection import Selection
from geo.query.view import View, build_view
from geo.shapes.read import read_file
from geo.shapes.recognise import Answers, recognise
from geo.strings import say


@pytest.fixture(scope="module")
def view(catalog: Catalog) -> View:
    return build_view(catalog, Selection(kinds=("provincial-road",)))


@pytest.fixture(scope="module")
def drawing(view: View) -> Drawing:
    return ezdxf.read(io.StringIO(dxf(view).decode()))


def test_layers_are_the_statuses(view: View, drawing: Drawing) -> None:
    used = {entity.dxf.layer for entity in drawing.modelspace()}
    placed = [row for row in view.rows if row.project.pieces]
    assert placed
    statuses = {say(f"status.{row.status}", "vi") for row in placed}
    assert used == statuses | {"Tên dự án"}
    assert drawing.units == 6
    assert not drawing.audit().errors


def test_names_are_unicode_and_one_line(view: View, drawing: Drawing) -> None:
    texts = {entity.dxf.text for entity in drawing.modelspace().query("TEXT")}
    for row in view.rows:
        if row.project.pieces:
            assert f"{row.project.id} {row.project.name['vi']}".replace("\\", "/") in texts


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
