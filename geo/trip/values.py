"""A cell as the tables write what it says: a date, a number in our unit, a code, NFC text."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from geo.dates import FIRST_YEAR, LAST_YEAR, PartialDate
from geo.escape import Syntax, escape
from geo.strings import say, table, text
from geo.text import nfc
from geo.trip.dates import DateDoubt, is_date_format, read_instant, read_serial, read_text
from geo.trip.fields import TripField, ValueKind, code_of
from geo.trip.numbers import (
    NumberDoubt,
    canonical,
    factor,
    of_cell,
    read_number,
    split_unit,
    unit_shown,
)
from geo.trip.read import CellKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo.trip.read import ReadCell

MOST_LETTERS: Final = 500


class ValueDoubt(ValueError):  # noqa: N818 - it is asked about, not an error of the program
    """A cell is not taken; `key` names the reason: strings ``trip.<key>`` and ``trip.<key>-do``.

    Parameters
    ----------
    values
        What fills the reason: text, or several texts by language.
    """

    def __init__(self, key: str, **values: str | Sequence[Mapping[str, str]]) -> None:
        self.key, self.values = key, values
        super().__init__(key)

    def say(self, language: str) -> str:
        """Return reason and remedy."""
        told = {
            name: value if isinstance(value, str) else ", ".join(one[language] for one in value)
            for name, value in self.values.items()
        }
        reason = say(f"trip.{self.key}", language, **told)
        return f"{reason} {say(f'trip.{self.key}-do', language)}"


def squeezed(text: str) -> str:
    """Return NFC text without spaces at its ends and doubled ones within."""
    return " ".join(nfc(text).split())


def plain_value(value: object) -> str:
    """Return what a cell of ours says, as it is read back: empty for nothing.

    Examples
    --------
    >>> plain_value(22260.50), plain_value(PartialDate(2026, 3)), plain_value(None)
    ('22260.5', '2026-03', '')
    """
    if value is None:
        return ""
    if isinstance(value, PartialDate):
        return value.iso()
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | float):
        return canonical(of_cell(repr(value)))
    return squeezed(escape(value, Syntax.TEXT))


def shown_value(cell: ReadCell | None) -> str:
    """Return what a cell shows, by its own type alone."""
    if cell is None:
        return ""
    try:
        if cell.kind is CellKind.DAY or is_date(cell):
            return _date(cell).iso()
        if cell.kind is CellKind.NUMBER:
            return canonical(of_cell(cell.text))
    except (DateDoubt, NumberDoubt) as doubt:
        # What it holds, where it shows less.
        if doubt.key == "hides":
            return _date(replace(cell, form="d")).iso()
        return cell.text
    return squeezed(cell.text)


def is_date(cell: ReadCell) -> bool:
    """Tell whether a cell is a number that shows a date."""
    return cell.kind is CellKind.NUMBER and is_date_format(cell.form)


def read_value(cell: ReadCell | None, field: TripField, unit: str = "") -> str:
    """Return what a cell says, as the tables write it; empty for an empty cell.

    Parameters
    ----------
    unit
        Words of the cell for units beside a number.

    Raises
    ------
    ValueDoubt
        If it does not say one thing.
    """
    if cell is None:
        return ""
    if cell.kind is CellKind.ERROR:
        raise ValueDoubt("error", value=cell.text)
    if cell.kind is CellKind.NO_VALUE:
        raise ValueDoubt("no-value")
    try:
        if field.kind is ValueKind.NUMBER:
            return _number(cell, field, unit)
        return _READERS[field.kind](cell, field)
    except DateDoubt as doubt:
        raise ValueDoubt(f"date-{doubt.key}", **doubt.values) from doubt
    except NumberDoubt as doubt:
        raise ValueDoubt(f"number-{doubt.key}", **doubt.values) from doubt


def _date(cell: ReadCell) -> PartialDate:
    match cell.kind:
        case CellKind.NUMBER:
            return read_serial(cell.text, cell.form, from_1904=cell.from_1904)
        case CellKind.DAY:
            return read_instant(cell.text, cell.form)
        case CellKind.TEXT:
            return read_text(cell.text)
    raise DateDoubt("form")


def _year(cell: ReadCell) -> str:
    when = _date(cell)
    if when.month:
        raise ValueDoubt("year", first=str(FIRST_YEAR), last=str(LAST_YEAR))
    return when.iso()


def _number(cell: ReadCell, field: TripField, unit: str) -> str:
    if cell.kind is CellKind.NUMBER:
        if is_date(cell):
            raise ValueDoubt("number-date")
        number, words = of_cell(cell.text), unit_shown(cell.form)
    elif cell.kind is CellKind.TEXT:
        digits, words = split_unit(cell.text)
        number = read_number(digits)
    else:
        raise NumberDoubt("form")
    if number < 0:
        raise NumberDoubt("negative")
    return canonical(number * _factor(words, unit, field))


def _factor(words: str, beside: str, field: TripField) -> Decimal:
    inside = factor(words, field.unit) if words else None
    outside = factor(beside, field.unit) if beside else None
    if inside is not None and outside is not None and inside != outside:
        raise NumberDoubt("units", inside=words, beside=beside)
    if inside is None and outside is None:
        # What is counted in money has three usual units; a length has one.
        if field.unit == "billion_vnd":
            raise NumberDoubt("no-unit")
        return Decimal(1)
    return inside if inside is not None else outside or Decimal(1)


def _choice(cell: ReadCell, field: TripField) -> str:
    code = code_of(cell.text, field) if cell.kind is CellKind.TEXT else ""
    unknown = f"{field.family}.unknown"
    if not code and unknown in table() and squeezed(cell.text) in text(unknown).values():
        return ""
    if not code:
        known = [text(f"{field.family}.{code}") for code in field.codes]
        raise ValueDoubt("choice", value=squeezed(cell.text), known=known)
    return code


def _text(cell: ReadCell) -> str:
    if cell.kind is CellKind.DAY or is_date(cell):
        raise ValueDoubt("text-date")
    if cell.kind is CellKind.FLAG:
        raise ValueDoubt("text-flag")
    line = shown_value(cell)
    if any(not char.isprintable() for char in line) or len(line) > MOST_LETTERS:
        raise ValueDoubt("text", most=str(MOST_LETTERS))
    if escape(line, Syntax.SHEET) != line:
        raise ValueDoubt("formula-text", start=line[0])
    return line


_READERS: Final[dict[ValueKind, Callable[[ReadCell, TripField], str]]] = {
    ValueKind.DATE: lambda cell, _: _date(cell).iso(),
    ValueKind.YEAR: lambda cell, _: _year(cell),
    ValueKind.CHOICE: _choice,
    ValueKind.TEXT: lambda cell, _: _text(cell),
    ValueKind.KEY: lambda cell, _: shown_value(cell),
    ValueKind.UNIT: lambda cell, _: shown_value(cell),
    ValueKind.SHOWN: lambda cell, _: shown_value(cell),
}
