"""What a browser needs to tell what lies within some kilometres, as a JSON-ready record.

``static/near.js`` follows the rules of :mod:`geo.query.within` on it; a test compares the ids. The
record is fetched when nothing else is to be done: the shapes of all items and roads are as exact
as the data, for a line that is thinned for the eye is up to a hundred metres off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo.crs import to_grid
from geo.model import spot_pieces
from geo.query.within import MAX_NEAR_KM, REGION
from geo.strings import words_for_browser
from layers.web.payload import encoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog

Record = dict[str, Any]
# Steps in a metre: to be near is a matter of kilometres, but browser and server must agree.
STEPS: Final = 10
_WORDS: Final = ("selection.near", "point.degrees")


def near_record(catalog: Catalog) -> Record:
    """Return the shapes of all placed items and numbered roads (EPSG:9206), each shape once.

    A line or point is a text, see :func:`layers.web.payload.encoded`; an area is the list of its
    rings. ``items`` and ``roads`` name the shapes by their places in the list.
    """
    shapes: dict[bytes, int] = {}
    codes: list[str | list[str]] = []

    def numbers(geometries: Iterable[BaseGeometry]) -> list[int]:
        found = []
        for part in (part for geometry in geometries for part in _simple_parts(geometry)):
            known = shapes.setdefault(part.wkb, len(codes))
            if known == len(codes):
                codes.append(_code(to_grid(part)))
            found.append(known)
        return found

    placed = {item.id: spot_pieces(item.pieces) for item in catalog.items}
    refs = sorted({section.ref for section in catalog.sections.values()} - {""})
    return {
        "steps": STEPS,
        "most": MAX_NEAR_KM,
        "region": list(REGION),
        "words": words_for_browser(_WORDS),
        "items": {
            item_id: numbers(piece.geometry for piece in pieces)
            for item_id, pieces in placed.items()
            if pieces
        },
        "roads": {
            ref: numbers(one.line for one in catalog.sections.values() if one.ref == ref)
            for ref in refs
        },
        "shapes": codes,
    }


def _simple_parts(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    if hasattr(geometry, "geoms"):
        for part in geometry.geoms:
            yield from _simple_parts(part)
    else:
        yield geometry


def _code(part: BaseGeometry) -> str | list[str]:
    if part.geom_type != "Polygon":
        return encoded(part, STEPS)
    return [encoded(ring, STEPS) for ring in (part.exterior, *part.interiors)]
