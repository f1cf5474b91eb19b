"""The field for a day: what the browser reports, and how its modules are published."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from geo import clock
from panels import resources
from panels.components.day import read_event
from panels.session.address import AppPage
from tests.panels.apps import opened_page
from tests.panels.test_page import component_json

BEFORE = date(2025, 1, 1)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("", None),
        ("2026-02-31", BEFORE),
        ("2026-03", BEFORE),
        ((clock.today() + timedelta(days=1)).isoformat(), BEFORE),
        (7, BEFORE),
        (None, BEFORE),
    ],
)
def test_ux20_only_a_day_that_has_come_is_taken_over(value: object, day: date | None) -> None:
    assert read_event({"day": {"value": value}}, BEFORE) == day


@pytest.mark.parametrize("sent", [None, {}, {"day": None}, {"day": "2026-03-01"}])
def test_a_field_that_says_nothing_changes_nothing(sent: Any) -> None:  # noqa: ANN401
    assert read_event(sent, BEFORE) == BEFORE


def test_ux20_the_field_knows_its_day_its_last_one_and_its_words() -> None:
    sent = json.loads(component_json(opened_page(AppPage.PROFILES, asof="2025-05-01"), "max"))
    assert (sent["label"], sent["value"]) == ("Tính đến ngày", "2025-05-01")
    assert sent["max"] == clock.today().isoformat()
    assert sent["words"]["hint"] == "ngày/tháng/năm"
    app = opened_page(AppPage.CHANGES, lang="en")
    sent_data = [str(part.proto.json) for part in app.get("bidi_component")]
    labels = [json.loads(data)["label"] for data in sent_data if '"max"' in data]
    assert labels == ["From", "To"]


def test_a_component_imports_the_modules_that_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each by its published name; a changed module changes the name of whoever imports it."""
    monkeypatch.setattr(resources, "STATIC", tmp_path)
    for name, code in {
        "low.js": "export const low = 1;",
        "high.js": 'import { low } from "./low.js"; export const high = low;',
        "top.js": 'import { high } from "./high.js";\nexport default function () { return high; }',
    }.items():
        (tmp_path / name).write_text(code, encoding="utf-8")

    def published() -> dict[str, str]:
        mount = resources.component("needy", tmp_path / "top.js", "<p></p>")
        # No page is open to mount it on: the files are there by then.
        with suppress(Exception):
            mount()
        folder = tmp_path / "code"
        return {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}

    first = published()
    for code in first.values():
        for name in re.findall(r'from "\./([^"]+)"', code):
            assert name in first
    (tmp_path / "low.js").write_text("export const low = 2;", encoding="utf-8")
    assert {name.split("-")[0] for name in set(published()) - set(first)} == {"low", "high", "top"}
