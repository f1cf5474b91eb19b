"""Text is as wide as the canvases set it."""

from __future__ import annotations

import numpy as np
import pypdfium2 as pdfium
import pytest

from layers.ink.marks import TextMark
from layers.style.text_metrics import Face, measure
from tests.inked import blank, lightness_of, pdf_of

STYLES = [(400, False), (600, False), (700, False), (400, True)]
WORDS = [
    "Cao tốc Hòa Bình – Mộc Châu, đoạn Sơn La Km53–Km85+300",
    "Thị trấn Vân Hồ (mục tiêu)",
    "QL.6 bypass reopened after a landslide",
    "To, AV, P., ĐT.101, fi ff ft.",
    "ngoài tỉnh · 1.234,5 km",
]


@pytest.mark.parametrize(("weight", "italic"), STYLES)
@pytest.mark.parametrize("words", WORDS)
def test_words_measure_as_they_are_set(words: str, weight: int, *, italic: bool) -> None:
    face = Face(100, weight, italic)
    known = measure(words, face)
    drawing, layer = blank(known.width + 100, 200)
    layer.add(TextMark(words, (50, 80), face), 1)
    page = pdfium.PdfDocument(pdf_of(drawing))[0].get_textpage()
    letters = [page.get_charbox(number, loose=True) for number in range(page.count_chars())]
    assert letters[0][0] == pytest.approx(50, abs=0.1)
    assert letters[-1][2] - 50 == pytest.approx(known.width, abs=0.2)
    rows = np.flatnonzero((lightness_of(drawing, 144) < 200).any(axis=1))
    # Two pixels a point, from the top.
    assert 200 - rows[0] / 2 - 80 == pytest.approx(known.ascent, abs=1.1)
    assert 80 - (200 - (rows[-1] + 1) / 2) == pytest.approx(known.descent, abs=1.1)


def test_tracking_stands_between_letters() -> None:
    plain, wide = Face(10), Face(10, tracking=0.1)
    assert measure("SƠN LA", wide).width == pytest.approx(measure("SƠN LA", plain).width + 5)
    assert measure("S", wide) == measure("S", plain)
    assert measure("", wide).width == 0


def test_pairs_move_together_and_letters_join() -> None:
    face = Face(1_000)
    alone = {letter: measure(letter, face).width for letter in "Toft"}
    assert measure("To", face).width < alone["T"] + alone["o"] - 50
    assert measure("oT", face).width < alone["T"] + alone["o"]
    assert measure("ft", face).width < alone["f"] + alone["t"] - 20


def test_what_the_typeface_lacks_is_as_wide_as_its_question_mark() -> None:
    assert measure("中", Face(10)) == measure("?", Face(10))
    assert measure("", Face(10)).height == 0
    assert measure(" ", Face(10)).width > 0
