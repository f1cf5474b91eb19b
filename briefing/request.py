"""How a view is to be made into a file: one request for every format."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geo.errors import SonLaMapError
from layers.themes import AT_FIRST

if TYPE_CHECKING:
    from datetime import date

DEFAULT_DPI: Final = 300


class RequestError(SonLaMapError, ValueError):
    """A file cannot be made as it was asked for; the message is in the user's language."""


@dataclass(frozen=True)
class ExportRequest:
    """How a view is to be made into a file; a format reads what concerns it.

    Parameters
    ----------
    size
        Key of :data:`briefing.sheet.paper_sizes.PAPERS`, empty for the first of the format.
    landscape
        Whether the page lies; else it stands, with the map above table and legend.
    grey
        Whether it is for a printer or copier without colours: everything in greys, told apart
        by pattern, shape and word.
    layers
        Ids of the switchable themes that are on.
    bbox
        West, south, east, north (EPSG:4326) of the ground to show, ``None`` for what the view
        asks for.
    dpi
        Resolution of a picture.
    link
        Address that opens the same view, empty for none; on paper a QR code, unless the address
        is too long for one.
    printed
        Date printed on it, ``None`` for today.
    format
        Ending of the file without a dot: a renderer that knows several reads which is wanted.
    since
        The day after which a change is new, for what tells of changes.
    areas, corridors
        Codes and ids that get a page of a book each. Neither: those that the view selects, else
        all former districts.
    agencies
        Ids of the agencies whose tasks are listed, none for all.
    project
        Id of the project that a sheet of one project is about.
    workers
        How many processes draw a book, 0 for one on each core.
    blank
        Whether a task list holds empty rows for new projects only.
    office
        Whether a table is for spreadsheets that write a comma for decimals.
    photos
        Files of photos of the project, those that a sheet of it shows: whoever asks for a file
        knows where they are kept.
    """

    size: str = ""
    landscape: bool = True
    grey: bool = False
    layers: frozenset[str] = field(default_factory=lambda: frozenset(AT_FIRST))
    bbox: tuple[float, float, float, float] | None = None
    dpi: int = DEFAULT_DPI
    link: str = ""
    printed: date | None = None
    format: str = "pdf"
    since: date | None = None
    areas: tuple[str, ...] = ()
    corridors: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    project: str = ""
    workers: int = 0
    blank: bool = False
    office: bool = False
    photos: tuple[bytes, ...] = field(default=(), repr=False)

    @property
    def label(self) -> str:
        """Size, position and ink for a file name: ``a4``, ``16x9-portrait-grey``."""
        position = "" if self.landscape else "-portrait"
        return f"{self.size.lower().replace(':', 'x')}{position}{'-grey' if self.grey else ''}"

    @property
    def address(self) -> str:
        """Address of the map itself, without a view; empty for none."""
        return self.link.partition("?")[0].partition("#")[0]
