"""The strip map inside the app: a drawing that marks the place pointed at on the map.

Pointing causes no rerun: the script talks to the map page in the browser.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from layers.charts.strip_svg import scales, strip_svg
from layers.style import palette, palette_dark
from panels.resources.static_scripts import component
from panels.session import state

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog
    from geo.corridor.model import Strip

_HTML: Final = '<div class="strip"></div>'
_CSS: Final = """
.strip { overflow-x: auto; background: var(--paper, #fff); }
svg { display: block; width: 100%; min-width: 1060px; height: auto; }
svg { font-family: var(--st-font, sans-serif); }
.lane { cursor: crosshair; outline: none; }
.lane:focus-visible .ground { stroke: var(--st-primary-color, #0B5D66); stroke-width: 3px; }
.bar { cursor: pointer; }
.head { font-weight: 700; }
.mark { font-weight: 600; }
.shield { font-weight: 700; text-anchor: middle; }
.middle { text-anchor: middle; }
.mark, .bar text { paint-order: stroke; stroke: var(--paper, #fff); }
.mark, .bar text { stroke-width: 3px; stroke-linejoin: round; }
"""
_KEY: Final = "strip"
_DEGREE_DECIMALS: Final = 5
_mount = component("son-la-strip", Path(__file__).with_name("strip.js"), _HTML, _CSS)


def strip_canvas(catalog: Catalog, strip: Strip, language: str) -> None:
    """Draw the strip map; a click on a project's bar opens its card."""

    def opened() -> None:
        session: Any = st.session_state
        selected = (session.get(_KEY) or {}).get("selected")
        if isinstance(selected, str) and selected in catalog.projects:
            state.open_item(selected)

    _mount(
        key=_KEY,
        data={
            "svg": strip_svg(catalog, strip, language),
            "lanes": _lanes(strip, language),
            "dark": palette_dark.DARK,
            "paper": palette.PAPER,
            "language": language,
        },
        height="content",
        on_selected_change=opened,
    )


def _lanes(strip: Strip, language: str) -> list[dict[str, Any]]:
    return [
        {
            "name": reach.lane.name[language],
            "official": reach.lane.official,
            "start": round(reach.start, 2),
            "unit": round(reach.unit, 5),
            "length": round(reach.lane.length_km, 3),
            "labels": [[round(value, 3) for value in pair] for pair in reach.lane.labels],
            "samples": [
                [round(km, 3), round(lon, _DEGREE_DECIMALS), round(lat, _DEGREE_DECIMALS)]
                for km, lon, lat in reach.lane.samples
            ],
        }
        for reach in scales(strip)
    ]
