"""Where a new project lies: a spot on the map, kilometres of a road, a commune, not known yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import shapely

from geo.errors import KmRangeError
from geo.model import AreaFrame
from geo.query.within import REGION
from geo.road_names import format_km
from geo.search.typed import commune_at
from geo.strings import format_number, say
from geo.text import DEFAULT_LANGUAGE, WRITTEN_LANGUAGES
from geo.trip.places import place_cells
from geo.trip.values import ValueDoubt

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog
    from geo.proposals.proposal import Typed

WAY: Final = "place"
"""How the place is told: one of `WAYS`."""
SPOT, ROAD, COMMUNE, FILE, UNKNOWN = "spot", "road", "commune", "file", "unknown"
WAYS: Final = (SPOT, ROAD, COMMUNE, FILE, UNKNOWN)
SPOT_FIELD: Final = "place.spot"
ROAD_FIELD: Final = "place.road"
KM_FROM: Final = "place.km-from"
KM_TO: Final = "place.km-to"
COMMUNE_FIELD: Final = "place.commune"
_DECIMALS: Final = 5
_NEAR_ROAD_M: Final = 150.0


@dataclass(frozen=True)
class FormPlace:
    """Where a new project lies.

    Parameters
    ----------
    cells
        Of ``projects.csv``.
    shape
        In EPSG:4326; ``None`` where only the commune is known, or nothing.
    commune
        GSO code; empty where it is not known.
    is_spot
        Whether it was shown on the map: a geometry of its own beside the cells.
    """

    cells: dict[str, str]
    shape: BaseGeometry | None = None
    road: str = ""
    commune: str = ""
    is_spot: bool = False


@dataclass(frozen=True)
class SpotFound:
    """What lies where somebody has pointed.

    Parameters
    ----------
    commune
        GSO code, empty outside the province.
    road
        Id of a calibrated road within 150 m, empty for none.
    km
        Official kilometre of the nearest place on it.
    away_m
        How far it is.
    """

    lon: float
    lat: float
    commune: str
    road: str = ""
    km: float = 0.0
    away_m: float = 0.0


def find_spot(catalog: Catalog, lon: float, lat: float) -> SpotFound:
    """Return what lies at a place (EPSG:4326, degrees)."""
    lon, lat = round(lon, _DECIMALS), round(lat, _DECIMALS)
    spot = shapely.Point(lon, lat)
    commune = commune_at(catalog, spot)
    code = commune.code if commune else ""
    near = []
    for route in catalog.routes.values():
        if not route.calibrated:
            continue
        measure, away_km = route.nearest(spot)
        if away_km * 1_000 <= _NEAR_ROAD_M:
            near.append((away_km * 1_000, route.id, route.to_official(measure)))
    if not near:
        return SpotFound(lon, lat, code)
    away, road, km = min(near)
    return SpotFound(lon, lat, code, road, round(km, 3), away)


def spot_words(found: SpotFound, catalog: Catalog, language: str) -> str:
    """Return in a sentence where a spot lies: its commune, and the kilometre beside it."""
    if not found.commune:
        return say("entry.spot-outside", language)
    commune = catalog.areas[found.commune].full_name[language]
    if language == DEFAULT_LANGUAGE:
        commune = commune[:1].lower() + commune[1:]
    if not found.road:
        return say("entry.spot", language, commune=commune)
    away = format_number(round(found.away_m), language)
    told = {"commune": commune, "road": found.road, "km": format_km(found.km), "away": away}
    return say("entry.spot-by-road", language, **told)


def read_spot(text: str) -> tuple[float, float] | None:
    """Return longitude and latitude of ``LON,LAT``, ``None`` for anything else."""
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        return None
    west, south, east, north = REGION
    # What is no number is in no region.
    return (lon, lat) if west <= lon <= east and south <= lat <= north else None


def form_place(typed: Typed, catalog: Catalog) -> FormPlace:
    """Return the place that a form tells.

    Raises
    ------
    ValueDoubt
        If it is none; `place_field` says which field is meant.
    """
    match typed.get(WAY) or SPOT:
        case "spot":
            return _spot_place(typed, catalog)
        case "road":
            return _road_place(typed, catalog)
        case "commune":
            return _commune_place(typed, catalog)
        case "file":
            # What the file is, its own reader says.
            return FormPlace(_notes("entry.file-note"))
        case "unknown":
            return FormPlace(_notes("entry.no-place"))
    raise ValueDoubt("place-way")


def place_field(typed: Typed) -> str:
    """Return the field at which a doubt about the place is said."""
    fields = {SPOT: SPOT_FIELD, ROAD: KM_FROM, COMMUNE: COMMUNE_FIELD, FILE: "shape.file"}
    way = typed.get(WAY) or SPOT
    if way == ROAD and not typed.get(ROAD_FIELD):
        return ROAD_FIELD
    return fields.get(way, WAY)


def _notes(key: str) -> dict[str, str]:
    return {f"geometry_note_{each}": say(key, each) for each in WRITTEN_LANGUAGES}


def _spot_place(typed: Typed, catalog: Catalog) -> FormPlace:
    spot = read_spot(typed.get(SPOT_FIELD, ""))
    if spot is None:
        raise ValueDoubt("spot-none")
    found = find_spot(catalog, *spot)
    if not found.commune:
        raise ValueDoubt("spot-outside")
    shape = shapely.Point(found.lon, found.lat)
    return FormPlace(_notes("entry.spot-note"), shape, found.road, found.commune, is_spot=True)


def _road_place(typed: Typed, catalog: Catalog) -> FormPlace:
    road, km_from = typed.get(ROAD_FIELD, ""), typed.get(KM_FROM, "").strip()
    if road not in catalog.routes:
        raise ValueDoubt("place-road")
    if not km_from:
        raise ValueDoubt("place-no-km")
    km_to = typed.get(KM_TO, "").strip()
    words = f"{road} {_km(km_from)}" + (f" – {_km(km_to)}" if km_to else "")
    cells = place_cells(words, catalog)
    if "km_from" not in cells or bool(km_to) != ("km_to" in cells):
        raise ValueDoubt("place-km", value=words, road=road)
    try:
        ends = [float(cells[each]) for each in ("km_from", "km_to") if each in cells]
        shape = catalog.routes[road].locate(ends[0], ends[1] if len(ends) > 1 else None).geometry
    except KmRangeError as error:
        raise ValueDoubt("place-km", value=words, road=road) from error
    return FormPlace(cells, shape, road)


def _km(text: str) -> str:
    plain = text.lower().removeprefix("km").strip()
    return f"Km{plain}"


def _commune_place(typed: Typed, catalog: Catalog) -> FormPlace:
    code = typed.get(COMMUNE_FIELD, "")
    known = {area.code for area in catalog.areas.frame(AreaFrame.COMMUNE)}
    if code not in known:
        raise ValueDoubt("place-commune")
    notes = {
        f"geometry_note_{each}": catalog.areas[code].full_name[each] for each in WRITTEN_LANGUAGES
    }
    return FormPlace({"geometry": f"within:{code}", **notes}, None, "", code)
