"""*Thêm dự án*: what it may be the same as, where it lies, what is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from briefing.content.markup import element, escape_html, escape_markdown
from geo.model import AreaFrame
from geo.proposals import place as places
from geo.proposals import shape as shapes
from geo.proposals.place import find_spot, read_spot, spot_words
from geo.proposals.project import AGENCY, ANOTHER, KIND, likes, place_of_form, plan_project
from geo.strings import format_number, kinds, quantities, say
from geo.text import sort_key
from geo.trip.fields import NAME, STATUS, STATUS_DATE, field_of
from panels.components.links import page_link
from panels.pages.entry_form import EntryForm, form_heading, show_own_drafts
from panels.pages.entry_map import entry_map, extent_of, sketch_of
from panels.pages.entry_shape import shape_box, shape_map
from panels.pages.entry_update import agency_names
from panels.session.address import AppPage

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog
    from geo.desk.judge import Desk, WaitingBatch
    from geo.people.rights import Person
    from geo.proposals.near import LikeProject
    from geo.proposals.place import FormPlace
    from geo.shapes.recognise import Recognition
    from panels.components.map import MapEvents

_YEARS: Final = ("projects.start_year", "projects.finish_year")
_WORDS: Final = ("projects.funding_vi", "projects.class_target_vi", "projects.note_vi")
_HERE_KM: Final = 0.05
_CAPITAL: Final = "figures.capital"


def show_project(desk: Desk, who: Person) -> None:
    """Draw the form for a project that the map does not have."""
    form = EntryForm("project", desk)
    if not form.typed.get(places.WAY):
        form.put(places.WAY, places.SPOT)
    # On a phone one below the other: where it is, what it is, what it may be the same as.
    where, what = st.columns((1.15, 1.0), gap="large")
    with where:
        st.html(form_heading("entry.head-place", form))
        found = _way(form)
        place = place_of_form(form.typed, desk.catalog, found)
        form.judge(plan_project(form.typed, form.ground(), found))
        _place(form, place, found)
    with what:
        _what(form, who)
        with st.container():  # what comes and goes moves no field below
            _likes(form, likes(form.typed, desk.catalog, place))
        _known(form)
    more, end = st.columns((1.15, 1.0), gap="large")
    with more:
        st.html(form_heading("entry.head-more", form))
        for id_ in _WORDS:
            _plain(form, id_)
    with end:
        st.html(form_heading("entry.head-source", form))
        form.source()
        form.reason()
        form.send(
            lambda ground: plan_project(form.typed, ground, found),
            who,
            nothing="entry.nothing-new",
        )
        show_own_drafts(desk, who, [one for one in desk.waiting(who) if _adds_project(one)])


def _adds_project(one: WaitingBatch) -> bool:
    return any(change.table == "projects" and change.is_row for change in one.batch.changes)


def _what(form: EntryForm, who: Person) -> None:
    language = form.language
    st.html(form_heading("entry.head-what", form))
    form.text(NAME, say("entry.name", language), hint=say("entry.name-hint", language))
    names = {kind: say(f"kind.{kind}", language) for kind in kinds()}
    agencies = agency_names(form)
    if who.agencies:
        # Who is bound to agencies adds what these answer for.
        agencies = {id_: name for id_, name in agencies.items() if id_ in who.agencies}
        if len(agencies) == 1 and not form.typed.get(AGENCY):
            form.put(AGENCY, next(iter(agencies)))
    left, right = st.columns(2)
    with left:
        form.choice(KIND, say("entry.kind", language), names)
    with right:
        form.choice(AGENCY, say("entry.agency", language), agencies)


def _likes(form: EntryForm, found: tuple[LikeProject, ...]) -> None:
    """Draw what it may be the same as, before anything else is asked."""
    if not found:
        return
    language = form.language
    strong = any(one.is_strong for one in found)
    key = "entry.likes-strong" if strong else "entry.likes"
    rows = "".join(element("li", _like_html(form, one)) for one in found)
    title = element("h3", escape_html(say(key, language)))
    st.html(element("section", title + element("ul", rows), "sl-likes"))
    if strong:
        label = say("entry.another", language)
        form.labels[ANOTHER] = label
        st.checkbox(escape_markdown(label), key=form.key(ANOTHER))
        form.say(ANOTHER)


def _like_html(form: EntryForm, one: LikeProject) -> str:
    language, project = form.language, one.project
    parts = [say(f"kind.{project.kind}", language)]
    if one.away_km is not None and one.away_km < _HERE_KM:
        parts.append(say("entry.here", language))
    elif one.away_km is not None:
        km = format_number(one.away_km, language, 1)
        parts.append(say("entry.away", language, km=km))
    link = page_link(project.name[language], AppPage.UPDATES, part="sua", of=project.id)
    return f"{link} {element('span', escape_html(' · '.join(parts)), 'sl-aside')}"


def _known(form: EntryForm) -> None:
    language = form.language
    st.html(form_heading("entry.head-known", form))
    column = field_of(STATUS)
    codes = column.codes if column else ()
    hint = say("updates.day-form", language)
    left, right = st.columns(2)
    with left:
        shown = {code: say(f"status.{code}", language) for code in codes}
        form.choice(
            STATUS, say("updates.status", language), shown, empty=say("entry.unknown", language)
        )
    with right:
        form.text(STATUS_DATE, say("entry.status-date", language), hint=hint)
    sides = st.columns(2)
    for side, id_ in zip(sides, _YEARS, strict=True):
        with side:
            _plain(form, id_)
    units = [say(f"trip.unit-{name}", language) for name in ("billion", "million", "one")]
    if "capital" in quantities():
        form.number(_CAPITAL, say("entry.capital", language), units, "")


def _plain(form: EntryForm, id_: str) -> None:
    column = field_of(id_)
    if column:
        form.text(id_, column.title(form.language), long=id_.endswith("note_vi"))


def _way(form: EntryForm) -> Recognition | None:
    """Draw the ways to tell a place; return what the file is, where one tells it."""
    language = form.language
    st.radio(
        say("entry.place-way", language),
        options=places.WAYS,
        format_func=lambda way: say(f"entry.way-{way}", language),
        key=form.key(places.WAY),
        horizontal=True,
        label_visibility="collapsed",
    )
    for id_ in (places.WAY, places.SPOT_FIELD):
        form.labels[id_] = say("entry.head-place", language)
    return shape_box(form) if form.typed.get(places.WAY) == places.FILE else None


def _place(form: EntryForm, place: FormPlace | None, found: Recognition | None) -> None:
    language = form.language
    match form.typed.get(places.WAY):
        case places.UNKNOWN:
            st.caption(say("entry.no-place-help", language))
            return
        case places.FILE:
            form.say(shapes.FILE)
            shape_map(form, found, "")
            return
        case places.ROAD:
            _road(form)
        case places.COMMUNE:
            names = _communes(form.desk.catalog, language)
            form.choice(places.COMMUNE_FIELD, say("entry.commune", language), names)
    _map(form, place, form.typed.get(places.WAY, places.SPOT))


def _road(form: EntryForm) -> None:
    language = form.language
    roads = {id_: id_ for id_, route in form.desk.catalog.routes.items() if route.calibrated}
    road, first, last = st.columns((1.2, 1.0, 1.0))
    with road:
        form.choice(places.ROAD_FIELD, say("entry.road", language), roads)
    with first:
        form.text(places.KM_FROM, say("entry.km-from", language), hint="420+500")
    with last:
        form.text(places.KM_TO, say("entry.km-to", language), hint="421+200")


def _communes(catalog: Catalog, language: str) -> dict[str, str]:
    areas = catalog.areas.frame(AreaFrame.COMMUNE)
    names = {area.code: area.full_name[language] for area in areas}
    return dict(sorted(names.items(), key=lambda pair: sort_key(pair[1])))


def _map(form: EntryForm, place: FormPlace | None, way: str) -> None:
    language, catalog = form.language, form.desk.catalog
    picks = way == places.SPOT
    spot = read_spot(form.typed.get(places.SPOT_FIELD, "")) if picks else None

    def react(events: MapEvents) -> None:
        if picks and events.picked:
            lon, lat = events.picked
            form.put(places.SPOT_FIELD, f"{lon:.5f},{lat:.5f}")

    draft = say("entry.draft", language)
    told: dict[str, object] = {"picks": picks}
    if place and place.shape is not None:
        told["sketch"] = [sketch_of(place.shape, draft, chosen=True)]
    if place and not picks:
        told |= _extent(catalog, place)
    entry_map(catalog, language, react, **told)
    if picks:
        words = say("entry.pick", language)
        if spot:
            words = spot_words(find_spot(catalog, *spot), catalog, language)
        st.caption(escape_markdown(words))
        form.say(places.SPOT_FIELD)


def _extent(catalog: Catalog, place: FormPlace) -> dict[str, object]:
    """Return what the map shows of a place that was named in words."""
    shape = place.shape if place.shape is not None else catalog.areas[place.commune].geometry
    extent = extent_of([shape])
    areas = {"frame": "commune", "areas": [place.commune]} if place.shape is None else {}
    return {"extent": extent, "extentKey": f"entry-{extent}", **areas}
