"""The computed caption: what a view shows, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.model import LIVELIEST_FIRST
from geo.strings import format_exact, say

if TYPE_CHECKING:
    from geo.query.view import View


def caption(view: View, language: str, place: str = "") -> str:
    """Return the caption of a view in `language`.

    Parameters
    ----------
    place
        What the sentence is about, empty for the selection in words.
    """
    place = place or _place(view, language)
    totals = view.totals
    if not totals.projects:
        return say("sheet.caption-none", language, place=place)
    ending = "" if totals.with_capital else "-no-capital"
    number = "-one" if totals.projects == 1 else ""
    return say(
        f"sheet.caption{number}{ending}",
        language,
        place=place,
        count=totals.projects,
        statuses=statuses(view, language),
        capital=format_exact(totals.capital_billion_vnd, language, 1),
        known=totals.with_capital,
    )


def _place(view: View, language: str) -> str:
    """Return the areas, and the other parts of the selection where there are any."""
    areas, rest = place_parts(view, language)
    if not rest:
        return areas
    return say("sheet.caption-selected", language, place=areas, selection=rest)


def place_parts(view: View, language: str) -> tuple[str, str]:
    """Return the areas of a view in words, and the rest of its selection, empty for none."""
    areas = view.selection.describe_areas(view.catalog, language)
    # The day stands elsewhere on the sheet.
    asked = view.selection.with_(as_of=None, areas=())
    whole = asked.describe_areas(view.catalog, language)
    rest = asked.describe(view.catalog, language).removeprefix(whole).removeprefix(" · ")
    return areas, rest


def statuses(view: View, language: str) -> str:
    """Return how many projects are in each status as a list in words, and how many in groups."""
    counts = view.totals.by_status
    listed = ", ".join(
        say(f"sheet.count-{status}", language, count=counts[status])
        for status in LIVELIEST_FIRST
        if counts[status]
    )
    groups, parts = view.totals.groups, view.totals.in_groups
    if not groups:
        return listed
    key = "sheet.caption-group" if groups == 1 else "sheet.caption-groups"
    return f"{listed} {say(key, language, groups=groups, parts=parts)}"
