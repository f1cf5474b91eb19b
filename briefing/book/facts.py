"""All that a card says about a project, in words: one text for paper and slides."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from geo.catalog.history import figures_as_of, in_conflict, known_since
from geo.model import Evidence, Frame, GeometryKind
from geo.road_names import show_km
from geo.strings import say, show_exact, table
from geo.wording import short_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.book.plan import Book
    from geo.model import Figure, Project, Status
    from geo.query.view import Row

_MOST_AREAS = 12
# What has one value, whatever sources say.
_ONE_NUMBER = ("capital", "length")


@dataclass(frozen=True)
class Fact:
    """A line of the card: what is asked, what the sources say."""

    label: str
    value: str


@dataclass(frozen=True)
class Quoted:
    """A figure as one source gives it; `about` is its date, note and source."""

    value: str
    about: str


@dataclass(frozen=True)
class Quantity:
    """All figures of one quantity, the one to quote first.

    Parameters
    ----------
    disagree
        Whether sources give different values for what should be one number.
    """

    name: str
    figures: tuple[Quoted, ...]
    disagree: bool


@dataclass(frozen=True)
class Step:
    """An event of the history."""

    status: Status
    day: str
    word: str
    note: str


@dataclass(frozen=True)
class Card:
    """A card in words."""

    number: int
    row: Row
    kind: str
    name: str
    second_name: str
    status: str
    since: str
    meaning: str
    facts: tuple[Fact, ...]
    quantities: tuple[Quantity, ...]
    steps: tuple[Step, ...]
    districts: tuple[Fact, ...]
    communes: str
    position: tuple[str, ...]
    drawn: tuple[str, ...]
    note: str
    sources: tuple[str, ...]


def card_of(book: Book, row: Row) -> Card:
    """Return the card of a project of the book."""
    language, project = book.language, row.project
    others = [name for code, name in project.name.forms if code != language]
    return Card(
        number=book.numbers[project.id],
        row=row,
        kind=say(f"kind.{project.kind}", language),
        name=project.name[language],
        second_name=" · ".join(others),
        status=say(f"status.{row.status}", language),
        since=_since(book, row),
        meaning=say(f"status-definition.{row.status}", language),
        facts=tuple(fact for fact in _facts(book, row) if fact.value),
        quantities=tuple(_quantities(book, project)),
        steps=tuple(_steps(book, project)),
        districts=tuple(_districts(book, row)),
        communes=_communes(book, row),
        position=tuple(_position(book, project)),
        drawn=tuple(_drawn(row, language)),
        note=project.note[language],
        sources=tuple(_sources(book, project)),
    )


def _since(book: Book, row: Row) -> str:
    if row.event is None or row.since is None:
        return ""
    language = book.language
    words = say("card.since", language, day=row.since.date.show(language))
    if row.event is not row.since:
        words += f"; {say('card.latest', language, day=row.event.date.show(language))}"
    return f"{words} {book.refs(row.event.source_id)}".strip()


def _facts(book: Book, row: Row) -> Iterator[Fact]:
    language, project, catalog = book.language, row.project, book.view.catalog
    unknown = say("unknown", language)
    agencies = [catalog.agencies[id_].name[language] for id_ in project.agency_ids]
    assets = [
        catalog.assets[id_].name[language] for id_ in project.asset_ids if id_ in catalog.assets
    ]
    corridors = [catalog.corridors[id_].name[language] for id_ in project.corridor_ids]
    years = [project.start_year, project.finish_year]
    shown = " – ".join(str(year) if year else "…" for year in years) if any(years) else ""
    yield Fact(say("card.extent", language), _extent(project, language) or unknown)
    yield Fact(say("card.class", language), project.class_target[language])
    yield Fact(say("card.funding", language), project.funding[language])
    yield Fact(say("card.agency", language), "; ".join(agencies) or unknown)
    yield Fact(say("card.years", language), shown or unknown)
    yield Fact(say("card.corridors", language), "; ".join(corridors))
    yield Fact(say("card.asset", language), ", ".join(assets))
    yield Fact(say("card.id", language), project.id)


def _extent(project: Project, language: str) -> str:
    ends = " → ".join(end[language] for end in (project.start, project.end) if end)
    if project.km_from is None or project.km_to is None:
        return ends
    km = f"{project.road_ref} {show_km(project.km_from)} – {show_km(project.km_to)}"
    return f"{ends} ({km})" if ends else km


def _quantities(book: Book, project: Project) -> Iterator[Quantity]:
    """Yield capital and length, known or not, then every other quantity that has a figure."""
    catalog, day, language = book.view.catalog, book.view.day, book.language
    figures = catalog.figures_of(project.id)
    names = dict.fromkeys([*_ONE_NUMBER, *(figure.quantity for figure in figures)])
    for name in names:
        known = figures_as_of(figures, name, day, catalog.sources)
        if known:
            quoted = tuple(_quoted(book, figure) for figure in known)
            # Other quantities may differ by what they measure, which their notes say.
            disagree = name in _ONE_NUMBER and in_conflict(known)
            yield Quantity(_quantity(name, language), quoted, disagree)
        elif name in _ONE_NUMBER and not (name == "length" and _has_no_length(project)):
            yield Quantity(
                _quantity(name, language), (Quoted(say("unknown", language), ""),), disagree=False
            )


def _quantity(name: str, language: str) -> str:
    key = f"quantity.{name}"
    return say(key, language) if key in table() else name


def _has_no_length(project: Project) -> bool:
    """Tell whether a project is no line: nobody asks for its length."""
    return bool(project.pieces) and all("Line" not in p.geometry.geom_type for p in project.pieces)


def _quoted(book: Book, figure: Figure) -> Quoted:
    language = book.language
    qualifier = say(f"qualifier.{figure.qualifier}", language) if figure.qualifier else ""
    # A count needs no unit: its quantity already says what is counted.
    unit = say(f"unit.{figure.unit}", language) if f"unit.{figure.unit}" in table() else ""
    value = f"{qualifier} {show_exact(figure.value, language)} {unit}".strip()
    since = known_since(figure, book.view.catalog.sources)
    about = [figure.as_of.show(language)] if figure.as_of else []
    about += [say("sheet.no-date", language)] if since is None else []
    about += [figure.note[language]] if figure.note else []
    return Quoted(value, f"{' · '.join(about)} {book.refs(figure.source_id)}".strip())


def _steps(book: Book, project: Project) -> Iterator[Step]:
    """Yield the history up to the day of the book, newest first."""
    language = book.language
    events = book.view.catalog.events_of(project.id)
    for event in reversed([event for event in events if event.effective <= book.view.day]):
        yield Step(
            event.status,
            event.date.show(language),
            say(f"status.{event.status}", language),
            f"{event.note[language]} {book.refs(event.source_id)}".strip(),
        )


def _districts(book: Book, row: Row) -> Iterator[Fact]:
    language, areas = book.language, book.view.catalog.areas
    for touch in row.touches(Frame.DISTRICT):
        size = ""
        if touch.length_km:
            size = f"{show_exact(touch.length_km, language, 1)} km"
        elif touch.area_km2:
            size = f"{show_exact(touch.area_km2, language, 1)} km²"
        yield Fact(areas[touch.code].full_name[language], size)


def _communes(book: Book, row: Row) -> str:
    areas, language = book.view.catalog.areas, book.language
    names = [areas[touch.code].name[language] for touch in row.touches(Frame.COMMUNE)]
    shown = ", ".join(names[:_MOST_AREAS])
    if len(names) > _MOST_AREAS:
        shown = say("book.and-more", language, names=shown, count=len(names) - _MOST_AREAS)
    return shown


def _position(book: Book, project: Project) -> Iterator[str]:
    """Yield how the geometry is known, a grade a line; without any, the reason."""
    language = book.language
    if not project.pieces:
        yield project.geometry_note[language] or say("card.no-position", language)
        return

    def kind(piece: tuple[GeometryKind, Evidence | None]) -> str:
        prefix = "grade-point" if piece[0] is GeometryKind.POINT else "grade"
        words = [say(f"geometry.{piece[0]}", language)]
        words += [say(f"{prefix}.{piece[1]}", language)] if piece[1] else []
        return ". ".join(words)

    pairs = sorted({(piece.geometry_kind, piece.evidence) for piece in project.pieces}, key=str)
    for pair, _ in groupby(pairs):
        yield kind(pair)
    if project.on_spots:
        yield say("card.on-spots", language)
    if project.geometry_note:
        yield project.geometry_note[language]


def _drawn(row: Row, language: str) -> Iterator[str]:
    """Yield the length of the line on the map, which is no published figure."""
    if row.drawn_km and not row.project.on_spots:
        key = "card.measured" if row.length_source == "measured" else "card.drawn"
        yield say(key, language, km=f"{show_exact(row.drawn_km, language, 1)} km")


def _sources(book: Book, project: Project) -> Iterator[str]:
    catalog = book.view.catalog
    ids = [event.source_id for event in catalog.events_of(project.id)]
    ids += [figure.source_id for figure in catalog.figures_of(project.id)]
    ids += project.source_ids
    known = dict.fromkeys(id_ for id_ in ids if id_ in book.sources)
    for id_ in sorted(known, key=lambda item: book.sources[item]):
        source = catalog.sources[id_]
        yield f"[{book.sources[id_]}] {short_source(source, book.language)}"
