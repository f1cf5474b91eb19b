"""Adding a status event or a source, checked before anything is written.

This module and the commands on it read through one function, :func:`geo.io.load.load`, and write
through one, :func:`_append`: whoever keeps the facts in a database replaces these two. A refusal
leaves the tables untouched, byte for byte: the whole check of :mod:`geo.edit.check` runs with the
new row in place, and only then the row enters the file.
"""

from __future__ import annotations

import difflib
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from geo import clock
from geo.catalog.catalog import DATA
from geo.dates import FIRST_YEAR, PartialDate, format_day
from geo.edit.append import BusyError, extended, locked
from geo.edit.check import check
from geo.errors import DataError, SonLaMapError
from geo.escape import Syntax, escape
from geo.files import write_whole
from geo.io.load import load
from geo.model import SourceKind, Status
from geo.strings import say
from geo.text import DEFAULT_LANGUAGE, nfc

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from geo.catalog.catalog import Catalog

MAX_NOTE = 500
_MOST_PROBLEMS = 3


class EditRefusedError(SonLaMapError, ValueError):
    """A row is not added; the message says what, where and what to do, in the asked language."""


@dataclass(frozen=True)
class EventDraft:
    """A status event as a person gives it.

    Parameters
    ----------
    date
        ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``.
    reason
        Why it is older than the last event of the project; kept in the notes.
    """

    project_id: str
    date: str
    status: str
    source_id: str
    note_vi: str = ""
    note_en: str = ""
    reason: str = ""


@dataclass(frozen=True)
class SourceDraft:
    """A source as a person gives it."""

    id: str
    kind: str
    title_vi: str
    title_en: str
    publisher: str = ""
    number: str = ""
    date: str = ""
    url: str = ""
    note_vi: str = ""
    note_en: str = ""


def add_event(
    draft: EventDraft,
    data: Path = DATA,
    language: str = DEFAULT_LANGUAGE,
    today: date | None = None,
) -> str:
    """Append a status event to ``events.csv``.

    Parameters
    ----------
    today
        The day after which nothing can have happened yet; ``None`` for the calendar's.

    Returns
    -------
    str
        What was added, in a sentence.

    Raises
    ------
    EditRefusedError
        If anything is wrong with it; the table is untouched then.
    OSError
        If the folder cannot be read or written.
    """
    day = today or clock.today()
    with _held(data, language):
        catalog = load(data)
        cells = event_cells(draft, catalog, language, day)
        number = _append(data, "events", cells, language)
    when = PartialDate.parse(cells["date"])
    done = say(
        "edit.event-added",
        language,
        row=number,
        project=draft.project_id,
        day=when.show(language),
        status=say(f"status.{cells['status']}", language),
        source=cells["source_id"],
    )
    if when.last_day > day:
        done += " " + say("edit.counts-from", language, day=format_day(when.last_day, language))
    last = catalog.events_of(draft.project_id)[-1:]
    if last and last[0].effective > when.last_day:
        # A late entry, or one within the year of an event that is known to the year only.
        done += " " + say(
            "edit.last-remains",
            language,
            day=last[0].date.show(language),
            status=say(f"status.{last[0].status}", language),
            since=format_day(last[0].effective, language),
        )
    return done


def add_source(
    draft: SourceDraft,
    data: Path = DATA,
    language: str = DEFAULT_LANGUAGE,
    today: date | None = None,
) -> str:
    """Append a source to ``sources.csv``; parameters and errors as :func:`add_event`."""
    day = today or clock.today()
    with _held(data, language):
        cells = source_cells(draft, load(data), language, day)
        number = _append(data, "sources", cells, language)
    return say("edit.source-added", language, row=number, source=cells["id"])


def event_cells(draft: EventDraft, catalog: Catalog, language: str, today: date) -> dict[str, str]:
    """Return the cells of an event's row.

    Raises
    ------
    EditRefusedError
        If the project, source or status is not known, the date is none or lies ahead, the event
        stands there already, or is older than the last one and no reason is given.
    """
    _known("project", draft.project_id, catalog.projects, language)
    _known("source", draft.source_id, catalog.sources, language)
    statuses = [status.value for status in Status if status is not Status.UNKNOWN]
    _known("status", draft.status, statuses, language)
    when = _date(draft.date, language, today)
    for event in catalog.events_of(draft.project_id):
        same = (event.date, event.status, event.source_id)
        if same == (when, draft.status, draft.source_id):
            raise EditRefusedError(say("edit.event-twice", language, project=draft.project_id))
    history = catalog.events_of(draft.project_id)
    reason = _line("reason", draft.reason, language)
    if history and when.last_day < history[-1].effective and not reason:
        last = history[-1].date.show(language)
        raise EditRefusedError(
            say("edit.event-before", language, day=when.show(language), last=last)
        )
    return {
        "project_id": draft.project_id,
        "date": when.iso(),
        "status": draft.status,
        "note_vi": _with_reason(_line("note-vi", draft.note_vi, language), reason, "vi"),
        "note_en": _with_reason(_line("note-en", draft.note_en, language), reason, "en"),
        "source_id": draft.source_id,
    }


def source_cells(
    draft: SourceDraft, catalog: Catalog, language: str, today: date
) -> dict[str, str]:
    """Return the cells of a source's row.

    Raises
    ------
    EditRefusedError
        If the id is taken, the kind is not known, a title is missing, or the date is none or
        lies ahead. The form of id and address is left to the check.
    """
    if draft.id in catalog.sources:
        raise EditRefusedError(say("edit.source-twice", language, source=draft.id))
    _known("kind", draft.kind, [kind.value for kind in SourceKind], language)
    fields = ("title_vi", "title_en", "publisher", "number", "note_vi", "note_en")
    cells = {
        field: _line(field.replace("_", "-"), getattr(draft, field), language) for field in fields
    }
    for field in ("title_vi", "title_en"):
        if not cells[field]:
            raise EditRefusedError(say("edit.empty", language, field=field.replace("_", "-")))
    return {
        "id": draft.id,
        "kind": draft.kind,
        **cells,
        "date": _date(draft.date, language, today).iso() if draft.date else "",
        "url": draft.url.strip(),
    }


@contextmanager
def _held(data: Path, language: str) -> Iterator[None]:
    """Hold the lock of the tables; a refusal is said in the asked language."""
    try:
        with locked(data / "tables"):
            yield
    except BusyError as error:
        raise EditRefusedError(say("edit.busy", language, folder=error)) from error


def _append(data: Path, table: str, cells: Mapping[str, str], language: str) -> int:
    """Add a row to a table of a folder whose lock is held; return its number in the file."""
    path = data / "tables" / f"{table}.csv"
    before = path.read_bytes()
    try:
        after = extended(before, cells, f"tables/{path.name}")
        problems, _ = check(data, {table: after})
        if problems:
            few = "; ".join(str(problem) for problem in problems[:_MOST_PROBLEMS])
            raise EditRefusedError(say("edit.check", language, count=len(problems), problems=few))
        write_whole(path, after, before)
    except DataError as error:
        raise EditRefusedError(say("edit.refused", language, message=error)) from error
    except PermissionError as error:
        raise EditRefusedError(say("edit.in-use", language, file=path.name)) from error
    return after.rstrip(b"\r\n").count(b"\n") + 1


def _known(field: str, value: str, known: Iterable[str], language: str) -> None:
    pool = list(known)
    if value in pool:
        return
    near = difflib.get_close_matches(value.upper(), [item.upper() for item in pool], n=3)
    alike = [item for item in pool if item.upper() in near]
    few = pool if len(pool) <= len(Status) else alike
    hint = say("edit.known", language, values=", ".join(few)) if few else ""
    raise EditRefusedError(f"{say(f'edit.unknown-{field}', language, value=value)} {hint}".strip())


def _date(text: str, language: str, today: date) -> PartialDate:
    try:
        when = PartialDate.parse(text)
    except DataError as error:
        raise EditRefusedError(say("edit.date-form", language, value=text)) from error
    if when.year < FIRST_YEAR:
        raise EditRefusedError(say("edit.date-old", language, value=text, year=FIRST_YEAR))
    if when.first_day > today:
        raise EditRefusedError(say("edit.date-ahead", language, day=when.show(language)))
    return when


def _line(field: str, text: str, language: str) -> str:
    """Return a text as one line of a cell; refuse what a spreadsheet would run or cut."""
    line = nfc(" ".join(text.split()))
    if any(not char.isprintable() for char in line) or len(line) > MAX_NOTE:
        raise EditRefusedError(say("edit.text", language, field=field, most=MAX_NOTE))
    if escape(line, Syntax.SHEET) != line:
        raise EditRefusedError(say("edit.formula", language, field=field, start=line[0]))
    return line


def _with_reason(note: str, reason: str, language: str) -> str:
    if not reason:
        return note
    kept = say("edit.reason", language, reason=reason)
    return f"{note} {kept}" if note else kept
