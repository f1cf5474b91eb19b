"""Of whom a profile speaks: a district, a commune, a corridor or an agency."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from geo.catalog.area_names import area_title
from geo.model import AreaFrame
from geo.query.selection import Selection
from geo.text import DEFAULT_LANGUAGE, sort_key

if TYPE_CHECKING:
    from datetime import date

    from geo.catalog.catalog import Catalog


class SubjectKind(StrEnum):
    """What a profile can be about."""

    DISTRICT = "district"
    COMMUNE = "commune"
    CORRIDOR = "corridor"
    AGENCY = "agency"


@dataclass(frozen=True)
class Subject:
    """One of them, by its id in the catalog."""

    kind: SubjectKind
    id: str

    @property
    def frame(self) -> AreaFrame:
        """The frame of areas in which its surroundings are named."""
        return AreaFrame.COMMUNE if self.kind is SubjectKind.COMMUNE else AreaFrame.DISTRICT

    def selection(self, day: date | None, language: str) -> Selection:
        """Return the selection of all that belongs to it."""
        mine = (self.id,)
        return Selection(
            frame=self.frame,
            areas=mine if self.kind in (SubjectKind.DISTRICT, SubjectKind.COMMUNE) else (),
            corridors=mine if self.kind is SubjectKind.CORRIDOR else (),
            agencies=mine if self.kind is SubjectKind.AGENCY else (),
            as_of=day,
            language=language,
        )

    def filters(self) -> dict[str, str]:
        """Return the parameters of the map filtered to it, and to nothing else."""
        others = dict.fromkeys(
            ("area", "corridor", "agency", "kind", "status", "q", "near", "id"), ""
        )
        query = self.selection(None, DEFAULT_LANGUAGE).to_query()
        return {**others, "frame": "", **query}

    def name(self, catalog: Catalog, day: date, language: str) -> str:
        """Return its name as of a day."""
        if self.kind is SubjectKind.CORRIDOR:
            return catalog.corridors[self.id].name[language]
        if self.kind is SubjectKind.AGENCY:
            return catalog.agencies[self.id].name[language]
        return area_title(catalog, self.id, day, language)


def read_subject(value: str, catalog: Catalog) -> Subject | None:
    """Return the subject with an id, ``None`` when there is none."""
    if value in catalog.areas.by_code:
        frame = catalog.areas[value].frame
        kind = SubjectKind.DISTRICT if frame is AreaFrame.DISTRICT else SubjectKind.COMMUNE
        return Subject(kind, value)
    if value in catalog.corridors:
        return Subject(SubjectKind.CORRIDOR, value)
    return Subject(SubjectKind.AGENCY, value) if value in catalog.agencies else None


def subjects(catalog: Catalog, kind: SubjectKind, language: str) -> list[str]:
    """Return the ids of all subjects of a kind, in the order of their names."""
    if kind is SubjectKind.CORRIDOR:
        return list(catalog.corridors)
    if kind is SubjectKind.AGENCY:
        agencies = catalog.agencies
        return sorted(agencies, key=lambda code: sort_key(agencies[code].name[language]))
    frame = AreaFrame.DISTRICT if kind is SubjectKind.DISTRICT else AreaFrame.COMMUNE
    areas = catalog.areas.frame(frame)
    return [area.code for area in sorted(areas, key=lambda area: sort_key(area.name[language]))]
