"""A language is one column: with it a copy of the house speaks the language everywhere."""

from __future__ import annotations

from openpyxl import load_workbook

from tests.growth.conftest import House

SAID = {
    "language.name": "Hmoob",
    "language.tag": "hmn-VN",
    "language.decimal": "·",
    "language.thousands": "'",
    "language.date": "yyyy.mm.dd",
    "status.completed": "Ua tiav",
    "status.construction": "Tabtom ua",
    "data.column-name": "Npe",
}
SCREEN = """
from datetime import date
from geo.dates import PartialDate, format_day
from geo.strings import languages, say, format_number
from layers.web.page import build_page
from geo.io.load import load
print(languages(), format_number(1234.5, "hm", 1), format_day(date(2026, 2, 5), "hm"))
print(PartialDate(2024).show("hm"), PartialDate(2024, 6).show("hm"))
print(say("status.completed", "hm"), "Ua tiav" in build_page(load()))
"""


def test_a_language_is_one_column(house: House) -> None:
    rows = house.rows("strings")
    house.write_rows("strings", [row | {"hm": SAID.get(row["key"], "")} for row in rows])

    told = house.python("-c", SCREEN).splitlines()
    assert told == ["('vi', 'en', 'hm') 1'234·5 2026.02.05", "2024 2024.06", "Ua tiav True"]
    listed = house.commands(
        "geo check",
        "briefing sheet --lang hm --district 123 --out a.svg",
        "briefing data --lang hm --out a.xlsx",
        "briefing usb --lang hm --out a.html",
        "geo list --lang hm",
    )
    sheet = (house.path / "a.svg").read_text(encoding="utf-8")
    assert "Ua tiav" in sheet
    assert 'xml:lang="hm"' in sheet
    book = load_workbook(house.path / "a.xlsx")
    cells = [str(cell.value) for row in book.worksheets[0] for cell in row]
    assert "Ua tiav" in cells
    assert "Ua tiav" in (house.path / "a.html").read_text(encoding="utf-8")
    assert "Ua tiav" in listed
