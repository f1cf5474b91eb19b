"""Files as strangers send them, made of our own roads: whoever reads them must find the road."""

from __future__ import annotations

import csv
import io
import struct
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
import shapely.ops
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from xlsxwriter import Workbook

from geo.catalog.catalog import Catalog
from geo.shapes.crs import central_meridian, crs_of
from geo.shapes.letters import _TCVN3, _VNI_MARKS, _VNI_SINGLE, Letters

GRID = "EPSG:9206"
Line = NDArray[np.float64]


def road_line(catalog: Catalog, ref: str, noise_m: float = 6.0, most_m: float = 25_000) -> Line:
    """Give a longest leg of a road in EPSG:9206, as somebody else would have drawn it."""
    legs = catalog.routes[ref].legs
    leg = max(legs, key=lambda one: one.line.length).line
    leg = shapely.ops.substring(leg, 0, min(leg.length, most_m))
    steps = np.arange(0, leg.length, 40.0)
    xy = shapely.get_coordinates(shapely.line_interpolate_point(leg, steps))
    # The same for every run: a smooth drift, as a map that was drawn by hand has.
    drift = np.cumsum(np.random.default_rng(len(ref)).normal(0, 1, xy.shape), axis=0)
    drift -= np.linspace(drift[0], drift[-1], len(drift))
    return xy + noise_m * drift / max(1.0, float(np.abs(drift).max()))


def moved(xy: Line, crs_id: str, source: str = GRID) -> Line:
    x, y = Transformer.from_crs(crs_of(source), crs_of(crs_id), always_xy=True).transform(*xy.T)
    return np.stack([x, y], axis=1)


def recipe_prj(zone: str) -> str:
    """Give the .prj of a tutorial for a zone: no shift of datum, the scale of 6° zones."""
    meridian = central_meridian(crs_of(zone))
    text = f"+proj=tmerc +lat_0=0 +lon_0={meridian} +k=0.9996 +x_0=500000 +ellps=WGS84"
    return str(CRS.from_user_input(f"{text} +towgs84=0,0,0,0,0,0,0 +type=crs").to_wkt("WKT1_GDAL"))


def prj(zone: str) -> str:
    return str(crs_of(zone).to_wkt("WKT1_ESRI"))


def written(text: str, letters: Letters) -> bytes:
    """Give a text in bytes of old letters."""
    if letters is Letters.UTF8:
        return text.encode()
    if letters is Letters.CP1258:
        return b"".join(_cp1258(char) for char in text)
    if letters is Letters.TCVN3:
        table = {new: old for old, new in _TCVN3.items()}
        # Capitals with tones there are none.
        shown = "".join(table.get(char, table.get(char.lower(), char)) for char in text)
        return shown.encode("cp1252")
    return b"".join(_vni(char) for char in text)


def _cp1258(char: str) -> bytes:
    try:
        return char.encode("cp1258")
    except UnicodeEncodeError:
        apart = unicodedata.normalize("NFD", char)
        for tone in range(1, len(apart)):
            rest = unicodedata.normalize("NFC", apart[:tone] + apart[tone + 1 :])
            with suppress(UnicodeEncodeError):
                return rest.encode("cp1258") + apart[tone].encode("cp1258")
        raise


def _vni(char: str) -> bytes:
    single = {new: old for old, new in _VNI_SINGLE.items()}
    small = char.lower()
    if small in single:
        found = single[small]
        return (found.upper() if char != small else found).encode("cp1252")
    apart = unicodedata.normalize("NFD", small)
    base, marks = apart[0], apart[1:]
    if "\u031b" in marks:  # the horn of ơ and ư
        base, marks = (
            single[unicodedata.normalize("NFC", base + "\u031b")],
            marks.replace("\u031b", ""),
        )
    # The tone stands after the hat or the bow.
    ordered = "".join(sorted(marks, key=lambda mark: mark not in "\u0302\u0306"))
    table = {new: old for old, new in _VNI_MARKS.items()}
    shown = base + (table[ordered] if ordered else "") if marks or base != apart[0] else char
    return (shown.upper() if char != small else shown).encode("cp1252")


@dataclass(frozen=True)
class Texts:
    """What the table of a shapefile says, how it is written, and what its .cpg claims."""

    names: tuple[str, ...] = ()
    letters: Letters = Letters.UTF8
    cpg: str = ""


def shp(
    folder: Path, lines: Sequence[Line], prj_text: str = "", texts: Texts | None = None
) -> bytes:
    """Give a zipped shapefile, written by GDAL, its .prj and .cpg by us."""
    texts = texts or Texts()
    names = [*texts.names, *["QL"] * (len(lines) - len(texts.names))]
    shapes = [shapely.LineString(line) for line in lines]
    frame = gpd.GeoDataFrame(geometry=shapes, crs=GRID)
    path = folder / "tuyen.shp"
    pyogrio.write_dataframe(frame, path)
    path.with_suffix(".dbf").write_bytes(dbf([written(name, texts.letters) for name in names]))
    path.with_suffix(".prj").unlink(missing_ok=True)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if prj_text:
        path.with_suffix(".prj").write_text(prj_text)
    if texts.cpg:
        path.with_suffix(".cpg").write_text(texts.cpg)
    return zipped({one.name: one.read_bytes() for one in sorted(folder.glob("tuyen.*"))})


def dbf(cells: Sequence[bytes], width: int = 120) -> bytes:
    """Give a dBASE table of one column, its bytes as they are."""
    head = struct.pack("<4BIHH20x", 3, 126, 11, 27, len(cells), 65, width + 1)
    field = struct.pack("<11sc4xBB14x", b"TEN", b"C", width, 0)
    rows = b"".join(b" " + cell.ljust(width) for cell in cells)
    return head + field + b"\x0d" + rows + b"\x1a"


def gpkg(folder: Path, lines: Sequence[Line], crs: str | None) -> bytes:
    shapes = [shapely.LineString(line) for line in lines]
    frame = gpd.GeoDataFrame({"ten": ["tuyến"] * len(lines)}, geometry=shapes, crs=crs)
    pyogrio.write_dataframe(frame, folder / "tuyen.gpkg", driver="GPKG")
    return (folder / "tuyen.gpkg").read_bytes()


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def geojson(line: Line, crs: str = "") -> bytes:
    named = f'"crs": {{"type": "name", "properties": {{"name": "{crs}"}}}}, ' if crs else ""
    shape = shapely.to_geojson(shapely.LineString(line))
    return f'{{"type": "FeatureCollection", {named}"features": [{{"type": "Feature", "properties": {{"ten": "Tuyến"}}, "geometry": {shape}}}]}}'.encode()  # noqa: E501


def kml(line: Line, name: str = "Tuyến") -> bytes:
    xy = " ".join(f"{x:.7f},{y:.7f},0" for x, y in line)
    return (
        '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
        f"<name>{name}</name><LineString><coordinates>{xy}</coordinates></LineString>"
        "</Placemark></Document></kml>"
    ).encode()


def gpx(lines: Iterable[Line]) -> bytes:
    parts = "".join(
        "<trkseg>" + "".join(f'<trkpt lat="{y:.7f}" lon="{x:.7f}"/>' for x, y in line) + "</trkseg>"
        for line in lines
    )
    head = '<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1">'
    return f"{head}<trk><name>Đi thực địa</name>{parts}</trk></gpx>".encode()


def dxf(lines: Iterable[Line], texts: Sequence[bytes] = (), layer: str = "TIM_TUYEN") -> bytes:
    """Give a DXF as old AutoCAD writes it (R12), its texts in the bytes of any letters."""
    out = [b"0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1009\n0\nENDSEC\n0\nSECTION\n2\nENTITIES\n"]
    for line in lines:
        out.append(f"0\nPOLYLINE\n8\n{layer}\n66\n1\n10\n0\n20\n0\n30\n0\n".encode())
        for x, y in line:
            out.append(f"0\nVERTEX\n8\n{layer}\n10\n{x:.4f}\n20\n{y:.4f}\n30\n0\n".encode())
        out.append(f"0\nSEQEND\n8\n{layer}\n".encode())
    start = b"0\nTEXT\n8\nGHI_CHU\n10\n0\n20\n0\n30\n0\n40\n2.5\n1\n"
    out += [start + text + b"\n" for text in texts]
    out.append(b"0\nENDSEC\n0\nEOF\n")
    return b"".join(out)


def table(line: Line, titles: tuple[str, str] = ("X (m)", "Y (m)"), swap: bool = True) -> bytes:
    """Give a CSV of a surveyor: X is the northing, decimal commas, semicolons."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Điểm", *titles])
    for number, (x, y) in enumerate(line, start=1):
        pair = (y, x) if swap else (x, y)
        writer.writerow([f"Đ{number}", *(f"{value:.3f}".replace(".", ",") for value in pair)])
    return out.getvalue().encode()


def xlsx(line: Line) -> bytes:
    out = io.BytesIO()
    with Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["STT", "Kinh độ", "Vĩ độ"])
        for number, (x, y) in enumerate(line, start=1):
            sheet.write_row(number, 0, [number, x, y])
    return out.getvalue()
