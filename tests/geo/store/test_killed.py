"""``kill -9`` at any moment: a batch counts whole, or there is nothing of it."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from geo.store import schema
from geo.store.database import open_store, url_of
from geo.store.ledger import Ledger
from geo.store.log import Log
from geo.tables import DATA
from tests.geo.store.applies import apply_and_undo, apply_numbers, running
from tests.geo.store.conftest import Place, lenient, table
from tests.geo.store.test_handed_in import NEW, STARTED, filled

# By hand: SON_LA_KILLS=100, with TMPDIR in memory; workbooks in both stores then.
FEW = 5
KILLS = int(os.environ.get("SON_LA_KILLS", str(FEW)))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no kill -9")
def test_a_killed_process_leaves_nothing_half(place: Place, data: Path) -> None:
    address = place.new()
    engine = open_store(url_of(address))
    ledger = Ledger(Log(engine), data, lenient)
    moments = random.Random(20261127)
    seen = 0
    for _ in range(KILLS):
        with running(apply_numbers, address, str(data)):
            time.sleep(moments.uniform(0.0, 0.25))
        version = ledger.log.head()
        assert version >= seen
        seen = version
        cells = [line.split(",")[-2] for line in table(ledger).splitlines()[1:]]
        ground = ["", "0212 3852 000"]
        assert cells == ([str(version)] * 2 if version else ground)
        with engine.connect() as connection:
            counts = [
                connection.execute(sa.select(sa.func.count()).select_from(one)).scalar_one()
                for one in (schema.batch, schema.change, schema.step)
            ]
        assert counts == [version, 2 * version, 3 * version], "no batch without all of it"
    engine.dispose()
    assert seen > 0, "the process was killed before it had done anything at all"


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no kill -9")
@pytest.mark.parametrize("place", ["sqlite", "postgresql"][: 1 + (KILLS > FEW)], indirect=True)
def test_a_workbook_that_is_being_applied_counts_whole_or_not(place: Place, tmp_path: Path) -> None:
    folder, file = tmp_path / "ground", tmp_path / "so-xd.xlsx"
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns(".*"))
    file.write_bytes(filled({"DT-101": STARTED}, NEW))
    address = place.new()
    ledger = Ledger(Log(open_store(url_of(address))), folder)
    moments = random.Random(20261127)
    for _ in range(max(2, KILLS * 2 // 5)):
        with running(apply_and_undo, address, str(folder), str(file)):
            time.sleep(moments.uniform(0.0, 2.5))
        batches = ledger.log.batches()
        assert [batch.number for batch in batches] == [*range(1, len(batches) + 1)]
        drafts = ledger.fold().drafts
        is_applied = bool(batches) and batches[-1].undoes is None
        # Two documents, an event and a figure, a project and its event: all of them or none.
        assert sorted(drafts) == (
            ["events", "figures", "projects", "sources"] if is_applied else []
        )
        assert {len(batch.changes) for batch in batches} <= {6}
        assert ledger.log.head() == len(batches)
    if place.kind == "sqlite":
        with ledger.log.engine.connect() as connection:
            assert connection.exec_driver_sql("pragma integrity_check").scalar_one() == "ok"
    ledger.log.engine.dispose()
