"""``python -m geo check``: everything that can be wrong with the data, said in one line each.

References between tables, dates, statements of texts against geometry; then the shapes: one clean
coverage, connected routes, lengths near the official ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, cast

import shapely

from geo import clock
from geo.catalog.area_names import change_of_frame, is_reform
from geo.catalog.history import figures_as_of, status_as_of
from geo.catalog.km_posts import PostRole
from geo.crs import to_grid
from geo.dates import FIRST_YEAR, PartialDate
from geo.errors import DataError
from geo.io.load import load
from geo.io.schema import Problem, table_problems
from geo.io.symbols import read_symbol, symbol_files
from geo.model import ROAD_KINDS, AreaFrame, Evidence, GeometryKind, Kind, SourceKind, Status
from geo.photos.folder import photo_place_problems, photo_problems
from geo.reports.posts import PostFit, located_posts
from geo.road_names import format_km
from geo.roads.incidents import span_of
from geo.strings import placeholders, table
from geo.tables import DATA, Tables
from geo.text import WRITTEN_LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog
    from geo.text import Text

# A line that leaves a district again within half a kilometre follows its boundary.
_PASSAGE_KM = 0.5
# Degrees around the province in which a project that begins outside may lie.
_FILED_ROOM = 1.0
MAX_GAP_KM = 0.05
MAX_DEVIATION = 0.05
# Without a width only overlaps are found; a narrow gap is a fault as well.
MAX_SLIVER_M = 20.0
_DISTRICTS, _COMMUNES = 12, 75
# Billion VND a kilometre: a gravel road in the mountains costs about 2, an expressway with long
# tunnels about 300; a factor of some ten leaves room for what nobody has thought of.
CAPITAL_PER_KM = (0.2, 3_000.0)
_THOUSANDS = 500.0
_LIKE_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_MONEY = "billion_vnd"
# Days that have come: none of them can be later than today.
_PAST = (
    ("events", "date"),
    ("figures", "as_of"),
    ("sources", "date"),
    ("geometries", "date"),
    ("photos", "date"),
    ("milestones", "as_of"),
    ("packages", "signed"),
    ("packages", "as_of"),
    ("obstacles", "as_of"),
    ("roles", "as_of"),
    ("incidents", "date_from"),
    ("incidents", "date_until"),
)


def exceptions(tables: Tables) -> frozenset[tuple[str, str]]:
    """Return the disagreements that ``exceptions.csv`` explains, as (rule, subject)."""
    rows = tables["exceptions"]
    return frozenset((row["rule"], row["subject_id"]) for row in rows)


def reference_problems(catalog: Catalog, tables: Tables) -> Iterator[Problem]:
    """Yield ids that name nothing."""
    items = {*catalog.projects, *catalog.assets, *catalog.corridors}
    targets: Mapping[str, Collection[str]] = {
        "source_id": catalog.sources,
        "source_ids": catalog.sources,
        "project_id": catalog.projects,
        "project_ids": catalog.projects,
        "subject_id": items,
        "agency_id": catalog.agencies,
        "agency_ids": catalog.agencies,
        "contact_source_id": catalog.sources,
        "part_of": catalog.projects,
        "road_ref": {route.ref for route in catalog.routes.values()},
        "corridor_ids": catalog.corridors,
        "corridor_id": catalog.corridors,
        "asset_ids": catalog.assets,
        "section_id": catalog.sections,
        "stated_districts": catalog.areas.by_code,
        "old_district_code": catalog.areas.by_code,
        "new_code": catalog.areas.by_code,
    }
    for name in tables.names():
        if name in {"strings", "exceptions"}:
            continue
        for row in tables[name]:
            for field in sorted(targets.keys() & row.cells.keys()):
                for item in row.items_of(field):
                    if item not in targets[field]:
                        what = f"{item!r} does not exist"
                        yield Problem(f"{row.where}:{field}", what, "add it or correct the id")
    for item in sorted(catalog.projects.keys() & catalog.assets.keys()):
        yield Problem(
            "tables/projects.csv", f"{item} is an asset too", "ids are unique over both tables"
        )


def date_problems(tables: Tables) -> Iterator[Problem]:
    """Yield events in the future, years that cannot be, and ends before starts."""
    today = clock.today()
    for name, field in _PAST:
        for row in tables[name]:
            if not row[field]:
                continue
            first = PartialDate.parse(row[field]).first_day
            if first.year < FIRST_YEAR or first > today:
                what = f"{row[field]} cannot be: too old or in the future"
                yield Problem(f"{row.where}:{field}", what, "correct the date")
    for row in tables["projects"]:
        start, finish = row.whole("start_year"), row.whole("finish_year")
        if start and finish and finish < start:
            what = f"ends {finish} before it starts {start}"
            yield Problem(f"{row.where}:finish_year", what, "correct the years")


def figure_problems(tables: Tables) -> Iterator[Problem]:
    """Yield figures in another unit than their quantity has, and those that no word names."""
    strings = table()
    known = {row["id"]: row["unit"] for row in tables["quantities"]}
    for row in tables["figures"]:
        quantity, unit = row["quantity"], row["unit"]
        if quantity not in known:
            what = f"no quantity {quantity!r}"
            yield Problem(f"{row.where}:quantity", what, "add it to quantities.csv or correct it")
        elif unit != known[quantity]:
            what = f"{quantity} is given in {unit}"
            yield Problem(f"{row.where}:unit", what, f"convert it to {known[quantity]}")
    for row in tables["quantities"]:
        # A count shows its number alone.
        if f"unit.{row['unit']}" not in strings and row["unit"] != "count":
            what = f"no words for {row['unit']!r}"
            yield Problem(f"{row.where}:unit", what, f"add unit.{row['unit']} to strings.csv")


def plausibility_problems(
    catalog: Catalog, excused: frozenset[tuple[str, str]]
) -> Iterator[Problem]:
    """Yield figures that are valid and still cannot be meant.

    A figure some thousand times another one of its subject and quantity is a number whose thousands
    were written with a point; a capital per kilometre of road beyond :data:`CAPITAL_PER_KM` is a
    figure of something else.
    """
    where, remedy = "tables/figures.csv", "correct it or explain it in tables/exceptions.csv"
    for item in catalog.items:
        if ("plausible", item.id) in excused:
            continue
        known: dict[str, list[float]] = {}
        for figure in catalog.figures_of(item.id):
            if figure.value > 0:
                known.setdefault(figure.quantity, []).append(figure.value)
        for name, values in known.items():
            if max(values) >= _THOUSANDS * min(values):
                what = f"{item.id}: {name} {min(values):g} and {max(values):g}: are the thousands "
                yield Problem(where, f"{what}of one written with a point?", remedy)
        if item.kind not in ROAD_KINDS or not {"capital", "length"} <= known.keys():
            continue
        low, high = CAPITAL_PER_KM
        per_km = max(known["capital"]) / max(known["length"])
        if not low <= per_km <= high:
            what = f"{item.id}: {per_km:.3g} billion VND a kilometre of {item.kind}"
            yield Problem(where, what, remedy)


def thousands_problems(tables: Tables, excused: frozenset[tuple[str, str]]) -> Iterator[Problem]:
    """Yield sums of money that a Vietnamese reader takes for thousands: 22.262 billion VND.

    Three digits behind a point are thousands that were copied; who means them adds a zero.
    """
    for row in tables["figures"]:
        alike = _LIKE_THOUSANDS.fullmatch(row["value"]) and row["unit"] == _MONEY
        if alike and ("plausible", row["subject_id"]) not in excused:
            value = row["value"]
            what = f"{row['subject_id']}: {value}: are its thousands written with a point?"
            meant = f"write {value.replace('.', '')} or, if {value} is meant, {value}0"
            remedy = f"{meant}, or explain it in tables/exceptions.csv"
            yield Problem(f"{row.where}:value", what, remedy)


def kind_problems(tables: Tables) -> Iterator[Problem]:
    """Yield assets and projects of a kind that no row of ``kinds.csv`` has."""
    known = {row["id"] for row in tables["kinds"]}
    for name in ("assets", "projects"):
        for row in tables[name]:
            if row["kind"] not in known:
                what = f"no kind {row['kind']!r}"
                remedy = f"write one of {', '.join(sorted(known))} or add it to kinds.csv"
                yield Problem(f"{row.where}:kind", what, remedy)


def symbol_problems(data: Path, tables: Tables) -> Iterator[Problem]:
    """Yield symbols that cannot be drawn, kinds without one, and groups that no word names."""
    files = symbol_files(data)
    for path in files.values():
        try:
            read_symbol(path)
        except DataError as error:
            yield Problem(error.where, error.what, error.remedy)
    strings = table()
    for row in tables["kinds"]:
        if row["symbol"] not in files:
            what = f"no symbol {row['symbol']!r}"
            yield Problem(f"{row.where}:symbol", what, f"draw data/symbols/{row['symbol']}.svg")
        if f"kind-group.{row['group']}" not in strings:
            what = f"no words for {row['group']!r}"
            remedy = f"add kind-group.{row['group']} to strings.csv"
            yield Problem(f"{row.where}:group", what, remedy)


def group_problems(catalog: Catalog, tables: Tables) -> Iterator[Problem]:
    """Yield groups with a place of their own, and groups within groups."""
    groups = {project.part_of for project in catalog.projects.values()} - {""}
    for row in tables["projects"]:
        if row["id"] in groups and (row["geometry"] or row["road_ref"]):
            what = "a group has a place of its own"
            yield Problem(f"{row.where}:geometry", what, "leave it empty: its parts have places")
        if row["part_of"] and (row["id"] in groups or row["part_of"] == row["id"]):
            what = "a group is part of a group"
            yield Problem(f"{row.where}:part_of", what, "groups have one level")


def reform_problems(catalog: Catalog, excused: frozenset[tuple[str, str]]) -> Iterator[Problem]:
    """Yield urban centres older than the reform that ended towns and districts, and not ended.

    Such a project aims at a unit that is no more: since that day it has lapsed, by a source of the
    reform, unless it was completed before, or an exception says what else holds.
    """
    day = change_of_frame(catalog)
    for project in catalog.projects.values():
        if day is None or project.kind != Kind.URBAN or ("reform", project.id) in excused:
            continue
        events = catalog.events_of(project.id)
        before = status_as_of(events, day - timedelta(days=1))
        if before in (Status.UNKNOWN, Status.LAPSED):
            continue
        end = before if before is Status.COMPLETED else Status.LAPSED
        ended = any(is_reform(catalog, event) for event in events)
        if not ended or {event.status for event in events if event.effective >= day} != {end}:
            what = f"{project.id}: its unit ended on {day}, and it is not {end} since then"
            remedy = "add the event with a source of crosswalk.csv or explain it in exceptions.csv"
            yield Problem("tables/events.csv", what, remedy)


def milestone_problems(tables: Tables) -> Iterator[Problem]:
    """Yield milestones that have come on a day still to come."""
    today = clock.today()
    for row in tables["milestones"]:
        if row["role"] == "actual" and PartialDate.parse(row["date"]).first_day > today:
            what = f"{row['date']} has not come"
            yield Problem(f"{row.where}:date", what, "correct the date, or its role is planned")


def band_problems(tables: Tables) -> Iterator[Problem]:
    """Yield bands of indicators that end where they begin or before."""
    for row in tables["indicators"]:
        start, end = row.number("value"), row.number("value_to")
        if start is not None and end is not None and end <= start:
            what = f"the band {start:g} to {end:g} is none"
            yield Problem(f"{row.where}:value_to", what, "write the upper end or leave it empty")


def placing_problems(catalog: Catalog, tables: Tables) -> Iterator[Problem]:
    """Yield projects placed twice or, without a reason, nowhere, and districts without a basis."""
    for row in tables["projects"]:
        by_km = bool(row["road_ref"] and row["km_from"])
        if by_km and row["geometry"]:
            what = "placed twice, by kilometre and by id"
            yield Problem(f"{row.where}:geometry", what, "keep one of them")
        project = catalog.projects[row["id"]]
        if not project.pieces and not row["geometry_note_vi"]:
            what = "no position and no reason"
            yield Problem(f"{row.where}:geometry_note_vi", what, "say why it has no position")
        if bool(row["stated_districts"]) != bool(row["stated_basis"]):
            what = "districts and their basis do not stand together"
            yield Problem(f"{row.where}:stated_basis", what, "fill both or neither")


def incident_problems(
    catalog: Catalog, tables: Tables, excused: frozenset[tuple[str, str]]
) -> Iterator[Problem]:
    """Yield incidents whose kilometre lies outside the area that their row names beside it."""
    wheres = {row["id"]: row.where for row in tables["incidents"]}
    for incident in catalog.incidents:
        span = span_of(catalog, incident)
        named = [piece for piece in incident.pieces if piece.geometry_kind is GeometryKind.WITHIN]
        if span is None or not named or ("incident", incident.id) in excused:
            continue
        areas = [catalog.areas[piece.origin.partition(":")[2]] for piece in named]
        place = to_grid(span.geometry)
        away_km = min(to_grid(area.geometry).distance(place) for area in areas) / 1_000
        names = ", ".join(f"{area.code} {area.name['vi']}" for area in areas)
        at = f"{incident.road_ref} {format_km(cast('float', incident.km_from))}"
        what = f"{at} lies {away_km:.1f} km outside {names}"
        remedy = "correct one of them or explain it in tables/exceptions.csv"
        yield Problem(f"{wheres[incident.id]}:geometry", what, remedy)


def district_problems(
    catalog: Catalog, tables: Tables, excused: frozenset[tuple[str, str]]
) -> Iterator[Problem]:
    """Yield projects whose text states other districts than the geometry touches."""
    for row in tables["projects"]:
        project = catalog.projects[row["id"]]
        by_text = project.stated_basis == "text" and project.pieces
        if not by_text or ("districts", project.id) in excused:
            continue
        touches = dict(project.overlaps)[AreaFrame.DISTRICT]
        passed = {t.code for t in touches if t.length_km >= _PASSAGE_KM or not t.length_km}
        for word, codes in (
            ("states but geometry misses", set(project.stated_districts) - passed),
            ("does not state but geometry touches", passed - set(project.stated_districts)),
        ):
            if codes:
                names = ", ".join(f"{c} {catalog.areas[c].name['vi']}" for c in sorted(codes))
                remedy = "correct one of them or explain it in tables/exceptions.csv"
                yield Problem(f"{row.where}:stated_districts", f"the text {word} {names}", remedy)


def coverage_problems(catalog: Catalog) -> Iterator[Problem]:
    """Yield overlaps and gaps between atoms, and missing units."""
    where, remedy = "shapes/areas.geojson", "restore it from the repository"
    atoms = catalog.areas.atoms
    shapes = [to_grid(atom.geometry) for atom in atoms]
    if not shapely.coverage_is_valid(shapes, gap_width=MAX_SLIVER_M):
        edges = shapely.coverage_invalid_edges(shapes, gap_width=MAX_SLIVER_M)
        bad = [atom.id for atom, edge in zip(atoms, edges, strict=True) if not edge.is_empty]
        yield Problem(where, f"not one clean coverage at {', '.join(bad)}", remedy)
    for field, expected in (("district_code", _DISTRICTS), ("commune_code", _COMMUNES)):
        count = len({getattr(atom, field) for atom in atoms})
        if count != expected:
            yield Problem(where, f"{count} different {field}, {expected} expected", remedy)


def wording_problems(catalog: Catalog) -> Iterator[Problem]:
    """Yield sections and sites whose words miss in a language, and lengths without a source."""
    for section in catalog.sections.values():
        if section.road_class == "river":
            continue
        ends = {"from": section.start, "to": section.end}
        texts = {"name": section.name, **ends, "basis": section.basis}
        yield from _missing_words("section", section.id, texts)
        cited = section.official_km_source_id
        if section.official_km is not None and cited not in catalog.sources:
            what = f"section {section.id}: official_km_source_id {cited!r} does not exist"
            yield Problem("shapes", what, "write the id of the source of its length")
    for site in catalog.sites.values():
        yield from _missing_words("site", site.id, {"name": site.name, "basis": site.basis})


def _missing_words(noun: str, item_id: str, texts: Mapping[str, Text]) -> Iterator[Problem]:
    for field, text in texts.items():
        for language in WRITTEN_LANGUAGES:
            if language not in tuple(text):
                what = f"{noun} {item_id}: {field}_{language} is empty"
                yield Problem("shapes", what, "write it into the feature")


def route_problems(catalog: Catalog) -> Iterator[Problem]:
    """Yield sections of roads in the province that no route measures."""
    measured = {leg.section.id for route in catalog.routes.values() for leg in route.legs}
    for section in catalog.sections.values():
        in_province = section.in_province and section.road_class != "river"
        if in_province and section.id not in measured:
            what = f"no route has the section {section.id}"
            yield Problem("tables/routes.csv", what, "add a row for it")


def connection_problems(catalog: Catalog) -> Iterator[Problem]:
    """Yield breaks between the sections of a route that the table does not explain."""
    for route in catalog.routes.values():
        for one, two in pairwise(route.legs):
            end, start = one.line.coords[-1], two.line.coords[0]
            gap = shapely.Point(end).distance(shapely.Point(start)) / 1_000
            if gap > MAX_GAP_KM and not two.gap_kind:
                what = f"{one.section.id} ends {gap:.2f} km from {two.section.id}"
                yield Problem("tables/routes.csv", what, "join them or give the gap a kind")


def filed_problems(catalog: Catalog) -> Iterator[Problem]:
    """Yield filed geometries that lie elsewhere, claim too much, or that stand in each other's way.

    The best grade is for what a document says; of the geometries of one project one is shown.
    """
    room = _room(catalog)
    for project_id, every in catalog.filed.items():
        where = f"tables/geometries.csv: {project_id}"
        if sum(one.shown for one in every) > 1:
            yield Problem(where, "several geometries are shown", "leave 'yes' at one of them")
        for one in every:
            if not room.contains(one.shape):
                yield Problem(f"{where}: {one.id}", "it lies far outside", "correct its system")
            source = catalog.sources.get(one.source_id)
            if one.evidence is Evidence.A and source and source.kind is not SourceKind.OFFICIAL:
                what = "grade A needs an official document"
                yield Problem(f"{where}: {one.id}", what, "name it as the source, or write B")


def _room(catalog: Catalog) -> BaseGeometry:
    """Return the box (EPSG:4326) outside which nothing of a project lies."""
    communes = [area.geometry for area in catalog.areas.frame(AreaFrame.COMMUNE)]
    west, south, east, north = shapely.total_bounds(communes)
    reach = _FILED_ROOM
    return shapely.box(west - reach, south - reach, east + reach, north + reach)


def length_problems(catalog: Catalog, excused: frozenset[tuple[str, str]]) -> Iterator[Problem]:
    """Yield national roads measured more than 5 % off their official length."""
    for asset_id, measured, official in national_lengths(catalog):
        deviation = measured / official - 1
        if abs(deviation) > MAX_DEVIATION and ("length", asset_id) not in excused:
            what = (
                f"{asset_id} measures {measured:.1f} km, official {official:g} ({deviation:+.1%})"
            )
            remedy = "check its sections or explain it in tables/exceptions.csv"
            yield Problem("tables/figures.csv", what, remedy)


def national_lengths(catalog: Catalog) -> list[tuple[str, float, float]]:
    """Return (asset id, measured km, official km) of each national road, branches included."""
    lengths = []
    for asset in catalog.assets.values():
        if asset.kind != Kind.NATIONAL_ROAD:
            continue
        measured = sum(r.measured_km for r in catalog.routes.values() if r.ref == asset.ref)
        figures = catalog.figures_of(asset.id)
        official = [f.value for f in figures_as_of(figures, "length", date.max, catalog.sources)]
        if official and measured:
            lengths.append((asset.id, measured, official[0]))
    return lengths


def post_problems(catalog: Catalog, excused: frozenset[tuple[str, str]]) -> Iterator[Problem]:
    """Yield kilometre posts that fall elsewhere than a source says, and unused ones untold why."""
    remedy = "check the post, give it the role unused, or explain it in tables/exceptions.csv"
    for post in located_posts(catalog):
        record = post.record
        name = f"{record.route_id} {format_km(record.km)}"
        if record.area_code and record.area_code not in catalog.areas.by_code:
            yield Problem(f"{record.where}:at", f"no area {record.area_code!r}", "use a GSO code")
        elif record.role is PostRole.UNUSED and not record.note:
            what = f"{name} is not used, and no note says why"
            yield Problem(f"{record.where}:note_vi", what, "write the reason")
        elif (
            post.fit is PostFit.MISFIT
            and ("km-post", f"{record.route_id} {record.km:g}") not in excused
        ):
            where = f"lies {post.away_km:.1f} km outside" if post.away_km else "is not found on"
            what = f"{name} {where} {record.at or record.route_id}"
            yield Problem(f"{record.where}:at", what, remedy)


@dataclass(frozen=True)
class Examined:
    """A data folder after :func:`examine`.

    Parameters
    ----------
    catalog
        What was read, ``None`` where it cannot be read.
    problems
        What is wrong, in the order of the files.
    torn
        Whether an id names nothing, so that what shows the catalog would stumble over it.
    """

    catalog: Catalog | None
    problems: tuple[Problem, ...]
    torn: bool = False


def check(
    data: Path = DATA, drafts: Mapping[str, bytes] | None = None
) -> tuple[list[Problem], str]:
    """Validate a data folder.

    Parameters
    ----------
    data
        Folder with ``shapes/`` and ``tables/``.
    drafts
        Contents to check in place of tables of the folder, by the name of the table.

    Returns
    -------
    problems, summary
        What is wrong, in the order of the files; and one line of counts for a clean folder.
    """
    found = examine(data, drafts)
    clean = found.catalog is not None and not found.problems
    return [*found.problems], summary(found.catalog) if clean and found.catalog else ""


def examine(data: Path = DATA, drafts: Mapping[str, bytes] | None = None) -> Examined:
    """Read a data folder and validate it; parameters as :func:`check`."""
    tables = Tables(data / "tables", drafts or {})
    problems = table_problems(tables) or [*string_problems(tables)]
    if problems:
        return Examined(None, tuple(problems))
    try:
        catalog = load(data, tables)
    except DataError as error:
        return Examined(None, (Problem(error.where, error.what, error.remedy),))
    torn = [*reference_problems(catalog, tables)]
    try:
        return Examined(catalog, (*torn, *_other_problems(data, catalog, tables)), bool(torn))
    except LookupError:
        if not torn:
            raise
        # What looked the id up has no more to say than that it is not there.
        return Examined(catalog, tuple(torn), torn=True)


def _other_problems(data: Path, catalog: Catalog, tables: Tables) -> list[Problem]:
    """Return all that is wrong with a catalog but ids that name nothing."""
    excused = exceptions(tables)
    return [
        *date_problems(tables),
        *kind_problems(tables),
        *symbol_problems(data, tables),
        *group_problems(catalog, tables),
        *reform_problems(catalog, excused),
        *milestone_problems(tables),
        *figure_problems(tables),
        *thousands_problems(tables, excused),
        *plausibility_problems(catalog, excused),
        *band_problems(tables),
        *placing_problems(catalog, tables),
        *incident_problems(catalog, tables, excused),
        *district_problems(catalog, tables, excused),
        *filed_problems(catalog),
        *photo_problems(data),
        *photo_place_problems(catalog.photos, _room(catalog)),
        *coverage_problems(catalog),
        *wording_problems(catalog),
        *connection_problems(catalog),
        *route_problems(catalog),
        *length_problems(catalog, excused),
        *post_problems(catalog, excused),
    ]


def summary(catalog: Catalog) -> str:
    """Return the counts of a catalog in one line."""
    counted = ("projects", "assets", "corridors", "events", "figures", "sources", "indicators",
               "sections", "routes", "sites")  # fmt: skip
    counts = {name: len(getattr(catalog, name)) for name in counted}
    counts["atoms"] = len(catalog.areas.atoms)
    names = {"events": "status events", "sections": "line sections"}
    listed = ", ".join(f"{number} {names.get(name, name)}" for name, number in counts.items())
    return f"data is clean: {listed} (digest {catalog.digest})"


def string_problems(tables: Tables) -> Iterator[Problem]:
    """Yield the strings whose placeholders differ between languages.

    What is said of exactly one thing may leave its number out.
    """
    for row in tables["strings"]:
        vietnamese = placeholders(row["vi"])
        for language, wording in row.cells.items():
            if language == "key" or not wording:
                continue
            found = placeholders(wording)
            if found == vietnamese or (language.endswith("_one") and found < vietnamese):
                continue
            what = f"placeholders differ from Vietnamese {sorted(vietnamese)}"
            yield Problem(f"{row.where}:{language}", what, "use the same {names}")
