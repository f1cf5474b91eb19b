"""The measured routes of ``routes.csv``, calibrated at the posts of ``km-posts.csv``."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.catalog.km_posts import CountId, KmCount, Post, PostRecord, PostRole
from geo.catalog.linear_reference import RouteStep, build_route
from geo.dates import partial_date
from geo.errors import DataError
from geo.tables import choice, required
from geo.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.catalog.areas import Areas, Atom
    from geo.catalog.km_posts import Interval
    from geo.catalog.linear_reference import Route
    from geo.model import Section
    from geo.tables import TableRow, Tables

    # An atom that a route passes, and between which kilometres along it.
    _Crossed = tuple[Atom | None, float, float]

_SAMPLE_KM = 0.02
# A road that leaves an area for less than half a kilometre follows its boundary, which is
# generalised to 30 m.
BRIDGED_KM = 0.5


def read_posts(tables: Tables) -> tuple[PostRecord, ...]:
    """Return all kilometre posts of ``km-posts.csv``, in its order."""
    return tuple(
        PostRecord(
            route_id=row["ref"],
            km=required(row, "km"),
            at=row["at"],
            role=choice(row, "role", PostRole),
            count=choice(row, "count", CountId),
            valid_until=partial_date(row, "valid_until"),
            uncertainty_km=row.number("uncertainty_km") or 0.0,
            note=Text.from_row(row.cells, "note"),
            source_id=row["source_id"],
            where=row.where,
        )
        for row in tables["km-posts"]
    )


def read_routes(
    tables: Tables,
    sections: Mapping[str, Section],
    areas: Areas,
    posts: Iterable[PostRecord],
) -> dict[str, Route]:
    """Return the measured routes by id.

    Raises
    ------
    DataError
        If a row names no section, or a post no place on its route.
    """
    steps: dict[tuple[str, int], list[RouteStep]] = {}
    for row in tables["routes"]:
        steps.setdefault((row["ref"], row.whole("branch") or 0), []).append(_step(row, sections))
    calibrating = [post for post in posts if post.role is PostRole.CALIBRATE]
    routes = {}
    for (ref, branch), of_route in steps.items():
        bare = build_route(ref, branch, of_route)
        mine = [post for post in calibrating if post.route_id == bare.id]
        routes[bare.id] = build_route(ref, branch, of_route, _counts(bare, areas, mine))
    for post in calibrating:
        if post.route_id not in routes:
            msg = f"{post.route_id} has no measured line to calibrate"
            raise DataError(msg, f"{post.where}:ref", "name a route, or give it the role unused")
    return routes


def _step(row: TableRow, sections: Mapping[str, Section]) -> RouteStep:
    section = sections.get(row["section_id"])
    if section is None:
        msg = f"no section {row['section_id']!r}"
        raise DataError(msg, f"{row.where}:section_id", "use an id of the shapes")
    if row["reversed"]:
        section = replace(
            section, line=section.line.reverse(), start=section.end, end=section.start
        )
    gap_km = row.number("gap_before_km") or 0.0
    return RouteStep(section, gap_km, row["gap_kind"], bool(row["gap_counted"]))


def _counts(route: Route, areas: Areas, posts: Sequence[PostRecord]) -> list[KmCount]:
    """Return the counts of a route that posts calibrate."""
    crossed = _crossed(route, areas) if any(post.area_code for post in posts) else []
    counts = []
    for which in CountId:
        mine = [post for post in posts if post.count is which]
        if mine:
            placed = tuple(
                Post(
                    post.km,
                    _stretches(route, areas, crossed, post),
                    post.source_id,
                    _spot(route, post),
                )
                for post in mine
            )
            ended = [post.valid_until.last_day for post in mine if post.valid_until]
            counts.append(KmCount(route.id, which, placed, max(ended, default=None)))
    return counts


def _stretches(
    route: Route, areas: Areas, crossed: Iterable[_Crossed], post: PostRecord
) -> tuple[Interval, ...]:
    """Return where a post can stand, in kilometres along the route as they count."""
    if post.area_code and post.area_code not in areas.by_code:
        msg = f"no area {post.area_code!r}"
        raise DataError(msg, f"{post.where}:at", "use a GSO code")
    if post.area_code:
        frame = areas[post.area_code].frame
        inside = (
            (first, last)
            for atom, first, last in crossed
            if atom and atom.code(frame) == post.area_code
        )
        stretches = _bridged(inside)
    else:
        stretch = route.stretch_of(post.at)
        stretches = [stretch] if stretch else []
    if not stretches:
        msg = f"{route.id} does not pass {post.at or 'any place that is named'}"
        remedy = "name a section of that road or an area that it passes, or the role unused"
        raise DataError(msg, f"{post.where}:at", remedy)
    low, high = -post.uncertainty_km, post.uncertainty_km
    return tuple((first + low, last + high) for first, last in stretches)


def _spot(route: Route, post: PostRecord) -> float | None:
    """Return the end of a section at which a post stands, in kilometres along the route."""
    stretch = route.stretch_of(post.at) if "@" in post.at else None
    return stretch[0] if stretch else None


def _crossed(route: Route, areas: Areas) -> list[_Crossed]:
    """Return the atoms that a route passes, with the kilometres along it; ``None`` outside."""
    crossed: list[_Crossed] = []
    for leg in route.legs:
        count = max(round((leg.to_km - leg.from_km) / _SAMPLE_KM), 1)
        step = (leg.to_km - leg.from_km) / count
        cells = areas.cells_at(_spots_along(leg.line, (np.arange(count) + 0.5) * step)).tolist()
        at = 0
        for cell, group in groupby(cells):
            upto = at + len(list(group))
            ends = leg.along_km + at * step, leg.along_km + upto * step
            crossed.append((areas.atoms[cell] if cell >= 0 else None, *ends))
            at = upto
    return crossed


def _spots_along(line: BaseGeometry, along_km: np.ndarray) -> np.ndarray:
    """Return the points of a line (EPSG:9206) at these lengths from its start.

    GEOS walks a line from its start for each point; thousands are wanted of one line.
    """
    xy = shapely.get_coordinates(line)
    km = np.hypot(*np.diff(xy, axis=0).T).cumsum() / 1_000
    km = np.concatenate([[0.0], km])
    return np.column_stack([np.interp(along_km, km, values) for values in xy.T])


def _bridged(stretches: Iterable[Interval]) -> list[Interval]:
    """Return stretches without the short gaps between them."""
    bridged: list[Interval] = []
    for first, last in stretches:
        if bridged and first - bridged[-1][1] <= BRIDGED_KM:
            bridged[-1] = (bridged[-1][0], last)
        else:
            bridged.append((first, last))
    return bridged
