"""``python -m geo photo``: photos of the site of a project, shown or kept."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo import clock
from geo.cli.store import author_here, opened_ledger, previewing_ledger
from geo.errors import UnknownIdError
from geo.io.load import load
from geo.photos.picture import MOST_FILE_BYTES, PhotoError, SitePhoto, read_photo
from geo.strings import languages, say
from geo.tables import DATA, Tables
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.proposals.proposal import FormGround, Proposal

PHOTO_FORMATS = ("words", "json")
_REFUSED, _UNREADABLE = 1, 2


def add_photo_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("file", type=Path, metavar="FILE", help="JPEG or PNG")
    parser.add_argument("--project", required=True, metavar="ID", help="the project that it shows")
    parser.add_argument("--caption", required=True, metavar="WORDS", help="what is seen on it")
    words = "when it was taken: YYYY-MM-DD, YYYY-MM or YYYY; 'camera' for what the file says"
    parser.add_argument("--date", default="", metavar="DATE", help=words)
    words = "who took it, or where it is from"
    parser.add_argument("--author", default="", metavar="WORDS", help=words)
    words = "keep the place that the camera has written (default: it is thrown away)"
    parser.add_argument("--place", action="store_true", help=words)
    parser.add_argument("--dry-run", action="store_true", help="say what it is, keep nothing")
    words = "leave it in the queue for somebody else to approve"
    parser.add_argument("--propose", action="store_true", help=words)
    parser.add_argument("--format", choices=PHOTO_FORMATS, default="words")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of facts (default data/)")
    parser.add_argument("--lang", choices=languages(), default=DEFAULT_LANGUAGE, help="language")


def add_photo(options: Mapping[str, Any], data: Path) -> int:
    """Print what a photo is, and keep it; return the exit status.

    That is 0 where it is taken, 1 where it is refused, 2 where it is unreadable.

    Raises
    ------
    UnknownIdError
        If there is no such project.
    StoreCommandError
        If the store refuses it.
    OSError
        If the file cannot be opened.
    """
    from geo.proposals.proposal import FormGround

    is_dry, language = options["dry_run"], options["lang"]
    with options["file"].open("rb") as file:
        content = file.read(MOST_FILE_BYTES + 1)
    try:
        photo = read_photo(content, options["file"].name)
    except PhotoError as error:
        return _told({"verdict": "refused", "message": error.words(language)}, options, _UNREADABLE)
    opened = (
        previewing_ledger(data, language) if is_dry else opened_ledger(data, language, make=True)
    )
    with opened as ledger:
        head = ledger.log.head()
        catalog = load(ledger.data, Tables(ledger.data / "tables", ledger.fold(head).drafts))
        if options["project"] not in catalog.projects:
            words = say("edit.unknown-project", language, value=options["project"])
            raise UnknownIdError(words)
        ground = FormGround(ledger, catalog, clock.today(), language, head)
        found = _planned(photo, options, ground)
        if found.doubts:
            words = " ".join(found.doubts.values())
            return _told(
                _record(photo, options) | {"verdict": "refused", "message": words},
                options,
                _REFUSED,
            )
        words = say("photo.dry", language)
        if not is_dry and found.draft is not None:
            enter = ledger.propose if options["propose"] else ledger.enter
            number = enter(replace(found.draft, origin="cli"), author_here()).number
            key = "photo.proposed" if options["propose"] else "photo.applied"
            words = say(key, language, number=number)
    return _told(_record(photo, options) | {"verdict": "taken", "message": words}, options, 0)


def _planned(photo: SitePhoto, options: Mapping[str, Any], ground: FormGround) -> Proposal:
    from geo.proposals.photo import AUTHOR, PhotoFields, plan_photos
    from geo.proposals.proposal import YES, examined

    fields = PhotoFields.of(photo)
    typed = {
        AUTHOR: options["author"],
        fields.caption: options["caption"],
        fields.date: _date(photo, options),
        fields.place: YES if options["place"] else "",
    }
    found = plan_photos(options["project"], [photo], typed, ground)
    return examined(found, ground)


def _date(photo: SitePhoto, options: Mapping[str, Any]) -> str:
    if options["date"] != "camera":
        return str(options["date"])
    return photo.day.isoformat() if photo.day else ""


def _record(photo: SitePhoto, options: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "project": options["project"],
        "digest": photo.digest,
        "bytes": len(photo.jpeg),
        "width": photo.width,
        "height": photo.height,
        # What the camera says: offered, and kept only where it is asked for.
        "camera_date": photo.day.isoformat() if photo.day else None,
        "camera_place": list(photo.place) if photo.place else None,
    }


def _told(record: Mapping[str, Any], options: Mapping[str, Any], status: int) -> int:
    """Print what became of a photo; return the exit status."""
    if options["format"] == "json":
        print(json.dumps(record, ensure_ascii=False))  # noqa: T201 - a command line prints
        return status
    language, lines = options["lang"], [str(record["message"])]
    if record["verdict"] == "taken":
        size = {"width": record["width"], "height": record["height"]}
        lines.append(say("photo.size", language, **size, kb=round(record["bytes"] / 1_000)))
        if record["camera_date"] and not options["date"]:
            lines.append(say("photo.camera-date", language, day=record["camera_date"]))
        if record["camera_place"] and not options["place"]:
            lines.append(say("photo.camera-place", language))
    stream = sys.stderr if status else sys.stdout
    print("\n".join(lines), file=stream)
    return status
