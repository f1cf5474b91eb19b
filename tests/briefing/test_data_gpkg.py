"""The GeoPackage, opened by GDAL: its layers, rows and values, and the styles it carries."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pyogrio
import pytest
import shapely

from briefing.data.gpkg import geopackage
from briefing.data.incidents import INCIDENT_SHAPES, UNPLACED
from briefing.data.qml import QmlRule, qml
from briefing.data.tables import source_ids
from briefing.formats import FORMATS, FormatGroup
from geo.crs import length_km
from geo.model import GeometryKind
from geo.reports.posts import located_posts
from geo.roads.incidents import incident_sites, incidents_of, is_past
from geo.strings import say
from layers.style import palette
from layers.style.model import FillStyle
from layers.style.symbols import svg
from layers.themes import BY_ID
from layers.themes.projects import STYLES
from tests.briefing.shapes import LAYERS, base, style_of, with_shape
from tests.briefing.sheets import view_of
from tests.readers import gdal_says

TYPES = {"point": "MultiPoint", "line": "MultiLineString", "area": "MultiPolygon"}


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


def test_ux_42_bridges_ports_gates_and_the_expressway_are_assets_with_all_that_is_known(
    package: Path,
) -> None:
    assets = pyogrio.read_dataframe(package, layer="assets").set_index("id")
    known = view_of().catalog.assets
    assert list(assets.index) == sorted(known)
    assert {"bridge", "port", "border-gate", "expressway", "airport"} <= set(assets["kind"])
    assert assets.loc["BR-PAUON", "name_vi"] == "Cầu Pá Uôn"
    assert assets.loc["BG-LONGSAP", "communes"] == "04045"
    assert set(assets.loc["CT-03", "sources"].split(";")) == set(known["CT-03"].source_ids)
    # A drawing has no length of its own.
    assert pd.isna(assets.loc["CT-03", "length_in_province_km"])
    for layer in ("gates_points", "facilities_points", "airport_points"):
        items = set(pyogrio.read_dataframe(package, layer=layer)["item"])
        assert items, layer
        assert items <= set(assets.index), layer


def test_ux_42_kilometre_posts_that_sources_tell_have_a_layer(package: Path) -> None:
    posts = pyogrio.read_dataframe(package, layer="km_posts_of_sources")
    assert posts.crs == "EPSG:4326"
    assert len(posts) > 50
    assert posts["uncertainty_km"].max() <= 3.0
    assert set(posts["source"]) <= set(view_of().catalog.sources)
    told = {(post.record.route_id, post.record.km) for post in located_posts(view_of().catalog)}
    assert set(zip(posts["road_ref"], posts["km"], strict=True)) <= told


def test_ux_42_every_column_of_every_layer_is_in_the_dictionary(package: Path) -> None:
    words = pyogrio.read_dataframe(package, layer="data_dictionary")
    explained = set(zip(words["table_name"], words["column_name"], strict=True))
    for layer, _ in pyogrio.list_layers(package):
        if layer in {"data_dictionary", "layer_styles"}:
            continue
        info = pyogrio.read_info(package, layer=layer)
        assert {(layer, field) for field in info["fields"]} <= explained, layer
    assert words["title"].str.len().min() > 0
    grades = words[words["column_name"] == "evidence"]["meaning"]
    assert all("D – giả định hoặc sơ đồ" in meaning for meaning in grades)


def test_ux_42_it_says_what_it_is_as_iso_19115(package: Path) -> None:
    view = view_of()
    with base(package) as found:
        ((scope, standard, mime, text),) = found.execute(
            "SELECT md_scope, md_standard_uri, mime_type, metadata FROM gpkg_metadata"
        )
        ((reach, file_id),) = found.execute(
            "SELECT reference_scope, md_file_id FROM gpkg_metadata_reference"
        )
        extended = {
            row[0]
            for row in found.execute(
                "SELECT table_name FROM gpkg_extensions WHERE extension_name = 'gpkg_metadata'"
            )
        }
    assert (scope, mime, reach, file_id) == ("dataset", "text/xml", "geopackage", 1)
    assert standard == "http://www.isotc211.org/2005/gmd"
    assert extended == {"gpkg_metadata", "gpkg_metadata_reference"}
    root = ET.fromstring(text)
    names = {"gmd": standard, "gco": "http://www.isotc211.org/2005/gco"}

    def said(path: str) -> list[str]:
        return [one.text or "" for one in root.iterfind(path, names)]

    assert said(".//gmd:citation//gmd:title/gco:CharacterString") == [
        "Bản đồ hạ tầng Sơn La – Toàn tỉnh Sơn La"
    ]
    assert view.catalog.digest in said(".//gmd:abstract/gco:CharacterString")[0]
    assert said(".//gmd:CI_Date//gco:Date") == ["2026-02-05"]
    assert said(".//gmd:RS_Identifier/gmd:code/gco:CharacterString") == ["4326"]
    assert any("ODbL" in words for words in said(".//gmd:otherConstraints/gco:CharacterString"))
    box = [float(words) for words in said(".//gmd:EX_GeographicBoundingBox//gco:Decimal")]
    west, south, east, north = view.extent
    assert box == pytest.approx([west, east, south, north], abs=1e-5)
    lineage = " ".join(said(".//gmd:LI_Source/gmd:description/gco:CharacterString"))
    assert all(f"[{id_}]" in lineage for id_ in source_ids(view))
    # No source tells whom to ask: nobody is made up.
    (contact,) = root.iterfind("gmd:contact", names)
    assert contact.attrib == {"{http://www.isotc211.org/2005/gco}nilReason": "missing"}
    assert root.find(".//gmd:CI_ResponsibleParty", names) is None


def test_ux_42_gdal_reads_it_without_a_warning(package: Path) -> None:
    told = gdal_says(package)
    assert "Warning" not in told
    assert "ERROR" not in told
    assert "GPKG_METADATA_ITEM_1" in told
    for layer in ("assets", "km_posts_of_sources", "corridors_lines", "data_dictionary"):
        assert f"Layer name: {layer}" in told


def test_ux_42_notes_of_data_say_their_coordinates() -> None:
    forms = [form for form in FORMATS.values() if form.group is FormatGroup.DATA]
    # A table has no geometry; the workbook tells in what its lengths are measured.
    placed = [form.id for form in forms if form.extension != "csv"]
    assert {"gpkg", "geojson", "kml", "shp"} <= set(placed)
    for form_id in placed:
        crs = "EPSG:9206" if form_id in {"dxf", "shp", "xlsx"} else "EPSG:4326"
        assert all(crs in say(f"format-note.{form_id}", language) for language in ("vi", "en"))


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
    for shape, kind in INCIDENT_SHAPES.items():
        for id_, row in layers[shape].iterrows():
            incident, known = found[str(id_)], sites[str(id_)].shape
            assert (row["kind"], row["source"]) == (incident.kind, incident.source_id)
            assert row["past"] == is_past(incident, view.day)
            assert row["date_from"] == incident.date_from.iso()
            if known is None:
                assert shape == UNPLACED
                continue
            assert row["geometry"].geom_type == TYPES[kind]
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


# Of the ground: layers by theme and shape of its marks.
GROUND = {
    "corridors_lines": ("corridors", "LineString"),
    "water_lines": ("water", "LineString"),
    "water_areas": ("water", "Polygon"),
    "gates_points": ("gates", "Point"),
    "airport_points": ("airport", "Point"),
    "airport_lines": ("airport", "LineString"),
    "facilities_points": ("facilities", "Point"),
    "land_areas": ("land", "Polygon"),
    "border_lines": ("border", "LineString"),
    "border_tint_lines": ("border-tint", "LineString"),
    "neighbours_areas": ("neighbours", "Polygon"),
}


def test_the_package_carries_the_ground_of_the_map(package: Path) -> None:
    for layer, (theme, shape) in GROUND.items():
        frame = pyogrio.read_dataframe(package, layer=layer)
        marks = BY_ID[theme].marks(view_of().catalog)
        count = sum(mark.geometry.geom_type.endswith(shape) for mark in marks)
        assert count, layer
        assert (len(frame), frame.crs) == (count, "EPSG:4326"), layer
    (province,) = pyogrio.read_dataframe(package, layer="areas_province").geometry
    (border,) = pyogrio.read_dataframe(package, layer="border_tint_lines").geometry
    # Each part of the outline is drawn once: as border, or as edge of the province.
    whole = view_of().catalog.areas.province.boundary.length
    assert province.length + border.length == pytest.approx(whole, rel=1e-3)
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
    corridor = pyogrio.read_dataframe(path, layer="corridors_lines")
    assert set(corridor["item"]) == {"COR-01"}
    # What is asked for wears its own colour.
    assert set(corridor["style"]) == {"COR-01"}
    (rule,) = style_of(path, "corridors_lines").findall("renderer-v2/rules/rule")
    assert rule.get("label") == view.catalog.corridors["COR-01"].short["vi"]
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
        "border_lines",
        "border_tint_lines",
        "incidents_lines",
        "incidents_points",
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


def symbols_of(package: Path, layer: str) -> dict[str, list[ET.Element]]:
    """Return the symbol layers by the conditions of the rules, of a key the first."""
    root = style_of(package, layer)
    symbols = {one.get("name"): one for one in root.findall("renderer-v2/symbols/symbol")}
    found: dict[str, list[ET.Element]] = {}
    for rule in root.findall("renderer-v2/rules/rule"):
        layers = symbols[rule.get("symbol")].findall("layer")
        found.setdefault(rule.get("filter") or "", layers)
    return found


def said_by(layer: ET.Element) -> dict[str, str]:
    return {
        option.get("name") or "": option.get("value") or ""
        for option in layer.findall("Option/Option")
    }


def expressions_of(layer: ET.Element) -> dict[str, str]:
    whole = layer.findall("data_defined_properties/Option/Option[@name='properties']/Option")
    return {
        one.get("name") or "": found.get("value") or ""
        for one in whole
        for found in one.findall("Option[@name='expression']")
    }


def millimetres(pixels: float) -> float:
    return pixels * 25.4 / 96


def rgba(color: str, opacity: float) -> str:
    parts = [str(int(color[at : at + 2], 16)) for at in (1, 3, 5)]
    return ",".join([*parts, str(round(255 * opacity))])


def test_lines_are_drawn_as_on_the_map(package: Path) -> None:
    frame = pyogrio.read_dataframe(package, layer="projects_lines")
    symbols = symbols_of(package, "projects_lines")
    assert {"line", "drawn", "trace"} <= {style.partition("-")[0] for style in frame["style"]}
    for key in set(frame["style"]):
        layers = symbols[f"\"style\" = '{key}'"]
        if key.startswith(("drawn-", "ghost-")):
            # The band is as wide as the ground on which the line may lie.
            assert "4000000/@map_scale" in expressions_of(layers.pop(0))["outlineWidth"]
        strokes = STYLES[key].strokes  # type: ignore[union-attr]
        assert len(layers) == len(strokes)
        for layer, stroke in zip(layers, strokes, strict=True):
            said = said_by(layer)
            assert said["line_color"] == rgba(stroke.color, stroke.opacity)
            assert float(said["line_width"]) == pytest.approx(millimetres(stroke.width), 1e-2)
            assert said["use_custom_dash"] == str(int(bool(stroke.dash)))
            assert expressions_of(layer)["outlineWidth"] == f'{said["line_width"]}*"weight"'
            if stroke.dash:
                dash = [float(part) for part in said["customdash"].split(";")]
                assert dash == pytest.approx([millimetres(part) for part in stroke.dash], abs=1e-3)
            older = {prop.get("k"): prop.get("v") for prop in layer.iter("prop")}
            assert older.items() <= said.items()


def test_a_drawing_is_hollow_from_afar_and_a_band_alone_from_near(package: Path) -> None:
    root = style_of(package, "projects_lines")
    far, near = (
        rule
        for rule in root.iter("rule")
        if rule.get("filter") == "\"style\" = 'drawn-construction'"
    )
    assert far.get("label") == "Đang thi công – sơ đồ, không phải hướng tuyến"
    assert (far.get("scalemindenom"), near.get("scalemaxdenom")) == ("200000", "200000")
    symbols = {one.get("name"): one for one in root.findall("renderer-v2/symbols/symbol")}
    strokes = STYLES["drawn-construction"].strokes  # type: ignore[union-attr]
    assert len(symbols[far.get("symbol")].findall("layer")) == 1 + len(strokes)
    assert len(symbols[near.get("symbol")].findall("layer")) == 1
    road = pyogrio.read_dataframe(package, layer="projects_lines").set_index("id").loc["EXP-SL1"]
    assert (road["style"], road["weight"]) == ("drawn-construction", 1.5)


def test_areas_have_a_rim_inside_and_a_badge(package: Path) -> None:
    frame = pyogrio.read_dataframe(package, layer="projects_areas")
    symbols = symbols_of(package, "projects_areas")
    tinted = [key for key in set(frame["style"]) if key.startswith("area-")]
    assert tinted
    for key in tinted:
        fill, *bands, badge = symbols[f"\"style\" = '{key}'"]
        style = STYLES[key]
        assert isinstance(style, FillStyle)
        assert said_by(fill)["color"] == rgba(style.color, style.opacity)
        assert [said_by(band)["draw_inside_polygon"] for band in bands] == ["1"] * len(style.rim)
        # Half of such a line lies inside, and that alone is drawn.
        assert [float(said_by(band)["line_width"]) for band in bands] == pytest.approx(
            [2 * millimetres(band.width) for band in style.rim], abs=1e-3
        )
        assert badge.get("class") == "CentroidFill"


def test_ground_in_which_a_line_lies_is_hatched() -> None:
    text = qml([QmlRule("", "x", STYLES["hatch-planned"], is_hatch=True)])
    root = ET.fromstring(text)
    (symbol,) = root.findall("renderer-v2/symbols/symbol")
    (pattern,) = symbol.findall("layer")
    assert (symbol.get("type"), pattern.get("class")) == ("fill", "LinePatternFill")
    (line,) = pattern.findall("symbol/layer")
    assert said_by(line)["line_color"] == rgba(palette.STATUS["planned"], 0.6)


def test_roads_on_which_no_project_works_wear_quiet_plates(package: Path) -> None:
    roads = pyogrio.read_dataframe(package, layer="roads")
    assert {"shield-quiet", "shield-national", "shield-expressway"} <= set(roads["plate"])
    # The number alone is data; what the plate says beside it is a label.
    assert "CT.03" in set(roads["ref"])
    root = style_of(package, "roads")
    rules = [rule.get("filter") or "" for rule in root.findall("labeling/rules/rule")]
    assert any("'shield-quiet'" in rule and "'provincial'" in rule for rule in rules)


def test_points_wear_our_own_symbols(package: Path) -> None:
    root = style_of(package, "projects_points")
    names = {
        option.get("value") or "" for option in root.iter("Option") if option.get("name") == "name"
    }
    drawn = {base64.b64decode(name.removeprefix("base64:")).decode() for name in names}
    for status in {row.status for row in view_of().rows}:
        assert svg(f"status-{status}", palette.STATUS[status], 17.0) in drawn


def test_a_road_that_is_mended_on_spots_is_a_thin_line(package: Path) -> None:
    frame = pyogrio.read_dataframe(package, layer="projects_lines").set_index("id")
    assert frame.loc["DT-STORM2024", "on_spots"]
    assert frame.loc["DT-STORM2024", "style"] == "trace-preparing"
    assert set(frame.index[frame["style"].str.startswith("trace-")]) == set(
        frame.index[frame["on_spots"]]
    )


def test_dots_stand_with_their_names_and_the_capital_is_always_named(package: Path) -> None:
    posts = style_of(package, "km_posts_points")
    (rule,) = posts.findall("renderer-v2/rules/rule")
    (name,) = posts.findall("labeling/rules/rule")
    assert rule.get("scalemaxdenom") == name.get("scalemaxdenom") is not None
    for rule in style_of(package, "urban_points").findall("labeling/rules/rule"):
        (rendering,) = rule.iter("rendering")
        assert (rendering.get("displayAll") == "1") == ("province-seat" in rule.get("filter", ""))


def test_chosen_areas_are_marked(tmp_path: Path) -> None:
    path = tmp_path / "view.gpkg"
    path.write_bytes(geopackage(view_of("123")))
    frame = pyogrio.read_dataframe(path, layer="areas_districts")
    assert list(frame.loc[frame["chosen"], "name"]) == ["Mộc Châu"]
