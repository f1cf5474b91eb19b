"""Files made by version 0.1 are told the same, changed, edited or broken as that version did.

All were printed on 27/11/2026 for the statuses of 05/02/2026. When a fact of before that day comes
into the data, or the map draws its ground otherwise, they rightly say something else: then let
``git show`` tell what changed, and make a new file in place of the one that is concerned.
"""

from __future__ import annotations

import base64
import io
import json
import re
import struct
import zlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation

from briefing.statement.carriers import Edits, edits_in, statement_in
from briefing.statement.statement import MARK, TOKEN, StatementError, read_token
from briefing.verify.compare import verify
from briefing.verify.words import Answer, answer
from geo.catalog.catalog import Catalog
from geo.dates import PartialDate
from geo.model import Status
from tests.briefing.checks import edited
from tests.briefing.sheets import catalog

FORMERLY = Path(__file__).parent / "formerly"
FILES = ("sheet.svg", "sheet.png", "changes.pdf", "slide.pptx", "book.pdf")
CODES = {
    "sheet.svg": "SL-S89Z-AB24-3",
    "sheet.png": "SL-UUGC-N48T-X",
    "changes.pdf": "SL-SRXT-D4UB-A",
    "slide.pptx": "SL-QMUS-R4HH-3",
    "book.pdf": "SL-45RV-JJ4M-5",
}
MADE = date(2026, 11, 27)
LATER = date(2027, 3, 1)


def data_of(name: str) -> bytes:
    return (FORMERLY / name).read_bytes()


def told(data: bytes, known: Catalog | None = None, today: date = MADE) -> Answer:
    found = known or catalog()
    return answer(verify(statement_in(data, "vi"), found, today), found, edits_in(data, "vi"))


@pytest.mark.parametrize("name", FILES)
def test_they_are_read(name: str) -> None:
    statement = statement_in(data_of(name), "vi")
    assert statement.code == CODES[name]
    assert (statement.day, statement.printed) == ("2026-02-05", "2026-11-27")


@pytest.mark.parametrize("name", [name for name in FILES if name != "book.pdf"])
def test_they_are_told_the_same(name: str) -> None:
    for today in (MADE, LATER):
        found = told(data_of(name), today=today)
        assert found.same, found.text()
        assert found.lead.startswith("SAME" if name == "sheet.png" else "ĐÚNG")


def test_a_book_names_the_targets_that_came_into_the_data_since() -> None:
    found = told(data_of("book.pdf"))
    assert not found.same
    assert found.lead.startswith("ĐÃ KHÁC")
    source = "[1857/CTr-UBND (07/09/2022)] (07/09/2022)"
    for words in (
        f"Tỷ lệ đô thị hóa, kỳ 2030: không có → Mục tiêu: hơn 22,15 % {source}",
        f"Tỷ trọng dịch vụ trong GRDP, kỳ 2026–2030: không có → Mục tiêu: 43–44 % {source}",
        "có xử lý nước thải tập trung, kỳ từ 2025: không có → Mục tiêu: 100 %",
    ):
        assert words in found.text(), words


@pytest.mark.parametrize("name", FILES)
def test_another_fact_of_their_time_is_told(name: str) -> None:
    project = statement_in(data_of(name), "vi").said[0]
    known = edited(project["id"], PartialDate(2026, 2, 5), Status.SUSPENDED)
    found = told(data_of(name), known)
    assert not found.same
    assert found.lead.startswith("CHANGED" if name == "sheet.png" else "ĐÃ KHÁC")
    assert f"({project['id']})" in found.text()
    # The book is one of what is under construction.
    gone = "không còn, tài liệu họp đã ghi: Đang thi công"
    assert re.search(gone if name == "book.pdf" else "→ (Tạm dừng|Suspended)", found.text())


def test_a_fact_of_another_place_is_none_of_theirs() -> None:
    known = edited("DT-105", PartialDate(2026, 2, 4), Status.SUSPENDED)
    for name in ("sheet.svg", "changes.pdf"):
        found = told(data_of(name), known)
        assert found.same
        assert "Dữ liệu đã được sửa từ khi lập phiếu" in found.text()


def test_slides_edited_by_hand_are_told() -> None:
    assert edits_in(data_of("slide.pptx"), "vi") == Edits()
    show = Presentation(io.BytesIO(data_of("slide.pptx")))
    title: Any = show.slides[0].shapes.title
    title.text_frame.paragraphs[0].runs[0].text += "!"
    show.save(out := io.BytesIO())
    assert edits_in(out.getvalue(), "vi") == Edits(pages=(1,))
    found = told(out.getvalue())
    assert not found.same
    assert found.lead.startswith("ĐÃ SỬA TAY")


@pytest.mark.parametrize("name", FILES)
def test_a_cut_file_is_told(name: str) -> None:
    data = data_of(name)
    at = TOKEN.search(data.decode("latin-1"))
    # An SVG has no end of its own to miss: it is cut within its statement.
    end = at.start() + 200 if at and name == "sheet.svg" else len(data) * 9 // 10
    with pytest.raises(StatementError):
        statement_in(data[:end], "vi")


@pytest.mark.parametrize("name", FILES)
def test_a_byte_flipped_in_the_statement_is_told(name: str) -> None:
    data = bytearray(data_of(name))
    marks = {"pdf": b"/SonLaSheet", "pptx": b"docProps/custom.xml"}
    at = data.index(marks.get(name.partition(".")[2], MARK.encode()))
    data[at + 200] ^= 0x01
    with pytest.raises(StatementError):
        statement_in(bytes(data), "vi")


def opened(name: str) -> dict[str, Any]:
    token = TOKEN.search(data_of(name).decode("latin-1"))
    assert token
    outer = json.loads(zlib.decompress(base64.b64decode(token[0].removeprefix(MARK))))
    assert set(outer) == {"seal", "sheet"}
    found = json.loads(outer["sheet"])
    assert isinstance(found, dict)
    return found


def packed(outer: object) -> str:
    return MARK + base64.b64encode(zlib.compress(json.dumps(outer).encode())).decode()


def test_a_seal_is_written_no_more() -> None:
    statement = statement_in(data_of("sheet.svg"), "vi")
    plain = json.loads(zlib.decompress(base64.b64decode(statement.to_token()[len(MARK) :])))
    assert plain == opened("sheet.svg")
    assert read_token(statement.to_token(), "vi") == statement


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("said", 0, "status"), "completed"),
        (("said", 0, "note"), "x"),
        (("said",), []),
        (("note",), "x"),
        (("rest",), [{"id": "area:128", "name": "x", "facts": []}]),
        (("code",), "SL-UUGC-N48T-X"),
        (("grey",), 0),
        (("bbox",), [1.0, 2.0, 3.0, float("nan")]),
    ],
)
def test_one_altered_by_hand_is_refused(path: tuple[Any, ...], value: object) -> None:
    values = opened("sheet.svg")
    *above, last = path
    inner: Any = values
    for step in above:
        inner = inner[step]
    assert read_token(packed({"seal": "", "sheet": json.dumps(values)}), "vi").code
    inner[last] = value
    for outer in (values, {"seal": "", "sheet": json.dumps(values)}):
        with pytest.raises(StatementError, match="bị hỏng hoặc bị sửa"):
            read_token(packed(outer), "vi")


def test_a_poster_is_read_without_its_pixels() -> None:
    """A sheet of A0 at 600 dpi has more pixels than the library unpacks."""
    data = data_of("sheet.png")
    head = data.index(b"IHDR")
    large = data[head : head + 4] + struct.pack(">II", 28_087, 19_866) + data[head + 12 : head + 17]
    poster = data[:head] + large + struct.pack(">I", zlib.crc32(large)) + data[head + 21 :]
    assert statement_in(poster, "en") == statement_in(data, "en")
