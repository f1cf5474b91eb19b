"""A project of the committed data with made-up milestones, packages, obstacles and roles.

What is told of it here stands in no source: it shows how much of it a card and a sheet can hold.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from geo.catalog.catalog import Catalog
from geo.dates import PartialDate
from geo.model import (
    AgencyRole,
    Figure,
    Milestone,
    MilestoneKind,
    MilestoneRole,
    Obstacle,
    ObstacleState,
    Package,
    Role,
)
from geo.query.selection import Selection
from geo.query.view import View, build_view
from geo.text import NO_TEXT, Text
from tests.briefing.sheets import TODAY
from tests.once import catalog

PROJECT = "EXP-SL1"
SOURCE = "BAOSONLA-2026-02-05"


def both(vi: str, en: str) -> Text:
    return Text((("vi", vi), ("en", en)))


def told(text: str) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def milestone(kind: str, role: str, day: str, as_of: str = "", note: Text = NO_TEXT) -> Milestone:
    return Milestone(
        PROJECT, MilestoneKind(kind), MilestoneRole(role), PartialDate.parse(day), told(as_of),
        note, SOURCE,
    )  # fmt: skip


def obstacle(vi: str, en: str, state: str = "open", **more: Any) -> Obstacle:
    values: dict[str, Any] = {
        "agency_id": "", "deadline": None, "as_of": told("2026-02-05"), "note": NO_TEXT,
        "source_id": SOURCE,
    }  # fmt: skip
    return Obstacle(PROJECT, both(vi, en), state=ObstacleState(state), **(values | more))


def package(number: int, percent: float | None = None) -> Package:
    return Package(
        f"XL-{number:02}", PROJECT, both(f"Gói XL-{number:02}", f"Package XL-{number:02}"), 1352.4,
        "Liên danh A – B", told("2025-04-28"), told("2027-06"), percent, told("2026-02-05"),
        NO_TEXT, SOURCE,
    )  # fmt: skip


def figure(quantity: str, value: float, unit: str, as_of: str = "2026-02-05") -> Figure:
    return Figure(PROJECT, quantity, value, unit, "", told(as_of), NO_TEXT, SOURCE)


MILESTONES = (
    milestone("ground-breaking", "planned", "2024-12", "2024-06"),
    milestone("ground-breaking", "actual", "2025-05-18"),
    milestone("land", "planned", "2025-10-31", "2025-09"),
    milestone("land", "planned", "2026-06", "2026-02-05"),
    milestone("opening", "planned", "2027", "2025-05-18", both("cả tuyến", "the whole line")),
)
OBSTACLES = (
    obstacle("Mặt bằng xôi đỗ", "Scattered site", agency_id="UBND-TINH",
             deadline=told("2026-03-31")),
    obstacle("Chưa có bãi thải", "No spoil sites"),
    obstacle("Thiếu đất đắp", "Lack of fill", "solved", as_of=told("2025-12")),
)  # fmt: skip
ROLES = (
    Role(PROJECT, "UBND-TINH", AgencyRole.OWNER, told("2024-03-02"), SOURCE),
    Role(PROJECT, "SO-XD", AgencyRole.INVESTOR, told("2025-05-18"), SOURCE),
)
FIGURES = (
    figure("physical_progress", 11.8, "percent"),
    figure("physical_progress", 4.2, "percent", "2025-11"),
    figure("financial_progress", 37.06, "percent"),
    figure("year_plan", 1850, "billion_vnd", "2026-01"),
    figure("households_resettled", 100, "households"),
)


@cache
def controlled() -> Catalog:
    """Give the committed catalog with one project under full control."""
    known = catalog()
    return replace(
        known,
        milestones=MILESTONES,
        packages=(package(1, 12.5), package(2, 9.0), package(3)),
        obstacles=OBSTACLES,
        roles=ROLES,
        figures=(*known.figures, *FIGURES),
    )


def view_of(known: Catalog | None = None, **asked: Any) -> View:
    return build_view(known or controlled(), Selection(**asked), TODAY)
