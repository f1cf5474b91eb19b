"""A kind is a row and a drawing: with both a copy of the house knows it everywhere."""

from __future__ import annotations

from ast import literal_eval

from openpyxl import load_workbook

from tests.growth.conftest import House

HIVE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">\n'
    '  <path d="M 12 2 L 20.5 7 V 17 L 12 22 L 3.5 17 V 7 Z" fill="white" stroke="currentColor"'
    ' stroke-width="1.4"/>\n'
    '  <path d="M 7.77 7.77 H 16.16 V 16.16 H 7.77 Z"/>\n</svg>\n'
)
DRAWN = "M 7.77 7.77 H 16.16 V 16.16 H 7.77 Z"
SCREEN = """
from geo.io.load import load
from geo.query.selection import Selection, read_query
from geo.query.view import build_view
from layers.web.page import build_page
from panels.components.filter_options import filter_options
catalog = load()
selection, ignored = read_query({"kind": "bee-yard"}, catalog)
view = build_view(catalog, selection)
page = build_page(catalog)
print(*(kind for kind in filter_options(catalog)["kinds"] if kind["value"] == "bee-yard"))
print([row.project.id for row in view.rows], [asset.id for asset in view.assets], not ignored)
print(page.count("%s"), '"kind.bee-yard":"Trại ong"' in page, "kind-group.social" in page)
"""


def test_a_kind_is_a_row_and_a_drawing(house: House) -> None:
    row = {"id": "bee-yard", "group": "social", "symbol": "bee-yard"}
    named = {"name_vi": "Trại ong", "name_en": "Bee yard"}
    house.write_rows("kinds", [*house.rows("kinds"), row | named])
    house.write("data/symbols/bee-yard.svg", HIVE)
    projects, assets = house.rows("projects"), house.rows("assets")
    empty = dict.fromkeys(projects[0], "")
    made = {
        "id": "BEES", "kind": "bee-yard", "name_vi": "Trại ong Mộc Châu",
        "name_en": "Mộc Châu bee yard", "geometry": "place:SEAT-123", "source_ids": "CTR-1857",
    }  # fmt: skip
    house.write_rows("projects", [*projects, empty | made])
    stands = dict.fromkeys(assets[0], "") | {
        "id": "BEES-OLD", "kind": "bee-yard", "name_vi": "Trại ong cũ", "name_en": "Old bee yard",
        "geometry": "HYD-SONLA", "state": "operating", "source_ids": "CTR-1857",
    }  # fmt: skip
    house.write_rows("assets", [*assets, stands])

    said = house.commands(
        "geo check",
        "briefing sheet --kind bee-yard --out a.svg",
        "briefing data --kind bee-yard --out a.xlsx",
        "geo list --kind bee-yard",
        "geo list --help",
    )
    assert "data is clean" in said
    filters, shown, drawn = house.python("-c", SCREEN % DRAWN).splitlines()
    assert literal_eval(filters) == {
        "value": "bee-yard",
        "label": {"vi": "Trại ong", "en": "Bee yard"},
        "group": {"vi": "Giáo dục, y tế, dân sinh", "en": "Education, health, resettlement"},
    }
    assert shown == "['BEES'] ['BEES-OLD'] True"
    # As what stands, and as what is to come.
    assert drawn == "2 True True"
    sheet = (house.path / "a.svg").read_text(encoding="utf-8")
    assert "Trại ong" in sheet
    assert "Giáo dục, y tế, dân sinh" in sheet
    book = load_workbook(house.path / "a.xlsx")
    cells = [str(cell.value) for row in book.worksheets[0] for cell in row]
    assert "Trại ong" in cells
    assert "BEES" in said
    assert "bee-yard" in said.partition("usage:")[2]
