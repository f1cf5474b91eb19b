"""What becomes of a batch: each way through the states, on both stores."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from geo import clock
from geo.store.ledger import Ledger
from geo.store.log import HeadMovedError
from geo.store.model import (
    Author,
    BatchState,
    ChangeVerdict,
    ConflictError,
    Draft,
    StoredChange,
    StoreError,
)
from tests.geo.store.conftest import (
    APPROVER,
    EDITOR,
    SECOND,
    TABLES,
    agency,
    contact,
    draft,
    table,
)


def test_a_batch_counts_once_it_is_applied(ledger: Ledger) -> None:
    proposed = ledger.propose(draft(contact("SO-XD", "", "0212 1"), reason="gọi thử"), EDITOR)
    assert (proposed.state, proposed.version) == (BatchState.PROPOSED, None)
    assert table(ledger) == TABLES["agencies"], "what is only proposed is not seen"
    ledger.approve(proposed.number, APPROVER)
    assert table(ledger) == TABLES["agencies"]
    applied = ledger.apply(proposed.number, APPROVER)
    assert (applied.state, applied.version, ledger.log.head()) == (BatchState.APPLIED, 1, 1)
    assert table(ledger) == TABLES["agencies"].replace("Department,,", "Department,0212 1,")
    assert [(step.state.value, step.author.name) for step in applied.steps] == [
        ("proposed", "An"), ("approved", "Chi"), ("applied", "Chi"),
    ]  # fmt: skip
    assert applied.at.endswith("+07:00")
    assert applied.reason == "gọi thử"
    assert ledger.log.batch(1) == applied == ledger.log.history("SO-XD")[0]


def test_what_no_change_touches_keeps_its_bytes(ledger: Ledger) -> None:
    ledger.enter(draft(agency("BAN-1")), EDITOR)
    assert table(ledger) == TABLES["agencies"] + "\r\nBAN-1,Ban,Ban,,\r\n"
    assert "figures" not in ledger.fold().drafts


def test_undo_is_a_further_batch_and_gives_the_very_bytes_back(ledger: Ledger) -> None:
    first = ledger.enter(draft(contact("UBND-TINH", "0212 3852 000", "x"), agency("BAN-1")), EDITOR)
    undone = ledger.undo(first.number, APPROVER, "nhầm")
    assert table(ledger) == TABLES["agencies"]
    assert ledger.log.batch(first.number).state is BatchState.UNDONE
    assert (undone.undoes, undone.reason, undone.version) == (1, "nhầm", 2)
    again = ledger.undo(undone.number, APPROVER, "không nhầm")
    assert ",x" in table(ledger)
    assert "BAN-1" in table(ledger)
    assert again.version == 3
    with pytest.raises(StoreError, match="hoàn tác được đợt 1"):
        ledger.undo(first.number, APPROVER, "hai lần")


def test_a_row_taken_out_and_put_back_stands_where_it_stood(ledger: Ledger) -> None:
    first = ledger.enter(draft(agency("BAN-1")), EDITOR)
    ledger.enter(draft(agency("BAN-2")), EDITOR)
    ledger.undo(first.number, EDITOR, "thử")
    assert table(ledger).endswith("\r\nBAN-2,Ban,Ban,,\r\n")
    ledger.enter(draft(agency("BAN-1")), EDITOR)
    assert table(ledger).endswith("\r\nBAN-1,Ban,Ban,,\r\nBAN-2,Ban,Ban,,\r\n")


def test_different_cells_merge_and_the_same_cell_asks(ledger: Ledger) -> None:
    base = ledger.log.head()
    mine = Draft((contact("SO-XD", "", "mine"),), base=base)
    other = StoredChange("agencies", ("SO-XD",), "name_en", "Department", "Dept.")
    theirs = ledger.propose(Draft((other,), base=base), SECOND)
    ledger.approve(theirs.number, APPROVER)
    ledger.apply(theirs.number, APPROVER)
    assert [one.verdict for one in ledger.plan(mine).comparisons] == [ChangeVerdict.MERGED]
    ledger.enter(mine, EDITOR)
    assert 'SO-XD,"Sở Xây dựng, tỉnh",Dept.,mine,' in table(ledger)

    late = ledger.propose(Draft((contact("SO-XD", "", "late"), agency("BAN-9")), base=0), SECOND)
    ledger.approve(late.number, APPROVER)
    with pytest.raises(ConflictError) as refused:
        ledger.apply(late.number, APPROVER)
    (conflict,) = refused.value.conflicts
    assert (conflict.change.old, conflict.theirs, conflict.change.new) == ("", "mine", "late")
    assert "BAN-9" not in table(ledger), "a batch counts whole or not at all"
    assert ledger.log.batch(late.number).state is BatchState.APPROVED, "nothing is lost"

    with pytest.raises(StoreError, match="của ai"):
        ledger.settle(late.number, {}, SECOND)
    settled = ledger.settle(late.number, {("agencies", ("SO-XD",), "contact"): "mine"}, SECOND)
    assert ledger.log.batch(late.number).state is BatchState.REJECTED
    ledger.approve(settled.number, APPROVER)
    ledger.apply(settled.number, APPROVER)
    assert "Dept.,late," in table(ledger)
    assert "BAN-9" in table(ledger)


def test_theirs_may_stay(ledger: Ledger) -> None:
    ledger.enter(draft(contact("SO-XD", "", "theirs")), EDITOR)
    late = ledger.propose(draft(contact("SO-XD", "", "late"), agency("BAN-9")), SECOND)
    settled = ledger.settle(late.number, {}, SECOND, keep="theirs")
    assert [one.key for one in settled.changes] == [("BAN-9",)]


def test_two_who_say_the_same_do_not_conflict(ledger: Ledger) -> None:
    ledger.enter(draft(contact("SO-XD", "", "same")), EDITOR)
    with pytest.raises(StoreError, match="không có gì để ghi"):
        ledger.enter(draft(contact("SO-XD", "", "same")), SECOND)
    ledger.enter(draft(contact("SO-XD", "", "same"), agency("BAN-1")), SECOND)
    assert ledger.log.head() == 2


def test_a_cell_of_the_key_may_change_and_older_names_of_the_row_still_find_it(
    ledger: Ledger,
) -> None:
    """A figure's value is part of its key: correcting it is the commonest change of all."""
    key = ("P-1", "capital", "2025", "S-1", "100")
    corrected = ledger.enter(draft(StoredChange("figures", key, "value", "100", "110")), EDITOR)
    noted = StoredChange("figures", key, "note_vi", "", "đính chính")
    ledger.enter(draft(noted), SECOND)
    assert "P-1,capital,110,billion_vnd,,2025,đính chính,,S-1" in table(ledger, "figures")
    ledger.undo(corrected.number, EDITOR, "thử")
    assert "P-1,capital,100,billion_vnd,,2025,đính chính,,S-1" in table(ledger, "figures")


def test_who_undoes_what_others_changed_since_is_asked(ledger: Ledger) -> None:
    first = ledger.enter(draft(contact("SO-XD", "", "1")), EDITOR)
    ledger.enter(draft(contact("SO-XD", "1", "2")), SECOND)
    with pytest.raises(ConflictError) as refused:
        ledger.undo(first.number, EDITOR, "thử")
    (conflict,) = refused.value.conflicts
    assert (conflict.change.old, conflict.theirs, conflict.change.new) == ("1", "2", "")


def test_a_cell_of_a_row_that_is_gone_asks(ledger: Ledger) -> None:
    added = ledger.enter(draft(agency("BAN-1")), EDITOR)
    ledger.undo(added.number, EDITOR, "nhầm")
    (one,) = ledger.plan(draft(contact("BAN-1", "", "1"))).comparisons
    assert (one.verdict, one.theirs) == (ChangeVerdict.CONFLICT, None)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (StoredChange("strings", ("app.title",), "vi", "a", "b"), "bảng strings"),
        (StoredChange("../secret", ("A",), "vi", "a", "b"), "bảng ../secret"),
        (StoredChange("agencies", ("A", "B"), "contact", "", "b"), "không xác định được một dòng"),
        (StoredChange("agencies", ("SO-XD",), "phone", "", "1"), "không có cột phone"),
        (contact("SO-XD", "", "=1+1"), "công thức"),
        (contact("SO-XD", "", "@sum"), "công thức"),
        (contact("SO-XD", "", "a\nb"), "không in được"),
        (contact("SO-XD", "", "a\x00"), "không in được"),
        (contact("SO-XD", "", "Mo\u0323\u0302c"), "không in được"),
        (contact("SO-XD", "", " a"), "không in được"),
        (StoredChange("agencies", ("SO-XD",), "contact", "", None), "không in được"),
        (StoredChange("agencies", ("X",), "", None, '{"id":"Y"}'), "không xác định được một dòng"),
        (StoredChange("agencies", ("X",), "", None, '{"id":"X","b":"1"}'), "không có cột"),
        (StoredChange("agencies", ("X",), "", None, '{"id":"X","contact":"=1"}'), "công thức"),
    ],
)
def test_what_can_never_stand_in_a_table_is_refused(
    ledger: Ledger, change: StoredChange, words: str
) -> None:
    for deed in (ledger.propose, ledger.enter):
        with pytest.raises(StoreError, match=words):
            deed(draft(change), EDITOR)
    assert ledger.log.batches() == ()


def test_a_negative_number_is_no_formula(ledger: Ledger) -> None:
    assert ledger.enter(draft(contact("SO-XD", "", "-1.5")), EDITOR).version == 1


def test_states_follow_one_way(ledger: Ledger) -> None:
    one = ledger.propose(draft(contact("SO-XD", "", "1")), EDITOR)
    with pytest.raises(StoreError, match="phải được duyệt trước"):
        ledger.apply(one.number, APPROVER)
    with pytest.raises(StoreError, match="cần người khác duyệt"):
        ledger.approve(one.number, EDITOR, by_another=True)
    with pytest.raises(StoreError, match="lý do"):
        ledger.reject(one.number, APPROVER, " ")
    ledger.reject(one.number, APPROVER, "chưa có nguồn tin")
    for deed in (ledger.approve, ledger.apply):
        with pytest.raises(StoreError, match="bị từ chối"):
            deed(one.number, APPROVER)
    with pytest.raises(StoreError, match="Không có đợt"):
        ledger.approve(7, APPROVER)
    with pytest.raises(StoreError, match="không có thay đổi"):
        ledger.log.propose(draft(), EDITOR)
    with pytest.raises(StoreError, match="tên"):
        ledger.log.propose(draft(agency("X")), Author(" ", "editor"))
    assert [batch.state for batch in ledger.log.batches([BatchState.REJECTED])] == ["rejected"]


def test_a_batch_counts_only_for_the_tables_it_was_looked_at_with(ledger: Ledger) -> None:
    one = ledger.propose(draft(contact("SO-XD", "", "1")), EDITOR)
    ledger.approve(one.number, APPROVER)
    with pytest.raises(HeadMovedError):
        ledger.log.apply(one.number, APPROVER, head=4)
    assert ledger.log.head() == 0


def test_the_log_can_only_grow(ledger: Ledger, engine: Engine) -> None:
    ledger.enter(draft(contact("SO-XD", "", "1")), EDITOR)
    for deed in ("update step set author = 'x'", "delete from change", "delete from batch",
                 "update store set uid = 'x'"):  # fmt: skip
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(sa.text(deed))


def test_as_known_on_a_day(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, day in enumerate(("2026-01-01", "2026-01-05", "2026-01-05"), start=1):
        monkeypatch.setattr(clock, "moment", lambda day=day: f"{day}T23:59:59.000000+07:00")
        ledger.enter(draft(agency(f"BAN-{number}")), EDITOR)
    days = {"2025-12-31": 0, "2026-01-01": 1, "2026-01-04": 1, "2026-01-05": 3, "2027-01-01": 3}
    assert {d: ledger.log.version_on(date.fromisoformat(d)) for d in days} == days
    assert "BAN-2" not in table(ledger, version=1)
    assert "BAN-1" in table(ledger, version=1)
    # A clock that is set back does not turn versions around.
    monkeypatch.setattr(clock, "moment", lambda: "2025-06-01T00:00:00.000000+07:00")
    assert ledger.enter(draft(agency("BAN-4")), EDITOR).at.startswith("2026-01-05")


def test_an_edit_of_the_folder_under_the_log_is_said(ledger: Ledger) -> None:
    ledger.enter(draft(contact("SO-XD", "", "1")), EDITOR)
    ledger.enter(draft(contact("UBND-TINH", "0212 3852 000", "2")), EDITOR)
    path = ledger.data / "tables" / "agencies.csv"
    edited = TABLES["agencies"].replace("Department,,", "Department,9,")
    path.write_bytes(edited.replace("UBND-TINH", "UBND-X").encode())
    fold = ledger.fold()
    assert [(one.batch, one.found) for one in fold.drifts] == [(1, "9"), (2, None)]
    assert "Department,1," in fold.drafts["agencies"].decode(), "what was confirmed last stands"


def test_status_counts(ledger: Ledger) -> None:
    ledger.enter(draft(contact("SO-XD", "", "1")), EDITOR)
    ledger.propose(draft(agency("X")), replace(SECOND, role="admin"))
    status = ledger.log.status()
    assert (status.version, status.batches) == (1, 2)
    assert {state: n for state, n in status.by_state.items() if n} == {"applied": 1, "proposed": 1}
    assert status.last is not None
    assert (status.last.author.name, status.last.author.role) == ("Bình", "admin")
