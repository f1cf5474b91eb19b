"""*Thêm hình dạng*: a file of lines or points, what it was recognised as, what is asked."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import shapely
import streamlit as st

from briefing.content.markup import element, escape_html, escape_markdown
from geo.crs import length_km
from geo.errors import SonLaMapError
from geo.proposals import shape as fields
from geo.proposals.shape import (
    ALL_PARTS,
    is_settled,
    letter_samples,
    parts_in_question,
    plan_shape,
    with_part,
)
from geo.query.apart import apart_words, measure_apart
from geo.shapes.letters import Letters
from geo.shapes.raw import MAX_BYTES, ShapeFileError
from geo.shapes.recognise import Answers, Recognition, ShapeVerdict, crs_words, recognise
from geo.strings import format_number, say
from panels.pages.entry_form import EntryForm, form_heading, show_own_drafts
from panels.pages.entry_map import entry_map, extent_of, sketch_of
from panels.pages.entry_update import choose_project
from panels.session import session
from panels.session.widget_states import take_ignored

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from geo.desk.judge import Desk
    from geo.people.rights import Person
    from panels.components.map import MapEvents
    from panels.pages.entry_map import Sketch

_TYPES: Final = ["zip", "gpkg", "geojson", "json", "kml", "kmz", "gpx", "dxf", "csv", "xlsx"]
_READ, _FINE = "entry-shape-read", "entry-shape-fine"
_MOST_ROWS: Final = 8
_MOST_COLUMNS: Final = 8


def show_shape(desk: Desk, who: Person) -> None:
    """Draw the choice of a project, the box for a file, and what is to be confirmed or asked."""
    project = choose_project(desk, who)
    if project is None:
        return
    form, language = EntryForm(f"shape-{project.id}", desk), desk.language
    box, beside = st.columns((1.0, 1.15), gap="large")
    with box:
        found = shape_box(form, project.id)
        form.judge(plan_shape(project.id, found, form.typed, form.ground()))
        form.say(fields.FILE)
        if found is not None and is_settled(found) and project.pieces:
            st.checkbox(
                say("entry.shape-beside", language),
                key=form.key(fields.BESIDE),
                help=say("entry.shape-beside-help", language),
            )
    # On a phone one looks at the map before one sends.
    with beside:
        shape_map(form, found, project.id)
    end, _ = st.columns((1.0, 1.15), gap="large")
    with end:
        if found is not None:
            st.html(form_heading("entry.head-source", form))
            form.source()
            form.reason()
            form.send(
                lambda ground: plan_shape(project.id, found, form.typed, ground),
                who,
                project.id,
                nothing="entry.nothing-shape",
            )
        show_own_drafts(desk, who, desk.drafts_about(project.id, who))


def shape_box(form: EntryForm, project_id: str = "") -> Recognition | None:
    """Draw the box for a file, what it was recognised as, and the questions that are left.

    Parameters
    ----------
    project_id
        The project that it is for, empty for one that is not there yet.

    Returns
    -------
    Recognition or None
        With the answers that were given; nothing while there is no file, or none that can be read.
    """
    language = form.language
    form.labels[fields.FILE] = say("entry.shape-file", language)
    key = f"{form.key(fields.FILE)}-box".replace(":", "-")
    file = st.file_uploader(
        say("entry.shape-file", language),
        type=_TYPES,
        key=key,
        max_upload_size=MAX_BYTES // 1_000_000,
        help=say("entry.shape-help", language),
    )
    if take_ignored(key):
        st.error(say("entry.shape-kind", language), icon=":material/error:")
        return None
    if file is None:
        return None
    try:
        found = _recognised(form, file.getvalue(), file.name, project_id)
    except SonLaMapError as error:
        words = error.words(language) if isinstance(error, ShapeFileError) else str(error)
        st.error(escape_markdown(words), icon=":material/error:")
        return None
    _tell(found, form)
    return _ask(found, form)


def _recognised(form: EntryForm, data: bytes, name: str, project_id: str) -> Recognition:
    """Return what a file is with the answers so far; it is read again only for another answer."""
    language = form.language
    other = form.typed.get(fields.OTHER_CRS, "").strip()
    crs = form.typed.get(fields.CRS, "")
    crs = f"EPSG:{other}" if other.isdecimal() else crs
    letters = form.typed.get(fields.LETTERS, "")
    answers = Answers(project_id, crs, Letters(letters) if letters else None, language)
    digest = hashlib.sha256(data).hexdigest()
    key = (digest, answers, form.desk.catalog.digest)
    kept: tuple[object, Recognition | None] = session.get(_READ, (None, None))
    if kept[0] == key and kept[1] is not None:
        return kept[1]
    with st.spinner(say("entry.shape-reading", language)):
        if session.get(_FINE) != digest:
            # A foreign file is first read where it can do no harm.
            from briefing.reading import shapes_fault

            fault = shapes_fault(data, name, language)
            if fault:
                raise SonLaMapError(fault)
            session[_FINE] = digest
        found = recognise(data, name, form.desk.catalog, answers)
    session[_READ] = (key, found)
    return found


def _tell(found: Recognition, form: EntryForm) -> None:
    """Say in words what a file is, a sentence a line, and show what it says of itself."""
    language = form.language
    lines = [line.strip() for line in found.message.replace(". ", ".\n").split("\n")]
    question = say("shapes.ask-crs", language, candidates="").partition(":")[0]
    # What is asked stands below, with the answers to choose from.
    lines = [line for line in lines if line and not line.startswith(question)]
    tone = "sure" if is_settled(found) else "ask"
    if found.verdict is ShapeVerdict.REFUSED:
        tone = "refused"
    title = element("h2", escape_html(say(f"entry.shape-{tone}", language)))
    said = "".join(element("li", escape_html(line)) for line in lines)
    st.html(element("section", title + element("ul", said), f"sl-likes sl-shape-{tone}"))
    if found.attributes and any(found.attributes):
        with st.expander(say("entry.shape-attributes", language)):
            rows = [
                dict([(str(name), _cell(value)) for name, value in one.items()][:_MOST_COLUMNS])
                for one in found.attributes[:_MOST_ROWS]
            ]
            st.dataframe(rows, hide_index=True)


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return "".join(letter for letter in text if letter.isprintable())


def _ask(found: Recognition, form: EntryForm) -> Recognition:
    """Draw the questions that a file leaves; return it with the answer that needs no reading."""
    language = form.language
    asked_before = form.typed.get(fields.CRS) or form.typed.get(fields.OTHER_CRS)
    if (
        found.verdict is ShapeVerdict.SURE
        and not asked_before
        and not form.typed.get(fields.LETTERS)
    ):
        return found
    parts = parts_in_question(found)
    in_question = found.shape is None or asked_before
    if in_question and (found.candidates or asked_before):
        _ask_crs(found, form)
    elif found.verdict is ShapeVerdict.ASK and not parts:
        samples = letter_samples(found)
        if len(samples) > 1:
            _ask_letters(samples, form)
    if found.shape is None or asked_before:
        form.text(fields.OTHER_CRS, say("entry.shape-other", language), hint="9206")
    if parts:
        options = [ALL_PARTS, *(str(number) for number in range(len(parts)))]
        chosen: str | None = st.radio(
            say("entry.shape-part", language),
            options=options,
            format_func=lambda part: _part_words(part, parts, language),
            key=form.key(fields.PART),
            index=None,
        )
        return with_part(found, chosen or "")
    return found


def _part_words(part: str, parts: tuple[BaseGeometry, ...], language: str) -> str:
    if part == ALL_PARTS:
        return say("entry.shape-both", language)
    km = format_number(length_km(parts[int(part)]), language, 1)
    return say("entry.shape-line", language, number=int(part) + 1, km=km)


def _ask_crs(found: Recognition, form: EntryForm) -> None:
    """Ask which of the three best places is right; the answer stays changeable."""
    language = form.language
    kept: Mapping[str, str] = session.get(f"{form.name}|candidates", {})
    options = {
        one.crs: say(
            "entry.shape-candidate",
            language,
            number=number,
            crs=crs_words(one.crs, language),
            off=format_number(one.median_m, language),
        )
        for number, one in enumerate(found.candidates, 1)
    }
    if form.typed.get(fields.CRS):
        options = {**kept} or options
    else:
        session[f"{form.name}|candidates"] = options
    if not options:
        return
    key = form.key(fields.CRS)
    if key not in session or session[key] not in (None, *options):
        session[key] = None
    st.radio(
        say("entry.shape-which", language),
        options=[*options],
        format_func=lambda crs: escape_markdown(options.get(crs, crs)),
        key=key,
        index=None,
    )


def _ask_letters(samples: Mapping[str, str], form: EntryForm) -> None:
    language = form.language

    def words(letters: str) -> str:
        name = say(f"shapes.letters-{letters}", language)
        return escape_markdown(f"{name}: {samples.get(letters, '')}")

    st.radio(
        say("entry.shape-letters", language),
        options=[*samples],
        format_func=words,
        key=form.key(fields.LETTERS),
        index=None,
    )


def shape_map(form: EntryForm, found: Recognition | None, project_id: str) -> None:
    """Draw the map: the shape of a file over all else, or the three best to choose from."""
    language, catalog = form.language, form.desk.catalog
    project = catalog.projects.get(project_id)
    sketches, shapes = sketches_of(found, form)
    shown: dict[str, object] = {"sketch": sketches, "selected": project_id}
    if shapes:
        extent = extent_of(shapes)
        shown |= {"extent": extent, "extentKey": f"shape-{extent}"}
    elif project and project.pieces:
        extent = extent_of([one.geometry for one in project.pieces])
        shown |= {"extent": extent, "extentKey": f"shape-{extent}"}
    entry_map(catalog, language, _ignore, **shown)
    if found is not None and found.shape is not None and project and project.pieces:
        apart = measure_apart(found.shape, [piece.geometry for piece in project.pieces])
        told = apart_words(apart, language)
        st.caption(escape_markdown(say("entry.shape-compare", language, apart=told)))


def _ignore(_: MapEvents) -> None:
    """Nothing on this map is chosen by a click."""


def sketches_of(
    found: Recognition | None, form: EntryForm
) -> tuple[list[Sketch], list[BaseGeometry]]:
    """Return what is drawn of a file, and what the map shows of it."""
    if found is None:
        return [], []
    if found.shape is not None:
        parts = parts_in_question(found)
        if parts:
            named = [sketch_of(one, str(place)) for place, one in enumerate(parts, 1)]
            return named, [*parts]
        draft = say("entry.draft", form.language)
        return [sketch_of(found.shape, draft, chosen=True)], [found.shape]
    placed = [found.placed(one) for one in found.candidates]
    whole = [one for one in placed if not shapely.is_empty(one)]
    return [sketch_of(one, str(place)) for place, one in enumerate(whole, 1)], whole
