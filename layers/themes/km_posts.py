"""Theme: kilometre posts every ten kilometres, as small plates on the road.

Only where the place of a post is known well enough to mean something: on a route that a source
calibrates, and within `MAX_UNCERTAINTY_KM`. A post on a road of which nobody knows where it
starts would be a made-up number.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from geo.text import Text
from layers.style import palette
from layers.style.model import Label, Mark, SymbolStyle, Theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalog.catalog import Catalog
    from geo.catalog.linear_reference import Route

EVERY_KM = 10
MAX_UNCERTAINTY_KM = 3.0
MIN_ZOOM = 11.0
_ROUND_KM = 50
STYLES = {"post": SymbolStyle("km-post", 8, palette.SHIELD_NATIONAL)}


def marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield the posts; the item of a mark is the corridor that follows its road, if one does."""
    for route in catalog.routes.values():
        if not route.calibrated:
            continue
        corridor_id = _corridor_of(route, catalog)
        for km in _kilometres(route):
            name = Text((("vi", f"Km{km}"),))
            priority = 42 if km % _ROUND_KM == 0 else 58
            label = Label(name, "km-post", priority, MIN_ZOOM)
            place = route.locate(km).geometry
            yield Mark("post", place, corridor_id, label, name=name)


def _kilometres(route: Route) -> Iterator[int]:
    """Yield the multiples of ten on a route whose place is known well enough."""
    for first, last in route.km_ranges():
        for km in range(math.ceil(first / EVERY_KM) * EVERY_KM, math.floor(last) + 1, EVERY_KM):
            if route.uncertainty_km(km) <= MAX_UNCERTAINTY_KM:
                yield km


def _corridor_of(route: Route, catalog: Catalog) -> str:
    """Return the corridor that follows a route for more than half of its length."""
    length = {leg.section.id: leg.to_km - leg.from_km for leg in route.legs}
    for corridor in catalog.corridors.values():
        shared = {piece.origin for piece in corridor.pieces} & length.keys()
        if sum(length[section] for section in shared) > route.measured_km / 2:
            return corridor.id
    return ""


THEME = Theme("km-posts", 66, STYLES, marks)
