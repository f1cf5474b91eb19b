"""The sentences under the list: what map and list show; the browser puts them in words."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from geo.strings import table, words_for_browser
from panels.resources import PublishedFile, component

KEY: Final = "caption"
_BEGINNINGS: Final = ("sheet.caption", "sheet.capital-", "sheet.count-", "status.")
_WORDS: Final = (
    "map.caption-km", "qualifier.about", "selection.province", "selection.words",
    "summary.capital-value", "table.nothing", "table.unplaced",
)  # fmt: skip
_mount = component(
    "son-la-caption",
    Path(__file__).with_suffix(".js"),
    '<p class="caption"></p><p class="notes"></p>',
    Path(__file__).with_suffix(".css").read_text(encoding="utf-8"),
)


def caption_words() -> dict[str, dict[str, str]]:
    """Return the strings of a caption by language, then by key."""
    return words_for_browser([*_WORDS, *(key for key in table() if key.startswith(_BEGINNINGS))])


@cache
def _words() -> PublishedFile:
    return PublishedFile.of("caption", caption_words())


def caption_panel() -> None:
    """Draw what the store of the page holds."""
    _mount(key=KEY, data={"words": _words().address()}, height="content")
