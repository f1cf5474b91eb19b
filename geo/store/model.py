"""The nouns of the store: a change of a cell or a row, a batch of them, and what becomes of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from geo.errors import SonLaMapError
from geo.faults import in_language
from geo.strings import say
from geo.text import DEFAULT_LANGUAGE, nfc

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MOST_PROBLEMS: Final = 3
RowKey = tuple[str, ...]
"""The cells that tell a row from all others of its table, in the order of its key columns."""


class BatchState(StrEnum):
    """How far a batch has come; a batch that was undone stays in the log."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    APPLIED = "applied"
    REJECTED = "rejected"
    UNDONE = "undone"


class ChangeVerdict(StrEnum):
    """What a change does to the tables as they are now, against what its author had seen."""

    NEW = "new"
    CHANGED = "changed"
    MERGED = "merged"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    REFUSED = "refused"


class StoreError(SonLaMapError, ValueError):
    """The store refuses something.

    Parameters
    ----------
    sentence
        Its key in ``strings.csv``.
    values
        What fills it.
    """

    def __init__(self, sentence: str, /, **values: object) -> None:
        self.sentence, self.values = sentence, values
        super().__init__(self.words(DEFAULT_LANGUAGE))

    def words(self, language: str) -> str:
        """Return what is refused and what to do, in a language."""
        values = dict(self.values)
        if "state" in values:
            values["state"] = say(f"store-state.{values['state']}", language)
        return say(self.sentence, language, **values)


@dataclass(frozen=True)
class Author:
    """Who does something, and as what: a name and a role of the app or of the command line."""

    name: str
    role: str


@dataclass(frozen=True)
class StoredChange:
    """One cell that gets another text, or one row that is added or taken out.

    Parameters
    ----------
    table
        Name of the table, without ``.csv``.
    key
        The row, as it was called when the author saw it.
    field
        The column; empty where the whole row comes or goes.
    old
        What the author had seen there, ``None`` for no row. A row is a JSON object of its cells.
    new
        What shall stand there, ``None`` for no row.
    source_id
        Id of the source that says so; empty where the row itself names it or none is known.
    """

    table: str
    key: RowKey
    field: str
    old: str | None
    new: str | None
    source_id: str = ""

    @property
    def subject(self) -> str:
        """The id of what the row is about: tables name it first."""
        return self.key[0]

    @property
    def is_row(self) -> bool:
        """Whether a whole row comes or goes."""
        return not self.field


def row_text(cells: Mapping[str, str]) -> str:
    """Return the cells of a row as JSON, the empty ones left out, in alphabetical order."""
    filled = {name: cell for name, cell in sorted(cells.items()) if cell}
    return json.dumps(filled, ensure_ascii=False, separators=(",", ":"))


def row_cells(text: str) -> dict[str, str]:
    """Return the cells of a row that :func:`row_text` has written.

    Raises
    ------
    StoreError
        If the text is no such row.
    """
    try:
        cells = json.loads(text)
    except ValueError:
        cells = None
    if not isinstance(cells, dict) or not all(isinstance(cell, str) for cell in cells.values()):
        raise StoreError("store.bad-row", value=text[:80])
    return cells


def clean(text: str) -> str:
    """Return a cell as tables are read: composed letters, no blanks around it.

    Raises
    ------
    StoreError
        If it holds more than one line, or letters that cannot be printed.
    """
    cell = nfc(text).strip()
    if not all(letter.isprintable() for letter in cell):
        raise StoreError(
            "store.unprintable", value="".join(c for c in cell if c.isprintable())[:80]
        )
    return cell


def row_added(
    table: str, key_columns: Iterable[str], cells: Mapping[str, str], source_id: str = ""
) -> StoredChange:
    """Return the addition of a row."""
    row = {name: clean(cell) for name, cell in cells.items()}
    key = tuple(row.get(column, "") for column in key_columns)
    return StoredChange(table, key, "", None, row_text(row), source_id or row.get("source_id", ""))


@dataclass(frozen=True)
class Draft:
    """Changes that shall count together or not at all.

    Parameters
    ----------
    reason
        Why, in the author's words.
    origin
        The way they came: ``cli``, ``form``, ``file`` …
    base
        Version of the tables that the author had seen, ``None`` for the present one.
    undoes
        Number of the batch that these changes take back.
    files
        What rows name by its digest and the store does not have yet: photos.
    """

    changes: tuple[StoredChange, ...]
    reason: str = ""
    origin: str = "cli"
    base: int | None = None
    undoes: int | None = None
    files: tuple[bytes, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class BatchStep:
    """One thing that happened to a batch.

    Parameters
    ----------
    at
        ISO 8601 with the offset of Sơn La, to the microsecond.
    version
        The version of the tables that came of it; of an applied batch only.
    """

    batch: int
    state: BatchState
    at: str
    author: Author
    reason: str = ""
    version: int | None = None


@dataclass(frozen=True)
class Batch:
    """A draft in the log, with its number and all that has happened to it."""

    number: int
    uid: str
    base: int
    changes: tuple[StoredChange, ...]
    reason: str
    origin: str
    undoes: int | None
    steps: tuple[BatchStep, ...]

    @property
    def state(self) -> BatchState:
        """How far it has come."""
        return self.steps[-1].state

    @property
    def author(self) -> Author:
        """Who proposed it."""
        return self.steps[0].author

    @property
    def at(self) -> str:
        """When it was proposed."""
        return self.steps[0].at

    @property
    def version(self) -> int | None:
        """The version of the tables in which it counts first, ``None`` while it does not."""
        return next((step.version for step in self.steps if step.version is not None), None)


@dataclass(frozen=True)
class Comparison:
    """A change against the tables as they are now, in three ways.

    Parameters
    ----------
    theirs
        What stands there now, ``None`` for no row; `change` holds base (`old`) and mine (`new`).
    message
        Key of a sentence that says why it is refused.
    """

    change: StoredChange
    theirs: str | None
    verdict: ChangeVerdict
    message: str = ""


@dataclass(frozen=True)
class Drift:
    """An applied change that the tables of the folder no longer take as it was meant."""

    batch: int
    change: StoredChange
    found: str | None


class ConflictError(StoreError):
    """Somebody else changed the same cells meanwhile; `conflicts` lists base, theirs and mine."""

    def __init__(self, conflicts: tuple[Comparison, ...]) -> None:
        self.conflicts = conflicts
        super().__init__("store.conflict", count=len(conflicts))


class BatchRefusedError(StoreError):
    """With the batch the data would have problems that they do not have without it.

    Parameters
    ----------
    problems
        Place, fault and remedy of each, as the check says them.
    """

    def __init__(self, problems: tuple[tuple[str, str, str], ...]) -> None:
        self.problems = problems
        super().__init__("store.check", count=len(problems), problems="")

    def words(self, language: str) -> str:
        """Return what is wrong, the first three problems of it."""
        told = (
            f"{where}: {in_language(what, language)}; {in_language(remedy, language)}"
            for where, what, remedy in self.problems[:_MOST_PROBLEMS]
        )
        return say(self.sentence, language, count=len(self.problems), problems=" · ".join(told))


@dataclass(frozen=True)
class StoreStatus:
    """What a person wants to know of a store at a glance."""

    place: str
    uid: str
    version: int
    batches: int
    by_state: dict[BatchState, int] = field(default_factory=dict)
    last: BatchStep | None = None
