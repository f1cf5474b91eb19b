"""The guide for whoever keeps the map up to date: two pages with pictures of the running app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing.sheet.paper_sizes import Box
from geo.strings import say
from geo.text import DEFAULT_LANGUAGE
from tools.guide.page import GUTTER, GuidePage, write_guide

if TYPE_CHECKING:
    from collections.abc import Iterable

# Name of a button or page in the guide, and the key of its words in the app.
_BUTTONS: Final = {
    "sign_in": "sign-in.title",
    "page": "page.updates",
    "update": "card.entry",
    "unsourced": "entry.unsourced",
    "propose": "updates.propose",
    "waiting": "updates.part-waiting",
    "file": "updates.part-file",
    "file_from": "data.download",
    "approve": "updates.approve",
    "ask": "updates.ask",
    "reject": "updates.reject",
    "withdraw": "updates.withdraw",
    "decided": "updates.part-decided",
    "undo": "updates.undo",
    "suggested": "updates.part-suggested",
    "part_project": "updates.part-project",
    "part_shape": "updates.part-shape",
    "part_source": "updates.part-source",
    "part_photos": "updates.part-photos",
}
_QUESTIONS: Final = "wait wrong number sources offline password"
_GAP: Final = 14.0


def render_clerks_guide(language: str = DEFAULT_LANGUAGE) -> bytes:
    """Return the guide as a PDF of two A4 pages; the same words give the same bytes."""
    return write_guide(pages_of(language))


def pages_of(language: str) -> list[GuidePage]:
    """Return the pages of the guide, without their feet."""
    return [_first(language), _second(language)]


def _page(language: str) -> GuidePage:
    names = {name: say(key, language) for name, key in _BUTTONS.items()}
    return GuidePage(language, lambda key: say(f"clerk.{key}", language, **names))


def _first(language: str) -> GuidePage:
    page = _page(language)
    y = page.head()
    y = _beside(page, (1, "one", range(1, 6)), ("clerk-form", 0.92), y)
    _beside(page, (2, "many", range(1, 6)), ("clerk-preview", 0.92), y)
    return page


def _beside(
    page: GuidePage, part: tuple[int, str, Iterable[int]], seen: tuple[str, float], top: float
) -> float:
    """Set a part: its steps, and a picture on their right; return where it ends.

    Parameters
    ----------
    seen
        Name of the picture, and its height as a share of its width.
    """
    figure, key, steps = part
    name, share = seen
    box = page.inner
    y = page.part(figure, key, top, box.left, box.width)
    wide = box.width * 0.55
    page.picture(name, Box(box.right - wide, y - wide * share, wide, wide * share))
    keys = [f"{key}-{step}" for step in steps]
    end = page.steps(keys, box.left, y, box.width - wide - GUTTER)
    return min(end, y - wide * share) - _GAP


def _second(language: str) -> GuidePage:
    page = _page(language)
    box = page.inner
    columns = Box(box.left, 0.0, box.width, 0.0).columns(2, GUTTER)
    parts = ((3, "both", 2, "clerk-conflict"), (4, "judge", 4, "clerk-queue"))
    ends = []
    for (figure, key, count, name), column in zip(parts, columns, strict=True):
        y = page.part(figure, key, box.top, column.left, column.width)
        seen = Box(column.left, y - column.width * 0.9, column.width, column.width * 0.9)
        page.picture(name, seen)
        keys = [f"{key}-{step}" for step in range(1, count + 1)]
        ends.append(page.steps(keys, column.left, seen.bottom - 9.0, column.width))
    y = page.part(5, "new", min(ends) - _GAP, box.left, box.width)
    y = page.steps([f"new-{step}" for step in range(1, 5)], box.left, y, box.width)
    y = page.part(6, "questions", y - _GAP, box.left, box.width)
    page.questions(_QUESTIONS.split(), y)
    return page
