"""Letters without a glyph, invisible or half ones, in names: every format is made (L16)."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from briefing.formats import FORMATS, FormatGroup, make
from briefing.request import ExportRequest
from geo.query.selection import Selection
from geo.query.view import View, build_view
from geo.text import Text
from layers.style.shaping import font, glyphs
from tests import once
from tests.briefing.sheets import TODAY

# Mark of byte order, joiners and marks of direction, soft hyphen, variation selector, tags, private
# use, no character at all, another script, an emoji, a lone accent, a line end, null.
ODD = (
    "\ufeff", "\u200b\u200d\u2060", "\u202e\u2066", "\xad", "\ufe0f", "\U000e0041", "\ue000",
    "\uffff", "道路", "🚧", "\u0301", "\u2028\x85", "\x00\x07", "ffi\ufeffffi",
)  # fmt: skip
ID = "DT-101"


def named(odd: str) -> View:
    """Give a view of one project, whose words all hold some letters."""
    known = once.catalog()
    text = Text((("vi", f"{odd}Đường{odd} tỉnh 101{odd}"), ("en", odd)))
    project = replace(known.projects[ID], name=text, note=text, class_target=text)
    agencies = {id_: replace(item, name=text) for id_, item in known.agencies.items()}
    sources = {id_: replace(item, title=text) for id_, item in known.sources.items()}
    every = {**known.projects, ID: project}
    poisoned = replace(known, projects=every, agencies=agencies, sources=sources)
    return build_view(poisoned, Selection(areas=("123",), words=ID), TODAY)


REQUEST = ExportRequest(
    layers=frozenset({"projects"}), dpi=50, printed=TODAY, since=date(2024, 1, 1), project=ID
)


@pytest.mark.parametrize(
    "form", [f.id for f in FORMATS.values() if not f.one_corridor and f.group != FormatGroup.BOOK]
)
def test_l16_odd_letters_break_no_format(form: str) -> None:
    data = make(form, named("".join(ODD)), REQUEST)
    assert data
    if data.startswith(b"%PDF"):
        pages = PdfReader(io.BytesIO(data), strict=True).pages
        text = " ".join(page.extract_text() for page in pages)
        assert "tỉnh 101" in text or form not in ("pdf", "project-pdf", "slide-pdf")
        assert "\ufeff" not in text


@settings(max_examples=4)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
def test_l16_any_name_stands_on_a_sheet_that_reads_back(odd: str) -> None:
    data = make("pdf", named(odd), REQUEST)
    words = PdfReader(io.BytesIO(data), strict=True).pages[0].extract_text()
    assert "Tỷ lệ 1:" in words


def test_l16_no_letter_takes_the_place_of_the_space() -> None:
    """A glyph stands for one text in a whole PDF: the space must never be another's."""
    for style in ("regular", "italic", "semibold", "bold"):
        (space,) = glyphs(" ", style)
        for code in font(style).letters:
            for glyph in glyphs(f"a{chr(code)}b", style):
                assert glyph.number != space.number or not glyph.text.strip(), hex(code)
    assert [glyph.text for glyph in glyphs("a\ufeff\u200b\xadb", "regular")] == ["a", "b"]
