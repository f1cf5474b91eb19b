"""What the owners of the data see: what is missing, what is stale, and where sources disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.completeness import by_agency, completeness
from geo.conflicts import conflicts
from geo.selection import Ignored, Selection
from geo.strings import say
from geo.view import look
from panels import address, shell
from panels.address import Page
from panels.data_html import agencies_html, conflicts_html, tasks_html
from panels.links import listen
from panels.markup import plain, text
from panels.summary import status_style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalog import Catalog
    from geo.completeness import AgencyTasks
    from geo.view import View

AGENCY: Final = "data-agency"
_IGNORED: Final = "data-ignored"


def data_page() -> None:
    """Draw the page from the address bar and the session."""
    catalog = shell.catalog()
    query = shell.take(Page.DATA)
    if query is not None:
        _take_agency(catalog, query)
    language = shell.current_language()
    view = look(catalog, Selection(language=language))
    groups = by_agency(view)
    with st.sidebar:
        chosen = _choose(groups, language)
    address.write(Page.DATA, shell.language_parameter(language) | {"agency": chosen})
    title, words = say("page.data", language), say("data.words", language)
    shell.heading(Page.DATA, title, words, language)
    for part in st.session_state.get(_IGNORED, ()):
        st.warning(plain(part.message(language)), icon=":material/link_off:")
    listen()
    status_style()
    st.html(f'<p class="sl-lead">{text(_summary(view, language))}</p>')
    _tasks(groups, chosen, language)
    found = conflicts(view)
    st.subheader(say("data.conflicts", language, n=len(found)), anchor=False)
    st.caption(say("data.conflicts-help", language))
    st.html(conflicts_html(view, found, language))


def _take_agency(catalog: Catalog, query: Mapping[str, str]) -> None:
    asked = query.get("agency", "")
    known = asked in catalog.agencies
    session: Any = st.session_state
    session[AGENCY] = asked if known else None
    session[_IGNORED] = (Ignored("agency", asked),) if asked and not known else ()


def _choose(groups: tuple[AgencyTasks, ...], language: str) -> str:
    names = {group.agency.id: group.agency.name[language] for group in groups if group.agency}
    chosen: str | None = st.selectbox(
        say("filter.agency", language),
        options=list(names),
        format_func=lambda code: names[code],
        key=AGENCY,
        index=None,
        placeholder=say("filter.all", language),
    )
    return chosen or ""


def _summary(view: View, language: str) -> str:
    items = completeness(view)
    return say(
        "data.summary",
        language,
        all=len(items),
        tasks=sum(item.has_tasks for item in items),
        stale=sum(item.stale_since is not None for item in items),
    )


def _tasks(groups: tuple[AgencyTasks, ...], chosen: str, language: str) -> None:
    st.subheader(say("data.agencies", language), anchor=False)
    st.caption(say("data.help", language))
    mine = [group for group in groups if group.agency and group.agency.id == chosen]
    if not mine:
        st.html(agencies_html(groups, language))
        return
    for group in mine:
        st.html(tasks_html(group, language))
