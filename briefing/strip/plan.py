"""The strip sheet of a corridor: what stands on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from briefing.sheet.paper_sizes import Box, PageFrame
from briefing.sheet.plan import plan
from geo.corridor.model import Basis
from geo.corridor.profile import profile
from geo.corridor.strip import strip
from geo.errors import SonLaMapError
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.strings import format_number, say
from layers.paper.window import POINTS_PER_MM

if TYPE_CHECKING:
    from briefing.request import ExportRequest
    from briefing.sheet.paper_sizes import Paper
    from briefing.sheet.plan import Sheet, TableLine
    from geo.corridor.model import Lane, ProjectBar, Strip
    from geo.corridor.profile import CorridorProfile
    from geo.query.view import View


class StripError(SonLaMapError, ValueError):
    """A strip sheet was asked for without one corridor."""


SIZES = ("A4", "A3")
_MARGIN_MM, _HEADER_MM, _GAP_MM, _IMPRINT_MM = 6.0, 12.2, 1.6, 58.0
# A page that stands is narrow: its notes take more lines.
_FOOT_MM, _STANDING_FOOT_MM = 15.2, 22.0


@dataclass(frozen=True)
class StripSheet:
    """Everything a strip sheet says.

    Parameters
    ----------
    sheet
        Title, caption, table, provenance: the furniture of any sheet. Its lines are numbered
        along the lanes, from top to bottom and left to right.
    size
        Of type and strip, relative to other sheets on this paper.
    """

    sheet: Sheet
    strip: Strip
    profile: CorridorProfile
    size: float = 1.0


def plan_strip(view: View, corridor_id: str, request: ExportRequest) -> StripSheet:
    """Return the strip sheet of a corridor, with all its projects whatever the view filters.

    Raises
    ------
    UnknownIdError
        If there is no such corridor.
    RequestError
        If the request asks for what does not exist.
    """
    asked = view.selection
    whole = build_view(
        view.catalog,
        Selection(corridors=(corridor_id,), language=asked.language, as_of=asked.as_of),
        view.day,
    )
    unrolled = strip(whole, corridor_id)
    known = profile(whole, corridor_id)
    sheet = plan(whole, request)
    name = known.corridor.name[sheet.language]
    if len(unrolled.lanes) == 1:
        # The sum of lines that run side by side is no length of the corridor.
        name = f"{name} – {format_number(known.length_km, sheet.language, 1)} km"
    return StripSheet(
        replace(
            sheet,
            title=say("strip.title", sheet.language, name=name),
            frame=_frame(sheet.paper),
            lines=_lines(sheet, unrolled),
        ),
        unrolled,
        known,
    )


def grown(sheet: StripSheet, size: float) -> StripSheet:
    """Return the sheet with type and strip in another size, on the same paper."""
    paper = replace(sheet.sheet.paper, enlarge=sheet.sheet.paper.enlarge * size)
    plain = replace(sheet.sheet, paper=paper, frame=_frame(paper))
    return replace(sheet, sheet=plain, size=sheet.size * size)


def _frame(paper: Paper) -> PageFrame:
    """Return header, body and foot; the body is divided when its words are known."""
    mm = POINTS_PER_MM
    margin, gap = _MARGIN_MM * mm, _GAP_MM * mm
    foot_mm = _FOOT_MM if paper.landscape else _STANDING_FOOT_MM
    header, foot = (size * mm * paper.enlarge for size in (_HEADER_MM, foot_mm))
    inner = paper.width - 2 * margin
    imprint = _IMPRINT_MM * mm * paper.enlarge
    bottom = margin + foot + gap
    body = Box(margin, bottom, inner, paper.height - margin - header - gap - bottom)
    return PageFrame(
        header=Box(margin, paper.height - margin - header, inner, header),
        neatline=body,
        map=body,
        column=body,
        strip=Box(margin, margin, inner, foot),
        imprint=Box(margin + inner - imprint, margin, imprint, foot),
    )


def _lines(sheet: Sheet, unrolled: Strip) -> tuple[TableLine, ...]:
    """Return the lines of the table in the order of the lanes and along each."""
    places: dict[str, list[tuple[int, Lane, ProjectBar]]] = {}
    for number, lane in enumerate(unrolled.lanes):
        for bar in sorted(lane.bars, key=lambda bar: (bar.from_km, bar.to_km)):
            places.setdefault(bar.project_id, []).append((number, lane, bar))

    def rank(line: TableLine) -> tuple[bool, int, float, str]:
        project_id = line.row.project.id
        if project_id not in places:
            return True, 0, 0.0, project_id
        number, _, bar = places[project_id][0]
        return False, number, bar.from_km, project_id

    ordered = sorted(sheet.lines, key=rank)
    return tuple(
        replace(
            line,
            number=number,
            tags=(
                *_where(places.get(line.row.project.id, []), sheet.language),
                *line.off_map(sheet.language).tags,
            ),
        )
        for number, line in enumerate(ordered, start=1)
    )


def _where(found: list[tuple[int, Lane, ProjectBar]], language: str) -> tuple[str, ...]:
    """Return where a project stands, lane by lane: ``QL.6 Km153–190``."""
    if not found:
        return (say("strip.off-line", language),)
    # What is built on the line needs no word of why it stands there.
    why = {
        Basis.LINE: [],
        Basis.AREA: [say("strip.by-area", language)],
        Basis.POINT: [say("strip.beside-line", language)],
    }
    told: dict[tuple[str, Basis], list[str]] = {}
    for _, lane, bar in found:
        low, high = (f"{lane.label_at(km):.0f}" for km in (bar.from_km, bar.to_km))
        # Only official kilometres are called so.
        form = "Km{}" if lane.official else "{} km"
        short = bar.basis is Basis.POINT or low == high
        words = form.format(low if short else f"{low}–{high}")
        told.setdefault((lane.name[language], bar.basis), []).append(words)
    return tuple(
        ", ".join([f"{name} {parts[0]}", *parts[1:], *why[basis]])
        for (name, basis), parts in told.items()
    )
