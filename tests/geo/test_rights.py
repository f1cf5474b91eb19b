"""What each role may do: the table in the words of the module is what the code does."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.people import rights
from geo.people.rights import (
    AccessRules,
    Action,
    ActionSubject,
    DenialReason,
    Person,
    PersonRole,
    may,
)

AGENCIES = ("SO-XD", "SO-TC", "BQL-KCN")
NAMES = ("an", "binh", "chi@example.vn")

agency_sets = st.frozensets(st.sampled_from(AGENCIES), max_size=2)
people = st.builds(
    Person, st.sampled_from(NAMES), st.sampled_from(PersonRole), agency_sets, st.just("")
)
subjects = st.builds(
    ActionSubject, st.just("DT-101"), agency_sets, st.sampled_from(["", *NAMES, "AN"])
)
rule_sets = st.builds(AccessRules, st.booleans(), st.booleans(), st.booleans())


def table() -> dict[tuple[str, str], str]:
    """Give the cells of the table in the docstring, by action and column."""
    lines = [line for line in (rights.__doc__ or "").splitlines() if line]
    rules = [number for number, line in enumerate(lines) if line.startswith("====")]
    spans = [match.span() for match in re.finditer("=+", lines[rules[0]])]
    cells = [
        [line[start : end + 1].strip() for start, end in spans]
        for line in lines[rules[1] + 1 : rules[2]]
    ]
    columns = ("nobody", *PersonRole)
    return {
        (row[0].replace(" ", "-"), column): cell
        for row in cells
        for column, cell in zip(columns, row[1:], strict=True)
    }


def told(cell: str, person: Person | None, subject: ActionSubject, rules: AccessRules) -> bool:
    """Say what a cell of the table means, in other words than the code does."""
    own = person is not None and subject.author.casefold() == person.name
    bound = person is not None and (not person.agencies or bool(person.agencies & subject.agencies))
    return {
        "yes": True,
        "–": False,
        "if open": rules.reading_open,
        "if on": rules.suggestions_on,
        "if open, on": rules.reading_open and rules.suggestions_on,
        "own": own,
        "alone": own and bound and not rules.second_eyes,
        "eyes": not rules.second_eyes or (bool(subject.author) and not own),
        "bound": bound,
    }[cell]


def test_the_table_has_every_action_and_role() -> None:
    assert set(table()) == set(product(Action, ("nobody", *PersonRole)))


@given(st.none() | people, st.sampled_from(Action), subjects, rule_sets)
def test_the_table_is_what_the_code_does(
    person: Person | None, action: Action, subject: ActionSubject, rules: AccessRules
) -> None:
    cell = table()[action, person.role if person else "nobody"]
    expected = told(cell, person, subject, rules)
    if action is Action.SEE_PROPOSALS and cell == "bound" and person:
        expected = expected or subject.author.casefold() == person.name
    assert may(person, action, subject, rules) is expected


@given(people, subjects)
def test_nobody_approves_their_own_where_second_eyes_are_asked_for(
    person: Person, subject: ActionSubject
) -> None:
    if may(person, Action.APPROVE, subject):
        assert subject.author
        assert subject.author.casefold() != person.name


@given(st.sampled_from(Action), subjects, rule_sets)
def test_without_signing_in_nothing_is_changed(
    action: Action, subject: ActionSubject, rules: AccessRules
) -> None:
    if may(None, action, subject, rules):
        assert action in {Action.READ, Action.SUGGEST}
        assert rules.reading_open


@given(people, st.sampled_from(Action), subjects, rule_sets)
def test_signing_in_takes_nothing_away(
    person: Person, action: Action, subject: ActionSubject, rules: AccessRules
) -> None:
    assert may(person, action, subject, rules) >= may(None, action, subject, rules)


@given(people, st.sampled_from(Action), subjects, rule_sets)
def test_a_higher_role_without_agencies_loses_only_its_own_approval(
    person: Person, action: Action, subject: ActionSubject, rules: AccessRules
) -> None:
    ranks = [*PersonRole]
    if may(person, action, subject, rules):
        for role in ranks[ranks.index(person.role) :]:
            higher = Person(person.name, role)
            found = rights.denial(higher, action, subject, rules)
            assert found in {None, DenialReason.OWN, DenialReason.UNSIGNED}


@pytest.mark.parametrize(
    ("person", "action", "subject", "reason"),
    [
        (None, Action.PROPOSE, ActionSubject(), DenialReason.SIGN_IN),
        (Person("an", PersonRole.READER), Action.PROPOSE, ActionSubject(), DenialReason.ROLE),
        (
            Person("an", PersonRole.EDITOR, frozenset({"SO-XD"})),
            Action.PROPOSE,
            ActionSubject("DT-101", frozenset({"SO-TC"})),
            DenialReason.AGENCY,
        ),
        (
            Person("an", PersonRole.APPROVER),
            Action.APPROVE,
            ActionSubject(author="An"),
            DenialReason.OWN,
        ),
        (Person("an", PersonRole.ADMIN), Action.APPROVE, ActionSubject(), DenialReason.UNSIGNED),
        (
            Person("an", PersonRole.EDITOR),
            Action.UNDO,
            ActionSubject(author="an"),
            DenialReason.ROLE,
        ),
    ],
)
def test_a_denial_says_why(
    person: Person | None, action: Action, subject: ActionSubject, reason: DenialReason
) -> None:
    assert rights.denial(person, action, subject) is reason
