"""Changes of the tables in words: what it was, what it is to be, who says so."""

from __future__ import annotations

import pytest

from geo.catalog.catalog import Catalog
from geo.desk.values import cell_words, column_title
from geo.desk.words import ChangeTeller, FactChange, rows_brought, subject_of
from geo.io.schema import TABLES
from geo.store.model import Author, Batch, BatchState, BatchStep, StoredChange, row_added
from geo.store.overlay import inverse, key_columns
from geo.strings import languages

AN = Author("an", "editor")


def row(table: str, **cells: str) -> StoredChange:
    return row_added(table, key_columns(table), cells)


def event(date: str, status: str, **more: str) -> StoredChange:
    told = {"date": date, "status": status, "source_id": "QD-3079-2023", **more}
    return row("events", project_id="EXP-HB", **told)


def capital(value: str, as_of: str = "2026-11", **more: str) -> StoredChange:
    told = {"value": value, "unit": "billion_vnd", "as_of": as_of, "source_id": "QD-3079-2023"}
    return row("figures", subject_id="EXP-HB", quantity="capital", **told, **more)


def tell(catalog: Catalog, *changes: StoredChange, language: str = "vi") -> list[FactChange]:
    return ChangeTeller(catalog, language).tell(changes)


def batch(number: int, *changes: StoredChange) -> Batch:
    step = BatchStep(number, BatchState.APPLIED, "2026-11-27T08:00:00+07:00", AN, version=number)
    return Batch(number, f"u{number}", number - 1, changes, "", "form", None, (step,))


def test_a_new_event_is_a_status_that_becomes_another(catalog: Catalog) -> None:
    (fact,) = tell(catalog, event("2026-11-07", "completed"))
    assert (fact.subject_id, fact.name) == ("EXP-HB", "Tình trạng")
    assert fact.old.startswith("Đang thi công (30 tháng 1 năm 2026")
    assert fact.new == "Hoàn thành (7 tháng 11 năm 2026)"
    assert fact.source is not None
    assert fact.source.words.startswith("3079")


def test_an_event_between_others_follows_the_one_before_it(catalog: Catalog) -> None:
    (fact,) = tell(catalog, event("2023-12-30", "suspended"))
    assert fact.old == "Chuẩn bị đầu tư (29 tháng 12 năm 2023)"


def test_what_the_row_says_beside_is_told_too(catalog: Catalog) -> None:
    main, note = tell(catalog, event("2026-11-07", "completed", note_vi="Thông xe"))
    assert (note.name, note.old, note.new) == ("Nội dung", "chưa có", "Thông xe")
    assert main.change == note.change


def test_a_new_figure_stands_beside_what_is_quoted_today(catalog: Catalog) -> None:
    (fact,) = tell(catalog, capital("9997.5", qualifier="about"))
    assert fact.name == "Tổng mức đầu tư"
    assert fact.new == "khoảng 9.997,5 tỷ đồng (tháng 11 năm 2026)"
    assert "tỷ đồng" in fact.old
    assert fact.old != fact.new
    (english,) = tell(catalog, capital("9997.5"), language="en")
    assert english.new == "9,997.5 billion VND (November 2026)"


def test_a_cell_names_its_column_and_both_values(catalog: Catalog) -> None:
    change = StoredChange("projects", ("EXP-HB",), "finish_year", "2027", "2028", "QD-3079-2023")
    (fact,) = tell(catalog, change)
    assert (fact.name, fact.old, fact.new) == ("Năm hoàn thành", "2027", "2028")
    key = ("EXP-HB", "capital", "2026", "QD-3079-2023", "5")
    (fact,) = tell(catalog, StoredChange("figures", key, "value", "5", "6"))
    assert (fact.name, fact.old, fact.new) == ("Tổng mức đầu tư", "5 tỷ đồng", "6 tỷ đồng")


def test_a_row_that_is_no_single_fact_is_told_by_its_cells(catalog: Catalog) -> None:
    package = row(
        "packages", id="PKG-X", project_id="EXP-HB", name_vi="Gói 1", contractor="<b>A</b>",
        value_billion_vnd="12.5", source_id="QD-3079-2023",
    )  # fmt: skip
    told = {fact.name: fact.new for fact in tell(catalog, package)}
    assert told == {"Tên": "Gói 1", "Nhà thầu": "<b>A</b>", "Giá trị, tỷ đồng": "12,5"}
    assert subject_of(package, catalog) == "EXP-HB"
    known = catalog.packages[0]
    cell = StoredChange("packages", (known.id,), "contractor", "", "B")
    assert subject_of(cell, catalog) == known.project_id


def test_the_source_of_a_fact_may_come_in_the_same_batch(catalog: Catalog) -> None:
    source = row("sources", id="NEW-1", kind="official", title_vi="Quyết định", number="12/QĐ")
    facts = tell(catalog, source, event("2026-11-07", "completed", source_id="NEW-1"))
    assert facts[-1].source is not None
    assert facts[-1].source.words == "12/QĐ"


def test_the_log_is_told_in_its_order_and_an_undo_leads_back(catalog: Catalog) -> None:
    first, second = event("2026-10-01", "suspended"), event("2026-11-07", "completed")
    batches = [batch(1, first), batch(2, second), batch(3, inverse(second))]
    teller = ChangeTeller(catalog, "vi", rows_brought(batches))
    told = [teller.tell(one.changes)[0] for one in batches]
    assert told[0].old.startswith("Đang thi công")
    assert told[1].old == told[0].new == "Tạm dừng (1 tháng 10 năm 2026)"
    assert (told[2].old, told[2].new) == (told[1].new, told[0].new)


@pytest.mark.parametrize("language", languages())
def test_every_column_that_people_change_has_a_name(language: str) -> None:
    for name in ("projects", "events", "figures", "milestones", "packages", "obstacles", "roles",
                 "sources", "geometries"):  # fmt: skip
        for column in TABLES[name]:
            assert column_title(name, column, language) != column, (name, column)


def test_what_is_no_value_of_its_column_stays_as_it_is(catalog: Catalog) -> None:
    assert cell_words(catalog, ("events", "date"), "=1+1", "vi") == "=1+1"
    assert cell_words(catalog, ("figures", "value"), "nhiều", "vi") == "nhiều"
    assert cell_words(catalog, ("projects", "agency_ids"), "SO-XD;NONE", "vi").endswith("; NONE")
    assert cell_words(catalog, ("obstacles", "state"), "solved", "vi") == "đã giải quyết"


def test_a_line_that_was_handed_in_is_told_without_its_numbers(catalog: Catalog) -> None:
    shape = "LINESTRING (104 21, 104.1 21)"
    filed = row(
        "geometries", id="GEO-1", project_id="EXP-HB", evidence="A", shown="yes", shape=shape
    )
    facts = tell(catalog, filed)
    assert {fact.subject_id for fact in facts} == {"EXP-HB"}
    assert "Đường dài 10,4 km, 2 đỉnh" in [fact.new for fact in facts]
    assert not any("104" in fact.new for fact in facts)
