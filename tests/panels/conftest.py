"""A store of its own for each test that wants one, over the committed data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.store.ledger import Ledger
from panels import desk as desks
from panels import resources
from panels.session import person
from panels.stored import StoredTables
from tests import once


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    monkeypatch.setenv("SON_LA_STATE", str(tmp_path))
    for name in ("SON_LA_DATABASE_URL", "SON_LA_SUGGESTIONS", "SON_LA_SECOND_EYES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(resources, "catalog", once.catalog)
    monkeypatch.setattr(resources, "STORED", StoredTables())
    monkeypatch.setattr(person, "can_sign_in", lambda: True)
    yield desks.ledger()
    resources.STORED.close()
