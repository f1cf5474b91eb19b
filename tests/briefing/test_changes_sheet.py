"""The sheet of changes says what the events say, as counted by hand."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from pathlib import Path

import pytest
import shapely
from pypdf import PdfReader

from briefing.__main__ import main
from briefing.request import ExportRequest
from briefing.sheet.changes import (
    LAYERS,
    changes_csv,
    changes_text,
    plan_changes,
    render_changes,
)
from briefing.sheet.pages import FirstPage, first_page
from geo.query.selection import Selection
from geo.reports.changes import Changes, changes
from geo.strings import say
from layers.paper.labels.requests import NUMBER_ROLES
from layers.style import palette
from tests.briefing.sheets import catalog, request
from tests.geo.by_hand import BY_HAND, END, START
from tests.inked import paths_in, runs_of

pytestmark = pytest.mark.usefixtures("read_once")


def found_in(*areas: str, language: str = "vi") -> Changes:
    return changes(catalog(), Selection(areas=areas, language=language), START, END)


@pytest.fixture(scope="module")
def found() -> Changes:
    return found_in()


@pytest.fixture(scope="module")
def page(found: Changes) -> FirstPage:
    return first_page(plan_changes(found, request(layers=LAYERS)))


@pytest.fixture(scope="module")
def pages(found: Changes) -> list[str]:
    data = render_changes(found, request(layers=LAYERS))
    read = PdfReader(io.BytesIO(data)).pages
    assert len(read) == 6
    return [" ".join(part.extract_text().split()) for part in read]


def test_every_change_counted_by_hand_is_told(pages: list[str]) -> None:
    whole = " ".join(pages)
    assert "Thay đổi từ 01/01/2024 đến 24/11/2026 · Toàn tỉnh Sơn La" in whole
    for project_id, (old, new, dates) in BY_HAND.items():
        project = catalog().projects[project_id]
        assert project.name["vi"] in whole, project_id
        for event in catalog().events_of(project_id):
            told = f"{event.date.show('vi')}: {event.note['vi']}"
            assert (told in whole) == (event.date.iso() in dates), told
        word = say(f"status.{new}", "vi")
        assert (f"→ {word}" if old is not new else word) in whole


def test_what_did_not_change_is_not_on_the_sheet(pages: list[str]) -> None:
    for project in catalog().projects.values():
        if project.id not in BY_HAND:
            assert project.name["vi"] not in " ".join(pages), project.id


def test_the_first_page_says_old_new_date_and_source(pages: list[str]) -> None:
    for words in (
        "Cao tốc Sơn La – giáp Điện Biên Chưa rõ tình trạng → Chuẩn bị đầu tư · 01/2026 [1]",
        "[1] 30/TB-VPCP (01/2026), dẫn lại",
        "Cầu Hong Hua Chưa rõ tình trạng → Hoàn thành · 27/01/2026 [4]",
        "[4] Lao Động (27/01/2026), dẫn lại",
    ):
        assert words in pages[0], words
    assert "Mộc Châu – Sơn La (sơ đồ) Quy hoạch → Chuẩn bị đầu tư 15/07/2025: Bộ" in pages[1]
    assert "29/11/2025: Tờ trình Thủ tướng Chính phủ (ngày đưa tin). [8]" in pages[1]
    assert "[8] Tiền Phong (29/11/2025)" in pages[0]
    assert "54 dự án thay đổi tình trạng, trong đó 43 dự án mới xuất hiện" in pages[0]
    assert say("changes.legend-halo", "vi") in pages[0]
    assert "xếp theo tờ trình 29/11/2025) hơn 22.260 tỷ đồng (trước đó: 25.000)" in pages[1]


def test_all_sources_stand_on_the_last_page(found: Changes, pages: list[str]) -> None:
    used = {source_id for item in found.items for source_id in item.source_ids}
    for source_id in used:
        assert catalog().sources[source_id].title["vi"] in " ".join(pages[1:]), source_id


def test_halos_lie_around_what_changed_and_nothing_else(found: Changes, page: FirstPage) -> None:
    sheet = plan_changes(found, request(layers=LAYERS))
    assert sheet.halo == found.changed_ids
    # An inset shows some of it once more.
    frame = sheet.frame.map
    (layer,) = (
        layer for layer in page.page.drawing.layers
        if (layer.width, layer.height) == (frame.width, frame.height)
    )  # fmt: skip
    drawn = paths_in(layer)
    bright = [
        shapely.LineString(run)
        for path in drawn
        if path.pen and path.pen.color == palette.CHANGED
        for run in runs_of(path)
    ]
    halo = shapely.union_all(bright).buffer(1.0)
    lines = {
        (item.mark.item_id, item.mark.style.partition("-")[0]): item.shape
        for item in page.drawn.visible
        if item.theme.id == "projects"
        and item.mark.style.startswith(("line", "drawn", "pale", "ghost"))
    }
    assert {("EXP-SL1", "drawn"), ("EXP-SL2", "drawn"), ("DT-107C", "line")} <= lines.keys()
    # What lies outside the province is pale: its number alone is bright.
    assert {("EXP-HB", "ghost"), ("EXP-DB", "ghost")} <= lines.keys()
    for (project_id, look), line in lines.items():
        covered = line.intersection(halo).length / line.length
        bright_line = project_id in sheet.halo and look in ("line", "drawn")
        assert covered > 0.9 if bright_line else covered < 0.2, project_id
    # A badge, and the numbers of all that changed: repairs at unknown spots have these alone.
    rings = [path for path in drawn if path.fill == palette.CHANGED]
    numbered = [
        label for label in page.drawn.placed
        if label.request.role in NUMBER_ROLES and label.request.owner in sheet.halo
    ]  # fmt: skip
    badges = [
        item for item in page.drawn.visible
        if item.theme.id == "projects" and item.is_point and item.mark.item_id in sheet.halo
    ]  # fmt: skip
    assert len(rings) == len(numbered) + len(badges)
    assert {"DT-STORM2024", "EXP-HB"} <= {label.request.owner for label in numbered}


def test_the_file_says_the_period() -> None:
    data = render_changes(found_in("123", language="en"), request(layers=LAYERS))
    facts = PdfReader(io.BytesIO(data)).metadata
    assert facts is not None
    assert "Changes from 1 Jan 2024 to 24 Nov 2026 · Mộc Châu district (former)" in str(facts.title)
    assert "changes-from=2024-01-01" in str(facts["/Keywords"])
    assert "day=2026-11-24" in str(facts["/Keywords"])


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2025, 5, 25), date(2025, 6, 15), "Không có thay đổi: không có sự kiện hay số liệu"),
        (date(2026, 2, 6), date(2026, 3, 1), "Dữ liệu chỉ đến ngày 05/02/2026: chưa có thông tin"),
    ],
)
def test_a_period_without_changes_says_so_once(start: date, end: date, words: str) -> None:
    nothing = changes(catalog(), Selection(), start, end)
    assert nothing.items == ()
    read = PdfReader(io.BytesIO(render_changes(nothing, ExportRequest(layers=LAYERS))))
    assert " ".join(read.pages[0].extract_text().split()).count(words) == 1


def test_an_area_is_called_what_it_was_called_on_the_last_day() -> None:
    then = changes(catalog(), Selection(areas=("123",)), date(2024, 6, 1), date(2025, 3, 1))
    title = plan_changes(then, request(layers=LAYERS)).title
    assert title == "Thay đổi từ 01/06/2024 đến 01/03/2025 · Thị xã Mộc Châu"


# -- text and CSV ---------------------------------------------------------------------------------


def test_text_tells_each_change_with_its_sources(found: Changes) -> None:
    text = changes_text(found)
    blocks = {block.split()[0]: block for block in text.split("\n\n")[1:-1]}
    assert blocks.keys() == BY_HAND.keys()
    assert "  Chuẩn bị đầu tư → Đang thi công\n  - 29/09/2024: Khởi công. [" in blocks["EXP-HB"]
    for project_id, (_, _, dates) in BY_HAND.items():
        lines = blocks[project_id].splitlines()
        events = [line for line in lines if re.match(r"  - [\d/]+: ", line)]
        assert len(events) == len(dates), project_id
    assert text.splitlines()[-1].startswith(f"{say('status.unknown', 'vi')} → Đang thi công: 28; ")


def test_csv_has_a_line_for_each_event_and_figure(found: Changes) -> None:
    data = changes_csv(found)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    events = [(row["project"], row["date"]) for row in rows if row["what"] == "event"]
    assert sorted(events) == sorted(
        (key, day) for key, (_, _, days) in BY_HAND.items() for day in days
    )
    assert sum(row["what"] == "figure" for row in rows) == found.figure_count
    capital = [
        (row["value"], row["value_before"])
        for row in rows
        if (row["project"], row["quantity"]) == ("EXP-SL2", "capital")
    ]
    assert capital == [
        ("25000.0", "25000.0"), ("22260.0", "25000.0"), ("22262.0", "25000.0"),
    ]  # fmt: skip
    assert all(row["source"] in catalog().sources for row in rows)


# -- the command ----------------------------------------------------------------------------------


def test_the_command_prints_without_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["changes", "--from", "2024-01-01", "--to", "2026-11-24", "--district", "123"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Thay đổi từ 01/01/2024 đến 24/11/2026 · Huyện Mộc Châu (cũ)\n")
    assert "EXP-SL1" in out
    assert "kB" not in out


def test_the_command_writes_a_sheet(tmp_path: Path) -> None:
    out = tmp_path / "changes.png"
    command = "changes --from 2024-01-01 --to 2026-11-24 --district 123 --dpi 60 --out"
    assert main([*command.split(), str(out)]) == 0
    assert out.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--from 2026-01-01 --to 2025-01-01", "Ngày cuối phải sau ngày đầu"),
        ("--from 2024-01-01 --to 2025-01-01 --out x.doc", "pdf, png, svg, csv, txt"),
        ("--from 2024-01-01 --to 2025-01-01 --district 999 --lang en", "districts are 116"),
    ],
)
def test_bad_input_is_one_clear_line(
    capsys: pytest.CaptureFixture[str], arguments: str, message: str
) -> None:
    assert main(["changes", *arguments.split()]) == 2
    err = capsys.readouterr().err
    assert message in err
    assert err.count("\n") == 1
