"""Cells of the list of attributes: where a project lies, and what its status rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.model import GeometryKind, SourceKind
from geo.strings import format_exact, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.catalog.catalog import Catalog
    from geo.model import AreaFrame, Project
    from geo.query.view import ProjectRow, View


def area_names(frame: AreaFrame) -> Callable[[View, ProjectRow], list[str]]:
    """Return a function that gives the names of the areas that a project touches in a frame."""
    return lambda view, row: [
        view.catalog.areas[touch.code].name[view.selection.language]
        for touch in row.overlaps(frame)
    ]


def area_codes(frame: AreaFrame) -> Callable[[View, ProjectRow], list[str]]:
    """Return a function that gives the codes of the areas that a project touches in a frame."""
    return lambda _, row: [touch.code for touch in row.overlaps(frame)]


def km_by_area(frame: AreaFrame) -> Callable[[View, ProjectRow], dict[str, float]]:
    """Return a function that gives the kilometres of a project in each area of a frame."""

    def km_by(_: View, row: ProjectRow) -> dict[str, float]:
        # Of a drawing nobody knows how much of it lies in an area.
        drawn = GeometryKind.SCHEMATIC in row.geometry_kinds
        return {t.code: t.length_km for t in row.overlaps(frame) if t.length_km and not drawn}

    return km_by


def km_words(frame: AreaFrame) -> Callable[[View, ProjectRow], str | None]:
    """Return a function that says the kilometres of a project in each area, named in full."""

    def words(view: View, row: ProjectRow) -> str | None:
        language = view.selection.language
        by_code = km_by_area(frame)(view, row)
        said = (
            f"{view.catalog.areas[code].full_name[language]}: {format_exact(km, language)}"
            for code, km in by_code.items()
        )
        return "; ".join(said) or None

    return words


def chosen_km(view: View, row: ProjectRow) -> float | None:
    """Return the kilometres of a project in the chosen areas, ``None`` where none is chosen."""
    drawn = GeometryKind.SCHEMATIC in row.geometry_kinds
    return None if drawn or not view.selection.areas else row.chosen_km or None


def touched_codes(frame: AreaFrame) -> Callable[[Catalog, Project], list[str]]:
    """Return a function that gives the codes of the areas that a project always touches."""
    return lambda _, project: [touch.code for touch in dict(project.overlaps)[frame]]


def position_words(view: View, row: ProjectRow) -> list[str]:
    """Return in words what the geometry is: a drawing is named as one."""
    language = view.selection.language
    keys = [f"geometry.{kind}" for kind in row.geometry_kinds] or ["sheet.tag-unplaced"]
    keys += ["card.on-spots"] if row.project.unlocated_spots and row.project.pieces else []
    return [say(key, language) for key in keys]


def rests_on_official(view: View, row: ProjectRow) -> bool:
    """Tell whether any event that gives the present status rests on an official document."""
    if row.event is None or row.since is None:
        return False
    history = view.catalog.events_of(row.project.id)
    of_status = history[history.index(row.since) : history.index(row.event) + 1]
    sources = (view.catalog.sources.get(event.source_id) for event in of_status)
    return any(source is not None and source.kind is SourceKind.OFFICIAL for source in sources)
