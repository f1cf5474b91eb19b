"""The pages of a proposal: that it does not count yet, who, where, old and new, signatures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from briefing.book.page import MARGIN_MM, BookPage, FlowBlock, draw_title, flow, lines_block
from briefing.proposal.plan import MAP_MM, plan_proposal
from briefing.sheet.furniture import draw_map, draw_map_foot
from briefing.sheet.page import LEADING
from briefing.sheet.paper_sizes import Box
from briefing.sheet.render import write_pdf
from geo.strings import say
from layers.paper.labels.draw import draw_number
from layers.paper.window import POINTS_PER_MM
from layers.style import palette
from layers.style.text_metrics import NumberDisc, disc_radius, measure, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.proposal.plan import ProposalSheet, ProposedChanges
    from briefing.sheet.plan import Sheet
    from geo.catalog.catalog import Catalog
    from geo.desk.subjects import SubjectFacts
    from geo.desk.words import FactChange
    from layers.style.text_metrics import Face

# Shares of the width: the fact, what it is, what it is to be, its source.
_SHARES: Final = (0.21, 0.24, 0.3, 0.25)
_GAP: Final = 9.0
_AIR: Final = 5.0
_FOOT: Final = 15.0
_RULE: Final = "#C9CBC8"
_WARNING: Final = palette.SHIELD_NATIONAL
# A longer cell goes on in a further piece of its row: no page need hold it all.
_MOST_LINES: Final = 12
_SIGNATURES: Final = ("drawn-up-by", "checked-by", "approved-by")
_SIGNATURE_MM: Final = 42.0


def render_proposal(proposal: ProposedChanges, catalog: Catalog, language: str) -> bytes:
    """Return a proposal as PDF; the same proposal and catalog give the same bytes.

    It carries no statement: what it says does not count, so there is nothing to verify it against.
    """
    planned = plan_proposal(proposal, catalog, language)
    title, app = proposal.title(language), say("app.title", language)
    facts = {
        "Title": f"{app} – {title}",
        "Subject": say("proposal.not-in-force", language),
        "Keywords": f"digest={catalog.digest}; batch={proposal.number or 'none'}",
        "Author": app,
    }
    pages = draw_proposal(planned)
    for number, page in enumerate(pages, start=1):
        _draw_foot(page, planned, number, len(pages))
    return write_pdf(pages, facts, language)


def draw_proposal(planned: ProposalSheet) -> list[BookPage]:
    """Draw the pages of a proposal, all but their numbers."""
    page = _new_page(planned)
    _draw_head(page, planned)
    page.area = page.area.below(_draw_titles(page))
    blocks = [block for one in planned.subjects for block in _subject_blocks(page, planned, one)]
    blocks += _document_blocks(page, planned)
    blocks.append(_signatures(page))

    def more() -> BookPage:
        further = _new_page(planned)
        further.area = further.area.below(_draw_titles(further))
        return further

    return [page, *flow(blocks, [page.area], page, more, 1)]


def _new_page(planned: ProposalSheet) -> BookPage:
    """Return a page that says in its head what it is, and that it is not in force."""
    paper = planned.paper
    inner = Box(0.0, 0.0, paper.width, paper.height).inset(MARGIN_MM * POINTS_PER_MM)
    page = BookPage(paper, inner, planned.language)
    soft = page.face(page.small, 600, palette.INK_SOFT)
    y = inner.top - soft.size
    page.write(say("app.title", planned.language), inner.left, y, soft)
    warning = page.face(page.small, 700, _WARNING)
    page.write(say("proposal.not-in-force", planned.language), inner.right, y, warning, "right")
    below = inner.below(2.3 * soft.size)
    page.area = below.upper(below.height - _FOOT)
    return page


def _draw_head(page: BookPage, planned: ProposalSheet) -> None:
    """Draw title, warning and who wants it, with the map at the right; leave what is below."""
    area, language = page.area, planned.language
    title = planned.proposal.title(language)
    page.bookmarks.append(title)
    area = area.below(draw_title(page, title, area.left, area.width, area.top) + 6.0)
    area = area.below(_draw_warning(page, planned, area) + 10.0)
    wide = area.width
    high = 0.0
    if planned.map is not None:
        high = _draw_map(page, planned.map, area)
        wide -= MAP_MM[0] * POINTS_PER_MM + 14.0
    top = area.top
    label, value = page.soft, page.text_face()
    for name, words in planned.head:
        page.write(name, area.left, top - label.size, label)
        top -= label.size * 1.35
        top -= page.lines(_broken(words, wide, value), (area.left, top), value) + _AIR
    page.area = area.below(max(area.top - top, high) + 6.0)


def _draw_warning(page: BookPage, planned: ProposalSheet, area: Box) -> float:
    """Draw that nothing of it counts yet; return the height."""
    language, strong, plain = planned.language, page.text_face(700, _WARNING), page.text_face()
    words = say("proposal.not-in-force-long", language)
    if planned.proposal.conflicts:
        count = planned.proposal.conflicts
        words = f"{words} {say('proposal.conflicts', language, count=count)}"
    lines = wrap(words, area.width - 20.0, plain)
    high = 10.0 + strong.size * LEADING + len(lines) * plain.size * LEADING
    box = area.upper(high)
    page.box(box, fill=palette.LAND, edge=_WARNING, width=0.9)
    top = box.top - 5.0
    top -= page.lines([say("proposal.not-in-force", language)], (box.left + 10.0, top), strong)
    page.lines(lines, (box.left + 10.0, top), plain)
    return high


def _draw_map(page: BookPage, sheet: Sheet, area: Box) -> float:
    """Draw the map in the upper right corner of an area; return the height."""
    frame = sheet.frame
    across = area.right - frame.neatline.width
    up = area.top - frame.neatline.height
    inner = frame.map
    moved = replace(
        frame,
        neatline=replace(frame.neatline, left=across, bottom=up),
        map=replace(inner, left=inner.left + across, bottom=inner.bottom + up),
    )
    sheet = replace(sheet, frame=moved)
    draw_map(page, sheet)
    high = frame.neatline.height + draw_map_foot(page, sheet, up)
    face = page.face(page.small, color=palette.INK_SOFT)
    words = f"{say('proposal.map', sheet.language)} {say('map.reference-only', sheet.language)}"
    lines = wrap(words, frame.neatline.width, face)
    return high + page.lines(lines, (across, area.top - high), face)


def _draw_titles(page: BookPage) -> float:
    """Draw the headings of the columns; return the height they take."""
    face, area = page.face(page.small, 600), page.area
    keys = ("desk.fact", "desk.old", "desk.new", "trip.field-row.source")
    for (left, _), key in zip(page.columns(_SHARES, _GAP), keys, strict=True):
        page.write(say(key, page.language), left, area.top - face.size, face)
    y = area.top - face.size * 1.5
    page.rule((area.left, y), (area.right, y), 0.8)
    return face.size * 1.5 + 3.0


def _subject_blocks(
    page: BookPage, planned: ProposalSheet, subject: SubjectFacts
) -> Iterator[FlowBlock]:
    yield _subject_head(page, planned.number_of(subject), subject)
    for fact in subject.facts:
        yield from _fact_blocks(page, fact)


def _document_blocks(page: BookPage, planned: ProposalSheet) -> Iterator[FlowBlock]:
    """Yield the sources that come with a proposal, each across the page."""
    if planned.documents:
        yield _head(page, 0, say("desk.documents", page.language), "")
    columns = [(page.area.left, page.area.width)]
    face = page.text_face()
    for words in planned.documents:
        lines = _broken(words, page.area.width, face)
        yield _row(columns, [(lines, face)], is_last=True)


def _subject_head(page: BookPage, number: int, subject: SubjectFacts) -> FlowBlock:
    id_ = "" if subject.is_new or subject.id == subject.name else subject.id
    return _head(page, number, subject.name, id_)


def _head(page: BookPage, number: int, name: str, id_: str) -> FlowBlock:
    """Return the name of what changes, with its number on the map and its id."""
    strong, soft = page.text_face(700), page.soft
    size = strong.size * 0.86
    radius = disc_radius("00", size)
    indent = 2 * radius + 4.0 if number else 0.0
    room = page.area.width - indent - measure(id_, soft).width - 10.0
    lines = _broken(name, room, strong)
    height = len(lines) * strong.size * LEADING + 2.0 + 7.0

    def draw(on: BookPage, left: float, top: float) -> None:
        top -= 7.0
        if number:
            centre = left + radius, top - strong.size * 0.62
            draw_number(on.layer, NumberDisc(str(number), *centre, size))
        on.lines(lines, (left + indent, top), strong)
        on.write(id_, left + on.area.width, top - strong.size * 0.95, soft, "right")

    return FlowBlock(height, draw, with_next=True, before=7.0)


def _fact_blocks(page: BookPage, fact: FactChange) -> Iterator[FlowBlock]:
    """Yield a fact as a row: its name, old, new and source; a very long one as several."""
    columns = page.columns(_SHARES, _GAP)
    source = fact.source.words if fact.source else say("desk.no-source", page.language)
    soft = page.text_face(color=palette.INK_SOFT)
    cells = [
        (fact.name, page.text_face()),
        (fact.old, soft),
        (fact.new, page.text_face(700)),
        (source, soft),
    ]
    lines = [_broken(words, columns[at][1], face) for at, (words, face) in enumerate(cells)]
    longest = max(map(len, lines))
    for start in range(0, longest, _MOST_LINES):
        parts = [
            (each[start : start + _MOST_LINES], face)
            for each, (_, face) in zip(lines, cells, strict=True)
        ]
        yield _row(columns, parts, is_last=start + _MOST_LINES >= longest)


def _row(
    columns: list[tuple[float, float]], parts: list[tuple[list[str], Face]], *, is_last: bool
) -> FlowBlock:
    cells = [lines_block([part]) for part in parts]
    height = max(cell.height for cell in cells) + (_AIR if is_last else 0.0)

    def draw(on: BookPage, left: float, top: float) -> None:
        for (start, _), cell in zip(columns, cells, strict=True):
            cell.draw(on, start, top)
        if is_last:
            y = top - height + _AIR * 0.45
            on.rule((left, y), (left + on.area.width, y), 0.4, _RULE)

    return FlowBlock(height, draw)


def _signatures(page: BookPage) -> FlowBlock:
    """Return the place for a day and for three signatures."""
    strong, soft = page.text_face(700), page.soft
    height = _SIGNATURE_MM * POINTS_PER_MM

    def draw(on: BookPage, left: float, top: float) -> None:
        area = replace(on.area, left=left)
        top -= 12.0
        day = on.text_face(italic=True)
        on.write(say("proposal.day", on.language), area.right, top - day.size, day, "right")
        top -= day.size * 2.0
        for box, name in zip(area.columns(len(_SIGNATURES), _GAP), _SIGNATURES, strict=True):
            middle = box.left + box.width / 2
            words = say(f"proposal.{name}", on.language)
            on.write(words, middle, top - strong.size, strong, "center")
            hint = say("proposal.sign", on.language)
            on.write(hint, middle, top - strong.size - soft.size * 1.4, soft, "center")

    return FlowBlock(height, draw)


def _draw_foot(page: BookPage, planned: ProposalSheet, number: int, count: int) -> None:
    face, language = page.face(page.small, color=palette.INK_SOFT), planned.language
    margin = MARGIN_MM * POINTS_PER_MM
    y = margin - _FOOT * 0.1
    words = f"{planned.proposal.title(language)} · {say('proposal.not-in-force', language)}"
    page.write(words, margin, y, face)
    told = say("sheet.page", language, page=number, pages=count)
    page.write(told, page.paper.width - margin, y, face, "right")


def _broken(text: str, width: float, face: Face) -> list[str]:
    """Return a text in lines; what no line holds, a long address, is broken and not cut."""
    words = [part for word in text.split() for part in _pieces(word, width, face)]
    return wrap(" ".join(words), width, face)


def _pieces(word: str, width: float, face: Face) -> Iterator[str]:
    while measure(word, face).width > width:
        most = next(
            count
            for count in range(len(word) - 1, 0, -1)
            if count == 1 or measure(word[:count], face).width <= width
        )
        yield word[:most]
        word = word[most:]
    yield word
