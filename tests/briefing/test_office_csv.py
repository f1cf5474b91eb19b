"""R8: CSV that spreadsheets of a Vietnamese office read as it was meant, cell by cell."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from briefing.formats import FORMATS, make
from briefing.office_csv import office_csv
from geo.dates import PartialDate
from geo.query.fields import ColumnKind, columns
from geo.strings import say
from tests.briefing.sheets import TODAY, request, view_of
from tests.readers import VIETNAMESE_CSV, office, offices

Table = list[list[object]]
OFFICE = [form.id for form in FORMATS.values() if form.id.endswith("-office")]
VIEW = view_of("123", "124")


def lines_of(data: bytes) -> list[list[str]]:
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Table]:
    """Give the cells of each office file as LibreOffice reads them in Vietnamese, by format."""
    folder, sources = tmp_path_factory.mktemp("office"), []
    for form_id in OFFICE:
        sources.append(folder / f"{form_id}.csv")
        since = TODAY.replace(year=2024)
        sources[-1].write_bytes(make(form_id, VIEW, request(since=since)))
    books = [load_workbook(out) for out in offices(sources, "xlsx", folder, VIETNAMESE_CSV)]
    return {
        form_id: [[cell.value for cell in row] for row in book.active.iter_rows()]
        for form_id, book in zip(OFFICE, books, strict=True)
    }


def test_r8_every_csv_has_a_variant_for_offices() -> None:
    plain = [form.id for form in FORMATS.values() if form.extension == "csv"]
    assert OFFICE
    assert {*OFFICE} == {f"{name}-office" for name in plain if not name.endswith("-office")}
    for form_id in plain:
        note = say(f"format-note.{form_id}", "vi")
        assert ("chấm phẩy" in note) == form_id.endswith("-office")
        assert ("dấu phẩy ngăn ô" in note) != form_id.endswith("-office")


def test_r8_lengths_add_up_and_codes_stay(read: dict[str, Table]) -> None:
    heads, *rows = read["csv-office"]
    at = {str(head): step for step, head in enumerate(heads)}
    lengths = [row[at[say("data.column-length_km", "vi")]] for row in rows]
    known = [row.length_km for row in VIEW.rows if row.length_km]
    assert sum(x for x in lengths if isinstance(x, int | float)) == pytest.approx(sum(known))
    assert not any(isinstance(length, str) for length in lengths)
    (one,) = (row for row in rows if row[0] == "SCH-LONGSAP")
    assert one[at[say("data.column-communes", "vi")]] == "04045 Lóng Sập"


def test_r8_every_cell_of_the_projects_is_read_as_it_was_meant(read: dict[str, Table]) -> None:
    heads, *rows = read["csv-office"]
    assert heads == [column.title("vi") for column in columns()]
    assert len(rows) == len(VIEW.rows)
    kinds = set()
    for row, line in zip(VIEW.rows, rows, strict=True):
        for column, got in zip(columns(), line, strict=True):
            meant = column.reading(VIEW, row)
            where = row.project.id, column.id, got
            if isinstance(meant, PartialDate) and meant.precision == "day":
                assert isinstance(got, datetime), where
                assert got.date() == meant.last_day, where
            elif isinstance(meant, int | float) and not isinstance(meant, bool):
                assert got == pytest.approx(meant), where
            elif meant not in (None, "", []):
                assert isinstance(got, str), where
            kinds.add(column.kind)
    assert kinds == set(ColumnKind)


@pytest.mark.parametrize("form_id", OFFICE)
def test_r8_what_is_written_as_words_is_read_as_words(form_id: str, read: dict[str, Table]) -> None:
    since = TODAY.replace(year=2024)
    written = lines_of(make(form_id, VIEW, request(since=since)))
    assert len(written) > 1
    assert written[0] == read[form_id][0]
    for line, got in zip(written[1:], read[form_id][1:], strict=True):
        for text, value in zip(line, got, strict=True):
            if isinstance(value, str):
                assert value == text
            elif isinstance(value, datetime):
                assert f"{value:%d/%m/%Y}" == text
            elif value is not None:
                assert f"{value:.15g}".replace(".", ",") == text
            else:
                assert text == ""


@pytest.mark.parametrize("text", ["04045", "1.5", "12/5", "1-2", "1e5", "10:30", "50 %", "0,5"])
def test_r8_words_that_look_like_numbers_stay_words(text: str, tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_bytes(office_csv(["a"], [[text]], "vi"))
    assert lines_of(path.read_bytes())[1] == [f"“{text}”"]


def test_r8_nothing_is_a_formula_and_months_are_no_days(tmp_path: Path) -> None:
    cells = ["=1+1", "@A1", PartialDate(2025, 9), PartialDate(2024), -1.5, 22_260.25, True]
    path = tmp_path / "cells.csv"
    path.write_bytes(office_csv(list("abcdefg"), [cells], "vi"))
    sheet = load_workbook(office(path, "xlsx", tmp_path, VIETNAMESE_CSV)).active
    assert [cell.value for cell in sheet[2]] == [
        "'=1+1", "'@A1", "tháng 9/2025", "năm 2024", -1.5, 22_260.25, "có",
    ]  # fmt: skip
