"""The page on progress: filtered as the map is, every row with its words, and its lists."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from geo import clock
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.reports.schedule import Schedule, schedule
from geo.reports.schedule_words import row_words, stale_words, summary_words, timing_words
from panels.components.schedule import schedule_html
from panels.session import state
from panels.session.address import AppPage
from tests import once, tiny
from tests.geo.test_schedule import event, town
from tests.panels.apps import opened_page
from tests.panels.test_page import address, component_json, shown_html
from tests.panels.test_pages import links, words_of


def chart(app: AppTest) -> str:
    data: dict[str, Any] = json.loads(component_json(app, "today"))
    return str(data["html"])


def known(**fields: Any) -> Schedule:
    return schedule(build_view(once.catalog(), Selection(**fields), clock.today()))


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("&amp;", "&").split())


@pytest.fixture(scope="module")
def province() -> AppTest:
    return opened_page(AppPage.PROGRESS)


def test_every_project_stands_in_the_chart_with_its_words(province: AppTest) -> None:
    shown, found = plain(chart(province)), known()
    for row in found.all_rows:
        assert row.row.project.name["vi"] in shown
        assert timing_words(found, row, "vi") in shown
        assert stale_words(found, row, "vi") in shown
        assert f'<div class="plot" title="{row_words(found, row, "vi")}">' in chart(province)
    # Two bars a row, for a wide and a narrow screen, and a head for each.
    html = chart(province)
    assert html.count('class="wide"') == html.count('class="narrow"') == len(found.all_rows) + 1


def test_what_is_late_stands_first_and_parts_are_folded_under_their_group(
    province: AppTest,
) -> None:
    html, found = chart(province), known()
    heads = re.findall(r"<h2>([^<]+) \((\d+)\)</h2>", html)
    order = [str(row.timing) for row in found.rows]
    assert heads[0][0] == "Quá hạn, chưa có tin"
    assert sum(int(count) for _, count in heads) == len(order)
    group = next(row for row in found.rows if row.id == "SCH-BORDER")
    folded = html[html.index('id="parts-SCH-BORDER"') :]
    folded = folded[: folded.index("</details>")]
    assert folded.count("<li>") == len(group.parts) == 13
    assert "13 dự án thành phần" in folded


def test_the_lists_below_say_what_is_late_and_of_whom(province: AppTest) -> None:
    found, shown = known(), plain(shown_html(province))
    assert summary_words(found, "vi") in shown
    assert f"Quá hạn, chậm ({len(found.late)})" in shown
    assert f"Hơn một năm chưa có tin mới ({len(found.stale)})" in shown
    for row in (*found.late, *found.stale):
        assert row.row.project.name["vi"] in links(province)
    assert "Theo cơ quan" in [one.value for one in province.header]
    assert re.search(r"2026 .*59,89 %", shown)


def test_the_whole_chart_is_a_table_too(province: AppTest) -> None:
    html = shown_html(province)
    table = html[html.index("Toàn bộ biểu đồ dưới dạng bảng") :]
    rows = re.findall(r"<tr>(.*?)</tr>", table)
    assert len(rows) == len(known().all_rows) + 1
    by_name = {plain(row).split("  ")[0]: row for row in rows}
    (school,) = [plain(row) for name, row in by_name.items() if "Chiềng Sơn" in name]
    assert "Đang thi công từ 2025, muộn nhất 06/11/2025" in school
    assert "31/12/2025" not in school


def test_it_is_filtered_by_the_widgets_and_the_address_of_the_map() -> None:
    app = opened_page(AppPage.PROGRESS, area="123", kind="expressway", status="construction")
    found = known(areas=("123",), kinds=("expressway",), statuses=("construction",))
    assert plain(shown_html(app)).count(summary_words(found, "vi")) == 1
    html = chart(app)
    assert html.count('class="row') == len(found.all_rows) > 0
    assert address(app) == {"area": "123", "kind": "expressway", "status": "construction"}
    app.session_state[state.STATUSES] = ["completed"]
    app.run()
    assert address(app)["status"] == "completed"
    # The way back to the map keeps what was chosen.
    assert any("area=123" in href for href in links(app).values())


def test_a_day_of_the_past_is_shown_as_it_was_known_then() -> None:
    app = opened_page(AppPage.PROGRESS, asof="2025-06-01", area="123")
    found = known(areas=("123",), as_of=date(2025, 6, 1))
    assert found.day == date(2025, 6, 1)
    html = chart(app)
    assert plain(html).count(summary_words(found, "vi")) == 0
    assert summary_words(found, "vi") in plain(shown_html(app))
    assert html.count('class="row') == len(found.all_rows) < len(known(areas=("123",)).all_rows)
    # The line of the day stands on the head of the chart, and in all rows.
    assert html.count("01/06/2025") == 2
    assert "01/06/2025" in words_of(app)


def test_nothing_selected_is_said_and_no_sheet_is_offered() -> None:
    app = opened_page(AppPage.PROGRESS, q="khongcogi", area="123", kind="airport")
    assert [one.value for one in app.info] == ["Không có dự án nào trong phạm vi chọn."]


def test_names_from_data_are_escaped_in_rows_and_drawings() -> None:
    evil = tiny.on_road("P-1", 0, 5, name=tiny.named('<script>alert("1")</script>'))
    catalog = town([event("2025", "construction")], (), [evil])
    found = schedule(build_view(catalog, Selection(), clock.today()))
    html = schedule_html(found, "vi")
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    for svg in re.findall(r"<svg.*?</svg>", html):
        ET.fromstring(svg)
