"""The picture beside the dialog is of the file that is taken away, whatever its format."""

from __future__ import annotations

import io
import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pptx import Presentation
from pptx.util import Emu
from pypdf import PdfReader

from briefing.formats import make
from briefing.preview import Preview, preview_of
from briefing.queue import PreviewedJob, RenderJob
from briefing.sheet.crop import crop_to_page
from briefing.sheet.paper_sizes import frame_of, paper_of
from briefing.sheet.plan import known_ground, plan
from briefing.slides.picture import draw_slide
from briefing.slides.slide import plan_slide
from layers.ink.marks import TextMark
from layers.paper.window import grid_bounds
from tests.briefing.sheets import request, view_of

AREA = "127"


@cache
def made(format_id: str, area: str = AREA, **fields: object) -> bytes:
    return make(format_id, view_of(area), request(dpi=100, **fields))


def test_ux18_a_pdf_shows_its_own_first_page_and_counts_all() -> None:
    data = made("pdf", "123")
    found = preview_of(data, "pdf")
    assert found.data == data
    assert found.pages == len(PdfReader(io.BytesIO(data)).pages) > 1
    with Image.open(io.BytesIO(found.picture)) as picture:
        assert picture.width == 1_100
        assert picture.width / picture.height == pytest.approx(297 / 210, rel=0.01)
        assert len(picture.convert("L").getcolors(256) or ()) > 100, "a blank page"


def test_ux18_a_picture_is_shown_itself() -> None:
    data = made("png")
    with (
        Image.open(io.BytesIO(data)) as whole,
        Image.open(io.BytesIO(preview_of(data, "png").picture)) as shown,
    ):
        assert shown.width / shown.height == pytest.approx(whole.width / whole.height, rel=0.01)
    svg = made("svg")
    assert preview_of(svg, "svg") == Preview(svg, 1)
    assert preview_of(b"data", "xlsx") == Preview(b"data")


@pytest.mark.parametrize("format_id", ["slide-pptx", "project-pptx"])
def test_ux18_a_slide_is_drawn_from_its_file(format_id: str) -> None:
    """UX-18: the same words in the same places, the same picture of the map, the same scale."""
    data = made(format_id, project="EXP-SL1") if "project" in format_id else made(format_id)
    drawn, count = draw_slide(data)
    show = Presentation(io.BytesIO(data))
    assert count == len(show.slides)
    said, boxes, blobs = [], [], []
    for shape in show.slides[0].shapes:
        if hasattr(shape, "image"):
            blobs.append(shape.image.blob)
            boxes.append(tuple(Emu(side).pt for side in (shape.left, shape.top, shape.width)))
        elif shape.has_table:
            said += [cell.text for row in shape.table.rows for cell in row.cells]
        elif shape.has_text_frame:
            said.append(shape.text_frame.text)
    letters = sorted(re.sub(r"\s", "", "".join(said)))
    # The number of the slide is a field, which the file leaves to whoever shows it.
    letters[letters.index("0")] = "1"
    assert sorted(re.sub(r"\s", "", "".join(drawn.texts))) == sorted(letters)
    assert [picture for picture, _ in drawn.pictures] == blobs
    assert [(box.left, box.top, box.width) for _, box in drawn.pictures] == boxes
    if format_id == "slide-pptx":
        scale = plan_slide(view_of(AREA), request(dpi=100)).scale
        alt = [
            shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in show.slides[0].shapes
        ]
        assert any(scale in (words or "") for words in alt)
    with Image.open(io.BytesIO(preview_of(data, "pptx").picture)) as picture:
        assert picture.width / picture.height == pytest.approx(16 / 9, rel=0.01)


def test_ux18_every_line_of_a_slide_stays_on_it() -> None:
    drawn, _ = draw_slide(made("slide-pptx"))
    for mark in drawn.drawing.marks():
        if isinstance(mark, TextMark):
            x, y = mark.at
            assert 0 <= x < drawn.drawing.width
            assert 0 < y < drawn.drawing.height


@given(st.binary(), st.integers(0, 200), st.binary())
def test_file_and_picture_cross_the_pipe_unchanged(data: bytes, pages: int, png: bytes) -> None:
    whole = Preview(data, pages, png)
    assert Preview.unpack(whole.pack()) == whole


def test_a_file_and_its_picture_are_made_in_one_go() -> None:
    order = RenderJob.of("csv", view_of(AREA), request())
    job = PreviewedJob(order)
    assert job.language == "vi"
    packed = job.render(lambda *_: None)
    assert Preview.unpack(packed) == Preview(make("csv", view_of(AREA), request()))


def screens() -> st.SearchStrategy[tuple[float, float, float, float]]:
    """Give grounds of screens of any shape around the province."""
    return st.builds(
        lambda lon, lat, wide, shape: (
            lon - wide / 2,
            lat - wide / shape / 2,
            lon + wide / 2,
            lat + wide / shape / 2,
        ),
        st.floats(103.5, 104.8),
        st.floats(20.8, 21.8),
        st.floats(0.2, 2.0),
        st.floats(0.4, 3.0),
    )


@given(screens(), st.sampled_from(["A4", "A3", "16:9"]), st.booleans())
def test_ux9_the_screen_is_cut_to_the_shape_of_the_page(
    screen: tuple[float, float, float, float], size: str, landscape: bool
) -> None:
    """UX-9: no ground beside the screen's is added, and the map is never at half of its box."""
    landscape = landscape or size == "16:9"
    cut = crop_to_page(screen, size, landscape=landscape)
    shown = known_ground(screen)
    for side in (0, 1):
        assert cut[side] >= shown[side] - 1e-9
    for side in (2, 3):
        assert cut[side] <= shown[side] + 1e-9
    box = frame_of(paper_of(size, landscape=landscape)).map
    west, south, east, north = grid_bounds(cut)
    assert (east - west) / (north - south) == pytest.approx(box.width / box.height, rel=0.06)


@pytest.mark.parametrize("landscape", [True, False])
def test_ux9_a_sheet_as_on_the_screen_fills_its_page(*, landscape: bool) -> None:
    screen = (103.0, 20.6, 105.2, 21.5)
    cut = crop_to_page(screen, "A4", landscape=landscape)
    sheet = plan(view_of(AREA), request(bbox=cut, landscape=landscape))
    west, south, east, north = grid_bounds(cut)
    window = sheet.window.bounds
    share = (east - west) * (north - south)
    share /= (window[2] - window[0]) * (window[3] - window[1])
    assert share > 0.5


def test_ux9_what_is_selected_is_not_cut_away() -> None:
    keep = (104.9, 20.9, 105.1, 21.1)
    west, _, east, _ = crop_to_page((103.0, 20.6, 105.2, 21.4), "A4", keep=keep)
    assert west <= keep[0]
    assert keep[2] <= east
