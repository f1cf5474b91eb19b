"""*Cập nhật*: what waits is judged by who may and by nobody else; files are shown first."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from urllib.parse import parse_qsl

import pytest

from geo.desk.judge import Desk
from geo.people.rights import Person, PersonRole
from geo.proposals.proposal import FormGround
from geo.proposals.update import plan_update
from geo.store.ledger import Ledger
from geo.store.model import BatchState
from geo.store.suggestions import SuggestionText, suggest, suggestions
from panels import desk as desks
from panels.session import person
from panels.session.address import AppPage
from tests import once
from tests.panels.apps import opened_page
from tests.panels.at_the_desk import (
    AN,
    CHI,
    DUNG,
    HOSTILE,
    PROJECT,
    labels,
    page,
    press,
    propose,
    sign_in,
    words,
)
from tests.panels.test_page import shown_html


@pytest.mark.parametrize(
    ("who", "told"),
    [
        (None, "Chỉ người biên tập và người duyệt sửa được bản đồ."),
        (Person("doc", PersonRole.READER), "Tài khoản của bạn chỉ để đọc."),
    ],
)
def test_who_may_not_sees_one_sentence_and_nothing_that_waits(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger, who: Person | None, told: str
) -> None:
    propose(ledger, AN)
    suggest(ledger.log, SuggestionText("Năm sai", "", contact="0912"))
    sign_in(monkeypatch, who)
    for part in (
        "",
        "de-nghi",
        "sua",
        "them-du-an",
        "them-hinh",
        "them-nguon",
        "nop-tep",
        "da-xu-ly",
    ):
        app = page(part=part)
        assert told in words(app)
        assert "2031" not in shown_html(app)
        assert "0912" not in shown_html(app)
        assert not app.button
    assert ("dang-nhap?lang=vi" in shown_html(page())) is (who is None)


def test_without_users_or_a_store_there_is_no_editing(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    propose(ledger, AN)
    sign_in(monkeypatch, None)
    monkeypatch.setattr(person, "can_sign_in", lambda: False)
    assert "chưa có người dùng" in words(page())
    monkeypatch.undo()
    app = page()
    assert "chưa có người dùng" in words(app)
    assert not app.button


def test_an_approver_sees_old_and_new_in_words_and_approves(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    number = propose(ledger, AN)
    sign_in(monkeypatch, CHI)
    app = page()
    shown = words(app)
    assert f"Đề xuất {number} an · Biên tập vừa xong" in shown
    assert "Năm hoàn thành" in shown
    assert "2031" in shown
    assert "theo báo cáo" in shown
    assert "Chờ duyệt (1)" in shown
    assert f"id={PROJECT}" in shown_html(app)
    press(app, "Duyệt")
    assert "bản đồ đã đổi theo" in app.success[0].value
    assert "Không có đề xuất nào chờ duyệt" in words(app)
    assert ledger.log.batch(number).state is BatchState.APPLIED


def test_people_go_by_their_names_and_enter_in_the_words_is_no_judgement(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    number = propose(ledger, AN)
    Desk(ledger, once.catalog(), "vi").ask_back(number, CHI, "Văn bản nào?")
    monkeypatch.setattr(desks, "full_names", lambda: {"an": "Nguyễn Văn An", "chi": "Trần Chi"})
    sign_in(monkeypatch, CHI)
    app = page()
    shown = words(app)
    assert f"Đề xuất {number} đang hỏi lại Nguyễn Văn An · Biên tập" in shown
    assert "Trần Chi vừa xong Văn bản nào?" in shown
    (form,) = app.get("form")
    assert form.proto.form.enter_to_submit is False


def _propose_capital(desk: Desk, capital: str, source: str) -> None:
    ground = FormGround(desk.ledger, desk.catalog, date(2026, 11, 27), "vi", 0)
    typed = {"figures.capital": capital, "unit.capital": "tỷ đồng", "source": source}
    proposal = plan_update(PROJECT, typed, ground)
    assert proposal.draft, proposal.doubts
    desk.propose(proposal.draft, AN)


def test_documents_that_come_along_are_told_in_a_line_and_once(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    desk = Desk(ledger, once.catalog(), "vi")
    _propose_capital(desk, "4960", "BC 388/BC-UBND ngày 30/10/2026")
    _propose_capital(desk, "5102", "Chưa có nguồn tin.")
    sign_in(monkeypatch, CHI)
    shown = words(page())
    assert "Nguồn tin mới BC 388/BC-UBND ngày 30/10/2026 · Văn bản chính thức" in shown
    assert shown.count("Nguồn tin mới") == 1
    assert "5.102 tỷ đồng Chưa có nguồn tin" in shown


def test_a_conflict_of_rows_says_what_its_author_saw(ledger: Ledger) -> None:
    desk = Desk(ledger, once.catalog(), "vi")
    _propose_capital(desk, "4960", "BC 388/BC-UBND ngày 30/10/2026")
    _propose_capital(desk, "5102", "QĐ 2011/QĐ-UBND ngày 18/11/2026")
    desk.approve(2, DUNG)
    now = Desk(ledger, desks.catalog_of(ledger.log.head()), "vi")
    (waiting,) = now.waiting(CHI)
    (conflict,) = waiting.conflicts
    assert now.conflict_words(waiting.batch, conflict) == (
        "Tổng mức đầu tư", "9.997 tỷ đồng (29 tháng 9 năm 2024)", "5.102 tỷ đồng", "4.960 tỷ đồng",
    )  # fmt: skip


def test_nobody_approves_their_own_and_an_editor_approves_nothing(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    propose(ledger, CHI)
    sign_in(monkeypatch, CHI)
    own = page()
    assert "Duyệt" not in labels(own)
    assert "không tự duyệt" in own.caption[0].value
    assert labels(own) == ["Trả lời", "Rút lại"]
    sign_in(monkeypatch, AN)
    assert labels(page()) == ["Hỏi lại"]


@pytest.mark.parametrize("now", [None, Person("chi", PersonRole.EDITOR)])
def test_a_page_that_was_open_when_a_role_was_taken_away_does_nothing(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger, now: Person | None
) -> None:
    number, applied = propose(ledger, AN), propose(ledger, AN, "2032")
    Desk(ledger, once.catalog(), "vi").approve(applied, DUNG)
    sign_in(monkeypatch, CHI)
    queue, done = page(), page(part="da-xu-ly")
    queue.text_input(key=f"words-{number}").set_value("thôi")
    done.text_input(key=f"why-{applied}").set_value("thôi")
    next(one for one in queue.button if one.label == "Từ chối").click()
    next(one for one in done.button if one.label == "Hoàn tác").click()
    sign_in(monkeypatch, now)
    for app in (queue, done):
        app.run()
        assert not app.exception
        assert now or not app.button
        assert ("2031" in shown_html(app) or "2032" in shown_html(app)) is (now is not None)
    states = {one.number: one.state for one in ledger.log.batches()}
    assert states == {number: BatchState.PROPOSED, applied: BatchState.APPLIED}


def test_a_question_an_answer_and_a_reason(monkeypatch: pytest.MonkeyPatch, ledger: Ledger) -> None:
    number = propose(ledger, AN)
    sign_in(monkeypatch, CHI)
    app = page()
    press(app, "Từ chối")
    assert "lý do" in app.error[0].value
    app.text_input[0].input("Văn bản nào?")
    press(app, "Hỏi lại")
    assert "đang hỏi lại" in words(app)
    sign_in(monkeypatch, AN)
    mine = page()
    assert "Văn bản nào?" in words(mine)
    mine.text_input[0].input("Báo cáo tháng 11")
    press(mine, "Trả lời")
    assert "đang hỏi lại" not in words(mine)
    sign_in(monkeypatch, CHI)
    app = page()
    app.text_input[0].input("Chưa đúng")
    press(app, "Từ chối")
    assert ledger.log.batch(number).state is BatchState.REJECTED
    sign_in(monkeypatch, AN)
    decided = words(page(part="da-xu-ly"))
    assert "bị từ chối" in decided
    assert "Chưa đúng" in decided


def test_a_conflict_is_shown_with_three_values_and_asked(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    first, second = propose(ledger, AN), propose(ledger, AN, "2032")
    Desk(ledger, once.catalog(), "vi").approve(first, DUNG)
    sign_in(monkeypatch, CHI)
    app = page()
    shown = words(app)
    for part in ("Lúc đề xuất đang là", "Nay người khác đã sửa thành 2031", "đổi thành 2032"):
        assert part in shown
    assert [one.disabled for one in app.button if one.label == "Duyệt"] == [True]
    press(app, "Lưu lựa chọn")
    assert "chọn giữ giá trị" in app.error[0].value
    app.radio[0].set_value("mine")
    press(app, "Lưu lựa chọn")
    assert f"thay cho đề xuất {second}" in app.success[0].value
    (waiting,) = Desk(ledger, once.catalog(), "vi").waiting(DUNG)
    assert (waiting.batch.author.name, waiting.conflicts) == ("chi", ())


def test_an_applied_batch_is_undone_with_a_reason(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    number = propose(ledger, AN)
    Desk(ledger, once.catalog(), "vi").approve(number, DUNG)
    sign_in(monkeypatch, AN)
    assert labels(page(part="da-xu-ly")) == []
    sign_in(monkeypatch, CHI)
    app = page(part="da-xu-ly")
    press(app, "Hoàn tác")
    assert "lý do" in app.error[0].value
    app.text_input[0].input("Sai văn bản")
    press(app, "Hoàn tác")
    assert ledger.log.batch(number).state is BatchState.UNDONE
    assert ledger.fold().drafts == {}
    assert "đã hoàn tác" in words(app)


def test_a_suggestion_is_declined_or_taken_up_as_facts(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    text = SuggestionText(HOSTILE, "2031", "QĐ 12/QĐ-UBND", "0912 345 678", PROJECT)
    for _ in range(2):
        suggest(ledger.log, text)
    sign_in(monkeypatch, AN)
    assert "0912" not in shown_html(page(part="de-nghi"))
    sign_in(monkeypatch, CHI)
    app = page(part="de-nghi")
    assert "0912 345 678" in words(app)
    assert "<script" not in shown_html(app)
    assert "<img" not in shown_html(app)
    app.text_input(key="decline-why-1").input("Đã đúng")
    press(app, "Không nhận")
    (link,) = re.findall(r'href="cap-nhat\?([^"]+)"[^>]*>Nhận thành đề xuất', shown_html(app))
    asked = dict(parse_qsl(unescape(link)))
    assert asked == {"part": "sua", "of": PROJECT, "suggestion": "2"}
    app = page(**asked)
    assert "0912 345 678" in words(app), "what the reader said stands above the form"
    typed = {str(one.key).rpartition(":")[2]: one for one in (*app.text_input, *app.selectbox)}
    assert typed["reason"].value == "Theo đề nghị 2 của người đọc"
    assert typed["source"].value == "QĐ 12/QĐ-UBND"
    assert "Áp dụng ngay" not in labels(app), "two pairs of eyes, whatever the rules"
    typed["projects.finish_year"].input("2031")
    for one in app.selectbox:  # AppTest knows of no words that were typed into a list
        if one.value is not None and one.format_func(one.value) not in one.options:
            one.options.append(one.format_func(one.value))
    press(app, "Gửi chờ duyệt")
    assert "Đã nhận đề nghị 2" in app.success[0].value
    assert not app.warning
    app.run()  # as a new version of the map lets every open page do
    assert "Đã nhận đề nghị 2" in app.success[0].value
    assert [(one.state, one.text.contact) for one in suggestions(ledger.log)] == [
        ("declined", ""),
        ("taken", ""),
    ]
    (batch,) = ledger.log.batches()
    assert (batch.author.name, batch.origin, batch.state) == ("chi", "suggestion", "proposed")
    assert batch.reason == "Theo đề nghị 2 của người đọc"
    assert ledger.fold().drafts == {}
    gone = page(**asked)
    assert "đã được xử lý" in gone.warning[0].value
    assert "0912" not in shown_html(gone)


def test_a_suggestion_about_the_whole_map_is_taken_up_for_a_project_that_is_chosen(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    suggest(ledger.log, SuggestionText("Thiếu cầu", "", view="q=cau"))
    sign_in(monkeypatch, AN)
    assert "part=sua&amp;suggestion=1" in shown_html(page(part="de-nghi"))
    app = page(part="sua", suggestion="1")
    assert "Thiếu cầu" in words(app)
    assert app.selectbox[0].value is None


@pytest.mark.parametrize("place", [AppPage.MAP, AppPage.PROGRESS, AppPage.CHANGES])
def test_every_page_that_the_code_of_a_sheet_opens_leads_to_the_form_of_readers(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger, place: AppPage
) -> None:
    sign_in(monkeypatch, None)
    linked = 'href="de-nghi-sua?view=area%3D123"'
    assert linked in shown_html(opened_page(place, area="123"))
    monkeypatch.setenv("SON_LA_SUGGESTIONS", "off")
    assert "de-nghi-sua" not in shown_html(opened_page(place, area="123"))
    assert ledger.log.batches() == ()


def test_hostile_words_of_a_batch_stay_words(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    propose(ledger, AN, reason=HOSTILE)
    sign_in(monkeypatch, CHI)
    shown = shown_html(page())
    assert "<script" not in shown
    assert "<img" not in shown
    assert "&lt;script&gt;alert(2)" in shown


def test_the_page_is_among_the_links_of_who_may_use_it(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    for who, shown in ((None, False), (Person("doc", PersonRole.READER), False), (AN, True)):
        sign_in(monkeypatch, who)
        html = shown_html(opened_page(AppPage.SOURCES))
        assert ('href="cap-nhat' in html) is shown
    assert "Updates" in words(page(lang="en"))
    assert ledger.log.batches() == ()
