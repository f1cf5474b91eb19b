"""The strip map: a corridor unrolled to straight lanes by kilometre.

One lane a run (:mod:`geo.corridor.runs`): a connected line of sections, a river too. Every lane
keeps its own true kilometres, official ones where the route is calibrated, and all lanes stand on
one common axis at one scale, moved so that what lies side by side on the ground lies side by side
on the strip as far as that is possible without stretching (:func:`geo.corridor.runs.offsets`). A
planner reads bar lengths as kilometres; a warped axis would make that false.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import replace
from itertools import combinations, groupby, pairwise, product
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.catalog.catalog import once_per_catalog
from geo.catalog.history import status_as_of
from geo.corridor.happenings import lane_incidents, lane_meetings
from geo.corridor.model import (
    Band,
    Basis,
    Break,
    Interval,
    Junction,
    KmPost,
    Lane,
    LaneMark,
    ProjectBar,
    Segment,
    Side,
    Strip,
    Tie,
)
from geo.corridor.runs import RunKind, longest, offsets, runs_of
from geo.crs import to_grid
from geo.model import AreaFrame, GeometryKind, spot_pieces
from geo.roads.access import DestinationKind, targets_of
from geo.roads.graph import network_of
from geo.roads.stretches import Stretches, line_stretches, merged
from geo.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from geo.catalog.catalog import Catalog
    from geo.catalog.linear_reference import RouteSection
    from geo.corridor.runs import CorridorRun
    from geo.model import Evidence, Place, Project, Site
    from geo.query.view import View

MARK_KM = 3.0
MAX_SAMPLES = 200
SEAT = "district_seat"
POST_STEP_KM = 10
# Boundaries are generalised to 30 m: along one, a road would change its commune every few
# metres. A shorter stretch joins the longer of its neighbours.
MIN_INTERVAL_KM = {RunKind.ROAD: 0.3, RunKind.EXPRESSWAY: 0.3, RunKind.RIVER: 1.5}
# A river that is a boundary lies in neither commune: its banks are looked at, beyond the water.
_BANK_M = 500.0
_STEP_KM = 0.05
# A project known to lie somewhere in an area has no point: it stands where the lane passes there.
_BY_AREA = (GeometryKind.AREA, GeometryKind.WITHIN)
_DIRECTION_STEPS = 6
# Two joints this near to each other are one junction for the eye.
_SAME_JUNCTION_KM = 0.3
_SAME_CROSSING_KM = 2.0
_JUNCTION_REACH_KM = 0.1
# A road that meets both lanes farther apart is no way from one to the other.
_TIE_KM = 15.0
_SAMPLE_ERROR_M = 20.0


@once_per_catalog
def bare_lanes(catalog: Catalog, corridor_id: str) -> tuple[Lane, ...]:
    """Return the lanes of a corridor without projects, made once a catalog.

    Raises
    ------
    UnknownIdError
        If there is no such corridor.
    """
    runs = runs_of(catalog, corridor_id)
    main = longest(runs).id
    shared = {
        run.id: [(tie.kms[main], tie.kms[run.id]) for tie in ties_of(catalog, corridor_id)
                 if {main, run.id} == tie.kms.keys()]
        for run in runs
    }  # fmt: skip
    return tuple(
        _lane(catalog, run, offset) for run, offset in zip(runs, offsets(runs, shared), strict=True)
    )


@once_per_catalog
def ties_of(catalog: Catalog, corridor_id: str) -> tuple[Tie, ...]:
    """Return what each two runs of a corridor share, made once a catalog.

    They are the seats and works beside both and, of a road and an expressway, the roads that lead
    from one to the other.
    """
    runs = runs_of(catalog, corridor_id)
    return tuple(
        tie for first, second in combinations(runs, 2) for tie in _ties(catalog, first, second)
    )


def _ties(catalog: Catalog, first: CorridorRun, second: CorridorRun) -> Iterator[Tie]:
    beside = {mark.id: mark.km for mark in marks(catalog, second)}
    for mark in marks(catalog, first):
        if mark.id in beside:
            yield Tie({first.id: mark.km, second.id: beside[mark.id]}, mark.name)
    if {first.kind, second.kind} != {RunKind.ROAD, RunKind.EXPRESSWAY}:
        return
    meeting = junctions(catalog, first), junctions(catalog, second)
    refs = {junction.ref for junction in meeting[0]}
    for ref in sorted(refs.difference(first.road_numbers, second.road_numbers)):
        ways = [
            (first.place(one.km).distance(second.place(two.km)), one.km, two.km)
            for one, two in product(*meeting)
            if one.ref == two.ref == ref
        ]
        length_m, on_first, on_second = min(ways, default=(math.inf, 0.0, 0.0))
        if length_m <= _TIE_KM * 1_000:
            yield Tie({first.id: on_first, second.id: on_second}, Text((("vi", ref),)))


def _lane(catalog: Catalog, run: CorridorRun, offset_km: float) -> Lane:
    start, end = run.label_km(0.0), run.label_km(run.length_km)
    official = run.official
    return Lane(
        id=run.id,
        kind=run.kind,
        name=run.name,
        road_numbers=run.road_numbers,
        length_km=run.length_km,
        offset_km=offset_km,
        start_label_km=start,
        end_label_km=end,
        official=official is not None,
        uncertainty_km=max(map(official.uncertainty_km, (start, end))) if official else 0.0,
        old_ends=run.old_ends,
        jumps=run.jumps,
        schematic_km=sum(
            _km(leg) for leg in run.legs if leg.section.geometry_kind is GeometryKind.SCHEMATIC
        ),
        segments=tuple(
            Segment(
                section_id=leg.section.id,
                ref=leg.section.ref,
                from_km=leg.from_km,
                to_km=leg.to_km,
                is_reversed=leg.section.id in run.reversed_sections,
                evidence=leg.section.evidence,
                geometry_kind=leg.section.geometry_kind,
            )
            for leg in run.legs
        ),
        breaks=tuple(
            Break(leg.from_km, leg.gap_before_km, leg.gap_kind) for leg in run.legs if leg.gap_kind
        ),
        bands=bands(catalog, run),
        posts=posts(run),
        junctions=junctions(catalog, run),
        marks=marks(catalog, run),
        bars=(),
        samples=samples(run),
    )


def _km(stretch: Interval | RouteSection) -> float:
    return stretch.to_km - stretch.from_km


def posts(run: CorridorRun) -> tuple[KmPost, ...]:
    """Return the round kilometres within a run."""
    first, last = run.label_km(0.0), run.label_km(run.length_km)
    rounds = range(math.ceil(first / POST_STEP_KM), math.floor(last / POST_STEP_KM) + 1)
    labels = (float(number * POST_STEP_KM) for number in rounds)
    return tuple(
        KmPost(km, label) for label in labels if (km := run.km_of_label(label)) is not None
    )


def bands(catalog: Catalog, run: CorridorRun) -> tuple[Band, ...]:
    """Return the areas along a run in both frames; for a river by bank."""
    steps = max(round(run.length_km / _STEP_KM), 1)
    kms = (np.arange(steps) + 0.5) * run.length_km / steps
    spots = run.places(kms)
    along = []
    sides = (Side.LEFT, Side.RIGHT) if run.kind is RunKind.RIVER else (Side.BOTH,)
    for side in sides:
        atoms = catalog.areas.atoms
        places = catalog.areas.cells_at(_moved(spots, side))
        for frame in (AreaFrame.DISTRICT, AreaFrame.COMMUNE):
            codes = ["" if place < 0 else atoms[place].code(frame) for place in places]
            smallest = MIN_INTERVAL_KM[run.kind]
            along.append(Band(frame, side, _intervals(codes, run.length_km, smallest)))
    return tuple(along)


def _moved(spots: np.ndarray, side: Side) -> np.ndarray:
    """Return points (EPSG:9206, shape ``(n, 2)``) moved across the travel to one side."""
    if side is Side.BOTH:
        return spots
    reach = np.arange(len(spots))
    ahead = np.minimum(reach + _DIRECTION_STEPS, len(spots) - 1)
    behind = np.maximum(reach - _DIRECTION_STEPS, 0)
    along = spots[ahead] - spots[behind]
    length = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1.0)[:, None]
    left = np.column_stack([-along[:, 1], along[:, 0]]) / length * _BANK_M
    moved: np.ndarray = spots + left if side is Side.LEFT else spots - left
    return moved


def _intervals(codes: Sequence[str], length_km: float, smallest: float) -> tuple[Interval, ...]:
    step = length_km / len(codes)
    intervals: list[Interval] = []
    at = 0
    for code, group in groupby(codes):
        upto = at + len(list(group))
        intervals.append(Interval(code, at * step, upto * step))
        at = upto
    while len(intervals) > 1 and min(map(_km, intervals)) < smallest:
        intervals = _without_shortest(intervals)
    return tuple(intervals)


def _without_shortest(intervals: list[Interval]) -> list[Interval]:
    """Return the intervals with the shortest one given to the longer of its neighbours."""
    place = min(range(len(intervals)), key=lambda number: (_km(intervals[number]), number))
    neighbours = [number for number in (place - 1, place + 1) if 0 <= number < len(intervals)]
    longer = max(neighbours, key=lambda number: (_km(intervals[number]), -number))
    codes = [i.code for i in intervals]
    codes[place] = codes[longer]
    merged: list[Interval] = []
    for code, interval in zip(codes, intervals, strict=True):
        if merged and merged[-1].code == code:
            merged[-1] = Interval(code, merged[-1].from_km, interval.to_km)
        else:
            merged.append(Interval(code, interval.from_km, interval.to_km))
    return merged


def junctions(catalog: Catalog, run: CorridorRun) -> tuple[Junction, ...]:
    """Return where other numbered roads meet a run; for a river, where they cross it."""
    if run.kind is RunKind.RIVER:
        return _spaced(_crossings(catalog, run), _SAME_CROSSING_KM)
    met = [] if run.kind is RunKind.EXPRESSWAY else list(_met(catalog, run))
    return _spaced([*met, *_with_expressway(catalog, run)], _SAME_JUNCTION_KM)


def _spaced(junctions: Iterable[Junction], least_km: float) -> tuple[Junction, ...]:
    kept: list[Junction] = []
    for junction in sorted(junctions, key=lambda item: (item.km, item.ref)):
        if all(k.ref != junction.ref or junction.km - k.km > least_km for k in kept):
            kept.append(junction)
    return tuple(kept)


def _met(catalog: Catalog, run: CorridorRun) -> Iterator[Junction]:
    network = network_of(catalog)
    for leg in run.legs:
        section = leg.section
        for stop in network.stops.get(section.id, ()):
            is_reversed = section.id in run.reversed_sections
            km = leg.to_km - stop.km if is_reversed else leg.from_km + stop.km
            at_end = min(km, run.length_km - km) < _SAME_JUNCTION_KM
            for other in network.sections_at(stop.node):
                ref = network.sections[other].ref
                # Beyond the ends of the corridor the same road goes on: no junction.
                if other not in run.section_ids and not (at_end and ref == section.ref):
                    yield Junction(km, ref)


def _with_expressway(catalog: Catalog, run: CorridorRun) -> Iterator[Junction]:
    for target in targets_of(catalog):
        km, distance = run.nearest(target.point)
        if DestinationKind.JUNCTION in target.reaches and distance <= _JUNCTION_REACH_KM:
            for ref in target.road_numbers:
                if ref not in run.road_numbers:
                    yield Junction(km, ref, planned=target.planned)


def _crossings(catalog: Catalog, run: CorridorRun) -> Iterator[Junction]:
    network = network_of(catalog)
    for leg in run.legs:
        for section in network.sections.values():
            # Where a drawing crosses a river says nothing.
            if section.geometry_kind is GeometryKind.SCHEMATIC:
                continue
            shared = shapely.intersection(network.lines[section.id], leg.line)
            for point in shapely.get_coordinates(shared):
                km = leg.from_km + float(leg.line.project(shapely.Point(point))) / 1_000
                yield Junction(km, section.ref, ferry=section.crossing == "ferry")


def marks(catalog: Catalog, run: CorridorRun) -> tuple[LaneMark, ...]:
    """Return the sites and former district seats within 3 km of a run, in travel order."""
    candidates: list[tuple[Site | Place, Evidence | None]] = [
        (site, site.evidence) for site in catalog.sites.values()
    ]
    candidates += [(place, None) for place in catalog.places if place.kind == SEAT]
    near = []
    for item, evidence in candidates:
        km, offset = run.nearest(item.point)
        if offset <= MARK_KM:
            near.append(LaneMark(km, offset, item.id, item.name, item.kind, evidence))
    return tuple(sorted(near, key=lambda mark: (mark.km, mark.id)))


def samples(run: CorridorRun) -> tuple[tuple[float, float, float], ...]:
    """Return km, longitude and latitude of the places between which a browser interpolates.

    The vertex at which the interpolated place is worst is added until it is within 20 m
    everywhere or the number is reached; the ends of sections beside a break always stay.
    """
    legs = [shapely.get_coordinates(leg.line) for leg in run.legs]
    kms = np.concatenate(
        [
            leg.from_km
            + np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))]) / 1_000
            for leg, xy in zip(run.legs, legs, strict=True)
        ]
    )
    degrees = np.concatenate([shapely.get_coordinates(leg.section.line) for leg in run.legs])
    grid = shapely.get_coordinates(to_grid(shapely.multipoints(degrees)))
    starts = np.cumsum([0, *map(len, legs)]).tolist()
    beside = [(at - 1, at) for leg, at in zip(run.legs, starts, strict=False) if leg.gap_kind]
    fixed = sorted({0, len(kms) - 1, *(place for pair in beside for place in pair)})
    heap: list[tuple[float, int, int, int]] = []

    def look(low: int, high: int) -> None:
        error, worst = _worst(kms, grid, low, high)
        if error > _SAMPLE_ERROR_M:
            heapq.heappush(heap, (-error, worst, low, high))

    for low, high in pairwise(fixed):
        look(low, high)
    kept = set(fixed)
    while heap and len(kept) < MAX_SAMPLES:
        _, worst, low, high = heapq.heappop(heap)
        kept.add(worst)
        look(low, worst)
        look(worst, high)
    return tuple(
        (round(float(kms[i]), 3), round(float(degrees[i, 0]), 5), round(float(degrees[i, 1]), 5))
        for i in sorted(kept)
    )


def _worst(kms: np.ndarray, grid: np.ndarray, low: int, high: int) -> tuple[float, int]:
    """Return the largest error between two kept vertices in metres, and where it is."""
    if high - low < 2 or kms[high] <= kms[low]:  # noqa: PLR2004 - nothing lies between
        return 0.0, low
    share = ((kms[low + 1 : high] - kms[low]) / (kms[high] - kms[low]))[:, None]
    guess = grid[low] + share * (grid[high] - grid[low])
    errors = np.hypot(*(grid[low + 1 : high] - guess).T)
    return float(errors.max()), low + 1 + int(errors.argmax())


def projects_on(catalog: Catalog, corridor_id: str) -> tuple[Project, ...]:
    """Return the projects that the table puts on a corridor; of a group its parts alone."""
    found = [p for p in catalog.projects.values() if corridor_id in p.corridor_ids]
    groups = {project.part_of for project in found}
    return tuple(project for project in found if project.id not in groups)


@once_per_catalog
def placed_on(
    catalog: Catalog, corridor_id: str
) -> Mapping[tuple[str, str], tuple[Basis, Stretches]]:
    """Return where projects lie on runs, by run id and project id; made once a catalog.

    A project that is built on a run is there by its line: on every run that has its sections or
    along which it lies. A project known by its area stands on the first run that passes through
    it; a point stands on the nearest run, up to 3 km away.
    """
    runs, lanes = runs_of(catalog, corridor_id), bare_lanes(catalog, corridor_id)
    places_on: dict[tuple[str, str], tuple[Basis, Stretches]] = {}
    for project in projects_on(catalog, corridor_id):
        basis = Basis.LINE
        places = {run.id: _line_stretches(run, project) for run in runs}
        if not any(places.values()):
            basis = Basis.AREA
            passed = ((lane.id, _area_stretches(lane, project)) for lane in lanes)
            places = dict([next((place for place in passed if place[1]), ("", ()))])
        if not any(places.values()):
            basis, places = Basis.POINT, _point_places(runs, project)
        places_on |= {(run, project.id): (basis, places[run]) for run in places if places[run]}
    return places_on


def _line_stretches(run: CorridorRun, project: Project) -> Stretches:
    """Return the stretches of a run on which a project's line lies."""
    return line_stretches(run.legs, project.on_roads, beside=run.kind is not RunKind.RIVER)


def _area_stretches(lane: Lane, project: Project) -> Stretches:
    areas = [piece for piece in project.pieces if piece.geometry_kind in _BY_AREA]
    codes = {piece.origin.partition(":")[2] for piece in areas}
    passed = (each for band in lane.bands for each in band.intervals if each.code in codes)
    return merged((each.from_km, each.to_km) for each in passed)


def _point_places(runs: Sequence[CorridorRun], project: Project) -> dict[str, Stretches]:
    """Return the places of a project's points, each on the run nearest to it."""
    places: dict[str, Stretches] = {}
    for piece in spot_pieces(project.pieces):
        if piece.geometry.geom_type == "Point":
            nearest = ((run, *run.nearest(piece.geometry)) for run in runs)
            run, km, offset = min(nearest, key=lambda near: near[2])
            if offset <= MARK_KM:
                places[run.id] = tuple(sorted([*places.get(run.id, ()), (km, km)]))
    return places


def strip(view: View, corridor_id: str) -> Strip:
    """Return the strip map of a corridor on the day of the view.

    All projects of the corridor are on it, whatever else the view filters: a bar says in `shown`
    whether the view has it.

    Raises
    ------
    UnknownIdError
        If there is no such corridor.
    """
    runs = {run.id: run for run in runs_of(view.catalog, corridor_id)}
    lanes = tuple(
        replace(
            lane,
            bars=_bars(view, corridor_id, lane),
            incidents=lane_incidents(view, runs[lane.id]),
            meetings=lane_meetings(view, _built_on(view.catalog, corridor_id, lane)),
        )
        for lane in bare_lanes(view.catalog, corridor_id)
    )
    length = max(lane.offset_km + lane.length_km for lane in lanes)
    return Strip(corridor_id, view.day, length, lanes, ties_of(view.catalog, corridor_id))


def _built_on(catalog: Catalog, corridor_id: str, lane: Lane) -> dict[str, Stretches]:
    """Return the stretches of a lane on which projects are built, by their ids."""
    return {
        project_id: stretches
        for (lane_id, project_id), (basis, stretches) in placed_on(catalog, corridor_id).items()
        if lane_id == lane.id and basis is Basis.LINE
    }


def _bars(view: View, corridor_id: str, lane: Lane) -> tuple[ProjectBar, ...]:
    catalog = view.catalog
    bars = [
        ProjectBar(
            project_id=project_id,
            from_km=low,
            to_km=high,
            status=status_as_of(catalog.events_of(project_id), view.day),
            basis=basis,
            shown=project_id in view.project_ids,
        )
        for (lane_id, project_id), (basis, stretches) in placed_on(catalog, corridor_id).items()
        if lane_id == lane.id
        for low, high in stretches
    ]
    return tuple(sorted(bars, key=lambda bar: (bar.from_km, -bar.to_km, bar.project_id)))
