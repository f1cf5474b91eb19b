"""The sheets of a workbook that nobody fills in: what is written there is told, not lost.

They carry no hidden row. The statement keeps a short digest of each of their cells by the first
cell of its row, so that rows may be sorted, and rows and columns added.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from geo.trip.values import shown_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo.trip.read import ReadSheet

_LENGTH: Final = 4
_HEADS: Final = ""
"""Under which the cells of the first rows are kept: headings tell whose a column is."""
_FIRST_ROWS: Final = 5


def digests_of(sheet: ReadSheet) -> dict[str, str]:
    """Return the digests of the cells of a sheet, joined, by the first cell of their rows."""
    found: dict[str, set[str]] = defaultdict(set)
    firsts = _firsts(sheet)
    for (row, _), cell in sheet.cells.items():
        own = _digest(shown_value(cell))
        found[firsts[row]].add(own)
        if row < _FIRST_ROWS:
            found[_HEADS].add(own)
    return {first: "".join(sorted(each)) for first, each in found.items()}


def changed_cells(sheet: ReadSheet, digests: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """Yield the cells, by row and column, of rows and columns of ours that say something else."""
    known = {first: {*_parts(joined)} for first, joined in digests.items()}
    heads = known.get(_HEADS, set())
    ours = {
        column
        for (row, column), cell in sheet.cells.items()
        if row < 2 * _FIRST_ROWS and _digest(shown_value(cell)) in heads
    }
    firsts = _firsts(sheet)
    for (row, column), cell in sorted(sheet.cells.items()):
        own = known.get(firsts[row])
        if own and column in ours and _digest(shown_value(cell)) not in own:
            yield row, column


def _firsts(sheet: ReadSheet) -> dict[int, str]:
    firsts: dict[int, str] = {}
    for (row, _), cell in sorted(sheet.cells.items()):
        firsts.setdefault(row, shown_value(cell))
    return firsts


def _parts(joined: str) -> Iterator[str]:
    return (joined[start : start + _LENGTH] for start in range(0, len(joined), _LENGTH))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]
