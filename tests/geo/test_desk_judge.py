"""What waits, who may judge it, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.catalog.catalog import Catalog
from geo.desk.judge import Desk, WaitingBatch, agencies_of
from geo.people.rights import Action, Person, PersonRole
from geo.people.who import NotAllowedError
from geo.store.database import file_url, open_store
from geo.store.ledger import Ledger
from geo.store.log import Log
from geo.store.model import BatchState, ConflictError, Draft, StoredChange, StoreError, row_added
from geo.store.suggestions import SuggestionText, suggest
from geo.tables import DATA
from tests.geo.store.conftest import lenient

AN = Person("an", PersonRole.EDITOR)
BOUND = Person("binh", PersonRole.EDITOR, frozenset({"SO-XD"}))
CHI = Person("chi", PersonRole.APPROVER)
READER = Person("doc", PersonRole.READER)
OTHERS = "EXP-HB"  # a project in which SO-XD has no role
CONTACT = ("agencies", ("SO-XD",), "contact")


@pytest.fixture
def desk(tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.delenv("SON_LA_SECOND_EYES", raising=False)
    log = Log(open_store(file_url(tmp_path / "s.sqlite3")))
    yield Desk(Ledger(log, DATA, lenient), catalog, "vi")
    log.engine.dispose()


def year(catalog: Catalog, new: str, project: str = OTHERS) -> Draft:
    old = str(catalog.projects[project].finish_year or "")
    change = StoredChange("projects", (project,), "finish_year", old, new, "QD-3079-2023")
    return Draft((change,), "theo báo cáo", "form")


def only(waiting: tuple[WaitingBatch, ...]) -> WaitingBatch:
    (one,) = waiting
    return one


def test_what_waits_is_told_in_words_and_is_in_no_table(desk: Desk, catalog: Catalog) -> None:
    batch = desk.propose(year(catalog, "2031"), AN)
    one = only(desk.waiting(CHI))
    assert (one.batch.number, one.facts[0].new) == (batch.number, "2031")
    assert [subject.id for subject in one.subjects] == [OTHERS]
    assert desk.ledger.fold().drafts == {}
    assert only(desk.drafts_about(OTHERS, AN)).batch.number == batch.number
    assert desk.drafts_about("EXP-SL1", AN) == ()


def test_who_approves_is_somebody_else_and_then_it_counts(desk: Desk, catalog: Catalog) -> None:
    number = desk.propose(year(catalog, "2031"), CHI).number
    assert only(desk.waiting(CHI)).denial(CHI, Action.APPROVE) == "own"
    with pytest.raises(NotAllowedError, match="người thứ hai"):
        desk.approve(number, CHI)
    other = Person("dung", PersonRole.APPROVER)
    assert desk.approve(number, other).state is BatchState.APPLIED
    assert b",2031," in desk.ledger.fold().drafts["projects"]
    assert desk.waiting(CHI) == ()
    assert only(desk.decided(CHI, 9)).batch.number == number


def test_a_reader_and_an_editor_of_another_agency_are_refused(desk: Desk, catalog: Catalog) -> None:
    assert not agencies_of(catalog, OTHERS) & BOUND.agencies
    for person in (READER, BOUND):
        with pytest.raises(NotAllowedError):
            desk.propose(year(catalog, "2031"), person)
    number = desk.propose(year(catalog, "2031"), AN).number
    assert desk.waiting(READER) == desk.waiting(BOUND) == ()
    for person in (READER, BOUND, AN):
        with pytest.raises(NotAllowedError):
            desk.approve(number, person)
        with pytest.raises(NotAllowedError):
            desk.undo(number, person, "x")
    for person in (READER, BOUND):
        with pytest.raises(NotAllowedError):
            desk.reject(number, person, "x")
    with pytest.raises(NotAllowedError):
        desk.ask_back(number, BOUND, "gì đây?")


def test_whoever_is_bound_to_agencies_finds_no_way_around_them(
    desk: Desk, catalog: Catalog
) -> None:
    own = next(
        id_ for id_ in catalog.projects if agencies_of(catalog, id_) & BOUND.agencies
    )  # fmt: skip
    source = next(iter(catalog.sources.values()))
    fact = year(catalog, "2031", own).changes[0]
    role = {"project_id": OTHERS, "role": "investor", "agency_id": "SO-XD", "source_id": source.id}
    others = (
        *year(catalog, "2031").changes,
        StoredChange("sources", (source.id,), "title_vi", source.title["vi"], "Văn bản khác"),
        StoredChange("agencies", ("SO-XD",), "name_vi", "x", "y"),
        row_added("roles", ("project_id", "role", "agency_id"), role),
        row_added("projects", ("id",), {"id": "NEW-1", "agency_ids": "SO-TC"}),
        row_added("projects", ("id",), {"id": "NEW-1"}),
    )
    for change in others:
        for changes in ((change,), (fact, change)):
            with pytest.raises(NotAllowedError):
                desk.propose(Draft(changes, "x", "form"), BOUND)
    added = row_added("sources", ("id",), {"id": "QD-9-2026", "title_vi": "QĐ 9"})
    desk.propose(Draft((fact, added), "x", "form"), BOUND)
    text = SuggestionText("Năm sai", "2031", subject=OTHERS)
    number = suggest(desk.ledger.log, text)
    with pytest.raises(NotAllowedError):
        desk.take_up(number, BOUND, Draft((fact,), "x", "form"))
    assert desk.suggestions(CHI)[0].number == number


def test_an_editor_is_asked_answers_and_may_take_it_back(desk: Desk, catalog: Catalog) -> None:
    number = desk.propose(year(catalog, "2031"), AN).number
    desk.ask_back(number, CHI, "Văn bản nào?")
    assert only(desk.waiting(AN)).is_asked
    desk.ask_back(number, AN, "Báo cáo tháng 11")
    one = only(desk.waiting(CHI))
    assert not one.is_asked
    assert [each.words for each in one.remarks] == ["Văn bản nào?", "Báo cáo tháng 11"]
    with pytest.raises(StoreError, match="lý do"):
        desk.reject(number, AN, " ")
    assert desk.reject(number, AN, "nhầm").state is BatchState.REJECTED


def test_a_conflict_is_asked_before_anything_is_approved(desk: Desk, catalog: Catalog) -> None:
    first, second = year(catalog, "2031"), year(catalog, "2032")
    waiting = [desk.propose(draft, AN).number for draft in (first, second)]
    desk.approve(waiting[0], CHI)
    with pytest.raises(ConflictError):
        desk.approve(waiting[1], CHI)
    one = only(desk.waiting(CHI))
    assert one.batch.state is BatchState.PROPOSED
    (conflict,) = one.conflicts
    assert (conflict.theirs, conflict.change.new) == ("2031", "2032")
    place = (conflict.change.table, conflict.change.key, conflict.change.field)
    with pytest.raises(NotAllowedError):
        desk.settle(waiting[1], Person("em", PersonRole.EDITOR), {place: "mine"})
    settled = desk.settle(waiting[1], AN, {place: "mine"})
    desk.approve(settled.number, CHI)
    assert b",2032," in desk.ledger.fold().drafts["projects"]


def test_an_undo_brings_the_tables_back(desk: Desk, catalog: Catalog) -> None:
    number = desk.propose(year(catalog, "2031"), AN).number
    desk.approve(number, CHI)
    undone = desk.undo(number, CHI, "sai văn bản")
    assert desk.ledger.fold().drafts == {}
    assert desk.ledger.log.batch(number).state is BatchState.UNDONE
    assert [one.batch.number for one in desk.decided(CHI, 9)] == [number, undone.number]


def test_one_office_may_do_without_a_second_pair_of_eyes(
    desk: Desk, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotAllowedError):
        desk.enter(year(catalog, "2031"), AN)
    monkeypatch.setenv("SON_LA_SECOND_EYES", "off")
    assert desk.enter(year(catalog, "2031"), AN).state is BatchState.APPLIED


def test_a_suggestion_waits_apart_and_its_contact_is_for_approvers(
    desk: Desk, catalog: Catalog
) -> None:
    text = SuggestionText("Năm sai", "2031", contact="0912", subject=OTHERS)
    number = suggest(desk.ledger.log, text)
    assert desk.waiting(CHI) == ()
    assert desk.suggestions(CHI)[0].text.contact == "0912"
    assert desk.suggestions(AN)[0].text.contact == ""
    assert desk.suggestions(BOUND) == desk.suggestions(READER) == ()
    with pytest.raises(NotAllowedError):
        desk.decline(number, AN, "trùng")
    batch = desk.take_up(number, AN, year(catalog, "2031"))
    assert desk.suggestions(CHI) == ()
    with pytest.raises(StoreError, match="không còn chờ"):
        desk.take_up(number, CHI, year(catalog, "2032"))
    assert only(desk.waiting(CHI)).batch.number == batch.number
    assert desk.approve(batch.number, CHI).state is BatchState.APPLIED
    second = suggest(desk.ledger.log, text)
    assert desk.decline(second, CHI, "đã đúng").text.contact == ""


def test_agencies_of_something_new_are_those_that_its_row_names(catalog: Catalog) -> None:
    row = row_added("projects", ("id",), {"id": "NEW-1", "agency_ids": "SO-XD;UBND-TINH"})
    assert agencies_of(catalog, "NEW-1", [row]) == {"SO-XD", "UBND-TINH"}
