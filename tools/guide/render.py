"""Sets the two pages: words, drawn windows and pictures of the map."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from briefing.links import VARIABLE
from briefing.sheet.page import Page
from briefing.sheet.paper_sizes import Box, paper_of
from briefing.sheet.render import write_pdf
from geo.strings import say
from geo.text import DEFAULT_LANGUAGE
from layers.ink.marks import PictureMark
from layers.paper.window import POINTS_PER_MM
from layers.style import palette
from layers.style.text_metrics import NO_BREAK, wrap
from panels.server.start import PORT, THIS_MACHINE
from tools.guide.names import DATA, FOLDER, OPEN, PYTHON, SHARE, USB
from tools.guide.windows import ACCENT, draw_console, draw_folder, draw_installer, frame, number

ROOT: Final = Path(__file__).resolve().parents[2]
PICTURES: Final = ROOT / "docs" / "screenshots"
_MARGIN: Final = 15.0 * POINTS_PER_MM
_GUTTER: Final = 16.0
_BODY: Final = 9.9
_LEADING: Final = 1.32
_DPI: Final = 220
_SEEN: Final = 122.0
_EXAMPLE: Final = "192.168.1.20"
_QUESTIONS: Final = "browser port twice network firewall python lost folder"


class GuidePage(Page):
    """A page of the guide: running text, numbered steps, pictures.

    Parameters
    ----------
    language
        Of its words.
    """

    def __init__(self, language: str) -> None:
        super().__init__(paper_of("A4", landscape=False))
        self.language = language
        whole = Box(0.0, 0.0, self.paper.width, self.paper.height)
        self.inner = whole.inset(_MARGIN)

    def say(self, key: str) -> str:
        """Return words of the guide, the names of files and buttons put in."""
        url = f"http://{THIS_MACHINE}:{PORT}"
        # The name of a file is never torn.
        files = {"open": OPEN, "share": SHARE, "usb": USB}
        whole = {name: file.replace(" ", NO_BREAK) for name, file in files.items()}
        words = say(
            f"guide.{key}", self.language, **whole, python=PYTHON, port=PORT,
            variable=VARIABLE, address=_EXAMPLE,
            ready=say("start.ready", self.language, url=url),
            export=say("export.title", self.language),
            usb_format=say("export.group-usb", self.language),
        )  # fmt: skip
        return words.replace(" →", f"{NO_BREAK}→")

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


def render_guide(language: str = DEFAULT_LANGUAGE) -> bytes:
    """Return the guide as a PDF of two A4 pages; the same words give the same bytes."""
    pages = [_first(language), _second(language)]
    title = say("guide.title", language)
    for at, page in enumerate(pages, start=1):
        face = page.face(8.0, color=palette.INK_SOFT)
        y = page.inner.bottom - 16.0
        foot = say(
            "guide.foot", language, title=say("app.title", language), version=version_of(ROOT)
        )
        page.write(foot, page.inner.left, y, face)
        page.write(f"{at}/{len(pages)}", page.inner.right, y, face, "right")
    return write_pdf(pages, {"Title": title, "Author": say("app.title", language)}, language)


def _first(language: str) -> GuidePage:
    page = GuidePage(language)
    box = page.inner
    y = box.top - 20.0
    page.write(page.say("title"), box.left, y, page.face(20.0, 700))
    y = page.text(page.say("subtitle"), box.left, y - 8.0, box.width) - 12.0
    y = page.part(1, "look", y, box.left, box.width)
    wide = box.width * 0.57
    high = wide * 0.6
    page.picture("usb", Box(box.right - wide, y - high, wide, high))
    page.steps(["look-1", "look-2", "look-3"], box.left, y, box.width - wide - _GUTTER)
    y = page.part(2, "install", y - high - 18.0, box.left, box.width)
    y = page.text(page.say("needs"), box.left, y, box.width) - 8.0
    columns = Box(box.left, 0.0, box.width, 0.0).columns(2, _GUTTER)
    for pair in ((1, 2), (3, 4)):
        ends = [_step(page, step, column, y) for step, column in zip(pair, columns, strict=True)]
        y = min(ends) - 10.0
    return page


def _step(page: GuidePage, step: int, column: Box, top: float) -> float:
    """Set one of the four steps: its heading, what one sees, what to do; return where it ends."""
    heading = say("guide.step", page.language, n=step, what=page.say(f"step-{step}"))
    page.write(heading, column.left, top - 10.4, page.face(10.6, 700))
    high = 118.0 if step <= 2 else 128.0  # noqa: PLR2004 - the first row and the second
    box = Box(column.left, top - 19.0 - high, column.width, high)
    if step == 1:
        draw_installer(page, box)
    elif step == 2:  # noqa: PLR2004
        draw_folder(page, box, FOLDER, OPEN)
    elif step == 3:  # noqa: PLR2004
        url = f"http://{THIS_MACHINE}:{PORT}"
        keys = ("start.first", "start.starting", "start.ready", "start.keep")
        lines = [say(key, page.language, url=url) for key in keys]
        draw_console(page, box, lines, lines[2])
    else:
        inside = frame(page, box, f"{THIS_MACHINE}:{PORT}")
        page.picture("opening", inside)
    return page.text(page.say(f"step-{step}-text"), column.left, box.bottom - 6.0, column.width)


def _second(language: str) -> GuidePage:
    page = GuidePage(language)
    box = page.inner
    left, right = Box(box.left, 0.0, box.width, 0.0).columns(2, _GUTTER * 1.5)
    ends = []
    for figure, key, column in ((3, "share", left), (4, "keep", right)):
        y = page.part(figure, key, box.top, column.left, column.width)
        seen = Box(column.left, y - _SEEN, column.width, _SEEN)
        if key == "share":
            lines = _shared(page)
            draw_console(page, seen, lines, lines[1])
        else:
            draw_folder(page, seen, FOLDER, DATA)
        keys = [f"{key}-{step}" for step in range(1, 5)]
        ends.append(page.steps(keys, column.left, seen.bottom - 9.0, column.width))
    y = page.part(5, "questions", min(ends) - 14.0, box.left, box.width)
    asked = box.width * 0.3
    for name in _QUESTIONS.split():
        first = page.text(page.say(f"ask-{name}"), box.left, y, asked - _GUTTER, 700)
        second = page.text(page.say(f"answer-{name}"), box.left + asked, y, box.width - asked)
        y = min(first, second) - 6.5
        page.rule((box.left, y), (box.right, y), 0.4, palette.NEIGHBOUR_EDGE)
        y -= 6.5
    return page


def _shared(page: GuidePage) -> list[str]:
    """Return what the window says of a map that is shared."""
    own, others = f"http://{THIS_MACHINE}:{PORT}", f"http://{_EXAMPLE}:{PORT}"
    return [
        say("start.ready", page.language, url=own),
        say("start.shared", page.language, url=others),
        say("start.keep", page.language),
    ]


def version_of(root: Path) -> str:
    """Return the version of the map in a folder."""
    said = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return str(said["project"]["version"])
