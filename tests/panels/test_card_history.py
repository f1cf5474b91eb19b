"""What a card tells of changes: what counts to all, what waits to nobody but who may see it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from geo import clock
from geo.desk.judge import Desk
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.store.ledger import Ledger
from panels import desk as desks
from panels import resources
from panels.components import card
from panels.components.card import card_data, publish_cards
from panels.resources import STATIC
from panels.stored import StoredTables
from tests import once
from tests.panels.at_the_desk import AN, CHI, DUNG, PROJECT, propose, sign_in
from tests.panels.test_page import texts_in


@pytest.fixture(autouse=True)
def in_one_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish what is looked at alone: the cards of a language take seconds."""
    monkeypatch.setattr(card, "languages", lambda: ("vi",))


def published(language: str = "vi") -> list[str]:
    address = publish_cards(once.catalog(), clock.today())[language]
    record = json.loads((STATIC / address.removeprefix("app/static/")).read_text("utf-8"))
    return list(texts_in(record["cards"][PROJECT], record["texts"]))


def sent(item: str = PROJECT) -> dict[str, Any]:
    view = build_view(once.catalog(), Selection())
    return card_data(view, item, {})


def drafts(data: dict[str, Any]) -> str:
    found = data["drafts"]
    return " ".join(texts_in(found["tree"], found["texts"])) if found else ""


def test_the_history_says_who_when_old_new_why_and_what_was_taken_back(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    sign_in(monkeypatch, None)
    before = published()
    assert not any("Lịch sử cập nhật" in one for one in before)
    desk = Desk(ledger, once.catalog(), "vi")
    number = propose(ledger, AN)
    assert published() == before, "what is proposed is on no card of all"
    desk.approve(number, DUNG)
    told = published()
    assert "Lịch sử cập nhật (1)" in told
    words = " ".join(told[len(before) :])
    for part in ("an, dung duyệt", "Năm hoàn thành", "2031", "theo báo cáo", "3079", "2026"):
        assert part in words
    desk.undo(number, CHI, "sai văn bản")
    monkeypatch.setattr(desks, "full_names", lambda: {"an": "Nguyễn Văn An"})
    undone = " ".join(sent()["tree"]["texts"])
    assert "Lịch sử cập nhật (2)" in undone
    assert "Đã hoàn tác sau đó." in undone
    assert "sai văn bản" in undone
    assert "Nguyễn Văn An, dung duyệt" in undone


def test_a_card_of_its_own_has_the_same_history(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    sign_in(monkeypatch, None)
    Desk(ledger, once.catalog(), "vi").approve(propose(ledger, AN), DUNG)
    texts = sent()["tree"]["texts"]
    assert "Lịch sử cập nhật (1)" in texts
    assert "Lịch sử cập nhật (1)" not in sent("EXP-SL1")["tree"]["texts"]


def test_a_draft_is_shown_as_a_draft_to_who_may_see_it_alone(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    propose(ledger, AN)
    for who in (AN, CHI):
        sign_in(monkeypatch, who)
        words = drafts(sent())
        assert "chưa lên bản đồ" in words
        assert "2031" in words
        assert drafts(sent("EXP-SL1")) == ""
    sign_in(monkeypatch, None)
    data = sent()
    assert data["drafts"] is None
    assert "2031" not in json.dumps(data)


def test_the_card_leads_to_the_forms_of_readers_and_of_editors(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    sign_in(monkeypatch, None)
    links = sent()["links"]
    assert links["suggest"] == "de-nghi-sua?id=%7Bid%7D"
    assert links["entry"] == ""
    sign_in(monkeypatch, AN)
    assert sent()["links"]["entry"] == "cap-nhat?part=sua&of=%7Bid%7D"
    monkeypatch.setenv("SON_LA_SUGGESTIONS", "off")
    assert sent()["links"]["suggest"] == ""
    assert ledger.log.batches() == ()


def test_a_store_that_fails_takes_no_card_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "STORED", StoredTables())
    monkeypatch.setenv("SON_LA_DATABASE_URL", "nonsense://")
    sign_in(monkeypatch, AN)
    assert once.catalog().projects[PROJECT].name["vi"] in sent()["tree"]["texts"]
