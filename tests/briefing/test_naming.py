"""File names: what they say, and that no selection can make them say anything else."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.formats import FORMATS
from briefing.naming import file_name
from briefing.request import ExportRequest
from geo.model import Kind, Status
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.query.within import read_near
from tests.briefing.sheets import TODAY, catalog

PLAIN = re.compile(
    r"son-la_[a-z0-9]+(-[a-z0-9]+)*_\d{4}-\d\d-\d\d_[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+"
)
codes = sorted(catalog().areas.by_code)
HOSTILE = (
    "../../etc/passwd",
    "C:\\Windows\\con",
    "-rf /",
    "a\x00b",
    "🚧",
    "..",
    "nul",
    "%2e%2e%2f",
    "`id`",
)
hostile = st.sampled_from(HOSTILE)
selections = st.builds(
    Selection,
    areas=st.lists(st.sampled_from(codes), max_size=20).map(tuple),
    corridors=st.lists(st.sampled_from(sorted(catalog().corridors))).map(tuple),
    kinds=st.lists(st.sampled_from(list(Kind))).map(tuple),
    statuses=st.lists(st.sampled_from(list(Status))).map(tuple),
    words=st.one_of(hostile, st.text(max_size=120)),
    language=st.sampled_from(["vi", "en"]),
)


@given(selections, st.one_of(hostile, st.sampled_from(["A4", "16:9"]), st.text(max_size=20)))
def test_a_name_is_plain_whatever_is_selected(chosen: Selection, what: str) -> None:
    name = file_name(build_view(catalog(), chosen, TODAY), "pdf", what)
    assert PLAIN.fullmatch(name)
    assert len(name) <= 200


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "toan-tinh"),
        ({"language": "en"}, "whole-province"),
        ({"areas": ("123",)}, "moc-chau"),
        ({"areas": ("03980",)}, "phuong-moc-chau"),
        ({"areas": ("116", "118", "119", "120")}, "son-la-quynh-nhai-thuan-chau-4"),
        ({"corridors": ("COR-02",)}, "song-da"),
        ({"statuses": (Status.CONSTRUCTION,)}, "dang-thi-cong"),
        ({"kinds": (Kind.BRIDGE,), "language": "en"}, "bridge"),
        ({"near": read_near("QL.6~5", catalog())}, "cach-ql-6-khong-qua-5-km"),
        ({"words": "cầu Vạn Yên"}, "cau-van-yen"),
    ],
)
def test_a_name_says_place_or_selection_day_and_size(
    fields: dict[str, object], expected: str
) -> None:
    view = build_view(catalog(), Selection(**fields), date(2026, 11, 22))  # type: ignore[arg-type]
    assert file_name(view, "pdf", "A4") == f"son-la_{expected}_2026-11-22_a4.pdf"


@pytest.mark.parametrize(
    ("form", "request_", "ending"),
    [
        ("pdf", ExportRequest(), "a4.pdf"),
        ("pdf", ExportRequest("A3", landscape=False, grey=True), "a3-dung-den-trang.pdf"),
        ("slide-png", ExportRequest(), "16x9.png"),
        ("xlsx", ExportRequest(), "du-lieu.xlsx"),
        ("shp", ExportRequest(), "du-lieu.zip"),
        ("changes-pdf", ExportRequest(), "thay-doi-a4.pdf"),
        ("tasks-xlsx", ExportRequest(), "can-bo-sung.xlsx"),
    ],
)
def test_a_name_says_paper_or_kind(form: str, request_: ExportRequest, ending: str) -> None:
    view = build_view(catalog(), Selection(), TODAY)
    found = FORMATS[form]
    name = file_name(view, found.extension, found.what(request_, "vi"))
    assert name == f"son-la_toan-tinh_2026-11-01_{ending}"
