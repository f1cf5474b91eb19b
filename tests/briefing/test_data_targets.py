"""The targets as a workbook, as CSV and as pages of their own."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from openpyxl import Workbook, load_workbook
from pypdf import PdfReader

from briefing.book.statement import plan_targets, statement_of_targets
from briefing.data.targets import csv_of_targets, xlsx_of_targets
from briefing.data.xlsx import read_date
from briefing.formats import make
from briefing.request import ExportRequest
from briefing.statement.carriers import statement_in
from briefing.statement.statement import AIM, GOAL, SOURCE, StatementError, read_token
from briefing.verify.compare import verify
from briefing.verify.words import answer
from geo.dates import PartialDate
from geo.model import Status
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.reports.targets import targets
from geo.strings import say
from tests import tiny
from tests.briefing.sheets import TODAY, catalog, view_of


@cache
def opened() -> Workbook:
    return load_workbook(io.BytesIO(xlsx_of_targets(view_of())))


def test_the_first_sheet_has_both_years_and_what_is_published() -> None:
    sheet = opened()["Chỉ tiêu"]
    head, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())
    assert head == [
        "Nhóm", "Chỉ tiêu", "Đơn vị", "Mục tiêu 2025", "Mục tiêu 2030", "Số mới nhất",
        "So với mục tiêu",
    ]  # fmt: skip
    assert [row[1] for row in rows] == [
        one.definition.name["vi"] for one in targets(catalog(), TODAY).rows
    ]
    named = {row[1]: row for row in rows}
    assert named["Chất thải rắn đô thị được thu gom, xử lý"][3:6] == ["90", "95", "chưa có số liệu"]
    band = named["Tỷ trọng dịch vụ trong GRDP"]
    assert str(band[3]).startswith("39,6–42,5 (2021–2025)")
    assert band[4] == "43–44 (2026–2030)"


def test_all_values_are_numbers_with_their_sources() -> None:
    sheet = opened()["Số liệu"]
    head, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())
    assert len(rows) == len(catalog().indicators)
    at = {title: step for step, title in enumerate(head)}
    assert all(isinstance(row[at["Giá trị"]], int | float) for row in rows)
    assert sum(row[at["Đến"]] is not None for row in rows) >= 6
    programme = [row for row in rows if "1857/CTr-UBND" in str(row[at["Nguồn"]])]
    assert len(programme) == 39
    assert {row[at["Loại số"]] for row in programme} == {"Mục tiêu"}


def test_r11_the_days_of_values_are_dates_whatever_is_known_of_them() -> None:
    sheet = opened()["Số liệu"]
    at = [cell.value for cell in sheet[1]].index(say("targets.column-as-of", "vi"))
    written = [row[at] for row in sheet.iter_rows(min_row=2) if row[at].value]
    assert all(cell.is_date for cell in written)
    known = sorted(one.as_of.iso() for one in catalog().indicators if one.as_of)
    back = (read_date(cell.value, cell.number_format).iso() for cell in written)
    assert sorted(back) == known
    assert len(known) > 20


def test_aims_without_a_number_have_a_sheet() -> None:
    rows = list(opened()["Mục tiêu không có số"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == len(catalog().aims)
    assert rows[0][:3] == ("Cao tốc đến thành phố Sơn La", "hoàn thành", "vào năm 2030")


def test_the_csv_has_a_line_for_each_target() -> None:
    text = csv_of_targets(view_of(language="en")).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert len(lines) == 39
    assert lines[0]["name"] == "Urbanisation"


def test_on_paper_the_sources_follow_and_links_lead_to_them() -> None:
    data = make("targets-pdf", view_of(), ExportRequest(printed=TODAY))
    pages = PdfReader(io.BytesIO(data)).pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    assert "Chỉ tiêu và kết quả đã công bố" in text
    assert f"Trang {len(pages)}/{len(pages)}" in text
    used = {one.source_id for one in catalog().indicators}
    assert all(catalog().sources[id_].title["vi"] in text for id_ in used)
    urls = {
        note.get_object()["/A"]["/URI"]
        for page in pages
        for note in page.get("/Annots", ())
        if "/URI" in note.get_object().get("/A", {})
    }
    assert catalog().sources["CTR-1857"].url in urls
    # The same view gives the same bytes.
    assert data == make("targets-pdf", view_of(), ExportRequest(printed=TODAY))


def test_the_pages_carry_what_they_say_and_are_verified() -> None:
    data = make("targets-pdf", view_of(), ExportRequest(printed=TODAY))
    statement = statement_in(data, "vi")
    assert (statement.kind, statement.said) == ("targets", [])
    families = {str(one["id"]).partition(":")[0] for one in statement.rest}
    assert families == {AIM, GOAL, SOURCE}
    verdict = verify(statement, catalog(), TODAY)
    assert verdict.same
    said = answer(verdict, catalog())
    assert said.same
    assert said.lead == "ĐÚNG: dữ liệu hiện nay vẫn cho ra đúng bảng chỉ tiêu này."
    assert f"Bảng chỉ tiêu {statement.code}" in said.text()


def test_what_changed_in_the_targets_is_told() -> None:
    statement = statement_of_targets(plan_targets(view_of(), ExportRequest(printed=TODAY)))
    told = read_token(statement.to_token(), "vi")
    known = catalog()
    aim = next(one for one in known.aims if one.project_ids)
    event = tiny.event(aim.project_ids[0], PartialDate(2026, 11, 1), Status.LAPSED, "CTR-1857")
    (first, *others) = known.indicators
    edited = replace(
        known,
        events=(*known.events, event),
        indicators=(replace(first, value=first.value + 1), *others),
        aims=tuple(replace(one, aim=tiny.named("khác")) for one in known.aims),
    )
    verdict = verify(told, edited, TODAY)
    assert not verdict.same
    words = answer(verdict, edited).text()
    assert first.name["vi"] in words
    assert known.projects[aim.project_ids[0]].name["vi"] in words
    assert "Hết hiệu lực" in words
    assert "khác" in words


def test_targets_of_another_kind_or_code_are_no_statement() -> None:
    statement = statement_of_targets(plan_targets(view_of(), ExportRequest(printed=TODAY)))
    for forged in ({"kind": "sheet"}, {"code": "SL-2222-2222-2"}):
        token = statement.model_copy(update=forged).to_token()
        with pytest.raises(StatementError):
            read_token(token, "vi")
    early = build_view(catalog(), Selection(), date(2020, 1, 1))
    assert statement_of_targets(plan_targets(early, ExportRequest())).code != statement.code
