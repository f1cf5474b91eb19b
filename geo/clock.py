"""The present day."""

from __future__ import annotations

from datetime import date


def today() -> date:
    """Return today's date on the calendar of this computer: its user's today."""
    return date.today()  # noqa: DTZ011 - their own calendar is meant
