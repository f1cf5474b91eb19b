"""A group and its parts in words, for cards and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.catalog.history import event_as_of
from geo.model import LIVELIEST_FIRST, Status
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.query.view import ProjectRow, View


def say_group(view: View, row: ProjectRow, language: str) -> Iterator[tuple[str, str]]:
    """Yield name and id of the group that a project belongs to."""
    group = view.catalog.projects.get(row.project.part_of)
    if group is not None:
        yield group.name[language], group.id


def say_parts(view: View, row: ProjectRow, language: str) -> Iterator[tuple[str, str]]:
    """Yield how many parts a group has in which status, then name and id of each part."""
    parts = view.catalog.groups.get(row.project.id, ())
    if not parts:
        return
    events = (event_as_of(view.catalog.events_of(part.id), view.day) for part in parts)
    found = [event.status if event else Status.UNKNOWN for event in events]
    counts = ", ".join(
        say(f"sheet.count-{status}", language, count=found.count(status))
        for status in LIVELIEST_FIRST
        if status in found
    )
    yield say("group.parts", language, n=len(parts), counts=counts), ""
    for part in parts:
        yield part.name[language], part.id


def say_money_of_group(view: View, row: ProjectRow, language: str) -> str:
    """Return that the money of a part is told of its group only, empty where that is not so."""
    group = view.catalog.projects.get(row.project.part_of)
    if row.capital or group is None:
        return ""
    return say("group.see-whole", language, name=group.name[language])
