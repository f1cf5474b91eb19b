"""The ten tasks that people come with, each within so many clicks, each with its answer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from geo.catalog.catalog import Catalog
from geo.model import AreaFrame, Status
from geo.query.groups import counted_rows
from geo.query.selection import Selection
from geo.query.view import build_view
from tests.browser.walks import TASKS, Walked, walk_all

WAIT_MS = 60_000
# Presses of the pointer; of the guide for Windows, its steps.
MOST_CLICKS = {
    "corridor_for_a_meeting": 2,
    "ward_as_a_sheet": 5,
    "project_on_the_phone": 2,
    "planned_nearby": 3,
    "figure_with_source": 1,
    "geopackage_of_the_province": 4,
    "source_of_a_status": 1,
    "projects_at_a_kilometre": 2,
    "ward_and_card_by_keyboard": 0,
    "office_on_windows": 3,
}
ANSWERS = {
    "corridor_for_a_meeting": r"Hoàn thành \d+ %; Đang thi công \d+ %; Chuẩn bị đầu tư \d+ %;"
    r" Quy hoạch \d+ %; Chưa có dự án \d+ %",
    "project_on_the_phone": r"Chuẩn bị đầu tư",
    "planned_nearby": r"\d dự án",
    "figure_with_source": r"4\.938 tỷ đồng .*\[Sài Gòn Giải Phóng, 18/05/2025\]",
    "geopackage_of_the_province": r"\d+ lớp, \d+ dự án",
    "source_of_a_status": r"Đang thi công từ 09/11/2025.*\[Lao Động, 09/11/2025\].*",
    "projects_at_a_kilometre": r"\d dự án",
    "ward_and_card_by_keyboard": r"Đường trục chính Mộc Châu",
    "office_on_windows": r".*Python.* → .* → .*Mở bản đồ\.bat.*",
}


@pytest.fixture(scope="module")
def walks(browser: Browser, app_url: str) -> dict[str, Walked]:
    """Walk all tasks once; each checks on the way that its answer is there."""
    return {each.task: each for each in walk_all(browser, app_url, WAIT_MS)}


def test_every_task_takes_few_clicks_and_has_its_answer(
    walks: dict[str, Walked], catalog: Catalog
) -> None:
    assert walks.keys() == MOST_CLICKS.keys()
    assert len(walks) == len(TASKS) + 1
    too_many = {
        name: each.clicks for name, each in walks.items() if each.clicks > MOST_CLICKS[name]
    }
    assert too_many == {}
    built = Selection(frame=AreaFrame.COMMUNE, areas=("03980",), statuses=(Status.CONSTRUCTION,))
    answers = ANSWERS | {
        "ward_as_a_sheet": f"{len(counted_rows(build_view(catalog, built).rows))} dự án"
    }
    wrong = {
        name: walks[name].answer
        for name, wanted in answers.items()
        if not re.fullmatch(wanted, walks[name].answer)
    }
    assert wrong == {}
    shares = re.findall(r"(\d+) %", walks["corridor_for_a_meeting"].answer)
    assert sum(map(int, shares)) == 100
    assert walks["ward_and_card_by_keyboard"].keys <= 30
