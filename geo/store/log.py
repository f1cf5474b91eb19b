"""The log of batches: what was proposed, what became of it, when and by whom; only ever longer.

Each deed is one transaction: it counts whole, or a killed process leaves nothing of it. What the
tables make of a batch is none of the log's business, see :mod:`geo.store.ledger`.
"""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from geo import clock
from geo.store import schema
from geo.store.database import notify, shown, writing
from geo.store.files import add_files
from geo.store.model import (
    Author,
    Batch,
    BatchState,
    BatchStep,
    Draft,
    StoredChange,
    StoreError,
    StoreStatus,
)

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.engine import Connection, Engine

AfterApply = Callable[["Connection", int], None]
"""Called with the connection and the new version, in the transaction in which a batch counts."""

_BEFORE: Final[dict[BatchState, tuple[BatchState, ...]]] = {
    BatchState.APPROVED: (BatchState.PROPOSED,),
    BatchState.REJECTED: (BatchState.PROPOSED, BatchState.APPROVED),
    BatchState.APPLIED: (BatchState.APPROVED,),
    BatchState.UNDONE: (BatchState.APPLIED,),
}


class HeadMovedError(StoreError):
    """Another batch was applied since the tables were looked at."""

    def __init__(self) -> None:
        super().__init__("store.moved")


@dataclass(frozen=True)
class Log:
    """The log in a database; safe between threads and processes."""

    engine: Engine

    @property
    def uid(self) -> str:
        """The name of this log; a copy has the same. Empty before its first batch."""
        with self.engine.connect() as connection:
            return connection.execute(sa.select(schema.about.c.uid)).scalar() or ""

    def head(self) -> int:
        """Return the newest version of the tables: the number of batches applied so far."""
        with self.engine.connect() as connection:
            return _head(connection)

    def version_on(self, day: date) -> int:
        """Return the version of the tables at the end of a day in Sơn La."""
        column = schema.step.c
        known = sa.select(sa.func.max(column.version)).where(
            sa.func.substr(column.at, 1, 10) <= day.isoformat()
        )
        with self.engine.connect() as connection:
            return connection.execute(known).scalar_one() or 0

    def propose(self, draft: Draft, author: Author) -> Batch:
        """Write a draft into the log, where it waits.

        Raises
        ------
        StoreError
            If it holds no change.
        """
        with writing(self.engine) as connection:
            number = _add(connection, draft, author)
            _step(connection, _now(number, BatchState.PROPOSED, author, draft.reason))
        return self.batch(number)

    def approve(self, number: int, author: Author, reason: str = "") -> Batch:
        """Say that a batch may count; it does not yet. Errors as :meth:`reject`."""
        return self._move(number, BatchState.APPROVED, author, reason)

    def reject(self, number: int, author: Author, reason: str) -> Batch:
        """Say that a batch shall not count.

        Raises
        ------
        StoreError
            If there is no such batch, or it has come too far for that.
        """
        if not reason.strip():
            raise StoreError("store.no-reason")
        return self._move(number, BatchState.REJECTED, author, reason)

    def replace(self, number: int, draft: Draft, author: Author, reason: str) -> Batch:
        """Reject a batch and propose another in its place, both or neither; as :meth:`reject`."""
        with writing(self.engine) as connection:
            _check_step(connection, number, BatchState.REJECTED)
            _step(connection, _now(number, BatchState.REJECTED, author, reason))
            new = _add(connection, draft, author)
            _step(connection, _now(new, BatchState.PROPOSED, author, draft.reason))
        return self.batch(new)

    def apply(
        self, number: int, author: Author, head: int, after: AfterApply | None = None
    ) -> Batch:
        """Let an approved batch count from now on.

        Parameters
        ----------
        head
            The version for which whoever calls has found the batch good.

        Raises
        ------
        HeadMovedError
            If that is no longer the newest version: look again.
        StoreError
            If there is no such batch, or it is not approved.
        """
        with writing(self.engine) as connection:
            _check_step(connection, number, BatchState.APPLIED)
            _count(connection, number, author, head, after)
        return self.batch(number)

    def enter(
        self, draft: Draft, author: Author, head: int, after: AfterApply | None = None
    ) -> Batch:
        """Propose, approve and apply a draft in one step; errors as :meth:`apply`."""
        with writing(self.engine) as connection:
            if draft.undoes is not None:
                _check_step(connection, draft.undoes, BatchState.UNDONE)
            number = _add(connection, draft, author)
            _step(connection, _now(number, BatchState.PROPOSED, author, draft.reason))
            _step(connection, _now(number, BatchState.APPROVED, author))
            _count(connection, number, author, head, after)
            if draft.undoes is not None:
                _step(connection, _now(draft.undoes, BatchState.UNDONE, author, draft.reason))
        return self.batch(number)

    def batch(self, number: int) -> Batch:
        """Return a batch.

        Raises
        ------
        StoreError
            If there is none of that number.
        """
        found = self._batches(schema.batch.c.number == number)
        if not found:
            raise StoreError("store.no-batch", number=number)
        return found[0]

    def batches(self, states: Iterable[BatchState] = ()) -> tuple[Batch, ...]:
        """Return the batches, the oldest first; those in certain states where any are given."""
        wanted = set(states)
        every = self._batches(sa.true())
        return tuple(one for one in every if not wanted or one.state in wanted)

    def applied(self, after: int = 0, until: int | None = None) -> tuple[Batch, ...]:
        """Return the batches that count in one version and not in an earlier one, in order.

        Parameters
        ----------
        after, until
            The earlier version and the later one, ``None`` for the newest.
        """
        column = schema.step.c
        numbers = sa.select(column.batch).where(column.version > after)
        if until is not None:
            numbers = numbers.where(column.version <= until)
        found = self._batches(schema.batch.c.number.in_(numbers))
        return tuple(sorted(found, key=lambda one: one.version or 0))

    def history(self, subject: str) -> tuple[Batch, ...]:
        """Return the batches with a change about something, by its id, the oldest first."""
        numbers = sa.select(schema.change.c.batch).where(schema.change.c.subject == subject)
        return tuple(self._batches(schema.batch.c.number.in_(numbers)))

    def status(self) -> StoreStatus:
        """Return what a person wants to know at a glance."""
        batches = self.batches()
        counts = {state: sum(one.state is state for one in batches) for state in BatchState}
        steps = (step for one in batches for step in one.steps)
        last = max(steps, key=lambda step: step.at, default=None)
        place = shown(self.engine.url)
        return StoreStatus(place, self.uid, self.head(), len(batches), counts, last)

    def _move(self, number: int, state: BatchState, author: Author, reason: str) -> Batch:
        with writing(self.engine) as connection:
            _check_step(connection, number, state)
            _step(connection, _now(number, state, author, reason))
        return self.batch(number)

    def _batches(self, condition: sa.ColumnElement[bool]) -> list[Batch]:
        batch, change, step = schema.batch, schema.change, schema.step
        numbers = sa.select(batch.c.number).where(condition)
        with self.engine.connect() as connection, connection.begin():
            heads = connection.execute(
                sa.select(batch).where(condition).order_by(batch.c.number)
            ).all()
            changes: dict[int, list[StoredChange]] = defaultdict(list)
            for row in connection.execute(
                sa.select(change).where(change.c.batch.in_(numbers)).order_by(change.c.place)
            ):
                key = tuple(json.loads(row.row_key))
                changes[row.batch].append(
                    StoredChange(row.table_name, key, row.field, row.old, row.new, row.source_id)
                )
            steps: dict[int, list[BatchStep]] = defaultdict(list)
            for row in connection.execute(
                sa.select(step).where(step.c.batch.in_(numbers)).order_by(step.c.number)
            ):
                who = Author(row.author, row.role)
                state = BatchState(row.state)
                steps[row.batch].append(
                    BatchStep(row.batch, state, row.at, who, row.reason, row.version)
                )
        return [
            Batch(
                row.number, row.uid, row.base, tuple(changes[row.number]), row.reason, row.origin,
                row.undoes, tuple(steps[row.number]),
            )
            for row in heads
            # Between two reads a batch may have come; in SQLite and PostgreSQL alike.
            if steps[row.number]
        ]  # fmt: skip


def _head(connection: Connection) -> int:
    return connection.execute(sa.select(sa.func.max(schema.step.c.version))).scalar_one() or 0


def _add(connection: Connection, draft: Draft, author: Author) -> int:
    if not draft.changes:
        raise StoreError("store.empty")
    if not author.name.strip():
        raise StoreError("store.no-author")
    number = _next(connection, schema.batch.c.number)
    if connection.execute(sa.select(schema.about.c.uid)).first() is None:
        made: dict[str, Any] = {"uid": uuid.uuid4().hex, "made_at": clock.moment()}
        connection.execute(schema.about.insert().values(made))
    base = _head(connection) if draft.base is None else draft.base
    row: dict[str, Any] = {
        "number": number,
        "uid": uuid.uuid4().hex,
        "base": base,
        "reason": draft.reason,
        "origin": draft.origin,
        "undoes": draft.undoes,
    }
    connection.execute(schema.batch.insert().values(row))
    rows = [
        {
            "batch": number,
            "place": place,
            "table_name": one.table,
            "row_key": json.dumps(one.key, ensure_ascii=False, separators=(",", ":")),
            "subject": one.subject,
            "field": one.field,
            "old": one.old,
            "new": one.new,
            "source_id": one.source_id,
        }
        for place, one in enumerate(draft.changes, start=1)
    ]
    connection.execute(schema.change.insert(), rows)
    add_files(connection, draft.files)
    return number


def _count(
    connection: Connection, number: int, author: Author, head: int, after: AfterApply | None
) -> None:
    if _head(connection) != head:
        raise HeadMovedError
    _step(connection, _now(number, BatchState.APPLIED, author, version=head + 1))
    if after:
        after(connection, head + 1)
    notify(connection, head + 1)


def _now(
    number: int, state: BatchState, author: Author, reason: str = "", version: int | None = None
) -> BatchStep:
    return BatchStep(number, state, clock.moment(), author, reason, version)


def _step(connection: Connection, step: BatchStep) -> None:
    last = connection.execute(sa.select(sa.func.max(schema.step.c.at))).scalar_one() or ""
    row: dict[str, Any] = {
        "number": _next(connection, schema.step.c.number),
        "batch": step.batch,
        "state": step.state.value,
        # A clock that is set back does not turn the order of versions around.
        "at": max(step.at, last),
        "author": step.author.name,
        "role": step.author.role,
        "reason": step.reason,
        "version": step.version,
    }
    connection.execute(schema.step.insert().values(row))


def _check_step(connection: Connection, number: int, state: BatchState) -> None:
    column = schema.step.c
    last = sa.select(column.state).where(column.batch == number).order_by(column.number.desc())
    found = connection.execute(last.limit(1)).scalar()
    if found is None:
        raise StoreError("store.no-batch", number=number)
    if BatchState(found) not in _BEFORE[state]:
        raise StoreError(f"store.not-{state}", number=number, state=found)


def _next(connection: Connection, column: sa.Column[int]) -> int:
    return (connection.execute(sa.select(sa.func.max(column))).scalar_one() or 0) + 1
