"""The title of a view says what and when, and never more than has room."""

from __future__ import annotations

import pytest

from briefing.content.message import message
from briefing.sheet.plan import TITLE, TITLE_SIZES, plan
from geo.model import Kind, Status
from layers.style.text_metrics import Face, measure
from tests.briefing.sheets import DISTRICTS, TODAY, request, view_of


def roomy(_: str) -> bool:
    return True


def test_the_province_says_how_many_are_built_and_prepared() -> None:
    told = view_of().totals.by_status
    works, prepared = told[Status.CONSTRUCTION], told[Status.PREPARING]
    assert message(view_of(), "vi", roomy) == (
        f"Dự án hạ tầng tỉnh Sơn La: {works} đang thi công, {prepared} chuẩn bị"
        " – tin đến 05/02/2026"
    )
    assert message(view_of(language="en"), "en", roomy) == (
        f"Infrastructure projects in Sơn La province: {works} under construction, "
        f"{prepared} in preparation – known to 5 Feb 2026"
    )


def test_area_corridor_and_filter_are_named() -> None:
    area = message(view_of("123"), "vi", roomy)
    assert area.startswith("Dự án hạ tầng huyện Mộc Châu (cũ): ")
    corridor = message(view_of(corridors=("COR-04",)), "vi", roomy)
    assert corridor == "Dự án trên hành lang Sông Mã: 1 quy hoạch – tin đến 05/02/2026"
    both = message(view_of("123", corridors=("COR-05",)), "vi", roomy)
    assert both.startswith("Dự án hạ tầng huyện Mộc Châu (cũ) · Hành lang QL.43 – QL.37: ")
    kind = view_of(kinds=("expressway",), statuses=(Status.CONSTRUCTION,))
    works = kind.totals.by_status[Status.CONSTRUCTION]
    assert message(kind, "vi", roomy) == (
        f"Dự án hạ tầng tỉnh Sơn La · Cao tốc: {works} đang thi công – tin đến 05/02/2026"
    )
    assert "không có dự án phù hợp" in message(view_of(words="xyzxyz"), "vi", roomy)


def test_the_less_important_is_left_out_first() -> None:
    whole = message(view_of("123"), "vi", roomy)
    shorter = [message(view_of("123"), "vi", lambda words, most=most: len(words) <= most)
               for most in (len(whole) - 1, 58, 40, 1)]  # fmt: skip
    told = view_of("123").totals.by_status
    works, prepared = told[Status.CONSTRUCTION], told[Status.PREPARING]
    assert shorter == [
        f"Huyện Mộc Châu (cũ): {works} đang thi công, {prepared} chuẩn bị – tin đến 05/02/2026",
        f"Huyện Mộc Châu (cũ): {works} đang thi công – tin đến 05/02/2026",
        f"Huyện Mộc Châu (cũ): {works} đang thi công",
        "Huyện Mộc Châu (cũ)",
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("size", ["A4", "A3", "16:9"])
@pytest.mark.parametrize("landscape", [True, False])
@pytest.mark.parametrize("areas", [(), ("123",), DISTRICTS[:8]])
def test_a_title_is_never_longer_than_its_sheet(
    areas: tuple[str, ...], size: str, landscape: bool, language: str
) -> None:
    view = view_of(*areas, language=language, kinds=tuple(Kind), as_of=TODAY)
    sheet = plan(view, request(size=size, landscape=landscape))
    face = Face(TITLE * sheet.paper.enlarge * TITLE_SIZES[-1], 700)
    assert measure(sheet.title, face).width <= sheet.frame.header.width
