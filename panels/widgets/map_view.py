"""The map on the page: what it is told, and what it reports back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from briefing.content.caption import caption
from briefing.content.markup import escape_markdown
from geo import clock
from geo.catalog.area_names import communes_shown
from geo.catalog.catalog import once_per_catalog
from geo.escape import Syntax, escape
from geo.model import Status
from geo.query.within import near_ids, near_outline
from geo.roads.incidents import asset_of, incident_keys
from geo.strings import format_exact, say
from layers.style.fonts import AssetError
from layers.themes import OFF_AT_FIRST, SWITCHABLE
from layers.themes.incidents import THEME as INCIDENTS
from layers.web.payload import area_codes, latest_statuses
from panels import resources
from panels.components.map import MapTold, map_canvas
from panels.components.record import find_address, near_address, publish_record
from panels.export import dialog
from panels.session import address, state
from panels.widgets.timeline import stepped_ids

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geo.catalog.catalog import Catalog
    from geo.query.view import View
    from geo.query.within import Near
    from panels.components.map import MapEvents

HEIGHT_PX = 620
# Map and timeline are to be seen together.
_HEIGHT_WITH_TIMELINE_PX = 450
_HOME = "home"


def map_state(
    view: View, screen: state.Screen, halo: Iterable[str] = (), spot: state.MapMove | None = None
) -> dict[str, Any]:
    """Return what the browser needs to show a view: ids only, every shape is there already.

    A status is sent only where it is not the latest one, which the page of the map holds.

    Parameters
    ----------
    halo
        Ids of the items with a halo beside the one whose card is open.
    spot
        Where the map was moved to since the filters changed.
    """
    chosen, catalog = view.selection, view.catalog
    extent = (spot and (spot.position or spot.bounds)) or view.extent
    mark = spot.mark if spot else None
    return {
        "lang": screen.language,
        "layers": list(screen.layers),
        "shown": {
            "projects": _some(view.project_ids, catalog.projects),
            "assets": _some(view.asset_ids, catalog.assets),
            "corridors": _some((item.id for item in view.corridors), catalog.corridors),
            # Only on demand: a state is a kilobyte.
            "incidents": sorted(incident_keys(view)) if INCIDENTS.id in screen.layers else [],
        },
        "status": _statuses(view),
        "frame": chosen.frame.value,
        "communes": communes_shown(catalog, chosen.frame, view.day),
        "areas": list(chosen.areas),
        "corridors": list(chosen.corridors),
        "selected": screen.item_id,
        "halo": sorted(halo),
        "extent": [round(value, 5) for value in extent],
        "extentKey": spot.key if spot and spot.moves else _extent_key(view),
        "mark": dict(zip(("lon", "lat", "label"), mark, strict=True)) if mark else None,
        "ring": _ring(view),
    }


def _statuses(view: View) -> dict[str, str]:
    """Return the statuses that the page of the map does not have; of an older page all."""
    told = {row.project.id: row.status.value for row in view.rows}
    if resources.is_renewing():
        return told
    latest = _latest_statuses(view.catalog)
    unknown = Status.UNKNOWN.value
    return {id_: status for id_, status in told.items() if status != latest.get(id_, unknown)}


@once_per_catalog
def _latest_statuses(catalog: Catalog) -> dict[str, str]:
    """Return the statuses that the page of the map takes where it is told none."""
    return latest_statuses(catalog)


def _ring(view: View) -> dict[str, Any] | None:
    """Return how far the question for surroundings reaches, ``None`` where there is none."""
    near = view.selection.near
    return {"codes": area_codes(near_outline(view.catalog, near))} if near else None


def _extent_key(view: View) -> str:
    """Return what tells the extents of two selections apart."""
    chosen = view.selection
    near = [chosen.near.to_query()] if chosen.near else []
    parts = [*chosen.areas, *chosen.corridors, *chosen.agencies]
    return ",".join([*parts, chosen.words, *chosen.kinds, *near])


def height_px(screen: state.Screen) -> int:
    """Return how high the map is."""
    return _HEIGHT_WITH_TIMELINE_PX if screen.timeline else HEIGHT_PX


def alternative(view: View, language: str) -> str:
    """Say in a sentence what the map shows, for those who cannot see it and for all others."""
    words = caption(view, language)
    if view.totals.drawn_km:
        km = format_exact(view.totals.drawn_km, language, 0)
        words += f" {say('map.caption-km', language, km=km)}"
    return escape(words, Syntax.MARKDOWN)


def _some(shown: Iterable[str], known: Mapping[str, object]) -> list[str] | None:
    """Return the ids that are shown, ``None`` for all that there are: far shorter on the wire."""
    found = sorted(shown)
    return None if len(found) == len(known) else found


def map_panel(
    view: View,
    screen: state.Screen,
    halo: Iterable[str] | None = None,
    react: Callable[[MapEvents], None] | None = None,
    height: int | None = None,
) -> None:
    """Draw the map; what happens in it changes the session before the script runs again.

    Parameters
    ----------
    halo
        Ids of the items with a halo, ``None`` for those of the present step of the timeline.
    react
        What is done with the events instead of choosing and opening what was clicked.
    height
        Pixels, ``None`` for the height of the page of the map.
    """
    marked = stepped_ids(view, screen) if halo is None else halo
    try:
        page = resources.map_page()
    except AssetError:
        words = (say(key, screen.language) for key in ("map.broken", "map.broken-help"))
        st.error(escape_markdown(". ".join(words)))
        page = ""  # list and counts are there all the same
    own = react is None
    map_canvas(
        page,
        MapTold(
            map_state(view, screen, marked, state.current_spot(_extent_key(view) or _HOME)),
            _screen_record(view) if own else None,
        ),
        # A page that reacts in its own way has a map of its own.
        key="map" if own else "map-changes",
        height=height or height_px(screen),
        on_event=react or (lambda events: react_by_choice(view.catalog, events)),
    )


def _screen_record(view: View) -> dict[str, Any]:
    """Return what the store of the page is told of a run, see ``store.js``."""
    near = view.selection.near
    return {
        "record": publish_record(view.catalog),
        "around": near_address(view.catalog),
        "query": address.written(),
        "asked": address.read_at_first(),
        "find": find_address(view.catalog, clock.today()),
        "today": clock.today().isoformat(),
        "themes": {"all": SWITCHABLE, "off": OFF_AT_FIRST},
        "near": _near_told(view, near) if near else None,
    }


def _near_told(view: View, near: Near) -> dict[str, Any]:
    """Return what is near, and how that is said, for a browser that does not know it yet."""
    return {
        "of": near.to_query(),
        "ids": sorted(near_ids(view.catalog, near)),
        "words": near.describe(view.catalog, view.selection.language),
    }


def react_by_choice(catalog: Catalog, events: MapEvents) -> None:
    """Choose the corridor or area that was clicked, open the item, switch layers, or export."""
    if events.is_closed:
        state.open_item("")
    elif events.selected in catalog.corridors:
        state.choose_corridor(events.selected)
    elif events.selected in catalog.projects or events.selected in catalog.assets:
        state.open_item(events.selected)
    elif road := asset_of(catalog, events.selected):
        # Its card tells of all that happened on the road.
        state.open_item(road.id)
    if events.area in catalog.areas.by_code:
        state.choose_area(events.area, catalog)
    if events.near:
        state.put(state.NEAR, events.near)
    if events.layers is not None:
        state.show_layers(events.layers)
    if events.export:
        dialog.ask(events.export)
