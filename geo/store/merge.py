"""Three ways: what an author had seen (base), what he wants (mine), what stands there (theirs)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from geo.errors import DataError
from geo.escape import Syntax, escape
from geo.store.model import ChangeVerdict, Comparison, StoredChange, StoreError, row_cells
from geo.store.overlay import is_clean, key_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.store.model import Batch, RowKey
    from geo.store.overlay import Working

Place = tuple[str, "RowKey", str]
"""Table, row and column of a change."""
FactCell = tuple[str, ...]
"""Table and subject of what a row tells, with the quantity of a figure: one cell for a person."""
_FACTS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "events": (("project_id",), ("status", "date")),
    "figures": (("subject_id", "quantity"), ("value", "unit")),
}
"""Tables to which facts are only added: the columns that say of what, and those that say what."""


@dataclass(frozen=True)
class Since:
    """What others have changed since an author looked.

    Parameters
    ----------
    rows
        Table and key of the rows.
    facts
        The last row that was added about a fact.
    """

    rows: frozenset[tuple[str, RowKey]] = frozenset()
    facts: Mapping[FactCell, str] = field(default_factory=dict)


NOBODY: Final = Since()
"""Nobody has changed anything."""


def since(batches: Iterable[Batch]) -> Since:
    """Return what some batches, in their order, have changed."""
    changes = [change for batch in batches for change in batch.changes]
    added: dict[FactCell, list[str]] = defaultdict(list)
    for change in changes:
        cell = fact_cell(change)
        if cell and change.new is not None:
            added[cell].append(change.new)
        elif cell and change.old in added[cell]:
            # Taken back: what was added before it counts again.
            added[cell].remove(change.old)
    facts = {cell: rows[-1] for cell, rows in added.items() if rows}
    return Since(frozenset((one.table, one.key) for one in changes), facts)


def fact_cell(change: StoredChange) -> FactCell | None:
    """Return what a row that comes or goes is about, ``None`` for any other change."""
    text = change.new if change.new is not None else change.old
    if not change.is_row or change.table not in _FACTS or text is None:
        return None
    cells = row_cells(text)
    return change.table, *(cells.get(column, "") for column in _FACTS[change.table][0])


def place_of(change: StoredChange) -> Place:
    """Return where a change would be."""
    return change.table, change.key, change.field


def compare(
    changes: Iterable[StoredChange],
    working: Working,
    others: Since = NOBODY,
) -> list[Comparison]:
    """Make changes in the working tables where nothing speaks against it, and say what each does.

    Different cells merge; the same cell asks, unless both want the same. A status or a figure is
    a row that is added; two that are added about one project are one cell for whoever wrote them.

    Parameters
    ----------
    others
        What others have changed since the author looked.
    """
    return [_compare(change, working, others) for change in changes]


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
        kept.append(replace(one.change, old=None if _is_beside(one) else one.theirs))
    return tuple(kept)


def _is_beside(one: Comparison) -> bool:
    """Tell whether a row comes beside that of somebody else, in no place of it."""
    change, theirs = one.change, one.theirs
    if not change.is_row or change.old is not None or theirs is None:
        return False
    cells = row_cells(theirs)
    return tuple(cells.get(column, "") for column in key_columns(change.table)) != change.key


def _other_fact(change: StoredChange, others: Since) -> str | None:
    """Return the row that others added about the same fact if it says something else."""
    cell = fact_cell(change)
    if cell is None or change.old is not None or change.new is None:
        return None
    theirs = others.facts.get(cell)
    if theirs is None:
        return None
    mine, told = row_cells(change.new), row_cells(theirs)
    differs = any(mine.get(column) != told.get(column) for column in _FACTS[change.table][1])
    return theirs if differs else None


def _compare(change: StoredChange, working: Working, others: Since) -> Comparison:
    message = _refusal(change, working)
    if message:
        return Comparison(change, None, ChangeVerdict.REFUSED, message)
    theirs = working.value(change)
    if theirs == change.new:
        return Comparison(change, theirs, ChangeVerdict.UNCHANGED)
    if theirs != change.old:
        return Comparison(change, theirs, ChangeVerdict.CONFLICT)
    told = _other_fact(change, others)
    if told is not None:
        return Comparison(change, told, ChangeVerdict.CONFLICT)
    working.put(change)
    if change.is_row and change.old is None:
        return Comparison(change, theirs, ChangeVerdict.NEW)
    merged = (change.table, change.key) in others.rows
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
