"""The map on the page: what it is told, and what it reports back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.model import Status
from panels import export, resources, state
from panels.map_component import map_canvas

if TYPE_CHECKING:
    from geo.view import View
    from panels.map_component import MapEvents

HEIGHT_PX = 620


def map_state(view: View, screen: state.Screen) -> dict[str, Any]:
    """Return what the browser needs to show a view: ids only, every shape is there already.

    A status is sent only where it is known; the browser takes the rest for unknown.
    """
    west, south, east, north = view.extent
    chosen = view.selection
    return {
        "lang": screen.language,
        "layers": list(screen.layers),
        "shown": {
            "projects": sorted(view.project_ids),
            "assets": sorted(view.asset_ids),
            "corridors": [corridor.id for corridor in view.corridors],
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
            export.ask(events.export)

    map_canvas(
        resources.map_page(),
        map_state(view, screen),
        key="map",
        height=HEIGHT_PX,
        on_event=react,
    )
