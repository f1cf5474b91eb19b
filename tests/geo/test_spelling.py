"""How typed words are read: road numbers, abbreviations, typing slips."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.search import spelling
from geo.text import words


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Cải tạo Quốc lộ 06B", "cai tao ql6b"), ("QL.6 Km5", "ql6 km5"), ("tl 109", "dt109"),
        ("cao tốc CT.03", "cao toc ct3"), ("national highway 6", "ql6"), ("ql", "ql"),
        ("quốc lộ", "quoc lo"), ("dt1234", "dt1234"), ("đường tỉnh 101 mới", "dt101 moi"),
    ],
)  # fmt: skip
def test_a_road_number_is_one_word(typed: str, read: str) -> None:
    assert " ".join(spelling.road_words(words(typed))) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("p. Mộc Châu", "phuong moc chau"), ("P-1", "p 1"), ("h", "h"),
        ("tp sơn la", "thanh pho son la"),
        ("BQLDA ODA", "ban quan ly du an oda"), ("UBND xã", "uy ban nhan dan xa"),
    ],
)  # fmt: skip
def test_abbreviations_are_written_out(typed: str, read: str) -> None:
    assert " ".join(spelling.written_out(words(typed))) == read


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mojc chau", "moc chau"), ("moocj chaau", "moc chau"), ("dduowngf", "duong"),
        ("thuyr ddieenj", "thuy dien"), ("tuw", "tu"), ("chieengf sown", "chieng son"),
        ("moc5 chau", "moc chau"), ("d9u7o7ng2 so6ng", "duong song"), ("ql6b dt109", "ql6b dt109"),
        ("truwowngf hocj", "truong hoc"), ("soongf la", "song la"), ("xax", "xa"),
    ],
)  # fmt: skip
def test_ux16_telex_and_vni_are_undone(typed: str, meant: str) -> None:
    assert " ".join(spelling.without_slips(words(typed))) == meant


def test_short_words_and_numbers_have_no_slips() -> None:
    assert [spelling.slips_allowed(word) for word in ("moc", "chau", "chieng", "construct")] == [
        0, 1, 1, 2,
    ]  # fmt: skip
    assert spelling.slips_allowed("ql279") == 0
    assert [spelling.name_slips_allowed(letters) for letters in (5, 6, 11, 12)] == [0, 1, 1, 2]


@pytest.mark.parametrize(
    ("one", "two", "slips"),
    [("chau", "chau", 0), ("chua", "chau", 1), ("chu", "chau", 1), ("chaau", "chau", 1),
     ("chao", "chau", 1), ("hcua", "chau", 2), ("cau", "chieng", None)],
)  # fmt: skip
def test_slips_are_counted_letter_by_letter(one: str, two: str, slips: int | None) -> None:
    assert spelling.count_slips(one, two, 2) == slips
    assert spelling.count_slips(two, one, 2) == slips


@given(st.text(alphabet="abcdeghx5sfj ", max_size=30))
def test_reading_never_ends_in_an_error_and_keeps_what_was_typed(typed: str) -> None:
    readings = spelling.spellings_of(typed)
    further = spelling.further_readings(readings)
    assert further[: len(readings)] == readings
    assert all(parts for parts in further) or not words(typed)
