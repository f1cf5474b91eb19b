"""A drawing as PDF: whole words, the same bytes, links and bookmarks that lead where they say."""

from __future__ import annotations

import io
import re

import numpy as np
import pypdfium2 as pdfium
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from layers.ink.marks import (
    DisplayList,
    HaloMark,
    PathMark,
    Pen,
    PhotoMark,
    PictureMark,
    TextMark,
    circle,
    lines,
    polyline,
    rectangle,
)
from layers.ink.pdf import Bookmark, Document, LinkArea, PdfPage
from layers.ink.pdf_content import page_content
from layers.ink.png import rasterise, write_png
from layers.paper.greyscale import grey, turn_grey
from layers.style.shaping import font, glyphs
from layers.style.text_metrics import Face, measure
from tests.inked import blank, lightness_of, pdf_of, text_of

SYLLABLES = re.findall(
    r"\S+",
    "Mã đường chưa rõ Sơn La Vân Hồ Mộc Châu Hữu Nghị khẩu Lóng Sập Ế ẵ ỹ ợ ự Quỳnh Nhai "
    "TO AV fi ffi ft Km53+300 1.234,5 QL.6 ĐT.101",
)
MARKS = ("", ",", ".", '",', "”,", ")", ":", "–", "/", "'")
HOSTILE = r"(\) <FEFF> BT ET $x$ \x07 {y} % /F1 ]TJ"


@st.composite
def sentences(draw: st.DrawFn) -> str:
    words = draw(
        st.lists(st.tuples(st.sampled_from(SYLLABLES), st.sampled_from(MARKS)), min_size=1,
                 max_size=9)
    )  # fmt: skip
    return " ".join(f"{word}{mark}" for word, mark in words)


def found_by_pdfium(drawing: DisplayList) -> str:
    return str(pdfium.PdfDocument(pdf_of(drawing))[0].get_textpage().get_text_range())


@settings(max_examples=40)
@given(sentences(), st.sampled_from([400, 600, 700]), st.floats(4, 30))
@example('Mã", chưa', 400, 7.8)
@example('"AVATAR", To", Tự", Đường", LT', 700, 6.6)
def test_the_text_layer_holds_whole_words(text: str, weight: int, size: float) -> None:
    drawing, layer = blank(2_000, 60)
    words = TextMark(text, (10, 20), Face(size, weight))
    layer.add(HaloMark(words, "#FFFFFF", 1.0), 1)
    layer.add(words, 2)
    assert text_of(drawing).strip() == text
    assert found_by_pdfium(drawing).strip() == text


@pytest.mark.parametrize("angle", [0.0, 33.0, 90.0, -61.5])
def test_turned_words_stay_whole(angle: float) -> None:
    drawing, layer = blank(300, 300)
    layer.add(TextMark("Quốc lộ 6, Sông Đà", (150, 150), Face(9), angle), 1)
    assert found_by_pdfium(drawing).strip() == "Quốc lộ 6, Sông Đà"


def test_letters_set_wide_are_found_as_words() -> None:
    drawing, layer = blank(400, 60)
    face = Face(12, tracking=0.25)
    layer.add(TextMark("SƠN LA", (10, 20), face), 1)
    assert b"ActualText" in streams_of(pdf_of(drawing))
    columns = np.flatnonzero((lightness_of(drawing, 72) < 200).any(axis=0))
    assert columns[-1] - columns[0] == pytest.approx(measure("SƠN LA", face).width, abs=2)


def streams_of(data: bytes) -> bytes:
    pages = PdfReader(io.BytesIO(data)).pages
    contents = (page.get_contents() for page in pages)
    return b"".join(content.get_data() for content in contents if content is not None)


def test_hostile_words_stay_words() -> None:
    drawing, layer = blank(600, 60)
    layer.add(TextMark(HOSTILE, (10, 20), Face(9)), 1)
    assert text_of(drawing).strip() == HOSTILE
    facts = {"Title": HOSTILE, "Author": "Sơn La (bản đồ)", "Subject": "dòng\nhai"}
    page = PdfPage(page_content(drawing), (LinkArea(0, 0, 9, 9, "https://x.vn/a)(b\\c"),))
    data = Document([page], facts, "vi", [Bookmark(HOSTILE, 0)]).to_bytes()
    reader = PdfReader(io.BytesIO(data), strict=True)
    assert reader.metadata is not None
    assert {name: reader.metadata[f"/{name}"] for name in facts} == facts
    (entry,) = reader.outline
    assert entry["/Title"] == HOSTILE
    (link,) = reader.pages[0]["/Annots"]
    assert link.get_object()["/A"]["/URI"] == "https://x.vn/a)(b\\c"


@given(st.text(max_size=40))
@settings(max_examples=40)
def test_any_text_gives_a_pdf_that_reads_back(text: str) -> None:
    drawing, layer = blank(900, 60)
    words = TextMark(text, (10, 20), Face(9, 600))
    layer.add(HaloMark(words, "#FFFFFF", 1.0), 1)
    layer.add(words, 2)
    facts = {"Title": text} if text.isprintable() else {}
    data = Document([PdfPage(page_content(drawing))], facts, "vi").to_bytes()
    assert len(PdfReader(io.BytesIO(data), strict=True).pages) == 1
    assert len(pdfium.PdfDocument(data)) == 1


def test_the_same_drawing_gives_the_same_bytes() -> None:
    def made() -> bytes:
        drawing, layer = blank(200, 100)
        layer.add(PathMark(circle((50, 50), 20), "#C79A1B", Pen("#20242A", 1.0), 0.5), 1)
        layer.add(TextMark("Mộc Châu", (10, 10), Face(9)), 2)
        return pdf_of(drawing, drawing)

    assert made() == made()
    assert b"Date" not in made()


def test_fonts_hold_what_stands_there_and_are_shared() -> None:
    one, two = blank(100, 40), blank(100, 40)
    one[1].add(TextMark("Mộc", (5, 5), Face(9)), 1)
    two[1].add(TextMark("Châu", (5, 5), Face(9)), 1)
    data = pdf_of(one[0], two[0])
    assert data.count(b"/FontFile2") == 1
    assert len(data) < 6_000
    used = {glyph.number for text in ("Mộc", "Châu") for glyph in glyphs(text, "regular")}
    assert len(used) == 7


def test_what_comes_later_or_higher_lies_above() -> None:
    drawing, layer = blank(10, 10)
    layer.add(PathMark(rectangle(0, 0, 10, 10), "#000000"), 2)
    layer.add(PathMark(rectangle(0, 0, 10, 10), "#FF0000"), 2)
    layer.add(PathMark(rectangle(0, 0, 10, 10), "#00FF00"), 1)
    assert rasterise(drawing, 72).getpixel((5, 5)) == (255, 0, 0)
    below = drawing.add_layer((0, 0), (10, 10), -1)
    below.add(PathMark(rectangle(0, 0, 10, 10), "#0000FF"), 99)
    assert rasterise(drawing, 72).getpixel((5, 5)) == (255, 0, 0)


def test_a_layer_cuts_what_leaves_its_box() -> None:
    drawing, _ = blank(30, 30)
    inset = drawing.add_layer((10, 10), (10, 10))
    inset.add(PathMark(rectangle(-50, -50, 100, 100), "#000000"), 1)
    picture = lightness_of(drawing, 72)
    assert (picture < 128).sum() == 100
    assert (picture[10:20, 10:20] < 128).all()


def test_holes_stay_open_and_strokes_do_not_add_up() -> None:
    drawing, layer = blank(40, 20)
    ring = [np.array([(0, 0), (18, 0), (18, 18), (0, 18)]), np.array([(5, 5), (5, 13), (13, 13),
            (13, 5)])]  # fmt: skip
    layer.add(PathMark(lines(ring, closed=True), "#000000"), 1)
    crossing = lines([np.array([(20, 10), (40, 10)]), np.array([(30, 0), (30, 20)])])
    layer.add(PathMark(crossing, pen=Pen("#000000", 4), alpha=0.5), 1)
    picture = lightness_of(drawing, 72)
    assert picture[20 - 9, 9] == 255
    assert picture[20 - 2, 9] == 0
    # Where two runs of one mark cross they are as dark as elsewhere.
    assert picture[10, 30] == pytest.approx(picture[10, 24], abs=2)
    assert 100 < picture[10, 24] < 150


def test_links_and_bookmarks_lead_to_pages() -> None:
    drawing, layer = blank(100, 100)
    layer.add(TextMark("x", (5, 5), Face(9)), 1)
    content = page_content(drawing)
    first = PdfPage(content, (LinkArea(10, 10, 50, 20, 2),))
    branch = Bookmark("Huyện", 1, (Bookmark("Mộc Châu", 1), Bookmark("Vân Hồ", 2)))
    pages = [first, PdfPage(content), PdfPage(content)]
    marks = [Bookmark("Bìa", 0), branch]
    reader = PdfReader(io.BytesIO(Document(pages, {}, "vi", marks, show_outline=True).to_bytes()))
    cover, areas, inside = reader.outline
    assert isinstance(inside, list)
    found = [(item["/Title"], reader.get_destination_page_number(item))
             for item in (cover, areas, *inside)]  # fmt: skip
    assert found == [("Bìa", 0), ("Huyện", 1), ("Mộc Châu", 1), ("Vân Hồ", 2)]
    (link,) = reader.pages[0]["/Annots"]
    assert link.get_object()["/Dest"][0].get_object() == reader.pages[2].get_object()
    assert reader.root_object["/PageMode"] == "/UseOutlines"
    assert reader.root_object["/Lang"] == "vi"


def test_one_page_laid_over_another_keeps_both() -> None:
    under, over = blank(100, 40), blank(100, 40, "")
    under[1].add(TextMark("Mộc", (5, 5), Face(9)), 1)
    over[1].add(TextMark("Châu", (50, 5), Face(9, 700)), 1)
    content = page_content(under[0]).under(page_content(over[0]))
    data = Document([PdfPage(content)], {}, "vi").to_bytes()
    words = PdfReader(io.BytesIO(data)).pages[0].extract_text().split()
    assert words == ["Mộc", "Châu"]


def test_widths_in_the_file_are_those_of_the_font() -> None:
    drawing, layer = blank(100, 40)
    layer.add(TextMark("Tự", (5, 5), Face(9)), 1)
    fonts = PdfReader(io.BytesIO(pdf_of(drawing))).pages[0]["/Resources"]["/Font"]
    (face,) = (item.get_object() for item in fonts.values())
    widths = face["/DescendantFonts"][0].get_object()["/W"]
    told = {
        index: row.get_object()[0] for index, row in zip(widths[::2], widths[1::2], strict=True)
    }
    alone = {
        glyph.number: font("regular").advance(glyph.number) for glyph in glyphs("Tự", "regular")
    }
    assert told == alone


# -- grey -------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 0xFFFFFF), min_size=1, max_size=6))
def test_a_grey_drawing_holds_only_greys(colors: list[int]) -> None:
    drawing, layer = blank(100, 100)
    for color in colors:
        ink = f"#{color:06X}"
        words = TextMark("Sơn La", (5, 5), Face(9, color=ink))
        layer.add(HaloMark(words, ink, 1.0), 1)
        layer.add(words, 1)
        layer.add(PathMark(polyline((0, 0), (9, 9)), ink, Pen(ink, 1.0)), 1)
        layer.add(PathMark(polyline((0, 0), (9, 9)), pen=Pen(ink, 1.0)), 1)
    once = turn_grey(drawing)
    inks = []
    for mark in once.marks():
        match mark:
            case PathMark():
                inks += [mark.fill, mark.pen.color if mark.pen else ""]
            case TextMark():
                inks.append(mark.face.color)
            case HaloMark():
                inks.append(mark.color)
    assert len(inks) == 6 * len(colors)
    assert all(ink[1:3] == ink[3:5] == ink[5:7] for ink in inks)
    # What has no ink gets none, and the drawing itself is what it was.
    assert inks.count("") == len(colors)
    assert layer.marks[1][1].face.color == f"#{colors[0]:06X}"  # type: ignore[union-attr]
    assert grey("#FFFFFF") == "#FFFFFF"


# -- pictures ---------------------------------------------------------------------------------


def test_pixels_stand_where_they_are_put_the_first_row_on_top() -> None:
    pixels = np.array([[[200, 0, 0], [0, 200, 0]], [[0, 0, 200], [90, 90, 90]]], dtype=np.uint8)
    drawing, layer = blank(72, 72)
    layer.add(PictureMark(pixels, (12, 24), 40, 20), 1)
    seen = np.asarray(rasterise(drawing, 72).convert("RGB"))
    assert seen[72 - 24 - 15, 12 + 5].tolist() == [200, 0, 0]
    assert seen[72 - 24 - 15, 12 + 35].tolist() == [0, 200, 0]
    assert seen[72 - 24 - 5, 12 + 35].tolist() == [90, 90, 90]
    assert seen[72 - 20, 12 + 5].tolist() == [255, 255, 255]
    assert pdf_of(drawing).count(b"/Subtype/Image") == 1


def photo_bytes(mode: str) -> bytes:
    """Return a photo that is red, or black, at the left and white at the right."""
    shown = Image.new("RGB", (64, 32), "white")
    shown.paste((200, 0, 0), (0, 0, 32, 32))
    file = io.BytesIO()
    shown.convert(mode).save(file, "JPEG", quality=95)
    return file.getvalue()


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_photo_stands_in_the_file_byte_for_byte(mode: str) -> None:
    data = photo_bytes(mode)
    drawing, layer = blank(72, 72)
    layer.add(PhotoMark(data, (64, 32), mode == "L", (12, 24), 40, 20), 1)
    written = pdf_of(drawing)
    assert data in written
    assert b"/Filter/DCTDecode" in written
    seen = np.asarray(rasterise(drawing, 72).convert("RGB")).astype(int)
    left, right = seen[72 - 24 - 10, 12 + 5], seen[72 - 24 - 10, 12 + 35]
    assert right.min() > 245
    assert abs(left - ([200, 0, 0] if mode == "RGB" else [60, 60, 60])).max() < 12
    assert seen[72 - 20, 12 + 5].tolist() == [255, 255, 255]


def test_a_photo_that_stands_twice_is_in_the_file_once() -> None:
    data = photo_bytes("RGB")
    drawing, layer = blank(72, 72)
    for x in (0, 36):
        layer.add(PhotoMark(data, (64, 32), False, (x, 24), 30, 15), 1)
    assert pdf_of(drawing).count(data) == 1


def test_a_picture_is_its_pdf() -> None:
    drawing, layer = blank(72, 36)
    layer.add(PathMark(circle((36, 18), 12), "#C79A1B", Pen("#20242A", 1.0)), 1)
    layer.add(TextMark("Sơn La", (10, 15), Face(9, color="#20242A")), 2)
    data = write_png(drawing, 144, {"Title": "Sơn La", "Comment": "x=1"})
    read = Image.open(io.BytesIO(data))
    assert (read.size, read.mode) == ((144, 72), "RGB")
    assert read.info["dpi"] == pytest.approx((144, 144), abs=0.01)
    assert (read.text["Title"], read.text["Comment"]) == ("Sơn La", "x=1")  # type: ignore[attr-defined]
    shown = pdfium.PdfDocument(pdf_of(drawing))[0].render(scale=2, rev_byteorder=True).to_pil()
    assert np.array_equal(np.asarray(read), np.asarray(shown.convert("RGB")))
    assert write_png(drawing, 144, {}) == write_png(drawing, 144, {})


def test_a_picture_without_ground_is_clear_where_no_ink_is() -> None:
    drawing, layer = blank(10, 10, "")
    layer.add(PathMark(rectangle(0, 0, 5, 10), "#FF0000"), 1)
    picture = rasterise(drawing, 72)
    assert picture.mode == "RGBA"
    assert picture.getpixel((2, 5)) == (255, 0, 0, 255)
    assert picture.getpixel((8, 5))[3] == 0  # type: ignore[index]


def test_a_grey_picture_has_one_channel() -> None:
    drawing, layer = blank(10, 10)
    layer.add(PathMark(rectangle(0, 0, 5, 10), "#707070"), 1)
    read = Image.open(io.BytesIO(write_png(drawing, 72, {}, grey=True)))
    assert read.mode == "L"
    assert read.getpixel((2, 5)) == 0x70
