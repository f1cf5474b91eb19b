"""What an area was called on a day, with the sources of the name.

Two things changed: on the day of the crosswalk (``crosswalk.csv``, resolution 1681/NQ-UBTVQH15,
1 July 2025) the 12 districts ended and most of the 75 communes began; and a district may have
taken another name before its end (``area-names.csv``). Older units that ended in the
rearrangement of 14 November 2024 are in ``earlier-names.csv``. Where no table says when a name
began, it counts as older than everything known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.dates import format_day
from geo.model import AreaFrame
from geo.strings import say

if TYPE_CHECKING:
    from datetime import date

    from geo.catalog.catalog import Catalog
    from geo.model import Area, StatusEvent
    from geo.text import Text

_UNCHANGED = "unchanged"


@dataclass(frozen=True)
class NameOn:
    """An area's name on a day.

    Parameters
    ----------
    name
        The full name on that day; of a unit that is not in force, the one it had last or will
        have first.
    in_force
        Whether the unit existed on that day.
    since
        First day of this name, ``None`` when it is older than the tables.
    ended
        First day without the unit, ``None`` while it stands.
    source_ids
        Sources of beginning and end; empty when neither is known.
    """

    code: str
    frame: AreaFrame
    name: Text
    in_force: bool
    since: date | None
    ended: date | None
    source_ids: tuple[str, ...]


def name_on(catalog: Catalog, code: str, day: date) -> NameOn:
    """Return the name of a district or commune on a day.

    Raises
    ------
    UnknownIdError
        If no area has that code.
    """
    area = catalog.areas[code]
    return (_district if area.frame is AreaFrame.DISTRICT else _commune)(catalog, area, day)


def area_title(catalog: Catalog, code: str, day: date, language: str) -> str:
    """Return an area's name for titles: plain while it is in force, else with what it is.

    ``Huyện Mộc Châu`` before, ``Huyện Mộc Châu (cũ)`` after its end; ``Xã Vân Hồ (từ
    01/07/2025)`` on a day on which that commune did not exist yet.
    """
    named = name_on(catalog, code, day)
    if named.in_force:
        return named.name[language]
    if named.since and day < named.since:
        since = format_day(named.since, language)
        return say("area.later", language, name=named.name[language], day=since)
    # After its end a district keeps the name of the frame of the 12 former districts.
    return say("selection.former", language, name=catalog.areas[code].full_name[language])


def frame_in_force(catalog: Catalog, day: date) -> AreaFrame:
    """Return the frame of areas in force on a day: districts before, communes from the change."""
    change = change_of_frame(catalog)
    return AreaFrame.DISTRICT if change and day < change else AreaFrame.COMMUNE


def communes_shown(catalog: Catalog, frame: AreaFrame, day: date) -> bool:
    """Tell whether a map of a day shows the communes of today: not before there were any.

    Whoever chooses the frame of the communes sees them on every day.
    """
    return frame is AreaFrame.COMMUNE or frame_in_force(catalog, day) is AreaFrame.COMMUNE


def change_of_frame(catalog: Catalog) -> date | None:
    """Return the first day of the communes, ``None`` when the crosswalk is empty."""
    days = [unit.in_force.last_day for unit in catalog.mergers if unit.in_force]
    return min(days, default=None)


def is_reform(catalog: Catalog, event: StatusEvent) -> bool:
    """Tell whether an event is the end of districts, towns and townships, by a source of it."""
    sources = {unit.source_id for unit in catalog.mergers if unit.source_id}
    return event.source_id in sources and event.effective == change_of_frame(catalog)


def _district(catalog: Catalog, area: Area, day: date) -> NameOn:
    ended = change_of_frame(catalog)
    names = [name for name in catalog.later_names if name.code == area.code]
    begun = max(
        (name for name in names if name.since.last_day <= day),
        key=lambda name: name.since.last_day,
        default=None,
    )
    of_change = (unit.source_id for unit in catalog.mergers if unit.source_id)
    sources = [*(begun.source_ids if begun else ()), *of_change]
    return NameOn(
        code=area.code,
        frame=area.frame,
        name=begun.name if begun else area.full_name,
        in_force=ended is None or day < ended,
        since=begun.since.last_day if begun else None,
        ended=ended,
        source_ids=tuple(dict.fromkeys(sources)),
    )


def _commune(catalog: Catalog, area: Area, day: date) -> NameOn:
    units = [unit for unit in catalog.mergers if unit.new_code == area.code]
    if any(unit.change == _UNCHANGED for unit in units):
        # Not touched in 2025; if units ended into it before, it began then.
        units = [unit for unit in catalog.earlier_units if unit.new_code == area.code]
    days = [unit.in_force.last_day for unit in units if unit.in_force]
    since = max(days, default=None)
    return NameOn(
        code=area.code,
        frame=area.frame,
        name=area.full_name,
        in_force=since is None or day >= since,
        since=since,
        ended=None,
        source_ids=tuple(dict.fromkeys(unit.source_id for unit in units if unit.source_id)),
    )
