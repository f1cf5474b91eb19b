"""A plan as a table for people and as a record for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo.strings import say

if TYPE_CHECKING:
    from geo.trip.plan import PlanCell, TripPlan


def record(plan: TripPlan) -> dict[str, Any]:
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
    }


def render(plan: TripPlan, form: str, language: str) -> str:
    """Return a plan as ``json`` or as a ``table``: numbers first, then a line a cell.

    What was not read is none of the record; whoever asks for it says it beside.
    """
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
