"""The computed caption: what a view shows, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.model import LIVELIEST_FIRST
from geo.query.wording import money_words
from geo.strings import say

if TYPE_CHECKING:
    from geo.query.view import Money, Totals, View


def caption(view: View, language: str, place: str = "") -> str:
    """Return the caption of a view in `language`.

    Parameters
    ----------
    place
        What the sentence is about, empty for the selection in words.
    """
    place = place or _place(view, language)
    totals = view.totals
    # A place with a selection ends in a comma, for a sentence that goes on.
    said = [say("sheet.caption-none", language, place=place.removesuffix(","))]
    if totals.projects:
        counts = {"count": totals.projects, "statuses": statuses(view, language)}
        said = [say("sheet.caption", language, place=place, **counts)]
        said += capital_sentences(totals, language)
    if totals.outside:
        said.append(say("sheet.caption-outside", language, count=totals.outside))
    return " ".join(sentence[:1].upper() + sentence[1:] for sentence in said)


def capital_sentences(totals: Totals, language: str) -> list[str]:
    """Return what the projects of a view cost: approved and proposed apart, then what passes."""
    if not totals.with_capital:
        return [say("sheet.caption-no-capital", language)]

    def words(key: str, money: Money) -> str:
        amount = money_words(money, language)
        return say(key, language, money=amount, count=money.projects)

    kinds = (("approved", totals.approved), ("proposed", totals.proposed))
    parts = [words(f"sheet.capital-{kind}", money) for kind, money in kinds if money.projects]
    said = [say("sheet.caption-capital", language, parts="; ".join(parts))] if parts else []
    if totals.passing.projects:
        said.append(words("sheet.caption-passing", totals.passing))
    return said


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
