"""``python -m geo targets``: the Programme's targets and what is published beside them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from geo.query.wording import indicator_value, period_words
from geo.reports.target_words import standing_words, summary_words
from geo.reports.targets import target_records, targets_csv
from geo.strings import say

if TYPE_CHECKING:
    from geo.catalog.indicators import Indicator
    from geo.reports.targets import IndicatorRow, Targets

FORMATS = ("table", "json", "csv")
_NAME_WIDTH, _PERIOD_WIDTH, _VALUE_WIDTH = 50, 10, 24


def render_targets(known: Targets, form: str, language: str) -> str:
    """Return a line or record of each target of the Programme, in one of :data:`FORMATS`."""
    match form:
        case "json":
            return json.dumps(target_records(known, language), ensure_ascii=False, indent=2)
        case "csv":
            return targets_csv(known, language).rstrip("\n")
    lines = [summary_words(known, language), ""]
    lines += [_line(row, target, language) for row, target in known.programme]
    return "\n".join(lines)


def _line(row: IndicatorRow, target: Indicator, language: str) -> str:
    name = target.name[language]
    name = name if len(name) <= _NAME_WIDTH else f"{name[: _NAME_WIDTH - 1]}…"
    found = row.standing(target)
    words = standing_words(found, language) if found else say("indicator.none", language)
    return (
        f"{name:<{_NAME_WIDTH}} {period_words(target.period, language):<{_PERIOD_WIDTH}}"
        f" {indicator_value(target, language):<{_VALUE_WIDTH}} {words}"
    )
