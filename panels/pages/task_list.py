"""The button that hands out task lists: to be filled in, and handed in again on *Cập nhật*."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from briefing.tasks import key_of
from geo.escape import Syntax, escape
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.query.view import View
    from geo.reports.completeness import AgencyTasks

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offer_task_list(
    view: View, groups: Sequence[AgencyTasks], language: str, *, is_first: bool = False
) -> None:
    """Draw the button for a workbook with a sheet for each of some agencies.

    Parameters
    ----------
    is_first
        Whether it is what one is to press here first.
    """

    def made() -> bytes:
        # The writer is heavy to import: not before somebody wants the file.
        from briefing.tasks import tasks_xlsx

        return tasks_xlsx(view, groups)

    subject = key_of(groups[0]) if len(groups) == 1 else ""
    name = f"{say('tasks.title', language)} {subject} {view.day.isoformat()}"
    st.download_button(
        say("data.download", language),
        made,
        file_name=f"{escape(name, Syntax.FILE_NAME)}.xlsx",
        mime=_XLSX,
        key="task-list",
        on_click="ignore",
        type="primary" if is_first else "secondary",
        icon=":material/download:",
    )
