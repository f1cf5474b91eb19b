"""Tables of what is missing and of figures that disagree, as HTML; every value is escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.content.html import figure_html
from briefing.content.markup import bullets, status_word, tag, text
from briefing.tasks.rows import name_of
from geo.dates import show_day
from geo.model import Project
from geo.reports.completeness import Aspect
from geo.strings import say, show_number
from panels.components.links import page_link
from panels.session.address import Page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.query.view import View
    from geo.reports.completeness import AgencyTasks, Completeness
    from geo.reports.conflicts import Conflict

_GIVEN, _NOT_ASKED = "✓", "–"


def agencies_html(groups: Iterable[AgencyTasks], language: str) -> str:
    """Return one row an agency: how many projects, and for how many each thing is missing."""
    titles = [say("filter.agency", language), say("tasks.projects", language)]
    titles += [say(f"tasks.aspect-{aspect}", language) for aspect in Aspect]
    titles += [say("tasks.stale-count", language)]
    return _table(titles, (_agency(group, language) for group in groups))


def _agency(group: AgencyTasks, language: str) -> list[str]:
    if group.agency:
        name = page_link(name_of(group, language), Page.DATA, agency=group.agency.id)
    else:
        name = text(name_of(group, language))
    counts = [_count(group.missing[aspect]) for aspect in Aspect]
    return [name, text(len(group.projects)), *counts, _count(group.stale)]


def _count(number: int) -> str:
    return tag("strong", text(number), "sl-missing") if number else text("0")


def tasks_html(group: AgencyTasks, language: str) -> str:
    """Return one row a project of an agency: what is given, missing or not asked; how old."""
    titles = [say("column.name", language), say("column.status", language)]
    titles += [say(f"tasks.aspect-{aspect}", language) for aspect in Aspect]
    titles += [say("tasks.latest", language), say("tasks.stale", language)]
    return _table(titles, (_project(item, language) for item in group.projects))


def _project(item: Completeness, language: str) -> list[str]:
    project = item.row.project
    cells = [
        page_link(project.name[language], Page.MAP, id=project.id, asof=""),
        status_word(item.row.status, language),
    ]
    cells += [_aspect(item, aspect, language) for aspect in Aspect]
    latest = _NOT_ASKED
    if item.latest:
        latest = text(item.latest.date.show(language))
    if item.age_days:
        age = say("data.days", language, n=show_number(item.age_days, language))
        latest += "<br>" + tag("span", text(age), "sl-aside")
    stale = show_day(item.stale_since, language) if item.stale_since else _NOT_ASKED
    shown = tag("strong", text(stale), "sl-missing") if item.stale_since else text(stale)
    return [*cells, latest, shown]


def _aspect(item: Completeness, aspect: Aspect, language: str) -> str:
    if aspect in item.missing:
        return tag("strong", text(say("tasks.missing", language)), "sl-missing")
    return text(_GIVEN if aspect in item.asked else _NOT_ASKED)


def conflicts_html(view: View, found: Iterable[Conflict], language: str) -> str:
    """Return one row a disagreement: all values side by side, the quoted one first."""
    titles = [
        say("column.name", language),
        say("data.quantity", language),
        say("data.quoted", language),
        say("data.others", language),
    ]
    return _table(titles, (_conflict(view, one, language) for one in found))


def _conflict(view: View, one: Conflict, language: str) -> list[str]:
    name = page_link(one.item.name[language], Page.MAP, id=one.item.id, asof="")
    quoted, *others = (figure_html(view, figure, language) for figure in one.figures)
    kind = "" if isinstance(one.item, Project) else f" ({say('data.asset', language)})"
    quantity = text(say(f"quantity.{one.quantity}", language))
    return [name + text(kind), quantity, quoted, bullets(others)]


def _table(titles: Iterable[str], rows: Iterable[list[str]]) -> str:
    head = tag("tr", "".join(f'<th scope="col">{text(title)}</th>' for title in titles))
    body = "".join(
        tag("tr", "".join([f'<th scope="row">{first}</th>', *(tag("td", cell) for cell in rest)]))
        for first, *rest in rows
    )
    table = tag("table", tag("thead", head) + tag("tbody", body))
    # A table that is wider than the screen is scrolled, by keys as well.
    return f'<div class="sl-table sl-list" tabindex="0">{table}</div>'
