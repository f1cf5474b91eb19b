"""Named views that a link carries: ``views=`` holds pairs of a name and a query.

A pair is ``name~query``, pairs are joined by ``|``; both parts are percent-encoded, so that
neither separator occurs in them. A view keeps what the filters say and which card is open; the
language and the position of the map stay those of the person who opens it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlencode

from geo.selection import Ignored
from geo.text import nfc

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

MOST_VIEWS, LONGEST_NAME = 8, 40
PARAMETER = "views"
_LONGEST_QUERY = 600
_PAIR, _BETWEEN = "~", "|"


@dataclass(frozen=True)
class SavedView:
    """A name and the query string's parameters it stands for, in order."""

    name: str
    query: tuple[tuple[str, str], ...]


def tidy_name(name: str) -> str:
    """Return a name in one line of at most 40 characters."""
    return " ".join(nfc(name).split())[:LONGEST_NAME].strip()


def view_of(name: str, query: Mapping[str, str]) -> SavedView:
    """Return what is on the screen as a view; language and saved views are not part of it."""
    kept = {key: value for key, value in query.items() if key not in {"lang", PARAMETER}}
    return SavedView(tidy_name(name), tuple(sorted(kept.items())))


def write_views(views: tuple[SavedView, ...]) -> str:
    """Return the value of the parameter."""
    return _BETWEEN.join(f"{_safe(v.name)}{_PAIR}{_safe(urlencode(v.query))}" for v in views)


def _safe(value: str) -> str:
    # quote() leaves the tilde, which parts name and query here.
    return quote(value, safe="").replace("~", "%7E")


def read_views(
    value: str, allowed: Container[str]
) -> tuple[tuple[SavedView, ...], tuple[Ignored, ...]]:
    """Read the value of the parameter; parts that mean nothing come back as ignored.

    Parameters
    ----------
    allowed
        The parameters that a view may hold.
    """
    found: dict[str, SavedView] = {}
    ignored = []
    for part in filter(None, value.split(_BETWEEN)):
        coded, parted, query = part.partition(_PAIR)
        name = tidy_name(unquote(coded))
        pairs = parse_qsl(unquote(query)[:_LONGEST_QUERY])
        wrong = [key for key, _ in pairs if key not in allowed]
        if not parted or not name or name in found or wrong or len(found) == MOST_VIEWS:
            ignored.append(Ignored(PARAMETER, unquote(coded)))
            continue
        found[name] = view_of(name, dict(pairs))
    return tuple(found.values()), tuple(ignored)
