"""The present day of Sơn La, whatever the clock of the computer that asks."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

# Viet Nam has one calendar, UTC+7, without summer time.
SON_LA = timezone(timedelta(hours=7))


def today() -> date:
    """Return today's date on the calendar of Sơn La."""
    return datetime.now(SON_LA).date()


def moment() -> str:
    """Return the present moment in Sơn La: ISO 8601 to the microsecond, with its offset."""
    return datetime.now(SON_LA).isoformat(timespec="microseconds")
