"""Figures on which sources disagree, side by side with their dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.catalog.history import figures_as_of, in_conflict
from geo.text import sort_key

if TYPE_CHECKING:
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
    item = catalog.item(item_id)
    figures = catalog.figures_of(item_id)
    by_quantity = {name: figures_as_of(figures, name, day, catalog.sources) for name in SINGLE}
    return tuple(
        Conflict(item, name, by_quantity[name]) for name in SINGLE if in_conflict(by_quantity[name])
    )


def conflicts(view: View) -> tuple[Conflict, ...]:
    """Return the disagreements about the shown projects, then about the shown assets."""
    ids = [row.project.id for row in view.rows]
    ids += sorted(view.asset_ids, key=sort_key)
    return tuple(conflict for id_ in ids for conflict in conflicts_of(view.catalog, id_, view.day))
