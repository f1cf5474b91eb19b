"""The ledger: ground tables and the log over them; who changes a fact goes through here.

A batch is compared with the tables as they are now and checked as ``python -m geo check`` does,
without holding anybody up; it counts only if no other batch was applied meanwhile, else it is
looked at again. So what counts has always been checked on the very tables that it changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from geo.edit.check import Examined, examine
from geo.photos.picture import digest_of
from geo.store.features import write_features
from geo.store.files import digests_named, is_kept, read_file
from geo.store.log import HeadMovedError, Log
from geo.store.merge import NOBODY, compare, rebase, since
from geo.store.model import (
    Author,
    Batch,
    BatchRefusedError,
    BatchState,
    ChangeVerdict,
    Comparison,
    ConflictError,
    Draft,
    StoreError,
)
from geo.store.overlay import Working, folded_version, inverses, still_wanted
from geo.tables import DATA

if TYPE_CHECKING:
    from geo.store.log import AfterApply
    from geo.store.merge import Place, Since
    from geo.store.model import Drift, StoredChange

Check = Callable[[Path, Mapping[str, bytes]], Examined]
"""Reads a folder with some tables replaced, and says what is wrong with it."""


@dataclass(frozen=True)
class Fold:
    """The tables of one version.

    Parameters
    ----------
    drafts
        The tables that differ from those of the folder, as files, by name.
    drifts
        Applied changes that the folder, edited meanwhile, does not take as they were meant.
    """

    version: int
    drafts: dict[str, bytes]
    drifts: tuple[Drift, ...] = ()


@dataclass(frozen=True)
class DraftPlan:
    """What a draft does to one version of the tables: a preview shows it, applying does it.

    Parameters
    ----------
    drafts
        The tables with it, where nothing speaks against it.
    """

    version: int
    comparisons: tuple[Comparison, ...]
    drafts: dict[str, bytes]

    def of(self, *verdicts: ChangeVerdict) -> tuple[Comparison, ...]:
        """Return the comparisons with certain verdicts."""
        return tuple(one for one in self.comparisons if one.verdict in verdicts)


@dataclass(frozen=True)
class Ledger:
    """The tables of a folder and the log of what has changed since.

    Parameters
    ----------
    data
        Folder with ``shapes/`` and ``tables/``; it is read, and never written.
    check
        What a batch must pass before it counts.
    """

    log: Log
    data: Path = DATA
    check: Check = examine

    def fold(self, version: int | None = None) -> Fold:
        """Return the tables of a version, ``None`` for the newest.

        Raises
        ------
        DataError
            If the folder cannot be read.
        """
        wanted = self.log.head() if version is None else version
        working, drifts = self._working(wanted)
        return Fold(wanted, working.drafts(), drifts)

    def plan(self, draft: Draft) -> DraftPlan:
        """Return what a draft does to the newest tables; nothing is written."""
        head = self.log.head()
        working, _ = self._working(head)
        found = tuple(compare(draft.changes, working, self._since(draft.base, head)))
        return DraftPlan(head, found, working.drafts())

    def reader(self, version: int | None = None) -> Callable[[StoredChange], str | None]:
        """Return what tells what stands in a version where a change would be."""
        working, _ = self._working(self.log.head() if version is None else version)
        return working.value

    def propose(self, draft: Draft, author: Author) -> Batch:
        """Write a draft into the queue; see :meth:`geo.store.log.Log.propose`.

        Raises
        ------
        StoreError
            If a change can never count, because table, column or text is none.
        """
        for one in self.plan(draft).of(ChangeVerdict.REFUSED):
            table, key, column = one.change.table, " ".join(one.change.key), one.change.field
            raise StoreError(one.message, table=table, row=key, column=column)
        self._require_files(draft)
        return self.log.propose(draft, author)

    def approve(self, number: int, author: Author, *, by_another: bool = False) -> Batch:
        """Say that a batch may count.

        Parameters
        ----------
        by_another
            Whether the author of the batch himself must not say so.
        """
        if by_another and self.log.batch(number).author.name == author.name:
            raise StoreError("store.own-batch", number=number)
        return self.log.approve(number, author)

    def reject(self, number: int, author: Author, reason: str) -> Batch:
        """Say that a batch shall not count, and why."""
        return self.log.reject(number, author, reason)

    def apply(self, number: int, author: Author) -> Batch:
        """Let an approved batch count from now on.

        Raises
        ------
        ConflictError
            If others have changed the same cells since; :meth:`settle` answers.
        BatchRefusedError
            If the data would have problems with it.
        StoreError
            If there is no such batch, or it is not approved.
        """
        batch = self.log.batch(number)
        if batch.state is not BatchState.APPROVED:
            raise StoreError("store.not-applied", number=number, state=batch.state)
        draft = Draft(batch.changes, batch.reason, batch.origin, batch.base)
        return self._counted(draft, partial(self.log.apply, number, author))

    def enter(self, draft: Draft, author: Author) -> Batch:
        """Propose, approve and apply a draft at once; errors as :meth:`apply`."""
        return self._counted(draft, partial(self.log.enter, draft, author))

    def undo(self, number: int, author: Author, reason: str) -> Batch:
        """Take an applied batch back by a further one; errors as :meth:`apply`.

        A source that the batch brought stays as long as facts of other batches name it.
        """
        batch = self.log.batch(number)
        if batch.state is not BatchState.APPLIED:
            raise StoreError("store.not-undone", number=number, state=batch.state)
        if not reason.strip():
            raise StoreError("store.no-reason")
        working, _ = self._working(self.log.head())
        changes = still_wanted(inverses(batch), working)
        draft = Draft(changes, reason, "undo", batch.version, number)
        return self.enter(draft, author)

    def settle(
        self, number: int, answers: Mapping[Place, str], author: Author, keep: str = ""
    ) -> Batch:
        """Put a batch with answered conflicts in the place of one that waits.

        Parameters
        ----------
        answers, keep
            See :func:`geo.store.merge.rebase`.
        """
        batch = self.log.batch(number)
        plan = self.plan(Draft(batch.changes, base=batch.base))
        changes = rebase(plan.comparisons, answers, keep)
        draft = Draft(changes, batch.reason, batch.origin, plan.version)
        return self.log.replace(number, draft, author, "settled")

    def file(self, digest: str) -> bytes | None:
        """Return a file that a row names, a photo; ``None`` where neither folder nor store has it.

        Whether it may be seen is not asked here: also a proposal has its files in the store.
        """
        return read_file(self.log.engine, self.data, digest)

    def _require_files(self, draft: Draft) -> None:
        """Refuse a draft that names a file which nobody has."""
        brought = {digest_of(content) for content in draft.files}
        for digest in digests_named(draft.changes) - brought:
            if not is_kept(self.log.engine, self.data, digest):
                raise StoreError("store.no-file", digest=digest[:12])

    def _counted(self, draft: Draft, count: Callable[[int, AfterApply], Batch]) -> Batch:
        self._require_files(draft)
        while True:
            plan = self.plan(draft)
            _judge(plan)
            found = self.check(self.data, plan.drafts)
            if found.problems:
                self._refuse_new(found, plan.version)
            try:
                return count(plan.version, partial(_after, found))
            except HeadMovedError:
                continue

    def _refuse_new(self, found: Examined, version: int) -> None:
        """Refuse what has problems that the tables do not have without it."""
        before = self.check(self.data, self.fold(version).drafts)
        known = {str(problem) for problem in before.problems}
        new = tuple(
            (problem.where, problem.what, problem.remedy)
            for problem in found.problems
            if str(problem) not in known
        )
        if new or (found.catalog is None and before.catalog is not None):
            raise BatchRefusedError(new)

    def _working(self, version: int) -> tuple[Working, tuple[Drift, ...]]:
        working = Working(self.data)
        ground = folded_version(self.data, self.log.uid)
        if version >= ground:
            drifts = working.fold(self.log.applied(ground, version))
        else:
            drifts = working.unfold(self.log.applied(version, ground))
        return working, tuple(drifts)

    def _since(self, base: int | None, head: int) -> Since:
        """Return what others have changed since a version."""
        return since(self.log.applied(base, head)) if base is not None and base < head else NOBODY


def _judge(plan: DraftPlan) -> None:
    refused = plan.of(ChangeVerdict.REFUSED)
    if refused:
        change = refused[0].change
        key = " ".join(change.key)
        raise StoreError(refused[0].message, table=change.table, row=key, column=change.field)
    conflicts = plan.of(ChangeVerdict.CONFLICT)
    if conflicts:
        raise ConflictError(conflicts)
    if not plan.of(ChangeVerdict.NEW, ChangeVerdict.CHANGED, ChangeVerdict.MERGED):
        raise StoreError("store.nothing-new")


def _after(found: Examined, connection: object, version: int) -> None:
    if found.catalog is not None:
        write_features(connection, found.catalog, version)  # type: ignore[arg-type]
