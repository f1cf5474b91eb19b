"""Shared by the tests of sheets: views, and the pages drawn from them, each made once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from briefing.request import ExportRequest
from briefing.sheet.page import Page
from briefing.sheet.pages import FirstPage, Layout, draw_map_elements, first_page, lay_out
from briefing.sheet.paper_sizes import PAPERS
from briefing.sheet.plan import Sheet, plan
from geo.query.selection import Selection
from geo.query.view import View, build_view
from tests.once import catalog

TODAY = date(2026, 11, 1)
DISTRICTS = ("116", "118", "119", "120", "121", "122", "123", "124", "125", "126", "127", "128")
SELECTIONS = ((), *((code,) for code in DISTRICTS))
LINK = "https://example.org/?area=123&lang=vi"


def view_of(*areas: str, **fields: object) -> View:
    return build_view(catalog(), Selection(areas=areas).with_(**fields), TODAY)


def request(**fields: object) -> ExportRequest:
    return replace(ExportRequest(printed=TODAY), **fields)  # type: ignore[arg-type]


# A sheet is made once however a test asks for it: a cache tells names and defaults apart.


def sheet_of(*areas: str, size: str = "A4", landscape: bool = True) -> Sheet:
    return _sheet(areas, size, landscape)


def layout_of(*areas: str, size: str = "A4", landscape: bool = True) -> Layout:
    """Return what stands where on a sheet, without drawing it."""
    return _layout(areas, size, landscape)


def page_of(*areas: str, size: str = "A4", landscape: bool = True) -> FirstPage:
    return _page(areas, size, landscape)


@cache
def _sheet(areas: tuple[str, ...], size: str, landscape: bool) -> Sheet:
    return plan(view_of(*areas), request(size=size, landscape=landscape, link=LINK))


@cache
def _layout(areas: tuple[str, ...], size: str, landscape: bool) -> Layout:
    return lay_out(_sheet(areas, size, landscape))


@cache
def _page(areas: tuple[str, ...], size: str, landscape: bool) -> FirstPage:
    return first_page(_sheet(areas, size, landscape), _layout(areas, size, landscape))


def words_of(*areas: str, size: str = "A4", landscape: bool = True) -> Page:
    """Return the first page of a sheet without its map."""
    sheet = sheet_of(*areas, size=size, landscape=landscape)
    page = Page(sheet.paper)
    draw_map_elements(page, sheet, layout_of(*areas, size=size, landscape=landscape))
    return page


every_selection = pytest.mark.parametrize(
    "areas", SELECTIONS, ids=["province", *(codes[0] for codes in SELECTIONS[1:])]
)
some_selections = pytest.mark.parametrize("areas", [(), ("123",), ("127",)])
every_paper = pytest.mark.parametrize(
    ("size", "landscape"), [(size, landscape) for size in PAPERS for landscape in (True, False)]
)
