"""``python -m geo add-shape``: what a foreign file of lines or points is, shown or kept."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.cli.store import author_here, opened_ledger, previewing_ledger
from geo.errors import SonLaMapError, UnknownIdError
from geo.io.load import load
from geo.shapes.letters import Letters
from geo.shapes.raw import MAX_BYTES, ShapeFileError
from geo.shapes.recognise import Answers, ShapeVerdict, recognise, refused_record
from geo.strings import languages, say
from geo.tables import DATA, Tables
from geo.text import DEFAULT_LANGUAGE
from geo.trip.values import ValueDoubt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalog.catalog import Catalog
    from geo.shapes.recognise import Recognition
    from geo.store.ledger import Ledger

SHAPE_FORMATS = ("words", "json")
_UNREADABLE = 2


def add_shape_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    words = "SHP (zip), GPKG, GeoJSON, KML, KMZ, GPX, DXF, CSV or XLSX"
    parser.add_argument("file", type=Path, metavar="FILE", help=words)
    parser.add_argument("--project", required=True, metavar="ID", help="the project it is for")
    parser.add_argument("--dry-run", action="store_true", help="say what it is, keep nothing")
    parser.add_argument("--format", choices=SHAPE_FORMATS, default="words")
    words = "answers the question for the coordinate system: EPSG:9206"
    parser.add_argument("--crs", default="", metavar="EPSG:N", help=words)
    words = "answers the question for the letters"
    parser.add_argument("--encoding", choices=[*Letters], type=Letters, default=None, help=words)
    words = "the document that it is from, as in a task list; an id of sources.csv will do"
    parser.add_argument("--source", default="", metavar="WORDS", help=words)
    words = "keep it beside the one that maps show, which stays"
    parser.add_argument("--beside", action="store_true", help=words)
    words = "leave it in the queue for somebody else to approve"
    parser.add_argument("--propose", action="store_true", help=words)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of facts (default data/)")
    parser.add_argument("--lang", choices=languages(), default=DEFAULT_LANGUAGE, help="language")


def add_shape(options: Mapping[str, Any], data: Path) -> int:
    """Print what a file is, and keep it where it is sure; return the exit status.

    That is 0 where the file is sure, 1 where it asks or is refused, 2 where it is unreadable.

    Raises
    ------
    StoreCommandError
        If the store refuses it.
    OSError
        If the file cannot be opened.
    """
    is_dry, language = options["dry_run"], options["lang"]
    opened = (
        previewing_ledger(data, language) if is_dry else opened_ledger(data, language, make=True)
    )
    with opened as ledger:
        version = ledger.log.head()
        tables = Tables(ledger.data / "tables", ledger.fold(version).drafts)
        catalog = load(ledger.data, tables)
        found, told, status = _recognised(catalog, options)
        if found is not None and status == 0 and not is_dry:
            made = _kept(found, catalog, ledger, options)
            print(made, file=sys.stderr)  # noqa: T201 - a command line prints
    print(told)  # noqa: T201 - as above
    return status


def _kept(found: Recognition, catalog: Catalog, ledger: Ledger, options: Mapping[str, Any]) -> str:
    """Write the geometry into the store; return what was done, in a sentence."""
    from geo.store.model import Draft
    from geo.trip.geometries import filed_draft

    language = options["lang"]
    try:
        changes = filed_draft(
            found, options["project"], catalog, options["source"], beside=options["beside"]
        )
    except ValueDoubt as doubt:
        raise ShapeRefusedError(doubt.say(language)) from doubt
    reason = say("trip.reason", language, file=options["file"].name)
    draft = Draft(changes, reason, "file", ledger.log.head())
    if options["propose"]:
        number = ledger.propose(draft, author_here()).number
        return say("trip.proposed", language, number=number)
    return say("trip.applied", language, number=ledger.enter(draft, author_here()).number)


class ShapeRefusedError(SonLaMapError, ValueError):
    """A geometry is not kept; the message says why and what to do."""


def _recognised(
    catalog: Catalog, options: Mapping[str, Any]
) -> tuple[Recognition | None, str, int]:
    """Return what a file is, what is printed of it, and the exit status."""
    language, path = options["lang"], options["file"]
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    crs = options["crs"].upper()
    answers = Answers(
        options["project"],
        f"EPSG:{crs}" if crs.isdecimal() else _crs_id(crs),
        options["encoding"],
        language,
    )
    try:
        found = recognise(data, path.name, catalog, answers)
    except (ShapeFileError, UnknownIdError) as error:
        words = error.words(language) if isinstance(error, ShapeFileError) else str(error)
        print(words, file=sys.stderr)  # noqa: T201 - a command line prints
        record = refused_record(words)
        return None, _printed(record, options["format"]), _UNREADABLE
    status = 0 if found.verdict is ShapeVerdict.SURE else 1
    return found, _printed(found.record(), options["format"]), status


def _crs_id(words: str) -> str:
    """Return an id as written, its additions in small letters as candidates print them."""
    base, slash, rest = words.partition("/")
    return f"{base}{slash}{rest.lower()}"


def _printed(record: Mapping[str, Any], form: str) -> str:
    if form == "json":
        return json.dumps(record, ensure_ascii=False, allow_nan=False)
    return str(record["message"])
