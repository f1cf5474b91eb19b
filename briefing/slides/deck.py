"""A deck of slides that a person can edit: native titles, text, tables and notes, exact bytes."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, replace
from datetime import datetime, time
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Inches, Pt

from briefing.statement.carriers import embed_statement
from briefing.statement.statement import STATEMENT
from geo.escape import Syntax, escape
from geo.strings import say
from layers.paper.greyscale import grey
from layers.style import palette
from layers.style.text_metrics import Face, measure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

# Inches, as presentation programs make them.
WIDTH, HEIGHT = 13.333, 7.5
MARGIN = 0.45
# Where the content of a slide begins and ends, below a caption and without one.
TOP, CLOSE_TOP, BOTTOM = 1.48, 1.1, HEIGHT - 0.48
# The same where a row of statuses of a height stands under map and table.
SHEET_TOP, STATUS_HEIGHT = 1.28, 0.28
# Points of what is read from the other end of the room, and of what only says where it is from.
FAR, IMPRINT = 14.0, 12.0
# A table that fills less of its room than this leaves a slide empty.
LEAST_FILLED = 1 / 3
# On every office computer, with all Vietnamese letters; its widths are those of Liberation
# Sans, with which LibreOffice shows it elsewhere.
FONT = "Arial"
# Arial is so much wider than the typeface that we can measure.
_WIDER = 1.13
_LINE = 1.2
_TITLE_ONLY = 5
_KEPT_LAYOUTS = (0, 5, 6)
_NO_TABLE_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
# The earliest date that a ZIP can hold: the same slides are the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_OLD_WIDTH = 10.0
# Room inside of a cell, in inches.
_CELL_SIDE, _CELL_AIR = 0.04, 0.028


@dataclass(frozen=True)
class SlideBox:
    """A rectangle on a slide, in inches from its upper left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Any, Any, Any, Any]:
        """Left, top, width, height as the library takes them."""
        return Inches(self.left), Inches(self.top), Inches(self.width), Inches(self.height)


@dataclass(frozen=True)
class TextRun:
    """Words in one style.

    Parameters
    ----------
    size
        Points.
    """

    text: str
    size: float = FAR
    bold: bool = False
    color: str = palette.INK
    italic: bool = False


Line = tuple[TextRun, ...]


@dataclass(frozen=True)
class Cell:
    """A cell of a table: lines of words, and how they are aligned."""

    lines: tuple[Line, ...]
    align: str = "left"


def cell(text: str, size: float = FAR, *, align: str = "left", **style: Any) -> Cell:
    """Return a cell of one line in one style."""
    return Cell(((TextRun(text, size, **style),),), align)


def lines_needed(line: Line, width: float) -> int:
    """Return how many lines words take in a width in inches."""
    needed, room = 1, width
    for run in line:
        face = Face(run.size, 700 if run.bold else 400)
        for word in run.text.split():
            wide = measure(f"{word} ", face).width * _WIDER / 72
            if wide > room and room < width:
                needed += 1
                room = width
            # A word longer than a line is broken.
            needed += int(wide // width) if wide > width else 0
            room -= min(wide, width)
    return needed


def height_needed(lines: Sequence[Line], width: float) -> float:
    """Return the height of lines of words in a width, in inches."""
    return sum(
        lines_needed(line, width) * max(run.size for run in line) * _LINE / 72 for line in lines
    )


def row_height(row: Sequence[Cell], widths: Sequence[float]) -> float:
    """Return the height that a row of a table needs, in inches."""
    return max(
        height_needed(value.lines, width - 2 * _CELL_SIDE) + 2 * _CELL_AIR
        for value, width in zip(row, widths, strict=True)
    )


@dataclass(frozen=True)
class Grid:
    """A table.

    Parameters
    ----------
    widths
        Of the columns in inches.
    head
        First row, repeated where the table goes on; empty for none.
    alt
        The words that stand for it.
    sections
        Which of the rows are the heads of what follows: none ends a slide.
    """

    widths: tuple[float, ...]
    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    alt: str
    sections: frozenset[int] = frozenset()

    @property
    def all_rows(self) -> tuple[tuple[Cell, ...], ...]:
        """Head and rows."""
        return ((self.head,) if self.head else ()) + self.rows

    @property
    def heights(self) -> list[float]:
        """Of all rows in inches."""
        return [row_height(row, self.widths) for row in self.all_rows]

    def split(self, room: float) -> tuple[Grid, Grid]:
        """Return what fits into a height in inches, and the rest."""
        room -= row_height(self.head, self.widths) if self.head else 0.0
        ends = accumulate(row_height(row, self.widths) for row in self.rows)
        return self.cut(sum(end <= room for end in ends))

    def cut(self, count: int) -> tuple[Grid, Grid]:
        """Return the first rows, and the rest."""
        while count - 1 in self.sections and count < len(self.rows):
            count -= 1
        behind = frozenset(row - count for row in self.sections if row >= count)
        return (
            replace(self, rows=self.rows[:count]),
            replace(self, rows=self.rows[count:], sections=behind),
        )


class Deck:
    """Slides in one language, in colour or in greys.

    Parameters
    ----------
    facts
        Title, Subject, Keywords and Author of the document, and the statement that it carries
        under :data:`briefing.statement.statement.STATEMENT`.
    made
        Date of its making: not the clock's, so that the same slides are the same bytes.
    """

    def __init__(
        self, facts: Mapping[str, str], made: date, language: str, *, grey_proof: bool = False
    ) -> None:
        self.language = language
        self.grey_proof = grey_proof
        self._show = Presentation()
        self._show.slide_width, self._show.slide_height = Inches(WIDTH), Inches(HEIGHT)
        self._prepare()
        core = self._show.core_properties
        told = {name: escape(fact, Syntax.TEXT) for name, fact in facts.items()}
        core.title, core.subject = told["Title"], told["Subject"][:255]
        core.keywords, core.author = told["Keywords"][:255], told["Author"]
        core.last_modified_by = told["Author"]
        core.language = say("language.tag", language)
        core.created = core.modified = datetime.combine(made, time())
        core.revision = 1
        self._statement = facts[STATEMENT]

    def _prepare(self) -> None:
        """Fit the library's template to 16:9, our font and language; drop what we do not use."""
        master = self._show.slide_master
        for layout in [
            layout
            for number, layout in enumerate(self._show.slide_layouts)
            if number not in _KEPT_LAYOUTS
        ]:
            self._show.slide_layouts.remove(layout)
        for holder in (master, *self._show.slide_layouts):
            for shape in holder.shapes:
                if shape._element.spPr.find(qn("a:xfrm")) is not None:  # noqa: SLF001
                    shape.left = int(shape.left * WIDTH / _OLD_WIDTH)
                    shape.width = int(shape.width * WIDTH / _OLD_WIDTH)
        theme = master.part.part_related_by(RT.THEME)
        theme._blob = theme.blob.replace(b'typeface="Calibri"', f'typeface="{FONT}"'.encode())  # noqa: SLF001
        package = self._show.part.package
        for key, rel in list(package._rels.items()):  # noqa: SLF001 - the picture of an empty slide
            if rel.reltype == RT.THUMBNAIL:
                package._rels.pop(key)  # noqa: SLF001
        for style in self._show.part._element.iter(qn("a:defRPr")):  # noqa: SLF001
            style.set("lang", say("language.tag", self.language))

    def to_rgb(self, color: str) -> RGBColor:
        """Return a colour, or the grey that stands for it."""
        shown = grey(color) if self.grey_proof else color
        parts = (int(shown[step : step + 2], 16) for step in (1, 3, 5))
        return RGBColor(*parts)  # type: ignore[no-untyped-call]

    def slide(self, title: str, box: SlideBox, size: float = 26.0) -> Slide:
        """Begin a slide with a native title."""
        # The layout with a title alone, of those that were kept.
        layout = self._show.slide_layouts[_KEPT_LAYOUTS.index(_TITLE_ONLY)]
        made = self._show.slides.add_slide(layout)
        slide = Slide(self, made)
        holder = made.shapes.title
        holder.left, holder.top, holder.width, holder.height = box.emu
        slide.fill_text(holder, ((TextRun(title, size, bold=True),),), anchor="bottom")
        return slide

    def save(self) -> bytes:
        """Return the file, finished; the same slides give the same bytes."""
        embed_statement(self._show, self._statement)
        raw = io.BytesIO()
        self._show.save(raw)
        out = io.BytesIO()
        with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for entry in old.infolist():
                fixed = zipfile.ZipInfo(entry.filename, _EPOCH)
                fixed.compress_type = zipfile.ZIP_DEFLATED
                # The same on every system.
                fixed.create_system = 0
                new.writestr(fixed, old.read(entry))
        return out.getvalue()


class Slide:
    """One slide, being filled."""

    def __init__(self, deck: Deck, slide: Any) -> None:  # noqa: ANN401 - the library has no types
        self.deck = deck
        self._slide = slide

    def text(
        self, box: SlideBox, lines: Sequence[Line], *, anchor: str = "top", align: str = "left"
    ) -> None:
        """Add a text box."""
        shape = self._slide.shapes.add_textbox(*box.emu)
        self.fill_text(shape, lines, anchor=anchor, align=align)

    def line(self, box: SlideBox, text: str, size: float = FAR, **style: Any) -> None:
        """Add a text box with one line in one style."""
        self.text(box, ((TextRun(text, size, **style),),))

    def fill_text(
        self,
        shape: Any,  # noqa: ANN401 - the library has no types
        lines: Sequence[Line],
        *,
        anchor: str = "top",
        align: str = "left",
    ) -> None:
        """Write lines into a shape, without margins of its own."""
        frame = shape.text_frame
        frame.word_wrap = True
        frame.vertical_anchor = getattr(MSO_ANCHOR, anchor.upper())
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        self._write(frame, lines, align)

    def _write(self, frame: Any, lines: Sequence[Line], align: str) -> None:  # noqa: ANN401
        tag = say("language.tag", self.deck.language)
        for number, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if not number else frame.add_paragraph()
            paragraph.alignment = getattr(PP_ALIGN, align.upper())
            for run in filter(lambda run: run.text, line):
                added = paragraph.add_run()
                added.text = escape(run.text, Syntax.TEXT)
                font = added.font
                font.size, font.bold, font.italic = Pt(run.size), run.bold, run.italic
                font.name = FONT
                added._r.get_or_add_rPr().set("lang", tag)  # noqa: SLF001
                font.color.rgb = self.deck.to_rgb(run.color)
            # A line without words has no run: its end says how high it is.
            end = paragraph._p.get_or_add_endParaRPr()  # noqa: SLF001
            end.set("sz", str(round(max(run.size for run in line) * 100)))

    def picture(self, png: bytes, box: SlideBox, alt: str) -> None:
        """Add a picture with the words that stand for it."""
        shape = self._slide.shapes.add_picture(io.BytesIO(png), *box.emu)
        describe(shape, alt)

    def bar(self, box: SlideBox, color: str) -> None:
        """Add a plain rectangle."""
        shape = self._slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *box.emu)
        shape.fill.solid()
        shape.fill.fore_color.rgb = self.deck.to_rgb(color)
        shape.line.fill.background()
        # The theme's style would give it a shadow.
        shape._element.remove(shape._element.find(qn("p:style")))  # noqa: SLF001

    def table(self, grid: Grid, left: float, top: float) -> float:
        """Add a native table; return its height."""
        heights = grid.heights
        box = SlideBox(left, top, sum(grid.widths), sum(heights))
        rows = grid.all_rows
        shape = self._slide.shapes.add_table(len(rows), len(grid.widths), *box.emu)
        describe(shape, grid.alt)
        table = shape.table
        table._tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_TABLE_STYLE  # noqa: SLF001
        table.first_row = bool(grid.head)
        table.horz_banding = False
        for column, width in zip(table.columns, grid.widths, strict=True):
            column.width = Inches(width)
        for number, (row, height) in enumerate(zip(rows, heights, strict=True)):
            table.rows[number].height = Inches(height)
            head = bool(grid.head) and not number
            weight, color = (1.0, palette.INK) if head else (0.5, palette.NEIGHBOUR_EDGE)
            for place, value in enumerate(row):
                self._fill_cell(table.cell(number, place), value)
                self._rule(table.cell(number, place), weight, color)
        return box.height

    def _fill_cell(self, target: Any, value: Cell) -> None:  # noqa: ANN401
        target.margin_left, target.margin_right = Inches(_CELL_SIDE), Inches(_CELL_SIDE)
        target.margin_top = target.margin_bottom = Inches(_CELL_AIR)
        target.vertical_anchor = MSO_ANCHOR.TOP
        self._write(target.text_frame, value.lines, value.align)

    def _rule(self, target: Any, weight: float, color: str) -> None:  # noqa: ANN401
        """Draw the lower edge of a cell."""
        properties = target._tc.get_or_add_tcPr()  # noqa: SLF001
        line, fill, tone = (OxmlElement(tag) for tag in ("a:lnB", "a:solidFill", "a:srgbClr"))
        line.set("w", str(int(Pt(weight))))
        tone.set("val", str(self.deck.to_rgb(color)))
        fill.append(tone)
        line.append(fill)
        properties.append(line)

    def number(self, box: SlideBox, size: float = IMPRINT) -> None:
        """Add the number of the slide as a field, which stays true when slides move."""
        shape = self._slide.shapes.add_textbox(*box.emu)
        self.fill_text(shape, ((TextRun("0", size, color=palette.INK_SOFT),),), align="right")
        run = shape.text_frame.paragraphs[0]._p.find(qn("a:r"))  # noqa: SLF001
        run.tag = qn("a:fld")
        run.set("id", "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}")
        run.set("type", "slidenum")

    def notes(self, paragraphs: Sequence[str]) -> None:
        """Write the notes of the speaker."""
        frame = self._slide.notes_slide.notes_text_frame
        tag = say("language.tag", self.deck.language)
        frame.text = "\n".join(escape(text, Syntax.TEXT) for text in paragraphs)
        for paragraph in frame.paragraphs:
            for run in paragraph.runs:
                run._r.get_or_add_rPr().set("lang", tag)  # noqa: SLF001


def describe(shape: Any, alt: str) -> None:  # noqa: ANN401 - the library has no types
    """Give a picture or table the words that stand for it (ISO 29500-1, 20.1.2.2.8)."""
    properties = shape._element.xpath(".//p:cNvPr")[0]  # noqa: SLF001
    properties.set("descr", escape(alt, Syntax.TEXT))
