"""The typeface inside a page: only the characters that the page can show."""

from __future__ import annotations

import base64
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from layers.style.fonts import font_files

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# What a person may type into the search box, in either language of the page.
_ASCII: Final = "".join(map(chr, range(0x20, 0x7F)))
_LETTERS: Final = "ăâđêôơưàằầèềìòồờùừỳảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹáắấéếíóốớúứýạặậẹệịọộợụựỵ"
TYPED: Final = f"{_ASCII}{_LETTERS}{_LETTERS.upper()}"
_FEATURES: Final = ("kern", "mark", "mkmk", "ccmp", "locl", "liga", "tnum")
_KEPT: Final = 8


def font_addresses(characters: Iterable[str]) -> dict[str, str]:
    """Return each file of the typeface, thinned to some characters, as an address that holds it.

    Parameters
    ----------
    characters
        What the file shows; what a person may type is added. The same characters give the same
        addresses.
    """
    wanted = "".join(sorted({*characters, *TYPED}))
    return {path.name: _address(path, wanted) for path in font_files().values()}


@lru_cache(maxsize=_KEPT)
def _address(path: Path, characters: str) -> str:
    options = Options()
    options.layout_features = list(_FEATURES)
    # Screens of today smooth letters themselves; the instructions would be a third of the file.
    options.hinting = False
    options.notdef_outline = True
    # The time of the file, not of this moment: the same page has the same bytes.
    thin = Subsetter(options)
    thin.populate(text=characters)
    held = BytesIO()
    with TTFont(path, recalcTimestamp=False) as font:
        thin.subset(font)
        font.flavor = "woff"
        font.save(held)
    return f"data:font/woff;base64,{base64.b64encode(held.getvalue()).decode('ascii')}"
