"""Shared by the tests of what checks itself: data with one event more, the answer to a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from briefing.statement.carriers import statement_in
from briefing.verify.compare import Verdict, verify
from geo.catalog.catalog import Catalog
from geo.dates import PartialDate
from geo.model import Status, StatusEvent
from geo.text import Text
from tests.briefing.sheets import TODAY, catalog

LATER = date(2026, 11, 20)
SOP_COP = "DT-105"


def edited(project_id: str, day: PartialDate, status: Status = Status.CONSTRUCTION) -> Catalog:
    """Give the data with one event more, as a person would append it."""
    source_id = catalog().events_of(project_id)[-1].source_id
    event = StatusEvent(project_id, day, status, Text((("vi", "Khởi công"),)), source_id)
    return replace(catalog(), digest="0" * 12, events=(*catalog().events, event))


def checked(data: bytes, known: Catalog | None = None, today: date = TODAY) -> Verdict:
    """Give the answer about a file."""
    return verify(statement_in(data, "vi"), known or catalog(), today)
