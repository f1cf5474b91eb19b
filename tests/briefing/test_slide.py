"""Slides: what a person can edit is native, the map is sharp, the bytes are the same every time."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import shapely
from PIL import Image
from pptx import Presentation
from pptx.presentation import Presentation as Show
from pptx.shapes.picture import Picture
from pptx.slide import Slide
from pptx.util import Emu

from briefing.__main__ import main
from briefing.book.render import render_book
from briefing.book.statement import plan_book
from briefing.content.caption import caption
from briefing.request import ExportRequest
from briefing.sheet.plan import plan
from briefing.slides.deck import Grid, TextRun, cell, lines_needed
from briefing.slides.projects import MOST_ROWS, name_in_list
from briefing.slides.slide import MAP, map_picture, render_slide, signs_of
from briefing.statement.carriers import Edits, edits_in, statement_in
from briefing.verify.compare import OnPaper, verify_code
from briefing.verify.words import answer
from geo.dates import PartialDate
from geo.io.load import load
from geo.model import Figure
from geo.query.groups import counted_rows
from geo.strings import say
from geo.tables import DATA
from geo.text import Text
from layers.paper.greyscale import grey
from layers.style.symbols import STATUS_LETTERS
from tests import readers
from tests.briefing.checks import LATER, SOP_COP, checked, edited
from tests.briefing.sheets import TODAY, catalog, request, view_of

LINK = "https://example.org/?area=127&lang=vi"


@cache
def slides_of(*areas: str, **fields: object) -> bytes:
    return render_slide(view_of(*areas), request(link=LINK, dpi=200, **fields))


def opened(data: bytes) -> Show:
    return Presentation(io.BytesIO(data))


def words_on(slide: Slide) -> str:
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    texts += [
        item.text
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
        for item in row.cells
    ]
    return "\n".join(texts)


def tables_on(slide: Slide) -> list[list[list[str]]]:
    return [
        [[item.text for item in row.cells] for row in shape.table.rows]
        for shape in slide.shapes
        if shape.has_table
    ]


def pictures_on(slide: Slide) -> list[Picture]:
    return [shape for shape in slide.shapes if shape.shape_type == 13]


def test_title_caption_table_and_legend_are_words() -> None:
    slides = opened(slides_of("127")).slides
    slide, view = slides[0], view_of("127")
    assert slide.shapes.title.text_frame.text.startswith("Dự án hạ tầng huyện Sốp Cộp (cũ): ")
    text = words_on(slide)
    assert caption(view, "vi") in text
    (table,) = tables_on(slide)
    sheet = plan(view, request())
    # All have room, the parts of a group below its head.
    signs = tuple(STATUS_LETTERS.values())
    named = [row[1] for row in table[1:] if not row[1].startswith(signs)]
    lines = [name_in_list(line) for line in sheet.lines]
    assert [one.split(" (")[0] for one in named] == [one.split(" (")[0] for one in lines]
    assert not any(
        say("slide.continued", "vi", title="").strip() in words_on(one) for one in slides
    )
    assert "◆ Đang thi công: " in table[1][1]
    for status in {line.row.status for line in sheet.lines}:
        assert f"{STATUS_LETTERS[status]} {say(f'status.{status}', 'vi')}" in text
    everything = "\n".join(map(words_on, slides))
    for line in sheet.lines:
        assert name_in_list(line) in everything
    assert "Cửa khẩu phụ" in everything
    assert catalog().digest in text
    assert "Ranh giới mang tính tham khảo" in text


def sizes_in(shape: Any) -> set[float]:  # noqa: ANN401 - the library has no types
    """Return the sizes of the words of a shape, in points."""
    frames = [shape.text_frame] if shape.has_text_frame else []
    if shape.has_table:
        frames = [item.text_frame for row in shape.table.rows for item in row.cells]
    paragraphs = [paragraph for frame in frames for paragraph in frame.paragraphs]
    return {run.font.size.pt for one in paragraphs for run in one.runs if run.text.strip()}


def test_table_and_signs_are_read_from_the_end_of_the_room() -> None:
    slides = opened(slides_of()).slides
    for slide in slides:
        for shape in slide.shapes:
            if shape.has_table:
                assert min(sizes_in(shape)) >= 14
    (signs,) = [
        shape
        for shape in slides[0].shapes
        if shape.has_text_frame and "◆ Đang thi công" in shape.text_frame.text
    ]
    assert sizes_in(signs) == {14}
    (table,) = tables_on(slides[0])
    # A row of a project has a number; the head of a status has none.
    assert 0 < sum(bool(row[0].strip()) for row in table[1:]) <= MOST_ROWS == 8


@pytest.mark.parametrize("areas", [(), ("127",), ("123",)])
def test_nothing_on_a_slide_lies_on_another_thing(areas: tuple[str, ...]) -> None:
    """By their boxes, and with an eighth to spare below each table."""
    deck = opened(slides_of(*areas))
    for slide in deck.slides:
        boxes = [
            (shape, shapely.box(shape.left, shape.top, shape.left + shape.width,
                                shape.top + shape.height * (1.12 if shape.has_table else 1.0)))
            for shape in slide.shapes
        ]  # fmt: skip
        for (one, first), (two, second) in combinations(boxes, 2):
            assert first.intersection(second).area == 0, (one.name, two.name)
        assert all(box.bounds[3] <= deck.slide_height for _, box in boxes)


def test_the_map_is_one_sharp_picture_with_words_for_those_who_do_not_see_it() -> None:
    deck = opened(slides_of("127"))
    assert (deck.slide_width, deck.slide_height) == (12191695, 6858000)
    large = [shape for shape in pictures_on(deck.slides[0]) if shape.width > Emu(4_000_000)]
    assert len(large) == 1
    shape = large[0]
    picture = Image.open(io.BytesIO(shape.image.blob))
    inches = shape.width / 914_400
    assert picture.width / inches >= 199
    assert picture.width / picture.height == pytest.approx(shape.width / shape.height, rel=0.01)
    for drawn in pictures_on(deck.slides[0]):
        assert drawn._element.xpath(".//p:cNvPr")[0].get("descr")
    assert "huyện Sốp Cộp (cũ)" in shape._element.xpath(".//p:cNvPr")[0].get("descr")


def test_notes_hold_the_caption_and_every_source() -> None:
    notes = opened(slides_of("127")).slides[0].notes_slide.notes_text_frame.text
    sheet = plan(view_of("127"), request())
    assert sheet.caption in notes
    assert LINK in notes
    for number, source in sheet.provenance.numbered:
        assert f"[{number}] {source.title['vi']}" in notes
        assert source.url in notes


def test_projects_without_room_go_to_more_slides() -> None:
    deck = opened(slides_of())
    assert len(deck.slides) >= 2
    view, sheet = view_of(), plan(view_of(), request())
    numbers: list[str] = []
    for slide in deck.slides:
        for table in tables_on(slide):
            numbers += [row[0] for row in table[1:] if row[0].strip()]
    assert sorted(map(int, numbers)) == list(range(1, len(counted_rows(view.rows)) + 1))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles[0] == sheet.title
    assert titles[1:-1] == [f"{sheet.title} (tiếp)"] * (len(titles) - 2)
    assert titles[-1] == f"Chú giải: {sheet.title}"
    # The head of a group is no project that is left over, nor is the row of a status.
    first = [row[0] for table in tables_on(deck.slides[0]) for row in table[1:]]
    shown = sum(number.strip().isdigit() for number in first)
    left_over = len(counted_rows(view.rows)) - shown
    assert f"Còn {left_over} dự án ở trang sau." in words_on(deck.slides[0])


def test_a_group_beside_the_map_says_which_numbers_are_its_parts() -> None:
    """A group is no number of the map: a reader of it looks for those of its parts."""
    sheet = plan(view_of(), request())
    schools = [line.number for line in sheet.lines if line.row.project.part_of == "SCH-BORDER"]
    told = f"(gồm các số {schools[0]}–{schools[-1]} trên bản đồ; xem trang sau)"
    (row,) = [row for row in tables_on(opened(slides_of()).slides[0])[0] if told in row[1]]
    assert not row[0].strip()


def test_a_group_whose_parts_stand_below_it_beside_the_map_leads_nowhere() -> None:
    """Of Phù Yên all three projects and the one part have room: there is no other slide."""
    deck = opened(slides_of("122"))
    assert len(deck.slides) == 2
    assert not any("trang sau" in text for row in tables_on(deck.slides[0])[0] for text in row)


def test_no_status_stands_alone_at_the_end_of_a_slide() -> None:
    for slide in opened(slides_of()).slides:
        for table in tables_on(slide):
            assert table[-1][1][:2].strip() not in STATUS_LETTERS.values()


def test_every_sign_of_the_map_is_explained_on_the_last_slide() -> None:
    last = opened(slides_of()).slides[-1]
    view = view_of()
    explained = [
        entry.text
        for entry, _ in signs_of(map_picture(view, request(dpi=200), MAP).legend, grey=False)
    ]
    assert set(explained) <= set(words_on(last).splitlines())


def test_slides_stay_on_the_slide() -> None:
    deck = opened(slides_of())
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width + 10
            assert shape.top + shape.height <= deck.slide_height + 10


def test_words_have_a_font_of_every_office_and_their_language() -> None:
    with zipfile.ZipFile(io.BytesIO(slides_of("127"))) as archive:
        slide = archive.read("ppt/slides/slide1.xml").decode()
        theme = archive.read("ppt/theme/theme1.xml").decode()
        dates = {entry.date_time for entry in archive.infolist()}
        names = archive.namelist()
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r'<a:latin typeface="([^"]*)"', slide)) == {"Arial"}
    assert 'typeface="Calibri"' not in theme
    assert set(re.findall(r'\blang="([^"]*)"', slide)) == {"vi-VN"}
    assert dates == {(1980, 1, 1, 0, 0, 0)}
    assert "docProps/thumbnail.jpeg" not in names
    assert f"digest={catalog().digest}" in core
    assert "2026-11-01T00:00:00Z" in core


def test_the_same_slides_are_the_same_bytes() -> None:
    again = render_slide(view_of("127"), request(link=LINK, dpi=200))
    assert again == slides_of("127")


def test_grey_slides_have_no_colour() -> None:
    deck = opened(slides_of("127", grey=True))
    slide = deck.slides[0]
    for drawn in pictures_on(slide):
        picture = Image.open(io.BytesIO(drawn.image.blob)).convert("RGB")
        assert all(high - low <= 1 for low, high in _spread(picture))
    xml = zipfile.ZipFile(io.BytesIO(slides_of("127", grey=True))).read("ppt/slides/slide1.xml")
    for color in set(re.findall(r'srgbClr val="(\w{6})"', xml.decode())):
        assert color == grey(f"#{color}").removeprefix("#")


def _spread(picture: Image.Image) -> list[tuple[int, int]]:
    colors = picture.getcolors(1 << 24) or []
    return [(min(color), max(color)) for _, color in colors]  # type: ignore[type-var,arg-type]


def test_hostile_names_stay_words() -> None:
    hostile = "=1+1 <a:t>&amp; \x07\x0b \ufffe 漢 “x”"
    project = replace(catalog().projects["DT-105A"], name=Text((("vi", hostile),)))
    view = view_of("127")
    rows = tuple(
        replace(row, project=project) if row.project.id == "DT-105A" else row for row in view.rows
    )
    slide = opened(render_slide(replace(view, rows=rows), request(dpi=200))).slides[0]
    shown = [row[1] for row in tables_on(slide)[0]]
    assert "=1+1 <a:t>&amp;   漢 “x”" in shown


def test_a_view_without_projects_is_said_in_words() -> None:
    slide = opened(render_slide(view_of("122", words="zzz"), request(dpi=200))).slides[0]
    assert tables_on(slide) == []
    assert say("sheet.projects-none", "vi") in words_on(slide)


def test_a_table_is_cut_where_its_room_ends() -> None:
    rows = tuple((cell(str(number)), cell("chữ " * 30)) for number in range(9))
    grid = Grid((0.4, 2.0), (cell("TT"), cell("Tên")), rows, "bảng")
    first, rest = grid.split(sum(grid.heights[:4]) + 0.01)
    assert (len(first.rows), len(rest.rows)) == (3, 6)
    assert rest.head == grid.head
    assert lines_needed((TextRun("chữ " * 30),), 2.0) >= 4


@pytest.fixture(scope="module")
def book() -> bytes:
    wanted = ExportRequest(format="pptx", areas=("127",), corridors=(), printed=TODAY, workers=1)
    return render_book(view_of(), wanted)


def test_the_book_has_a_slide_for_each_part(book: bytes) -> None:
    plan_ = plan_book(view_of(), ExportRequest(areas=("127",), printed=TODAY))
    titles = [slide.shapes.title.text_frame.text for slide in opened(book).slides]
    assert list(dict.fromkeys(titles))[:5] == [
        "Các dự án hạ tầng tỉnh Sơn La",
        "Tổng quan",
        "Chỉ tiêu và kết quả đã công bố",
        "Tiến độ: kế hoạch và thực tế",
        "Huyện Sốp Cộp (cũ)",
    ]
    for row in plan_.rows:
        assert f"{plan_.numbers[row.project.id]}. {row.project.name['vi']}" in titles
    assert titles[-1] == "Nguồn"
    overview = tables_on(opened(book).slides[1])[0]
    assert overview[1][0] == "Huyện Sốp Cộp (cũ)"
    assert overview[1][-2] == str(len(counted_rows(plan_.rows)))
    told = [row for slide in opened(book).slides for table in tables_on(slide) for row in table]
    (revenue,) = [row for row in told if row[0].startswith("Thu ngân sách trên địa bàn")]
    programme, party = plan_.refs("CTR-1857"), plan_.refs("BAOSONLA-2025-11")
    assert revenue[1].startswith(f"> 6.250  {programme}")
    assert revenue[2] == f"≈ 8.000  {programme}"
    assert f"4.560  Kết quả 2025 · 10 tháng · đến 10/2025 {party}" in revenue[3]
    assert "73 % mục tiêu 2025 (kết quả, 10 tháng)" in revenue[4]
    assert ["Hạ tầng và đầu tư"] in [[row[0]] for row in told]


def test_a_real_reader_shows_the_book(book: bytes, tmp_path: Path) -> None:
    source = tmp_path / "book.pptx"
    source.write_bytes(book)
    pdf = readers.office(source, "pdf", tmp_path)
    text = " ".join(readers.pdf_text(pdf).split())
    for words in ("Tài liệu phục vụ cuộc họp", "Huyện Sốp Cộp (cũ)", "Quy hoạch", "Chú giải"):
        assert words in text, words
    pages = readers.pdf_pictures(pdf, tmp_path, 30)
    assert len(pages) == len(opened(book).slides)
    cover = Image.open(pages[0]).convert("L")
    # The map fills the right of the cover.
    right = cover.crop((cover.width * 2 // 3, 0, cover.width, cover.height))
    assert len(set(right.get_flattened_data())) > 50


def test_a_slide_of_what_does_not_exist_is_refused() -> None:
    from briefing.request import RequestError

    with pytest.raises(RequestError, match="moon"):
        render_slide(view_of(), replace(ExportRequest(), layers=frozenset({"moon"})))


# -- it checks itself -------------------------------------------------------------------------

CHANGED = (
    "Nâng cấp ĐT.105 lên cấp IV miền núi (DT-105): tình trạng Quy hoạch → Đang thi công; "
    "ngày 07/09/2022 → 15/11/2026 [1857/CTr-UBND (07/09/2022), dẫn lại]"
)


def test_slides_say_whether_they_still_hold() -> None:
    data = slides_of("127")
    verdict = checked(data, today=LATER)
    assert verdict.same
    words = answer(verdict, catalog()).text()
    assert "ĐÚNG: dữ liệu hiện nay vẫn cho ra đúng trang chiếu này." in words
    assert "Hôm nay, 20/11/2026: trang chiếu vẫn còn đúng." in words
    known = edited(SOP_COP, PartialDate(2026, 11, 15))
    changed = checked(data, known, LATER)
    assert changed.then.same
    assert not changed.same
    assert CHANGED in answer(changed, known).text()


def test_the_window_of_the_slide_is_its_own() -> None:
    known = replace(catalog(), backdrop=replace(catalog().backdrop, water_lines=()))
    verdict = checked(slides_of("127"), known)
    assert verdict.then.ground == ("water",)
    assert "Nền bản đồ trong khung đã khác" in answer(verdict, known).text()


def test_the_code_stands_on_every_slide_and_in_the_notes(book: bytes) -> None:
    slide = opened(slides_of("127")).slides[0]
    code = statement_in(slides_of("127"), "vi").code
    assert f"Mã kiểm tra {code}" in words_on(slide)
    assert f"Mã kiểm tra {code}" in slide.notes_slide.notes_text_frame.text
    assert verify_code(OnPaper(code, LINK, TODAY), catalog(), "vi", TODAY).same
    whole = f"Mã kiểm tra {statement_in(book, 'vi').code}"
    for page in opened(book).slides:
        # The page of a district has the code of its own view, which its link restores.
        other = "Huyện Sốp Cộp (cũ)" in page.shapes.title.text_frame.text
        assert (f"Mã kiểm tra {code}" if other else whole) in words_on(page)


def test_a_book_of_slides_says_what_changed_old_and_new(book: bytes) -> None:
    assert checked(book).same
    programme = "CTR-1857"
    about = {"as_of": None, "note": Text(()), "source_id": programme}
    figures = (
        *catalog().figures,
        Figure(SOP_COP, "capital", 500.0, "billion_vnd", "about", **about),
        Figure(SOP_COP, "width", 6.5, "m", "", **about),
    )
    indicators = tuple(
        replace(one, value=5000.0) if (one.id, one.role) == ("BUDGET-REVENUE", "result") else one
        for one in catalog().indicators
    )
    known = replace(
        catalog(),
        projects={id_: one for id_, one in catalog().projects.items() if id_ != "DT-105A"},
        figures=figures,
        indicators=indicators,
        sources={
            **catalog().sources,
            programme: replace(catalog().sources[programme], publisher="X"),
        },
    )
    words = answer(checked(book, known), known).text()
    assert "ĐÃ KHÁC" in words
    assert "(DT-105A): không còn, tài liệu họp đã ghi: Quy hoạch" in words
    source = "[1857/CTr-UBND (07/09/2022), dẫn lại]"
    capital = f"tổng mức đầu tư không có → khoảng 500 tỷ đồng {source}"
    assert f"(DT-105): {capital}; số liệu: không có → " in words
    assert f"6,5 m {source}" in words
    assert words.count("500 tỷ đồng") == 2
    assert "Trang Huyện Sốp Cộp: dự án DT-105A → không có" in words
    assert "Thu ngân sách trên địa bàn, kỳ 2025: Kết quả: 4.560 tỷ đồng [Báo Sơn La" in words
    assert "→ Kết quả: 5.000 tỷ đồng [Báo Sơn La" in words
    assert "UBND tỉnh Sơn La → X" in words


def test_the_code_of_a_book_is_found_by_its_selection(book: bytes) -> None:
    code = statement_in(book, "vi").code
    assert verify_code(OnPaper(code, LINK, TODAY), catalog(), "vi", TODAY).same
    assert not verify_code(OnPaper(code, "?area=123", TODAY), catalog(), "vi", TODAY).same


def test_an_older_fact_on_a_card_is_told_too(book: bytes) -> None:
    """The status stays; the history and a note of the card are others."""
    known = edited(SOP_COP, PartialDate(2020, 5))
    project = replace(known.projects[SOP_COP], note=Text((("vi", "Ghi chú khác"),)))
    known = replace(known, projects={**known.projects, SOP_COP: project})
    words = answer(checked(book, known), known).text()
    assert "lịch sử: không có → 05/2020 Đang thi công: Khởi công [1857/CTr-UBND" in words
    assert "nội dung khác trên phiếu dự án đã khác" in words
    assert "tình trạng Quy hoạch →" not in words


def test_libreoffice_keeps_the_statement(tmp_path: Path) -> None:
    source = tmp_path / "slide.pptx"
    source.write_bytes(slides_of("127"))
    (tmp_path / "saved").mkdir()
    saved = readers.office(source, "pptx", tmp_path / "saved").read_bytes()
    assert saved != slides_of("127")
    assert statement_in(saved, "vi") == statement_in(slides_of("127"), "vi")
    assert not edits_in(saved, "vi")


def test_what_was_edited_by_hand_is_told(book: bytes) -> None:
    assert not edits_in(book, "vi")
    show = opened(book)
    area = [one.shapes.title.text_frame.text for one in show.slides].index("Huyện Sốp Cộp (cũ)")
    show.slides[0].shapes.title.text_frame.text = "Tên khác"
    table = next(shape.table for shape in show.slides[area].shapes if shape.has_table)
    table.cell(1, 1).text_frame.paragraphs[0].runs[1].text = "Hoàn thành: 3 dự án"
    out = io.BytesIO()
    show.save(out)
    edits = edits_in(out.getvalue(), "vi")
    assert edits == Edits(pages=(1, area + 1))
    words = answer(checked(out.getvalue()), catalog(), edits)
    assert not words.same
    assert "ĐÃ SỬA TAY" in words.lead
    assert f"Trang có chữ đã sửa hoặc mới thêm sau khi xuất: 1, {area + 1}." in words.lines
    show.part.drop_rel(show.slides._sldIdLst[-1].rId)
    del show.slides._sldIdLst[-1]
    show.save(out := io.BytesIO())
    edits = edits_in(out.getvalue(), "vi")
    assert edits == Edits(pages=(1, area + 1), missing=1)
    assert "Số trang đã bỏ sau khi xuất: 1." in answer(checked(book), catalog(), edits).lines


def test_the_command_compares_with_the_data_folder(
    book: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"slide.pptx": slides_of("127"), "book.pptx": book, "cut.pptx": book[: len(book) // 2]}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    with (folder / "tables" / "events.csv").open("a", encoding="utf-8") as table:
        table.write("DT-105,2026-11-15,construction,Khởi công.,Begun.,BAOSONLA-2025-11\n")
    moved = load(folder)

    def asked(name: str) -> tuple[int, str]:
        status = main(["verify", str(tmp_path / name), "--today", "2026-11-20"])
        told = capsys.readouterr()
        return status, told.out + told.err

    monkeypatch.setattr("geo.io.load.load", catalog)
    for name in ("slide.pptx", "book.pptx"):
        assert asked(name)[0] == 0
    status, words = asked("cut.pptx")
    assert status == 2
    assert "hỏng hoặc thiếu một phần" in words
    monkeypatch.setattr("geo.io.load.load", lambda: moved)
    for name in ("slide.pptx", "book.pptx"):
        status, words = asked(name)
        assert status == 1
        assert (
            "tình trạng Quy hoạch → Đang thi công; ngày 07/09/2022 → 15/11/2026 [Báo Sơn La"
            in words
        )
        assert (tmp_path / name).read_bytes() == files[name]
    assert "lịch sử" not in words
