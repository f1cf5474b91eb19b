"""Old letters are told apart by Vietnamese words, single texts and whole columns."""

from __future__ import annotations

import pytest

from geo.catalog.catalog import Catalog
from geo.shapes.letters import Letters, decode, recognise_letters, vocabulary_of
from geo.strings import table
from tests.geo.shapes.foreign import written


def known_and_held_out(catalog: Catalog) -> tuple[list[str], list[str]]:
    texts = [source.title["vi"] for source in catalog.sources.values()]
    texts += [area.full_name["vi"] for area in catalog.areas.by_code.values()]
    texts += [item.name["vi"] for item in catalog.items]
    texts += [text["vi"] for text in table().values()]
    # A sign (m², –) is no letter: it tells nothing.
    plain = [text for text in dict.fromkeys(texts) if any(map(is_marked, text))]
    return plain[::2], [text for text in plain[1::2] if can_be_written(text)][::3]


def is_marked(char: str) -> bool:
    return char.isalpha() and not char.isascii()


def can_be_written(text: str) -> bool:
    try:
        return all(decode(written(text, one), one).lower() == text.lower() for one in Letters)
    except (UnicodeError, KeyError):
        return False


@pytest.mark.parametrize("letters", Letters)
def test_held_out_texts_are_told(catalog: Catalog, letters: Letters) -> None:
    known, held = known_and_held_out(catalog)
    words = vocabulary_of(known)
    assert len(held) > 200
    right = sum(
        recognise_letters([written(text, letters)], words).letters is letters for text in held
    )
    assert right >= 0.99 * len(held)
    columns = [held[at : at + 20] for at in range(0, len(held) - 20, 20)]
    for column in columns:
        found = recognise_letters([written(text, letters) for text in column], words)
        assert (found.letters, found.sure) == (letters, True)


@pytest.mark.parametrize("letters", [Letters.TCVN3, Letters.VNI, Letters.CP1258])
def test_texts_that_a_program_took_for_another_alphabet(catalog: Catalog, letters: Letters) -> None:
    known, held = known_and_held_out(catalog)
    shown = [written(text, letters).decode("latin-1") for text in held[:20]]
    assert recognise_letters(shown, vocabulary_of(known)).letters is letters


def test_plain_and_foreign_texts(catalog: Catalog) -> None:
    words = vocabulary_of(known_and_held_out(catalog)[0])
    assert not recognise_letters(["QL.6", b"Km193"], words).needed
    assert not recognise_letters(["Straße nach Köln, Größe: Übermaß".encode("cp1252")], words).sure
    assert decode("Đường".encode()[:-3], Letters.UTF8) == "Đư"
