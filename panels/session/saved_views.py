"""Named views that a link carries: ``views=`` holds pairs of a name and a query.

A pair is ``name~query``, pairs are joined by ``|``; both parts are percent-encoded, so that
neither separator occurs in them. A view keeps what the filters say, which card is open and, where
somebody has moved the map, its position (``map=zoom/lat/lon``); without one the map fits what the
view shows. The language stays that of the person who opens it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlencode

from geo.query.selection import UnknownParameter
from geo.text import nfc

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

MOST_VIEWS, LONGEST_NAME = 8, 40
PARAMETER = "views"
POSITION = "map"
_LONGEST_QUERY = 600
_PAIR, _BETWEEN = "~", "|"
_NUMBER = r"(-?\d{1,3}(?:\.\d{1,6})?)"
_POSITION = re.compile(f"{_NUMBER}/{_NUMBER}/{_NUMBER}")
_MAX_ZOOM, _MAX_LAT, _MAX_LON = 20.0, 85.0, 180.0

# Zoom level, latitude and longitude (EPSG:4326, degrees) of the middle of the map.
Position = tuple[float, float, float]


@dataclass(frozen=True)
class SavedView:
    """A name and the query string's parameters it stands for, in order."""

    name: str
    query: tuple[tuple[str, str], ...]

    @property
    def filters(self) -> tuple[tuple[str, str], ...]:
        """The query without the position of the map."""
        return tuple(pair for pair in self.query if pair[0] != POSITION)

    @property
    def position(self) -> Position | None:
        """Where the map stood, ``None`` when nobody had moved it."""
        return read_position(dict(self.query).get(POSITION, ""))


def tidy_name(name: str) -> str:
    """Return a name in one line of at most 40 characters."""
    return " ".join(nfc(name).split())[:LONGEST_NAME].strip()


def read_position(value: str) -> Position | None:
    """Read ``zoom/lat/lon``; ``None`` where it is no place on the map."""
    found = _POSITION.fullmatch(value)
    if not found:
        return None
    zoom, lat, lon = map(float, found.groups())
    possible = 0 <= zoom <= _MAX_ZOOM and abs(lat) <= _MAX_LAT and abs(lon) <= _MAX_LON
    return (zoom, lat, lon) if possible else None


def view_of(name: str, query: Mapping[str, str], position: str = "") -> SavedView:
    """Return what is on the screen as a view; language and saved views are not part of it.

    Parameters
    ----------
    position
        ``zoom/lat/lon`` of the map; anything else is left out.
    """
    kept = {key: value for key, value in query.items() if key not in {"lang", PARAMETER}}
    if read_position(position):
        kept[POSITION] = position
    return SavedView(tidy_name(name), tuple(sorted(kept.items())))


def write_views(views: tuple[SavedView, ...]) -> str:
    """Return the value of the parameter."""
    return _BETWEEN.join(f"{_safe(v.name)}{_PAIR}{_safe(urlencode(v.query))}" for v in views)


def _safe(value: str) -> str:
    # quote() leaves the tilde, which parts name and query here.
    return quote(value, safe="").replace("~", "%7E")


def read_views(
    value: str, allowed: Container[str]
) -> tuple[tuple[SavedView, ...], tuple[UnknownParameter, ...]]:
    """Read the value of the parameter; parts that mean nothing come back as ignored.

    Parameters
    ----------
    allowed
        The parameters that a view may hold besides the position of the map.
    """
    found: dict[str, SavedView] = {}
    ignored = []
    for part in filter(None, value.split(_BETWEEN)):
        coded, parted, query = part.partition(_PAIR)
        name = tidy_name(unquote(coded))
        pairs = parse_qsl(unquote(query)[:_LONGEST_QUERY])
        wrong = [
            key
            for key, said in pairs
            if (not read_position(said) if key == POSITION else key not in allowed)
        ]
        if not parted or not name or name in found or wrong or len(found) == MOST_VIEWS:
            ignored.append(UnknownParameter(PARAMETER, unquote(coded)))
            continue
        found[name] = view_of(name, dict(pairs))
    return tuple(found.values()), tuple(ignored)
