"""Which marks a view shows on paper, and where they fall in the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.catalog.area_names import communes_shown
from geo.model import Status
from layers.paper.greyscale import grey_style
from layers.themes import THEMES
from layers.themes.areas import THEME as AREAS
from layers.themes.projects import THEME as PROJECTS
from layers.themes.projects import project_marks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

    from geo.query.view import View
    from layers.paper.window import Window
    from layers.style.model import Mark, Style, Theme

# Projects are drawn in this order: where two share a road, the livelier status lies on top.
_STATUS_ORDER = (
    Status.LAPSED,
    Status.UNKNOWN,
    Status.COMPLETED,
    Status.SUSPENDED,
    Status.CONSTRUCTION,
    Status.PREPARING,
    Status.PLANNED,
)


@dataclass(frozen=True)
class Shown:
    """A mark in the window.

    Parameters
    ----------
    shape
        Its geometry in points from the lower left corner of the window.
    grey
        Whether it is drawn for paper without colours.
    """

    theme: Theme
    mark: Mark
    shape: BaseGeometry
    grey: bool = False

    @property
    def style(self) -> Style:
        """How it is drawn."""
        style = self.theme.styles[self.mark.style]
        return grey_style(self.theme.id, self.mark.style, style) if self.grey else style

    @property
    def is_point(self) -> bool:
        """Whether it is drawn as a symbol."""
        return bool(self.shape.geom_type == "Point")


def _theme_marks(theme: Theme, view: View) -> Iterator[Mark]:
    if theme is PROJECTS:
        for status in _STATUS_ORDER:
            for row in view.rows:
                if row.status is status:
                    yield from project_marks(row.project, status)
        return
    items = view.project_ids | view.asset_ids | {corridor.id for corridor in view.corridors}
    marks = list(theme.marks(view.catalog))
    if not theme.follows:
        hidden = "" if _communes_shown(view) else "commune"
        yield from (m for m in marks if theme is not AREAS or m.style != hidden)
        return
    # A mark without an item of its own, such as a runway, goes with the items of its theme.
    wanted = any(mark.item_id in items for mark in marks)
    yield from (mark for mark in marks if mark.item_id in items or (wanted and not mark.item_id))


def _communes_shown(view: View) -> bool:
    return communes_shown(view.catalog, view.selection.frame, view.day)


def shown_marks(
    view: View, layers: frozenset[str], window: Window, *, grey: bool = False
) -> list[Shown]:
    """Return the marks of a view that reach into the window, bottom to top.

    Parameters
    ----------
    layers
        Ids of the switchable themes that are on.
    grey
        Whether they are drawn for paper without colours.
    """
    pairs = [
        (theme, mark)
        for theme in THEMES
        if not theme.switchable or theme.id in layers
        for mark in _theme_marks(theme, view)
    ]
    shapes = window.to_page(mark.geometry for _, mark in pairs)
    return [
        Shown(theme, mark, shape, grey)
        for (theme, mark), shape in zip(pairs, shapes, strict=True)
        if not shape.is_empty and window.paper.intersects(shape) and _has_room(theme, mark, window)
    ]


def _has_room(theme: Theme, mark: Mark, window: Window) -> bool:
    """Tell whether a symbol is wanted at this scale: villages and peaks only at large ones."""
    if theme.follows or mark.label is None or mark.geometry.geom_type != "Point":
        return True
    return mark.label.min_zoom <= window.zoom
