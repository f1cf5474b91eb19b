"""Leaflet and the typeface come from installed packages, checked, never from outside."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from briefing.__main__ import main
from geo.errors import SonLaMapError
from layers.style import fonts, shaping


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Let packages be found in copies, which a test may then harm."""
    real = fonts._package_folder

    def folder(name: str) -> Path:
        return tmp_path / "packages" / name

    for package in (fonts._LEAFLET, fonts._FONTS):
        for path in real(package).rglob("*"):
            copy = folder(package.module) / path.relative_to(real(package))
            if path.is_file():
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(path.read_bytes())
    monkeypatch.setattr(fonts, "_package_folder", lambda package: folder(package.module))
    return folder


def test_the_browser_is_asked_for_no_further_file() -> None:
    script, sheet = fonts.leaflet()
    assert "Leaflet 1.9.3" in script
    assert "sourceMappingURL" not in script
    assert ".leaflet-pane" in sheet
    assert "url(" not in sheet


@pytest.mark.parametrize("name", ["leaflet.js", "leaflet.css"])
def test_other_file_is_refused(packages: Callable[[str], Path], name: str) -> None:
    path = packages("leaflet") / name
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(fonts.AssetError) as caught:
        fonts.leaflet()
    message = str(caught.value)
    assert f"{name} is not the reviewed file" in message
    assert str(path) in message
    assert "requirements-assets.txt" in message


def test_missing_file_is_named(packages: Callable[[str], Path]) -> None:
    path = packages("font_source_sans_pro") / "SourceSansPro-Bold.ttf"
    path.unlink()
    with pytest.raises(fonts.AssetError, match=r"Bold\.ttf cannot be read: .*requirements\.txt"):
        fonts.font_files()


def test_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(fonts.AssetError, match=r"'font_source_sans_pro' is not installed\. Run"):
        fonts.font_files()


def test_fonts_hold_every_vietnamese_letter() -> None:
    letters = "aăâeêioôơuưy"
    marks = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
    needed = {unicodedata.normalize("NFC", letter + mark) for letter in letters for mark in marks}
    needed |= set("đ–—…·→≈≤≥×°′″²")
    needed |= {letter.upper() for letter in needed if letter != "″"}
    files = fonts.font_files()
    assert set(files) == {"regular", "italic", "semibold", "bold"}
    for path in files.values():
        with TTFont(path) as font:
            missing = {letter for letter in needed if ord(letter) not in font.getBestCmap()}
        assert missing == set(), path.name


@pytest.mark.usefixtures("read_once")
def test_a_changed_font_ends_a_command_in_one_line(
    packages: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    font = packages("font_source_sans_pro") / "SourceSansPro-Regular.ttf"
    font.write_bytes(font.read_bytes() + b" ")
    out = tmp_path / "sheet.pdf"
    # What other tests have made with the right fonts must not help.
    shaping.font.cache_clear()
    assert main(["sheet", "--district", "127", "--out", str(out)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("SourceSansPro-Regular.ttf is not the reviewed file: ")
    assert "requirements.txt --force-reinstall" in error
    assert error.count("\n") == 1
    assert not out.exists()
    assert issubclass(fonts.AssetError, SonLaMapError)
