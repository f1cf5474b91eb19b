"""What the sheet of a schedule says, before anything of it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from briefing.content.message import initial
from briefing.sheet.paper_sizes import body_frame
from briefing.sheet.plan import plan
from briefing.sheet.statement import statement_of
from briefing.statement.project import control_cells
from briefing.statement.statement import PROGRESS, code_for, statement_rows
from geo.reports.schedule import money_by_year, schedule
from geo.reports.schedule_words import summary_words
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.request import ExportRequest
    from briefing.sheet.plan import Sheet
    from briefing.statement.statement import Statement
    from geo.query.view import View
    from geo.reports.schedule import Schedule

MARGIN_MM: Final = 12.0
_FOOT_MM: Final = 15.2


@dataclass(frozen=True)
class ProgressSheet:
    """Everything that the sheet of a schedule says.

    Parameters
    ----------
    sheet
        Title, caption, provenance and paper; it has neither map nor table of projects.
    """

    sheet: Sheet
    known: Schedule

    def refs(self, ids: Sequence[str]) -> str:
        """Return the numbers of sources as they stand behind a fact: [3, 12]."""
        numbers = {source.id: number for number, source in self.sheet.provenance.numbered}
        found = sorted({numbers[id_] for id_ in ids if id_ in numbers})
        return f"[{', '.join(map(str, found))}]" if found else ""


def plan_progress(view: View, request: ExportRequest) -> ProgressSheet:
    """Return the sheet of the schedule of a view.

    Raises
    ------
    RequestError
        If the request asks for what does not exist; the message is in the language of the view.
    """
    known = schedule(view)
    plain = plan(view, replace(request, layers=frozenset(), bbox=None))
    catalog, language = view.catalog, view.selection.language
    used = [id_ for id_ in dict.fromkeys(_used(known)) if id_ in catalog.sources]
    provenance = replace(
        plain.provenance,
        sources=tuple(catalog.sources[id_] for id_ in used),
        code=code_for(said_of(view)),
    )
    place = initial(view.selection.describe(catalog, language))
    sheet = replace(
        plain,
        title=say("schedule.title", language, place=place),
        caption=summary_words(known, language),
        frame=body_frame(plain.paper, MARGIN_MM, _FOOT_MM),
        lines=(),
        provenance=provenance,
    )
    return ProgressSheet(sheet, known)


def said_of(view: View) -> list[dict[str, Any]]:
    """Return what the sheet says of its projects, as plain values."""
    projects = view.catalog.projects
    rows = []
    for row in statement_rows(view):
        control = list(control_cells(view, projects[row["id"]]))
        rows.append({**row, **({"control": control} if control else {})})
    return rows


def statement_of_progress(planned: ProgressSheet) -> Statement:
    """Return the statement that the file of a sheet carries."""
    return statement_of(planned.sheet, PROGRESS, said_of(planned.known.view))


def _used(known: Schedule) -> Iterator[str]:
    """Yield the ids of the sources behind what the sheet tells, in its order."""
    for row in known.all_rows:
        yield from row.source_ids
    for money in money_by_year(known):
        yield from money.source_ids
