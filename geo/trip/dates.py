"""Dates as people and programs write them into cells, to the precision that they know.

A text is read day before month, as Vietnamese is written, or in ISO 8601. A date cell holds the
count of its day; what its number format leaves out (``mm/yyyy``, ``yyyy``) nobody knew. No time of
day and no time zone is counted with: an instant is asked about, for its day depends on the zone.
"""

from __future__ import annotations

import calendar
import math
import re
from datetime import date, timedelta
from typing import Final

from geo.dates import FIRST_YEAR, LAST_YEAR, PartialDate
from geo.text import fold

_SIGN: Final = r"\s*[/.\-]\s*"
_MIDNIGHT: Final = r"(?:[t ]0?0:00(?::00(?:\.0+)?)?)?"
_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        rf"(?P<d>\d{{1,2}}){_SIGN}(?P<m>\d{{1,2}}){_SIGN}(?P<y>\d{{4}})",
        rf"(?P<y>\d{{4}}){_SIGN}(?P<m>\d{{1,2}}){_SIGN}(?P<d>\d{{1,2}}){_MIDNIGHT}",
        rf"(?P<m>\d{{1,2}}){_SIGN}(?P<y>\d{{4}})",
        r"(?P<y>\d{4})-(?P<m>\d{2})",
        r"(?:ngay )?(?P<d>\d{1,2}) thang (?P<m>\d{1,2})(?: nam |[/ ])(?P<y>\d{4})",
        r"thang (?P<m>\d{1,2})(?: nam |[/ ])(?P<y>\d{4})",
        r"(?:nam )?(?P<y>\d{4})",
        r"(?P<d>\d{1,2}) (?P<name>[a-z]{3,9})\.? (?P<y>\d{4})",
        r"(?P<name>[a-z]{3,9})\.? (?P<y>\d{4})",
    )
)
_MONTHS: Final = tuple(name.casefold() for name in calendar.month_name[1:])
_SHORT: Final = 3
_ASIDE: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
# Excel took over from Lotus that 1900 had a 29 February: serials count from here after it.
_FIRST_1900, _FIRST_1904 = date(1899, 12, 30), date(1904, 1, 1)
# Noise of binary fractions: a tenth of a second.
_SLIP_DAYS: Final = 1e-6


class DateDoubt(ValueError):  # noqa: N818 - it is asked about, not an error of the program
    """A cell does not say one date; `key` names the reason among the strings ``trip.date-*``."""

    def __init__(self, key: str, **values: str) -> None:
        self.key, self.values = key, values
        super().__init__(key)


def read_text(text: str) -> PartialDate:
    """Return the date of a text.

    Raises
    ------
    DateDoubt
        If it has another form, a year of two digits, or names a day that does not exist.

    Examples
    --------
    >>> read_text("7/11/2026").iso(), read_text("tháng 3 năm 2026").iso()
    ('2026-11-07', '2026-03')
    """
    plain = " ".join(fold(text).split())
    for form in _FORMS:
        found = form.fullmatch(plain)
        if found:
            parts = found.groupdict()
            month = _named(parts["name"]) if parts.get("name") else parts.get("m")
            day = parts.get("d")
            return _checked(int(parts["y"]), _whole(month), _whole(day))
    raise DateDoubt("form")


def _named(name: str) -> str:
    found = [number for number, word in enumerate(_MONTHS, 1) if word.startswith(name[:_SHORT])]
    if not found or not _MONTHS[found[0] - 1].startswith(name):
        raise DateDoubt("form")
    return str(found[0])


def _whole(part: str | None) -> int | None:
    return int(part) if part else None


def _checked(year: int, month: int | None, day: int | None) -> PartialDate:
    try:
        date(year or 1, month or 1, day or 1)
    except ValueError as error:
        raise DateDoubt("none") from error
    # Zeros are no months and days: `0000-00-00` is how programs write a lost date.
    if not FIRST_YEAR <= year <= LAST_YEAR or 0 in (month, day):
        raise DateDoubt("years", first=str(FIRST_YEAR), last=str(LAST_YEAR))
    return PartialDate(year, month, day)


def is_date_format(form: str) -> bool:
    """Tell whether a number format shows a date.

    Examples
    --------
    >>> is_date_format("[$-42A]dd/mm/yyyy;@"), is_date_format("#,##0.00"), is_date_format("[h]:mm")
    (True, False, False)
    """
    return bool(set(_fields(form)) & set("yd"))


def _fields(form: str) -> str:
    return _ASIDE.sub("", form.casefold().partition(";")[0]).replace("general", "")


def read_serial(text: str, form: str, *, from_1904: bool = False) -> PartialDate:
    """Return the date of a number in a column of dates.

    A whole number within the years that the data speak of is a year, whatever its format: as the
    count of a day it would lie in 1905.

    Raises
    ------
    DateDoubt
        If it lies outside the years, has a time of day, or shows less than it holds: the 15th in
        a cell that shows ``11/2026``.

    Examples
    --------
    >>> read_serial("46333", "dd/mm/yyyy").iso(), read_serial("2027", "").iso()
    ('2026-11-07', '2027')
    """
    try:
        number = float(text)
        whole = round(number)
    except (ValueError, OverflowError) as error:
        raise DateDoubt("form") from error
    is_whole = abs(number - whole) < _SLIP_DAYS
    if is_whole and FIRST_YEAR <= whole <= LAST_YEAR:
        return PartialDate(whole)
    try:
        day = (_FIRST_1904 if from_1904 else _FIRST_1900) + timedelta(
            whole if is_whole else math.floor(number)
        )
    except OverflowError as error:
        raise DateDoubt("years", first=str(FIRST_YEAR), last=str(LAST_YEAR)) from error
    _checked(day.year, day.month, day.day)
    fields = _fields(form)
    if not is_date_format(form) and set(fields) & set("hs"):
        raise DateDoubt("time")
    if not is_whole:
        # Midnight of Sơn La that a program wrote as 17:00 of the day before looks so.
        raise DateDoubt("zone")
    return _as_shown(day, form) if is_date_format(form) else PartialDate.of(day)


def _as_shown(day: date, form: str) -> PartialDate:
    """Return what a number format shows of a day; errors as :func:`read_serial`."""
    fields = _fields(form)
    if "d" in fields:
        return PartialDate.of(day)
    month = day.month if "m" in fields else None
    shown = PartialDate(day.year, month)
    # A month is kept as its last day by us, as its first by Excel, which makes it of "11/2026".
    if day in (shown.first_day, shown.last_day):
        return shown
    raise DateDoubt("hides", shown=shown.show("vi"), held=PartialDate.of(day).show("vi"))


def read_instant(text: str, form: str = "") -> PartialDate:
    """Return the day of a date cell that is written in ISO 8601 (ISO 29500-1, 18.18.11).

    Raises
    ------
    DateDoubt
        If it has a time of day: on which day it lies depends on where one stands. If the format
        shows less than the day that it holds.
    """
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:T([\d:.]+)(Z|[+-]\d\d:?\d\d)?)?", text.strip())
    if not found:
        raise DateDoubt("form")
    if found[4] and found[4].strip("0:.") != "":
        raise DateDoubt("zone")
    held = _checked(int(found[1]), int(found[2]), int(found[3]))
    return _as_shown(held.first_day, form) if is_date_format(form) else held


def in_words(when: PartialDate, language: str) -> str:
    """Return a date as it is read aloud, so that day and month cannot be mistaken.

    Examples
    --------
    >>> in_words(PartialDate(2026, 11, 7), "vi"), in_words(PartialDate(2026, 11), "en")
    ('7 tháng 11 năm 2026', 'November 2026')
    """
    if language != "vi":
        name = calendar.month_name[when.month] if when.month else ""
        return " ".join(str(part) for part in (when.day, name, when.year) if part)
    parts = (("", when.day), ("tháng", when.month), ("năm", when.year))
    return " ".join(f"{word} {number}".strip() for word, number in parts if number)
