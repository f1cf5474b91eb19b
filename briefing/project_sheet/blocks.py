"""The parts of the sheet of a project that flow down its columns, and how they are shortened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from briefing.book.page import FlowBlock, heading_block, pair_block, text_block
from briefing.project_sheet.plan import STEPS
from briefing.sheet.page import LEADING
from briefing.sheet.paper_sizes import Box
from geo.catalog.history import status_as_of
from geo.model import ObstacleState
from geo.query import wording
from geo.query.control import LAND, MONEY, SHARES
from geo.query.control_words import agency_words, obstacle_facts, package_facts
from geo.query.freshness import FINAL
from geo.strings import say
from layers.paper.strokes import draw_symbol
from layers.style import palette
from layers.style.text_metrics import wrap
from layers.themes.projects import point_style

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from briefing.book.page import BookPage
    from briefing.content.card import FactRow
    from briefing.project_sheet.plan import ProjectSheet
    from geo.model import Obstacle, Status
    from layers.style.text_metrics import Face

_AIR: Final = 7.0
_BAR: Final = 7.0
_INDENT: Final = 11.0
_NOTE_LINES: Final = 4
_PACKAGE_BAR: Final = 34.0
_BARS: Final = "card.progress"
# Rows that stay however little room there is, and whose rows come back first where there is some.
_LEAST: Final = {_BARS: 4, "card.obstacles": 2, "card.packages": 2, "project.agencies": 2}
_GROWS: Final = (
    _BARS, "card.obstacles", "project.agencies", "project.money", "project.land", "card.packages",
    "project.parts", "project.unknown", "card.history", "project.about", "card.note",
)  # fmt: skip
_CORE: Final = 8
# Share of a column that may stay empty so that a part is not torn.
_TORN: Final = 0.3


@dataclass(frozen=True)
class SheetPart:
    """A titled part of the sheet.

    Parameters
    ----------
    id
        Key of its title.
    rows
        The most important one first.
    least
        How many stay, however little room there is.
    shown
        How many are shown; the others are counted.
    """

    id: str
    rows: tuple[FlowBlock, ...]
    least: int
    shown: int

    def blocks(self, page: BookPage, width: float) -> list[FlowBlock]:
        """Return heading and rows, and how many more there are."""
        found = list(self.rows[: self.shown])
        if self.id != _BARS:
            found.insert(0, heading_block(page, say(self.id, page.language), width, _AIR))
        left = len(self.rows) - self.shown
        if left:
            words = say("project.more", page.language, count=left)
            found.append(text_block(words, width, page.soft))
        return found


Placed = tuple[FlowBlock, float, float]


def place(
    parts: Sequence[Sequence[FlowBlock]], columns: Sequence[Box]
) -> tuple[list[Placed], list[Box]] | None:
    """Return where blocks stand, down one column after another, and what each column has left.

    A part that would be torn goes to the next column where little room is lost by that. ``None``
    where not everything fits.
    """
    placed: list[Placed] = []
    left = list(columns)
    here = 0
    for blocks in parts:
        whole = sum(block.height for block in blocks)
        lost = left[here].height / columns[here].height
        torn = left[here].height < whole <= columns[-1].height
        if torn and lost < _TORN and here + 1 < len(left):
            here += 1
        for step, block in enumerate(blocks):
            following = blocks[step + 1].height if step + 1 < len(blocks) else 0.0
            needed = block.height + (following if block.with_next else 0.0)
            if needed > left[here].height + 0.5:
                if here + 1 == len(left):
                    return None
                here += 1
            fresh = left[here].height == columns[here].height
            y = left[here].top + (block.before if fresh else 0.0)
            placed.append((block, left[here].left, y))
            left[here] = left[here].below(block.height - (block.before if fresh else 0.0))
    return placed, left


def parts_of(page: BookPage, planned: ProjectSheet, width: float) -> list[SheetPart]:
    """Return all parts of which anything is known, in the order of the sheet."""
    told = {
        _BARS: gauges(page, planned, width),
        "card.obstacles": _obstacles(page, planned, width),
        "card.packages": _packages(page, planned, width),
        "project.money": _pairs(page, planned, MONEY, ("funding",), width),
        "project.land": _pairs(page, planned, LAND, (), width),
        "project.agencies": _agencies(page, planned, width),
        "project.parts": _parts(page, planned, width),
        "project.about": _card_pairs(page, planned, ("extent", "class", "corridors"), width),
        "card.history": _history(page, planned, width),
        "card.note": _note(page, planned, width),
        "project.unknown": _unknown(page, planned, width),
    }
    found = []
    for id_, rows in told.items():
        known = tuple(rows)
        if known:
            least = min(_LEAST.get(id_, 1), len(known))
            found.append(SheetPart(id_, known, least, len(known)))
    return found


def fitted(
    found: Sequence[SheetPart], page: BookPage, columns: Sequence[Box]
) -> tuple[list[Placed], list[Box]]:
    """Return where everything stands, and what each column has left.

    In the order of :data:`_GROWS` each part comes with its least rows, then the parts get row by
    row what there is room for; those without room for their least are named in the end.
    """
    width = columns[0].width
    kept: dict[str, SheetPart] = {}

    def placed(parts: dict[str, SheetPart]) -> tuple[list[Placed], list[Box]] | None:
        shown = [parts[part.id].blocks(page, width) for part in found if part.id in parts]
        missing = [say(part.id, page.language) for part in found if part.id not in parts]
        if missing:
            words = say("project.left-out", page.language, parts=", ".join(missing))
            shown.append([_lowered(text_block(words, width, page.soft), 4.0)])
        return place(shown, columns)

    order = sorted(found, key=lambda part: _GROWS.index(part.id))
    # What a planner looks for first has all its rows before anything else gets a place.
    for ids in (_GROWS[:_CORE], _GROWS[_CORE:]):
        for part in (part for part in order if part.id in ids):
            grown = {**kept, part.id: replace(part, shown=part.least)}
            kept = grown if placed(grown) else kept
        for id_ in [part.id for part in order if part.id in ids and part.id in kept]:
            while kept[id_].shown < len(kept[id_].rows):
                grown = {**kept, id_: replace(kept[id_], shown=kept[id_].shown + 1)}
                if placed(grown) is None:
                    break
                kept = grown
    return placed(kept) or ([], list(columns))


def _lowered(block: FlowBlock, air: float) -> FlowBlock:
    """Return a block with air above it."""

    def draw(page: BookPage, left: float, top: float) -> None:
        block.draw(page, left, top - air)

    return FlowBlock(block.height + air, draw)


def gauges(page: BookPage, planned: ProjectSheet, width: float) -> Iterator[FlowBlock]:
    """Yield a bar for each share that is known."""
    for row in planned.card.rows:
        if row.share is not None:
            yield _gauge(page, planned, row, width)


def _gauge(page: BookPage, planned: ProjectSheet, row: FactRow, width: float) -> FlowBlock:
    newest = row.quantity.figures[0] if row.quantity else None
    label, strong = page.text_face(), page.text_face(700, share=1.25)
    soft = page.soft
    about = (
        " ".join(part for part in (newest.aside, planned.refs(newest.source)) if part)
        if newest
        else ""
    )
    lines = wrap(about, width, soft, 2) if about else []
    share = min(max(row.share or 0.0, 0.0), 100.0) / 100
    value = newest.value if newest else ""

    def draw(on: BookPage, left: float, top: float) -> None:
        base = top - strong.size
        on.write(row.label, left, base, label)
        on.write(value, left + width, base, strong, "right")
        y = base - 3.5 - _BAR
        on.bar(Box(left, y, width, _BAR), share)
        on.lines(lines, (left, y - 1.2), soft)

    return FlowBlock(strong.size + 3.5 + _BAR + len(lines) * soft.size * LEADING + 5.0, draw)


def _bullet(
    page: BookPage, head: str, facts: str, width: float, sign: Callable[[BookPage, Box], None]
) -> FlowBlock:
    """Return a sign, a phrase beside it, and what is known of it in small type below."""
    strong, soft = page.text_face(600), page.soft
    heads = wrap(head, width - _INDENT, strong)
    lines = wrap(facts, width - _INDENT, soft) if facts else []

    def draw(on: BookPage, left: float, top: float) -> None:
        size = strong.size * 0.62
        sign(on, Box(left, top - strong.size * 0.98, size, size))
        used = on.lines(heads, (left + _INDENT, top), strong, 1.14)
        on.lines(lines, (left + _INDENT, top - used), soft)

    high = len(heads) * strong.size * 1.14 + len(lines) * soft.size * LEADING
    return FlowBlock(high + 3.0, draw)


def _obstacles(page: BookPage, planned: ProjectSheet, width: float) -> Iterator[FlowBlock]:
    for one in planned.control.obstacles:
        facts = obstacle_facts(planned.view.catalog, one, page.language)
        words = _with(facts, one.note[page.language], planned.refs_to(one.source_id))
        yield _bullet(page, one.what[page.language], words, width, _sign_of(one))


def _sign_of(obstacle: Obstacle) -> Callable[[BookPage, Box], None]:
    """Return a filled square for what is open, an empty one for the rest."""
    is_open = obstacle.state is ObstacleState.OPEN
    fill = palette.STATUS["construction"] if is_open else palette.PAPER
    return lambda page, box: page.box(box, fill=fill, edge=palette.INK, width=0.7)


def _packages(page: BookPage, planned: ProjectSheet, width: float) -> Iterator[FlowBlock]:
    for one in planned.control.packages:
        facts = package_facts(one, page.language)
        words = _with(facts, one.note[page.language], planned.refs_to(one.source_id))
        share = one.progress_percent
        room = width - (_PACKAGE_BAR + _INDENT if share is not None else 0.0)
        block = _bullet(page, one.name[page.language], words, room, _dot)
        yield block if share is None else _with_bar(block, width, share / 100)


def _with_bar(block: FlowBlock, width: float, share: float) -> FlowBlock:
    """Return a block with a small bar at its right."""

    def draw(page: BookPage, left: float, top: float) -> None:
        block.draw(page, left, top)
        high = _BAR * 0.7
        bar = Box(left + width - _PACKAGE_BAR, top - page.text_size * 0.95, _PACKAGE_BAR, high)
        page.bar(bar, share)

    return replace(block, draw=draw)


def _dot(page: BookPage, box: Box) -> None:
    page.box(box.inset(box.width * 0.2), fill=palette.INK, width=0)


def _with(facts: list[str], note: str, refs: str) -> str:
    words = " · ".join(part for part in (*facts, note) if part)
    return f"{words} {refs}".strip()


def _pairs(
    page: BookPage,
    planned: ProjectSheet,
    codes: Sequence[str],
    rows: Sequence[str],
    width: float,
) -> Iterator[FlowBlock]:
    """Yield the newest figures of some quantities, and some rows of the card in words."""
    for code in codes:
        figure = planned.control.figures.get(code)
        if figure:
            value = wording.figure_value(figure, page.language)
            day = figure.as_of.show(page.language) if figure.as_of else ""
            about = " · ".join(part for part in (day, figure.note[page.language]) if part)
            words = f"{value} ({about})" if about else value
            words = f"{words} {planned.refs_to(figure.source_id)}".strip()
            yield pair_block(page, wording.quantity_name(code, page.language), [words], width)
    yield from _card_pairs(page, planned, rows, width)


def _card_pairs(
    page: BookPage, planned: ProjectSheet, ids: Sequence[str], width: float
) -> Iterator[FlowBlock]:
    for row in planned.card.rows:
        if row.id in ids and any(name.text != say("unknown", page.language) for name in row.names):
            yield pair_block(page, row.label, [row.words], width)


def _agencies(page: BookPage, planned: ProjectSheet, width: float) -> Iterator[FlowBlock]:
    for one in planned.control.agencies:
        words = agency_words(planned.view.catalog, one, page.language)
        words = f"{words} {planned.refs_to(one.source_id)}".strip()
        yield text_block(words, width, page.text_face(), 1.5)


def _history(page: BookPage, planned: ProjectSheet, width: float) -> Iterator[FlowBlock]:
    for step in planned.card.history[:STEPS]:
        head = f"{step.day} · {step.word}"
        words = f"{step.note} {planned.refs(step.source)}".strip()
        yield _bullet(page, head, words, width, _status_sign(step.status))


def _status_sign(status: Status) -> Callable[[BookPage, Box], None]:
    def draw(page: BookPage, box: Box) -> None:
        at = box.left + box.width / 2, box.bottom + box.height / 2
        draw_symbol(page.layer, point_style(status), at, box.width * 1.35, 6)

    return draw


def _parts(page: BookPage, planned: ProjectSheet, width: float) -> Iterator[FlowBlock]:
    """Yield the parts of a group, with the signs of their statuses."""
    view = planned.view
    for part in view.catalog.groups.get(planned.row.project.id, ()):
        status = status_as_of(view.catalog.events_of(part.id), view.day)
        yield _bullet(page, part.name[page.language], "", width, _status_sign(status))


def _unknown(page: BookPage, planned: ProjectSheet, width: float) -> Iterator[FlowBlock]:
    """Yield what no source tells of a project that is still to be finished."""
    if planned.row.status in FINAL:
        return
    language, control = page.language, planned.control
    known = {
        "card.capital": planned.row.capital,
        "card.progress": any(code in control.figures for code in SHARES),
        "quantity.year_plan": "year_plan" in control.figures,
        "card.milestones": control.milestones,
        "card.packages": control.packages or "packages" in control.figures,
        "card.obstacles": control.obstacles,
        "card.agency": control.agencies,
    }
    names = [say(key, language) for key, found in known.items() if not found]
    if names:
        words = ", ".join(name.lower() for name in names)
        yield text_block(f"{words[:1].upper()}{words[1:]}.", width, page.soft)


def _note(page: BookPage, planned: ProjectSheet, width: float) -> Iterator[FlowBlock]:
    if planned.card.note:
        face: Face = page.soft
        lines = wrap(planned.card.note, width, face, _NOTE_LINES)
        yield text_block(" ".join(lines), width, face)
