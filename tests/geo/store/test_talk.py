"""What is said about a batch that waits, and what readers suggest; on both stores."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from geo.store import schema, suggestions
from geo.store.database import open_store, url_of
from geo.store.ledger import Ledger
from geo.store.log import Log
from geo.store.model import StoreError
from geo.store.remarks import remark, remarks_of
from geo.store.suggestions import (
    SuggestionOutcome,
    SuggestionState,
    SuggestionText,
    settle,
    suggest,
)
from geo.store.transfer import copy_log
from tests.geo.store.conftest import APPROVER, EDITOR, contact, draft

TEXT = SuggestionText("Sai năm", "Năm 2027", "QĐ 12", "0912 345 678", "P-1", "id=P-1", "AB-12")
TAKEN = SuggestionOutcome(SuggestionState.TAKEN)


def declined(reason: str) -> SuggestionOutcome:
    return SuggestionOutcome(SuggestionState.DECLINED, reason)


def test_a_question_and_its_answer_stay_with_the_batch(ledger: Ledger) -> None:
    batch = ledger.propose(draft(contact("SO-XD", "", "1")), EDITOR)
    remark(ledger.log, batch.number, APPROVER, "Số của\nphòng nào?")
    remark(ledger.log, batch.number, EDITOR, "Phòng kế hoạch")
    said = remarks_of(ledger.log, [batch.number])[batch.number]
    assert [(one.author, one.words) for one in said] == [
        (APPROVER, "Số của phòng nào?"),
        (EDITOR, "Phòng kế hoạch"),
    ]
    assert ledger.log.batch(batch.number).state == "proposed"


def test_a_batch_that_is_settled_is_asked_nothing(ledger: Ledger) -> None:
    batch = ledger.propose(draft(contact("SO-XD", "", "1")), EDITOR)
    with pytest.raises(StoreError, match="Hãy viết"):
        remark(ledger.log, batch.number, APPROVER, " \n ")
    ledger.reject(batch.number, APPROVER, "trùng")
    with pytest.raises(StoreError, match="bị từ chối"):
        remark(ledger.log, batch.number, APPROVER, "vì sao?")


def test_what_was_said_cannot_be_changed(ledger: Ledger) -> None:
    batch = ledger.propose(draft(contact("SO-XD", "", "1")), EDITOR)
    remark(ledger.log, batch.number, APPROVER, "vì sao?")
    for deed in (schema.remark.delete(), schema.remark.update().values(words="")):
        with pytest.raises(sa.exc.DBAPIError), ledger.log.engine.begin() as connection:
            connection.execute(deed)


def test_a_suggestion_waits_and_loses_its_contact_when_it_is_settled(ledger: Ledger) -> None:
    number = suggest(ledger.log, TEXT)
    (waiting,) = suggestions.suggestions(ledger.log, SuggestionState.OPEN)
    assert (waiting.number, waiting.text, waiting.batch) == (number, TEXT, None)
    assert ledger.log.batches() == ()
    with pytest.raises(StoreError, match="lý do"):
        settle(ledger.log, number, declined(" "), APPROVER)
    done = settle(ledger.log, number, declined("đã đúng"), APPROVER)
    assert (done.text.contact, done.settled_by, done.reason) == ("", "Chi", "đã đúng")
    assert done.text.right == "Năm 2027"
    with pytest.raises(StoreError, match="không còn chờ"):
        settle(ledger.log, number, TAKEN, APPROVER)
    with ledger.log.engine.connect() as connection:
        assert connection.execute(sa.select(schema.suggestion.c.contact)).scalar() == ""


def test_a_contact_is_in_no_copy_and_no_file_once_settled(tmp_path: Path) -> None:
    path = tmp_path / "one.sqlite3"
    log = Log(open_store(url_of(str(path))))
    number = suggest(log, TEXT)
    copy = open_store(url_of(str(tmp_path / "two.sqlite3")))
    copy_log(log.engine, copy)
    (copied,) = suggestions.suggestions(Log(copy))
    copy.dispose()
    assert (copied.text.wrong, copied.text.contact) == ("Sai năm", "")
    settle(log, number, TAKEN, EDITOR)
    log.engine.dispose()
    with log.engine.connect() as connection:
        connection.exec_driver_sql("commit")
        connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
        connection.exec_driver_sql("begin")
    assert TEXT.contact.encode() not in path.read_bytes()


def test_only_so_many_suggestions_wait(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StoreError, match="điều đúng"):
        suggest(ledger.log, SuggestionText(" ", "\n"))
    monkeypatch.setattr(suggestions, "MOST_OPEN", 2)
    first = suggest(ledger.log, TEXT)
    suggest(ledger.log, TEXT)
    with pytest.raises(StoreError, match="quá nhiều"):
        suggest(ledger.log, TEXT)
    settle(ledger.log, first, declined("x"), APPROVER)
    suggest(ledger.log, TEXT)
    monkeypatch.setattr(suggestions, "MOST_A_DAY", 3)
    settle(ledger.log, first + 1, declined("x"), APPROVER)
    with pytest.raises(StoreError, match="ngày mai"):
        suggest(ledger.log, TEXT)
