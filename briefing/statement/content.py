"""What a sheet says of its projects, as plain values, and the short code of that on paper.

Ids, codes, days and figures, not wording: a sheet in Vietnamese and one in English say the same.
Neither the day nor the paper belongs to it, so that the code of a sheet can be compared with what
the data says on any other day, and an edit elsewhere in the province does not touch it.

``SL-7F3K-9QXM-2``: eight characters of the digest of what the sheet says, then a check character.
The alphabet has 31 characters, none of which looks like another (no 0 O 1 I L). 31 is prime and
every position has a weight of its own in the check sum, so that any single wrong character and
any two characters that changed places are noticed. Eight characters tell 8.5·10¹¹ sheets apart:
enough to notice an edit, not a signature; who can compute the code can forge it.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

import shapely

from geo.crs import DECIMALS
from geo.errors import SonLaMapError
from geo.query.fields import stated, stated_figure
from geo.strings import say
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import Project, StatusEvent
    from geo.query.view import ProjectRow, View
    from geo.reports.changes import Change, Changes

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
PREFIX: Final = "SL"
_LENGTH: Final = 8
_GROUP: Final = 4
_MOST: Final = 60
# One project: its id, and what the sheet says of it.
StatementRow = dict[str, Any]
_SHORT = 12


class CodeError(SonLaMapError, ValueError):
    """What was typed is no code of a sheet; the message is in the user's language."""


def code_of(digest: bytes) -> str:
    """Return the code of a digest of at least eight bytes."""
    number = int.from_bytes(digest[:8], "big")
    body = ""
    for _ in range(_LENGTH):
        number, value = divmod(number, len(ALPHABET))
        body += ALPHABET[value]
    return _grouped(body + ALPHABET[_check(body)])


def read_code(typed: str, language: str) -> str:
    """Return a typed code as it is printed; case, spaces, dashes and the prefix do not matter.

    Raises
    ------
    CodeError
        If a character is wrong, missing or out of its place.
    """
    bare = "".join(char for char in typed.upper() if char.isalnum()).removeprefix(PREFIX)
    right = len(bare) == _LENGTH + 1 and set(bare) <= set(ALPHABET)
    if not right or ALPHABET[_check(bare[:_LENGTH])] != bare[_LENGTH]:
        raise CodeError(say("verify.error-code", language, value=typed.strip()[:_MOST]))
    return _grouped(bare)


def _check(body: str) -> int:
    values = (ALPHABET.index(char) for char in body)
    # Weights 2 … 9, none of them that of the check character, 1.
    weighted = (weight * value for weight, value in enumerate(values, start=2))
    return -sum(weighted) % len(ALPHABET)


def _grouped(bare: str) -> str:
    return "-".join((PREFIX, bare[:_GROUP], bare[_GROUP:_LENGTH], bare[_LENGTH:]))


def statement_rows(view: View, found: Changes | None = None) -> list[StatementRow]:
    """Return JSON-ready rows, by id: what a sheet says of each project.

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
        "events": [event_cells(event) for event in item.events],
        "figures": [
            [new.figure.quantity, *stated_figure(new.figure), new.before and new.before.value]
            for new in item.figures
        ],
    }


def event_cells(event: StatusEvent) -> list[Any]:
    """Return what is said of an event: date, status, note and source."""
    return [event.date.iso(), str(event.status), event.note[DEFAULT_LANGUAGE], event.source_id]


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
