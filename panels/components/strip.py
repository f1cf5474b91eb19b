"""The strip map inside the app: a drawing that marks the place pointed at on the map.

Pointing causes no rerun: the script talks to the map page in the browser.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.strings import say
from layers.charts.display import Drawing
from layers.charts.strip_layout import StripCanvas, lay_out_strip
from layers.charts.svg import draw, element, root
from layers.style import palette
from panels.resources import component
from panels.session import session, state

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog
    from geo.corridor.model import Strip
    from layers.charts.strip_layout import StripLayout
    from layers.charts.strip_placement import LaneLayout

_HTML: Final = (
    '<div class="strip" tabindex="-1"></div><p><span class="push" hidden></span><span></span></p>'
)
_CSS: Final = """
.strip { overflow-x: auto; background: var(--paper, #fff); scrollbar-width: thin; }
/* Heading and map keep their least room of the window above it. */
svg { display: block; width: 100%; min-width: 860px; height: auto;
  max-width: calc(max(100dvh - 360px, 240px) * var(--ratio, 2)); }
p { margin: 0.2rem 0 0; font-size: 0.8rem; color: var(--st-text-color, #1D2B2E); }
.push { font-weight: 600; margin-right: 0.5rem; }
[hidden] { display: none; }
svg { font-family: var(--st-font, sans-serif); }
.lane { cursor: crosshair; outline: none; }
.lane:focus-visible .ground { stroke: var(--st-primary-color, #0B5D66); stroke-width: 3px; }
.bar { cursor: pointer; }
"""
_KEY: Final = "strip"
_DEGREE_DECIMALS: Final = 5
# Height of the heading, above which no line follows the pointer.
_HEAD: Final = 20.0
SCREEN: Final = StripCanvas(
    1100.0, 11.0, 1.0, margin=12.0, mark_weight=600, area_size=10.5, names_beside=True
)
_mount = component("son-la-strip", Path(__file__).with_name("strip.js"), _HTML, _CSS)


def strip_canvas(catalog: Catalog, strip: Strip, language: str) -> None:
    """Draw the strip map; a click on a project's bar opens its card."""

    def opened() -> None:
        selected = (session.get(_KEY) or {}).get("selected")
        if isinstance(selected, str) and selected in catalog.projects:
            state.open_item(selected)

    layout = lay_out_strip(catalog, strip, language, SCREEN)
    title = say("strip.title", language, name=catalog.corridors[strip.corridor_id].name[language])
    _mount(
        key=_KEY,
        data={
            "svg": strip_svg(layout, title),
            "lanes": _lanes(layout, language),
            "dark": palette.DARK,
            "paper": palette.PAPER,
            "fromStart": say("strip.from-start", language, km="{km}"),
            "language": language,
            "hint": say("strip.hint", language),
            "push": say("strip.push", language),
        },
        height="content",
        on_selected_change=opened,
    )


def strip_svg(layout: StripLayout, title: str) -> str:
    """Return a strip map as an ``<svg>`` element whose lanes a pointer or the keys walk along."""
    lanes = "".join(_lane(number, lane) for number, lane in enumerate(layout.lanes))
    whole = Drawing(SCREEN.width, layout.height, ())
    return root(whole, lanes, role="group", aria_label=title)


def _lane(number: int, lane: LaneLayout) -> str:
    """Return a lane on its ground, with the line that follows the pointer."""
    ground = element(
        "rect", class_="ground", x=0, y=lane.top, width=SCREEN.width,
        height=lane.bottom - lane.top, fill=palette.PAPER,
    )  # fmt: skip
    cursor = element(
        "path", class_="cursor", d=f"M0 {lane.top + _HEAD:g}V{lane.bottom:g}", visibility="hidden",
        stroke=palette.INK, stroke_width=1.5, pointer_events="none",
    )  # fmt: skip
    return element(
        "g", ground + draw(lane.parts) + cursor, class_="lane", data_lane=number, tabindex=0,
        role="slider", aria_label=" · ".join(lane.words), aria_valuetext=lane.words[0],
        aria_valuemin=0, aria_valuemax=round(lane.reach.lane.length_km), aria_valuenow=0,
    )  # fmt: skip


def _lanes(layout: StripLayout, language: str) -> list[dict[str, Any]]:
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
        for reach in (lane.reach for lane in layout.lanes)
    ]
