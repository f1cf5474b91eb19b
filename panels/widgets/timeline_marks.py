"""The timeline as HTML: years on an axis, a row for each status, a mark for each event.

A mark has the colour and the shape of its status; a small one only confirms a status. An event
that its source dates to a month or a year is a bar as long, with the mark at its end, where it
begins to count. Years without events are narrow, since nothing happens there.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from briefing.content.markup import status_word, tag, text
from geo.model import Status
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.reports.timeline import Happening, Moment

_DAYS_OF_YEAR = 366.0
# How much wider a year is for each day with events in it, up to a limit.
_MOST_DAYS = 9
# Two marks closer than this (in hundredths of the axis) stand at two heights.
_APART = 1.5
_MOST_NAMED = 2
_ROOM_FOR_YEAR = 0.045
_ORDER: Final = (
    Status.COMPLETED,
    Status.CONSTRUCTION,
    Status.PREPARING,
    Status.PLANNED,
    Status.SUSPENDED,
    Status.LAPSED,
)


class Axis:
    """Where a day stands between the first year with events and the present one.

    Parameters
    ----------
    known
        What happened; at least one moment.
    today
        The axis reaches to the end of its year.
    """

    def __init__(self, known: Iterable[Moment], today: date) -> None:
        days = [item.event.date for moment in known for item in moment.happenings]
        first = min(day.year for day in days)
        last = max(today.year, *(day.year for day in days))
        weights = {
            year: 1.0 + min(len({d.last_day for d in days if d.year == year}), _MOST_DAYS)
            for year in range(first, last + 1)
        }
        total, here = sum(weights.values()), 0.0
        self._starts: dict[int, tuple[float, float]] = {}
        for year, weight in weights.items():
            self._starts[year] = (here, weight / total)
            here += weight / total

    @property
    def years(self) -> dict[int, tuple[float, float]]:
        """Start and width of each year, as shares of the axis."""
        return self._starts

    def at(self, day: date) -> float:
        """Return the share of the axis before a day, 0 or 1 outside of it."""
        if day.year not in self._starts:
            return 0.0 if day.year < min(self._starts) else 1.0
        start, width = self._starts[day.year]
        return start + width * (day.timetuple().tm_yday - 1) / _DAYS_OF_YEAR


def strip_html(known: tuple[Moment, ...], axis: Axis, language: str) -> str:
    """Return the rows and the axis; a click on a mark chooses its day."""
    present = {item.event.status for moment in known for item in moment.happenings}
    rows = [_row(status, known, axis, language) for status in _ORDER if status in present]
    years = "".join(_year(year, *place) for year, place in axis.years.items())
    label = text(say("timeline.title", language))
    scale = tag("div", tag("span", "", "tl-word") + tag("div", years, "tl-years"), "tl-row")
    return f'<div class="tl" role="group" aria-label="{label}">{"".join(rows)}{scale}</div>'


def cursor_html(axis: Axis, day: date) -> str:
    """Return the line at a day, and the veil over what had not happened yet."""
    return f'<div class="tl-now" style="--x:{axis.at(day):.4f}"></div>'


def moment_html(moment: Moment, language: str) -> str:
    """Say what counts from a day on, step by step of status, each with its projects."""
    groups: dict[tuple[Status, Status], list[Happening]] = {}
    for item in moment.happenings:
        groups.setdefault((item.before, item.event.status), []).append(item)
    lines = [tag("li", _said(items, language)) for items in groups.values()]
    return tag("ul", "".join(lines), "tl-said")


def _said(items: list[Happening], language: str) -> str:
    first = items[0]
    new = status_word(first.event.status, language)
    if not first.moves:
        new += f" ({text(say('timeline.confirmed', language))})"
    elif first.before is not Status.UNKNOWN:
        new = f"{text(say(f'status.{first.before}', language))} → {new}"
    day = text(first.event.date.show(language))
    names = "; ".join(tag("strong", text(item.project.name[language])) for item in items)
    # What many projects have in common is said once; else the cards say it.
    notes = {item.event.note[language] for item in items}
    note = f" – {text(notes.pop())}" if len(notes) == 1 else ""
    return f"{day} · {new}: {names}{note}"


def _year(year: int, start: float, width: float) -> str:
    number = year if width > _ROOM_FOR_YEAR or year % 5 == 0 else ""
    return f'<span style="left:{start:.2%};width:{width:.2%}">{number}</span>'


def _row(status: Status, known: tuple[Moment, ...], axis: Axis, language: str) -> str:
    bars, marks = [], []
    last_at, high = -1.0, False
    for moment in known:
        mine = [item for item in moment.happenings if item.event.status is status]
        if not mine:
            continue
        at = axis.at(moment.day) * 100
        high = not high if at - last_at < _APART else False
        last_at = at
        bars += _bars(mine, axis)
        # Keys enter at the latest event; from there the arrows lead on.
        enter = moment is known[-1]
        marks.append(_mark(moment, mine, at, high=high, enter=enter, language=language))
    lane = tag("div", "".join([*bars, *marks]), "tl-lane")
    return tag("div", tag("span", status_word(status, language), "tl-word") + lane, "tl-row")


def _bars(items: list[Happening], axis: Axis) -> list[str]:
    """Return the periods of the events that are not dated to the day, each once."""
    dates = {item.event.date for item in items if item.event.date.precision != "day"}
    spans = [(axis.at(day.first_day), axis.at(day.last_day)) for day in dates]
    status = items[0].event.status
    return [
        f'<i class="tl-bar tl-{status}" style="left:{start:.2%};width:{end - start:.2%}"></i>'
        for start, end in sorted(spans)
    ]


def _mark(  # noqa: PLR0913 - what tells one mark from the next
    moment: Moment, items: list[Happening], at: float, *, high: bool, enter: bool, language: str
) -> str:
    moves = any(item.moves for item in items)
    shape = "".join([" tl-high" if high else "", "" if moves else " tl-small"])
    names = [item.project.name[language] for item in items]
    said = "; ".join(names[:_MOST_NAMED])
    if len(names) > _MOST_NAMED:
        said = say("timeline.more", language, names=said, n=len(names) - _MOST_NAMED)
    day = items[0].event.date.show(language)
    status = items[0].event.status
    label = f"{day} · {say(f'status.{status}', language)}: {said}"
    count = f'<b aria-hidden="true">{len(items)}</b>' if len(items) > 1 else ""
    order = 0 if enter else -1
    return (
        f'<button class="sl-mark-{status}{shape}" style="left:{at:.2f}%" tabindex="{order}"'
        f' data-day="{moment.day.isoformat()}" title="{text(label)}">{count}</button>'
    )
