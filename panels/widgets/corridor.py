"""The profile of the one chosen corridor under the map: shares, strip map, sections, projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from briefing.content.markup import bullets, picture_url, section, status_symbol, tag, text
from geo.corridor.model import Basis
from geo.corridor.profile import profile
from geo.corridor.strip import strip
from geo.escape import Target, escape
from geo.strings import say, show_number
from geo.wording import area_name
from layers.charts.shares import share_svg, swatch_svg
from panels.components.links import profile_link
from panels.components.strip import strip_canvas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.corridor.profile import CorridorProfile, OnCorridor, Share
    from geo.query.view import View

_ROOM_FOR_NUMBER = 0.07


def corridor_panel(view: View, language: str) -> None:
    """Draw the panel when exactly one corridor is chosen."""
    if len(view.selection.corridors) != 1:
        return
    (corridor_id,) = view.selection.corridors
    known = profile(view, corridor_id)
    title = say(
        "profile.title",
        language,
        name=known.corridor.name[language],
        # Lines that run side by side are never added up in a title.
        lanes=" · ".join(known.lanes_in_words(language)),
    )
    head = escape(title, Target.MARKDOWN)
    with (
        st.container(key="corridor"),
        st.expander(head, expanded=True, icon=":material/timeline:"),
    ):
        # The strip comes first, near the map on which it marks places.
        st.caption(escape(say("strip.hint", language), Target.MARKDOWN))
        strip_canvas(view.catalog, strip(view, corridor_id), language)
        st.html(shares_html(known, language))
        st.html(profile_html(view, known, language))


def shares_html(known: CorridorProfile, language: str) -> str:
    """Return the labelled bar of shares."""
    keys = "".join(tag("li", _share(share, language)) for share in known.shares)
    words = "; ".join(
        f"{share.label(language)} {show_number(share.share * 100, language)} %"
        for share in known.shares
    )
    drawing = picture_url(share_svg(known.shares))
    title = tag("h4", text(say("profile.shares", language)))
    picture = f'<img src="{drawing}" alt="{text(words)}">'
    bar = tag("div", picture + "".join(_numbers(known, language)), "sl-bar")
    return tag("div", f"{title}{bar}{tag('ul', keys)}", "sl-shares")


def _numbers(known: CorridorProfile, language: str) -> Iterator[str]:
    """Yield the shares that have room as numbers over the bar."""
    start = 0.0
    for share in known.shares:
        if share.share >= _ROOM_FOR_NUMBER:
            words = f"{show_number(share.share * 100, language)} %"
            middle = (start + share.share / 2) * 100
            # The picture's own text says it already.
            yield f'<span style="left: {middle:.1f}%" aria-hidden="true">{text(words)}</span>'
        start += share.share


def _share(share: Share, language: str) -> str:
    swatch = f'<img src="{picture_url(swatch_svg(share.status))}" alt="">'
    km = show_number(share.km, language, 1)
    part = show_number(share.share * 100, language)
    return f"{swatch} {text(share.label(language))} <strong>{text(km)} km</strong> ({text(part)} %)"


def profile_html(view: View, known: CorridorProfile, language: str) -> str:
    """Return sections, areas and projects of the profile in three columns, and its notes."""
    columns = [
        section(say("profile.sections", language), _sections(known, language)),
        section(say("profile.areas", language), _areas(view, known, language)),
        section(say("profile.projects", language), _projects(known, language)),
    ]
    notes = bullets((text(note) for note in known.notes(language)), "sl-notes")
    return tag("div", "".join(columns), "sl-profile") + notes


def _sections(known: CorridorProfile, language: str) -> str:
    rows = []
    for part in known.sections:
        ends = f"{part.start[language]} – {part.end[language]}"
        name = tag("td", tag("strong", text(part.ref)) + " " + text(ends))
        grade = tag("td", text(part.evidence.value))
        rows.append(tag("tr", name + _number(part.km, language) + grade))
    titles = ("profile.section", "profile.km", "profile.grade")
    head = tag("tr", "".join(tag("th", text(say(key, language))) for key in titles))
    return tag("table", tag("thead", head) + tag("tbody", "".join(rows)))


def _areas(view: View, known: CorridorProfile, language: str) -> str:
    rows = []
    for touch in known.areas_of(view.selection.frame):
        name = profile_link(view, touch.code, area_name(view, touch.code, language))
        rows.append(tag("tr", tag("td", name) + _number(touch.length_km, language)))
    return tag("table", tag("tbody", "".join(rows)))


def _number(km: float, language: str) -> str:
    return tag("td", text(show_number(km, language, 1)), "sl-number")


def _projects(known: CorridorProfile, language: str) -> str:
    parts = []
    for status, group in known.projects:
        word = tag("strong", text(f"{say(f'status.{status}', language)} ({len(group)})"))
        lines = bullets(_project(on, language) for on in group)
        parts.append(tag("div", f"{status_symbol(status, 14)} {word}{lines}"))
    return "".join(parts) or tag("p", text(say("profile.no-project", language)))


def _project(on: OnCorridor, language: str) -> str:
    name = text(on.row.project.name[language])
    if on.km:
        where = f"{show_number(on.km, language, 1)} km"
    elif on.basis is Basis.AREA:
        where = say("strip.by-area", language)
    elif on.basis is Basis.POINT:
        where = say("profile.beside", language)
    else:
        where = say("profile.off", language)
    return f"{name} {tag('span', text(where), 'sl-aside')}"
