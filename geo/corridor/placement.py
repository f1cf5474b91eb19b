"""Where projects lie on the runs of a corridor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from geo.catalog.catalog import once_per_catalog
from geo.corridor.lanes import MARK_KM, bare_lanes
from geo.corridor.model import Basis
from geo.corridor.runs import RunKind, runs_of
from geo.crs import to_grid
from geo.model import GeometryKind
from geo.roads.graph import SNAP_KM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog
    from geo.catalog.linear_reference import Leg
    from geo.corridor.model import Lane
    from geo.corridor.runs import Run
    from geo.model import Piece, Project

# Two roads may meet at a sharp angle or share a bridge; a project that lies along the corridor
# under another section's name does so for longer.
MIN_SHARED_KM = 1.0
_TOUCH_KM = 0.05
Stretches = tuple[tuple[float, float], ...]


def projects_on(catalog: Catalog, corridor_id: str) -> tuple[Project, ...]:
    """Return the projects that the table puts on a corridor."""
    return tuple(p for p in catalog.projects.values() if corridor_id in p.corridor_ids)


@once_per_catalog
def placed_on(
    catalog: Catalog, corridor_id: str
) -> Mapping[tuple[str, str], tuple[Basis, Stretches]]:
    """Return where projects lie on runs, by run id and project id; made once a catalog.

    A project that is built on a run is there by its line: on every run that has its sections or
    along which it lies. A project known by its area stands on the first run that passes through
    it; a point stands on the nearest run, up to 3 km away.
    """
    return dict(_places(catalog, corridor_id))


def _places(
    catalog: Catalog, corridor_id: str
) -> Iterator[tuple[tuple[str, str], tuple[Basis, Stretches]]]:
    runs = runs_of(catalog, corridor_id)
    for project in projects_on(catalog, corridor_id):
        built = {run.id: _line_stretches(run, project) for run in runs}
        if any(built.values()):
            for run_id, stretches in built.items():
                if stretches:
                    yield (run_id, project.id), (Basis.LINE, stretches)
            continue
        for lane in bare_lanes(catalog, corridor_id):
            passed = _area_stretches(lane, project)
            if passed:
                yield (lane.id, project.id), (Basis.AREA, passed)
                break
        else:
            yield from _point(runs, project)


def _line_stretches(run: Run, project: Project) -> Stretches:
    """Return the stretches of a run on which a project's line lies."""
    found: list[tuple[float, float]] = []
    for piece in project.pieces:
        if "Line" not in piece.geometry.geom_type:
            continue
        for leg in run.legs:
            if leg.section.id == piece.origin:
                found += _on_leg(leg, to_grid(piece.geometry))
            elif run.kind is not RunKind.RIVER and piece.origin not in run.section_ids:
                found += _along_leg(leg, to_grid(piece.geometry))
    return _merged(found)


def _on_leg(leg: Leg, shape: BaseGeometry) -> Iterator[tuple[float, float]]:
    """Yield where a part of a section lies on it, by linear referencing."""
    for part in getattr(shape, "geoms", [shape]):
        ends = sorted(
            leg.from_km + float(leg.line.project(shapely.Point(part.coords[at]))) / 1_000
            for at in (0, -1)
        )
        yield ends[0], ends[1]


def _along_leg(leg: Leg, shape: BaseGeometry) -> Iterator[tuple[float, float]]:
    """Yield where a line of another section runs along this one, within the snap distance."""
    reach = SNAP_KM * 1_000
    if shape.distance(leg.line) > reach:
        return
    shared = leg.line.intersection(shape.buffer(reach))
    for part in getattr(shared, "geoms", [shared]):
        if part.length >= MIN_SHARED_KM * 1_000:
            yield from _on_leg(leg, part)


def _area_stretches(lane: Lane, project: Project) -> Stretches:
    codes = {
        piece.origin.partition(":")[2]
        for piece in project.pieces
        if piece.geometry_kind is GeometryKind.AREA
    }
    passed = [
        (interval.from_km, interval.to_km)
        for band in lane.bands
        for interval in band.intervals
        if interval.code in codes
    ]
    return _merged(passed)


def _point(
    runs: Iterable[Run], project: Project
) -> Iterator[tuple[tuple[str, str], tuple[Basis, Stretches]]]:
    """Yield the places of a project's points, each on the run nearest to it."""
    found: dict[str, list[tuple[float, float]]] = {}
    for piece in project.pieces:
        if piece.geometry.geom_type != "Point":
            continue
        run, (km, offset) = _nearest(runs, piece)
        if offset <= MARK_KM:
            found.setdefault(run.id, []).append((km, km))
    for run_id, places in found.items():
        yield (run_id, project.id), (Basis.POINT, tuple(sorted(places)))


def _nearest(runs: Iterable[Run], piece: Piece) -> tuple[Run, tuple[float, float]]:
    distances = [(run, run.nearest(piece.geometry)) for run in runs]
    return min(distances, key=lambda pair: pair[1][1])


def _merged(stretches: Iterable[tuple[float, float]]) -> Stretches:
    found: list[tuple[float, float]] = []
    for low, high in sorted(stretches):
        if found and low - found[-1][1] <= _TOUCH_KM:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        elif high - low > _TOUCH_KM:
            found.append((low, high))
    return tuple(found)
