"""Many first visits at once: each client fetches the page, the map and all files they name.

Plain sockets, no browser: what is measured is the server. As a browser does, a client fetches the
map page first, then the rest over six connections that stay open.
"""

from __future__ import annotations

import asyncio
import gzip
import html
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlsplit

from tests.bench.report import Measure

CLIENTS = 50
GOAL_MS = 2_000
CONNECTIONS = 6
_LATENCIES = 20
_FRAME = re.compile(rb'data-frame="([^"#]+)')
_NAMED = re.compile(rb'(?:src|href)="\./(static/[^"]+)"')
_MAP_SCRIPT = re.compile(rb'"([0-9a-f-]+\.js)"')


@dataclass(frozen=True)
class Arrival:
    """When one client had what, in milliseconds since all of them began.

    Parameters
    ----------
    map_ms
        The map page was there.
    all_ms
        All files were there.
    received
        Bytes of all bodies as they were sent.
    """

    map_ms: float
    all_ms: float
    received: int


class Connection:
    """A connection to the server that stays open."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self.received = 0

    @classmethod
    async def open(cls, url: str) -> Connection:
        """Connect to the server of an address."""
        parts = urlsplit(url)
        return cls(*await asyncio.open_connection(parts.hostname, parts.port, limit=1 << 22))

    async def get(self, path: str) -> bytes:
        """Return the body of a file, as it was before it was compressed."""
        host = self._writer.get_extra_info("peername")
        head = f"GET {path} HTTP/1.1\r\nHost: {host[0]}:{host[1]}\r\nAccept: text/html,*/*\r\n"
        self._writer.write(f"{head}Accept-Encoding: gzip\r\n\r\n".encode())
        status, *lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        if " 200 " not in status:
            message = f"{path}: {status}"
            raise ConnectionError(message)
        headers = dict(line.lower().split(": ", 1) for line in lines if line)
        body = await self._reader.readexactly(int(headers["content-length"]))
        self.received += len(body)
        # Only what names other files is read: the clients share the machine with the server.
        is_page = headers["content-type"].startswith("text/html")
        return gzip.decompress(body) if is_page and "content-encoding" in headers else body

    async def close(self) -> None:
        """Hang up."""
        self._writer.close()
        await self._writer.wait_closed()


async def visit(url: str, began: float) -> Arrival:
    """Visit the map for the first time."""
    first = await Connection.open(url)
    page = await first.get("/")
    frame = _FRAME.search(page)
    if frame is None:
        message = "the page names no map"
        raise ConnectionError(message)
    address = html.unescape(frame[1].decode())
    map_page = await first.get(f"/{address}")
    map_ms = 1e3 * (time.perf_counter() - began)
    script = _MAP_SCRIPT.search(map_page)
    paths = [f"/{path.decode()}" for path in _NAMED.findall(page)]
    if script:
        paths.append(f"/{address.rpartition('/')[0]}/{script[1].decode()}")
    connections = [first, *[await Connection.open(url) for _ in range(CONNECTIONS - 1)]]
    waiting = iter(paths)

    async def fetch(connection: Connection) -> None:
        for path in waiting:
            await connection.get(path)

    await asyncio.gather(*map(fetch, connections))
    all_ms = 1e3 * (time.perf_counter() - began)
    received = sum(connection.received for connection in connections)
    for connection in connections:
        await connection.close()
    return Arrival(map_ms, all_ms, received)


async def _at_once(url: str, clients: int) -> Sequence[Arrival]:
    began = time.perf_counter()
    return await asyncio.gather(*(visit(url, began) for _ in range(clients)))


async def _kept_alive(url: str) -> float:
    """Return how long one small answer takes on a connection that is open, in milliseconds."""
    connection = await Connection.open(url)
    times = []
    for _ in range(_LATENCIES):
        began = time.perf_counter()
        await connection.get("/_stcore/health")
        times.append(1e3 * (time.perf_counter() - began))
    await connection.close()
    return median(times)


def load_at_once(url: str, rounds: int, clients: int = CLIENTS) -> list[Measure]:
    """Measure a server that is idle.

    Parameters
    ----------
    rounds
        How often all clients come; after a first time that warms up.
    """
    asyncio.run(_at_once(url, clients))
    waves = [asyncio.run(_at_once(url, clients)) for _ in range(rounds)]
    maps = median(max(one.map_ms for one in wave) for wave in waves)
    files = median(max(one.all_ms for one in wave) for wave in waves)
    size = median(one.received for wave in waves for one in wave)
    what = f"{clients} first visits at once"
    return [
        Measure(f"{what}: the last has the map page", maps, "ms", goal=GOAL_MS),
        Measure(f"{what}: the last has all files", files, "ms", goal=GOAL_MS),
        Measure(f"{what}: sent to each", size, "bytes"),
        Measure("a small answer on an open connection", asyncio.run(_kept_alive(url)), "ms"),
    ]
