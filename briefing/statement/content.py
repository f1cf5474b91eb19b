"""What a sheet says of its projects, as plain values: the same words give the same code.

Ids, codes, days and figures, not wording: a sheet in Vietnamese and one in English say the same.
Neither the day nor the paper belongs to it, so that the code of a sheet can be compared with what
the data says on any other day, and an edit elsewhere in the province does not touch it.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import shapely

from briefing.statement.code import code_of
from geo.crs import DECIMALS
from geo.query.fields import stated, stated_figure
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import Project
    from geo.query.view import ProjectRow, View
    from geo.reports.changes import Change, Changes

# One project: its id, and what the sheet says of it.
StatementRow = dict[str, Any]
_SHORT = 12


def statement_rows(view: View, found: Changes | None = None) -> list[StatementRow]:
    """Return what a sheet says of each project, by id.

    Parameters
    ----------
    found
        The changes that the sheet is about, ``None`` for the sheet of a view.
    """
    if found is not None:
        said = [_change(item) for item in found.items]
    else:
        said = [_row(view, row) for row in view.rows]
    return sorted(said, key=lambda one: str(one["id"]))


def code_for(said: Sequence[StatementRow]) -> str:
    """Return the code of what a sheet says."""
    return code_of(hashlib.sha256(canonical(said).encode()).digest())


def canonical(value: object) -> str:
    """Return a value as JSON in its one form."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def short_hash(value: object) -> str:
    """Return a short digest of plain values."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()[:_SHORT]


def _row(view: View, row: ProjectRow) -> StatementRow:
    return {**_project(row.project), **stated(view, row)}


def _change(item: Change) -> StatementRow:
    decisive = item.decisive or (item.events[-1] if item.events else None)
    return {
        **_project(item.project),
        "old": str(item.old),
        "status": str(item.new),
        "date": decisive.date.iso() if decisive else None,
        "source": decisive.source_id if decisive else None,
        "events": [
            [event.date.iso(), str(event.status), event.note[DEFAULT_LANGUAGE], event.source_id]
            for event in item.events
        ],
        "figures": [
            [new.figure.quantity, *stated_figure(new.figure), new.before and new.before.value]
            for new in item.figures
        ],
    }


def _project(project: Project) -> StatementRow:
    pieces = sorted(
        [
            shapely.to_wkt(piece.geometry, rounding_precision=DECIMALS),
            str(piece.geometry_kind),
            str(piece.evidence or ""),
        ]
        for piece in project.pieces
    )
    return {
        "id": project.id,
        "name": project.name[DEFAULT_LANGUAGE],
        "place": short_hash(pieces) if pieces else None,
    }
