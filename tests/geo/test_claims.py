"""What a sign-in server says of somebody, as a person with a role: never more than was granted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.people.accounts import SESSION_SECONDS, Accounts
from geo.people.claims import ClaimRules, RoleGrant, claim_rules, person_from, sign_in_digest
from geo.people.errors import PeopleError
from geo.people.rights import Person, PersonRole
from geo.people.who import who_is

NOW = 1_800_000_000.0
RULES = claim_rules(
    {
        "SON_LA_SIGN_IN_ROLES": "bien-tap = editor:SO-XD+SO-TC; bien-tap-2=editor:BQL-KCN;"
        "duyet=approver; cn=it,ou=tinh = admin; tat-ca = editor"
    }
)


def claims(**more: Any) -> dict[str, Any]:
    return {
        "iss": "https://id.example.vn/realm",
        "sub": "u-17",
        "iat": NOW - 60,
        "email": "An@example.vn",
        "email_verified": True,
        "name": "Nguyễn Văn An",
        "groups": ["bien-tap"],
        **more,
    }


def test_a_group_gives_a_role_and_its_agencies() -> None:
    person = person_from(claims(), RULES, NOW)
    bound = frozenset({"SO-XD", "SO-TC"})
    assert person == Person("an@example.vn", PersonRole.EDITOR, bound, "Nguyễn Văn An")


@pytest.mark.parametrize(
    ("groups", "role", "agencies"),
    [
        (["bien-tap", "duyet"], PersonRole.APPROVER, set()),
        (["cn=it,ou=tinh", "duyet"], PersonRole.ADMIN, set()),
        (["bien-tap", "bien-tap-2"], PersonRole.EDITOR, {"SO-XD", "SO-TC", "BQL-KCN"}),
        (["bien-tap", "tat-ca"], PersonRole.EDITOR, set()),
        ("duyet", PersonRole.APPROVER, set()),
    ],
)
def test_the_highest_role_counts(groups: object, role: PersonRole, agencies: set[str]) -> None:
    person = person_from(claims(groups=groups), RULES, NOW)
    assert person
    assert (person.role, person.agencies) == (role, agencies)


@pytest.mark.parametrize(
    "more",
    [
        {"groups": []},
        {"groups": ["BIEN-TAP"]},
        {"groups": None},
        {"groups": {"bien-tap": True}},
        {"groups": [["bien-tap"]]},
        {"iat": None},
        {"iat": True},
        {"iat": "1800000000"},
        {"iat": NOW - SESSION_SECONDS},
        {"iat": NOW + 3600},
        {"email": None, "sub": ""},
        {"email": None, "iss": "not a host"},
    ],
)
def test_whoever_is_not_granted_a_role_now_is_nobody(more: dict[str, Any]) -> None:
    assert person_from(claims(**more), RULES, NOW) is None


@pytest.mark.parametrize("verified", [False, None, "false", 1.5])
def test_an_address_that_nobody_verified_is_no_name_and_gives_no_role(verified: object) -> None:
    """Whoever writes another's address into a profile is not the other."""
    person = person_from(claims(email_verified=verified), RULES, NOW)
    assert person
    assert person.name == "u-17@id.example.vn"
    by_address = ClaimRules("email", {"An@example.vn": RoleGrant(PersonRole.ADMIN)})
    assert person_from(claims(email_verified=verified), by_address, NOW) is None
    admin = person_from(claims(), by_address, NOW)
    assert admin
    assert admin.role is PersonRole.ADMIN


def test_a_claim_within_a_claim_is_read() -> None:
    rules = claim_rules(
        {"SON_LA_SIGN_IN_CLAIM": "realm_access.roles", "SON_LA_SIGN_IN_ROLES": "duyet=approver"}
    )
    found = person_from(claims(realm_access={"roles": ["duyet"]}), rules, NOW)
    assert found
    assert found.role is PersonRole.APPROVER
    assert person_from(claims(realm_access="duyet"), rules, NOW) is None


@pytest.mark.parametrize(
    "setting",
    ["duyet", "duyet=", "=admin", "a=boss", "a=approver:SO-XD", "a=editor:", "a=editor:+", "a=A"],
)
def test_a_setting_that_cannot_be_read_gives_nobody_a_role(setting: str) -> None:
    with pytest.raises(PeopleError, match="SON_LA_SIGN_IN_ROLES"):
        claim_rules({"SON_LA_SIGN_IN_ROLES": f"tot=admin; {setting}"})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from([*RULES.grants]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(["iss", "sub", "iat", "email", "email_verified", "name", "groups"])


@given(st.dictionaries(names, json_values))
def test_whatever_a_server_says_gives_a_granted_role_or_none(said: dict[str, Any]) -> None:
    person = person_from(claims() | said, RULES, NOW)
    if person:
        assert "@" in person.name
        assert person.name.isprintable()
        assert person.full_name.isprintable()
        groups = (claims() | said)["groups"]
        values = [groups] if isinstance(groups, str) else groups
        granted = [RULES.grants[value] for value in values if value in RULES.grants]
        assert person.role in {grant.role for grant in granted}


def test_a_sign_in_that_was_ended_here_counts_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SON_LA_SIGN_IN_ROLES", "bien-tap=editor")
    accounts = Accounts(tmp_path / "people.sqlite3", clock=lambda: NOW)
    one, other = claims(nonce="1"), claims(nonce="2")
    assert who_is({}, one, accounts, lambda: NOW)
    accounts.end_foreign(sign_in_digest(one))
    assert who_is({}, one, accounts, lambda: NOW) is None
    assert who_is({}, other, accounts, lambda: NOW)
    monkeypatch.setenv("SON_LA_SIGN_IN_ROLES", "bien-tap")
    assert who_is({}, other, accounts, lambda: NOW) is None
