"""Figures on which sources disagree, side by side with their dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.catalog.history import figures_as_of, in_conflict
from geo.text import sort_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from geo.catalog.catalog import Catalog
    from geo.model import Asset, Figure, Project
    from geo.query.view import View

# What a project or asset has exactly one of. Others (lanes of a phase, people in a year, the
# share disbursed so far) may differ without a source being wrong.
SINGLE = ("capital", "length")


@dataclass(frozen=True)
class Conflict:
    """Different values of one quantity.

    Parameters
    ----------
    figures
        All that are known, the one that is quoted first: the newest, of equally old ones that of
        the stronger source; undated ones last.
    """

    item: Project | Asset
    quantity: str
    figures: tuple[Figure, ...]

    @property
    def quoted(self) -> Figure:
        """The figure that the map, lists and sums use."""
        return self.figures[0]

    @property
    def spread(self) -> float:
        """Highest less lowest value, in the unit of the figures."""
        values = [figure.value for figure in self.figures]
        return max(values) - min(values)


def conflicts_of(catalog: Catalog, item_id: str, day: date) -> tuple[Conflict, ...]:
    """Return the disagreements about one project or asset as known on a day.

    Raises
    ------
    UnknownIdError
        If there is no such project or asset.
    """
    return tuple(_conflicts(catalog, catalog.item(item_id), day))


def conflicts(view: View) -> tuple[Conflict, ...]:
    """Return the disagreements about the shown projects, then about the shown assets."""
    items: list[Project | Asset] = [row.project for row in view.rows]
    items += sorted(view.assets, key=lambda asset: sort_key(asset.id))
    return tuple(found for item in items for found in _conflicts(view.catalog, item, view.day))


def _conflicts(catalog: Catalog, item: Project | Asset, day: date) -> Iterator[Conflict]:
    figures = catalog.figures_of(item.id)
    for quantity in SINGLE:
        known = figures_as_of(figures, quantity, day, catalog.sources)
        if in_conflict(known):
            yield Conflict(item, quantity, known)
