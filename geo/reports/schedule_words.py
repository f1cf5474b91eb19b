"""A schedule in words: plain text in one language, not escaped, the same on screen and on paper."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from geo.dates import format_day
from geo.model import MilestoneKind, Status
from geo.query.control import months_between
from geo.query.control_words import milestone_name, percent_words, slip_told
from geo.query.wording import signed
from geo.reports.schedule import DUE_SOON_DAYS, Timing, section_of
from geo.strings import say

if TYPE_CHECKING:
    from geo.dates import PartialDate
    from geo.model import Figure
    from geo.reports.phases import Phase
    from geo.reports.schedule import Due, Schedule, ScheduleRow, YearMoney


def agency_names(known: Schedule, row: ScheduleRow, language: str) -> str:
    """Return the agencies that are responsible for a project."""
    agencies = known.view.catalog.agencies
    ids = row.row.project.agency_ids
    return "; ".join(agencies[id_].name[language] for id_ in ids if id_ in agencies)


def due_name(due: Due, language: str) -> str:
    """Return what is due: a milestone, or no more than the first or last year of the project."""
    if due.milestone:
        return milestone_name(due.kind, language)
    first = due.kind is MilestoneKind.GROUND_BREAKING
    return say(f"schedule.{'first' if first else 'last'}-year", language)


def timing_words(known: Schedule, row: ScheduleRow, language: str) -> str:
    """Return how a project stands against its plan, in a line."""
    due, slip = row.due, row.slip
    if row.timing is Timing.OVERDUE and due:
        return _overdue(known, due, language)
    if row.timing in (Timing.DUE_SOON, Timing.ON_PLAN, Timing.SLIPPED) and due:
        words = say("schedule.due", language, what=due_name(due, language),
                    day=due.date.show(language))  # fmt: skip
        late = slip_told(slip, language, met=False) if slip and row.is_late else ""
        return f"{words}; {late}" if late else words
    last = row.phases[-1] if row.phases else None
    if row.timing in (Timing.DONE, Timing.DONE_LATE) and last:
        words = say("schedule.done", language, day=last.told.show(language))
        if slip is None or row.timing is Timing.DONE:
            return words
        return f"{words}; {slip_told(slip, language, met=True)}"
    if row.timing is Timing.LAPSED and last:
        return say("schedule.since", language, what=say("status.lapsed", language),
                   day=last.told.show(language))  # fmt: skip
    return say("schedule.no-due", language)


def _overdue(known: Schedule, due: Due, language: str) -> str:
    months = months_between(due.date.last_day, known.day)
    # Days later than the last of a month or year may be more than that.
    least = "" if due.date.day else "-least"
    key = f"schedule.overdue{least}" if months else "schedule.overdue-new"
    what, day = due_name(due, language), due.date.show(language)
    return say(key, language, what=what, day=day, n=months)


def plan_words(row: ScheduleRow, language: str) -> str:
    """Return from when to when it was planned, with the first plan where it has moved."""
    plan = row.plan
    if plan is None:
        return say("schedule.no-plan", language)
    words = f"{_end(plan.start, language)} – {_end(plan.finish, language)}"
    if plan.moved and plan.finish_first:
        first = plan.finish_first.show(language)
        words += f" ({say('schedule.first-plan', language, day=first)})"
    return words


def _end(day: PartialDate | None, language: str) -> str:
    return day.show(language) if day else say("schedule.open", language)


def phase_words(phase: Phase, language: str) -> str:
    """Return a phase with the date of its beginning, as precise as the sources are together."""
    what = say(f"status.{phase.status}", language)
    day = phase.told.show(language)
    if phase.open_start:
        return say("schedule.since-before", language, what=what, day=day)
    if phase.latest < phase.told.last_day:
        by = format_day(phase.latest, language)
        return say("schedule.since-by", language, what=what, day=day, by=by)
    key = "on" if phase.status is Status.COMPLETED else "since"
    return say(f"schedule.{key}", language, what=what, day=day)


def actual_words(row: ScheduleRow, language: str) -> str:
    """Return the phases of a project, oldest first."""
    if not row.phases:
        return say("status.unknown", language)
    return "; ".join(phase_words(phase, language) for phase in row.phases)


def word_day(row: ScheduleRow, language: str) -> str:
    """Return the day of the latest word, or that none is dated."""
    if row.last_word is None:
        return say("schedule.no-word", language)
    return format_day(row.last_word, language)


def stale_words(known: Schedule, row: ScheduleRow, language: str) -> str:
    """Return since when nothing was told of a stale project; empty for others."""
    if row.stale_since is None or row.last_word is None:
        return ""
    months = months_between(row.last_word, known.day)
    day = format_day(row.last_word, language)
    return say("schedule.silent", language, day=day, n=months)


def summary_words(known: Schedule, language: str) -> str:
    """Return how many projects there are, are late, due soon and stale; a group counts once."""
    found = Counter(section_of(row) for row in known.rows)
    counts = {
        "overdue": found[Timing.OVERDUE],
        "slipped": found[Timing.SLIPPED],
        "due-soon": found[Timing.DUE_SOON],
        "stale": len(known.stale),
    }
    parts = ", ".join(
        say(f"schedule.summary-{key}", language, n=count, days=DUE_SOON_DAYS)
        for key, count in counts.items()
        if count
    )
    whole = say("schedule.summary", language, n=len(known.rows))
    return f"{whole}: {parts}." if parts else f"{whole}."


def plan_money_words(money: YearMoney, language: str) -> str:
    """Return the plan of a year, else the money of which a share is told, which may be no plan."""
    if money.plan or not money.base:
        return money_words(money.plan, language)
    return say("schedule.base", language, money=money_words(money.base, language))


def money_words(figure: Figure | None, language: str, *, dated: bool = False) -> str:
    """Return an amount or a share as ``1.830 tỷ đồng``, empty where it is not known.

    Parameters
    ----------
    dated
        Whether its date stands behind it.
    """
    if figure is None:
        return ""
    if figure.unit == "percent":
        words = percent_words(figure.value, language)
    else:
        amount = signed(figure.value, figure.qualifier, language, 2)
        words = f"{amount} {say(f'unit.{figure.unit}', language)}"
    if dated and figure.as_of:
        return say("schedule.until", language, what=words, day=figure.as_of.show(language))
    return words


def parts_words(row: ScheduleRow, language: str) -> str:
    """Return how many parts a group has, and how they stand."""
    counts = Counter(part.timing for part in row.parts)
    stands = "; ".join(
        f"{counts[timing]} {lower_first(say(f'timing.{timing}', language))}"
        for timing in Timing
        if counts[timing]
    )
    return f"{say('schedule.parts', language, n=len(row.parts))}: {stands}"


def lower_first(words: str) -> str:
    """Return words as they stand inside a sentence."""
    return words[:1].lower() + words[1:]


def row_words(known: Schedule, row: ScheduleRow, language: str) -> str:
    """Return all that a bar shows, in sentences, for whoever points at it."""
    parts = [
        f"{row.row.project.name[language]}: {timing_words(known, row, language)}",
        f"{say('schedule.column-plan', language)}: {plan_words(row, language)}",
        f"{say('schedule.column-actual', language)}: {actual_words(row, language)}",
    ]
    stale = stale_words(known, row, language)
    return ". ".join([*parts, *([stale] if stale else [])]) + "."
