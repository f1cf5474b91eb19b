"""A photo of the site of a project, as a row of ``photos.csv`` tells it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.dates import PartialDate
    from geo.text import Text


@dataclass(frozen=True)
class Photo:
    """A photo of a site; its file is named by its digest and lies elsewhere.

    Parameters
    ----------
    digest
        SHA-256 of the file in hexadecimal.
    date
        On which it was taken, ``None`` where that is not known.
    author
        Who took it or where it is from, as named; empty where that is not known.
    lon, lat
        Where it was taken (EPSG:4326), ``None`` where that is not told.
    """

    id: str
    project_id: str
    digest: str
    date: PartialDate | None
    caption: Text
    author: str
    lon: float | None
    lat: float | None

    def is_of(self, day: dt.date) -> bool:
        """Tell whether it was there on a day; one without a date is always shown as such."""
        return self.date is None or self.date.first_day <= day


def newest_first(photos: tuple[Photo, ...]) -> list[Photo]:
    """Return photos, the newest first; those without a date come last."""
    return sorted(
        photos,
        key=lambda one: (one.date.last_day if one.date else dt.date.min, one.id),
        reverse=True,
    )
