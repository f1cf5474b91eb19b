"""The list of the projects shown; choosing a row opens its card.

A table of our own, not ``st.dataframe``: that one sends every word again at each filter, draws on a
canvas that a screen reader finds empty, and costs more time than the map (``make bench``). This is
a plain HTML table whose words the browser fetches once.
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.catalog.catalog import once_per_catalog
from geo.files import is_published, publish
from geo.model import LIVELIEST_FIRST, AreaFrame, Status
from geo.query.groups import parts_under_groups
from geo.query.view import is_outside
from geo.query.wording import row_capital, row_length
from geo.strings import format_exact, languages, say, say_in_all, text
from geo.text import Text, sort_key
from layers.style.symbols import STATUS_LETTERS
from layers.web.payload import wording
from panels.resources import STATIC, component, file_name
from panels.session import session, state

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.catalog.catalog import Catalog
    from geo.model import Project
    from geo.query.view import ProjectRow, View

KEY: Final = "project-table"
SORT, ROOM = "table-sort", "table-rows"
# More than anybody reads at once: a filter stays quick however many projects there are.
ROWS_AT_ONCE: Final = 100
ASCENDING, DESCENDING = "ascending", "descending"
# Rows of one value keep the order of the view: opened by status, the list stands as on paper.
_FIRST_SORT: Final = ("status", ASCENDING)
# The columns in their order, and what each is sorted by, ``None`` for no value; their titles stand
# in the table of strings.
_SORTED_BY: Final[dict[str, Callable[[View, ProjectRow], Any]]] = {
    "status": lambda _, row: LIVELIEST_FIRST.index(row.status),
    "name": lambda view, row: sort_key(row.project.name[view.selection.language]),
    "areas": lambda view, row: [sort_key(name) for name in _area_names(view, row)] or None,
    "length": lambda _, row: row.length_km,
    "inside": lambda _, row: row.chosen_km or None,
    "capital": lambda _, row: row.capital.value if row.capital else None,
    "since": lambda _, row: row.event.effective if row.event else None,
    "kind": lambda view, row: sort_key(say(f"kind.{row.project.kind}", view.selection.language)),
    "evidence": lambda _, row: row.project.evidence,
    "id": lambda _, row: sort_key(row.project.id),
}
COLUMNS: Final = tuple(_SORTED_BY)
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
        opened = said.get("opened")
        if isinstance(opened, str) and opened in {"", *view.project_ids}:
            state.open_item(opened)
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
            row_length(row, language),
            number(round(row.chosen_km, 1)),
            row_capital(row, language),
            _news(row, language),
            int(row.project.id in view.part_ids),
        ]
        for row in rows
    ]


def _news(row: ProjectRow, language: str) -> str:
    """Return the day of the latest news, marked where it is old."""
    if row.event is None:
        return ""
    day = row.event.date.show(language)
    return f"{day} · {say('stale-mark', language)}" if row.stale_days is not None else day


def turned(now: tuple[str, str], column: str) -> tuple[str, str]:
    """Return the order after a click on a title: the other way round when it was chosen already."""
    if now[0] != column:
        return column, ASCENDING
    return column, DESCENDING if now[1] == ASCENDING else ASCENDING


def in_order(view: View, order: tuple[str, str]) -> list[ProjectRow]:
    """Return the rows sorted by a column; those without a value come last either way.

    The parts of a group stand behind it, in the same order.
    """
    column, direction = order
    key = partial(_SORTED_BY[column], view)
    known = [row for row in view.rows if key(row) is not None]
    unknown = [row for row in view.rows if key(row) is None]
    known.sort(key=key, reverse=direction == DESCENDING)
    return parts_under_groups(known + unknown)


def _area_names(view: View, row: ProjectRow) -> list[str]:
    touches = row.overlaps(view.selection.frame)
    return [view.catalog.areas[touch.code].name[view.selection.language] for touch in touches]


def table_words(catalog: Catalog) -> dict[str, Any]:
    """Return titles, statuses and the words of each project, in the order of the catalog."""
    heads, statuses = {}, {}
    for code in languages():
        heads[code] = {column: say(f"column.{column}", code) for column in COLUMNS}
        statuses[code] = {
            status: f"{STATUS_LETTERS[status]} {say(f'status.{status}', code)}" for status in Status
        }
    projects = [_words(catalog, project) for project in catalog.projects.values()]
    return {"heads": heads, "statuses": statuses, "projects": projects}


def _words(catalog: Catalog, project: Project) -> dict[str, Any]:
    return {
        "id": project.id,
        "name": wording(project.name),
        "areas": {frame: _areas(catalog, project, frame) for frame in AreaFrame},
        "kind": wording(text(f"kind.{project.kind}")),
        "evidence": project.evidence or "",
    }


def _areas(catalog: Catalog, project: Project, frame: AreaFrame) -> object:
    names = [catalog.areas[touch.code].name for touch in dict(project.overlaps)[frame]]
    if not names:
        outside = is_outside(project)
        return wording(say_in_all("sheet.outside-province" if outside else "unknown"))
    joined = tuple((code, ", ".join(name[code] for name in names)) for code in languages())
    return wording(Text(joined))


def publish_words(catalog: Catalog) -> str:
    """Write the words where the browser finds them; return their address."""
    name, content = _words_file(catalog)
    # At each run, since the folder may be emptied under a running server.
    if not is_published(STATIC / name):
        publish(STATIC / name, content)
    return f"app/static/{name}"


@once_per_catalog
def _words_file(catalog: Catalog) -> tuple[str, str]:
    content = json.dumps(table_words(catalog), ensure_ascii=False, separators=(",", ":"))
    return file_name("projects", ".json", content), content
