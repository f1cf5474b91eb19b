"""Parts that the cards of projects and of assets share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.content.markup import bullets, link, section, tag, text
from geo.catalog.area_names import name_on
from geo.catalog.history import known_since
from geo.model import Evidence, Frame, GeometryKind, Project
from geo.road_names import show_km
from geo.roads.access import Reach, nearest_by_road
from geo.strings import say, show_exact, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.model import Asset, Figure
    from geo.query.view import View
    from geo.roads.access import RoadDistance

    # Makes HTML of a name that leads to the profile of what has an id: (view, id, name).
    Linked = Callable[[View, str, str], str]


def source_link(view: View, source_id: str, language: str) -> str:
    """Return a short link to a source: its number, else its publisher, else its id."""
    source = view.catalog.sources.get(source_id)
    if source is None:
        return ""
    label = source.number or source.publisher or source.id
    day = f", {source.date.show(language)}" if source.date and not source.number else ""
    return tag("span", f"[{link(source.url, f'{label}{day}')}]", "sl-source")


def source_section(view: View, item: Project | Asset, language: str) -> str:
    """Return all sources of an item with kind, title, date and link."""
    catalog = view.catalog
    ids = [*item.source_ids, *(figure.source_id for figure in catalog.figures_of(item.id))]
    ids += [event.source_id for event in catalog.events_of(item.id)]
    lines = []
    for source_id in dict.fromkeys(ids):
        source = catalog.sources.get(source_id)
        if source is None:
            continue
        about = [say(f"source-kind.{source.kind}", language), source.publisher]
        about += [source.date.show(language)] if source.date else []
        aside = tag("span", text(" · ".join(part for part in about if part)), "sl-aside")
        lines.append(f"{link(source.url, source.title[language])}<br>{aside}")
    return section(say("card.sources", language), bullets(lines, "sl-sources"))


def figure_line(view: View, figure: Figure, language: str) -> str:
    """Return a figure with qualifier, unit, date, note and source."""
    qualifier = say(f"qualifier.{figure.qualifier}", language) if figure.qualifier else ""
    # A count needs no unit: its quantity already says what is counted.
    unit = say(f"unit.{figure.unit}", language) if f"unit.{figure.unit}" in table() else ""
    value = f"{qualifier} {show_exact(figure.value, language)} {unit}".strip()
    aside = [figure.as_of.show(language)] if figure.as_of else []
    aside += [figure.note[language]] if figure.note else []
    more = tag("span", text(" · ".join(aside)), "sl-aside") if aside else ""
    return f"{text(value)} {more} {source_link(view, figure.source_id, language)}"


def other_figures(view: View, item_id: str, shown: set[str], language: str) -> Iterator[str]:
    """Yield the figures of an item whose quantity is not shown elsewhere on its card."""
    for figure in view.catalog.figures_of(item_id):
        since = known_since(figure, view.catalog.sources)
        if figure.quantity not in shown and (since is None or since <= view.day):
            key = f"quantity.{figure.quantity}"
            name = say(key, language) if key in table() else figure.quantity
            yield f"{text(name)}: {figure_line(view, figure, language)}"


def unlinked(_view: View, _subject_id: str, name: str) -> str:
    """Return a name as HTML, without a way to anywhere."""
    return text(name)


def area_section(
    view: View, item: Project | Asset, frame: Frame, language: str, linked: Linked = unlinked
) -> str:
    """Return the areas that an item touches in a frame, with km or km² inside each."""
    lines = []
    for touch in dict(item.touches)[frame]:
        name = area_name(view, touch.code, language, linked)
        if touch.length_km:
            name += f" – {show_exact(touch.length_km, language, 1)} km"
        elif touch.area_km2:
            name += f" – {show_exact(touch.area_km2, language, 1)} km²"
        lines.append(name)
    title = say(f"card.areas-{frame}", language)
    return section(title, bullets(lines, "sl-areas"))


def corridor_names(
    view: View, item: Project | Asset, language: str, linked: Linked = unlinked
) -> str:
    """Return the corridors an item belongs to, each with the way to its profile."""
    corridors = view.catalog.corridors
    names = (linked(view, code, corridors[code].name[language]) for code in item.corridor_ids)
    return "; ".join(names)


def agency_names(
    view: View, item: Project | Asset, language: str, linked: Linked = unlinked
) -> str:
    """Return the agencies responsible for an item, each with the way to its profile."""
    agencies = view.catalog.agencies
    names = (linked(view, code, agencies[code].name[language]) for code in item.agency_ids)
    return "; ".join(names)


def area_name(view: View, code: str, language: str, linked: Linked = unlinked) -> str:
    """Return the name of an area on the day of the view, with the way to its profile.

    A unit that is not in force on that day has the name of its frame.
    """
    known = name_on(view.catalog, code, view.day)
    name = known.name if known.in_force else view.catalog.areas[code].full_name
    return linked(view, code, name[language])


def evidence_lines(view: View, item: Project | Asset, language: str) -> Iterator[str]:
    """Yield, a grade a line, how the geometry is known and for which sections.

    An item without geometry yields the reason.
    """
    if not item.pieces:
        note = item.geometry_note[language] if isinstance(item, Project) else ""
        yield text(note or say("card.no-position", language))
        return
    groups: dict[tuple[GeometryKind, Evidence | None], list[str]] = {}
    for piece in item.pieces:
        groups.setdefault((piece.geometry_kind, piece.evidence), []).append(piece.origin)
    for (kind, grade), origins in groups.items():
        prefix = "grade-point" if kind is GeometryKind.POINT else "grade"
        words = [say(f"geometry.{kind}", language)]
        words += [say(f"{prefix}.{grade}", language)] if grade else []
        basis = dict.fromkeys(_basis(view, origin, language) for origin in origins)
        reasons = " ".join(reason for reason in basis if reason)
        yield text(". ".join(words)) + (tag("p", text(reasons), "sl-aside") if reasons else "")
    if isinstance(item, Project) and item.km_from is not None:
        yield text(_located(view, item, language))
    if isinstance(item, Project) and item.geometry_note:
        yield text(item.geometry_note[language])


def _basis(view: View, origin: str, language: str) -> str:
    known = view.catalog.sections.get(origin) or view.catalog.sites.get(origin)
    return known.basis[language] if known else ""


def _located(view: View, project: Project, language: str) -> str:
    route = view.catalog.routes[project.road_ref]
    start, end = project.km_from or 0.0, project.km_to
    uncertainty = max(route.uncertainty_km(km) for km in (start, end) if km is not None)
    return say(
        "card.located" if route.calibrated else "card.located-from-start",
        language,
        road=route.id,
        km=show_km(start) + (f" – {show_km(end)}" if end is not None else ""),
        uncertainty=show_exact(uncertainty, language, 1),
    )


def reach_section(view: View, item: Project | Asset, language: str) -> str:
    """Return how far the nearest gate, airport and expressway junction are by road."""
    rows = [_reach(answer, language) for answer in nearest_by_road(view.catalog, item)]
    return section(
        say("reach.title", language), tag("dl", "".join(rows), "sl-reach") if rows else ""
    )


def _reach(answer: RoadDistance, language: str) -> str:
    name = answer.target.name[language]
    note = f" ({answer.target.note[language]})" if answer.target.note else ""
    if answer.reach is Reach.JUNCTION and answer.target.refs:
        name = say("reach.at-roads", language, roads=" – ".join(answer.target.refs))
        note = f" ({answer.target.name[language]})"
    where = tag("strong", text(name)) + text(note)
    way = tag("div", text(answer.describe(language)), "sl-aside")
    return tag("dt", text(say(f"reach.{answer.reach}", language))) + tag("dd", where + way)
