"""Paper: its sizes, the boxes a sheet is divided into, and the round scales of its map."""

from __future__ import annotations

from dataclasses import dataclass, replace

from layers.paper_window import MM_PER_INCH, POINTS_PER_INCH, POINTS_PER_MM, PRINT_FACTOR

# Denominators of the numeric scale that a ruler reads easily. Shapes are generalised to what
# 1:50 000 needs: no larger scale.
SCALES = (
    50_000,
    75_000,
    100_000,
    125_000,
    150_000,
    200_000,
    250_000,
    300_000,
    400_000,
    500_000,
    600_000,
    750_000,
    1_000_000,
    1_250_000,
    1_500_000,
    2_000_000,
    2_500_000,
    3_000_000,
)
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
    enlarge
        Size of type and symbols relative to A4.
    """

    name: str
    width_mm: float
    height_mm: float
    column_mm: float
    enlarge: float = 1.0

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
    "A4": Paper("A4", 297.0, 210.0, 82.4),
    "A3": Paper("A3", 420.0, 297.0, 104.0, 1.18),
    "16:9": Paper("16:9", 338.667, 190.5, 96.0, 1.16),
}


def paper_of(size: str, *, landscape: bool = True) -> Paper:
    """Return a key of :data:`PAPERS` as a page that lies or stands."""
    paper = PAPERS[size]
    if landscape:
        return paper
    return replace(paper, width_mm=paper.height_mm, height_mm=paper.width_mm)


@dataclass(frozen=True)
class Frame:
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
_GUTTER_MM = 3.6
# Of a page that stands: share of the height between header and foot that the map gets, width
# of the imprint, and share of the width that the table gets.
_MAP_SHARE = 0.6
_IMPRINT_MM = 58.0
_TABLE_SHARE = 0.54


def frame_of(paper: Paper) -> Frame:
    """Return the division of a page."""
    return _lying(paper) if paper.landscape else _standing(paper)


def _lying(paper: Paper) -> Frame:
    mm = POINTS_PER_MM
    margin, band = _MARGIN_MM * mm, _BAND_MM * mm * paper.enlarge
    column = paper.column_mm * mm
    header, strip = _HEADER_MM * mm * paper.enlarge, _STRIP_MM * mm * paper.enlarge
    inner = paper.width - 2 * margin
    bottom = margin + strip + _GAP_MM * mm
    height = paper.height - margin - header - _GAP_MM * mm - bottom
    neatline = Box(margin, bottom, inner - column - _GUTTER_MM * mm, height)
    beside = paper.width - margin - column
    return Frame(
        header=Box(margin, paper.height - margin - header, inner, header),
        neatline=neatline,
        map=neatline.inset(band),
        column=Box(beside, bottom, column, height),
        strip=Box(margin, margin, inner, strip),
        imprint=Box(beside, margin, column, strip),
    )


def _standing(paper: Paper) -> Frame:
    """Return a page with the map above, its strip, and table and legend side by side below."""
    mm = POINTS_PER_MM
    margin, band = _MARGIN_MM * mm, _BAND_MM * mm * paper.enlarge
    header, strip = _HEADER_MM * mm * paper.enlarge, _STRIP_MM * mm * paper.enlarge
    inner = paper.width - 2 * margin
    top = paper.height - margin - header - _GAP_MM * mm
    height = _MAP_SHARE * (top - margin)
    neatline = Box(margin, top - height, inner, height)
    foot = neatline.bottom - _GAP_MM * mm - strip
    imprint = _IMPRINT_MM * mm * paper.enlarge
    below = foot - _GUTTER_MM * mm - margin
    table = inner * _TABLE_SHARE
    beside = margin + table + _GUTTER_MM * mm
    return Frame(
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


def show_scale(scale: float) -> str:
    """Return a numeric scale as on maps: 1:250 000."""
    return f"1:{scale:,.0f}".replace(",", " ")
