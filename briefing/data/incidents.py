"""Landslides, floods and closures of a view as layers of a file of data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd

from briefing.data.qml import QmlRule
from geo.crs import WGS84
from geo.escape import Syntax, escape
from geo.model import IncidentKind
from geo.query.wording import titled_source
from geo.roads.incidents import (
    SiteBasis,
    incident_place,
    incident_sites,
    incident_title,
    incidents_of,
    is_past,
)
from geo.strings import say
from layers.style import palette
from layers.style.model import LineStyle, Stroke
from layers.themes.incidents import PAST, SECTION, STYLES, THEME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.dates import PartialDate
    from geo.model import Incident
    from geo.query.view import View

POINT, LINE, UNPLACED = "points", "lines", "unplaced"
INCIDENT_SHAPES: Final = {POINT: "point", LINE: "line", UNPLACED: ""}
"""The layers and the shapes that they hold; one without a place has no geometry."""
RANGE: Final = "range"
# A map shows a stretch of kilometres as one symbol in its middle; who works on has the stretch.
_RANGES: Final = {
    age: LineStyle((Stroke(color, 3.0),))
    for age, color in (("", palette.INCIDENT), (PAST, palette.INCIDENT_PAST))
}
_COLUMNS: Final = {
    "id": "object", "title": "object", "kind_word": "object", "road_ref": "object",
    "km_from": "Float64", "km_to": "Float64", "date_from": "object", "date_until": "object",
    "past": "bool", "volume_m3": "Float64", "length_m": "Float64", "spots": "Int32",
    "place": "object", "note": "object", "source_title": "object", "url": "object",
    "source": "object", "kind": "object", "basis": "object", "uncertainty_km": "Float64",
}  # fmt: skip


def incident_frame(view: View, shape: str) -> pd.DataFrame:
    """Return the incidents of a view that have a place of a shape, the newest first.

    A stretch of kilometres or of a section is a line; what is known by its area or its road alone
    has no place. Geometry is EPSG:4326.

    Parameters
    ----------
    shape
        One of :data:`INCIDENT_SHAPES`.
    """
    sites = incident_sites(view.catalog)
    found = [one for one in incidents_of(view) if _shape_of(view, one) == shape]
    rows = [_cells(view, one) for one in found]
    frame = pd.DataFrame(
        {
            name: pd.Series([row[name] for row in rows], dtype=kind)
            for name, kind in _COLUMNS.items()
        }
    )
    if shape == UNPLACED:
        return frame
    shapes = [sites[one.id].shape for one in found]
    placed: pd.DataFrame = gpd.GeoDataFrame(frame, geometry=shapes, crs=WGS84)
    return placed


def _shape_of(view: View, incident: Incident) -> str:
    known = incident_sites(view.catalog)[incident.id].shape
    if known is None:
        return UNPLACED
    return POINT if known.geom_type == "Point" else LINE


def _cells(view: View, incident: Incident) -> dict[str, Any]:
    language, site = view.selection.language, incident_sites(view.catalog)[incident.id]
    source = view.catalog.sources.get(incident.source_id)
    texts = {
        "title": incident_title(incident, language),
        "kind_word": say(f"incident.{incident.kind}", language),
        "place": incident_place(view.catalog, incident, language),
        "note": incident.note[language],
        "source_title": titled_source(source, language) if source else "",
        "url": source.url if source else "",
    }
    return {
        **{name: escape(words, Syntax.TEXT) or None for name, words in texts.items()},
        "id": incident.id,
        "road_ref": incident.road_ref or None,
        "km_from": incident.km_from,
        "km_to": incident.km_to,
        "date_from": _iso(incident.date_from),
        "date_until": _iso(incident.date_until),
        "past": is_past(incident, view.day),
        "volume_m3": incident.volume_m3,
        "length_m": incident.length_m,
        "spots": incident.spots,
        "source": incident.source_id,
        "kind": incident.kind.value,
        "basis": site.basis.value,
        "uncertainty_km": site.uncertainty_km or None,
    }


def _iso(day: PartialDate | None) -> str | None:
    return day.iso() if day else None


def incident_rules(view: View, shape: str) -> list[QmlRule]:
    """Return how a layer of incidents is drawn: a rule a kind, past ones pale; none without place.

    Parameters
    ----------
    shape
        One of :data:`INCIDENT_SHAPES`.
    """
    return [] if shape == UNPLACED else list(_rules(view, shape))


def _rules(view: View, shape: str) -> Iterator[QmlRule]:
    language = view.selection.language
    for age, past in (("", 'NOT "past"'), (PAST, '"past"')):
        if shape == LINE:
            for basis, name in ((f"= '{SiteBasis.KM}'", RANGE), (f"<> '{SiteBasis.KM}'", SECTION)):
                label = say(f"style.incidents.{age}{name}", language)
                condition = f'"basis" {basis} AND {past}'
                if name == RANGE:
                    yield QmlRule(condition, label, _RANGES[age])
                    continue
                key = f"{age}{SECTION}"
                yield QmlRule(condition, label, STYLES[key], drawn=(THEME.id, key))
            continue
        for kind in IncidentKind:
            key = f"{age}{kind}"
            label = say(f"style.incidents.{key}", language)
            condition = f"\"kind\" = '{kind}' AND {past}"
            yield QmlRule(condition, label, STYLES[key], drawn=(THEME.id, key))
