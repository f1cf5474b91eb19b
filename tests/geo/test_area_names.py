from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from geo.catalog.area_names import (
    area_title,
    change_of_frame,
    communes_shown,
    frame_in_force,
    name_on,
)
from geo.catalog.catalog import Catalog
from geo.dates import PartialDate, format_day
from geo.errors import UnknownIdError
from geo.model import AreaFrame, LaterName, Merger
from geo.query.selection import Selection
from geo.strings import say
from geo.text import NO_TEXT
from tests import tiny

CHANGE = date(2025, 7, 1)
EVE = date(2025, 6, 30)


def test_the_frame_changes_on_the_day_of_the_crosswalk(catalog: Catalog) -> None:
    assert change_of_frame(catalog) == CHANGE
    assert frame_in_force(catalog, EVE) is AreaFrame.DISTRICT
    assert frame_in_force(catalog, CHANGE) is AreaFrame.COMMUNE


@pytest.mark.parametrize(
    ("code", "day", "title"),
    [
        ("123", date(2024, 6, 1), "Huyện Mộc Châu"),
        ("123", date(2025, 1, 31), "Huyện Mộc Châu"),
        ("123", date(2025, 2, 1), "Thị xã Mộc Châu"),
        ("123", EVE, "Thị xã Mộc Châu"),
        ("123", CHANGE, "Huyện Mộc Châu (cũ)"),
        ("116", EVE, "Thành phố Sơn La"),
        ("116", CHANGE, "Thành phố Sơn La (cũ)"),
        ("04048", EVE, "Xã Vân Hồ (từ 01/07/2025)"),
        ("04048", CHANGE, "Xã Vân Hồ"),
        # Not touched in 2025, made in 2024.
        ("03997", date(2024, 11, 13), "Xã Tân Yên (từ 14/11/2024)"),
        ("03997", date(2024, 11, 14), "Xã Tân Yên"),
        # Never touched.
        ("03820", date(2010, 1, 1), "Xã Ngọc Chiến"),
    ],
)
def test_an_area_is_called_what_it_was_called_then(
    catalog: Catalog, code: str, day: date, title: str
) -> None:
    assert area_title(catalog, code, day, "vi") == title


def test_every_area_is_in_force_in_just_one_way(catalog: Catalog) -> None:
    for area in catalog.areas.frame(AreaFrame.DISTRICT):
        assert name_on(catalog, area.code, EVE).in_force
        assert not name_on(catalog, area.code, CHANGE).in_force
    for area in catalog.areas.frame(AreaFrame.COMMUNE):
        known = name_on(catalog, area.code, CHANGE)
        assert known.in_force
        assert "(" not in area_title(catalog, area.code, CHANGE, "vi")


def test_a_name_tells_its_sources(catalog: Catalog) -> None:
    assert name_on(catalog, "123", EVE).source_ids == (
        "NQ-1280-2024", "WIKI-THAONGUYEN", "NQ-1681-2025",
    )  # fmt: skip
    assert name_on(catalog, "128", EVE).source_ids == ("NQ-1681-2025",)
    assert name_on(catalog, "04048", EVE).source_ids == ("NQ-1681-2025",)
    for area in catalog.areas.by_code.values():
        assert set(name_on(catalog, area.code, EVE).source_ids) <= set(catalog.sources)


def test_titles_follow_the_day(catalog: Catalog) -> None:
    chosen = Selection(areas=("123", "04048"))
    assert chosen.describe_areas(catalog) == "Huyện Mộc Châu (cũ), Xã Vân Hồ"
    then = chosen.with_(as_of=date(2024, 1, 1))
    assert then.describe_areas(catalog) == "Huyện Mộc Châu, Xã Vân Hồ (từ 01/07/2025)"
    assert then.describe_areas(catalog, "en") == (
        "Mộc Châu district, Vân Hồ commune (from 1 Jul 2025)"
    )


def test_an_unknown_area_is_an_error(catalog: Catalog) -> None:
    with pytest.raises(UnknownIdError, match="999"):
        name_on(catalog, "999", EVE)


@pytest.mark.parametrize(
    ("frame", "day", "shown"),
    [
        (AreaFrame.COMMUNE, date(2025, 6, 30), True),
        (AreaFrame.COMMUNE, date(2025, 7, 1), True),
        (AreaFrame.DISTRICT, date(2025, 6, 30), False),
        (AreaFrame.DISTRICT, date(2025, 7, 1), True),
    ],
)
def test_communes_are_drawn_from_their_first_day_on_or_when_asked(
    catalog: Catalog, frame: AreaFrame, day: date, *, shown: bool
) -> None:
    assert communes_shown(catalog, frame, day) is shown


def unit(new_code: str, day: str = "", source_id: str = "", change: str = "merged") -> Merger:
    in_force = PartialDate.parse(day) if day else None
    return Merger("1", "Cũ", tiny.FIRST_DISTRICT, new_code, "Mới", change, "", in_force, source_id)


def later(name: str, since: str, *source_ids: str, code: str = tiny.FIRST_DISTRICT) -> LaterName:
    return LaterName(code, tiny.named(name), PartialDate.parse(since), NO_TEXT, source_ids)


RENAMED: dict[str, Any] = {
    "mergers": (
        unit(tiny.WEST, "2025-07-01", "NQ-2"), unit(tiny.WEST, "2025-07", "NQ-3"),
        unit(tiny.MIDDLE, "2026-01-01", "NQ-2"), unit(tiny.MIDDLE),
        unit(tiny.EAST, source_id="NQ-4", change="unchanged"), unit(tiny.EAST, source_id="NQ-4"),
    ),
    "earlier_units": (
        unit(tiny.EAST, "2024-11-14", "NQ-1"), unit(tiny.EAST, "2020-02-01", "NQ-0"),
        unit(tiny.WEST, "2021-01-01", "NQ-9"),
    ),
    "later_names": (
        later("Thị trấn Một", "2022", "L-2", "L-1"),
        later("Thị xã Một", "2024-02-10", "L-1", "L-3"),
        later("Phố Một", "2020-05", "L-0"),
        later("Thị xã Hai", "2024-02-10", "L-4", code=tiny.SECOND_DISTRICT),
    ),
}  # fmt: skip
TOWN = tiny.town(**RENAMED)


@pytest.mark.parametrize(
    ("day", "name", "since", "source_ids"),
    [
        (date(2020, 5, 30), "Huyện Một", None, ("NQ-2", "NQ-3", "NQ-4")),
        (date(2020, 5, 31), "Phố Một", date(2020, 5, 31), ("L-0", "NQ-2", "NQ-3", "NQ-4")),
        (date(2022, 12, 31), "Thị trấn Một", date(2022, 12, 31), ("L-2", "L-1", "NQ-2", "NQ-3",
                                                                  "NQ-4")),
        (date(2024, 2, 10), "Thị xã Một", date(2024, 2, 10), ("L-1", "L-3", "NQ-2", "NQ-3",
                                                              "NQ-4")),
    ],
)  # fmt: skip
def test_a_district_has_the_latest_name_that_had_begun(
    day: date, name: str, since: date | None, source_ids: tuple[str, ...]
) -> None:
    found = name_on(TOWN, tiny.FIRST_DISTRICT, day)
    assert (found.name["vi"], found.since, found.source_ids) == (name, since, source_ids)
    # It ends on the first day of any commune.
    assert (found.in_force, found.ended) == (True, date(2025, 7, 1))
    assert (found.code, found.frame) == (tiny.FIRST_DISTRICT, AreaFrame.DISTRICT)


@pytest.mark.parametrize(
    ("code", "since", "source_ids"),
    [
        # The last of its parts makes a commune what it is.
        (tiny.WEST, date(2025, 7, 31), ("NQ-2", "NQ-3")),
        (tiny.MIDDLE, date(2026, 1, 1), ("NQ-2",)),
        # What 2025 left as it was began with what ended into it before.
        (tiny.EAST, date(2024, 11, 14), ("NQ-1", "NQ-0")),
    ],
)
def test_a_commune_begins_with_the_last_unit_that_ended_into_it(
    code: str, since: date, source_ids: tuple[str, ...]
) -> None:
    eve = since - timedelta(days=1)
    assert not name_on(TOWN, code, eve).in_force
    found = name_on(TOWN, code, since)
    assert (found.in_force, found.since, found.ended) == (True, since, None)
    assert found.source_ids == source_ids
    assert (found.code, found.frame) == (code, AreaFrame.COMMUNE)
    title = area_title(TOWN, code, eve, "vi")
    assert title == say("area.later", "vi", name=found.name["vi"], day=format_day(since, "vi"))


def test_without_a_crosswalk_everything_is_in_force_and_the_communes_count() -> None:
    town = tiny.town()
    assert change_of_frame(town) is None
    assert frame_in_force(town, date(1990, 1, 1)) is AreaFrame.COMMUNE
    for code in (tiny.FIRST_DISTRICT, tiny.WEST):
        found = name_on(town, code, date(1990, 1, 1))
        assert (found.in_force, found.since, found.ended, found.source_ids) == (
            True,
            None,
            None,
            (),
        )
    assert area_title(town, tiny.WEST, date(1990, 1, 1), "vi") == "Xã Tây"


def test_after_its_end_a_district_has_the_name_of_its_frame() -> None:
    former = say("selection.former", "vi", name="Huyện Một")
    assert area_title(TOWN, tiny.FIRST_DISTRICT, date(2025, 7, 1), "vi") == former
    assert area_title(TOWN, tiny.FIRST_DISTRICT, date(2025, 6, 30), "vi") == "Thị xã Một"
    # A district whose name is older than the tables ended all the same.
    unnamed = tiny.town(**(RENAMED | {"later_names": ()}))
    assert area_title(unnamed, tiny.FIRST_DISTRICT, date(2025, 7, 1), "vi") == former
