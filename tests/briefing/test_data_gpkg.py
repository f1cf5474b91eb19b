"""The GeoPackage, opened by GDAL: its layers, rows and values, and the styles it carries."""

from __future__ import annotations

import base64
from pathlib import Path

import pyogrio
import pytest
import shapely

from briefing.data.gpkg import geopackage
from briefing.data.incidents import INCIDENT_SHAPES, UNPLACED
from geo.crs import length_km
from geo.roads.incidents import incident_sites, incidents_of, is_past
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
    words = pyogrio.read_dataframe(package, layer="quantities").set_index("quantity")
    assert words.loc["capital", "definition"] == "Tổng mức đầu tư của cả dự án."
    about = pyogrio.read_dataframe(package, layer="about").set_index("label")["text"]
    assert about["Mã dữ liệu"] == view_of().catalog.digest
    unplaced = about["Dự án chưa rõ vị trí"]
    assert unplaced.endswith(": TL-220-SONLA-DIENBIEN, ODA-WB-RURAL, ODA-ADB-CONNECT")


def test_incidents_are_points_stretches_or_known_by_their_road_alone(package: Path) -> None:
    view = view_of()
    found = {one.id: one for one in incidents_of(view)}
    sites = incident_sites(view.catalog)
    layers = {
        shape: pyogrio.read_dataframe(package, layer=f"incidents_{shape}").set_index("id")
        for shape in INCIDENT_SHAPES
    }
    assert sorted(id_ for layer in layers.values() for id_ in layer.index) == sorted(found)
    assert all(len(layer) for layer in layers.values())
    for shape, geometry_type in INCIDENT_SHAPES.items():
        for id_, row in layers[shape].iterrows():
            incident, known = found[str(id_)], sites[str(id_)].shape
            assert (row["kind"], row["source"]) == (incident.kind, incident.source_id)
            assert row["past"] == is_past(incident, view.day)
            assert row["date_from"] == incident.date_from.iso()
            if known is None:
                assert shape == UNPLACED
                continue
            assert row["geometry"].geom_type == geometry_type
            assert shapely.hausdorff_distance(row["geometry"], known) < 1e-9
    assert "geometry" not in layers[UNPLACED]


def test_incidents_wear_the_symbols_of_the_map_and_past_ones_are_pale(package: Path) -> None:
    root = style_of(package, "incidents_points")
    rules = {rule.get("filter"): rule.get("label") for rule in root.iter("rule")}
    assert rules['"kind" = \'landslide\' AND NOT "past"'] == "Sạt lở đất"
    assert rules['"kind" = \'landslide\' AND "past"'] == "Sạt lở đất, đã qua"
    names = [o.get("value") or "" for o in root.iter("Option") if o.get("name") == "name"]
    drawn = {base64.b64decode(name.removeprefix("base64:")).decode() for name in names}
    for color in (palette.INCIDENT, palette.INCIDENT_PAST):
        assert svg("incident-landslide", color, 17.0) in drawn


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
        assert rule.get("filter") == f'"status" = \'{status}\' AND NOT "on_spots"'
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
