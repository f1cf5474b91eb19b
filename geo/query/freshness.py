"""How new what is known is: the day of the data, and which projects nobody has spoken of lately."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from geo.catalog.catalog import once_per_catalog
from geo.dates import format_day
from geo.model import MilestoneRole, Status
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.catalog.catalog import Catalog
    from geo.dates import PartialDate
    from geo.model import StatusEvent

# Plans and results are reported yearly: an open project that no source has spoken of for a year
# has missed at least one report.
STALE_AFTER_DAYS: Final = 365
# Nothing more is to be expected of these.
FINAL: Final = frozenset({Status.COMPLETED, Status.LAPSED})


@once_per_catalog
def _known_days(catalog: Catalog) -> tuple[date, ...]:
    """Return the days of all dated facts about projects, assets and roads, the oldest first."""
    return tuple(sorted(day.last_day for day in _days(catalog)))


@once_per_catalog
def _latest_begin(catalog: Catalog) -> date:
    """Return the last day on which any dated fact may have begun to be true."""
    return max((day.first_day for day in _days(catalog)), default=date.min)


def _days(catalog: Catalog) -> Iterator[PartialDate]:
    yield from (event.date for event in catalog.events)
    for told in (catalog.figures, catalog.packages, catalog.obstacles, catalog.roles):
        yield from (fact.as_of for fact in told if fact.as_of)
    for step in catalog.milestones:
        day = step.date if step.role is MilestoneRole.ACTUAL else step.as_of
        if day:
            yield day
    yield from (incident.date_from for incident in catalog.incidents)


def data_day(catalog: Catalog, day: date) -> date | None:
    """Return the newest day up to `day` of which any fact is known, ``None`` for none.

    The day of a fact counts, not the day on which somebody wrote it down or published it.
    """
    days = _known_days(catalog)
    place = bisect_right(days, day)
    return days[place - 1] if place else None


def ends_before(catalog: Catalog, day: date) -> bool:
    """Tell whether no fact is of a day after `day`: that nothing is known is no calm then.

    A fact of a year or month that holds `day` may well be of before it.
    """
    return _latest_begin(catalog) <= day


def as_of_words(day: date, newest: date | None, language: str) -> str:
    """Return a day asked for, and beside it the :func:`data_day` where that is an earlier one."""
    words = say("sheet.as-of", language, day=format_day(day, language))
    return " · ".join(part for part in (words, data_day_words(day, newest, language)) if part)


def data_day_words(day: date, newest: date | None, language: str) -> str:
    """Return ``dữ liệu đến 05/02/2026``; empty where the data reaches `day` or there is none."""
    if newest is None or newest >= day:
        return ""
    return say("data-day", language, day=format_day(newest, language))


def latest_news(events: Iterable[StatusEvent], day: date) -> StatusEvent | None:
    """Return the last event that has begun to be true by a day.

    News of "2026" is news in the middle of 2026, though the status it gives counts only from
    the year's end.
    """
    begun = [event for event in events if event.date.first_day <= day]
    return max(begun, key=lambda event: event.effective, default=None)


def stale_since(status: Status, latest: StatusEvent | None, day: date) -> date | None:
    """Return the first day on which a project counted as stale, ``None`` when it does not.

    The rule: its status is not final, and its latest news is more than
    :data:`STALE_AFTER_DAYS` days old. A project without any news is not stale but without a
    status.
    """
    if latest is None or status in FINAL:
        return None
    since = latest.effective + timedelta(days=STALE_AFTER_DAYS + 1)
    return since if since <= day else None


def stale_days(status: Status, events: Iterable[StatusEvent], day: date) -> int | None:
    """Return the age in days of the latest news of a stale project, ``None`` for others."""
    latest = latest_news(events, day)
    if latest is None or stale_since(status, latest, day) is None:
        return None
    return (day - latest.effective).days
