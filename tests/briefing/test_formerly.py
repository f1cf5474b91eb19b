"""Files made by version 0.1 are told changed, edited or broken, with just what came since.

All were printed on 27/11/2026 for the statuses of 05/02/2026, from the data of version 0.1.0.
Version 0.2 knows more of that day: what it added and corrected is listed here to the project and
the aspect, so that a statement of the old form that were read otherwise would be seen at once.
When a fact of before that day comes into the data, the lists grow: let ``git show`` tell why.
"""

from __future__ import annotations

import base64
import io
import json
import re
import struct
import zlib
from collections import Counter
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
NEAR_VAN_HO = {
    "RES-EXP-SL1", "RES-SL1-NACHA", "RES-SL1-PANG", "RES-SL1-PAPUOC", "RES-SL1-UI", "SCH-BORDER",
    "SCH-XUANNHA",
}  # fmt: skip
APPEARED = {
    "sheet.svg": {*NEAR_VAN_HO, "RES-STORM2024", "TOUR-MOCCHAU", "URB-REGION-MOCCHAU-VANHO"},
    "sheet.png": {"BG-LONGSAP-EZ"},
    "changes.pdf": {*NEAR_VAN_HO, "RES-STORM2024", "TOUR-MOCCHAU"},
    "slide.pptx": {"DT-120C", "SCH-BORDER", "SCH-LONGPHIENG", "SCH-PHIENGKHOAI", "SCH-YENSON"},
    "book.pdf": NEAR_VAN_HO,
}
EDITED_SINCE = {
    "sheet.svg": {"DT-STORM2024": ("place",), "KCN-VANHO": ("place",)},
    "sheet.png": {"BG-LONGSAP-UP": ("source",)},
    "changes.pdf": {"DT-STORM2024": ("place",), "EXP-SL1": ("events", "figures")},
    "slide.pptx": {
        "DT-STORM2024": ("place",), "EXP-SL2": ("capital",), "QL6-VRAMP": ("place",),
    },
    "book.pdf": {"EXP-SL1": ("history", "numbers", "control", "card")},
}  # fmt: skip
# New kilometre posts stand on the map, and split the roads that they measure; the national border
# is drawn on its own, rivers have classes, corridors are in parts where they share a road.
_BORDER = ("areas", "border", "border-tint")
GROUND = {
    "sheet.png": _BORDER,
    "slide.pptx": (*_BORDER, "corridors", "roads", "water"),
    "book.pdf": (*_BORDER, "corridors", "km-posts", "water"),
}
TOLD = {
    "sheet.svg": (
        "Khu công nghiệp Vân Hồ (KCN-VANHO): vị trí hoặc đường nét trên bản đồ đã khác",
        "Khu tái định cư bản Pàng (xã Tô Múa) (RES-SL1-PANG): mới có, phiếu chưa nêu",
    ),
    "sheet.png": (
        "(BG-LONGSAP-UP): source Ủy ban Biên giới quốc gia (19 Nov 2024) → VOV World (19 Nov 2024)",
        "(BG-LONGSAP-EZ): new, was not in the sheet (Planned · 23 Nov 2025 · Báo Sơn La",
    ),
    "changes.pdf": (
        "11/2025 Đang thi công: Giải phóng xong 30,06 trong 33,3 km, 4 khu tái định cư",
        "Giá trị khối lượng thực hiện hơn 77 tỷ đồng [Báo Sơn La (05/02/2026)]",
        "Gói thầu 3 [Báo Sơn La (05/02/2026)]",
    ),
    "slide.pptx": (
        "22.262 tỷ đồng [nhandanvietnam.com, trang sao chép] → hơn 22.260 tỷ đồng [Báo điện tử",
        "Biên giới quốc gia; Dải màu phía trong biên giới; Hành lang kinh tế; Đường bộ có số hiệu;",
    ),
    "book.pdf": (
        "households 760 hộ [Báo Sơn La (05/02/2026)] (05/02/2026, trong giải phóng mặt bằng) → ",
        "Bàn giao mặt bằng (kế hoạch) 30/10/2025 (10/2025) [Báo Sơn La (10/2025)]",
        "giao cho hộ (chưa rõ đã giải quyết chưa; UBND tỉnh Sơn La giải quyết; hạn 30/10/2025)",
        "Biên giới quốc gia; Dải màu phía trong biên giới; Hành lang kinh tế; Cột kilômét;",
    ),
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


@pytest.mark.parametrize("name", FILES)
def test_just_what_came_into_the_data_since_is_told(name: str) -> None:
    statement = statement_in(data_of(name), "vi")
    for today in (MADE, LATER):
        then = verify(statement, catalog(), today).then
        edited_since = {one.id: one.aspects for one in then.differences if one.old and one.new}
        appeared = {one.id for one in then.differences if one.old is None}
        assert (edited_since, appeared) == (EDITED_SINCE[name], APPEARED[name])
        assert not [one for one in then.differences if one.new is None]
        assert then.ground == GROUND.get(name, ())


@pytest.mark.parametrize("name", FILES)
def test_the_change_is_told_in_words(name: str) -> None:
    found = told(data_of(name))
    assert not found.same
    assert found.lead.startswith("CHANGED" if name == "sheet.png" else "ĐÃ KHÁC")
    for words in TOLD[name]:
        assert words in found.text(), words


def test_a_book_names_what_else_came_into_the_data_since() -> None:
    verdict = verify(statement_in(data_of("book.pdf"), "vi"), catalog(), MADE)
    families = Counter(
        (one.id.partition(":")[0], one.old is not None, one.new is not None)
        for one in verdict.then.others
    )
    # Only the poverty rate left: its period was one of two years, told as one of five.
    assert families["goal", True, False] == 1
    assert families["goal", False, True] > 70
    assert families["source", False, True] > 20
    assert families["area", True, True] == 1
    found = told(data_of("book.pdf"))
    source = "[1857/CTr-UBND (07/09/2022), dẫn lại] (07/09/2022)"
    for words in (
        f"Tỷ lệ đô thị hóa, kỳ 2030: không có → Mục tiêu: hơn 22,15 % {source}",
        f"Tỷ trọng dịch vụ trong GRDP, kỳ 2026–2030: không có → Mục tiêu: 43–44 % {source}",
        "có xử lý nước thải tập trung, kỳ từ 2025: không có → Mục tiêu: 100 %",
        "Nguồn “Vốn bổ sung để làm cao tốc 4 làn xe”: Báo chí → Trang sao chép",
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
        statement = statement_in(data_of(name), "vi")
        assert verify(statement, known, MADE).then == verify(statement, catalog(), MADE).then
        assert "Dữ liệu đã được sửa từ khi lập phiếu" in told(data_of(name), known).text()


def test_slides_edited_by_hand_are_told() -> None:
    assert edits_in(data_of("slide.pptx"), "vi") == Edits()
    show = Presentation(io.BytesIO(data_of("slide.pptx")))
    title: Any = show.slides[0].shapes.title
    title.text_frame.paragraphs[0].runs[0].text += "!"
    show.save(out := io.BytesIO())
    assert edits_in(out.getvalue(), "vi") == Edits(pages=(1,))
    found = told(out.getvalue())
    assert not found.same
    words = "Trang có chữ đã sửa hoặc mới thêm sau khi xuất: 1."
    assert found.lines == (*told(data_of("slide.pptx")).lines, words)


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
