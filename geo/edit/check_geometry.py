"""The shapes: one clean coverage, connected routes, lengths near the official ones."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import shapely

from geo.catalog.history import figures_as_of
from geo.crs import to_grid
from geo.edit.check_references import exceptions
from geo.errors import KmRangeError
from geo.io.schema import Problem
from geo.model import Kind
from geo.road_names import show_km
from geo.tables import read_table
from geo.text import WRITTEN_LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from geo.catalog.catalog import Catalog
    from geo.catalog.linear_reference import Route
    from geo.tables import Row
    from geo.text import Text

MAX_GAP_KM = 0.05
MAX_DEVIATION = 0.05
# Without a width only overlaps are found; a narrow gap is a fault as well.
MAX_SLIVER_M = 20.0
_DISTRICTS, _COMMUNES = 12, 75


def geometry_problems(catalog: Catalog, tables: Path) -> list[Problem]:
    """Return what is wrong with areas, routes, lengths and kilometre posts."""
    excused = exceptions(tables)
    return [
        *coverage_problems(catalog),
        *wording_problems(catalog),
        *connection_problems(catalog),
        *route_problems(catalog),
        *length_problems(catalog, excused),
        *post_problems(catalog, tables, excused),
    ]


def coverage_problems(catalog: Catalog) -> Iterator[Problem]:
    """Yield overlaps and gaps between atoms, and missing units."""
    where, remedy = "shapes/areas.geojson", "restore it from the repository"
    atoms = catalog.areas.atoms
    shapes = [to_grid(atom.geometry) for atom in atoms]
    if not shapely.coverage_is_valid(shapes, gap_width=MAX_SLIVER_M):
        edges = shapely.coverage_invalid_edges(shapes, gap_width=MAX_SLIVER_M)
        bad = [atom.id for atom, edge in zip(atoms, edges, strict=True) if not edge.is_empty]
        yield Problem(where, f"not one clean coverage at {', '.join(bad)}", remedy)
    for field, expected in (("district_code", _DISTRICTS), ("commune_code", _COMMUNES)):
        found = len({getattr(atom, field) for atom in atoms})
        if found != expected:
            yield Problem(where, f"{found} different {field}, {expected} expected", remedy)


def wording_problems(catalog: Catalog) -> Iterator[Problem]:
    """Yield sections and sites whose words miss in a language, and lengths without a source."""
    for section in catalog.sections.values():
        if section.road_class == "river":
            continue
        texts = {
            "name": section.name,
            "from": section.start,
            "to": section.end,
            "basis": section.basis,
        }
        yield from _missing_words("section", section.id, texts)
        cited = section.official_km_source_id
        if section.official_km is not None and cited not in catalog.sources:
            what = f"section {section.id}: official_km_source_id {cited!r} does not exist"
            yield Problem("shapes", what, "write the id of the source of its length")
    for site in catalog.sites.values():
        yield from _missing_words("site", site.id, {"name": site.name, "basis": site.basis})


def _missing_words(noun: str, item_id: str, texts: Mapping[str, Text]) -> Iterator[Problem]:
    for field, text in texts.items():
        for language in WRITTEN_LANGUAGES:
            if language not in tuple(text):
                what = f"{noun} {item_id}: {field}_{language} is empty"
                yield Problem("shapes", what, "write it into the feature")


def route_problems(catalog: Catalog) -> Iterator[Problem]:
    """Yield sections of roads in the province that no route measures."""
    measured = {leg.section.id for route in catalog.routes.values() for leg in route.legs}
    for section in catalog.sections.values():
        in_province = section.in_province and section.road_class != "river"
        if in_province and section.id not in measured:
            what = f"no route has the section {section.id}"
            yield Problem("tables/routes.csv", what, "add a row for it")


def connection_problems(catalog: Catalog) -> Iterator[Problem]:
    """Yield breaks between the sections of a route that the table does not explain."""
    for route in catalog.routes.values():
        for one, two in pairwise(route.legs):
            end, start = one.line.coords[-1], two.line.coords[0]
            gap = shapely.Point(end).distance(shapely.Point(start)) / 1_000
            if gap > MAX_GAP_KM and not two.gap_kind:
                what = f"{one.section.id} ends {gap:.2f} km from {two.section.id}"
                yield Problem("tables/routes.csv", what, "join them or give the gap a kind")


def length_problems(catalog: Catalog, excused: frozenset[tuple[str, str]]) -> Iterator[Problem]:
    """Yield national roads measured more than 5 % off their official length."""
    for asset_id, measured, official in national_lengths(catalog):
        deviation = measured / official - 1
        if abs(deviation) > MAX_DEVIATION and ("length", asset_id) not in excused:
            what = (
                f"{asset_id} measures {measured:.1f} km, official {official:g} ({deviation:+.1%})"
            )
            remedy = "check its sections or explain it in tables/exceptions.csv"
            yield Problem("tables/figures.csv", what, remedy)


def national_lengths(catalog: Catalog) -> list[tuple[str, float, float]]:
    """Return (asset id, measured km, official km) of each national road, branches included."""
    found = []
    for asset in catalog.assets.values():
        if asset.kind is not Kind.NATIONAL_ROAD:
            continue
        measured = sum(r.measured_km for r in catalog.routes.values() if r.ref == asset.ref)
        figures = catalog.figures_of(asset.id)
        official = [f.value for f in figures_as_of(figures, "length", date.max, catalog.sources)]
        if official and measured:
            found.append((asset.id, measured, official[0]))
    return found


def post_problems(
    catalog: Catalog, tables: Path, excused: frozenset[tuple[str, str]]
) -> Iterator[Problem]:
    """Yield kilometre posts that calibrate nothing or fall outside the area a text names."""
    for row in read_table(tables / "km-posts.csv"):
        routes = [r for r in catalog.routes.values() if r.ref == row["ref"]]
        km = row.number("km") or 0.0
        if row["role"] == "calibrate":
            if not any(abs(post.km - km) < MAX_GAP_KM for r in routes for post in r.posts):
                what = f"{row['ref']} {show_km(km)} calibrates no route"
                yield Problem(f"{row.where}:at", what, "name a section end of that road")
        elif routes and ("km-post", f"{row['ref']} {row['km']}") not in excused:
            yield from _verified(catalog, row, routes[0], km)


def _verified(catalog: Catalog, row: Row, route: Route, km: float) -> Iterator[Problem]:
    code = row["at"].partition(":")[2]
    if code not in catalog.areas.by_code:
        yield Problem(f"{row.where}:at", f"no area {code!r}", "use a GSO code")
        return
    remedy = "check the post or explain it in tables/exceptions.csv"
    try:
        spot = route.locate(km)
    except KmRangeError as error:
        yield Problem(f"{row.where}:km", str(error), remedy)
        return
    here, area = to_grid(spot.geometry), to_grid(catalog.areas[code].geometry)
    margin = float(here.distance(area)) / 1_000
    if margin > spot.uncertainty_km:
        what = f"{route.id} {show_km(km)} lies {margin:.1f} km outside {code}"
        yield Problem(f"{row.where}:at", what, remedy)
