"""The QGIS project: its XML, the data that it carries, and a layout that is our sheet."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from briefing.data.qgz import qgz
from briefing.sheet.furniture import scale_bar
from briefing.sheet.plan import Sheet, plan
from geo.escape import Syntax, escape
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.strings import say
from geo.text import Text
from layers.paper.window import POINTS_PER_MM
from tests.bench.desktop import MISSING, project, qgis_python
from tests.briefing.hostile import NAMES, hostile_view
from tests.briefing.sheets import TODAY, catalog, request, sheet_of, view_of

MOST_BYTES = 4_000_000
PAPERS = [("A4", True), ("A3", False)]


@cache
def archive_of(*areas: str, size: str = "A4", landscape: bool = True) -> bytes:
    return qgz(view_of(*areas), request(size=size, landscape=landscape))


@cache
def document_of(*areas: str, size: str = "A4", landscape: bool = True) -> ET.Element:
    return document(archive_of(*areas, size=size, landscape=landscape))


def document(data: bytes) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        return ET.fromstring(found.read("son-la.qgs"))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    folder = tmp_path_factory.mktemp("project")
    with zipfile.ZipFile(io.BytesIO(archive_of("123"))) as found:
        path = found.extract("son-la.gpkg", folder)
    with closing(sqlite3.connect(path)) as base:
        yield base


def layout_of(root: ET.Element, name: str = "qgis.sheet") -> ET.Element:
    (found,) = root.findall(f"Layouts/Layout[@name='{say(name, 'vi')}']")
    return found


def items(layout: ET.Element, kind: str) -> list[ET.Element]:
    numbers = {"map": "65639", "label": "65641", "legend": "65642", "bar": "65646"}
    return [item for item in layout.findall("LayoutItem") if item.get("type") == numbers[kind]]


def words_of(layout: ET.Element) -> list[str]:
    return [item.get("labelText") or "" for item in items(layout, "label")]


def test_the_archive_holds_the_project_and_its_data_and_is_the_same_each_time() -> None:
    data = archive_of("123")
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        assert found.testzip() is None
        assert found.namelist() == ["son-la.qgs", "son-la.gpkg"]
    assert qgz(view_of("123"), request()) == data


@pytest.mark.parametrize("areas", [(), ("123",)])
def test_its_size_is_bounded(areas: tuple[str, ...]) -> None:
    assert len(archive_of(*areas)) < MOST_BYTES


def test_every_layer_reads_a_table_of_the_file_beside_it(package: sqlite3.Connection) -> None:
    tables = {row[0] for row in package.execute("SELECT table_name FROM gpkg_contents")}
    layers = document_of("123").findall("projectlayers/maplayer")
    sources = [layer.findtext("datasource") or "" for layer in layers]
    assert {source.partition("|layername=")[0] for source in sources} == {"attachment:son-la.gpkg"}
    assert {source.partition("=")[2] for source in sources} == tables - {"layer_styles"}
    assert len({layer.findtext("id") for layer in layers}) == len(layers)
    for layer in layers:
        drawn = layer.get("geometry") != "No geometry"
        assert drawn == (layer.find("renderer-v2") is not None)
        if drawn:
            assert layer.findtext("srs/spatialrefsys/authid") == "EPSG:4326"
            assert list(layer.find("renderer-v2/rules") or ())


def test_its_rules_name_columns_that_there_are(package: sqlite3.Connection) -> None:
    for layer in document_of("123").findall("projectlayers/maplayer"):
        table = (layer.findtext("datasource") or "").partition("=")[2]
        columns = {row[1] for row in package.execute(f"PRAGMA table_info({table})")}
        said = [rule.get("filter") or "" for rule in layer.iter("rule")]
        said += [face.get("fieldName") or "" for face in layer.iter("text-style")]
        named = {name for words in said for name in re.findall(r'"(\w+)"', words)}
        assert named <= columns, table


def test_all_that_is_named_in_the_project_is_in_it() -> None:
    root = document_of("123")
    ids = {layer.findtext("id") for layer in root.findall("projectlayers/maplayer")}
    named = {element.get("id") for element in root.iter("layer-tree-layer")}
    named |= {element.text for element in root.iter("Layer")}
    named |= {element.get("vectorLayer") for element in root.iter("LayoutMultiFrame")}
    named |= {element.get("coverageLayer") for element in root.iter("Atlas")}
    assert named <= ids
    for layout in root.iter("Layout"):
        uuids = [item.get("uuid") for item in layout.iter("LayoutItem")]
        assert len(uuids) == len(set(uuids))
        maps = {item.get("uuid") for item in items(layout, "map")}
        assert {bar.get("mapUuid") for bar in items(layout, "bar")} <= maps


@pytest.mark.parametrize(("size", "landscape"), PAPERS)
def test_the_layout_shows_our_ground_at_our_scale(size: str, landscape: bool) -> None:
    sheet = sheet_of("123", size=size, landscape=landscape)
    root = document_of("123", size=size, landscape=landscape)
    assert root.findtext("projectCrs/spatialrefsys/authid") == "EPSG:9206"
    layout = layout_of(root)
    page = layout.find("PageCollection/LayoutItem")
    assert page is not None
    assert page.get("size") == f"{sheet.paper.width_mm:g},{sheet.paper.height_mm:g},mm"
    main = items(layout, "map")[0]
    extent = main.find("Extent")
    assert extent is not None
    bounds = tuple(float(extent.get(name) or 0) for name in ("xmin", "ymin", "xmax", "ymax"))
    assert bounds == pytest.approx(sheet.window.bounds, abs=0.01)
    width = float((main.get("size") or "").split(",")[0])
    assert (bounds[2] - bounds[0]) * 1_000 / width == pytest.approx(sheet.window.scale, rel=1e-4)
    left, top = map(float, (main.get("positionOnPage") or "").split(",")[:2])
    assert left == pytest.approx(sheet.frame.map.left / POINTS_PER_MM, abs=0.01)
    from_top = sheet.paper.height_mm - sheet.frame.map.top / POINTS_PER_MM
    assert top == pytest.approx(from_top, abs=0.01)


def test_the_layout_says_what_our_sheet_says() -> None:
    sheet = sheet_of()
    layout = layout_of(document_of())
    said = words_of(layout)
    facts = sheet.provenance
    for words in (
        say("app.title", "vi"),
        sheet.title,
        sheet.caption,
        facts.say_day("vi"),
        say("sheet.scale", "vi", scale=sheet.scale),
        say("sheet.legend", "vi"),
        say("sheet.projects", "vi"),
        say("sheet.north", "vi"),
    ):
        assert words in said
    whole = "\n".join(said)
    for note in ("sheet.grid", "map.reference-only", "map.sources"):
        assert say(note, "vi") in whole
    assert facts.say_code("vi") in whole
    assert all(f"[{number}] " in whole for number, _ in facts.numbered)
    (bar,) = items(layout, "bar")
    most = 44 * POINTS_PER_MM * sheet.paper.enlarge
    segment = scale_bar(sheet.window, most).segment_km
    assert float(bar.get("numUnitsPerSegment") or 0) == segment
    assert layout.find("LayoutItem/ComposerMapGrid") is not None


def test_the_table_has_a_row_for_each_project_in_the_order_of_the_sheet(
    package: sqlite3.Connection,
) -> None:
    sheet = sheet_of("123")
    rows = list(
        package.execute("SELECT number, project, length, capital FROM sheet_projects ORDER BY fid")
    )
    assert rows == [
        (
            str(line.number) if line.number else "",
            " ".join([line.name, *(f"({tag})" for tag in line.tags)]),
            line.length,
            line.capital,
        )
        for line in sheet.lines
    ]
    (table,) = layout_of(document_of("123")).findall("LayoutMultiFrame")
    columns = [column.get("attribute") for column in table.iter("column")]
    assert columns == ["number", "project", "status", "length", "capital"]


def test_numbers_on_the_map_are_those_of_the_table(package: sqlite3.Connection) -> None:
    numbers = sheet_of("123").numbers
    found: dict[str, int] = {}
    for shape in ("line", "point", "area"):
        found |= dict(package.execute(f"SELECT id, number FROM projects_{shape}s"))
    assert found
    assert all(numbers.get(id_, 0) == number for id_, number in found.items())


def test_the_legend_explains_what_the_map_shows_and_nothing_else() -> None:
    root = document_of("123")
    (legend,) = items(layout_of(root), "legend")
    headings = [group.get("name") for group in legend.iter("layer-tree-group") if group.get("name")]
    assert headings[0] == say("sheet.legend-projects", "vi")
    on_map = {layer.text for layer in items(layout_of(root), "map")[0].iter("Layer")}
    entries = list(legend.iter("layer-tree-layer"))
    assert {entry.get("id") for entry in entries} <= on_map
    told = {
        (option.get("value") or "").replace("\n", " ")
        for option in legend.iter("Option")
        if (option.get("name") or "").startswith("legend/label-")
    }
    statuses = {row.status for row in view_of("123").rows}
    assert {say(f"status.{status}", "vi") for status in statuses} <= told
    for entry in entries:
        properties = {option.get("name"): option.get("value") for option in entry.iter("Option")}
        numbers = (properties["legend/node-order"] or "").split(",")
        layers = root.findall("projectlayers/maplayer")
        (layer,) = [one for one in layers if one.findtext("id") == entry.get("id")]
        rules = layer.findall("renderer-v2/rules/rule")
        assert all(int(number) < len(rules) for number in numbers)


def test_the_legend_says_what_a_hollow_line_is() -> None:
    root = document_of()
    (legend,) = items(layout_of(root), "legend")
    told = {(option.get("value") or "").replace("\n", " ") for option in legend.iter("Option")}
    assert say("sheet.legend-schematic", "vi") in told
    # Its sample is drawn nowhere.
    rules = [rule for rule in root.iter("rule") if rule.get("filter") == "FALSE"]
    assert [rule.get("label") for rule in rules] == [say("sheet.legend-schematic", "vi")]


def test_both_archipelagos_are_on_every_layout() -> None:
    root = document_of()
    for layout in root.iter("Layout"):
        shown = [{layer.text for layer in item.iter("Layer")} for item in items(layout, "map")]
        assert {"son_la_sheet_country"} in shown
    (layer,) = [
        one
        for one in root.findall("projectlayers/maplayer")
        if one.findtext("id") == "son_la_sheet_country"
    ]
    assert [rendering.get("displayAll") for rendering in layer.iter("rendering")] == ["1", "1"]
    filters = [rule.get("filter") or "" for rule in layer.findall("labeling/rules/rule")]
    assert sum("'archipelago'" in words for words in filters) == 1


def test_the_atlas_has_a_page_for_each_district() -> None:
    atlas = layout_of(document_of(), "qgis.atlas")
    (found,) = atlas.findall("Atlas")
    codes = re.findall(r"'(\d+)'", found.get("featureFilter") or "")
    assert len(codes) == 12
    (main, *_) = items(atlas, "map")
    mode = main.find("AtlasMap")
    assert mode is not None
    assert (mode.get("atlasDriven"), mode.get("scalingMode")) == ("1", "2")
    (scale,) = [words for words in words_of(atlas) if "map_scale" in words]
    assert scale.count("format_number") == 1
    # No page is empty in any case: a further one holds the rest of the table or is left out.
    pages = atlas.findall("PageCollection/LayoutItem")
    assert len(pages) == 2
    frames = [item for item in atlas.findall("LayoutItem") if item.get("type") == "65647"]
    assert [frame.get("hidePageIfEmpty") for frame in frames][:2] == ["0", "1"]
    # One district alone is no atlas.
    assert [layout.get("name") for layout in document_of("123").iter("Layout")] == [
        say("qgis.sheet", "vi")
    ]


def test_layers_that_are_off_are_in_the_project_and_not_on_the_sheet() -> None:
    data = qgz(view_of("123"), request(layers=frozenset({"projects", "areas"})))
    root = document(data)
    on_map = {layer.text for layer in items(layout_of(root), "map")[0].iter("Layer")}
    checked = {
        leaf.get("id"): leaf.get("checked")
        for leaf in root.findall("layer-tree-group/layer-tree-layer")
    }
    assert checked["son_la_roads"] == "Qt::Unchecked"
    assert "son_la_roads" not in on_map
    assert checked["son_la_projects_lines"] == "Qt::Checked"
    assert "son_la_projects_lines" in on_map


def test_hostile_names_stay_text() -> None:
    view = hostile_view()
    root = document(qgz(view, request()))
    whole = "\n".join(words_of(layout_of(root)))
    assert NAMES["EXP-SL2"] in whole  # as the title of a source, and no element
    assert not list(root.iter("img"))
    assert "\x07" not in ET.tostring(root, encoding="unicode")


def test_no_text_from_data_is_an_expression() -> None:
    known = catalog()
    bad = "[% env('HOME') %] [%2*3%]"
    sources = {
        id_: replace(source, title=Text((("vi", bad), ("en", bad))))
        for id_, source in known.sources.items()
    }
    corridors = {
        id_: replace(one, short=Text((("vi", bad), ("en", bad))))
        for id_, one in known.corridors.items()
    }
    poisoned = replace(known, sources=sources, corridors=corridors)
    root = document(qgz(build_view(poisoned, Selection(corridors=("COR-01",)), TODAY), request()))
    told = words_of(layout_of(root))
    assert any("env('HOME')" in words for words in told)
    assert not any("[%" in words for words in told)
    (legend,) = items(layout_of(root), "legend")
    values = [option.get("value") or "" for option in legend.iter("Option")]
    assert any("env('HOME')" in value for value in values)
    assert not any("[%" in value for value in values)
    rules = [rule.get("label") or "" for rule in root.iter("rule")]
    assert any("env('HOME')" in label for label in rules)
    assert not any("[%" in label for label in rules)
    assert escape(bad, Syntax.QGIS).count("[ %") == 2


def test_english_is_english() -> None:
    root = document(qgz(view_of("123", language="en"), request()))
    sheet: Sheet = plan(view_of("123", language="en"), request())
    assert [layout.get("name") for layout in root.iter("Layout")] == [say("qgis.sheet", "en")]
    (layout,) = root.iter("Layout")
    assert sheet.caption in words_of(layout)


@pytest.mark.skipif(qgis_python() is None, reason=MISSING)
def test_qgis_opens_the_project_and_prints_the_sheet(tmp_path: Path) -> None:
    path = tmp_path / "x.qgz"
    path.write_bytes(archive_of("123"))
    python = qgis_python()
    assert python
    with project(python, path) as opened:
        assert opened.opened["opened"]
        assert opened.opened["broken"] == []
        opened.export(say("qgis.sheet", "vi"), tmp_path / "x.pdf")
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF")
