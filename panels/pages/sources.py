"""Every source of the map, with a citation to copy; and what each quantity of figures means."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

import streamlit as st

from briefing.content.html import part
from briefing.content.markup import element, escape_html
from geo.escape import Syntax, escape
from geo.model import SourceKind
from geo.query.selection import UnknownParameter
from geo.query.wording import citation
from geo.reports.sources import find_sources, subject_name, uses_of_sources
from geo.strings import format_number, quantities, say
from panels.components.links import linked_part
from panels.pages import layout
from panels.session import address, session
from panels.session.address import AppPage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalog.catalog import Catalog
    from geo.reports.sources import SourceUse

KIND, WORDS = "sources-kind", "sources-words"
_TEMPLATE: Final = "panels/pages/sources.html.j2"
_MARK: Final = "\ufeff"


def sources_page() -> None:
    """Draw the page from the address bar and the session."""
    catalog, language = layout.begin(AppPage.SOURCES, _take)
    with st.sidebar:
        kind, words = _filters(language)
    asked = {"source-kind": kind, "q": words}
    address.write(AppPage.SOURCES, layout.language_parameter(language) | asked)
    title, lead = say("page.sources", language), say("sources.words", language)
    layout.heading(AppPage.SOURCES, title, lead)
    every = uses_of_sources(catalog)
    shown = find_sources(tuple(u for u in every if kind in ("", u.source.kind)), words)
    st.html(element("p", escape_html(_summary(every, shown, language)), "sl-lead"))
    _download(shown, language)
    st.html(part(_TEMPLATE, "quantities", language, units=quantities()))
    if not shown:
        st.info(say("sources.none", language))
        return
    st.html(
        linked_part(
            _TEMPLATE,
            "sources",
            language,
            uses=shown,
            citation=citation,
            name_of=lambda subject_id: _name(catalog, subject_id, language),
            projects={*catalog.projects, *catalog.assets},
            corridors=set(catalog.corridors),
        )
    )


def _take(_: Catalog, query: Mapping[str, str]) -> None:
    of_kind = query.get("source-kind", "")
    session[KIND] = of_kind if of_kind in set(SourceKind) else ""
    if of_kind and not session[KIND]:
        address.ignore([UnknownParameter("source-kind", of_kind)])
    session[WORDS] = query.get("q", "")


def _filters(language: str) -> tuple[str, str]:
    words = st.text_input(say("filter.q", language), key=WORDS, max_chars=100)
    kind = st.selectbox(
        say("data.fact-source_kind", language),
        options=["", *(kind.value for kind in SourceKind)],
        format_func=lambda code: say(f"source-kind.{code}" if code else "filter.all", language),
        key=KIND,
    )
    return kind or "", words or ""


def _summary(every: tuple[SourceUse, ...], shown: tuple[SourceUse, ...], language: str) -> str:
    read = sum(not use.source.quoted_from for use in every)
    return say(
        "sources.summary",
        language,
        shown=format_number(len(shown), language),
        all=format_number(len(every), language),
        facts=format_number(sum(use.facts for use in every), language),
        read=format_number(read, language),
        quoted=format_number(len(every) - read, language),
    )


def _name(catalog: Catalog, subject_id: str, language: str) -> str:
    if not subject_id:
        return say("sources.province", language)
    name = subject_name(catalog, subject_id)
    return name[language] if name else subject_id


def _download(shown: tuple[SourceUse, ...], language: str) -> None:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow([say("tasks.id", language), say("sources.citation", language)])
    for use in shown:
        cells = (use.source.id, citation(use.source, language))
        rows.writerow([escape(cell, Syntax.SHEET) for cell in cells])
    name = escape(say("page.sources", language), Syntax.FILE_NAME)
    st.download_button(
        say("sources.download", language),
        (_MARK + text.getvalue()).encode(),
        file_name=f"{name}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        disabled=not shown,
    )
