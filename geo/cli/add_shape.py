"""``python -m geo add-shape``: what a foreign file of lines or points is, before it is taken."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import UnknownIdError
from geo.shapes.letters import Letters
from geo.shapes.raw import MAX_BYTES, ShapeFileError
from geo.shapes.recognise import Answers, ShapeVerdict, recognise, refused_record
from geo.strings import languages, say
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalog.catalog import Catalog

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
    parser.add_argument("--lang", choices=languages(), default=DEFAULT_LANGUAGE, help="language")


def shape_text(catalog: Catalog, options: Mapping[str, Any]) -> tuple[str, int]:
    """Return what the command prints, and its exit status.

    That is 0 where the file is sure, 1 where it asks or is refused, 2 where it is unreadable.

    Raises
    ------
    UnknownIdError
        If there is no such project or coordinate system, or keeping is asked for.
    OSError
        If the file cannot be opened.
    """
    language, path = options["lang"], options["file"]
    if not options["dry_run"]:
        raise UnknownIdError(say("shapes.error-dry-run", language))
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
    except ShapeFileError as error:
        words = error.words(language)
        print(words, file=sys.stderr)  # noqa: T201 - a command line prints
        record = refused_record(words)
        return _printed(record, options["format"]), _UNREADABLE
    status = 0 if found.verdict is ShapeVerdict.SURE else 1
    return _printed(found.record(), options["format"]), status


def _crs_id(words: str) -> str:
    """Return an id as written, its additions in small letters as candidates print them."""
    base, slash, rest = words.partition("/")
    return f"{base}{slash}{rest.lower()}"


def _printed(record: Mapping[str, Any], form: str) -> str:
    if form == "json":
        return json.dumps(record, ensure_ascii=False, allow_nan=False)
    return str(record["message"])
