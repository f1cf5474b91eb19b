from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from briefing.__main__ import main
from briefing.tasks import COLUMNS, groups_of, tasks_csv, tasks_xlsx
from geo.catalog.catalog import Catalog
from geo.cli.commands import main as geo_main
from geo.dates import PartialDate
from geo.errors import UnknownIdError
from geo.query.selection import Selection
from geo.query.view import View, build_view
from geo.query.wording import dated_figure
from geo.reports.completeness import by_agency
from geo.text import Text
from geo.trip.ground import CatalogGround
from geo.trip.plan import make_plan
from tests import tiny

pytestmark = pytest.mark.usefixtures("read_once")

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def view(catalog: Catalog) -> View:
    return build_view(catalog, Selection(), TODAY)


@pytest.fixture(scope="module")
def book(view: View) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(tasks_xlsx(view, by_agency(view))))


def table(sheet: Worksheet) -> dict[str, dict[str, object]]:
    """Give the rows under the headings of the fourth line, by their first cell."""
    heads, *rows = list(sheet.iter_rows(min_row=4, values_only=True))
    return {str(row[0]): dict(zip(map(str, heads), row, strict=True)) for row in rows if row[1]}


def test_a_sheet_for_each_agency_with_tasks_and_one_that_sums_up(
    view: View, book: openpyxl.Workbook
) -> None:
    asked = [group.agency.id for group in by_agency(view) if group.tasks and group.agency]
    # Works whose source names no agency come last.
    new = ["Dự án mới", "_lists", "_base"]
    assert book.sheetnames == ["Tổng hợp", "Số liệu khác nhau", *asked, "NONE", *new]
    assert book["_base"].sheet_state == "veryHidden"
    assert "UBND-PHUTHO" not in book.sheetnames


def test_sums_are_plain_counts(book: openpyxl.Workbook) -> None:
    rows = table(book["Tổng hợp"])
    works = rows["Sở Xây dựng tỉnh Sơn La (gồm Sở Giao thông vận tải trước đây)"]
    assert [works[key] for key in ("Dự án", "Cần bổ sung", "Tin đã cũ")] == [13, 10, 9]
    assert works["Thiếu chiều dài"] == 8
    every = rows["Tất cả, mỗi dự án tính một lần"]
    assert every["Dự án"] == 84
    assert every["Thiếu tình trạng có nguồn tin"] == 3
    assert (every["Thiếu tổng mức đầu tư"], every["Tin đã cũ"]) == (54, 51)


def test_an_agency_reads_what_to_do_and_finds_room_for_its_answer(
    book: openpyxl.Workbook,
) -> None:
    sheet = book["SO-XD"]
    assert str(sheet["A1"].value).startswith("Thông tin cần bổ sung: Sở Xây dựng tỉnh Sơn La")
    assert "Tình trạng tính đến ngày 24/11/2026" in str(sheet["A2"].value)
    road = table(sheet)["DT-101"]
    assert road["Dự án"] == "Nâng cấp ĐT.101 lên cấp IV miền núi"
    missing = [
        road[key] for key in ("Thiếu tổng mức đầu tư", "Thiếu chiều dài", "Thiếu nguồn chính thức")
    ]
    assert missing == ["thiếu", "thiếu", None]
    # R11: dates, that an agency can sort.
    assert (road["Ngày của tình trạng"], road["Coi là cũ từ"]) == (
        datetime(2022, 9, 7),  # noqa: DTZ001 - a day has no time zone
        datetime(2023, 9, 8),  # noqa: DTZ001 - as above
    )
    news = [cell for row in sheet.iter_rows(min_row=5, min_col=4, max_col=4) for cell in row]
    assert all(cell.is_date for cell in news if cell.value)
    assert road["Số ngày từ tin mới"] == 1539
    assert road["Việc cần làm"] == (
        "Bổ sung: tổng mức đầu tư; chiều dài. "
        "Xác nhận tình trạng hiện nay (tin mới nhất: 07/09/2022)."
    )
    assert (road["Lời nhắn cho người duyệt"], road["Số, ngày văn bản"]) == (None, None)
    # Nobody asks for the length of an airport.
    assert table(book["BO-XD"])["AIR-NASAN"]["Thiếu chiều dài"] == "–"


def test_figures_that_disagree_stand_side_by_side(book: openpyxl.Workbook) -> None:
    rows = list(book["Số liệu khác nhau"].iter_rows(min_row=5, values_only=True))
    assert [row[3:] for row in rows if row[0] == "EXP-SL2"] == [
        (
            "hơn 22.260 tỷ đồng (29/11/2025)",
            "tổng mức đầu tư sơ bộ; trang không ghi ngày, xếp theo tờ trình 29/11/2025",
            (
                "Cao tốc Mộc Châu – Sơn La, tổng mức đầu tư sơ bộ. Báo điện tử Chính phủ"
                " (không ghi ngày)"
            ),
            "Đang dùng",
        ),
        (
            "khoảng 25.000 tỷ đồng (07/2025)",
            "đề xuất đầu tiên của tỉnh, trước đề xuất của Bộ ngày 15/7/2025 (tháng suy luận)",
            (
                "Đề xuất làm cao tốc 25.000 tỷ đồng nối Mộc Châu với Sơn La. vietnam.vn (07/2025;"
                " dẫn lại theo vietnam.vn, bản tiếng Nhật (dịch máy), chưa đối chiếu bản gốc)"
            ),
            None,
        ),
        (
            "25.000 tỷ đồng",
            "mức đề nghị cũ, không rõ ngày",
            "Đề nghị vốn trước đây cho cao tốc Mộc Châu – Sơn La. nguoitaybac.vn (không ghi ngày)",
            None,
        ),
        # A site that copies others comes last, whatever its date.
        (
            "22.262 tỷ đồng (29/11/2025)",
            "như trang chép tin dẫn lại, theo tờ trình 29/11/2025",
            (
                "Cao tốc Mộc Châu – Sơn La dài 105 km. nhandanvietnam.com (không ghi ngày; trang"
                " sao chép; dẫn lại theo bài gốc chưa rõ, chưa đối chiếu bản gốc)"
            ),
            None,
        ),
    ]
    assert {row[0] for row in rows} == {
        "AIR-NASAN", "DT-109-NAMPAM", "EXP-SL1", "EXP-SL2", "QL6-VRAMP", "RES-BANMONG",
        "SCH-BORDER", "WW-SONLA",
    }  # fmt: skip
    assert table(book["Tổng hợp"])["Tất cả, mỗi dự án tính một lần"]["Số liệu khác nhau"] == 8
    todo = table(book["UBND-TINH"])["EXP-SL2"]["Việc cần làm"]
    assert todo == (
        "Xác nhận tổng mức đầu tư, các nguồn nêu khác nhau: hơn 22.260 tỷ đồng (29/11/2025);"
        " khoảng 25.000 tỷ đồng (07/2025); 25.000 tỷ đồng; 22.262 tỷ đồng (29/11/2025)."
    )


def test_nothing_from_data_becomes_a_formula(view: View) -> None:
    row = view.rows[0]
    evil = Text((("vi", '=HYPERLINK("http://x")'),))
    bad = replace(view, rows=(replace(row, project=replace(row.project, name=evil)),))
    book = openpyxl.load_workbook(io.BytesIO(tasks_xlsx(bad, by_agency(bad))))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert any(cell.value == '\'=HYPERLINK("http://x")' for cell in cells)
    assert "'=HYPERLINK" in tasks_csv(bad, by_agency(bad)).decode("utf-8-sig")


def test_the_same_view_is_the_same_workbook(view: View) -> None:
    groups = by_agency(view)[:2]
    assert tasks_xlsx(view, groups) == tasks_xlsx(view, groups)


def test_csv_has_a_line_for_each_task(view: View) -> None:
    data = tasks_csv(view, by_agency(view))
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(set(rows[0])) == len(rows[0]) == 1 + len(COLUMNS)
    assert len(rows) == 1 + sum(len(group.tasks) for group in by_agency(view))


def test_projects_without_an_agency_are_listed_under_no_source(view: View) -> None:
    row = view.rows[0]
    orphan = replace(view, rows=(replace(row, project=replace(row.project, agency_ids=())),))
    (group,) = groups_of(orphan, ["none"])
    assert group.agency is None
    text = tasks_csv(orphan, (group,)).decode("utf-8-sig")
    assert text.splitlines()[1].startswith(f"chưa có thông tin,{row.project.id},")
    (without,) = groups_of(view, ["none"])
    assert without.tasks
    assert not any(item.row.project.agency_ids for item in without.projects)


def test_an_unknown_agency_names_the_known_ones(view: View) -> None:
    with pytest.raises(UnknownIdError, match="“XX”; hãy chọn trong: ACV, BCHQS-TINH, BO-XD"):
        groups_of(view, ["XX"])


def test_the_command_writes_both_formats_and_refuses_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "tasks.xlsx"
    command = ["tasks", "--agency", "SO-CT", "--as-of", "2026-11-24", "--out"]
    assert main([*command, str(out)]) == 0
    names = ["Tổng hợp", "Số liệu khác nhau", "SO-CT", "Dự án mới", "_lists", "_base"]
    assert openpyxl.load_workbook(out).sheetnames == names
    assert main([*command, str(tmp_path / "tasks.csv")]) == 0
    assert b"CCN-ALL" in (tmp_path / "tasks.csv").read_bytes()
    capsys.readouterr()
    assert main([*command, str(tmp_path / "tasks.doc")]) == 2
    assert "xlsx, csv" in capsys.readouterr().err
    assert not (tmp_path / "tasks.doc").exists()


def test_a_count_needs_no_unit() -> None:
    """A quantity such as the number of bridges says itself what is counted."""
    count = tiny.figure("P-1", "bridges", 12, "count", qualifier="about")
    assert dated_figure(count, "vi") == "khoảng 12"
    assert dated_figure(count, "en") == "about 12"
    length = tiny.figure("P-1", "length", 12.5, "km", as_of=PartialDate(2025, 11, 29))
    assert dated_figure(length, "vi") == "12,5 km (29/11/2025)"


def test_the_list_is_the_form_and_comes_back(
    view: View,
    catalog: Catalog,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A clerk fills yellow cells in; untouched, the file changes nothing."""
    data = tasks_xlsx(view, groups_of(view, ["SO-XD"]))
    ground = CatalogGround(catalog, TODAY)
    assert make_plan(data, ground, "vi", TODAY).cells == ()
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet, new = book["SO-XD"], book["Dự án mới"]
    assert sheet.row_dimensions[3].hidden
    heads = {str(cell.value): cell.column for cell in sheet[4]}
    row = next(cell.row for cell in sheet["A"] if cell.value == "DT-101")
    for head, value in {
        "Tình trạng": "Đang thi công",
        "Ngày của tình trạng": "7/11/2026",
        "Ghi tổng mức đầu tư": "355,5",
        "Số, ngày văn bản": "QĐ 9/QĐ-SXD ngày 7/11/2026",
    }.items():
        sheet.cell(row, heads[head]).value = value
    assert [cell.value for cell in new[4]][-5:] == [
        "Ghi tổng mức đầu tư",
        "Đơn vị tiền",
        "Ghi chiều dài (km)",
        "Lời nhắn cho người duyệt",
        "Số, ngày văn bản",
    ]
    new["B5"], new["M5"] = "Cầu Bản Mới", "TB 3/TB-UBND"
    out = tmp_path / "back.xlsx"
    book.save(out)
    plan = make_plan(out.read_bytes(), ground, "vi", date(2026, 11, 27))
    assert [cell.message for cell in plan.cells] == [
        "Tình trạng: Quy hoạch → Đang thi công",
        "Ngày của tình trạng: 7 tháng 9 năm 2022 → 7 tháng 11 năm 2026",
        "Tổng mức đầu tư: chưa có → 355,5 tỷ đồng",
        "Tên dự án: chưa có → Cầu Bản Mới",
    ]
    assert {cell.source for cell in plan.cells} == {"QĐ 9/QĐ-SXD ngày 7/11/2026", "TB 3/TB-UBND"}
    assert [cell.subject for cell in plan.cells] == ["DT-101"] * 3 + ["+5"]
    monkeypatch.setattr("geo.clock.today", lambda: date(2026, 11, 27))
    monkeypatch.setenv("SON_LA_STATE", str(tmp_path / "state"))
    new["C5"], new["D5"] = "cầu", "QL.37 Km420+500"
    book.save(out)
    assert geo_main(["apply", str(out), "--dry-run", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["new"], told["changed"], told["refused"]) == (4, 2, 0)
    sheet.cell(row, heads["Ghi tổng mức đầu tư"]).value = "1.984"
    book.save(out)
    assert geo_main(["apply", str(out), "--dry-run", "--lang", "en"]) == 1
    assert "The number may be 1984 or 1,984." in capsys.readouterr().out
    out.write_bytes(b"PK")
    assert geo_main(["apply", str(out), "--dry-run"]) == 2
