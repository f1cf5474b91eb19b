"""Three ways: what an author had seen (base), what he wants (mine), what stands there (theirs)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.errors import DataError
from geo.escape import Syntax, escape
from geo.store.model import ChangeVerdict, Comparison, StoredChange, StoreError, row_cells
from geo.store.overlay import is_clean, key_columns

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from geo.store.model import RowKey
    from geo.store.overlay import Working

Place = tuple[str, "RowKey", str]
"""Table, row and column of a change."""


def place_of(change: StoredChange) -> Place:
    """Return where a change would be."""
    return change.table, change.key, change.field


def compare(
    changes: Iterable[StoredChange],
    working: Working,
    touched: Collection[tuple[str, RowKey]] = frozenset(),
) -> list[Comparison]:
    """Make changes in the working tables where nothing speaks against it, and say what each does.

    Different cells merge; the same cell asks, unless both want the same.

    Parameters
    ----------
    touched
        Table and key of the rows that others have changed since the author looked.
    """
    return [_compare(change, working, touched) for change in changes]


def rebase(
    comparisons: Iterable[Comparison], answers: Mapping[Place, str], keep: str = ""
) -> tuple[StoredChange, ...]:
    """Return the changes that stay once conflicts are answered, with what stands there as base.

    Parameters
    ----------
    answers
        ``mine`` or ``theirs`` by the place of each conflict.
    keep
        The answer for all the others; empty where there must be none.

    Raises
    ------
    StoreError
        If a conflict has no answer, or a change is refused and stays so.
    """
    kept = []
    for one in comparisons:
        answer = answers.get(place_of(one.change), keep)
        if one.verdict is ChangeVerdict.UNCHANGED:
            continue
        if one.verdict is ChangeVerdict.REFUSED:
            raise StoreError(one.message, **_told(one.change))
        if one.verdict is ChangeVerdict.CONFLICT:
            if answer not in {"mine", "theirs"}:
                raise StoreError("store.unanswered", **_told(one.change))
            if answer == "theirs":
                continue
            if one.theirs is None and not one.change.is_row:
                # The row is gone: there is nothing to put the cell into.
                raise StoreError(
                    "store.no-row", table=one.change.table, row=" ".join(one.change.key)
                )
        kept.append(replace(one.change, old=one.theirs))
    return tuple(kept)


def _compare(
    change: StoredChange, working: Working, touched: Collection[tuple[str, RowKey]]
) -> Comparison:
    message = _refusal(change, working)
    if message:
        return Comparison(change, None, ChangeVerdict.REFUSED, message)
    theirs = working.value(change)
    if theirs == change.new:
        return Comparison(change, theirs, ChangeVerdict.UNCHANGED)
    if theirs != change.old:
        return Comparison(change, theirs, ChangeVerdict.CONFLICT)
    working.put(change)
    if change.is_row and change.old is None:
        return Comparison(change, theirs, ChangeVerdict.NEW)
    merged = (change.table, change.key) in touched
    return Comparison(change, theirs, ChangeVerdict.MERGED if merged else ChangeVerdict.CHANGED)


def _refusal(change: StoredChange, working: Working) -> str:
    """Return the key of the sentence that says why a change cannot be, empty where it can."""
    try:
        columns = key_columns(change.table)
        header = working.sheet(change.table).header
    except (StoreError, DataError):
        return "store.refused-table"
    if len(change.key) != len(columns) or not change.key[0]:
        return "store.refused-key"
    lacks = change.new is None or change.old is None
    if not is_clean(change) or (lacks and not change.is_row):
        return "store.refused-text"
    return _refusal_of_cells(change, columns, header)


def _refusal_of_cells(change: StoredChange, columns: tuple[str, ...], header: list[str]) -> str:
    cells = {change.field: change.new or ""}
    if change.is_row:
        cells = row_cells(change.new) if change.new is not None else {}
        if cells and tuple(cells.get(column, "") for column in columns) != change.key:
            return "store.refused-key"
    if any(column not in header for column in cells):
        return "store.refused-column"
    if any(escape(cell, Syntax.SHEET) != cell for cell in cells.values()):
        return "store.refused-formula"
    return ""


def _told(change: StoredChange) -> dict[str, str]:
    return {"table": change.table, "row": " ".join(change.key), "column": change.field}
