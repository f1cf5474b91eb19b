"""``/healthz`` says whether the data are good (L8, R19)."""

from __future__ import annotations

import json

import pytest

from geo.catalog.catalog import Catalog
from geo.errors import DataError
from panels import resources
from panels.server.health import HealthMiddleware
from tests.panels.asgi import File, ask


def asked(address: str = "/healthz") -> tuple[int, dict[str, str]]:
    found = ask(HealthMiddleware(File(b"{}")), address)
    said: dict[str, str] = json.loads(found.body)
    return found.status, said


def test_all_is_well(catalog: Catalog) -> None:
    assert asked() == (200, {"status": "ok", "shown": catalog.digest})
    assert asked("/healthz/x") == (200, {})


def test_l8_data_that_cannot_be_read_while_the_last_good_ones_are_shown(
    monkeypatch: pytest.MonkeyPatch, catalog: Catalog
) -> None:
    monkeypatch.setattr(resources, "data_state", lambda: "projects.csv:3:id:\nempty")
    status, said = asked()
    assert status == 200
    assert said == {
        "status": "data-bad",
        "shown": catalog.digest,
        "reason": "projects.csv:3:id: empty",
    }
    # A map that is closed quotes nothing of its data to whoever asks.
    monkeypatch.setenv("SON_LA_READING", "closed")
    assert asked() == (200, {"status": "data-bad", "shown": catalog.digest})


def test_l8_no_data_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Catalog:
        raise DataError("the id is empty", "projects.csv:3:id", "give it one")

    monkeypatch.setattr(resources, "catalog", broken)
    status, said = asked()
    assert (status, said["status"]) == (503, "no-data")
    assert "projects.csv:3:id" in said["reason"]
