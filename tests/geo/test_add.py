"""Rows for a small town: which are refused, and in which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from geo.dates import PartialDate
from geo.edit.add import (
    MAX_NOTE,
    EditRefusedError,
    EventDraft,
    SourceDraft,
    event_cells,
    extended,
    source_cells,
)
from geo.model import Status
from tests import tiny

TODAY = date(2026, 5, 20)
HISTORY = (
    tiny.event("P-1", PartialDate(2024, 3, 1), Status.PREPARING),
    tiny.event("P-1", PartialDate(2025), Status.CONSTRUCTION),
)
TOWN = tiny.town(events=HISTORY)
EVENT = EventDraft("P-1", "2026-01-01", "construction", tiny.SOURCE)
SOURCE = SourceDraft("NEW-1", "press", "Tin", "News")


def refused(draft: EventDraft | SourceDraft, language: str = "en") -> str:
    make = event_cells if isinstance(draft, EventDraft) else source_cells
    with pytest.raises(EditRefusedError) as caught:
        make(draft, TOWN, language, TODAY)  # type: ignore[arg-type]
    return str(caught.value)


@pytest.mark.parametrize("day", ["1950", "1950-01-01", "2026-05-20", "2026-05", "2026"])
def test_up_to_today_everything_can_have_happened(day: str) -> None:
    assert event_cells(replace(EVENT, date=day, reason="r"), TOWN, "vi", TODAY)["date"] == day


@pytest.mark.parametrize("day", ["1949-12-31", "1949", "2026-05-21", "2026-06", "2027"])
def test_before_and_after_that_nothing(day: str) -> None:
    assert refused(replace(EVENT, date=day, reason="r"))


def test_an_event_of_the_last_ones_day_needs_no_reason() -> None:
    # The last event counts from the end of its year.
    early = replace(EVENT, date="2025-12-30")
    assert "--reason" in refused(early)
    for day in ("2025-12-31", "2025-12"):
        assert event_cells(replace(EVENT, date=day), TOWN, "vi", TODAY)["date"] == day
    assert event_cells(replace(EVENT, project_id="P-2", date="1999"), TOWN, "vi", TODAY)
    assert event_cells(replace(early, reason="tìm thấy sau"), TOWN, "vi", TODAY)["note_vi"] == (
        "(Ghi bổ sung: tìm thấy sau)"
    )


@pytest.mark.parametrize(
    ("change", "twice"),
    [
        ({}, True), ({"date": "2025-12-31"}, False), ({"status": "suspended"}, False),
        ({"source_id": "X"}, None),
    ],
)  # fmt: skip
def test_only_the_very_same_event_is_there_already(
    change: dict[str, str], twice: bool | None
) -> None:
    draft = replace(EVENT, **({"date": "2025"} | change))
    if twice is False:
        assert event_cells(draft, TOWN, "vi", TODAY)["note_vi"] == ""
    else:
        assert ("already" in refused(draft)) is bool(twice)


def test_what_is_not_known_is_answered_with_what_is_like_it() -> None:
    # A few are all named.
    assert refused(replace(EVENT, project_id="p-1x")).endswith("P-1, P-2, P-3.")
    projects = [tiny.project(f"ABC-{number}") for number in range(9)]
    many = tiny.town([*projects, tiny.project("XYZ-77")])
    with pytest.raises(EditRefusedError) as caught:
        event_cells(replace(EVENT, project_id="xyz-78"), many, "en", TODAY)
    assert "XYZ-77" in str(caught.value)
    assert "ABC-1" not in str(caught.value)
    with pytest.raises(EditRefusedError) as caught:
        event_cells(replace(EVENT, project_id="?"), many, "en", TODAY)
    assert "ABC-1" not in str(caught.value)
    assert str(caught.value) == str(caught.value).strip()


@pytest.mark.parametrize("length", [MAX_NOTE, MAX_NOTE + 1])
def test_a_note_has_its_length(length: int) -> None:
    draft = replace(EVENT, note_en="a" * length)
    if length > MAX_NOTE:
        assert "500" in refused(draft)
    else:
        assert event_cells(draft, TOWN, "vi", TODAY)["note_en"] == "a" * length


@pytest.mark.parametrize("field", ["title_vi", "title_en", "publisher", "number", "note_vi"])
def test_a_source_holds_no_formula_in_any_field(field: str) -> None:
    assert field.replace("_", "-") in refused(replace(SOURCE, **{field: "=1+1"}))


@pytest.mark.parametrize("field", ["title_vi", "title_en"])
def test_a_source_has_a_title_in_both_languages(field: str) -> None:
    assert f"--{field.replace('_', '-')}" in refused(replace(SOURCE, **{field: " \n"}))


def test_a_source_becomes_cells() -> None:
    full = replace(SOURCE, publisher=" Báo  A ", date="2026-05", url=" https://a.vn/1 ")
    assert source_cells(full, TOWN, "vi", TODAY) == {
        "id": "NEW-1", "kind": "press", "title_vi": "Tin", "title_en": "News",
        "publisher": "Báo A", "number": "", "note_vi": "", "note_en": "", "date": "2026-05",
        "url": "https://a.vn/1",
    }  # fmt: skip
    assert source_cells(SOURCE, TOWN, "vi", TODAY)["date"] == ""
    assert refused(replace(SOURCE, date="2026-06"))
    assert tiny.SOURCE in refused(replace(SOURCE, id=tiny.SOURCE))


def test_only_the_first_line_says_how_lines_end() -> None:
    assert extended(b"id\nA\r\n", {"id": "B"}, "t") == b"id\nA\r\nB\n"
    assert extended(b"id\r\nA\n", {"id": "B"}, "t") == b"id\r\nA\nB\r\n"
    assert extended(b"id", {"id": "B"}, "t") == b"id\nB"
