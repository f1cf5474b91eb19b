"""Files that are made to harm, or are no workbooks of ours, are refused in a sentence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from geo.trip import package, read
from geo.trip.package import UnreadableFileError
from geo.trip.plan import make_plan
from tests.geo.trip.test_pitfalls import GROUND, TODAY
from tests.geo.trip.written import by_openpyxl, by_wps, template


def with_part(name: str, content: bytes | str, data: bytes = b"") -> bytes:
    """Give a good file with one part more, or another one in its place."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data or by_wps(template()))) as good,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for one in good.namelist():
            if one != name:
                bad.writestr(one, good.read(one))
        bad.writestr(name, content)
    return out.getvalue()


def said(data: bytes, language: str = "vi") -> str:
    with pytest.raises(UnreadableFileError) as caught:
        make_plan(data, GROUND, language, TODAY)
    return str(caught.value)


ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><workbook>&b;</workbook>'
)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: b"x" * (package.MOST_BYTES + 1), "lớn hơn 10 MB"),
        (lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "mật khẩu"),
        (lambda: b"Ma;Ten\r\n", "không phải bảng tính"),
        (lambda: with_part("xl/vbaProject.bin", b"x"), "macro"),
        (lambda: with_part("xl/macrosheets/sheet1.xml", b"x"), "macro"),
        (lambda: with_part("[Content_Types].xml", "application/x.macroEnabled.main"), "macro"),
        (lambda: with_part("xl/workbook.xml", ENTITIES), "hỏng"),
        (lambda: with_part("xl/workbook.xml", "<workbook>"), "hỏng"),
        (lambda: with_part("xl/worksheets/Sheet1.xml", "<a><row r='x'/></a>"), "hỏng"),
    ],
)
def test_it_is_refused(make: Callable[[], bytes], words: str) -> None:
    assert words in said(make())


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST_UNPACKED", 1_000_000)
    bomb = with_part("xl/worksheets/Sheet9.xml", bytes(2_000_000))
    assert len(bomb) < 20_000
    assert "giải nén ra quá lớn" in said(bomb)
    monkeypatch.setattr(package, "MOST_PARTS", 3)
    assert "giải nén ra quá lớn" in said(by_wps(template()))


SHEET = "xl/worksheets/Sheet1.xml"


@pytest.mark.parametrize(
    ("name", "limit", "content"),
    [
        ("_DEEPEST", 50, "<a>" * 60 + "</a>" * 60),
        ("MOST_MARKS", 9_000, f"<worksheet>{'<x/>' * 9_001}</worksheet>"),
        ("_MOST_MERGED", 9, f"<worksheet>{'<mergeCell/>' * 10}</worksheet>"),
        ("MOST_LETTERS", 9_000, f"<worksheet><c t='str'><v>{'x' * 9_001}</v></c></worksheet>"),
        ("_LONGEST_TAG", 9_000, f"<worksheet><{'a' * 700_000}/></worksheet>"),
        ("_LONGEST_TAG", 9_000, f"<worksheet><a {'b' * 700_000}='1'/></worksheet>"),
        ("_LONGEST_TAG", 9_000, f"<worksheet><!--{'b' * 700_000}--></worksheet>"),
    ],
)
def test_what_unpacks_to_more_than_a_reader_can_hold_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, limit: int, content: str
) -> None:
    """Some kilobytes took gigabytes of memory, and the whole map with them."""
    monkeypatch.setattr(read, name, limit)
    assert "giải nén ra quá lớn" in said(with_part(SHEET, content))


def test_a_long_text_that_many_cells_share_is_counted_for_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(read._Budget.__init__, "__defaults__", (9_999, 9_999, 9_999, 9_000))
    cells = "<c t='s'><v>0</v></c>" * 10
    strings = f"<sst><si><t>{'x' * 1_000}</t></si></sst>"
    links = "".join(
        f"<Relationship Id='rId{number}' Type='x/{kind}' Target='{target}'/>"
        for number, (kind, target) in enumerate(
            [("worksheet", f"worksheets/sheet{place}.xml") for place in (1, 2, 3)]
            + [("sharedStrings", "sharedStrings.xml")],
            start=1,
        )
    )
    pages = with_part("xl/sharedStrings.xml", strings, by_openpyxl(template()))
    named = f"<Relationships>{links}</Relationships>"
    pages = with_part("xl/_rels/workbook.xml.rels", named, pages)
    sheet = f"<worksheet><row>{cells}</row></worksheet>"
    assert "giải nén ra quá lớn" in said(with_part("xl/worksheets/sheet1.xml", sheet, pages))


def test_too_many_rows_say_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MOST_ROWS", 7)
    monkeypatch.setattr(read._Budget.__init__, "__defaults__", (7, 1000, 1000, 9_000))
    pages = template()
    pages[0].put(777_000, 9, "x")
    message = said(by_wps(pages))
    assert "hơn 7 dòng" in message
    assert "ô lạc ở J777001" in message


def test_the_hidden_statement_is_needed_whole_and_once() -> None:
    pages = template()
    assert "không có trang ẩn" in said(by_openpyxl(pages[:2]))
    pages[2].put(1, 2, '{"events.status":"planned"}')
    assert "đã bị sửa" in said(by_wps(pages))
    assert "was changed" in said(by_wps(pages), "en")
    pages = template()
    pages[2].put(0, 1, "9")
    assert "phiên bản khác" in said(by_wps(pages))
    pages = template()
    pages.append(template()[2])
    pages[3].name = "_base (2)"
    assert "gộp từ nhiều bản (_base, _base (2))" in said(by_wps(pages))


def test_columns_that_were_copied_or_taken_away_are_said() -> None:
    pages = template()
    for row in range(2, 7):
        pages[0].put(row, 12, pages[0].cells.get((row, 4)))
    (cell,) = make_plan(by_wps(pages), GROUND, "vi", TODAY).cells
    assert (cell.cell, cell.verdict) == ("M3", "refused")
    assert "ở E3 và M3" in cell.message
    pages = template()
    for row in range(7):
        pages[0].cells.pop((row, 0), None)
    (cell,) = make_plan(by_wps(pages), GROUND, "vi", TODAY).cells
    assert "thiếu cột mã" in cell.message
