"""The sheet of a project as one slide: map as a picture, all else native and editable."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from briefing.project_sheet.plan import PHOTO_SHAPE
from briefing.project_sheet.tiles import tiles_of
from briefing.slides.deck import (
    BOTTOM,
    MARGIN,
    TOP,
    WIDTH,
    Cell,
    Deck,
    Grid,
    SlideBox,
    TextRun,
    cell,
)
from briefing.slides.projects import head_row, sign_run, soft_run
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
    from geo.query.control import MilestoneState

_GUTTER: Final = 0.28
_LEFT: Final = 3.4
_MIDDLE: Final = 3.9
_RIGHT: Final = WIDTH - 2 * MARGIN - _LEFT - _MIDDLE - 2 * _GUTTER
_MAP_HEIGHT: Final = 3.1
# Where nothing stands below it.
_TALL_MAP: Final = 4.9
_TEXT, _SMALL = 10.0, 8.5
_LEAST_PHOTO: Final = 1.2
_HEAD: Final = 0.25
_AIR: Final = 0.1
_BAR: Final = 0.11
_GAUGE: Final = 0.52
_MORE: Final = 0.16
_LABEL_SHARE: Final = 0.33


def project_slide(planned: ProjectSheet, facts: Mapping[str, str]) -> bytes:
    """Return the slide of a project (PPTX); the same sheet gives the same bytes."""
    sheet = planned.sheet
    request = sheet.request
    agencies, land = tuple(_agencies(planned)), tuple(_pairs(planned, LAND))
    high = _MAP_HEIGHT if agencies or land else _TALL_MAP
    frame = PictureFrame(_RIGHT, high, {}, _extent(planned))
    picture = map_picture(planned.view, replace(request, format="png"), frame)
    deck = Deck(facts, sheet.provenance.printed, sheet.language, grey_proof=request.grey)
    slide = begin(deck, sheet, planned.card.name, _notes(planned))
    _add_status(slide, planned)
    left, middle = MARGIN, MARGIN + _LEFT + _GUTTER
    right = middle + _MIDDLE + _GUTTER
    alt = say("slide.map-alt", sheet.language, title=planned.card.name, scale=picture.scale)
    slide.picture(picture.png, SlideBox(right, TOP, picture.width, picture.height), alt)
    y = _add_tiles(slide, planned, left, TOP)
    y = _add_gauges(slide, planned, left, y)
    money = {"project.money": tuple(_pairs(planned, MONEY))}
    ends = [_add_parts(slide, planned, money, (left, y, _LEFT))]
    y = _add_milestones(slide, planned, middle, TOP)
    held = {
        "card.obstacles": tuple(_obstacles(planned)),
        "card.packages": tuple(_packages(planned)),
    }
    ends.append(_add_parts(slide, planned, held, (middle, y, _MIDDLE)))
    _add_photos(slide, planned, max(ends))
    rest = {"project.agencies": agencies, "project.land": land}
    _add_parts(slide, planned, rest, (right, TOP + high + _AIR, _RIGHT))
    return deck.save()


def _add_photos(slide: Slide, planned: ProjectSheet, top: float) -> None:
    """Add two frames for photos of the site below the words, where there is room."""
    room = BOTTOM - top - 2 * _AIR
    if room < _LEAST_PHOTO:
        return
    height = min(room, _MIDDLE * PHOTO_SHAPE)
    words = ((soft_run(say("project.photo", planned.language), _SMALL),),)
    for left, wide in ((MARGIN, _LEFT), (MARGIN + _LEFT + _GUTTER, _MIDDLE)):
        box = SlideBox(left, top + _AIR, wide, height)
        slide.bar(box, palette.NEIGHBOUR)
        slide.text(box, words, anchor="middle", align="center")


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
    note = (planned.card.note,) if planned.card.note else ()
    return [planned.card.name, planned.place, *note, say("card.sources", language), *sources]


def _add_status(slide: Slide, planned: ProjectSheet) -> None:
    card = planned.card
    since = f"{card.since} {planned.refs(card.since_source)}".strip() if card.since else ""
    latest = ""
    if planned.latest:
        day = format_day(planned.latest, planned.language)
        latest = say("project.latest", planned.language, day=day)
    words: Line = (
        sign_run(planned.row.status, 15.0, bold=True),
        TextRun(f"{card.status_word}  ", 15.0, bold=True),
        soft_run(
            " · ".join(part for part in (since, latest, planned.group, planned.place) if part), 11.0
        ),
    )
    slide.text(SlideBox(MARGIN, 1.0, WIDTH - 2 * MARGIN, 0.32), (words,))


def _add_tiles(slide: Slide, planned: ProjectSheet, left: float, top: float) -> float:
    rows = tuple(
        (
            cell(name, _SMALL, color=palette.INK_SOFT),
            Cell(
                (
                    (TextRun(value, 12.0, bold=True),),
                    *_about(about),
                )
            ),
        )
        for name, value, about in tiles_of(planned)
    )
    if not rows:
        return top
    grid = Grid((1.15, _LEFT - 1.15), (), rows, planned.card.name)
    return top + slide.table(grid, left, top) + _AIR


def _about(words: str) -> tuple[Line, ...]:
    return ((soft_run(words, _SMALL),),) if words else ()


def _add_gauges(slide: Slide, planned: ProjectSheet, left: float, top: float) -> float:
    for row in planned.card.rows:
        if row.share is not None and row.quantity:
            _add_gauge(slide, planned, row, left, top)
            top += _GAUGE
    return top


def _add_gauge(slide: Slide, planned: ProjectSheet, row: FactRow, left: float, top: float) -> None:
    """Add a bar of two rectangles, with its number, its date and the number of its source."""
    newest = row.quantity.figures[0] if row.quantity else None
    share = min(max(row.share or 0.0, 0.0), 100.0) / 100
    if newest is None:
        return
    slide.line(SlideBox(left, top, _LEFT - 0.8, 0.2), row.label, _TEXT)
    value = ((TextRun(newest.value, 12.0, bold=True),),)
    slide.text(SlideBox(left + _LEFT - 0.9, top - 0.03, 0.9, 0.22), value, align="right")
    slide.bar(SlideBox(left, top + 0.21, _LEFT, _BAR), palette.NEIGHBOUR_EDGE)
    if share:
        slide.bar(SlideBox(left, top + 0.21, _LEFT * share, _BAR), palette.PROGRESS)
    about = f"{newest.aside} {planned.refs(newest.source)}".strip()
    slide.text(SlideBox(left, top + 0.33, _LEFT, 0.16), ((soft_run(about, 7.5),),))


def _add_milestones(slide: Slide, planned: ProjectSheet, left: float, top: float) -> float:
    language, states = planned.language, planned.control.milestones
    if not states:
        return top
    slide.line(SlideBox(left, top, _MIDDLE, _HEAD), say("project.milestones", language), 11.0,
               bold=True)  # fmt: skip
    keys = ("name", "planned", "actual", "slip")
    head = head_row([say(f"project.column-{key}", language) for key in keys], right=0, size=_SMALL)
    rows = tuple(_milestone_row(planned, state) for state in states)
    grid = Grid((1.15, 0.9, 0.75, _MIDDLE - 2.8), head, rows, say("project.milestones", language))
    return top + _HEAD + slide.table(grid, left, top + _HEAD) + _AIR


def _milestone_row(planned: ProjectSheet, state: MilestoneState) -> tuple[Cell, ...]:
    language = planned.language
    told = [one for one in (state.first, state.newest) if one]
    plans = " → ".join(dict.fromkeys(one.date.show(language) for one in told))
    ids = [row.source_id for row in state.told]
    slip = f"{slip_and_others(state, language)} {planned.refs_to(*ids)}".strip()
    came = state.actual.date.show(language) if state.actual else wording.NOTHING
    return (
        cell(
            milestone_name(state.kind, language),
            _TEXT,
            bold=state is planned.control.next_milestone,
        ),
        cell(plans or wording.NOTHING, _SMALL),
        cell(came, _SMALL, bold=True),
        cell(slip or wording.NOTHING, _SMALL, color=palette.INK_SOFT),
    )


def _add_parts(
    slide: Slide,
    planned: ProjectSheet,
    parts: Mapping[str, Sequence[tuple[Cell, ...]]],
    place: tuple[float, float, float],
) -> float:
    """Add titled tables one below the other, what has no room counted; return where they end.

    Parameters
    ----------
    parts
        Rows by the key of their title.
    place
        Left and upper edge and width, in inches.
    """
    left, top, width = place
    for key, found in parts.items():
        rows = tuple(found)
        room = BOTTOM - top - _HEAD
        if not rows or room < _HEAD:
            continue
        title = say(key, planned.language)
        label = _LABEL_SHARE * width
        widths = (label, width - label) if len(rows[0]) > 1 else (width,)
        whole = Grid(widths, (), rows, title)
        fitting, rest = whole.split(room)
        if rest.rows:
            fitting, rest = whole.split(room - _MORE)
        if not fitting.rows:
            continue
        slide.line(SlideBox(left, top, width, _HEAD), title, 11.0, bold=True)
        top += _HEAD + slide.table(fitting, left, top + _HEAD)
        if rest.rows:
            more = say("project.more", planned.language, count=len(rest.rows))
            slide.text(SlideBox(left, top, width, _MORE), ((soft_run(more, _SMALL),),))
            top += _MORE
        top += _AIR
    return top


def _pairs(planned: ProjectSheet, codes: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
    language = planned.language
    for code in codes:
        figure = planned.control.figures.get(code)
        if figure:
            label = cell(wording.quantity_name(code, language), _SMALL, color=palette.INK_SOFT)
            words = wording.dated_figure(figure, language)
            yield label, cell(f"{words} {planned.refs_to(figure.source_id)}".strip(), _TEXT)


def _obstacles(planned: ProjectSheet) -> Iterator[tuple[Cell, ...]]:
    for one in planned.control.obstacles:
        facts = obstacle_facts(planned.view.catalog, one, planned.language)
        yield (_told(planned, one.what[planned.language], facts, one.source_id),)


def _packages(planned: ProjectSheet) -> Iterator[tuple[Cell, ...]]:
    for one in planned.control.packages:
        facts = package_facts(one, planned.language)
        yield (_told(planned, one.name[planned.language], facts, one.source_id),)


def _told(planned: ProjectSheet, head: str, facts: Sequence[str], source_id: str) -> Cell:
    about = f"{' · '.join(facts)} {planned.refs_to(source_id)}".strip()
    return Cell(((TextRun(head, _TEXT, bold=True),), *_about(about)))


def _agencies(planned: ProjectSheet) -> Iterator[tuple[Cell, ...]]:
    for one in planned.control.agencies:
        words = agency_words(planned.view.catalog, one, planned.language)
        yield (cell(f"{words} {planned.refs_to(one.source_id)}".strip(), _TEXT),)
