"""A task list that comes back on *Cập nhật*: numbers, cells, refusals, conflicts, the queue."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from geo.desk.judge import Desk
from geo.store.ledger import Ledger
from geo.store.model import BatchState
from panels.pages.updates_file import FILE
from tests import once
from tests.geo.store.test_handed_in import (
    CAPITAL,
    DECISION,
    NEW,
    NEWS,
    SOURCE,
    STARTED,
    STATUS,
    filled,
)
from tests.panels.at_the_desk import AN, CHI, DUNG, labels, page, press, sign_in, words
from tests.panels.test_page import shown_html

PROJECT = "DT-101"


def task_list(**cells: object) -> bytes:
    return filled({PROJECT: cells})


def sheets(app: AppTest) -> list[str]:
    offered = [button.proto.label for button in app.get("download_button")]
    return [label for label in offered if "ký" in label]


def hand_in(app: AppTest, content: bytes, name: str = "SO-XD.xlsx") -> AppTest:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    app.file_uploader(key=FILE).set_value((name, content, kind))
    app.run()
    assert not app.exception
    return app


def test_a_file_is_shown_with_its_numbers_and_proposed_as_it_was_shown(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    sign_in(monkeypatch, AN)
    app = hand_in(page(part="nop-tep"), task_list(**STARTED))
    shown = words(app)
    assert "nội dung mới 1 thay đổi 2" in shown
    assert "Đang thi công" in shown
    assert "7 tháng 11 năm 2026" in shown
    assert "355,5 tỷ đồng" in shown
    assert "QĐ 9/QĐ-SXD" in shown
    assert ledger.log.batches() == ()
    assert "Áp dụng ngay" not in labels(app)
    assert sheets(app) == ["Tải phiếu đề xuất để ký (PDF)"]
    press(app, "Gửi chờ duyệt")
    (batch,) = ledger.log.batches()
    assert (batch.state, batch.author.name, batch.origin) == (BatchState.PROPOSED, "an", "file")
    assert f"đề xuất {batch.number} đang chờ duyệt" in app.success[0].value
    sign_in(monkeypatch, CHI)
    waiting = page()
    assert "355,5 tỷ đồng" in words(waiting)
    assert sheets(waiting) == ["Tải phiếu đề xuất để ký (PDF)"]


@pytest.mark.usefixtures("ledger")
def test_a_new_project_of_a_file_goes_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, AN)
    shown = words(hand_in(page(part="nop-tep"), filled({}, {**NEW})))
    assert "Cầu Bản Mới dự án mới" in shown
    assert " +" not in shown
    assert "QL.37 Km420+500 chưa có nguồn tin" in shown


def test_refused_cells_name_sheet_cell_reason_and_remedy(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    sign_in(monkeypatch, AN)
    wrong = {STATUS: "xong", NEWS: "31/2/2026", CAPITAL: "nhiều", SOURCE: "x"}
    app = hand_in(page(part="nop-tep"), task_list(**wrong))
    shown = words(app)
    assert "trang SO-XD Tình trạng" in shown
    assert "Planned" not in shown
    assert "không có trong danh sách" in shown
    assert "Hãy chọn trong danh sách của ô." in shown
    assert "Chưa gửi được" in app.warning[0].value
    assert "Gửi chờ duyệt" not in labels(app)
    assert sheets(app) == []
    assert ledger.log.batches() == ()


def test_the_same_cell_asks_and_the_answer_is_kept_with_the_file(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    desk = Desk(ledger, once.catalog(), "vi")
    mine = task_list(**STARTED)
    sign_in(monkeypatch, AN)
    theirs = hand_in(page(part="nop-tep"), task_list(**{CAPITAL: "400"}, **DECISION))
    press(theirs, "Gửi chờ duyệt")
    desk.approve(1, DUNG)
    app = hand_in(page(part="nop-tep"), task_list(**{CAPITAL: "500"}, **DECISION))
    shown = words(app)
    assert "Ô phải chọn (1)" in shown + " ".join(one.value for one in app.header)
    for part in ("400 tỷ đồng", "500 tỷ đồng"):
        assert part in shown
    assert "Gửi chờ duyệt" not in labels(app)
    app.radio[0].set_value("mine")
    press(app, "Lưu lựa chọn")
    press(app, "Gửi chờ duyệt")
    assert desk.approve(2, DUNG).state is BatchState.APPLIED
    other = hand_in(page(part="nop-tep"), mine)
    assert "Gửi chờ duyệt" not in labels(other), "chosen for one file is not chosen for another"


def test_a_file_that_is_none_of_ours_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    sign_in(monkeypatch, AN)
    app = hand_in(page(part="nop-tep"), b"no workbook", "<img src=x>.xlsx")
    assert "không phải bảng tính" in app.error[0].value
    assert "<img" not in shown_html(app)
    assert ledger.log.batches() == ()


def test_where_one_pair_of_eyes_is_enough_a_file_counts_at_once(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    monkeypatch.setenv("SON_LA_SECOND_EYES", "off")
    sign_in(monkeypatch, AN)
    app = hand_in(page(part="nop-tep"), task_list(**STARTED))
    press(app, "Áp dụng ngay")
    assert ledger.log.batch(1).state is BatchState.APPLIED
