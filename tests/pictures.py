"""Pictures made by code, as cameras and people hand them in: no photo of anybody is needed."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, TiffImagePlugin
from PIL.ExifTags import GPS, IFD, Base

CAMERA = "PENTAX-SECRET-MODEL"
OWNER = "Nguyen-Van-Chu-May"
DAY = "2026:11:03 07:08:09"
LON, LAT = (103.0, 54.0, 36.0), (21.0, 19.0, 12.0)
AT = (103.91, 21.32)


def pixels(width: int = 400, height: int = 300, seed: int = 1) -> Image.Image:
    """Return a picture with a red left upper corner: what is upright can be told."""
    grid = np.random.default_rng(seed).integers(90, 130, (height, width, 3)).astype(np.uint8)
    grid[: height // 4, : width // 4] = (220, 20, 20)
    return Image.fromarray(grid)


def rational(values: tuple[float, ...]) -> tuple[TiffImagePlugin.IFDRational, ...]:
    return tuple(TiffImagePlugin.IFDRational(value) for value in values)


def exif(
    day: str = DAY,
    place: tuple[tuple[float, ...], tuple[float, ...]] | None = (LON, LAT),
    orientation: int = 1,
    sides: tuple[str, str] = ("E", "N"),
) -> Image.Exif:
    told = Image.Exif()
    told[Base.Model], told[Base.Artist] = CAMERA, OWNER
    told[Base.Orientation] = orientation
    told[Base.DateTime] = "2026:11:20 10:10:10"
    told.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = day
    if place:
        where = told.get_ifd(IFD.GPSInfo)
        where[GPS.GPSLongitudeRef], where[GPS.GPSLatitudeRef] = sides
        where[GPS.GPSLongitude], where[GPS.GPSLatitude] = rational(place[0]), rational(place[1])
        where[GPS.GPSDateStamp] = "2026:11:03"
    return told


def jpeg(picture: Image.Image | None = None, **saved: object) -> bytes:
    file = io.BytesIO()
    (picture or pixels()).save(file, "JPEG", **{"quality": 90, **saved})
    return file.getvalue()


def camera_jpeg(picture: Image.Image | None = None, **about: object) -> bytes:
    """Return a JPEG as a phone writes it: with EXIF, a comment, and a packet of XMP."""
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{OWNER}</x:xmpmeta>".encode()
    told = exif(**about)  # type: ignore[arg-type]
    return jpeg(picture, exif=told, comment=OWNER.encode(), xmp=xmp)


def png(picture: Image.Image | None = None, **saved: object) -> bytes:
    file = io.BytesIO()
    (picture or pixels()).save(file, "PNG", **saved)
    return file.getvalue()


def heic() -> bytes:
    """Return the begin of a file as an iPhone writes it."""
    return (24).to_bytes(4, "big") + b"ftypheic\x00\x00\x00\x00mif1heic" + bytes(64)
