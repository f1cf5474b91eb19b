"""Error classes of the house; every message says what, where and what to do."""

from __future__ import annotations


class SonLaMapError(Exception):
    """Base of all errors that this project raises on purpose."""


class DataError(SonLaMapError, ValueError):
    """A data file cannot be read or does not say what it must.

    Parameters
    ----------
    what
        What is wrong, in one clause.
    where
        ``file``, ``file:row`` or ``file:row:field``.
    remedy
        What the reader can do about it.
    """

    def __init__(self, what: str, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        head = f"{where}: {what}" if where else what
        super().__init__(f"{head}; {remedy}" if remedy else head)


class UnknownIdError(SonLaMapError, LookupError):
    """An id or code is not in the catalog."""


class KmRangeError(SonLaMapError, ValueError):
    """A kilometre lies outside the measured route, or cannot be read."""


class OutsideRouteError(KmRangeError):
    """A route has kilometres, but not this one.

    Parameters
    ----------
    place
        Route and kilometre: ``QL.6 Km900+000``.
    ranges
        First and last kilometre of each of its runs of kilometres, as on posts.
    """

    def __init__(self, place: str, ranges: tuple[tuple[str, str], ...]) -> None:
        self.place, self.ranges = place, ranges
        valid = " and ".join(f"from {first} to {last}" for first, last in ranges)
        super().__init__(f"{place}: outside the route, valid {valid}")


class UnknownKmError(KmRangeError):
    """A route has no kilometres: no post says where their count starts.

    Parameters
    ----------
    road
        The route.
    length_km
        What can be told instead: its length in the province.
    """

    def __init__(self, road: str, length_km: float) -> None:
        self.road, self.length_km = road, length_km
        super().__init__(
            f"{road}: no located kilometre post, so nobody knows where its kilometres start; "
            f"distances from its start in the province run from 0 to {length_km:.1f} km"
        )
