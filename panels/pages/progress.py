"""Planned against actual by year, filtered as the map is: the chart, its lists, and as a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from briefing.content.markup import element, escape_html
from briefing.naming import file_name
from geo.dates import format_day
from geo.query.view import build_view
from geo.reports import schedule_words
from geo.reports.schedule import by_agency, money_by_year, schedule
from geo.strings import say
from panels.components.filter_panel import filter_panel
from panels.components.links import linked_part
from panels.components.schedule import schedule_chart
from panels.components.suggest_link import suggest_beside
from panels.export import dialog
from panels.pages import layout
from panels.session import state
from panels.session.address import AppPage
from panels.widgets.summary import status_style

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.reports.schedule import Schedule

_TEMPLATE: Final = "panels/pages/progress.html.j2"
_LIST_PX: Final = 420


def progress_page() -> None:
    """Draw the page from the address bar and the session."""
    catalog = layout.catalog()
    screen = state.agree(catalog, AppPage.PROGRESS)
    language = screen.language
    with st.sidebar:
        filter_panel(catalog, screen, has_map=False)
    view = build_view(catalog, screen.selection)
    words = screen.selection.describe(catalog, language)
    if screen.selection.as_of:  # the notice beside them says it
        day = format_day(screen.selection.as_of, language)
        words = words.removesuffix(f" · {say('selection.as_of', language, day=day)}")
    title = say("page.progress", language)
    layout.heading(AppPage.PROGRESS, title, words, screen.selection.as_of)
    status_style()
    known = schedule(view)
    with st.container(key="progress-head", horizontal=True, vertical_alignment="center"):
        lead = schedule_words.summary_words(known, language) if known.rows else ""
        st.html(f'<p class="sl-lead" role="status">{escape_html(lead)}</p>')
        suggest_beside(screen)
        _download(known, language)
    if not known.rows:
        st.info(say("schedule.none", language))
        return
    schedule_chart(known, language)
    st.html(element("p", escape_html(say("schedule.note", language)), "sl-note"))
    _show_lists(known, language)


def _show_lists(known: Schedule, language: str) -> None:
    late, stale = st.columns(2, gap="large")
    for column, name in ((late, "late"), (stale, "stale")):
        with column, st.container(height=_LIST_PX, border=False, key=f"progress-{name}"):
            st.html(part_html(known, name, language))
    if money_by_year(known):
        st.header(say("schedule.money", language), anchor=False)
        st.html(part_html(known, "money", language))
    st.header(say("schedule.by-agency", language), anchor=False)
    st.html(part_html(known, "agencies", language))
    st.html(part_html(known, "rows", language))


def part_html(known: Schedule, name: str, language: str) -> str:
    """Return one of the lists and tables below the chart; its links open the cards."""

    def heads(keys: Iterable[str]) -> list[str]:
        return [say(f"schedule.column-{key}", language) for key in keys]

    return linked_part(
        _TEMPLATE,
        name,
        language,
        known=known,
        words=schedule_words,
        heads=heads,
        loads=by_agency(known),
        moneys=money_by_year(known),
        sources=known.view.catalog.sources,
    )


def _download(known: Schedule, language: str) -> None:
    link = dialog.link_here(None)

    def made() -> bytes:
        # The writers are heavy to import: not before somebody wants the sheet.
        from briefing.progress_sheet.render import render_progress
        from briefing.request import ExportRequest

        return render_progress(known.view, ExportRequest(link=link))

    st.download_button(
        say("schedule.download", language),
        made,
        file_name=file_name(known.view, "pdf", say("naming.progress", language)),
        mime="application/pdf",
        key="progress-download",
        on_click="ignore",
        type="primary",
        icon=":material/download:",
        disabled=not known.rows,
    )
