"""Two editors and an approver at once, in any order: nothing is lost, every conflict is told.

A model that knows nothing of tables says what must come of it: a dictionary of cells.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from geo.store.database import open_store, url_of
from geo.store.ledger import Ledger
from geo.store.log import Log
from geo.store.model import (
    BatchState,
    ConflictError,
    Draft,
    StoredChange,
    StoreError,
    row_added,
)
from geo.store.overlay import key_columns
from tests.examples import examples
from tests.geo.store.conftest import (
    APPROVER,
    EDITOR,
    SECOND,
    Place,
    contact,
    lenient,
    make_ground,
    table,
)

# By hand: SON_LA_EXAMPLES=1000; in the suite a few, for each begins with a new store.
EXAMPLES = examples(12)
ROWS = ("SO-XD", "UBND-TINH")
GROUND = {"SO-XD": "", "UBND-TINH": "0212 3852 000"}
WORDS = st.sampled_from(["1", "2", "3"])
CELLS = st.dictionaries(st.sampled_from(ROWS), WORDS, min_size=1)


class Office(RuleBasedStateMachine):
    """Editors read, draft and propose; the approver approves, rejects, applies, undoes."""

    place: Place
    looks = Bundle("looks")
    waiting = Bundle("waiting")
    approved = Bundle("approved")
    counted = Bundle("counted")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="son-la-office-")
        self.engine = open_store(url_of(self.place.new()))
        data = make_ground(Path(self.folder.name) / "data")
        # Each has a ledger of their own, as each process has.
        self.ledgers = [Ledger(Log(self.engine), data, lenient) for _ in range(3)]
        self.cells = dict(GROUND)
        self.proposed: dict[int, dict[str, tuple[str, str]]] = {}
        self.states: dict[int, str] = {}

    def teardown(self) -> None:
        self.engine.dispose()
        self.folder.cleanup()

    @rule(target=looks)
    def look(self) -> dict[str, str]:
        """An editor opens a form: what is seen now is the base of what is proposed later."""
        return dict(self.cells)

    @rule(target=waiting, seen=looks, wanted=CELLS, who=st.sampled_from([0, 1]))
    def propose(self, seen: dict[str, str], wanted: dict[str, str], who: int) -> int:
        changes = tuple(contact(row, seen[row], word) for row, word in wanted.items())
        batch = self.ledgers[who].propose(Draft(changes), (EDITOR, SECOND)[who])
        self.proposed[batch.number] = {row: (seen[row], word) for row, word in wanted.items()}
        self.states[batch.number] = "proposed"
        return batch.number

    @rule(target=approved, number=consumes(waiting))
    def approve(self, number: int) -> int:
        self.ledgers[2].approve(number, APPROVER)
        self.states[number] = "approved"
        return number

    @rule(number=consumes(waiting))
    def reject(self, number: int) -> None:
        self.ledgers[2].reject(number, APPROVER, "không")
        self.states[number] = "rejected"

    @rule(target=counted, number=approved)
    def apply(self, number: int) -> Any:  # noqa: ANN401 - a number, or nothing of the kind
        wanted = self.proposed[number]
        conflicts = {
            row: (base, self.cells[row], mine)
            for row, (base, mine) in wanted.items()
            if self.cells[row] not in (base, mine)
        }
        is_new = any(self.cells[row] != mine for row, (_, mine) in wanted.items())
        if self.states[number] != "approved" or conflicts or not is_new:
            with pytest.raises(StoreError) as refused:
                self.ledgers[2].apply(number, APPROVER)
            if self.states[number] == "approved" and conflicts:
                assert isinstance(refused.value, ConflictError)
                told = {
                    one.change.subject: (one.change.old, one.theirs, one.change.new)
                    for one in refused.value.conflicts
                }
                assert told == conflicts, "each conflict lists base, theirs and mine"
            return -1
        self.ledgers[2].apply(number, APPROVER)
        self.cells |= {row: mine for row, (_, mine) in wanted.items()}
        self.states[number] = "applied"
        return number

    @rule(number=counted)
    def undo(self, number: int) -> None:
        if self.states.get(number) != "applied":
            return
        wanted = self.proposed[number]
        lost = any(self.cells[row] not in pair for row, pair in wanted.items())
        is_new = any(self.cells[row] != base for row, (base, _) in wanted.items())
        if lost or not is_new:
            with pytest.raises(StoreError):
                self.ledgers[2].undo(number, APPROVER, "thôi")
            return
        made = self.ledgers[2].undo(number, APPROVER, "thôi")
        self.cells |= {row: base for row, (base, _) in wanted.items()}
        self.states[number] = "undone"
        self.states[made.number] = "applied"
        self.proposed[made.number] = {row: (new, old) for row, (old, new) in wanted.items()}

    @invariant()
    def all_see_the_same(self) -> None:
        lines = table(self.ledgers[0]).splitlines()
        seen = {row: next(x for x in lines if x.startswith(row)).split(",")[-2] for row in ROWS}
        assert seen == self.cells

    @invariant()
    def nothing_is_lost(self) -> None:
        batches = self.ledgers[1].log.batches()
        assert {one.number: str(one.state) for one in batches} == self.states
        for one in batches:
            kept = {change.subject: (change.old, change.new) for change in one.changes}
            assert kept == self.proposed[one.number]
        versions = [one.version for one in batches if one.version]
        assert sorted(versions) == list(range(1, len(versions) + 1))
        assert all(one.version for one in batches if one.state in {
            BatchState.APPLIED, BatchState.UNDONE})  # fmt: skip


@pytest.mark.no_cover  # The same lines over and over, and all of them are run elsewhere.
def test_interleavings(place: Place) -> None:
    machine = type("OfficeHere", (Office,), {"place": place})
    run_machine(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
        ),
    )


# Who looks, who writes which number, who takes the last one back.
STEPS = st.lists(
    st.tuples(st.sampled_from(["look", "write", "undo"]), st.integers(0, 1), WORDS), max_size=14
)

# What was added before the row that is taken back is still there, and is asked about.
TAKEN_BACK = [
    ("write", 0, "1"), ("look", 0, "1"), ("write", 0, "3"), ("undo", 0, "1"), ("write", 1, "2"),
]  # fmt: skip


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
@example(
    steps=[
        ("write", 0, "1"),
        ("look", 0, "1"),
        ("write", 0, "3"),
        ("undo", 0, "1"),
        ("write", 1, "2"),
    ]
)
def test_numbers_that_are_added_about_one_thing_are_one_cell(
    place: Place, steps: list[tuple[str, int, str]]
) -> None:
    """A figure is a row that is added; what somebody else has added since is asked about."""
    engine = open_store(url_of(place.new()))
    with tempfile.TemporaryDirectory(prefix="son-la-office-") as folder:
        ledger = Ledger(Log(engine), make_ground(Path(folder) / "data"), lenient)
        base = [0, 0]
        rows: dict[int, tuple[str, str]] = {}
        for deed, who, word in steps:
            mine = (word, f"S-{who}")
            since = [row for version, row in rows.items() if version > base[who]]
            if deed == "look":
                base[who] = ledger.log.head()
            elif deed == "undo":
                if rows:
                    last = max(rows)
                    number = next(b.number for b in ledger.log.batches() if b.version == last)
                    ledger.undo(number, APPROVER, "thôi")
                    del rows[last]
            elif mine in rows.values():
                with pytest.raises(StoreError):
                    ledger.enter(Draft((capital(*mine),), base=base[who]), EDITOR)
            elif since and since[-1][0] != word:
                with pytest.raises(ConflictError) as asked:
                    ledger.enter(Draft((capital(*mine),), base=base[who]), EDITOR)
                (told,) = asked.value.conflicts
                assert (told.change.old, told.theirs) == (None, capital(*since[-1]).new)
                assert told.change.new == capital(*mine).new
            else:
                made = ledger.enter(Draft((capital(*mine),), base=base[who]), EDITOR)
                rows[made.version or 0] = mine
            kept = table(ledger, "figures").splitlines()
            assert sorted(
                line
                for line in kept
                if line.startswith("P-1,capital,") and ",,S-" in line and ",2026,," in line
            ) == sorted(
                f"P-1,capital,{value},billion_vnd,,2026,,,{source}"
                for value, source in rows.values()
            )
    engine.dispose()


def capital(value: str, source: str) -> StoredChange:
    cells = {"subject_id": "P-1", "quantity": "capital", "value": value, "unit": "billion_vnd",
             "as_of": "2026", "source_id": source}  # fmt: skip
    return row_added("figures", key_columns("figures"), cells)
