"""What is read out of a PPTX: whoever made it, it is told in words, and little is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
from functools import cache
from pathlib import Path

import pytest
from pptx import Presentation

from briefing.book.statement import plan_book, statement_of_book
from briefing.request import ExportRequest
from briefing.sheet.plan import plan
from briefing.sheet.statement import statement_of
from briefing.statement import carriers
from briefing.statement.carriers import statement_in
from briefing.statement.statement import (
    STATEMENT,
    Statement,
    StatementError,
    read_token,
)
from briefing.verify.compare import verify
from briefing.verify.words import answer
from tests.briefing.sheets import TODAY, catalog, request, view_of

FORMERLY = Path(__file__).parent / "formerly"
SHOW, ITEM, PROPERTIES = "ppt/presentation.xml", "customXml/item1.xml", "docProps/custom.xml"
DAMAGED, BROKEN = "bị hỏng hoặc bị sửa", "hỏng hoặc thiếu một phần"
NONE, KIND = "không có phần tự kiểm tra", "không phải là PDF, PNG, SVG hay PPTX"


@cache
def statement() -> Statement:
    return statement_of(plan(view_of("127"), request()), "slide")


@cache
def book() -> Statement:
    return statement_of_book(plan_book(view_of(), ExportRequest(areas=("127",), printed=TODAY)))


@cache
def carrying() -> bytes:
    """Give a presentation without slides that carries a statement."""
    show = Presentation()
    carriers.embed_statement(show, statement().to_token())
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for name, body in parts.items():
            package.writestr(name, body)
    return out.getvalue()


def test_slides_carry_it_among_their_properties() -> None:
    assert ITEM not in parts_of(carrying())
    assert statement_in(carrying(), "vi") == statement()


def test_either_place_of_a_former_file_is_enough() -> None:
    data = (FORMERLY / "slide.pptx").read_bytes()
    parts, carried = parts_of(data), statement_in(data, "vi")
    for lost in (ITEM, PROPERTIES):
        left = {name: body for name, body in parts.items() if name != lost}
        assert len(left) < len(parts)
        assert statement_in(packed(left), "vi") == carried
    wide = {**parts, ITEM: parts[ITEM].decode().encode("utf-16"), PROPERTIES: b""}
    assert statement_in(packed(wide), "vi") == carried


def test_no_property_is_longer_than_office_takes() -> None:
    words = parts_of(carrying())[PROPERTIES].decode()
    pieces = [piece.partition("<")[0] for piece in words.split("<vt:lpwstr>")[1:]]
    assert len(pieces) > 1
    assert max(map(len, pieces)) <= 255
    assert "".join(pieces) == f"{statement().to_token()} SLW1:"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_truncated_file_is_told(share: float) -> None:
    with pytest.raises(StatementError, match=BROKEN):
        statement_in(carrying()[: int(len(carrying()) * share)], "vi")


def test_a_byte_changed_anywhere_is_told() -> None:
    for name in (SHOW, PROPERTIES, "ppt/theme/theme1.xml"):
        with zipfile.ZipFile(io.BytesIO(carrying())) as package:
            at = package.getinfo(name).header_offset + 30 + len(name) + 200
        data = bytearray(carrying())
        data[at] ^= 0x55
        with pytest.raises(StatementError, match=BROKEN):
            statement_in(bytes(data), "vi")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({PROPERTIES: b"", ITEM: b""}, NONE),
        ({PROPERTIES: b"<Properties/>", ITEM: b"<x>SLS1:AAAA</x>"}, DAMAGED),
        ({PROPERTIES: b"", ITEM: b"<x>SLS1:AAAA SLS1:BBBB</x>"}, DAMAGED),
        (
            {ITEM: b"", PROPERTIES: b'<property name="SonLaSheet-0001"><vt:lpwstr>SLS1:AAA<'},
            DAMAGED,
        ),
        ({ITEM: b'<!DOCTYPE x [<!ENTITY a "SLS1:aaaa">]><x>&a;&a;</x>', PROPERTIES: b""}, DAMAGED),
        ({SHOW: None}, KIND),
    ],
)
def test_a_hostile_or_foreign_archive_is_told(change: dict[str, bytes], words: str) -> None:
    parts = {**parts_of(carrying()), **change}
    data = packed({name: body for name, body in parts.items() if body is not None})
    with pytest.raises(StatementError, match=words):
        statement_in(data, "vi")


def test_a_lost_piece_is_noticed() -> None:
    parts = parts_of(carrying())
    first, _, rest = parts[PROPERTIES].partition(b"</property>")
    for body in (rest, first + b"</property>"):
        with pytest.raises(StatementError):
            statement_in(packed({SHOW: b"", PROPERTIES: body}), "vi")


def test_no_more_is_kept_than_slides_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carriers, "MOST_KEPT", 1_000_000)
    for name in (ITEM, PROPERTIES, "ppt/slides/slide1.xml"):
        with pytest.raises(StatementError, match=BROKEN):
            statement_in(packed({SHOW: b"", name: bytes(1_000_001)}), "vi")


def test_a_bomb_of_many_parts_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carriers, "MOST_UNPACKED", 1_000_000)
    many = {f"ppt/media/{number}.png": bytes(200_000) for number in range(9)}
    with pytest.raises(StatementError, match=BROKEN):
        statement_in(packed({SHOW: b"", **many}), "vi")
    few = dict(list(many.items())[:3])
    with pytest.raises(StatementError, match=NONE):
        statement_in(packed({SHOW: b"", **few}), "vi")


def test_too_many_parts_are_not_listed() -> None:
    entries = carriers.MOST_PARTS + 1
    with pytest.raises(StatementError, match=BROKEN):
        statement_in(carriers.ZIP + b"PK\x01\x02" * entries, "vi")


def test_other_packings_and_locked_archives_are_refused() -> None:
    parts = parts_of(carrying())
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        with pytest.raises(StatementError, match=BROKEN):
            statement_in(packed(parts, method), "vi")
    data = bytearray(carrying())
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, at + 8, 1)
    with pytest.raises(StatementError, match=BROKEN):
        statement_in(bytes(data), "vi")


# -- a statement that somebody made up --------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "poster"},
        {"kind": "sheet"},
        {"size": "16:9"},
        {"rest": "x"},
        {"rest": [{"id": "moon:1", "name": "x", "facts": []}]},
        {"rest": [{"id": "area:127", "name": 1, "facts": []}]},
        {"rest": [{"id": "area:127", "name": "x", "facts": [["a", "b"]]}]},
        {"rest": [{"id": "source:X", "name": "x", "facts": [[[]] * 5]}]},
        {"said": [{"id": "X", "name": "x", "status": "x", "history": [[1]]}]},
        {"said": [{"id": "X", "name": "x", "status": "x", "seal": "x"}]},
        {"said": [{"id": "X", "name": "x", "status": "x", "date": "tomorrow"}]},
        {"said": [{"id": "X", "name": "x", "status": "x", "length": True}]},
        {"said": [{"id": "X", "name": "x" * 2_001, "status": "x"}]},
        {"said": [{"id": "X", "name": "x", "status": "x", "length": float("inf")}]},
        {"said": [{"id": "X", "name": "x", "status": "x", "length": 10**400}]},
    ],
)
def test_a_forged_book_with_a_fitting_seal_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(StatementError):
        verify(read_token(book().model_copy(update=changes).to_token(), "vi"), catalog(), TODAY)


def test_words_of_a_forged_book_stay_words() -> None:
    row = ["\x1b[2J", 1.0, "{0}", "<b>", "X", "tomorrow", None]
    rest = [
        {"id": "goal:<i>:1", "name": "\x1b[2J{name}", "facts": [row]},
        {"id": "area:", "name": "", "facts": [[None]]},
        {"id": "source:CTR-1857", "name": "x", "facts": [[1, None, None, "{0}", "javascript:0"]]},
    ]
    said = [{**book().said[0], "history": [], "numbers": []}]
    forged = book().model_copy(update={"said": said, "rest": rest})
    shown = answer(verify(forged, catalog(), TODAY), catalog()).text()
    assert "\x1b" not in shown
    assert "[2J{name}: [2J: <b> 1 {0} [X] (tomorrow) → không có" in shown
    bare = {key: one for key, one in said[0].items() if key not in ("history", "numbers", "card")}
    forged = book().model_copy(update={"said": [bare]})
    assert answer(verify(forged, catalog(), TODAY), catalog()).lines


def test_sheets_carry_no_more_than_before() -> None:
    assert STATEMENT == "SonLaSheet"
    assert statement().rest == []
    assert read_token(statement().to_token(), "vi") == statement()
    assert read_token(book().to_token(), "vi") == book()
