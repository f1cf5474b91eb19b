"""A workbook that came back, down to the batch that it becomes: shown, signed and applied as one.

:func:`plan_file` compares, writes the changes, and checks the data with them in place; what it
returns is shown, and :func:`apply_plan` applies that very draft. Whoever changed the same cells
meanwhile makes it fail, and the file is compared again.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from geo.dates import PartialDate
from geo.faults import in_language
from geo.io.load import load
from geo.store.model import BatchRefusedError, ConflictError, Draft
from geo.strings import say
from geo.tables import Tables
from geo.text import DEFAULT_LANGUAGE
from geo.trip.draft import draft_changes, reason_of
from geo.trip.fields import ANSWER, STATUS, STATUS_DATE
from geo.trip.ground import CatalogGround
from geo.trip.plan import CellVerdict, ConflictAnswers, make_plan
from geo.trip.values import ValueDoubt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from geo.catalog.catalog import Catalog
    from geo.io.schema import Problem
    from geo.store.ledger import Ledger
    from geo.store.model import Author, Batch
    from geo.trip.plan import PlanCell, TripPlan

ORIGIN: Final = "file"
_TRIES: Final = 20


@dataclass(frozen=True)
class FilePlan:
    """What a workbook changes, cell by cell and as a batch.

    Parameters
    ----------
    version
        Of the tables that it was compared with.
    draft
        ``None`` where something is refused or asked, or where nothing changes.
    ids
        Ids that new projects get, by the subject of their cells.
    """

    plan: TripPlan
    version: int
    draft: Draft | None
    ids: Mapping[str, str]


@dataclass(frozen=True)
class HandedIn:
    """A workbook that somebody hands in.

    Parameters
    ----------
    content
        The file (Office Open XML), from anybody.
    today
        The day on which it is handed in.
    language
        Of what is said about it.
    name
        As the batch shall name it.
    answers
        What was chosen where others changed the same cells.
    """

    content: bytes
    today: date
    language: str = DEFAULT_LANGUAGE
    name: str = ""
    answers: ConflictAnswers = field(default_factory=ConflictAnswers)


def plan_file(
    file: HandedIn, ledger: Ledger, catalog: Callable[[int], Catalog] | None = None
) -> FilePlan:
    """Return what a workbook changes in the newest tables; nothing is written.

    Parameters
    ----------
    catalog
        Returns the catalog of a version that is already read; by default it is read here.

    Raises
    ------
    UnreadableFileError
        If the file cannot be read, or carries no statement of ours.
    DataError
        If the tables cannot be read.
    """
    version = ledger.log.head()
    known = catalog(version) if catalog else _read(ledger, version)
    ground = CatalogGround(known, file.today)
    plan = make_plan(file.content, ground, file.language, file.today, file.answers)
    written = draft_changes(plan.changes, known, file.today, file.language, ledger.reader(version))
    # A status whose day is refused already lacks no day.
    dated = {cell.subject for cell in plan.cells if cell.field == STATUS_DATE}
    doubts = {
        cell: doubt.say(file.language)
        for cell, doubt in written.refused.items()
        if doubt.key != "status-date" or cell.subject not in dated
    }
    plan = _refused(plan, doubts)
    reason = reason_of(file.name, written, file.language)
    draft = Draft(tuple(written.changes), reason, ORIGIN, version)
    if plan.is_clean and draft.changes:
        plan = _refused(plan, _Examination(file, plan, ledger, draft, written.ids).messages())
    elif plan.is_clean:
        plan = _unchanged(plan)
    counts = plan.is_clean and bool(draft.changes)
    return FilePlan(plan, version, draft if counts else None, written.ids)


def apply_plan(plan: FilePlan, ledger: Ledger, author: Author, *, waits: bool = False) -> Batch:
    """Let a plan count, all of it or nothing.

    Parameters
    ----------
    waits
        Whether somebody else approves it first: it goes into the queue.

    Raises
    ------
    ConflictError
        If others have changed the same cells since it was made: make it again.
    StoreError
        If it changes nothing, or the store refuses it.
    """
    if plan.draft is None:
        msg = "a plan that is not clean is not applied"
        raise ValueError(msg)
    if waits:
        return ledger.propose(plan.draft, author)
    return ledger.enter(plan.draft, author)


def apply_file(
    make: Callable[[], FilePlan], ledger: Ledger, author: Author, *, waits: bool = False
) -> tuple[FilePlan, Batch | None]:
    """Plan and apply a workbook; where others are faster it is compared with what they wrote.

    Parameters
    ----------
    make
        Calls :func:`plan_file`.

    Returns
    -------
    plan, batch
        No batch where the plan is not clean, or changes nothing.
    """
    for _ in range(_TRIES):
        plan = make()
        if plan.draft is None:
            return plan, None
        try:
            return plan, apply_plan(plan, ledger, author, waits=waits)
        except (ConflictError, BatchRefusedError):
            if ledger.log.head() == plan.version:
                raise
    return make(), None


def _read(ledger: Ledger, version: int) -> Catalog:
    return load(ledger.data, Tables(ledger.data / "tables", ledger.fold(version).drafts))


def _unchanged(plan: TripPlan) -> TripPlan:
    """Return a plan of which the tables say everything already."""
    kept = tuple(cell for cell in plan.cells if cell.field == ANSWER)
    return replace(plan, cells=kept, unchanged=plan.unchanged + len(plan.cells) - len(kept))


def _refused(plan: TripPlan, messages: Mapping[PlanCell, str]) -> TripPlan:
    """Return a plan in which some cells are refused."""
    cells = tuple(
        replace(cell, verdict=CellVerdict.REFUSED, message=messages[cell])
        if cell in messages
        else cell
        for cell in plan.cells
    )
    return replace(plan, cells=cells)


@dataclass(frozen=True)
class _Examination:
    """The data with a draft in place: what is wrong with them, and with what they would show."""

    file: HandedIn
    plan: TripPlan
    ledger: Ledger
    draft: Draft
    ids: Mapping[str, str]

    def messages(self) -> dict[PlanCell, str]:
        """Return why cells cannot count, by cell."""
        after = self.ledger.plan(self.draft)
        found = self.ledger.check(self.ledger.data, after.drafts)
        if found.problems:
            before = self.ledger.check(self.ledger.data, self.ledger.fold(after.version).drafts)
            old = {str(problem) for problem in before.problems}
            new = [problem for problem in found.problems if str(problem) not in old]
            if new:
                tables = Tables(self.ledger.data / "tables", after.drafts)
                return self._told(new, tables)
        return self._not_shown(found.catalog) if found.catalog else {}

    def _told(self, problems: Iterable[Problem], tables: Tables) -> dict[PlanCell, str]:
        """Return what is wrong by the cells that cause it, by all where that is not known."""
        language = self.file.language
        subjects = defaultdict(list)
        for cell in self.plan.changes:
            subjects[self._id_of(cell)].append(cell)
        messages: dict[PlanCell, str] = {}
        for problem in problems:
            parts = [in_language(part, language) for part in (problem.what, problem.remedy)]
            words = say("trip.check", language, problem="; ".join(parts))
            for cell in subjects.get(_subject_of(problem, tables), self.plan.changes):
                if cell.field != ANSWER:
                    messages.setdefault(cell, words)
        return messages

    def _not_shown(self, after: Catalog) -> dict[PlanCell, str]:
        """Return why a cell would not be what the map shows: something newer is known."""
        ground = CatalogGround(after, self.file.today)
        refused = {}
        for cell in self.plan.changes:
            table, _, name = cell.place
            if ground.value((table, self._id_of(cell), name)) == cell.mine:
                continue
            if table == "figures":
                refused[cell] = ValueDoubt("figure-older").say(self.file.language)
            elif cell.field == STATUS and not self._is_rough(cell):
                refused[cell] = ValueDoubt("status-older").say(self.file.language)
        return refused

    def _id_of(self, cell: PlanCell) -> str:
        return self.ids.get(cell.subject, cell.subject)

    def _is_rough(self, status: PlanCell) -> bool:
        """Tell whether the day of a status is a month or a year, which counts from its end."""
        place = ("events", status.subject, "date")
        days = (PartialDate.parse(one.mine) for one in self.plan.changes if one.place == place)
        return any(not day.day for day in days)


def _subject_of(problem: Problem, tables: Tables) -> str:
    """Return the id of the project whose row a problem is in, empty where it names none."""
    place = problem.where.split(":")
    name = place[0].removeprefix("tables/").removesuffix(".csv")
    if len(place) > 1 and name in tables.names():
        for row in tables[name]:
            if row.where == ":".join(place[:2]):
                columns = ("project_id", "subject_id", "id")
                return next((row.cells[one] for one in columns if one in row.cells), "")
    return ""
