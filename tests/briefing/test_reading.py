"""Foreign files are read in a process of its own, within bounds of time and memory (L14)."""

from __future__ import annotations

import io
import sys
import zlib
from collections.abc import Iterator
from datetime import date
from functools import partial

import pytest

from briefing import reading
from briefing.queue import RenderQueue, RenderRefusedError, Worker
from briefing.reading import read_bounded
from briefing.request import ExportRequest
from briefing.sheet.render import render_sheet
from briefing.statement.carriers import statement_in
from briefing.statement.statement import StatementError
from geo.catalog.catalog import Catalog
from geo.errors import SonLaMapError
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.strings import say
from tests.briefing.odd_job import OddJob


@pytest.fixture(scope="module")
def queue() -> Iterator[RenderQueue]:
    found = RenderQueue(limit_seconds=120.0, kept_bytes=0)
    yield found
    found.close()


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch, queue: RenderQueue) -> None:
    monkeypatch.setattr(reading, "reading_queue", lambda: queue)


def hostile_pdf() -> bytes:
    """Give a PDF whose table of objects unpacks to far more than it is: 300 MB from 300 KB."""
    unpacker = zlib.compressobj(9)
    packed = b"".join(unpacker.compress(b"\0" * 10_000_000) for _ in range(30)) + unpacker.flush()
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    start = out.tell()
    out.write(
        b"1 0 obj<</Type/XRef/Size 9/W[1 4 2]/Root 1 0 R/Info 1 0 R/Filter/FlateDecode"
        b"/Length %d>>stream\n" % len(packed)
    )
    out.write(packed + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % start)
    return out.getvalue()


def test_l14_a_file_of_ours_is_read(catalog: Catalog) -> None:
    view = build_view(catalog, Selection(areas=("127",)), date(2026, 11, 1))
    data = render_sheet(view, ExportRequest(format="png", dpi=50))
    waited: list[int] = []
    statement, edits = read_bounded(data, "vi", lambda: waited.append(1))
    assert statement == statement_in(data, "vi")
    assert not edits
    assert waited


def test_l14_a_hostile_file_ends_in_a_sentence_and_harms_nobody() -> None:
    data = hostile_pdf()
    with pytest.raises(SonLaMapError) as caught:
        read_bounded(data, "en")
    keys = ("heavy", "broken", "none")
    assert str(caught.value) in [say(f"verify.error-{key}", "en") for key in keys]
    # The next one finds a process that works.
    with pytest.raises(SonLaMapError, match=say("verify.error-kind", "en")[:20]):
        read_bounded(b"nothing of ours", "en")


def test_l14_what_takes_too_long_is_ended_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    short = RenderQueue(limit_seconds=0.5, kept_bytes=0)
    monkeypatch.setattr(reading, "reading_queue", lambda: short)
    monkeypatch.setattr(reading, "ReadJob", lambda *_: OddJob("hang"))
    try:
        with pytest.raises(SonLaMapError, match="quá lâu"):
            read_bounded(b"x", "vi")
    finally:
        short.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process")
def test_l14_memory_is_bounded_in_the_process_that_reads_and_nowhere_else() -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    bounded = RenderQueue(partial(Worker, 50_000_000), kept_bytes=0)
    try:
        found = []
        for size in (200_000_000, 1_000_000):
            handle = bounded.submit(OddJob(f"fill|{size}"))
            assert handle.finished.wait(60)
            found.append((len(handle.data or b""), type(handle.error)))
            bounded.release(handle)
    finally:
        bounded.close()
    assert found == [(0, RenderRefusedError), (1_000_000, type(None))]
    assert resource.getrlimit(resource.RLIMIT_AS) == before


@pytest.mark.parametrize("error", [MemoryError, RecursionError])
def test_l14_what_needs_more_than_the_bound_is_said_to_be_too_heavy(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fill(*_: object) -> bytes:
        raise error

    monkeypatch.setattr(reading, "token_in", fill)
    with pytest.raises(StatementError, match=say("verify.error-heavy", "vi")):
        reading.ReadJob(b"", "vi").render(lambda *_: None)


def test_l14_the_queue_of_the_server_bounds_what_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []

    class Told(Worker):
        def __init__(self, most_more: int = 0) -> None:
            begun.append(most_more)
            super().__init__(most_more)

    monkeypatch.undo()
    monkeypatch.setattr(reading, "Worker", Told)
    found = reading.reading_queue.__wrapped__()
    try:
        handle = found.submit(OddJob("small"))
        assert handle.finished.wait(60)
    finally:
        found.close()
    assert begun == [reading.MOST_MORE]
