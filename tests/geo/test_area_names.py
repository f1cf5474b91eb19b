from __future__ import annotations

from datetime import date

import pytest

from geo.catalog.area_names import (
    area_title,
    change_of_frame,
    communes_shown,
    frame_in_force,
    name_on,
)
from geo.catalog.catalog import Catalog
from geo.errors import UnknownIdError
from geo.model import AreaFrame
from geo.query.selection import Selection

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
