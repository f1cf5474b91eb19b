"""The sheet of a schedule: every project and word on it, on every paper, and verified.

The golden picture shows a town counted by hand: the data of the province may change.
"""

from __future__ import annotations

import io
import os
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from briefing.__main__ import main
from briefing.formats import make
from briefing.request import ExportRequest
from briefing.statement.carriers import statement_in
from briefing.verify.compare import verify
from geo.catalog.catalog import Catalog
from geo.model import Agency
from geo.query.selection import Selection
from geo.query.view import View, build_view
from geo.reports.schedule import schedule
from geo.reports.schedule_words import plan_words, timing_words
from geo.text import Text
from tests import tiny
from tests.briefing.hostile import hostile_view
from tests.briefing.sheets import TODAY, catalog, request, view_of
from tests.geo.test_control import milestone, told
from tests.geo.test_schedule import event, town

pytestmark = pytest.mark.usefixtures("read_once")

GOLDEN = Path(__file__).parent / "golden" / "progress.png"


def words_in(data: bytes) -> str:
    read = PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(page.extract_text() for page in read).split())


@cache
def pdf(size: str = "A4", language: str = "vi", *, grey: bool = False) -> bytes:
    asked = request(size=size, grey=grey)
    return make("progress-pdf", view_of(language=language), asked)


def counted_by_hand() -> Catalog:
    """Give a town with each kind of bar: late, put off, unknown ends, a year, a silence, done."""
    names = ("Đường tránh phía Tây", "Cầu sông Đà", "Trường nội trú", "Nhà máy nước", "Chợ đầu mối",
             "Bệnh viện", "Thị xã (mục tiêu)")  # fmt: skip
    projects = [
        tiny.on_road(f"P-{number}", 0, 5, name=Text((("vi", name), ("en", name))),
                     agency_ids=("A",) if number < 4 else ())
        for number, name in enumerate(names, start=1)
    ]  # fmt: skip
    steps = {
        "P-1": [("2023", "preparing"), ("2025-05-18", "construction")],
        "P-2": [("2022-03", "planned"), ("2024", "construction"), ("2026-02-05", "construction")],
        "P-3": [("2025-10", "preparing"), ("2025-11-06", "construction")],
        "P-4": [("2025-12-19", "construction")],
        "P-5": [("2022-09-07", "planned")],
        "P-6": [("2021-04-17", "preparing"), ("2025-09-22", "completed")],
        "P-7": [("2022", "planned"), ("2025-07-01", "lapsed")],
    }
    dates = {
        "P-1": [("opening", "planned", "2025-12", "2025-01")],
        "P-2": [("opening", "planned", "2026-06", "2024"),
                ("opening", "planned", "2028", "2026-02")],
        "P-3": [("ground-breaking", "actual", "2025", ""), ("opening", "planned", "2026", "2025")],
        "P-4": [("ground-breaking", "planned", "2025-06", "2025"),
                ("ground-breaking", "actual", "2025-12-19", ""),
                ("opening", "planned", "2027-03", "2025")],
        "P-6": [("opening", "planned", "2024", "2021")],
    }  # fmt: skip
    return town(
        [event(day, status, id_) for id_, found in steps.items() for day, status in found],
        [replace(milestone(*one), project_id=id_) for id_, found in dates.items() for one in found],
        projects,
        [tiny.figure("P-2", "year_plan", 900, "billion_vnd", as_of=told("2026")),
         tiny.figure("P-2", "disbursed", 300, "billion_vnd", as_of=told("2026-02-05"))],
        agencies=tiny.by_id([Agency("A", tiny.named("Ban QLDA"), "")]),
    )  # fmt: skip


def town_view() -> View:
    return build_view(counted_by_hand(), Selection(), TODAY)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_project_stands_on_it_with_its_words(language: str) -> None:
    text = words_in(pdf(language=language)).replace(" ", "")
    found = schedule(view_of(language=language))
    for row in found.rows:
        assert row.row.project.name[language].split(" – ")[0].replace(" ", "")[:24] in text
    for row in found.late:
        # In bold on two lines at most: the beginning is always there.
        assert timing_words(found, row, language).replace(" ", "")[:24] in text
    title = {"vi": "Tiếnđộ·ToàntỉnhSơnLa", "en": "Progress·SơnLaprovince"}[language]
    assert title.casefold() in text.casefold()


def test_it_says_money_by_year_and_the_projects_by_agency() -> None:
    text = words_in(make("progress-pdf", town_view(), request()))
    assert "Vốn theo năm" in text
    assert (
        "2026 Cầu sông Đà chưa có thông tin 900 tỷ đồng 300 tỷ đồng đến 05/02/2026".casefold()
        in (text.casefold())
    )
    assert "Theo cơ quan" in text
    # Three projects of one office, two of them late; the other four of none.
    assert "Ban QLDA 3 1 1 1" in text
    assert "Chưa rõ cơ quan 4" in text


def test_its_sources_are_numbered_and_named() -> None:
    text = words_in(pdf())
    assert "Nguồn số liệu: [1]" in text
    assert "Nguồn số liệu trong danh mục" in text


@pytest.mark.parametrize("size", ["A4", "A3"])
@pytest.mark.parametrize("landscape", [True, False])
def test_no_page_is_empty_and_all_have_the_paper_asked_for(size: str, *, landscape: bool) -> None:
    data = make("progress-pdf", town_view(), request(size=size, landscape=landscape))
    pages = PdfReader(io.BytesIO(data)).pages
    wide = {"A4": 842, "A3": 1191}[size]
    for page in pages:
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        assert max(width, height) == pytest.approx(wide, abs=1)
        assert (width > height) == landscape
        assert len(page.extract_text()) > 200


def test_grey_is_grey() -> None:
    data = make("progress-png", town_view(), request(grey=True, dpi=60))
    pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), dtype=int)
    assert np.ptp(pixels, axis=2).max() <= 2


def test_the_same_view_gives_the_same_bytes_and_they_are_verified() -> None:
    assert pdf() == make("progress-pdf", view_of(), request(size="A4"))
    statement = statement_in(pdf(), "vi")
    assert statement.kind == "progress"
    assert verify(statement, catalog(), TODAY).same
    control = {row["id"]: row.get("control") for row in statement.said}
    assert ["milestone", "opening:planned", "2025-09", "2025-08", "LAODONG-JA-2025-08"] in (
        control["FAC-BHL"] or []
    )


def test_names_from_data_stay_text_in_an_svg() -> None:
    data = make("progress-svg", hostile_view(), ExportRequest(printed=TODAY)).decode()
    assert "<script" not in data


def test_a_view_without_projects_says_so() -> None:
    nothing = view_of(words="khongcogi")
    assert "Không có dự án nào trong phạm vi chọn." in words_in(
        make("progress-pdf", nothing, request())
    )


def test_the_command_picks_it_by_name(tmp_path: Path) -> None:
    out = tmp_path / "tien-do.pdf"
    assert main(["progress", "--district", "122", "--as-of", "2026-11-01", "--out", str(out)]) == 0
    assert "Tiến độ · Huyện Phù Yên (cũ)".casefold() in words_in(out.read_bytes()).casefold()
    same = tmp_path / "export.pdf"
    asked = ["export", "--what", "progress", "--district", "122", "--as-of", "2026-11-01"]
    assert main([*asked, "--out", str(same)]) == 0
    assert same.read_bytes() == out.read_bytes()


def test_golden_picture_of_the_progress_sheet() -> None:
    data = make("progress-png", town_view(), request(dpi=80))
    shown = Image.open(io.BytesIO(data)).convert("RGB")
    if os.environ.get("SON_LA_NEW_GOLDEN"):
        shown.quantize(256).save(GOLDEN, optimize=True)
    golden = Image.open(GOLDEN).convert("RGB")
    assert shown.size == golden.size
    assert GOLDEN.stat().st_size < 150_000
    # Blurred: another build of the font library may move an edge by a fraction of a pixel.
    small = [np.asarray(image.reduce(4), dtype=float) for image in (shown, golden)]
    difference = np.abs(small[0] - small[1])
    assert difference.mean() < 2.0, "the sheet looks different: renew the golden picture"
    assert np.quantile(difference, 0.99) < 30


def test_plans_on_the_sheet_are_those_of_the_tables() -> None:
    found = {row.id: row for row in schedule(town_view()).rows}
    assert plan_words(found["P-4"], "vi") == "06/2025 – 03/2027"
    assert plan_words(found["P-2"], "vi") == "chưa rõ – 2028 (kế hoạch đầu: 06/2026)"
    assert plan_words(found["P-5"], "vi") == "Chưa có thông tin"
