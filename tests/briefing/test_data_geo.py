"""Shapefiles, KML, GeoJSON and CSV, opened by GDAL: CRS, rows, values; what all of them keep."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pyogrio
import pytest
import shapely
from shapely.geometry import shape

from briefing.data.gpkg import geopackage
from briefing.data.kml import kml
from briefing.data.shp import MOST_BYTES, cut, shapefiles
from briefing.data.tables import csv_file, geojson_file
from geo.crs import length_km
from geo.model import Status
from geo.query.fields import SHORT_NAME, columns
from geo.strings import say
from layers.style.symbols import STATUS_LETTERS
from layers.themes.projects import geometry_class
from tests.briefing.hostile import NAMES, hostile_view
from tests.briefing.shapes import LAYERS, style_of, with_shape
from tests.briefing.sheets import view_of

# Projects of which no source gives a place.
# In the order of the list.
UNPLACED = ["TL-220-SONLA-DIENBIEN", "ODA-WB-RURAL", "ODA-ADB-CONNECT"]
KML = {"k": "http://www.opengis.net/kml/2.2"}


# -- shapefiles -------------------------------------------------------------------------------


@cache
def archive(*areas: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(shapefiles(view_of(*areas))))


def test_short_names_fit_and_are_apart() -> None:
    short = [column.short for column in columns()]
    assert len(set(short)) == len(short)
    assert all(re.fullmatch(rf"[A-Z][A-Z0-9_]{{0,{SHORT_NAME - 1}}}", name) for name in short)


def test_shapefiles_are_in_vn2000_with_projection_and_code_page(tmp_path: Path) -> None:
    archive().extractall(tmp_path)
    view = view_of()
    for layer, which in LAYERS.items():
        frame = pyogrio.read_dataframe(tmp_path / f"{layer}.shp")
        assert frame.crs is not None
        assert frame.crs.to_epsg() == 9206
        assert set(frame["ID"]) == with_shape(view, which)
        assert (tmp_path / f"{layer}.cpg").read_text() == "UTF-8"
        assert "VN-2000_TM-3_104-00" in (tmp_path / f"{layer}.prj").read_text()
    lines = pyogrio.read_dataframe(tmp_path / "projects_lines.shp").set_index("ID")
    assert lines.loc["EXP-SL1", "NAME_VI"].startswith("Cao tốc Hòa Bình – Mộc Châu")
    assert lines.loc["EXP-SL1", "CAPITAL_BN"] == 4938
    west, south, _, _ = lines.total_bounds
    assert 400_000 < west < 600_000
    assert 2_200_000 < south < 2_500_000
    assert lines.loc["EXP-SL1"].geometry.length / 1_000 == pytest.approx(32.8, abs=0.3)


def test_the_archive_explains_itself() -> None:
    names = archive().namelist()
    assert len(names) == 3 * 5 + 1
    assert all(re.fullmatch(r"[\w.]+", name) for name in names)
    text = archive().read("README.txt").decode("utf-8-sig")
    for column in columns():
        assert re.search(rf"^{column.short} +{column.id} +{re.escape(column.title('vi'))}\r?$",
                         text, re.MULTILINE)  # fmt: skip
    assert ", ".join(UNPLACED) in text
    assert "EPSG:9206" in text


def test_a_cell_is_cut_between_letters() -> None:
    assert cut("ngắn") == "ngắn"
    shown = str(cut("ắ" * 200))
    assert shown.endswith("ắ…")
    assert len(shown.encode()) <= MOST_BYTES


def test_a_kind_of_geometry_that_nothing_has_is_left_out() -> None:
    names = archive("122").namelist()
    assert "projects_lines.shp" in names
    assert "projects_areas.shp" not in names


# -- KML --------------------------------------------------------------------------------------


def marks_of(data: bytes) -> dict[str, ET.Element]:
    return {
        mark.get("id", ""): mark for mark in ET.fromstring(data).iterfind(".//k:Placemark", KML)
    }


def test_google_earth_gets_every_project_once_under_its_status() -> None:
    view, root = view_of(), ET.fromstring(kml(view_of()))
    marks = marks_of(kml(view))
    assert set(marks) == {row.project.id for row in view.rows}
    folders = {folder.findtext("k:name", "", KML): folder for folder in root.iter(
        "{http://www.opengis.net/kml/2.2}Folder")}  # fmt: skip
    construction = {row.project.id for row in view.rows if row.status is Status.CONSTRUCTION}
    drawn = construction - set(UNPLACED)
    assert "SCH-BORDER" in drawn, "a group lies where its parts lie"
    folder = folders[f"Đang thi công ({len(drawn)})"]
    assert {mark.get("id") for mark in folder.findall("k:Placemark", KML)} == drawn
    unplaced = folders["Dự án chưa rõ vị trí (3)"].findall("k:Placemark", KML)
    assert [mark.get("id") for mark in unplaced] == UNPLACED
    style = root.find(".//k:Style[@id='status-construction']/k:LineStyle/k:color", KML)
    assert style is not None
    assert style.text == "ff005ed5"


def test_gdal_reads_the_kml(tmp_path: Path) -> None:
    path = tmp_path / "view.kml"
    path.write_bytes(kml(view_of("123")))
    found = {}
    for name, _ in pyogrio.list_layers(path):
        frame = pyogrio.read_dataframe(path, layer=name)
        assert frame.crs == "EPSG:4326"
        found |= {row["id"]: row for _, row in frame.iterrows()}
    assert set(found) == {row.project.id for row in view_of("123").rows}
    assert found["EXP-SL1"]["Name"].startswith("◆ Cao tốc Hòa Bình")
    assert float(found["EXP-SL1"]["capital_billion_vnd"]) == 4938
    assert length_km(found["EXP-SL1"].geometry) == pytest.approx(32.8, abs=0.3)


def test_a_balloon_names_figures_and_sources() -> None:
    text = marks_of(kml(view_of()))["EXP-SL1"].findtext("k:description", "", KML)
    assert "Đang thi công" in text
    assert "4.938" in text
    assert "Sơ đồ, không phải hướng tuyến" in text
    for source_id in ("SGGP-2025-05-18", "BAOSONLA-2026-02-05"):
        assert view_of().catalog.sources[source_id].title["vi"] in text


def test_r5_every_shape_on_the_globe_bears_its_name_and_the_letter_of_its_status() -> None:
    """R5: Google Earth letters points; a line without one had no name."""
    view, lines = view_of(), 0
    marks = marks_of(kml(view))
    for row in view.rows:
        mark = marks[row.project.id]
        letter = STATUS_LETTERS[row.status]
        assert mark.findtext("k:name", "", KML) == f"{letter} {row.project.name['vi']}"
        if not row.project.pieces:
            continue
        points = [
            shapely.Point(*map(float, text.split(",")))
            for text in (at.text or "" for at in mark.findall(".//k:Point/k:coordinates", KML))
        ]
        assert points, row.project.id
        whole = shapely.union_all([piece.geometry for piece in row.project.pieces])
        assert all(whole.distance(point) < 1e-5 for point in points), row.project.id
        if {geometry_class(piece) for piece in row.project.pieces} == {"line"}:
            lines += 1
            assert len(points) == 1
    assert lines > 10


@pytest.mark.parametrize(("language", "day", "month"), [
    ("vi", "18/05/2025", "09/2025"), ("en", "18 May 2025", "Sep 2025"),
])  # fmt: skip
def test_r5_days_have_one_form_in_the_snippet_and_the_balloon(
    language: str, day: str, month: str
) -> None:
    """R5: the balloon said 2022-09-07 where the line below the name said 07/09/2022."""
    view = view_of(language=language)
    marks = marks_of(kml(view))
    said = marks["EXP-SL1"].findtext("k:Snippet", "", KML)
    assert said.endswith(f" · {day}")
    for mark in marks.values():
        table = mark.findtext("k:description", "", KML).partition("<h4>")[0]
        cells = re.findall(r"<td>(\d{4}-\d\d(?:-\d\d)?)</td>", table)
        assert cells == [], mark.get("id")
        when = mark.findtext("k:Snippet", "", KML).partition(" · ")[2]
        assert not when or f"<td>{when}</td>" in table, mark.get("id")
    assert any(month in mark.findtext("k:description", "", KML) for mark in marks.values())


def test_nothing_is_fetched_from_the_internet_to_draw_it() -> None:
    root = ET.fromstring(kml(view_of()))
    assert root.find(".//k:Icon", KML) is None
    assert root.find(".//k:NetworkLink", KML) is None
    assert root.find(".//k:href", KML) is None


# -- GeoJSON and CSV --------------------------------------------------------------------------


def test_geojson_holds_all_projects_and_follows_the_standard() -> None:
    collection = json.loads(geojson_file(view_of()))
    view = view_of()
    assert [feature["id"] for feature in collection["features"]] == [
        row.project.id for row in view.rows
    ]
    assert "crs" not in collection
    assert collection["unplaced"] == UNPLACED
    assert collection["about"]["Mã dữ liệu"] == view.catalog.digest
    for feature in collection["features"]:
        if feature["geometry"] is None:
            assert feature["id"] in collection["unplaced"]
            continue
        found = shape(feature["geometry"])
        assert found.is_valid
        for part in shapely.get_parts(found):
            if part.geom_type == "Polygon":
                assert part.exterior.is_ccw
        digits = re.findall(r"\.(\d+)", json.dumps(feature["geometry"]["coordinates"]))
        assert max(map(len, digits)) <= 6


def test_csv_opens_in_excel_and_holds_all_projects() -> None:
    data = csv_file(view_of())
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [row["id"] for row in rows] == [row.project.id for row in view_of().rows]
    assert list(rows[0]) == [column.id for column in columns()]
    (road,) = [row for row in rows if row["id"] == "EXP-SL1"]
    assert float(road["capital_billion_vnd"]) == 4938
    assert data.count(b"\r\n") == len(rows) + 1


# -- all of them ------------------------------------------------------------------------------

WRITERS = {
    "gpkg": geopackage,
    "shp": shapefiles,
    "kml": kml,
    "geojson": geojson_file,
    "csv": csv_file,
}


@pytest.mark.parametrize("form", WRITERS)
def test_the_same_view_is_the_same_bytes(form: str) -> None:
    view = view_of("127")
    assert WRITERS[form](view) == WRITERS[form](view)


@pytest.mark.parametrize("form", WRITERS)
def test_an_empty_selection_is_a_whole_file(form: str, tmp_path: Path) -> None:
    data = WRITERS[form](view_of(words="zzz"))
    path = tmp_path / f"empty.{form}"
    path.write_bytes(data)
    if form == "gpkg":
        assert pyogrio.read_info(path, layer="projects_lines")["features"] == 0
    elif form == "shp":
        with zipfile.ZipFile(path) as found:
            text = found.read("README.txt").decode("utf-8-sig")
        assert say("data.none", "vi") in text
    elif form == "kml":
        assert marks_of(data) == {}
    elif form == "geojson":
        assert json.loads(data)["features"] == []
    else:
        assert data.decode("utf-8-sig").strip() == ",".join(column.id for column in columns())


class _Tags(HTMLParser):
    """The tags and addresses of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses |= {value or "" for name, value in attrs if name == "href"}


def test_hostile_names_stay_names(tmp_path: Path) -> None:
    view = hostile_view()
    for mark in marks_of(kml(view)).values():
        parser = _Tags()
        parser.feed(mark.findtext("k:description", "", KML))
        assert parser.tags <= {"table", "tr", "th", "td", "h4", "ul", "li", "a"}
        assert not any(address.startswith("javascript") for address in parser.addresses)
    path = tmp_path / "view.gpkg"
    path.write_bytes(geopackage(view))
    styled = style_of(path, "projects_areas")
    assert styled.tag == "qgis"
    names = {
        row["id"]: row["name_vi"]
        for layer in LAYERS
        for _, row in pyogrio.read_dataframe(path, layer=layer).iterrows()
    }
    assert names["EXP-SL2"] == NAMES["EXP-SL2"]
    assert names["URB-VANHO"] == NAMES["URB-VANHO"]
    assert "🚧" in names["KCN-VANHO"]
    features = {f["id"]: f for f in json.loads(geojson_file(view))["features"]}
    assert features["EXP-SL1"]["properties"]["name_vi"] == NAMES["EXP-SL1"]
    rows = csv.reader(io.StringIO(csv_file(view).decode("utf-8-sig"), newline=""))
    for cell in (cell for row in rows for cell in row):
        assert not cell.startswith(("=", "@", "\t", "\r"))
        assert not re.match(r"[+-](?!\d+([.,]\d+)?$)", cell)
    with zipfile.ZipFile(io.BytesIO(shapefiles(view))) as found:
        assert all(re.fullmatch(r"[\w.]+", name) for name in found.namelist())
