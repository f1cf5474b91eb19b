"""The catalog: all facts and geometry of the house, read once and never changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property, wraps
from itertools import chain
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast

from geo.catalog.history import timeline
from geo.errors import KmRangeError, UnknownIdError
from geo.road_names import normal_ref, spellings
from geo.strings import languages, say
from geo.text import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from geo import model
    from geo.catalog.areas import Areas
    from geo.catalog.indicators import Aim, Indicator
    from geo.catalog.km_posts import PostRecord
    from geo.catalog.linear_reference import Route
    from geo.catalog.photo import Photo
    from geo.tables import Feature


_T = TypeVar("_T")
_P = ParamSpec("_P")


@dataclass(frozen=True)
class Backdrop:
    """Shapes that carry no fact of their own: context for the eye."""

    roads: tuple[Feature, ...]
    water_areas: tuple[Feature, ...]
    water_lines: tuple[Feature, ...]
    neighbours: tuple[Feature, ...]
    vietnam: tuple[Feature, ...]
    runways: tuple[Feature, ...]


@dataclass(frozen=True)
class Catalog:
    """Everything the data folder says.

    Parameters
    ----------
    digest
        First 12 hexadecimal digits of the SHA-256 of all shapes and tables: two catalogs
        with the same digest draw the same map.
    earlier_units
        Units that ended before `mergers` begins, with the commune each is part of today.
    later_names
        Names that former districts took after the one of their shape.
    km_posts
        All kilometre posts that sources tell, those that no count uses too.
    filed
        Geometries that were handed in as files, by project.
    indicators
        In the order in which ``indicator-definitions.csv`` has what they measure.
    """

    digest: str
    areas: Areas
    sections: Mapping[str, model.Section]
    sites: Mapping[str, model.Site]
    places: tuple[model.Place, ...]
    routes: Mapping[str, Route]
    assets: Mapping[str, model.Asset]
    projects: Mapping[str, model.Project]
    corridors: Mapping[str, model.Corridor]
    events: tuple[model.StatusEvent, ...]
    figures: tuple[model.Figure, ...]
    sources: Mapping[str, model.Source]
    agencies: Mapping[str, model.Agency]
    indicators: tuple[Indicator, ...]
    mergers: tuple[model.Merger, ...]
    backdrop: Backdrop
    earlier_units: tuple[model.Merger, ...] = ()
    later_names: tuple[model.LaterName, ...] = ()
    km_posts: tuple[PostRecord, ...] = ()
    aims: tuple[Aim, ...] = ()
    milestones: tuple[model.Milestone, ...] = ()
    packages: tuple[model.Package, ...] = ()
    obstacles: tuple[model.Obstacle, ...] = ()
    roles: tuple[model.Role, ...] = ()
    incidents: tuple[model.Incident, ...] = ()
    filed: Mapping[str, tuple[model.FiledGeometry, ...]] = field(default_factory=dict)
    photos: tuple[Photo, ...] = ()

    @cached_property
    def cached(self) -> dict[object, object]:
        """What functions under :func:`once_per_catalog` have made of this catalog."""
        return {}

    @cached_property
    def _events_of(self) -> dict[str, tuple[model.StatusEvent, ...]]:
        return {key: timeline(group) for key, group in _grouped(self.events, "project_id").items()}

    @cached_property
    def _figures_of(self) -> dict[str, list[model.Figure]]:
        return _grouped(self.figures, "subject_id")

    @property
    def items(self) -> tuple[model.Project | model.Asset, ...]:
        """All projects, then all assets."""
        return (*self.projects.values(), *self.assets.values())

    @cached_property
    def search_keywords(self) -> dict[str, tuple[str, ...]]:
        """Folded phrases under which each project and asset is found, by id."""
        return {item.id: self._keywords(item) for item in self.items}

    @cached_property
    def overlapped_codes(self) -> dict[str, frozenset[str]]:
        """Codes of all communes and districts that each project and asset touches, by id."""
        return {
            item.id: frozenset(touch.code for _, touches in item.overlaps for touch in touches)
            for item in self.items
        }

    def _keywords(self, item: model.Project | model.Asset) -> tuple[str, ...]:
        """Return the folded phrases under which a project or asset is found, each of one field.

        Its id, names, kind, road numbers in their spellings, ends, class, agencies, the areas of
        both frames that it touches, and the river of its corridor.
        """
        sections = self.sections
        refs = {getattr(item, "road_ref", ""), getattr(item, "ref", "")}
        pieces = getattr(item, "on_roads", item.pieces)
        refs |= {sections[piece.origin].ref for piece in pieces if piece.origin in sections}
        spoken = [item.id, *(say(f"kind.{item.kind}", language) for language in languages())]
        spoken += [name for ref in sorted(refs) if ref for name in spellings(ref)]
        for code in sorted(self.overlapped_codes[item.id]):
            spoken += self.areas[code].full_name.values()
        for agency_id in item.agency_ids:
            spoken += self.agencies[agency_id].name.values() if agency_id in self.agencies else ()
        for corridor_id in item.corridor_ids:
            corridor = self.corridors.get(corridor_id)
            for stretch in corridor.sections if corridor else ():
                section = sections[stretch.section_id]
                spoken += section.name.values() if section.road_class == "river" else ()
        for said in ("name", "start", "end", "class_target"):
            spoken += getattr(item, said).values() if hasattr(item, said) else ()
        return tuple(dict.fromkeys(folded for each in spoken if (folded := phrase(each))))

    def events_of(self, project_id: str) -> tuple[model.StatusEvent, ...]:
        """Return the history of a project, oldest first."""
        return self._events_of.get(project_id, ())

    @cached_property
    def groups(self) -> Mapping[str, tuple[model.Project, ...]]:
        """The parts of each project that is a group, by its id."""
        parts = _grouped(self.projects.values(), "part_of")
        return {key: tuple(group) for key, group in parts.items() if key}

    @cached_property
    def _of_project(self) -> dict[str, dict[str, list[object]]]:
        """Milestones, packages, obstacles, roles and photos by project."""
        names = ("milestones", "packages", "obstacles", "roles", "photos")
        return {name: _grouped(getattr(self, name), "project_id") for name in names}

    def milestones_of(self, project_id: str) -> tuple[model.Milestone, ...]:
        """Return the milestones of a project as its sources give them."""
        return cast("tuple[model.Milestone, ...]", self._about(project_id, "milestones"))

    def packages_of(self, project_id: str) -> tuple[model.Package, ...]:
        """Return the packages of a project."""
        return cast("tuple[model.Package, ...]", self._about(project_id, "packages"))

    def obstacles_of(self, project_id: str) -> tuple[model.Obstacle, ...]:
        """Return the obstacles of a project."""
        return cast("tuple[model.Obstacle, ...]", self._about(project_id, "obstacles"))

    def roles_of(self, project_id: str) -> tuple[model.Role, ...]:
        """Return who is what in a project."""
        return cast("tuple[model.Role, ...]", self._about(project_id, "roles"))

    def photos_of(self, project_id: str) -> tuple[Photo, ...]:
        """Return the photos of the site of a project."""
        return cast("tuple[Photo, ...]", self._about(project_id, "photos"))

    def _about(self, project_id: str, name: str) -> tuple[object, ...]:
        return tuple(self._of_project[name].get(project_id, ()))

    def figures_of(self, subject_id: str) -> tuple[model.Figure, ...]:
        """Return all figures that sources give for a project, asset or corridor."""
        return tuple(self._figures_of.get(subject_id, ()))

    def item(self, item_id: str) -> model.Project | model.Asset:
        """Return the project or asset with an id.

        Raises
        ------
        UnknownIdError
            If there is none.
        """
        item = self.projects.get(item_id) or self.assets.get(item_id)
        if item is None:
            raise UnknownIdError(f"no project or asset has the id {item_id!r}")
        return item

    def route(self, ref: str) -> Route:
        """Return the measured route of a road number in any spelling, ``QL.6C/1`` for a branch.

        Raises
        ------
        KmRangeError
            If no such route is measured; the message lists the known ones.
        """
        road, _, branch = ref.partition("/")
        normal = normal_ref(road) or road
        key = f"{normal}/{branch}" if branch and branch != "0" else normal
        if key not in self.routes:
            raise KmRangeError(f"no measured route {ref!r}; known: {', '.join(self.routes)}")
        return self.routes[key]

    def projects_of_asset(self, asset_id: str) -> tuple[model.Project, ...]:
        """Return the projects on an asset."""
        return tuple(p for p in self.projects.values() if asset_id in p.asset_ids)


def once_per_catalog(
    make: Callable[Concatenate[Catalog, _P], _T],
) -> Callable[Concatenate[Catalog, _P], _T]:
    """Let a function of a module answer once a catalog; the answer is kept with the catalog.

    Its other arguments must be hashable.
    """

    @wraps(make)
    def kept(catalog: Catalog, /, *args: _P.args, **names: _P.kwargs) -> _T:
        # A key that can be pickled with the catalog: the function as its module knows it.
        key = (kept, args, tuple(sorted(names.items())))
        if key not in catalog.cached:
            # Two threads may both make it; they make the same.
            catalog.cached[key] = make(catalog, *args, **names)
        return cast("_T", catalog.cached[key])

    return kept


def _grouped(items: Iterable[_T], field: str) -> dict[str, list[_T]]:
    groups: dict[str, list[_T]] = {}
    for item in items:
        groups.setdefault(getattr(item, field), []).append(item)
    return groups


def digest_of(data: Path, drafts: Mapping[str, bytes] | None = None) -> str:
    """Return the digest of a data folder: its shapes, tables and symbols, by name and content.

    The user interface's strings are no data of the map and do not count.

    Parameters
    ----------
    drafts
        Contents that count in place of tables of the folder, by the name of the table.
    """
    total = hashlib.sha256()
    files = (data.glob(part) for part in ("shapes/*.geojson", "tables/*.csv", "symbols/*.svg"))
    for path in sorted(chain.from_iterable(files)):
        if path.name == "strings.csv":
            continue
        total.update(path.relative_to(data).as_posix().encode())
        draft = (drafts or {}).get(path.stem) if path.suffix == ".csv" else None
        content = path.read_bytes() if draft is None else draft
        total.update(hashlib.sha256(content).digest())
    return total.hexdigest()[:12]
