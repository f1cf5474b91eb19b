"""Leaflet and the typeface come from installed packages, checked, never from outside."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from layers import assets


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Let packages be found in copies, which a test may then harm."""
    real = assets._package_folder

    def folder(name: str) -> Path:
        return tmp_path / "packages" / name

    for package in (assets._LEAFLET, assets._FONTS):
        for path in real(package).rglob("*"):
            copy = folder(package.module) / path.relative_to(real(package))
            if path.is_file():
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(path.read_bytes())
    monkeypatch.setattr(assets, "_package_folder", lambda package: folder(package.module))
    return folder


def test_all_files_arrive(tmp_path: Path) -> None:
    report = assets.prepare(tmp_path)
    there = {path.relative_to(report.folder).as_posix() for path in report.folder.rglob("*.*")}
    assert report.folder == tmp_path / assets.VENDOR_DIR_NAME
    assert there == set(report.written)
    assert {"leaflet/leaflet.js", "leaflet/leaflet.css", "fonts/LICENSE.txt"} <= there
    assert report.kept == ()


def test_addresses_fit_the_files(tmp_path: Path) -> None:
    assets.prepare(tmp_path)
    for url in (assets.LEAFLET_JS_URL, assets.LEAFLET_CSS_URL, assets.FONTS_URL):
        assert (tmp_path / url.removeprefix("app/static/")).exists()


def test_browser_is_asked_for_no_further_file(tmp_path: Path) -> None:
    folder = assets.prepare(tmp_path).folder / "leaflet"
    assert "sourceMappingURL" not in (folder / "leaflet.js").read_text(encoding="utf-8")
    css = (folder / "leaflet.css").read_text(encoding="utf-8")
    named = set(re.findall(r"url\(([^)#]+)\)", css))
    assert named
    assert all((folder / name).is_file() for name in named)


def test_second_run_writes_nothing(tmp_path: Path) -> None:
    first = assets.prepare(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in first.folder.rglob("*")}
    second = assets.prepare(tmp_path)
    assert second.written == ()
    assert set(second.kept) == set(first.written)
    assert {path: path.stat().st_mtime_ns for path in first.folder.rglob("*")} == before


def test_harmed_copy_is_mended(tmp_path: Path) -> None:
    script = assets.prepare(tmp_path).folder / "leaflet" / "leaflet.js"
    good = script.read_bytes()
    script.write_bytes(b"half a fi")
    assert assets.prepare(tmp_path).written == ("leaflet/leaflet.js",)
    assert script.read_bytes() == good


@pytest.mark.parametrize("name", ["leaflet.js", "leaflet.css"])
def test_other_file_is_refused(tmp_path: Path, packages: Callable[[str], Path], name: str) -> None:
    path = packages("leaflet") / name
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(assets.AssetError) as caught:
        assets.prepare(tmp_path / "static")
    message = str(caught.value)
    assert f"{name} is not the reviewed file" in message
    assert str(path) in message
    assert "requirements-assets.txt" in message
    assert not (tmp_path / "static" / "vendor" / "leaflet" / name).exists()


def test_missing_file_is_named(tmp_path: Path, packages: Callable[[str], Path]) -> None:
    path = packages("font_source_sans_pro") / "SourceSansPro-Bold.ttf"
    path.unlink()
    with pytest.raises(assets.AssetError, match=r"Bold\.ttf cannot be read: .*requirements\.txt"):
        assets.prepare(tmp_path / "static")


def test_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(assets.AssetError, match=r"'font_source_sans_pro' is not installed\. Run"):
        assets.font_files()


def test_interrupted_write_leaves_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_self: Path, _target: Path) -> Path:
        raise OSError(28, "disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        assets.prepare(tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_fonts_hold_every_vietnamese_letter() -> None:
    letters = "aăâeêioôơuưy"
    marks = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
    needed = {unicodedata.normalize("NFC", letter + mark) for letter in letters for mark in marks}
    needed |= set("đ–—…·→≈≤≥×°′″²")
    needed |= {letter.upper() for letter in needed if letter != "″"}
    files = assets.font_files()
    assert set(files) == {"regular", "italic", "semibold", "bold"}
    for path in files.values():
        with TTFont(path) as font:
            missing = {letter for letter in needed if ord(letter) not in font.getBestCmap()}
        assert missing == set(), path.name


def test_command_line_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from layers import assets; "
        f"assets.prepare(Path({str(tmp_path)!r})); "
        "print(sorted({'django', 'folium', 'geopandas', 'matplotlib'} & set(sys.modules)))"
    )
    env = os.environ | {"PYTHONPATH": str(assets.STATIC_DIR.parent)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
