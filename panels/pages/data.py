"""What the owners of the data see: what is missing, what is stale, and where sources disagree."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from briefing.content.markup import element, escape_html, escape_markdown
from briefing.tasks import lacks_words, name_of, rules
from geo.query.selection import Selection, UnknownParameter
from geo.query.view import build_view
from geo.reports.completeness import Aspect, by_agency, completeness, conflicts
from geo.strings import say
from panels import resources
from panels.components.links import linked_part, page_link
from panels.export.verify_box import verify_box
from panels.pages import layout
from panels.pages.task_list import offer_task_list
from panels.session import address, session
from panels.session.address import AppPage
from panels.widgets.summary import status_style

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.catalog.catalog import Catalog
    from geo.query.view import View
    from geo.reports.completeness import AgencyTasks

AGENCY: Final = "data-agency"
_table: Final = partial(
    linked_part,
    "panels/pages/data.html.j2",
    aspects=list(Aspect),
    aspect_keys=[f"tasks.aspect-{aspect}" for aspect in Aspect],
)


def data_page() -> None:
    """Draw the page from the address bar and the session."""
    catalog, language = layout.begin(AppPage.DATA, _take_agency)
    view = build_view(catalog, Selection(language=language))
    groups = by_agency(view)
    with st.sidebar:
        chosen = _choose(groups, language)
    address.write(AppPage.DATA, layout.language_parameter(language) | {"agency": chosen})
    title, words = say("page.data", language), say("data.words", language)
    layout.heading(AppPage.DATA, title, words)
    _say_state(language)
    status_style()
    st.html(f'<p class="sl-lead">{escape_html(_summary(view, language))}</p>{_ways(language)}')
    mine = [group for group in groups if group.agency and group.agency.id == chosen]
    _tasks(view, mine or groups, language, one=bool(mine))
    found = [one for one in conflicts(view) if not mine or chosen in one.item.agency_ids]
    st.header(say("data.conflicts", language, n=len(found)), anchor=False)
    st.caption(say("data.conflicts-help", language))
    if found:
        st.html(_table("conflicts", language, view=view, found=found))
    verify_box(catalog, language)


def _say_state(language: str) -> None:
    """Say what is wrong with the data folder, for whoever keeps it."""
    problem = resources.data_state()
    if problem:
        key = "error.data-old" if resources.shows_older_data() else "error.data-shown"
        words = say(key, language, message=problem)
        st.warning(escape_markdown(words), icon=":material/rule:")


def _take_agency(catalog: Catalog, query: Mapping[str, str]) -> None:
    asked = query.get("agency", "")
    known = asked in catalog.agencies
    session[AGENCY] = asked if known else None
    address.ignore([UnknownParameter("agency", asked)] if asked and not known else [])


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


def _ways(language: str) -> str:
    """Return where the data itself is taken along, and where its sources are listed."""
    where = say("data.take", language)
    ways = [
        page_link(say("page.map", language), AppPage.MAP, "sl-way"),
        page_link(say("page.sources", language), AppPage.SOURCES, "sl-way"),
    ]
    return element("p", escape_html(where), "sl-aside") + element("p", " ".join(ways), "sl-ways")


def _tasks(view: View, groups: Sequence[AgencyTasks], language: str, *, one: bool) -> None:
    """Draw the task list of one agency, or the counts of all; either can be taken along."""
    with st.container(key="tasks-head", horizontal=True, vertical_alignment="bottom"):
        name = name_of(groups[0], language) if one else say("data.agencies", language)
        st.header(escape_markdown(name), anchor=False)
        offer_task_list(view, groups, language)
    help_of = "" if one else say("data.help", language)
    st.caption(escape_markdown(" ".join([help_of, *rules(language)]).strip()))
    if one and groups[0].agency:
        links = [
            page_link(say("data.all", language), AppPage.DATA, "sl-way", agency=""),
            page_link(
                say("data.profile", language), AppPage.PROFILES, "sl-way", of=groups[0].agency.id
            ),
        ]
        st.html(element("p", " ".join(links), "sl-ways"))
        st.html(_table("tasks", language, group=groups[0]))
    else:
        lacking = [lacks_words(aspect, language) for aspect in Aspect]
        st.html(_table("agencies", language, groups=groups, name_of=name_of, lacking=lacking))
