"""Kilometre posts, and the count of kilometres that they calibrate.

A post says that kilometre `km` stands somewhere within known stretches of a route: at a spot give
or take its uncertainty, on a section, or where the route runs through an area ("Km74+520, xã
Mường Bú"). So the offset, *official kilometre minus kilometre along the route*, lies in an
interval for each post. One offset that every post allows is the simplest count, and the
narrowest: what all intervals share gives the offset and, by half its width, the uncertainty. Away
from the posts the uncertainty grows by :data:`DRIFT`. Posts that no single offset fits make the
offset drift along the road, no faster than they demand; posts that would need more than
:data:`MAX_DRIFT` contradict each other and are refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import DataError
from geo.model import Evidence
from geo.road_names import format_km

if TYPE_CHECKING:
    from datetime import date

    from geo.dates import PartialDate
    from geo.text import Text

# Share of a distance by which measured and official lengths of the ten national roads
# differ in the mean (data/README.md, lengths inside the province).
DRIFT = 0.02
# Official kilometres of mountain roads are a few per cent off at worst; more is another count.
MAX_DRIFT = 0.2
Interval = tuple[float, float]
_CLOSE_KM = 1e-6

GRADE_LIMITS_KM = ((Evidence.A, 0.5), (Evidence.B, 2.0), (Evidence.C, 5.0))
"""Up to which uncertainty a place by kilometre can have a grade: 0.5 km is 2.5 mm on a sheet at
1:200 000, 2 km is a village, 5 km a commune; beyond that the place is a guess."""


class CountId(StrEnum):
    """Which count a kilometre belongs to: the one of today, or the one before it."""

    TODAY = ""
    OLD = "old"


class PostRole(StrEnum):
    """What a post of ``km-posts.csv`` is for.

    A post to `VERIFY` says what a count must agree with and changes nothing; one that is `UNUSED`
    is kept with the reason why it says nothing about today's line.
    """

    CALIBRATE = "calibrate"
    VERIFY = "verify"
    UNUSED = "unused"


@dataclass(frozen=True)
class PostRecord:
    """A kilometre post as a source tells it.

    Parameters
    ----------
    route_id
        The road, ``QL.6``, or a branch of it, ``ĐT.108/1``; it may have no line.
    at
        Where it stands: ``SECTION@start``, ``SECTION@end``, ``SECTION`` for somewhere on it,
        ``area:CODE`` for somewhere in a commune or former district, or nothing.
    uncertainty_km
        How far beyond that place it may stand.
    where
        File and row, for messages.
    """

    route_id: str
    km: float
    at: str
    role: PostRole
    count: CountId
    valid_until: PartialDate | None
    uncertainty_km: float
    note: Text
    source_id: str
    where: str

    @property
    def area_code(self) -> str:
        """The commune or former district that the source names; empty for another place."""
        kind, _, code = self.at.partition(":")
        return code if kind == "area" else ""


@dataclass(frozen=True)
class Post:
    """A kilometre post that a source locates, on one route.

    Parameters
    ----------
    km
        Official kilometre.
    stretches
        Where it can stand: intervals of kilometres along the route, ascending.
    spot_km
        The very place that a source names, within the stretch; ``None`` for an area.
    """

    km: float
    stretches: tuple[Interval, ...]
    source_id: str
    spot_km: float | None = None

    @classmethod
    def at(cls, along_km: float, km: float, uncertainty_km: float, source_id: str) -> Post:
        """Return a post that stands at a spot, give or take its uncertainty."""
        stretch = (along_km - uncertainty_km, along_km + uncertainty_km)
        return cls(km, (stretch,), source_id, along_km)

    @property
    def offsets(self) -> tuple[Interval, ...]:
        """The offsets that the post allows, ascending."""
        return tuple((self.km - high, self.km - low) for low, high in reversed(self.stretches))

    @property
    def hull(self) -> Interval:
        """The least and the largest offset that the post allows."""
        return self.km - self.stretches[-1][1], self.km - self.stretches[0][0]


@dataclass(frozen=True)
class KmCount:
    """One count of kilometres of a route.

    Parameters
    ----------
    road
        The route, for messages.
    valid_until
        The last day of a count that another one has replaced, where a source tells it.
    """

    road: str
    id: CountId
    posts: tuple[Post, ...]
    valid_until: date | None = None

    @cached_property
    def _shared(self) -> Interval | None:
        """The least and largest single offset that all posts allow."""
        common = self.posts[0].offsets
        for post in self.posts[1:]:
            common = _intersection(common, post.offsets)
        if common:
            return common[0][0], common[-1][1]
        low = max(post.hull[0] for post in self.posts)
        high = min(post.hull[1] for post in self.posts)
        return (low, high) if low <= high else None

    @cached_property
    def drift(self) -> float:
        """By how much the offset changes with each kilometre, at most; 0 when one fits all.

        Raises
        ------
        DataError
            If two posts contradict each other.
        """
        if self._shared:
            return 0.0
        pairs = combinations(sorted(self.posts, key=lambda post: post.km), 2)
        one, two = max(pairs, key=lambda pair: _drift_between(*pair))
        worst = _drift_between(one, two)
        if worst > MAX_DRIFT:
            msg = (
                f"posts {format_km(one.km)} and {format_km(two.km)} of {self.road} contradict "
                "each other: no count has both where their sources put them"
            )
            remedy = "check both; give the one that does not fit the role unused and say why"
            raise DataError(msg, "tables/km-posts.csv", remedy)
        # With no room beyond what they demand, the two worst posts would look certain.
        return worst + DRIFT

    def bounds_at(self, km: float) -> Interval:
        """Return the least and the largest offset at an official kilometre."""
        if self._shared and not self.drift:
            return self._shared
        reach = [(*post.hull, abs(km - post.km) * self.drift) for post in self.posts]
        return max(low - r for low, _, r in reach), min(high + r for _, high, r in reach)

    @cached_property
    def _spots(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Kilometres and offsets of the named spots, if the shared bounds allow them all."""
        if self.drift:
            return (), ()
        spots = sorted((p.km, p.km - p.spot_km) for p in self.posts if p.spot_km is not None)
        low, high = self.bounds_at(0.0)
        steady = all(
            two[0] > one[0] and abs(two[1] - one[1]) <= MAX_DRIFT * (two[0] - one[0])
            for one, two in pairwise(spots)
        )
        if not spots or not steady or not all(low <= offset <= high for _, offset in spots):
            return (), ()
        return tuple(km for km, _ in spots), tuple(offset for _, offset in spots)

    def offset_km(self, km: float) -> float:
        """Return the offset at an official kilometre.

        Through the spots that sources name where that agrees with all posts, else the middle of
        what they allow.
        """
        kms, offsets = self._spots
        if kms:
            return float(np.interp(km, kms, offsets))
        low, high = self.bounds_at(km)
        return (low + high) / 2

    def along_km(self, km: float) -> float:
        """Return how far along the route official kilometre `km` is."""
        return km - self.offset_km(km)

    def official_km(self, along_km: float) -> float:
        """Return the official kilometre of a place along the route."""
        # The offset changes by less than its kilometre, so that each step comes nearer.
        km = along_km
        while abs(missed := along_km - self.along_km(km)) > _CLOSE_KM:
            km += missed
        return km

    def uncertainty_km(self, km: float) -> float:
        """Return by how much the place of official kilometre `km` may be wrong."""
        low, high = self.bounds_at(km)
        # A drifting offset has its room to grow in its bounds.
        away = 0.0 if self.drift else min(abs(km - post.km) for post in self.posts)
        offset = self.offset_km(km)
        return max(high - offset, offset - low) + away * DRIFT


def grade_of(uncertainty_km: float) -> Evidence:
    """Return the best grade that a place of that uncertainty can have."""
    fitting = (grade for grade, limit in GRADE_LIMITS_KM if uncertainty_km <= limit)
    return next(fitting, Evidence.D)


def _intersection(ones: tuple[Interval, ...], others: tuple[Interval, ...]) -> tuple[Interval, ...]:
    shared = ((max(a, c), min(b, d)) for a, b in ones for c, d in others)
    return tuple(sorted(pair for pair in shared if pair[0] <= pair[1]))


def _drift_between(one: Post, two: Post) -> float:
    """Return how fast the offset must change from one post to another, 0 when it need not."""
    gap = max(two.hull[0] - one.hull[1], one.hull[0] - two.hull[1])
    if gap <= 0:
        return 0.0
    return gap / (two.km - one.km) if two.km > one.km else float("inf")
