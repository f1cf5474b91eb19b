"""Who may do what with a batch that waits, and doing it: the one door of every page and command.

Each deed asks :func:`geo.people.who.require` about every subject of the batch first, however it was
reached, so that a refusal is the same everywhere and stands in the log.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from geo.desk.values import cell_words
from geo.desk.words import ChangeTeller, rows_brought, subject_of, told_of
from geo.people.rights import Action, ActionSubject, PersonRole, denial, is_by
from geo.people.settings import access_rules
from geo.people.who import require
from geo.store.files import digests_named
from geo.store.model import (
    Author,
    BatchState,
    ChangeVerdict,
    ConflictError,
    Draft,
    StoredChange,
    StoreError,
    row_cells,
)
from geo.store.remarks import remark, remarks_of
from geo.store.suggestions import SuggestionOutcome, SuggestionState, settle, suggestions
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.catalog.catalog import Catalog
    from geo.desk.words import FactChange
    from geo.people.rights import DenialReason, Person
    from geo.store.ledger import Ledger
    from geo.store.merge import Place
    from geo.store.model import Batch, Comparison
    from geo.store.remarks import Remark
    from geo.store.suggestions import Suggestion

WAITS: Final = (BatchState.PROPOSED, BatchState.APPROVED)
DECIDED: Final = (BatchState.APPLIED, BatchState.REJECTED, BatchState.UNDONE)
_SEES_CONTACTS: Final = frozenset({PersonRole.APPROVER, PersonRole.ADMIN})


@dataclass(frozen=True)
class WaitingBatch:
    """A batch that waits, with all that whoever judges it wants to know.

    Parameters
    ----------
    facts
        What it changes, in words.
    comparisons
        Each change against the tables as they are now.
    remarks
        What was asked and answered, the oldest first.
    subjects
        What it is about.
    """

    batch: Batch
    facts: tuple[FactChange, ...]
    comparisons: tuple[Comparison, ...]
    remarks: tuple[Remark, ...]
    subjects: tuple[ActionSubject, ...]

    @property
    def conflicts(self) -> tuple[Comparison, ...]:
        """Changes of cells that others have changed since the author looked."""
        return tuple(one for one in self.comparisons if one.verdict is ChangeVerdict.CONFLICT)

    @property
    def is_asked(self) -> bool:
        """Whether its author was asked something and has not answered."""
        return bool(self.remarks) and self.remarks[-1].author.name != self.batch.author.name

    def denial(self, person: Person, action: Action) -> DenialReason | None:
        """Return why somebody may not do something with it, ``None`` where they may."""
        reasons = (denial(person, action, one, access_rules()) for one in self.subjects)
        return next((reason for reason in reasons if reason), None)


@dataclass(frozen=True)
class Desk:
    """The queue of a ledger, over the catalog that is shown."""

    ledger: Ledger
    catalog: Catalog
    language: str

    def waiting(self, person: Person) -> tuple[WaitingBatch, ...]:
        """Return the batches that wait and that somebody may see, the oldest first."""
        batches = self.ledger.log.batches(WAITS)
        return self._told(one for one in batches if self._sees(person, one))

    def drafts_about(self, item_id: str, person: Person) -> tuple[WaitingBatch, ...]:
        """Return what waits about one thing and somebody may see."""
        batches = self.ledger.log.batches(WAITS)
        about = (one for one in batches if self._is_about(one, item_id))
        return self._told(one for one in about if self._sees(person, one))

    def sees_file(self, person: Person, digest: str) -> bool:
        """Tell whether a file is part of what waits and somebody may see."""
        batches = self.ledger.log.batches(WAITS)
        return any(
            digest in digests_named(one.changes) and self._sees(person, one) for one in batches
        )

    def decided(self, person: Person, most: int) -> tuple[WaitingBatch, ...]:
        """Return what was applied, undone or rejected and somebody may see, the latest first."""
        batches = self.ledger.log.batches(DECIDED)
        latest = sorted(batches, key=lambda one: one.steps[-1].at, reverse=True)
        seen = (one for one in latest if self._sees(person, one))
        return self._told([*islice(seen, most)], compares=False)

    def propose(self, draft: Draft, person: Person) -> Batch:
        """Put a draft into the queue.

        Raises
        ------
        NotAllowedError
            If somebody may not.
        StoreError
            If the store refuses it.
        """
        self._require(person, Action.PROPOSE, draft.changes, person.name)
        return self.ledger.propose(draft, author_of(person))

    def enter(self, draft: Draft, person: Person) -> Batch:
        """Let a draft of one's own count at once, where no second pair of eyes is asked for.

        Raises
        ------
        NotAllowedError
            If somebody may not.
        StoreError
            If the store refuses it; of a conflict `ConflictError`.
        """
        self._require(person, Action.PROPOSE, draft.changes, person.name)
        self._require(person, Action.APPROVE, draft.changes, person.name)
        return self.ledger.enter(draft, author_of(person))

    def approve(self, number: int, person: Person) -> Batch:
        """Approve a batch, and let it count.

        Raises
        ------
        NotAllowedError
            If somebody may not.
        ConflictError
            If others have changed the same cells meanwhile; the batch waits as before.
        BatchRefusedError
            If the data would have problems with it; it stays approved and does not count.
        StoreError
            If it does not wait any more.
        """
        batch = self._asked(number, person, Action.APPROVE)
        found = self.ledger.plan(_draft(batch))
        conflicts = found.of(ChangeVerdict.CONFLICT)
        if conflicts:
            raise ConflictError(conflicts)
        if batch.state is not BatchState.APPROVED:
            self.ledger.approve(number, author_of(person))
        return self.ledger.apply(number, author_of(person))

    def ask_back(self, number: int, person: Person, words: str) -> Remark:
        """Ask the author of a batch something, or answer as its author; it waits as before.

        Raises
        ------
        NotAllowedError
            If somebody may not see it.
        StoreError
            If nothing is said, or it does not wait any more.
        """
        self._asked(number, person, Action.SEE_PROPOSALS)
        return remark(self.ledger.log, number, author_of(person), words)

    def reject(self, number: int, person: Person, reason: str) -> Batch:
        """Reject a batch, or take back one's own.

        Raises
        ------
        NotAllowedError
            If somebody may not.
        StoreError
            If no reason is given, or it does not wait any more.
        """
        self._asked(number, person, Action.REJECT)
        return self.ledger.reject(number, author_of(person), " ".join(reason.split()))

    def settle(self, number: int, person: Person, answers: Mapping[Place, str]) -> Batch:
        """Put a batch with answered conflicts in the place of one that waits.

        The new one is that of who answers: another pair of eyes looks at it.

        Raises
        ------
        NotAllowedError
            If somebody may not.
        StoreError
            If a conflict has no answer, or the batch does not wait any more.
        """
        # The one that waits is rejected by it.
        batch = self._asked(number, person, Action.REJECT)
        self._require(person, Action.PROPOSE, batch.changes, person.name)
        return self.ledger.settle(number, answers, author_of(person))

    def undo(self, number: int, person: Person, reason: str) -> Batch:
        """Take an applied batch back; errors as :meth:`approve`."""
        self._asked(number, person, Action.UNDO)
        return self.ledger.undo(number, author_of(person), " ".join(reason.split()))

    def suggestions(self, person: Person) -> tuple[Suggestion, ...]:
        """Return what readers suggest and somebody may see, contacts to approvers only."""
        found = []
        for one in suggestions(self.ledger.log, SuggestionState.OPEN):
            subject = self._subject(one.text.subject, (), "")
            if denial(person, Action.SEE_PROPOSALS, subject, access_rules()) is None:
                found.append(one if may_see_contact(person) else one.without_contact())
        return tuple(found)

    def decline(self, number: int, person: Person, reason: str) -> Suggestion:
        """Say why a suggestion is not taken up.

        Raises
        ------
        NotAllowedError
            If somebody may not.
        StoreError
            If no reason is given, or it is settled already.
        """
        require(person, Action.REJECT, ActionSubject(f"suggestion {number}"))
        outcome = SuggestionOutcome(SuggestionState.DECLINED, " ".join(reason.split()))
        return settle(self.ledger.log, number, outcome, author_of(person))

    def take_up(self, number: int, person: Person, draft: Draft) -> Batch:
        """Propose what a reader has suggested, in one's own name; errors as :meth:`propose`."""
        waiting = suggestions(self.ledger.log, SuggestionState.OPEN)
        found = next((one for one in waiting if one.number == number), None)
        if found is None:
            raise StoreError("suggest.settled", number=number)
        require(person, Action.SEE_PROPOSALS, self._subject(found.text.subject, (), ""))
        batch = self.propose(draft, person)
        outcome = SuggestionOutcome(SuggestionState.TAKEN, batch=batch.number)
        try:
            settle(self.ledger.log, number, outcome, author_of(person))
        except StoreError as error:
            # Somebody else was faster: what they proposed stands alone.
            self.ledger.reject(batch.number, author_of(person), error.words(self.language))
            raise
        return batch

    def _asked(self, number: int, person: Person, action: Action) -> Batch:
        batch = self.ledger.log.batch(number)
        for subject in subjects_of(batch, self.catalog):
            require(person, action, subject)
        return batch

    def _require(
        self, person: Person, action: Action, changes: Iterable[StoredChange], author: str
    ) -> None:
        for subject in _subjects(changes, author, self.catalog):
            require(person, action, subject)

    def conflict_words(self, batch: Batch, conflict: Comparison) -> tuple[str, str, str, str]:
        """Return what a conflict is about, and base, theirs and mine, in words."""
        change, language = conflict.change, self.language
        if not change.is_row:
            told = ChangeTeller(self.catalog, language).tell([change])
            place = (change.table, change.field)
            base, theirs, mine = (
                cell_words(self.catalog, place, text or "", language)
                for text in (change.old, conflict.theirs, change.new)
            )
            return (told[0].name if told else change.field, base, theirs, mine)
        # A row is added beside others: what its author saw is what stood without the later ones.
        later = rows_brought(self.ledger.log.applied(batch.base))
        told = ChangeTeller(self.catalog, language, later).tell([change])
        base = "; ".join(fact.old for fact in told)
        names = dict.fromkeys(fact.name for fact in told)
        theirs, mine = (self._row_words(change, text) for text in (conflict.theirs, change.new))
        return ("; ".join(names), base, theirs, mine)

    def _row_words(self, change: StoredChange, text: str | None) -> str:
        """Return one side of a change of a row in words: the facts that the row tells."""
        if text is None:
            return say("trip.nothing", self.language)
        side = StoredChange(change.table, change.key, "", None, text)
        return "; ".join(
            fact.new for fact in ChangeTeller(self.catalog, self.language).tell([side])
        )

    def _told(self, batches: Iterable[Batch], *, compares: bool = True) -> tuple[WaitingBatch, ...]:
        every = [*batches]
        said = remarks_of(self.ledger.log, [one.number for one in every])
        return tuple(
            WaitingBatch(
                one,
                told_of(
                    one,
                    ChangeTeller(self.catalog, self.language).tell(one.changes),
                    self.language,
                ),
                self.ledger.plan(_draft(one)).comparisons if compares else (),
                tuple(said.get(one.number, ())),
                subjects_of(one, self.catalog),
            )
            for one in every
        )

    def _sees(self, person: Person, batch: Batch) -> bool:
        rules = access_rules()
        subjects = subjects_of(batch, self.catalog)
        return any(denial(person, Action.SEE_PROPOSALS, one, rules) is None for one in subjects)

    def _is_about(self, batch: Batch, item_id: str) -> bool:
        return any(subject_of(one, self.catalog) == item_id for one in batch.changes)

    def _subject(self, id_: str, changes: Iterable[StoredChange], author: str) -> ActionSubject:
        return ActionSubject(id_, agencies_of(self.catalog, id_, changes), author)


def author_of(person: Person) -> Author:
    """Return a person as the log knows them."""
    return Author(person.name, person.role.value)


def may_see_contact(person: Person) -> bool:
    """Tell whether somebody may read how the author of a suggestion can be reached."""
    return person.role in _SEES_CONTACTS


def is_withdrawn(batch: Batch) -> bool:
    """Tell whether who proposed a batch has taken it back, so that nobody judged it."""
    last = batch.steps[-1]
    return batch.state is BatchState.REJECTED and last.author.name == batch.author.name


def is_own(person: Person | None, batch: Batch) -> bool:
    """Tell whether a person has proposed a batch."""
    return person is not None and is_by(person, ActionSubject(author=batch.author.name))


def subjects_of(batch: Batch, catalog: Catalog) -> tuple[ActionSubject, ...]:
    """Return what a batch is about, at least one."""
    return _subjects(batch.changes, batch.author.name, catalog)


def _subjects(
    changes: Iterable[StoredChange], author: str, catalog: Catalog
) -> tuple[ActionSubject, ...]:
    every = [*changes]
    by_id: dict[str, list[StoredChange]] = {}
    for change in every:
        # A source that comes along with facts is no subject of its own; one that is there is.
        if change.table != "sources" or not change.is_row or change.old is not None:
            by_id.setdefault(subject_of(change, catalog), []).append(change)
    if not by_id:
        by_id = {one.subject: [one] for one in every}
    return tuple(
        ActionSubject(id_, agencies_of(catalog, id_, own), author) for id_, own in by_id.items()
    )


def agencies_of(catalog: Catalog, id_: str, changes: Iterable[StoredChange] = ()) -> frozenset[str]:
    """Return the ids of all agencies that have a role in something.

    Parameters
    ----------
    changes
        Of something that is not there yet, the rows that bring it.
    """
    item = catalog.projects.get(id_) or catalog.assets.get(id_)
    if item is not None:
        roles = catalog.roles_of(id_)
        return frozenset(item.agency_ids) | {one.agency_id for one in roles}
    told = (row_cells(one.new) for one in changes if one.is_row and one.new is not None)
    return frozenset(
        each for cells in told for each in cells.get("agency_ids", "").split(";") if each
    )


def _draft(batch: Batch) -> Draft:
    return Draft(batch.changes, batch.reason, batch.origin, batch.base)
