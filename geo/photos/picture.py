"""A foreign picture made into a photo of a site: upright, small enough, with nothing else in it.

Whatever a file carries beside its pixels (camera, owner, thumbnail, a second file behind the first)
is gone, because the pixels are copied into a new picture, and that is written anew. Day and place
of the shot are read before: they are offered to whoever hands the photo in, and kept only on their
word.
"""

from __future__ import annotations

import hashlib
import io
import json
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from PIL import Image, ImageOps

from geo.errors import SonLaMapError
from geo.photos.exif import shot_day, shot_place
from geo.strings import say
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from datetime import date

MOST_FILE_BYTES: Final = 30_000_000
"""A camera's own file may be so large."""
MOST_BYTES: Final = 2_000_000
MOST_SIDE: Final = 2_000
# Of 64 megapixels, as phones take them; what holds more is refused before it is unpacked.
MOST_PIXELS: Final = 65_000_000
LEAST_SIDE: Final = 64
_MOST_SHAPE: Final = 12
"""How many times longer than high, or the other way round, a panorama may be."""
_QUALITIES: Final = (86, 78, 70, 60, 50)
_SHRINK: Final = 0.8
_TAKEN: Final = ("JPEG", "PNG")
_BRAND: Final = slice(8, 12)
_JPEG_START: Final = b"\xff\xd8\xff"
_PNG_START: Final = b"\x89PNG\r\n\x1a\n"
# Brands of the container of HEIF (ISO/IEC 23008-12), with which an iPhone writes.
_HEIF: Final = frozenset(
    [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"]
)
_START_OF_SCAN: Final = 0xDA
_MARKER: Final = 0xFF
# JFIF, quantisation and Huffman tables, frame and restart interval: all that a picture needs.
_NEEDED: Final = frozenset({0xE0, 0xDB, 0xC4, 0xC0, 0xC1, 0xC2, 0xDD})


class PhotoError(SonLaMapError, ValueError):
    """A file is no photo that is taken.

    Parameters
    ----------
    key
        String that says what is wrong and what to do.
    values
        Fill its placeholders.
    """

    def __init__(self, key: str, **values: object) -> None:
        self.key, self.values = key, values
        super().__init__(self.words(DEFAULT_LANGUAGE))

    def words(self, language: str) -> str:
        """Return what is wrong and what to do, in one line."""
        return say(self.key, language, **self.values)


@dataclass(frozen=True)
class SitePhoto:
    """A photo that is ready to be kept.

    Parameters
    ----------
    jpeg
        The file, at most `MOST_BYTES` and `MOST_SIDE` pixels, without metadata.
    width, height
        In pixels.
    day
        On which the camera says it was taken, ``None`` where it does not, or cannot be right.
    place
        Longitude and latitude (EPSG:4326) that the camera says, ``None`` for none.
    """

    jpeg: bytes = field(repr=False)
    width: int
    height: int
    day: date | None = None
    place: tuple[float, float] | None = None

    @property
    def digest(self) -> str:
        """The name of the file: the SHA-256 of its bytes in hexadecimal."""
        return digest_of(self.jpeg)

    def packed(self) -> bytes:
        """Return it as bytes that :func:`unpacked` reads: what is known of it, then the file."""
        told = {
            "width": self.width,
            "height": self.height,
            "day": self.day.isoformat() if self.day else "",
            "place": self.place,
        }
        return json.dumps(told).encode() + b"\n" + self.jpeg


def unpacked(data: bytes) -> SitePhoto:
    """Return a photo from what :meth:`SitePhoto.packed` has made of it."""
    from datetime import date

    head, _, jpeg = data.partition(b"\n")
    told: dict[str, Any] = json.loads(head)
    day = date.fromisoformat(told["day"]) if told["day"] else None
    place = (told["place"][0], told["place"][1]) if told["place"] else None
    return SitePhoto(jpeg, told["width"], told["height"], day, place)


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def read_photo(data: bytes, name: str) -> SitePhoto:
    """Return the photo that a foreign file holds.

    Its ending is not believed: what it is, its first bytes say.

    Parameters
    ----------
    name
        Of the file, for messages.

    Raises
    ------
    PhotoError
        If it is too large, damaged, no JPEG or PNG, or no picture that one can look at.
    """
    _check_kind(data, name)
    try:
        with warnings.catch_warnings():
            # Our own limit is lower than the one that is warned of.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=_TAKEN) as picture:
                _check_size(picture.size, name)
                return _photo(picture)
    except PhotoError:
        raise
    except (MemoryError, Image.DecompressionBombError):
        raise PhotoError("photo.pixels", name=name, most=MOST_PIXELS // 1_000_000) from None
    except Exception as error:
        # Decoders of foreign bytes fail in as many ways as there are bytes.
        raise PhotoError("photo.damaged", name=name) from error


def _check_kind(data: bytes, name: str) -> None:
    if len(data) > MOST_FILE_BYTES:
        raise PhotoError("photo.large", name=name, most=MOST_FILE_BYTES // 1_000_000)
    if data.startswith((_JPEG_START, _PNG_START)):
        return
    if data[4:8] == b"ftyp" and data[_BRAND] in _HEIF:
        raise PhotoError("photo.heic", name=name)
    raise PhotoError("photo.kind" if data else "photo.damaged", name=name)


def _check_size(size: tuple[int, int], name: str) -> None:
    short, long = sorted(size)
    if short * long > MOST_PIXELS:
        raise PhotoError("photo.pixels", name=name, most=MOST_PIXELS // 1_000_000)
    if short < LEAST_SIDE or long > short * _MOST_SHAPE:
        raise PhotoError("photo.small", name=name, least=LEAST_SIDE)


def _photo(picture: Image.Image) -> SitePhoto:
    day, place = shot_day(picture), shot_place(picture)
    # A large JPEG is unpacked to the size that is wanted, no more.
    picture.draft("RGB", (MOST_SIDE, MOST_SIDE))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((MOST_SIDE, MOST_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    clean = _pixels_alone(upright)
    jpeg = _written(clean)
    while len(jpeg) > MOST_BYTES:
        wide, high = (max(1, int(side * _SHRINK)) for side in clean.size)
        clean = clean.resize((wide, high), Image.Resampling.LANCZOS)
        jpeg = _written(clean)
    return SitePhoto(jpeg, *clean.size, day, place)


def _pixels_alone(picture: Image.Image) -> Image.Image:
    """Return a new picture with the pixels of another, on white, and nothing that it carries."""
    clean = Image.new("RGB", picture.size, "white")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        clean.paste(seen, mask=seen.getchannel("A"))
    else:
        clean.paste(picture.convert("RGB"))
    return clean


def _written(picture: Image.Image) -> bytes:
    """Return a picture as JPEG, in the best of our qualities with which it is small enough."""
    for quality in _QUALITIES:
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality, optimize=True)
        if file.tell() <= MOST_BYTES:
            break
    return file.getvalue()


def smaller(jpeg: bytes, most_side: int, *, grey: bool = False) -> bytes:
    """Return one of our photos with at most so many pixels a side.

    Parameters
    ----------
    grey
        Whether in greys, as one channel.
    """
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
        if max(picture.size) <= most_side and not grey:
            return jpeg
        picture.draft("RGB", (most_side, most_side))
        picture.thumbnail((most_side, most_side), Image.Resampling.LANCZOS)
        clean = picture.convert("L") if grey else _pixels_alone(picture)
    file = io.BytesIO()
    clean.save(file, "JPEG", quality=_QUALITIES[0], optimize=True)
    return file.getvalue()


def size_of(jpeg: bytes) -> tuple[int, int]:
    """Return width and height of one of our photos in pixels."""
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
        return picture.size


def is_plain(content: bytes) -> bool:
    """Tell whether a file is a JPEG that holds a picture and nothing else: no EXIF, no comment."""
    if not content.startswith(_JPEG_START) or not content.endswith(b"\xff\xd9"):
        return False
    at = 2
    while at + 4 <= len(content) and content[at] == _MARKER:
        marker = content[at + 1]
        if marker == _START_OF_SCAN:
            # Behind the pixels nothing follows: the file ends with the picture's own end.
            return content.count(b"\xff\xd9", at) == 1
        if marker not in _NEEDED:
            return False
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return False
