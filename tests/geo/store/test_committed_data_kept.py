"""The store over the committed data: the check speaks, catalogs are shared, commands write."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from briefing import __main__ as files
from geo import clock
from geo.catalog.catalog import digest_of
from geo.cli import commands
from geo.cli import store as store_command
from geo.errors import DataError
from geo.store.ledger import Ledger
from geo.store.log import Log
from geo.store.model import BatchRefusedError, StoredChange, row_added
from geo.store.overlay import key_columns
from geo.store.shared import SharedCatalogs
from geo.store.transfer import export_tables
from geo.tables import DATA
from tests.geo.store.conftest import APPROVER, EDITOR, draft

EVENT = {"project_id": "DT-101", "date": "2026-03-01", "status": "construction",
         "note_vi": "Khởi công.", "note_en": "Ground broken.", "source_id": "CTR-1857"}  # fmt: skip


def event(**cells: str) -> StoredChange:
    return row_added("events", key_columns("events"), EVENT | cells)


@pytest.fixture
def real(engine: Engine, tmp_path: Path) -> Ledger:
    folder = tmp_path / "ground"
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns(".*"))
    return Ledger(Log(engine), folder)


def test_what_would_break_the_check_is_refused_before_it_counts(real: Ledger) -> None:
    with pytest.raises(BatchRefusedError, match="S-NONE") as refused:
        real.enter(draft(event(source_id="S-NONE")), EDITOR)
    assert "events.csv" in refused.value.problems[0][0]
    assert "không có trong dữ liệu" in refused.value.words("vi")
    assert (real.log.head(), real.log.batches()) == (0, ())

    shared = SharedCatalogs(real)
    before = shared.current()
    batch = real.enter(draft(event()), EDITOR)
    after = shared.current()
    assert after is shared.current(), "read once for all sessions"
    assert after.digest != before.digest
    assert [str(one.status) for one in after.events_of("DT-101")][-1] == "construction"
    assert len(before.events) + 1 == len(after.events), "who still holds the older one keeps it"

    # The database knows the geometries of the newest version.
    if real.log.engine.dialect.name == "postgresql":
        with real.log.engine.connect() as connection:
            near = connection.execute(
                sa.text(
                    "select id, version from feature where noun = 'project' and id = 'DT-101'"
                    " and st_dwithin(geom::geography, st_setsrid(st_makepoint(:x, :y), 4326), 50)"
                ),
                dict(zip("xy", before.projects["DT-101"].pieces[0].geometry.coords[0],
                         strict=False)),
            ).all()  # fmt: skip
        assert ("DT-101", batch.version) in near

    # Exported, the folder is the very same catalog; and a bad edit of it keeps the last good one.
    export_tables(real, real.data)
    assert digest_of(real.data) == after.digest == shared.current().digest
    agencies = real.data / "tables" / "agencies.csv"
    agencies.write_text("id,nonsense\n", encoding="utf-8")
    assert shared.current() is not None
    assert "agency_ids" in shared.problem
    assert shared.current().digest == after.digest


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_catalog_as_it_was_known_on_a_day(real: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = SharedCatalogs(real)
    monkeypatch.setattr(clock, "moment", lambda: "2026-04-02T08:00:00.000000+07:00")
    batch = real.enter(draft(event()), EDITOR)
    known = {day: shared.known(date(2026, 4, day)) for day in (1, 2)}
    events = {day: one.events_of("DT-101") for day, one in known.items()}
    assert len(events[2]) == len(events[1]) + 1, "on the 1st nobody knew of an event of March"
    assert shared.known(date(2026, 4, 2)) is known[2], "built once a version"
    real.undo(batch.number, APPROVER, "nhầm")
    assert shared.current().events_of("DT-101") == events[1]
    assert shared.known(date(2026, 4, 1)).digest == shared.current().digest


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_without_any_good_tables_the_reason_is_said(real: Ledger) -> None:
    (real.data / "tables" / "events.csv").unlink()
    with pytest.raises(DataError, match=r"events\.csv"):
        SharedCatalogs(real).current()


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Give ``python -m geo`` with a store in a temporary folder."""
    monkeypatch.setenv("SON_LA_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("SON_LA_DATABASE_URL", raising=False)

    def command(*arguments: str) -> tuple[int, str, str]:
        status = commands.main(arguments)
        told = capsys.readouterr()
        return status, told.out, told.err

    return command


def test_commands_write_to_the_store_and_read_it(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (DATA / "tables" / "events.csv").read_bytes()
    arguments = ("event", "DT-101", "--date", "2026-03-01", "--status", "construction",
                 "--source", "CTR-1857", "--note-vi", "Khởi công.")  # fmt: skip
    status, out, _ = run(*arguments)
    assert status == 0
    assert out.startswith("Đã ghi vào kho thay đổi (đợt 1): DT-101")
    assert (DATA / "tables" / "events.csv").read_bytes() == before
    status, _, err = run(*arguments, "--lang", "en")
    assert (status, "already has this event" in err) == (2, True)
    status, out, _ = run("source", "QD-9-2026", "--kind", "official", "--title-vi", "Quyết định",
                         "--title-en", "Decision")  # fmt: skip
    assert (status, "đợt 2" in out) == (0, True)

    status, out, _ = run("list", "--text", "tỉnh 101", "--format", "json")
    listed = {row["id"]: row for row in json.loads(out)}
    assert listed["DT-101"]["status"] == "construction"
    _, out, _ = run("list", "--text", "tỉnh 101", "--format", "json", "--known", "2026-03-02")
    listed = {row["id"]: row for row in json.loads(out)}
    assert listed["DT-101"]["status"] != "construction", "on that day nobody had written it"

    status, out, _ = run("store", "log", "--subject", "DT-101", "--format", "json")
    (batch,) = json.loads(out)
    assert (batch["batch"], batch["state"], batch["changes"][0]["source"]) == (
        1, "applied", "CTR-1857",
    )  # fmt: skip
    _, out, _ = run("store", "log", "--lang", "en")
    assert "applied" in out
    assert "sources QD-9-2026: – → {" in out
    _, out, _ = run("store", "status")
    assert "Bản 2, 2 đợt thay đổi" in out
    assert "events, sources" in out
    _, out, _ = run("store", "status", "--format", "json")
    assert (json.loads(out)["version"], json.loads(out)["problems"]) == (2, [])

    _, out, _ = run("store", "export", "--out", str(tmp_path / "out"))
    exported = (tmp_path / "out" / "tables" / "events.csv").read_bytes()
    assert exported.startswith(before)
    assert b"2026-03-01,construction" in exported[len(before) :]
    copy = str(tmp_path / "copy.sqlite3")
    assert run("store", "backup", copy)[0] == 0
    status, _, err = run("store", "restore", copy)
    assert (status, "kho trống" in err) == (2, True)
    monkeypatch.setenv("SON_LA_STATE", str(tmp_path / "other"))
    assert "2 đợt" in run("store", "restore", copy)[1]
    assert "DT-101" in run("store", "log")[1]
    status, _, err = run("store", "import", str(tmp_path / "none.sqlite3"))
    assert (status, "none.sqlite3" in err) == (2, True)
    assert not (tmp_path / "none.sqlite3").exists()


def test_without_a_store_the_command_says_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SON_LA_STATE", raising=False)
    monkeypatch.delenv("SON_LA_DATABASE_URL", raising=False)
    assert commands.main(["store", "status", "--lang", "en"]) == 2
    assert "SON_LA_STATE" in capsys.readouterr().err
    assert store_command.keeper_for(DATA, "vi") is None
    assert not store_command.is_configured()


def test_a_folder_that_is_named_is_written_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SON_LA_STATE", str(tmp_path))
    assert store_command.keeper_for(tmp_path, "vi") is None


def test_an_old_sheet_is_verified_against_what_was_known_then(
    run: Callable[..., tuple[int, str, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(clock, "moment", lambda: "2026-11-26T08:00:00.000000+07:00")
    assert run("source", "QD-8-2026", "--kind", "official", "--title-vi", "Quyết định",
               "--title-en", "Decision")[0] == 0  # fmt: skip
    sheet = str(tmp_path / "DT-101.pdf")
    made = ["project", "--project", "DT-101", "--as-of", "2026-11-26", "--out", sheet]
    assert files.main(made) == 0
    monkeypatch.setattr(clock, "moment", lambda: "2026-11-27T08:00:00.000000+07:00")
    assert run("event", "DT-101", "--date", "2026-11-20", "--status", "construction",
               "--source", "QD-8-2026")[0] == 0  # fmt: skip
    verify = ["verify", sheet, "--today", "2026-11-27"]
    assert files.main(verify) == 1, "an event of the 20th was written on the 27th"
    assert "Đang thi công" in capsys.readouterr().out
    assert files.main([*verify, "--known", "2026-11-26"]) == 0
    assert files.main([*verify, "--known", "2026-11-27"]) == 1
    monkeypatch.delenv("SON_LA_STATE")
    assert files.main([*verify, "--known", "2026-11-26"]) == 2, "without a store nobody knows"
    assert "SON_LA_STATE" in capsys.readouterr().err
