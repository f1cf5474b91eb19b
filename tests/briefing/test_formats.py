"""The registry of formats, the limits, and ``python -m briefing data``."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from briefing import formats, limits
from briefing.__main__ import main
from briefing.formats import FORMATS, FormatGroup, make
from briefing.request import ExportRequest
from geo.catalog.catalog import Catalog
from geo.errors import UnknownIdError
from geo.strings import say
from panels.export.options import groups
from tests.briefing.sheets import TODAY, view_of

pytestmark = pytest.mark.usefixtures("read_once")

ROOT = Path(__file__).resolve().parents[2]
MAGIC = {
    "pdf": b"%PDF",
    "png": b"\x89PNG",
    "svg": b"<?xml",
    "xlsx": b"PK",
    "csv": b"\xef\xbb\xbf",
    "txt": "Thay đổi từ 01/01/2024".encode(),
    "geojson": b"{",
    "gpkg": b"SQLite format 3",
    "qgz": b"PK",
    "kml": b"<?xml",
    "dxf": b"  0\nSECTION",
    "zip": b"PK",
    "pptx": b"PK",
    "html": b"<!DOCTYPE html>",
}


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_named_explained_and_made(form: str) -> None:
    found = FORMATS[form]
    assert found.id == form
    for language in ("vi", "en"):
        assert say(f"format.{form}", language)
        assert say(f"format-note.{form}", language)
        assert say(f"export.group-{found.group}", language)
    request = ExportRequest(
        layers=frozenset({"projects"}),
        dpi=50,
        printed=TODAY,
        since=date(2024, 1, 1),
        project="EXP-SL1",
    )
    view = view_of(corridors=("COR-06",)) if found.one_corridor else view_of("122")
    assert make(form, view, request).startswith(MAGIC[found.extension])


def test_sheets_follow_the_request() -> None:
    request = ExportRequest(
        "A3", landscape=False, dpi=50, layers=frozenset({"projects"}), printed=TODAY
    )
    picture = Image.open(io.BytesIO(make("png", view_of("122"), request)))
    assert picture.size == pytest.approx((297 / 25.4 * 50, 420 / 25.4 * 50), abs=1)
    grey = make("png", view_of("122"), ExportRequest(grey=True, dpi=50, printed=TODAY))
    assert grey != make("png", view_of("122"), ExportRequest(dpi=50, printed=TODAY))


def test_groups_without_a_format_are_not_offered() -> None:
    first, *others = groups()
    # The edition for who only looks comes first, the others in their order.
    assert first is FormatGroup.USB
    assert [group for group in FormatGroup if group in others] == others
    assert {form.group for form in FORMATS.values() if form.in_dialog} == set(groups())


def test_an_unknown_format_is_an_error() -> None:
    with pytest.raises(UnknownIdError, match="known: pdf"):
        make("dwg", view_of("122"), ExportRequest())


def test_importing_the_registry_imports_no_writer() -> None:
    code = (
        "import sys, briefing.formats, briefing.queue\n"
        "heavy = {'uharfbuzz', 'pypdfium2', 'xlsxwriter', 'pyogrio.raw', 'pptx'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("language", "part"), [("vi", "Tệp lớn quá"), ("en", "too large")])
def test_a_file_that_is_too_large_is_refused_in_words(
    language: str, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_BYTES", 1_000)
    with pytest.raises(limits.LimitError, match=part):
        make("csv", view_of(language=language), ExportRequest())


def test_a_list_of_too_many_pages_is_refused_before_it_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "MOST_PAGES", 1)
    with pytest.raises(limits.LimitError) as caught:
        make("pdf", view_of(), ExportRequest())
    assert str(caught.value) == say("limit.pages", "vi", pages=5, most=1)
    assert formats.sheet_pages(0) == 1


# -- the command line -------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["xlsx", "csv", "geojson", "gpkg", "kml", "dxf", "zip"])
def test_the_command_writes_what_the_app_offers(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / f"x.{ending}"
    out.write_text("old")
    assert main(["data", "--district", "122", "--as-of", "2026-11-01", "--out", str(out)]) == 0
    form = "shp" if ending == "zip" else ending
    assert out.read_bytes() == make(form, view_of("122", as_of=TODAY), ExportRequest())
    assert out.name in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--out", "x.dwg"], "xlsx, csv, geojson, gpkg, kml, dxf, zip"),
        (["--out", "no-such-folder/x.csv"], "no-such-folder"),
        (["--district", "999", "--out", "x.csv"], "999"),
    ],
)
def test_bad_input_is_one_line_and_changes_nothing(
    arguments: list[str],
    part: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["data", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert part in said.err
    assert len(said.err.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def exported(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Run ``export`` in English for a district; return exit status and what went wrong."""
    status = main(
        ["export", "--district", "122", "--as-of", "2026-11-01", "--lang", "en", *arguments]
    )
    return status, capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "form"),
    [
        (["x.csv"], "csv"),
        (["x.csv", "--agency", "SO-XD"], "tasks-csv"),
        (["x.csv", "--what", "tasks", "--agency", "SO-XD"], "tasks-csv"),
        (["x.csv", "--from", "2024-01-01"], "changes-csv"),
        (["x.txt", "--from", "2024-01-01"], "changes-txt"),
    ],
)
def test_export_picks_the_format_by_ending_and_options(
    arguments: list[str],
    form: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert exported(capsys, "--out", *arguments) == (0, "")
    asked = ExportRequest(agencies=("SO-XD",), since=date(2024, 1, 1))
    expected = make(form, view_of("122", as_of=TODAY, language="en"), asked)
    assert Path(arguments[0]).read_bytes() == expected


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["x.kml", "--grey"], "A .kml file does not take --grey"),
        (["x.pdf", "--what", "strip", "--areas", "122"], "does not take --areas"),
        (["x.pdf", "--what", "data"], "xlsx, csv, geojson, gpkg, kml, dxf, zip"),
        (["x.pdf", "--what", "changes"], "first day of the period"),
        (["x.png", "--what", "strip", "--size", "16:9"], "choose one of: A4, A3"),
        (["x.pdf", "--to", "2026-01-01", "--what", "sheet"], "does not take --from"),
    ],
)
def test_export_refuses_what_a_format_does_not_take(
    arguments: list[str],
    part: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    status, said = exported(capsys, "--out", *arguments)
    assert (status, said.count("\n")) == (2, 1)
    assert part in said
    assert list(tmp_path.iterdir()) == []


def test_the_archive_of_the_command_is_one(tmp_path: Path, catalog: Catalog) -> None:
    out = tmp_path / "x.zip"
    assert main(["data", "--corridor", "COR-01", "--out", str(out)]) == 0
    with zipfile.ZipFile(out) as found:
        assert found.testzip() is None
        assert catalog.digest in found.read("README.txt").decode("utf-8-sig")
