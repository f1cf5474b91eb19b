"""*Thêm ảnh*: photos of the site of a project, as they will be kept, with what is said of each."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Final

import streamlit as st

from briefing.content.markup import escape_html, escape_markdown
from geo.dates import format_day
from geo.errors import SonLaMapError
from geo.photos.picture import MOST_FILE_BYTES, SitePhoto, smaller
from geo.proposals.photo import (
    AUTHOR,
    FILES,
    MOST_PHOTOS,
    PhotoFields,
    away_km,
    is_far,
    plan_photos,
)
from geo.strings import format_number, say
from panels.pages.entry_form import EntryForm, show_own_drafts
from panels.pages.entry_update import choose_project
from panels.session import session
from panels.session.widget_states import take_ignored

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.desk.judge import Desk
    from geo.model import Project
    from geo.people.rights import Person

_TYPES: Final = ["jpg", "jpeg", "png"]
"""A phone that photographs in HEIC makes a JPEG of it where a page asks for nothing else."""
_READ: Final = "entry-photos-read"
_SHOWN_SIDE: Final = 480


def show_photos(desk: Desk, who: Person) -> None:
    """Draw the choice of a project, the box for photos, and the fields of each."""
    project = choose_project(desk, who)
    if project is None:
        return
    form, language = EntryForm(f"photo-{project.id}", desk), desk.language
    fields, side = st.columns((1.7, 1.0), gap="large")
    with fields:
        photos = _photo_box(form)
        form.judge(plan_photos(project.id, photos, form.typed, form.ground()))
        form.say(FILES)
        for photo in photos:
            _fields_of(photo, form, project)
        if photos:
            hint = say("entry.photo-author-hint", language)
            form.text(AUTHOR, say("entry.photo-author", language), hint=hint)
    with side, st.container(key="entry-side"):
        if photos:
            form.reason()
            form.send(
                lambda ground: plan_photos(project.id, photos, form.typed, ground), who, project.id
            )
        show_own_drafts(desk, who, desk.drafts_about(project.id, who))


def _photo_box(form: EntryForm) -> list[SitePhoto]:
    """Draw the box for files; return what they hold, and say what is not taken."""
    language = form.language
    form.labels[FILES] = say("entry.photo-files", language)
    key = f"{form.key(FILES)}-box".replace(":", "-")
    files = st.file_uploader(
        say("entry.photo-files", language),
        type=_TYPES,
        accept_multiple_files=True,
        key=key,
        max_upload_size=MOST_FILE_BYTES // 1_000_000,
    )
    st.caption(say("entry.photo-help", language, most=MOST_PHOTOS))
    if take_ignored(key):
        st.error(say("entry.photo-kind", language), icon=":material/error:")
    found: dict[str, SitePhoto] = {}
    # One more than are taken: that there are too many is said, and no more work is done for it.
    for file in files[: MOST_PHOTOS + 1]:
        try:
            photo = _prepared(file.getvalue(), file.name, language)
        except SonLaMapError as error:
            st.error(escape_markdown(str(error)), icon=":material/error:")
            continue
        if photo.digest in found:
            st.info(say("entry.photo-same", language))
        found[photo.digest] = photo
    _keep_read(file.getvalue() for file in files)
    return [*found.values()]


def _prepared(data: bytes, name: str, language: str) -> SitePhoto:
    """Return the photo of a file, made once; it is read where a hostile one can do no harm."""
    kept: dict[str, SitePhoto] = session.setdefault(_READ, {})
    digest = hashlib.sha256(data).hexdigest()
    if digest not in kept:
        from briefing.reading import read_photo_bounded

        with st.spinner(say("entry.photo-reading", language)):
            kept[digest] = read_photo_bounded(data, name, language)
    return kept[digest]


def _keep_read(contents: Iterable[bytes]) -> None:
    """Forget the photos of files that are in the box no more."""
    kept: dict[str, SitePhoto] = session.get(_READ, {})
    wanted = {hashlib.sha256(data).hexdigest() for data in contents}
    session[_READ] = {digest: photo for digest, photo in kept.items() if digest in wanted}


def _fields_of(photo: SitePhoto, form: EntryForm, project: Project) -> None:
    """Draw a photo as it will be kept, and what is said of it."""
    language, fields = form.language, PhotoFields.of(photo)
    with st.container(border=True, key=f"{form.name}-{fields.key}"):
        picture, words = st.columns((1.0, 1.6), gap="medium")
        with picture:
            st.html(_picture_html(photo, form.typed.get(fields.caption, "")))
            size = {"width": photo.width, "height": photo.height}
            st.caption(say("photo.size", language, **size, kb=round(len(photo.jpeg) / 1_000)))
        with words:
            hint = say("entry.photo-caption-hint", language)
            form.text(fields.caption, say("entry.photo-caption", language), hint=hint)
            _day(photo, fields, form)
            if photo.place:
                _place(photo, fields, form, project)


def _day(photo: SitePhoto, fields: PhotoFields, form: EntryForm) -> None:
    """Draw the field for the day; the one that the camera says is offered, and never taken."""
    language = form.language
    hint = say("updates.day-form", language)
    if photo.day is None:
        form.text(fields.date, say("entry.photo-date", language), hint=hint)
        st.caption(say("entry.photo-no-date", language))
        return
    day = format_day(photo.day, language)

    def take() -> None:
        form.put(fields.date, day)

    field, offer = st.columns((1.2, 1.0), vertical_alignment="bottom")
    with field:
        form.text(fields.date, say("entry.photo-date", language), hint=hint)
    with offer, st.container(key=f"photo-offer-{fields.key}"):
        st.button(
            say("entry.photo-take-date", language, day=day),
            key=f"{form.name}-{fields.key}-take",
            on_click=take,
            disabled=form.typed.get(fields.date) == day,
        )


def _place(photo: SitePhoto, fields: PhotoFields, form: EntryForm, project: Project) -> None:
    language = form.language
    km = away_km(photo, project)
    st.checkbox(
        say("entry.photo-place", language),
        key=form.key(fields.place),
        help=say("entry.photo-place-help", language),
    )
    if km is not None:
        far = is_far(km)
        words = say(
            f"entry.photo-{'far' if far else 'away'}", language, km=format_number(km, language, 1)
        )
        (st.warning if far else st.caption)(words)


def _picture_html(photo: SitePhoto, caption: str) -> str:
    held = base64.b64encode(smaller(photo.jpeg, _SHOWN_SIDE)).decode("ascii")
    source = f"data:image/jpeg;base64,{held}"
    return f'<img class="sl-new-photo" src="{source}" alt="{escape_html(caption)}">'
