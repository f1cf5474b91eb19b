"""*Cập nhật*: what is new about one project, from one source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.dates import PartialDate
from geo.model import MilestoneKind, MilestoneRole, ObstacleState
from geo.proposals.proposal import SOURCE, FormReader
from geo.trip.draft import draft_changes
from geo.trip.fields import STATUS, STATUS_DATE, TripField, ValueKind, field_of
from geo.trip.ground import CatalogGround
from geo.trip.plan import CellVerdict, PlanCell
from geo.trip.values import ValueDoubt

if TYPE_CHECKING:
    from geo.model import Obstacle
    from geo.proposals.proposal import FormGround, Proposal, Typed

MILESTONE: Final = "milestones.milestone"
MILESTONE_ROLE: Final = "milestones.role"
MILESTONE_DATE: Final = "milestones.date"
OBSTACLE: Final = "obstacles.known"
OBSTACLE_WORDS: Final = "obstacles.what_vi"
OBSTACLE_STATE: Final = "obstacles.state"
OBSTACLE_AGENCY: Final = "obstacles.agency_id"
OBSTACLE_DEADLINE: Final = "obstacles.deadline"
NEW_OBSTACLE: Final = "new"
_FACT_TABLES: Final = ("events", "figures", "projects")
_FIELDS: Final = {"source-ahead": SOURCE, "status-date": STATUS_DATE}
"""Where a doubt about a fact is said, if not at the fact."""
_MOST_PERCENT: Final = 100
_SHARES: Final = frozenset({"physical_progress", "financial_progress", "cleared_share"})


def plan_update(project_id: str, typed: Typed, ground: FormGround) -> Proposal:
    """Return what a form changes about a project.

    Parameters
    ----------
    typed
        Facts as in a workbook (``events.status``, ``figures.capital`` with ``unit.capital``), a
        milestone, an obstacle (`OBSTACLE` its words where it is known, else `NEW_OBSTACLE`),
        `SOURCE` or `UNSOURCED`, and `REASON`.
    """
    reader = FormReader(ground, typed)
    source = reader.source_words()
    cells = fact_cells(reader, project_id, source)
    write_facts(reader, cells)
    source_id = reader.source_id(source)
    if source_id:
        _add_milestone(reader, project_id, source_id)
        _add_obstacle(reader, project_id, source_id)
        if any(change.table != "sources" for change in reader.changes):
            reader.add_sources()
    said = (reader.typed.get(id_) for id_ in (MILESTONE, MILESTONE_DATE, OBSTACLE))
    if not cells and not any(said):
        # Nothing was said: nothing needs a source.
        reader.doubts.pop(SOURCE, None)
    return reader.proposal(project_id)


def fact_cells(reader: FormReader, subject: str, source: str) -> list[PlanCell]:
    """Return the facts of a form that say something else than the tables."""
    known = CatalogGround(reader.ground.catalog, reader.ground.today)
    cells = []
    for id_ in reader.typed:
        column = field_of(id_)
        if column is None or column.table not in _FACT_TABLES:
            continue
        mine = _value(reader, column)
        theirs = known.value((column.table, subject, column.name))
        # A status that stays is confirmed by its day.
        if not mine or mine == theirs:
            continue
        verdict = CellVerdict.CHANGED if theirs else CellVerdict.NEW
        cells.append(PlanCell("", id_, subject, id_, theirs, mine, theirs, verdict, "", source))
    fields = {cell.field for cell in cells}
    if STATUS in fields and not reader.typed.get(STATUS_DATE, "").strip():
        reader.doubt(STATUS_DATE, ValueDoubt("status-date"))
    return cells


def write_facts(reader: FormReader, cells: list[PlanCell]) -> dict[str, str]:
    """Add the changes of facts to the form's; return the ids that new projects get."""
    ground = reader.ground
    current = ground.ledger.reader(ground.version)
    made = draft_changes(cells, ground.catalog, ground.today, ground.language, current)
    for cell, doubt in made.refused.items():
        reader.doubt(_FIELDS.get(doubt.key, cell.field), doubt)
    reader.changes += made.changes
    return made.ids


def _value(reader: FormReader, column: TripField) -> str:
    mine = reader.read(column, reader.typed.get(f"unit.{column.name}", ""))
    if not mine:
        return ""
    if column.id == STATUS_DATE and PartialDate.parse(mine).first_day > reader.ground.today:
        reader.doubt(column.id, ValueDoubt("date-ahead"))
        return ""
    if column.name in _SHARES and float(mine) > _MOST_PERCENT:
        reader.doubt(column.id, ValueDoubt("percent"))
        return ""
    return mine


def _add_milestone(reader: FormReader, project_id: str, source_id: str) -> None:
    kind = reader.typed.get(MILESTONE, "")
    day = reader.read(TripField(MILESTONE_DATE, ValueKind.DATE))
    if not day:
        if kind:
            reader.doubt(MILESTONE_DATE, ValueDoubt("milestone-date"))
        return
    if kind not in list(MilestoneKind):
        reader.doubt(MILESTONE, ValueDoubt("milestone-kind"))
        return
    role = reader.typed.get(MILESTONE_ROLE) or MilestoneRole.ACTUAL
    if role not in list(MilestoneRole):
        reader.doubt(MILESTONE_ROLE, ValueDoubt("milestone-kind"))
        return
    is_actual = role == MilestoneRole.ACTUAL
    if is_actual and PartialDate.parse(day).first_day > reader.ground.today:
        reader.doubt(MILESTONE_DATE, ValueDoubt("milestone-ahead"))
        return
    reader.add_row(
        "milestones",
        {
            "project_id": project_id,
            "milestone": kind,
            "role": role,
            "date": day,
            # A plan may move: it is told on a day.
            "as_of": "" if is_actual else reader.told_on(source_id),
            "source_id": source_id,
        },
    )


def _add_obstacle(reader: FormReader, project_id: str, source_id: str) -> None:
    chosen = reader.typed.get(OBSTACLE, "")
    if not chosen:
        return
    known = known_obstacle(reader, project_id, chosen)
    state = reader.typed.get(OBSTACLE_STATE) or ObstacleState.OPEN
    agency = reader.typed.get(OBSTACLE_AGENCY, "")
    if state not in list(ObstacleState) or (
        agency and agency not in reader.ground.catalog.agencies
    ):
        reader.doubt(OBSTACLE_STATE, ValueDoubt("obstacle-state"))
        return
    deadline = reader.read(TripField(OBSTACLE_DEADLINE, ValueKind.DATE))
    if known is None:
        words = reader.read(TripField(OBSTACLE_WORDS, ValueKind.TEXT))
        if not words:
            reader.doubt(OBSTACLE_WORDS, ValueDoubt("obstacle-words"))
            return
        # What a person wrote is not translated by us.
        told = {"what_vi": words, "what_en": words}
    else:
        told = {f"what_{code}": text for code, text in known.what.forms}
        agency = agency or known.agency_id
        deadline = deadline or (known.deadline.iso() if known.deadline else "")
    row = {"agency_id": agency, "deadline": deadline, "state": state}
    row |= {"as_of": reader.told_on(source_id), "source_id": source_id}
    reader.add_row("obstacles", {"project_id": project_id, **told, **row})


def known_obstacle(reader: FormReader, project_id: str, words: str) -> Obstacle | None:
    """Return the latest word of an obstacle that the catalog has, ``None`` for a new one."""
    every = reader.ground.catalog.obstacles_of(project_id)
    return next((one for one in reversed(every) if one.what["vi"] == words), None)
