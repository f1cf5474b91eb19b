"""What the search answers with: hits, what a choice of one does, and the entries they come from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.text import Text

Bounds = tuple[float, float, float, float]


class HitKind(StrEnum):
    """The kind of a hit; among equally good hits the order here decides."""

    POINT = "point"
    KM_POST = "km-post"
    ROAD = "road"
    AREA = "area"
    FORMER_AREA = "former-area"
    CORRIDOR = "corridor"
    STATUS = "status"
    KIND = "kind"
    PROJECT = "project"
    ASSET = "asset"
    PLACE = "place"
    JUNCTION = "junction"
    AGENCY = "agency"
    SOURCE = "source"
    WORDS = "words"


class HitGroup(StrEnum):
    """The group under which hits are listed; its heading is the string ``search.group.{group}``."""

    PLACES = "places"
    KILOMETRES = "kilometres"
    ROADS = "roads"
    AREAS = "areas"
    CORRIDORS = "corridors"
    FILTERS = "filters"
    PROJECTS = "projects"
    ASSETS = "assets"
    AGENCIES = "agencies"
    SOURCES = "sources"
    WORDS = "words"


GROUPS: Final = {
    HitKind.POINT: HitGroup.PLACES,
    HitKind.KM_POST: HitGroup.KILOMETRES,
    HitKind.ROAD: HitGroup.ROADS,
    HitKind.AREA: HitGroup.AREAS,
    HitKind.FORMER_AREA: HitGroup.AREAS,
    HitKind.CORRIDOR: HitGroup.CORRIDORS,
    HitKind.STATUS: HitGroup.FILTERS,
    HitKind.KIND: HitGroup.FILTERS,
    HitKind.PROJECT: HitGroup.PROJECTS,
    HitKind.ASSET: HitGroup.ASSETS,
    HitKind.PLACE: HitGroup.PLACES,
    HitKind.JUNCTION: HitGroup.PLACES,
    HitKind.AGENCY: HitGroup.AGENCIES,
    HitKind.SOURCE: HitGroup.SOURCES,
    HitKind.WORDS: HitGroup.WORDS,
}


class ActionKind(StrEnum):
    """What a choice does: open a card or a source, show a place, or set one filter."""

    OPEN = "open"
    OPEN_SOURCE = "open-source"
    GO = "go"
    FILTER_AREA = "filter-area"
    FILTER_CORRIDOR = "filter-corridor"
    FILTER_STATUS = "filter-status"
    FILTER_KIND = "filter-kind"
    FILTER_AGENCY = "filter-agency"
    FILTER_WORDS = "filter-words"


@dataclass(frozen=True)
class HitAction:
    """What a choice of a hit does, in words of the language that was asked for.

    Parameters
    ----------
    value
        Id of what is opened, the value of the filter, empty for a mere place.
    label
        What a button says: ``Lọc theo xã Chiềng Sơn (3)``.
    count
        How many projects the filter leaves of all, today; ``None`` for what filters nothing.
    """

    kind: ActionKind
    value: str
    label: str
    count: int | None = None


@dataclass(frozen=True)
class EntryAction:
    """The :class:`HitAction` of an entry, its label in every language.

    Parameters
    ----------
    name
        What a filter is called in its label, ``None`` for what filters nothing.
    """

    kind: ActionKind
    value: str
    label: Text
    count: int | None = None
    name: Text | None = None

    def said(self, language: str) -> HitAction:
        """Return the action in a language."""
        return HitAction(self.kind, self.value, self.label[language], self.count)


@dataclass(frozen=True)
class Hit:
    """One answer of the search, in the language that was asked for.

    Parameters
    ----------
    id
        Unique among hits of one kind: an id of the catalog, a road number (``QL.6``), an area
        code, ``QL.6 Km195+000``, or longitude and latitude (``104.03,21.21``).
    target_id
        What a choice of this hit selects: the id of a project, asset, corridor, agency or source,
        the code of an area of today or of a former district, of a status or a kind; empty for a
        mere place.
    sublabel
        What tells it apart; for an old name what it is today.
    bounds
        West, south, east, north in EPSG:4326 to show; ``None`` without a known position.
    point
        Longitude and latitude of what is a point.
    action
        What Enter does.
    also
        What may be done besides: a place also filters by its commune.
    uncertainty_km
        For a kilometre, by how much its place may be wrong; else ``None``.
    """

    kind: HitKind
    id: str
    target_id: str
    label: str
    sublabel: str
    bounds: Bounds | None
    point: tuple[float, float] | None
    score: float
    action: HitAction
    also: HitAction | None = None
    uncertainty_km: float | None = None

    @property
    def group(self) -> HitGroup:
        """The group under which it is listed."""
        return GROUPS[self.kind]


def grouped(hits: Iterable[Hit]) -> list[tuple[HitGroup, list[Hit]]]:
    """Return hits under their groups, the group of the best hit first."""
    groups: dict[HitGroup, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.group, []).append(hit)
    return list(groups.items())


@dataclass(frozen=True)
class SearchEntry:
    """Something that can be found by its name.

    Parameters
    ----------
    kind, id, target_id, label, sublabel, bounds, point, action, also
        Of its :class:`Hit`; label, sublabel and actions in every language.
    names
        The names to compare a query with, in any spelling.
    codes
        Ids to type as a whole or from their beginning; their parts are no words.
    others
        Further phrases under which it is found, but behind all that have the words in a name.
    road_numbers
        The road numbers that it is or lies on.
    weight
        Added to every score, less than 1 either way: which of two of one name is meant first.
    """

    kind: HitKind
    id: str
    target_id: str
    label: Text
    sublabel: Text
    names: tuple[str, ...]
    action: EntryAction
    codes: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    bounds: Bounds | None = None
    point: tuple[float, float] | None = None
    road_numbers: tuple[str, ...] = ()
    also: EntryAction | None = None
    weight: float = 0.0

    def hit(self, score: float, language: str) -> Hit:
        """Return its hit in a language."""
        return Hit(
            kind=self.kind,
            id=self.id,
            target_id=self.target_id,
            label=self.label[language],
            sublabel=self.sublabel[language],
            bounds=self.bounds,
            point=self.point,
            score=score + self.weight,
            action=self.action.said(language),
            also=self.also.said(language) if self.also else None,
        )
