"""A page as SVG: text stays text, in the typeface that the file carries with it."""

from __future__ import annotations

import base64
import io
import re
from typing import TYPE_CHECKING

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from matplotlib.text import Text as TextArtist

from briefing.statement.statement import STATEMENT
from geo.escape import Syntax, escape
from layers.style.typography import FAMILY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.sheet.page import Page

_DOCTYPE = re.compile(r"<!DOCTYPE[^>]*>\s*")
_FAMILY = f"font-family: '{FAMILY}'"
_STYLE = '<style type="text/css">'
# Outlines, and the decimals beyond a hundredth of a point: no difference to see.
_OUTLINE = re.compile(r' d="[^"]*"')
_DECIMALS = re.compile(r"(\.\d\d)\d+")


def write_svg(page: Page, properties: Mapping[str, str], language: str) -> bytes:
    """Return a page as an SVG that asks for no other file; the same page gives the same bytes.

    Parameters
    ----------
    properties
        ``Title``, ``Subject``, ``Keywords`` and ``Author`` of the document, and the statement
        under :data:`briefing.statement.statement.STATEMENT`.
    language
        Code of the language of its words.
    """
    buffer = io.BytesIO()
    metadata = {
        "Title": properties["Title"],
        "Description": properties["Subject"],
        "Keywords": [properties[name] for name in ("Keywords", STATEMENT) if name in properties],
        "Creator": properties["Author"],
        "Language": language,
        # These would hold an address, and the moment of writing.
        "Type": None,
        "Date": None,
    }
    page.figure.savefig(buffer, format="svg", metadata=metadata)
    text = _DOCTYPE.sub("", buffer.getvalue().decode("utf-8"))
    text = _OUTLINE.sub(lambda found: _DECIMALS.sub(r"\1", found[0]), text)
    text = text.replace("<svg ", f'<svg xml:lang="{escape(language, Syntax.SVG)}" role="img" ', 1)
    text = text.replace(_FAMILY, f"{_FAMILY}, sans-serif")
    return text.replace(_STYLE, _STYLE + _font_faces(page), 1).encode("utf-8")


def _font_faces(page: Page) -> str:
    """Return the rules of the fonts of a page, each cut to the letters that stand on it."""
    letters: dict[tuple[str, int, str], set[str]] = {}
    for artist in page.figure.findobj(TextArtist):
        font = artist.get_fontproperties()
        if font.get_file() and artist.get_text():
            key = str(font.get_file()), int(font.get_weight()), font.get_style()
            letters.setdefault(key, set()).update(artist.get_text())
    return "".join(
        f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};font-style:{style};"
        f"src:url(data:font/woff;base64,{_subset(file, used)}) format('woff')}}"
        for (file, weight, style), used in sorted(letters.items())
    )


def _subset(file: str, letters: set[str]) -> str:
    """Return the letters of a font as WOFF in base64."""
    options = Options()
    options.flavor = "woff"
    options.hinting = False
    with TTFont(file, recalcTimestamp=False) as font:
        cutter = Subsetter(options)
        cutter.populate(text="".join(sorted(letters)))
        cutter.subset(font)
        font.flavor = "woff"
        buffer = io.BytesIO()
        font.save(buffer)
    return base64.b64encode(buffer.getvalue()).decode("ascii")
