"""The strip above the map: its words; the browser counts, see ``store.js``."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from geo.model import Status
from geo.strings import say_each
from panels.resources import component

KEY: Final = "counts"
_WORDS: Final = {
    "projects": "summary.projects",
    "km": "summary.km",
    "kmValue": "summary.km-value",
    "amount": "summary.capital-value",
    "approved": "summary.capital",
    "proposed": "summary.proposed",
    "passing": "summary.passing",
    "unknown": "unknown",
    "offline": "app.offline",
}
_mount = component(
    "son-la-counts",
    Path(__file__).with_suffix(".js"),
    '<div class="sl-summary" role="status" tabindex="0"></div>'
    '<p class="sl-line" role="alert" hidden></p>',
    isolated=False,
)


def counts(language: str) -> None:
    """Draw the strip of what the store of the page holds."""
    _mount(key=KEY, data=counts_words(language), height="content")


def counts_words(language: str) -> dict[str, Any]:
    """Return the words of the strip; the numbers are put in by the browser."""
    statuses = {status.value: f"status.{status}" for status in Status}
    return {"statuses": say_each(statuses, language), **say_each(_WORDS, language)}
