"""The rows of a view by status, what is being built first: how many, and how much money.

The sections of a view add up to its totals: a heading counts as no project, money stands once for
a group and its parts, and what lies outside the province is in no sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.model import LIVELIEST_FIRST, Status
from geo.query.groups import parts_under_groups
from geo.query.view import Money, ProjectRow, Reach, money_of, paying_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.query.view import View

_ABOUT = "about"


@dataclass(frozen=True)
class Subtotal:
    """Capital added up over some rows.

    Parameters
    ----------
    qualifier
        What the figures together are: see :func:`sum_qualifier`.
    """

    money: Money
    qualifier: str = ""


@dataclass(frozen=True)
class StatusSection:
    """The rows of one status, in the order of the view, parts right behind their group.

    Parameters
    ----------
    projects
        Number of projects inside the province; a heading is none.
    outside
        Number of rows outside the province, which are in no sum.
    inside
        Capital of the projects inside the chosen areas.
    passing
        Capital of the whole projects that only pass through the chosen areas.
    """

    status: Status
    rows: tuple[ProjectRow, ...]
    projects: int
    outside: int
    inside: Subtotal
    passing: Subtotal


def sections_of(view: View) -> tuple[StatusSection, ...]:
    """Return the sections of a view that have rows.

    A part of another status than its group stands in the section of its own status.
    """
    near = [row for row in view.rows if row.reach is not Reach.OUTSIDE]
    paying = paying_rows(near)
    found = []
    for status in LIVELIEST_FIRST:
        rows = sorted((row for row in view.rows if row.status is status), key=ProjectRow.rank)
        if not rows:
            continue
        own = [row for row in paying if row.status is status]
        found.append(
            StatusSection(
                status=status,
                rows=tuple(parts_under_groups(rows)),
                projects=view.totals.by_status[status],
                outside=sum(row.reach is Reach.OUTSIDE for row in rows),
                inside=_subtotal(row for row in own if row.reach is Reach.INSIDE),
                passing=_subtotal(row for row in own if row.reach is Reach.CROSSING),
            )
        )
    return tuple(found)


def _subtotal(rows: Iterable[ProjectRow]) -> Subtotal:
    listed = [row for row in rows if row.status is not Status.LAPSED]
    qualifiers = [row.capital.qualifier for row in listed if row.capital]
    return Subtotal(money_of(listed), sum_qualifier(qualifiers))


def sum_qualifier(qualifiers: Iterable[str]) -> str:
    """Return the qualifier of a sum of figures with these qualifiers.

    What is over and what is exact is over together; what is over and what is under, about.

    Examples
    --------
    >>> sum_qualifier(["", "over"]), sum_qualifier(["over", "under"]), sum_qualifier(["", ""])
    ('over', 'about', '')
    """
    kinds = set(qualifiers) - {""}
    if kinds == {"over", "least"}:
        return "over"
    return (kinds.pop() if kinds else "") if len(kinds) <= 1 else _ABOUT
