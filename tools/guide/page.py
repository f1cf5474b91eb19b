"""A page of a guide: running text, numbered steps, pictures of the map."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from briefing.sheet.page import Page
from briefing.sheet.paper_sizes import Box, paper_of
from briefing.sheet.render import write_pdf
from geo.strings import say
from layers.ink.marks import PictureMark
from layers.paper.window import POINTS_PER_MM
from layers.style import palette
from layers.style.text_metrics import NO_BREAK, wrap
from tools.guide.windows import ACCENT, number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ROOT: Final = Path(__file__).resolve().parents[2]
PICTURES: Final = ROOT / "docs" / "screenshots"
GUTTER: Final = 16.0
_MARGIN: Final = 15.0 * POINTS_PER_MM
_BODY: Final = 9.9
_LEADING: Final = 1.32
_DPI: Final = 220
_ASKED: Final = 0.3


class GuidePage(Page):
    """A page of a guide: running text, numbered steps, pictures.

    Parameters
    ----------
    language
        Of its words.
    words
        Gives its words by key, with the names of files and buttons in them.
    """

    def __init__(self, language: str, words: Callable[[str], str]) -> None:
        super().__init__(paper_of("A4", landscape=False))
        self.language = language
        self._words = words
        whole = Box(0.0, 0.0, self.paper.width, self.paper.height)
        self.inner = whole.inset(_MARGIN)

    def say(self, key: str) -> str:
        """Return words of the guide, with arrows that do not begin a line."""
        return self._words(key).replace(" →", f"{NO_BREAK}→")

    def head(self) -> float:
        """Set title and subtitle; return where they end."""
        box = self.inner
        y = box.top - 20.0
        self.write(self.say("title"), box.left, y, self.face(20.0, 700))
        return self.text(self.say("subtitle"), box.left, y - 8.0, box.width) - 12.0

    def text(self, words: str, x: float, top: float, width: float, weight: int = 400) -> float:
        """Set running text downwards; return where it ends."""
        face = self.face(_BODY, weight)
        return top - self.lines(wrap(words, width, face), (x, top), face, _LEADING)

    def part(self, figure: int, key: str, top: float, left: float, width: float) -> float:
        """Set the heading of a part, with its number where it has one; return where it ends."""
        x = left
        if figure:
            number(self, (left + 9.0, top - 9.0), figure, 9.0, ACCENT)
            x += 25.0
        face = self.face(13.0, 700, ACCENT)
        self.write(self.say(key), x, top - 13.4, face)
        self.rule((left, top - 22.0), (left + width, top - 22.0), 0.8, ACCENT)
        self.bookmarks.append(self.say(key))
        return top - 29.0

    def steps(self, keys: list[str], left: float, top: float, width: float) -> float:
        """Set paragraphs with a dot before each; return where they end."""
        for key in keys:
            dot = Box(left + 1.0, top - 8.2, 4.0, 4.0)
            self.box(dot, fill=ACCENT, width=0)
            top = self.text(self.say(key), left + 12.0, top, width - 12.0) - 4.5
        return top

    def picture(self, name: str, box: Box) -> None:
        """Set a picture of the map, cut below to the shape of its box."""
        with Image.open(PICTURES / f"{name}.png") as taken:
            seen = taken.convert("RGB")
        seen = seen.crop((0, 0, seen.width, round(seen.width * box.height / box.width)))
        wide = min(seen.width, round(box.width * _DPI / 72))
        seen = seen.resize((wide, round(wide * box.height / box.width)), Image.Resampling.LANCZOS)
        at = (box.left, box.bottom)
        self.layer.add(PictureMark(np.asarray(seen), at, box.width, box.height), 1.0)
        self.box(box, edge=palette.INK_SOFT, width=0.7)

    def questions(self, names: Iterable[str], top: float) -> float:
        """Set questions and their answers, a line between two; return where they end."""
        box, y = self.inner, top
        asked = box.width * _ASKED
        for name in names:
            first = self.text(self.say(f"ask-{name}"), box.left, y, asked - GUTTER, 700)
            second = self.text(self.say(f"answer-{name}"), box.left + asked, y, box.width - asked)
            y = min(first, second) - 6.5
            self.rule((box.left, y), (box.right, y), 0.4, palette.NEIGHBOUR_EDGE)
            y -= 6.5
        return y


def write_guide(pages: list[GuidePage]) -> bytes:
    """Return pages as a PDF, each with its foot; the same words give the same bytes."""
    language = pages[0].language
    author = say("app.title", language)
    for at, page in enumerate(pages, start=1):
        face = page.face(8.0, color=palette.INK_SOFT)
        y = page.inner.bottom - 16.0
        foot = say("guide.foot", language, title=author, version=version_of(ROOT))
        page.write(foot, page.inner.left, y, face)
        page.write(f"{at}/{len(pages)}", page.inner.right, y, face, "right")
    return write_pdf(pages, {"Title": pages[0].say("title"), "Author": author}, language)


def version_of(root: Path) -> str:
    """Return the version of the map in a folder."""
    said = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return str(said["project"]["version"])
