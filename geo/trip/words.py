"""A plan in words: old and new value of each cell, and the table and the record of all."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from geo.dates import PartialDate
from geo.strings import say
from geo.trip.dates import in_words
from geo.trip.fields import ValueKind, field_of

if TYPE_CHECKING:
    from geo.trip.plan import Plan, PlanCell


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
            return f"{_number(value, language)} {say(f'unit.{field.unit}', language)}"
    return value


def _number(value: str, language: str) -> str:
    decimal, thousands = (say(f"language.{sign}", language) for sign in ("decimal", "thousands"))
    whole, _, rest = f"{Decimal(value):,f}".partition(".")
    return whole.replace(",", thousands) + (f"{decimal}{rest}" if rest else "")


def change_words(column: str, old: str, new: str, language: str) -> str:
    """Return old and new value: ``Tình trạng: Quy hoạch → Đang thi công``."""
    field = field_of(column)
    name = field.title(language) if field else column
    return f"{name}: {value_words(column, old, language)} → {value_words(column, new, language)}"


def record(plan: Plan) -> dict[str, Any]:
    """Return a plan for programs, ready for JSON."""
    return {
        **plan.counts,
        "cells": [
            {
                "sheet": cell.sheet,
                "cell": cell.cell,
                "subject": cell.subject,
                "field": cell.field,
                "base": cell.base,
                "mine": cell.mine,
                "theirs": cell.theirs,
                "verdict": cell.verdict.value,
                "message": cell.message,
            }
            for cell in plan.cells
        ],
        "notes": list(plan.notes),
    }


def render(plan: Plan, form: str, language: str) -> str:
    """Return a plan as ``json`` or as a ``table``: numbers first, then a line a cell."""
    if form == "json":
        return json.dumps(record(plan), ensure_ascii=False, indent=2)
    counts = plan.counts
    lines = [
        ", ".join(
            f"{say(f'trip.count-{name}', language)} {number}" for name, number in counts.items()
        )
    ]
    lines += [_line(cell, language) for cell in plan.cells]
    lines += [f"· {note}" for note in plan.notes]
    return "\n".join(lines)


def _line(cell: PlanCell, language: str) -> str:
    verdict = say(f"trip.verdict-{cell.verdict}", language)
    where = f"{cell.sheet}!{cell.cell}"
    return f"{verdict:<10} {where:<18} {cell.subject}: {cell.message}"
