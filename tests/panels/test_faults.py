"""What goes wrong in a run is said in the language of the page, without what is inside."""

from __future__ import annotations

from typing import Any

import pytest

from geo.strings import say
from panels.server import faults


@pytest.mark.parametrize(("asked", "language"), [("", "vi"), ("en", "en"), ("<script>", "vi")])
def test_a_fault_is_a_sentence(monkeypatch: pytest.MonkeyPatch, asked: str, language: str) -> None:
    shown: list[str] = []

    def show(text: str, **_: Any) -> None:
        shown.append(text)

    monkeypatch.setattr(faults.st, "query_params", {"lang": asked})
    monkeypatch.setattr(faults.st, "error", show)
    assert faults.say_fault(ValueError("/a/path/inside"))
    assert shown == [say("error.unexpected", language)]
