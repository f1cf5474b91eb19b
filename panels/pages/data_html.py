"""Tables of what is missing and of figures that disagree."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from briefing.content.html import part, trusted
from briefing.tasks import name_of
from geo.reports.completeness import Aspect
from geo.strings import say
from panels.components.links import page_link
from panels.session.address import AppPage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.query.view import View
    from geo.reports.completeness import AgencyTasks
    from geo.reports.conflicts import Conflict

_part: Final = partial(
    part,
    "panels/pages/data.html.j2",
    page_link=trusted(page_link),
    Page=AppPage,
    aspects=tuple(Aspect),
)


def _titles(language: str, before: Sequence[str], after: Sequence[str]) -> list[str]:
    keys = (*before, *(f"tasks.aspect-{aspect}" for aspect in Aspect), *after)
    return [say(key, language) for key in keys]


def agencies_html(groups: Iterable[AgencyTasks], language: str) -> str:
    """Return one row an agency: how many projects, and for how many each thing is missing."""
    titles = _titles(language, ("filter.agency", "tasks.projects"), ("tasks.stale-count",))
    return _part("agencies", language, titles=titles, groups=groups, name_of=name_of)


def tasks_html(group: AgencyTasks, language: str) -> str:
    """Return one row a project of an agency: what is given, missing or not asked; how old."""
    titles = _titles(language, ("column.name", "column.status"), ("tasks.latest", "tasks.stale"))
    return _part("tasks", language, titles=titles, group=group)


def conflicts_html(view: View, found: Iterable[Conflict], language: str) -> str:
    """Return one row a disagreement: all values side by side, the quoted one first."""
    keys = ("column.name", "data.quantity", "data.quoted", "data.others")
    titles = [say(key, language) for key in keys]
    return _part("conflicts", language, titles=titles, view=view, found=found)
