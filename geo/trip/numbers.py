"""Numbers as people write them, and money in its units."""

from __future__ import annotations

import math
import re
from decimal import Decimal, InvalidOperation
from typing import Final

from geo.text import fold

_SPACES: Final = re.compile(r"[\s\u00a0\u202f\u2009']")
_SPACED: Final = re.compile(r"[+-]?\s?[1-9]\d{0,2}(?:[\s\u00a0\u202f\u2009']\d{3})+(?:[.,]\d+)?")
_NUMBER: Final = re.compile(r"([+-]?[\d.,\s\u00a0\u202f\u2009']*\d)\s*(.*)", re.DOTALL)
_GROUPS: Final = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+|[+-]?[1-9]\d{0,2}(?:,\d{3})+")
_ONE_GROUP: Final = re.compile(r"([+-]?[1-9]\d{0,2})[.,](\d{3})")
_PLAIN: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_MIXED: Final = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+,\d+|[+-]?[1-9]\d{0,2}(?:,\d{3})+\.\d+")
_MOST_DIGITS: Final = 18
# Words, a currency or nothing to be seen in a number format (ISO 29500-1, 18.8.31).
_ASIDE: Final = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|_.|\*.|\[[^\]]*\]')
_SCALED: Final = re.compile(r"%|[0#?],+(?![0#?,])")
UNITS: Final = {
    "billion_vnd": {
        "ty": "1", "ty dong": "1", "ty vnd": "1", "billion": "1", "billion vnd": "1",
        "billion dong": "1", "bn": "1", "bn vnd": "1", "trieu": "0.001", "trieu dong": "0.001",
        "trieu vnd": "0.001", "tr": "0.001", "tr.d": "0.001", "million": "0.001",
        "million vnd": "0.001", "million dong": "0.001", "nghin dong": "0.000001",
        "nghin ty": "1000", "nghin ty dong": "1000", "dong": "0.000000001", "d": "0.000000001",
        "vnd": "0.000000001", "dong viet nam": "0.000000001", "₫": "0.000000001",
    },
    "km": {"km": "1", "m": "0.001", "met": "0.001", "metre": "0.001", "metres": "0.001",
           "cay so": "1"},
    "percent": {"%": "1", "percent": "1", "phan tram": "1"},
}  # fmt: skip
"""By what a number is multiplied for our unit, by the folded word of the unit it is in."""


class NumberDoubt(ValueError):  # noqa: N818 - it is asked about, not an error of the program
    """A text does not say one number; `key` names the reason: strings ``trip.number-*``."""

    def __init__(self, key: str, **values: str) -> None:
        self.key, self.values = key, values
        super().__init__(key)


def split_unit(text: str) -> tuple[str, str]:
    """Return the digits of a text and the words behind them.

    Raises
    ------
    NumberDoubt
        If it does not begin with a number.

    Examples
    --------
    >>> split_unit("22.260,5 tỷ đồng")
    ('22.260,5', 'tỷ đồng')
    """
    found = _NUMBER.fullmatch(text.strip().replace("\u2212", "-"))
    if not found:
        raise NumberDoubt("form")
    return found[1], found[2].strip()


def read_number(text: str) -> Decimal:
    """Return the number of a text with Vietnamese or English signs.

    One sign before three digits may part thousands or decimals: nobody can know, so it is asked.

    Raises
    ------
    NumberDoubt
        If it can be read in two ways or in none.

    Examples
    --------
    >>> [str(read_number(text)) for text in ("9,99", "1.355,90", "1 355,9", "334,327.57")]
    ['9.99', '1355.90', '1355.9', '334327.57']
    """
    stripped = text.strip().replace("\u2212", "-")
    plain = _SPACES.sub("", stripped)
    # Blanks part thousands; else they part numbers: "1200 1300" is no 12 million.
    if plain != stripped and not _SPACED.fullmatch(stripped):
        raise NumberDoubt("form")
    if sum(letter.isdigit() for letter in plain) > _MOST_DIGITS:
        raise NumberDoubt("form")
    two_ways = _ONE_GROUP.fullmatch(plain)
    if two_ways:
        whole, rest = two_ways[1], two_ways[2]
        raise NumberDoubt("two-ways", large=f"{whole}{rest}", small=f"{whole},{rest}")
    if _MIXED.fullmatch(plain):
        decimal = max(plain.rfind("."), plain.rfind(","))
        digits = re.sub(r"[.,]", "", plain[:decimal]) + "." + plain[decimal + 1 :]
    elif _GROUPS.fullmatch(plain):
        digits = re.sub(r"[.,]", "", plain)
    elif _PLAIN.fullmatch(plain):
        digits = plain.replace(",", ".")
    else:
        raise NumberDoubt("form")
    try:
        return Decimal(digits)
    except InvalidOperation as error:  # digits of another script
        raise NumberDoubt("form") from error


def unit_shown(form: str) -> str:
    """Return the unit that a number format shows behind each number, empty for none.

    Raises
    ------
    NumberDoubt
        If it shows another number than the cell holds: percent, thousands that are left out.

    Examples
    --------
    >>> unit_shown('#,##0.0" triệu"'), unit_shown("#,##0.###")
    ('triệu', '')
    """
    if _SCALED.search(_ASIDE.sub("", form).partition(";")[0]):
        raise NumberDoubt("scaled", form=form)
    # Of the part for positive numbers; a quoted semicolon parts nothing.
    parts, end = [], len(form)
    for found in re.finditer(rf"{_ASIDE.pattern}|(;)", form):
        if found[4]:
            end = found.start()
            break
        parts.append(found[1] or found[2] or found[3] or "")
    words = "".join(parts).strip() if end else ""
    return words if any(letter.isalpha() or letter == "₫" for letter in words) else ""


def factor(words: str, unit: str) -> Decimal:
    """Return by what a number in the unit that `words` name is multiplied for our `unit`.

    Raises
    ------
    NumberDoubt
        If the words name none of its units.

    Examples
    --------
    >>> factor("triệu đồng", "billion_vnd")
    Decimal('0.001')
    """
    plain = " ".join(fold(words).replace("đ", "d").split()).strip(". ")
    known = UNITS.get(unit, {})
    if plain not in known:
        raise NumberDoubt("unit", value=words)
    return Decimal(known[plain])


def canonical(number: Decimal) -> str:
    """Return a number as the tables write it: a decimal point, no zeros at the end.

    Examples
    --------
    >>> canonical(Decimal("1355.90")), canonical(Decimal("22260"))
    ('1355.9', '22260')
    """
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def unlike_thousands(value: str, unit: str) -> str:
    """Return a canonical number as tables write it so that nobody takes it for thousands.

    Examples
    --------
    >>> unlike_thousands("13.559", "billion_vnd"), unlike_thousands("13.5", "billion_vnd")
    ('13.5590', '13.5')
    """
    alike = unit == "billion_vnd" and _ONE_GROUP.fullmatch(value)
    return f"{value}0" if alike else value


def of_cell(text: str) -> Decimal:
    """Return the number of a numeric cell, without the noise of binary fractions.

    Examples
    --------
    >>> of_cell("9.9900000000000002")
    Decimal('9.99')
    """
    try:
        number = float(text)
    except ValueError as error:
        raise NumberDoubt("form") from error
    if not math.isfinite(number):
        raise NumberDoubt("form")
    return Decimal(f"{number:.15g}")
