"""The sheet of a project as a slide or two: map as a picture, all else native and editable."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from briefing.project_sheet.photos import PHOTO_SHAPE
from briefing.project_sheet.tiles import tiles_of
from briefing.slides.deck import (
    BOTTOM,
    CLOSE_TOP,
    FAR,
    IMPRINT,
    MARGIN,
    TOP,
    WIDTH,
    Cell,
    Deck,
    Grid,
    SlideBox,
    TextRun,
    cell,
    height_needed,
    lines_needed,
)
from briefing.slides.projects import REST_HEIGHT, head_row, sign_run, soft_run, tell_rest
from briefing.slides.slide import PictureFrame, begin, map_picture
from geo.dates import format_day
from geo.query import wording
from geo.query.control import LAND, MONEY
from geo.query.control_words import (
    agency_words,
    milestone_name,
    obstacle_facts,
    package_facts,
    slip_and_others,
)
from geo.strings import say
from layers.style import palette

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from briefing.content.card import FactRow
    from briefing.project_sheet.plan import ProjectSheet
    from briefing.slides.deck import Line, Slide

_GUTTER: Final = 0.28
_LEFT: Final = 3.7
_MIDDLE: Final = 4.5
_RIGHT: Final = WIDTH - 2 * MARGIN - _LEFT - _MIDDLE - 2 * _GUTTER
_HALF: Final = (WIDTH - 2 * MARGIN - _GUTTER) / 2
# The lowest map.
_MAP_HEIGHT: Final = 3.1
_LARGE: Final = 16.0
_LEAST_PHOTO: Final = 1.2
_PHOTO_WORDS: Final = 0.5
_HEAD: Final = 0.3
_AIR: Final = 0.12
_BAR: Final = 0.11
_GAUGE: Final = 0.82
_TILE_LABEL: Final = 1.7
_DAY: Final = 1.15
_LABEL_SHARE: Final = 0.46
# Share of its room that a table is given: in another typeface than ours it grows.
_FILLED: Final = 0.95
_STEP_COLUMNS: Final = ("name", "planned", "actual")
_LEFT_KEYS: Final = ("project.money", "project.land")
_MIDDLE_KEYS: Final = ("project.milestones", "card.obstacles", "card.packages")
_Row = tuple[Cell, ...]
_Parts = dict[str, tuple[_Row, ...]]


@dataclass(frozen=True)
class _Column:
    """Titled tables, one below the other.

    Parameters
    ----------
    tables
        Those that have room.
    rest
        Rows without room, by the key of their title.
    """

    tables: tuple[Grid, ...]
    rest: _Parts

    @property
    def height(self) -> float:
        return sum(_HEAD + sum(grid.heights) + _AIR for grid in self.tables)

    def draw(self, slide: Slide, left: float, top: float) -> float:
        """Add the tables to a slide; return where they end."""
        for grid in self.tables:
            box = SlideBox(left, top, sum(grid.widths), _HEAD)
            slide.line(box, grid.alt, bold=True)
            top += _HEAD + slide.table(grid, left, top + _HEAD) + _AIR
        return top


def project_slide(planned: ProjectSheet, facts: Mapping[str, str]) -> bytes:
    """Return the sheet of a project as one slide, or two where one has no room for all (PPTX).

    The same sheet gives the same bytes.
    """
    sheet = planned.sheet
    deck = Deck(facts, sheet.provenance.printed, sheet.language, grey_proof=sheet.request.grey)
    slide = begin(deck, sheet, planned.card.name, _notes(planned))
    _add_status(slide, planned)
    left, middle = MARGIN, MARGIN + _LEFT + _GUTTER
    tiles = _tiles(planned)
    gauges = [row for row in planned.card.rows if row.share is not None and row.quantity]
    y = TOP + (slide.table(tiles, left, TOP) + _AIR if tiles.rows else 0.0)
    # A gauge with a date in two lines must have room, too.
    while gauges and y + _GAUGE <= BOTTOM:
        y += _add_gauge(slide, planned, gauges.pop(0), left, y)
    columns = (
        _column(planned, dict(zip(_LEFT_KEYS, _figures(planned), strict=True)), _LEFT, y),
        _column(planned, dict(zip(_MIDDLE_KEYS, _steps(planned), strict=True)), _MIDDLE, TOP),
        _column(
            planned, {"project.agencies": tuple(_agencies(planned))}, _RIGHT, TOP + _MAP_HEIGHT
        ),
    )
    lowest = max(columns[0].draw(slide, left, y), columns[1].draw(slide, middle, TOP))
    high = BOTTOM - TOP - columns[2].height - (_AIR if columns[2].tables else 0.0)
    _add_map(slide, planned, high)
    columns[2].draw(slide, middle + _MIDDLE + _GUTTER, TOP + high + _AIR)
    rest = {key: rows for column in columns for key, rows in column.rest.items()}
    if rest or gauges:
        _add_second(deck, planned, rest, gauges)
    else:
        _add_photos(slide, planned, lowest, ((left, _LEFT), (middle, _MIDDLE)))
    return deck.save()


def _figures(planned: ProjectSheet) -> Iterator[tuple[_Row, ...]]:
    yield from (tuple(_pairs(planned, codes)) for codes in (MONEY, LAND))


def _steps(planned: ProjectSheet) -> Iterator[tuple[_Row, ...]]:
    for rows in (_milestone_rows, _obstacles, _packages):
        yield tuple(rows(planned))


def _add_map(slide: Slide, planned: ProjectSheet, high: float) -> None:
    request = replace(planned.sheet.request, format="png")
    frame = PictureFrame(_RIGHT, high, {}, _extent(planned))
    picture = map_picture(planned.view, request, frame)
    name = planned.card.name
    alt = say("slide.map-alt", planned.language, title=name, scale=picture.scale)
    left = WIDTH - MARGIN - _RIGHT
    slide.picture(picture.png, SlideBox(left, TOP, picture.width, picture.height), alt)


def _add_second(
    deck: Deck, planned: ProjectSheet, parts: _Parts, gauges: Sequence[FactRow]
) -> None:
    """Add what has no room on the first slide, in two columns; what has none there is counted."""
    title = say("slide.continued", planned.language, title=planned.card.name)
    slide = begin(deck, planned.sheet, title)
    top = CLOSE_TOP
    for row in gauges:
        top += _add_gauge(slide, planned, row, MARGIN, top)
    # Columns of a like height: the first ends behind half of all.
    whole = _column(planned, parts, _HALF, CLOSE_TOP, room=float("inf"))
    ends = accumulate(_HEAD + sum(grid.heights) + _AIR for grid in whole.tables)
    keys = _filled(parts)
    first = [key for key, end in zip(keys, ends, strict=True) if end <= whole.height / 2]
    first = first or keys[:1]
    one = _column(planned, {key: parts[key] for key in first}, _HALF, top)
    others = {key: parts[key] for key in keys if key not in first}
    two = _column(planned, {**one.rest, **others}, _HALF, CLOSE_TOP)
    right = MARGIN + _HALF + _GUTTER
    lowest = max(one.draw(slide, MARGIN, top), two.draw(slide, right, CLOSE_TOP))
    left_over = sum(map(len, two.rest.values()))
    if left_over:
        tell_rest(slide, left_over, right, _HALF, planned.language)
    else:
        _add_photos(slide, planned, lowest, ((MARGIN, _HALF), (right, _HALF)))


def _filled(parts: _Parts) -> list[str]:
    return [key for key, rows in parts.items() if rows]


def _column(
    planned: ProjectSheet, parts: _Parts, width: float, top: float, room: float | None = None
) -> _Column:
    """Return titled tables as far as they have room.

    Parameters
    ----------
    parts
        Rows by the key of their title.
    top
        Where they begin, in inches.
    room
        In inches, ``None`` for what is left below `top`.
    """
    room = _FILLED * (BOTTOM - REST_HEIGHT - top) if room is None else room
    tables: list[Grid] = []
    rest: _Parts = {}
    for key in _filled(parts):
        rows = parts[key]
        head: _Row = ()
        widths = {
            1: (width,),
            2: (_LABEL_SHARE * width, (1 - _LABEL_SHARE) * width),
            3: (width - 2 * _DAY, _DAY, _DAY),
        }[len(rows[0])]
        if len(widths) == len(_STEP_COLUMNS):
            names = (f"project.column-{name}" for name in _STEP_COLUMNS)
            head = head_row([say(name, planned.language) for name in names], right=0)
        whole = Grid(widths, head, rows, say(key, planned.language))
        fitting, left_over = whole.split(room - _HEAD)
        if fitting.rows:
            tables.append(fitting)
            room -= _HEAD + sum(fitting.heights) + _AIR
        if left_over.rows:
            rest[key] = left_over.rows
    return _Column(tuple(tables), rest)


def _add_photos(
    slide: Slide, planned: ProjectSheet, top: float, places: Sequence[tuple[float, float]]
) -> None:
    """Add frames for photos of the site below the words, where there is room.

    Parameters
    ----------
    places
        Left edge and width of each, in inches.
    """
    room = BOTTOM - top - _AIR
    if room < _LEAST_PHOTO:
        return
    if planned.photos:
        _add_shown(slide, planned, SlideBox(0.0, top, 0.0, room), places)
        return
    height = min(room, max(wide for _, wide in places) * PHOTO_SHAPE)
    words = ((soft_run(say("project.photo", planned.language), FAR),),)
    for left, wide in places:
        box = SlideBox(left, top, wide, height)
        slide.bar(box, palette.NEIGHBOUR)
        slide.text(box, words, anchor="middle", align="center")


def _add_shown(
    slide: Slide, planned: ProjectSheet, box: SlideBox, places: Sequence[tuple[float, float]]
) -> None:
    """Add the photos of the site, each with its words below; `box` says where they begin, and end.

    Parameters
    ----------
    places
        As in :func:`_add_photos`.
    """
    for photo, (left, wide) in zip(planned.photos, places, strict=False):
        high = min(box.height - _PHOTO_WORDS, wide * PHOTO_SHAPE)
        width = min(wide, high / photo.shape)
        shown = SlideBox(left, box.top, width, width * photo.shape)
        slide.picture(photo.jpeg, shown, photo.row.caption)
        words = (
            (TextRun(photo.row.caption, FAR),),
            (soft_run(photo.row.about, FAR),),
        )
        slide.text(SlideBox(left, box.top + shown.height, wide, _PHOTO_WORDS), words)


def _extent(planned: ProjectSheet) -> tuple[float, float, float, float]:
    shape = planned.row.geometry
    if shape is None or shape.is_empty:
        shape = planned.view.catalog.areas.province
    west, south, east, north = (float(value) for value in shape.bounds)
    return west - 0.001, south - 0.001, east + 0.001, north + 0.001


def _notes(planned: ProjectSheet) -> list[str]:
    language = planned.language
    sources = (
        f"[{number}] {wording.full_source(source, language)}"
        for number, source in planned.sheet.provenance.numbered
    )
    about = [part for part in (planned.group, planned.place, planned.card.note) if part]
    return [planned.card.name, *about, say("card.sources", language), *sources]


def _add_status(slide: Slide, planned: ProjectSheet) -> None:
    """Add the status and as much about it and the place as one line has room for."""
    card = planned.card
    since = f"{card.since} {planned.refs(card.since_source)}".strip() if card.since else ""
    latest = ""
    if planned.latest:
        day = format_day(planned.latest, planned.language)
        latest = say("project.latest", planned.language, day=day)
    parts = [part for part in (since, latest, planned.group, planned.place) if part]
    width = WIDTH - 2 * MARGIN
    for count in range(len(parts), -1, -1):
        words: Line = (
            sign_run(planned.row.status, _LARGE, bold=True),
            TextRun(f"{card.status_word}  ", _LARGE, bold=True),
            soft_run(" · ".join(parts[:count]), FAR),
        )
        if lines_needed(words, width) == 1:
            break
    slide.text(SlideBox(MARGIN, 1.0, width, 0.32), (words,))


def _tiles(planned: ProjectSheet) -> Grid:
    rows = tuple(
        (
            cell(name, color=palette.INK_SOFT),
            Cell(((TextRun(value, _LARGE, bold=True),), *_about(about))),
        )
        for name, value, about in tiles_of(planned)
    )
    return Grid((_TILE_LABEL, _LEFT - _TILE_LABEL), (), rows, planned.card.name)


def _about(words: str) -> tuple[Line, ...]:
    """Return the line below a fact: small where it only says since when and from whom."""
    return ((soft_run(words, IMPRINT if "[" in words else FAR),),) if words else ()


def _add_gauge(slide: Slide, planned: ProjectSheet, row: FactRow, left: float, top: float) -> float:
    """Add a bar of two rectangles, with its number, its date and its source; return its height."""
    newest = row.quantity.figures[0] if row.quantity else None
    share = min(max(row.share or 0.0, 0.0), 100.0) / 100
    if newest is None:
        return 0.0
    value = TextRun(newest.value, _LARGE, bold=True)
    slide.line(SlideBox(left, top + 0.02, _LEFT - 1.0, 0.24), row.label)
    slide.text(SlideBox(left + _LEFT - 1.0, top, 1.0, 0.26), ((value,),), align="right")
    slide.bar(SlideBox(left, top + 0.29, _LEFT, _BAR), palette.NEIGHBOUR_EDGE)
    if share:
        slide.bar(SlideBox(left, top + 0.29, _LEFT * share, _BAR), palette.PROGRESS)
    about: Line = (soft_run(f"{newest.aside} {planned.refs(newest.source)}".strip()),)
    high = height_needed((about,), _LEFT)
    slide.text(SlideBox(left, top + 0.42, _LEFT, high), (about,))
    return 0.42 + high + _AIR


def _milestone_rows(planned: ProjectSheet) -> Iterator[_Row]:
    language = planned.language
    for state in planned.control.milestones:
        told = [one for one in (state.first, state.newest) if one]
        plans = " → ".join(dict.fromkeys(one.date.show(language) for one in told))
        ids = [row.source_id for row in state.told]
        slip = f"{slip_and_others(state, language)} {planned.refs_to(*ids)}".strip()
        came = state.actual.date.show(language) if state.actual else wording.NOTHING
        following = state is planned.control.next_milestone
        name: Line = (TextRun(milestone_name(state.kind, language), bold=following),)
        yield Cell((name, *_about(slip))), cell(plans or wording.NOTHING), cell(came, bold=True)


def _pairs(planned: ProjectSheet, codes: Sequence[str]) -> Iterator[_Row]:
    language = planned.language
    for code in codes:
        figure = planned.control.figures.get(code)
        if figure:
            label = cell(wording.quantity_name(code, language), color=palette.INK_SOFT)
            words = wording.dated_figure(figure, language)
            yield label, cell(f"{words} {planned.refs_to(figure.source_id)}".strip())


def _obstacles(planned: ProjectSheet) -> Iterator[_Row]:
    for one in planned.control.obstacles:
        facts = obstacle_facts(planned.view.catalog, one, planned.language)
        yield (_told(planned, one.what[planned.language], facts, one.source_id),)


def _packages(planned: ProjectSheet) -> Iterator[_Row]:
    for one in planned.control.packages:
        facts = package_facts(one, planned.language)
        yield (_told(planned, one.name[planned.language], facts, one.source_id),)


def _told(planned: ProjectSheet, head: str, facts: Sequence[str], source_id: str) -> Cell:
    about = f"{' · '.join(facts)} {planned.refs_to(source_id)}".strip()
    return Cell(((TextRun(head, bold=True),), *_about(about)))


def _agencies(planned: ProjectSheet) -> Iterator[_Row]:
    for one in planned.control.agencies:
        words = agency_words(planned.view.catalog, one, planned.language)
        yield (cell(f"{words} {planned.refs_to(one.source_id)}".strip()),)
