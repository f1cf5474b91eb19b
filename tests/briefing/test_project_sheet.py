"""The sheet of one project: always one page, what counts first, what has no room counted."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation
from pptx.util import Inches
from pypdf import PdfReader

from briefing.book.page import BookPage, FlowBlock
from briefing.cli import main
from briefing.formats import FORMATS, FormatGroup, make
from briefing.project_sheet import draw as drawing
from briefing.project_sheet.blocks import place
from briefing.project_sheet.draw import draw_project
from briefing.project_sheet.plan import ProjectSheet, plan_project, statement_of_project
from briefing.project_sheet.tiles import tiles_of
from briefing.request import ExportRequest, RequestError
from briefing.sheet.page import Page
from briefing.sheet.paper_sizes import Box
from briefing.slides.deck import BOTTOM, CLOSE_TOP, FAR, IMPRINT, LEAST_FILLED
from briefing.statement.carriers import statement_in
from briefing.verify.compare import OnPaper, verify, verify_code
from briefing.verify.words import answer
from geo.catalog.catalog import Catalog
from geo.dates import PartialDate
from geo.strings import say
from panels.export.options import groups
from tests.briefing import controlled
from tests.briefing.controlled import PROJECT, view_of
from tests.briefing.sheets import TODAY
from tests.briefing.test_book_slides import runs_on
from tests.once import catalog

LANGUAGES = pytest.mark.parametrize("language", ["vi", "en"])


def request(project: str = PROJECT, **more: Any) -> ExportRequest:
    return ExportRequest(printed=TODAY, project=project, **more)


def planned(known: Catalog | None = None, project: str = PROJECT, **asked: Any) -> ProjectSheet:
    return plan_project(view_of(known, **asked), request(project))


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float, float]]:
    """Give every line of text of the page with its place; no map is drawn."""
    lines: list[tuple[str, float, float]] = []
    write = Page.write

    def spy(page: Page, text: str, x: float, y: float, *args: Any, **more: Any) -> None:
        lines.append((text, x, y))
        write(page, text, x, y, *args, **more)

    monkeypatch.setattr(Page, "write", spy)
    monkeypatch.setattr(drawing, "draw_map", lambda *_: None)
    return lines


def words(lines: Iterable[tuple[str, float, float]]) -> str:
    return " ".join(" ".join(line.replace("\u00a0", " ").split()) for line, _, _ in lines)


@LANGUAGES
def test_ux17_the_page_tells_what_a_leader_asks(
    written: list[tuple[str, float, float]], language: str
) -> None:
    sheet = planned(language=language)
    draw_project(sheet)
    text = words(written)
    expected = {
        "vi": (
            "Phiếu dự án · Cao tốc", "Số liệu mới nhất 05/02/2026", "Đang thi công", "11,8 %",
            "37,06 %", "Mặt bằng xôi đỗ", "UBND tỉnh Sơn La giải quyết", "hạn 31/03/2026",
            "Khởi công", "12/2024", "18/05/2025", "chậm ít nhất 4 tháng",
            "31/10/2025 → 06/2026", "chậm 7 tháng; quá hạn, chưa có tin", "Gói XL-01",
            "1.352,4 tỷ đồng · nhà thầu Liên danh A – B", "đạt 12,5 %", "1.850 tỷ đồng",
            "(chủ đầu tư)", "(cơ quan chủ quản)", "100 hộ", "In ngày 01/11/2026", "01/11/2026",
        ),
        "en": (
            "Project sheet", "Latest data 5 Feb 2026", "Under construction", "11.8 %",
            "Scattered site", "by 31 Mar 2026", "Ground-breaking", "at least 4 months late",
            "7 months late; overdue, no word of it", "Package XL-01", "(investor)",
        ),
    }  # fmt: skip
    for fact in expected[language]:
        assert fact in text, fact
    assert sheet.sheet.provenance.code in text


def test_what_was_told_first_is_no_bar_any_more(written: list[tuple[str, float, float]]) -> None:
    draw_project(planned())
    assert "4,2 %" not in words(written)


def test_the_past_knows_nothing_of_later_words(written: list[tuple[str, float, float]]) -> None:
    sheet = plan_project(view_of(as_of=PartialDate(2025, 6, 1).first_day), request())
    draw_project(sheet)
    text = words(written)
    assert "11,8 %" not in text
    assert "06/2026" not in text
    assert "chậm ít nhất 4 tháng" in text


def test_ux17_every_project_has_its_one_page_within_the_paper(
    written: list[tuple[str, float, float]],
) -> None:
    view = view_of()
    for project in view.catalog.projects:
        written.clear()
        page = draw_project(plan_project(view, request(project)))
        assert isinstance(page, BookPage)
        for text, x, y in written:
            assert 0 < x < page.paper.width, (project, text)
            assert page.paper.height > y > 30, (project, text)


def test_what_has_no_room_is_counted(written: list[tuple[str, float, float]]) -> None:
    known = controlled.controlled()
    many = tuple(
        controlled.obstacle(f"Vướng mắc thứ {number:02}", f"Obstacle {number:02}")
        for number in range(40)
    )
    draw_project(planned(replace(known, obstacles=many)))
    text = words(written)
    shown = sum(f"Vướng mắc thứ {number:02}" in text for number in range(40))
    assert 2 <= shown < 40
    assert say("project.more", "vi", count=40 - shown) in text
    # The parts that got no room are named, those of a planner stay.
    assert say("card.packages", "vi") in text
    assert "Gói XL-01" in text
    assert say("project.left-out", "vi", parts="").partition(":")[0] in text


def test_a_project_of_which_little_is_known_has_no_empty_parts(
    written: list[tuple[str, float, float]],
) -> None:
    draw_project(planned(project="LOG-BORDER"))
    text = words(written)
    for key in ("project.milestones", "card.obstacles", "card.packages", "project.land"):
        assert say(key, "vi") not in text, key
    assert say("project.photo", "vi") in text
    assert "Tổng mức đầu tư, tiến độ, kế hoạch vốn năm, các mốc, gói thầu, vướng mắc." in text


def test_a_full_page_has_no_place_for_a_photo(written: list[tuple[str, float, float]]) -> None:
    draw_project(planned())
    assert say("project.photo", "vi") not in words(written)


def test_the_tiles_are_money_size_next_step_and_years() -> None:
    tiles = tiles_of(planned())
    assert [(name, value) for name, value, _ in tiles] == [
        (say("quantity.capital", "vi"), "4.938 tỷ đồng"), ("Chiều dài", "33,3 km"),
        ("Mốc quá hạn", "06/2026"), ("Năm thực hiện", "2023 – 2028"),
    ]  # fmt: skip
    assert "32,3 km" in tiles[1][2]
    assert tiles_of(planned(project="LOG-BORDER")) == []


_HEIGHTS = st.lists(st.lists(st.floats(2, 60), min_size=1, max_size=6), min_size=1, max_size=6)


def _blocks(heights: Sequence[float]) -> list[FlowBlock]:
    return [
        FlowBlock(height, lambda *_: None, with_next=not step and len(heights) > 1)
        for step, height in enumerate(heights)
    ]


@given(_HEIGHTS)
def test_blocks_stand_within_their_columns_and_none_on_another(
    heights: list[list[float]],
) -> None:
    columns = [Box(0, 0, 10, 100), Box(20, 0, 10, 80), Box(40, 0, 10, 80)]
    found = place([_blocks(part) for part in heights], columns)
    if found is None:
        return
    placed, left = found
    assert len(placed) == sum(map(len, heights))
    for box, rest in zip(columns, left, strict=True):
        mine = [(top, block.height) for block, x, top in placed if x == box.left]
        assert sum(height for _, height in mine) == pytest.approx(box.height - rest.height)
        assert all(top - height >= box.bottom - 0.6 for top, height in mine)
        tops = [top for top, _ in mine]
        assert tops == sorted(tops, reverse=True)


def test_all_files_are_one_page_and_say_the_same() -> None:
    view = view_of()
    pdf = make("project-pdf", view, request())
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    assert "Mặt bằng xôi đỗ" in reader.pages[0].extract_text()
    width, height = (round(float(side) / 72 * 25.4) for side in reader.pages[0].mediabox[2:])
    assert (width, height) == (210, 297)
    assert make("project-pdf", view, request()) == pdf
    grey = make("project-png", view, request(grey=True, dpi=50))
    slides = make("project-pptx", view, request())
    statements = [statement_in(data, "vi") for data in (pdf, grey, slides)]
    assert {one.code for one in statements} == {plan_project(view, request()).sheet.provenance.code}
    assert [one.project for one in statements] == [PROJECT] * 3
    first, second = Presentation(io.BytesIO(slides)).slides
    assert second.shapes.title.text_frame.text == f"{first.shapes.title.text_frame.text} (tiếp)"
    tables = [
        line
        for slide in (first, second)
        for shape in slide.shapes
        if shape.has_table
        for cell in shape.table.iter_cells()
        for line in cell.text.split("\n")
    ]
    for fact in ("Bàn giao mặt bằng", "18/05/2025", "100 hộ (05/02/2026) [1]"):
        assert fact in tables, fact
    assert any(text.startswith("Mặt bằng xôi đỗ") for text in tables)


def test_ux_43_slides_of_a_project_are_read_from_the_end_of_the_room() -> None:
    """Words in 14 points; 12 where a source or the place of a photo is told; no empty slide."""
    for project in (PROJECT, "DT-102"):
        data = make("project-pptx", view_of(), request(project))
        for slide in Presentation(io.BytesIO(data)).slides:
            body = [one for one in slide.shapes if Inches(0.7) <= one.top < Inches(BOTTOM)]
            for shape in body:
                for words, run in runs_on(shape):
                    assert run.font.size.pt >= (IMPRINT if "[" in words else FAR), words
            lowest = max(shape.top + shape.height for shape in body) / Inches(1)
            assert CLOSE_TOP + (BOTTOM - CLOSE_TOP) * LEAST_FILLED <= lowest <= BOTTOM + 0.01


def test_a_sheet_is_verified_and_what_changed_is_named() -> None:
    known = controlled.controlled()
    statement = statement_of_project(planned())
    assert verify(statement, known, TODAY).same
    solved = replace(controlled.OBSTACLES[0], state=controlled.OBSTACLES[2].state)
    later = replace(
        known,
        obstacles=(solved, *controlled.OBSTACLES[1:]),
        packages=(controlled.package(1, 20.0), *known.packages[1:]),
        milestones=known.milestones[1:],
    )
    verdict = verify(statement, later, TODAY)
    told = answer(verdict, later).text()
    assert not verdict.same
    for state in ("đang vướng", "đã giải quyết"):
        assert f"Mặt bằng xôi đỗ ({state}; UBND tỉnh Sơn La giải quyết; hạn 31/03/2026)" in told
    package = "1.352,4 tỷ đồng; nhà thầu Liên danh A – B; ký 28/04/2025; xong 06/2027"
    for done in ("12,5 %", "20 %"):
        words = f"XL-01: Gói XL-01 ({package}; đạt {done}) (05/02/2026) [Báo Sơn La (05/02/2026)]"
        assert words in told
    assert "Khởi công (kế hoạch) 12/2024 (06/2024)" in told
    gone = replace(
        known,
        projects={id_: one for id_, one in known.projects.items() if id_ != PROJECT},
    )  # fmt: skip
    assert not verify(statement, gone, TODAY).same


def test_the_code_on_paper_is_found_by_the_link_of_the_card() -> None:
    known = controlled.controlled()
    code = planned().sheet.provenance.code
    paper = OnPaper(code, f"https://example.org/?id={PROJECT}", TODAY)
    assert verify_code(paper, known, "vi", TODAY).same
    assert not verify_code(replace(paper, link="https://example.org/"), known, "vi", TODAY).same


def test_a_part_tells_what_its_group_costs_and_says_so_in_its_statement() -> None:
    known = controlled.controlled()
    part = replace(known.projects["LOG-BORDER"], part_of=PROJECT)
    grouped = replace(known, projects={**known.projects, part.id: part})
    sheet = planned(grouped, part.id)
    ((label, value, refs), *_) = tiles_of(sheet)
    assert (label, value) == (say("project.group-capital", "vi"), "4.938 tỷ đồng")
    assert refs.startswith("[")
    assert sheet.group == "Thuộc: " + known.projects[PROJECT].name["vi"]
    (said,) = statement_of_project(sheet).said
    assert [row[:3] for row in said["control"]] == [["group", PROJECT, "4938 billion_vnd"]]


def test_a_statement_without_its_project_is_none() -> None:
    statement = statement_of_project(planned())
    with pytest.raises(ValueError, match="kind"):
        type(statement).model_validate({**dict(statement), "project": ""})


@pytest.mark.parametrize(("project", "word"), [("", "--project"), ("NO-SUCH", "NO-SUCH")])
def test_a_project_that_is_none_is_refused_in_words(project: str, word: str) -> None:
    with pytest.raises(RequestError, match=word):
        plan_project(view_of(), request(project))


@pytest.mark.usefixtures("read_once")
def test_the_command_line_makes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "x.png"
    asked = ["--project", "LOG-BORDER", "--as-of", "2026-11-01", "--dpi", "50"]
    assert main(["export", *asked, "--out", str(out)]) == 0
    assert statement_in(out.read_bytes(), "vi").project == "LOG-BORDER"
    assert main(["project", *asked, "--grey", "--out", str(tmp_path)]) == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert "son-la_log-border_2026-11-01_phieu-du-an-den-trang.pdf" in names
    assert main(["project", "--out", str(out)]) == 2
    assert "--project" in capsys.readouterr().err


def test_ux17_the_dialog_offers_it_first_where_a_card_is_open() -> None:
    # After the edition for who only looks.
    assert groups(one_project=True)[1] is FormatGroup.PROJECT
    assert FormatGroup.PROJECT not in groups(one_project=False)
    assert [form.extension for form in FORMATS.values() if form.one_project] == [
        "pdf", "png", "pptx",
    ]  # fmt: skip


def test_a_sheet_of_the_committed_data_can_be_made() -> None:
    assert plan_project(view_of(catalog()), request()).numbers
