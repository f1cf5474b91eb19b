from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.text import Text, fold, matches, sort_key, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Mộc Châu", "moc chau"), ("Sông Đà", "song da"), ("ĐT.105A", "dt.105a"), ("Ý Yên", "y yen")],
)
def test_fold_drops_marks_and_case(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = words(text)
    assert words(" ".join(once)) == once


def test_query_words_begin_words_of_the_haystack() -> None:
    haystack = words("Cao tốc Hòa Bình – Mộc Châu, Đà Bắc")
    assert matches("moc chau", haystack)
    assert matches("Đà", haystack)
    assert matches("da", haystack)
    assert matches("", haystack)
    assert not matches("da", words("Ủy ban nhân dân"))
    assert not matches("6", words("đường 607"))
    assert not matches("moc son", haystack)
    assert not matches("hau", haystack)


def test_text_falls_back_to_vietnamese() -> None:
    text = Text.from_row({"name_vi": "Sông Đà", "name_en": "", "name": "no"}, "name")
    assert text["en"] == "Sông Đà"
    assert list(text) == ["vi"]


def test_road_numbers_sort_by_number() -> None:
    refs = ["ĐT.112", "ĐT.12", "ĐT.105A", "ĐT.105"]
    assert sorted(refs, key=sort_key) == ["ĐT.12", "ĐT.105", "ĐT.105A", "ĐT.112"]
    # Where one has a number and the other a word, the number comes first.
    assert sorted(["ĐT.A", "ĐT.12", "ĐT.B", "ĐT.9"], key=sort_key) == [
        "ĐT.9",
        "ĐT.12",
        "ĐT.A",
        "ĐT.B",
    ]


def test_short_words_and_numbers_are_whole_words() -> None:
    haystack = ("xa", "dan", "607", "da")
    assert matches("xa", haystack)
    assert not matches("x", haystack)
    assert matches("dan", haystack)
    assert not matches("an", haystack)
    assert matches("607", haystack)
    assert not matches("60", haystack)
    assert not matches("0607", haystack)
    # From three letters on, a beginning is enough.
    assert matches("ban", ("bando",))
    assert not matches("ba", ("bando",))
    assert matches("xa da", iter(haystack))


def test_a_text_is_made_of_the_columns_of_its_languages() -> None:
    cells = {"name_vi": "Đa\u0300", "name_en": None, "name_th": 5, "name_full": "x", "full_vi": "y"}
    found = Text.from_row(cells, "name")
    assert found.forms == (("vi", "Đà"), ("th", "5"))
    assert (len(found), bool(found), list(found.values())) == (2, True, ["Đà", "5"])
    assert (found["en"], Text((("en", "x"),))["vi"], Text(())["vi"]) == ("Đà", "", "")
    assert (len(Text(())), bool(Text(()))) == (0, False)
