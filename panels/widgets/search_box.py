"""When words that somebody typed filter the list.

Words filter the list when at least one project of the whole catalog has all of them. Words that
no project has but that the search understands – a kilometre of a road, coordinates, a place, a
name of before – do not filter; else the list would be empty for no reason.
Words that mean nothing at all do filter: an empty list is then the true answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.search.entries import HitKind
from geo.search.index import search
from geo.text import matches

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog
    from geo.query.selection import Selection


def filtering(catalog: Catalog, selection: Selection) -> Selection:
    """Return the selection that the list follows: without the words when they do not filter."""
    if not selection.words or words_filter(catalog, selection.words, selection.language):
        return selection
    return selection.with_(words="")


def words_filter(catalog: Catalog, words: str, language: str) -> bool:
    """Tell whether words restrict the list, see the rule above."""
    hits = search(catalog, words, language, 1)
    if hits and hits[0].kind in {HitKind.POINT, HitKind.KM_POST}:
        return False
    haystacks = catalog.search_keywords
    return not hits or any(matches(words, haystacks[key]) for key in catalog.projects)
