"""Files that changes bring along: photos. A row names its file by the SHA-256 of its bytes.

They lie in the database itself, so that a batch and its files count together or not at all, and a
copy of the log has them, whichever store it is. Files of photos that a folder holds are not copied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from geo.photos.folder import TABLE, read_kept
from geo.photos.picture import digest_of
from geo.store import schema
from geo.store.model import row_cells

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sqlalchemy.engine import Connection, Engine

    from geo.store.model import StoredChange

_COLUMN: Final = "digest"


def add_files(connection: Connection, contents: Iterable[bytes]) -> None:
    """Write files that are not there yet, in the transaction of the writer."""
    column = schema.file.c
    for content in dict.fromkeys(contents):
        digest = digest_of(content)
        known = sa.select(column.digest).where(column.digest == digest)
        if connection.execute(known).first() is None:
            values = {"digest": digest, "content": content}
            connection.execute(schema.file.insert().values(values))


def read_file(engine: Engine, data: Path, digest: str) -> bytes | None:
    """Return a file that the folder or the store keeps, ``None`` where neither does."""
    kept = read_kept(data, digest)
    if kept is not None:
        return kept
    wanted = sa.select(schema.file.c.content).where(schema.file.c.digest == digest)
    with engine.connect() as connection:
        found = connection.execute(wanted).scalar()
    return bytes(found) if found is not None else None


def is_kept(engine: Engine, data: Path, digest: str) -> bool:
    """Tell whether the folder or the store keeps a file."""
    return is_stored(engine, digest) or read_kept(data, digest) is not None


def is_stored(engine: Engine, digest: str) -> bool:
    """Tell whether the store keeps a file."""
    wanted = sa.select(schema.file.c.digest).where(schema.file.c.digest == digest)
    with engine.connect() as connection:
        return connection.execute(wanted).first() is not None


def digests_named(changes: Iterable[StoredChange]) -> set[str]:
    """Return the digests of the files that changes want to be there."""
    told = set()
    for change in changes:
        if change.table != TABLE or change.new is None:
            continue
        if change.is_row:
            told.add(row_cells(change.new).get(_COLUMN, ""))
        elif change.field == _COLUMN:
            told.add(change.new)
    return told - {""}


def copy_files(reading: Connection, writing: Connection) -> None:
    """Copy all files from one store to another, one after the other: together they may be large."""
    column = schema.file.c
    digests = reading.execute(sa.select(column.digest).order_by(column.digest)).scalars().all()
    for digest in digests:
        wanted = sa.select(column.content).where(column.digest == digest)
        content = reading.execute(wanted).scalar_one()
        values = {"digest": digest, "content": bytes(content)}
        writing.execute(schema.file.insert().values(values))
