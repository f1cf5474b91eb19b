"""Seeing within a second that another session, of this process or another, has applied a batch.

SQLite counts the commits of others (``PRAGMA data_version``), which is asked for twenty times
a second and costs microseconds; PostgreSQL sends a notice (LISTEN/NOTIFY) to who listens.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Final, Self

from sqlalchemy.exc import SQLAlchemyError

from geo.store.database import CHANNEL

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from geo.store.log import Log

_LOG: Final = logging.getLogger(__name__)
_LOOK_S: Final = 0.05
_AGAIN_S: Final = 1.0


class Watch:
    """A thread that tells of new versions; end it with :meth:`stop`, or use it in a ``with``.

    Parameters
    ----------
    log
        The log to watch.
    on_version
        Called in the thread with each newer version; what it raises is written to the log of the
        process, and the watch goes on.
    """

    def __init__(self, log: Log, on_version: Callable[[int], None]) -> None:
        self._log, self._on_version = log, on_version
        self._stop = Event()
        self._seen = -1
        self._started = Event()
        self._thread = Thread(target=self._run, name="store-watch", daemon=True)

    @property
    def version(self) -> int:
        """The newest version that was seen, -1 before the first look."""
        return self._seen

    def begin(self) -> None:
        """Begin to watch, without waiting for the first look."""
        self._thread.start()

    def start(self) -> Self:
        """Begin to watch; returns once the present version is known or cannot be reached."""
        self.begin()
        self._started.wait(_AGAIN_S * 10)
        return self

    def stop(self) -> None:
        """End the watch and its connection."""
        self._stop.set()
        self._thread.join(_AGAIN_S * 5)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _run(self) -> None:
        listens = self._log.engine.dialect.name == "postgresql"
        while not self._stop.is_set():
            try:
                with self._log.engine.connect() as connection:
                    (self._listen if listens else self._look)(connection)
            except (SQLAlchemyError, OSError) as error:
                if not self._stop.is_set():
                    _LOG.warning("store: not watched for a moment (%s)", type(error).__name__)
            except Exception as error:
                # The driver's own errors: its module is only there where it is used.
                if not type(error).__module__.startswith("psycopg"):
                    raise
                _LOG.warning("store: not watched for a moment (%s)", type(error).__name__)
            self._started.set()
            self._stop.wait(_AGAIN_S)

    def _look(self, connection: Connection) -> None:
        # Each look is a transaction of its own: within one, others' commits are not seen.
        seen, path = -1, Path(str(connection.engine.url.database))
        began = _identity(path)
        # Another file in its place, restored from a backup, is one that this connection never sees.
        while not self._stop.is_set() and _identity(path) == began:
            with connection.begin():
                counted = connection.exec_driver_sql("pragma data_version").scalar_one()
            if counted != seen:
                seen = counted
                self._tell()
            self._stop.wait(_LOOK_S)

    def _listen(self, connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert driver is not None  # noqa: S101 - a connection that was just made
        driver.autocommit = True
        try:
            driver.execute(f"listen {CHANNEL}")
            # What came before the first notice is asked for once.
            self._tell()
            while not self._stop.is_set():
                if [*driver.notifies(timeout=_LOOK_S, stop_after=1)]:
                    self._tell()
        finally:
            with suppress(Exception):
                driver.execute("unlisten *")
            connection.invalidate()

    def _tell(self) -> None:
        version = self._log.head()
        if version == self._seen:
            self._started.set()
            return
        self._seen = version
        try:
            self._on_version(version)
        except Exception:  # noqa: BLE001 - whoever listens may fail; the watch goes on
            _LOG.exception("store: version %d is not taken", version)
        self._started.set()


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another one of its name, ``None`` where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
