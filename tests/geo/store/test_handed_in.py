"""A task list that is filled in and handed back: what was shown is what counts, all or nothing."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy.engine import Engine

from briefing.tasks import groups_of, tasks_xlsx
from geo import clock
from geo.catalog.catalog import Catalog
from geo.cli import commands
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.store.ledger import Ledger
from geo.store.log import Log
from geo.store.model import ConflictError
from geo.tables import DATA, Tables
from geo.trip.apply import FilePlan, HandedIn, apply_file, apply_plan, plan_file
from geo.trip.ground import CatalogGround
from geo.trip.plan import ConflictAnswers
from tests import once
from tests.geo.store.conftest import APPROVER, EDITOR, SECOND, lenient

TODAY = date(2026, 11, 27)
STATUS, NEWS, CAPITAL, LENGTH, SOURCE, ANSWER = (
    "Tình trạng", "Ngày của tình trạng", "Ghi tổng mức đầu tư", "Ghi chiều dài (km)",
    "Số, ngày văn bản", "Lời nhắn cho người duyệt",
)  # fmt: skip
NEW = {
    "Tên dự án": "Cầu Bản Mới", "Loại": "cầu", "Nơi thực hiện": "QL.37 Km420+500",
    "Tình trạng": "quy hoạch", "Ngày của tình trạng": "11/2026",
    "Số, ngày văn bản": "chưa có nguồn tin",
}  # fmt: skip


@cache
def template() -> bytes:
    view = build_view(once.catalog(), Selection(), TODAY)
    return tasks_xlsx(view, groups_of(view, ["SO-XD"]))


def filled(
    rows: dict[str, dict[str, object]], new: dict[str, object] | None = None, base: bytes = b""
) -> bytes:
    """Give the workbook with cells filled in, by project and heading."""
    book = openpyxl.load_workbook(io.BytesIO(base or template()))
    sheet, blank = book["SO-XD"], book["Dự án mới"]
    heads = {str(cell.value): cell.column for cell in sheet[4]}
    keys = {cell.value: cell.row for cell in sheet["A"]}
    for key, cells in rows.items():
        for head, value in cells.items():
            sheet.cell(keys[key], heads[head]).value = value  # type: ignore[assignment]
    heads = {str(cell.value): cell.column for cell in blank[4]}
    for head, value in (new or {}).items():
        blank.cell(5, heads[head]).value = value  # type: ignore[assignment]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


DECISION = {SOURCE: "QĐ 9/QĐ-SXD ngày 7/11/2026"}
STARTED = {STATUS: "Đang thi công", NEWS: "7/11/2026", CAPITAL: "355,5", **DECISION}


@pytest.fixture
def real(engine: Engine, tmp_path: Path) -> Ledger:
    folder = tmp_path / "ground"
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns(".*"))
    return Ledger(Log(engine), folder)


def known(ledger: Ledger, version: int) -> Catalog:
    """Give the catalog of a version; that of the ground is the committed one."""
    drafts = ledger.fold(version).drafts
    return once.loaded(ledger.data, Tables(ledger.data / "tables", drafts))


def hand_in(ledger: Ledger, content: bytes, **answers: str) -> FilePlan:
    chosen = ConflictAnswers({}, answers.get("keep", ""))
    handed = HandedIn(content, TODAY, "vi", "so-xd.xlsx", chosen)
    return plan_file(handed, ledger, lambda version: known(ledger, version))


def now(ledger: Ledger) -> Catalog:
    return known(ledger, ledger.log.head())


def test_what_is_shown_is_applied_and_taken_back(real: Ledger) -> None:
    before = {name: (real.data / "tables" / f"{name}.csv").read_bytes()
              for name in ("events", "figures", "projects", "sources")}  # fmt: skip
    content = filled({"DT-101": STARTED | {ANSWER: "Đã giao mặt bằng"}}, NEW)
    plan = hand_in(real, content)
    assert real.log.batches() == (), "a preview writes nothing"
    assert plan.plan.counts == {
        "new": 7, "changed": 2, "unchanged": 20, "refused": 0, "conflicts": 0,
    }  # fmt: skip
    batch = apply_plan(plan, real, EDITOR)
    assert plan.draft is not None
    assert batch.changes == plan.draft.changes, "the plan that was shown, to the letter"
    assert (batch.origin, batch.reason) == (
        "file", "Tệp so-xd.xlsx. [DT-101: Đã giao mặt bằng]",
    )  # fmt: skip

    after = now(real)
    event = after.events_of("DT-101")[-1]
    assert (event.status, event.date.iso()) == ("construction", "2026-11-07")
    document = after.sources[event.source_id]
    assert (document.kind, document.number, document.date and document.date.iso()) == (
        "official", "9/QĐ-SXD", "2026-11-07",
    )  # fmt: skip
    assert "chưa đối chiếu" in document.note["vi"]
    ground = CatalogGround(after, TODAY)
    assert ground.value(("figures", "DT-101", "capital")) == "355.5"
    bridge = after.projects["CAU-BAN-MOI"]
    assert (bridge.kind, bridge.road_ref, bridge.pieces[0].geometry.geom_type) == (
        "bridge", "QL.37", "Point",
    )  # fmt: skip
    assert after.sources[bridge.source_ids[0]].kind == "told"

    again = hand_in(real, content)
    assert (again.draft, [cell.field for cell in again.plan.cells]) == (None, ["row.answer"])

    real.undo(batch.number, APPROVER, "nhầm tệp")
    fold = real.fold()
    assert {name: fold.drafts.get(name, before[name]) for name in before} == before


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_the_same_cell_asks_and_different_cells_merge(real: Ledger) -> None:
    first = hand_in(real, filled({"DT-101": {CAPITAL: "400", SOURCE: "QĐ 1/QĐ-UBND"}}))
    second = hand_in(real, filled({"DT-101": {CAPITAL: "500", SOURCE: "QĐ 2/QĐ-UBND"}}))
    apply_plan(first, real, EDITOR)
    with pytest.raises(ConflictError) as asked:
        apply_plan(second, real, SECOND)
    (conflict,) = asked.value.conflicts
    assert conflict.theirs is not None
    assert ('"value":"400"' in conflict.theirs, conflict.change.old) == (True, None)

    both = filled({"DT-101": {CAPITAL: "500", LENGTH: "12", SOURCE: "QĐ 2/QĐ-UBND"}})
    plan, batch = apply_file(lambda: hand_in(real, both), real, SECOND)
    assert batch is None
    told = {cell.field: (cell.verdict, cell.base, cell.theirs, cell.mine)
            for cell in plan.plan.cells}  # fmt: skip
    assert told == {
        "figures.capital": ("conflict", "", "400", "500"),
        "figures.length": ("new", "", "", "12"),
    }
    kept = hand_in(real, both, keep="theirs")
    assert [cell.field for cell in kept.plan.cells] == ["figures.length"]
    mine = hand_in(real, both, keep="mine")
    apply_plan(mine, real, SECOND)
    ground = CatalogGround(now(real), TODAY)
    assert [ground.value(("figures", "DT-101", name)) for name in ("capital", "length")] == [
        "500", "12",
    ]  # fmt: skip
    values = [figure.value for figure in now(real).figures_of("DT-101")]
    assert {400.0, 500.0} <= set(values), "what the other document says is kept"


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_batch_that_waits_asks_when_it_is_applied(real: Ledger) -> None:
    waiting = apply_plan(
        hand_in(real, filled({"DT-101": {CAPITAL: "500", SOURCE: "QĐ 2/QĐ-UBND"}})),
        real, SECOND, waits=True,
    )  # fmt: skip
    assert now(real).figures_of("DT-101") == once.catalog().figures_of("DT-101")
    real.approve(waiting.number, APPROVER, by_another=True)
    apply_plan(hand_in(real, filled({"DT-101": {CAPITAL: "400", SOURCE: "QĐ 1/QĐ-UBND"}})),
               real, EDITOR)  # fmt: skip
    with pytest.raises(ConflictError):
        real.apply(waiting.number, APPROVER)
    settled = real.settle(waiting.number, {}, APPROVER, keep="mine")
    real.approve(settled.number, APPROVER)
    real.apply(settled.number, APPROVER)
    ground = CatalogGround(now(real), TODAY)
    assert ground.value(("figures", "DT-101", "capital")) == "500"


@pytest.mark.parametrize(
    ("rows", "new", "cell", "words"),
    [
        ({"DT-101": {**STARTED, NEWS: "1/1/2020"}}, {}, "SO-XD!D6", "trước tin mới nhất"),
        ({"DT-101": {CAPITAL: "355,5"}}, {}, "SO-XD!M6", "Chưa ghi nguồn"),
        ({"DT-101": {CAPITAL: "3", SOURCE: "QĐ 9/QĐ-SXD ngày 1/1/2030"}}, {}, "SO-XD!M6",
         "ở phía trước"),
        # The check of the whole data refuses it.
        ({}, {**NEW, "Năm khởi công": 2030, "Năm hoàn thành": 2026}, "Dự án mới!B5",
         "Dữ liệu sẽ có lỗi"),
        ({}, {**NEW, "Loại": None}, "Dự án mới!B5", "chưa có loại"),
        ({}, {**NEW, "Nơi thực hiện": "gần chợ"}, "Dự án mới!D5", "Chưa hiểu nơi"),
        ({}, {**NEW, "Nơi thực hiện": "QL.37 Km999"}, "Dự án mới!D5", "không có lý trình"),
        ({}, {**NEW, "Mã": "cầu 1"}, "Dự án mới!B5", "không đúng dạng"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_one_refusal_keeps_the_whole_file_out(
    real: Ledger, rows: dict[str, dict[str, object]], new: dict[str, object], cell: str, words: str
) -> None:
    checks = words == "Dữ liệu sẽ có lỗi"
    ledger = real if checks else replace(real, check=lenient)
    plan, batch = apply_file(lambda: hand_in(ledger, filled(rows, new)), ledger, EDITOR)
    refused = {f"{one.sheet}!{one.cell}": one.message for one in plan.plan.cells
               if one.verdict == "refused"}  # fmt: skip
    assert words in refused[cell]
    assert (batch, real.log.batches()) == (None, ())


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_an_older_document_is_refused_for_the_map_would_not_show_it(real: Ledger) -> None:
    apply_plan(hand_in(real, filled({"DT-101": {CAPITAL: "400", **DECISION}})), real, EDITOR)
    view = build_view(now(real), Selection(), TODAY)
    base = tasks_xlsx(view, groups_of(view, ["SO-XD"]))
    older = {"DT-101": {CAPITAL: "500", SOURCE: "QĐ 2/QĐ-SXD ngày 1/1/2024"}}
    (cell,) = hand_in(real, filled(older, base=base)).plan.cells
    assert (cell.verdict, "không mới hơn" in cell.message) == ("refused", True)


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("words", "cells"),
    [
        ("bản Nà Tăm, xã Chiềng Khoong", {"geometry": "within:"}),
        ("huyện Mộc Châu cũ, huyện Mộc Châu", {"geometry": "within:123"}),
        ("ĐT.101 Km3+200 – Km12", {"road_ref": "ĐT.101", "km_from": "3.2", "km_to": "12"}),
        ("21,3275; 103,9188", {"geometry_note_vi": "21,3275"}),
    ],
)
def test_a_place_in_words(real: Ledger, words: str, cells: dict[str, str]) -> None:
    # The check of the data is tried above; here it costs a second for each place.
    plan = hand_in(replace(real, check=lenient), filled({}, {**NEW, "Nơi thực hiện": words}))
    assert plan.draft is not None, plan.plan.cells
    (row,) = [json.loads(one.new or "") for one in plan.draft.changes if one.table == "projects"]
    assert {name: row[name][: len(cell)] for name, cell in cells.items()} == cells
    spots = [json.loads(one.new or "") for one in plan.draft.changes if one.table == "geometries"]
    assert [(one["shape"], one["evidence"]) for one in spots] == (
        [("POINT (103.9188 21.3275)", "C")] if words.startswith("21") else []
    )


def test_the_command_applies_says_and_takes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.delenv("SON_LA_STATE", raising=False)
    monkeypatch.delenv("SON_LA_DATABASE_URL", raising=False)
    data = tmp_path / "data"
    shutil.copytree(DATA, data, ignore=shutil.ignore_patterns(".*"))
    file = tmp_path / "so-xd.xlsx"
    file.write_bytes(filled({"DT-101": STARTED}))

    def run(*arguments: str) -> tuple[int, str, str]:
        status = commands.main([*arguments, "--data", str(data)])
        told = capsys.readouterr()
        return status, told.out, told.err

    assert run("apply", str(file), "--dry-run")[0] == 0
    assert not (tmp_path / "state").exists(), "a preview makes no store"
    status, out, err = run("apply", str(file), "--format", "json")
    told = json.loads(out)
    assert set(told) == {"new", "changed", "unchanged", "refused", "conflicts", "cells"}
    assert (status, told["changed"], "đợt thay đổi 1" in err) == (0, 2, True)
    assert (tmp_path / "state" / "son-la.sqlite3").is_file(), "made at first use, beside the data"
    other = {"DT-101": {CAPITAL: "400", SOURCE: "QĐ 3/QĐ-UBND"}}
    file.write_bytes(filled(other))
    status, out, _ = run("apply", str(file), "--format", "json")
    (cell,) = json.loads(out)["cells"]
    assert (status, cell["verdict"], cell["base"], cell["theirs"], cell["mine"]) == (
        1, "conflict", "", "355.5", "400",
    )  # fmt: skip
    with pytest.raises(SystemExit, match="2"):
        run("apply", str(file), "--answer", "SO-XD!M6=maybe")
    capsys.readouterr()
    answers = tmp_path / "answers"
    for said, told_as in (("sheet;cell\nSO-XD;M6\n", "danh sách"), ('{"cells": 3}', "danh sách"),
                          ("sheet,cell,answer\nSO-XD,M6,maybe\n", "dòng 2: “maybe”")):  # fmt: skip
        answers.write_text(said)
        status, _, err = run("apply", str(file), "--dry-run", "--answers", str(answers))
        assert (status, told_as in err) == (2, True)
    words = "\ufeffsheet;cell;note;answer\nSO-XD;M6;;Giữ giá trị hiện nay\nSO-XD;M7;;\n"
    answers.write_text(words, encoding="utf-8")
    status, out, _ = run(
        "apply", str(file), "--dry-run", "--answers", str(answers), "--format", "json"
    )
    assert (status, json.loads(out)["conflicts"]) == (0, 0)
    # What was printed comes back with the answer added.
    answers.write_text(json.dumps({"cells": [{**cell, "answer": "mine"}]}))
    status, _, err = run("apply", str(file), "--answers", str(answers), "--propose")
    assert (status, "hàng chờ" in err) == (0, True)
    status, out, _ = run("store", "undo", "1", "--reason", "nhầm")
    assert (status, out.strip()) == (0, "Đã hoàn tác đợt 1 bằng đợt 3.")
    status, _, err = run("store", "undo", "1", "--reason", "nhầm")
    assert (status, "Không hoàn tác được đợt 1" in err) == (2, True)
