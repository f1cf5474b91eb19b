"""Named views that a link carries: ``views=`` holds pairs of a name and a query.

A pair is ``name~area.123~status.planned``, pairs are joined by ``|``. The separators in a name or
a value are written ``!0`` to ``!3``: percent signs would be encoded again in the address, and a
link must stay short enough for mail. Links of before had both parts percent-encoded and are read
as well. A view keeps what the filters say, which card is open and, where somebody has moved the
map, its position (``map.zoom/lat/lon``); without one the map fits what the view shows. The language
stays that of the person who opens it. ``panels/components/saved_views.js`` writes the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

from geo.query.link import read_link, remove_unseen
from geo.query.selection import UnknownParameter
from geo.text import nfc

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

MOST_VIEWS, LONGEST_NAME = 8, 40
PARAMETER = "views"
POSITION = "map"
_LONGEST_QUERY = 600
_PAIR, _BETWEEN, _IS = "~", "|", "."
# In the order of the figures that stand for them behind an exclamation mark.
_CODED = "!~|%"
_AS_BEFORE = re.compile("%3D", re.IGNORECASE)
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
    spaced = " ".join(nfc(name).split())
    return remove_unseen(spaced)[:LONGEST_NAME].strip()


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
    return _BETWEEN.join(map(write_view, views))


def write_view(view: SavedView) -> str:
    """Return one view as it stands in the parameter."""
    parts = [f"{key}{_IS}{_code(value)}" for key, value in view.query]
    return _PAIR.join([_code(view.name), *(parts or [""])])


def _code(text: str) -> str:
    return "".join(f"!{_CODED.index(char)}" if char in _CODED else char for char in text)


def _decode(text: str) -> str:
    if "%" in text:
        # As links of before wrote it.
        return unquote(text)
    return re.sub(r"!([0-3])", lambda found: _CODED[int(found[1])], text)


def _pairs(text: str) -> list[tuple[str, str]]:
    if _AS_BEFORE.search(text):
        return parse_qsl(unquote(text))
    parts = (part.partition(_IS) for part in filter(None, text.split(_PAIR)))
    return [(key, _decode(value)) for key, _, value in parts]


def read_views(
    value: str, allowed: Collection[str]
) -> tuple[tuple[SavedView, ...], tuple[UnknownParameter, ...]]:
    """Read the value of the parameter; parts that mean nothing come back as ignored.

    Parameters
    ----------
    allowed
        The parameters that a view may hold besides the position of the map.
    """
    found: dict[str, SavedView] = {}
    ignored = []
    if "%" in value and not _AS_BEFORE.search(value):
        # Encoded once more on its way: of itself it holds no percent sign.
        value = unquote(value)
    for part in filter(None, value.split(_BETWEEN)):
        coded, parted, query = part.partition(_PAIR)
        name = tidy_name(_decode(coded))
        pairs, unknown = read_link(_pairs(query), (*allowed, POSITION))
        wrong = bool(unknown) or len(query) > _LONGEST_QUERY
        wrong |= POSITION in pairs and not read_position(pairs[POSITION])
        if not parted or not name or name in found or wrong or len(found) == MOST_VIEWS:
            ignored.append(UnknownParameter(PARAMETER, _decode(coded)))
            continue
        found[name] = view_of(name, pairs)
    return tuple(found.values()), tuple(ignored)
