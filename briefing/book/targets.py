"""The targets on pages: a table of rows with their charts, in a book or as a file of their own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from briefing.book.page import (
    FlowBlock,
    flow,
    heading_block,
    lines_block,
    new_book_page,
    text_block,
    titled_book_page,
    with_refs,
)
from geo.catalog.indicators import IndicatorRole
from geo.query.wording import indicator_number, period_words
from geo.reports.target_words import (
    about_words,
    aim_note,
    by_when,
    percent_words,
    standing_words,
    standings_of,
    status_counts,
    summary_words,
    target_notes,
)
from geo.reports.targets import HORIZONS, PROGRAMME, targets
from geo.strings import say
from layers.charts.bullet import HEIGHT, WIDTH, bullet, swatches
from layers.charts.ink import draw as draw_parts
from layers.style.text_metrics import measure, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from briefing.book.page import BookPage
    from briefing.book.plan import Book
    from geo.catalog.indicators import Indicator
    from geo.reports.targets import AimRow, IndicatorRow
    from layers.style.text_metrics import Face

    Words = tuple[str, Face]

# Shares of the width: indicator, the two years, chart, newest, against the target.
_SHARES: Final = (0.22, 0.1, 0.1, 0.17, 0.24, 0.17)
_NAME, _FIRST, _SECOND, _CHART, _NEWEST, _AGAINST = range(len(_SHARES))
_GAP: Final = 10.0
_AIR: Final = 7.0
_RULE: Final = "#C9CBC8"


def draw_targets(book: Book) -> list[BookPage]:
    """Draw a row of each aim and indicator, under headings by subject."""
    language = book.language
    known = targets(book.view.catalog, book.view.day)
    more = partial(_further_page, book)
    page = titled_book_page(book, say("book.targets", language))
    lead = text_block(summary_words(known, language), page.area.width, page.text_face(), 6.0)
    lead.draw(page, page.area.left, page.area.top)
    page.area = page.area.below(lead.height)
    page.area = page.area.below(_draw_key(page, book))
    page.area = page.area.below(_draw_head(page))
    blocks: list[FlowBlock] = []
    for group in known.groups:
        rows = [_aim_block(page, book, row) for row in group.aims]
        rows += [_indicator_block(page, book, row) for row in group.rows]
        if rows:
            title = say(f"indicator-group.{group.group}", language)
            before = _AIR if blocks else 0.0
            blocks += [heading_block(page, title, page.area.width, before), *rows]
    observed = [_observed_block(page, book, row) for one in known.groups for row in one.observed]
    if observed:
        title = say("targets.observed", language)
        blocks += [heading_block(page, title, page.area.width, _AIR), *observed]
    return [page, *flow(blocks, [page.area], page, more, 1)]


def _further_page(book: Book) -> BookPage:
    page = new_book_page(book, say("book.targets", book.language))
    page.area = page.area.below(_draw_head(page))
    return page


def _draw_key(page: BookPage, book: Book) -> float:
    """Draw what the marks mean, and where the targets stand; return the height."""
    language, face = page.language, page.soft
    scale = 1.9 * face.size / HEIGHT
    x, base = page.area.left, page.area.top - face.size * 1.6
    for name, drawing in swatches().items():
        draw_parts(page.layer, drawing.parts, x, base + face.size * 1.45, scale)
        x += drawing.width * scale + 4.0
        words = say(f"targets.key-{name}", language)
        page.write(words, x, base, face)
        x += measure(words, face).width + 14.0
    source = book.view.catalog.sources.get(PROGRAMME)
    if source and source.date:
        words = say("targets.source", language, day=source.date.show(language))
        words = with_refs(f"{words} {source.number}", book.refs(PROGRAMME))
        page.write(words, page.area.right, base, face, "right")
    return face.size * 2.6


def _draw_head(page: BookPage) -> float:
    """Draw the headings of the columns; return the height they take."""
    face, language = page.face(page.small, 600), page.language
    keys = {_NAME: "indicator", _NEWEST: "published", _AGAINST: "share"}
    titles = {at: say(f"book.column-{key}", language) for at, key in keys.items()}
    for at, year in zip((_FIRST, _SECOND), HORIZONS, strict=True):
        titles[at] = say("book.column-target", language, year=year)
    columns = page.columns(_SHARES, _GAP)
    for at, title in titles.items():
        page.write(title, columns[at][0], page.area.top - face.size, face)
    y = page.area.top - face.size * 1.5
    page.rule((page.area.left, y), (page.area.right, y), 0.8)
    return face.size * 1.5 + 3.0


def _indicator_block(page: BookPage, book: Book, row: IndicatorRow) -> FlowBlock:
    language = book.language
    columns = page.columns(_SHARES, _GAP)
    strong, soft = page.text_face(600, share=0.94), page.soft
    notes = target_notes(row, language)
    words: dict[int, list[Words]] = {
        _NAME: [(_name_and_unit(row, language), strong)],
        _FIRST: _aimed(page, book, row, HORIZONS[0]),
        _SECOND: _aimed(page, book, row, HORIZONS[1]),
        _NEWEST: _newest(page, book, row),
        _AGAINST: list(_against(page, row)),
    }
    words[_NAME] += [(notes, soft)] if notes else []
    chart = bullet(row, width=WIDTH)
    scale = min(1.0, columns[_CHART][1] / WIDTH)

    def draw_chart(on: BookPage, top: float) -> None:
        if chart:
            draw_parts(on.layer, chart.parts, columns[_CHART][0], top, scale)

    least = HEIGHT * scale if chart else 0.0
    return _row_block(page, words, {}, least, draw_chart)


def _observed_block(page: BookPage, book: Book, row: IndicatorRow) -> FlowBlock:
    """Return an indicator for which nothing is set: words have the room of targets and chart."""
    language, columns = book.language, page.columns(_SHARES, _GAP)
    strong = page.text_face(600, share=0.94)
    told = [
        with_refs(
            f"{indicator_number(one, language)} – {about_words(one, language)}",
            book.refs(one.source_id),
        )
        for one in row.latest
    ]
    told += [_earlier(book, row.earlier)] if row.earlier else []
    words: dict[int, list[Words]] = {
        _NAME: [(_name_and_unit(row, language), strong)],
        _CHART: [(text, page.text_face(share=0.94)) for text in told],
    }
    spans = {
        _NAME: columns[_CHART][0] - _GAP - columns[_NAME][0],
        _CHART: page.area.right - columns[_CHART][0],
    }
    return _row_block(page, words, spans, 0.0)


def _name_and_unit(row: IndicatorRow, language: str) -> str:
    return f"{row.definition.name[language]} ({row.definition.unit[language]})"


def _aim_block(page: BookPage, book: Book, row: AimRow) -> FlowBlock:
    language, columns = book.language, page.columns(_SHARES, _GAP)
    strong, soft = page.text_face(600, share=0.94), page.soft
    about = with_refs(by_when(row, language), book.refs(row.aim.source_id))
    words: dict[int, list[Words]] = {
        _NAME: [(row.aim.name[language], strong)],
        _FIRST: [(row.aim.aim[language], strong), (about, soft)],
        _NEWEST: [(status_counts(row, language), page.text_face(share=0.94))],
    }
    spans = {
        _FIRST: columns[_CHART][0] + columns[_CHART][1] - columns[_FIRST][0],
        _NEWEST: columns[_AGAINST][0] + columns[_AGAINST][1] - columns[_NEWEST][0],
    }
    return _row_block(page, words, spans, 0.0)


def _row_block(
    page: BookPage,
    words: dict[int, list[Words]],
    spans: dict[int, float],
    least: float,
    draw_more: Callable[[BookPage, float], None] = lambda _page, _top: None,
) -> FlowBlock:
    """Return a row of a table.

    Parameters
    ----------
    words
        What stands in each column, each text in its face.
    spans
        Width of the columns that are wider than theirs, in points.
    least
        Height at least, in points.
    draw_more
        Called with the page and the upper edge.
    """
    columns = page.columns(_SHARES, _GAP)
    cells = {
        at: lines_block([(wrap(text, spans.get(at, columns[at][1]), face), face)
                         for text, face in found])
        for at, found in words.items()
    }  # fmt: skip
    height = max(least, *(cell.height for cell in cells.values())) + _AIR

    def draw(on: BookPage, left: float, top: float) -> None:
        for at, cell in cells.items():
            cell.draw(on, columns[at][0], top)
        draw_more(on, top)
        y = top - height + _AIR * 0.4
        on.rule((left, y), (left + on.area.width, y), 0.4, _RULE)

    return FlowBlock(height, draw)


def _aimed(page: BookPage, book: Book, row: IndicatorRow, year: int) -> list[Words]:
    language = book.language
    found: list[Words] = []
    for one in row.aims(year):
        target = one.role is IndicatorRole.TARGET
        face = page.text_face(700 if target else 400)
        found.append((indicator_number(one, language), face))
        # That the Programme sets it is said once, above.
        refs = "" if one.source_id == PROGRAMME else book.refs(one.source_id)
        note = with_refs(aim_note(one, year, language), refs).strip()
        found += [(note, page.soft)] if note else []
    return found


def _newest(page: BookPage, book: Book, row: IndicatorRow) -> list[Words]:
    language = book.language
    if not row.latest and not row.earlier:
        return [(say("indicator.none", language), page.text_face(share=0.94, italic=True))]
    found: list[Words] = []
    for one in row.latest:
        plain = one.role is not IndicatorRole.RESULT
        face = page.text_face(400 if plain else 700, italic=plain)
        found.append((indicator_number(one, language), face))
        about = with_refs(about_words(one, language), book.refs(one.source_id))
        found.append((about, page.soft))
        if row.has_target and row.repeats_plan(one):
            found.append((say("indicator.repeats-plan", language), page.soft))
    if row.earlier:
        found.append((_earlier(book, row.earlier), page.soft))
    return found


def _earlier(book: Book, values: Sequence[Indicator]) -> str:
    language = book.language
    told = (
        with_refs(
            f"{period_words(one.period, language)}: {indicator_number(one, language)}",
            book.refs(one.source_id),
        )
        for one in values
    )
    return f"{say('indicator.earlier', language)}: {'; '.join(told)}"


def _against(page: BookPage, row: IndicatorRow) -> Iterator[Words]:
    language = page.language
    for one in standings_of(row):
        if one.place:
            yield standing_words(one, language), page.text_face(600, share=0.94)
        else:
            yield percent_words(one, language), page.text_face(700)
            yield standing_words(one, language, percent=False), page.soft
