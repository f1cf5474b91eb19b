"""THE list of what a project has: each attribute once, for every place that shows or writes it.

List, card, book, slide, task list, statement and all files of data go over :data:`FIELDS`. A new
attribute is a column of the table of projects, one :class:`Field` here, and its words:
``data.column-<id>`` heads a column of data, ``card.<id>`` a row of a card.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Flag, StrEnum, auto
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from geo.catalog.history import figures_as_of
from geo.dates import PartialDate
from geo.model import ROAD_KINDS, AreaFrame, Kind, Status
from geo.query import cells, control_fields, wording
from geo.query.group_words import say_group, say_parts
from geo.query.view import sources_of
from geo.strings import kinds, languages, say, table
from geo.text import DEFAULT_LANGUAGE, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geo.catalog.catalog import Catalog
    from geo.model import Figure, Project
    from geo.query.view import ProjectRow, View

SHORT_NAME = 10
"""Longest name of a column in a shapefile (dBASE III, 10 bytes of the field's name)."""
Cell = str | float | int | bool | PartialDate | list[str] | dict[str, float] | None


class ColumnKind(StrEnum):
    """The type of the cells of a column."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole"
    DATE = "date"
    FLAG = "flag"
    LIST = "list"
    MAP = "map"


class On(Flag):
    """Where a column stands out: the first of a workbook, the last of these, and the balloon.

    A workbook prints its first columns alone, one of them where areas are chosen alone; Google
    Earth shows the balloon of a project.
    """

    NOWHERE = 0
    PRINT = auto()
    PRINT_LAST = auto()
    PRINT_CHOSEN = auto()
    BALLOON = auto()


@dataclass(frozen=True)
class Column:
    """One column of the list of projects as data.

    Parameters
    ----------
    id
        Its name in JSON, CSV, GeoJSON and GeoPackage; says the unit of a measure.
    short
        Its name in a shapefile, at most :data:`SHORT_NAME` ASCII letters.
    value
        Where its cell stands in a row (``event.source_id``), or what makes it; ``None`` where no
        source says it.
    words
        Beginning of the strings that say its codes: ``qualifier.``; empty where it has none.
    width
        In characters of a workbook's standard typeface.
    on
        Where else than in the table of all columns it stands.
    language
        Of a text that stands in a column a language, empty for that of the view.
    read
        What makes the cell as people read it, where that is more than words for a code.
    """

    id: str
    short: str
    value: str | Callable[[View, ProjectRow], Cell]
    kind: ColumnKind = ColumnKind.TEXT
    words: str = ""
    width: int = 16
    on: On = On.NOWHERE
    language: str = ""
    read: Callable[[View, ProjectRow], Cell] | None = None

    def title(self, language: str) -> str:
        """Return the heading that a person reads."""
        if f"data.column-{self.id}" in table():
            return say(f"data.column-{self.id}", language)
        # A further language brings words of its own, but no heading for its column of names.
        name = say("data.fact-project_name", language)
        own = self.language == language
        return name if own else f"{name} ({say('language.name', self.language)})"

    def cell(self, view: View, row: ProjectRow) -> Cell:
        """Return the cell of a row, ``None`` where no source says anything."""
        if not isinstance(self.value, str):
            return self.value(view, row)
        value_at = follow(row, self.value)
        if isinstance(value_at, Text):
            value_at = value_at[self.language or view.selection.language]
        if isinstance(value_at, StrEnum):
            return value_at.value
        value: Cell = [*map(str, value_at)] if isinstance(value_at, tuple) else value_at
        return None if value == "" else value

    def in_words(self, cell: Cell, language: str) -> Cell:
        """Return a cell with its code as words."""
        return say(f"{self.words}{cell}", language) if self.words and cell else cell

    def reading(self, view: View, row: ProjectRow) -> Cell:
        """Return the cell of a row as people read it: with codes as words and areas by name."""
        if self.read:
            return self.read(view, row)
        return self.in_words(self.cell(view, row), view.selection.language)


def follow(thing: object, path: str) -> Any:  # noqa: ANN401 - an attribute may be anything
    """Return what stands at a path of attributes, ``None`` where one on the way is ``None``."""
    for name in path.split("."):
        thing = None if thing is None else getattr(thing, name)
    return thing


def flat(cell: Cell, separator: str = ";") -> str | float | int | bool | None:
    """Return a cell as one value: lists joined, days in the form of the tables (ISO 8601)."""
    if isinstance(cell, PartialDate):
        return cell.iso()
    if isinstance(cell, dict):
        return separator.join(f"{key}={number:g}" for key, number in cell.items())
    return separator.join(cell) if isinstance(cell, list) else cell


@dataclass(frozen=True)
class Named:
    """A name or phrase that states a fact, or one of several.

    Parameters
    ----------
    subject_id
        Id of the area, corridor or agency whose profile it leads to, empty for none.
    source_id
        Of the source that says it, where the row has several.
    """

    text: str
    subject_id: str = ""
    source_id: str = ""


@dataclass(frozen=True)
class Field:
    """One attribute of a project.

    Parameters
    ----------
    columns
        What a person reads of it in a file of data.
    codes
        Its codes and measures for programs; they stand behind the columns of all attributes.
    words
        What a card says of it, ``None`` for what has a place of its own on the card.
    quantity
        The quantity whose figures a card shows in its row, empty for none.
    card
        Place of its row on the card of the screen, and on that of book and slide; 0 for no row.
    lead
        Whether its row stands at the head of a card: what a planner looks for first.
    asked
        Whether a card says that no source gives it.
    applies
        Whether a project can have it at all.
    asks
        What its owner is asked for, by aspect (:class:`geo.reports.completeness.Aspect`): whether
        it is known, ``None`` where it is not asked for.
    stated
        What the statement of a sheet says of it, by aspect: ids, codes, days and numbers.
    hashed
        Its values of which the statement of a book holds a digest, in every language, behind their
        place among those of all attributes: the digests of files made before must stay true.
        Several attributes behind one place are one list.
    """

    id: str
    columns: tuple[Column, ...] = ()
    codes: tuple[Column, ...] = ()
    words: Callable[[View, ProjectRow, str], list[Named]] | None = None
    quantity: str = ""
    card: tuple[int, int] = (0, 0)
    lead: bool = False
    asked: bool = False
    applies: Callable[[Project], bool] = lambda _: True
    asks: Mapping[str, Callable[[View, ProjectRow], bool | None]] = field(default_factory=dict)
    stated: Mapping[str, str | Callable[[View, ProjectRow], Any]] = field(default_factory=dict)
    hashed: tuple[tuple[Any, ...], ...] = ()

    def label(self, language: str) -> str:
        """Return the label of the attribute on a card."""
        key = f"card.{self.id}"
        return say(key, language) if key in table() else wording.quantity_name(self.id, language)


def columns() -> tuple[Column, ...]:
    """Return all columns: what a person reads, then codes and measures for programs."""
    every = [column for item in FIELDS for column in item.columns]
    every += [column for item in FIELDS for column in item.codes]
    return tuple(each for column in every for each in _in_languages(column))


def _in_languages(column: Column) -> Iterable[Column]:
    if column.id != "name":
        return (column,)
    return (
        replace(column, id=f"name_{code}", short=f"NAME_{code.upper()}", language=code)
        for code in languages()
    )


def printed_columns(language: str, *, areas_chosen: bool = False) -> tuple[Column, ...]:
    """Return the columns that a workbook prints, in their order; a name in `language` alone."""
    wanted = _PRINTED | On.PRINT_CHOSEN if areas_chosen else _PRINTED
    chosen = (c for c in columns() if c.on & wanted and c.language in ("", language))
    return tuple(sorted(chosen, key=lambda column: On.PRINT_LAST in column.on))


def card_fields() -> list[Field]:
    """Return the attributes that have a row on a card."""
    return [item for item in FIELDS if any(item.card)]


def stated(view: View, row: ProjectRow) -> dict[str, Any]:
    """Return JSON-ready values that the statement of a sheet says of a project, by aspect."""
    return {
        name: _bare(follow(row, get) if isinstance(get, str) else get(view, row))
        for item in FIELDS
        for name, get in item.stated.items()
    }


def hashed(catalog: Catalog, project: Project) -> list[object]:
    """Return JSON-ready values of which the statement of a book holds one digest."""
    every = sorted((each for item in FIELDS for each in item.hashed), key=itemgetter(0))
    values = [
        [
            _bare(follow(project, get) if isinstance(get, str) else get(catalog, project))
            for get in gets
        ]
        for _, *gets in every
    ]
    return [each if len(each) > 1 else each[0] for each in values]


def _bare(value: object) -> object:
    """Return a JSON-ready value; a text in every language."""
    if isinstance(value, Text):
        return value.forms
    if isinstance(value, PartialDate):
        return value.iso()
    return str(value) if isinstance(value, StrEnum) else value


def length_source(view: View, row: ProjectRow) -> str | None:
    """Return the id of the source of a published length, ``None`` for another length."""
    if row.length_source != "published":
        return None
    figures = view.catalog.figures_of(row.project.id)
    quoted = (f for f in figures if f.quantity == "length" and f.value == row.length_km)
    return next((figure.source_id for figure in quoted), None)


def stated_figure(figure: Figure) -> list[Any]:
    """Return a JSON-ready figure of a statement: value, unit, qualifier, source."""
    return [float(figure.value), figure.unit, figure.qualifier, figure.source_id]


def _one(words: str) -> list[Named]:
    return [Named(words)] if words else []


def _told(
    lines: Callable[[View, ProjectRow, str], list[control_fields.Line]],
) -> Callable[[View, ProjectRow, str], list[Named]]:
    return lambda view, row, language: [Named(*line) for line in lines(view, row, language)]


def _names(items: str, ids: str) -> Callable[[View, ProjectRow, str], list[Named]]:
    """Return a function that gives the names of things that a project names by id.

    Parameters
    ----------
    items, ids
        Attributes of the catalog and of the project: ``agencies`` and ``agency_ids``.
    """

    def names(view: View, row: ProjectRow, language: str) -> list[Named]:
        nouns, named = getattr(view.catalog, items), getattr(row.project, ids)
        return [Named(nouns[id_].name[language], id_) for id_ in named if id_ in nouns]

    return names


def _linked(
    tell: Callable[[View, ProjectRow, str], Iterable[tuple[str, str]]],
) -> Callable[[View, ProjectRow, str], list[Named]]:
    return lambda *asked: [Named(*told) for told in tell(*asked)]


def _in_text(
    tell: Callable[[View, ProjectRow, str], Iterable[tuple[str, str]]],
) -> Callable[[View, ProjectRow], Cell]:
    def cell(view: View, row: ProjectRow) -> Cell:
        return "; ".join(name for name, _ in tell(view, row, view.selection.language)) or None

    return cell


def _cells(
    names: Callable[[View, ProjectRow, str], list[Named]],
) -> Callable[[View, ProjectRow], Cell]:
    return lambda view, row: [name.text for name in names(view, row, view.selection.language)]


def _name_forms(items: str, ids: str) -> Callable[[Catalog, Project], object]:
    def forms(catalog: Catalog, project: Project) -> list[Any]:
        nouns = getattr(catalog, items)
        return [[id_, nouns[id_].name.forms] for id_ in getattr(project, ids) if id_ in nouns]

    return forms


def _word(family: str, path: str) -> Callable[[View, ProjectRow], Cell]:
    """Return a function that gives the code at a path of the row in words."""
    return lambda view, row: say(f"{family}.{follow(row, path)}", view.selection.language)


def _length(name: str) -> Callable[[View, ProjectRow], Cell]:
    """Return a function that gives an attribute of the length to quote."""
    return lambda view, row: follow(next(iter(_known(view, row, "length")), None), name) or None


def _known(view: View, row: ProjectRow, quantity: str) -> tuple[Figure, ...]:
    figures = view.catalog.figures_of(row.project.id)
    return figures_as_of(figures, quantity, view.day, view.catalog.sources)


def _others(quantity: str) -> Callable[[View, ProjectRow], Cell]:
    """Return a function that gives the values of sources that disagree with the quoted one."""

    def others(view: View, row: ProjectRow) -> Cell:
        figures = _known(view, row, quantity)
        apart = (f for f in figures if (f.value, f.unit) != (figures[0].value, figures[0].unit))
        return [wording.figure_of_source(figure, view.selection.language) for figure in apart]

    return others


def _has_length(view: View, row: ProjectRow) -> bool | None:
    """Tell whether a length is published; of spots and of what has lapsed none is asked for."""
    project = row.project
    if row.status is Status.LAPSED or project.kind not in _ASKED_LENGTH or project.unlocated_spots:
        return None
    return bool(_known(view, row, "length"))


def _may_be_long(project: Project) -> bool:
    """Tell whether a project may have two ends and a length: no gate, town or school has."""
    if project.kind in _LINEAR or kinds().get(project.kind) == _TRANSPORT:
        return project.kind in _LINEAR
    return any("Line" in piece.geometry.geom_type for piece in project.pieces)


def _share(quantity: str, short: str, place: int, paper: int) -> Field:
    """Return the attribute of a share in percent, which a card draws as a bar."""
    value = Column(
        f"{quantity}_percent", f"{short}_PCT", control_fields.share_cell(quantity),
        ColumnKind.NUMBER, width=10, on=On.BALLOON,
    )  # fmt: skip
    day = Column(
        f"{quantity}_date", f"{short}_DATE", control_fields.share_day(quantity), ColumnKind.DATE
    )
    return Field(quantity, (value, day), quantity=quantity, card=(place, paper), lead=True)


# What is built along a line has a length; a gate, a town or a park has none.
_LINEAR = (*ROAD_KINDS, Kind.BRIDGE, Kind.WATERWAY, "power-line")
_ASKED_LENGTH = (*ROAD_KINDS, Kind.BRIDGE)
_TRANSPORT = "transport"
_K, _D, _C = ColumnKind, AreaFrame.DISTRICT, AreaFrame.COMMUNE
_CORRIDORS, _AGENCIES = _names("corridors", "corridor_ids"), _names("agencies", "agency_ids")
_ASSETS = _names("assets", "asset_ids")
_PRINT, _BALLOON = On.PRINT, On.BALLOON
_BOTH, _PRINTED = _PRINT | _BALLOON, _PRINT | On.PRINT_LAST
# A line a column: a list of attributes is read like a table.
# fmt: off
FIELDS: Final = (
    Field(
        "id", (Column("id", "ID", "project.id", width=13, on=_BOTH),),
        words=lambda _view, row, _language: _one(row.project.id), card=(29, 12),
    ),
    Field(
        "name", (Column("name", "NAME", "project.name", width=36, on=_PRINT),),
        stated={"name": lambda _, row: row.project.name[DEFAULT_LANGUAGE]},
    ),
    Field(
        "kind",
        (Column("kind_word", "KIND_TXT", _word("kind", "project.kind"), width=12, on=_BOTH),),
        (Column("kind", "KIND", "project.kind"),),
        hashed=((7, "kind", "road_ref", "km_from", "km_to"),),
    ),
    Field(
        "group", (Column("group_name", "GROUP_NAME", _in_text(say_group), _K.TEXT, width=30),),
        (Column("part_of", "PART_OF", "project.part_of"),),
        words=_linked(say_group), card=(13, 13), lead=True,
    ),
    Field("parts", words=_linked(say_parts), card=(14, 14), lead=True),
    Field(
        "status", (
            Column("status_word", "STATUS_TXT", _word("status", "status"), width=14, on=_BOTH),
            Column("status_since", "SINCE", "since.date", _K.DATE, width=11, on=_BOTH),
            Column("status_date", "UPDATED", "event.date", _K.DATE),
            Column("status_note", "LATEST", "event.note", width=38, on=_BOTH),
            Column("status_source", "ST_SOURCE", "event.source_id", width=17, on=On.PRINT_LAST),
        ),
        (Column("status", "STATUS", "status"),),
        asks={
            "status": lambda _, row: row.event is not None,
            "date": lambda _, row: row.since is not None and row.since.date.precision == "day",
            "source": cells.rests_on_official,
        },
        stated={"status": "status", "date": "event.date", "source": "event.source_id"},
    ),
    Field(
        "geometry", codes=(
            Column("geometry_kind", "GEOM_KIND", "geometry_kinds", _K.LIST),
            Column("on_spots", "ON_SPOTS", "project.unlocated_spots", _K.FLAG),
            Column("drawn_km", "DRAWN_KM", lambda _, row: row.drawn_km or None, _K.NUMBER),
        ),
        hashed=((6, "geometry_note"),),
    ),
    Field(
        "extent", words=lambda _, row, language: _one(wording.extent_words(row.project, language)),
        card=(21, 6), asked=True, applies=_may_be_long, hashed=((1, "start"), (2, "end")),
    ),
    Field(
        "length", (
            Column("length_km", "LENGTH_KM", "length_km", _K.NUMBER, "", 8, _BOTH),
            Column("chosen_km", "CHOSEN_KM", cells.chosen_km, _K.NUMBER, "", 9,
                   On.PRINT_CHOSEN | _BALLOON),
            Column("length_basis", "LEN_BASIS", "length_source", words="data.basis-", on=_BALLOON),
            Column("length_qualifier", "LEN_QUALIF", _length("qualifier"), words="qualifier."),
            Column("length_source", "LEN_SOURCE", _length("source_id")),
            Column("length_other_km", "LEN_OTHER", _others("length"), _K.LIST, on=_BALLOON),
        ),
        quantity="length", card=(22, 28), asked=True, applies=_may_be_long,
        asks={"length": _has_length},
        stated={
            "length": lambda _, row: row.length_km and round(row.length_km, 3),
            "length-basis": "length_source", "length-source": length_source,
        },
    ),
    Field(
        "capital", (
            Column("capital_billion_vnd", "CAPITAL_BN", "capital.value", _K.NUMBER, "", 12, _BOTH),
            Column("capital_qualifier", "CAP_QUALIF", "capital.qualifier", _K.TEXT, "qualifier.",
                   on=_BALLOON),
            Column("capital_note", "CAP_NOTE", "capital.note", width=50, on=_BALLOON),
            Column("capital_as_of", "CAP_DATE", "capital.as_of", _K.DATE),
            Column("capital_source", "CAP_SOURCE", "capital.source_id"),
            Column("capital_other_billion_vnd", "CAP_OTHER", _others("capital"), _K.LIST,
                   on=_BALLOON),
        ),
        quantity="capital", card=(5, 25), lead=True, asked=True,
        asks={
            "capital": lambda _, row: row.capital is not None
            if row.status is not Status.LAPSED else None,
        },
        stated={"capital": lambda _, row: row.capital and stated_figure(row.capital)},
    ),
    _share("physical_progress", "PHYS", 1, 21),
    _share("financial_progress", "FIN", 2, 22),
    _share("disbursed_share", "DISB", 3, 23),
    _share("cleared_share", "SITE", 4, 24),
    Field("year_plan", quantity="year_plan", card=(6, 26), lead=True),
    Field("disbursed", quantity="disbursed", card=(7, 27), lead=True),
    Field(
        "next_milestone", (
            Column("next_milestone", "NEXT_STEP", control_fields.next_name, on=_BALLOON),
            Column("next_milestone_date", "NEXT_DATE", control_fields.next_day, _K.DATE,
                   on=_BALLOON),
            Column("next_milestone_slip", "NEXT_SLIP", control_fields.next_slip, on=_BALLOON),
        ),
        words=_told(control_fields.next_lines), card=(8, 1), lead=True,
    ),
    Field(
        "milestones", words=_told(control_fields.milestone_lines), card=(9, 2), lead=True,
    ),
    Field(
        "obstacles", (
            Column("open_obstacles", "OBSTACLES", control_fields.open_count, _K.WHOLE, "", 9),
            Column("obstacle_notes", "OBST_NOTES", control_fields.open_notes, _K.LIST,
                   width=40, on=_BALLOON),
        ),
        words=_told(control_fields.obstacle_lines), card=(10, 3), lead=True,
    ),
    Field("packages", words=_told(control_fields.package_lines), card=(11, 4), lead=True),
    Field(
        "districts", (
            Column("district_names", "DISTRICTS", cells.area_names(_D), _K.LIST, width=17,
                   on=_BOTH),
        ),
        (Column("districts", "DIST_CODES", cells.area_codes(_D), _K.LIST),),
        hashed=((13, lambda *_: _D), (14, cells.touched_codes(_D))),
    ),
    Field(
        "communes",
        (Column("commune_names", "COMMUNES", cells.area_names(_C), _K.LIST, on=_BALLOON),),
        (Column("communes", "COM_CODES", cells.area_codes(_C), _K.LIST),),
        hashed=((15, lambda *_: _C), (16, cells.touched_codes(_C))),
    ),
    Field(
        "corridors", (
            Column("corridor_names", "CORRIDORS", _cells(_CORRIDORS), _K.LIST, on=_BALLOON),
        ),
        (Column("corridors", "COR_IDS", "project.corridor_ids", _K.LIST),),
        words=_CORRIDORS, card=(26, 10),
        hashed=((11, _name_forms("corridors", "corridor_ids")),),
    ),
    Field(
        "agency", (
            Column("agency_names", "AGENCIES", _cells(_AGENCIES), _K.LIST, on=_BALLOON),
        ),
        (Column("agencies", "AGENCY_IDS", "project.agency_ids", _K.LIST),),
        words=_told(control_fields.agency_lines), card=(12, 5), lead=True, asked=True,
        hashed=((9, _name_forms("agencies", "agency_ids")),),
    ),
    Field(
        "asset", words=lambda *asked: _one(", ".join(asset.text for asset in _ASSETS(*asked))),
        card=(27, 11), hashed=((10, _name_forms("assets", "asset_ids")),),
    ),
    Field(
        "class", (Column("class_target", "CLASS", "project.class_target"),),
        words=lambda _, row, language: _one(row.project.class_target[language]),
        card=(23, 7), hashed=((3, "class_target"),),
    ),
    Field(
        "funding", (Column("funding", "FUNDING", "project.funding"),),
        words=lambda _, row, language: _one(row.project.funding[language]),
        card=(24, 8), hashed=((4, "funding"),),
    ),
    Field(
        "years", (
            Column("start_year", "START_YEAR", "project.start_year", _K.WHOLE),
            Column("finish_year", "END_YEAR", "project.finish_year", _K.WHOLE),
        ),
        words=lambda _view, row, language: _one(wording.years_words(row.project, language)),
        card=(25, 9), asked=True, hashed=((8, "start_year", "finish_year", "unlocated_spots"),),
    ),
    Field(
        "position", (
            Column("position", "POSITION", cells.position_words, _K.LIST, width=20, on=_BOTH),
            Column("evidence", "EVIDENCE", "evidence", width=10, on=_BOTH),
        ),
    ),
    Field(
        "note", (Column("note", "NOTE", "project.note", width=60, on=_BALLOON),),
        hashed=((5, "note"),),
    ),
    Field(
        "sources", codes=(Column("sources", "SOURCE_IDS", sources_of, _K.LIST),),
        hashed=((12, "source_ids"),),
    ),
    Field(
        "km_by_area", codes=(
            Column("km_by_district", "KM_BY_DIST", cells.km_by_area(_D), _K.MAP,
                   read=cells.km_words(_D)),
            Column("km_by_commune", "KM_BY_COM", cells.km_by_area(_C), _K.MAP,
                   read=cells.km_words(_C)),
        ),
    ),
)
# fmt: on
"""All attributes of a project, in the order of the columns of data."""
