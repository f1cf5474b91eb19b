"""Out of the store and into it: tables for a commit, and whole logs from one store to another."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from geo.edit.add import locked
from geo.files import write_whole
from geo.photos.folder import TABLE as PHOTOS
from geo.photos.folder import photo_path, read_kept
from geo.store import schema
from geo.store.database import file_url, notify, open_store, writing
from geo.store.files import copy_files, is_stored
from geo.store.log import Log
from geo.store.model import StoreError
from geo.store.overlay import MARK_NAME, mark_text
from geo.tables import read_table

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

    from geo.store.ledger import Ledger


def export_tables(ledger: Ledger, folder: Path, version: int | None = None) -> list[str]:
    """Write the tables of a version into a data folder, its photos, and which version they hold.

    Only what differs is written, each file in one step. A run that is killed in between leaves
    tables that have some changes already: such changes are not made twice.

    Parameters
    ----------
    folder
        The data folder itself, for a commit; or another one, which gets all the tables.
    version
        ``None`` for the newest.

    Returns
    -------
    list of str
        The names of the tables that were written, in alphabetical order.
    """
    tables = folder / "tables"
    tables.mkdir(parents=True, exist_ok=True)
    with locked(tables):
        fold = ledger.fold(version)
        written = []
        for path in sorted((ledger.data / "tables").glob("*.csv")):
            content = fold.drafts.get(path.stem, path.read_bytes())
            target = tables / path.name
            if not target.is_file() or target.read_bytes() != content:
                write_whole(target, content)
                written.append(path.stem)
        # The mark comes last: a run that is cut short is made up for by the next one.
        _export_photos(ledger, folder)
        uid, target = ledger.log.uid, folder / MARK_NAME
        mark = mark_text(fold.version, uid).encode()
        if uid and (not target.is_file() or target.read_bytes() != mark):
            write_whole(target, mark)
    return written


def _export_photos(ledger: Ledger, folder: Path) -> None:
    """Write the files of the photos that the tables of a folder name; take out what none names.

    Of what is taken out the store has a copy.
    """
    path = folder / "tables" / f"{PHOTOS}.csv"
    named = {row["digest"] for row in read_table(path)} if path.is_file() else set()
    for digest in sorted(named):
        if read_kept(folder, digest) is not None:
            continue
        content = ledger.file(digest)
        if content is None:
            raise StoreError("store.no-file", digest=digest[:12])
        target = photo_path(folder, digest)
        target.parent.mkdir(exist_ok=True)
        write_whole(target, content)
    for file in sorted((folder / PHOTOS).glob("*.jpg")):
        if file.stem not in named and is_stored(ledger.log.engine, file.stem):
            file.unlink()


def copy_log(source: Engine, target: Engine) -> int:
    """Copy a whole log into a store that holds nothing yet; return the number of its batches.

    Raises
    ------
    StoreError
        If the store holds batches already: two logs cannot be one.
    """
    if target.dialect.name == "sqlite" and source.url == target.url:
        raise StoreError("store.same")
    with source.connect() as reading, reading.begin():
        # Both stores show one moment of the log, whoever writes meanwhile.
        if source.dialect.name == "postgresql":
            reading.execute(sa.text("set transaction isolation level repeatable read, read only"))
        rows = {table: _rows(reading, table) for table in schema.LOG}
        with writing(target) as connection:
            if connection.execute(sa.select(schema.batch.c.number).limit(1)).first():
                raise StoreError("store.not-empty")
            for table in schema.LOG:
                if rows[table]:
                    connection.execute(table.insert(), rows[table])
            copy_files(reading, connection)
            notify(connection, Log(target).head())
    return len(rows[schema.batch])


def backup(source: Engine, path: Path) -> int:
    """Copy a log into a new SQLite file; return the number of its batches.

    Raises
    ------
    StoreError
        If the file is there already.
    """
    if path.exists():
        raise StoreError("store.exists", path=path)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Beside it, and there in one step: what was cut short is never taken for a whole copy.
    with TemporaryDirectory(prefix=".son-la-", dir=path.parent) as folder:
        part = Path(folder) / path.name
        target = open_store(file_url(part))
        try:
            count = copy_log(source, target)
            with target.connect() as connection:
                # The file alone is the copy: nothing of it may be left in a second one.
                connection.exec_driver_sql("commit")
                connection.exec_driver_sql("pragma journal_mode = delete")
                connection.exec_driver_sql("begin")
        finally:
            target.dispose()
        part.replace(path)
    return count


def _rows(connection: Connection, table: sa.Table) -> list[dict[str, Any]]:
    order = [*table.primary_key.columns]
    found = connection.execute(sa.select(table).order_by(*order)).mappings()
    return [
        {name: "" if name in schema.NOT_COPIED else value for name, value in row.items()}
        for row in found
    ]
