"""What the sheet of one project says, before anything of it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from briefing.content.card import project_card
from briefing.project_sheet.photos import sheet_photos
from briefing.request import RequestError
from briefing.sheet.furniture import MapPlacement, map_sheet
from briefing.sheet.paper_sizes import Box, paper_of
from briefing.sheet.statement import statement_of
from briefing.statement.project import card_entries
from briefing.statement.statement import PROJECT, code_for, statement_rows
from geo.catalog.history import figures_as_of
from geo.query.control import PROGRESS, latest_word
from geo.query.view import project_row
from geo.strings import say
from layers.paper.window import POINTS_PER_MM
from layers.style.model import SmallMap
from layers.themes import layers_on

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from briefing.content.card import Card
    from briefing.project_sheet.photos import SheetPhoto
    from briefing.request import ExportRequest
    from briefing.sheet.plan import Sheet
    from briefing.statement.statement import Statement
    from geo.model import Figure, Source
    from geo.query.control import Control
    from geo.query.view import ProjectRow, View

SIZE: Final = "A4"
MARGIN_MM: Final = 12.0
FOOT_MM: Final = 19.0
MAP_SHARE: Final = 0.5
MAP_MM: Final = 74.0
# Where there are no milestones below it.
TALL_MAP_MM: Final = 96.0
GUTTER: Final = 16.0
_IMPRINT_MM: Final = 60.0
_GRAIN: Final = 0.001  # degrees
# Names of gates, seats and roads, and nothing that would compete with the project.
_LAYERS: Final = layers_on(SmallMap.CARD) | {"projects"}
# What tells the size of a project where it has no length, the most telling first.
SIZES: Final = (
    "length", "pupils", "beds", "classes", "power", "water_supply", "storage", "voltage", "area",
    "households_served", "passengers",
)  # fmt: skip
STEPS: Final = 4
"""Steps of the history that the sheet tells at most."""


@dataclass(frozen=True)
class ProjectSheet:
    """Everything that the sheet of a project says.

    Parameters
    ----------
    sheet
        Its map, its provenance and its paper; its view holds this project alone.
    numbers
        Of its sources, by id, from 1.
    photos
        Of its site, those that are shown.
    """

    sheet: Sheet
    row: ProjectRow
    card: Card
    control: Control
    numbers: dict[str, int]
    photos: tuple[SheetPhoto, ...] = ()

    @property
    def language(self) -> str:
        """The language of the sheet."""
        return self.sheet.language

    @property
    def view(self) -> View:
        """The view that holds the project alone."""
        return self.sheet.view

    @property
    def latest(self) -> date | None:
        """The day of the latest word on the project."""
        return latest_word(self.view.catalog, self.row.project, self.view.day)

    @property
    def place(self) -> str:
        """The communes that the project touches, as many as a line holds."""
        communes = self.card.communes
        names = [area.name for area in communes[:_MOST_AREAS]]
        words = ", ".join(names)
        if len(communes) > _MOST_AREAS:
            count = len(communes) - _MOST_AREAS
            words = say("book.and-more", self.language, names=words, count=count)
        return words

    @property
    def group(self) -> str:
        """The project that it is part of, empty for none."""
        whole = self.view.catalog.projects.get(self.row.project.part_of)
        if whole is None:
            return ""
        return say("project.part-of", self.language, name=whole.name[self.language])

    def refs(self, *sources: Source | None) -> str:
        """Return the numbers of sources as they stand behind a fact: [3, 12]."""
        found = {self.numbers[one.id] for one in sources if one and one.id in self.numbers}
        return f"[{', '.join(map(str, sorted(found)))}]" if found else ""

    def refs_to(self, *ids: str) -> str:
        """Return the numbers of sources by their ids."""
        return self.refs(*(self.view.catalog.sources.get(id_) for id_ in ids))


_MOST_AREAS: Final = 4


def plan_project(view: View, request: ExportRequest) -> ProjectSheet:
    """Return the sheet of the project that a request names; it need not be in the view.

    Raises
    ------
    RequestError
        If there is no such project; the message is in the language of the view.
    """
    language, catalog = view.selection.language, view.catalog
    project = catalog.projects.get(request.project)
    if not request.project:
        raise RequestError(say("project.error-none", language))
    if project is None:
        raise RequestError(say("project.error", language, value=request.project))
    row = project_row(catalog, view.selection, project, view.day)
    alone = replace(
        view,
        selection=view.selection.with_(areas=(), corridors=()),
        rows=(row,),
        assets=tuple(catalog.assets.values()),
        corridors=(),
    )
    paper = paper_of(SIZE, landscape=False)
    inner = Box(0.0, 0.0, paper.width, paper.height).inset(MARGIN_MM * POINTS_PER_MM)
    wide = (inner.width - GUTTER) * MAP_SHARE
    control = view.control_of(project)
    high_mm = MAP_MM if control.milestones else TALL_MAP_MM
    outer = Box(inner.right - wide, 0.0, wide, high_mm * POINTS_PER_MM)
    asked = replace(
        request, size=SIZE, landscape=False, layers=_LAYERS, bbox=None, format=_picture(request)
    )
    plain = map_sheet(alone, asked, MapPlacement(paper, outer, _extent(alone, row)))
    card = project_card(alone, row, language)
    used = [
        id_ for id_ in dict.fromkeys(_used(alone, row, card, control)) if id_ in catalog.sources
    ]
    provenance = replace(
        plain.provenance,
        sources=tuple(catalog.sources[id_] for id_ in used),
        code=code_for(said_of(alone)),
    )
    foot, imprint = FOOT_MM * POINTS_PER_MM, _IMPRINT_MM * POINTS_PER_MM
    frame = replace(plain.frame, imprint=Box(inner.right - imprint, inner.bottom, imprint, foot))
    sheet = replace(
        plain, title=card.name, caption=card.status_word, lines=(), provenance=provenance,
        frame=frame, request=replace(plain.request, format=request.format),
    )  # fmt: skip
    numbers = {id_: number for number, id_ in enumerate(used, start=1)}
    photos = sheet_photos(card.photos, request.photos, grey=request.grey)
    return ProjectSheet(sheet, row, card, control, numbers, photos)


def said_of(alone: View) -> list[dict[str, Any]]:
    """Return what the sheet says of its project, as plain values."""
    (said,), (row,) = statement_rows(alone), alone.rows
    entries = card_entries(alone, row.project)
    if row.capital is None:
        whole = [_group_cells(row, figure) for figure in group_capital(alone, row)[:1]]
        control = [*entries.get("control", []), *whole]
        entries |= {"control": control} if control else {}
    return [{**said, **entries}]


def _group_cells(row: ProjectRow, figure: Figure) -> list[Any]:
    """Return the capital of the group as a row of control, see ``card_entries``."""
    day = figure.as_of.iso() if figure.as_of else ""
    return ["group", row.project.part_of, f"{figure.value:g} {figure.unit}", day, figure.source_id]


def statement_of_project(planned: ProjectSheet) -> Statement:
    """Return the statement that the file of a sheet carries."""
    return statement_of(planned.sheet, PROJECT, said_of(planned.view))


def _picture(request: ExportRequest) -> str:
    # A map is planned for paper, whatever it is set into.
    return request.format if request.format in ("pdf", "png") else "png"


def _extent(view: View, row: ProjectRow) -> tuple[float, float, float, float]:
    """Return west, south, east, north of a project (EPSG:4326), of the province without place."""
    shape = row.geometry
    if shape is None or shape.is_empty:
        shape = view.catalog.areas.province
    west, south, east, north = (float(value) for value in shape.bounds)
    return west - _GRAIN, south - _GRAIN, east + _GRAIN, north + _GRAIN


def group_capital(view: View, row: ProjectRow) -> tuple[Figure, ...]:
    """Return what sources say that the whole group of a project costs, the one to quote first."""
    return _known(view, row.project.part_of, "capital") if row.project.part_of else ()


def _known(view: View, project_id: str, code: str) -> tuple[Figure, ...]:
    figures = view.catalog.figures_of(project_id)
    return figures_as_of(figures, code, view.day, view.catalog.sources)


def _used(view: View, row: ProjectRow, card: Card, control: Control) -> Iterator[str]:
    """Yield the ids of the sources behind what the sheet may tell, in its order."""
    if row.event:
        yield row.event.source_id
    for code in ("capital", *SIZES, *PROGRESS):
        figures = _known(view, row.project.id, code)
        yield from (figure.source_id for figure in figures[:1])
    if row.project.part_of and row.capital is None:
        yield from (figure.source_id for figure in group_capital(view, row)[:1])
    yield from control.source_ids
    for step in card.history[:STEPS]:
        if step.source:
            yield step.source.id
    if not view.catalog.events_of(row.project.id):
        yield from row.project.source_ids
