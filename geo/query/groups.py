"""A group and its parts: counted once, listed together, whatever of them a view holds.

A group that stands beside a part of its own is a heading: its parts are counted, not itself. Its
money stands for theirs where a source gives it; without it theirs is added up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.model import Figure, Project


class CountedRow(Protocol):
    """What is counted: a project and the capital to quote for it."""

    @property
    def project(self) -> Project:
        """The project."""

    @property
    def capital(self) -> Figure | None:
        """Its capital, ``None`` where no source gives one."""


_R = TypeVar("_R", bound=CountedRow)


def heading_ids(rows: Iterable[CountedRow]) -> frozenset[str]:
    """Return the ids of the groups among some rows that have a part among them."""
    projects = [row.project for row in rows]
    return frozenset(one.id for one in projects) & {one.part_of for one in projects}


def part_ids(rows: Sequence[CountedRow]) -> frozenset[str]:
    """Return the ids of the parts among some rows whose group is among them."""
    heads = heading_ids(rows)
    return frozenset(row.project.id for row in rows if row.project.part_of in heads)


def counted_rows(rows: Sequence[_R]) -> list[_R]:
    """Return the rows that count as projects and whose kilometres count: no headings."""
    heads = heading_ids(rows)
    return [row for row in rows if row.project.id not in heads]


def paid_groups(rows: Sequence[CountedRow]) -> frozenset[str]:
    """Return the ids of the headings among some rows whose money stands for that of their parts."""
    heads = heading_ids(rows)
    return frozenset(row.project.id for row in rows if row.capital and row.project.id in heads)


def money_rows(rows: Sequence[_R]) -> list[_R]:
    """Return the rows whose capital is added up: no part beside a group that has its own."""
    paid = paid_groups(rows)
    return [row for row in rows if row.capital and row.project.part_of not in paid]


def parts_under_groups(rows: Sequence[_R]) -> list[_R]:
    """Return rows in their order, but the parts of a group right behind it."""
    heads = heading_ids(rows)
    parts: dict[str, list[_R]] = {head: [] for head in heads}
    tops: list[_R] = []
    for row in rows:
        parts.get(row.project.part_of, tops).append(row)
    return [one for top in tops for one in (top, *parts.get(top.project.id, ()))]
