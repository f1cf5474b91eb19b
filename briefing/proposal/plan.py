"""What the sheet of a proposal says: who wants which facts to become what, before it counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from briefing.request import ExportRequest
from briefing.sheet.furniture import MapPlacement, map_sheet
from briefing.sheet.paper_sizes import Box, Paper, paper_of
from geo import clock
from geo.desk.age import moment_words
from geo.desk.subjects import SubjectFacts, by_subject
from geo.desk.words import ChangeTeller
from geo.escape import Syntax, escape
from geo.query.selection import Selection
from geo.query.view import build_view, totals_of
from geo.strings import say, table
from layers.paper.window import POINTS_PER_MM
from layers.style.model import SmallMap
from layers.themes import layers_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.sheet.plan import Sheet
    from geo.catalog.catalog import Catalog
    from geo.desk.judge import WaitingBatch
    from geo.desk.words import FactChange
    from geo.trip.apply import FilePlan

SIZE: Final = "A4"
MAP_MM: Final = (90.0, 74.0)
"""Width and height of the map, neat-line included."""
# What tells nothing of a change would crowd the map; the areas of the projects must be named.
_LAYERS: Final = layers_on(SmallMap.CHANGES)


@dataclass(frozen=True)
class ProposedChanges:
    """Facts that somebody wants to become others.

    Parameters
    ----------
    author, role
        Who, as the log knows them.
    at
        When it was sent, or drawn up: ISO 8601 with its offset.
    number
        Of the batch that waits, 0 where it was not sent yet.
    conflicts
        Number of its changes of cells that others have changed since.
    """

    author: str
    role: str
    at: str
    reason: str
    facts: tuple[FactChange, ...]
    number: int = 0
    conflicts: int = 0

    def title(self, language: str) -> str:
        """Return what the sheet is called."""
        if self.number:
            return say("proposal.title-batch", language, number=self.number)
        return say("proposal.title", language)

    def file_name(self, language: str) -> str:
        """Return the name of its PDF."""
        words = self.title(language) if self.number else f"{self.title(language)} {self.at[:10]}"
        return f"{escape(words, Syntax.FILE_NAME)}.pdf"


def proposal_of(waiting: WaitingBatch) -> ProposedChanges:
    """Return a batch that waits as a proposal."""
    batch = waiting.batch
    return ProposedChanges(
        batch.author.name,
        batch.author.role,
        batch.at,
        batch.reason,
        waiting.facts,
        batch.number,
        len(waiting.conflicts),
    )


def proposal_of_file(
    plan: FilePlan, author: str, role: str, catalog: Catalog, language: str
) -> ProposedChanges | None:
    """Return what a workbook would change as a proposal, ``None`` where it cannot be sent.

    Parameters
    ----------
    author, role
        Who would send it.
    catalog
        With which it was compared.
    """
    draft = plan.draft
    if draft is None:
        return None
    facts = ChangeTeller(catalog, language).tell(draft.changes)
    return ProposedChanges(author, role, clock.moment(), draft.reason, tuple(facts))


@dataclass(frozen=True)
class ProposalSheet:
    """Everything that the sheet of a proposal says.

    Parameters
    ----------
    documents
        Sources that come with it.
    map
        The projects that it is about, each with its number; ``None`` where none of them is on
        the map.
    """

    proposal: ProposedChanges
    language: str
    paper: Paper
    subjects: tuple[SubjectFacts, ...]
    documents: tuple[str, ...]
    map: Sheet | None

    def number_of(self, subject: SubjectFacts) -> int:
        """Return the number of a project on the map, 0 for what is not there."""
        return self.map.numbers.get(subject.id, 0) if self.map else 0

    @property
    def head(self) -> list[tuple[str, str]]:
        """What stands beside the map: each with its label."""
        one, language = self.proposal, self.language
        role = f"people.role-{one.role}"
        by = say(role, language) if role in table() else one.role
        when = "proposal.sent" if one.number else "proposal.drawn-up"
        facts = sum(len(each.facts) for each in self.subjects)
        counts = say("proposal.counts", language, count=facts, subjects=len(self.subjects))
        rows = [
            ("proposal.by", say("desk.by", language, name=one.author, role=by)),
            (when, moment_words(one.at, language)),
            ("proposal.reason", one.reason),
            ("proposal.what", counts),
        ]
        return [(say(key, language), words) for key, words in rows if words]


def plan_proposal(proposal: ProposedChanges, catalog: Catalog, language: str) -> ProposalSheet:
    """Return the sheet of a proposal.

    Parameters
    ----------
    catalog
        What counts now.
    """
    paper = paper_of(SIZE, landscape=False)
    subjects, documents = by_subject(catalog, proposal.facts, language)
    drawn = _map(catalog, paper, [one.id for one in subjects], language)
    numbers = drawn.numbers if drawn else {}
    last = len(numbers) + 1
    ordered = sorted(subjects, key=lambda one: numbers.get(one.id, last))
    return ProposalSheet(proposal, language, paper, tuple(ordered), tuple(documents), drawn)


def _map(catalog: Catalog, paper: Paper, ids: Sequence[str], language: str) -> Sheet | None:
    """Return the map of some projects, ``None`` where none of them has a place."""
    view = build_view(catalog, Selection(language=language))
    rows = tuple(row for row in view.rows if row.project.id in ids and row.project.pieces)
    if not rows:
        return None
    alone = replace(view, rows=rows, totals=totals_of(rows), assets=(), corridors=())
    request = ExportRequest(size=SIZE, landscape=False, layers=_LAYERS)
    wide, high = (one * POINTS_PER_MM for one in MAP_MM)
    extent = _extent(row.geometry.bounds for row in rows if row.geometry is not None)
    return map_sheet(alone, request, MapPlacement(paper, Box(0.0, 0.0, wide, high), extent))


def _extent(
    bounds: Iterable[tuple[float, float, float, float]],
) -> tuple[float, float, float, float]:
    """Return west, south, east, north (EPSG:4326) around all bounds."""
    west, south, east, north = zip(*bounds, strict=True)
    return min(west), min(south), max(east), max(north)
