from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from geo.catalog.catalog import Catalog
from geo.catalog.history import status_as_of
from geo.cli.commands import main
from geo.dates import PartialDate
from geo.edit import add
from geo.edit.add import (
    EditRefusedError,
    EventDraft,
    SourceDraft,
    add_event,
    add_source,
    event_cells,
    source_cells,
)
from geo.edit.check import check
from geo.io.load import load
from geo.io.schema import Problem
from geo.model import Status

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 24)
GOOD = EventDraft(
    "DT-101", "2026-03-01", "construction", "CTR-1857", "Khởi công, “gói 1”.", "Ground broken."
)
SOURCE = SourceDraft(
    "QD-1-2026", "official", "Quyết định", "A decision", "UBND tỉnh Sơn La", "1/QĐ-UBND",
    "2026-03-01", "https://sonla.gov.vn/1",
)  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder, ignore=shutil.ignore_patterns(".*"))
    return folder


@pytest.fixture
def unchanged(data: Path) -> Iterator[None]:
    """Hold that a refusal leaves every file as it was, byte for byte."""

    def contents() -> dict[str, bytes]:
        return {
            str(path.relative_to(data)): path.read_bytes()
            for path in sorted(data.rglob("*"))
            if path.is_file() and path.name != ".edit.lock"
        }

    before = contents()
    yield
    assert contents() == before


# -- what is written ----------------------------------------------------------------------------


def test_an_event_is_one_line_more_and_the_data_is_clean(data: Path) -> None:
    events = data / "tables" / "events.csv"
    old = events.read_bytes()
    said = add_event(GOOD, data, "vi", TODAY)
    assert (
        events.read_bytes()
        == old
        + (
            'DT-101,2026-03-01,construction,"Khởi công, “gói 1”.",Ground broken.,CTR-1857\n'
        ).encode()
    )
    assert said.startswith(
        f"Đã thêm dòng {len(old.splitlines()) + 1} vào events.csv: DT-101, 01/03/2026"
    )
    assert check(data)[0] == []
    history = load(data).events_of("DT-101")
    assert status_as_of(history, TODAY) is Status.CONSTRUCTION
    assert status_as_of(history, date(2026, 2, 28)) is Status.PLANNED


def test_a_file_saved_by_a_spreadsheet_keeps_its_mark_and_line_ends(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(add, "check", lambda *_: ([], ""))
    events = data / "tables" / "events.csv"
    old = b"\xef\xbb\xbf" + events.read_bytes().replace(b"\n", b"\r\n").removesuffix(b"\r\n")
    events.write_bytes(old)
    add_event(GOOD, data, "vi", TODAY)
    new = events.read_bytes()
    assert new.startswith(old + b"\r\nDT-101,2026-03-01,construction,")
    assert new.endswith(b",CTR-1857")
    assert len(load(data).events_of("DT-101")) == 2


def test_a_source_and_then_an_event_of_it(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(add, "check", lambda *_: ([], ""))
    sources = data / "tables" / "sources.csv"
    old = sources.read_bytes()
    assert "QD-1-2026" in add_source(SOURCE, data, "vi", TODAY)
    assert (
        sources.read_bytes()
        == old
        + (
            "QD-1-2026,official,Quyết định,A decision,UBND tỉnh Sơn La,1/QĐ-UBND,2026-03-01,"
            "https://sonla.gov.vn/1,,,,\n"
        ).encode()
    )
    add_event(replace(GOOD, source_id="QD-1-2026"), data, "vi", TODAY)
    assert load(data).events_of("DT-101")[-1].source_id == "QD-1-2026"


# -- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"project_id": "DT-1010"}, "Không có dự án “DT-1010”.*DT-101"),
        ({"source_id": "NOPE"}, "Không có nguồn “NOPE”.*geo source"),
        ({"status": "building"}, "Không có tình trạng “building”.*planned, preparing"),
        ({"status": "unknown"}, "Không có tình trạng “unknown”"),
        ({"date": "01/03/2026"}, "“01/03/2026” không phải là ngày"),
        ({"date": "2026-02-30"}, "không phải là ngày"),
        ({"date": "2026-11-25"}, "25/11/2026 còn ở tương lai"),
        ({"date": "2026-12"}, "12/2026 còn ở tương lai"),
        ({"date": "1026-03-01"}, "quá xa"),
        ({"date": "2022-09-06"}, "sớm hơn sự kiện mới nhất của dự án .07/09/2022.*--reason"),
        ({"date": "2021"}, "sớm hơn sự kiện mới nhất"),
        ({"date": "2022-09-07", "status": "planned"}, "đã có sự kiện này"),
        ({"note_vi": "=HYPERLINK(1)"}, "--note-vi bắt đầu bằng “=”"),
        ({"note_en": "a\x00b"}, "ký tự không in được"),
        ({"note_en": "a" * 501}, "dài quá 500"),
    ],
)
def test_what_cannot_be_is_refused(catalog: Catalog, change: dict[str, str], message: str) -> None:
    with pytest.raises(EditRefusedError, match=message):
        event_cells(replace(GOOD, **change), catalog, "vi", TODAY)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": "CTR-1857"}, "CTR-1857 is already in sources.csv"),
        ({"kind": "rumour"}, "no kind of source “rumour”.*official, press"),
        ({"title_en": " "}, "--title-en is missing"),
        ({"date": "2026-12-01"}, "lies ahead"),
        ({"publisher": "@x"}, "formula"),
    ],
)
def test_a_source_that_cannot_be_is_refused(
    catalog: Catalog, change: dict[str, str], message: str
) -> None:
    with pytest.raises(EditRefusedError, match=message):
        source_cells(replace(SOURCE, **change), catalog, "en", TODAY)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["DT-999", "--date", "2026-03-01", "--source", "CTR-1857"], "DT-999"),
        (["DT-101", "--date", "2026-03-01", "--source", "NOPE"], "NOPE"),
        (["DT-101", "--date", "2020-01-01", "--source", "CTR-1857"], "--reason"),
        (
            ["DT-101", "--date", "2026-03-01", "--source", "CTR-1857", "--note-vi", "+1 km"],
            "note-vi",
        ),
    ],
)
def test_a_refusal_leaves_every_byte_and_ends_with_2(
    data: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    command = ["event", *arguments, "--status", "construction", "--data", str(data)]
    assert main(command) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.usefixtures("unchanged")
def test_what_the_check_refuses_is_never_written(data: Path) -> None:
    with pytest.raises(EditRefusedError, match=r"Không ghi gì cả.*sources\.csv:\d+:url: 'ftp://x'"):
        add_source(replace(SOURCE, url="ftp://x"), data, "vi", TODAY)


def test_data_that_is_not_clean_takes_no_event(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [Problem("tables/figures.csv:3:value", "'x' is not allowed", "write digits")]
    monkeypatch.setattr(add, "check", lambda *_: (found, ""))
    old = (data / "tables" / "events.csv").read_bytes()
    with pytest.raises(EditRefusedError, match=r"1 lỗi: tables/figures\.csv:3:value"):
        add_event(GOOD, data, "vi", TODAY)
    assert (data / "tables" / "events.csv").read_bytes() == old


def test_a_table_open_elsewhere_is_said(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(add, "check", lambda *_: ([], ""))
    monkeypatch.setattr(add, "write_whole", refuse)
    with pytest.raises(EditRefusedError, match=r"events\.csv: tệp đang mở trong chương trình khác"):
        add_event(GOOD, data, "vi", TODAY)


# -- late entries and imprecise dates -----------------------------------------------------------


def test_a_late_entry_keeps_its_reason_and_changes_no_later_status(catalog: Catalog) -> None:
    late = replace(GOOD, date="2021-05", reason="văn bản mới tìm thấy")
    cells = event_cells(late, catalog, "vi", TODAY)
    assert cells["note_vi"] == "Khởi công, “gói 1”. (Ghi bổ sung: văn bản mới tìm thấy)"
    assert cells["note_en"] == "Ground broken. (Entered later: văn bản mới tìm thấy)"
    assert PartialDate.parse(cells["date"]).last_day < date(2022, 9, 7)


def test_what_a_late_or_imprecise_entry_means_is_said(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(add, "check", lambda *_: ([], ""))
    said = add_event(replace(GOOD, date="2026"), data, "vi", TODAY)
    assert said.endswith("được tính từ 31/12/2026.")
    # Within the year of that event: it will be overtaken by it, unless it is corrected.
    said = add_event(replace(GOOD, status="suspended", reason="r"), data, "vi", TODAY)
    assert said.endswith("Sự kiện mới nhất vẫn là 2026: Đang thi công, được tính từ 31/12/2026.")


def test_a_note_becomes_one_line_of_composed_letters(catalog: Catalog) -> None:
    noted = replace(GOOD, note_vi=" a\u2028b\n c  Đa\u0300 ")
    assert event_cells(noted, catalog, "vi", TODAY)["note_vi"] == "a b c Đà"


def test_the_command_writes_to_the_folder_of_the_environment(data: Path) -> None:
    command = "event DT-101 --date 2026-03-01 --status construction --source CTR-1857 --lang en"
    done = subprocess.run(
        [sys.executable, "-m", "geo", *command.split()],
        cwd=ROOT,
        env={"SON_LA_DATA": str(data), "PATH": ""},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "DT-101, 1 Mar 2026, Under construction, source CTR-1857" in done.stdout
    assert (
        (data / "tables" / "events.csv")
        .read_text("utf-8")
        .splitlines()[-1]
        .startswith("DT-101,2026-03-01,construction")
    )
