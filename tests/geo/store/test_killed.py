"""``kill -9`` at any moment: a batch counts whole, or there is nothing of it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from geo.store import schema
from geo.store.database import open_store, url_of
from geo.store.ledger import Ledger
from geo.store.log import Log
from tests.geo.store.conftest import Place, lenient, table

ROOT = Path(__file__).resolve().parents[3]
# By hand: SON_LA_KILLS=100.
KILLS = int(os.environ.get("SON_LA_KILLS", "5"))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no kill -9")
def test_a_killed_process_leaves_nothing_half(place: Place, data: Path) -> None:
    address = place.new()
    engine = open_store(url_of(address))
    ledger = Ledger(Log(engine), data, lenient)
    moments = random.Random(20261127)
    seen = 0
    for _ in range(KILLS):
        command = [sys.executable, "-m", "tests.geo.store.applies", address, str(data)]
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
        ) as running:
            assert running.stdout is not None
            assert running.stdout.readline() == b"ready\n"
            time.sleep(moments.uniform(0.0, 0.25))
            running.kill()
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
