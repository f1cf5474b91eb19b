"""A theme is one file: written into a copy of the house, it stands everywhere."""

from __future__ import annotations

from tests.growth.conftest import House

THEME = '''
"""Theme: bee yards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.text import Text
from layers.style import palette
from layers.style.model import Mark, SmallMap, SymbolStyle, Theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalog.catalog import Catalog

STYLES = {"yard": SymbolStyle("place", 9, palette.INK)}


def marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield a yard in the middle of the province."""
    spot = catalog.areas.province.representative_point()
    yield Mark("yard", spot, name=Text((("vi", "Trại ong"),)))


THEME = Theme(
    "bees", 67, STYLES, marks, legend_group="points", on=frozenset({SmallMap.COVER})
)
'''
SCREEN = """
from geo.io.load import load
from layers.themes import SWITCHABLE, themes_on
from layers.style.model import SmallMap
from layers.web.page import build_page
page = build_page(load())
print("bees" in SWITCHABLE, "bees" in themes_on(SmallMap.COVER), '"id":"bees"' in page)
print("Trại nuôi ong" in page)
"""


def test_a_theme_is_one_file(house: House) -> None:
    house.write("layers/themes/bees.py", THEME)
    house.say({"layer.bees": ("Ong", "Bees"), "style.bees.yard": ("Trại nuôi ong", "Bee yard")})

    assert house.python("-c", SCREEN).split() == ["True"] * 4
    said = house.commands(
        "briefing sheet --out with.svg --layers bees,areas",
        "briefing sheet --out without.svg --layers areas --lang en",
        "briefing usb --out all.html",
        "briefing sheet --help",
    )
    told = {
        name: (house.path / name).read_text(encoding="utf-8")
        for name in ("with.svg", "without.svg", "all.html")
    }
    assert "Trại nuôi ong" in told["with.svg"]
    assert "Bee yard" not in told["without.svg"]
    assert '"id":"bees"' in told["all.html"]
    assert "bees" in said
