"""What a stranger may send: everything is refused in words, and nothing outside is touched."""

from __future__ import annotations

import json
import sqlite3
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from geo.shapes import raw
from geo.shapes.raw import ShapeFileError
from geo.shapes.read import read_file
from tests.geo.shapes import foreign

LINE = np.array([[500_000.0, 2_350_000.0], [501_000.0, 2_351_000.0], [502_000.0, 2_351_500.0]])
DEGREES = np.array([[104.0, 21.2], [104.1, 21.3]])
VRT = '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource>'
LAUGHS = '<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
OUTSIDE = '<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def circular(folder: Path) -> bytes:
    """Give a GeoPackage whose one shape is a CIRCULARSTRING."""
    data = foreign.gpkg(folder, [LINE], "EPSG:9206")
    path = folder / "curve.gpkg"
    path.write_bytes(data)
    wkb = struct.pack("<BII6d", 1, 8, 3, *LINE.ravel())
    blob = b"GP\x00\x01" + struct.pack("<i", 9206) + wkb
    with sqlite3.connect(path) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type='trigger'"):
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("UPDATE tuyen SET geom = ?", (blob,))
    database.close()
    return path.read_bytes()


def locked() -> bytes:
    data = bytearray(foreign.zipped({"a.kml": foreign.kml(DEGREES)}))
    for head, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(head) + at] |= 1
    return bytes(data)


def infinite(folder: Path) -> bytes:
    line = LINE.copy()
    data = foreign.shp(folder, [line])
    with zipfile.ZipFile(folder / "x.zip", "w") as archive:
        shp = bytearray((folder / "tuyen.shp").read_bytes())
        shp[-8:] = struct.pack("<d", float("inf"))
        archive.writestr("tuyen.shp", bytes(shp))
    assert data
    return (folder / "x.zip").read_bytes()


def many(folder: Path) -> bytes:
    del folder
    line = np.stack([np.linspace(104, 104.5, raw.MAX_VERTICES + 1)] * 2, axis=1) - [0, 83]
    return foreign.gpx([line])


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("a.geojson", VRT.encode(), "xml"),
        ("a.kml", f"{VRT}</OGRVRTLayer></OGRVRTDataSource>".encode(), "format"),
        ("a.vrt", f"{VRT}</OGRVRTLayer></OGRVRTDataSource>".encode(), "format"),
        ("a.zip", foreign.zipped({"a.vrt": VRT.encode()}), "format"),
        ("a.kmz", foreign.zipped({"doc.kml": (LAUGHS + "<kml>&b;</kml>").encode()}), "entities"),
        ("a.gpx", (OUTSIDE + "<gpx>&x;</gpx>").encode(), "entities"),
        ("a.gpx", (OUTSIDE + "<gpx>&x;</gpx>").encode("utf-16"), "entities"),
        ("a.kml", b"<kml>" + b"<a>" * 5_000, "nested"),
        ("a.zip", foreign.zipped({"../../a.shp": b"x"}), "path"),
        ("a.zip", foreign.zipped({"/etc/a.shp": b"x"}), "path"),
        ("a.zip", foreign.zipped({"C:/a.shp": b"x"}), "path"),
        ("a.zip", foreign.zipped({"a.shp": bytes(70_000_000)}), "bomb"),
        ("a.zip", foreign.zipped({f"{n}.shp": b"" for n in range(600)}), "bomb"),
        ("a.zip", foreign.zipped({"a.zip": foreign.zipped({"a.kml": b"<kml/>"})}), "format"),
        ("a.zip", foreign.zipped({"a.kml": foreign.zipped({"a.kml": b"<kml/>"})}), "format"),
        ("a.zip", foreign.zipped({"a.shp": b"x", "b.shp": b"x"}), "layers"),
        ("a.zip", foreign.zipped({"a.shp": b"x" * 200}), "broken"),
        ("a.zip", locked(), "locked"),
        ("a.zip", b"PK\x03\x04" + b"x" * 200, "archive"),
        ("a.shp", b"x" * 200, "alone"),
        ("a.dwg", b"AC1032" + bytes(200), "dwg"),
        ("a.pdf", b"%PDF-1.6\n/LGIDict /Viewport", "pdf"),
        ("a.gpx", foreign.gpx([DEGREES[:1].repeat(9, axis=0)]), "no-length"),
        ("a.dxf", b"AutoCAD Binary DXF\r\n\x1a\0", "binary-dxf"),
        ("a.dxf", b"0\nSECTION\n2\nENTITIES\n0\nLINE\n10\nx\n", "empty"),
        ("a.geojson", b"", "empty"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}', "empty"),
        ("a.geojson", b'{"type": "Point", "coordinates": [NaN, 1]}', "json"),
        ("a.geojson", b'{"type": "Point", "coordinates": [1e999, 1]}', "json"),
        ("a.geojson", b'{"type": "Point", "coordinates": "x"}', "json"),
        ("a.geojson", b"[" * 100_000, "json"),
        ("a.geojson", b"[1, 2]", "json"),
        ("a.kml", foreign.kml(DEGREES).replace(b"104.0000000", b"nan"), "finite"),
        ("a.kml", foreign.kml(DEGREES).replace(b"104.0", b"x"), "number"),
        ("a.csv", b"a;b\n1;2\n3;4\n", "columns"),
        ("a.csv", b"X;Y\n2350000;500000\n2350000;abc\n", "number"),
        ("a.csv", b"X;Y\n2350000;500000\n2350000;inf\n", "finite"),
        ("a.gpkg", b"SQLite format 3\0" + b"x" * 5_000, "broken"),
        ("a.kml", b"x" * (raw.MAX_BYTES + 1), "large"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_in_words(name: str, data: bytes, key: str) -> None:
    with pytest.raises(ShapeFileError) as refused:
        read_file(data, name)
    assert refused.value.key == f"shapes.error-{key}"
    for language in ("vi", "en"):
        words = refused.value.words(language)
        assert words.startswith(name)
        assert "\n" not in words
        assert "/etc/passwd" not in words


def test_a_refusal_names_row_and_field() -> None:
    with pytest.raises(ShapeFileError) as refused:
        read_file(b"X;Y\n2350000;500000\n2350000;abc\n", "diem.csv")
    assert refused.value.words("vi").startswith("diem.csv:3:Y: “abc” không phải là toạ độ; sửa ô")


def test_curves_numbers_without_end_and_too_many_vertices(tmp_path: Path) -> None:
    for make, key in ((circular, "curve"), (infinite, "finite"), (many, "many")):
        with pytest.raises(ShapeFileError) as refused:
            read_file(make(tmp_path), "a.zip" if make is infinite else "a.gpkg")
        assert refused.value.key == f"shapes.error-{key}"


def test_blocks_that_unfold_to_millions_are_refused() -> None:
    blocks = ["0\nSECTION\n2\nBLOCKS\n"]
    for depth in range(1, 12):
        blocks.append(f"0\nBLOCK\n8\n0\n2\nB{depth}\n70\n0\n10\n0\n20\n0\n30\n0\n")
        inner = "LINE" if depth == 1 else "INSERT"
        what = f"2\nB{depth - 1}\n" if depth > 1 else "11\n5\n21\n5\n31\n0\n"
        blocks.append(f"0\n{inner}\n8\n0\n10\n1\n20\n1\n30\n0\n{what}" * 10)
        blocks.append("0\nENDBLK\n8\n0\n")
    blocks.append("0\nENDSEC\n0\nSECTION\n2\nENTITIES\n0\nINSERT\n8\n0\n2\nB11\n10\n0\n20\n0\n")
    blocks.append("30\n0\n0\nENDSEC\n0\nEOF\n")
    with pytest.raises(ShapeFileError) as refused:
        read_file("".join(blocks).encode(), "a.dxf")
    assert refused.value.key == "shapes.error-many"


def test_heights_are_left_out() -> None:
    shape = {"type": "LineString", "coordinates": [[104, 21, 600], [104.1, 21.1, 700]]}
    (feature,) = read_file(json.dumps(shape).encode(), "a.geojson").features
    assert feature.geometry is not None
    assert not feature.geometry.has_z


def test_views_of_a_geopackage_are_not_read(tmp_path: Path) -> None:
    """A view may hold any query; only plain tables are looked at."""
    path = tmp_path / "tuyen.gpkg"
    foreign.gpkg(tmp_path, [LINE], "EPSG:9206")
    with sqlite3.connect(path) as database:
        database.execute("CREATE VIEW v AS SELECT * FROM tuyen")
        database.execute("PRAGMA foreign_keys = OFF")
        database.execute("UPDATE gpkg_geometry_columns SET table_name = 'v'")
    database.close()
    with pytest.raises(ShapeFileError) as refused:
        read_file(path.read_bytes(), "a.gpkg")
    assert refused.value.key == "shapes.error-empty"


def test_a_prj_that_names_files_is_not_believed() -> None:
    from geo.shapes.crs import declared_system

    assert declared_system("+proj=utm +zone=48 +nadgrids=/etc/passwd +type=crs") == ""
    assert declared_system("https://example.org/crs") == ""
    assert declared_system(foreign.prj("EPSG:9206")) == "EPSG:9206"
    assert declared_system(foreign.recipe_prj("EPSG:9207")) == "EPSG:9207/towgs84=0/k=0.9996"
