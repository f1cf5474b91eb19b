"""The map page inside the app: a frame that stays, and what comes back from it.

The page is loaded once, into a place that needs no component and so is there before all else; its
first state stands in its address, see ``panels/server/early_map.js``. A bridge without a picture of
its own hands it each new state (a kilobyte of ids) and reports what happens. See
``layers/web/static/core.js`` for what the page does.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import streamlit as st

from geo.errors import KmRangeError
from geo.escape import Syntax, escape
from geo.query.within import REGION, Near
from geo.strings import say
from panels.resources import component
from panels.session import session

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_LON: Final = 180.0
MAX_LAT: Final = 90.0
_HTML: Final = '<p role="alert" hidden></p>'
_FIRST: Final = "-first-address"
_mount = component("son-la-map", Path(__file__).with_suffix(".js"), _HTML)


@dataclass(frozen=True)
class ScreenExtent:
    """What part of the map to print.

    Parameters
    ----------
    bounds
        West, south, east, north of the frame (EPSG:4326, degrees).
    zoom
        Web zoom level.
    kept
        What this browser remembers of the controls: pairs of a key and a choice, not yet checked.
    """

    bounds: tuple[float, float, float, float]
    zoom: float
    kept: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class MapTold:
    """What a map is told of a run.

    Parameters
    ----------
    state
        What to show, see ``SonLa.apply`` in ``layers/web/static/core.js``.
    screen
        What the store of the page is told, see ``hear`` in ``store.js``; ``None`` for a map whose
        selection only the server knows.
    """

    state: dict[str, Any]
    screen: dict[str, Any] | None = None


@dataclass(frozen=True)
class MapEvents:
    """What happened in the map since the last run; nothing of it stays.

    Parameters
    ----------
    selected
        Id of the project, asset or corridor that was clicked.
    is_closed
        Whether the ground was clicked, where nothing lies: what is open is to be closed.
    picked
        Longitude and latitude of a place that was named, where a click names one.
    area
        Code of the area that was clicked where no item lies.
    layers
        Ids of the themes that are on after a switch, ``None`` when nothing was switched.
    near
        The place around which projects are asked for.
    """

    selected: str = ""
    area: str = ""
    layers: tuple[str, ...] | None = None
    export: ScreenExtent | None = None
    near: Near | None = None
    is_closed: bool = False
    picked: tuple[float, float] | None = None

    def __bool__(self) -> bool:
        """Tell whether anything happened."""
        return self != MapEvents()


def map_canvas(
    page_url: str,
    told: MapTold,
    *,
    key: str,
    height: int,
    on_event: Callable[[MapEvents], None],
) -> MapEvents:
    """Show the map page in a state.

    Parameters
    ----------
    page_url
        Address of the page, as :func:`layers.web.page.write_page` returns it; empty where there
        is none.
    told
        What to show.
    key
        Key of the component in the session; one for each map.
    height
        Pixels.
    on_event
        Called with what happened before the script runs again, so that it may still set the
        values of widgets.
    """

    def report() -> None:
        on_event(read_events(session.get(key) or {}))

    state = told.state
    language = str(state.get("lang", ""))
    if page_url:
        with st.container(key=f"canvas-{key}"):
            st.html(_place(key, page_url, state, height))
    result = _mount(
        key=key,
        data={
            "state": state,
            "page": page_url,
            "missing": say("map.no-page", language),
            "screen": told.screen,
        },
        height="content",
        on_selected_change=report,
        on_area_change=report,
        on_layers_change=report,
        on_export_change=report,
        on_near_change=report,
        on_picked_change=report,
        # Asked for when the server has missed the latest choice: the run itself is the answer.
        on_again_change=lambda: None,
    )
    return read_events(result)


def frame_address(page_url: str, state: Mapping[str, Any]) -> str:
    """Return the address of the map page, relative to the app's, with its first state."""
    return f"{page_url}#{quote(json.dumps(state, ensure_ascii=False, separators=(',', ':')))}"


def _place(key: str, page_url: str, state: dict[str, Any], height: int) -> str:
    """Return the element that takes the frame: it stays, or the map would be blank for a while.

    The page of newer data is put into it by the bridge.
    """
    kept = session.get(f"{key}{_FIRST}", "")
    if not kept:
        address = escape(frame_address(page_url, state), Syntax.HTML)
        style = f"height:{height}px"
        kept = f'<div class="sl-map-place" data-frame="{address}" style="{style}"></div>'
        session[f"{key}{_FIRST}"] = kept
    return str(kept)


def read_events(values: Mapping[str, Any]) -> MapEvents:
    """Return the events of a component's values; what has not the right shape is left out."""
    layers = values.get("layers")
    return MapEvents(
        selected=_text(values.get("selected")),
        area=_text(values.get("area")),
        layers=tuple(map(_text, layers)) if isinstance(layers, list) else None,
        export=_export(values.get("export")),
        near=_near(values.get("near")),
        is_closed=values.get("selected") == "",
        picked=_spot(values.get("picked")),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _spot(value: object) -> tuple[float, float] | None:
    """Return a place of this region; ``None`` for anything else."""
    west, south, east, north = REGION
    try:
        lon, lat = (float(value[key]) for key in ("lon", "lat"))  # type: ignore[index]
    except (KeyError, TypeError, ValueError):
        return None
    return (lon, lat) if west <= lon <= east and south <= lat <= north else None


def _near(value: object) -> Near | None:
    """Return the surroundings of a place; ``None`` for what is no place of this region."""
    west, south, east, north = REGION
    try:
        lon, lat, km = (float(value[key]) for key in ("lon", "lat", "km"))  # type: ignore[index]
        inside = west <= lon <= east and south <= lat <= north
        return Near.point(lon, lat, km) if inside else None
    except (KeyError, TypeError, ValueError, KmRangeError):
        return None


def _export(value: object) -> ScreenExtent | None:
    try:
        west, south, east, north = map(float, value["bounds"])  # type: ignore[index]
        zoom = float(value["zoom"])  # type: ignore[index]
    except (KeyError, TypeError, ValueError):
        return None
    if not (-MAX_LON <= west < east <= MAX_LON and -MAX_LAT <= south < north <= MAX_LAT):
        return None
    kept = value.get("kept") if isinstance(value, dict) else None
    return ScreenExtent((west, south, east, north), zoom, _pairs(kept))


def _pairs(value: object) -> tuple[tuple[str, str], ...]:
    """Return the texts by texts of a record."""
    pairs = value.items() if isinstance(value, dict) else ()
    return tuple((key, text) for key, text in pairs if isinstance(text, str))
