"""The list of the projects shown; choosing a row opens its card.

A table of our own, not ``st.dataframe``: that one sends every word again at each filter, draws on a
canvas that a screen reader finds empty, and costs more time than the map (``make bench``). This is
a plain HTML table whose rows the browser has at once, see ``store.js``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from geo.model import Status
from geo.strings import say, say_each
from layers.style.symbols import STATUS_LETTERS
from panels.resources import component

KEY: Final = "project-table"
_COLUMNS: Final = (
    "status", "name", "areas", "length", "inside", "capital", "since", "kind", "evidence", "id",
)  # fmt: skip
_WORDS: Final = {
    "title": "table.alt",
    "more": "table.more",
    "missing": "map.no-page",
    "empty": "table.empty",
    "columns": "table.columns",
    "outside": "search.outside",
    "unknown": "search.no-position",
    "stale": "stale-mark",
    "sum": "table.sum",
}
_mount = component(
    "son-la-projects",
    Path(__file__).with_suffix(".js"),
    '<div class="tools"></div><p class="note" role="status" hidden></p>'
    '<p class="sum" hidden></p>'
    '<div class="list" tabindex="-1"></div>',
    Path(__file__).with_suffix(".css").read_text(encoding="utf-8"),
)


def project_table(language: str) -> None:
    """Draw the table of what the store of the page holds."""
    _mount(key=KEY, data=table_words(language), height="content")


def table_words(language: str) -> dict[str, Any]:
    """Return the words of titles, statuses and notes."""
    return {
        "heads": say_each({column: f"column.{column}" for column in _COLUMNS}, language),
        "statuses": {
            status.value: f"{STATUS_LETTERS[status]} {say(f'status.{status}', language)}"
            for status in Status
        },
        "sums": {
            name: [say(f"table.sum-{name}", language, n=count) for count in (1, "{n}")]
            for name in ("projects", "groups", "outside")
        },
        **say_each(_WORDS, language),
    }
