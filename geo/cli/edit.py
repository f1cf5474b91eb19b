"""``python -m geo event`` and ``python -m geo source``: add one row to the tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from geo.catalog.catalog import DATA
from geo.edit.add import EventDraft, SourceDraft, add_event, add_source
from geo.model import SourceKind, Status
from geo.strings import languages
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from geo.cli.options import Commands


def add_parsers(commands: Commands) -> None:
    """Add the two commands."""
    statuses = ", ".join(status for status in Status if status is not Status.UNKNOWN)
    event = commands.add_parser("event", help="append one status event to events.csv, checked")
    event.add_argument("project", metavar="PROJECT", help="id of the project: DT-101")
    event.add_argument("--date", required=True, metavar="DATE", help="YYYY-MM-DD, YYYY-MM or YYYY")
    event.add_argument("--status", required=True, metavar="S", help=statuses)
    event.add_argument("--source", required=True, metavar="ID", help="id in sources.csv")
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
    for parser in (event, source):
        parser.add_argument("--note-vi", default="", metavar="WORDS", help="in Vietnamese")
        parser.add_argument("--note-en", default="", metavar="WORDS", help="in English")
        parser.add_argument(
            "--data", type=Path, default=DATA, help="folder to write to (default data/)"
        )
        parser.add_argument("--lang", choices=languages(), default=DEFAULT_LANGUAGE)


def _event(args: argparse.Namespace) -> int:
    draft = EventDraft(
        project_id=args.project,
        date=args.date,
        status=args.status,
        source_id=args.source,
        note_vi=args.note_vi,
        note_en=args.note_en,
        reason=args.reason,
    )
    print(add_event(draft, args.data, args.lang))  # noqa: T201 - a command line prints
    return 0


def _source(args: argparse.Namespace) -> int:
    fields = ("kind", "title_vi", "title_en", "publisher", "number", "date", "url")
    draft = SourceDraft(
        id=args.id,
        note_vi=args.note_vi,
        note_en=args.note_en,
        **{field: getattr(args, field) for field in fields},
    )
    print(add_source(draft, args.data, args.lang))  # noqa: T201 - a command line prints
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {"event": _event, "source": _source}
