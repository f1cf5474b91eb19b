"""Targets, what is published beside them and how far one is, in words; plain text, not escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.catalog.indicators import IndicatorRole
from geo.query.wording import period_words
from geo.reports.indicators import last_year
from geo.reports.targets import HORIZONS
from geo.strings import say

_CLAUSE = re.compile("[,;:]")
if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalog.indicators import Indicator
    from geo.reports.targets import AimRow, IndicatorRow, Standing, Targets


def about_words(value: Indicator, language: str) -> str:
    """Return role, period, note and day of a value: ``Kết quả 2025 · 10 tháng · đến 10/2025``."""
    period, role = period_words(value.period, language), _role(value, language)
    note = value.note[language]
    if note.casefold().startswith(role.casefold()):
        # "kế hoạch năm; …" would say the role again.
        note = " ".join(_CLAUSE.split(note, maxsplit=1)[1:]).strip()
    parts = [say("indicator.of-period", language, role=role, period=period)]
    parts += [note] if note else []
    day = value.as_of.show(language) if value.as_of else ""
    if day and day not in note and value.role is not IndicatorRole.TARGET:
        parts.append(say("indicator.as-of", language, day=day))
    return " · ".join(parts)


def aim_note(value: Indicator, year: int, language: str) -> str:
    """Return what must be said beside a target or plan in the column of a year.

    The period where it is not that year alone; for a plan its role and its note.
    """
    parts = [period_words(value.period, language)] if value.period != str(year) else []
    if value.role is IndicatorRole.PLAN:
        role, note = _role(value, language), value.note[language]
        # "kế hoạch năm" says it is a plan.
        said = note.casefold().startswith(role.casefold())
        parts = [f"{note[:1].upper()}{note[1:]}", *parts] if said else [role, *parts, note]
    return " · ".join(part for part in parts if part)


def target_notes(row: IndicatorRow, language: str) -> str:
    """Return what the texts say beside the targets of the horizons, each note once."""
    notes = dict.fromkeys(
        one.note[language]
        for year in HORIZONS
        for one in row.aims(year)
        if one.role is IndicatorRole.TARGET and one.note
    )
    return "; ".join(notes)


def percent_words(standing: Standing, language: str) -> str:
    """Return the share of the target; nothing is 100 % before it is met."""
    share = standing.share or 0.0
    whole = round(100 * share)
    return say("language.percent", language, value=min(whole, 99) if share < 1 else whole)


def standing_words(standing: Standing, language: str, *, percent: bool = True) -> str:
    """Return how far one is, and by what: ``73 % mục tiêu 2025 (kết quả, 10 tháng)``.

    Parameters
    ----------
    percent
        Whether the share is said; else only of what it is a share.
    """
    period = period_words(standing.target.period, language)
    if standing.place:
        head = say(f"standing.{standing.place}", language, period=period)
    else:
        head = say("standing.of-target", language, period=period)
        head = f"{percent_words(standing, language)} {head}" if percent else head
    return f"{head} ({basis_words(standing, language)})"


def basis_words(standing: Standing, language: str) -> str:
    """Return what a comparison rests on: ``ước tính``, ``kết quả 2022``, ``kết quả, 10 tháng``."""
    value = standing.value
    role = _role(value, language)
    role = f"{role[:1].lower()}{role[1:]}"
    if not standing.same_period:
        period = period_words(value.period, language)
        role = say("indicator.of-period", language, role=role, period=period)
    # Of a result the first that is said: how many months it covers. Of an estimate the word does.
    told = value.note[language] if value.role is IndicatorRole.RESULT else ""
    note = _CLAUSE.split(told)[0]
    return f"{role}, {note}" if note else role


def standings_of(row: IndicatorRow) -> Iterator[Standing]:
    """Yield how far one is against the targets of the horizons, each target once."""
    targets = dict.fromkeys(
        one for year in HORIZONS for one in row.aims(year) if one.role is IndicatorRole.TARGET
    )
    for target in targets:
        found = row.standing(target)
        if found:
            yield found


def by_when(row: AimRow, language: str) -> str:
    """Return the year of an aim; that the text names none."""
    year = row.aim.period
    return say("aim.by", language, year=year) if year else say("aim.no-year", language)


def status_counts(row: AimRow, language: str) -> str:
    """Return how many projects of an aim have each status: ``8 dự án: Quy hoạch 8``."""
    if not row.projects:
        return say("aim.no-project", language)
    counts = ", ".join(
        f"{say(f'status.{status}', language)} {count}" for status, count in row.by_status.items()
    )
    return f"{say('aim.projects', language, n=len(row.projects))}: {counts}"


def summary_words(known: Targets, language: str) -> str:
    """Say how many targets there are, and for how many anything can be compared."""
    pairs = known.programme
    parts = [say("targets.summary", language, n=len(pairs))]
    for year in HORIZONS:
        if known.day.year < year:
            ahead = sum(last_year(target.period) == year for _, target in pairs)
            parts.append(say("targets.summary-ahead", language, year=year, n=ahead))
            continue
        mine = [(row, target) for row, target in pairs if last_year(target.period) == year]
        found = [row.standing(target) for row, target in mine]
        same = [one.value.role for one in found if one and one.same_period]
        results = same.count(IndicatorRole.RESULT)
        estimates = len(same) - results
        counts = {"results": results, "estimates": estimates, "none": len(mine) - len(same)}
        parts.append(say("targets.summary-year", language, year=year, n=len(mine), **counts))
    last = known.last_published()
    if last and last < known.day.year:
        parts.append(say("targets.none-since", language, year=last + 1))
    return " ".join(parts)


def _role(value: Indicator, language: str) -> str:
    return say(f"indicator.{value.role}", language)
