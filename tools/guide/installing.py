"""The guide for Windows: words, drawn windows and pictures of the map on two pages."""

from __future__ import annotations

from typing import Final

from briefing.links import VARIABLE
from briefing.sheet.paper_sizes import Box
from geo.strings import say
from geo.text import DEFAULT_LANGUAGE
from layers.style.text_metrics import NO_BREAK
from panels.server.start import PORT, THIS_MACHINE
from tools.guide.names import DATA, FOLDER, OPEN, PYTHON, SHARE, USB
from tools.guide.page import GUTTER, GuidePage, write_guide
from tools.guide.windows import draw_console, draw_folder, draw_installer, frame

_SEEN: Final = 122.0
_EXAMPLE: Final = "192.168.1.20"
_QUESTIONS: Final = "browser port twice network firewall python lost folder"


def render_guide(language: str = DEFAULT_LANGUAGE) -> bytes:
    """Return the guide as a PDF of two A4 pages; the same words give the same bytes."""
    return write_guide(pages_of(language))


def pages_of(language: str) -> list[GuidePage]:
    """Return the pages of the guide, without their feet."""
    return [_first(language), _second(language)]


def _page(language: str) -> GuidePage:
    url = f"http://{THIS_MACHINE}:{PORT}"
    # The name of a file is never torn.
    files = {"open": OPEN, "share": SHARE, "usb": USB}
    whole = {name: file.replace(" ", NO_BREAK) for name, file in files.items()}
    told: dict[str, str | int] = {
        "python": PYTHON,
        "port": PORT,
        "variable": VARIABLE,
        "address": _EXAMPLE,
        "ready": say("start.ready", language, url=url),
        "export": say("export.title", language),
        "usb_format": say("export.group-usb", language),
    }
    return GuidePage(language, lambda key: say(f"guide.{key}", language, **whole, **told))


def _first(language: str) -> GuidePage:
    page = _page(language)
    box = page.inner
    y = page.head()
    y = page.part(1, "look", y, box.left, box.width)
    wide = box.width * 0.57
    high = wide * 0.6
    page.picture("usb", Box(box.right - wide, y - high, wide, high))
    page.steps(["look-1", "look-2", "look-3"], box.left, y, box.width - wide - GUTTER)
    y = page.part(2, "install", y - high - 18.0, box.left, box.width)
    y = page.text(page.say("needs"), box.left, y, box.width) - 8.0
    columns = Box(box.left, 0.0, box.width, 0.0).columns(2, GUTTER)
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
    page = _page(language)
    box = page.inner
    left, right = Box(box.left, 0.0, box.width, 0.0).columns(2, GUTTER * 1.5)
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
    page.questions(_QUESTIONS.split(), y)
    return page


def _shared(page: GuidePage) -> list[str]:
    """Return what the window says of a map that is shared."""
    own, others = f"http://{THIS_MACHINE}:{PORT}", f"http://{_EXAMPLE}:{PORT}"
    return [
        say("start.ready", page.language, url=own),
        say("start.shared", page.language, url=others),
        say("start.keep", page.language),
    ]
