"""The map beside a form: a click names a place, drafts and candidates are drawn over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import shapely
import streamlit as st

from briefing.content.markup import escape_markdown
from geo import clock
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.strings import say
from layers.style.fonts import AssetError
from panels import resources
from panels.components.map import MapTold, map_canvas
from panels.session import state
from panels.widgets.map_view import map_state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog
    from panels.components.map import MapEvents

# A line of a designer has a vertex each metre: for a look some hundred do.
_MOST_VERTICES: Final = 600
_ROOM_DEGREES: Final = 0.01
HEIGHT_PX: Final = 460

Sketch = dict[str, Any]


def sketch_of(shape: BaseGeometry, label: str, *, chosen: bool = False) -> Sketch:
    """Return a shape (EPSG:4326) as the map draws it over all else.

    Parameters
    ----------
    label
        Its tag.
    chosen
        Whether it stands out among several.
    """
    lines, points = [], []
    for one in getattr(shape, "geoms", (shape,)):
        xy = shapely.get_coordinates(one)
        every = max(1, len(xy) // _MOST_VERTICES)
        thin = [*xy[::every].tolist(), xy[-1].tolist()]
        places = [[round(lat, 6), round(lon, 6)] for lon, lat in thin]
        if one.geom_type == "Point":
            points.append(places[0])
        else:
            lines.append(places)
    return {"label": label, "lines": lines, "points": points, "chosen": chosen}


def extent_of(shapes: Iterable[BaseGeometry]) -> list[float]:
    """Return west, south, east and north of shapes with some room around."""
    west, south, east, north = shapely.total_bounds([*shapes])
    room = _ROOM_DEGREES
    return [
        round(float(value), 5) for value in (west - room, south - room, east + room, north + room)
    ]


def entry_map(
    catalog: Catalog,
    language: str,
    react: Callable[[MapEvents], None],
    **told: object,
) -> None:
    """Draw the map of everything there is today.

    Parameters
    ----------
    told
        Parts of the state of the map that are otherwise: ``picks``, ``mark``, ``sketch``,
        ``selected``, ``halo``, ``extent`` with its ``extentKey``.
    """
    view = build_view(catalog, Selection(language=language), clock.today())
    try:
        page = resources.map_page()
    except AssetError:
        st.error(escape_markdown(say("map.broken", language)))
        return
    known = map_state(view, state.Screen(view.selection))
    shown = {**known, "extentKey": "entry", "picks": False, "sketch": None, **told}
    map_canvas(page, MapTold(shown), key="map-entry", height=HEIGHT_PX, on_event=react)
