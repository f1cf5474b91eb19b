"""Old Vietnamese letters: TCVN3 (.VnTime), VNI, Windows-1258 and UTF-8, told apart by words.

A file's own word on its letters may be a lie, so each reading of its texts is measured by how
many of its words are Vietnamese: words of our own tables, and words built of their beginnings and
ends. TCVN3 has no capitals with tones: that case is lost was lost when the file was written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final

from geo.catalog.catalog import once_per_catalog
from geo.strings import table
from geo.text import DEFAULT_LANGUAGE, nfc

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog

_WORD: Final = re.compile(r"[^\W\d_]+")
_ONSET: Final = re.compile(r"[bcdđghklmnpqrstvx]*")
# Signs beyond ASCII that Vietnamese texts hold.
_SIGNS: Final = frozenset("–—‘’“”…°²³×±′″·•\u00a0½")
_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
_KNOWN, _SHAPED, _WRONG = 1.0, 0.7, -1.0
_ENOUGH, _AHEAD = 0.6, 0.15
_TCVN3: Final = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢£¤¥¦§",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂÊÔƠƯĐ",
        strict=True,
    )
)
# A capital after a small letter that is not plain, and no plain small letter.
_DRAWN_CAPITALS: Final = re.compile(f"[{''.join(filter(str.islower, _TCVN3.values()))}][A-Z]")
_SMALL: Final = re.compile(r"[a-z]")
# The second byte of a VNI letter, and what it adds to the vowel before it.
_VNI_MARKS: Final = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309",
    "ü": "\u0306\u0303", "ë": "\u0306\u0323",
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309",
    "ã": "\u0302\u0303", "ä": "\u0302\u0323",
}  # fmt: skip
_VNI_SINGLE: Final = {
    "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "ô": "ơ", "ö": "ư", "î": "ỵ", "ñ": "đ",
}  # fmt: skip


class Letters(StrEnum):
    """Ways to write Vietnamese letters in bytes, the likeliest first."""

    UTF8 = "utf-8"
    CP1258 = "cp1258"
    TCVN3 = "tcvn3"
    VNI = "vni"


@dataclass(frozen=True)
class LettersFound:
    """How the texts of a file are written.

    Parameters
    ----------
    sure
        False where another reading is as good, or none is good.
    needed
        Whether there is any text that the letters matter for.
    """

    letters: Letters
    sure: bool
    needed: bool


@dataclass(frozen=True)
class Vocabulary:
    """Vietnamese words with marks, and what words begin and end with, marks of tone apart."""

    words: frozenset[str]
    onsets: frozenset[str]
    rhymes: frozenset[str]


@once_per_catalog
def vocabulary(catalog: Catalog) -> Vocabulary:
    """Return the words of our own tables."""
    texts = [text[DEFAULT_LANGUAGE] for text in table().values()]
    texts += [area.full_name[DEFAULT_LANGUAGE] for area in catalog.areas.by_code.values()]
    texts += [item.name[DEFAULT_LANGUAGE] for item in catalog.items]
    texts += [place.name[DEFAULT_LANGUAGE] for place in catalog.places]
    texts += [source.title[DEFAULT_LANGUAGE] for source in catalog.sources.values()]
    texts += [agency.name[DEFAULT_LANGUAGE] for agency in catalog.agencies.values()]
    return vocabulary_of(texts)


def vocabulary_of(texts: Iterable[str]) -> Vocabulary:
    """Return the words of some texts."""
    words = {word for text in texts for word in _WORD.findall(nfc(text).lower())}
    parts = [_parts(word) for word in words]
    return Vocabulary(
        frozenset(word for word in words if not word.isascii()),
        frozenset(onset for onset, _ in parts),
        frozenset(rhyme for _, rhyme in parts if rhyme),
    )


def recognise_letters(
    texts: Sequence[bytes | str], known: Vocabulary, declared: str = ""
) -> LettersFound:
    """Return how some texts of one file are written.

    Parameters
    ----------
    texts
        Bytes; or a text that some program has made of bytes, rightly or not.
    declared
        What the file says; it decides only between readings that are equally good.
    """
    marked = [text for text in texts if not text.isascii()]
    if not marked:
        return LettersFound(Letters.UTF8, sure=True, needed=False)
    said = declared_letters(declared)
    readings: dict[Letters, tuple[float, float, str]] = {}
    for letters in Letters:
        try:
            read = "\n".join(decode(text, letters) for text in marked)
        except UnicodeError:
            continue
        readings[letters] = (*_measure(read, known), read)
    if not readings:
        return LettersFound(said or Letters.TCVN3, sure=False, needed=True)
    best = max(readings, key=lambda one: (readings[one][0], one is said))
    total, share, read = readings[best]
    rivals = [other for one, other in readings.items() if one is not best and other[2] != read]
    ahead = all(total - other[0] > _AHEAD * max(abs(total), 1.0) for other in rivals)
    return LettersFound(best, sure=share >= _ENOUGH and ahead, needed=True)


def declared_letters(words: str) -> Letters | None:
    """Return the letters that the text of a ``.cpg`` names, if we know them."""
    plain = re.sub(r"[^a-z0-9]", "", words.lower())
    if plain in ("utf8", "65001"):
        return Letters.UTF8
    return Letters.CP1258 if plain.endswith("1258") else None


def decode(text: bytes | str, letters: Letters) -> str:
    """Return a text in Unicode, NFC.

    Raises
    ------
    UnicodeError
        If it cannot be written so.
    """
    if letters is Letters.UTF8:
        return nfc(text if isinstance(text, str) else _utf8(text))
    raw = text if isinstance(text, bytes) else _bytes(text)
    if letters is Letters.CP1258:
        return nfc(raw.decode("cp1258"))
    # The bytes of both are those of Windows-1252, where it has holes those of Latin-1.
    shown = "".join(_latin(byte) for byte in raw)
    if letters is Letters.TCVN3:
        return _all_capitals(nfc("".join(_TCVN3.get(char, char) for char in shown)))
    return _vni(shown)


def _all_capitals(text: str) -> str:
    """Return a text as its font shows it: .VnTimeH draws small letters with tones as capitals."""
    drawn = _DRAWN_CAPITALS.search(text)
    return text.upper() if drawn and not _SMALL.search(text) else text


def _utf8(raw: bytes) -> str:
    """Decode a cell; where its end was cut within a letter, without that letter."""
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        cut = error.reason == "unexpected end of data"
        if not cut:
            raise
        return raw[: error.start].decode()


def _bytes(text: str) -> bytes:
    """Return the bytes of which a program made a text by Windows-1252 or Windows-1258."""
    for codec in ("cp1252", "latin-1", "cp1258"):
        try:
            return text.encode(codec)
        except UnicodeEncodeError:
            continue
    return b"".join(_one_byte(char) for char in text)


def _one_byte(char: str) -> bytes:
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return char.encode("latin-1")


@cache
def _latin(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def _vni(shown: str) -> str:
    """Read VNI greedily: a vowel takes the mark after it before that is read as a letter."""
    out: list[str] = []
    at = 0
    while at < len(shown):
        char, after = shown[at], shown[at + 1 : at + 2]
        base = _VNI_SINGLE.get(char.lower(), char.lower())
        upper = char.isupper()
        mark = _VNI_MARKS.get(after.lower(), "")
        if mark and base in "aeouyơư" and (char.isascii() or char.lower() in "ôö"):
            letter = unicodedata.normalize("NFC", base + mark)
            at += 1
        else:
            letter = base
        out.append(letter.upper() if upper else letter)
        at += 1
    return nfc("".join(out))


def _measure(text: str, known: Vocabulary) -> tuple[float, float]:
    """Return how Vietnamese a text is: the sum over its words with marks, and the share of good."""
    total, good, count = 0.0, 0, 0
    for char in text:
        if not char.isascii() and not char.isalpha() and char not in _SIGNS:
            total, count = total + _WRONG, count + 1
    for word in _WORD.findall(text):
        if word.isascii():
            continue
        count += 1
        worth = _worth(word, known)
        total, good = total + worth, good + (worth > 0)
    return total, good / count if count else 0.0


def _worth(word: str, known: Vocabulary) -> float:
    # A capital in the middle of a small word is what a wrong reading looks like.
    if not (word.islower() or word.isupper() or word[1:].islower()):
        return _WRONG
    small = word.lower()
    if small in known.words:
        return _KNOWN
    onset, rhyme = _parts(small)
    return _SHAPED if onset in known.onsets and rhyme in known.rhymes else _WRONG


@cache
def _parts(word: str) -> tuple[str, str]:
    """Split a word into what it begins with and its rhyme without tone."""
    onset = _ONSET.match(word)
    first = onset[0] if onset else ""
    apart = unicodedata.normalize("NFD", word[len(first) :])
    return first, nfc("".join(char for char in apart if char not in _TONES))
