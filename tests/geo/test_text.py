from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.text import Text, fold, matches, phrase, sort_key, words


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


def test_ux15_a_text_filter_needs_the_phrase() -> None:
    phrases = (phrase("Cao tốc Hòa Bình – Mộc Châu, Đà Bắc"), phrase("Xã Chiềng Yên, Sơn La"))
    assert matches("moc chau", phrases)
    assert matches("MỘC CHÂ", phrases)
    assert matches("châu đà", phrases)
    assert matches("", phrases)
    assert not matches("moc da", phrases)
    assert not matches("chau moc", phrases)
    assert not matches("chieng son", phrases)
    # Not over the end of one phrase into the next.
    assert not matches("bac xa", phrases)
    assert not matches("oc chau", phrases)


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


def test_a_short_word_or_a_number_at_the_end_is_a_whole_word() -> None:
    phrases = ("xa dan", "607", "cau da", "ban do")
    assert matches("xa", phrases)
    assert not matches("x", phrases)
    assert matches("xa dan", phrases)
    assert not matches("xa da", phrases)
    assert not matches("an", phrases)
    assert matches("607", phrases)
    assert not matches("60", phrases)
    assert not matches("0607", phrases)
    # From three letters on, a beginning is enough.
    assert matches("ban", ("bando",))
    assert not matches("ba", ("bando",))
    assert matches("cau da", iter(phrases))


def test_a_text_is_made_of_the_columns_of_its_languages() -> None:
    cells = {"name_vi": "Đa\u0300", "name_en": None, "name_th": 5, "name_full": "x", "full_vi": "y"}
    found = Text.from_row(cells, "name")
    assert found.forms == (("vi", "Đà"), ("th", "5"))
    assert (len(found), bool(found), list(found.values())) == (2, True, ["Đà", "5"])
    assert (found["en"], Text((("en", "x"),))["vi"], Text(())["vi"]) == ("Đà", "", "")
    assert (len(Text(())), bool(Text(()))) == (0, False)
