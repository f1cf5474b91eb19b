"""Project control in words: a milestone, a slip, a package, an obstacle, an agency with its role.

Like :mod:`geo.query.wording`: plain text in one language, not escaped, said the same everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.query.control import SlipKind
from geo.strings import format_exact, say

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog
    from geo.dates import PartialDate
    from geo.model import Milestone, MilestoneKind, Obstacle, Package
    from geo.query.control import AgencyState, MilestoneState, Slip


def milestone_name(kind: MilestoneKind, language: str) -> str:
    """Return the name of a milestone."""
    return say(f"milestone.{kind}", language)


def slip_words(state: MilestoneState, language: str) -> str:
    """Return how far a milestone has slipped, or that it is overdue; empty where neither is so."""
    parts = [slip_told(state.slip, language, met=state.actual is not None)] if state.slip else []
    parts += [say("milestone.overdue", language)] if state.overdue else []
    return "; ".join(parts)


def slip_told(slip: Slip, language: str, *, met: bool) -> str:
    """Return a slip in words; `met` tells whether the date it leads to has come."""
    if slip.kind is SlipKind.ON_PLAN:
        return say("slip.on-plan" if met else "slip.kept", language)
    if slip.kind is SlipKind.UNSURE:
        return say("slip.unsure", language)
    if not slip.months:
        return say(f"slip.{slip.kind}-{'under' if slip.exact else 'some'}", language)
    ending = "" if slip.exact else "-least"
    return say(f"slip.{slip.kind}{ending}", language, n=slip.months)


def planned_words(planned: Milestone, language: str) -> str:
    """Return a planned date and when it was told: ``kế hoạch 12/2026, nêu 05/02/2026``."""
    day = planned.date.show(language)
    if planned.as_of is None:
        return say("milestone.planned", language, day=day)
    return say("milestone.planned-told", language, day=day, told=planned.as_of.show(language))


def milestone_words(state: MilestoneState, language: str) -> str:
    """Return a milestone with its dates and its slip, without what the sources note of it."""
    parts = [state.actual.date.show(language)] if state.actual else []
    if state.newest and not state.actual:
        parts.append(planned_words(state.newest, language))
    if state.first and (state.actual or state.first is not state.newest):
        parts.append(say("milestone.first", language, day=state.first.date.show(language)))
    parts += [words] if (words := slip_words(state, language)) else []
    return f"{milestone_name(state.kind, language)}: {'; '.join(parts)}"


def slip_and_others(state: MilestoneState, language: str) -> str:
    """Return the slip, and what else sources say of when the milestone came."""
    others = (say("milestone.other", language, day=row.date.show(language)) for row in state.others)
    return "; ".join(part for part in (slip_words(state, language), *others) if part)


def other_words(row: Milestone, language: str) -> str:
    """Return what another source says of when a milestone came."""
    day = say("milestone.other", language, day=row.date.show(language))
    return f"{milestone_name(row.milestone, language)}: {day}"


def percent_words(value: float, language: str) -> str:
    """Return a share as ``59,89 %``."""
    return say("language.percent", language, value=format_exact(value, language, 2))


def package_words(package: Package, language: str) -> str:
    """Return a package with its value, contractor, dates and progress."""
    return _described(package.name[language], package_facts(package, language))


def package_facts(package: Package, language: str) -> list[str]:
    """Return what is known of a package, a fact an entry."""
    parts = []
    if package.value_billion_vnd is not None:
        amount = format_exact(package.value_billion_vnd, language)
        parts.append(f"{amount} {say('unit.billion_vnd', language)}")
    if package.contractor:
        parts.append(say("package.contractor", language, name=package.contractor))
    for key, day in (("signed", package.signed), ("finish", package.finish)):
        parts += [say(f"package.{key}", language, day=day.show(language))] if day else []
    if package.progress_percent is not None:
        parts.append(_done(package.progress_percent, package.as_of, language))
    return parts


def _done(percent: float, day: PartialDate | None, language: str) -> str:
    share = percent_words(percent, language)
    if day is None:
        return say("package.done", language, share=share)
    return say("package.done-on", language, share=share, day=day.show(language))


def obstacle_words(catalog: Catalog, obstacle: Obstacle, language: str) -> str:
    """Return an obstacle with its state, who solves it and by when."""
    return _described(obstacle.what[language], obstacle_facts(catalog, obstacle, language))


def obstacle_facts(catalog: Catalog, obstacle: Obstacle, language: str) -> list[str]:
    """Return what is known of an obstacle, its state first."""
    parts = [say(f"obstacle.{obstacle.state}", language)]
    agency = catalog.agencies.get(obstacle.agency_id)
    if agency:
        parts.append(say("obstacle.agency", language, agency=agency.name[language]))
    for key, day in (("deadline", obstacle.deadline), ("told", obstacle.as_of)):
        parts += [say(f"obstacle.{key}", language, day=day.show(language))] if day else []
    return parts


def _described(what: str, facts: list[str]) -> str:
    return f"{what} ({'; '.join(facts)})" if facts else what


def agency_words(catalog: Catalog, state: AgencyState, language: str) -> str:
    """Return an agency with its role and how to reach it: ``Ban QLDA … (chủ đầu tư)``."""
    agency = catalog.agencies[state.agency_id]
    parts = [say(f"role.{state.role}", language)] if state.role else []
    return _described(
        agency.name[language], [*parts, *([agency.contact] if agency.contact else [])]
    )
