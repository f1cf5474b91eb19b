"""A batch that another process applies is shown by the running app within a second."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest

from geo.tables import DATA
from panels import resources
from panels.live_catalog import LiveCatalog
from panels.server import push
from panels.stored import StoredTables
from tests.panels.asgi import run_apart

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StoredTables]:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns(".*"))
    monkeypatch.delenv("SON_LA_DATABASE_URL", raising=False)
    monkeypatch.setenv("SON_LA_STATE", str(tmp_path / "state"))
    tables = StoredTables(folder)
    live = LiveCatalog(folder, look_seconds=3600, drafts=tables.drafts)
    monkeypatch.setattr(resources, "STORED", tables)
    monkeypatch.setattr(resources, "_LIVE", live)
    monkeypatch.setattr(resources, "make_map_page", lambda: "app/static/map/none.html")
    yield tables
    tables.close()


def by_another_process(folder: Path) -> None:
    """Apply an event to the store from another process."""
    script = (
        "import sys; from pathlib import Path; from geo.cli.store import open_ledger;"
        "from geo.store.model import Author, Draft, row_added;"
        "from geo.store.overlay import key_columns;"
        "cells = dict(project_id='DT-101', date='2026-03-01', status='construction',"
        " source_id='CTR-1857');"
        "change = row_added('events', key_columns('events'), cells);"
        "open_ledger(Path(sys.argv[1])).enter(Draft((change,)), Author('An', 'editor'))"
    )
    subprocess.run([sys.executable, "-c", script, str(folder)], cwd=ROOT, check=True)


def test_a_batch_of_another_process_is_shown_and_open_pages_run(
    stored: StoredTables, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = resources.catalog()
    run, seen = Event(), []

    def pages() -> None:
        seen.append(time.monotonic())
        run.set()

    monkeypatch.setattr(push, "_TOLD", [""])
    monkeypatch.setattr(push, "run_sessions", pages)
    monkeypatch.setattr(push, "follow_up", lambda: None)
    push.begin()
    by_another_process(stored._folder)
    applied = time.monotonic()
    assert run.wait(20)
    # Measured 0.9 s on a quiet machine, of which the watch takes a quarter; this one is shared.
    assert seen[0] - applied < 10
    after = resources.catalog()
    assert after.digest != before.digest
    assert str(after.events_of("DT-101")[-1].status) == "construction"
    assert resources.data_state() is None
    assert len(before.events) + 1 == len(after.events), "who still holds the older one keeps it"


def test_the_page_of_the_map_follows_the_news_and_is_made_of_the_newest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[str] = []
    versions = (SimpleNamespace(digest=f"version {number}") for number in range(9))
    monkeypatch.setattr(push, "_TOLD", ["old"])
    monkeypatch.setattr(resources, "renew", lambda: next(versions))
    monkeypatch.setattr(resources, "catalog", lambda: SimpleNamespace(digest="newest"))
    monkeypatch.setattr(resources, "_page_before", ["older"])
    monkeypatch.setattr(push, "_CALM_SECONDS", 0.0)
    monkeypatch.setattr(push, "_FOLLOWING", [SimpleNamespace(is_alive=lambda: True)])
    for name in ("run_sessions", "await_sessions"):
        monkeypatch.setattr(push, name, lambda name=name: done.append(name))
    for name in ("publish_cards", "publish_near"):
        monkeypatch.setattr(push, name, lambda *_, name=name: done.append(name))

    def make() -> str:
        done.append(f"page, older is shown: {resources.is_renewing()}")
        if len(done) < 5:
            push.renew_pages()  # somebody else is faster
        return "newer"

    monkeypatch.setattr(resources, "make_map_page", make)
    push.renew_pages()
    assert (done, push._NEWS.is_set()) == (["run_sessions"], True)
    push.follow_up()
    page = "page, older is shown: True"
    assert done == [
        "run_sessions", "await_sessions", page, "run_sessions", "await_sessions", page,
        "run_sessions", "await_sessions", "publish_cards", "publish_near",
    ]  # fmt: skip
    assert not resources.is_renewing()


def test_pages_are_told_though_one_of_them_looked_a_moment_earlier(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever approves runs again at once, and may read the new version before the watch does."""
    told: list[str] = []
    newest = SimpleNamespace(digest="new")
    monkeypatch.setattr(push, "_TOLD", ["old"])
    monkeypatch.setattr(push, "_FOLLOWING", [SimpleNamespace(is_alive=lambda: True)])
    monkeypatch.setattr(push, "run_sessions", lambda: told.append("run"))
    monkeypatch.setattr(resources, "_page_before", ["older"])
    monkeypatch.setattr(resources, "shown_digest", lambda: newest.digest)
    monkeypatch.setattr(resources, "renew", lambda: newest)
    push.renew_pages()
    push.renew_pages()
    assert told == ["run"], "once a version"


def test_without_a_store_the_folder_is_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SON_LA_DATABASE_URL", raising=False)
    monkeypatch.delenv("SON_LA_STATE", raising=False)
    monkeypatch.setattr("geo.state.folder.DATA", tmp_path / "data")
    tables = StoredTables(tmp_path / "data")
    assert (tables.ledger(), tables.drafts()) == (None, {})


@dataclass(eq=False)
class Page:
    """A session as the round sees it: its runs last until the test ends them."""

    _client_state: str
    running: list[Page]
    _scriptrunner: object = None
    runs: int = 0

    def request_rerun(self, state: str) -> None:
        assert state == self._client_state
        assert self._scriptrunner is None, "a run that somebody asked for is cut short"
        self._scriptrunner, self.runs = object(), self.runs + 1
        self.running.append(self)


def round_of(pages: list[Page], monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin a round on the loop of this test."""
    infos = [SimpleNamespace(session=page) for page in pages]
    runtime = SimpleNamespace(
        _session_mgr=SimpleNamespace(list_active_sessions=lambda: infos),
        _get_async_objs=lambda: SimpleNamespace(eventloop=asyncio.get_running_loop()),
    )
    monkeypatch.setattr(push.Runtime, "exists", lambda: True)
    monkeypatch.setattr(push.Runtime, "instance", lambda: runtime)
    push.run_sessions()


def test_every_open_session_runs_a_few_at_a_time_and_none_is_cut_short(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(push, "_LOOK_SECONDS", 0.001)

    async def rounds() -> None:
        running: list[Page] = []
        pages = [Page(f"?area={number}", running) for number in range(30)]
        pages[3]._scriptrunner = object()  # somebody has just clicked there
        round_of(pages, monkeypatch)
        most = 0
        for _ in range(400):
            await asyncio.sleep(0.001)
            most = max(most, len(running))
            while running:
                running.pop()._scriptrunner = None
        assert 1 < most <= 4
        assert [page.runs for page in pages] == [1] * 3 + [0] + [1] * 26
        # A newer version reaches all of them once more, whom the first has not reached only once.
        round_of(pages, monkeypatch)
        await asyncio.sleep(0.02)
        pages[3]._scriptrunner = None
        for _ in range(400):
            await asyncio.sleep(0.001)
            while running:
                running.pop()._scriptrunner = None
        assert [page.runs for page in pages] == [2] * 3 + [1] + [2] * 26
        assert push._rounds[0].done()

    run_apart(rounds())


def test_a_run_that_lasts_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "_LOOK_SECONDS", 0.001)
    monkeypatch.setattr(push, "_TURN_SECONDS", 0.01)

    async def rounds() -> None:
        pages = [Page(f"?area={number}", []) for number in range(12)]
        round_of(pages, monkeypatch)
        await asyncio.wait_for(asyncio.sleep(0.5), 5)
        assert [page.runs for page in pages] == [1] * 12

    run_apart(rounds())
