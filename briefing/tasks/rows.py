"""The task list of each agency: what is missing about its projects, in words and as CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.dates import format_day
from geo.errors import UnknownIdError
from geo.escape import Syntax, escape
from geo.query.wording import dated_figure
from geo.reports.completeness import STALE_AFTER_DAYS, Aspect, by_agency
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.query.view import View
    from geo.reports.completeness import AgencyTasks, Completeness

# On the command line: the projects of which no source names an agency.
NO_AGENCY = "none"


@dataclass(frozen=True)
class TaskColumn:
    """A column of the task list.

    Parameters
    ----------
    width
        In characters, for a workbook.
    aspect
        The aspect whose absence it shows, ``None`` for other columns.
    to_fill
        Whether the agency writes into it.
    """

    key: str
    width: int
    aspect: Aspect | None = None
    to_fill: bool = False

    def title(self, language: str) -> str:
        """Return the heading that a person reads."""
        if self.aspect:
            return say(f"tasks.aspect-{self.aspect}", language)
        return say(f"tasks.{self.key}", language)


COLUMNS = (
    TaskColumn("id", 12),
    TaskColumn("project", 30),
    TaskColumn("status", 11),
    TaskColumn("latest", 10),
    TaskColumn("age", 8),
    TaskColumn("stale", 10),
    *(TaskColumn(aspect, 8, aspect) for aspect in Aspect),
    TaskColumn("todo", 32),
    TaskColumn("answer", 19, to_fill=True),
    TaskColumn("document", 15, to_fill=True),
)


def groups_of(view: View, agency_ids: Sequence[str]) -> tuple[AgencyTasks, ...]:
    """Return the agencies asked for, all of the view when none is.

    Parameters
    ----------
    agency_ids
        Ids of agencies; :data:`NO_AGENCY` for the projects without one.

    Raises
    ------
    UnknownIdError
        If there is no such agency; the message lists the known ones.
    """
    known = [*view.catalog.agencies, NO_AGENCY]
    for agency_id in agency_ids:
        if agency_id not in known:
            language = view.selection.language
            raise UnknownIdError(
                say("tasks.error-agency", language, value=agency_id, known=", ".join(known))
            )
    groups = by_agency(view)
    if not agency_ids:
        return groups
    return tuple(group for group in groups if key_of(group) in agency_ids)


def key_of(group: AgencyTasks) -> str:
    """Return the id of a group's agency, :data:`NO_AGENCY` without one."""
    return group.agency.id if group.agency else NO_AGENCY


def name_of(group: AgencyTasks, language: str) -> str:
    """Return the name of a group's agency, ``chưa có nguồn`` without one."""
    return group.agency.name[language] if group.agency else say("unknown", language)


def rules(language: str) -> tuple[str, ...]:
    """Return how the list counts, a sentence each."""
    days = STALE_AFTER_DAYS
    return (
        say("tasks.rule-stale", language, days=days),
        say("tasks.rule-aspects", language),
        say("tasks.rule-agencies", language),
    )


def todo(item: Completeness, language: str) -> str:
    """Return what is asked about a project, in a sentence or two."""
    said = []
    if item.missing:
        names = [say(f"tasks.need-{aspect}", language) for aspect in item.missing]
        said.append(say("tasks.add", language, what="; ".join(names)))
    for conflict in item.conflicts:
        values = "; ".join(dated_figure(figure, language) for figure in conflict.figures)
        what = say(f"tasks.need-{conflict.quantity}", language)
        said.append(say("tasks.choose", language, what=what, values=values))
    if item.stale_since and item.latest:
        said.append(say("tasks.confirm", language, day=item.latest.date.show(language)))
    return " ".join(said)


def cells(item: Completeness, language: str) -> tuple[str | int, ...]:
    """Return one project as the cells of :data:`COLUMNS`."""
    row = item.row
    return (
        row.project.id,
        row.project.name[language],
        say(f"status.{row.status}", language),
        item.latest.date.show(language) if item.latest else "",
        "" if item.age_days is None else item.age_days,
        format_day(item.stale_since, language) if item.stale_since else "",
        *(_mark(item, aspect, language) for aspect in Aspect),
        todo(item, language),
        "",
        "",
    )


def tasks_csv(view: View, groups: Sequence[AgencyTasks]) -> bytes:
    """Return the lists as CSV, UTF-8 with the byte order mark that Excel needs."""
    language = view.selection.language
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    heads = [say("tasks.agency", language), *(column.title(language) for column in COLUMNS)]
    writer.writerow(heads)
    for group in groups:
        for item in group.tasks:
            line = (name_of(group, language), *cells(item, language))
            writer.writerow([escape(cell, Syntax.SHEET) for cell in line])
    return out.getvalue().encode("utf-8-sig")


def _mark(item: Completeness, aspect: Aspect, language: str) -> str:
    if aspect in item.missing:
        return say("tasks.missing", language)
    return "" if aspect in item.asked else say("tasks.not-asked", language)
