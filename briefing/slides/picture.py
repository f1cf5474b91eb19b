"""The picture of a slide, drawn from the file itself: its boxes, pictures, words and rules.

A true rendering of PPTX needs an office program. What our decks hold (:mod:`briefing.slides.deck`)
is little enough to be drawn by the map's own engine, from the places, sizes and words in the file.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from PIL import Image
from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu

from layers.ink.marks import DisplayList, PathMark, Pen, circle, polyline, rectangle
from layers.ink.png import rasterise
from layers.paper.text import PlacedText, write
from layers.style import palette
from layers.style.symbols import STATUS_LETTERS
from layers.style.text_metrics import Face, measure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Arial, which the file names, is so much wider than our typeface, and its letters as much larger.
_LARGER: Final = 1.13
_LINE: Final = 1.2
# Share of a line's height above its base line.
_ASCENT: Final = 0.8
_SIZE: Final = 18.0
_POINTS_PER_INCH: Final = 72
_CROSS: Final = STATUS_LETTERS["lapsed"]
_SHAPES: Final = frozenset(
    STATUS_LETTERS[s] for s in ("planned", "preparing", "completed", "lapsed")
)
# In sizes of the type.
_SIGN_RADIUS, _SIGN_PEN = 0.34, 0.09
_ALIGN: Final = {PP_ALIGN.CENTER: 0.5, PP_ALIGN.RIGHT: 1.0}
_ANCHOR: Final = {MSO_ANCHOR.MIDDLE: 0.5, MSO_ANCHOR.BOTTOM: 1.0}


@dataclass(frozen=True)
class PointBox:
    """A rectangle in points from the upper left corner of the slide."""

    left: float
    top: float
    width: float
    height: float

    @classmethod
    def of(cls, shape: Any) -> PointBox:  # noqa: ANN401 - the library has no types
        """Return where a shape stands."""
        sides = (shape.left, shape.top, shape.width, shape.height)
        return cls(*(Emu(side).pt for side in sides))


@dataclass
class SlidePicture:
    """What a slide shows.

    Parameters
    ----------
    pictures
        Pictures of the file, as its bytes hold them, with their boxes.
    texts
        Lines of words in the order in which they are drawn.
    """

    drawing: DisplayList
    pictures: list[tuple[bytes, PointBox]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def rasterise(self, dpi: int) -> Image.Image:
        """Return the slide as a picture on white."""
        words = rasterise(self.drawing, dpi)
        picture = Image.new("RGB", words.size, palette.PAPER)
        scale = dpi / _POINTS_PER_INCH
        for data, box in self.pictures:
            size = (max(1, round(box.width * scale)), max(1, round(box.height * scale)))
            with Image.open(io.BytesIO(data)) as raw:
                shown = raw.convert("RGBA").resize(size, Image.Resampling.LANCZOS)
            picture.paste(shown, (round(box.left * scale), round(box.top * scale)), shown)
        picture.paste(words, (0, 0), words)
        return picture


def draw_slide(data: bytes, number: int = 1) -> tuple[SlidePicture, int]:
    """Return a slide of a PPTX file of ours, and how many slides there are."""
    show = Presentation(io.BytesIO(data))
    drawing = DisplayList(Emu(show.slide_width or 0).pt, Emu(show.slide_height or 0).pt)
    drawing.add_layer((0.0, 0.0), (drawing.width, drawing.height))
    picture = SlidePicture(drawing)
    for shape in show.slides[number - 1].shapes:
        _draw_shape(picture, shape, number)
    return picture, len(show.slides)


def _draw_shape(picture: SlidePicture, shape: Any, number: int) -> None:  # noqa: ANN401
    box = PointBox.of(shape)
    if hasattr(shape, "image"):
        picture.pictures.append((shape.image.blob, box))
    elif shape.has_table:
        _draw_table(picture, shape.table, box, number)
    else:
        fill = shape._element.spPr.find(qn("a:solidFill"))  # noqa: SLF001
        if fill is not None:
            _fill(picture, box, f"#{fill[0].get('val')}")
        if shape.has_text_frame:
            _draw_text(picture, shape.text_frame, box, number)


def _fill(picture: SlidePicture, box: PointBox, color: str) -> None:
    bottom = picture.drawing.height - box.top - box.height
    shape = rectangle(box.left, bottom, box.width, box.height)
    picture.drawing.layers[0].add(PathMark(shape, fill=color), 0.0)


def _draw_table(picture: SlidePicture, table: Any, box: PointBox, number: int) -> None:  # noqa: ANN401
    top = box.top
    for row in table.rows:
        high, left = Emu(row.height).pt, box.left
        for column, cell in zip(table.columns, row.cells, strict=True):
            wide = Emu(column.width).pt
            sides = [Emu(side).pt for side in (cell.margin_left, cell.margin_right)]
            air = [Emu(side).pt for side in (cell.margin_top, cell.margin_bottom)]
            room = PointBox(left + sides[0], top + air[0], wide - sum(sides), high - sum(air))
            _draw_text(picture, cell.text_frame, room, number)
            _rule(picture, cell, (left, left + wide), top + high)
            left += wide
        top += high


def _rule(picture: SlidePicture, cell: Any, across: tuple[float, float], at: float) -> None:  # noqa: ANN401
    line = cell._tc.find(f"{qn('a:tcPr')}/{qn('a:lnB')}")  # noqa: SLF001
    if line is None:
        return
    color = line.find(f"{qn('a:solidFill')}/{qn('a:srgbClr')}").get("val")
    y = picture.drawing.height - at
    pen = Pen(f"#{color}", Emu(int(line.get("w"))).pt)
    picture.drawing.layers[0].add(PathMark(polyline((across[0], y), (across[1], y)), pen=pen), 1.0)


@dataclass(frozen=True)
class _Piece:
    """A word, and the blanks behind it, in one style."""

    text: str
    face: Face

    @property
    def width(self) -> float:
        if self.text.strip() in _SHAPES:
            return self.face.size
        return measure(self.text, self.face).width


def _draw_text(picture: SlidePicture, frame: Any, box: PointBox, number: int) -> None:  # noqa: ANN401
    lines: list[tuple[list[_Piece], float, float]] = []
    for paragraph in frame.paragraphs:
        share = _ALIGN.get(paragraph.alignment, 0.0)
        pieces = list(_pieces(paragraph, number))
        end = paragraph._p.find(qn("a:endParaRPr"))  # noqa: SLF001
        least = int(end.get("sz", 0)) / 100 if end is not None else 0.0
        for line in _wrapped(pieces, box.width) or [[]]:
            size = max((piece.face.size / _LARGER for piece in line), default=least or _SIZE)
            lines.append((line, size * _LINE, share))
    free = box.height - sum(high for _, high, _ in lines)
    y = box.top + free * _ANCHOR.get(frame.vertical_anchor, 0.0)
    for line, high, share in lines:
        x = box.left + (box.width - sum(piece.width for piece in line)) * share
        base = picture.drawing.height - y - high * _ASCENT
        for piece in line:
            _draw_piece(picture, piece, (x, base))
            x += piece.width
        picture.texts.append("".join(piece.text for piece in line))
        y += high


def _draw_piece(picture: SlidePicture, piece: _Piece, at: tuple[float, float]) -> None:
    """Draw a word; signs of a status that our typeface lacks are drawn as shapes."""
    layer, size = picture.drawing.layers[0], piece.face.size
    sign = piece.text.strip()
    if sign not in _SHAPES:
        write(layer, PlacedText(piece.text, at, piece.face))
        return
    radius = size * _SIGN_RADIUS
    x, y = at[0] + radius, at[1] + radius
    pen = Pen(piece.face.color, size * _SIGN_PEN)
    if sign == _CROSS:
        for turn in (1, -1):
            across = polyline((x - radius, y - turn * radius), (x + radius, y + turn * radius))
            layer.add(PathMark(across, pen=pen), 2.0)
        return
    filled = piece.face.color if sign == STATUS_LETTERS["completed"] else ""
    layer.add(PathMark(circle((x, y), radius), fill=filled, pen=pen), 2.0)
    if sign == STATUS_LETTERS["preparing"]:
        left = [turn * math.pi / 16 + math.pi / 2 for turn in range(17)]
        half = ((x + radius * math.cos(one), y + radius * math.sin(one)) for one in left)
        layer.add(PathMark(polyline(*half, closed=True), fill=piece.face.color), 2.0)


def _pieces(paragraph: Any, number: int) -> Iterator[_Piece]:  # noqa: ANN401
    for run in paragraph._p.iterchildren(qn("a:r"), qn("a:fld")):  # noqa: SLF001
        style = run.find(qn("a:rPr"))
        size = int(style.get("sz", _SIZE * 100)) / 100
        color = style.find(f"{qn('a:solidFill')}/{qn('a:srgbClr')}")
        face = Face(
            size * _LARGER,
            700 if style.get("b") == "1" else 400,
            style.get("i") == "1",
            f"#{color.get('val')}" if color is not None else palette.INK,
        )
        # The number of the slide is a field, filled in where it is shown.
        text = str(number) if run.tag == qn("a:fld") else run.findtext(qn("a:t"))
        parts = text.split(" ")
        for place, part in enumerate(parts):
            yield _Piece(part + (" " if place < len(parts) - 1 else ""), face)


def _wrapped(pieces: Sequence[_Piece], width: float) -> list[list[_Piece]]:
    """Return words in lines of a width in points."""
    lines: list[list[_Piece]] = []
    room = 0.0
    for piece in pieces:
        needed = measure(piece.text.rstrip(" "), piece.face).width
        if not lines or (needed > room and lines[-1]):
            lines.append([])
            room = width
        lines[-1].append(piece)
        room -= piece.width
    return lines
