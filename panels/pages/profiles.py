"""A page for each district, commune, corridor and agency: map, sums, projects, history.

The map is the web canvas and no printed one: the browser has its page already and shows it in
less than a second, while the paper renderer takes four; and it can be read closer.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from briefing.content.card import incident_row
from briefing.content.markup import element
from geo import clock
from geo.catalog.area_names import area_title, name_on
from geo.catalog.history import timeline
from geo.corridor.profile import corridors_through, profile
from geo.model import LIVELIEST_FIRST, AreaFrame
from geo.query.groups import counted_rows
from geo.query.selection import Selection, UnknownParameter
from geo.query.view import build_view, totals_of
from geo.roads.incidents import incidents_of
from geo.strings import say
from geo.text import DEFAULT_LANGUAGE, sort_key
from panels.components.day import day_field
from panels.components.links import ask, linked_part, page_link
from panels.export import dialog
from panels.pages import layout
from panels.session import address, session, state
from panels.session.address import AppPage
from panels.widgets import map_view
from panels.widgets.corridor import shares_html
from panels.widgets.summary import summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from geo.catalog.catalog import Catalog
    from geo.query.view import ProjectRow, View
    from panels.components.map import MapEvents


KIND, OF, AS_OF = "profile-kind", "profile-of", "profile-as-of"
_MAP_PX: Final = 460
_INCIDENTS: Final = 20
_part: Final = partial(linked_part, "panels/pages/profile.html.j2")


class SubjectKind(StrEnum):
    """What a profile can be about."""

    DISTRICT = "district"
    COMMUNE = "commune"
    CORRIDOR = "corridor"
    AGENCY = "agency"


@dataclass(frozen=True)
class Subject:
    """One of them, by its id in the catalog."""

    kind: SubjectKind
    id: str

    def selection(self, day: date | None, language: str) -> Selection:
        """Return the selection of all that belongs to it."""
        own = (self.id,)
        return Selection(
            frame=AreaFrame.COMMUNE if self.kind is SubjectKind.COMMUNE else AreaFrame.DISTRICT,
            areas=own if self.kind in (SubjectKind.DISTRICT, SubjectKind.COMMUNE) else (),
            corridors=own if self.kind is SubjectKind.CORRIDOR else (),
            agencies=own if self.kind is SubjectKind.AGENCY else (),
            as_of=day,
            language=language,
        )

    def filters(self) -> dict[str, str]:
        """Return the parameters of the map filtered to it, and to nothing else."""
        own = self.selection(None, DEFAULT_LANGUAGE).to_query()
        return dict.fromkeys((*address.FILTERS, "status", "q", "near", "id"), "") | own

    def name(self, catalog: Catalog, day: date, language: str) -> str:
        """Return its name as of a day."""
        if self.kind is SubjectKind.CORRIDOR:
            return catalog.corridors[self.id].name[language]
        if self.kind is SubjectKind.AGENCY:
            return catalog.agencies[self.id].name[language]
        return area_title(catalog, self.id, day, language)


def read_subject(value: str, catalog: Catalog) -> Subject | None:
    """Return the subject with an id, ``None`` when there is none."""
    if value in catalog.areas.by_code:
        return Subject(SubjectKind(catalog.areas[value].frame.value), value)
    if value in catalog.corridors:
        return Subject(SubjectKind.CORRIDOR, value)
    return Subject(SubjectKind.AGENCY, value) if value in catalog.agencies else None


def subjects(catalog: Catalog, kind: SubjectKind, language: str) -> dict[str, str]:
    """Return the names of all subjects of a kind by their ids, in the order of the names."""
    if kind is SubjectKind.CORRIDOR:
        return {code: item.name[language] for code, item in catalog.corridors.items()}
    if kind is SubjectKind.AGENCY:
        names = {code: item.name[language] for code, item in catalog.agencies.items()}
        return dict(sorted(names.items(), key=lambda item: sort_key(item[1])))
    areas = catalog.areas.frame(AreaFrame(kind.value))
    in_order = sorted(areas, key=lambda area: sort_key(area.name[language]))
    return {area.code: area.full_name[language] for area in in_order}


def profile_page() -> None:
    """Draw the page from the address bar and the session."""
    catalog, language = layout.begin(AppPage.PROFILES, _take)
    with st.sidebar:
        subject = _choose(catalog, language)
        hint = say("filter.asof-help", language)
        day = day_field(say("filter.asof", language), AS_OF, language, hint)
    query = {"of": subject.id if subject else "", "asof": day.isoformat() if day else ""}
    address.write(AppPage.PROFILES, layout.language_parameter(language) | query)
    if subject is None:
        title, words = say("page.profiles", language), say("profiles.words", language)
        layout.heading(AppPage.PROFILES, title, words)
        st.html(index_html(catalog, language))
    else:
        _profile(build_view(catalog, subject.selection(day, language)), subject, language)


def _take(catalog: Catalog, query: Mapping[str, str]) -> None:
    asked = query.get("of", "")
    subject = read_subject(asked, catalog)
    ignored = [UnknownParameter("of", asked)] if asked and subject is None else []
    session[AS_OF] = layout.read_day("asof", query, ignored)
    session[KIND] = subject.kind if subject else SubjectKind.DISTRICT
    session[OF] = subject.id if subject else None
    address.ignore(ignored)


def _choose(catalog: Catalog, language: str) -> Subject | None:
    kind = st.segmented_control(
        say("profiles.kind", language),
        options=list(SubjectKind),
        format_func=lambda code: say(f"profiles.{code}", language),
        key=KIND,
        required=True,
    )
    kind = SubjectKind(kind or SubjectKind.DISTRICT)
    known = {code: Subject(kind, code) for code in subjects(catalog, kind, language)}
    if session.get(OF) not in known:
        session[OF] = None
    today = clock.today()
    chosen = st.selectbox(
        say("profiles.of", language),
        options=list(known),
        format_func=lambda code: known[code].name(catalog, today, language),
        key=OF,
        index=None,
        placeholder=say("profiles.choose", language),
    )
    return known[chosen] if chosen else None


def _profile(view: View, subject: Subject, language: str) -> None:
    name = subject.name(view.catalog, view.day, language)
    words = say(f"profiles.{subject.kind}", language)
    layout.heading(AppPage.PROFILES, name, words, view.selection.as_of)
    summary(view, language)
    map_side, fact_side = st.columns((1.35, 1.0), gap="medium")
    with map_side:
        _map(view)
    with fact_side:
        st.html(f"{_ways(view, subject, language)}{facts_html(view, subject, language)}")
    left, right = st.columns(2, gap="medium")
    with left:
        st.html(projects_html(view, language))
        if subject.kind in (SubjectKind.DISTRICT, SubjectKind.COMMUNE, SubjectKind.CORRIDOR):
            happened = incidents_html(view, language)
            if happened:
                st.html(happened)
    with right:
        st.html(history_html(view, language))
    dialog.open_when_asked(view, state.Screen(view.selection))


def _ways(view: View, subject: Subject, language: str) -> str:
    """Return the ways to the map and to the changes of the same place."""
    own = subject.filters()
    day = view.selection.as_of
    as_of = day.isoformat() if day else ""
    links = [
        page_link(say("profiles.on-map", language), AppPage.MAP, "sl-way", **own, asof=as_of),
        page_link(say("profiles.changes", language), AppPage.CHANGES, "sl-way", **own),
    ]
    if subject.kind is SubjectKind.AGENCY:
        way = say("profiles.tasks", language)
        links.append(page_link(way, AppPage.DATA, "sl-way", agency=subject.id))
    return element("p", " ".join(links), "sl-ways")


def _map(view: View) -> None:
    def react(events: MapEvents) -> None:
        chosen = events.selected
        if chosen in view.catalog.corridors:
            ask(AppPage.PROFILES, of=chosen)
        elif chosen:
            ask(AppPage.MAP, id=chosen)
        elif events.area:
            ask(AppPage.PROFILES, of=events.area)
        if events.export:
            dialog.ask(events.export)

    screen = state.Screen(view.selection)
    map_view.map_panel(view, screen, halo=(), react=react, height=_MAP_PX)
    st.caption(map_view.alternative(view, screen.language))


def index_html(catalog: Catalog, language: str) -> str:
    """Return the links to all profiles, kind by kind, with as many projects as each counts."""
    rows: dict[str, list[ProjectRow]] = defaultdict(list)
    for row in build_view(catalog, Selection()).rows:
        item = row.project
        for code in {*item.corridor_ids, *item.agency_ids, *catalog.overlapped_codes[item.id]}:
            rows[code].append(row)
    groups = [
        (kind, [(code, name, totals_of(rows[code]).projects) for code, name in names.items()])
        for kind in SubjectKind
        if (names := subjects(catalog, kind, language))
    ]
    return _part("index", language, groups=groups)


def facts_html(view: View, subject: Subject, language: str) -> str:
    """Return what is known of the subject itself, and the profiles beside it."""
    known: dict[str, Any]
    catalog = view.catalog
    if subject.kind is SubjectKind.CORRIDOR:
        found = profile(view, subject.id)
        known = {"known": found, "shares": shares_html(found, language)}
    elif subject.kind is SubjectKind.AGENCY:
        touches = (touch for row in view.rows for touch in row.overlaps(AreaFrame.DISTRICT))
        own = {code for row in view.rows for code in row.project.corridor_ids}
        own |= {code for asset in view.assets for code in asset.corridor_ids}
        named = [catalog.corridors[code] for code in sorted(own)]
        known = {"codes": dict.fromkeys(touch.code for touch in touches), "corridors": named}
    else:
        known = _area(view, subject.id)

    def names_of(codes: Iterable[str]) -> list[tuple[str, str]]:
        return sorted((catalog.areas[code].full_name[language], code) for code in codes)

    more = {"view": view, "names_of": names_of}
    return _part("subject", language, kind=subject.kind.value, **more, **known)


def _area(view: View, code: str) -> dict[str, Any]:
    area = view.catalog.areas[code]
    other = AreaFrame.COMMUNE if area.frame is AreaFrame.DISTRICT else AreaFrame.DISTRICT
    codes = area.commune_codes if other is AreaFrame.COMMUNE else area.district_codes
    origin = name_on(view.catalog, code, view.day).source_ids
    crossings = corridors_through(view.catalog, code)
    told = {"known": area, "other": other.value, "codes": codes, "source_ids": origin}
    return told | {"crossings": crossings}


def projects_html(view: View, language: str) -> str:
    """Return the projects by status, each with its length and capital; of groups their parts."""
    counted = counted_rows(view.rows)
    groups = [(s, [row for row in counted if row.status is s]) for s in LIVELIEST_FIRST]
    day = view.selection.as_of
    return _part(
        "projects",
        language,
        view=view,
        groups=[(status, rows) for status, rows in groups if rows],
        as_of=day.isoformat() if day else "",
    )


def incidents_html(view: View, language: str) -> str:
    """Return what happened there up to the day, the newest first; nothing gives nothing."""
    rows = [incident_row(view, one, language) for one in incidents_of(view)]
    return _part("incidents", language, rows=rows, shown=_INCIDENTS).strip()


def history_html(view: View, language: str) -> str:
    """Return the events of its projects up to the day, the newest first."""
    catalog = view.catalog
    events = [event for row in view.rows for event in catalog.events_of(row.project.id)]
    past = [event for event in reversed(timeline(events)) if event.effective <= view.day]
    return _part("history", language, view=view, events=past)
