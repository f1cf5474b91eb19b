"""Values in words: old and new value of a cell."""

from __future__ import annotations

from decimal import Decimal

from geo.dates import PartialDate
from geo.strings import say
from geo.trip.dates import in_words
from geo.trip.fields import ValueKind, field_of


def value_words(column: str, value: str, language: str) -> str:
    """Return a value as a person reads it.

    Examples
    --------
    >>> value_words("events.date", "2026-11-07", "vi"), value_words("figures.capital", "9.5", "vi")
    ('7 tháng 11 năm 2026', '9,5 tỷ đồng')
    """
    field = field_of(column)
    if not value:
        return say("trip.nothing", language)
    if field is None:
        return value
    match field.kind:
        case ValueKind.DATE:
            return in_words(PartialDate.parse(value), language)
        case ValueKind.CHOICE:
            return say(f"{field.family}.{value}", language)
        case ValueKind.NUMBER:
            return f"{number_words(value, language)} {say(f'unit.{field.unit}', language)}"
    return value


def number_words(value: str, language: str) -> str:
    """Return a number with the signs of a language: ``1.355,9``."""
    decimal, thousands = (say(f"language.{sign}", language) for sign in ("decimal", "thousands"))
    whole, _, rest = f"{Decimal(value):,f}".partition(".")
    return whole.replace(",", thousands) + (f"{decimal}{rest}" if rest else "")


def change_words(column: str, old: str, new: str, language: str) -> str:
    """Return old and new value: ``Tình trạng: Quy hoạch → Đang thi công``."""
    field = field_of(column)
    name = field.title(language) if field else column
    return f"{name}: {value_words(column, old, language)} → {value_words(column, new, language)}"
