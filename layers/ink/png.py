"""Pictures of a drawing: its own PDF, rasterised by PDFium."""

from __future__ import annotations

import struct
import zlib
from contextlib import closing
from threading import Lock
from typing import TYPE_CHECKING, Final

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, PngImagePlugin
from pypdfium2 import raw

from layers.ink.pdf import Document, PdfPage
from layers.ink.pdf_content import page_content

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.ink.marks import DisplayList

_POINTS_PER_INCH: Final = 72
# PDFium keeps state of its own: one thread at a time.
_ONE_AT_A_TIME: Final = Lock()
_METRES_PER_INCH: Final = 0.0254
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_COLOR_TYPES: Final = {"L": 0, "RGB": 2, "RGBA": 6}
# Flat colours pack well at once: more work takes long and saves little.
_DEFLATE: Final = 3


def rasterise(drawing: DisplayList, dpi: int) -> Image.Image:
    """Return a drawing as a picture: RGB, or RGBA where it has no ground."""
    data = Document([PdfPage(page_content(drawing))], {}, "").to_bytes()
    size = tuple(int(side * dpi / _POINTS_PER_INCH) for side in (drawing.width, drawing.height))
    form = raw.FPDFBitmap_BGR if drawing.ground else raw.FPDFBitmap_BGRA
    with (
        _ONE_AT_A_TIME,
        closing(pdfium.PdfDocument(data)) as document,
        closing(document[0]) as page,
    ):
        bitmap = pdfium.PdfBitmap.new_native(*size, form, rev_byteorder=True)
        bitmap.fill_rect((255, 255, 255, 255 if drawing.ground else 0), 0, 0, *size)
        raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, *size, 0, raw.FPDF_REVERSE_BYTE_ORDER)
        # The memory of the bitmap goes with it.
        picture: Image.Image = bitmap.to_pil().copy()
        return picture


def first_page(data: bytes, width: int) -> tuple[Image.Image, int]:
    """Return the first page of a PDF as a picture of a width in pixels, and how many it has."""
    with (
        _ONE_AT_A_TIME,
        closing(pdfium.PdfDocument(data)) as document,
        closing(document[0]) as page,
    ):
        bitmap = page.render(scale=width / page.get_width(), rev_byteorder=True)
        # The memory of the bitmap goes with it.
        return bitmap.to_pil().copy(), len(document)


def write_png(
    drawing: DisplayList, dpi: int, facts: Mapping[str, str], *, grey: bool = False
) -> bytes:
    """Return a drawing as a file; the same drawing gives the same bytes.

    Parameters
    ----------
    facts
        What the file says of itself, as text chunks.
    grey
        Whether all its inks are grey: one channel says it then.
    """
    picture = rasterise(drawing, dpi)
    if grey and picture.mode == "RGB":
        picture = picture.getchannel(0)
    said = PngImagePlugin.PngInfo()
    for name, text in facts.items():
        said.add_text(name, text)
    head = struct.pack(">LLBBBBB", *picture.size, 8, _COLOR_TYPES[picture.mode], 0, 0, 0)
    density = round(dpi / _METRES_PER_INCH)
    chunks = [
        (b"IHDR", head),
        (b"pHYs", struct.pack(">LLB", density, density, 1)),
        *((chunk[0], chunk[1]) for chunk in said.chunks),
        (b"IDAT", _packed(picture)),
        (b"IEND", b""),
    ]
    return _SIGNATURE + b"".join(_chunk(name, body) for name, body in chunks)


def _packed(picture: Image.Image) -> bytes:
    """Return the rows of a picture, each unfiltered, deflated.

    Pillow tries all filters on each row: three times the work, and for flat colours a larger file.
    """
    pixels = np.asarray(picture)
    rows = pixels.reshape(len(pixels), -1)
    return zlib.compress(np.pad(rows, ((0, 0), (1, 0))).data, _DEFLATE)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))
