"""The workbook: opened by another library cell by cell, and by LibreOffice as a person sees it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from briefing.__main__ import main
from briefing.data.tables import fact_tables
from briefing.data.workbook import xlsx
from briefing.data.xlsx import MOST_LETTERS, read_date
from geo.dates import format_day
from geo.model import AreaFrame
from geo.query.fields import ColumnKind, columns, printed_columns
from geo.strings import languages, say
from geo.text import Text
from geo.trip.ground import CatalogGround
from geo.trip.plan import make_plan
from layers.style import palette
from tests.briefing import controlled
from tests.briefing.hostile import NAMES, hostile_view
from tests.briefing.sheets import TODAY, catalog, view_of
from tests.languages import third_language
from tests.readers import CSV_IN_UTF8, office, pdf_text

LINK = "https://example.org/?area=123&lang=vi"


def opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


@cache
def province() -> Workbook:
    return opened(xlsx(view_of(), LINK))


def column_of(sheet: Worksheet, title: str) -> int:
    (found,) = [cell.column for cell in sheet[1] if cell.value == title]
    return int(found)


def cells(sheet: Worksheet, column_id: str, language: str = "vi") -> dict[str, object]:
    """Give the cells of a column of the projects by project id."""
    (column,) = [column for column in columns() if column.id == column_id]
    at = column_of(sheet, column.title(language))
    return {row[0].value: row[at - 1].value for row in sheet.iter_rows(min_row=2)}


def test_the_sheets_are_projects_facts_of_each_kind_sources_and_about() -> None:
    assert province().sheetnames == [
        "Dự án", "Diễn biến", "Số liệu", "Mốc", "Gói thầu", "Vướng mắc", "Vai trò",
        "Giải thích đại lượng", "Nguồn trích dẫn", "Giải thích cột", "Về tệp này",
        "Cập nhật", "Dự án mới", "_lists", "_base",
    ]  # fmt: skip
    assert opened(xlsx(view_of(language="en"))).sheetnames[0] == "Projects"


def test_every_project_is_a_row_with_every_column() -> None:
    sheet, view = province()["Dự án"], view_of()
    assert {cell.value for cell in sheet[1]} == {column.title("vi") for column in columns()}
    assert list(cells(sheet, "id").values()) == [row.project.id for row in view.rows]
    unplaced = [row.project.id for row in view.rows if not row.project.pieces]
    assert unplaced
    for project_id in unplaced:
        assert cells(sheet, "position")[project_id] == "chưa rõ vị trí"


def test_numbers_and_days_are_typed() -> None:
    sheet = province()["Dự án"]
    assert cells(sheet, "capital_billion_vnd")["EXP-SL1"] == 4938
    assert cells(sheet, "length_km")["DT-117-BR1"] == 15.689
    since = cells(sheet, "status_since")
    assert since["EXP-SL1"] == datetime(2025, 5, 18)  # noqa: DTZ001 - a day has no time zone
    assert cells(sheet, "capital_billion_vnd")["DT-101"] is None


def test_r11_a_column_of_dates_holds_dates_alone_and_sorts_by_time() -> None:
    """R11: "2024" and "05/2022" were text, which sorts behind all days."""
    view = controlled.view_of()
    book, dates = opened(xlsx(view)), 0
    tables = [("Dự án", columns(), [[c.cell(view, row) for c in columns()] for row in view.rows])]
    tables += [(each.title("vi"), each.columns, each.rows) for each in fact_tables(view)]
    for name, known, rows in tables:
        for column in (one for one in known if one.kind is ColumnKind.DATE):
            at = column_of(book[name], column.title("vi"))
            written = [line[at - 1] for line in book[name].iter_rows(min_row=2)]
            meant = [row[known.index(column)] for row in rows]
            assert [cell.value and cell.value.date() for cell in written] == [
                date and date.last_day for date in meant
            ], (name, column.id)
            # The precision of the source comes back with the format.
            assert [
                cell.value and read_date(cell.value, cell.number_format) for cell in written
            ] == meant
            dates += sum(date is not None for date in meant)
    assert dates > 100


@pytest.mark.parametrize(("language", "shown"), [
    ("vi", {"18/05/2025", "09/2025", "2024"}), ("en", {"18 May 2025", "Sep 2025", "2024"}),
])  # fmt: skip
def test_r11_libreoffice_shows_what_is_known_of_a_date(
    language: str, shown: set[str], tmp_path: Path
) -> None:
    path = tmp_path / "dates.xlsx"
    path.write_bytes(xlsx(view_of(language=language)))
    text = office(path, CSV_IN_UTF8, tmp_path).read_text("utf-8")
    heads, *rows = csv.reader(io.StringIO(text))
    since = {row[0]: row[heads.index(say("data.column-status_since", language))] for row in rows}
    news = {row[0]: row[heads.index(say("data.column-status_date", language))] for row in rows}
    assert {since["EXP-SL1"], news["AIR-NASAN"], since["AIR-NASAN"]} == shown


def test_what_sources_disagree_on_is_all_there() -> None:
    sheet = province()["Dự án"]
    assert cells(sheet, "length_km")["EXP-SL1"] == 33.3
    assert "32,3" in str(cells(sheet, "length_other_km")["EXP-SL1"])
    assert "SGGP-2025-05-18" in str(cells(sheet, "length_other_km")["EXP-SL1"])
    assert cells(sheet, "length_basis")["EXP-SL1"] == "nguồn công bố"
    assert cells(sheet, "capital_qualifier")["BG-LONGSAP-UP"] == "hơn"
    assert "Sơ đồ" in str(cells(sheet, "position")["EXP-SL1"])


def test_ux_42_kilometres_in_the_chosen_area_stand_beside_the_length() -> None:
    view = view_of("123")
    sheet = opened(xlsx(view)).worksheets[0]
    head = say("data.column-chosen_km", "vi")
    at = column_of(sheet, head)
    assert sheet.cell(1, at - 1).value == say("data.column-length_km", "vi")
    shown = cells(sheet, "chosen_km")
    assert shown["DT-104"] == pytest.approx(
        next(row.chosen_km for row in view.rows if row.project.id == "DT-104")
    )
    # Of a drawing nobody knows how much of it lies in an area.
    assert shown["EXP-SL1"] is None
    assert set(cells(province()["Dự án"], "chosen_km").values()) == {None}


def test_ux_42_kilometres_by_commune_are_words_not_codes() -> None:
    by_commune = cells(province()["Dự án"], "km_by_commune")
    row = next(row for row in view_of().rows if row.project.id == "DT-104")
    touches = [touch for touch in row.overlaps(AreaFrame.COMMUNE) if touch.length_km]
    names = [catalog().areas[touch.code].full_name["vi"] for touch in touches]
    said = str(by_commune["DT-104"]).split("; ")
    assert [one.partition(":")[0] for one in said] == names
    assert all(re.fullmatch(r"(Xã|Phường) [^:=]+: [\d.]+(,\d+)?", one) for one in said)


def test_ux_42_every_column_is_explained_on_a_sheet() -> None:
    rows = list(province()["Giải thích cột"].iter_rows(min_row=2, values_only=True))
    explained = {(row[0], row[1]) for row in rows}
    for name in province().sheetnames[:9]:
        heads = {(name, cell.value) for cell in province()[name][1]}
        assert heads <= explained, name
    (length,) = [row for row in rows if row[:2] == ("Dự án", "Chiều dài, km")]
    assert length[2:4] == ("length_km", "số")
    (status,) = [row for row in rows if row[:2] == ("Dự án", "Mã tình trạng")]
    assert "construction: Đang thi công" in str(status[4])


def test_ux_42_sources_that_are_cited_are_told_from_sources_of_money() -> None:
    heads = [str(cell.value) for cell in province()["Dự án"][1] if "guồn" in str(cell.value)]
    money = [head for head in heads if head == "Nguồn vốn"]
    cited = [head for head in heads if "guồn trích dẫn" in head]
    others = [head for head in heads if head.endswith("theo nguồn khác, km")]
    others += [head for head in heads if head.endswith("theo nguồn khác, tỷ đồng")]
    assert (len(money), len(cited), len(others)) == (1, 4, 2)
    assert len(heads) == 7


def test_status_is_a_word_with_its_colour() -> None:
    sheet, view = province()["Dự án"], view_of()
    at = column_of(sheet, say("data.column-status_word", "vi"))
    for line, row in enumerate(view.rows, start=2):
        cell = sheet.cell(line, at)
        assert cell.value == say(f"status.{row.status}", "vi")
        edge = cell.border.left
        assert edge.style == "thick"
        assert edge.color.rgb == f"FF{palette.STATUS[row.status].removeprefix('#')}"


def test_headers_are_frozen_filtered_and_repeated_in_print() -> None:
    for sheet in province().worksheets[:10]:
        assert sheet.freeze_panes == ("C2" if sheet.title == "Dự án" else "A2")
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
    printed = province()["Dự án"].print_area
    assert "$A$1:$L$" in printed
    assert len(printed_columns("vi")) == 12


def test_facts_name_their_sources_and_every_source_is_listed() -> None:
    view = view_of("123")
    book = opened(xlsx(view))
    listed = {row[0].value for row in book["Nguồn trích dẫn"].iter_rows(min_row=2)}
    for name in ("Diễn biến", "Số liệu"):
        at = column_of(book[name], "Mã nguồn trích dẫn")
        used = {row[at - 1].value for row in book[name].iter_rows(min_row=2)}
        assert used
        assert used <= listed
    assert listed == {row[0] for row in fact_tables(view)[-1].rows}


def test_nothing_later_than_the_day_of_the_view_is_told() -> None:
    view = view_of(as_of=TODAY.replace(year=2023))
    events, figures, *_ = fact_tables(view)
    assert all(row[2].last_day <= view.day for row in events.rows)  # type: ignore[union-attr]
    assert all(row[6] is None or row[6].last_day <= view.day for row in figures.rows)  # type: ignore[union-attr]
    assert len(events.rows) < len(fact_tables(view_of())[0].rows)


def test_milestones_packages_obstacles_and_roles_are_tables_where_there_are_any() -> None:
    view = controlled.view_of(language="en")
    book = opened(xlsx(view))
    names = ["Milestones", "Packages", "Obstacles", "Roles"]
    assert [name for name in book.sheetnames if name in names] == names
    rows = [[cell.value for cell in row] for row in book["Milestones"].iter_rows(min_row=2)]
    assert [(row[2], row[3], row[8]) for row in rows] == [
        ("Ground-breaking", "planned", "ground-breaking"),
        ("Ground-breaking", "actual", "ground-breaking"),
        ("Land handed over", "planned", "land"), ("Land handed over", "planned", "land"),
        ("Opening", "planned", "opening"),
    ]  # fmt: skip
    package = [cell.value for cell in book["Packages"][2]]
    assert package[2:6] == ["XL-01", "Package XL-01", 1352.4, "Liên danh A – B"]
    assert package[8] == 12.5
    first = [cell.value for cell in book["Obstacles"][2]]
    assert first[2:5] == [
        "Scattered site", "open", view.catalog.agencies["UBND-TINH"].name["en"],
    ]  # fmt: skip
    assert [cell.value for cell in book["Roles"]["D"]][1:] == ["investor", "owner"]
    # Nothing later than the day, and no table without a row.
    early = controlled.view_of(as_of=date(2024, 7, 1))
    told = {table.id: table for table in fact_tables(early)}
    assert [row[3] for row in told["milestones"].rows] == ["kế hoạch"]
    assert set(told) == {"events", "figures", "milestones", "roles", "quantities", "sources"}


def test_each_quantity_of_a_figure_is_defined_once() -> None:
    rows = [[cell.value for cell in row] for row in province()["Giải thích đại lượng"].rows]
    assert rows[0] == ["Mã đại lượng", "Đại lượng", "Đơn vị", "Định nghĩa"]
    told = {row[0]: row[1:] for row in rows[1:]}
    assert len(told) == len(rows) - 1
    assert told["capital"] == ["Tổng mức đầu tư", "tỷ đồng", "Tổng mức đầu tư của cả dự án."]
    figures = province()["Số liệu"]
    codes = [cell.value for cell in figures[1]].index("Mã đại lượng")
    assert set(told) == {row[codes].value for row in figures.iter_rows(min_row=2)}


def test_the_last_sheet_says_what_the_file_is() -> None:
    view = view_of("123", words="cao tốc")
    sheet = opened(xlsx(view, LINK))["Về tệp này"]
    said = {row[0].value: row[1].value for row in sheet.iter_rows()}
    assert said["Lựa chọn"] == "Huyện Mộc Châu (cũ) · tìm cao tốc"
    assert said["Mã dữ liệu"] == view.catalog.digest
    assert said["Tình trạng tính đến ngày"] == format_day(TODAY, "vi")
    assert "OpenStreetMap" in str(said["Ghi công"])
    assert said["Mở lại chế độ xem này"] == LINK


def test_the_same_view_is_the_same_bytes() -> None:
    assert xlsx(view_of("127"), LINK) == xlsx(view_of("127"), LINK)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_from_data_becomes_a_formula_or_a_link(language: str) -> None:
    data = xlsx(hostile_view(language), "=1+1")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode()
            assert "<f>" not in text
            assert "<hyperlink" not in text
    sheet = opened(data).worksheets[0]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "d", "b"}
    names = cells(sheet, "name_vi", language)
    assert names["EXP-SL1"] == f"'{NAMES['EXP-SL1']}"
    assert names["EXP-SL2"] == NAMES["EXP-SL2"]
    assert "🚧" in str(names["KCN-VANHO"])


def test_a_text_longer_than_a_cell_is_cut_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    long = "ă" * (MOST_LETTERS + 5)
    monkeypatch.setitem(NAMES, "EXP-SL2", long)
    note = cells(opened(xlsx(hostile_view())).worksheets[0], "note")["EXP-SL2"]
    assert note == f"{long[: MOST_LETTERS - 1]}…"


def test_an_empty_selection_says_so() -> None:
    sheet = opened(xlsx(view_of(words="zzz"))).worksheets[0]
    assert [cell.value for cell in sheet[2]][1] == say("data.none", "vi")
    assert sheet.max_row == 2


def test_words_that_a_person_typed_are_no_code_in_the_header() -> None:
    sheet = opened(xlsx(view_of(words="A&D & 8"))).worksheets[0]
    assert "tìm A&&D && 8" in str(sheet.oddHeader.left.text)


def test_libreoffice_shows_and_prints_it(tmp_path: Path) -> None:
    path = tmp_path / "du-lieu.xlsx"
    view = view_of("123", words="cao tốc")
    path.write_bytes(xlsx(view, LINK))
    text = " ".join(pdf_text(office(path, "pdf", tmp_path)).split())
    assert "Huyện Mộc Châu (cũ) · tìm cao tốc" in text
    for row in view.rows:
        assert row.project.id in text
    assert "Đang thi công" in text
    assert "18/05/2025" in text
    assert "Mã dữ liệu" in text
    assert f"Tình trạng tính đến ngày {format_day(TODAY, 'vi')}" in text
    assert "Trang 1/" in text


def test_a_third_language_has_its_names_beside_the_ids_and_in_sight() -> None:
    seen = view_of("127")
    row = seen.rows[0]
    own = Text((*row.project.name.forms, ("th", "Thang 105")))
    named = replace(row, project=replace(row.project, name=own))
    with third_language({"data.fact-project_name": "Khrong", "data.column-id": "Rahat"}) as code:
        assert languages() == ("vi", "en", code)
        selection = seen.selection.with_(language=code)
        view = replace(seen, selection=selection, rows=(named, *seen.rows[1:]))
        sheet = opened(xlsx(view, LINK)).worksheets[0]
    assert [cell.value for cell in sheet[1]][:4] == ["Rahat", "Khrong", "Loại", "Tình trạng"]
    names = {line[0].value: line[1].value for line in sheet.iter_rows(min_row=2)}
    # A name that the language lacks is told in Vietnamese, as everywhere.
    assert (
        names
        == {one.project.id: one.project.name[code] for one in view.rows}
        == {row.project.id: "Thang 105"}
        | {one.project.id: one.project.name["vi"] for one in seen.rows[1:]}
    )
    assert sheet.freeze_panes == "C2"
    # An area is chosen: its kilometres are printed too.
    assert "$A$1:$M$" in sheet.print_area
    assert sheet["M1"].value == say("data.column-status_source", "vi")
    assert sheet.column_dimensions["B"].width == pytest.approx(36, abs=1)
    assert {"Tên dự án", "Tên tiếng Anh"} <= {cell.value for cell in sheet[1]}
    assert languages() == ("vi", "en")


def test_a_selection_comes_back_with_what_was_filled_in() -> None:
    """Untouched it changes nothing; what is written into a yellow cell is read."""
    view = view_of(areas=("123",))
    data = xlsx(view)
    ground = CatalogGround(view.catalog, view.day)
    assert make_plan(data, ground, "vi", view.day).cells == ()
    book = opened(data)
    sheet = book["Cập nhật"]
    assert book["_base"].sheet_state == book["_lists"].sheet_state == "veryHidden"
    heads = {str(cell.value): cell.column for cell in sheet[4]}
    rows = {cell.value: cell.row for cell in sheet["A"][4:]}
    assert set(rows) == {row.project.id for row in view.rows}
    key = next(iter(rows))
    sheet.cell(rows[key], heads["Năm hoàn thành"]).value = 2039
    sheet.cell(rows[key], heads["Số, ngày văn bản"]).value = "QĐ 1/QĐ-UBND"
    out = io.BytesIO()
    book.save(out)
    (cell,) = make_plan(out.getvalue(), ground, "vi", view.day).cells
    assert (cell.sheet, cell.subject, cell.field, cell.mine, cell.verdict) == (
        "Cập nhật", key, "projects.finish_year", "2039",
        "changed" if cell.base else "new",
    )  # fmt: skip
    # What is written into a sheet that is only read is told, not lost; a remark beside it is none.
    sheet.cell(rows[key], heads["Năm hoàn thành"]).value = cell.base or None
    facts = book["Dự án"]
    at = column_of(facts, "Tình trạng")
    facts.cell(3, at).value = "Quy hoạch" if facts.cell(3, at).value != "Quy hoạch" else "Tạm dừng"
    facts.cell(2, facts.max_column + 1).value = "đã xem"
    out = io.BytesIO()
    book.save(out)
    (cell,) = make_plan(out.getvalue(), ground, "vi", view.day).cells
    assert (cell.sheet, cell.cell, cell.verdict) == (
        "Dự án", facts.cell(3, at).coordinate, "refused",
    )  # fmt: skip
    assert "chỉ để xem" in cell.message


def test_a_blank_workbook_takes_new_projects(tmp_path: Path) -> None:
    path = tmp_path / "moi.xlsx"
    assert main(["tasks", "--blank", "--out", str(path)]) == 0
    book = load_workbook(path)
    assert book.sheetnames == ["Dự án mới", "_lists", "_base"]
    kinds = [cell.value for cell in book["_lists"]["A"]]
    assert ("Cầu" in kinds, len(kinds)) == (True, len(set(kinds)))
    sheet = book["Dự án mới"]
    rules = sheet.data_validations.dataValidation
    assert any("_lists" in str(rule.formula1) for rule in rules)
