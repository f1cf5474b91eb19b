"""What the process may use: open files, lines of its log, and how soon small answers leave."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections import Counter
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

WANTED_FILES: Final = 65_536
WINDOW_SECONDS: Final = 60.0
MOST_ALIKE: Final = 3
MOST_RECORDS: Final = 600
_FORMAT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_ROOMS: Final = ("geo", "layers", "briefing", "panels")


def raise_open_files(wanted: int = WANTED_FILES) -> int:
    """Let the process hold as many open files as the machine allows, at most those wanted.

    Each visitor holds up to ten: six connections, a web socket, and three of the event loop that
    Streamlit gives each session. It keeps the last 128 sessions that hung up, with their loops: 384
    files that a quiet server still holds. The usual 1,024 are used up by about a hundred visitors.

    Returns
    -------
    int
        How many it may hold now, 0 where there is no such limit (Windows).
    """
    try:
        import resource
    except ImportError:
        return 0
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return wanted
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft < most:
        with suppress(ValueError, OSError):  # macOS allows less than it says
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
            return most
    return soft


def send_at_once(loop: asyncio.AbstractEventLoop) -> None:
    """Let what the server sends leave without waiting for the browser to say that it has more.

    Streamlit makes its listening socket without naming the protocol, and asyncio sets
    ``TCP_NODELAY`` only where it is named: head and body of a small answer then lie 40 ms apart.
    Accepted sockets inherit the option from the listening one.

    Parameters
    ----------
    loop
        The one in which the server begins to listen after this.
    """
    create: Callable[..., Any] = loop.create_server

    async def create_server(*arguments: Any, **named: Any) -> asyncio.Server:
        server: asyncio.Server = await create(*arguments, **named)
        for listening in server.sockets:
            with suppress(OSError):  # a socket of another kind
                listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return server

    with suppress(AttributeError):  # uvloop, which sets the option itself
        loop.create_server = create_server  # type: ignore[method-assign]


class AlikeFilter(logging.Filter):
    """Lets a few records of the same kind through in a minute, and counts the others.

    A fault that every request meets writes a hundred megabytes in half a minute; its first three
    tracebacks say all.

    Parameters
    ----------
    clock
        Seconds, from whenever.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._lock = Lock()
        self._began = clock()
        self._seen: Counter[tuple[object, ...]] = Counter()
        self._before: Counter[tuple[object, ...]] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is written; the first of a minute says how many were not."""
        kind = _kind(record)
        with self._lock:
            if self._clock() - self._began >= WINDOW_SECONDS:
                self._began = self._clock()
                self._before, self._seen = self._seen, Counter()
            self._seen[kind] += 1
            if self._seen[kind] > MOST_ALIKE or self._seen.total() > MOST_RECORDS:
                return False
            left_out = self._before.pop(kind, 0) - MOST_ALIKE
        if left_out > 0:
            record.msg = f"{record.getMessage()} (and {left_out} more like it before)"
            record.args = ()
        return True


def _kind(record: logging.LogRecord) -> tuple[object, ...]:
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return record.name, record.levelno, str(record.msg)
    last = _innermost(error.__traceback__)
    place = (last.tb_frame.f_code.co_filename, last.tb_lineno) if last else ()
    return record.name, type(error), place


def _innermost(trace: TracebackType | None) -> TracebackType | None:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace


def bound_log() -> None:
    """Let no fault fill the disk, and write what our own rooms say.

    To be called when the server starts, once its loggers are there; again does no harm.
    """
    alike = AlikeFilter()
    known = [name for name, found in logging.root.manager.loggerDict.items() if _is_logger(found)]
    others = [name for name in known if name.partition(".")[0] not in _ROOMS]
    # Those whose loggers come later.
    for name in (None, *others, "asyncio", "uvicorn.error", "streamlit.error_util"):
        logger = logging.getLogger(name)
        if not any(isinstance(known, AlikeFilter) for known in logger.filters):
            logger.addFilter(alike)
    for room in _ROOMS:
        logger = logging.getLogger(room)
        if not logger.handlers:
            handler = logging.StreamHandler()
            handler.setFormatter(logging.Formatter(_FORMAT))
            # Most modules are imported later: what all their loggers say comes by here.
            handler.addFilter(alike)
            logger.addHandler(handler)
            logger.propagate = False


def _is_logger(found: object) -> bool:
    return isinstance(found, logging.Logger)
