"""What was changed, when, by whom and why: of each thing for its card, of all for a feed.

Only what counts, or has counted, is told here; what is proposed is told on the desk alone.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.desk.words import ChangeTeller, rows_brought, told_of
from geo.store.model import BatchState
from geo.trip.apply import ORIGIN
from geo.trip.draft import notes_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.catalog.catalog import Catalog
    from geo.desk.words import FactChange
    from geo.store.model import Batch, BatchStep


@dataclass(frozen=True)
class AppliedChange:
    """The facts of one thing that one batch has changed.

    Parameters
    ----------
    subject_id
        Id of the project or asset, else of what the table names.
    """

    subject_id: str
    batch: Batch
    facts: tuple[FactChange, ...]

    @property
    def applied(self) -> BatchStep:
        """The step with which it began to count."""
        return next(step for step in self.batch.steps if step.state is BatchState.APPLIED)

    @property
    def approver(self) -> str:
        """Who approved it, empty where that was its author."""
        steps = (step for step in self.batch.steps if step.state is BatchState.APPROVED)
        name = next((step.author.name for step in steps), "")
        return "" if name == self.batch.author.name else name

    @property
    def reason(self) -> str:
        """Why, as far as it is about this thing: of a workbook the note in its own row."""
        if self.batch.origin != ORIGIN:
            return self.batch.reason
        return notes_in(self.batch.reason)[1].get(self.subject_id, "")

    @property
    def is_undone(self) -> bool:
        """Whether it was taken back since."""
        return self.batch.state is BatchState.UNDONE


def applied_changes(
    batches: Iterable[Batch], catalog: Catalog, language: str
) -> tuple[AppliedChange, ...]:
    """Return what batches have changed, thing by thing, the oldest first.

    Parameters
    ----------
    batches
        All that were applied, in the order of their versions.
    catalog
        Of the newest version.
    """
    every = [*batches]
    teller = ChangeTeller(catalog, language, rows_brought(every))
    found = []
    for batch in every:
        by_subject: dict[str, list[FactChange]] = defaultdict(list)
        for fact in told_of(batch, teller.tell(batch.changes), language):
            by_subject[fact.subject_id].append(fact)
        found += [AppliedChange(id_, batch, tuple(facts)) for id_, facts in by_subject.items()]
    return tuple(found)


def histories(changes: Iterable[AppliedChange]) -> Mapping[str, tuple[AppliedChange, ...]]:
    """Return changes by what they are about, the latest first."""
    by_subject: dict[str, list[AppliedChange]] = defaultdict(list)
    for change in changes:
        by_subject[change.subject_id].insert(0, change)
    return {id_: tuple(own) for id_, own in by_subject.items()}
