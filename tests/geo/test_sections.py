"""Sections by status: their counts and sums are those of the view, told once."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.dates import PartialDate
from geo.model import LIVELIEST_FIRST, Status
from geo.query.sections import sections_of, sum_qualifier
from geo.query.selection import Selection
from geo.query.view import Money, View, build_view
from tests import tiny
from tests.briefing.sheets import view_of

TODAY = date(2026, 11, 1)
DAY = PartialDate(2025, 5, 1)


def capital(project_id: str, value: float, qualifier: str = "") -> object:
    return tiny.figure(project_id, "capital", value, "billion_vnd", qualifier=qualifier)


def town() -> View:
    """Return two works, one of them a group of two parts of which one is done, and a plan."""
    projects = [
        tiny.on_road("W-1", 0, 5),
        tiny.project("G"),
        tiny.on_road("G-1", 5, 9, part_of="G"),
        tiny.on_road("G-2", 9, 12, part_of="G"),
        tiny.on_road("P-1", 12, 20),
    ]
    works, done = Status.CONSTRUCTION, Status.COMPLETED
    status = {"W-1": works, "G": works, "G-1": works, "G-2": done, "P-1": Status.PLANNED}
    figures = (
        capital("W-1", 100, "over"), capital("G", 40), capital("G-1", 7), capital("G-2", 9),
        capital("P-1", 3, "about"),
    )  # fmt: skip
    events = tuple(tiny.event(id_, DAY, state) for id_, state in status.items())
    return build_view(tiny.town(projects, events=events, figures=figures), Selection(), TODAY)


def test_a_section_has_the_rows_of_its_status_and_their_sum() -> None:
    works, planned, done = sections_of(town())
    told = [(one.status, [row.project.id for row in one.rows]) for one in (works, planned, done)]
    assert told == [
        (Status.CONSTRUCTION, ["W-1", "G", "G-1"]),
        (Status.PLANNED, ["P-1"]),
        (Status.COMPLETED, ["G-2"]),
    ]
    # The group is a heading, whose money stands for that of all its parts.
    assert [one.projects for one in (works, planned, done)] == [2, 1, 1]
    assert works.inside.money == Money(140, 2, exact=False)
    assert (works.inside.qualifier, planned.inside.qualifier) == ("over", "about")
    assert done.inside.money == Money()


@pytest.mark.parametrize("areas", [(), ("123",), ("116",), ("119", "127")])
def test_sections_add_up_to_the_totals_of_their_view(areas: tuple[str, ...]) -> None:
    view = view_of(*areas)
    found, totals = sections_of(view), view.totals
    assert [one.status for one in found] == [
        status for status in LIVELIEST_FIRST if any(row.status is status for row in view.rows)
    ]
    assert sum(one.projects for one in found) == totals.projects
    assert {one.status: one.projects for one in found if one.projects} == {
        status: count for status, count in totals.by_status.items() if count
    }
    assert sum(one.outside for one in found) == totals.outside
    listed = [row.project.id for one in found for row in one.rows]
    assert sorted(listed) == sorted(row.project.id for row in view.rows)
    inside = sum((one.inside.money for one in found), Money())
    passing = sum((one.passing.money for one in found), Money())
    assert inside.billion_vnd == pytest.approx((totals.approved + totals.proposed).billion_vnd)
    assert inside.projects == totals.approved.projects + totals.proposed.projects
    assert passing.billion_vnd == pytest.approx(totals.passing.billion_vnd)
    assert passing.projects == totals.passing.projects


@given(st.lists(st.sampled_from(["", "about", "over", "under", "least"]), max_size=6))
def test_the_sign_of_a_sum_claims_no_more_than_its_figures(qualifiers: list[str]) -> None:
    found, kinds = sum_qualifier(qualifiers), set(qualifiers) - {""}
    assert (found == "") == (not kinds)
    if found in {"over", "least"}:
        assert kinds <= {"over", "least"}
    if found == "under":
        assert kinds == {"under"}
    assert (found == "least") == (kinds == {"least"})
