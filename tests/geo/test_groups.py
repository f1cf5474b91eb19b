"""A group and its parts are counted once, whatever of them is in sight."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.dates import PartialDate
from geo.model import Project, Status
from geo.query.group_words import say_money_of_group
from geo.query.groups import parts_under_groups
from geo.query.selection import Selection
from geo.query.view import Money, ProjectRow, Totals, build_view, totals_of
from tests import tiny
from tests.briefing.sheets import TODAY

GROUPS = ("G-1", "G-2")


def row(project: Project, capital: float | None, km: float = 0.0) -> ProjectRow:
    money = None if capital is None else tiny.figure(project.id, "capital", capital, "billion_vnd")
    return ProjectRow(project, Status.PLANNED, None, None, None, "", km, km, money)


PROJECTS = [
    *((tiny.project(group), 0.0) for group in GROUPS),
    *((tiny.project(f"{g}-{n}", part_of=g), 1.0) for g in GROUPS for n in range(3)),
    *((tiny.project(f"S-{n}"), 1.0) for n in range(2)),
]

amounts = st.none() | st.integers(1, 1_000).map(float)


@st.composite
def selections(draw: st.DrawFn) -> tuple[list[ProjectRow], list[ProjectRow]]:
    """Give all rows, a kilometre each, and those in sight: any group, any parts, any singles."""
    every = [row(one, draw(amounts), km) for one, km in PROJECTS]
    seen = [one for one in every if draw(st.booleans())]
    return every, draw(st.permutations(seen))


def money_of(totals: Totals) -> float:
    return (totals.approved + totals.proposed + totals.passing).billion_vnd


def by_hand(rows: list[ProjectRow]) -> tuple[int, float, float]:
    """Count projects, km and money: family by family, the plain way."""
    count, km, money = 0, 0.0, 0.0
    families = {one.project.part_of or one.project.id for one in rows}
    for family in families:
        head = [one for one in rows if one.project.id == family]
        parts = [one for one in rows if one.project.part_of == family]
        count += len(parts) or 1
        km += sum(one.chosen_km for one in parts or head)
        told = [one.capital.value for one in head if one.capital]
        money += told[0] if told else sum(one.capital.value for one in parts if one.capital)
    return count, km, money


@settings(max_examples=200, deadline=None)
@given(selections())
def test_parts_and_whole_never_add_twice(made: tuple[list[ProjectRow], list[ProjectRow]]) -> None:
    _, rows = made
    totals = totals_of(rows)
    assert (totals.projects, totals.drawn_km, money_of(totals)) == by_hand(rows)
    assert sum(totals.by_status.values()) == totals.projects
    assert totals.with_capital <= totals.projects
    assert totals.in_groups <= totals.projects


@settings(max_examples=100, deadline=None)
@given(selections())
def test_a_group_beside_its_parts_adds_no_project_and_no_kilometre(
    made: tuple[list[ProjectRow], list[ProjectRow]],
) -> None:
    every, rows = made
    totals = totals_of(rows)
    seen = {one.project.id for one in rows}
    for one in every:
        parts = [other for other in rows if other.project.part_of == one.project.id]
        if one.project.id in seen or not parts:
            continue
        more, totals_money = totals_of([*rows, one]), money_of(totals)
        assert (more.projects, more.drawn_km) == (totals.projects, totals.drawn_km)
        own = sum(part.capital.value for part in parts if part.capital)
        told = one.capital.value if one.capital else own
        assert money_of(more) == totals_money - own + told


@settings(max_examples=100, deadline=None)
@given(selections())
def test_parts_stand_right_behind_their_group(
    made: tuple[list[ProjectRow], list[ProjectRow]],
) -> None:
    _, rows = made
    listed = parts_under_groups(rows)
    assert sorted(map(id, listed)) == sorted(map(id, rows))
    ids = [one.project.id for one in listed]
    for place, one in enumerate(listed):
        group = one.project.part_of
        if group in ids:
            between = listed[ids.index(group) + 1 : place]
            assert ids.index(group) < place
            assert all(other.project.part_of == group for other in between)


def schools() -> list[Project]:
    spots = [tiny.piece(tiny.point(x, 8_000), "P", "point") for x in (5_000, 25_000)]
    whole = tiny.project("SCH", *spots, name=tiny.named("Trường nội trú"))
    parts = [
        tiny.project(f"SCH-{n}", spot, part_of="SCH", name=tiny.named(f"Trường {n}"))
        for n, spot in enumerate(spots)
    ]
    return [*reversed(parts), whole, tiny.on_road("A-1", 0, 20)]


def test_a_view_lists_the_group_first_and_counts_its_parts() -> None:
    town = tiny.town(
        schools(),
        events=(tiny.event("SCH-0", PartialDate(2026, 1, 1), Status.CONSTRUCTION),),
        figures=(
            tiny.figure("SCH", "capital", 3389, "billion_vnd"),
            tiny.figure("SCH-0", "capital", 200, "billion_vnd"),
        ),
    )
    view = build_view(town, Selection(), TODAY)
    # The group heads its parts by its own money; the one under construction comes first of them.
    assert [one.project.id for one in view.rows] == ["SCH", "SCH-0", "SCH-1", "A-1"]
    assert view.heading_ids == {"SCH"}
    assert view.part_ids == {"SCH-0", "SCH-1"}
    totals = view.totals
    assert (totals.projects, totals.groups, totals.in_groups) == (3, 1, 2)
    assert (totals.proposed, totals.passing) == (Money(3389, 1), Money())
    assert totals.by_status[Status.CONSTRUCTION] == 1
    # In one commune the group stands with its one part there.
    west = build_view(town, Selection(areas=(tiny.WEST,)), TODAY)
    assert [one.project.id for one in west.rows] == ["SCH", "SCH-0", "A-1"]
    # The whole goes on elsewhere: the money here is that of the part.
    assert (west.totals.approved, west.totals.passing) == (Money(200, 1), Money())
    # The part alone brings its own money, and says where more is told when it has none.
    alone = build_view(town, Selection(words="Trường 1"), TODAY)
    assert [one.project.id for one in alone.rows] == ["SCH-1"]
    assert "Trường nội trú" in say_money_of_group(alone, alone.rows[0], "vi")
    assert (alone.totals.projects, alone.totals.with_capital) == (1, 0)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_caption_says_how_many_are_in_groups(language: str) -> None:
    from briefing.content.caption import caption

    words = caption(build_view(tiny.town(schools()), Selection(), TODAY), language)
    assert {"vi": "(trong đó 2 dự án thuộc 1 nhóm)", "en": "(2 of them in one group)"}[
        language
    ] in words
