"""Water: which class a river has, what it is called, and how reservoirs are named."""

from __future__ import annotations

import pytest
import shapely

from geo.catalog.catalog import Backdrop, Catalog
from geo.tables import Feature
from layers.style import palette
from layers.style.model import FillStyle, Mark
from layers.style.typography import ROLES
from layers.themes import water
from layers.themes.water import river_class
from tests import tiny


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Sông Đà", "main"), ("Sông Mã", "main"), ("Sông Mã (Nậm Mã, Lào)", "main"),
        ("Nậm Mu", "river"), ("Ngòi Thia", "river"), ("Sông Con", "river"),
        ("Suối Be", "stream"), ("", "stream"),
    ],
)  # fmt: skip
def test_a_river_has_its_class_by_its_name(name: str, expected: str) -> None:
    assert river_class(name) == expected


def river(name: str, *places: tuple[float, float]) -> Feature:
    return Feature(name, {"name_vi": name or None, "name_en": None}, shapely.LineString(places))


def lake(name: str, kind: str = "reservoir") -> Feature:
    properties = {"name_vi": name or None, "name_en": None, "kind": kind}
    return Feature(name, properties, shapely.box(104.0, 21.0, 104.4, 21.1))


def marks_of(lines: tuple[Feature, ...], *lakes: Feature) -> list[Mark]:
    return list(water.marks(tiny.town(backdrop=Backdrop((), lakes, lines, (), (), ()))))


DA = river("Sông Đà", (103.8, 21.05), (104.6, 21.05))


def names(marks: list[Mark], role: str) -> list[str]:
    return [mark.label.text["vi"] for mark in marks if mark.label and mark.label.role == role]


def test_a_reservoir_is_named_along_the_river_that_it_dams() -> None:
    brook = river("Suối Be", (104.1, 20.9), (104.1, 21.04))
    marks = marks_of((brook, DA), lake("Hồ Lớn"))
    assert names(marks, "reservoir") == ["Hồ Lớn"]
    assert names(marks, "water") == ["Suối Be", "Sông Đà"]
    (axis,) = (mark for mark in marks if mark.label and mark.label.role == "reservoir")
    assert axis.style == "main"
    assert axis.geometry.length == pytest.approx(0.4)
    # The lake covers what lies in its bed.
    assert marks[-1].style == "lake"


@pytest.mark.parametrize(
    "item", [lake(""), lake("Sông Đà", "river")], ids=["without a name", "a wide river"]
)
def test_other_water_has_no_name_of_a_reservoir(item: Feature) -> None:
    assert names(marks_of((DA,), item), "reservoir") == []


def test_a_reservoir_without_a_river_goes_without_a_name() -> None:
    apart = river("Sông Mã", (103.0, 20.0), (103.5, 20.0))
    marks = marks_of((apart,), lake("Hồ Nhỏ"))
    assert names(marks, "reservoir") == []
    assert [mark.style for mark in marks] == ["main", "lake"]


def test_the_larger_river_lies_above() -> None:
    marks = marks_of((DA, river("", (104, 20), (104, 21)), river("Nậm Mu", (104, 20), (105, 21))))
    assert [mark.style for mark in marks] == ["stream", "river", "main"]
    assert [bool(mark.label) for mark in marks] == [False, True, True]


def test_the_committed_rivers_are_named(catalog: Catalog) -> None:
    marks = list(water.marks(catalog))
    found = {name: mark.style for mark in marks for name in [mark.name["vi"]] if mark.label}
    assert found == {
        "Sông Đà": "main", "Sông Mã": "main", "Sông Mã (Nậm Mã, Lào)": "main",
        "Nậm Mu": "river", "Nậm Sọi": "river", "Nậm Hua": "river", "Ngòi Thia": "river",
        "Ngòi Lao": "river", "Suối Be": "stream",
        "Hồ Sơn La": "main", "Hồ Hòa Bình": "main", "Hồ Trung Sơn": "main",
    }  # fmt: skip
    assert set(names(marks, "reservoir")) == {"Hồ Sơn La", "Hồ Hòa Bình", "Hồ Trung Sơn"}


def test_reservoirs_are_set_in_italic_capitals_on_their_own_blue() -> None:
    role, lake_style = ROLES["reservoir"], water.STYLES["lake"]
    assert (role.italic, role.capitals, role.along) == (True, True, True)
    assert isinstance(lake_style, FillStyle)
    assert role.halo == lake_style.color
    assert ROLES["water"].italic
    assert ROLES["water"].color == palette.WATER_INK
