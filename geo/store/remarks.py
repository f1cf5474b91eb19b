"""What is said about a batch while it waits: a question back to its author, and the answer.

Saying something changes nothing of the batch: it waits as before.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from geo import clock
from geo.store import schema
from geo.store.database import writing
from geo.store.model import Author, BatchState, StoreError, clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.store.log import Log

MOST_LETTERS: Final = 1_000
_OPEN: Final = (BatchState.PROPOSED, BatchState.APPROVED)


@dataclass(frozen=True)
class Remark:
    """Something that was said about a batch.

    Parameters
    ----------
    at
        ISO 8601 with the offset of Sơn La.
    """

    batch: int
    at: str
    author: Author
    words: str


def remark(log: Log, number: int, author: Author, words: str) -> Remark:
    """Say something about a batch that waits.

    Raises
    ------
    StoreError
        If nothing is said, or the batch does not wait.
    """
    said = clean(" ".join(words.split()))[:MOST_LETTERS]
    if not said:
        raise StoreError("store.no-question")
    batch = log.batch(number)
    if batch.state not in _OPEN:
        raise StoreError("store.not-asked", number=number, state=batch.state)
    column = schema.remark.c.number
    with writing(log.engine) as connection:
        last = connection.execute(sa.select(sa.func.max(column))).scalar_one() or 0
        row: dict[str, Any] = {
            "number": last + 1,
            "batch": number,
            "at": clock.moment(),
            "author": author.name,
            "role": author.role,
            "words": said,
        }
        connection.execute(schema.remark.insert().values(row))
    return Remark(number, row["at"], author, said)


def remarks_of(log: Log, numbers: Iterable[int]) -> dict[int, list[Remark]]:
    """Return what was said about batches, the oldest first, by their numbers."""
    table, found = schema.remark, defaultdict(list)
    wanted = sa.select(table).where(table.c.batch.in_([*numbers])).order_by(table.c.number)
    with log.engine.connect() as connection:
        for row in connection.execute(wanted):
            one = Remark(row.batch, row.at, Author(row.author, row.role), row.words)
            found[row.batch].append(one)
    return dict(found)
