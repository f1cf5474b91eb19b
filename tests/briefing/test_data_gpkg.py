"""The GeoPackage, opened by GDAL: its layers, rows and values, and the styles it carries."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pyogrio
import pytest

from briefing.data.gpkg import geopackage
from geo.crs import length_km
from geo.model import GeometryKind
from geo.strings import say
from layers.style import palette
from layers.style.symbols import svg
from layers.themes.projects import STYLES
from tests.briefing.shapes import LAYERS, base, style_of, with_shape
from tests.briefing.sheets import view_of


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("package") / "view.gpkg"
    path.write_bytes(geopackage(view_of()))
    return path


def test_the_package_holds_each_project_in_the_layer_of_its_geometry(package: Path) -> None:
    view = view_of()
    for layer, which in LAYERS.items():
        frame = pyogrio.read_dataframe(package, layer=layer)
        assert frame.crs == "EPSG:4326"
        assert set(frame["id"]) == with_shape(view, which)
        assert frame["id"].is_unique
    unplaced = pyogrio.read_dataframe(package, layer="projects_unplaced")
    assert set(unplaced["id"]) == {row.project.id for row in view.rows if not row.project.pieces}
    assert len(unplaced)


def test_the_package_keeps_values_types_and_lengths(package: Path) -> None:
    frame = pyogrio.read_dataframe(package, layer="projects_lines").set_index("id")
    road = frame.loc["EXP-SL1"]
    assert road["name_vi"] == "Cao tốc Hòa Bình – Mộc Châu, đoạn Sơn La Km53–Km85+300"
    assert (road["status"], road["status_word"]) == ("construction", "Đang thi công")
    assert (road["status_since"], road["evidence"]) == ("2025-05-18", "D")
    assert road["capital_billion_vnd"] == 4938
    assert road["geometry_kind"] == "schematic"
    assert "không phải hướng tuyến" in road["position"]
    assert road["districts"] == "128;123"
    assert length_km(road.geometry) == pytest.approx(32.8, abs=0.3)
    types = dict(zip(*(pyogrio.read_info(package, layer="projects_lines")[key]
                       for key in ("fields", "dtypes")), strict=True))  # fmt: skip
    assert types["length_km"] == "float64"
    assert types["start_year"] == "int32"
    assert types["on_spots"] == "bool"


def test_the_package_carries_roads_areas_facts_and_what_it_is(package: Path) -> None:
    counts = {
        name: pyogrio.read_info(package, layer=name)["features"]
        for name, _ in pyogrio.list_layers(package)
    }
    assert counts["areas_communes"] == 75
    assert counts["areas_districts"] == 12
    assert counts["roads"] > 70
    assert counts["events"] > 50
    about = pyogrio.read_dataframe(package, layer="about").set_index("label")["text"]
    assert about["Mã dữ liệu"] == view_of().catalog.digest
    unplaced = about["Dự án chưa rõ vị trí"]
    assert unplaced.endswith(": ODA-ADB-CONNECT, ODA-WB-RURAL, TL-220-SONLA-DIENBIEN")


# Of the ground: how many marks the catalog has, by the layer that carries them.
GROUND = {
    "corridors_lines": 6,
    "water_lines": 34,
    "water_areas": 15,
    "gates_points": 4,
    "airport_points": 1,
    "airport_lines": 1,
    "facilities_points": 6,
    "areas_province": 1,
    "land_areas": 1,
}


def test_the_package_carries_the_ground_of_the_map(package: Path) -> None:
    for layer, count in GROUND.items():
        frame = pyogrio.read_dataframe(package, layer=layer)
        assert (len(frame), frame.crs) == (count, "EPSG:4326"), layer
    named = {
        layer: set(pyogrio.read_dataframe(package, layer=layer)["label"])
        for layer in ("urban_points", "neighbours_areas", "km_posts_points", "water_lines")
    }
    assert {"Sơn La", "Mộc Châu"} <= named["urban_points"]
    assert "CHDCND Lào" in named["neighbours_areas"]
    assert "Km100" in named["km_posts_points"]
    assert "Sông Đà" in named["water_lines"]
    assert set(pyogrio.read_dataframe(package, layer="corridors_lines")["item"]) == set(
        view_of().catalog.corridors
    )


def test_the_ground_follows_the_view(tmp_path: Path) -> None:
    path = tmp_path / "view.gpkg"
    view = view_of(corridors=("COR-01",))
    path.write_bytes(geopackage(view))
    assert list(pyogrio.read_dataframe(path, layer="corridors_lines")["item"]) == ["COR-01"]
    for layer in ("gates_points", "facilities_points"):
        if layer in {name for name, _ in pyogrio.list_layers(path)}:
            assert set(pyogrio.read_dataframe(path, layer=layer)["item"]) <= view.asset_ids


def test_a_soft_mark_is_around_its_symbol(package: Path) -> None:
    discs = pyogrio.read_dataframe(package, layer="projects_soft_areas").set_index("item")
    points = pyogrio.read_dataframe(package, layer="projects_points").set_index("id")
    within = {
        row.project.id
        for row in view_of().rows
        if any(piece.geometry_kind is GeometryKind.WITHIN for piece in row.project.pieces)
    }
    assert within
    assert set(discs.index) == within - view_of().heading_ids
    for id_, disc in discs.geometry.items():
        assert disc.intersects(points.loc[id_].geometry), id_


def test_every_layer_but_the_land_is_named(package: Path) -> None:
    with base(package) as found:
        layers = [row[0] for row in found.execute("SELECT f_table_name FROM layer_styles")]
    silent = {
        "projects_soft_areas",
        "land_areas",
        "areas_province",
        "water_areas",
        "context_roads_lines",
        "airport_lines",
    }
    for layer in layers:
        root = style_of(package, layer)
        faces = list(root.iter("text-style"))
        assert bool(faces) != (layer in silent), layer
        fields = [face.get("fieldName") for face in faces if face.get("isExpression") == "0"]
        # Rules of QGIS name columns that there are.
        columns = set(pyogrio.read_info(package, layer=layer)["fields"])
        assert set(fields) <= columns
        filters = [rule.get("filter") or "" for rule in root.iter("rule")]
        assert {name for words in filters for name in re.findall(r'"(\w+)"', words)} <= columns


def test_every_layer_has_a_style_and_the_style_table_is_registered(package: Path) -> None:
    with base(package) as found:
        drawn = {row[0] for row in found.execute("SELECT table_name FROM gpkg_geometry_columns")}
        styled = {row[0] for row in found.execute("SELECT f_table_name FROM layer_styles")}
        kind = found.execute(
            "SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'"
        ).fetchone()
    assert styled == drawn
    assert kind == ("attributes",)


def test_statuses_are_drawn_as_on_the_map(package: Path) -> None:
    root = style_of(package, "projects_lines")
    rules = {rule.get("label"): rule for rule in root.iter("rule")}
    symbols = {symbol.get("name"): symbol for symbol in root.iter("symbol")}
    for status in {row.status for row in view_of().rows}:
        rule = rules[say(f"status.{status}", "vi")]
        assert rule.get("filter") == (
            f'"status" = \'{status}\' AND NOT "on_spots"'
            " AND \"geometry_kind\" NOT LIKE '%schematic%'"
        )
        layers = list(symbols[rule.get("symbol")].iter("layer"))
        strokes = STYLES[f"line-{status}"].strokes  # type: ignore[union-attr]
        assert len(layers) == len(strokes)
        for layer, stroke in zip(layers, strokes, strict=True):
            said = {option.get("name"): option.get("value") for option in layer.iter("Option")}
            color = ",".join(str(int(stroke.color[at : at + 2], 16)) for at in (1, 3, 5))
            assert said["line_color"] == f"{color},{round(255 * stroke.opacity)}"
            assert float(said["line_width"] or 0) == pytest.approx(stroke.width * 25.4 / 96, 1e-2)
            assert said["use_custom_dash"] == str(int(bool(stroke.dash)))
            if stroke.dash:
                dash = [float(part) for part in (said["customdash"] or "").split(";")]
                assert dash == pytest.approx([part * 25.4 / 96 for part in stroke.dash], abs=1e-3)
            older = {prop.get("k"): prop.get("v") for prop in layer.iter("prop")}
            assert older.items() <= said.items()


def test_points_wear_our_own_symbols(package: Path) -> None:
    root = style_of(package, "projects_points")
    names = {
        option.get("value") or "" for option in root.iter("Option") if option.get("name") == "name"
    }
    drawn = {base64.b64decode(name.removeprefix("base64:")).decode() for name in names}
    for status in {row.status for row in view_of().rows}:
        assert svg(f"status-{status}", palette.STATUS[status], 17.0) in drawn


def test_a_road_that_is_mended_on_spots_is_a_thin_line(package: Path) -> None:
    root = style_of(package, "projects_lines")
    thin = [rule for rule in root.iter("rule") if 'AND "on_spots"' in (rule.get("filter") or "")]
    assert [rule.get("label", "").split(" – ")[0] for rule in thin] == ["Chuẩn bị đầu tư"]
    spots = pyogrio.read_dataframe(package, layer="projects_lines").set_index("id")["on_spots"]
    assert list(spots[spots].index) == ["DT-STORM2024"]


def test_chosen_areas_are_marked(tmp_path: Path) -> None:
    path = tmp_path / "view.gpkg"
    path.write_bytes(geopackage(view_of("123")))
    frame = pyogrio.read_dataframe(path, layer="areas_districts")
    assert list(frame.loc[frame["chosen"], "name"]) == ["Mộc Châu"]
