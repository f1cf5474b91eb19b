"""What the sheet of a corridor says of it: its roads with their length and status, its gates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.corridor.profile import profile
from geo.corridor.strip import strip
from geo.query.wording import km_words
from geo.strings import say
from layers.style import palette
from layers.style.text_metrics import wrap

if TYPE_CHECKING:
    from briefing.sheet.page import Page
    from briefing.sheet.paper_sizes import Box
    from briefing.sheet.plan import Sheet
    from geo.query.view import View

_AIR, _INDENT = 3.0, 7.0
_GAP = 7.0
_LEADING = 1.16
_GATE = "gate"


@dataclass(frozen=True)
class CorridorFact:
    """A line about a corridor: its name at the left, its measure at the right, more below."""

    name: str
    measure: str = ""
    details: str = ""


def corridor_facts(view: View, language: str) -> list[CorridorFact]:
    """Return what is known of the one corridor of a view, nothing where it is not about one."""
    asked = view.selection
    if len(asked.corridors) != 1 or asked.areas:
        return []
    known = profile(view, asked.corridors[0])
    facts = []
    for road in known.roads:
        parts = [
            f"{share.label(language)} {km_words(share.km, language)}"
            for share in road.shares
            if share.km
        ]
        measure = km_words(road.length_km, language)
        if road.schematic:
            measure = f"{measure} ({say('profile.road-drawn', language)})"
        facts.append(CorridorFact(road.name[language], measure, " · ".join(parts)))
    gates = {
        mark.id: mark.name[language]
        for lane in strip(view, asked.corridors[0]).lanes
        for mark in lane.marks
        if _GATE in mark.kind
    }
    if gates:
        title = say("corridor.gates", language)
        facts.append(CorridorFact(title, details=", ".join(gates.values())))
    return facts


def draw_corridor(page: Page, sheet: Sheet, box: Box) -> float:
    """Draw what is known of the corridor of a sheet; return the height it takes.

    It takes none where a box has no room for all of it.
    """
    facts = corridor_facts(sheet.view, sheet.language)
    strong, face = page.face(page.small, 600), page.face(page.small)
    soft = page.face(page.small, color=palette.INK_SOFT)
    width = box.width - _INDENT
    told = [wrap(fact.details, width, soft) if fact.details else [] for fact in facts]
    pitch = face.size * _LEADING
    heading = page.text_size * 1.35
    height = heading + sum((1 + len(lines)) * pitch + _AIR for lines in told) + _GAP
    if not facts or height > box.height:
        return 0.0
    y = box.top - page.heading(say("corridor.roads", sheet.language), box.left, box.top)
    page.rule((box.left, y + 1.5), (box.right, y + 1.5), 0.7)
    for fact, lines in zip(facts, told, strict=True):
        y -= _AIR
        page.write(fact.name, box.left, y - face.size, strong)
        page.write(fact.measure, box.right, y - face.size, face, "right")
        y -= pitch
        y -= page.lines(lines, (box.left + _INDENT, y), soft, _LEADING)
    return height
