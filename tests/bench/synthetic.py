"""A data folder many times the size of ours, for the bench: the same seed gives the same bytes.

Communes are cut into parts that still form one clean coverage; projects are added on stretches of
the measured roads and on further points beside them, each with a history and figures. What a table
or shape already holds stays as it is, so that every reference between them still holds; only what a
kilometre post knows by its commune, it knows by the former district then.
"""

from __future__ import annotations

import csv
import json
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from geo.catalog.catalog import Catalog
from geo.crs import to_grid
from geo.io.load import load
from geo.model import Status

# The bench's two scales: about 300 and 1 200 communes, 650 and 6 500 projects.
PARTS = {10: 4, 100: 16}
PROJECTS = {10: 650, 100: 6_500}
_SEED = 1857
_FIRST_CODE = 10_000  # the real codes of the province lie below
_POINT_SHARE = 0.12
_KM = (0.6, 6.0)
_GRID = 1e-7  # degrees: where cut lines and boundaries are tied together
_STATUSES = [status for status in Status if status is not Status.UNKNOWN]
_KINDS = ("national-road", "provincial-road", "urban", "logistics", "industrial-cluster")
Row = dict[str, str]
Features = list[dict[str, Any]]


@dataclass(frozen=True)
class Size:
    """How large the folder shall be.

    Parameters
    ----------
    parts
        Into how many pieces each commune is cut.
    projects
        How many projects there are in all, the real ones included.
    """

    parts: int
    projects: int


def write(source: Path, target: Path, size: Size, seed: int = _SEED) -> None:
    """Write a data folder of the given size, made from another one.

    Parameters
    ----------
    source
        A whole data folder.
    target
        Where to write; must not exist.
    """
    shutil.copytree(source, target)
    dice = random.Random(seed)
    _widen_posts(target / "tables" / "km-posts.csv", load(source))
    catalog = load(target)
    areas = target / "shapes" / "areas.geojson"
    _rewrite(areas, lambda features: _cut_areas(features, size.parts, seed))
    added = max(0, size.projects - len(catalog.projects))
    points = round(added * _POINT_SHARE)
    sites = _sites(catalog, points, dice)
    _rewrite(target / "shapes" / "points.geojson", lambda features: features + sites)
    _add_projects(target / "tables", catalog, added, [site["id"] for site in sites], dice)


def _rewrite(path: Path, change: Callable[[Features], Features]) -> None:
    collection = json.loads(path.read_text(encoding="utf-8"))
    collection["features"] = change(collection["features"])
    path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")


def _cut_areas(features: Features, parts: int, seed: int) -> Features:
    """Cut every atom; neighbours share each corner, for all lines are noded together."""
    cells = [shape(feature["geometry"]) for feature in features]
    rng = np.random.default_rng(seed)
    seeds = [_points_in(cell, parts, rng) for cell in cells]
    cuts = [_cuts(cell, points) for cell, points in zip(cells, seeds, strict=True)]
    lines = [cell.boundary for cell in cells] + [cut for cut in cuts if not cut.is_empty]
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(lines, grid_size=_GRID)]))
    found: dict[tuple[int, int], list[BaseGeometry]] = {}
    inner = shapely.point_on_surface(faces)
    for face, at in shapely.STRtree(cells).query(inner, predicate="within").T:
        near = int(np.argmin(shapely.distance(inner[face], seeds[at])))
        found.setdefault((int(at), near), []).append(faces[face])
    written = []
    names = _Names()
    for (at, part), pieces in sorted(found.items(), key=lambda item: item[0]):
        written.append(_atom(features[at], part, shapely.coverage_union_all(pieces), names))
    return written


def _widen_posts(path: Path, catalog: Catalog) -> None:
    """Say of posts known by their commune, which is cut now, in which former district they are."""
    districts = {atom.commune_code: atom.district_code for atom in catalog.areas.atoms}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        kind, _, code = row["at"].partition(":")
        if kind == "area":
            row["at"] = f"area:{districts.get(code, code)}"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _points_in(cell: BaseGeometry, count: int, rng: np.random.Generator) -> np.ndarray:
    west, south, east, north = cell.bounds
    found: list[BaseGeometry] = [cell.representative_point()]
    while len(found) < count:
        point = shapely.Point(rng.uniform(west, east), rng.uniform(south, north))
        if cell.contains(point):
            found.append(point)
    return np.array(found)


def _cuts(cell: BaseGeometry, points: np.ndarray) -> BaseGeometry:
    """Return the lines between the parts, a little beyond the border, so that they cross it."""
    if len(points) < 2:
        return shapely.LineString()
    edges = shapely.voronoi_polygons(
        shapely.MultiPoint(list(points)), extend_to=cell.envelope, only_edges=True
    )
    return shapely.intersection(edges, cell, grid_size=_GRID)


class _Names:
    """Codes of the parts: the first part of a commune keeps the real one, and its references."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, int], str] = {}

    def code(self, commune: str, part: int) -> str:
        if part == 0:
            return commune
        return self._codes.setdefault((commune, part), str(_FIRST_CODE + len(self._codes)))


def _atom(
    feature: dict[str, Any], part: int, geometry: BaseGeometry, names: _Names
) -> dict[str, Any]:
    old = feature["properties"]
    code = names.code(old["commune_code"], part)
    area = round(to_grid(geometry).area / 1e6, 3)
    name = old["commune_name"] if part == 0 else f"{old['commune_name']} {part + 1}"
    changed = {"commune_code": code, "commune_name": name, "area_km2": area}
    changed["commune_area_published_km2"] = area
    return {
        "type": "Feature",
        "id": f"{code}-{old['district_code']}",
        "properties": {**old, **changed},
        "geometry": mapping(geometry),
    }


def _sites(catalog: Catalog, count: int, dice: random.Random) -> list[dict[str, Any]]:
    """Return points beside the roads of the province."""
    lines = [section.line for section in catalog.sections.values() if section.in_province]
    province = catalog.areas.province
    shapely.prepare(province)
    sites: list[dict[str, Any]] = []
    while len(sites) < count:
        point = dice.choice(lines).interpolate(dice.random(), normalized=True)
        x, y = (round(value + dice.uniform(-0.01, 0.01), 5) for value in (point.x, point.y))
        if not province.contains(shapely.Point(x, y)):
            continue
        number = len(sites) + 1
        properties = {
            "kind": "logistics",
            "name_vi": f"Điểm thử số {number}",
            "name_en": f"Test point {number}",
            "evidence": "D",
            "accuracy_m": 1_000,
            "basis_vi": "Dữ liệu tổng hợp.",
            "basis_en": "Synthetic data.",
            "commune_code": "",
            "district_code": "",
        }
        geometry = {"type": "Point", "coordinates": [x, y]}
        site = {"type": "Feature", "id": f"SYN-P{number}", "properties": properties}
        sites.append({**site, "geometry": geometry})
    return sites


def _add_projects(
    tables: Path, catalog: Catalog, count: int, site_ids: list[str], dice: random.Random
) -> None:
    projects: list[Row] = []
    events: list[Row] = []
    figures: list[Row] = []
    sources = sorted(catalog.sources)
    routes = [
        route
        for route in catalog.routes.values()
        if route.measured_km > _KM[1] and route.calibrated and len(route.km_ranges()) == 1
    ]
    weights = [route.measured_km for route in routes]
    for number in range(1, count + 1):
        row = _project(number, dice, sources)
        if number <= len(site_ids):
            row["geometry"] = site_ids[number - 1]
        else:
            route = dice.choices(routes, weights)[0]
            ((first, last),) = route.km_ranges()
            length = dice.uniform(*_KM)
            start = dice.uniform(first, last - length)
            km_from, km_to = round(start, 2), round(start + length, 2)
            row |= {"road_ref": route.id, "km_from": str(km_from), "km_to": str(km_to)}
        projects.append(row)
        events += _events(row["id"], dice, sources)
        figures += _figures(row["id"], dice, sources)
    _append(tables / "projects.csv", projects)
    _append(tables / "events.csv", events)
    _append(tables / "figures.csv", figures)


def _project(number: int, dice: random.Random, sources: list[str]) -> Row:
    return {
        "id": f"SYN-{number}",
        "kind": dice.choice(_KINDS),
        "name_vi": f"Dự án tổng hợp số {number}: nâng cấp, cải tạo đoạn đường và công trình",
        "name_en": f"Synthetic project {number}: upgrade of a stretch of road and its structures",
        "class_target_vi": "cấp IV miền núi",
        "class_target_en": "class IV (mountain)",
        "start_year": str(dice.randint(2015, 2026)),
        "source_ids": dice.choice(sources),
    }


def _events(project_id: str, dice: random.Random, sources: list[str]) -> list[Row]:
    dates = sorted(f"{dice.randint(2012, 2025)}-{dice.randint(1, 12):02}-01" for _ in range(3))
    return [
        {
            "project_id": project_id,
            "date": date,
            "status": str(dice.choice(_STATUSES)),
            "note_vi": "Bước tổng hợp.",
            "note_en": "A synthetic step.",
            "source_id": dice.choice(sources),
        }
        for date in dates[: dice.randint(0, 3)]
    ]


def _figures(project_id: str, dice: random.Random, sources: list[str]) -> list[Row]:
    shared = {"subject_id": project_id, "as_of": "2024", "source_id": dice.choice(sources)}
    capital = {"quantity": "capital", "value": str(dice.randint(5, 4_000)), "unit": "billion_vnd"}
    length = {"quantity": "length", "value": str(round(dice.uniform(*_KM), 1)), "unit": "km"}
    return [{**shared, **figure} for figure in (capital, length)]


def _append(path: Path, rows: list[Row]) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        fields = next(csv.reader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields, restval="", lineterminator="\n")
        writer.writerows(rows)
