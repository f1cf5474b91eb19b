"""*Thêm dự án*: a project that the map does not have, with its place and what is known of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo.model import Evidence
from geo.proposals.near import like_projects
from geo.proposals.place import FILE, WAY, form_place, place_field
from geo.proposals.proposal import YES, FormReader
from geo.proposals.shape import shape_changes
from geo.proposals.update import fact_cells, write_facts
from geo.store.model import row_added, row_cells
from geo.store.overlay import key_columns
from geo.trip.fields import NAME
from geo.trip.geometries import NewGeometry, geometry_changes
from geo.trip.values import ValueDoubt

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog
    from geo.proposals.near import LikeProject
    from geo.proposals.place import FormPlace
    from geo.proposals.proposal import FormGround, Proposal, Typed
    from geo.shapes.recognise import Recognition
    from geo.store.model import StoredChange

KIND: Final = "projects.kind"
AGENCY: Final = "projects.agency_ids"
ANOTHER: Final = "another"
"""Whether somebody has said that it is none of those that are like it."""
_SUBJECT: Final = "+1"


def plan_project(typed: Typed, ground: FormGround, found: Recognition | None = None) -> Proposal:
    """Return what a form for a new project adds.

    Parameters
    ----------
    typed
        Facts as in a workbook, the place as :mod:`geo.proposals.place` says, `AGENCY`, `SOURCE` or
        `UNSOURCED`, and `ANOTHER`.
    found
        What the file is that tells the place, where one does.
    """
    reader = FormReader(ground, typed)
    source = reader.source_words()
    place = _place(reader, found)
    cells = fact_cells(reader, _SUBJECT, source)
    fields = {cell.field for cell in cells}
    if NAME not in fields:
        reader.doubt(NAME, ValueDoubt("new-name"))
    if KIND not in fields:
        reader.doubt(KIND, ValueDoubt("new-kind", known=""))
    agency = typed.get(AGENCY, "")
    if agency and agency not in ground.catalog.agencies:
        reader.doubt(AGENCY, ValueDoubt("agency"))
        agency = ""
    strong = [one for one in likes(typed, ground.catalog, place) if one.is_strong]
    if strong and typed.get(ANOTHER) != YES:
        known = strong[0].project.name[ground.language]
        reader.doubt(ANOTHER, ValueDoubt("like", name=known))
    if not {NAME, KIND} <= fields:
        return reader.proposal()
    ids = write_facts(reader, cells)
    more = {**(place.cells if place else {}), "agency_ids": agency}
    reader.changes[:] = [_with_cells(change, more) for change in reader.changes]
    project_id = ids.get(_SUBJECT, "")
    source_id = reader.source_id(source)
    if project_id and found is not None and typed.get(WAY) == FILE:
        reader.add(shape_changes(reader, project_id, found, source))
    elif project_id and source_id and place and place.is_spot and place.shape:
        told = NewGeometry(project_id, place.shape, Evidence.C, ground.today, source_id)
        reader.changes += geometry_changes(told, ground.catalog, reader.told_on(source_id))
    return reader.proposal(project_id)


def likes(typed: Typed, catalog: Catalog, place: FormPlace | None) -> tuple[LikeProject, ...]:
    """Return the projects that the one of a form may be the same as."""
    return like_projects(typed.get(NAME, ""), typed.get(KIND, ""), place, catalog)


def place_of_form(
    typed: Typed, catalog: Catalog, found: Recognition | None = None
) -> FormPlace | None:
    """Return the place that a form tells, ``None`` while it tells none."""
    try:
        place = form_place(typed, catalog)
        return replace(place, shape=found.shape) if found else place
    except ValueDoubt:
        return None


def _place(reader: FormReader, found: Recognition | None) -> FormPlace | None:
    try:
        place = form_place(reader.typed, reader.ground.catalog)
    except ValueDoubt as doubt:
        reader.doubt(place_field(reader.typed), doubt)
        return None
    if reader.typed.get(WAY) != FILE:
        return place
    if found is None:
        reader.doubt(place_field(reader.typed), ValueDoubt("shape-file"))
        return None
    return replace(place, shape=found.shape)


def _with_cells(change: StoredChange, more: dict[str, str]) -> StoredChange:
    """Return the row of the project with more cells; any other change as it is."""
    if change.table != "projects" or change.new is None:
        return change
    cells = {**row_cells(change.new), **{name: cell for name, cell in more.items() if cell}}
    added = row_added("projects", key_columns("projects"), cells, change.source_id)
    return replace(change, new=added.new)
