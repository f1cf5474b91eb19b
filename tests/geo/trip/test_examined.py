"""What a second, independent set of files found: each cell is read right or asked about."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import cast

import pytest

from geo.io.load import load
from geo.model import Source, SourceKind
from geo.text import Text
from geo.trip import tables
from geo.trip.dates import DateDoubt, read_instant, read_serial
from geo.trip.documents import Documents
from geo.trip.ground import CatalogGround
from geo.trip.numbers import NumberDoubt, unit_shown
from geo.trip.package import UnreadableFileError
from geo.trip.places import place_note
from geo.trip.plan import PlanCell, make_plan
from tests.geo.trip.test_package import with_part
from tests.geo.trip.test_pitfalls import GROUND, TODAY, Pages
from tests.geo.trip.written import (
    CAPITAL_AT,
    DATE_AT,
    FIRST,
    LENGTH_AT,
    SOURCE_AT,
    STATUS_AT,
    UNIT_AT,
    Formula,
    Page,
    by_openpyxl,
    by_wps,
    template,
)

ROW = FIRST + 1
"""Of DT-2: in preparation since 5 March 2025, 1,355.9 billion, no length."""
WHOLE = re.compile(r".+[.?] Hãy .+[.]|.+[.?] Nếu .+[.]|.+[.?] Chỉ .+[.]")


def told(
    spoil: Callable[[Pages], None], *, by: Callable[[Pages], bytes] = by_wps
) -> list[PlanCell]:
    pages = template()
    for row in range(3):
        pages[0].put(FIRST + row, SOURCE_AT, "QĐ 12/QĐ-UBND")
    spoil(pages)
    return [*make_plan(by(pages), GROUND, "vi", TODAY).cells]


@pytest.mark.parametrize(
    ("column", "value", "form", "wanted"),
    [
        # 17:00 of the day before is midnight in Sơn La, as some programs write it.
        (DATE_AT, 46332.708333333336, "dd/mm/yyyy", "lệch ngày"),
        (DATE_AT, 46332.99966435185, "dd/mm/yyyy", "lệch ngày"),
        (DATE_AT, 46333.5, "dd/mm/yyyy hh:mm", "lệch ngày"),
        (DATE_AT, 46332.99999999, "dd/mm/yyyy", "=2026-11-07"),
        (DATE_AT, "quý III/2026", "General", "Không đọc được ngày"),
        (CAPITAL_AT, "1200 1300", "General", "Không đọc được số"),
        (CAPITAL_AT, "1 380,5", "General", "=1380.5"),
        (CAPITAL_AT, "0,850", "General", "chênh khoảng 1.600 lần"),
        (CAPITAL_AT, 135590, "General", "chênh khoảng 100 lần"),
        (CAPITAL_AT, 13.559, "General", "chênh khoảng 100 lần"),
        (CAPITAL_AT, 0.38, "0%", "hiện một số khác"),
        (CAPITAL_AT, 1400000, "#,##0.0,", "hiện một số khác"),
        (CAPITAL_AT, 1400000, '#,##0" triệu"', "ô đơn vị ghi “tỷ đồng”"),
        (CAPITAL_AT, 1400, '#,##0" tỷ"', "=1400"),
        # LibreOffice writes what is true as a one with a format of its own.
        (CAPITAL_AT, 1, '"TRUE";"TRUE";"FALSE"', "Không biết đơn vị “TRUE”"),
        (LENGTH_AT, 21500, "General", "khác hẳn mọi dự án"),
        (LENGTH_AT, "21500 m", "General", "=21.5"),
        (LENGTH_AT, 21500, '0" m"', "=21.5"),
        (SOURCE_AT, True, "General", "TRUE/FALSE"),
    ],
)
def test_a_cell_is_read_right_or_asked(
    column: int, value: float | str, form: str, wanted: str
) -> None:
    def put(pages: Pages) -> None:
        pages[0].put(ROW, column, value, form)
        if column == SOURCE_AT:
            pages[0].put(ROW, LENGTH_AT, 12)

    (cell,) = told(put, by=by_openpyxl)
    if wanted.startswith("="):
        assert (cell.verdict in ("new", "changed"), cell.mine) == (True, wanted[1:])
    else:
        assert cell.verdict == "refused"
        assert wanted.casefold() in cell.message.casefold()
        assert WHOLE.fullmatch(cell.message), "reason and remedy"


def test_a_date_of_the_iso_kind_shows_what_its_format_shows() -> None:
    assert read_instant("2026-01-31", "mm/yyyy").iso() == "2026-01"
    assert read_instant("2026-11-07T00:00:00").iso() == "2026-11-07"
    for text, form in (("2026-11-06T17:00:00", ""), ("2026-11-15", "mm/yyyy")):
        with pytest.raises(DateDoubt):
            read_instant(text, form)
    for text in ("NaN", "1e999", "x"):
        with pytest.raises(DateDoubt):
            read_serial(text, "dd/mm/yyyy")


@pytest.mark.parametrize(
    ("form", "unit"),
    [
        ("#,##0.###", ""),
        ("#,##0;[Red]-#,##0", ""),
        ("[$-42A]#,##0.00", ""),
        ("#,##0\\ [$₫-42A]", "₫"),
        ('_-* #,##0\\ "đồng"_-;\\-* #,##0_-', "đồng"),
        ("0.0%", None),
        ("#,##0,,", None),
    ],
)
def test_a_unit_in_the_format_of_a_number_is_its_unit(form: str, unit: str | None) -> None:
    if unit is not None:
        assert unit_shown(form) == unit
        return
    with pytest.raises(NumberDoubt, match="scaled"):
        unit_shown(form)


def test_a_formula_without_a_result_is_no_empty_cell() -> None:
    (cell,) = told(lambda pages: pages[0].put(ROW, LENGTH_AT, Formula("10+2")))
    assert (cell.verdict, cell.cell) == ("refused", "G6")
    assert "chưa có kết quả" in cell.message
    # One that gives nothing where nothing stood changes nothing.
    assert told(lambda pages: pages[0].put(ROW, LENGTH_AT, Formula('""', ""))) == []
    (cell,) = told(lambda pages: pages[0].put(ROW, CAPITAL_AT, Formula('""', "")))
    assert "chưa có kết quả" in cell.message


def without_marks(pages: Pages) -> None:
    for column in range(9):
        pages[0].cells.pop((FIRST - 2, column))
    pages[0].put(ROW, CAPITAL_AT, 1400)


def without_one_mark(pages: Pages) -> None:
    pages[0].cells.pop((FIRST - 2, CAPITAL_AT))
    pages[0].put(ROW, CAPITAL_AT, 1400)


def without_headings(pages: Pages) -> None:
    pages[1].move_rows(4, -1)
    for column, words in enumerate(("", "Cầu Bản Mới", "Cầu", "QĐ 2")):
        pages[1].put(3, column, words or None)


def pasted(pages: Pages) -> None:
    """Copy the table into a sheet of the person's own, without its first rows."""
    cells = {(row - 3, at): one for (row, at), one in pages[0].cells.items() if row > 2}
    pages[0] = Page("Sheet1", cells)


def two_of_a_name(pages: Pages) -> None:
    for row in (4, 5):
        for column, words in enumerate((None, "Cầu Bản Mới", "Cầu", "QĐ 2")):
            pages[1].put(row, column, words)


@pytest.mark.parametrize(
    ("spoil", "cells", "words"),
    [
        (without_marks, ["A1"], "mất dòng ẩn"),
        (without_one_mark, ["E4"], "Tổng mức đầu tư"),
        (pasted, ["A1"], "mất dòng ẩn"),
        (two_of_a_name, ["B5", "B6"], "có ở nhiều dòng"),
    ],
)
def test_what_cannot_be_told_apart_is_refused(
    spoil: Callable[[Pages], None], cells: list[str], words: str
) -> None:
    found = told(spoil)
    assert [cell.cell for cell in found] == cells
    for cell in found:
        assert (cell.verdict, bool(cell.sheet)) == ("refused", True)
        assert words in cell.message
        assert WHOLE.fullmatch(cell.message)


def test_the_first_new_project_is_no_heading_where_the_headings_were_deleted() -> None:
    found = told(without_headings)
    assert {cell.field: cell.mine for cell in found} == {
        "projects.name_vi": "Cầu Bản Mới",
        "projects.kind": "bridge",
    }


def test_a_column_or_a_sheet_that_was_taken_away_is_none_that_was_lost() -> None:
    def less(pages: Pages) -> None:
        pages[0].order_columns([0, 1, STATUS_AT, DATE_AT, CAPITAL_AT, UNIT_AT, 7, SOURCE_AT, 6])
        for row in range(9):
            pages[0].cells.pop((row, 8), None)
        pages.pop(1)

    assert told(less) == []


def test_merged_cells_without_end_are_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def whole(pages: Pages) -> None:
        pages[0].put(1_048_575, 8, "x")
        pages[0].merged.append("A6:XFD1048576")

    assert {cell.verdict for cell in told(whole)} == {"refused"}
    monkeypatch.setattr(tables, "_MOST_MERGED", 0)
    with pytest.raises(UnreadableFileError, match="quá nhiều ô bị trộn"):
        told(whole)


@pytest.mark.parametrize(
    "row",
    [
        "<row><c r='A1'><v>1</v></c><c r='A1'><v>2</v></c></row>",
        "<row><c t='s'><v>-1</v></c></row>",
        "<row><c s='-1'><v>1</v></c></row>",
        "<row r='0'><c><v>1</v></c></row>",
    ],
)
def test_what_programs_would_read_in_several_ways_is_refused(row: str) -> None:
    sheet = f"<worksheet><sheetData>{row}</sheetData></worksheet>"
    data = with_part("xl/worksheets/Sheet1.xml", sheet)
    with pytest.raises(UnreadableFileError, match="bị hỏng"):
        make_plan(data, GROUND, "vi", date(2026, 11, 27))


def test_a_document_that_is_known_is_no_second_one() -> None:
    """By its number or the address that it was read at; two numbers are no one document."""
    known = {
        "QD-9": source("QD-9", number="9/QĐ-UBND", url="https://bao.vn/a"),
        "BAO-A": source("BAO-A", url="https://www.bao.vn/a/"),
    }
    documents = Documents(known, TODAY)
    assert documents.id_of("Báo Sơn La http://bao.vn/a") == "BAO-A"
    assert documents.id_of("Quyết định số 9/QĐ-UBND") == "QD-9"
    both = documents.id_of("9/QĐ-UBND; 10/QĐ-UBND")
    made = documents.id_of("10/QĐ-UBND ngày 3/3/2026")
    assert len({"QD-9", both, made}) == 3
    assert documents.id_of("QĐ 10/QĐ-UBND, ngày 03/03/2026") == made
    assert documents.id_of("QĐ 10/QĐ-UBND ngày 4/4/2026") != made
    page = documents.id_of("https://bao.vn/b.html")
    assert documents.id_of("Báo X (https://bao.vn/b.html)") == page


def source(id_: str, **given: str) -> Source:
    kind = SourceKind.OFFICIAL if "number" in given else SourceKind.PRESS
    return cast(
        "Source",
        SimpleNamespace(
            title=Text((("vi", id_), ("en", id_))),
            id=id_,
            kind=kind,
            date=None,
            **({"number": "", "url": ""} | given),
        ),
    )


def test_a_row_that_names_a_source_alone_is_said() -> None:
    pages = template()
    pages[0].put(ROW, SOURCE_AT, "QĐ 12/QĐ-UBND")
    plan = make_plan(by_wps(pages), GROUND, "vi", TODAY)
    assert (plan.cells, plan.notes[-1]) == (
        (),
        "Có 1 dòng ghi nguồn mà không ô nào khác với hiện nay.",
    )


def test_names_that_differ_by_accents_are_two_and_asked_about() -> None:
    ground = CatalogGround(load(), TODAY)
    assert ground.named("cầu  HONG HUA") == ground.like("Cầu Hông Hua") == "BR-HONGHUA"
    assert (ground.named("Cầu Hông Hua"), ground.like("Cầu Hông Hua 2")) == ("", "")
    pages = template()
    for column, words in enumerate((None, "Cầu Hông Hua", "Cầu", "QĐ 2")):
        pages[1].put(4, column, words)
    pages[0].cells = {place: one for place, one in pages[0].cells.items() if place[0] < FIRST}
    (cell,) = make_plan(by_wps(pages), ground, "vi", TODAY).cells
    assert (cell.cell, cell.field, cell.verdict) == ("B5", "projects.name_vi", "refused")
    assert "BR-HONGHUA, “Cầu Hong Hua”" in cell.message


def test_a_new_project_without_a_place_says_that_none_is_known() -> None:
    assert place_note("") == {
        "geometry_note_vi": "Chưa có thông tin về vị trí.",
        "geometry_note_en": "Its place is not known.",
    }
