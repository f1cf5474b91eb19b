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


@cache
def sheet_of(*areas: str, size: str = "A4", landscape: bool = True) -> Sheet:
    return plan(view_of(*areas), request(size=size, landscape=landscape, link=LINK))


@cache
def layout_of(*areas: str, size: str = "A4", landscape: bool = True) -> Layout:
    """Return what stands where on a sheet, without drawing it."""
    return lay_out(sheet_of(*areas, size=size, landscape=landscape))


@cache
def page_of(*areas: str, size: str = "A4", landscape: bool = True) -> FirstPage:
    sheet = sheet_of(*areas, size=size, landscape=landscape)
    return first_page(sheet, layout_of(*areas, size=size, landscape=landscape))


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
