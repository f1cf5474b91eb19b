"""The targets and what is published beside them, as a workbook and as CSV."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from briefing.data.xlsx import WorkbookWriter, set_page, write_table
from briefing.office_csv import office_csv
from geo.catalog.indicators import IndicatorRole
from geo.query.fields import ColumnKind
from geo.query.wording import indicator_number, period_words, titled_source, word_of
from geo.reports.target_words import (
    about_words,
    aim_note,
    by_when,
    standing_words,
    standings_of,
    status_counts,
)
from geo.reports.targets import HORIZONS, targets, targets_csv
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.catalog.indicators import Indicator
    from geo.query.fields import Cell
    from geo.query.view import View
    from geo.reports.targets import IndicatorRow, Targets


@dataclass(frozen=True)
class TargetColumn:
    """A column of the workbook.

    Parameters
    ----------
    id
        ``targets.column-<id>`` is its title.
    width
        In characters.
    """

    id: str
    width: int
    kind: ColumnKind = ColumnKind.TEXT

    def title(self, language: str) -> str:
        """Return the heading that a person reads."""
        return say(f"targets.column-{self.id}", language)


_BOARD: Final = (
    TargetColumn("group", 16),
    TargetColumn("indicator", 34),
    TargetColumn("unit", 12),
    *(TargetColumn(f"target-{year}", 16) for year in HORIZONS),
    TargetColumn("newest", 44),
    TargetColumn("against", 40),
)
_VALUES: Final = (
    TargetColumn("id", 24),
    TargetColumn("indicator", 34),
    TargetColumn("unit", 12),
    TargetColumn("period", 10),
    TargetColumn("role", 10),
    TargetColumn("qualifier", 9),
    TargetColumn("value", 11, ColumnKind.NUMBER),
    TargetColumn("value-to", 11, ColumnKind.NUMBER),
    TargetColumn("as-of", 11, ColumnKind.DATE),
    TargetColumn("note", 34),
    TargetColumn("source", 50),
    TargetColumn("url", 40),
)
_AIMS: Final = (
    TargetColumn("indicator", 40),
    TargetColumn("aim", 34),
    TargetColumn("by", 14),
    TargetColumn("statuses", 44),
    TargetColumn("source", 40),
)


def csv_of_targets(view: View, *, office: bool = False) -> bytes:
    """Return a line for each target of the Programme: UTF-8 with the mark that Excel needs.

    Parameters
    ----------
    office
        Whether it is for spreadsheets that write a comma for decimals: then with all values.
    """
    language = view.selection.language
    known = targets(view.catalog, view.day)
    if office:
        heads = [column.title(language) for column in _VALUES]
        return office_csv(heads, _value_rows(view, known), language)
    return targets_csv(known, language, "\r\n").encode("utf-8-sig")


def xlsx_of_targets(view: View) -> bytes:
    """Return a workbook (Office Open XML); the same view gives the same bytes.

    Its sheets: the table as the page shows it, all values with their sources, aims without a
    number.
    """
    language = view.selection.language
    known = targets(view.catalog, view.day)
    book = WorkbookWriter(view, say("targets.words", language))
    for name, columns, rows in (
        ("board", _BOARD, [_board_row(row, language) for row in known.rows]),
        ("values", _VALUES, list(_value_rows(view, known))),
        ("aims", _AIMS, list(_aim_rows(view, known))),
    ):
        _write(book, say(f"targets.sheet-{name}", language), columns, rows)
    return book.finish()


def _write(
    book: WorkbookWriter,
    name: str,
    columns: Sequence[TargetColumn],
    rows: Sequence[tuple[Cell, ...]],
) -> None:
    sheet = book.sheet(name)
    write_table(book, sheet, columns, rows)
    set_page(book, sheet, len(columns))


def _board_row(row: IndicatorRow, language: str) -> tuple[Cell, ...]:
    return (
        say(f"indicator-group.{row.definition.group}", language),
        row.definition.name[language],
        row.definition.unit[language],
        *(_aimed(row, year, language) for year in HORIZONS),
        _newest(row, language),
        "; ".join(standing_words(one, language) for one in standings_of(row)) or None,
    )


def _aimed(row: IndicatorRow, year: int, language: str) -> str | None:
    parts = []
    for one in row.aims(year):
        note = aim_note(one, year, language)
        number = indicator_number(one, language)
        parts.append(f"{number} ({note})" if note else number)
    return "; ".join(parts) or None


def _newest(row: IndicatorRow, language: str) -> str:
    again = say("indicator.repeats-plan", language)
    parts = [
        f"{indicator_number(one, language)} ({about_words(one, language)})"
        + (f" – {again}" if row.has_target and row.repeats_plan(one) else "")
        for one in row.latest
    ]
    return "; ".join(parts) or say("indicator.none", language)


def _value_rows(view: View, known: Targets) -> Iterator[tuple[Cell, ...]]:
    for row in known.rows:
        for role in IndicatorRole:
            for one in reversed(row.values):
                if one.role is role:
                    yield _value_row(view, one)


def _value_row(view: View, one: Indicator) -> tuple[Cell, ...]:
    language = view.selection.language
    source = view.catalog.sources.get(one.source_id)
    return (
        one.id,
        one.name[language],
        one.unit[language],
        period_words(one.period, language),
        say(f"indicator.{one.role}", language),
        word_of("qualifier", one.qualifier, language) or None,
        one.value,
        one.value_to,
        one.as_of,
        one.note[language] or None,
        titled_source(source, language) if source else one.source_id,
        (source.url if source else "") or None,
    )


def _aim_rows(view: View, known: Targets) -> Iterator[tuple[Cell, ...]]:
    language = view.selection.language
    for group in known.groups:
        for row in group.aims:
            source = view.catalog.sources.get(row.aim.source_id)
            yield (
                row.aim.name[language],
                row.aim.aim[language],
                by_when(row, language),
                status_counts(row, language),
                titled_source(source, language) if source else row.aim.source_id,
            )
