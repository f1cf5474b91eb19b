"""The book as PDF: its words, its numbers and what leads where are true."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from pypdf import PdfReader

from briefing.book.card import about_figure, card_of, quantities_of, source_lines
from briefing.book.front import contents_of
from briefing.book.pdf import draw_part
from briefing.book.plan import MOST_PAGES, Book, BookError, Part, PartKind, order_of, title_of
from briefing.book.pool import PartBundle, Spread
from briefing.book.render import render_book
from briefing.book.statement import plan_book
from briefing.request import ExportRequest
from briefing.statement.carriers import statement_in
from briefing.statement.statement import StatementError
from briefing.verify.words import answer
from geo.dates import PartialDate
from geo.model import AreaFrame
from geo.query.view import View
from geo.query.wording import indicator_number
from geo.reports.target_words import about_words, status_counts, summary_words
from geo.reports.targets import targets
from geo.strings import say
from geo.text import Text
from tests.briefing.checks import LATER, checked, edited
from tests.briefing.sheets import DISTRICTS, TODAY, catalog, view_of
from tests.inked import text_of

SOP_COP = "127"


def asked(**fields: object) -> ExportRequest:
    return replace(ExportRequest(printed=TODAY, workers=1), **fields)  # type: ignore[arg-type]


@cache
def small() -> tuple[bytes, Book]:
    """Give the book of one district with few projects, and what it holds."""
    request = asked(areas=(SOP_COP,))
    return render_book(view_of(), request), plan_book(view_of(), request)


@cache
def pages() -> tuple[str, ...]:
    reader = PdfReader(io.BytesIO(small()[0]))
    return tuple(" ".join(page.extract_text().split()) for page in reader.pages)


def page_with(*words: str) -> int:
    found = [number for number, text in enumerate(pages(), 1) if all(w in text for w in words)]
    assert found, words
    return found[0]


# -- what stands in it ------------------------------------------------------------------------


def test_cover_says_what_it_is_and_of_which_day() -> None:
    for words in (
        say("book.kicker", "vi"),
        "Các dự án hạ tầng tỉnh Sơn La",
        "Huyện Sốp Cộp (cũ)",
        "Tình trạng tính đến ngày 01/11/2026",
        "In ngày 01/11/2026",
        catalog().digest,
        "1857/CTr-UBND",
        "Hoàng Sa",
        "Trường Sa",
    ):
        assert words in pages()[0], words


def test_r10_a_book_asks_to_be_printed_at_its_true_size() -> None:
    root = PdfReader(io.BytesIO(small()[0])).trailer["/Root"]
    assert root["/ViewerPreferences"]["/PrintScaling"] == "/None"


def test_every_page_but_the_cover_has_its_number() -> None:
    count = len(pages())
    assert f"Trang 1/{count}" not in pages()[0]
    for number, text in enumerate(pages()[1:], start=2):
        assert f"Trang {number}/{count}" in text
        assert catalog().digest in text


def test_contents_name_the_true_pages() -> None:
    book, text = small()[1], pages()[1]
    assert say("book.contents", "vi") in text
    for part in order_of(book)[1:]:
        title = title_of(book, part)
        listed = re.search(rf"{re.escape(title)} (\d+)\b", text)
        assert listed, title
        target = pages()[int(listed[1]) - 1]
        assert title in target, title


def test_the_district_page_has_the_map_the_table_and_the_caption() -> None:
    book = small()[1]
    number = page_with("Danh mục dự án", "Chú giải", "Tỷ lệ 1:")
    text = pages()[number - 1]
    assert "Huyện Sốp Cộp (cũ)" in text
    # The group of the border schools is no project beside its parts.
    assert "có 6 dự án: 3 đang thi công, 3 trong quy hoạch (trong đó 3 dự án thuộc 1 nhóm)" in text
    assert len(book.rows) == 6 + 1
    for row in book.rows:
        assert row.project.name["vi"] in text


def test_every_project_has_its_card_with_history_and_sources() -> None:
    book = small()[1]
    for row in book.rows:
        card = card_of(book, row)
        # The page of a group names its parts: the id tells whose card it is.
        first = page_with(card.name, row.project.id, "Lịch sử tình trạng")
        # A long card goes on over the next page, under its name.
        text = " ".join(page for page in pages()[first - 1 : first + 1] if card.name in page)
        for step in card.history:
            assert f"{step.day} · {step.word}" in text
        # Where the list would cost a page, the numbers lead to the list of the book.
        lines, titles = source_lines(book, card), [one.title["vi"] for one in card.sources]
        whole = " ".join(pages())
        assert all(line in text for line in lines) or all(title in whole for title in titles)
        assert say("card.evidence", "vi") not in text
        assert card.status_word in text


def test_overview_counts_each_project_once() -> None:
    overview = pages()[page_with("Theo tình trạng", "Theo loại") - 1]
    assert "Tất cả, mỗi dự án tính một lần" in overview


def test_targets_of_both_years_stand_beside_what_is_published() -> None:
    book, known = small()[1], targets(catalog(), TODAY)
    told = " ".join(text for text in pages() if "Số mới nhất" in text)
    head = pages()[page_with("Chỉ tiêu và kết quả đã công bố", "Mục tiêu 2030") - 1]
    assert summary_words(known, "vi") in head
    assert head.index("Hạ tầng và đầu tư") < head.index("Cao tốc đến thành phố Sơn La")
    for group in known.groups:
        for aim in group.aims:
            assert status_counts(aim, "vi") in told
    for row in known.rows:
        assert row.definition.name["vi"] in told, row.definition.id
        for one in (*row.aims(2025), *row.aims(2030), *row.latest, *row.earlier):
            assert indicator_number(one, "vi") in told, one
        for one in row.latest:
            assert f"{about_words(one, 'vi')} {book.refs(one.source_id)}" in told, one
    silent = sum(not (row.latest or row.earlier) for row in known.rows)
    # The summary says the same words once.
    assert told.count(say("indicator.none", "vi")) >= silent + 1 > 1
    assert book.refs("CTR-1857") in head


def test_what_no_chart_shows_and_their_sources_are_in_the_book() -> None:
    book = small()[1]
    assert {item.source_id for item in catalog().indicators} <= set(book.sources)


def test_annex_and_sources_end_the_book() -> None:
    book = small()[1]
    annex = pages()[page_with("Phụ lục: danh mục dự án", "Mức tin cậy") - 1]
    assert all(row.project.name["vi"] in annex for row in book.rows)
    ending = " ".join(pages()[page_with("Phụ lục: danh mục dự án", "Mức tin cậy") :])
    for number, source in book.source_list():
        assert f"{number} {source.title['vi']}" in ending.replace("\n", " ")


def test_bookmarks_and_links_lead_to_their_parts() -> None:
    data, book = small()
    reader = PdfReader(io.BytesIO(data))
    flat: list[tuple[str, int]] = []

    def walk(items: list[object]) -> None:
        for item in items:
            if isinstance(item, list):
                walk(item)
            else:
                flat.append((item.title, reader.get_destination_page_number(item)))  # type: ignore[attr-defined]

    walk(reader.outline)
    titles = dict(flat)
    for part in order_of(book):
        title = title_of(book, part)
        card = part.kind is PartKind.CARD
        shown = f"{book.numbers[part.subject]}. {title}" if card else title
        assert title in pages()[titles[shown]], shown
    links = [note for page in reader.pages for note in page.get("/Annots", [])]
    # From contents, overview, map and annex; and to the addresses of sources.
    assert len(links) > 3 * len(book.rows)
    facts = reader.metadata
    assert facts is not None
    assert facts.title == "Bản đồ hạ tầng Sơn La – Các dự án hạ tầng tỉnh Sơn La"
    assert f"digest={catalog().digest}" in str(facts.keywords)
    assert reader.root_object["/Lang"] == "vi"


# -- the same every time, whoever draws -------------------------------------------------------


def test_processes_make_the_same_bytes_and_tell_how_far_they_are() -> None:
    said: list[tuple[int, int, str]] = []
    data = render_book(
        view_of(), asked(areas=(SOP_COP,), workers=2), lambda *step: said.append(step)
    )
    assert data == small()[0]
    assert said[0][0] == 0
    assert [step[0] for step in said] == sorted(step[0] for step in said)
    assert said[-1][0] == said[-1][1]
    assert {step[1] for step in said} == {len(order_of(small()[1])) + 1}


def test_the_province_has_a_page_for_every_district() -> None:
    book = plan_book(view_of(), asked())
    assert [chapter.id for chapter in book.chapters] == [f"area:{code}" for code in DISTRICTS]
    assert {row.project.id for row in book.rows} == set(catalog().projects)
    assert sorted(book.numbers.values()) == list(range(1, len(book.rows) + 1))


def test_what_the_view_selects_gets_the_pages() -> None:
    book = plan_book(view_of("123", statuses=("construction",)), asked())
    assert [chapter.id for chapter in book.chapters] == ["area:123"]
    assert {row.project.id for row in book.rows} == {
        "EXP-SL1", "RD-MOCCHAU-MAIN", "SCH-BORDER", "SCH-LONGSAP",
    }  # fmt: skip
    both = plan_book(view_of(), asked(areas=("123",), corridors=("COR-02",)))
    alone = plan_book(view_of(), asked(corridors=("COR-02",)))
    assert {row.project.id for row in alone.rows} < {row.project.id for row in both.rows}


# -- what can go wrong ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"format": "docx"}, "docx"),
        ({"size": "A9"}, "A9"),
        ({"areas": ("999",)}, "999"),
        ({"corridors": ("COR-99",)}, "COR-99"),
        ({"layers": frozenset({"moon"})}, "moon"),
    ],
)
def test_what_cannot_be_made_is_refused_in_one_line(fields: dict[str, object], part: str) -> None:
    with pytest.raises(BookError) as caught:
        render_book(view_of(), asked(**fields))
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)


def test_too_many_pages_are_refused_before_anything_is_drawn() -> None:
    codes = tuple(area.code for frame in AreaFrame for area in catalog().areas.frame(frame))
    whole = view_of()
    rows = tuple(whole.catalog.projects.values())
    many = {
        f"{project.id}-{step}": replace(project, id=f"{project.id}-{step}")
        for project in rows
        for step in range(5)
    }
    crowded = replace(whole, catalog=replace(whole.catalog, projects=many))
    with pytest.raises(BookError, match=str(MOST_PAGES)):
        render_book(crowded, asked(areas=codes))


def test_a_district_without_projects_says_so() -> None:
    view = view_of("122", words="zzz")
    book = plan_book(view, asked())
    assert Part(PartKind.ANNEX) not in order_of(book)
    assert not [part for part in order_of(book) if part.kind is PartKind.CARD]
    leaves = [
        leaf
        for part in (Part(PartKind.AREA, "122"), Part(PartKind.OVERVIEW))
        for leaf in draw_part(book, part)
    ]
    for leaf in leaves:
        assert say("sheet.projects-none", "vi") in text_of(leaf.drawing)


def test_hostile_names_stay_words() -> None:
    hostile = "<b>&\\(x) $y$ 1.234567 \x07\u202e 漢 " + "dài " * 60
    view = view_of()
    project = replace(catalog().projects["DT-105A"], name=Text((("vi", hostile), ("en", hostile))))
    changed = replace(view.catalog, projects={**view.catalog.projects, "DT-105A": project})
    book = plan_book(replace(view, catalog=changed), asked(areas=(SOP_COP,)))
    for part in (Part(PartKind.AREA, "127"), Part(PartKind.CARD, "DT-105A"), Part(PartKind.ANNEX)):
        assert draw_part(book, part)
    groups, cards = contents_of(book)
    assert any(title_of(book, part) == hostile for part in cards)
    assert groups


def _fails(_book: Book, parts: tuple[str, ...]) -> None:
    if "b" in parts:
        msg = "x"
        raise ValueError(msg)


def _dies(_book: Book, parts: tuple[str, ...]) -> None:
    import os

    if "b" in parts:
        os._exit(3)


@pytest.mark.parametrize(
    ("work", "workers", "words"),
    [(_fails, 1, "ValueError"), (_dies, 2, "dừng đột ngột")],
)
def test_a_page_that_fails_is_named_and_nothing_stays_behind(
    work: Callable[[Book, tuple[str, ...]], None], workers: int, words: str
) -> None:
    import multiprocessing

    book = replace(small()[1], request=asked(workers=workers))
    jobs = [
        PartBundle(("a",) * 4, "Trang A"),
        PartBundle(("b",) * 4, "Trang B"),
        PartBundle(("c",) * 4, "Trang C"),
    ]
    with pytest.raises(BookError, match=words) as caught:
        Spread(book, work, lambda _: None).run(jobs)
    assert ("Trang B" in str(caught.value)) is (work is _fails)
    assert multiprocessing.active_children() == []


def test_a_caller_that_gives_up_stops_the_work() -> None:
    class Enough(BaseException):
        pass

    def stop(_job: PartBundle) -> None:
        raise Enough

    done: list[tuple[str, ...]] = []

    def work(_book: Book, parts: tuple[str, ...]) -> None:
        done.append(parts)

    jobs = [PartBundle(("a",), "Trang A"), PartBundle(("b",), "Trang B")]
    with pytest.raises(Enough):
        Spread(small()[1], work, stop).run(jobs)
    assert done == [("a",)]


def test_a_past_day_knows_no_later_figure() -> None:
    from datetime import date

    view: View = view_of(as_of=date(2022, 12, 31))
    book = plan_book(view, asked())
    rows = {row.project.id: row for row in book.rows}
    card = card_of(book, rows["EXP-SL1"])
    assert card.status_word == "Chuẩn bị đầu tư"
    assert all("2025" not in step.day for step in card.history)
    figures = [figure for one in quantities_of(card, "vi") for figure in one.figures]
    shown = " ".join(about_figure(book, figure) for figure in figures)
    assert "2026" not in shown


def test_sources_that_disagree_stand_side_by_side() -> None:
    book = plan_book(view_of(), asked())
    row = next(row for row in book.rows if row.project.id == "EXP-SL1")
    length = next(q for q in quantities_of(card_of(book, row), "vi") if q.name == "Chiều dài")
    assert length.disagree
    assert {figure.value for figure in length.figures} == {
        "33,3 km", "khoảng 33,32 km", "32,3 km", "khoảng 32,3 km",
    }  # fmt: skip
    assert all(re.search(r"\[\d+\]", about_figure(book, figure)) for figure in length.figures)
    leaves = draw_part(book, Part(PartKind.CARD, "EXP-SL1"))
    assert len(leaves) == 2


# -- it checks itself -------------------------------------------------------------------------


def test_one_statement_covers_the_book_and_its_code_stands_on_its_pages() -> None:
    data, book = small()
    statement = statement_in(data, "vi")
    assert statement.kind == "book"
    assert statement.parameters == {"area": SOP_COP}
    assert (statement.day, statement.printed) == (TODAY.isoformat(), TODAY.isoformat())
    assert {one["id"] for one in statement.said} == {row.project.id for row in book.rows}
    rest = {one["id"] for one in statement.rest}
    assert f"area:{SOP_COP}" in rest
    assert {f"source:{id_}" for id_ in book.sources} <= rest
    assert "goal:BUDGET-REVENUE:2025" in rest
    assert statement.code == book.code
    chapter = page_with("Danh mục dự án", "Chú giải", "Tỷ lệ 1:")
    for number, text in enumerate(pages(), start=1):
        # The page of a district has the code of its own view, which its QR code restores.
        assert (f"Mã kiểm tra {book.code}" in text) is (number != chapter), number


def test_slides_and_another_language_say_the_same() -> None:
    english = plan_book(view_of(language="en"), asked(areas=(SOP_COP,), size="A3", format="pptx"))
    assert english.code == small()[1].code
    assert plan_book(view_of(), asked(areas=("123",))).code != english.code


def test_the_book_says_whether_it_still_holds() -> None:
    data = small()[0]
    verdict = checked(data, today=LATER)
    assert verdict.same
    words = answer(verdict, catalog()).text()
    assert "ĐÚNG: dữ liệu hiện nay vẫn cho ra đúng tài liệu họp này." in words
    assert "Huyện Sốp Cộp (cũ)" in words
    known = edited("DT-105", PartialDate(2026, 10, 15))
    words = answer(checked(data, known), known).text()
    assert "ĐÃ KHÁC" in words
    assert "tình trạng Quy hoạch → Đang thi công; ngày 07/09/2022 → 15/10/2026 [1857/CTr" in words
    assert checked(data, edited("EXP-SL1", PartialDate(2026, 10, 15))).same


@pytest.mark.parametrize("share", [0.02, 0.5, 0.99])
def test_a_truncated_book_is_told(share: float) -> None:
    data = small()[0]
    with pytest.raises(StatementError, match="hỏng hoặc thiếu một phần"):
        statement_in(data[: int(len(data) * share)], "vi")
