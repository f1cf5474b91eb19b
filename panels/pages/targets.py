"""The Programme's targets of 2025 and 2030 against what is published, each with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from briefing.content.html import trusted
from briefing.content.markup import escape_html, picture_url
from briefing.formats import FormatGroup, formats_of
from briefing.naming import file_name
from briefing.request import ExportRequest
from geo import clock
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.reports import target_words
from geo.reports.targets import PROGRAMME, targets
from geo.strings import say
from layers.charts.bullet import bullet, swatches
from layers.charts.svg import themed_picture
from panels.components.links import linked_part
from panels.pages import layout
from panels.session import address
from panels.session.address import AppPage
from panels.widgets.summary import status_style

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog
    from geo.reports.targets import IndicatorRow, Targets

_TEMPLATE: Final = "panels/pages/targets.html.j2"


def targets_page() -> None:
    """Draw the page."""
    catalog, language = layout.begin(AppPage.TARGETS)
    address.write(AppPage.TARGETS, layout.language_parameter(language))
    title, words = say("page.targets", language), say("targets.words", language)
    layout.heading(AppPage.TARGETS, title, words)
    status_style()
    known = targets(catalog, clock.today())
    with st.container(key="targets-head", horizontal=True, vertical_alignment="center"):
        lead = escape_html(target_words.summary_words(known, language))
        st.html(f'<p class="sl-lead">{lead}</p>')
        _downloads(catalog, language)
    st.html(_html("key", catalog, known, language))
    st.html(_html("board", catalog, known, language))


def _html(name: str, catalog: Catalog, known: Targets, language: str) -> str:
    def chart(row: IndicatorRow) -> str:
        # What it shows stands in words beside it.
        drawn = bullet(row)
        return f'<img src="{picture_url(themed_picture(drawn))}" alt="">' if drawn else ""

    return linked_part(
        _TEMPLATE,
        name,
        language,
        known=known,
        sources=catalog.sources,
        programme=catalog.sources.get(PROGRAMME),
        words=target_words,
        chart=trusted(chart),
        swatches={key: picture_url(themed_picture(one)) for key, one in swatches().items()},
    )


def _downloads(catalog: Catalog, language: str) -> None:
    """Draw a button for each file that the registry makes of the targets."""
    view = build_view(catalog, Selection(language=language))
    for form in formats_of(FormatGroup.TARGETS).values():

        def made(form_id: str = form.id) -> bytes:
            from briefing.formats import make

            return make(form_id, view, ExportRequest())

        st.download_button(
            say(f"format.{form.id}", language),
            made,
            file_name=file_name(view, form.extension, form.what(ExportRequest(), language)),
            mime=form.mime,
            key=f"targets-{form.extension}",
            help=say(f"format-note.{form.id}", language),
            on_click="ignore",
            icon=":material/download:",
        )
