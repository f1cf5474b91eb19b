"""THE list of what a project has: each attribute once, for every place that shows or writes it.

List, card, book, slide, task list, statement and all files of data go over :data:`FIELDS`. A new
attribute is a column of the table of projects, one :class:`Field` here, and its words:
``data.column-<id>`` heads a column of data, ``card.<id>`` a row of a card.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from geo import wording
from geo.catalog.history import figures_as_of, in_conflict
from geo.model import Frame
from geo.query.columns import Column, ColumnKind
from geo.query.view import sources_of
from geo.strings import languages, say
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geo.catalog.catalog import Catalog
    from geo.model import Figure, Project, Touch
    from geo.query.columns import Cell
    from geo.query.view import Row, View


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


def card_fields() -> list[Field]:
    """Return the attributes that have a row on a card."""
    return [item for item in FIELDS if item.card or item.paper]


def stated(view: View, row: Row) -> dict[str, Any]:
    """Return what the statement of a sheet says of a project, by aspect."""
    return {name: get(view, row) for item in FIELDS for name, get in item.stated.items()}


def hashed(catalog: Catalog, project: Project) -> list[object]:
    """Return the values of which the statement of a book holds one digest."""
    pairs = sorted((pair for item in FIELDS for pair in item.hashed), key=itemgetter(0))
    return [get(catalog, project) for _, get in pairs]


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
        (Column("id", "ID", _plain("id"), width=13, printed=1, balloon=True),),
        words=lambda _view, row, _language: _one(row.project.id),
        card=10,
        paper=10,
    ),
    Field(
        "name",
        (Column("name", "NAME", lambda _, row: row.project.name, width=36, printed=1),),
        stated={"name": lambda _, row: row.project.name[DEFAULT_LANGUAGE]},
    ),
    Field(
        "kind",
        (
            Column(
                "kind_word",
                "KIND_TXT",
                lambda view, row: say(f"kind.{row.project.kind}", view.selection.language),
                width=12,
                printed=1,
                balloon=True,
            ),
        ),
        (Column("kind", "KIND", lambda _, row: row.project.kind.value),),
        hashed=((7, lambda _, p: [str(p.kind), p.road_ref, p.km_from, p.km_to]),),
    ),
    Field(
        "status",
        (
            Column(
                "status_word",
                "STATUS_TXT",
                lambda view, row: say(f"status.{row.status}", view.selection.language),
                width=14,
                printed=1,
                balloon=True,
            ),
            Column(
                "status_since",
                "SINCE",
                lambda _, row: row.since.date if row.since else None,
                kind=_K.DATE,
                width=11,
                printed=1,
                balloon=True,
            ),
            Column("status_date", "UPDATED", _event("date"), kind=_K.DATE),
            Column("status_note", "LATEST", _event_note, width=38, printed=1, balloon=True),
            Column("status_source", "ST_SOURCE", _event("source_id"), width=17, printed=2),
        ),
        (Column("status", "STATUS", lambda _, row: row.status.value),),
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
                lambda _, row: [kind.value for kind in row.geometry_kinds],
                kind=_K.LIST,
            ),
            Column("on_spots", "ON_SPOTS", _plain("on_spots"), kind=_K.FLAG),
            Column("drawn_km", "DRAWN_KM", lambda _, row: row.drawn_km or None, kind=_K.NUMBER),
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
                lambda _, row: row.length_km,
                kind=_K.NUMBER,
                width=8,
                printed=1,
                balloon=True,
            ),
            Column(
                "length_basis",
                "LEN_BASIS",
                lambda _, row: row.length_source or None,
                words=_basis,
                balloon=True,
            ),
            Column("length_qualifier", "LEN_QUALIF", _quoted("qualifier"), words=_qualifier),
            Column("length_source", "LEN_SOURCE", _quoted("source_id")),
            Column("length_other_km", "LEN_OTHER", _others("length"), kind=_K.LIST, balloon=True),
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
                lambda _, row: row.capital.value if row.capital else None,
                kind=_K.NUMBER,
                width=12,
                printed=1,
                balloon=True,
            ),
            Column(
                "capital_qualifier",
                "CAP_QUALIF",
                _capital("qualifier"),
                words=_qualifier,
                balloon=True,
            ),
            Column("capital_note", "CAP_NOTE", _capital_note, width=50, balloon=True),
            Column("capital_as_of", "CAP_DATE", _capital("as_of"), kind=_K.DATE),
            Column("capital_source", "CAP_SOURCE", _capital("source_id")),
            Column(
                "capital_other_billion_vnd",
                "CAP_OTHER",
                _others("capital"),
                kind=_K.LIST,
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
                _areas(Frame.DISTRICT),
                kind=_K.LIST,
                width=17,
                printed=1,
                balloon=True,
            ),
        ),
        (Column("districts", "DIST_CODES", _codes(Frame.DISTRICT), kind=_K.LIST),),
        hashed=((13, lambda *_: "district"), (14, _touched(Frame.DISTRICT))),
    ),
    Field(
        "communes",
        (Column("commune_names", "COMMUNES", _areas(Frame.COMMUNE), kind=_K.LIST, balloon=True),),
        (Column("communes", "COM_CODES", _codes(Frame.COMMUNE), kind=_K.LIST),),
        hashed=((15, lambda *_: "commune"), (16, _touched(Frame.COMMUNE))),
    ),
    Field(
        "corridors",
        (
            Column(
                "corridor_names",
                "CORRIDORS",
                _name_cells("corridors", "corridor_ids"),
                kind=_K.LIST,
                balloon=True,
            ),
        ),
        (
            Column(
                "corridors", "COR_IDS", lambda _, row: list(row.project.corridor_ids), kind=_K.LIST
            ),
        ),
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
                _name_cells("agencies", "agency_ids"),
                kind=_K.LIST,
                balloon=True,
            ),
        ),
        (
            Column(
                "agencies", "AGENCY_IDS", lambda _, row: list(row.project.agency_ids), kind=_K.LIST
            ),
        ),
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
        (Column("class_target", "CLASS", _text("class_target")),),
        words=_said("class_target"),
        card=3,
        paper=3,
        hashed=((3, _forms("class_target")),),
    ),
    Field(
        "funding",
        (Column("funding", "FUNDING", _text("funding")),),
        words=_said("funding"),
        card=5,
        paper=5,
        hashed=((4, _forms("funding")),),
    ),
    Field(
        "years",
        (
            Column("start_year", "START_YEAR", _plain("start_year"), kind=_K.WHOLE),
            Column("finish_year", "END_YEAR", _plain("finish_year"), kind=_K.WHOLE),
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
            Column(
                "position", "POSITION", _position, kind=_K.LIST, width=20, printed=1, balloon=True
            ),
            Column(
                "evidence",
                "EVIDENCE",
                lambda _, row: row.evidence and row.evidence.value,
                width=10,
                printed=1,
                balloon=True,
            ),
        ),
    ),
    Field(
        "note",
        (Column("note", "NOTE", _text("note"), width=60, balloon=True),),
        hashed=((5, _forms("note")),),
    ),
    Field(
        "sources",
        codes=(Column("sources", "SOURCE_IDS", sources_of, kind=_K.LIST),),
        hashed=((12, lambda _, project: project.source_ids),),
    ),
    Field(
        "km_by_area",
        codes=(
            Column("km_by_district", "KM_BY_DIST", _km_by(Frame.DISTRICT), kind=_K.MAP),
            Column("km_by_commune", "KM_BY_COM", _km_by(Frame.COMMUNE), kind=_K.MAP),
        ),
    ),
)
"""All attributes of a project, in the order of the columns of data."""
