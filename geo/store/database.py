"""Where the store lies: one SQLite file of this machine, or a PostgreSQL database with PostGIS.

``SON_LA_DATABASE_URL`` names a database; else ``SON_LA_STATE`` names the folder of the file, which
is made at first use. Without either see :mod:`geo.store.settings`.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from geo.files import make_private
from geo.state.folder import default_folder, named_folder, refuse_network_folder
from geo.store.model import StoreError
from geo.store.settings import FILE_NAME, URL_VARIABLE
from geo.tables import DATA

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CHANNEL: Final = "son_la_store"
# Any number will do, as long as no other program takes it in the same database.
_LOCK: Final = 0x534F4E4C41
_WAIT_S: Final = 30
_WRITES: Final = "son_la_writes"
_VERSIONS: Final = "alembic_version"
_FAULTS: Final = {
    "is full": "store.full",
    "readonly database": "store.read-only",
    "unable to open": "store.read-only",
    "not a database": "store.foreign",
    "malformed": "store.broken",
    "disk I/O": "store.disk",
}
"""Sentences by a part of what SQLite says."""
_MIGRATIONS: Final = Path(__file__).parent / "migrations"


def configured_url(
    environment: Mapping[str, str] | None = None, data: Path = DATA, *, make: bool = False
) -> URL | None:
    """Return where the store of this process lies, ``None`` where there is none.

    Parameters
    ----------
    data
        The data folder over which it lies.
    make
        Whether a store is wanted at any rate: one that nothing names is a file beside the data.

    Raises
    ------
    StoreError
        If the address cannot be read, names no database that we know, or a folder of another
        machine.
    """
    given = os.environ if environment is None else environment
    address, folder = given.get(URL_VARIABLE, ""), named_folder(given)
    if address:
        return url_of(address)
    if folder is not None:
        refuse_network_folder(folder, StoreError)
    path = (folder or default_folder(data)) / FILE_NAME
    return file_url(path) if folder or make or path.is_file() else None


def file_url(path: Path) -> URL:
    """Return the address of a SQLite file."""
    return URL.create("sqlite", database=str(path.expanduser().resolve()))


def url_of(address: str) -> URL:
    """Return an address of a database, or a path of a SQLite file, as an address.

    Raises
    ------
    StoreError
        If it names no database that we know; what it says is not repeated, for it may hold a
        password.
    """
    if "://" not in address:
        return file_url(Path(address))
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise StoreError("store.address", variable=URL_VARIABLE) from None
    match url.get_backend_name():
        case "postgresql" | "postgres":
            return url.set(drivername="postgresql+psycopg")
        case "sqlite" if url.database:
            return file_url(Path(url.database))
    raise StoreError("store.address", variable=URL_VARIABLE)


def open_store(url: URL) -> Engine:
    """Open a store; one that is not there yet is made, an older one is brought up to date.

    Raises
    ------
    StoreError
        If the folder of the file lies on another machine, or the database cannot be reached or
        has no PostGIS, or a newer edition has written it.
    OSError
        If the folder cannot be written.
    """
    try:
        engine = _sqlite(Path(str(url.database))) if is_file(url) else _postgresql(url)
    except (NoSuchModuleError, ModuleNotFoundError):
        raise StoreError("store.no-driver") from None
    try:
        _bring_up_to_date(engine)
    except (DBAPIError, sqlite3.Error) as error:
        engine.dispose()
        raise _fault(error, url) from error
    except StoreError:
        engine.dispose()
        raise
    return engine


def is_file(url: URL) -> bool:
    """Tell whether an address is that of a SQLite file."""
    return url.get_backend_name() == "sqlite"


def shown(url: URL) -> str:
    """Return an address as a person may read it, without its password."""
    return str(url.database) if is_file(url) else url.render_as_string(hide_password=True)


@contextmanager
def opened_copy(path: Path) -> Iterator[Engine]:
    """Open a copy of a SQLite file, which itself is only read: it may lie where nothing is written.

    Raises
    ------
    StoreError
        If it is no store, or of a later version.
    """
    with TemporaryDirectory(prefix="son-la-") as folder:
        target = Path(folder) / FILE_NAME
        try:
            try:
                _copy_file(path, target, "mode=ro")
            except sqlite3.OperationalError:
                # Nobody else writes where we cannot: WAL needs a file beside it, else.
                _copy_file(path, target, "immutable=1")
        except sqlite3.Error as error:
            raise _fault(error, file_url(path)) from error
        with closing(sqlite3.connect(target)) as copy:
            is_empty = not copy.execute("select 1 from sqlite_master limit 1").fetchone()
        if is_empty:  # A copy that was cut short is no store that holds nothing.
            raise StoreError("store.foreign", place=path)
        try:
            engine = open_store(file_url(target))
        except StoreError as error:
            raise StoreError(error.sentence, **error.values | {"place": path}) from None
        try:
            yield engine
        finally:
            engine.dispose()


def _copy_file(path: Path, target: Path, how: str) -> None:
    address = f"file:{quote(str(path.resolve()))}?{how}"
    with (
        closing(sqlite3.connect(address, uri=True)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection to the one writer; all that it writes counts at the end, or nothing.

    Raises
    ------
    StoreError
        If another writer holds the store for longer than half a minute.
    """
    try:
        with _of_writer(engine) as connection, connection.begin():
            _take_turn(connection)
            yield connection
    except DBAPIError as error:
        raise _fault(error, engine.url) from error


def _of_writer(engine: Engine) -> Connection:
    return engine.connect().execution_options(**{_WRITES: True})


def _take_turn(connection: Connection) -> None:
    """Wait in PostgreSQL until nobody else writes; SQLite has waited at the beginning."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"set local lock_timeout = '{_WAIT_S}s'"))
        lock = sa.func.pg_advisory_xact_lock(sa.cast(_LOCK, sa.BigInteger))
        connection.execute(sa.select(lock))


def notify(connection: Connection, version: int) -> None:
    """Tell who listens that the tables have a new version, once the transaction counts."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_notify(CHANNEL, str(version))))


def _sqlite(path: Path) -> Engine:
    refuse_network_folder(path.parent, StoreError)
    # How readers can be reached stands in it, and what is only proposed.
    try:
        make_private(path)
    except FileExistsError:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), path.parent) from None
    address = f"{path.absolute().as_uri()}?mode=rw"

    def connect() -> sqlite3.Connection:
        # A file that is gone, by mistake or by whoever restores another, is not made anew: its
        # changes would seem never to have been.
        return sqlite3.connect(address, timeout=_WAIT_S, uri=True, check_same_thread=False)

    engine = sa.create_engine(
        file_url(path), poolclass=NullPool, creator=connect, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        # We begin transactions ourselves: the driver would not, before a read.
        connection.isolation_level = None
        for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = on"):
            connection.execute(f"pragma {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("begin immediate" if writes else "begin")

    return engine


def _postgresql(url: URL) -> Engine:
    options = {"connect_timeout": 10}
    # An error that reaches a log repeats no words of readers.
    return sa.create_engine(url, pool_pre_ping=True, connect_args=options, hide_parameters=True)


def _bring_up_to_date(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with _of_writer(engine) as connection, connection.begin():
        _take_turn(connection)
        # A file holds nothing but a store; a database may hold other things beside it.
        tables = sa.inspect(connection).get_table_names() if is_file(engine.url) else []
        if tables and _VERSIONS not in tables:
            raise StoreError("store.foreign", place=shown(engine.url))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreError("store.newer", place=shown(engine.url)) from error


def _fault(error: DBAPIError | sqlite3.Error, url: URL) -> StoreError:
    """Return what a database says as a sentence; a password is never part of it."""
    said = error.orig if isinstance(error, DBAPIError) else error
    words = " ".join(str(said).split())[:300]
    if url.password:
        words = words.replace(str(url.password), "***")
    if "postgis" in words:
        return StoreError("store.no-postgis")
    if "locked" in words or "lock timeout" in words:
        return StoreError("store.busy", seconds=_WAIT_S)
    if is_file(url):
        found = (key for part, key in _FAULTS.items() if part in words)
        return StoreError(next(found, "store.fault"), place=shown(url), message=words)
    return StoreError("store.fault", place=shown(url), message=words)
