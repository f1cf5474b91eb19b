"""The card of an asset: what stands on the ground, and the projects on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.content.card_parts import (
    agency_names,
    area_section,
    corridor_names,
    evidence_lines,
    other_figures,
    reach_section,
    source_section,
    unlinked,
)
from briefing.content.markup import bullets, facts, section, status_symbol, tag, text
from geo.model import Frame
from geo.query.view import project_row
from geo.strings import say

if TYPE_CHECKING:
    from briefing.content.card_parts import Linked
    from geo.model import Asset
    from geo.query.view import View


def asset_card(view: View, asset: Asset, language: str, linked: Linked = unlinked) -> str:
    """Return the card of an asset as HTML."""
    state = say(f"state.{asset.state}", language)
    if asset.state_since:
        state = say("card.state-since", language, state=state, day=asset.state_since.show(language))
    parts = [
        tag(
            "p",
            text(say("card.asset-kind", language, kind=say(f"kind.{asset.kind}", language))),
            "sl-kind",
        ),
        tag("h3", text(asset.name[language])),
        facts(
            [
                (say("card.state", language), text(state)),
                (say("card.agency", language), agency_names(view, asset, language, linked)),
                (say("card.corridors", language), corridor_names(view, asset, language, linked)),
                (say("card.id", language), text(asset.id)),
            ]
        ),
        section(say("card.projects", language), bullets(_projects(view, asset, language))),
        section(
            say("card.figures", language), bullets(other_figures(view, asset.id, set(), language))
        ),
        reach_section(view, asset, language),
        area_section(view, asset, Frame.DISTRICT, language, linked),
        area_section(view, asset, Frame.COMMUNE, language, linked),
        section(say("card.evidence", language), bullets(evidence_lines(view, asset, language))),
        section(say("card.note", language), tag("p", text(asset.note[language])))
        if asset.note
        else "",
        source_section(view, asset, language),
    ]
    return tag("article", "".join(parts), "sl-card")


def _projects(view: View, asset: Asset, language: str) -> list[str]:
    lines = []
    for project in view.catalog.projects_of_asset(asset.id):
        row = project_row(view.catalog, view.selection, project, view.day)
        picture = status_symbol(row.status, 14)
        word = say(f"status.{row.status}", language)
        lines.append(f"{picture} {text(project.name[language])} – {text(word)}")
    return lines
