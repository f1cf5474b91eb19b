"""Theme: landslides, floods and closures where a kilometre or a known place locates them.

Off at first. What is known along a section of road only is a thin line; what is known by its area
or its road alone is not drawn, see :mod:`geo.roads.incidents`. Each incident has two marks, and a
view names the one to show: fresh, or pale when it is past.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from geo.model import IncidentKind
from geo.roads.incidents import incident_key, incident_note, incident_sites, incident_title
from geo.strings import languages
from geo.text import Text
from layers.style import palette
from layers.style.model import LineStyle, Mark, Stroke, Style, SymbolStyle, Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.catalog.catalog import Catalog

PAST, SECTION = "past-", "section"
SIZE_PX = 17.0
_COLORS = {"": palette.INCIDENT, PAST: palette.INCIDENT_PAST}
STYLES: dict[str, Style] = {
    f"{age}{kind}": SymbolStyle(f"incident-{kind}", SIZE_PX, color)
    for age, color in _COLORS.items()
    for kind in IncidentKind
}
STYLES |= {
    f"{age}{SECTION}": LineStyle((Stroke(color, 1.8, dash=(1.5, 4.5), cap="butt"),))
    for age, color in _COLORS.items()
}


def marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield two marks of each incident that may be drawn, pale and fresh; lines lie below."""
    sites = incident_sites(catalog)
    drawn = [(one, sites[one.id]) for one in catalog.incidents if sites[one.id].shape is not None]
    drawn.sort(key=lambda pair: pair[1].spot is not None)
    for past in (True, False):
        for incident, site in drawn:
            style = SECTION if site.spot is None else incident.kind.value
            yield Mark(
                f"{PAST if past else ''}{style}",
                site.spot or site.shape,
                incident_key(incident, past=past),
                name=_in_all(partial(incident_title, incident)),
                note=_in_all(partial(incident_note, catalog, incident)),
            )


def _in_all(say_in: Callable[[str], str]) -> Text:
    return Text(tuple((language, say_in(language)) for language in languages()))


THEME = Theme(
    "incidents",
    66,
    STYLES,
    marks,
    follows="incidents",
    interactive=True,
    off_at_first=True,
    legend_group="points",
    legend_place=4,
)
