"""Lines out of what an operation on shapes has left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely.geometry.base import BaseGeometry


def joined_lines(shapes: Iterable[BaseGeometry]) -> BaseGeometry:
    """Return the lines among the parts of shapes, joined where they meet; points are left out."""
    parts = [part for shape in shapes for part in shapely.get_parts(shape)]
    lines = [part for part in parts if part.geom_type == "LineString" and not part.is_empty]
    return shapely.line_merge(shapely.MultiLineString(lines))
