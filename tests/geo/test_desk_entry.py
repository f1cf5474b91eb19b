"""Words of a form for one project: read as those of a workbook, refused in the same words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from geo.catalog.catalog import Catalog
from geo.desk.entry import EntryRefusedError, FactEntry, entry_draft, shown_today
from geo.desk.words import ChangeTeller
from geo.store.database import file_url, open_store
from geo.store.ledger import Ledger
from geo.store.log import Log
from geo.store.model import Draft
from geo.tables import DATA
from geo.trip.fields import SOURCE, STATUS, STATUS_DATE
from tests.geo.store.conftest import lenient

TODAY = date(2026, 11, 27)
WHOLE = {
    STATUS: "Hoàn thành",
    STATUS_DATE: "7/11/2026",
    "figures.capital": "9.998,5",
    "projects.finish_year": "2026",
}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    log = Log(open_store(file_url(tmp_path / "s.sqlite3")))
    yield Ledger(log, DATA, lenient)
    log.engine.dispose()


def made(ledger: Ledger, catalog: Catalog, source: str = "12/QĐ-UBND", **more: str) -> Draft:
    entry = FactEntry("EXP-HB", more or WHOLE, source, "theo  báo cáo")
    return entry_draft(entry, ledger, catalog, TODAY, "vi")


def refused(
    ledger: Ledger, catalog: Catalog, source: str = "12/QĐ-UBND", **more: str
) -> dict[str, str]:
    with pytest.raises(EntryRefusedError) as raised:
        made(ledger, catalog, source, **more)
    return dict(raised.value.messages)


def test_words_become_rows_with_their_source(ledger: Ledger, catalog: Catalog) -> None:
    draft = made(ledger, catalog)
    assert (draft.reason, draft.origin, draft.base) == ("theo báo cáo", "form", 0)
    told = {fact.name: fact.new for fact in ChangeTeller(catalog, "vi").tell(draft.changes)}
    assert told["Tình trạng"] == "Hoàn thành (7 tháng 11 năm 2026)"
    assert told["Tổng mức đầu tư"].startswith("9.998,5 tỷ đồng")
    assert told["Năm hoàn thành"] == "2026"
    assert ledger.log.batches() == ()


def test_what_stands_there_is_shown_and_changes_nothing(ledger: Ledger, catalog: Catalog) -> None:
    shown = shown_today(catalog, "EXP-HB", TODAY)
    assert shown[STATUS] == "construction"
    same = {STATUS: "Đang thi công", "projects.finish_year": shown["projects.finish_year"]}
    assert "Chưa có gì" in refused(ledger, catalog, **same)[""]
    assert "Chưa có gì" in refused(ledger, catalog, **{STATUS: " "})[""]


def test_each_fault_is_said_at_its_field(ledger: Ledger, catalog: Catalog) -> None:
    wrong = refused(
        ledger, catalog,
        **{STATUS: "xong rồi", STATUS_DATE: "31/2/2026", "figures.capital": "nhiều",
           "projects.note_vi": "=1+1"},
    )  # fmt: skip
    assert set(wrong) == {STATUS, STATUS_DATE, "figures.capital", "projects.note_vi"}
    assert "không có trong lịch" in wrong[STATUS_DATE]
    assert "công thức" in wrong["projects.note_vi"]
    assert "phía trước" in refused(ledger, catalog, **{STATUS_DATE: "28/11/2026"})[STATUS_DATE]
    assert "chưa có ngày" in refused(ledger, catalog, **{STATUS: "Hoàn thành"})[STATUS]


def test_a_value_needs_a_source_or_the_word_that_there_is_none(
    ledger: Ledger, catalog: Catalog
) -> None:
    assert "nguồn" in refused(ledger, catalog, source=" ")[SOURCE]
    draft = made(ledger, catalog, source="Chưa có nguồn tin")
    source = next(one for one in draft.changes if one.table == "sources")
    assert '"kind":"told"' in (source.new or "")
