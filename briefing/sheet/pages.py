"""Pages of a sheet: the first with title, map, table and legend; the rest of table and sources."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.sheet.callouts import Callout, draw_callouts, find_callouts, place_around
from briefing.sheet.corridor import draw_corridor
from briefing.sheet.furniture import (
    draw_graticule,
    draw_insets,
    draw_north_arrow,
    draw_qr,
    draw_scale_bar,
    place_insets,
)
from briefing.sheet.inset import (
    Detail,
    detail_of,
    draw_frames,
    find_details,
    letter_box,
    number_tags,
    unnumbered,
    without_crowd,
)
from briefing.sheet.legend import SIGNS, Legend, entries, signs_on
from briefing.sheet.page import HEADING, LEADING, Page
from briefing.sheet.paper_sizes import Box
from briefing.sheet.plan import TITLE_SIZES
from briefing.sheet.table import compact_table, continued_id, wide_table
from geo.query.wording import short_source, titled_source
from geo.strings import say
from layers.paper.canvas import draw_scene, place
from layers.paper.scene import scene_of
from layers.paper.window import POINTS_PER_MM
from layers.style import palette
from layers.style.text_metrics import NO_BREAK, measure, shorten, wrap

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from briefing.sheet.furniture import Insets
    from briefing.sheet.plan import Sheet, TableLine
    from briefing.sheet.table import WideTable
    from layers.paper.canvas import Drawn
    from layers.paper.scene import Scene
    from layers.style.text_metrics import Face

_GAP = 7.0
# Between the notes and the imprint beside them.
_NOTES_GAP = 10.0
# The quiet zone of the QR code may reach a little over the edge of the strip.
_QR_OUT = 1.5
_FEWEST_LINES = 3
# What the table may ask of a column that it shares with the legend.
_TABLE_SHARE = 0.4
NOTES = ("sheet.grid", "map.reference-only", "map.sources")
_BAR_MM = 44.0
_ARROW = 36.0
_TITLE_TWO_LINES = 0.62


@dataclass(frozen=True)
class FirstPage:
    """What the first page holds, for the pages that follow and for tests.

    Parameters
    ----------
    sheet
        What was drawn: its table says where numbers stand.
    lines
        How many projects its table shows.
    sources
        How many sources its strip names.
    """

    page: Page
    sheet: Sheet
    drawn: Drawn
    lines: int
    sources: int


@dataclass(frozen=True)
class Layout:
    """Where everything on the map stands, before it is drawn.

    Parameters
    ----------
    scene
        Of the map, without the symbols that its insets show.
    drawn
        Its labels; what is used and numbered in its insets counts as well.
    details
        Crowded parts of the map, shown larger.
    callouts
        Boxes in its voids about the largest projects under construction.
    tags
        What the table says behind the name of a project, by its id, where its number stands in an
        inset only, or nowhere.
    """

    scene: Scene
    insets: Insets
    drawn: Drawn
    details: tuple[Detail, ...] = ()
    callouts: tuple[Callout, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)


def lay_out(sheet: Sheet) -> Layout:
    """Find the places of insets and labels, without drawing anything."""
    request = sheet.request
    scene = scene_of(sheet.view, sheet.window, request.layers, grey=request.grey, halo=sheet.halo)
    page = Page(sheet.paper)
    insets = place_insets(sheet, _spare(page, sheet, scene))
    larger = find_details(sheet, scene, insets.reserved)
    details = tuple(detail_of(sheet, scene, inset) for inset in larger)
    staying = unnumbered(details)
    scene = without_crowd(scene, larger, staying)
    details = tuple(
        replace(detail, letter=letter_box(sheet, scene, detail.inset)) for detail in details
    )
    reserved = [*insets.reserved]
    for detail in details:
        reserved += [detail.inset.cover, detail.letter]
    frames = [inset.frame for inset in larger]
    quiet = sheet.changes or sheet.in_book
    told = () if quiet else find_callouts(page, sheet, scene, reserved, frames)

    def place_labels(callouts: tuple[Callout, ...]) -> Drawn:
        around = replace(scene, solid=tuple(one.cover for one in callouts))
        return place(around, sheet.numbers, reserved, frames, staying)

    told, drawn = place_around(told, place_labels)
    parts = [drawn, *(detail.drawn for detail in details)]
    whole = replace(
        drawn,
        used=tuple(dict.fromkeys(style for part in parts for style in part.used)),
        numbered=frozenset().union(*(part.numbered for part in parts)),
        halo=any(part.halo for part in parts),
    )
    tags = number_tags(sheet, drawn, details)
    return Layout(scene, insets, whole, details, told, tags)


def first_page(sheet: Sheet, layout: Layout | None = None, page: Page | None = None) -> FirstPage:
    """Draw the first page, all but its page number.

    Parameters
    ----------
    layout
        Of the same sheet, where it is known already.
    page
        An empty one to draw on, ``None`` for a new one.
    """
    layout = layout or lay_out(sheet)
    sheet = replace(sheet, lines=tuple(_tagged(line, layout.tags) for line in sheet.lines))
    page = page or Page(sheet.paper)
    page.bookmarks.append(say("sheet.bookmark-map", sheet.language, title=sheet.title))
    # The layer of the map comes first: the insets lie above it.
    layer = page.layer_in(sheet.frame.map)
    lines, sources = draw_map_elements(page, sheet, layout)
    draw_scene(layer, layout.scene, layout.drawn)
    for detail in layout.details:
        box = sheet.frame.map.part(detail.inset.place)
        draw_scene(page.layer_in(box), detail.scene, detail.drawn)
    draw_frames(page, sheet, layout.details)
    draw_callouts(page, sheet, layout.callouts)
    return FirstPage(page, sheet, layout.drawn, lines, sources)


def _tagged(line: TableLine, tags: Mapping[str, str]) -> TableLine:
    words = tags.get(line.row.project.id)
    return replace(line, tags=(*line.tags, words)) if words else line


def draw_map_elements(page: Page, sheet: Sheet, layout: Layout) -> tuple[int, int]:
    """Draw everything but the map itself.

    Returns
    -------
    lines, sources
        How many projects the table shows, and how many sources the strip names.
    """
    draw_header(page, sheet)
    draw_graticule(page, sheet)
    draw_insets(page, sheet, layout.insets)
    return _draw_words(page, sheet, layout.drawn, layout.insets), _draw_strip(page, sheet)


def draw_header(page: Page, sheet: Sheet) -> None:
    """Draw title and day."""
    box = sheet.frame.header
    y = draw_running_head(page, sheet)
    title = sheet.title.replace(" · ", f"{NO_BREAK}· ")
    face, lines = _title_lines(page, title, box.width)
    room = y - 3.0 - box.bottom
    height = face.size * (len(lines) - 1) * 1.1 + face.size * 0.74
    first = box.bottom + (room - height) / 2 + face.size * (len(lines) - 1) * 1.1
    for step, line in enumerate(lines):
        page.write(line, box.left, first - step * face.size * 1.1, face)


def draw_running_head(page: Page, sheet: Sheet) -> float:
    """Draw the name of the map and the day at the top of a page; return their base line."""
    box = sheet.frame.header
    soft = page.face(page.small, 600, palette.INK_SOFT)
    y = box.top - soft.size
    page.write(say("app.title", sheet.language), box.left, y, soft)
    page.write(sheet.provenance.say_day(sheet.language), box.right, y, soft, "right")
    return y


def _title_lines(page: Page, title: str, width: float) -> tuple[Face, list[str]]:
    """Return the title in one line if it can be, smaller if it must be, else in two."""
    for share in TITLE_SIZES:
        face = page.face(page.title * share, 700)
        if measure(title, face).width <= width:
            return face, [title]
    face = page.face(page.title * _TITLE_TWO_LINES, 700)
    return face, wrap(title, width, face, 2)


def _spare(page: Page, sheet: Sheet, scene: Scene) -> float:
    """Return what legend, and caption and whole table above it, leave of their box, in points."""
    used = {(item.theme.id, item.mark.style) for item in scene.shown}
    box = sheet.frame.aside or sheet.frame.column
    room = box.height - _legend(page, sheet, used, SIGNS).height - _heading(page)
    if sheet.frame.aside:
        return room
    face = page.face(page.text_size)
    caption = len(wrap(sheet.caption, box.width, face)) * LEADING * face.size
    rows = compact_table(page, sheet, box.width).height
    return room - caption - rows - _heading(page) - 2 * _GAP


def _heading(page: Page) -> float:
    """Return the height of a heading in points."""
    return HEADING * page.text_size


def _legend(
    page: Page,
    sheet: Sheet,
    used: Iterable[tuple[str, str]],
    signs: Collection[str],
    below: float = 0.0,
) -> Legend:
    """Return the legend, in the room `below` the caption where it has no column of its own."""
    found = entries(used, signs, sheet.view.catalog, sheet.language)
    box, aside = sheet.frame.column, sheet.frame.aside
    width, room = (aside.width, aside.height - _heading(page)) if aside else (box.width, below)
    return Legend(page, sheet, found, width, room)


def _draw_words(page: Page, sheet: Sheet, drawn: Drawn, insets: Insets) -> int:
    """Draw caption, table and legend; return how many projects the table shows."""
    box, aside = sheet.frame.column, sheet.frame.aside
    y = box.top
    y -= page.paragraph(sheet.caption, (box.left, y), box.width, page.face(page.text_size)) + _GAP
    room = y - box.bottom
    # The line that sends the reader to the list has its place above the legend.
    below = room - insets.column_height - 2 * _GAP - 2 * _heading(page)
    if sheet.lines and aside is None:
        # A denser legend leaves the table its room.
        whole = compact_table(page, sheet, box.width).height
        below -= min(whole, _TABLE_SHARE * room)
    legend = _legend(page, sheet, drawn.used, signs_on(drawn), below)
    if aside is None:
        room -= insets.column_height + _GAP + legend.height + _heading(page)
    under = None
    if aside is not None:
        under = aside.below(_heading(page) + legend.height + 2 * _GAP)
        under = under.upper(under.height - insets.column_height)
    shown, used = _draw_projects(page, sheet, box.below(box.top - y).upper(room), under)
    y -= used + _GAP
    if aside is None and shown == len(sheet.lines):
        free = Box(box.left, y - room + used + _GAP, box.width, room - used - _GAP)
        y -= draw_corridor(page, sheet, free)
    draw_legend(page, sheet, legend, aside or Box(box.left, 0.0, box.width, y))
    return shown


def draw_legend(page: Page, sheet: Sheet, legend: Legend, box: Box) -> float:
    """Draw the legend at the top of a box; return its lower edge."""
    y = box.top - page.heading(say("sheet.legend", sheet.language), box.left, box.top)
    page.rule((box.left, y + 1.5), (box.right, y + 1.5), 0.7)
    legend.draw(box.left, y + 1.0)
    return y - legend.height


def _draw_projects(page: Page, sheet: Sheet, box: Box, under: Box | None) -> tuple[int, float]:
    """Draw as much of the table as there is room for; return its lines and its height.

    Parameters
    ----------
    under
        Room below the legend, where the table goes on before it goes to another page.
    """
    language = sheet.language
    face = page.face(page.small, color=palette.INK_SOFT)
    if not sheet.lines:
        if sheet.changes:
            return 0, 0.0  # the caption says so
        words = say("sheet.projects-none", language)
        return 0, page.paragraph(words, (box.left, box.top), box.width, face)
    table = compact_table(page, sheet, box.width)
    heading, note = _heading(page), 1.6 * face.size
    count = len(sheet.lines)
    fitting = table.rows_that_fit(box.height - heading)
    more = 0
    if fitting < count:
        more = _fit_under(page, sheet, under, fitting) if under else 0
        if not more:
            fitting = table.rows_that_fit(box.height - heading - note)
    if fitting < min(_FEWEST_LINES, count):
        fitting = more = 0
    y = box.top
    if not fitting and sheet.heads and heading + table.heads_height + note <= box.height:
        # How many there are of each status is the message even where no project has room.
        y -= page.heading(say("sheet.by-status", language), box.left, y)
        y -= table.draw_heads(box.left, y)
    if fitting:
        key = "changes.projects" if sheet.changes else "sheet.projects"
        y -= page.heading(say(key, language), box.left, y)
        y -= table.draw(box.left, y, sheet.lines[:fitting])
    if more and under:
        top = under.top - page.heading(
            say("sheet.projects-continued", language), under.left, under.top
        )
        rest = compact_table(page, sheet, under.width, fitting)
        rest.rows_that_fit(under.height - heading - note)
        top -= rest.draw(under.left, top, sheet.lines[fitting : fitting + more])
        draw_rest(page, sheet, replace(under, height=top - under.bottom), fitting + more)
        return fitting + more, box.top - y
    y -= draw_rest(page, sheet, replace(box, height=y - box.bottom), fitting)
    return fitting, box.top - y


def _fit_under(page: Page, sheet: Sheet, under: Box, first: int) -> int:
    """Return how many lines from `first` on have room below the legend, 0 for too few."""
    left = len(sheet.lines) - first
    note = 1.6 * page.small
    table = compact_table(page, sheet, under.width, first)
    fitting = table.rows_that_fit(under.height - _heading(page) - note)
    return fitting if fitting >= min(_FEWEST_LINES, left) else 0


def draw_rest(page: Page, sheet: Sheet, box: Box, shown: int) -> float:
    """Say at the top of a box where the projects behind those shown are; return the height."""
    left = sheet.lines[shown:]
    if not left:
        return 0.0
    # A group is a heading: its parts are counted.
    numbers = [line.number for line in left if line.number]
    face = page.face(page.small, color=palette.INK_SOFT)
    key = f"sheet.projects-{'rest' if shown else 'elsewhere'}{sheet.rest}"
    words = say(key, sheet.language, count=len(numbers), first=numbers[0])
    air = 0.3 * face.size
    return air + page.paragraph(words, (box.left, box.top - air), box.width, face)


def _draw_strip(page: Page, sheet: Sheet) -> int:
    """Draw scale and notes under the map; return how many sources are named."""
    box, language = sheet.frame.strip, sheet.language
    enlarge = sheet.paper.enlarge
    strong = page.face(page.text_size, 700)
    scale = say("sheet.scale", language, scale=sheet.scale)
    bar = _BAR_MM * POINTS_PER_MM * enlarge
    y = box.top - strong.size - 1.0
    page.write(scale, box.left, y, strong)
    draw_scale_bar(page, sheet, box.left, y - 20.0 * enlarge, bar)
    arrow = box.left + bar + 25.0 * enlarge
    height = min(box.height - 8.0, _ARROW * enlarge)
    draw_north_arrow(page, sheet, arrow, box.top - 2.0 - height, height)
    left = arrow + 14.0 * enlarge
    right = sheet.frame.imprint.left - _NOTES_GAP
    notes = Box(left, box.bottom, right - left, box.height)
    named = draw_notes(page, sheet, notes)
    draw_imprint(page, sheet)
    return named


def draw_notes(page: Page, sheet: Sheet, box: Box, keys: Iterable[str] = NOTES) -> int:
    """Draw notes, then as many sources as there is room for; return how many are named.

    Parameters
    ----------
    keys
        Of the texts of the notes.
    """
    face = page.face(page.small, color=palette.INK_SOFT)
    head, sources, named = say_notes(sheet, box, face, keys)
    y = box.top - 1.0
    y -= page.paragraph(head, (box.left, y), box.width, face)
    page.paragraph(sources, (box.left, y), box.width, face, _lines_that_fit(y - box.bottom, face))
    return named


def say_notes(
    sheet: Sheet, box: Box, face: Face, keys: Iterable[str] = NOTES
) -> tuple[str, str, int]:
    """Return the notes, the sources that there is room for below them, and how many these are."""
    language = sheet.language
    head = " ".join(say(key, language) for key in keys)
    used = len(wrap(head, box.width, face)) * face.size * LEADING
    most = _lines_that_fit(box.height - 1.0 - used, face)
    sources = sheet.provenance.sources
    if not sources or most < 1:
        return head, "", 0
    for named in range(len(sources), -1, -1):
        words = [
            f"[{number}]{NO_BREAK}{short_source(source, language)}"
            for number, source in sheet.provenance.numbered[:named]
        ]
        if named < len(sources):
            words.append(
                say(f"sheet.sources-more{sheet.rest}", language, count=len(sources) - named)
            )
        text = say("sheet.sources", language, sources="; ".join(words))
        if len(wrap(text, box.width, face)) <= most or not named:
            return head, text, named
    return head, "", 0


def _lines_that_fit(height: float, face: Face) -> int:
    return int(height / (face.size * LEADING) + 0.1)


def draw_imprint(page: Page, sheet: Sheet) -> None:
    """Draw print date and digest under the column; the page number comes last."""
    box = sheet.frame.imprint
    face = page.face(page.small, color=palette.INK_SOFT)
    facts = sheet.provenance
    left, words = box.left, []
    square = Box(left - _QR_OUT, box.bottom - _QR_OUT, box.height, box.height)
    if facts.link and draw_qr(page.layer, facts.link, square):
        left = square.right + 2.0
        words = wrap(say("sheet.scan", sheet.language), box.right - left, face)
    parts = facts.say_printed, facts.say_code, facts.say_digest
    lines = [*(part(sheet.language) for part in parts), *words]
    page.lines(lines, (left, box.top - 1.0), face)


_MARGIN_MM = 12.0
_FOOT = 14.0
_COLUMNS = 3
_STANDING_COLUMNS = 2
_COLUMN_GAP = 14.0
_INDENT = 15.0
_ENTRY_AIR = 1.6
_LEAST_SOURCES = 75.0


class Annex:
    """Pages after the first, begun as they are needed.

    Parameters
    ----------
    shown
        How many projects the first page lists already.
    notes
        What the legend of the first page had no room for.
    pad
        Air above and below a project in points, 0 for the usual one.
    """

    def __init__(
        self, sheet: Sheet, shown: int, notes: Sequence[str] = (), pad: float = 0.0
    ) -> None:
        self._sheet = sheet
        self._shown = shown
        self._notes = notes
        self._pad = pad
        self.pages: list[Page] = []
        self._y = 0.0
        page = Box(0.0, 0.0, sheet.paper.width, sheet.paper.height)
        inner = page.inset(_MARGIN_MM * POINTS_PER_MM)
        self._box = inner.upper(inner.height - _FOOT)
        count = _COLUMNS if sheet.paper.landscape else _STANDING_COLUMNS
        self._columns = self._box.columns(count, _COLUMN_GAP)

    def draw(self) -> list[Page]:
        """Draw table, notes and sources; return the pages."""
        self._draw_table()
        self._draw_notes()
        self._draw_sources()
        return self.pages

    @property
    def _page(self) -> Page:
        return self.pages[-1]

    @property
    def spare(self) -> Box:
        """What is left at the foot of the last page."""
        return self._box.below(self._box.top - self._y)

    def _begin(self, heading: str) -> None:
        page = Page(self._sheet.paper)
        self.pages.append(page)
        soft = page.face(page.small, 600, palette.INK_SOFT)
        y = self._box.top
        page.write(say("app.title", self._sheet.language), self._box.left, y - soft.size, soft)
        title = shorten(self._sheet.title, self._box.width * 0.7, soft)
        page.write(title, self._box.right, y - soft.size, soft, "right")
        y -= 2.0 * soft.size
        words = say(heading, self._sheet.language)
        page.bookmarks.append(words)
        self._y = y - page.heading(words, self._box.left, y) - 2.0

    def _draw_table(self) -> None:
        lines = self._sheet.lines[self._shown :]
        if not lines:
            return
        first = "sheet.projects-continued" if self._shown else "sheet.projects"
        rest = "sheet.projects-continued"
        if self._sheet.changes:
            first, rest = "changes.details", "changes.details-continued"
        table = self._begin_table(first, self._shown)
        for number, line in enumerate(lines, start=self._shown):
            if self._y - table.height_of(line) < self._box.bottom:
                table = self._begin_table(rest, number)
            self._y -= table.draw_line(line, self._box.left, self._y)
        self._y -= 10.0

    def _draw_notes(self) -> None:
        for words in self._notes:
            if not self.pages or self._y - self._box.bottom < _LEAST_SOURCES:
                self._begin("sheet.legend")
            page = self._page
            at = (self._box.left, self._y)
            self._y -= page.paragraph(words, at, self._box.width, page.face(page.small)) + 1.0
        self._y -= 10.0 if self._notes else 0.0

    def _begin_table(self, heading: str, first: int) -> WideTable:
        self._begin(heading)
        continued = continued_id(self._sheet, first)
        table = wide_table(self._page, self._sheet, self._box.width, continued)
        if self._pad:
            table.close_up(self._pad)
        table.draw_head(self._box.left, self._y)
        self._y -= table.head_height
        return table

    def _draw_sources(self) -> None:
        """Draw the sources in columns, read downwards; what does not fit goes to a new page."""
        sources, language = self._sheet.provenance.sources, self._sheet.language
        if not sources:
            return
        if not self.pages or self._y - self._box.bottom < _LEAST_SOURCES:
            self._begin("sheet.sources-title")
        else:
            words = say("sheet.sources-title", language)
            self._page.bookmarks.append(words)
            self._y -= self._page.heading(words, self._box.left, self._y) + 1.0
        width = self._columns[0].width - _INDENT
        face = self._page.face(self._page.small)
        entries = [
            (str(number), wrap(titled_source(source, language, whole=True), width, face, 4))
            for number, source in enumerate(sources, start=1)
        ]
        while entries:
            entries = self._fill_columns(entries, face)
            if entries:
                self._begin("sheet.sources-title")

    def _fill_columns(
        self, entries: list[tuple[str, list[str]]], face: Face
    ) -> list[tuple[str, list[str]]]:
        """Draw entries into the columns of the page; return those without a place."""
        pitch = face.size * LEADING
        heights = [len(lines) * pitch + _ENTRY_AIR for _, lines in entries]
        # A column holds at least one source, else no page would ever be the last.
        even = max(sum(heights) / len(self._columns) + 2 * pitch, *heights)
        limit = min(self._y - self._box.bottom, even)
        drawn, lowest = 0, self._y
        for column in self._columns:
            y = self._y
            while drawn < len(entries) and self._y - y + heights[drawn] <= limit:
                number, lines = entries[drawn]
                x = column.left + _INDENT
                self._page.write(number, x - 4, y - face.size, face, "right")
                self._page.lines(lines, (x, y - 0.05 * face.size), face)
                y -= heights[drawn]
                drawn += 1
            lowest = min(lowest, y)
        self._y = lowest
        return entries[drawn:]
