"""Dates as sources give them: to the day, the month or the year."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from geo.errors import DataError
from geo.strings import say

if TYPE_CHECKING:
    from geo.tables import TableRow

FIRST_YEAR, LAST_YEAR = 1950, 2100
_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True)
class PartialDate:
    """A date with the precision of its source.

    Parameters
    ----------
    year, month, day
        `month` and `day` are ``None`` where the source does not say them.
    """

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str, where: str = "") -> PartialDate:
        """Read ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.

        Raises
        ------
        DataError
            If `text` has another form or names a day that does not exist.
        """
        match = _FORM.fullmatch(text.strip())
        remedy = "write YYYY, YYYY-MM or YYYY-MM-DD"
        if match is None:
            raise DataError(f"{text!r} is not a date", where, remedy)
        year, month, day = (int(part) if part else None for part in match.groups())
        try:
            date(year or 0, month or 1, day or 1)
        except ValueError as error:
            raise DataError(f"{text!r} is not a day of the calendar", where, remedy) from error
        return cls(year or 0, month, day)

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """Return a full day."""
        return cls(day.year, day.month, day.day)

    @property
    def precision(self) -> str:
        """``day``, ``month`` or ``year``."""
        if self.day is not None:
            return "day"
        return "year" if self.month is None else "month"

    @property
    def last_day(self) -> date:
        """The last day of the period: by then the thing has surely happened.

        An event of "2024" counts from 31/12/2024 on, so that a view as of 01/06/2024
        never claims more than its source.

        Examples
        --------
        >>> PartialDate.parse("2024-02").last_day.isoformat()
        '2024-02-29'
        """
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def first_day(self) -> date:
        """The first day of the period."""
        return date(self.year, self.month or 1, self.day or 1)

    def counts_from(self, told: PartialDate | None) -> date:
        """Return the day from which a thing of this date has surely happened.

        Parameters
        ----------
        told
            The date of the source that tells it: what it tells has happened by then. That of a
            source which lies before the whole period is of no help.

        Examples
        --------
        >>> PartialDate.parse("2022-05").counts_from(PartialDate.parse("2022-05-12")).isoformat()
        '2022-05-12'
        """
        if told is None or told.last_day < self.first_day:
            return self.last_day
        return min(self.last_day, told.last_day)

    def iso(self) -> str:
        """Return the date as in the tables."""
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    def show(self, language: str) -> str:
        """Return the date as people write it, to the known precision.

        Examples
        --------
        >>> PartialDate(2024, 6, 5).show("vi"), PartialDate(2024, 6).show("en")
        ('05/06/2024', 'Jun 2024')
        """
        parts = {"yyyy": f"{self.year:04d}"}
        if self.month:
            month = say("language.months", language).split()[self.month - 1]
            parts |= {"mm": f"{self.month:02d}", "mmm": month}
        if self.day:
            parts |= {"dd": f"{self.day:02d}", "d": str(self.day)}
        return re.sub(r"\w+", lambda field: parts[field[0]], self.form(language))

    def form(self, language: str) -> str:
        """Return the fields that are known, in the order and with the signs of `language`.

        Examples
        --------
        >>> PartialDate(2024, 6).form("vi"), PartialDate(2024).form("en")
        ('mm/yyyy', 'yyyy')
        """
        known = "y" + "m" * (self.month is not None) + "d" * (self.day is not None)
        written = ""
        for sign, field in re.findall(r"(\W*)(\w+)", say("language.date", language)):
            if field[0] in known:
                written += (sign if written else "") + field
        return written


def partial_date(row: TableRow, field: str) -> PartialDate | None:
    """Return a cell as a partial date, ``None`` when empty."""
    return PartialDate.parse(row[field], f"{row.where}:{field}") if row[field] else None


def parse_day(text: str) -> date:
    """Read a full day, ``YYYY-MM-DD``, within the years that the data can speak of.

    Raises
    ------
    DataError
        If `text` is anything else.
    """
    partial = PartialDate.parse(text)
    if partial.precision != "day" or not FIRST_YEAR <= partial.year <= LAST_YEAR:
        msg = f"{text!r} is not a day between {FIRST_YEAR} and {LAST_YEAR}"
        raise DataError(msg, "", "write YYYY-MM-DD")
    return partial.last_day


def format_day(day: date, language: str) -> str:
    """Return a full date in the form of `language`."""
    return PartialDate.of(day).show(language)
