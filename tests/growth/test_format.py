"""A format is one entry of the registry: the dialog, names, limits and command line have it."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from briefing import limits
from briefing.__main__ import main
from briefing.formats import FORMATS, Format, FormatGroup
from briefing.naming import file_name
from briefing.request import ExportRequest
from geo import strings
from geo.query.view import View
from geo.text import Text
from tests.briefing.sheets import TODAY, view_of

pytestmark = pytest.mark.usefixtures("read_once")


def test_a_format_is_added_in_one_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def exported(*arguments: str) -> tuple[int, str]:
        status = main(
            ["export", "--district", "122", "--as-of", "2026-11-01", "--lang", "en", *arguments]
        )
        return status, capsys.readouterr().err

    def write(view: View, request: ExportRequest, _: object) -> bytes:
        return f"{len(view.rows)} {request.link}".encode()

    form = Format("bip", "bip", "x/bip", FormatGroup.DATA, write, options=frozenset({"link"}))
    monkeypatch.setitem(FORMATS, "bip", form)
    # The dialog offers it.
    told = Text((("vi", "Bíp"), ("en", "Bip")))
    monkeypatch.setitem(strings.table(), "format.bip", told)
    monkeypatch.setitem(strings.table(), "format-note.bip", told)
    app = AppTest.from_function(_controls, default_timeout=30)
    app.session_state["export-group"] = "data"
    app.run()
    (kinds,) = [item for item in app.get("button_group") if item.key == "export-format-data"]
    assert kinds.options[-1] == "Bip"
    # A name, the limits and the command line take it from the registry.
    view = view_of("122", as_of=TODAY, language="en")
    assert exported("--out", str(tmp_path), "--what", "data") == (0, "")
    out = tmp_path / "x.bip"
    assert exported("--out", str(out), "--link", "a/b") == (0, "")
    assert out.read_text() == f"{len(view.rows)} a/b"
    assert main(["data", "--district", "122", "--as-of", "2026-11-01", "--out", str(out)]) == 0
    assert out.read_text() == f"{len(view.rows)} "
    assert file_name(view, form.extension, form.what(ExportRequest(), "en")).endswith("_data.bip")
    assert exported("--out", str(out), "--grey")[0] == 2
    monkeypatch.setattr(limits, "MOST_BYTES", 1)
    assert "too large" in exported("--out", str(out))[1]
    with pytest.raises(SystemExit):
        main(["data", "--help"])
    assert ".bip" in capsys.readouterr().out


def _controls() -> None:
    from panels.export.options import options

    options("en")
