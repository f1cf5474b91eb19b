from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.catalog.catalog import Catalog
from geo.cli.commands import main
from geo.cli.overlaps import overlaps_text
from geo.dates import PartialDate
from geo.model import (
    GeometryKind,
    GeometryPart,
    Milestone,
    MilestoneKind,
    MilestoneRole,
    Project,
    Status,
)
from geo.query.period import WorkPeriod, work_period
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.roads.overlaps import MeetingKind, WorksOverlap, meetings, place_words, works_overlaps
from geo.roads.stretches import TOUCH_KM
from geo.text import NO_TEXT
from tests import tiny

DAY = date(2026, 1, 15)
Y, M = PartialDate, PartialDate.parse


def milestone(project_id: str, step: MilestoneKind, role: MilestoneRole, day: str) -> Milestone:
    return Milestone(project_id, step, role, M(day), None, NO_TEXT, tiny.SOURCE)


def works() -> Catalog:
    """Give a road of 30 km with works to count by hand.

    km 0        8  10         20  22 25        30
    A  |-----------|                              03/2025 – 06/2026
    B           |-------------|                   05/2025 – 12/2026
    C                         |-------|           01/2027 –
    D                             |------------|  not begun, no month told
    S  somewhere on the whole road                2025 –
    H            x km 9                           11/2025 –
    W  somewhere in the communes; G gone for good
    T  the group of T1 (km 29 – 30), done in 2020
    """
    spots = tiny.piece(tiny.line((0, 5_000), (30_000, 5_000)))
    soft = GeometryPart(
        "within:20101", tiny.point(5_000, 5_000), GeometryKind.WITHIN, evidence=None
    )
    place = GeometryPart("S-1", tiny.point(9_000, 5_000), GeometryKind.POINT, evidence=None)
    area = GeometryPart("commune:20101", tiny.areas()["20101"].geometry, GeometryKind.AREA, None)
    done = tiny.on_road("T1", 29, 30, part_of="T")
    projects = [
        tiny.on_road("A", 0, 10),
        tiny.on_road("B", 8, 20, finish_year=2026),
        tiny.on_road("C", 20, 25, start_year=2027),
        tiny.on_road("D", 22, 30),
        tiny.project("S", spots, unlocated_spots=True),
        tiny.project("H", place),
        tiny.project("W", soft, area),
        tiny.on_road("G", 0, 30),
        tiny.project("T", *done.pieces),
        done,
    ]
    events = (
        tiny.event("A", M("2025-03-10"), Status.CONSTRUCTION),
        tiny.event("B", M("2025-06"), Status.CONSTRUCTION),
        tiny.event("C", M("2024-01-01"), Status.PREPARING),
        tiny.event("D", M("2024-02-01"), Status.PLANNED),
        tiny.event("S", M("2025"), Status.CONSTRUCTION),
        tiny.event("H", M("2025-11-20"), Status.CONSTRUCTION),
        tiny.event("W", M("2025-11-20"), Status.CONSTRUCTION),
        tiny.event("G", M("2025-01-01"), Status.LAPSED),
        tiny.event("T1", M("2020-01-01"), Status.COMPLETED),
        tiny.event("T", M("2020-01-01"), Status.COMPLETED),
    )
    milestones = (
        milestone("A", MilestoneKind.OPENING, MilestoneRole.PLANNED, "2026-06"),
        milestone("B", MilestoneKind.GROUND_BREAKING, MilestoneRole.ACTUAL, "2025-05-02"),
    )
    road = tiny.section("S-1", tiny.line((0, 5_000), (30_000, 5_000)))
    route = tiny.route(road)
    return tiny.town(projects, routes={route.id: route}, events=events, milestones=milestones)


def told(catalog: Catalog, within_km: float = 0.0, day: date = DAY) -> dict[str, str]:
    """Give kind, rounded kilometres and months of each pair."""
    found = {}
    for one in works_overlaps(catalog, day, within_km):
        km = f" {one.meeting.from_km:.0f}-{one.meeting.to_km:.0f}" if one.meeting else ""
        months = "/".join(
            f"{when:%m.%Y}" if when else "" for when in (one.period.start, one.period.end)
        )
        sure = "" if one.period.is_known else " open"
        found["+".join(one.ids)] = f"{one.kind}{km} {months}{sure}"
    return found


def test_works_meet_as_counted_by_hand() -> None:
    assert told(works()) == {
        "A+B": "overlap 8-10 05.2025/06.2026",
        "A+S": "spots 03.2025/06.2026",
        "A+H": "overlap 9-9 11.2025/06.2026",
        "B+S": "spots 05.2025/12.2026",
        "B+H": "overlap 9-9 11.2025/12.2026",
        "C+D": "overlap 22-25 01.2027/ open",
        "C+S": "spots 01.2027/ open",
        "D+S": "spots 01.2025/ open",
        "S+H": "spots 11.2025/ open",
    }


def test_works_that_come_near_are_told_when_asked() -> None:
    catalog = works()
    near = {pair: words for pair, words in told(catalog, 2.5).items() if pair not in told(catalog)}
    # B and D are 2 km apart; B and C touch, but B is done before C begins; C ends 4 km before T1,
    # which has been there since 2020.
    assert near == {"B+D": "near 20-22 05.2025/12.2026 open"}
    assert "B+D" not in told(catalog, 1.9)


def test_works_touch_where_one_ends_and_the_other_begins() -> None:
    catalog = works()
    early = {**catalog.projects, "C": replace(catalog.projects["C"], start_year=2026)}
    found = told(replace(catalog, projects=early))
    assert found["B+C"] == "touch 20-20 01.2026/12.2026"


def test_on_a_day_nobody_knows_what_was_told_later() -> None:
    early = told(works(), day=date(2025, 4, 1))
    # B, S and H had not begun, and nobody had spoken of them.
    assert early == {"C+D": "overlap 22-25 01.2027/ open"}


def test_what_is_known_by_its_area_and_groups_and_what_is_gone_meet_nobody() -> None:
    met = {one for pair in told(works(), 100.0) for one in pair.split("+")}
    assert met.isdisjoint({"W", "G", "T"})


def period(start: str, end: str, *, begun: bool = True) -> WorkPeriod:
    return WorkPeriod(
        M(start).first_day if start else None, M(end).last_day if end else None, start_told=begun
    )


def test_months_meet_when_they_share_one() -> None:
    one = period("2025-01", "2025-06")
    assert one.common(period("2025-06", "2026")) == period("2025-06", "2025-06")
    assert one.common(period("2025-07", "2026")) is None
    whole = one.common(period("", "", begun=False))
    assert whole is not None
    assert not whole.is_known
    assert whole.describe("vi") == "chưa rõ tháng khởi công, đến 06/2025"
    assert one.describe("vi") == "từ 01/2025 đến 06/2025"
    assert one.describe("en") == "from 01/2025 to 06/2025"
    assert period("2025-03", "").describe("vi") == "từ 03/2025, chưa rõ tháng xong"


def of(project: Project, *events: tuple[str, Status], **more: object) -> WorkPeriod | None:
    made = tuple(tiny.event("P", M(when), status) for when, status in events)
    catalog = tiny.town([project], events=made, **more)
    return work_period(catalog, project, DAY)


def test_a_plan_that_has_passed_tells_nothing() -> None:
    late = tiny.on_road("P", 0, 1, start_year=2023, finish_year=2025)
    assert of(late, ("2024-01-01", Status.CONSTRUCTION)) == period("2024", "")
    # Planned for 2023 and not begun when last told of: not before that day.
    found = of(late, ("2024-05-05", Status.PREPARING))
    assert found == WorkPeriod(date(2024, 5, 5), None, start_told=False)
    assert of(late, ("2025-02-01", Status.COMPLETED)) == WorkPeriod(
        date(2023, 1, 1), date(2025, 2, 1), start_told=True
    )
    assert of(late, ("2025-02-01", Status.LAPSED)) is None


def test_of_plans_the_one_told_last_counts() -> None:
    plans = tuple(
        replace(milestone("P", MilestoneKind.OPENING, MilestoneRole.PLANNED, when), as_of=M(told))
        for when, told in (("2027-05", "2025-01"), ("2026-12", "2024-06"), ("2030", "2026-06"))
    )
    project = tiny.on_road("P", 0, 1)
    found = of(project, ("2025-03-01", Status.CONSTRUCTION), milestones=plans)
    assert found == WorkPeriod(date(2025, 3, 1), date(2027, 5, 31), start_told=True)


kilometres = st.integers(0, 300).map(lambda tenths: tenths / 10)


@st.composite
def stretches(draw: st.DrawFn) -> tuple[tuple[float, float], ...]:
    ends = sorted(draw(st.sets(kilometres, min_size=2, max_size=6)))
    return tuple(pairwise(ends))[::2]


@given(stretches(), stretches(), kilometres)
def test_meetings_do_not_depend_on_who_is_asked_first(
    one: tuple[tuple[float, float], ...], two: tuple[tuple[float, float], ...], within_km: float
) -> None:
    found = meetings(one, two, within_km)
    assert meetings(two, one, within_km) == found
    gaps = [max(max(a, c) - min(b, d), 0.0) for a, b in one for c, d in two]
    assert bool(found) is (min(gaps) <= max(within_km, TOUCH_KM))
    shared = sum(m.to_km - m.from_km for m in found if m.kind is MeetingKind.OVERLAP)
    by_hand = sum(max(min(b, d) - max(a, c), 0.0) for a, b in one for c, d in two)
    assert shared == pytest.approx(by_hand, abs=1e-9)


def words(overlap: WorksOverlap, catalog: Catalog) -> str:
    return place_words(catalog, overlap, "vi")


def test_no_kilometre_is_said_that_nobody_knows() -> None:
    catalog = works()
    said = {"+".join(one.ids): words(one, catalog) for one in works_overlaps(catalog, DAY, 2.5)}
    assert said["A+B"] == (
        "QL.9, 8,0 – 10,0 km tính từ đầu tuyến trong tỉnh (chưa biết gốc lý trình):"
        " trùng đoạn 2,0 km"
    )
    assert said["A+S"] == "QL.9: chưa rõ điểm"
    assert said["B+D"].endswith("cách nhau 2,0 km")


def test_the_command_tells_the_same_in_every_form() -> None:
    view = build_view(works(), Selection(as_of=DAY, words="A"))
    table, rows, records = (overlaps_text(view, 0.0, form) for form in ("table", "csv", "json"))
    assert [(one["first"], one["second"]) for one in json.loads(records)] == [
        (row["first"], row["second"]) for row in csv.DictReader(io.StringIO(rows))
    ]
    first = next(one for one in json.loads(records) if one["second"] == "B")
    assert (first["from_km"], first["to_km"], first["gap_km"]) == (8.0, 10.0, 0.0)
    assert (first["from_day"], first["to_day"]) == ("2025-05-02", "2026-06-30")
    assert first["official_from_km"] is None
    assert "trùng đoạn 2,0 km; thời gian chung: từ 05/2025 đến 06/2026" in table
    assert "=" not in rows.splitlines()[0]


def test_the_expressway_meets_itself_end_to_end_without_a_kilometre(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["overlaps", "--format", "json", "--as-of", "2026-11-27"]) == 0
    found = {(one["first"], one["second"]): one for one in json.loads(capsys.readouterr().out)}
    pair = found["EXP-SL1", "EXP-SL2"]
    assert (pair["kind"], pair["from_km"], pair["schematic"]) == ("touch", None, True)
    assert "nối tiếp nhau, tuyến chỉ là sơ đồ" in pair["place"]
    works = found["DT-109", "DT-109-NAMPAM"]
    assert works["kind"] == "overlap"
    assert works["to_km"] - works["from_km"] == pytest.approx(7.0, abs=0.05)
    storm = [one for one in found.values() if "DT-STORM2024" in (one["first"], one["second"])]
    assert storm
    assert all(one["kind"] == "spots" and one["from_km"] is None for one in storm)


def test_a_bad_distance_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for wrong in ("-1", "x", "nan", "1000"):
        with pytest.raises(SystemExit):
            main(["overlaps", "--within", wrong, "--lang", "en"])
        assert "is no distance between 0 and 100 km" in capsys.readouterr().err
