"""Small multiples: counts and marks are those of the views, and no page is begun for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from briefing.sheet.multiples import (
    BUILT,
    STATUSES,
    Multiple,
    annex_pages,
    arrange,
    blocks_of,
    scene_in,
    years_of,
)
from briefing.sheet.page import Page
from briefing.sheet.pages import Annex
from briefing.sheet.paper_sizes import Box
from briefing.sheet.plan import Sheet, plan
from briefing.sheet.render import render_planned
from geo.catalog.history import event_as_of
from geo.model import Status
from geo.query.groups import counted_rows
from geo.query.view import Reach
from geo.strings import say
from tests.briefing.sheets import TODAY, request, sheet_of, view_of

PROVINCE: tuple[str, ...] = ()
MOC_CHAU = ("123",)
both = pytest.mark.parametrize("areas", [PROVINCE, MOC_CHAU], ids=["province", "moc-chau"])


def counted(sheet: Sheet, day: date) -> dict[Status, set[str]]:
    """Count anew, by the events alone."""
    found: dict[Status, set[str]] = {status: set() for status in Status}
    for row in counted_rows(sheet.view.rows):
        if row.reach is not Reach.OUTSIDE:
            event = event_as_of(sheet.view.catalog.events_of(row.project.id), day)
            if event:
                found[event.status].add(row.project.id)
    return found


def drawn_ids(sheet: Sheet, one: Multiple) -> set[str]:
    page = Page(sheet.paper)
    room = Box(0.0, 0.0, sheet.paper.width, sheet.paper.height)
    found = arrange(sheet, blocks_of(sheet), page, room, beside=False)
    assert found is not None
    scene, drawn = scene_in(sheet, one, found)
    assert {label.request.role for label in drawn.placed} <= {"province-seat", "seat"}
    assert not any(item.theme.id in ("roads", "facilities", "gates") for item in scene.shown)
    return {item.mark.item_id for item in drawn.visible if item.theme.id == "projects"}


@both
def test_maps_of_a_status_show_what_the_view_counts(areas: tuple[str, ...]) -> None:
    sheet = sheet_of(*areas)
    maps = blocks_of(sheet)[0].maps
    assert [one.status for one in maps] == list(STATUSES)
    expected = counted(sheet, TODAY)
    for status, one in zip(STATUSES, maps, strict=True):
        assert one.counts == ((status, sheet.view.totals.by_status[status]),)
        assert one.counts[0][1] == len(expected[status])
        placed = {id_ for id_ in expected[status] if sheet.view.catalog.projects[id_].pieces}
        assert drawn_ids(sheet, one) == placed
        assert one.unplaced == len(expected[status]) - len(placed)


@both
def test_maps_of_a_year_show_its_end_by_the_events(areas: tuple[str, ...]) -> None:
    sheet = sheet_of(*areas)
    maps = blocks_of(sheet)[1].maps
    years = years_of(sheet.view)
    assert len(maps) == len(years) == 4
    for year, one in zip(years, maps, strict=True):
        expected = counted(sheet, min(date(year, 12, 31), TODAY))
        assert dict(one.counts) == {status: len(expected[status]) for status in BUILT}
        placed = {
            id_
            for status in BUILT
            for id_ in expected[status]
            if sheet.view.catalog.projects[id_].pieces
        }
        assert drawn_ids(sheet, one) == placed
        # What nobody had spoken of by then is not there as anything else.
        assert {row.status for row in one.view.rows} <= set(BUILT)
    assert maps[-1].title == "2026 (đến 01/11/2026)"
    assert [one.title for one in maps[:-1]] == [str(year) for year in years[:-1]]


def test_no_year_lies_behind_the_day_of_the_view() -> None:
    sheet = plan(view_of(as_of=date(2025, 6, 30)), request(size="A3"))
    maps = blocks_of(sheet)[1].maps
    assert years_of(sheet.view)[-1] == 2025
    assert maps[-1].title == "2025 (đến 30/06/2025)"
    assert all(one.view.day <= date(2025, 6, 30) for one in maps)


@pytest.mark.parametrize("size", ["A4", "A3"])
@both
def test_no_page_is_begun_for_them(areas: tuple[str, ...], size: str) -> None:
    sheet = sheet_of(*areas, size=size)
    alone = Annex(sheet, 11).draw()
    pages = annex_pages(sheet, 11)
    assert len(pages) <= len(alone)
    assert say("sheet.multiples", "vi") in pages[-1].bookmarks
    assert len(pages[-1].bookmarks) > 1


def test_the_file_says_years_and_counts() -> None:
    sheet = sheet_of(*MOC_CHAU)
    text = PdfReader(BytesIO(render_planned(sheet))).pages[-1].extract_text()
    for words in ("Theo tình trạng đến 01/11/2026", "2026 (đến 01/11/2026)", "Tỷ lệ 1:"):
        assert words in text
    assert say("sheet.multiples-note", "vi") in text


def test_what_is_of_one_status_or_few_has_none() -> None:
    assert not blocks_of(plan(view_of(statuses=(Status.PLANNED,)), request()))
    few = view_of()
    assert not blocks_of(
        replace(sheet_of(), view=replace(few, totals=replace(few.totals, projects=3)))
    )
