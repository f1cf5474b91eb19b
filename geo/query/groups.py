"""A group and its parts: counted once, listed together, whatever of them a view holds.

A group that stands beside a part of its own is a heading: its parts are counted, not itself. Its
money stands for theirs where a source gives it; without it theirs is added up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.catalog.history import event_as_of
from geo.model import LIVELIEST_FIRST, Status
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from geo.query.view import ProjectRow, View


def heading_ids(rows: Iterable[ProjectRow]) -> frozenset[str]:
    """Return the ids of the groups among some rows that have a part among them."""
    projects = [row.project for row in rows]
    return frozenset(one.id for one in projects) & {one.part_of for one in projects}


def part_ids(rows: Sequence[ProjectRow]) -> frozenset[str]:
    """Return the ids of the parts among some rows whose group is among them."""
    heads = heading_ids(rows)
    return frozenset(row.project.id for row in rows if row.project.part_of in heads)


def counted_rows(rows: Sequence[ProjectRow]) -> list[ProjectRow]:
    """Return the rows that count as projects and whose kilometres count: no headings."""
    heads = heading_ids(rows)
    return [row for row in rows if row.project.id not in heads]


def paid_groups(rows: Sequence[ProjectRow]) -> frozenset[str]:
    """Return the ids of the headings among some rows whose money stands for that of their parts."""
    heads = heading_ids(rows)
    return frozenset(row.project.id for row in rows if row.capital and row.project.id in heads)


def money_rows(rows: Sequence[ProjectRow]) -> list[ProjectRow]:
    """Return the rows whose capital is added up: no part beside a group that has its own."""
    paid = paid_groups(rows)
    return [row for row in rows if row.capital and row.project.part_of not in paid]


def with_money(rows: Sequence[ProjectRow]) -> list[ProjectRow]:
    """Return the counted rows whose capital is known, alone or as that of the whole group."""
    paid = paid_groups(rows)
    return [row for row in counted_rows(rows) if row.capital or row.project.part_of in paid]


def parts_under_groups(rows: Sequence[ProjectRow]) -> list[ProjectRow]:
    """Return rows in their order, but the parts of a group right behind it."""
    heads = heading_ids(rows)
    parts: dict[str, list[ProjectRow]] = {head: [] for head in heads}
    tops: list[ProjectRow] = []
    for row in rows:
        parts.get(row.project.part_of, tops).append(row)
    return [one for top in tops for one in (top, *parts.get(top.project.id, ()))]


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
