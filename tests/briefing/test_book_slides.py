"""UX-43: slides of a book are read from the end of a room, and none of them is left empty."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from pptx import Presentation
from pptx.util import Inches

from briefing.book import pptx as book_slides
from briefing.book.card_slide import CARD_MAP
from briefing.book.plan import PartKind, order_of
from briefing.book.render import render_book
from briefing.book.statement import plan_book
from briefing.request import ExportRequest
from briefing.slides.deck import BOTTOM, CLOSE_TOP, FAR, IMPRINT, LEAST_FILLED
from briefing.slides.slide import MAP, MapPicture
from geo.model import Status
from geo.query.control import SHARES
from geo.query.wording import quantity_name
from geo.strings import say
from tests.briefing.sheets import TODAY, view_of
from tests.once import catalog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.book.plan import Book, Part

# Mộc Châu, Tô Hiệu and Mai Sơn; then the whole province.
WARDS = ("03980", "03646", "04105")
BOOKS = pytest.mark.parametrize("code", [*WARDS, ""])
_PNG = io.BytesIO()
Image.new("P", (8, 8)).save(_PNG, "PNG")


def _no_map(_: Book, part: Part) -> book_slides.Shot:
    frame = CARD_MAP if part.kind is PartKind.CARD else MAP
    return MapPicture(_PNG.getvalue(), frame.width, frame.height, (), "1:1"), ()


def asked(code: str) -> ExportRequest:
    return ExportRequest(
        format="pptx", areas=(code,) if code else (), printed=TODAY, workers=1,
        link="https://example.org/",
    )  # fmt: skip


@cache
def slides_of(code: str) -> list[Any]:
    """Return the slides of a book, their maps left white."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(book_slides, "_shot", _no_map)
        data = render_book(view_of(), asked(code))
    return list(Presentation(io.BytesIO(data)).slides)


def runs_on(shape: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - the library has no types
    """Yield the words of each paragraph, and each run of it."""
    frames = [shape.text_frame] if shape.has_text_frame else []
    if shape.has_table:
        frames = [item.text_frame for row in shape.table.rows for item in row.cells]
    for frame in frames:
        for paragraph in frame.paragraphs:
            yield from (("".join(r.text for r in paragraph.runs), run) for run in paragraph.runs)


def in_body(shape: Any) -> bool:  # noqa: ANN401
    """Tell whether a shape is neither title, day, foot nor number."""
    return bool(Inches(0.7) <= shape.top < Inches(BOTTOM))


@BOOKS
def test_ux_43_words_are_read_from_the_end_of_the_room(code: str) -> None:
    """14 points and more; 12 where a source, the day or the check code is told."""
    sources = say("book.sources", "vi")
    slides = slides_of(code)
    for number, slide in enumerate(slides):
        for shape in slide.shapes:
            for words, run in runs_on(shape):
                size = run.font.size.pt if run.font.size else FAR
                assert size >= IMPRINT, words
                told = slide.shapes.title.text_frame.text == sources or "[" in words
                if size < FAR and number and in_body(shape):
                    assert told, (slide.shapes.title.text_frame.text, words)


@BOOKS
def test_ux_43_no_slide_is_under_a_third_full(code: str) -> None:
    for slide in slides_of(code)[1:]:
        body = [shape for shape in slide.shapes if in_body(shape)]
        # What is told to stand elsewhere fills nothing.
        tall = [shape for shape in body if shape.has_table or not shape.has_text_frame]
        lowest = max((shape.top + shape.height for shape in tall), default=0)
        filled = (lowest / Inches(1) - CLOSE_TOP) / (BOTTOM - CLOSE_TOP)
        assert filled >= LEAST_FILLED, slide.shapes.title.text_frame.text


@BOOKS
def test_ux_43_a_card_takes_one_slide_or_two_what_counts_first_on_the_first(code: str) -> None:
    titles = [slide.shapes.title.text_frame.text for slide in slides_of(code)]
    book = plan_book(view_of(), asked(code))
    for row in book.rows:
        title = f"{book.numbers[row.project.id]}. {row.project.name['vi']}"
        assert titles.count(title) == 1
        assert titles.count(say("slide.continued", "vi", title=title)) <= 1
        slide = slides_of(code)[titles.index(title)]
        (table,) = [shape.table for shape in slide.shapes if shape.has_table]
        labels = [line.cells[0].text for line in table.rows]
        # How much is spent or done, where a source says so, comes before how much it costs.
        shares = {quantity_name(code, "vi") for code in SHARES}
        first = [label for label in labels if label not in shares]
        # What has lapsed is asked for no money.
        capital = say("card.capital", "vi")
        assert first[0] == capital or (row.status is Status.LAPSED and capital not in labels)
        assert len(labels) - len(first) <= labels.index(first[0])
        control = book.view.control_of(row.project)
        if control.next_milestone:
            assert say("card.next_milestone", "vi") in first[:4]
        if control.obstacles:
            assert say("card.obstacles", "vi") in labels
        told = slide.notes_slide.notes_text_frame.text
        for event in catalog().events_of(row.project.id):
            assert (event.note["vi"] in told) is (event.date.last_day <= TODAY), event


def test_ux_43_what_has_no_room_is_counted_and_led_to_the_project_sheet() -> None:
    words = [
        shape.text_frame.text
        for slide in slides_of("03980")
        for shape in slide.shapes
        if shape.has_text_frame and "xem Phiếu dự án" in shape.text_frame.text
    ]
    assert words
    assert all(text.startswith("… và ") and " mục khác" in text for text in words)


def test_ux_43_slides_of_a_ward_have_no_overview_of_one_row() -> None:
    titles = {slide.shapes.title.text_frame.text for slide in slides_of("03980")}
    kinds = {part.kind for part in order_of(plan_book(view_of(), asked("03980")))}
    assert PartKind.OVERVIEW not in kinds
    assert say("book.overview", "vi") not in titles
    assert say("book.overview", "vi") in {
        slide.shapes.title.text_frame.text for slide in slides_of("")
    }
