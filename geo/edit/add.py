"""Adding a status event or a source, checked before anything is written.

This module and the commands on it read through one function, :func:`geo.io.load.load`, and write
through one, :func:`_append`: whoever keeps the facts in a database replaces these two. A refusal
leaves the tables untouched: the whole check of :mod:`geo.edit.check` runs with the new row in
place, and only then the row enters the file. All other bytes of the file stay: its line endings,
its mark of byte order and whether its last line is ended. Who writes holds a lock on the folder, so
that runs at the same time wait for each other.
"""

from __future__ import annotations

import csv
import difflib
import io
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from geo import clock
from geo.dates import FIRST_YEAR, PartialDate, format_day
from geo.edit.check import check
from geo.errors import DataError, SonLaMapError
from geo.escape import Syntax, escape
from geo.files import sweep, write_whole
from geo.io.load import load
from geo.model import SourceKind, Status
from geo.strings import say
from geo.tables import DATA
from geo.text import DEFAULT_LANGUAGE, nfc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from geo.catalog.catalog import Catalog

LOCK_NAME = ".edit.lock"
LOCK_WAIT_S = 60.0
_BOM = b"\xef\xbb\xbf"


class BusyError(SonLaMapError, RuntimeError):
    """Another run holds the lock of the folder."""


@contextmanager
def locked(
    folder: Path, wait_s: float = LOCK_WAIT_S, on_wait: Callable[[], None] | None = None
) -> Iterator[None]:
    """Hold the lock of a folder of tables.

    The operating system lifts it when the process ends, however it ends; the empty file stays.

    Parameters
    ----------
    on_wait
        Called once when another run holds it.

    Raises
    ------
    BusyError
        If another run holds it for longer than `wait_s` seconds.
    OSError
        If the folder cannot be written.
    """
    try:
        lock = FileLock(folder / LOCK_NAME, preserve_lock_file=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if on_wait:
                on_wait()
            lock.acquire(timeout=wait_s)
    except Timeout as error:
        raise BusyError(str(folder)) from error
    try:
        # Nobody else writes here now: what is unfinished is of a run that was killed.
        sweep(folder, age_seconds=0.0)
        yield
    finally:
        lock.release()


def extended(before: bytes, cells: Mapping[str, str], where: str) -> bytes:
    """Return a table with one row more; what was there stays as it is, byte for byte.

    Parameters
    ----------
    before
        The file, UTF-8 with or without a mark of byte order.
    cells
        The row by column; columns that it leaves out stay empty.
    where
        Name of the file, for messages.

    Raises
    ------
    DataError
        If the table lacks a column of the row, or would not read back as what it was and the
        row, which happens where a quote is left open.
    """
    rows = _rows(before, where)
    header = rows[0] if rows else []
    for column in cells:
        if column not in header:
            raise DataError(f"column {column!r} is missing", f"{where}:1", "restore the header row")
    row = [cells.get(column, "") for column in header]
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="").writerow(row)
    end = b"\r\n" if before.partition(b"\n")[0].endswith(b"\r") else b"\n"
    if before.endswith(b"\n"):
        after = before + line.getvalue().encode() + end
    else:
        after = before + end + line.getvalue().encode()
    if _rows(after, where) != [*rows, row]:
        msg = "a row added at the end would not be read as one"
        raise DataError(msg, where, "look for a quote that is not closed")
    return after


def _rows(content: bytes, where: str) -> list[list[str]]:
    try:
        text = content.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        msg = f"not UTF-8 (byte {error.start})"
        raise DataError(msg, where, "save it as 'CSV UTF-8' in the spreadsheet") from error
    return [row for row in csv.reader(io.StringIO(text, newline="")) if row]


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
    counts = when.counts_from(catalog.sources[cells["source_id"]].date)
    status = say(f"status.{cells['status']}", language)
    given = {"project": draft.project_id, "day": when.show(language), "source": cells["source_id"]}
    done = say("edit.event-added", language, row=number, status=status, **given)
    if counts > day:
        done += " " + say("edit.counts-from", language, day=format_day(counts, language))
    last = catalog.events_of(draft.project_id)[-1:]
    if last and last[0].effective > counts:
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
    history = catalog.events_of(draft.project_id)
    new = (when, draft.status, draft.source_id)
    if any((event.date, event.status, event.source_id) == new for event in history):
        raise EditRefusedError(say("edit.event-twice", language, project=draft.project_id))
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
        with locked(data / "tables", LOCK_WAIT_S, partial(_say_waiting, data, language)):
            yield
    except BusyError as error:
        raise EditRefusedError(say("edit.busy", language, folder=error)) from error


def _say_waiting(data: Path, language: str) -> None:
    """Say at once on the terminal what is waited for, and how long at most."""
    words = say("edit.waiting", language, folder=data / "tables", seconds=round(LOCK_WAIT_S))
    print(words, file=sys.stderr, flush=True)  # noqa: T201 - a command line prints


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
    close = difflib.get_close_matches(value.upper(), [item.upper() for item in pool], n=3)
    alike = [item for item in pool if item.upper() in close]
    shown = pool if len(pool) <= len(Status) else alike
    hint = say("edit.known", language, values=", ".join(shown)) if shown else ""
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
    return f"{note} {say('edit.reason', language, reason=reason)}".strip() if reason else note
