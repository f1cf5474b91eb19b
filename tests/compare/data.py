"""What the files of data say: cells, features, styles."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from lxml import etree

from tests.compare.documents import unpacked
from tests.compare.moment import Foreign, Json
from tests.compare.pixels import digest

_TEXT_ENDINGS = (".txt", ".prj", ".cpg", ".qml", ".sld", ".csv")
_LONG = 200


def workbook(path: Path) -> Json:
    """Return the cells of a workbook and how they are shown."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    core = book.properties
    names = ("title", "subject", "creator", "description", "keywords", "category")
    return {
        "facts": {name: getattr(core, name) for name in names},
        "names": {name: item.attr_text for name, item in book.defined_names.items()},
        "sheets": [_worksheet(sheet) for sheet in book.worksheets],
    }


def _worksheet(sheet: Foreign) -> dict[str, Any]:
    cells = {}
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is None and not cell.has_style:
                continue
            look = [cell.number_format]
            look += ["bold"] if cell.font.b else []
            look += ["wrap"] if cell.alignment.wrap_text else []
            look += [str(cell.alignment.horizontal)] if cell.alignment.horizontal else []
            fill = cell.fill.fgColor.rgb if cell.fill.fill_type else ""
            look += [f"fill {fill}"] if fill else []
            if cell.hyperlink:
                look.append(f"link {cell.hyperlink.target or cell.hyperlink.location}")
            note = f" note {cell.comment.text!r}" if cell.comment else ""
            cells[cell.coordinate] = f"{cell.value!r} | {', '.join(look)}{note}"
    return {
        "title": sheet.title,
        "state": sheet.sheet_state,
        "frozen": sheet.freeze_panes,
        "columns": {name: round(item.width, 2) for name, item in sheet.column_dimensions.items()},
        "heights": {str(at): item.height for at, item in sheet.row_dimensions.items()},
        "merged": sorted(str(area) for area in sheet.merged_cells.ranges),
        "filter": sheet.auto_filter.ref,
        "tables": {name: table.ref for name, table in sheet.tables.items()},
        "lists": sorted(
            f"{item.sqref} {item.type} {item.formula1}"
            for item in sheet.data_validations.dataValidation
        ),
        "conditions": sorted(str(area.sqref) for area in sheet.conditional_formatting),
        "print": {
            "orientation": sheet.page_setup.orientation,
            "paper": str(sheet.page_setup.paperSize),
            "titles": str(sheet.print_title_rows),
            "area": str(sheet.print_area),
            "footer": [sheet.oddFooter.left.text, sheet.oddFooter.center.text],
        },
        "cells": cells,
    }


def table(path: Path) -> Json:
    """Return the rows of a CSV; the first three bytes tell whether it has a mark."""
    data = path.read_bytes()
    text = data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    return {"start": data[:3].hex(), "ending": "crlf" if "\r\n" in text else "lf", "rows": rows}


def text(source: str) -> Json:
    """Return lines, or what they are as JSON."""
    try:
        found = json.loads(source)
    except ValueError:
        return {"lines": source.splitlines()}
    return shortened(found)


def geojson(path: Path) -> Json:
    """Return the features of a GeoJSON."""
    return shortened(json.loads(path.read_text("utf-8")))


def shortened(value: Json) -> Json:
    """Return a value with coordinates and encoded shapes as digests."""
    if isinstance(value, dict):
        if "coordinates" in value and "type" in value:
            from shapely.geometry import shape

            return _shape(shape(value))
        return {key: shortened(item) for key, item in value.items()}
    if isinstance(value, list):
        if len(value) > _LONG and all(isinstance(item, int | float) for item in value):
            return f"{len(value)} numbers {digest(json.dumps(value))}"
        return [shortened(item) for item in value]
    if isinstance(value, str) and len(value) > _LONG and " " not in value:
        return f"{len(value)} characters {digest(value)}"
    return value


def _shape(geometry: Foreign) -> str:
    import shapely

    if geometry is None or geometry.is_empty:
        return "no geometry"
    at = shapely.get_coordinates(geometry, include_z=geometry.has_z).round(7)
    bounds = " ".join(f"{value:.5f}" for value in geometry.bounds)
    return f"{geometry.geom_type} of {len(at)}: {bounds}; {digest(str((at + 0.0).tolist()))}"


def layers(path: str) -> Json:
    """Return layers, fields and features of what GDAL reads."""
    import pyogrio

    found = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, kind in pyogrio.list_layers(path):
            facts = pyogrio.read_info(path, layer=name)
            frame = pyogrio.read_dataframe(path, layer=name)
            shapes = list(frame.geometry) if kind else []
            plain = frame.drop(columns="geometry") if kind else frame
            rows = json.loads(plain.to_json(orient="records", date_format="iso"))
            found[name] = {
                "kind": kind,
                "crs": str(facts["crs"]),
                "fields": dict(
                    zip(facts["fields"].tolist(), map(str, facts["dtypes"]), strict=True)
                ),
                "features": [
                    {**row, **({"shape": _shape(shapes[at])} if shapes else {})}
                    for at, row in enumerate(rows)
                ],
            }
    return found


def geopackage(path: Path) -> Json:
    """Return layers and features of a GeoPackage, and its tables of its own, styles among them."""
    tables = {}
    with closing(sqlite3.connect(path)) as base:
        names = [row[0] for row in base.execute("select name from sqlite_master order by name")]
        for name in ("gpkg_contents", "gpkg_extensions", "gpkg_data_columns", "layer_styles"):
            if name not in names:
                continue
            cursor = base.execute(f"select * from {name}")
            heads = [item[0] for item in cursor.description]
            tables[name] = [
                {
                    head: value.splitlines() if head.startswith("style") else value
                    for head, value in zip(heads, row, strict=True)
                    if head not in ("last_change", "update_time") and value is not None
                }
                for row in cursor
            ]
    return {"objects": names, "tables": tables, "layers": layers(str(path))}


def shapefiles(path: Path) -> Json:
    """Return the files of a zipped set of shapefiles, and what their layers hold."""
    files = unpacked(path.read_bytes())
    texts = {
        name: data.decode("utf-8", "replace").splitlines()
        for name, data in files.items()
        if name.endswith(_TEXT_ENDINGS)
    }
    found = {
        name: layers(f"/vsizip/{path}/{name}") for name in files if name.lower().endswith(".shp")
    }
    return {"files": sorted(files), "texts": texts, "layers": found}


def kml(path: Path) -> Json:
    """Return the elements of a KML in order, one a line, with coordinates as digests."""
    root = etree.fromstring(path.read_bytes())
    return {"lines": list(_elements(root, 0))}


def _elements(item: Foreign, depth: int) -> Iterator[str]:
    name = etree.QName(item).localname if isinstance(item.tag, str) else "comment"
    words = (item.text or "").strip()
    if name == "coordinates":
        at = [round(float(part), 6) for pair in words.split() for part in pair.split(",")]
        words = f"{len(words.split())} {digest(str(at))}"
    facts = "".join(f" {key}={value}" for key, value in sorted(item.attrib.items()))
    lines = words.splitlines() or [""]
    yield f"{' ' * depth}{name}{facts}: {lines[0]}"
    yield from (f"{' ' * depth} {line}" for line in lines[1:])
    for child in item:
        yield from _elements(child, depth + 1)


READERS: Final[dict[str, Callable[[Path], Json]]] = {
    ".csv": table,
    ".geojson": geojson,
    ".gpkg": geopackage,
    ".kml": kml,
    ".xlsx": workbook,
    ".zip": shapefiles,
}
