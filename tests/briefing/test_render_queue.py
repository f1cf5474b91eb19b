"""The queue before the worker: order, places, sharing, and a worker that dies."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from briefing import queue
from briefing.formats import make
from briefing.queue import (
    MOST_WAITING,
    JobHandle,
    QueueFullError,
    RenderFailedError,
    RenderJob,
    RenderLanes,
    RenderQueue,
    RenderRefusedError,
    Worker,
)
from briefing.request import ExportRequest
from geo.catalog.catalog import Catalog
from geo.errors import DataError
from geo.model import Kind, Status
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.query.within import read_near
from geo.strings import say
from tests.briefing.odd_job import LongJob, OddJob

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 1)
WAIT = 20.0


def alive(pid: int | None) -> bool:
    assert pid
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def begun() -> list[Worker]:
    return []


@pytest.fixture
def odd(begun: list[Worker]) -> Iterator[Callable[..., RenderQueue]]:
    """Make queues whose worker does what an order says."""
    made = []

    def begin() -> Worker:
        begun.append(Worker())
        return begun[-1]

    def queue(**options: Any) -> RenderQueue:
        made.append(RenderQueue(begin, **options))
        return made[-1]

    yield queue
    for item in made:
        item.close()
    assert not any(alive(worker.pid) for worker in begun)


def until_begun(queue: RenderQueue, ticket: JobHandle) -> None:
    while queue._running is not ticket:
        threading.Event().wait(0.005)


def made_by(queue: RenderQueue, what: str) -> bytes:
    ticket = queue.submit(OddJob(what))
    assert ticket.finished.wait(WAIT)
    queue.release(ticket)
    return ticket.result()


def test_one_worker_makes_all_and_tells_how_far_it_is(odd: Callable[..., RenderQueue]) -> None:
    queue = odd()
    ticket = queue.submit(OddJob("a"))
    assert ticket.finished.wait(WAIT)
    assert (ticket.done, ticket.steps, ticket.doing) == (1, 2, "half")
    first, second = ticket.result().decode(), made_by(queue, "b").decode()
    assert first.startswith("a ")
    assert first.split()[1] == second.split()[1]


def test_everybody_knows_their_place(odd: Callable[..., RenderQueue], tmp_path: Path) -> None:
    queue, gate = odd(), tmp_path / "gate"
    tickets = [queue.submit(OddJob(f"wait|{gate}")), *(queue.submit(OddJob(f"{n}")) for n in "bcd")]
    until_begun(queue, tickets[0])
    assert [queue.position(ticket) for ticket in tickets] == [0, 1, 2, 3]
    queue.release(tickets[2])
    assert [queue.position(ticket) for ticket in tickets] == [0, 1, 0, 2]
    gate.touch()
    assert tickets[3].finished.wait(WAIT)
    assert not tickets[2].finished.is_set()


def test_the_same_order_is_made_once_and_kept(
    odd: Callable[..., RenderQueue], tmp_path: Path
) -> None:
    queue, gate = odd(), tmp_path / "gate"
    one, two = (queue.submit(OddJob(f"wait|{gate}")) for _ in range(2))
    assert one is two
    queue.release(two)
    gate.touch()
    assert one.finished.wait(WAIT)
    again = queue.submit(OddJob(f"wait|{gate}"))
    assert again.finished.is_set()
    assert again.result() == one.result()


def test_a_worker_that_dies_is_replaced(
    odd: Callable[..., RenderQueue],
    begun: list[Worker],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whoever runs the server reads of it (L19)."""
    queue = odd()
    assert made_by(queue, f"die-once|{tmp_path / 'mark'}").startswith(b"die-once")
    with pytest.raises(RenderFailedError) as caught:
        made_by(queue, "die")
    assert str(caught.value) == say("queue.error-died", "vi")
    assert made_by(queue, "a").startswith(b"a ")
    assert len(begun) == 4
    deaths = [record.getMessage() for record in caplog.records if record.name == "briefing.queue"]
    assert len(deaths) == 3
    assert all("has died" in death for death in deaths)


def test_what_takes_too_long_is_ended_and_not_tried_again(
    odd: Callable[..., RenderQueue], begun: list[Worker]
) -> None:
    queue = odd(limit_seconds=0.5)
    with pytest.raises(RenderFailedError):
        made_by(queue, "hang")
    assert len(begun) == 1


def test_what_nobody_waits_for_gives_way(odd: Callable[..., RenderQueue]) -> None:
    queue = odd()
    left = queue.submit(OddJob("hang"))
    until_begun(queue, left)
    queue.release(left)
    assert made_by(queue, "a").startswith(b"a ")


def test_refusals_reach_the_user_and_faults_do_not(odd: Callable[..., RenderQueue]) -> None:
    queue = odd()
    with pytest.raises(RenderRefusedError, match=r"^nein$"):
        made_by(queue, "refuse")
    with pytest.raises(RenderRefusedError) as caught:
        made_by(queue, "fail")
    assert str(caught.value) == say("queue.error-failed", "vi")


def test_a_machine_without_a_thread_to_spare_lets_one_come_back_later(
    odd: Callable[..., RenderQueue], monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    queue = odd()
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", start)
        with pytest.raises(QueueFullError, match=say("queue.error-full", "vi")):
            queue.submit(OddJob("small"))
    handle = queue.submit(OddJob("small"))
    assert handle.finished.wait(60)
    assert handle.result().startswith(b"small ")
    queue.release(handle)


def test_the_queue_is_finite(odd: Callable[..., RenderQueue]) -> None:
    queue = odd()
    first = queue.submit(OddJob("hang"))
    until_begun(queue, first)
    for number in range(MOST_WAITING):
        queue.submit(OddJob(f"{number}"))
    with pytest.raises(QueueFullError) as caught:
        queue.submit(OddJob("one more"))
    assert str(caught.value) == say("queue.error-full", "vi")


def test_an_idle_worker_ends(odd: Callable[..., RenderQueue], begun: list[Worker]) -> None:
    queue = odd(idle_seconds=0.1)
    made_by(queue, "a")
    for _ in range(200):
        if not alive(begun[0].pid):
            break
        threading.Event().wait(0.02)
    assert not alive(begun[0].pid)
    assert made_by(queue, "b").startswith(b"b ")


def test_closing_fails_what_waits(odd: Callable[..., RenderQueue]) -> None:
    queue = odd()
    tickets = [queue.submit(OddJob(what)) for what in ("hang", "b")]
    queue.close()
    assert all(ticket.finished.wait(WAIT) for ticket in tickets)
    with pytest.raises(RenderFailedError):
        tickets[1].result()


# -- orders and the true worker ---------------------------------------------------------------


def test_an_order_crosses_the_pipe_unchanged(catalog: Catalog) -> None:
    chosen = Selection(
        areas=("123", "128"),
        corridors=("COR-01",),
        kinds=(Kind.BRIDGE, Kind.AIRPORT),
        statuses=(Status.PLANNED,),
        words="cầu, “nhỏ” & <b>",
        as_of=date(2025, 5, 1),
        language="en",
        near=read_near("QL.6~5", catalog),
    )
    view = build_view(catalog, chosen, DAY)
    request = ExportRequest(
        "A3", False, True, frozenset({"roads"}), (103.0, 20.0, 104.0, 21.0), 60, "x", DAY
    )
    sent = RenderJob.of("pdf", view, request)
    received = pickle.loads(pickle.dumps(sent))
    assert received == sent
    assert hash(received) == hash(sent)
    assert received.view(catalog).selection == chosen
    assert received.view(catalog).rows == view.rows


def test_an_order_for_other_data_is_refused(catalog: Catalog) -> None:
    with pytest.raises(DataError) as caught:
        RenderJob("pdf", "digest", Selection(), DAY, ExportRequest()).view(catalog)
    assert str(caught.value) == say("queue.error-data", "vi")


def test_the_worker_makes_what_this_process_makes(catalog: Catalog) -> None:
    view = build_view(catalog, Selection(areas=("127",)), DAY)
    wanted = ExportRequest(layers=frozenset({"projects"}), dpi=50, printed=DAY)
    worker = Worker()
    try:
        data = worker.ask(RenderJob.of("png", view, wanted), lambda *_: None, 120.0)
        assert data == make("png", view, wanted)
        with pytest.raises(RenderRefusedError, match="A9"):
            worker.ask(RenderJob.of("png", view, ExportRequest("A9")), lambda *_: None, 60.0)
    finally:
        worker.close()
    assert not alive(worker.pid)


def test_l3_files_are_made_of_the_data_that_were_good_last(
    catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder holds others: the worker is handed what the page shows, once; no file stays."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    shown = replace(catalog, digest="0" * 12)
    jobs = [
        RenderJob.of(
            "csv",
            build_view(shown, Selection(areas=(code,)), DAY),
            ExportRequest(layers=frozenset({"projects"}), printed=DAY),
        )
        for code in ("127", "128")
    ]
    worker, handed_over = Worker(), []
    hand = worker.hand
    monkeypatch.setattr(worker, "hand", lambda data: (handed_over.append(data.digest), hand(data)))
    queue = RenderQueue(lambda: worker)
    handles = [queue.submit(job) for job in jobs]
    try:
        for job, handle in zip(jobs, handles, strict=True):
            assert handle.finished.wait(120)
            view = build_view(shown, job.selection, DAY)
            assert handle.result() == make("csv", view, job.request)
        assert handed_over == ["0" * 12]
        assert not list(tmp_path.iterdir())
    finally:
        for handle in handles:
            queue.release(handle)
        queue.close()


def test_l3_data_that_nobody_has_any_more_are_a_word() -> None:
    queue = RenderQueue()
    gone = RenderJob("csv", "f" * 12, Selection(), DAY, ExportRequest(printed=DAY))
    handle = queue.submit(gone)
    try:
        assert handle.finished.wait(120)
        with pytest.raises(DataError) as caught:
            handle.result()
        assert str(caught.value) == say("queue.error-data", "vi")
    finally:
        queue.release(handle)
        queue.close()


def test_an_idle_worker_that_is_gone_is_replaced(
    odd: Callable[..., RenderQueue], begun: list[Worker]
) -> None:
    queue = odd()
    made_by(queue, "a")
    begun[0].kill()
    assert made_by(queue, "b").startswith(b"b ")
    assert len(begun) == 2


PROGRAM = """
import os, time
from briefing.queue import RenderQueue
from tests.briefing.odd_job import LongJob, OddJob
if __name__ == "__main__":
    queue = RenderQueue()
    queue.submit(OddJob({job!r}))
    while queue._worker is None or {job!r} == "a" and queue._running:
        time.sleep(0.01)
    print(queue._worker.pid, flush=True)
    {end}
"""


@pytest.mark.parametrize("job", ["a", "hang"])
@pytest.mark.parametrize("end", ["pass", "os._exit(0)"])
def test_a_worker_ends_with_the_program_that_began_it(job: str, end: str) -> None:
    # It holds the pipe of what the program says: an end of that is an end of both.
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(job=job, end=end)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=WAIT,
    )
    for _ in range(500):
        if not alive(int(done.stdout)):
            break
        threading.Event().wait(0.02)
    assert not alive(int(done.stdout))


def test_l15_a_sheet_does_not_wait_behind_a_book(catalog: Catalog, begun: list[Worker]) -> None:
    view, request = build_view(catalog, Selection(areas=("127",)), DAY), ExportRequest(printed=DAY)
    for format_id, long in (("book-pdf", True), ("usb", True), ("pdf", False), ("xlsx", False)):
        assert RenderJob.of(format_id, view, request).is_long is long

    def begin() -> Worker:
        begun.append(Worker())
        return begun[-1]

    lanes = RenderLanes(begin)
    try:
        book = lanes.submit(LongJob("hang"))
        behind = lanes.submit(LongJob("a"))
        sheet = lanes.submit(OddJob("a"))
        assert sheet.finished.wait(WAIT)
        assert not book.finished.is_set()
        assert lanes.position(sheet) == 0
        assert lanes.position(behind) == 1
        lanes.release(sheet)
        lanes.release(behind)
    finally:
        lanes.close()
    assert not any(alive(worker.pid) for worker in begun)


def test_l3_a_catalog_of_other_data_is_not_kept(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Data that were broken for a moment do not stop exports when they are good again."""
    found = [replace(catalog, digest="0" * 12), catalog]
    monkeypatch.setattr("briefing.queue.load", lambda: found.pop(0))
    # Another test of this process may have made a file of the same data.
    queue._loaded.cache_clear()
    view = build_view(catalog, Selection(areas=("127",)), DAY)
    job = RenderJob.of("csv", view, ExportRequest(printed=DAY))
    with pytest.raises(DataError, match="Dữ liệu vừa thay đổi hoặc đang có lỗi"):
        job.render()
    assert job.render()
