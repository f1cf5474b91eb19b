"""File names that say what they hold: ``son-la_moc-chau_2026-11-22_a4.pdf``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.escape import Target, escape

if TYPE_CHECKING:
    from geo.changes import Changes
    from geo.view import View

_MOST_AREAS = 3


def file_name(view: View, extension: str, size: str = "A4") -> str:
    """Return the file name of a sheet: ASCII letters, digits, hyphens and underscores only.

    Parameters
    ----------
    extension
        Without a dot.
    """
    return f"son-la_{_what(view)}_{view.day.isoformat()}_{size.lower()}.{extension}"


def changes_file_name(changes: Changes, extension: str, size: str = "") -> str:
    """Return the file name of a sheet of changes, with both days; without a size for a list."""
    parts = ["son-la_thay-doi", _what(changes.after)]
    parts += [changes.start.isoformat(), changes.end.isoformat()]
    parts += [size.lower()] if size else []
    return f"{'_'.join(parts)}.{extension}"


def tasks_file_name(view: View, extension: str) -> str:
    """Return the file name of the task lists."""
    return f"son-la_can-bo-sung_{_what(view)}_{view.day.isoformat()}.{extension}"


def _what(view: View) -> str:
    chosen = view.selection
    names = [view.catalog.areas[code].name["vi"] for code in chosen.areas]
    if len(names) > _MOST_AREAS:
        names = [*names[:_MOST_AREAS], str(len(chosen.areas))]
    names += [*chosen.corridors, *chosen.kinds, *chosen.statuses]
    names += [chosen.words] if chosen.words else []
    return escape(" ".join(names), Target.FILE_NAME) if names else "toan-tinh"
