from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from briefing.sheet.page import Page
from briefing.sheet.paper_sizes import PAPERS
from geo.catalog.catalog import Catalog
from geo.reports.indicators import IndicatorPeriod, targets
from geo.text import Text
from layers.charts.bullet import WIDTH, bullet
from layers.charts.display import Drawing, Line, Rect, TextLine
from layers.charts.mpl import draw
from layers.charts.svg import picture

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def goals(catalog: Catalog) -> dict[tuple[str, str], IndicatorPeriod]:
    return {(goal.id, goal.period): goal for goal in targets(catalog, TODAY).with_target}


def words(chart: Drawing) -> list[str]:
    return [part.text for part in chart.parts if isinstance(part, TextLine)]


def upright(chart: Drawing) -> list[Line]:
    """Give the lines of targets and plans, without zero and the light edges under them."""
    lines = [p for p in chart.parts if isinstance(p, Line) and p.start[0] == p.end[0]]
    return [line for line in lines[1:] if line.color != "#FFFFFF"]


def test_bars_and_target_keep_their_proportion(
    catalog: Catalog, goals: dict[tuple[str, str], IndicatorPeriod]
) -> None:
    chart = bullet(catalog, goals["BUDGET-REVENUE", "2025"], "vi")
    (bar,) = [part for part in chart.parts if isinstance(part, Rect)]
    target, plan = upright(chart)
    assert bar.width / (target.start[0] - bar.x) == pytest.approx(4560 / 6250)
    assert (plan.start[0] - bar.x) / (target.start[0] - bar.x) == pytest.approx(4500 / 6250)
    # Told apart without colour.
    assert plan.dash
    assert not target.dash
    assert target.width > plan.width


def test_every_value_stands_with_its_source(
    catalog: Catalog, goals: dict[tuple[str, str], IndicatorPeriod]
) -> None:
    chart = bullet(catalog, goals["GRDP-GROWTH", "2025"], "vi")
    said = words(chart)
    for text in (
        "Tăng trưởng GRDP trong năm, 2025", "Đơn vị: %", "Mục tiêu", "8",
        "457/NQ-HĐND (20/02/2025)",
        "Kết quả, đến 10/2025", "6,2", "Báo Sơn La (11/2025)",
        "Kết quả, đến 09/2025", "6,26", "655/TB-VPCP (28/11/2025)",
    ):  # fmt: skip
        assert text in said
    assert sum(isinstance(part, Rect) for part in chart.parts) == 2


def test_no_result_is_said_and_not_drawn(
    catalog: Catalog, goals: dict[tuple[str, str], IndicatorPeriod]
) -> None:
    for key in (("POVERTY-CUT", "2021-2025"), ("URBANISATION", "2025"), ("URBAN-CENTRES", "2030")):
        chart = bullet(catalog, goals[key], "vi")
        assert "chưa có kết quả công bố" in words(chart)
        assert not [part for part in chart.parts if isinstance(part, Rect)]
    # An estimate is drawn otherwise than a result, and the missing result is still said.
    chart = bullet(catalog, goals["GRDP-PER-HEAD", "2025"], "vi")
    (bar,) = [part for part in chart.parts if isinstance(part, Rect)]
    assert bar.edge
    assert "chưa có kết quả công bố" in words(chart)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_leaves_the_chart(
    catalog: Catalog, goals: dict[tuple[str, str], IndicatorPeriod], language: str
) -> None:
    for goal in goals.values():
        chart = bullet(catalog, goal, language)
        for part in chart.parts:
            if isinstance(part, Rect):
                assert part.x + part.width < WIDTH
                assert part.y + part.height <= chart.height
            elif isinstance(part, Line):
                assert max(part.start[1], part.end[1]) <= chart.height
            elif isinstance(part, TextLine):
                assert part.y <= chart.height


def test_svg_is_well_formed_and_inert(
    catalog: Catalog, goals: dict[tuple[str, str], IndicatorPeriod]
) -> None:
    evil = replace(goals["EXPORTS", "2025"], name=Text((("vi", "<script>alert(1)</script> & co"),)))
    svg = picture(bullet(catalog, evil, "vi"))
    root = ET.fromstring(svg)
    assert "<script" not in svg
    title = root.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert title.text is not None
    assert title.text.startswith(
        "<script>alert(1)</script> & co, 2025 (triệu USD). Mục tiêu: > 200"
    )
    assert root.get("role") == "img"


def test_on_paper_the_words_can_be_found(
    catalog: Catalog, goals: dict[tuple[str, str], IndicatorPeriod]
) -> None:
    chart = bullet(catalog, goals["BUDGET-REVENUE", "2025"], "vi")
    page = Page(PAPERS["A4"])
    draw(page.axes, chart.parts, 30, 560, 0.7)
    buffer = io.BytesIO()
    page.figure.savefig(buffer, format="pdf")
    text = PdfReader(buffer).pages[0].extract_text()
    for phrase in ("Thu ngân sách trên địa bàn, 2025", "> 6.250", "4.560", "1857/CTr-UBND"):
        assert phrase in text


@pytest.mark.parametrize("width", [594.0, WIDTH, 740.0])
def test_a_chart_of_any_width_keeps_proportion_and_says_the_same(
    catalog: Catalog, goals: dict[tuple[str, str], IndicatorPeriod], width: float
) -> None:
    goal = goals["GRDP-PER-HEAD", "2025"]
    chart = bullet(catalog, goal, "vi", width=width, refs={"VJS-2025-09-26": 36})
    (bar,) = [part for part in chart.parts if isinstance(part, Rect)]
    (target,) = upright(chart)
    assert bar.width / (target.start[0] - bar.x) == pytest.approx(61.8 / 60)
    assert "vjs.vietnam.vn (26/09/2025) [36]" in words(chart)
    assert "Ước tính, đến 26/09/2025" in words(chart)
    assert chart.alt == bullet(catalog, goal, "vi").alt
