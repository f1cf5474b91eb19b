"""Status and figures as of a day: the last thing a source says on or before it.

An event known to the year or the month counts from the last day of it, or from the day of its
source where that is earlier, and takes its place in the history there: of an exact event before
that day it is the later one. Of two events on one day the lower row of the table counts. What lies
ahead of the day is never said.
"""

from __future__ import annotations

from datetime import date
from itertools import takewhile
from typing import TYPE_CHECKING

from geo.model import SourceKind, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.catalog.indicators import Indicator
    from geo.model import Figure, Source, StatusEvent

_SOURCE_WEIGHT = {kind: weight for weight, kind in enumerate(reversed(SourceKind))}


def timeline(events: Iterable[StatusEvent]) -> tuple[StatusEvent, ...]:
    """Return `events` in the order in which they count; equal days keep the table's order."""
    return tuple(sorted(events, key=lambda event: event.effective))


def event_as_of(events: Iterable[StatusEvent], day: date) -> StatusEvent | None:
    """Return the last event that counts on `day`, or ``None`` when none does yet."""
    past = [event for event in timeline(events) if event.effective <= day]
    return past[-1] if past else None


def since_event(events: Iterable[StatusEvent], day: date) -> StatusEvent | None:
    """Return the event that began the status of `day`: later ones only confirm it."""
    past = [event for event in timeline(events) if event.effective <= day]
    of_status = takewhile(lambda event: event.status is past[-1].status, reversed(past))
    return next(reversed([*of_status]), None)


def status_as_of(events: Iterable[StatusEvent], day: date) -> Status:
    """Return the status on `day`; `Status.UNKNOWN` when no source says it."""
    event = event_as_of(events, day)
    return event.status if event else Status.UNKNOWN


def known_since(figure: Figure | Indicator, sources: Mapping[str, Source]) -> date | None:
    """Return the day from which a figure is known: its own date, else that of its source.

    ``None`` when neither is dated; such a figure counts as older than every dated one.
    """
    if figure.as_of:
        return figure.as_of.last_day
    source = sources.get(figure.source_id)
    return source.date.last_day if source and source.date else None


def weight_of(source: Source | None) -> int:
    """Return the weight of a source, in the order of :class:`SourceKind`; none at all is least."""
    return _SOURCE_WEIGHT[source.kind] if source else -1


def figures_as_of(
    figures: Iterable[Figure], quantity: str, day: date, sources: Mapping[str, Source]
) -> tuple[Figure, ...]:
    """Return the figures of `quantity` known on `day`, the one to quote first.

    The newest is quoted; of equally old ones the stronger source (official, press, …). What only
    a copy site gives comes last, however new: it is not quoted beside a better source.
    """
    of_quantity = [figure for figure in figures if figure.quantity == quantity]

    def rank(figure: Figure) -> tuple[bool, date, int]:
        since, source = known_since(figure, sources), sources.get(figure.source_id)
        copied = source is not None and source.kind is SourceKind.COPY
        return not copied, since or date.min, weight_of(source)

    known = [figure for figure in of_quantity if rank(figure)[1] <= day]
    return tuple(sorted(known, key=rank, reverse=True))


def in_conflict(figures: Sequence[Figure]) -> bool:
    """Tell whether sources give different values for what should be one number."""
    return len({(figure.value, figure.unit) for figure in figures}) > 1
