"""What changed between two days: the list, old and new side by side, and the map with halos."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import streamlit as st

from briefing.content.markup import escape_html, escape_markdown
from geo import clock
from geo.dates import format_day
from geo.escape import Syntax, escape
from geo.reports.changes import PeriodError, changes
from geo.strings import say
from panels.components.day import day_field
from panels.components.filter_panel import filter_panel
from panels.components.links import ask, linked_part
from panels.components.suggest_link import suggest_beside
from panels.export import dialog
from panels.pages import layout
from panels.session import address, session, state
from panels.session.address import AppPage
from panels.session.undivided import undivided
from panels.widgets import map_view
from panels.widgets.summary import status_style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.query.selection import UnknownParameter
    from geo.reports.changes import Changes
    from panels.components.map import MapEvents

FROM, TO = "changes-from", "changes-to"
_USUAL_DAYS: Final = 365
_HEIGHT_PX: Final = 680
_PARTS: Final = ("chips", "areas", "corridors", "kinds", "reset")


def changes_page() -> None:
    """Draw the page from the address bar and the session."""
    catalog = layout.catalog()
    with undivided():
        query = state.take_address(catalog, AppPage.CHANGES)
        if query is not None:
            _take_period(query)
    language = state.current().language
    with st.sidebar:
        start = day_field(say("filter.from", language), FROM, language)
        hint = say("changes.to-help", language)
        end = day_field(say("filter.to", language), TO, language, hint)
        filter_panel(catalog, state.current(), _PARTS, has_map=False)
    # No last day means today, whichever day that is; no first day a year before the last one.
    last = end or clock.today()
    start = start or last - timedelta(days=_USUAL_DAYS)
    screen = state.current()
    period = {"from": start.isoformat(), "to": end.isoformat() if end else ""}
    address.write(AppPage.CHANGES, screen.to_query() | period)
    selection = screen.selection
    days = " – ".join(format_day(day, language) for day in (start, last))
    words = f"{days} · {selection.describe(catalog, language)}"
    layout.heading(AppPage.CHANGES, say("page.changes", language), words)
    status_style()
    try:
        found = changes(catalog, selection, start, last)
    except PeriodError as error:
        st.error(escape_markdown(error))
        return
    _show(found, screen)


def _take_period(query: Mapping[str, str]) -> None:
    today = clock.today()
    ignored: list[UnknownParameter] = []
    start, end = (layout.read_day(name, query, ignored) for name in ("from", "to"))
    session[FROM] = start or (end or today) - timedelta(days=_USUAL_DAYS)
    session[TO] = end
    address.ignore(ignored)


def _show(found: Changes, screen: state.Screen) -> None:
    language = screen.language

    def react(events: MapEvents) -> None:
        if events.selected in found.after.catalog.corridors or not events.selected:
            map_view.react_by_choice(found.after.catalog, events)
        else:
            ask(AppPage.MAP, id=events.selected, asof=_asof(found))

    with st.container(key="changes-head", horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="sl-lead" role="status">{escape_html(found.describe(language))}</p>')
        suggest_beside(screen)
        _download(found, language)
    map_side, list_side = st.columns((1.25, 1.0), gap="medium")
    with map_side:
        map_view.map_panel(found.after, screen, found.changed_ids, react, _HEIGHT_PX)
        day = format_day(found.end, language)
        st.caption(escape_markdown(say("changes.map", language, day=day)))
    with list_side, st.container(height=_HEIGHT_PX, border=False, key="changes-list"):
        st.html(changes_html(found, language))
    dialog.open_when_asked(found.after, screen)


def changes_html(found: Changes, language: str) -> str:
    """Return the list of what changed; its links open the cards on the last day of the period."""
    return linked_part(
        "panels/pages/changes.html.j2",
        "changes",
        language,
        found=found,
        view=found.after,
        sources=found.after.catalog.sources,
        as_of=_asof(found),
    )


def _download(found: Changes, language: str) -> None:
    link = dialog.link_here(None)

    def made() -> bytes:
        # The writers are heavy to import: not before somebody wants the sheet.
        from briefing.request import ExportRequest
        from briefing.sheet.changes import render_changes

        return render_changes(found, ExportRequest(link=link))

    period = f"{found.start.isoformat()} {found.end.isoformat()}"
    place = found.after.selection.describe_areas(found.after.catalog, language)
    name = escape(f"{say('page.changes', language)} {place} {period}", Syntax.FILE_NAME)
    st.download_button(
        say("changes.download", language),
        made,
        file_name=f"{name}.pdf",
        mime="application/pdf",
        key="changes-download",
        on_click="ignore",
        type="primary",
        icon=":material/download:",
        disabled=not found.items,
    )


def _asof(found: Changes) -> str:
    """Return the day for links to the map, empty for today."""
    return "" if found.end == clock.today() else found.end.isoformat()
