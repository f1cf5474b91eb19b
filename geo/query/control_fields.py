"""Cells and lines of project control: what the list of attributes says of it.

A line is a text, the id of the subject whose profile it leads to, and that of its source; each of
the two may be empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.query.control_words import (
    agency_words,
    milestone_name,
    milestone_words,
    obstacle_words,
    other_words,
    package_words,
    slip_words,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.dates import PartialDate
    from geo.query.control import MilestoneState
    from geo.query.view import ProjectRow, View
    from geo.text import Text

Line = tuple[str, str, str]


def share_cell(quantity: str) -> Callable[[View, ProjectRow], float | None]:
    """Return a function that gives the newest share of a quantity, in percent."""

    def cell(view: View, row: ProjectRow) -> float | None:
        figure = view.control_of(row.project).figures.get(quantity)
        return figure.value if figure else None

    return cell


def share_day(quantity: str) -> Callable[[View, ProjectRow], PartialDate | None]:
    """Return a function that gives the date of the newest share of a quantity."""

    def cell(view: View, row: ProjectRow) -> PartialDate | None:
        figure = view.control_of(row.project).figures.get(quantity)
        return figure.as_of if figure else None

    return cell


def next_name(view: View, row: ProjectRow) -> str | None:
    """Return the name of the next milestone."""
    state = view.control_of(row.project).next_milestone
    return milestone_name(state.kind, view.selection.language) if state else None


def next_day(view: View, row: ProjectRow) -> PartialDate | None:
    """Return the date for which the next milestone is planned."""
    state = view.control_of(row.project).next_milestone
    return state.expected if state else None


def next_slip(view: View, row: ProjectRow) -> str | None:
    """Return how far the next milestone has slipped, in words."""
    state = view.control_of(row.project).next_milestone
    return (slip_words(state, view.selection.language) or None) if state else None


def open_count(view: View, row: ProjectRow) -> int | None:
    """Return the number of open obstacles, ``None`` where no source tells of any obstacle."""
    control = view.control_of(row.project)
    return len(control.open_obstacles) if control.obstacles else None


def open_notes(view: View, row: ProjectRow) -> list[str]:
    """Return the open obstacles in words."""
    language = view.selection.language
    found = view.control_of(row.project).open_obstacles
    return [obstacle_words(view.catalog, one, language) for one in found]


def next_lines(view: View, row: ProjectRow, language: str) -> list[Line]:
    """Return the next milestone."""
    state = view.control_of(row.project).next_milestone
    return [_milestone_line(state, language)] if state else []


def milestone_lines(view: View, row: ProjectRow, language: str) -> list[Line]:
    """Return all milestones but the next one."""
    control = view.control_of(row.project)
    lines: list[Line] = []
    for state in control.milestones:
        if state is not control.next_milestone:
            lines.append(_milestone_line(state, language))
        lines += [
            (_noted(other_words(row, language), row.note, language), "", row.source_id)
            for row in state.others
        ]
    return lines


def _milestone_line(state: MilestoneState, language: str) -> Line:
    told = state.actual or state.newest or state.told[0]
    words = milestone_words(state, language)
    return _noted(words, told.note, language), "", told.source_id


def obstacle_lines(view: View, row: ProjectRow, language: str) -> list[Line]:
    """Return the obstacles, open ones first."""
    return [
        (_noted(obstacle_words(view.catalog, one, language), one.note, language), "", one.source_id)
        for one in view.control_of(row.project).obstacles
    ]


def package_lines(view: View, row: ProjectRow, language: str) -> list[Line]:
    """Return the packages."""
    return [
        (_noted(package_words(one, language), one.note, language), "", one.source_id)
        for one in view.control_of(row.project).packages
    ]


def agency_lines(view: View, row: ProjectRow, language: str) -> list[Line]:
    """Return the agencies with their roles."""
    return [
        (agency_words(view.catalog, one, language), one.agency_id, one.source_id)
        for one in view.control_of(row.project).agencies
    ]


def _noted(words: str, note: Text, language: str) -> str:
    return f"{words} – {note[language]}" if note[language] else words
