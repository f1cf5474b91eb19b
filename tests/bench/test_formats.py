"""The bench of the formats measures whatever is registered, in every size."""

from __future__ import annotations

import pytest

from briefing import formats as registry
from briefing.formats import FORMATS, Format, FormatGroup
from geo.catalog.catalog import Catalog
from tests.bench import formats as bench
from tests.bench.report import Measure


def test_every_format_is_measured_in_every_size() -> None:
    wanted = [(form.id, request.size) for form, request in bench._wanted()]
    assert len(wanted) == len(set(wanted))
    assert wanted == [(f.id, size) for f in FORMATS.values() for size in f.sizes or ("",)]
    assert {"usb", "xlsx", "pdf"} <= set(FORMATS)


def test_what_asks_before_is_made_once(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def entry(name: str, *, asks: bool) -> Format:
        def write(*_: object) -> bytes:
            made.append(name)
            return b"12345"

        return Format(name, "txt", "text/plain", FormatGroup.DATA, write, asks=asks)

    entries = {form.id: form for form in (entry("long", asks=True), entry("short", asks=False))}
    monkeypatch.setattr(registry, "FORMATS", entries)
    for form, request in ((form, registry.ExportRequest()) for form in entries.values()):
        times, data = bench._made(catalog, form, request, 3)
        assert data == b"12345"
        assert len(times) == made.count(form.id) - (not form.asks)
    assert made == ["long", *["short"] * 4]


def test_a_goal_is_about_the_value_itself() -> None:
    peer = Measure("peer", 200.0, "ms")
    assert bench._beside("a", 100.0, "ms", peer, None).ratio == pytest.approx(0.5)
    row = bench._beside("book", 61_000.0, "ms", peer, 60_000)
    assert (row.ratio, row.met) == (None, False)
