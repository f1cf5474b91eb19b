"""The guide for Windows: two pages, pictures, and the words of what is really there."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from geo.strings import say, table
from layers.style.text_metrics import measure
from panels.server.start import PORT
from tests.inked import words_in
from tools.guide import installing, updating
from tools.guide.installing import render_guide
from tools.guide.names import GUIDE, OPEN, PYTHON, SHARE, USB

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def pages() -> list[str]:
    """Give the text of the pages, on one line each."""
    found = PdfReader(io.BytesIO(render_guide())).pages
    return [re.sub(r"\s+", " ", page.extract_text()) for page in found]


def test_ux23_the_guide_has_two_pages_with_pictures(pages: list[str]) -> None:
    data = render_guide()
    reader = PdfReader(io.BytesIO(data))
    assert len(pages) == 2
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    assert data.count(b"/Subtype/Image") == 2
    assert data == render_guide()
    # It is sent by mail and lies in the repository of nobody.
    assert len(data) < 1_500_000


def test_ux23_who_only_looks_is_told_first(pages: list[str]) -> None:
    assert pages[0].index(say("guide.look", "vi")) < pages[0].index(say("guide.install", "vi"))
    assert USB in pages[0]


def test_the_guide_shows_the_files_and_words_that_are_there(pages: list[str]) -> None:
    for name in (OPEN, SHARE):
        assert (ROOT / name).is_file()
        assert name in pages[0]
    assert GUIDE in pages[0]
    for key in ("start.starting", "start.keep"):
        assert say(key, "vi") in pages[0]
    assert say("start.ready", "vi", url=f"http://127.0.0.1:{PORT}") in pages[0]
    assert f"Python {PYTHON}" in pages[0]
    assert f"python-{PYTHON}*-amd64.exe" in (ROOT / "panels/server/windows.bat").read_text("ascii")
    assert "localhost" not in pages[0]


def test_the_guide_answers_what_goes_wrong(pages: list[str]) -> None:
    for words in ("Cho đồng nghiệp cùng xem", "Sao lưu", "Cập nhật", "Gỡ bỏ"):
        assert words in pages[1]
    for name in ("port", "firewall", "network", "python"):
        assert say(f"guide.ask-{name}", "vi") in pages[1]


def test_the_clerks_guide_in_docs_is_two_pages_of_the_words_that_are_there() -> None:
    kept = (ROOT / "docs" / "guides" / "clerk.vi.pdf").read_bytes()
    found = PdfReader(io.BytesIO(kept)).pages
    pages = [re.sub(r"\s+", " ", page.extract_text()) for page in found]
    assert len(pages) == 2
    assert kept.count(b"/Subtype/Image") == 4
    assert len(kept) < 1_500_000
    asked = {key for key in table() if key.startswith("clerk.")}
    assert len(asked) > 30
    told = re.sub(r"\s+", "", "".join(pages))
    for mark in (one for page in updating.pages_of("vi") for one in words_in(page.drawing)):
        # Its file is made anew by `python -m tools.guide --for clerk`.
        assert re.sub(r"\s+", "", mark.text) in told


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_words_leave_the_paper_or_meet_its_foot(language: str) -> None:
    for page in (*installing.pages_of(language), *updating.pages_of(language)):
        words = words_in(page.drawing)
        assert len(words) > 30
        for mark in words:
            x, y = mark.at
            assert page.inner.left - 0.5 <= x, mark.text
            assert x + measure(mark.text, mark.face).width <= page.inner.right + 0.5, mark.text
            assert page.inner.bottom <= y <= page.inner.top, mark.text
