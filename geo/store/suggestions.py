"""What readers suggest: words of somebody who need not be signed in, until they are settled.

A suggestion is no change and is in no catalog. Who settles it either takes it up, as a batch of
their own that waits like any other, or declines it with a reason. How its author can be reached is
deleted in that moment, and goes into no copy of the store.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from geo import clock
from geo.store import schema
from geo.store.database import writing
from geo.store.model import StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.store.log import Log
    from geo.store.model import Author

MOST_OPEN: Final = 500
"""So many wait at most: a queue that nobody can read is none."""
MOST_A_DAY: Final = 200


class SuggestionState(StrEnum):
    """What became of a suggestion."""

    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"


@dataclass(frozen=True)
class SuggestionOutcome:
    """What somebody decides about a suggestion.

    Parameters
    ----------
    batch
        Number of the batch in which it was taken up.
    """

    state: SuggestionState
    reason: str = ""
    batch: int | None = None


@dataclass(frozen=True)
class SuggestionText:
    """What a reader writes; plain text of one line or more, from anybody.

    Parameters
    ----------
    subject
        Id of the project or asset, empty where it is about a whole view.
    view
        Query of the address that the reader had open.
    code
        The code on the sheet of paper, empty for none.
    contact
        How the reader can be reached, empty where they do not wish to be.
    """

    wrong: str
    right: str
    source: str = ""
    contact: str = ""
    subject: str = ""
    view: str = ""
    code: str = ""
    language: str = "vi"


@dataclass(frozen=True)
class Suggestion:
    """A suggestion in the store.

    Parameters
    ----------
    at, settled_at
        ISO 8601 with the offset of Sơn La.
    batch
        Number of the batch in which it was taken up.
    """

    number: int
    at: str
    text: SuggestionText
    state: SuggestionState
    settled_at: str = ""
    settled_by: str = ""
    reason: str = ""
    batch: int | None = None

    def without_contact(self) -> Suggestion:
        """Return it as those read it who need not reach its author."""
        return replace(self, text=replace(self.text, contact=""))


def suggest(log: Log, text: SuggestionText) -> int:
    """Put a suggestion into the queue; return its number.

    Raises
    ------
    StoreError
        If nothing is said, or so many wait or came today that no more are taken.
    """
    if not (text.wrong.strip() or text.right.strip()):
        raise StoreError("suggest.empty")
    table, now = schema.suggestion, clock.moment()
    with writing(log.engine) as connection:
        waiting = sa.select(sa.func.count()).where(table.c.state == SuggestionState.OPEN.value)
        today = sa.select(sa.func.count()).where(sa.func.substr(table.c.at, 1, 10) == now[:10])
        if (
            connection.execute(waiting).scalar_one() >= MOST_OPEN
            or connection.execute(today).scalar_one() >= MOST_A_DAY
        ):
            raise StoreError("suggest.full")
        last = connection.execute(sa.select(sa.func.max(table.c.number))).scalar_one() or 0
        row: dict[str, Any] = {
            "number": last + 1,
            "at": now,
            "state": SuggestionState.OPEN.value,
            "language": text.language,
            "subject": text.subject,
            "view": text.view,
            "code": text.code,
            "wrong": text.wrong,
            "right": text.right,
            "source": text.source,
            "contact": text.contact,
        }
        connection.execute(table.insert().values(row))
    return last + 1


def suggestions(log: Log, state: SuggestionState | None = None) -> tuple[Suggestion, ...]:
    """Return the suggestions in a state, the oldest first; ``None`` for all."""
    table = schema.suggestion
    wanted = sa.select(table).order_by(table.c.number)
    if state is not None:
        wanted = wanted.where(table.c.state == state.value)
    with log.engine.connect() as connection:
        return tuple(_read(row) for row in connection.execute(wanted).mappings())


def settle(log: Log, number: int, outcome: SuggestionOutcome, author: Author) -> Suggestion:
    """Say what became of a suggestion, and delete how its author can be reached.

    Raises
    ------
    StoreError
        If it is not there or settled already, or is declined without a reason.
    """
    if outcome.state is SuggestionState.DECLINED and not outcome.reason.strip():
        raise StoreError("store.no-reason")
    table = schema.suggestion
    values: dict[str, Any] = {
        "state": outcome.state.value,
        "contact": "",
        "settled_at": clock.moment(),
        "settled_by": author.name,
        "reason": outcome.reason,
        "batch": outcome.batch,
    }
    is_open = (table.c.number == number) & (table.c.state == SuggestionState.OPEN.value)
    with writing(log.engine) as connection:
        if connection.dialect.name == "sqlite":
            # The bytes of what is deleted are not to stay in the file.
            connection.exec_driver_sql("pragma secure_delete = on")
        if connection.execute(table.update().where(is_open).values(values)).rowcount != 1:
            raise StoreError("suggest.settled", number=number)
        found = connection.execute(sa.select(table).where(table.c.number == number)).mappings()
        return _read(found.one())


def _read(row: Mapping[Any, Any]) -> Suggestion:
    names = ("wrong", "right", "source", "contact", "subject", "view", "code", "language")
    return Suggestion(
        row["number"],
        row["at"],
        SuggestionText(**{name: row[name] for name in names}),
        SuggestionState(row["state"]),
        row["settled_at"] or "",
        row["settled_by"] or "",
        row["reason"] or "",
        row["batch"],
    )
