"""Photos of the site on the sheet of a project: the newest, with what is seen, when and by whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from briefing.content.card import photo_rows
from briefing.sheet.page import LEADING
from geo.photos.picture import digest_of, size_of, smaller
from layers.ink.marks import PhotoMark
from layers.style import palette
from layers.style.text_metrics import wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from briefing.book.page import BookPage
    from briefing.content.card import PhotoRow
    from briefing.sheet.paper_sizes import Box
    from geo.catalog.catalog import Catalog
    from layers.style.text_metrics import Face

MOST_SHOWN: Final = 2
# Of half a page at 300 dots an inch.
_SIDE: Final = 1_100
_Z: Final = 3.0
_GAP: Final = 5.0
_WIDEST: Final = 380.0
# Height of a photo by its width.
PHOTO_SHAPE: Final = 0.75
# Points below a photo for its words.
_WORDS_ROOM: Final = 34.0
_CAPTION_LINES: Final = 2
_BESIDE_LINES: Final = 7
_BESIDE: Final = 84.0
"""Points of width that a caption beside a photo needs."""


@dataclass(frozen=True)
class SheetPhoto:
    """A photo that stands on the sheet."""

    row: PhotoRow
    jpeg: bytes
    pixels: tuple[int, int]
    grey: bool

    @property
    def shape(self) -> float:
        """Its height by its width."""
        return self.pixels[1] / self.pixels[0]


def photos_wanted(catalog: Catalog, project_id: str, day: date) -> list[str]:
    """Return the digests of the photos that the sheet of a project shows on a day."""
    rows = photo_rows(catalog.photos_of(project_id), day, "vi")
    return [row.digest for row in rows[:MOST_SHOWN]]


def photo_files(
    catalog: Catalog, project_id: str, day: date, read: Callable[[str], bytes | None]
) -> tuple[bytes, ...]:
    """Return the files of the photos that the sheet of a project shows on a day.

    Parameters
    ----------
    read
        Returns a photo by its digest, ``None`` where it is not kept.
    """
    found = (read(digest) for digest in photos_wanted(catalog, project_id, day))
    return tuple(content for content in found if content is not None)


def sheet_photos(
    rows: Iterable[PhotoRow], files: Iterable[bytes], *, grey: bool
) -> tuple[SheetPhoto, ...]:
    """Return photos as they stand on the sheet, those whose file is there."""
    known = {digest_of(content): content for content in files}
    made = []
    for row in [row for row in rows if row.digest in known][:MOST_SHOWN]:
        jpeg = smaller(known[row.digest], _SIDE, grey=grey)
        made.append(SheetPhoto(row, jpeg, size_of(jpeg), grey))
    return tuple(made)


def draw_photos(page: BookPage, photos: tuple[SheetPhoto, ...], box: Box, gutter: float) -> None:
    """Draw photos side by side, each with its words below it, or beside it where it gets larger."""
    cells = box.columns(len(photos), gutter)
    for photo, cell in zip(photos, cells, strict=True):
        # A photo that stands is no higher than one that lies: they end at one line.
        wide = min(cell.width, _WIDEST)
        high = min(cell.height, wide * PHOTO_SHAPE + _WORDS_ROOM)
        _draw_photo(page, photo, replace(cell.upper(high), width=wide))


def _draw_photo(page: BookPage, photo: SheetPhoto, cell: Box) -> None:
    caption, about = page.face(page.small), page.face(page.small, color=palette.INK_SOFT)
    below_lines = _words(photo, cell.width, (caption, about), _CAPTION_LINES)
    under = len(below_lines) * caption.size * LEADING + _GAP
    below = _fitted(photo, cell.width, cell.height - under)
    high = min(cell.height, cell.width * PHOTO_SHAPE)
    beside = _fitted(photo, cell.width - _BESIDE - _GAP, high)
    is_beside = beside[0] * beside[1] > below[0] * below[1]
    width, height = beside if is_beside else below
    frame = replace(cell.upper(height), width=width)
    corner = frame.left, frame.bottom
    page.layer.add(PhotoMark(photo.jpeg, photo.pixels, photo.grey, corner, width, height), _Z)
    page.box(frame, edge=palette.NEIGHBOUR_EDGE, width=0.6)
    if is_beside:
        room = cell.width - width - _GAP
        lines = _words(photo, room, (caption, about), _BESIDE_LINES)
        x, y = frame.right + _GAP, frame.top
    else:
        lines, x, y = below_lines, frame.left, frame.bottom - 1.5
    for line, face in lines:
        y -= page.lines([line], (x, y), face)


def _fitted(photo: SheetPhoto, width: float, height: float) -> tuple[float, float]:
    """Return how large a photo is in a box, in points."""
    wide = max(0.0, min(width, height / photo.shape))
    return wide, wide * photo.shape


def _words(
    photo: SheetPhoto, width: float, faces: tuple[Face, Face], most: int
) -> list[tuple[str, Face]]:
    """Return caption, day and author in lines, each with its face."""
    caption, about = faces
    told = [(line, caption) for line in wrap(photo.row.caption, width, caption, most)]
    return [*told, *((line, about) for line in wrap(photo.row.about, width, about, most))]
