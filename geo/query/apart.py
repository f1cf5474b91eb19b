"""How far two geometries of one project lie from each other, along the one that was handed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo.crs import to_grid
from geo.strings import format_number, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely.geometry.base import BaseGeometry

_STEP_M: Final = 100.0
_AWAY_M: Final = 100.0
_KM: Final = 1_000.0


@dataclass(frozen=True)
class Apart:
    """Distances of a geometry from another, measured every hundred metres of it.

    Parameters
    ----------
    most_km
        Where it is farthest, in kilometres from its start; 0 for points.
    by_km_m
        The largest distance within each kilometre of it, in metres.
    away_km
        How much of it lies more than a hundred metres off.
    """

    median_m: float
    most_m: float
    most_km: float
    by_km_m: tuple[float, ...]
    away_km: float


def measure_apart(shape: BaseGeometry, others: Iterable[BaseGeometry]) -> Apart:
    """Return how far a shape lies from others, all in EPSG:4326; there is at least one other."""
    known = shapely.union_all([to_grid(other) for other in others])
    shapely.prepare(known)
    far: list[float] = []
    at: list[float] = []
    start = 0.0
    for part in shapely.get_parts(to_grid(shape)):
        steps = np.linspace(0, part.length, 1 + int(np.ceil(part.length / _STEP_M)))
        spots = shapely.line_interpolate_point(part, steps) if part.length else part
        far += np.atleast_1d(shapely.distance(spots, known)).tolist()
        at += (start + steps).tolist()
        start += float(part.length)
    most = int(np.argmax(far))
    by_km = [0.0] * (1 + int(max(at) / _KM))
    for metres, distance in zip(at, far, strict=True):
        km = int(metres / _KM)
        by_km[km] = max(by_km[km], distance)
    away = float(np.mean(np.array(far) > _AWAY_M)) * start / _KM
    return Apart(float(np.median(far)), far[most], at[most] / _KM, tuple(by_km), away)


def apart_words(apart: Apart, language: str) -> str:
    """Return in words how far two geometries lie from each other."""
    if not apart.most_km and not apart.away_km and len(apart.by_km_m) == 1:
        return say("apart.spot", language, most=_metres(apart.most_m, language))
    words = say(
        "apart.line",
        language,
        median=_metres(apart.median_m, language),
        most=_metres(apart.most_m, language),
        km=format_number(apart.most_km, language, 1),
    )
    if apart.away_km:
        away = format_number(apart.away_km, language, 1)
        words = say("apart.away", language, words=words, km=away)
    return words


def _metres(distance_m: float, language: str) -> str:
    if distance_m >= _KM:
        return f"{format_number(distance_m / _KM, language, 1)} km"
    return f"{format_number(distance_m, language)} m"
