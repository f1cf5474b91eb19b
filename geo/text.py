"""Vietnamese text: folding for search, and bilingual values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

DEFAULT_LANGUAGE = "vi"
# The languages in which every fact is written; others fall back to Vietnamese.
WRITTEN_LANGUAGES = (DEFAULT_LANGUAGE, "en")
WHOLE_WORD_LETTERS = 2
_WORD = re.compile(r"[0-9a-z]+")
_LETTERS_DIGITS = re.compile(r"[a-z]+|[0-9]+")


def nfc(text: str) -> str:
    """Return `text` in Unicode normal form C, as all data of this project is."""
    return unicodedata.normalize("NFC", text)


def without_marks(text: str) -> str:
    """Return `text` without tone and vowel marks, đ as d.

    NFD does not split đ (U+0111), hence its own replacement.

    Examples
    --------
    >>> without_marks("Sông Đà")
    'Song Da'
    """
    decomposed = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def fold(text: str) -> str:
    """Return `text` without case, tone and vowel marks, đ as d.

    Examples
    --------
    >>> fold("Sông Đà")
    'song da'
    """
    return without_marks(text).casefold()


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of `text`, split at everything but letters and digits."""
    return tuple(_WORD.findall(fold(text)))


def phrase(text: str) -> str:
    """Return the folded words of `text` with one space between them, as :func:`matches` reads it.

    Examples
    --------
    >>> phrase("Cầu Pá Uôn, QL.279")
    'cau pa uon ql 279'
    """
    return " ".join(words(text))


def matches(query: str, phrases: Iterable[str]) -> bool:
    """Tell whether the words of `query` stand side by side, in their order, in one of the phrases.

    Words here and there mean something else: "Chiềng Sơn" is not "Chiềng Yên … Sơn La". The last
    word may be a beginning, as of who still types; a number or a word of one or two letters must
    be a whole word: "da" means Đà and not every "dân", "6" means QL.6 and not ĐT.6xx.

    Parameters
    ----------
    query
        What a person typed, in any spelling of case and marks; without a word it fits all.
    phrases
        Each as :func:`phrase` gives it; the words of a query never run over two of them.

    Examples
    --------
    >>> phrases = (phrase("Cầu sông Đà trên QL.6"), "moc chau")
    >>> matches("song da", phrases), matches("da song", phrases), matches("ql 6 moc", phrases)
    (True, False, False)
    """
    asked = words(query)
    if not asked:
        return True
    whole = asked[-1].isdigit() or len(asked[-1]) <= WHOLE_WORD_LETTERS
    sought = f" {' '.join(asked)}{' ' if whole else ''}"
    return any(sought in f" {each} " for each in phrases)


def sort_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts numbers within names as numbers.

    Examples
    --------
    >>> sorted(["ĐT.1010", "ĐT.12", "ĐT.101"], key=sort_key)
    ['ĐT.12', 'ĐT.101', 'ĐT.1010']
    """
    parts = _LETTERS_DIGITS.findall(fold(text))
    return tuple((0, int(p), "") if p.isdigit() else (1, 0, p) for p in parts)


@dataclass(frozen=True)
class Text(Mapping[str, str]):
    """One thing said in several languages; a missing one falls back to Vietnamese.

    Parameters
    ----------
    forms
        Pairs of language code and wording.
    """

    forms: tuple[tuple[str, str], ...]

    @classmethod
    def from_row(cls, row: Mapping[str, object], field: str) -> Text:
        """Collect ``field_vi``, ``field_en`` … of a table row or of feature properties."""
        prefix = f"{field}_"
        return cls(
            tuple(
                (name.removeprefix(prefix), nfc(str(value)))
                for name, value in row.items()
                if name.startswith(prefix) and len(name) == len(prefix) + 2 and value
            )
        )

    def __getitem__(self, language: str) -> str:
        """Return the wording in `language`, else in Vietnamese, else the empty string."""
        forms = dict(self.forms)
        return forms.get(language) or forms.get(DEFAULT_LANGUAGE, "")

    def __iter__(self) -> Iterator[str]:
        """Iterate over the languages that have a wording of their own."""
        return (code for code, _ in self.forms)

    def __len__(self) -> int:
        """Return the number of languages that have a wording of their own."""
        return len(self.forms)

    def __bool__(self) -> bool:
        """Tell whether there is any wording at all."""
        return bool(self.forms)


NO_TEXT = Text(())
