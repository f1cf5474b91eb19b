"""What changed between two days: the list, old and new side by side, and the map with halos."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from briefing.content.html import render, trusted
from briefing.content.markup import escape_html, escape_markdown
from geo import clock
from geo.dates import format_day, parse_day
from geo.errors import DataError
from geo.escape import Syntax, escape
from geo.query.selection import UnknownParameter
from geo.reports.changes import PeriodError, changes
from geo.strings import say
from panels.components.links import ask, listen, page_link
from panels.export import dialog
from panels.pages import layout
from panels.session import address, state
from panels.session.address import AppPage
from panels.widgets import filters, map_view
from panels.widgets.summary import status_style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.reports.changes import Changes
    from panels.components.map import MapEvents

FROM, TO = "changes-from", "changes-to"
_USUAL_DAYS: Final = 365
_HEIGHT_PX: Final = 680


@dataclass(frozen=True)
class Period:
    """The two days; ``end`` is ``None`` for today, whichever day that is."""

    start: date
    end: date | None

    @property
    def last(self) -> date:
        """The last day."""
        return self.end or clock.today()

    def to_query(self) -> dict[str, str]:
        """Return the parameters of the address."""
        end = {"to": self.end.isoformat()} if self.end else {}
        return {"from": self.start.isoformat(), **end}


def changes_page() -> None:
    """Draw the page from the address bar and the session."""
    catalog = layout.catalog()
    query = state.take_address(catalog, AppPage.CHANGES)
    if query is not None:
        _take_period(query)
    language = state.current().language
    with st.sidebar:
        layout.language_switch()
        period = _period(language)
        filters.agency_chip(catalog, language)
        filters.areas(catalog, language)
        filters.corridors_and_kinds(catalog, language)
    screen = state.current()
    address.write(AppPage.CHANGES, screen.to_query() | period.to_query())
    selection = screen.selection
    days = " – ".join(format_day(day, language) for day in (period.start, period.last))
    words = f"{days} · {selection.describe(catalog, language)}"
    layout.heading(AppPage.CHANGES, say("page.changes", language), words, language)
    layout.warn(language)
    for part in state.ignored_parts(screen):
        st.warning(escape_markdown(part.message(language)), icon=":material/link_off:")
    listen()
    status_style()
    try:
        found = changes(catalog, selection, period.start, period.last)
    except PeriodError as error:
        st.error(escape_markdown(error))
        return
    _show(found, screen)


def _take_period(query: Mapping[str, str]) -> None:
    session: Any = st.session_state
    today = clock.today()
    ignored: list[UnknownParameter] = []
    start, end = (_day(name, query.get(name, ""), ignored) for name in ("from", "to"))
    session[FROM] = start or (end or today) - timedelta(days=_USUAL_DAYS)
    session[TO] = end
    layout.ignore(ignored)


def _day(name: str, value: str, ignored: list[UnknownParameter]) -> date | None:
    try:
        return parse_day(value) if value else None
    except DataError:
        ignored.append(UnknownParameter(name, value))
        return None


def _period(language: str) -> Period:
    """Draw the two days; a first day that was emptied is a year before the last one."""
    start = st.date_input(say("filter.from", language), value=None, key=FROM, format="DD/MM/YYYY")
    end = st.date_input(
        say("filter.to", language),
        value=None,
        key=TO,
        format="DD/MM/YYYY",
        help=say("changes.to-help", language),
    )
    last = end or clock.today()
    return Period(start or last - timedelta(days=_USUAL_DAYS), end)


def _show(found: Changes, screen: state.Screen) -> None:
    language = screen.language

    def react(events: MapEvents) -> None:
        if events.selected in found.after.catalog.corridors or not events.selected:
            map_view.react_by_choice(found.after.catalog, events)
        else:
            ask(AppPage.MAP, id=events.selected, asof=_asof(found))

    with st.container(key="changes-head", horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="sl-lead" role="status">{escape_html(found.describe(language))}</p>')
        _download(found, language)
    map_side, list_side = st.columns((1.25, 1.0), gap="medium")
    with map_side:
        map_view.map_panel(
            found.after,
            screen,
            halo=found.changed_ids,
            react=react,
            height=_HEIGHT_PX,
        )
        st.caption(
            escape_markdown(say("changes.map", language, day=format_day(found.end, language)))
        )
    with list_side, st.container(height=_HEIGHT_PX, border=False, key="changes-list"):
        st.html(changes_html(found, language))
    dialog.open_when_asked(found.after, screen)


def changes_html(found: Changes, language: str) -> str:
    """Return the list of what changed; its links open the cards on the last day of the period."""
    return render(
        "panels/pages/changes.html.j2",
        language,
        found=found,
        view=found.after,
        sources=found.after.catalog.sources,
        as_of=_asof(found),
        page_link=trusted(page_link),
        Page=AppPage,
    )


def _download(found: Changes, language: str) -> None:
    link = dialog.link_here(None)

    def made() -> bytes:
        # matplotlib takes a second to import: not before somebody wants the sheet.
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
    today = clock.today()
    return "" if found.end == today else found.end.isoformat()
