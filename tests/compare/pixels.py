"""What a picture shows, as text: its digest, where it differs, and how much it does."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

_TILES = 16
_GREY = 64
_DPI = 60
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)"')
_WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>'
)

Box = tuple[float, float, float, float]


def digest(data: bytes | str) -> str:
    """Return a short digest."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()[:16]


def picture(data: bytes | Image.Image, masked: list[Box] | None = None) -> dict[str, Any]:
    """Return size, digest, digests of tiles and a coarse grey picture.

    Parameters
    ----------
    masked
        What is painted over first, as shares of width and height.
    """
    image = data if isinstance(data, Image.Image) else Image.open(io.BytesIO(data))
    image = image.convert("RGBA" if "A" in image.getbands() else "RGB")
    width, height = image.size
    draw = ImageDraw.Draw(image)
    for left, top, right, bottom in masked or ():
        box = (left * width - 1, top * height - 1, right * width + 1, bottom * height + 1)
        draw.rectangle(box, fill="white")
    rows = []
    for row in range(_TILES):
        top, bottom = row * height // _TILES, (row + 1) * height // _TILES
        cells = []
        for column in range(_TILES):
            left, right = column * width // _TILES, (column + 1) * width // _TILES
            cells.append(digest(image.crop((left, top, right, bottom)).tobytes())[:6])
        rows.append(" ".join(cells))
    grey = image.convert("L").resize((_GREY, _GREY), Image.Resampling.BOX).tobytes()
    return {
        "size": [width, height],
        "pixels": digest(image.tobytes()),
        "tiles": rows,
        "grey": [grey[at : at + _GREY].hex() for at in range(0, len(grey), _GREY)],
    }


def pdf_pictures(path: Path, masks: list[list[Box]]) -> list[dict[str, Any]]:
    """Return the pages as poppler draws them; none where it is missing."""
    program = shutil.which("pdftoppm")
    if program is None:
        return []
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "-r", str(_DPI), str(path), f"{folder}/p"]
        subprocess.run(command, check=True, capture_output=True)
        pages = sorted(Path(folder).glob("p-*.ppm"))
        return [
            picture(page.read_bytes(), masks[number] if number < len(masks) else None)
            for number, page in enumerate(pages)
        ]


def pdf_boxes(path: Path, moving: Callable[[str], bool]) -> list[list[Box]]:
    """Return where words stand that belong to the moment, page by page."""
    program = shutil.which("pdftotext")
    if program is None:
        return []
    done = subprocess.run([program, "-bbox", str(path), "-"], check=True, capture_output=True)
    pages: list[list[Box]] = []
    width = height = 1.0
    for line in done.stdout.decode("utf-8").splitlines():
        if page := _PAGE.search(line):
            width, height = float(page[1]), float(page[2])
            pages.append([])
        elif (word := _WORD.search(line)) and moving(word[5]):
            left, top, right, bottom = (float(word[at]) for at in range(1, 5))
            pages[-1].append((left / width, top / height, right / width, bottom / height))
    return pages
