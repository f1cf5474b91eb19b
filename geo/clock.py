"""The present day."""

from __future__ import annotations

from datetime import date


def today() -> date:
    """Return the day on the calendar of whoever runs this: a map of today is of their today."""
    return date.today()  # noqa: DTZ011 - their own calendar is meant
