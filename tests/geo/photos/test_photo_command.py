"""``python -m geo photo`` and what ``geo check`` says of the files of photos."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from geo.cli.commands import main
from geo.cli.store import open_ledger
from geo.edit.check import examine
from geo.photos.folder import photo_path, photo_problems
from geo.photos.picture import read_photo
from geo.tables import DATA
from tests.pictures import camera_jpeg, heic, jpeg, pixels

PROJECT = "DT-101"
HEADER = "id,project_id,digest,date,caption_vi,caption_en,author,lon,lat\n"
pytestmark = pytest.mark.usefixtures("read_once", "same_parts_once")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SON_LA_STATE", str(tmp_path / "state"))
    path = tmp_path / "IMG_1.jpg"
    path.write_bytes(camera_jpeg())
    return path


def run(
    path: Path, capsys: pytest.CaptureFixture[str], *options: str
) -> tuple[int, dict[str, Any]]:
    command = ["photo", str(path), "--project", PROJECT, "--caption", "Mố cầu M1"]
    status = main([*command, "--format", "json", *options])
    return status, json.loads(capsys.readouterr().out)


def test_a_dry_run_offers_day_and_place_and_keeps_nothing(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, told = run(file, capsys, "--dry-run")
    assert status == 0
    assert list(told) == [
        "project", "digest", "bytes", "width", "height", "camera_date", "camera_place", "verdict",
        "message",
    ]  # fmt: skip
    assert (told["camera_date"], told["camera_place"]) == ("2026-11-03", [103.91, 21.32])
    assert told["verdict"] == "taken"
    assert main(["photo", str(file), "--project", PROJECT, "--caption", "Cầu", "--dry-run"]) == 0
    words = capsys.readouterr().out
    assert "--date camera" in words
    assert "--place" in words
    assert open_ledger().log.batches() == ()


def test_a_photo_counts_without_the_place_unless_it_is_wished(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, told = run(file, capsys, "--date", "camera", "--author", "Ban QLDA")
    assert status == 0
    other = tmp_path / "b.jpg"
    other.write_bytes(jpeg(pixels(seed=2)))
    assert run(other, capsys, "--propose")[0] == 0
    ledger = open_ledger()
    rows = ledger.fold().drafts["photos"].decode().splitlines()
    digest = told["digest"]
    id_ = f"{PROJECT}-{digest[:8].upper()}"
    assert rows[1:] == [f"{id_},{PROJECT},{digest},2026-11-03,Mố cầu M1,Mố cầu M1,Ban QLDA,,"]
    assert ledger.file(digest) == read_photo(file.read_bytes(), "a").jpeg
    assert [str(one.state) for one in ledger.log.batches()] == ["applied", "proposed"]
    status, again = run(file, capsys)
    assert (status, again["verdict"]) == (1, "refused")
    assert "đã có ảnh này" in again["message"]


def test_the_place_is_kept_where_it_is_wished(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(file, capsys, "--place", "--date", "11/2026")[0] == 0
    row = open_ledger().fold().drafts["photos"].decode().splitlines()[1]
    assert row.endswith(",2026-11,Mố cầu M1,Mố cầu M1,,103.91,21.32")


REFUSED: list[tuple[bytes, list[str], int, str]] = [
    (heic(), [], 2, "HEIC"),
    (b"GIF89a", [], 2, "JPEG hoặc PNG"),
    (jpeg(), ["--date", "2099-01-01"], 1, "phía trước"),
    (jpeg(), ["--date", "hôm qua"], 1, "ngày"),
    (jpeg(), ["--caption", "=1+1"], 1, "="),
    (jpeg(), ["--caption", " "], 1, "chú thích"),
    (jpeg(), ["--caption", "a" * 201], 1, "200"),
]


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_taken_is_said(
    file: Path, capsys: pytest.CaptureFixture[str], case: tuple[bytes, list[str], int, str]
) -> None:
    content, options, status, words = case
    file.write_bytes(content)
    found, told = run(file, capsys, *options)
    assert (found, told["verdict"]) == (status, "refused")
    assert words in told["message"]
    assert open_ledger().log.batches() == ()


def test_a_project_that_is_not_known_is_said(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["photo", str(file), "--project", "NO-1", "--caption", "Cầu"]) == 2
    assert "NO-1" in capsys.readouterr().err


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data" / "tables").mkdir(parents=True)
    return tmp_path / "data"


def said(folder: Path) -> list[str]:
    return [str(problem) for problem in photo_problems(folder)]


def test_check_names_what_is_wrong_with_a_file(folder: Path) -> None:
    photo = read_photo(camera_jpeg(), "a.jpg")
    row = f"{PROJECT}-1,{PROJECT},{photo.digest},2026-11-03,Mố cầu,Abutment,,103.9,21.3\n"
    (folder / "tables" / "photos.csv").write_text(HEADER + row, encoding="utf-8")
    (missing,) = said(folder)
    assert "tables/photos.csv:2:digest" in missing
    assert f"no file photos/{photo.digest}.jpg" in missing
    path = photo_path(folder, photo.digest)
    path.parent.mkdir()
    path.write_bytes(jpeg())
    (other,) = said(folder)
    assert "is not the file that it was" in other
    path.write_bytes(photo.jpeg)
    assert said(folder) == []
    # A camera's own file under its right name: it would show whose it is.
    raw = camera_jpeg()
    digest = hashlib.sha256(raw).hexdigest()
    photo_path(folder, digest).write_bytes(raw)
    (folder / "tables" / "photos.csv").write_text(
        HEADER + row.replace(photo.digest, digest), encoding="utf-8"
    )
    (more,) = said(folder)
    assert "holds more than a picture" in more


def test_the_whole_check_speaks_of_photos_and_leaves_those_of_a_store_to_it() -> None:
    """The folder has no file of them: rows of a store have theirs in the store."""
    digest = read_photo(jpeg(), "a.jpg").digest
    rows = (
        f"{PROJECT}-1,{PROJECT},{digest},,Mố cầu,Abutment,,,\n"
        f"{PROJECT}-2,{PROJECT},{digest},2099,Mố cầu,Abutment,,,\n"
        f"{PROJECT}-3,NO-1,{digest},,Mố cầu,Abutment,,103.9,\n"
        f"{PROJECT}-4,{PROJECT},{digest},,Mố cầu,Abutment,,10.0,21.0\n"
    )
    found = [str(one) for one in examine(DATA, {"photos": (HEADER + rows).encode()}).problems]
    assert [one.partition(": ")[2].partition(",")[0] for one in found] == [
        "'NO-1' does not exist",
        "2099 cannot be: too old or in the future",
        f"{PROJECT}-3: lon and lat do not stand together",
        f"{PROJECT}-4: it lies far outside",
    ]
