"""Shared by the tests of sheets: views, and the pages drawn from them, each made once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from briefing.first_page import FirstPage, first_page
from briefing.sheet import Sheet, SheetRequest, plan
from geo.catalog import Catalog
from geo.loading import load
from geo.selection import Selection
from geo.view import View, look

TODAY = date(2026, 11, 1)
DISTRICTS = ("116", "118", "119", "120", "121", "122", "123", "124", "125", "126", "127", "128")
SELECTIONS = ((), *((code,) for code in DISTRICTS))
LINK = "https://example.org/?area=123&lang=vi"


@cache
def catalog() -> Catalog:
    return load()


def view_of(*areas: str, **fields: object) -> View:
    return look(catalog(), Selection(areas=areas).with_(**fields), TODAY)


def request(**fields: object) -> SheetRequest:
    return replace(SheetRequest(printed=TODAY), **fields)  # type: ignore[arg-type]


@cache
def sheet_of(*areas: str) -> Sheet:
    return plan(view_of(*areas), request(link=LINK))


@cache
def page_of(*areas: str) -> FirstPage:
    return first_page(sheet_of(*areas))


every_selection = pytest.mark.parametrize(
    "areas", SELECTIONS, ids=["province", *(codes[0] for codes in SELECTIONS[1:])]
)
