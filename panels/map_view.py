"""The map on the page: what it is told, and what it reports back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.model import Status
from panels import export, resources, state
from panels.map_component import map_canvas

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.view import View
    from panels.map_component import MapEvents

HEIGHT_PX = 620


def map_state(view: View, screen: state.Screen) -> dict[str, Any]:
    """Return what the browser needs to show a view: ids only, every shape is there already.

    A status is sent only where it is known; the browser takes the rest for unknown.
    """
    west, south, east, north = view.extent
    chosen, catalog = view.selection, view.catalog
    return {
        "lang": screen.language,
        "layers": list(screen.layers),
        "shown": {
            "projects": _some(view.project_ids, catalog.projects),
            "assets": _some(view.asset_ids, catalog.assets),
            "corridors": _some((item.id for item in view.corridors), catalog.corridors),
        },
        "status": {
            row.project.id: row.status.value
            for row in view.rows
            if row.status is not Status.UNKNOWN
        },
        "frame": chosen.frame.value,
        "areas": list(chosen.areas),
        "corridors": list(chosen.corridors),
        "selected": screen.item_id,
        "extent": [round(value, 5) for value in (west, south, east, north)],
        "extentKey": ",".join([*chosen.areas, *chosen.corridors, chosen.words, *chosen.kinds]),
    }


def _some(shown: Iterable[str], known: Mapping[str, object]) -> list[str] | None:
    """Return the ids that are shown, ``None`` for all that there are: far shorter on the wire."""
    found = sorted(shown)
    return None if len(found) == len(known) else found


def map_panel(view: View, screen: state.Screen) -> None:
    """Draw the map; what happens in it changes the session before the script runs again."""
    catalog = view.catalog

    def react(events: MapEvents) -> None:
        if events.selected in catalog.corridors:
            state.choose_corridor(events.selected)
        elif events.selected in catalog.projects or events.selected in catalog.assets:
            state.open_item(events.selected)
        if events.area in catalog.areas.by_code:
            state.choose_area(events.area, catalog)
        if events.layers is not None:
            state.show_layers(events.layers)
        if events.export:
            export.ask(events.export.bounds)

    map_canvas(
        resources.map_page(),
        map_state(view, screen),
        key="map",
        height=HEIGHT_PX,
        on_event=react,
    )
