"""The card of a project: everything known about it, each fact with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.content.card_parts import (
    agency_names,
    area_section,
    corridor_names,
    evidence_lines,
    figure_line,
    other_figures,
    reach_section,
    source_link,
    source_section,
    unlinked,
)
from briefing.content.markup import bullets, facts, section, status_symbol, tag, text
from geo.catalog.history import figures_as_of, in_conflict
from geo.model import Frame
from geo.road_names import show_km
from geo.strings import say, show_exact
from layers.style import palette

if TYPE_CHECKING:
    from briefing.content.card_parts import Linked
    from geo.model import Project, StatusEvent
    from geo.query.view import Row, View


def project_card(view: View, row: Row, language: str, linked: Linked = unlinked) -> str:
    """Return the card of a project as HTML.

    Parameters
    ----------
    row
        The project as of the day of the view; it need not be among the rows of the view.
    linked
        Makes the names of areas, corridors and agencies lead to their profiles.
    """
    project = row.project
    parts = [
        tag("p", text(say(f"kind.{project.kind}", language)), "sl-kind"),
        tag("h3", text(project.name[language])),
        _second_name(project, language),
        _status(view, row, language),
        facts(_facts(view, row, language, linked)),
        section(say("card.history", language), _history(view, project, language)),
        reach_section(view, project, language),
        area_section(view, project, Frame.DISTRICT, language, linked),
        area_section(view, project, Frame.COMMUNE, language, linked),
        section(
            say("card.figures", language),
            bullets(other_figures(view, project.id, {"capital", "length"}, language)),
        ),
        section(say("card.evidence", language), bullets(evidence_lines(view, project, language))),
        section(say("card.note", language), tag("p", text(project.note[language])))
        if project.note
        else "",
        source_section(view, project, language),
    ]
    return tag("article", "".join(parts), "sl-card")


def _second_name(project: Project, language: str) -> str:
    others = [name for code, name in project.name.forms if code != language]
    return tag("p", text(" · ".join(others)), "sl-second") if others else ""


def _status(view: View, row: Row, language: str) -> str:
    color = palette.STATUS[row.status]
    picture = status_symbol(row.status, 20)
    word = tag("strong", text(say(f"status.{row.status}", language)))
    when = ""
    if row.event and row.since:
        when = f" {text(say('card.since', language, day=row.since.date.show(language)))}"
        if row.event is not row.since:
            when += f"; {text(say('card.latest', language, day=row.event.date.show(language)))}"
        when += f" {source_link(view, row.event.source_id, language)}"
    meaning = tag("p", text(say(f"status-definition.{row.status}", language)), "sl-meaning")
    return (
        f'<div class="sl-status" style="border-color:{color}">{picture} {word}{when}{meaning}</div>'
    )


def _facts(view: View, row: Row, language: str, linked: Linked) -> list[tuple[str, str]]:
    project, catalog = row.project, view.catalog
    unknown = text(say("unknown", language))
    years = [project.start_year, project.finish_year]
    shown_years = " – ".join(str(year) if year else "…" for year in years) if any(years) else ""
    assets = [catalog.assets[a].name[language] for a in project.asset_ids if a in catalog.assets]
    return [
        (say("card.extent", language), _extent(project, language) or unknown),
        (say("card.length", language), _length(view, row, language) or unknown),
        (say("card.class", language), text(project.class_target[language])),
        (say("card.capital", language), _quoted(view, project, "capital", language) or unknown),
        (say("card.funding", language), text(project.funding[language])),
        (say("card.agency", language), agency_names(view, project, language, linked) or unknown),
        (say("card.years", language), text(shown_years) or unknown),
        (say("card.corridors", language), corridor_names(view, project, language, linked)),
        (say("card.asset", language), text(", ".join(assets))),
        (say("card.id", language), text(project.id)),
    ]


def _extent(project: Project, language: str) -> str:
    ends = [end[language] for end in (project.start, project.end) if end]
    shown = " → ".join(ends)
    if project.km_from is not None and project.km_to is not None:
        km = f"{show_km(project.km_from)} – {show_km(project.km_to)}"
        shown = f"{shown} ({project.road_ref} {km})" if shown else f"{project.road_ref} {km}"
    return text(shown)


def _length(view: View, row: Row, language: str) -> str:
    published = _quoted(view, row.project, "length", language)
    if row.project.on_spots:
        return published + tag("p", text(say("card.on-spots", language)), "sl-aside")
    if not row.drawn_km:
        return published
    drawn = f"{show_exact(row.drawn_km, language, 1)} km"
    measured = say(
        "card.drawn" if row.length_source != "measured" else "card.measured", language, km=drawn
    )
    return published + tag("p", text(measured), "sl-aside")


def _quoted(view: View, project: Project, quantity: str, language: str) -> str:
    figures = view.catalog.figures_of(project.id)
    known = figures_as_of(figures, quantity, view.day, view.catalog.sources)
    lines = bullets((figure_line(view, figure, language) for figure in known), "sl-figures")
    if in_conflict(known):
        lines += tag("p", text(say("card.conflict", language)), "sl-aside")
    return lines


def _history(view: View, project: Project, language: str) -> str:
    events = view.catalog.events_of(project.id)
    past = [event for event in events if event.effective <= view.day]
    if not past:
        return tag("p", text(say("card.no-history", language)))
    return bullets((_event(view, event, language) for event in reversed(past)), "sl-history")


def _event(view: View, event: StatusEvent, language: str) -> str:
    picture = status_symbol(event.status, 14)
    day = tag("time", text(event.date.show(language)))
    word = tag("strong", text(say(f"status.{event.status}", language)))
    note = f" – {text(event.note[language])}" if event.note else ""
    return f"{picture} {day} {word}{note} {source_link(view, event.source_id, language)}"
