"""*Thêm dự án*: a project that the map does not have, with its place and what is known of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo.proposals.near import like_projects
from geo.proposals.place import form_place, place_field
from geo.proposals.proposal import YES, FormReader
from geo.proposals.update import fact_cells, write_facts
from geo.store.model import row_added, row_cells
from geo.store.overlay import key_columns
from geo.trip.fields import NAME
from geo.trip.values import ValueDoubt

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog
    from geo.proposals.near import LikeProject
    from geo.proposals.place import FormPlace
    from geo.proposals.proposal import FormGround, Proposal, Typed
    from geo.store.model import StoredChange

KIND: Final = "projects.kind"
AGENCY: Final = "projects.agency_ids"
ANOTHER: Final = "another"
"""Whether somebody has said that it is none of those that are like it."""
_SUBJECT: Final = "+1"


def plan_project(typed: Typed, ground: FormGround) -> Proposal:
    """Return what a form for a new project adds.

    Parameters
    ----------
    typed
        Facts as in a workbook, the place as :mod:`geo.proposals.place` says, `AGENCY`, `SOURCE` or
        `UNSOURCED`, and `ANOTHER`.
    """
    reader = FormReader(ground, typed)
    source = reader.source_words()
    place = _place(reader)
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
    return reader.proposal(ids.get(_SUBJECT, ""))


def likes(typed: Typed, catalog: Catalog, place: FormPlace | None) -> tuple[LikeProject, ...]:
    """Return the projects that the one of a form may be the same as."""
    return like_projects(typed.get(NAME, ""), typed.get(KIND, ""), place, catalog)


def place_of_form(typed: Typed, catalog: Catalog) -> FormPlace | None:
    """Return the place that a form tells, ``None`` while it tells none."""
    try:
        return form_place(typed, catalog)
    except ValueDoubt:
        return None


def _place(reader: FormReader) -> FormPlace | None:
    try:
        return form_place(reader.typed, reader.ground.catalog)
    except ValueDoubt as doubt:
        reader.doubt(place_field(reader.typed), doubt)
        return None


def _with_cells(change: StoredChange, more: dict[str, str]) -> StoredChange:
    """Return the row of the project with more cells; any other change as it is."""
    if change.table != "projects" or change.new is None:
        return change
    cells = {**row_cells(change.new), **{name: cell for name, cell in more.items() if cell}}
    added = row_added("projects", key_columns("projects"), cells, change.source_id)
    return replace(change, new=added.new)
