"""The list of the projects shown; choosing a row opens its card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pandas as pd
import streamlit as st

from geo.strings import say, show_exact
from layers.symbols import STATUS_LETTERS
from panels import state

if TYPE_CHECKING:
    from collections.abc import Hashable

    from pandas.io.formats.style import Styler

    from geo.view import Row, View

KEY = "project-table"
_NOTHING = "–"
_REPEATED = ("status", "kind", "evidence")
_ROW_PX, _HEADER_PX, _MOST_PX = 35, 38, 560


def project_table(view: View, screen: state.Screen) -> None:
    """Draw the table of a view; its chosen row follows the open card and leads to it."""
    language = screen.language
    frame = table_frame(view, language)
    ids = [row.project.id for row in view.rows]
    chosen = [ids.index(screen.item_id)] if screen.item_id in ids else []
    session: Any = st.session_state
    # The table's choice follows the card, which a click on the map may have opened.
    session[KEY] = {"selection": {"rows": chosen, "columns": [], "cells": []}}

    def open_row() -> None:
        rows = session[KEY]["selection"]["rows"]
        state.open_item(ids[rows[0]] if rows else "")

    st.dataframe(
        _in_words(frame, language),
        key=KEY,
        hide_index=True,
        on_select=open_row,
        selection_mode="single-row",
        column_config=_columns(language),
        height=min(_MOST_PX, _HEADER_PX + _ROW_PX * max(1, len(frame))),
        placeholder=_NOTHING,
        alt=say("table.alt", language),
    )


def _in_words(frame: pd.DataFrame, language: str) -> Styler:
    """Write numbers as the language of the page does, whatever the browser's is.

    The values stay numbers, so that sorting is by size.
    """

    def number(value: object) -> str:
        return show_exact(cast("float", value), language, 1)

    numbers: list[Hashable] = ["length_km", "inside_km", "capital"]
    return frame.style.format(number, na_rep=_NOTHING, subset=numbers)


def table_frame(view: View, language: str) -> pd.DataFrame:
    """Return the table as data, one row a project, in the order of the view."""
    frame = pd.DataFrame([_record(view, row, language) for row in view.rows])
    # Each word and picture goes over the wire once, however many rows show it.
    return frame.astype(dict.fromkeys(_REPEATED, "category")) if len(frame) else frame


def _record(view: View, row: Row, language: str) -> dict[str, object]:
    catalog = view.catalog
    frame = view.selection.frame
    areas = [catalog.areas[touch.code].name[language] for touch in row.touches(frame)]
    return {
        "status": f"{STATUS_LETTERS[row.status]} {say(f'status.{row.status}', language)}",
        "name": row.project.name[language],
        "areas": ", ".join(areas) or say("unknown", language),
        "length_km": row.length_km,
        "inside_km": round(row.chosen_km, 1) if row.chosen_km else None,
        "capital": row.capital.value if row.capital else None,
        "since": row.event.date.show(language) if row.event else None,
        "kind": say(f"kind.{row.project.kind}", language),
        "evidence": row.evidence.value if row.evidence else None,
        "id": row.project.id,
    }


def _columns(language: str) -> dict[str, Any]:
    def title(name: str) -> str:
        return say(f"column.{name}", language)

    config = st.column_config
    return {
        "status": config.TextColumn(title("status"), width=155),
        "name": config.TextColumn(title("name"), width=340),
        "areas": config.TextColumn(title("areas"), width=150),
        "length_km": config.NumberColumn(title("length"), width=105),
        "inside_km": config.NumberColumn(title("inside"), width=120),
        "capital": config.NumberColumn(title("capital"), width=115),
        "since": config.TextColumn(title("since"), width=105),
        "kind": config.TextColumn(title("kind"), width=125),
        "evidence": config.TextColumn(title("evidence"), width=80),
        "id": config.TextColumn(title("id"), width=135),
    }
