"""``python -m geo``: check, list, find, targets, locate, posts, overlaps, facts, store, apply."""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely

from geo import clock
from geo.catalog.km_posts import CountId
from geo.cli import targets
from geo.cli.add_shape import add_shape, add_shape_arguments
from geo.cli.apply import add_apply_arguments, apply_workbook
from geo.cli.find import add_find_arguments, found_text
from geo.cli.incidents import INCIDENT_FORMATS, incidents_text
from geo.cli.options import (
    Parser,
    add_selection_arguments,
    day_argument,
    guarded,
    selection_from,
)
from geo.cli.overlaps import OVERLAP_FORMATS, distance_argument, overlaps_text
from geo.cli.photo import add_photo, add_photo_arguments
from geo.cli.posts import POST_FORMATS, posts_text
from geo.cli.store import add_store_arguments, keeper_for, newest_catalog, run_store
from geo.cli.user import add_user_arguments, run_user
from geo.crs import DECIMALS
from geo.dates import PartialDate
from geo.edit.add import EventDraft, SourceDraft, add_event, add_source
from geo.errors import KmRangeError, OutsideRouteError, UnknownKmError
from geo.escape import Syntax, escape
from geo.model import AreaFrame, SourceKind, Status
from geo.query import wording
from geo.query.fields import columns, flat
from geo.query.view import build_view
from geo.reports.targets import targets as indicator_targets
from geo.road_names import format_km, parse_km
from geo.strings import format_number, languages, say
from geo.tables import DATA
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog
    from geo.catalog.linear_reference import LocatedSpan, Route
    from geo.query.view import View

FORMATS = ("table", "json", "csv", "geojson")
_NAME_WIDTH = 54


def records(view: View) -> list[dict[str, Any]]:
    """Return JSON-ready records of the projects, a value a column of data; days as ISO 8601.

    ``length_km`` is the published length, else the measured one of a line that is no drawing;
    ``None`` where neither is known. ``capital_billion_vnd`` is the figure to quote.
    """
    every = columns()
    cells = ({column.id: column.cell(view, row) for column in every} for row in view.rows)
    return [
        {key: cell.iso() if isinstance(cell, PartialDate) else cell for key, cell in each.items()}
        for each in cells
    ]


def render(view: View, form: str) -> str:
    """Return the projects of a view in one of :data:`FORMATS`."""
    match form:
        case "json":
            return json.dumps(records(view), ensure_ascii=False, indent=2)
        case "csv":
            return csv_text(view).rstrip("\n")
        case "geojson":
            return geojson(view)
    return _table(view)


def geojson(view: View) -> str:
    """Return the projects of a view as a GeoJSON FeatureCollection (EPSG:4326, RFC 7946).

    A project without a known position has a ``null`` geometry (3.2); outer rings run
    counterclockwise (3.1.6).
    """
    features = [
        {
            "type": "Feature",
            "id": row.project.id,
            "properties": record,
            "geometry": _geometry(row.geometry),
        }
        for row, record in zip(view.rows, records(view), strict=True)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def _geometry(shape: BaseGeometry | None) -> dict[str, Any] | None:
    if shape is None:
        return None
    turned = shapely.orient_polygons(shapely.set_precision(shape, 10**-DECIMALS, mode="pointwise"))
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(turned))
    return geometry


def csv_text(view: View, end: str = "\n") -> str:
    """Return the projects of a view as CSV; every cell is inert in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=end)
    every = columns()
    writer.writerow([column.id for column in every])
    for row in view.rows:
        cells = (flat(column.cell(view, row)) for column in every)
        writer.writerow([escape(cell, Syntax.SHEET) for cell in cells])
    return out.getvalue()


def _table(view: View) -> str:
    language = view.selection.language
    lines = [view.selection.describe(view.catalog, language), ""]
    id_width = max((len(row.project.id) for row in view.rows), default=0)
    for row in view.rows:
        when = row.event.date.show(language) if row.event else ""
        areas = wording.whereabouts(view.catalog, row.project, AreaFrame.DISTRICT, language)
        where = ", ".join(areas)
        length = f"{wording.row_length(row, language)} km" if row.length_km else wording.NOTHING
        name = ("  " if row.project.id in view.part_ids else "") + row.project.name[language]
        name = name if len(name) <= _NAME_WIDTH else f"{name[: _NAME_WIDTH - 1]}…"
        status = say(f"status.{row.status}", language)
        lines.append(
            f"{row.project.id:<{id_width}} {name:<{_NAME_WIDTH}} {status:<18} {when:>11}"
            f" {length:>11}  {where}"
        )
    counts = ", ".join(
        f"{say(f'status.{status}', language)} {number}"
        for status, number in view.totals.by_status.items()
        if number
    )
    total = say("list.total", language, n=view.totals.projects)
    lines += ["", f"{total}: {counts}" if counts else total]
    return "\n".join(lines)


def _parser() -> Parser:
    parser = Parser(prog="python -m geo", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    check = commands.add_parser("check", help="validate data/")
    check.add_argument("--data", type=Path, default=DATA, help="folder to check (default data/)")

    listed = commands.add_parser("list", help="print projects")
    add_selection_arguments(listed)
    listed.add_argument("--format", choices=FORMATS, default="table")
    words = "as the store knew it at the end of that day (default all that is known)"
    listed.add_argument("--known", type=day_argument, metavar="YYYY-MM-DD", help=words)

    words = "print the Programme's targets beside what is published"
    goals = commands.add_parser("targets", help=words)
    goals.add_argument("--format", choices=targets.FORMATS, default="table")
    words = "what was known on that day (default today)"
    goals.add_argument("--as-of", type=day_argument, metavar="YYYY-MM-DD", help=words)
    goals.add_argument("--lang", choices=languages(), default=DEFAULT_LANGUAGE)

    locate = commands.add_parser("locate", help="road + kilometres to GeoJSON")
    locate.add_argument("road", help="QL.6, ĐT.101 … in any spelling; QL.6C/1 for a branch")
    locate.add_argument("km_from", help="193+000 or 193.0")
    locate.add_argument("km_to", nargs="?", help="303+000; without it a point is returned")
    which = locate.add_mutually_exclusive_group()
    which.add_argument(
        "--count",
        type=CountId,
        choices=[count for count in CountId if count],
        default=CountId.TODAY,
        help="of a road counted anew: kilometres of the count before today's",
    )
    which.add_argument(
        "--as-of",
        type=day_argument,
        metavar="YYYY-MM-DD",
        help="of a road counted anew: kilometres of the count that was in use on that day",
    )
    which.add_argument(
        "--from-start",
        action="store_true",
        help="distances from the start of the road in the province, no official kilometres",
    )
    locate.add_argument("--lang", choices=languages(), default=DEFAULT_LANGUAGE)

    add_find_arguments(commands.add_parser("find", help="projects, roads, places by typed words"))

    posts = commands.add_parser("posts", help="all kilometre posts, and where each is found")
    posts.add_argument("--format", choices=POST_FORMATS, default="table")
    posts.add_argument("--lang", choices=languages(), default=DEFAULT_LANGUAGE)

    overlaps = commands.add_parser("overlaps", help="works that meet on a road")
    add_selection_arguments(overlaps)
    overlaps.add_argument(
        "--within",
        type=distance_argument,
        default=0.0,
        metavar="KM",
        help="works so far apart, too",
    )
    overlaps.add_argument("--format", choices=OVERLAP_FORMATS, default="table")

    incidents = commands.add_parser("incidents", help="landslides, floods and closures on roads")
    add_selection_arguments(incidents)
    incidents.add_argument("--format", choices=INCIDENT_FORMATS, default="table")

    add_apply_arguments(commands.add_parser("apply", help="what a filled task list would change"))
    add_shape_arguments(commands.add_parser("add-shape", help="recognise a file of lines, points"))
    add_photo_arguments(commands.add_parser("photo", help="keep a photo of a site, JPEG or PNG"))
    _add_edits(commands)
    add_store_arguments(commands.add_parser("store", help="the log of changes over data/"))
    add_user_arguments(commands.add_parser("user", help="local accounts: who may change the map"))
    return parser


def _add_edits(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the commands that add a fact."""
    statuses = ", ".join(status for status in Status if status is not Status.UNKNOWN)
    event = commands.add_parser("event", help="append one status event to events.csv, checked")
    event.add_argument("project_id", metavar="PROJECT", help="id of the project: DT-101")
    event.add_argument("--date", required=True, metavar="DATE", help="YYYY-MM-DD, YYYY-MM or YYYY")
    event.add_argument("--status", required=True, metavar="S", help=statuses)
    event.add_argument(
        "--source", required=True, metavar="ID", dest="source_id", help="id in sources.csv"
    )
    event.add_argument(
        "--reason", default="", metavar="WORDS", help="why it is older than the last event"
    )
    source = commands.add_parser("source", help="append one source to sources.csv, checked")
    source.add_argument("id", metavar="ID", help="new id: capitals, digits, hyphens")
    source.add_argument("--kind", required=True, metavar="K", help=", ".join(SourceKind))
    for field in ("title-vi", "title-en"):
        source.add_argument(f"--{field}", required=True, metavar="WORDS")
    for field in ("publisher", "number", "date", "url"):
        source.add_argument(f"--{field}", default="", metavar=field.upper())
    for edit in (event, source):
        edit.add_argument("--note-vi", default="", metavar="WORDS", help="in Vietnamese")
        edit.add_argument("--note-en", default="", metavar="WORDS", help="in English")
        edit.add_argument(
            "--data", type=Path, default=DATA, help="folder to write to (default data/)"
        )
        edit.add_argument("--lang", choices=languages(), default=DEFAULT_LANGUAGE)


def _check(data: Path) -> int:
    from geo.edit.check import check

    problems, summary = check(data)
    for problem in problems:
        print(problem)
    if problems:
        print(f"{len(problems)} problem(s)", file=sys.stderr)
        return 1
    print(summary)
    return 0


def _route(catalog: Catalog, args: argparse.Namespace) -> Route:
    try:
        return catalog.route(args.road)
    except KmRangeError:
        known = ", ".join(catalog.routes)
        words = say("cli.error-road", args.lang, value=args.road, known=known)
        raise KmRangeError(words) from None


def _km(text: str, language: str) -> float:
    try:
        return parse_km(text)
    except KmRangeError:
        raise KmRangeError(say("cli.error-km", language, value=text)) from None


def _located(route: Route, args: argparse.Namespace) -> LocatedSpan:
    km_from = _km(args.km_from, args.lang)
    km_to = _km(args.km_to, args.lang) if args.km_to else None
    if km_to == km_from:
        raise KmRangeError(say("cli.error-same-km", args.lang, value=args.km_to))
    if args.from_start:
        try:
            return route.locate_from_start(km_from, km_to)
        except KmRangeError:
            length = format_number(route.measured_km, args.lang, 1)
            words = say("cli.error-beyond", args.lang, road=route.id, length=length)
            raise KmRangeError(words) from None
    return route.locate(km_from, km_to, args.count)


def _locate(args: argparse.Namespace) -> None:
    """Print a place or span on a route as a GeoJSON feature (EPSG:4326), its length on stderr.

    Raises
    ------
    KmRangeError
        If the route has no such kilometre, or no kilometres at all.
    """
    catalog = newest_catalog()
    route = _route(catalog, args)
    if args.as_of:
        args.count = route.count_on(args.as_of)
    try:
        located = _located(route, args)
    except UnknownKmError as error:
        length = format_number(error.length_km, args.lang, 1)
        words = say("cli.error-km-unknown", args.lang, road=error.road, length=length)
        raise KmRangeError(words) from error
    except OutsideRouteError as error:
        ranges = "; ".join(" – ".join(ends) for ends in error.ranges)
        words = f"{error.place}: {say('search.km-outside', args.lang, ranges=ranges)}"
        raise KmRangeError(words) from error
    grades = [piece.evidence for piece in located.pieces if piece.evidence]
    communes = dict(catalog.areas.overlaps(located.pieces))[AreaFrame.COMMUNE]
    ends = [parse_km(km) for km in (args.km_from, args.km_to) if km]
    properties = {
        "road": route.id,
        "km_from": ends[0],
        "km_to": ends[1] if args.km_to else None,
        "count": "start" if args.from_start else args.count or "today",
        "length_km": round(located.length_km, 3),
        "uncertainty_km": round(located.uncertainty_km, 2),
        "calibrated": located.calibrated,
        "sections": [piece.origin for piece in located.pieces],
        "communes": [catalog.areas[touch.code].name[args.lang] for touch in communes],
        "evidence": max(grades),
        "geometry_kind": sorted({piece.geometry_kind for piece in located.pieces}),
    }
    geometry = located.geometry.__geo_interface__
    feature = {"type": "Feature", "geometry": geometry, "properties": properties}
    print(json.dumps(feature, ensure_ascii=False))
    show = (lambda km: f"{km:g} km") if args.from_start else format_km
    words = say(
        "cli.located-from-start" if args.from_start else "cli.located",
        args.lang,
        road=route.id,
        ends=" – ".join(map(show, ends)),
        length=format_number(located.length_km, args.lang, 2),
        uncertainty=format_number(located.uncertainty_km, args.lang, 1),
    )
    if args.count:
        words = f"{words} ({say(f'km-count.{args.count}', args.lang)})"
    print(words, file=sys.stderr)


def _view(options: dict[str, Any]) -> View:
    catalog = newest_catalog(options.get("known"), options["lang"])
    return build_view(catalog, selection_from(argparse.Namespace(**options), catalog))


def _run(command: str, data: Path = DATA, **options: Any) -> int:
    match command:
        case "check":
            return _check(data)
        case "list":
            print(render(_view(options), options["format"]))
        case "find":
            print(found_text(newest_catalog(), options))
        case "targets":
            known = indicator_targets(newest_catalog(), options["as_of"] or clock.today())
            print(targets.render_targets(known, options["format"], options["lang"]))
        case "overlaps":
            print(overlaps_text(_view(options), options["within"], options["format"]))
        case "incidents":
            print(incidents_text(_view(options), options["format"]))
        case "locate":
            _locate(argparse.Namespace(**options))
        case "posts":
            print(posts_text(newest_catalog(), options["format"], options["lang"]))
        case _:
            return _change(command, data, options)
    return 0


def _change(command: str, data: Path, options: dict[str, Any]) -> int:
    """Run a command that adds facts, or says what it would add."""
    match command:
        case "add-shape":
            return add_shape(options, data)
        case "photo":
            return add_photo(options, data)
        case "apply":
            return apply_workbook(options, data, options["lang"])
        case "event":
            language = options.pop("lang")
            keeper = keeper_for(data, language)
            print(add_event(EventDraft(**options), data, language, keeper=keeper))
        case "source":
            language = options.pop("lang")
            keeper = keeper_for(data, language)
            print(add_source(SourceDraft(**options), data, language, keeper=keeper))
        case "store":
            language, deed = options.pop("lang"), options.pop("deed")
            print(run_store(deed, data, language, options))
        case "user":
            print(run_user(options.pop("deed"), options.pop("lang"), options))
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the exit status: 0 fine, 1 problems found, 2 bad input."""
    args = _parser().parse_args(arguments)
    return guarded(lambda: _run(**vars(args)), getattr(args, "lang", DEFAULT_LANGUAGE))
