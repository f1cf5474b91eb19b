"""``python -m geo store``: what the store holds, tables for a commit, moves and copies."""

from __future__ import annotations

import argparse
import getpass
import json
import os
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from geo.cli.options import day_argument
from geo.errors import DataError, SonLaMapError
from geo.state.folder import STATE_VARIABLE, network_type
from geo.store.settings import FILE_NAME, URL_VARIABLE, is_configured
from geo.strings import languages, say
from geo.tables import DATA
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlalchemy.engine import Engine

    from geo.catalog.catalog import Catalog
    from geo.store.keeper import StoreKeeper
    from geo.store.ledger import Ledger
    from geo.store.model import Author, Batch, StoredChange

STORE_FORMATS = ("table", "json")


class StoreCommandError(SonLaMapError, ValueError):
    """A command of the store cannot be done; the message is in the asked language."""


def add_store_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the commands of the store and their options."""
    deeds = parser.add_subparsers(dest="deed", required=True)
    status = deeds.add_parser("status", help="where the store is, and how much it holds")
    status.add_argument("--format", choices=STORE_FORMATS, default="table")
    log = deeds.add_parser("log", help="the batches of changes, the oldest first")
    log.add_argument("--subject", default="", metavar="ID", help="those about one thing only")
    log.add_argument("--format", choices=STORE_FORMATS, default="table")
    words = "write the applied changes into CSV tables, for a commit"
    export = deeds.add_parser("export", help=words)
    words = "data folder to write to (default data/ itself)"
    export.add_argument("--out", type=Path, metavar="FOLDER", help=words)
    words = "what was known on that day (default all of it)"
    export.add_argument("--known", type=day_argument, metavar="YYYY-MM-DD", help=words)
    moved = deeds.add_parser("import", help="copy another store's log into this empty one")
    moved.add_argument("source", metavar="FROM", help="a SQLite file or postgresql://…")
    copied = deeds.add_parser("backup", help="copy the log into a new SQLite file")
    copied.add_argument("file", type=Path, metavar="FILE")
    back = deeds.add_parser("restore", help="copy the log of a backup into this empty store")
    back.add_argument("file", type=Path, metavar="FILE")
    undone = deeds.add_parser("undo", help="take an applied batch back, by a further batch")
    undone.add_argument("batch", type=int, metavar="BATCH", help="its number, see store log")
    undone.add_argument("--reason", required=True, metavar="WORDS", help="why")
    for deed in (status, log, export, moved, copied, back, undone):
        deed.add_argument("--data", type=Path, default=DATA, help="ground (default data/)")
        deed.add_argument("--lang", choices=languages(), default=DEFAULT_LANGUAGE)


def run_store(deed: str, data: Path, language: str, options: dict[str, Any]) -> str:
    """Do one of the commands; return what it prints.

    Raises
    ------
    StoreCommandError
        If no store is set up, or the store refuses.
    """
    with opened_ledger(data, language) as ledger:
        return _done(deed, ledger, language, options)


@contextmanager
def previewing_ledger(data: Path, language: str) -> Iterator[Ledger]:
    """Open the store to look at it: a copy of a file, an empty one where there is none.

    Raises
    ------
    StoreCommandError
        If it cannot be opened.
    """
    from geo.store.database import (
        configured_url,
        file_url,
        is_file,
        open_store,
        opened_copy,
    )
    from geo.store.ledger import Ledger
    from geo.store.log import Log
    from geo.store.model import StoreError

    try:
        url = configured_url(data=data)
        path = Path(str(url.database)) if url is not None and is_file(url) else None
        if url is not None and (path is None or network_type(path.parent)):
            with opened_ledger(data, language) as ledger:
                yield ledger
        elif path is not None and path.is_file():
            with opened_copy(path) as engine:
                yield Ledger(Log(engine), data)
        else:
            with TemporaryDirectory(prefix="son-la-") as folder:
                engine = open_store(file_url(Path(folder) / FILE_NAME))
                try:
                    yield Ledger(Log(engine), data)
                finally:
                    engine.dispose()
    except StoreError as error:
        raise StoreCommandError(error.words(language)) from error


@contextmanager
def opened_ledger(data: Path, language: str, *, make: bool = False) -> Iterator[Ledger]:
    """Open the store, and close it; what it refuses is said in a language.

    Parameters
    ----------
    make
        As :func:`open_ledger`.

    Raises
    ------
    StoreCommandError
        If there is no store, it cannot be opened, or it refuses.
    """
    from geo.store.model import StoreError

    try:
        ledger = open_ledger(data, make=make)
        try:
            yield ledger
        finally:
            ledger.log.engine.dispose()
    except StoreError as error:
        raise StoreCommandError(error.words(language)) from error


def author_here() -> Author:
    """Return who runs a command: it is the machine's own user who keeps the store."""
    from geo.store.model import Author

    return Author(_user(), "admin")


def open_ledger(data: Path = DATA, *, make: bool = False) -> Ledger:
    """Open the store that is set up, over a data folder.

    Parameters
    ----------
    make
        Whether a store that is nowhere set up is made, a file beside the data folder.

    Raises
    ------
    StoreError
        If it cannot be opened; also where none is set up and none is made.
    """
    from geo.store.database import configured_url, open_store
    from geo.store.ledger import Ledger
    from geo.store.log import Log
    from geo.store.model import StoreError

    url = configured_url(data=data, make=make)
    if url is None:
        raise StoreError("store.none", file=STATE_VARIABLE, database=URL_VARIABLE)
    return Ledger(Log(open_store(url)), data)


def keeper_for(data: Path, language: str) -> StoreKeeper | None:
    """Return what keeps new facts, ``None`` where these go into the tables of the folder.

    A folder that is named on the command line is written itself: the store lies over `data/`.
    """
    if not is_configured() or data != DATA:
        return None
    from geo.store.keeper import StoreKeeper
    from geo.store.model import StoreError

    try:
        return StoreKeeper(open_ledger(data), author_here(), language)
    except StoreError as error:
        raise StoreCommandError(error.words(language)) from error


def newest_catalog(known: date | None = None, language: str = DEFAULT_LANGUAGE) -> Catalog:
    """Return what is known: the tables, with what the store has over them where there is one.

    Parameters
    ----------
    known
        As it was known at the end of that day; ``None`` for all that counts now.

    Raises
    ------
    StoreCommandError
        If the store cannot be read, or there is none that could know what was known then.
    """
    from geo.io.load import load

    return stored_catalog(known, language) if is_configured() or known else load()


def kept_photo(digest: str) -> bytes | None:
    """Return a photo that the tables name, ``None`` where neither folder nor store has it."""
    from geo.photos.folder import read_kept

    kept = read_kept(DATA, digest)
    if kept is not None or not is_configured():
        return kept
    with opened_ledger(DATA, DEFAULT_LANGUAGE) as ledger:
        return ledger.file(digest)


def stored_catalog(known: date | None = None, language: str = DEFAULT_LANGUAGE) -> Catalog:
    """Return the catalog of the store that is set up.

    Parameters
    ----------
    known
        As it was known at the end of that day; ``None`` for all that counts now.
    """
    from geo.store.model import StoreError
    from geo.store.shared import SharedCatalogs

    try:
        shared = SharedCatalogs(open_ledger())
        return shared.known(known) if known else shared.current()
    except StoreError as error:
        raise StoreCommandError(error.words(language)) from error


def _done(deed: str, ledger: Ledger, language: str, options: dict[str, Any]) -> str:
    from geo.store.transfer import backup, export_tables

    match deed:
        case "status":
            return _status(ledger, options["format"], language)
        case "log":
            subject = options["subject"]
            batches = ledger.log.history(subject) if subject else ledger.log.batches()
            return _log(batches, options["format"], language)
        case "export":
            known = options["known"]
            version = ledger.log.version_on(known) if known else ledger.log.head()
            folder = options["out"] or ledger.data
            names = ", ".join(export_tables(ledger, folder, version)) or "0"
            values = {"folder": folder, "version": version, "tables": names}
            return say("store.exported", language, **values)
        case "undo":
            made = ledger.undo(options["batch"], author_here(), options["reason"])
            told = {"number": options["batch"], "by": made.number}
            return say("store.undone", language, **told)
        case "backup":
            count = backup(ledger.log.engine, options["file"])
            return say("store.backed-up", language, count=count, file=options["file"])
    address = str(options["file"].resolve()) if deed == "restore" else options["source"]
    return _copied(address, ledger.log.engine, language)


def _check_file(path: Path) -> None:
    """Refuse a file that is not there: opening would make an empty one."""
    if not path.is_file():
        raise DataError("the file is missing", str(path))


def _copied(address: str, target: Engine, language: str) -> str:
    from geo.store.database import is_file, open_store, opened_copy, url_of
    from geo.store.model import StoreError
    from geo.store.transfer import copy_log

    url = url_of(address)
    if is_file(url):
        path = Path(str(url.database))
        _check_file(path)
        if is_file(target.url) and path.resolve() == Path(str(target.url.database)):
            raise StoreError("store.same")
        with opened_copy(path) as source:
            return say("store.copied", language, count=copy_log(source, target))
    source = open_store(url)
    try:
        return say("store.copied", language, count=copy_log(source, target))
    finally:
        source.dispose()


def _status(ledger: Ledger, form: str, language: str) -> str:
    status, fold = ledger.log.status(), ledger.fold()
    found = ledger.check(ledger.data, fold.drafts)
    if form == "json":
        record = {
            "place": status.place,
            "store": status.uid,
            "version": status.version,
            "batches": status.batches,
            "by_state": {str(state): number for state, number in status.by_state.items()},
            "last": status.last.at if status.last else None,
            "tables_changed": sorted(fold.drafts),
            "drifts": [{"batch": one.batch, **_record(one.change), "found": one.found}
                       for one in fold.drifts],
            "problems": [str(problem) for problem in found.problems],
        }  # fmt: skip
        return json.dumps(record, ensure_ascii=False, indent=2)
    counts = ", ".join(
        f"{say(f'store-state.{state}', language)} {number}"
        for state, number in status.by_state.items()
    )
    values = {"version": status.version, "batches": status.batches}
    lines = [
        say("store.status-place", language, place=status.place),
        say("store.status-version", language, **values),
        counts,
    ]
    if fold.drafts:
        lines.append(say("store.status-changed", language, tables=", ".join(sorted(fold.drafts))))
    for drift in fold.drifts:
        place = _place(drift.change)
        found_text = drift.found if drift.found is not None else "–"
        told = {"number": drift.batch, "place": place, "found": found_text}
        lines.append(say("store.status-drift", language, **told))
    lines += [say("store.status-problem", language, problem=one) for one in found.problems]
    return "\n".join(lines)


def _log(batches: tuple[Batch, ...], form: str, language: str) -> str:
    if form == "json":
        return json.dumps([_batch_record(one) for one in batches], ensure_ascii=False, indent=2)
    return "\n".join(line for one in batches for line in _batch_lines(one, language)) or say(
        "store.log-empty", language
    )


def _batch_lines(batch: Batch, language: str) -> Iterator[str]:
    state = say(f"store-state.{batch.state}", language)
    head = f"{batch.number} {batch.at[:19]} {batch.author.name} ({batch.author.role}): {state}"
    yield f"{head} {batch.reason}".rstrip()
    for change in batch.changes:
        old, new = (side if side is not None else "–" for side in (change.old, change.new))
        yield f"    {_place(change)}: {old} → {new}"


def _place(change: StoredChange) -> str:
    field = f" {change.field}" if change.field else ""
    return f"{change.table} {' '.join(change.key)}{field}"


def _record(change: StoredChange) -> dict[str, Any]:
    return {
        "table": change.table,
        "key": list(change.key),
        "subject": change.subject,
        "field": change.field,
        "old": change.old,
        "new": change.new,
        "source": change.source_id,
    }


def _batch_record(batch: Batch) -> dict[str, Any]:
    return {
        "batch": batch.number,
        "state": str(batch.state),
        "version": batch.version,
        "base": batch.base,
        "reason": batch.reason,
        "origin": batch.origin,
        "undoes": batch.undoes,
        "changes": [_record(change) for change in batch.changes],
        "steps": [
            {
                "state": str(step.state),
                "at": step.at,
                "by": step.author.name,
                "role": step.author.role,
                "reason": step.reason,
            }
            for step in batch.steps
        ],
    }


def _user() -> str:
    """Return who runs the command, as the system knows him."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return f"uid-{os.getuid()}" if hasattr(os, "getuid") else "?"
