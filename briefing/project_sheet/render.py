"""Files of the sheet of a project: PDF, PNG and PPTX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.project_sheet.draw import draw_project
from briefing.project_sheet.plan import plan_project, said_of
from briefing.sheet.render import properties_of, render_with
from briefing.statement.statement import PROJECT

if TYPE_CHECKING:
    from briefing.request import ExportRequest
    from geo.query.view import View


def render_project(view: View, request: ExportRequest) -> bytes:
    """Return the sheet of a project as a file; the same view, request and data give the same bytes.

    Raises
    ------
    RequestError
        If there is no such project; the message is in the language of the view.
    """
    planned = plan_project(view, request)
    facts = properties_of(planned.sheet, PROJECT, said=said_of(planned.view))
    if request.format == "pptx":
        from briefing.project_sheet.slide import project_slide

        return project_slide(planned, facts)
    return render_with(planned.sheet, lambda: [draw_project(planned)], facts)
