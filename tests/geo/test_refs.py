from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import KmRangeError
from geo.road_names import format_km, normal_ref, parse_km, spellings


@pytest.mark.parametrize(
    ("typed", "ref"),
    [
        ("QL6", "QL.6"), ("ql.6", "QL.6"), ("Quốc lộ 6", "QL.6"), ("QL 279d", "QL.279D"),
        ("DT109", "ĐT.109"), ("ĐT.109", "ĐT.109"), ("tỉnh lộ 109", "ĐT.109"),
        ("TL-105A", "ĐT.105A"),
        ("CT3", "CT.03"), ("CT.03", "CT.03"), ("NH 6", "QL.6"), ("đường tỉnh 101", "ĐT.101"),
    ],
)  # fmt: skip
def test_any_spelling_gives_the_one_ref(typed: str, ref: str) -> None:
    assert normal_ref(typed) == ref


@pytest.mark.parametrize("typed", ["", "Mộc Châu", "6", "QL", "QL.6.7", "XX.12"])
def test_other_words_are_no_ref(typed: str) -> None:
    assert normal_ref(typed) is None


@given(st.integers(0, 999_999))
def test_shown_kilometres_read_back(metres: int) -> None:
    assert parse_km(format_km(metres / 1000)) == pytest.approx(metres / 1000)


@pytest.mark.parametrize(("text", "km"), [("193", 193), ("Km 193+500", 193.5), ("193,25", 193.25)])
def test_kilometres_in_other_forms(text: str, km: float) -> None:
    assert parse_km(text) == km


@pytest.mark.parametrize("text", ["", "km", "193+5", "1a", "-3"])
def test_what_is_no_kilometre_says_so(text: str) -> None:
    with pytest.raises(KmRangeError, match=r"193\+500"):
        parse_km(text)


@pytest.mark.parametrize(
    ("km", "shown"),
    [(0, "Km0+000"), (0.0004, "Km0+000"), (12.0456, "Km12+046"), (0.9996, "Km1+000"),
     (-0.0004, "Km0+000"), (-1.5, "Km-1+500"), (-0.001, "Km-0+001")],
)  # fmt: skip
def test_kilometres_are_shown_to_the_metre(km: float, shown: str) -> None:
    assert format_km(km) == shown


@pytest.mark.parametrize(
    ("text", "km"), [("7+000", 7), ("007+050", 7.05), ("KM12", 12), ("12 km", 12), ("0.5km", 0.5)]
)
def test_metres_behind_a_plus_are_thousandths(text: str, km: float) -> None:
    assert parse_km(text) == pytest.approx(km)


@pytest.mark.parametrize(
    ("typed", "ref"), [("QL006", "QL.6"), ("CT12", "CT.12"), ("CT 003", "CT.003"), ("dt 0109a", "")]
)
def test_a_number_is_written_as_the_catalog_does(typed: str, ref: str) -> None:
    assert normal_ref(typed) == (ref or None)


def test_each_kind_of_road_has_its_own_words() -> None:
    assert spellings("QL.6") == ("QL.6", "QL6", "quoc lo 6", "nh 6")
    assert spellings("ĐT.109") == ("ĐT.109", "ĐT109", "duong tinh 109", "tinh lo 109")
    assert spellings("CT.03") == ("CT.03", "CT03", "cao toc 03")
    assert spellings("X.1") == ("X.1", "X1")
