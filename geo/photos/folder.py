"""The files of photos in a data folder: ``photos/`` with a file for each picture, by its digest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shapely.geometry import Point

from geo.io.schema import Problem
from geo.photos.picture import MOST_BYTES, digest_of, is_plain
from geo.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geo.catalog.photo import Photo

TABLE: Final = "photos"
_REMEDY: Final = "hand the photo in again with `python -m geo photo`"


def photo_path(data: Path, digest: str) -> Path:
    """Return where a data folder keeps a photo."""
    return data / TABLE / f"{digest}.jpg"


def read_kept(data: Path, digest: str) -> bytes | None:
    """Return a photo of a data folder, ``None`` where it is not there or is another one."""
    try:
        content = photo_path(data, digest).read_bytes()
    except OSError:
        return None
    return content if digest_of(content) == digest else None


def photo_problems(data: Path) -> Iterator[Problem]:
    """Yield photos of which a folder has a row and not the file, or a file that is not to be shown.

    Rows that a store has added are no business of the folder: the store keeps their files.
    """
    for row in Tables(data / "tables")[TABLE]:
        where, digest = f"{row.where}:digest", row["digest"]
        name = photo_path(data, digest).relative_to(data).as_posix()
        try:
            content = photo_path(data, digest).read_bytes()
        except OSError:
            yield Problem(where, f"no file {name}", _REMEDY)
            continue
        if digest_of(content) != digest:
            yield Problem(where, f"{name} is not the file that it was", _REMEDY)
        elif len(content) > MOST_BYTES or not is_plain(content):
            yield Problem(where, f"{name} holds more than a picture", _REMEDY)


def photo_place_problems(photos: Iterable[Photo], room: BaseGeometry) -> Iterator[Problem]:
    """Yield photos whose place is half told, or lies outside a room (EPSG:4326)."""
    for photo in photos:
        where = f"tables/photos.csv: {photo.id}"
        if (photo.lon is None) != (photo.lat is None):
            yield Problem(where, "lon and lat do not stand together", "fill both or neither")
        elif photo.lon is not None and not room.contains(Point(photo.lon, photo.lat)):
            yield Problem(where, "it lies far outside", "correct its place or leave it empty")
