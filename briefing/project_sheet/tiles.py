"""What a reader of the sheet of a project asks first: money, size, the next step, years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing.project_sheet.plan import SIZES, group_capital
from geo.query.control_words import milestone_name, slip_words
from geo.query.wording import NOTHING, figure_value
from geo.strings import say

if TYPE_CHECKING:
    from briefing.content.card import Quantity
    from briefing.project_sheet.plan import ProjectSheet

Tile = tuple[str, str, str]
_MOST: Final = 4


def tiles_of(planned: ProjectSheet) -> list[Tile]:
    """Return label, value and what is known of it: money, size, years."""
    card, language = planned.card, planned.language
    own = {row.quantity.name: (row.id, row.quantity) for row in card.rows if row.quantity}
    by_id: dict[str, Quantity] = dict(own.values())
    names = {say(f"quantity.{code}", language): code for code in SIZES}
    by_id |= {names[one.name]: one for one in card.quantities if one.name in names}
    sizes = [code for code in SIZES if code in by_id and by_id[code].figures]
    tiles = []
    for code in ("capital", *sizes[:2]):
        quantity = by_id.get(code)
        if quantity and quantity.figures:
            first = quantity.figures[0]
            apart = dict.fromkeys(
                figure.value for figure in quantity.figures if figure.value != first.value
            )
            others = ", ".join(list(apart)[:2])
            more = say("project.other-values", language, values=others) if others else ""
            parts = [part for part in (first.aside, more) if part]
            about = f"{' · '.join(parts)} {planned.refs(first.source)}".strip()
            tiles.append((quantity.name, first.value, about))
    whole = group_capital(planned.view, planned.row)
    if whole and planned.row.capital is None:
        label = say("project.group-capital", language)
        value = figure_value(whole[0], language)
        tiles.append((label, value, planned.refs_to(whole[0].source_id)))
    following = planned.control.next_milestone
    if following and following.expected:
        slip = slip_words(following, language)
        refs = planned.refs_to(following.newest.source_id) if following.newest else ""
        name = milestone_name(following.kind, language)
        about = f"{'; '.join(part for part in (name, slip) if part)} {refs}".strip()
        key = "project.late_milestone" if following.overdue else "card.next_milestone"
        tiles.append((say(key, language), following.expected.show(language), about))
    years = next((row for row in card.rows if row.id == "years"), None)
    if years and years.words not in ("", say("unknown", language), NOTHING):
        tiles.append((years.label, years.words, ""))
    return tiles[:_MOST]
