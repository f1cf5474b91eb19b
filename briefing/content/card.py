"""The one model of a card: everything known about a project or an asset, each fact with its source.

The card on the screen, in the book, on a slide and in the USB edition are drawn from it. It holds
plain text in one language, not escaped, and nothing of what a canvas looks like. What its rows are
stands in :data:`geo.query.fields.FIELDS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.catalog.history import figures_as_of, in_conflict, known_since
from geo.catalog.photo import newest_first
from geo.model import AreaFrame, Asset, GeometryKind, Project, Status, spot_pieces
from geo.query import wording
from geo.query.apart import apart_words, measure_apart
from geo.query.control import SHARES
from geo.query.fields import Named, card_fields
from geo.query.group_words import say_money_of_group
from geo.query.view import events_until, project_row
from geo.reports.completeness import SINGLE
from geo.roads.access import nearest_by_road
from geo.roads.incidents import (
    incident_days,
    incident_place,
    incident_sizes,
    incident_title,
    incidents_on,
    seasons,
)
from geo.roads.overlaps import overlaps_of, place_words
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from geo.catalog.photo import Photo
    from geo.model import Evidence, Figure, Incident, Source
    from geo.query.fields import Field
    from geo.query.view import ProjectRow, View
    from geo.roads.access import RoadDistance

# Behind all rows of the project itself on the screen, before its id on paper.
_MEETS_PLACE = (40, 9)


# More names than these are a list and no sentence.
_MOST_IN_LINE = 5


@dataclass(frozen=True)
class QuotedFigure:
    """A figure as one source gives it.

    Parameters
    ----------
    value
        Qualifier, value and unit.
    dated
        Whether the figure or its source has a date.
    """

    value: str
    day: str
    note: str
    source: Source | None
    dated: bool

    @property
    def aside(self) -> str:
        """Date and note."""
        return " · ".join(part for part in (self.day, self.note) if part)


@dataclass(frozen=True)
class Quantity:
    """All figures of one quantity, the one to quote first.

    Parameters
    ----------
    disagree
        Whether sources give different values for what should be one number.
    share
        The newest share in percent, which is drawn as a bar; ``None`` for what is no share.
    definition
        What is counted or measured, empty where its name says it all.
    """

    name: str
    figures: tuple[QuotedFigure, ...]
    disagree: bool = False
    share: float | None = None
    definition: str = ""


@dataclass(frozen=True)
class FactLine:
    """A name or phrase of a row, and the source that says it where the row has several.

    Parameters
    ----------
    subject_id
        Id of the area, corridor or agency whose profile it leads to, empty for none.
    """

    text: str
    subject_id: str = ""
    source: Source | None = None


@dataclass(frozen=True)
class FactRow:
    """A row of facts: what is asked, and what the sources say.

    Parameters
    ----------
    lead
        Whether it stands at the head of the card: what a planner looks for first.
    quantity
        Its figures, ``None`` for what is told in words.
    asides
        What is no source's word: the length of the line on the map.
    place
        Its place among the rows of the screen, and among those of book and slide; 0 for none.
    """

    id: str
    label: str
    names: tuple[FactLine, ...]
    quantity: Quantity | None = None
    asides: tuple[str, ...] = ()
    place: tuple[int, int] = (1, 1)
    lead: bool = False

    @property
    def share(self) -> float | None:
        """The newest share in percent, which is drawn as a bar; ``None`` for what is no share."""
        return self.quantity.share if self.quantity else None

    @property
    def definition(self) -> str:
        """What its figures count or measure, empty where its label says it all."""
        return self.quantity.definition if self.quantity else ""

    @property
    def is_list(self) -> bool:
        """Whether each line stands by itself, with its source."""
        return any(name.source for name in self.names) or len(self.names) > _MOST_IN_LINE

    @property
    def words(self) -> str:
        """What the sources say, without figures."""
        return "; ".join(name.text for name in self.names)


@dataclass(frozen=True)
class Step:
    """An event of the history."""

    status: Status
    day: str
    word: str
    note: str
    source: Source | None


@dataclass(frozen=True)
class AreaRow:
    """An area that an item touches; `size` is its length or area inside, empty for a point."""

    code: str
    name: str
    short: str
    size: str


@dataclass(frozen=True)
class ReachRow:
    """How far the nearest gate, airport or junction is by road."""

    label: str
    place: str
    note: str
    way: str


@dataclass(frozen=True)
class IncidentRow:
    """What happened on a road: road and kilometre, then days, sizes and place."""

    title: str
    words: str
    note: str
    source: Source | None


@dataclass(frozen=True)
class PhotoRow:
    """A photo of the site; `digest` names its file.

    Parameters
    ----------
    about
        When it was taken and by whom, what is not known included.
    """

    digest: str
    caption: str
    about: str


@dataclass(frozen=True)
class PositionLine:
    """How a part of the geometry is known, and the reasons for that."""

    words: str
    reasons: str = ""


@dataclass(frozen=True)
class Card:
    """Everything known about a project or an asset on the day of a view.

    Parameters
    ----------
    second_name
        The names in other languages.
    status
        ``None`` for an asset; `status_word`, `since` and `meaning` are empty then.
    rows
        In the order of the screen; of a project, those in words and those of figures.
    quantities
        The figures that have no row.
    history
        Newest first.
    sources
        All that anything on the card rests on.
    projects
        Name and status of those on an asset.
    seasons, incidents
        How many spots each season had on a road, and what happened on it, the newest first.
    photos
        Of the site of a project, the newest first.
    """

    item: Project | Asset
    name: str
    note: str
    reach: tuple[ReachRow, ...]
    districts: tuple[AreaRow, ...]
    communes: tuple[AreaRow, ...]
    position: tuple[PositionLine, ...]
    sources: tuple[Source, ...]
    kind: str
    rows: tuple[FactRow, ...]
    quantities: tuple[Quantity, ...]
    second_name: str = ""
    status: Status | None = None
    status_word: str = ""
    since: str = ""
    since_source: Source | None = None
    meaning: str = ""
    history: tuple[Step, ...] = ()
    projects: tuple[tuple[str, Status], ...] = ()
    seasons: tuple[str, ...] = ()
    incidents: tuple[IncidentRow, ...] = ()
    photos: tuple[PhotoRow, ...] = ()

    @property
    def paper_rows(self) -> list[FactRow]:
        """The rows in the order of book and slide."""
        return sorted((row for row in self.rows if row.place[1]), key=lambda row: row.place[1])


def project_card(view: View, row: ProjectRow, language: str) -> Card:
    """Return the card of a project.

    Parameters
    ----------
    row
        The project as of the day of the view; it need not be among the rows of the view.
    """
    project = row.project
    others = (name for code, name in project.name.forms if code != language)
    rows = [_fact_row(item, view, row, language) for item in card_fields()]
    rows.append(_meetings(view, project, language))
    return _card(
        view,
        project,
        language,
        kind=say(f"kind.{project.kind}", language),
        rows=tuple(sorted(filter(None, rows), key=lambda found: found.place[0])),
        quantities=_quantities(view, project, {f.quantity for f in card_fields()}, language),
        second_name=" · ".join(others),
        status=row.status,
        status_word=say(f"status.{row.status}", language),
        since=wording.since_words(row, language),
        since_source=view.catalog.sources.get(row.event.source_id) if row.event else None,
        meaning=wording.status_meaning(view.catalog, row, language),
        history=tuple(_steps(view, row, language)),
        photos=photo_rows(view.catalog.photos_of(project.id), view.day, language),
    )


def asset_card(view: View, asset: Asset, language: str) -> Card:
    """Return the card of an asset: what stands on the ground, and the projects on it."""
    catalog = view.catalog
    happened = incidents_on(catalog, asset, view.day)
    state = say(f"state.{asset.state}", language)
    if asset.state_since:
        state = say("card.state-since", language, state=state, day=asset.state_since.show(language))
    rows = {
        "state": [Named(state)],
        "agency": [Named(catalog.agencies[c].name[language], c) for c in asset.agency_ids],
        "corridors": [Named(catalog.corridors[c].name[language], c) for c in asset.corridor_ids],
        "id": [Named(asset.id)],
    }
    return _card(
        view,
        asset,
        language,
        kind=say("card.asset-kind", language, kind=say(f"kind.{asset.kind}", language)),
        rows=tuple(
            FactRow(id_, say(f"card.{id_}", language), _fact_lines(view, names))
            for id_, names in rows.items()
            if names
        ),
        quantities=_quantities(view, asset, set(), language),
        projects=tuple(
            (one.name[language], project_row(catalog, view.selection, one, view.day).status)
            for one in catalog.projects_of_asset(asset.id)
        ),
        seasons=tuple(season.describe(language) for season in seasons(happened)),
        incidents=tuple(incident_row(view, incident, language) for incident in happened),
    )


def incident_row(view: View, incident: Incident, language: str) -> IncidentRow:
    """Return an incident in words, with its source."""
    parts = (
        incident_days(incident, language),
        *incident_sizes(incident, language),
        incident_place(view.catalog, incident, language),
    )
    return IncidentRow(
        incident_title(incident, language),
        " · ".join(parts),
        incident.note[language],
        view.catalog.sources.get(incident.source_id),
    )


def _card(view: View, item: Project | Asset, language: str, **own: Any) -> Card:
    """Return a card with what projects and assets have alike, and with fields of its own."""
    answers = nearest_by_road(view.catalog, item)
    return Card(
        item=item,
        name=item.name[language],
        note=item.note[language],
        reach=tuple(_reach(one, language) for one in answers) or _no_reach(view, item, language),
        districts=tuple(_areas(view, item, AreaFrame.DISTRICT, language)),
        communes=tuple(_areas(view, item, AreaFrame.COMMUNE, language)),
        position=tuple(_position(view, item, language)),
        sources=tuple(_sources(view, item)),
        **own,
    )


def quoted(view: View, figure: Figure, language: str) -> QuotedFigure:
    """Return a figure in words, with its source."""
    return QuotedFigure(
        value=wording.figure_value(figure, language),
        day=figure.as_of.show(language) if figure.as_of else "",
        note=figure.note[language],
        source=view.catalog.sources.get(figure.source_id),
        dated=known_since(figure, view.catalog.sources) is not None,
    )


def _fact_row(item: Field, view: View, row: ProjectRow, language: str) -> FactRow | None:
    """Return the row of an attribute, ``None`` where there is nothing to say."""
    project = row.project
    names = item.words(view, row, language) if item.words else []
    quantity = _quantity(view, project, item.quantity, language) if item.quantity else None
    aside = wording.drawn_words(row, language) if item.quantity == "length" else ""
    if item.quantity == "capital":
        aside = say_money_of_group(view, row, language)
    known = bool(names or aside or (quantity and quantity.figures))
    # Nobody looks for the figures of what has lapsed.
    is_asked = item.asked and item.applies(project) and row.status is not Status.LAPSED
    if not known and not is_asked:
        return None
    if not names and not quantity:
        names = [Named(say("unknown", language))]
    return FactRow(
        id=item.id,
        label=item.label(language),
        names=_fact_lines(view, names),
        quantity=quantity,
        asides=(aside,) if aside else (),
        place=item.card,
        lead=item.lead,
    )


def _fact_lines(view: View, names: Iterable[Named]) -> tuple[FactLine, ...]:
    sources = view.catalog.sources
    return tuple(FactLine(one.text, one.subject_id, sources.get(one.source_id)) for one in names)


def _meetings(view: View, project: Project, language: str) -> FactRow | None:
    """Return the row of the works that meet a project on a road, ``None`` for none."""
    names = []
    for overlap in overlaps_of(view.catalog, (project.id,), view.day):
        other = overlap.other(project.id).name[language]
        place = place_words(view.catalog, overlap, language)
        months = say("overlaps.months", language, period=overlap.period.describe(language))
        words = say("overlaps.with", language, other=other, place=place, months=months)
        names.append(FactLine(words))
    label = say("overlaps.title", language)
    return FactRow("meets", label, tuple(names), place=_MEETS_PLACE) if names else None


def _quantity(view: View, item: Project | Asset, code: str, language: str) -> Quantity:
    catalog = view.catalog
    known = figures_as_of(catalog.figures_of(item.id), code, view.day, catalog.sources)
    return Quantity(
        wording.quantity_name(code, language),
        tuple(quoted(view, figure, language) for figure in known),
        # Other quantities may differ by what they measure, which their notes say.
        disagree=code in SINGLE and in_conflict(known),
        share=known[0].value if known and code in SHARES else None,
        definition=wording.definition_of(code, language),
    )


def _quantities(
    view: View, item: Project | Asset, shown: set[str], language: str
) -> tuple[Quantity, ...]:
    """Return the quantities of an item that have no row of their own on its card."""
    codes = dict.fromkeys(figure.quantity for figure in view.catalog.figures_of(item.id))
    found = (_quantity(view, item, code, language) for code in codes if code not in shown)
    return tuple(quantity for quantity in found if quantity.figures)


def photo_rows(photos: Iterable[Photo], day: date, language: str) -> tuple[PhotoRow, ...]:
    """Return photos that were there on a day, the newest first."""
    shown = newest_first(tuple(one for one in photos if one.is_of(day)))
    return tuple(
        PhotoRow(one.digest, one.caption[language], _about(one, language)) for one in shown
    )


def _about(photo: Photo, language: str) -> str:
    day = photo.date.show(language) if photo.date else say("photo.no-date", language)
    by = say("photo.by", language, name=photo.author or say("photo.no-author", language))
    return f"{day} · {by}"


def _steps(view: View, row: ProjectRow, language: str) -> Iterator[Step]:
    for event in reversed(events_until(view, row)):
        yield Step(
            event.status,
            event.date.show(language),
            say(f"status.{event.status}", language),
            event.note[language],
            view.catalog.sources.get(event.source_id),
        )


def _reach(answer: RoadDistance, language: str) -> ReachRow:
    target = answer.target
    label = say(f"reach.{answer.reach}", language)
    return ReachRow(label, target.name[language], target.note[language], answer.describe(language))


def _no_reach(view: View, item: Project | Asset, language: str) -> tuple[ReachRow, ...]:
    """Return that no distance is known of what is somewhere in its area."""
    if not item.pieces or spot_pieces(item.pieces) or item.id in view.catalog.groups:
        return ()
    unknown = say("style.projects.no-spot", language)
    return (ReachRow(say("reach.any", language), unknown, "", say("reach.no-spot", language)),)


def _areas(view: View, item: Project | Asset, frame: AreaFrame, language: str) -> Iterator[AreaRow]:
    drawn = any(piece.geometry_kind is GeometryKind.SCHEMATIC for piece in item.pieces)
    for touch in dict(item.overlaps)[frame]:
        area = view.catalog.areas[touch.code]
        # Of a drawing nobody knows how much of it lies in an area.
        planned = say("areas.planned-pass", language)
        yield AreaRow(
            touch.code,
            wording.area_name(view, touch.code, language),
            area.name[language],
            planned if drawn and touch.length_km else wording.touch_words(touch, language, area),
        )


def _position(view: View, item: Project | Asset, language: str) -> Iterator[PositionLine]:
    """Yield, a grade a line, how the geometry is known; without any, the reason.

    What a geometry is, its grade says; reasons and note, which are written to stand alone, say it
    once more in the tables and are cut here.
    """
    note = item.geometry_note[language] if isinstance(item, Project) else ""
    if not item.pieces:
        yield PositionLine(note or say("card.no-position", language))
        return
    told = [say(f"geometry.{kind}", language) for kind in {p.geometry_kind for p in item.pieces}]
    groups: dict[tuple[GeometryKind, Evidence | None], list[str]] = {}
    for piece in item.pieces:
        groups.setdefault((piece.geometry_kind, piece.evidence), []).append(piece.origin)
    for (kind, grade), origins in groups.items():
        reasons = dict.fromkeys(_basis(view, origin, language) for origin in origins)
        words = wording.geometry_words(kind, grade, language)
        yield PositionLine(words, " ".join(filter(None, (_beyond(r, told) for r in reasons))))
    if isinstance(item, Project):
        yield from _filed(view, item, language)
    if isinstance(item, Project) and item.km_from is not None and not item.by_table:
        yield PositionLine(wording.located_words(view.catalog, item, language))
    if note := _beyond(note, told):
        yield PositionLine(note)


def _filed(view: View, project: Project, language: str) -> Iterator[PositionLine]:
    """Yield the geometries that were handed in, and how far each lies from the other one."""
    for one in view.catalog.filed.get(project.id, ()):
        source = view.catalog.sources.get(one.source_id)
        words = say(
            "card.filed-shown" if one.shown else "card.filed-beside",
            language,
            date=one.date.show(language) if one.date else say("unknown", language),
            source=wording.source_name(source, language) if source else say("unknown", language),
        )
        others = project.by_table if one.shown else project.pieces
        if others:
            apart = apart_words(measure_apart(one.shape, [o.geometry for o in others]), language)
            key = "card.filed-apart" if one.shown else "card.filed-apart-shown"
            words = say(key, language, words=words, apart=apart)
        yield PositionLine(words)


def _beyond(words: str, told: Iterable[str]) -> str:
    """Return what words say beyond the phrases that they begin with and that are told already."""
    for phrase in told:
        if words.casefold().startswith(phrase.casefold()):
            return words[len(phrase) :].lstrip(" .;,")
    return words


def _basis(view: View, origin: str, language: str) -> str:
    known = view.catalog.sections.get(origin) or view.catalog.sites.get(origin)
    return known.basis[language] if known else ""


def _sources(view: View, item: Project | Asset) -> Iterator[Source]:
    catalog = view.catalog
    ids = [*item.source_ids, *(figure.source_id for figure in catalog.figures_of(item.id))]
    ids += [event.source_id for event in catalog.events_of(item.id)]
    if isinstance(item, Project):
        ids += view.control_of(item).source_ids
        ids += [one.source_id for one in catalog.filed.get(item.id, ())]
    else:
        ids += [one.source_id for one in incidents_on(catalog, item, view.day)]
    return (catalog.sources[id_] for id_ in dict.fromkeys(ids) if id_ in catalog.sources)
