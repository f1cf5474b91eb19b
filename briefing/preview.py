"""The picture of a file that was made: drawn from its own bytes, so that it cannot show another.

Where a true picture would need a program of somebody else (PPTX), :mod:`briefing.slides.picture`
draws it from what the file holds. Data, QGIS projects and the USB edition have none.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL import Image

# Wide enough for the dialog beside its controls, on a sharp screen too.
_WIDTH: Final = 1_100
PICTURED: Final = frozenset({"pdf", "png", "svg", "pptx"})
_HEAD: Final = struct.Struct(">QI")


@dataclass(frozen=True)
class Preview:
    """A file with the picture of its first page.

    Parameters
    ----------
    data
        The file.
    pages
        How many pages or slides it has.
    picture
        PNG, or the file itself where a browser draws it (SVG); empty for none.
    """

    data: bytes
    pages: int = 0
    picture: bytes = b""

    def pack(self) -> bytes:
        """Return all of it as bytes, which :meth:`unpack` reads."""
        return _HEAD.pack(len(self.data), self.pages) + self.data + self.picture

    @classmethod
    def unpack(cls, packed: bytes) -> Preview:
        """Read what :meth:`pack` wrote."""
        size, pages = _HEAD.unpack_from(packed)
        body = packed[_HEAD.size :]
        return cls(body[:size], pages, body[size:])


def preview_of(data: bytes, extension: str) -> Preview:
    """Return a file with its picture.

    Parameters
    ----------
    extension
        Of the file, without a dot.
    """
    if extension == "svg":
        # The browser draws it: there is no truer picture.
        return Preview(data, 1)
    if extension not in PICTURED:
        return Preview(data)
    picture, pages = _first_page(data, extension)
    out = io.BytesIO()
    picture.convert("RGB").save(out, format="PNG")
    return Preview(data, pages, out.getvalue())


def _first_page(data: bytes, extension: str) -> tuple[Image.Image, int]:
    if extension == "pdf":
        from layers.ink.png import first_page

        return first_page(data, _WIDTH)
    if extension == "pptx":
        from briefing.slides.deck import WIDTH
        from briefing.slides.picture import draw_slide

        slide, count = draw_slide(data)
        return slide.rasterise(round(_WIDTH / WIDTH)), count
    from PIL import Image

    with Image.open(io.BytesIO(data)) as whole:
        picture = whole.convert("RGB")
    picture.thumbnail((_WIDTH, 2 * _WIDTH), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return picture, 1
