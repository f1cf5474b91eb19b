"""Shared by the themes that draw assets at a point."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from layers.style.model import Label, Mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.catalog.catalog import Catalog
    from geo.model import Asset, Kind, Site


class Naming(NamedTuple):
    """Role, priority and first zoom level of labels, see :class:`layers.style.model.Label`."""

    role: str
    priority: int
    min_zoom: float


def site_marks(
    catalog: Catalog,
    kinds: tuple[Kind, ...],
    style_of: Callable[[Asset, Site], str],
    naming: Naming,
) -> Iterator[Mark]:
    """Yield a mark for each asset of `kinds` that has a point.

    Parameters
    ----------
    style_of
        Names the style of an asset at its site.
    naming
        How the assets are labelled.
    """
    for asset in catalog.assets.values():
        if asset.kind not in kinds:
            continue
        for piece in asset.pieces:
            site = catalog.sites.get(piece.origin)
            if site is None:
                continue
            yield Mark(
                style=style_of(asset, site),
                geometry=piece.geometry,
                item_id=asset.id,
                label=Label(asset.name, naming.role, naming.priority, naming.min_zoom),
                grade=site.evidence,
                name=asset.name,
            )
