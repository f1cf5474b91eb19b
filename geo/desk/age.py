"""How long ago something was, in words."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from geo.clock import SON_LA
from geo.dates import PartialDate
from geo.strings import say
from geo.trip.dates import in_words

_MINUTE: Final = 60
_HOUR: Final = 3_600
_DAY: Final = 86_400
_MOST_DAYS: Final = 60


def age_words(at: str, now: str, language: str) -> str:
    """Return how long ago a moment was, its day where that is long.

    Parameters
    ----------
    at, now
        ISO 8601 with their offsets.

    Examples
    --------
    >>> age_words("2026-11-25T08:00:00+07:00", "2026-11-27T09:00:00+07:00", "vi")
    '2 ngày trước'
    """
    moments = [datetime.fromisoformat(each) for each in (at, now)]
    seconds = max((moments[1] - moments[0]).total_seconds(), 0.0)
    if seconds < _MINUTE:
        return say("desk.age-now", language)
    if seconds >= _MOST_DAYS * _DAY:
        return moment_words(at, language).partition(", ")[2]
    for key, length in (("days", _DAY), ("hours", _HOUR), ("minutes", _MINUTE)):
        if seconds >= length:
            return say(f"desk.age-{key}", language, count=int(seconds // length))
    return ""


def moment_words(at: str, language: str) -> str:
    """Return hour and day of a moment in Sơn La.

    Examples
    --------
    >>> moment_words("2026-11-27T01:05:00+00:00", "vi")
    '08:05, 27 tháng 11 năm 2026'
    """
    here = datetime.fromisoformat(at).astimezone(SON_LA)
    return f"{here:%H:%M}, {in_words(PartialDate.of(here.date()), language)}"
