"""The parts of a profile as HTML; every value is escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.content.html import source_html
from briefing.content.markup import bullets, facts, section, status_word, tag, text
from geo.catalog.area_names import name_on
from geo.catalog.history import timeline
from geo.corridor.profile import profile
from geo.model import LIVELIEST_FIRST, Frame
from geo.strings import say, show_exact, show_number
from panels.components.links import page_link
from panels.pages.profile_subject import Subject, SubjectKind, subjects
from panels.session.address import Page
from panels.widgets.corridor import shares_html

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.catalog.catalog import Catalog
    from geo.query.view import Row, View


def index_html(catalog: Catalog, language: str) -> str:
    """Return the links to all profiles, kind by kind, with how many projects each has."""
    parts = []
    for kind in SubjectKind:
        lines = []
        for code in subjects(catalog, kind, language):
            number = sum(_concerns(catalog, kind, code))
            count = tag("span", text(say("profiles.count", language, n=number)), "sl-aside")
            name = _short_name(catalog, kind, code, language)
            lines.append(f"{page_link(name, Page.PROFILES, of=code)} {count}")
        parts.append(section(say(f"profiles.{kind}", language), bullets(lines, "sl-columns")))
    return tag("div", "".join(parts), "sl-list")


def _short_name(catalog: Catalog, kind: SubjectKind, code: str, language: str) -> str:
    if kind is SubjectKind.CORRIDOR:
        return catalog.corridors[code].name[language]
    if kind is SubjectKind.AGENCY:
        return catalog.agencies[code].name[language]
    return catalog.areas[code].full_name[language]


def _concerns(catalog: Catalog, kind: SubjectKind, code: str) -> Iterable[bool]:
    for project in catalog.projects.values():
        if kind is SubjectKind.CORRIDOR:
            yield code in project.corridor_ids
        elif kind is SubjectKind.AGENCY:
            yield code in project.agency_ids
        else:
            yield code in catalog.touched[project.id]


def facts_html(view: View, subject: Subject, language: str) -> str:
    """Return what is known of the subject itself, and the profiles beside it."""
    if subject.kind is SubjectKind.CORRIDOR:
        body = _corridor(view, subject, language)
    elif subject.kind is SubjectKind.AGENCY:
        body = _agency(view, language)
    else:
        body = _area(view, subject, language)
    return tag("div", body, "sl-card sl-list")


def _area(view: View, subject: Subject, language: str) -> str:
    catalog = view.catalog
    area = catalog.areas[subject.id]
    known = name_on(catalog, area.code, view.day)
    other = Frame.COMMUNE if area.frame is Frame.DISTRICT else Frame.DISTRICT
    codes = area.commune_codes if other is Frame.COMMUNE else area.district_codes
    unit = say("profiles.area-value", language, n=show_exact(area.area_km2, language, 1))
    origin = " ".join(source_html(view, source, language) for source in known.source_ids)
    rows = [
        (say("profiles.area", language), text(unit)),
        (say("profiles.code", language), text(area.code)),
        (say("profiles.corridors", language), _corridors(view, language)),
        (say(f"profiles.inside-{other}", language), _areas(view, codes, language)),
        (say("profiles.assets", language), _assets(view, language)),
        (say("profiles.name-source", language), origin),
    ]
    return facts(rows)


def _areas(view: View, codes: Iterable[str], language: str) -> str:
    names = [(view.catalog.areas[code].full_name[language], code) for code in codes]
    return ", ".join(page_link(name, Page.PROFILES, of=code) for name, code in sorted(names))


def _corridors(view: View, language: str) -> str:
    ids = {code for row in view.rows for code in row.project.corridor_ids}
    ids |= {code for asset in view.assets for code in asset.corridor_ids}
    corridors = view.catalog.corridors
    return "; ".join(
        page_link(corridors[code].short[language], Page.PROFILES, of=code) for code in sorted(ids)
    )


def _assets(view: View, language: str) -> str:
    return "; ".join(
        page_link(asset.name[language], Page.MAP, id=asset.id) for asset in view.assets
    )


def _corridor(view: View, subject: Subject, language: str) -> str:
    known = profile(view, subject.id)
    touches = known.areas_of(Frame.DISTRICT)
    areas = ", ".join(
        page_link(view.catalog.areas[touch.code].full_name[language], Page.PROFILES, of=touch.code)
        + text(f" {show_number(touch.length_km, language, 1)} km")
        for touch in touches
    )
    length = f"{show_number(known.length_km, language, 1)} km"
    origin = " ".join(source_html(view, code, language) for code in known.corridor.source_ids)
    rows = [
        (say("profiles.length", language), text(length)),
        (say("profiles.areas", language), areas),
        (say("profiles.assets", language), _assets(view, language)),
        (say("card.sources", language), origin),
    ]
    notes = bullets((text(note) for note in known.notes(language)), "sl-notes")
    return shares_html(known, language) + facts(rows) + notes


def _agency(view: View, language: str) -> str:
    codes = dict.fromkeys(t.code for row in view.rows for t in row.touches(Frame.DISTRICT))
    rows = [
        (say("profiles.areas", language), _areas(view, codes, language)),
        (say("profiles.corridors", language), _corridors(view, language)),
        (say("profiles.assets", language), _assets(view, language)),
    ]
    return facts(rows)


def projects_html(view: View, language: str) -> str:
    """Return the projects by status, each with its length and capital."""
    parts = []
    for status in LIVELIEST_FIRST:
        rows = [row for row in view.rows if row.status is status]
        if rows:
            lines = bullets(_project(row, view, language) for row in rows)
            parts.append(tag("div", f"{status_word(status, language)} ({len(rows)}){lines}"))
    body = "".join(parts) or tag("p", text(say("profile.no-project", language)))
    title = say("profiles.projects", language, n=len(view.rows))
    return tag("div", section(title, body), "sl-list sl-groups")


def _project(row: Row, view: View, language: str) -> str:
    day = view.selection.as_of
    as_of = day.isoformat() if day else ""
    name = page_link(row.project.name[language], Page.MAP, id=row.project.id, asof=as_of)
    facts_of = []
    if row.since:
        facts_of.append(say("card.since", language, day=row.since.date.show(language)))
    if row.chosen_km:
        facts_of.append(f"{show_exact(row.chosen_km, language, 1)} km")
    if row.capital:
        amount = show_exact(row.capital.value, language, 0)
        facts_of.append(say("summary.capital-value", language, amount=amount))
    return f"{name} {tag('span', text(' · '.join(facts_of)), 'sl-aside')}"


def history_html(view: View, language: str) -> str:
    """Return the events of its projects up to the day, the newest first."""
    catalog = view.catalog
    events = [event for row in view.rows for event in catalog.events_of(row.project.id)]
    past = [event for event in reversed(timeline(events)) if event.effective <= view.day]
    lines = [
        f"{tag('time', text(event.date.show(language)))} {status_word(event.status, language)} · "
        f"{text(catalog.projects[event.project_id].name[language])}"
        f"{f' – {text(event.note[language])}' if event.note else ''}"
        f" {source_html(view, event.source_id, language)}"
        for event in past
    ]
    body = bullets(lines) or tag("p", text(say("card.no-history", language)))
    return tag("div", section(say("profiles.history", language), body), "sl-list")
