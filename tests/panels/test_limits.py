"""The process: as many open files as it may have, a log that ends, answers that leave at once."""

from __future__ import annotations

import asyncio
import logging
import socket

import pytest

from panels.server import limits
from panels.server.limits import AlikeFilter
from tests.panels.asgi import run_apart


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def written() -> tuple[logging.Logger, list[str], Clock]:
    """Give a logger with the filter, what it has written, and its clock."""
    clock, lines = Clock(), list[str]()
    logger = logging.getLogger("a room")
    logger.propagate, logger.handlers, logger.filters = False, [], []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    logger.addHandler(handler)
    logger.addFilter(AlikeFilter(clock))
    return logger, lines, clock


def fail(where: int) -> None:
    if where:
        raise ValueError(where)
    raise KeyError


def test_l11_the_limit_of_open_files_is_raised() -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = before[1] if before[1] != resource.RLIM_INFINITY else 4_096
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(256, most), before[1]))
        assert limits.raise_open_files(min(2_048, most)) == min(2_048, most)
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (min(2_048, most), before[1])
        # What is more already stays.
        assert limits.raise_open_files(300) == min(2_048, most)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_l11_a_fault_that_every_request_meets_is_told_three_times(
    written: tuple[logging.Logger, list[str], Clock],
) -> None:
    logger, lines, clock = written
    for number in range(1_000):
        logger.error("request %s failed", number)
        try:
            fail(number)
        except (ValueError, KeyError) as error:
            logger.exception("trace %s", number, exc_info=error)
    assert lines[:4] == ["request 0 failed", "trace 0", "request 1 failed", "trace 1"]
    # Another place in the code, another kind: the one of `fail(0)` came once.
    assert len(lines) == 3 + 1 + 3
    clock.now = 61
    logger.error("request %s failed", 5)
    assert lines[-1] == "request 5 failed (and 997 more like it before)"
    logger.warning("request %s failed", 5)
    assert lines[-1] == "request 5 failed"


def test_l11_also_faults_of_many_kinds_end(
    written: tuple[logging.Logger, list[str], Clock],
) -> None:
    logger, lines, clock = written
    for number in range(2_000):
        logger.error(f"fault {number}")  # noqa: G004 - a text of its own each time
    assert len(lines) == limits.MOST_RECORDS
    clock.now = 61
    logger.error("back")
    assert lines[-1] == "back"


def test_l11_the_log_of_the_server_is_bound_once(monkeypatch: pytest.MonkeyPatch) -> None:
    named = [logging.getLogger(name) for name in (None, "asyncio", "uvicorn.error", "panels")]
    before = [(logger, list(logger.filters), list(logger.handlers)) for logger in named]
    rooms = [logging.getLogger(room) for room in ("geo", "layers", "briefing", "panels")]
    told = [(room, list(room.filters), list(room.handlers)) for room in rooms]
    try:
        limits.bound_log()
        limits.bound_log()
        for logger in named[:3]:
            assert sum(isinstance(one, AlikeFilter) for one in logger.filters) == 1
        (handler,) = logging.getLogger("panels").handlers
        assert sum(isinstance(one, AlikeFilter) for one in handler.filters) == 1
        # A module that is imported later, as most are, is bound as well.
        lines: list[str] = []
        monkeypatch.setattr(handler, "emit", lambda record: lines.append(record.getMessage()))
        for number in range(9):
            logging.getLogger("panels.imported.later").error("fault %d", number)
        assert lines == ["fault 0", "fault 1", "fault 2"]
    finally:
        for logger, filters, handlers in (*before, *told):
            logger.filters, logger.handlers = filters, handlers
        for room in rooms:
            room.propagate = True
        for one in logging.root.manager.loggerDict.values():
            if isinstance(one, logging.Logger):
                one.filters = [each for each in one.filters if not isinstance(each, AlikeFilter)]


def test_l12_small_answers_leave_at_once() -> None:
    """As Streamlit listens: with a socket that does not name its protocol."""

    async def accepted() -> int:
        listening = socket.socket(socket.AF_INET)
        listening.bind(("127.0.0.1", 0))
        found: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        class Protocol(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                ours = transport.get_extra_info("socket")
                found.set_result(ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

        loop = asyncio.get_running_loop()
        limits.send_at_once(loop)
        server = await loop.create_server(Protocol, sock=listening)
        _, writer = await asyncio.open_connection(*listening.getsockname())
        option = await found
        writer.close()
        server.close()
        return option

    assert run_apart(accepted())
