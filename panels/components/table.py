"""The list of the projects shown; choosing a row opens its card.

A table of our own, not ``st.dataframe``: that one sends every word again at each filter, draws on a
canvas that a screen reader finds empty, and costs more time than the map (``make bench``). This is
a plain HTML table whose words the browser fetches once.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.model import Status
from geo.strings import format_exact, say
from geo.text import sort_key
from panels.resources.list_payload import COLUMNS, publish_words
from panels.resources.static_scripts import component
from panels.session import session, state

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.query.view import ProjectRow, View

KEY: Final = "project-table"
SORT, ROOM = "table-sort", "table-rows"
# More than anybody reads at once: a filter stays quick however many projects there are.
ROWS_AT_ONCE: Final = 100
ASCENDING, DESCENDING = "ascending", "descending"
_FIRST_SORT: Final = ("id", ASCENDING)
_STATUS_ORDER: Final = {status: place for place, status in enumerate(Status)}
_mount = component(
    "son-la-projects",
    Path(__file__).with_suffix(".js"),
    '<div class="list" tabindex="-1"></div>',
    Path(__file__).with_suffix(".css").read_text(encoding="utf-8"),
)


def project_table(view: View, screen: state.Screen) -> None:
    """Draw the table of a view; its chosen row follows the open card and leads to it."""
    language = screen.language
    rows = in_order(view, session.get(SORT, _FIRST_SORT))
    room = session.get(ROOM, ROWS_AT_ONCE)

    def react() -> None:
        said = session.get(KEY) or {}
        if isinstance(said.get("opened"), str):
            open_row(said["opened"], view)
        if said.get("sorted") in COLUMNS:
            session[SORT] = turned(session.get(SORT, _FIRST_SORT), said["sorted"])
        if said.get("more"):
            session[ROOM] = room + ROWS_AT_ONCE

    left = len(rows) - room
    _mount(
        key=KEY,
        data={
            "words": publish_words(view.catalog),
            "lang": language,
            "frame": view.selection.frame.value,
            "rows": table_rows(view, rows[:room]),
            "chosen": screen.item_id,
            "sort": list(session.get(SORT, _FIRST_SORT)),
            "title": say("table.alt", language),
            "more": say("table.more", language, n=left) if left > 0 else "",
            "missing": say("map.no-page", language),
        },
        height="content",
        on_opened_change=react,
        on_sorted_change=react,
        on_more_change=react,
    )


def open_row(project_id: str, view: View) -> None:
    """Open the card of a row, or close it (the empty id)."""
    if not project_id or project_id in view.project_ids:
        state.open_item(project_id)


def table_rows(view: View, rows: Sequence[ProjectRow]) -> list[list[object]]:
    """Return what depends on the view: place of the project in the catalog, then its values."""
    language = view.selection.language
    places = {project_id: place for place, project_id in enumerate(view.catalog.projects)}

    def number(value: float | None) -> str:
        return format_exact(value, language, 1) if value else ""

    return [
        [
            places[row.project.id],
            row.status.value,
            number(row.length_km),
            number(round(row.chosen_km, 1)),
            number(row.capital.value if row.capital else None),
            row.event.date.show(language) if row.event else "",
        ]
        for row in rows
    ]


def turned(now: tuple[str, str], column: str) -> tuple[str, str]:
    """Return the order after a click on a title: the other way round when it was chosen already."""
    if now[0] != column:
        return column, ASCENDING
    return column, DESCENDING if now[1] == ASCENDING else ASCENDING


def in_order(view: View, order: tuple[str, str]) -> list[ProjectRow]:
    """Return the rows sorted by a column; those without a value come last either way."""
    column, direction = order
    key = _key(view, column)
    known = [row for row in view.rows if key(row) is not None]
    unknown = [row for row in view.rows if key(row) is None]
    return sorted(known, key=key, reverse=direction == DESCENDING) + unknown


def _key(view: View, column: str) -> Callable[[ProjectRow], Any]:
    """Return what a column is sorted by, ``None`` for no value."""
    language, areas = view.selection.language, view.catalog.areas
    keys: dict[str, Callable[[ProjectRow], Any]] = {
        "status": lambda row: _STATUS_ORDER[row.status],
        "name": lambda row: sort_key(row.project.name[language]),
        "areas": lambda row: (
            [
                sort_key(areas[touch.code].name[language])
                for touch in row.overlaps(view.selection.frame)
            ]
            or None
        ),
        "length": lambda row: row.length_km,
        "inside": lambda row: row.chosen_km or None,
        "capital": lambda row: row.capital.value if row.capital else None,
        "since": lambda row: row.event.effective if row.event else None,
        "kind": lambda row: sort_key(say(f"kind.{row.project.kind}", language)),
        "evidence": lambda row: row.project.evidence,
        "id": lambda row: sort_key(row.project.id),
    }
    return keys[column]
