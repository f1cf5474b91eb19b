"""The 17 pitfalls of spreadsheets, each as a file of three programs: read right or refused."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

from geo.trip.ground import MappingGround
from geo.trip.package import UnreadableFileError
from geo.trip.plan import TripPlan, make_plan
from tests import readers
from tests.geo.trip.written import (
    ANSWER_AT,
    BASE,
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

TODAY = date(2026, 11, 27)
PROGRAMS = ("openpyxl", "LibreOffice", "WPS")
Pages = list[Page]


def facts() -> dict[tuple[str, str, str], str]:
    found = {}
    for key, (status, day, capital, _) in BASE.items():
        found["events", key, "status"] = status
        found["events", key, "date"] = day.isoformat()[: 7 if key == "DT-1" else 10]
        found["figures", key, "capital"] = f"{capital:g}"
    return found


GROUND = MappingGround(facts(), frozenset(BASE), "today")


@dataclass(frozen=True)
class Pitfall:
    """What a person or a program did to a file, and what is to come of it.

    Parameters
    ----------
    cells
        Cell, verdict, value as read and a part of the message, of each cell that is told.
    notes
        Parts of the notes.
    unreadable
        Part of what is said of a file that is not read at all.
    """

    spoil: Callable[[Pages], None]
    cells: tuple[tuple[str, str, str, str], ...] = ()
    notes: tuple[str, ...] = ()
    unreadable: str = ""
    cut: bool = False


def sourced(pages: Pages, *rows: int) -> Page:
    for row in rows or (0, 1, 2):
        pages[0].put(FIRST + row, SOURCE_AT, "QĐ 12/QĐ-UBND")
    return pages[0]


def swapped_day(pages: Pages) -> None:
    page = sourced(pages)
    page.put(FIRST, DATE_AT, "7/11/2026")
    page.put(FIRST + 1, DATE_AT, date(2026, 11, 7), "dd/mm/yyyy")
    page.put(FIRST + 2, DATE_AT, "11/25/2026")


def serial(pages: Pages) -> None:
    page = sourced(pages)
    page.put(FIRST, DATE_AT, 46333, "General")
    page.put(FIRST + 1, CAPITAL_AT, 46333, "dd/mm/yyyy")
    page.put(FIRST + 2, DATE_AT, "0000-00-00")


def zone(pages: Pages) -> None:
    page = sourced(pages)
    page.put(FIRST, DATE_AT, datetime(2026, 11, 7), "dd/mm/yyyy")  # noqa: DTZ001 - none in a cell
    page.put(FIRST + 1, DATE_AT, "2026-11-06T17:00:00Z")


def precision(pages: Pages) -> None:
    page = sourced(pages)
    page.put(FIRST, DATE_AT, date(2026, 3, 1), "mm/yyyy")
    page.put(FIRST + 1, DATE_AT, 2026, "General")
    page.put(FIRST + 2, DATE_AT, date(2026, 3, 15), "mm/yyyy")


def numbers(pages: Pages) -> None:
    page = sourced(pages)
    page.put(FIRST, CAPITAL_AT, "334.327,57")
    page.put(FIRST + 1, CAPITAL_AT, "1.984")
    page.put(FIRST + 2, CAPITAL_AT, "9,99")


def units(pages: Pages) -> None:
    page = sourced(pages)
    page.put(FIRST, UNIT_AT, "triệu đồng")
    page.put(FIRST + 1, CAPITAL_AT, 1400000)
    page.put(FIRST + 1, UNIT_AT, "triệu đồng")
    page.put(FIRST + 2, CAPITAL_AT, "20 triệu")


def merged(pages: Pages) -> None:
    page = sourced(pages)
    page.put(FIRST, STATUS_AT, "Hoàn thành")
    page.cells.pop((FIRST + 1, STATUS_AT))
    page.merged.append("C5:C6")


def decomposed(pages: Pages) -> None:
    page = sourced(pages)
    for place, value in page.cells.items():
        if isinstance(value, str) and not value.startswith("sonla|"):
            page.cells[place] = unicodedata.normalize("NFD", value)
    page.put(FIRST, STATUS_AT, unicodedata.normalize("NFD", "Đang thi công"))
    page.put(FIRST, DATE_AT, unicodedata.normalize("NFD", "tháng 9 năm 2026"))


def phantom(pages: Pages) -> None:
    page = pages[0]
    page.empty_rows = 3000
    page.put(90_000, 300, "x")


def title_rows(pages: Pages) -> None:
    page = sourced(pages)
    page.move_rows(0, 3)
    page.put(0, 0, "UBND TỈNH SƠN LA")
    page.put(FIRST + 2, CAPITAL_AT, None)
    page.put(FIRST + 3, CAPITAL_AT, 23000)


def headers(pages: Pages) -> None:
    page = sourced(pages)
    page.put(FIRST - 1, CAPITAL_AT, "Vốn đầu tư  ")
    page.put(FIRST - 1, STATUS_AT, None)
    page.put(FIRST, CAPITAL_AT, 23000)
    page.order_columns([0, 1, 8, 7, 6, 5, 4, 3, 2])


def sheets(pages: Pages) -> None:
    page = sourced(pages)
    page.put(FIRST, CAPITAL_AT, 23000)
    page.name = "Sheet 1 (2)"
    other = Page("SO-XD")
    other.put(0, 0, "Ghi chú riêng")
    pages[:] = [other, pages[2], pages[1], page]


def formulas(pages: Pages) -> None:
    page = sourced(pages)
    page.put(FIRST, CAPITAL_AT, Formula("20000+3000", 23000))
    page.put(FIRST + 1, CAPITAL_AT, Formula("1/0", "#DIV/0!"))
    page.put(FIRST + 2, LENGTH_AT, 12.5)
    page.hidden.add(FIRST + 2)


def twice(pages: Pages) -> None:
    page = sourced(pages)
    page.put(FIRST + 1, 0, "DT-1")
    page.put(FIRST + 3, 0, "DT-9")
    page.put(FIRST + 3, CAPITAL_AT, 5)


def is_update(pages: Pages) -> None:
    pages[1].put(4, 0, "DT-1")
    pages[1].put(4, 1, "Đường một")
    pages[1].put(4, 3, "QĐ 1")
    pages[1].put(5, 1, "Cầu mới")
    pages[1].put(5, 3, "QĐ 2")


def outside(pages: Pages) -> None:
    """Change what the map computes, and a fact without a source: neither enters unlogged."""
    pages[0].put(FIRST, 1, "Đường khác")
    pages[0].put(FIRST + 1, CAPITAL_AT, 1400)
    pages[0].put(FIRST + 2, ANSWER_AT, "xin gia hạn")


PITFALLS = {
    "01-day-month": Pitfall(
        swapped_day,
        (
            ("D5", "changed", "2026-11-07", "tháng 6 năm 2024 → 7 tháng 11 năm 2026"),
            ("D6", "changed", "2026-11-07", "5 tháng 3 năm 2025 → 7 tháng 11 năm 2026"),
            ("D7", "refused", "11/25/2026", "không có trong lịch"),
        ),
    ),
    "02-serial": Pitfall(
        serial,
        (
            ("D5", "changed", "2026-11-07", "7 tháng 11 năm 2026"),
            ("E6", "refused", "2026-11-07", "đổi thành ngày"),
            ("D7", "refused", "0000-00-00", "Hãy viết"),
        ),
    ),
    "03-time-zone": Pitfall(
        zone,
        (
            ("D5", "changed", "2026-11-07", "7 tháng 11 năm 2026"),
            ("D6", "refused", "2026-11-06T17:00:00Z", "Hãy viết dd/mm/yyyy"),
        ),
    ),
    "04-precision": Pitfall(
        precision,
        (
            ("D5", "changed", "2026-03", "tháng 6 năm 2024 → tháng 3 năm 2026"),
            ("D6", "changed", "2026", "→ năm 2026"),
            ("D7", "refused", "2026-03-15", "hiện 03/2026 nhưng chứa 15/03/2026"),
        ),
    ),
    "05-decimal-signs": Pitfall(
        numbers,
        (
            ("E5", "changed", "334327.57", "22.260 tỷ đồng → 334.327,57 tỷ đồng"),
            ("E6", "refused", "1.984", "1984 hoặc 1,984"),
            ("E7", "changed", "9.99", "9,99 tỷ đồng"),
        ),
    ),
    "06-units": Pitfall(
        units,
        (
            ("E5", "refused", "22260", "khoảng 1.000 lần"),
            ("E6", "changed", "1400", "1.355,9 tỷ đồng → 1.400 tỷ đồng"),
            ("E7", "refused", "20 triệu", "trong ô ghi “triệu”".capitalize()),
        ),
    ),
    "07-merged": Pitfall(merged, (("C5:C6", "refused", "", "Các ô C5:C6 bị trộn"),)),
    "08-nfd": Pitfall(
        decomposed,
        (
            ("C5", "changed", "construction", "Quy hoạch → Đang thi công"),
            ("D5", "changed", "2026-09", "tháng 9 năm 2026"),
        ),
    ),
    "09-phantom": Pitfall(phantom, notes=("cột thêm KO, đến ô KO90001",)),
    "10-title-rows": Pitfall(
        title_rows, (("E8", "changed", "23000", "22.260"),), notes=("không đọc các dòng 1–",)
    ),
    "11-headers": Pitfall(headers, (("G5", "changed", "23000", "22.260"),)),
    "12-sheets": Pitfall(
        sheets, (("E5", "changed", "23000", "22.260"),), notes=("“SO-XD” không có ô",)
    ),
    "13-formulas": Pitfall(
        formulas,
        (
            ("E5", "changed", "23000", "giá trị của công thức"),
            ("E6", "refused", "#DIV/0!", "#DIV/0!"),
            ("G7", "new", "12.5", "chưa có → 12,5 km"),
        ),
        notes=("1 dòng đang ẩn",),
    ),
    "14-key-twice": Pitfall(
        twice,
        (
            ("A8", "refused", "", "“DT-9”"),
            ("A5", "refused", "", "SO-XD!A6"),
            ("A6", "refused", "", "SO-XD!A5"),
        ),
    ),
    "15-create-is-update": Pitfall(
        is_update,
        (("A5", "refused", "DT-1", "DT-1 đã có"), ("B6", "new", "Cầu mới", "chưa có → Cầu mới")),
    ),
    "16-unlogged": Pitfall(
        outside,
        (
            ("B5", "refused", "Đường khác", "do bản đồ tính"),
            ("E6", "refused", "1400", "Chưa ghi nguồn"),
            ("H7", "new", "xin gia hạn", "xin gia hạn"),
        ),
    ),
    "17-cut-on-a-share": Pitfall(lambda _: None, unreadable="chép chưa xong", cut=True),
}


def spoiled(pitfall: Pitfall) -> Pages:
    pages = template()
    pitfall.spoil(pages)
    return pages


@pytest.fixture(scope="module")
def of_office(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Give the files as LibreOffice saves them, all in one start of it."""
    folder = tmp_path_factory.mktemp("office")
    sources = []
    for name, pitfall in PITFALLS.items():
        sources.append(folder / "in" / f"{name}.xlsx")
        sources[-1].parent.mkdir(exist_ok=True)
        sources[-1].write_bytes(by_openpyxl(spoiled(pitfall)))
    outs: list[Path] = readers.offices(sources, "xlsx", folder)
    return {out.stem: out.read_bytes() for out in outs}


def test_there_are_51_files() -> None:
    assert len(PITFALLS) * len(PROGRAMS) == 51


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("name", PITFALLS)
def test_a_pitfall_is_read_right_or_refused(
    name: str, program: str, request: pytest.FixtureRequest
) -> None:
    pitfall = PITFALLS[name]
    if program == "LibreOffice":
        data: bytes = request.getfixturevalue("of_office")[name]
    else:
        data = (by_wps if program == "WPS" else by_openpyxl)(spoiled(pitfall))
    if pitfall.cut:
        with pytest.raises(UnreadableFileError, match=pitfall.unreadable):
            make_plan(data[: len(data) * 2 // 3], GROUND, "vi", TODAY)
        return
    check(pitfall, make_plan(data, GROUND, "vi", TODAY), program)


def check(pitfall: Pitfall, plan: TripPlan, program: str) -> None:
    told = {cell.cell: cell for cell in plan.cells}
    wanted = {cell: rest for cell, *rest in pitfall.cells}
    if program == "openpyxl" and pitfall.spoil is formulas:
        # It computes nothing: formulas that have no value yet are refused.
        no_value = ["refused", "", "chưa có kết quả"]
        wanted |= {"E5": no_value, "E6": no_value}
    assert told.keys() == wanted.keys(), plan
    for cell, (verdict, mine, words) in wanted.items():
        found = told[cell]
        assert (found.verdict, found.mine) == (verdict, mine), found
        assert words in found.message, found.message
        assert found.sheet
    for part in pitfall.notes:
        assert any(part in note for note in plan.notes), plan.notes


def test_the_file_as_it_was_handed_out_changes_nothing(of_office: dict[str, bytes]) -> None:
    for data in (by_openpyxl(template()), by_wps(template()), of_office["17-cut-on-a-share"]):
        plan = make_plan(data, GROUND, "vi", TODAY)
        assert plan.cells == ()
        assert plan.counts["unchanged"] == 9
        assert plan.is_clean
