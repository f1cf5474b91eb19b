"""File names that say what they hold: ``son-la_moc-chau_2026-11-22_a4.pdf``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.escape import Syntax, escape
from geo.model import AreaFrame
from geo.strings import say
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.query.view import View

_MOST_AREAS = 3


def file_name(view: View, extension: str, what: str = "A4", project: str = "") -> str:
    """Return the file name of a view: place or selection, day, and what the file is.

    It holds ASCII letters, digits, hyphens and underscores, and one dot before the extension:
    no part of it can name a folder, an option or a device.

    Parameters
    ----------
    extension
        Without a dot.
    what
        Size of the paper, or the kind of file in words.
    project
        Id of the project that the file is about, instead of what is selected.
    """
    language = view.selection.language
    chosen = project or " ".join(_parts(view, language)) or say("naming.province", language)
    # "16:9" reads as a ratio, not as two numbers.
    texts = (chosen, what.replace(":", "x"), extension)
    place, kind, ending = (escape(text, Syntax.FILE_NAME) for text in texts)
    return f"son-la_{place}_{view.day.isoformat()}_{kind}.{ending}"


def _parts(view: View, language: str) -> Iterator[str]:
    """Yield the parts of the selection in words, the most telling first."""
    asked, catalog = view.selection, view.catalog
    areas = [catalog.areas[code] for code in asked.areas]
    for area in areas[:_MOST_AREAS]:
        # A ward may have the name of its former district.
        names = area.name if area.frame is AreaFrame.DISTRICT else area.full_name
        yield names[DEFAULT_LANGUAGE]
    if len(areas) > _MOST_AREAS:
        yield str(len(areas))
    for code in asked.corridors:
        yield catalog.corridors[code].short[language]
    for kind in asked.kinds:
        yield say(f"kind.{kind}", language)
    for status in asked.statuses:
        yield say(f"status.{status}", language)
    if asked.near:
        yield asked.near.describe(catalog, language)
    if asked.words:
        yield asked.words
