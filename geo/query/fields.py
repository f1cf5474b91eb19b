"""THE list of what a project has: each attribute once, for every place that shows or writes it.

List, card, book, slide, task list, statement and all files of data go over :data:`FIELDS`. A new
attribute is a column of the table of projects, one :class:`Field` here, and its words:
``data.column-<id>`` heads a column of data, ``card.<id>`` a row of a card.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from geo import wording
from geo.catalog.history import figures_as_of, in_conflict, known_since
from geo.dates import PartialDate
from geo.model import Frame
from geo.strings import languages, say, table
from geo.text import DEFAULT_LANGUAGE, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geo.catalog.catalog import Catalog
    from geo.model import Figure, Project, StatusEvent, Touch
    from geo.query.view import Row, View

SHORT_NAME = 10
"""Longest name of a column in a shapefile (dBASE III, 10 bytes of the field's name)."""
Cell = str | float | int | bool | PartialDate | list[str] | dict[str, float] | None


class ColumnKind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole"
    DATE = "date"
    FLAG = "flag"
    LIST = "list"
    MAP = "map"


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
        Cell of a row; ``None`` where no source says it. A :class:`geo.text.Text` becomes a column
        in each language: ``name_vi``, ``name_en``, ….
    words
        Says a code of the column in a language, ``None`` where the column holds no codes.
    width
        In characters of a workbook's standard typeface.
    printed
        Place among the columns that a workbook prints, equal ones in the order of the list; 0 for
        those that stand to the right of the printed ones.
    balloon
        Whether Google Earth shows it when a project is clicked.
    language
        Of a column that a text gave, empty for the others.
    """

    id: str
    short: str
    kind: ColumnKind
    value: Callable[[View, Row], Cell | Text]
    words: Callable[[str, str], str] | None = None
    width: int = 16
    printed: int = 0
    balloon: bool = False
    language: str = ""

    def title(self, language: str) -> str:
        """Return the heading that a person reads."""
        if self.language and f"data.column-{self.id}" not in table():
            return f"{say('column.name', language)} ({say('language.name', self.language)})"
        return say(f"data.column-{self.id}", language)

    def cell(self, view: View, row: Row) -> Cell:
        """Return the cell of a row."""
        value = self.value(view, row)
        return value[self.language] if isinstance(value, Text) else value


@dataclass(frozen=True)
class Named:
    """A piece of a fact in words.

    Parameters
    ----------
    subject_id
        Id of the area, corridor or agency whose profile it leads to, empty for none.
    """

    text: str
    subject_id: str = ""


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
        What a card says of it, ``None`` for what has a place of its own on the card. Pieces with
        a subject are names in a list.
    quantity
        The quantity whose figures a card shows in its row, empty for none.
    card, paper
        Place of its row on the card of the screen, and on that of book and slide; 0 for no row.
    asked
        Whether a card says that no source gives it.
    applies
        Whether a project can have it at all.
    stated
        What the statement of a sheet says of it, by aspect: ids, codes, days and numbers.
    hashed
        Its values of which the statement of a book holds a digest, in every language, with their
        place among those of all attributes: the digests of files made before must stay true.
    """

    id: str
    columns: tuple[Column, ...] = ()
    codes: tuple[Column, ...] = ()
    words: Callable[[View, Row, str], list[Named]] | None = None
    quantity: str = ""
    card: int = 0
    paper: int = 0
    asked: bool = False
    applies: Callable[[Project], bool] = lambda _: True
    stated: Mapping[str, Callable[[View, Row], Any]] = field(default_factory=dict)
    hashed: tuple[tuple[int, Callable[[Catalog, Project], object]], ...] = ()

    def label(self, language: str) -> str:
        """Return what stands before its words on a card."""
        return say(f"card.{self.id}", language)


def columns() -> tuple[Column, ...]:
    """Return all columns: what a person reads, then codes and measures for programs."""
    found = [column for item in FIELDS for column in item.columns]
    found += [column for item in FIELDS for column in item.codes]
    return tuple(each for column in found for each in _in_languages(column))


def _in_languages(column: Column) -> Iterable[Column]:
    if column.id != "name":
        return (column,)
    return (
        replace(column, id=f"name_{code}", short=f"NAME_{code.upper()}", language=code)
        for code in languages()
    )


def printed_columns(language: str) -> tuple[Column, ...]:
    """Return the columns that a workbook prints, in their order; a name in `language` alone."""
    chosen = [c for c in columns() if c.printed and c.language in ("", language)]
    return tuple(sorted(chosen, key=lambda column: column.printed))


def flat(cell: Cell, separator: str = ";") -> str | float | int | bool | None:
    """Return a cell as one value: lists joined, days in the form of the tables (ISO 8601)."""
    if isinstance(cell, PartialDate):
        return cell.iso()
    if isinstance(cell, dict):
        return separator.join(f"{key}={number:g}" for key, number in cell.items())
    return separator.join(cell) if isinstance(cell, list) else cell


def card_fields(*, paper: bool = False) -> list[Field]:
    """Return the attributes that have a row on a card, in the order of its rows."""

    def place(item: Field) -> int:
        return item.paper if paper else item.card

    return sorted((item for item in FIELDS if place(item)), key=place)


def stated(view: View, row: Row) -> dict[str, Any]:
    """Return what the statement of a sheet says of a project, by aspect."""
    return {name: get(view, row) for item in FIELDS for name, get in item.stated.items()}


def hashed(catalog: Catalog, project: Project) -> list[object]:
    """Return the values of which the statement of a book holds one digest."""
    pairs = sorted((pair for item in FIELDS for pair in item.hashed), key=itemgetter(0))
    return [get(catalog, project) for _, get in pairs]


def sources_of(view: View, row: Row) -> list[str]:
    """Return the ids of all sources of what is known of a project on the day of the view."""
    used = [event.source_id for event in events_until(view, row)]
    used += [figure.source_id for figure in figures_until(view, row)]
    return sorted({*row.project.source_ids, *used})


def events_until(view: View, row: Row) -> list[StatusEvent]:
    """Return the history of a project up to the day of the view, oldest first."""
    events = view.catalog.events_of(row.project.id)
    return [event for event in events if event.effective <= view.day]


def figures_until(view: View, row: Row) -> list[Figure]:
    """Return the figures of a project that are known on the day of the view."""
    figures = view.catalog.figures_of(row.project.id)
    dated = [(known_since(figure, view.catalog.sources), figure) for figure in figures]
    return [figure for since, figure in dated if since is None or since <= view.day]


def length_source(view: View, row: Row) -> str | None:
    """Return the source of a published length, ``None`` where the length is none."""
    if row.length_source != "published":
        return None
    figures = view.catalog.figures_of(row.project.id)
    found = (f for f in figures if f.quantity == "length" and f.value == row.length_km)
    return next((figure.source_id for figure in found), None)


def stated_figure(figure: Figure) -> list[Any]:
    """Return a figure as a statement holds it: value, unit, qualifier, source."""
    return [float(figure.value), figure.unit, figure.qualifier, figure.source_id]


def _qualifier(code: str, language: str) -> str:
    return say(f"qualifier.{code}", language)


def _basis(code: str, language: str) -> str:
    return say(f"data.basis-{code}", language)


def _text(name: str) -> Callable[[View, Row], Cell]:
    """Return the getter of a text of the table of projects, in the language of the view."""
    return lambda view, row: getattr(row.project, name)[view.selection.language] or None


def _plain(name: str) -> Callable[[View, Row], Cell]:
    return lambda _, row: getattr(row.project, name)


def _said(name: str) -> Callable[[View, Row, str], list[Named]]:
    """Return the getter of a text of the table of projects for a card."""
    return lambda _, row, language: _one(getattr(row.project, name)[language])


def _forms(name: str) -> Callable[[Catalog, Project], object]:
    return lambda _, project: getattr(project, name).forms


def _one(words: str) -> list[Named]:
    return [Named(words)] if words else []


def _areas(frame: Frame) -> Callable[[View, Row], Cell]:
    return lambda view, row: [
        view.catalog.areas[touch.code].name[view.selection.language] for touch in row.touches(frame)
    ]


def _codes(frame: Frame) -> Callable[[View, Row], Cell]:
    return lambda _, row: [touch.code for touch in row.touches(frame)]


def _km_by(frame: Frame) -> Callable[[View, Row], Cell]:
    return lambda _, row: {t.code: t.length_km for t in row.touches(frame) if t.length_km}


def _touched(frame: Frame) -> Callable[[Catalog, Project], object]:
    def codes(_: Catalog, project: Project) -> list[str]:
        touches: tuple[Touch, ...] = dict(project.touches)[frame]
        return [touch.code for touch in touches]

    return codes


def _names(items: str, ids: str) -> Callable[[View, Row, str], list[Named]]:
    """Return the getter of the named things that a project names by id.

    Parameters
    ----------
    items, ids
        Attributes of the catalog and of the project: ``agencies`` and ``agency_ids``.
    """

    def names(view: View, row: Row, language: str) -> list[Named]:
        known = getattr(view.catalog, items)
        return [Named(known[id_].name[language], id_) for id_ in getattr(row.project, ids)]

    return names


def _name_cells(items: str, ids: str) -> Callable[[View, Row], Cell]:
    names = _names(items, ids)
    return lambda view, row: [name.text for name in names(view, row, view.selection.language)]


def _named_forms(items: str, ids: str) -> Callable[[Catalog, Project], object]:
    def forms(catalog: Catalog, project: Project) -> list[Any]:
        known = getattr(catalog, items)
        return [[id_, known[id_].name.forms] for id_ in getattr(project, ids) if id_ in known]

    return forms


def _assets(view: View, row: Row, language: str) -> list[Named]:
    known = view.catalog.assets
    names = [known[id_].name[language] for id_ in row.project.asset_ids if id_ in known]
    return _one(", ".join(names))


def _position(view: View, row: Row) -> list[str]:
    """Say in words what the geometry is: a drawing is named as one."""
    language = view.selection.language
    if not row.project.pieces:
        return [say("sheet.tag-unplaced", language)]
    words = [say(f"geometry.{kind}", language) for kind in row.geometry_kinds]
    return [*words, say("card.on-spots", language)] if row.project.on_spots else words


def _quoted(name: str) -> Callable[[View, Row], Cell]:
    """Return the getter of an attribute of the length to quote."""

    def quoted(view: View, row: Row) -> Cell:
        known = _known(view, row, "length")
        return (known and getattr(known[0], name)) or None

    return quoted


def _known(view: View, row: Row, quantity: str) -> tuple[Figure, ...]:
    figures = view.catalog.figures_of(row.project.id)
    return figures_as_of(figures, quantity, view.day, view.catalog.sources)


def _others(quantity: str) -> Callable[[View, Row], Cell]:
    """Return the getter of the values of sources that disagree with the quoted one."""

    def others(view: View, row: Row) -> list[str]:
        known = _known(view, row, quantity)
        if not in_conflict(known):
            return []
        first = (known[0].value, known[0].unit)
        return [
            wording.figure_of_source(figure, view.selection.language)
            for figure in known[1:]
            if (figure.value, figure.unit) != first
        ]

    return others


def _capital(name: str) -> Callable[[View, Row], Cell]:
    return lambda _, row: (row.capital and getattr(row.capital, name)) or None


def _event(name: str) -> Callable[[View, Row], Cell]:
    return lambda _, row: getattr(row.event, name) if row.event else None


def _event_note(view: View, row: Row) -> Cell:
    return row.event.note[view.selection.language] or None if row.event else None


def _capital_note(view: View, row: Row) -> Cell:
    return (row.capital and row.capital.note[view.selection.language]) or None


def _is_line(project: Project) -> bool:
    """Tell whether a project may have a length: nobody asks for that of a point or an area."""
    pieces = project.pieces
    return not pieces or any("Line" in piece.geometry.geom_type for piece in pieces)


_K = ColumnKind
FIELDS: Final = (
    Field(
        "id",
        (Column("id", "ID", _K.TEXT, _plain("id"), width=13, printed=1, balloon=True),),
        words=lambda _view, row, _language: _one(row.project.id),
        card=10,
        paper=10,
    ),
    Field(
        "name",
        (Column("name", "NAME", _K.TEXT, lambda _, row: row.project.name, width=36, printed=1),),
        stated={"name": lambda _, row: row.project.name[DEFAULT_LANGUAGE]},
    ),
    Field(
        "kind",
        (
            Column(
                "kind_word",
                "KIND_TXT",
                _K.TEXT,
                lambda view, row: say(f"kind.{row.project.kind}", view.selection.language),
                width=12,
                printed=1,
                balloon=True,
            ),
        ),
        (Column("kind", "KIND", _K.TEXT, lambda _, row: row.project.kind.value),),
        hashed=((7, lambda _, p: [str(p.kind), p.road_ref, p.km_from, p.km_to]),),
    ),
    Field(
        "status",
        (
            Column(
                "status_word",
                "STATUS_TXT",
                _K.TEXT,
                lambda view, row: say(f"status.{row.status}", view.selection.language),
                width=14,
                printed=1,
                balloon=True,
            ),
            Column(
                "status_since",
                "SINCE",
                _K.DATE,
                lambda _, row: row.since.date if row.since else None,
                width=11,
                printed=1,
                balloon=True,
            ),
            Column("status_date", "UPDATED", _K.DATE, _event("date")),
            Column(
                "status_note", "LATEST", _K.TEXT, _event_note, width=38, printed=1, balloon=True
            ),
            Column("status_source", "ST_SOURCE", _K.TEXT, _event("source_id"), width=17, printed=2),
        ),
        (Column("status", "STATUS", _K.TEXT, lambda _, row: row.status.value),),
        stated={
            "status": lambda _, row: str(row.status),
            "date": lambda _, row: row.event.date.iso() if row.event else None,
            "source": lambda _, row: row.event.source_id if row.event else None,
        },
    ),
    Field(
        "geometry",
        codes=(
            Column(
                "geometry_kind",
                "GEOM_KIND",
                _K.LIST,
                lambda _, row: [kind.value for kind in row.geometry_kinds],
            ),
            Column("on_spots", "ON_SPOTS", _K.FLAG, _plain("on_spots")),
            Column("drawn_km", "DRAWN_KM", _K.NUMBER, lambda _, row: row.drawn_km or None),
        ),
        hashed=((6, _forms("geometry_note")),),
    ),
    Field(
        "extent",
        words=lambda _, row, language: _one(wording.extent_words(row.project, language)),
        card=1,
        paper=1,
        asked=True,
        hashed=((1, _forms("start")), (2, _forms("end"))),
    ),
    Field(
        "length",
        (
            Column(
                "length_km",
                "LENGTH_KM",
                _K.NUMBER,
                lambda _, row: row.length_km,
                width=8,
                printed=1,
                balloon=True,
            ),
            Column(
                "length_basis",
                "LEN_BASIS",
                _K.TEXT,
                lambda _, row: row.length_source or None,
                words=_basis,
                balloon=True,
            ),
            Column("length_qualifier", "LEN_QUALIF", _K.TEXT, _quoted("qualifier"), _qualifier),
            Column("length_source", "LEN_SOURCE", _K.TEXT, _quoted("source_id")),
            Column("length_other_km", "LEN_OTHER", _K.LIST, _others("length"), balloon=True),
        ),
        quantity="length",
        card=2,
        paper=12,
        asked=True,
        applies=_is_line,
        stated={
            "length": lambda _, row: row.length_km and round(row.length_km, 3),
            "length-basis": lambda _, row: row.length_source,
            "length-source": length_source,
        },
    ),
    Field(
        "capital",
        (
            Column(
                "capital_billion_vnd",
                "CAPITAL_BN",
                _K.NUMBER,
                lambda _, row: row.capital.value if row.capital else None,
                width=12,
                printed=1,
                balloon=True,
            ),
            Column(
                "capital_qualifier",
                "CAP_QUALIF",
                _K.TEXT,
                _capital("qualifier"),
                words=_qualifier,
                balloon=True,
            ),
            Column("capital_note", "CAP_NOTE", _K.TEXT, _capital_note, width=50, balloon=True),
            Column("capital_as_of", "CAP_DATE", _K.DATE, _capital("as_of")),
            Column("capital_source", "CAP_SOURCE", _K.TEXT, _capital("source_id")),
            Column(
                "capital_other_billion_vnd",
                "CAP_OTHER",
                _K.LIST,
                _others("capital"),
                balloon=True,
            ),
        ),
        quantity="capital",
        card=4,
        paper=11,
        asked=True,
        stated={"capital": lambda _, row: row.capital and stated_figure(row.capital)},
    ),
    Field(
        "districts",
        (
            Column(
                "district_names",
                "DISTRICTS",
                _K.LIST,
                _areas(Frame.DISTRICT),
                width=17,
                printed=1,
                balloon=True,
            ),
        ),
        (Column("districts", "DIST_CODES", _K.LIST, _codes(Frame.DISTRICT)),),
        hashed=((13, lambda *_: "district"), (14, _touched(Frame.DISTRICT))),
    ),
    Field(
        "communes",
        (Column("commune_names", "COMMUNES", _K.LIST, _areas(Frame.COMMUNE), balloon=True),),
        (Column("communes", "COM_CODES", _K.LIST, _codes(Frame.COMMUNE)),),
        hashed=((15, lambda *_: "commune"), (16, _touched(Frame.COMMUNE))),
    ),
    Field(
        "corridors",
        (
            Column(
                "corridor_names",
                "CORRIDORS",
                _K.LIST,
                _name_cells("corridors", "corridor_ids"),
                balloon=True,
            ),
        ),
        (Column("corridors", "COR_IDS", _K.LIST, lambda _, row: list(row.project.corridor_ids)),),
        words=_names("corridors", "corridor_ids"),
        card=8,
        paper=8,
        hashed=((11, _named_forms("corridors", "corridor_ids")),),
    ),
    Field(
        "agency",
        (
            Column(
                "agency_names",
                "AGENCIES",
                _K.LIST,
                _name_cells("agencies", "agency_ids"),
                balloon=True,
            ),
        ),
        (Column("agencies", "AGENCY_IDS", _K.LIST, lambda _, row: list(row.project.agency_ids)),),
        words=_names("agencies", "agency_ids"),
        card=6,
        paper=6,
        asked=True,
        hashed=((9, _named_forms("agencies", "agency_ids")),),
    ),
    Field(
        "asset",
        words=_assets,
        card=9,
        paper=9,
        hashed=((10, _named_forms("assets", "asset_ids")),),
    ),
    Field(
        "class",
        (Column("class_target", "CLASS", _K.TEXT, _text("class_target")),),
        words=_said("class_target"),
        card=3,
        paper=3,
        hashed=((3, _forms("class_target")),),
    ),
    Field(
        "funding",
        (Column("funding", "FUNDING", _K.TEXT, _text("funding")),),
        words=_said("funding"),
        card=5,
        paper=5,
        hashed=((4, _forms("funding")),),
    ),
    Field(
        "years",
        (
            Column("start_year", "START_YEAR", _K.WHOLE, _plain("start_year")),
            Column("finish_year", "END_YEAR", _K.WHOLE, _plain("finish_year")),
        ),
        words=lambda _view, row, _language: _one(wording.years_words(row.project)),
        card=7,
        paper=7,
        asked=True,
        hashed=((8, lambda _, p: [p.start_year, p.finish_year, p.on_spots]),),
    ),
    Field(
        "position",
        (
            Column("position", "POSITION", _K.LIST, _position, width=20, printed=1, balloon=True),
            Column(
                "evidence",
                "EVIDENCE",
                _K.TEXT,
                lambda _, row: row.evidence and row.evidence.value,
                width=10,
                printed=1,
                balloon=True,
            ),
        ),
    ),
    Field(
        "note",
        (Column("note", "NOTE", _K.TEXT, _text("note"), width=60, balloon=True),),
        hashed=((5, _forms("note")),),
    ),
    Field(
        "sources",
        codes=(Column("sources", "SOURCE_IDS", _K.LIST, sources_of),),
        hashed=((12, lambda _, project: project.source_ids),),
    ),
    Field(
        "km_by_area",
        codes=(
            Column("km_by_district", "KM_BY_DIST", _K.MAP, _km_by(Frame.DISTRICT)),
            Column("km_by_commune", "KM_BY_COM", _K.MAP, _km_by(Frame.COMMUNE)),
        ),
    ),
)
"""All attributes of a project, in the order of the columns of data."""
