"""The sheet of paper: everything on it is true, and the same every time.

The golden pictures are made anew with ``SON_LA_NEW_GOLDEN=1 python -m pytest -n0 -k golden
tests/briefing``; look at them before you keep them.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from briefing.content.caption import caption
from briefing.request import ExportRequest, RequestError
from briefing.sheet.legend import entries, signs_on
from briefing.sheet.page import Page
from briefing.sheet.pages import draw_map_elements, first_page
from briefing.sheet.paper_sizes import format_scale
from briefing.sheet.plan import plan
from briefing.sheet.render import render_sheet
from geo.model import AreaFrame
from geo.query.sections import sections_of
from geo.strings import say
from layers.themes import SWITCHABLE
from tests.briefing.sheets import (
    DISTRICTS,
    LINK,
    TODAY,
    catalog,
    layout_of,
    page_of,
    request,
    sheet_of,
    view_of,
)
from tests.inked import words_in

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "golden"


def text_of(data: bytes) -> str:
    """Return the words of a PDF, runs of white space as one space."""
    pages = PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


# -- what the file says -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def moc_chau() -> bytes:
    return render_sheet(view_of("123"), request(link=LINK))


def test_pdf_text_holds_what_the_reader_needs(moc_chau: bytes) -> None:
    view, text = view_of("123"), text_of(moc_chau)
    for row in view.rows:
        assert row.project.name["vi"] in text
        assert say(f"status.{row.status}", "vi") in text
    for words in (
        "Dự án hạ tầng huyện Mộc Châu (cũ): ",
        "Huyện Mộc Châu (cũ) có ",
        format_scale(sheet_of("123").window.scale),
        "VN-2000",
        "EPSG:9206",
        catalog().digest,
        "01/11/2026",
        caption(view, "vi"),
        "Ranh giới mang tính tham khảo",
        "© OpenStreetMap contributors (ODbL 1.0)",
        "sapnhap.bando.com.vn",
        "Hoàng Sa",
        "Trường Sa",
        "CHDCND LÀO",
        "sơ đồ",
        "Trang 1/",
    ):
        assert words in text, words


def test_the_table_stands_by_status_with_head_count_and_sum(moc_chau: bytes) -> None:
    text, places = text_of(moc_chau), []
    for section in sections_of(view_of("123")):
        status = say(f"status.{section.status}", "vi")
        places.append(text.index(f"{status}: {section.projects} dự án"))
        rows = [row for row in section.rows if row.project.id not in view_of("123").heading_ids]
        assert len(rows) == section.projects
    assert places == sorted(places)
    assert len(places) == len({row.status for row in view_of("123").rows})
    # By hand: the boarding school of Lóng Sập, about 216, and the main street of Mộc Châu, 600;
    # of the expressway, which only passes, the 4,938 are its own.
    assert "2 dự án có số liệu: ≈ 816" in text
    assert "1 dự án đi qua, tổng mức đầu tư cả dự án: 4.938" in text


def test_names_on_the_map_are_written_once(moc_chau: bytes) -> None:
    first = PdfReader(io.BytesIO(moc_chau)).pages[0].extract_text()
    assert " ".join(first.split()).count("Cảng và bến phà Vạn Yên") == 1


def test_document_properties_restore_the_view(moc_chau: bytes) -> None:
    facts = PdfReader(io.BytesIO(moc_chau)).metadata
    assert facts is not None
    assert "huyện Mộc Châu (cũ): " in str(facts.title)
    assert facts.subject == caption(view_of("123"), "vi")
    assert catalog().digest in str(facts.keywords)
    assert "view=area=123" in str(facts.keywords)
    assert facts.creation_date is None


@pytest.mark.no_cover
def test_all_projects_of_the_province_are_listed_over_the_pages() -> None:
    data = render_sheet(view_of(), request())
    text = text_of(data)
    pages = len(PdfReader(io.BytesIO(data)).pages)
    assert pages >= 2
    assert f"Trang {pages}/{pages}" in text
    for row in view_of().rows:
        assert row.project.name["vi"] in text
    for source in plan(view_of(), request()).provenance.sources:
        assert source.title["vi"] in text


def test_the_archipelagos_keep_their_vietnamese_names_in_english() -> None:
    text = text_of(render_sheet(view_of("127", language="en"), request()))
    assert "Hoàng Sa" in text
    assert "Trường Sa" in text
    assert "in Sốp Cộp district (former)" in text
    assert "Statuses as of 1 Nov 2026" in text


def test_schematic_lines_are_named_in_table_and_legend() -> None:
    sheet = sheet_of("123")
    tagged = {
        line.row.project.id for line in sheet.lines if say("sheet.tag-schematic", "vi") in line.tags
    }
    assert {"EXP-SL1", "EXP-SL2"} <= tagged
    signs = signs_on(page_of("123").drawn)
    assert "schematic" in signs
    words = [entry.text for entry in entries(page_of("123").drawn.used, signs, catalog(), "vi")]
    assert say("sheet.legend-schematic", "vi") in words


def test_projects_elsewhere_say_so_and_have_no_number_on_the_map() -> None:
    sheet = plan(view_of(), request(bbox=(103.8, 21.1, 104.2, 21.4)))
    outside, unplaced = say("sheet.tag-outside", "vi"), say("sheet.tag-unplaced", "vi")
    elsewhere = [bool({outside, unplaced} & set(line.tags)) for line in sheet.lines]
    assert 0 < sum(elsewhere) < len(elsewhere)
    above = ""
    for line in sheet.lines:
        assert line.row.project.part_of in {"", above}
        above = line.row.project.part_of or line.row.project.id
    drawn = first_page(sheet).drawn
    there = {
        line.row.project.id for line, away in zip(sheet.lines, elsewhere, strict=True) if not away
    }
    # A group is drawn as its parts.
    assert drawn.numbered == there - sheet.view.heading_ids


# -- the same every time ----------------------------------------------------------------------


@pytest.mark.parametrize("form", ["pdf", "png"])
def test_the_same_sheet_is_the_same_bytes(form: str) -> None:
    asked = request(format=form, dpi=60, link=LINK)
    assert render_sheet(view_of("127"), asked) == render_sheet(view_of("127"), asked)


def test_another_process_makes_the_same_bytes(tmp_path: Path) -> None:
    out = tmp_path / "sop-cop.pdf"
    command = [sys.executable, "-m", "briefing", "sheet", "--district", "127"]
    done = subprocess.run(
        [*command, "--as-of", "2026-11-01", "--out", str(out)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    here = render_sheet(view_of("127", as_of=TODAY), ExportRequest())
    assert out.read_bytes() == here


def test_threads_take_turns() -> None:
    asked = request(format="png", dpi=50)
    views = [view_of("127"), view_of("122"), view_of("127"), view_of("122")]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda view: render_sheet(view, asked), views))
    assert found[0] == found[2]
    assert found[1] == found[3]
    assert found[0] == render_sheet(views[0], asked)


@pytest.mark.parametrize(
    ("name", "areas", "fields"),
    [
        ("son-la-city", ("116",), {}),
        ("sop-cop-portrait-grey", ("127",), {"landscape": False, "grey": True}),
        ("thuan-chau-slide", ("119",), {"size": "16:9"}),
    ],
)
def test_golden_picture(name: str, areas: tuple[str, ...], fields: dict[str, object]) -> None:
    data = render_sheet(view_of(*areas), request(format="png", dpi=60, **fields))
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    file = GOLDEN / f"{name}.png"
    if os.environ.get("SON_LA_NEW_GOLDEN"):
        picture.quantize(256).save(file, optimize=True)
    golden = Image.open(file).convert("RGB")
    assert picture.size == golden.size
    assert file.stat().st_size < 150_000
    # Blurred: another build of the font library may move an edge by a fraction of a pixel.
    small = [np.asarray(image.reduce(4), dtype=float) for image in (picture, golden)]
    difference = np.abs(small[0] - small[1])
    assert difference.mean() < 2.0, "the sheet looks different: see the head of this file"
    assert np.quantile(difference, 0.99) < 30


# -- requests ---------------------------------------------------------------------------------


def test_png_has_the_size_of_its_resolution() -> None:
    data = render_sheet(view_of("127"), request(format="png", dpi=100))
    picture = Image.open(io.BytesIO(data))
    assert picture.size == pytest.approx((297 / 25.4 * 100, 210 / 25.4 * 100), abs=1)
    assert picture.info["dpi"] == pytest.approx((100, 100), abs=0.1)
    assert "huyện Sốp Cộp (cũ): " in picture.info["Title"]


def test_layers_that_are_off_are_neither_drawn_nor_explained() -> None:
    sheet = plan(view_of("123"), request(layers=frozenset({"projects", "roads"})))
    themes = {theme for theme, _ in first_page(sheet).drawn.used}
    assert themes <= {"projects", "roads", "land", "neighbours", "border", "border-tint"}


def test_a_view_without_projects_is_said_in_words() -> None:
    view = view_of("122", words="zzz")
    text = text_of(render_sheet(view, request()))
    assert say("sheet.projects-none", "vi") in text
    assert "Huyện Phù Yên (cũ), theo lựa chọn: tìm zzz: không có dự án phù hợp." in text


@pytest.mark.parametrize(("link", "printed"), [("", False), (LINK, True), ("x" * 9_000, False)])
def test_a_link_is_printed_when_a_phone_can_read_it(link: str, printed: bool) -> None:
    sheet = plan(view_of("122"), request(link=link))
    page = Page(sheet.paper)
    draw_map_elements(page, sheet, layout_of("122"))
    words = " ".join(line.text for line in words_in(page.drawing))
    assert (say("sheet.scan", "vi") in words) is printed


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"format": "gif"}, "gif"),
        ({"size": "A9"}, "A9"),
        ({"layers": frozenset({"moon"})}, "moon"),
        ({"dpi": 5_000}, "5000"),
        ({"bbox": (104.0, 21.0, 103.0, 22.0)}, "104,21,103,22"),
        ({"bbox": (104.0, 21.0, float("nan"), 22.0)}, "nan"),
        ({"bbox": (0.0, 0.0, 1.0, 1.0)}, "0,0,1,1"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_line(fields: dict[str, object], part: str) -> None:
    with pytest.raises(RequestError) as caught:
        plan(view_of(), request(**fields))
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.usefixtures("read_once")
@pytest.mark.parametrize(
    "arguments",
    [
        ["--district", "999", "--out", "x.pdf"],
        ["--out", "x.gif"],
        ["--bbox", "1,2,3", "--out", "x.pdf"],
        ["--bbox", "a,b,c,d", "--out", "x.pdf"],
        ["--layers", "moon", "--out", "x.pdf"],
        ["--size", "A9", "--out", "x.pdf"],
        ["--out", "no-such-folder/x.pdf"],
    ],
)
def test_command_line_errors_are_one_line_and_status_2(
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from briefing.__main__ import main

    monkeypatch.chdir(tmp_path)
    assert main(["sheet", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_frames_of_districts_and_themes_are_those_tested() -> None:
    assert tuple(area.code for area in catalog().areas.frame(AreaFrame.DISTRICT)) == DISTRICTS
    # Incidents are shown when somebody asks for them.
    assert request().layers == frozenset(SWITCHABLE) - {"incidents"}
