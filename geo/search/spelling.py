"""How a name is spelt when it is compared: road numbers as one word, abbreviations, typing slips.

All of it works on folded words, so that the browser can do the same with little code.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from rapidfuzz.distance import OSA

from geo.road_names import PREFIXES
from geo.text import fold, words

if TYPE_CHECKING:
    from collections.abc import Iterator

Words = tuple[str, ...]

_NUMBER = re.compile(r"0*(\d{1,3})([a-z]?)")
_JOINED = re.compile(r"([a-z]+)0*(\d{1,3})([a-z]?)")
_LONGEST_PREFIX: Final = max(len(prefix.split()) for prefix in PREFIXES)
# Folded; the long form is what names say. A single letter counts only before another word.
ABBREVIATIONS: Final = {
    "p": "phuong",
    "x": "xa",
    "h": "huyen",
    "t": "tinh",
    "tp": "thanh pho",
    "tx": "thi xa",
    "tt": "thi tran",
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "bqlda": "ban quan ly du an",
    "bql": "ban quan ly",
    "qlda": "quan ly du an",
    "gtvt": "giao thong van tai",
    "sgtvt": "so giao thong van tai",
    "bgtvt": "bo giao thong van tai",
    "sxd": "so xay dung",
    "bxd": "bo xay dung",
    "sct": "so cong thuong",
    "syt": "so y te",
    "xd": "xay dung",
    "dtxd": "dau tu xay dung",
    "ddcn": "dan dung cong nghiep",
    "nnptnt": "nong nghiep va phat trien nong thon",
    "ptnt": "phat trien nong thon",
    "kcn": "khu cong nghiep",
    "ccn": "cum cong nghiep",
    "kkt": "khu kinh te",
    "ktck": "kinh te cua khau",
    "kdt": "khu do thi",
    "kdl": "khu du lich",
    "tdc": "tai dinh cu",
    "tttm": "trung tam thuong mai",
    "bv": "benh vien",
    "bvdk": "benh vien da khoa",
    "dk": "da khoa",
    "nm": "nha may",
    "td": "thuy dien",
    "nmtd": "nha may thuy dien",
    "ck": "cua khau",
    "sb": "san bay",
    "chk": "cang hang khong",
    "dz": "duong day",
    "hl": "hanh lang",
    "cty": "cong ty",
    "ctcp": "cong ty co phan",
    "cp": "co phan",
    "tct": "tong cong ty",
    "qd": "quyet dinh",
    "nq": "nghi quyet",
    "tb": "thong bao",
    "cv": "cong van",
    "ttr": "to trinh",
    "ctr": "chuong trinh",
}  # fmt: skip
# What stands before the name of a unit, which may have been of another type.
UNIT_TYPES: Final = (
    ("thanh", "pho"), ("thi", "xa"), ("thi", "tran"), ("phuong",), ("xa",), ("huyen",), ("ban",),
)  # fmt: skip
# "Ngã 3" is "ngã ba".
CROSSING: Final = "nga"
CROSSING_WAYS: Final = {"3": "ba", "4": "tu", "5": "nam"}
# What a meeting of roads is called beside its name in the table of words.
_JUNCTION: Final = ("nut", "giao")
_JUNCTION_WORDS: Final[tuple[Words, ...]] = (
    ("giao", "lo"),
    ("giao", "cat"),
    ("cho", "giao"),
    ("giao",),
)
# Written together with a name: "tpsonla".
_JOINED_TYPES: Final = ("tp", "tx", "tt")
# What says that a unit is no more, as our own labels do.
_FORMER_FIRST: Final = frozenset({"former", "old"})
_FORMER_LAST: Final = "cu"
# Words around what is looked for, which no name needs; alone, those of a pair mean something else.
FILLER_PAIRS: Final = (("tat", "ca"), ("du", "an"), ("cong", "trinh"))
FILLERS: Final = frozenset(
    [
        "cac",
        "nhung",
        "tim",
        "xem",
        "o",
        "tai",
        "the",
        "of",
        "in",
        "all",
        "projects",
        "project",
        "x",
        "va",
        "voi",
        "and",
        "with",
    ]
)


def road_words(parts: Words) -> Words:
    """Return folded words with each road number as one word, whatever its spelling.

    Examples
    --------
    >>> road_words(("cai", "tao", "quoc", "lo", "6")), road_words(("tl109",))
    (('cai', 'tao', 'ql6'), ('dt109',))
    """
    found: list[str] = []
    place = 0
    while place < len(parts):
        word, taken = _road_at(parts, place)
        found.append(word)
        place += taken
    return tuple(found)


def _road_at(parts: Words, place: int) -> tuple[str, int]:
    """Return the word at a place, and of how many words it is made."""
    if place and parts[place - 1] == CROSSING and parts[place] in CROSSING_WAYS:
        return CROSSING_WAYS[parts[place]], 1
    for count in range(_LONGEST_PREFIX, 0, -1):
        prefix = PREFIXES.get(" ".join(parts[place : place + count]))
        after = parts[place + count] if place + count < len(parts) else ""
        number = _NUMBER.fullmatch(after)
        if prefix and number:
            return f"{fold(prefix)}{number[1]}{number[2]}", count + 1
    joined = _JOINED.fullmatch(parts[place])
    if joined and joined[1] in PREFIXES:
        return f"{fold(PREFIXES[joined[1]])}{joined[2]}{joined[3]}", 1
    return parts[place], 1


def written_out(parts: Words) -> Words:
    """Return words with every abbreviation written out.

    Examples
    --------
    >>> written_out(("p", "moc", "chau")), written_out(("bqlda",))
    (('phuong', 'moc', 'chau'), ('ban', 'quan', 'ly', 'du', 'an'))
    """
    found: list[str] = []
    place = 0
    while place < len(parts):
        word = parts[place]
        after = parts[place + 1] if place + 1 < len(parts) else ""
        place += 1
        if len(word) == len(after) == 1 and word + after in ABBREVIATIONS:
            found += ABBREVIATIONS[word + after].split()  # "T.P."
            place += 1
        elif len(word) == 1 and not after.isalpha():
            found.append(word)
        else:
            found += ABBREVIATIONS.get(word, word).split()
    return tuple(found)


def spellings_of(name: str) -> tuple[Words, ...]:
    """Return the folded words of a name: as written, with road numbers joined, written out."""
    plain = words(name)
    joined = road_words(plain)
    return tuple(dict.fromkeys((plain, joined, written_out(joined))))


# Telex: doubled vowels, w and dd make letters; s f r x j behind a vowel make tones. VNI: digits.
_TELEX_LETTERS: Final = (("dd", "d"), ("aa", "a"), ("ee", "e"), ("oo", "o"))
_VOWEL = re.compile(r"[aeiouy]")
_TONES = re.compile(r"[sfrxjzw]")
_PARTS = re.compile(r"[a-z]+|[0-9]+")
_VNI = re.compile(r"(?<=[a-z])[0-9]")


def without_slips(parts: Words) -> Words:
    """Return folded words as they were meant where Telex or VNI was not switched on.

    Examples
    --------
    >>> without_slips(("mojc", "chaau")), without_slips(("d9u7o7ng2", "so6ng"))
    (('moc', 'chau'), ('duong', 'song'))
    """
    return tuple(filter(None, map(_without_slip, parts)))


def _without_slip(word: str) -> str:
    plain = _VNI.sub("", word) if _VOWEL.search(word) else word
    for typed, meant in _TELEX_LETTERS:
        plain = plain.replace(typed, meant)
    vowel = _VOWEL.search(plain)
    if vowel is None:
        return plain.replace("w", "u")
    head = plain[: vowel.start()].replace("w", "u")
    return head + plain[vowel.start()] + _TONES.sub("", plain[vowel.start() + 1 :])


SHORT_WORD: Final = 3
MOST_SLIPS: Final = 2
SLIP_LETTERS: Final = 4
TWO_SLIP_LETTERS: Final = 8
# A whole name is compared without its spaces, so that a slip in a short word counts as well.
NAME_LETTERS: Final = 6
TWO_SLIP_NAME_LETTERS: Final = 12


def slips_allowed(word: str) -> int:
    """Return how many slips a word may have: none where it is short or has a digit."""
    if len(word) < SLIP_LETTERS or any(letter.isdigit() for letter in word):
        return 0
    return 1 if len(word) < TWO_SLIP_LETTERS else MOST_SLIPS


def name_slips_allowed(letters: int) -> int:
    """Return how many slips a whole name of so many letters, without its spaces, may have."""
    if letters < NAME_LETTERS:
        return 0
    return 1 if letters < TWO_SLIP_NAME_LETTERS else MOST_SLIPS


def count_slips(one: str, two: str, most: int) -> int | None:
    """Return how many letters are too many, missing, wrong or swapped with a neighbour.

    ``None`` where they are more than `most`.
    """
    if abs(len(one) - len(two)) > most:
        return None
    slips = int(OSA.distance(one, two, score_cutoff=most))
    return slips if slips <= most else None


# Spellings that many people hear as one, folded.
_SOUNDS: Final = (
    ("ngh", "ng"), ("gh", "g"), ("gi", "z"), ("tr", "ch"), ("ph", "f"), ("qu", "w"), ("k", "c"),
    ("q", "c"), ("x", "s"), ("d", "z"), ("r", "z"), ("y", "i"), ("l", "n"),
)  # fmt: skip


def sound(word: str) -> str:
    """Return a folded word as many people hear it.

    Examples
    --------
    >>> sound("xan") == sound("san"), sound("trieng") == sound("chieng")
    (True, True)
    """
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return word


def may_mean(typed: str, word: str, *, any_slip: bool) -> bool:
    """Tell whether a short word may be meant by another: it sounds alike, or has one slip."""
    if sound(typed) == sound(word):
        return True
    return any_slip and len(word) >= SHORT_WORD and count_slips(typed, word, 1) is not None


def digits(text: str) -> str:
    """Return the digits of a text: numbers have no slips."""
    return re.sub(r"\D", "", text)


def further_readings(readings: tuple[Words, ...]) -> tuple[Words, ...]:
    """Return readings, and what they may mean beside: without fillers, without typing slips.

    "500kV" is "500 kV", "quyết định số 1676 … ngày …" is "quyết định 1676", and "ngã ba Tạ Khoa",
    where no numbered roads meet, is Tạ Khoa, as is what is called of another type of unit.
    """
    shorter = [_without_fillers(parts) for parts in readings]
    split = [tuple(p for word in parts for p in _PARTS.findall(word)) for parts in readings]
    cited = [_without_day(parts) for parts in readings]
    ways = CROSSING_WAYS.values()
    placed = [p[2:] for p in readings if p[:1] == (CROSSING,) and set(p[1:2]) & {*ways}]
    units = [p[len(t) :] for p in readings for t in UNIT_TYPES if p[: len(t)] == t]
    more = (parts for parts in (*shorter, *split, *cited, *placed, *units) if _is_enough(parts))
    every = (*readings, *more)
    meant = [without_slips(parts) for parts in every]
    roads = [written_out(road_words(parts)) for parts in meant if parts]
    return tuple(dict.fromkeys((*every, *filter(None, meant), *roads)))


def renamed_readings(readings: tuple[Words, ...]) -> tuple[Words, ...]:
    """Return readings, and what they say in another order or of another usage."""
    return tuple(dict.fromkeys((*readings, *(p for parts in readings for p in _renamed(parts)))))


def _without_fillers(parts: Words) -> Words:
    kept: list[str] = []
    place = 0
    while place < len(parts):
        if parts[place : place + 2] in FILLER_PAIRS:
            place += 2
            continue
        if parts[place] not in FILLERS:
            kept.append(parts[place])
        place += 1
    return tuple(kept)


def _renamed(parts: Words) -> Iterator[Words]:
    """Yield what words in another order or of another usage say.

    "Giao lộ QL6 QL43" is a junction, "huyện Thuận Châu (cũ)" a former unit, "QĐ-TTg 1161" a
    document, "tpsonla" a name written together.
    """
    for type_ in _JUNCTION_WORDS:
        if parts[: len(type_)] == type_:
            yield (*_JUNCTION, *parts[len(type_) :])
            break
    if len(parts) > 1 and parts[-1] == _FORMER_LAST:
        yield parts[:-1]
    if len(parts) > 1 and parts[0] in _FORMER_FIRST:
        yield parts[1:]
    if len(parts) > 1 and parts[-1].isdigit() and len(parts[-1]) > 1:
        yield (parts[-1], *parts[:-1])
    if len(parts) == 1:
        for short in _JOINED_TYPES:
            rest = parts[0].removeprefix(short)
            if rest != parts[0] and len(rest) >= SLIP_LETTERS:
                yield (*ABBREVIATIONS[short].split(), rest)


def _is_enough(parts: Words) -> bool:
    """Tell whether what is left of a query still says something."""
    return len("".join(parts)) >= SHORT_WORD


def _without_day(parts: Words) -> Words:
    """Return words that cite a document without "số" before its number and without its day."""
    end = parts.index("ngay") if "ngay" in parts else len(parts)
    return tuple(
        word
        for place, word in enumerate(parts[:end])
        if word != "so" or not parts[place + 1 : place + 2] or not parts[place + 1].isdigit()
    )


def spelling_rules() -> dict[str, Any]:
    """Return what spellings go by as plain values, for the search in the browser."""
    return {
        "prefixes": PREFIXES,
        "longestPrefix": _LONGEST_PREFIX,
        "abbreviations": ABBREVIATIONS,
        "fillers": sorted(FILLERS),
        "fillerPairs": FILLER_PAIRS,
        "unitTypes": UNIT_TYPES,
        "junction": _JUNCTION,
        "junctionWords": _JUNCTION_WORDS,
        "joinedTypes": _JOINED_TYPES,
        "formerFirst": sorted(_FORMER_FIRST),
        "formerLast": _FORMER_LAST,
        "crossing": CROSSING,
        "crossingWays": CROSSING_WAYS,
        "slipLetters": SLIP_LETTERS,
        "twoSlipLetters": TWO_SLIP_LETTERS,
        "nameLetters": NAME_LETTERS,
        "twoSlipNameLetters": TWO_SLIP_NAME_LETTERS,
        "sounds": _SOUNDS,
        "shortWord": SHORT_WORD,
        "mostSlips": MOST_SLIPS,
    }
