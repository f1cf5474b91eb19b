"""What a camera says of a shot: its day and its place, as far as they can be right."""

from __future__ import annotations

import math
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from PIL.ExifTags import GPS, IFD, Base

from geo import clock
from geo.crs import DECIMALS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PIL import Image

# No camera has written a day before.
_FIRST: Final = date(1995, 1, 1)
_FORM: Final = "%Y:%m:%d"
_LETTERS: Final = 10
_ANGLE: Final = 3
_MOST_LONGITUDE, _MOST_LATITUDE = 180.0, 90.0


def shot_day(picture: Image.Image) -> date | None:
    """Return the day on which a picture was taken, ``None`` where its file says none that can be.

    A file that was only changed on a day was not taken then: that day is not read.
    """
    told = _entries(picture, IFD.Exif)
    for name in (Base.DateTimeOriginal, Base.DateTimeDigitized):
        with suppress(ValueError):
            # The time of the shot is nobody's business, and in no known zone.
            text = str(told.get(name, ""))[:_LETTERS]
            day = datetime.strptime(text, _FORM).date()  # noqa: DTZ007 - a day, no moment
            if _FIRST <= day <= clock.today():
                return day
    return None


def shot_place(picture: Image.Image) -> tuple[float, float] | None:
    """Return longitude and latitude (EPSG:4326) of the camera, ``None`` where none can be right."""
    told = _entries(picture, IFD.GPSInfo)
    lon = _degrees(told.get(GPS.GPSLongitude), told.get(GPS.GPSLongitudeRef), "EW")
    lat = _degrees(told.get(GPS.GPSLatitude), told.get(GPS.GPSLatitudeRef), "NS")
    if lon is None or lat is None or (not lon and not lat):
        return None
    fits = abs(lon) <= _MOST_LONGITUDE and abs(lat) <= _MOST_LATITUDE
    return (round(lon, DECIMALS), round(lat, DECIMALS)) if fits else None


def _entries(picture: Image.Image, part: IFD) -> Mapping[int, Any]:
    """Return the entries of a part of the EXIF data, none where it cannot be read."""
    try:
        return dict(picture.getexif().get_ifd(part))
    except Exception:  # noqa: BLE001 - it is foreign, and a photo without it is a photo
        return {}


def _degrees(parts: object, side: object, sides: str) -> float | None:
    """Return degrees, minutes and seconds as degrees; south and west are negative."""
    letter = side.decode("latin-1") if isinstance(side, bytes) else str(side or "")
    letter = letter.strip(" \0").upper()
    if not isinstance(parts, tuple) or len(parts) != _ANGLE or letter not in tuple(sides):
        return None
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value) or min(degrees, minutes, seconds) < 0:
        return None
    return -value if letter in "SW" else value
