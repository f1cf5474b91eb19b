"""Text is as wide as the canvases set it."""

from __future__ import annotations

import pytest
from matplotlib.font_manager import get_font
from matplotlib.ft2font import LoadFlags

from layers.style.text_metrics import Face, font_file, measure

STYLES = [(400, False), (600, False), (700, False), (400, True)]
WORDS = [
    "Cao tốc Hòa Bình – Mộc Châu, đoạn Sơn La Km53–Km85+300",
    "Thị trấn Vân Hồ (mục tiêu)",
    "QL.6 bypass reopened after a landslide",
    "To, AV, P., ĐT.101, fi ff ft",
    "ngoài tỉnh · 1.234,5 km",
]


@pytest.mark.parametrize(("weight", "italic"), STYLES)
@pytest.mark.parametrize("words", WORDS)
def test_words_measure_as_matplotlib_sets_them(words: str, weight: int, *, italic: bool) -> None:
    font = get_font(font_file(weight, italic=italic))
    font.set_size(100, 72)
    font.set_text(words, 0.0, flags=LoadFlags.NO_HINTING)
    width, height = (value / 64 for value in font.get_width_height())
    known = measure(words, Face(100, weight, italic))
    assert known.width == pytest.approx(width, abs=0.2)
    assert known.height == pytest.approx(height, abs=0.05)
    assert known.descent == pytest.approx(font.get_descent() / 64, abs=0.05)


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
