"""What comes back from the browser is read with care: it is input like any other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from geo.query.within import Near
from panels.components.map import MapEvents, ScreenExtent, read_events


def test_nothing_happened() -> None:
    assert read_events({}) == MapEvents()
    assert not read_events({})


def test_every_event_is_read() -> None:
    values: dict[str, Any] = {
        "selected": "QL6-BYPASS",
        "area": "123",
        "layers": ["roads", "projects"],
        "export": {"bounds": [103, 20.5, 105, 22], "zoom": 9},
    }
    wanted = ScreenExtent((103.0, 20.5, 105.0, 22.0), 9.0)
    assert read_events(values) == MapEvents("QL6-BYPASS", "123", ("roads", "projects"), wanted)
    assert read_events({"layers": []}).layers == ()
    remembered = {"export-ink-sheet": "grey", "export-size-sheet": 3, "export-turn-sheet": None}
    asked = read_events({"export": {"bounds": [103, 20.5, 105, 22], "zoom": 9, "kept": remembered}})
    assert asked.export == replace(wanted, kept=(("export-ink-sheet", "grey"),))
    for broken in (None, 7, "x", [["export-ink-sheet", "grey"]]):
        asked = read_events({"export": {**values["export"], "kept": broken}})
        assert asked.export == wanted
    # A click on bare ground closes what is open; that nothing was clicked is something else.
    assert read_events({"selected": ""}) == MapEvents(is_closed=True)
    around = read_events({"near": {"lon": 104.64, "lat": 20.847, "km": 5}})
    assert around == MapEvents(near=Near.point(104.64, 20.847, 5))


@pytest.mark.parametrize(
    "values",
    [
        {"selected": 7, "area": ["123"]},
        {"layers": "roads"},
        {"export": None},
        {"export": {"bounds": [103, 20.5, 105], "zoom": 9}},
        {"export": {"bounds": [105, 20.5, 103, 22], "zoom": 9}},
        {"export": {"bounds": ["a", 20.5, 105, 22], "zoom": 9}},
        {"export": {"bounds": [float("nan"), 20.5, 105, 22], "zoom": 9}},
        {"export": {"bounds": [-999, 20.5, 105, 22], "zoom": 9}},
        {"export": {"zoom": 9}},
        {"near": {"lon": 2.3, "lat": 48.9, "km": 5}},
        {"near": {"lon": 104.6, "lat": 20.8, "km": 0}},
        {"near": {"lon": 104.6, "lat": 20.8, "km": "near"}},
        {"near": {"lon": float("nan"), "lat": 20.8, "km": 5}},
        {"near": {"lon": 104.6, "lat": 20.8}},
        {"near": [104.6, 20.8, 5]},
    ],
)
def test_what_has_the_wrong_shape_is_left_out(values: dict[str, Any]) -> None:
    assert read_events(values) == MapEvents()
