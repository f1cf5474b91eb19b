"""Filling in a workbook in LibreOffice, as a person without macros does: what comes out it wrote.

LibreOffice turns the workbook into a flat XML of its own, the cells are set in that, and it writes
the workbook anew from it, with all that it makes of formats, hidden rows and hidden sheets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from tests.readers import office

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_ROW = f"{_TABLE}table-row"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_ROWS_REPEATED = f"{_TABLE}number-rows-repeated"
_COLUMNS_REPEATED = f"{_TABLE}number-columns-repeated"
# Attributes of a cell that say what stands in it; its style stays.
_VALUES = ("value-type", "value", "date-value", "string-value", "boolean-value")
Place = tuple[str, int, int]
"""Sheet, row and column, from 1."""
Typed = str | float | date


def filled_in_calc(source: Path, cells: Mapping[Place, Typed], folder: Path) -> Path:
    """Return a workbook with cells filled in, as LibreOffice writes it.

    Parameters
    ----------
    folder
        Where it goes, and what LibreOffice needs for itself.
    """
    flat = office(source, "fods", folder)
    # By other prefixes than its own LibreOffice does not know the file.
    for _, (prefix, address) in ET.iterparse(flat, ("start-ns",)):
        ET.register_namespace(prefix, address)
    tree = ET.parse(flat)
    sheets = {one.get(f"{_TABLE}name"): one for one in tree.iter(f"{_TABLE}table")}
    for (sheet, row, column), value in cells.items():
        _set(_cell(_row(sheets[sheet], row), column), value)
    filled = folder / f"{source.stem}-filled.fods"
    tree.write(filled, encoding="utf-8", xml_declaration=True)
    return office(filled, "xlsx", folder)


def _row(sheet: Element, number: int) -> Element:
    """Return a row, wherever groups and titles of rows have put it."""
    before = 0
    holders = {row: holder for holder in sheet.iter() for row in holder if row.tag == _ROW}
    for row in sheet.iter(_ROW):
        times = _times(row, _ROWS_REPEATED)
        if number <= before + times:
            return _alone(holders[row], [row], number - before, _ROWS_REPEATED)
        before += times
    msg = f"there is no row {number}"
    raise LookupError(msg)


def _cell(row: Element, number: int) -> Element:
    return _alone(row, [one for one in row if one.tag in _CELLS], number, _COLUMNS_REPEATED)


def _times(one: Element, repeated: str) -> int:
    return int(one.get(repeated, "1"))


def _alone(holder: Element, among: Iterable[Element], number: int, repeated: str) -> Element:
    """Return the row or cell with a number, taken out of those that one stands for."""
    for one in among:
        times = _times(one, repeated)
        if number > times:
            number -= times
            continue
        place = list(holder).index(one)
        before, after = deepcopy(one), deepcopy(one)
        for part, count in ((before, number - 1), (one, 1), (after, times - number)):
            part.set(repeated, str(count))
        if times > number:
            holder.insert(place + 1, after)
        if number > 1:
            holder.insert(place, before)
        return one
    msg = f"there is no number {number}"
    raise LookupError(msg)


def _set(cell: Element, value: Typed) -> None:
    for name in _VALUES:
        cell.attrib.pop(f"{_OFFICE}{name}", None)
    cell.attrib.pop(f"{_TABLE}formula", None)
    cell.attrib.pop(f"{_CALC}value-type", None)
    for child in list(cell):
        cell.remove(child)
    if isinstance(value, date):
        cell.set(f"{_OFFICE}value-type", "date")
        cell.set(f"{_OFFICE}date-value", value.isoformat())
    elif isinstance(value, float):
        cell.set(f"{_OFFICE}value-type", "float")
        cell.set(f"{_OFFICE}value", repr(value))
    else:
        cell.set(f"{_OFFICE}value-type", "string")
        ET.SubElement(cell, f"{_TEXT}p").text = value
