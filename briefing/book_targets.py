"""The Programme's targets beside published results, each with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.book_page import Block, flow, split, text_block, titled_leaf
from briefing.page import LEADING
from briefing.paper_size import Box
from geo.strings import say, show_exact
from geo.targets import targets, without_target
from layers import palette
from layers.paper_text import NO_BREAK, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.book_page import Leaf
    from briefing.book_plan import Book
    from geo.model import Indicator
    from geo.targets import Target
    from layers.paper_text import Face

# Shares of the width: name, period, target, what was published, bar.
_SHARES = (0.21, 0.09, 0.18, 0.34, 0.18)
_CELL_AIR = 10.0
_BAR = 7.0
_MOST_SHARE = 1.25


def draw_targets(book: Book) -> list[Leaf]:
    """Draw the table of targets, and what else is published under it."""
    language = book.language
    section = say("book.targets", language)

    def more() -> Leaf:
        return titled_leaf(book, section)

    leaf = more()
    leaves = [leaf]
    width = leaf.box.width
    blocks = list(_target_blocks(leaf, book, width))
    used = min(sum(block.height for block in blocks), leaf.box.height)
    leaves += flow(blocks, [leaf.box], leaf, more, 1)
    others = without_target(book.view.catalog, book.view.day)
    if not others:
        return leaves
    last = leaves[-1]
    if len(leaves) == 1:
        rest = Box(last.box.left, last.box.bottom, width, last.box.height - used - 14.0)
    else:
        last = more()
        leaves.append(last)
        rest = last.box
    last.page.heading(say("book.other-figures", language), rest.left, rest.top)
    rest = Box(rest.left, rest.bottom, rest.width, rest.height - 18.0)
    columns = split(rest, 3, 24.0)
    groups = [_other_block(last, book, group, columns[0].width) for group in others]
    leaves += flow(groups, columns, last, more, 3)
    return leaves


def _places(width: float) -> list[tuple[float, float]]:
    places, x = [], 0.0
    for share in _SHARES:
        places.append((x, share * width - _CELL_AIR))
        x += share * width
    return places


def _target_blocks(leaf: Leaf, book: Book, width: float) -> Iterator[Block]:
    found = targets(book.view.catalog, book.view.day)
    if not found:
        yield text_block(say("book.no-targets", book.language), width, leaf.face())
        return
    yield _head_block(leaf, width)
    for target in found:
        yield _target_block(leaf, book, target, width)


def _head_block(leaf: Leaf, width: float) -> Block:
    soft = leaf.soft
    keys = ("indicator", "period", "target", "published", "share")
    height = soft.size * 1.8

    def draw(on: Leaf, left: float, top: float) -> None:
        for key, (x, _) in zip(keys, _places(width), strict=True):
            on.page.write(say(f"book.column-{key}", on.language), left + x, top - soft.size, soft)
        on.page.rule((left, top - height), (left + width, top - height), 0.7)

    return Block(height, draw, with_next=True)


def value_of(item: Indicator, language: str) -> str:
    """Return an indicator's value with qualifier and unit."""
    qualifier = say(f"qualifier.{item.qualifier}", language) if item.qualifier else ""
    unit = item.unit[language]
    value = show_exact(item.value, language)
    shown = f"{value}{unit}" if unit == "%" and language == "en" else f"{value} {unit}"
    return f"{qualifier} {shown}".strip()


def about_of(book: Book, item: Indicator, *, period: bool = False) -> str:
    """Return role, date, note and source of an indicator."""
    language = book.language
    parts = [item.period] if period else []
    role = say(f"book.role-{item.role}", language)
    note = item.note[language]
    parts += [role] if item.role != "result" and role not in note else []
    parts += [item.as_of.show(language)] if item.as_of else []
    parts += [note] if note else []
    refs = book.refs(item.source_id).replace(" ", NO_BREAK)
    return f"{' · '.join(parts)} {refs}".strip()


def _target_block(leaf: Leaf, book: Book, target: Target, width: float) -> Block:
    language = book.language
    strong, text, soft = leaf.face(600), leaf.face(), leaf.soft
    places = _places(width)
    goal = target.goal
    name = wrap(goal.name[language], places[0][1], strong)
    aim = wrap(value_of(goal, language), places[2][1], leaf.face(700))
    aim_about = wrap(source_of(book, goal), places[2][1], soft)
    results = [
        (
            wrap(value_of(item, language), places[3][1], leaf.face(700)),
            wrap(about_of(book, item), places[3][1], soft),
        )
        for item in target.results
    ]
    if not results:
        results = [(wrap(say("book.no-result", language), places[3][1], text), [])]
    extra = [
        wrap(
            f"{value_of(item, language)} – {about_of(book, item, period=True)}", places[3][1], soft
        )
        for item in target.context
    ]
    high = max(
        len(name) * text.size * LEADING,
        len(aim) * text.size * LEADING + len(aim_about) * soft.size * LEADING,
        sum(len(v) * text.size * 1.2 + len(a) * soft.size * LEADING for v, a in results)
        + sum(len(lines) * soft.size * LEADING for lines in extra),
    )
    height = high + 8.0

    def draw(on: Leaf, left: float, top: float) -> None:
        y = top - 3.0
        _write(on, name, left + places[0][0], y, strong)
        _write(on, [goal.period], left + places[1][0], y, text)
        below = _write(on, aim, left + places[2][0], y, leaf.face(700))
        _write(on, aim_about, left + places[2][0], below, soft)
        x = left + places[3][0]
        below = y
        for value, about in results:
            below = _write(on, value, x, below, leaf.face(700 if target.results else 400))
            below = _write(on, about, x, below, soft)
        for lines in extra:
            below = _write(on, lines, x, below, soft)
        if target.reached is not None:
            _draw_bar(on, target.reached, left + places[4][0], y, width - places[4][0])
        on.page.rule(
            (left, top - height), (left + width, top - height), 0.3, palette.NEIGHBOUR_EDGE
        )

    return Block(height, draw)


def source_of(book: Book, item: Indicator) -> str:
    """Return the number or publisher of an indicator's source, and its number in the book."""
    source = book.view.catalog.sources.get(item.source_id)
    name = (source.number or source.publisher) if source else ""
    return f"{name} {book.refs(item.source_id)}".strip()


def _write(leaf: Leaf, lines: Sequence[str], x: float, top: float, face: Face) -> float:
    """Set lines downwards from `top`; return where they end."""
    for line in lines:
        leaf.page.write(line, x, top - face.size * 0.95, face)
        top -= face.size * LEADING
    return top


def _draw_bar(leaf: Leaf, share: float, left: float, top: float, width: float) -> None:
    """Draw the newest result as a bar against a mark at the target."""
    face = leaf.face(700)
    figure = f"{show_exact(100 * share, leaf.language, 0)} %"
    room = width - 34.0
    full = room / _MOST_SHARE
    y = top - face.size * 0.62
    bar = Box(left, y - _BAR / 2, min(full * share, room), _BAR)
    leaf.page.box(Box(left, y - _BAR / 2, full, _BAR), fill=palette.NEIGHBOUR, width=0)
    leaf.page.box(bar, fill=palette.INK_SOFT, width=0)
    leaf.page.rule((left + full, y - _BAR * 0.9), (left + full, y + _BAR * 0.9), 1.4)
    leaf.page.write(figure, left + width, y - face.size * 0.33, face, "right")


def _other_block(leaf: Leaf, book: Book, group: Sequence[Indicator], width: float) -> Block:
    """Return an indicator without a target: its name, and a line for each figure."""
    language = book.language
    strong, soft = leaf.face(600, share=0.94), leaf.soft
    name = wrap(group[0].name[language], width, strong)
    lines = [
        line
        for item in group
        for line in wrap(
            f"{value_of(item, language)} – {about_of(book, item, period=True)}", width, soft
        )
    ]
    height = len(name) * strong.size * LEADING + len(lines) * soft.size * LEADING + 6.0

    def draw(on: Leaf, left: float, top: float) -> None:
        below = _write(on, name, left, top, strong)
        _write(on, lines, left, below, soft)

    return Block(height, draw)
