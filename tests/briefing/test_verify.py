"""A sheet is asked whether it still holds: the same, changed, or no sheet at all."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zlib
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from briefing.__main__ import main
from briefing.limits import MOST_BYTES
from briefing.sheet.changes import LAYERS, render_changes
from briefing.sheet.render import render_sheet
from briefing.statement.carriers import statement_in
from briefing.statement.statement import (
    ALPHABET,
    MARK,
    STATEMENT,
    TOKEN,
    CodeError,
    StatementError,
    code_of,
    read_code,
    read_token,
)
from briefing.verify.compare import OnPaper, verify, verify_code
from briefing.verify.words import answer, code_answer
from geo.dates import PartialDate
from geo.errors import SonLaMapError
from geo.model import Status
from geo.query.selection import Selection
from geo.reports.changes import changes
from tests.briefing.checks import LATER, SOP_COP, checked, edited
from tests.briefing.sheets import LINK, TODAY, catalog, request, view_of

ELSEWHERE = "EXP-SL1"


@cache
def made(form: str = "pdf", language: str = "vi") -> bytes:
    asked = request(format=form, dpi=50, link=LINK, bbox=None)
    return render_sheet(view_of("127", language=language), asked)


# -- the same, and changed --------------------------------------------------------------------


@pytest.mark.parametrize("form", ["pdf", "png", "svg"])
def test_every_format_carries_what_it_says(form: str) -> None:
    statement = statement_in(made(form), "vi")
    assert {one["id"] for one in statement.said} == {
        "BG-HUOILA", "DT-105", "DT-105A", "SCH-BORDER", "SCH-MUONGLAN", "SCH-MUONGLEO",
        "SCH-SOPCOP",
    }  # fmt: skip
    assert (statement.size, statement.landscape, statement.grey) == ("A4", True, False)
    assert statement.link == LINK
    assert statement.printed == "2026-11-01"
    verdict = checked(made(form), today=LATER)
    assert verdict.same
    assert verdict.now is not None
    words = answer(verdict, catalog()).text()
    assert "ĐÚNG" in words
    assert "Vào ngày của phiếu, 01/11/2026: phiếu đúng" in words
    assert "Hôm nay, 20/11/2026: phiếu vẫn còn đúng" in words


def test_the_code_stands_on_the_paper_and_in_the_properties() -> None:
    reader = PdfReader(io.BytesIO(made()))
    code = statement_in(made(), "vi").code
    assert f"Mã kiểm tra {code}" in " ".join(reader.pages[0].extract_text().split())
    assert f"code={code}" in str((reader.metadata or {})["/Keywords"])


def test_an_event_after_the_day_leaves_it_right_then_and_wrong_today() -> None:
    known = edited(SOP_COP, PartialDate(2026, 11, 15))
    verdict = checked(made(), known, LATER)
    assert verdict.then.same
    assert verdict.now is not None
    assert not verdict.now.same
    words = answer(verdict, known).text()
    assert "Vào ngày của phiếu, 01/11/2026: phiếu đúng" in words
    assert "Hôm nay, 20/11/2026: phiếu không còn đúng" in words
    assert (
        "Nâng cấp ĐT.105 lên cấp IV miền núi (DT-105): tình trạng Quy hoạch → Đang thi công; "
        "ngày 07/09/2022 → 15/11/2026 [1857/CTr-UBND (07/09/2022), dẫn lại]"
    ) in words
    assert "DT-105A" not in words


def test_an_event_that_came_in_late_makes_it_wrong_on_its_own_day() -> None:
    verdict = checked(made(), edited(SOP_COP, PartialDate(2026, 10, 15)))
    assert not verdict.then.same
    assert verdict.now is None
    late = edited(SOP_COP, PartialDate(2026, 10, 15))
    words = answer(checked(made(), late, LATER), late).text()
    assert "20/11/2026: phiếu không còn đúng, cũng ở những chỗ vừa nêu." in words
    assert words.count("Quy hoạch → Đang thi công") == 1


def test_an_edit_in_another_district_changes_nothing() -> None:
    verdict = checked(made(), edited(ELSEWHERE, PartialDate(2026, 10, 15)), LATER)
    assert verdict.same
    words = answer(verdict, catalog()).text()
    assert "Dữ liệu đã được sửa từ khi lập phiếu" in words


def test_a_project_that_is_gone_and_a_figure_are_told() -> None:
    left = {id_: one for id_, one in catalog().projects.items() if id_ != "DT-105A"}
    figures = tuple(
        replace(one, value=3400.5)
        if (one.subject_id, one.quantity) == ("SCH-BORDER", "capital")
        else one
        for one in catalog().figures
    )
    known = replace(catalog(), projects=left, figures=figures)
    words = answer(checked(made(language="en"), known), known).text()
    assert "CHANGED" in words
    assert "(DT-105A): gone, the sheet said: Planned · 7 Sep 2022" in words
    assert "(SCH-BORDER): total investment 3,389 billion VND" in words
    assert "→ 3,400.5 billion VND" in words


def test_a_moved_line_is_told_though_no_figure_changed() -> None:
    project = catalog().projects[SOP_COP]
    pieces = tuple(replace(p, geometry=p.geometry.simplify(0.01)) for p in project.pieces)
    known = replace(
        catalog(), projects={**catalog().projects, SOP_COP: replace(project, pieces=pieces)}
    )
    words = answer(checked(made(), known), known).text()
    assert "vị trí hoặc đường nét trên bản đồ đã khác" in words


def test_a_change_sheet_is_checked_on_its_period_only() -> None:
    period = date(2024, 1, 1), date(2026, 11, 1)
    found = changes(catalog(), Selection(areas=("123",)), *period)
    data = render_changes(found, request(format="svg", layers=LAYERS))
    assert checked(data, today=LATER).same
    moved = found.items[0].project.id
    verdict = checked(data, edited(moved, PartialDate(2026, 10, 30), Status.SUSPENDED), LATER)
    assert verdict.now is None
    words = answer(verdict, catalog()).text()
    assert f"({moved}): tình trạng " in words
    assert "→ Tạm dừng" in words
    code = statement_in(data, "vi").code
    link = "?area=123&from=2024-01-01&to=2026-11-01"
    assert verify_code(OnPaper(code, link), catalog(), "vi", LATER).same


# -- the code ---------------------------------------------------------------------------------


def test_a_code_and_the_link_say_same_or_not() -> None:
    code = statement_in(made(), "vi").code
    link = "https://example.org/?area=127&lang=en#map=9/21/103"
    sloppy = code.lower().replace("-", " ")
    assert verify_code(OnPaper(sloppy, link, TODAY), catalog(), "vi", LATER).same
    known = edited(SOP_COP, PartialDate(2026, 11, 15))
    verdict = verify_code(OnPaper(code, link, TODAY), known, "vi", LATER)
    assert verdict.days == ((TODAY, True), (LATER, False))
    words = code_answer(verdict, known, "vi").text()
    assert "Tính đến ngày 01/11/2026: nội dung đúng như bản giấy." in words
    assert "Tính đến ngày 20/11/2026: nội dung khác với bản giấy." in words
    assert not verify_code(OnPaper(code), catalog(), "vi", LATER).same


@pytest.mark.parametrize("link", ["Sốp Cộp", "http://[", "x" * 9_000, "?area=nowhere", "?from=x"])
def test_a_link_that_is_none_is_told(link: str) -> None:
    with pytest.raises(SonLaMapError):
        verify_code(OnPaper(statement_in(made(), "vi").code, link), catalog(), "vi", TODAY)


def bare(code: str) -> str:
    return code.removeprefix("SL-").replace("-", "")


@given(st.binary(min_size=8, max_size=32), st.integers(0, 8), st.sampled_from(ALPHABET))
def test_any_wrong_character_is_noticed(digest: bytes, at: int, char: str) -> None:
    code = bare(code_of(digest))
    assert read_code(code, "vi") == code_of(digest)
    wrong = code[:at] + char + code[at + 1 :]
    if wrong != code:
        with pytest.raises(CodeError):
            read_code(wrong, "vi")


@given(st.binary(min_size=8, max_size=32), st.integers(0, 8), st.integers(0, 8))
def test_any_swap_is_noticed(digest: bytes, one: int, other: int) -> None:
    chars = list(bare(code_of(digest)))
    if chars[one] != chars[other]:
        chars[one], chars[other] = chars[other], chars[one]
        with pytest.raises(CodeError):
            read_code("".join(chars), "vi")


# -- files that are none ----------------------------------------------------------------------


def token_in(data: bytes) -> str:
    found = TOKEN.search(data.decode("latin-1"))
    assert found
    return found[0]


def opened(token: str) -> dict[str, Any]:
    outer = json.loads(zlib.decompress(base64.b64decode(token.removeprefix(MARK))))
    assert isinstance(outer, dict)
    return outer


def packed(outer: object) -> str:
    return MARK + base64.b64encode(zlib.compress(json.dumps(outer).encode())).decode()


def told(data: bytes) -> str:
    try:
        verdict = checked(data, today=LATER)
    except StatementError as error:
        assert "bị hỏng hoặc bị sửa" in str(error)  # noqa: PT017 - one of three right answers
        return "broken"
    return "same" if verdict.same else "changed"


@pytest.mark.parametrize(
    ("old", "new", "answers"),
    [
        ("2026-11-01", "2026-11-01", {"same", "broken"}),
        # What a sheet says of a project is under the code that is printed on it.
        ('"status":"planned"', '"status":"completed"', {"broken"}),
        ('"date":"2022-09-07"', '"date":"2022-09-08"', {"broken"}),
        # Another code is not the code of what it says.
        ('"code":"SL-', '"code":"SL-2', {"broken"}),
        # Day, areas and map are looked up again in the data.
        ('"day":"2026-11-01"', '"day":"2022-01-01"', {"changed", "broken"}),
        ("area=127", "area=126", {"changed", "broken"}),
        ('"roads":"', '"roads":"0', {"changed", "broken"}),
    ],
)
def test_a_statement_altered_by_hand_is_never_told_to_hold(
    old: str, new: str, answers: set[str]
) -> None:
    """Whoever edits the text of a statement, and its seal with it, is told so."""
    token = token_in(made("svg"))
    outer = opened(token)
    body = outer.get("sheet") or json.dumps(outer, ensure_ascii=False, separators=(",", ":"))
    assert old in body
    altered = body.replace(old, new)
    seal = hashlib.sha256(altered.encode()).hexdigest()
    for forged in (json.loads(altered), {"seal": seal, "sheet": altered}):
        assert told(made("svg").replace(token.encode(), packed(forged).encode())) in answers


def test_an_altered_statement_is_noticed() -> None:
    outer = opened(token_in(made("svg")))
    assert outer["said"][0]["status"] == "planned"
    outer["said"][0]["status"] = "completed"
    with pytest.raises(StatementError, match="bị hỏng hoặc bị sửa"):
        read_token(packed(outer), "vi")


@pytest.mark.parametrize("form", ["pdf", "png", "svg"])
def test_a_byte_changed_in_the_statement_is_noticed(form: str) -> None:
    data = made(form)
    at = data.index(b"SonLaSheet" if form == "pdf" else MARK.encode()) + 300
    other = b"A" if data[at : at + 1] != b"A" else b"B"
    with pytest.raises(StatementError):
        statement_in(data[:at] + other + data[at + 1 :], "vi")


@pytest.mark.parametrize("form", ["pdf", "png"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_truncated_file_is_told(form: str, share: float) -> None:
    data = made(form)
    with pytest.raises(StatementError, match="hỏng hoặc thiếu một phần"):
        statement_in(data[: int(len(data) * share)], "vi")


def pdf_with(value: str) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({f"/{STATEMENT}": value})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "value",
    [
        "",
        "../../etc/passwd",
        "SLS1:AAAA",
        packed([]),
        packed({"seal": 1, "sheet": 2}),
        packed({"sheet": "{}"}),
        MARK + base64.b64encode(zlib.compress(b"[" * 100_000)).decode(),
        MARK + base64.b64encode(zlib.compress(b" " * 30_000_000)).decode(),
    ],
)
def test_hostile_metadata_is_refused_in_words(value: str) -> None:
    with pytest.raises(StatementError):
        statement_in(pdf_with(value), "vi")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("size", "A99"),
        ("layers", ["../x"]),
        ("bbox", [1, 2]),
        ("bbox", ["a"] * 4),
        ("day", "tomorrow"),
        ("said", [{"id": 1}]),
        ("ground", 3),
        ("start", "2026-12-31"),
    ],
)
def test_a_forged_statement_with_a_fitting_seal_is_refused(name: str, value: object) -> None:
    statement = statement_in(made(), "vi").model_copy(update={name: value})
    with pytest.raises(StatementError):
        verify(read_token(statement.to_token(), "vi"), catalog(), TODAY)


def test_names_from_a_file_stay_words() -> None:
    statement = statement_in(made(), "vi")
    said = [{**statement.said[0], "id": "X", "name": "\x1b[2J<b>", "status": "{0}"}]
    forged = statement.model_copy(update={"said": said})
    shown = answer(verify(forged, catalog(), TODAY), catalog()).text()
    assert "\x1b" not in shown
    assert "[2J<b> (X): không còn, phiếu đã ghi: {0}" in shown


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"%PDF-1.4\n%%EOF", b"\x89PNG\r\n\x1a\n", b"<svg/>"]
)
def test_another_file_is_told(data: bytes) -> None:
    with pytest.raises(StatementError):
        statement_in(data, "en")


def test_a_file_that_is_too_large_is_not_read() -> None:
    with pytest.raises(StatementError, match="50 MB"):
        statement_in(b"%PDF-" + bytes(MOST_BYTES), "vi")


def test_an_entity_bomb_is_not_expanded() -> None:
    bomb = b'<!DOCTYPE svg [<!ENTITY a "SLS1:aaaa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>'
    with pytest.raises(StatementError):
        statement_in(bomb, "vi")


# -- the command line -------------------------------------------------------------------------


@pytest.mark.usefixtures("read_once")
def test_the_command_says_it_by_its_exit_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, data in (("good.png", made("png")), ("bad.pdf", made()[:9_000])):
        (tmp_path / name).write_bytes(data)
    assert main(["verify", str(tmp_path / "good.png"), "--today", "2026-11-20"]) == 0
    assert "Huyện Sốp Cộp" in capsys.readouterr().out
    assert main(["verify", str(tmp_path / "bad.pdf"), "--lang", "en"]) == 2
    assert "broken or incomplete" in capsys.readouterr().err
    assert main(["verify", str(tmp_path / "none.pdf")]) == 2
    known = edited(SOP_COP, PartialDate(2026, 10, 15))
    (tmp_path / "old.svg").write_bytes(render_sheet(replace(view_of("127"), catalog=known,
        rows=view_of("127").rows[:1]), request(format="svg")))  # fmt: skip
    assert main(["verify", str(tmp_path / "old.svg"), "--today", "2026-11-20"]) == 1
    assert "mới có, phiếu chưa nêu" in capsys.readouterr().out
