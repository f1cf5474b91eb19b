"""Paper: its sizes, the boxes a sheet is divided into, and the round scales of its map."""

from __future__ import annotations

from dataclasses import dataclass, replace

from layers.paper.window import MM_PER_INCH, POINTS_PER_INCH, POINTS_PER_MM, PRINT_FACTOR

# Denominators of the numeric scale that a ruler reads easily. Shapes are generalised to what
# 1:50 000 needs: no larger scale.
_THOUSANDS = "50 75 100 125 150 200 250 300 400 500 600 750 1000 1250 1500 2000 2500 3000"
SCALES = tuple(int(thousands) * 1_000 for thousands in _THOUSANDS.split())
# Room kept free between what is asked for and the neat-line, on each side, in millimetres.
_AIR_MM = 0.7


@dataclass(frozen=True)
class Box:
    """A rectangle on the page, in points from the lower left corner."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.bottom + self.height

    def below(self, height: float) -> Box:
        """Return the box without a height in points at its top."""
        return replace(self, height=self.height - height)

    def upper(self, height: float) -> Box:
        """Return the upper part of the box, of a height in points."""
        return replace(self, bottom=self.top - height, height=height)

    def columns(self, count: int, gutter: float) -> list[Box]:
        """Return the box in columns of equal width, with a gutter in points between them."""
        width = (self.width - gutter * (count - 1)) / count
        return [
            replace(self, left=self.left + step * (width + gutter), width=width)
            for step in range(count)
        ]

    def part(self, bounds: tuple[float, float, float, float]) -> Box:
        """Return a rectangle in the box: west, south, east, north from its lower left corner."""
        west, south, east, north = bounds
        return Box(self.left + west, self.bottom + south, east - west, north - south)

    def inset(self, margin: float) -> Box:
        """Return the box without a margin on every side."""
        return Box(
            self.left + margin,
            self.bottom + margin,
            self.width - 2 * margin,
            self.height - 2 * margin,
        )


@dataclass(frozen=True)
class Paper:
    """A size of paper or of a slide, lying or standing.

    Parameters
    ----------
    width_mm, height_mm
        Of the page.
    column_mm
        Of a page that lies: width of the column beside the map.
    lines
        Number of projects from which the column grows at the cost of an empty margin of the map.
    enlarge
        Size of type and symbols relative to A4.
    least
        Smallest type in points, 0 where it is as small as `enlarge` makes it.
    """

    name: str
    width_mm: float
    height_mm: float
    column_mm: float
    lines: int
    enlarge: float = 1.0
    least: float = 0.0

    @property
    def width(self) -> float:
        """Width in points."""
        return self.width_mm * POINTS_PER_MM

    @property
    def height(self) -> float:
        """Height in points."""
        return self.height_mm * POINTS_PER_MM

    @property
    def landscape(self) -> bool:
        """Whether the page lies: its map stands beside the column, else above it."""
        return self.width_mm > self.height_mm

    @property
    def print_factor(self) -> float:
        """Size of the map's symbols relative to the screen."""
        return PRINT_FACTOR * self.enlarge


# A slide is 13.333 by 7.5 inches, as in presentation programs; it is read from afar.
PAPERS = {
    "A4": Paper("A4", 297.0, 210.0, 82.4, 10),
    "A3": Paper("A3", 420.0, 297.0, 104.0, 14, 1.18),
    "A2": Paper("A2", 594.0, 420.0, 147.0, 14, 1.67),
    "16:9": Paper("16:9", 338.667, 190.5, 94.0, 7, 1.12),
}


def paper_of(size: str, *, landscape: bool = True) -> Paper:
    """Return a key of :data:`PAPERS` as a page that lies or stands."""
    paper = PAPERS[size]
    if landscape:
        return paper
    return replace(paper, width_mm=paper.height_mm, height_mm=paper.width_mm)


@dataclass(frozen=True)
class PageFrame:
    """Where the parts of the first page stand.

    Parameters
    ----------
    neatline
        Outer edge of the band that holds the coordinates, around `map`.
    column
        Caption, table and legend; on a page that stands caption and table only.
    strip
        Scale and notes, with the imprint at its right end.
    imprint
        Print date, digest, page number and QR code.
    aside
        Legend and insets of a page that stands, ``None`` where the column holds them.
    """

    header: Box
    neatline: Box
    map: Box
    column: Box
    strip: Box
    imprint: Box
    aside: Box | None = None


_MARGIN_MM = 6.0
_HEADER_MM = 12.2
_BAND_MM = 2.6
_STRIP_MM = 15.2
_GAP_MM = 1.0
_BODY_GAP_MM = 1.6
_GUTTER_MM = 3.6
# Ground beside what is asked for that a map keeps when its box shrinks, for names; the widest
# column, and the width from which legend and table stand side by side.
_KEPT_MM = 4.0
_WIDEST_MM = 150.0
_LEGEND_SHARE = 0.47
# Of a page that stands: width of the imprint, share of the width that the table gets, least
# room below the map, and what a caption with its headings, and a project, take of it.
_STANDING_STRIP_MM = 19.6
_IMPRINT_MM = 58.0
_TABLE_SHARE = 0.59
_LEAST_BELOW_MM = 96.0
_CAPTION_MM = 28.0
_LINE_MM = 4.4


def frame_of(
    paper: Paper, bounds: tuple[float, float, float, float] | None = None, lines: int = 0
) -> PageFrame:
    """Return the division of a page.

    Parameters
    ----------
    bounds
        West, south, east, north in metres (EPSG:9206) of what the map must show: where it
        does not fill its box, the words get the room.
    lines
        Number of projects in the table.
    """
    if not paper.landscape:
        return _standing(paper, bounds, lines)
    frame = _lying(paper, paper.column_mm)
    if bounds is None or lines <= paper.lines:
        return frame
    needed = _needed(paper, bounds, frame.map)[0]
    spare = frame.map.width - needed
    column = min(paper.column_mm + max(spare, 0.0) / POINTS_PER_MM, _WIDEST_MM * paper.enlarge)
    return _lying(paper, column)


def body_frame(paper: Paper, margin_mm: float, foot_mm: float) -> PageFrame:
    """Return the division of a page without a map column: header, one body, foot."""
    mm = POINTS_PER_MM
    margin, gap = margin_mm * mm, _BODY_GAP_MM * mm
    header, foot = (size * mm * paper.enlarge for size in (_HEADER_MM, foot_mm))
    inner = paper.width - 2 * margin
    imprint = _IMPRINT_MM * mm * paper.enlarge
    bottom = margin + foot + gap
    body = Box(margin, bottom, inner, paper.height - margin - header - gap - bottom)
    return PageFrame(
        header=Box(margin, paper.height - margin - header, inner, header),
        neatline=body,
        map=body,
        column=body,
        strip=Box(margin, margin, inner, foot),
        imprint=Box(margin + inner - imprint, margin, imprint, foot),
    )


def _needed(
    paper: Paper, bounds: tuple[float, float, float, float], box: Box
) -> tuple[float, float]:
    """Return width and height in points that `bounds` need at the scale at which they fit."""
    metres = fit_scale(bounds, box.width, box.height) * MM_PER_INCH / 1_000 / POINTS_PER_INCH
    west, south, east, north = bounds
    kept = 2 * _KEPT_MM * POINTS_PER_MM * paper.enlarge
    return (east - west) / metres + kept, (north - south) / metres + kept


def _lying(paper: Paper, column_mm: float) -> PageFrame:
    """Return a page with the column beside the map; the column of a slide in two when wide."""
    mm = POINTS_PER_MM
    margin, band = _MARGIN_MM * mm, _BAND_MM * mm * paper.enlarge
    column = column_mm * mm
    header, strip = _HEADER_MM * mm * paper.enlarge, _STRIP_MM * mm * paper.enlarge
    inner = paper.width - 2 * margin
    bottom = margin + strip + _GAP_MM * mm
    height = paper.height - margin - header - _GAP_MM * mm - bottom
    neatline = Box(margin, bottom, inner - column - _GUTTER_MM * mm, height)
    left = paper.width - margin - column
    beside = Box(left, bottom, column, height)
    aside = None
    if column > height:
        legend = _LEGEND_SHARE * (column - _GUTTER_MM * mm)
        aside = Box(beside.right - legend, bottom, legend, height)
        beside = Box(left, bottom, column - legend - _GUTTER_MM * mm, height)
    return PageFrame(
        header=Box(margin, paper.height - margin - header, inner, header),
        neatline=neatline,
        map=neatline.inset(band),
        column=beside,
        strip=Box(margin, margin, inner, strip),
        imprint=Box(left, margin, column, strip),
        aside=aside,
    )


def _standing(
    paper: Paper, bounds: tuple[float, float, float, float] | None, lines: int
) -> PageFrame:
    """Return a page with the map above, its strip, and table and legend side by side below."""
    mm = POINTS_PER_MM
    margin, band = _MARGIN_MM * mm, _BAND_MM * mm * paper.enlarge
    header, strip = _HEADER_MM * mm * paper.enlarge, _STANDING_STRIP_MM * mm * paper.enlarge
    inner = paper.width - 2 * margin
    top = paper.height - margin - header - _GAP_MM * mm
    room = top - margin - _GAP_MM * mm - strip - _GUTTER_MM * mm
    height = room - _LEAST_BELOW_MM * mm * paper.enlarge
    if bounds is not None:
        largest = Box(0.0, 0.0, inner, height).inset(band)
        needed = _needed(paper, bounds, largest)[1] + 2 * band
        words = (_CAPTION_MM + _LINE_MM * lines) * mm * paper.enlarge
        height = min(height, max(needed, room - words))
    neatline = Box(margin, top - height, inner, height)
    foot = neatline.bottom - _GAP_MM * mm - strip
    imprint = _IMPRINT_MM * mm * paper.enlarge
    below = foot - _GUTTER_MM * mm - margin
    table = inner * _TABLE_SHARE
    beside = margin + table + _GUTTER_MM * mm
    return PageFrame(
        header=Box(margin, top + _GAP_MM * mm, inner, header),
        neatline=neatline,
        map=neatline.inset(band),
        column=Box(margin, margin, table, below),
        strip=Box(margin, foot, inner, strip),
        imprint=Box(margin + inner - imprint, foot, imprint, strip),
        aside=Box(beside, margin, margin + inner - beside, below),
    )


def fit_scale(bounds: tuple[float, float, float, float], width: float, height: float) -> int:
    """Return the largest round scale at which `bounds` fit.

    Parameters
    ----------
    bounds
        West, south, east, north in metres (EPSG:9206).
    width, height
        Of the map on paper, in points.
    """
    west, south, east, north = bounds
    point = MM_PER_INCH / 1_000 / POINTS_PER_INCH
    room = 2 * _AIR_MM * POINTS_PER_MM
    needed = max((east - west) / (width - room), (north - south) / (height - room)) / point
    return next((scale for scale in SCALES if scale >= needed), SCALES[-1])


def format_scale(scale: float) -> str:
    """Return a numeric scale as on maps: 1:250 000."""
    return f"1:{scale:,.0f}".replace(",", " ")
