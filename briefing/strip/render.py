"""From a corridor to the bytes of its strip sheet: PDF, PNG or SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.sheet.render import properties_of, render_with
from briefing.strip.compose import draw_strip
from briefing.strip.plan import plan_strip

if TYPE_CHECKING:
    from briefing.request import ExportRequest
    from geo.query.view import View


def render_strip(view: View, corridor_id: str, request: ExportRequest) -> bytes:
    """Return the strip sheet as a file; the same view, request and data give the same bytes.

    Raises
    ------
    UnknownIdError
        If there is no such corridor.
    RequestError
        If the request asks for what does not exist.
    """
    planned = plan_strip(view, corridor_id, request)
    facts = properties_of(planned.sheet, strip=corridor_id)
    return render_with(planned.sheet, lambda: draw_strip(planned), facts)
