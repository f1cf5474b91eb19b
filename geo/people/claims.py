"""What the sign-in server of an agency (OpenID Connect) says of somebody, as a person with a role.

``SON_LA_SIGN_IN_ROLES`` says which value of a claim gives which role, with ``;`` between, an
editor's agencies behind a colon with ``+`` between::

    ban-do-bien-tap = editor:SO-XD+SO-NN; lanh-dao = approver; cn=it,ou=tinh = admin

The claim is ``groups``, or what ``SON_LA_SIGN_IN_CLAIM`` names; ``realm_access.roles`` reads a
claim within a claim. Who has none of the values is nobody here.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from geo.faults import one_line
from geo.people.accounts import SESSION_SECONDS
from geo.people.errors import PeopleError
from geo.people.rights import Person, PersonRole

if TYPE_CHECKING:
    from collections.abc import Mapping

CLAIM_VARIABLE: Final = "SON_LA_SIGN_IN_CLAIM"
ROLES_VARIABLE: Final = "SON_LA_SIGN_IN_ROLES"
_USUAL_CLAIM: Final = "groups"
_CLOCK_SECONDS: Final = 300.0  # by how much the clocks of two servers differ
_LONGEST: Final = 200


@dataclass(frozen=True)
class RoleGrant:
    """What a value of the claim gives.

    Parameters
    ----------
    agencies
        Ids that an editor is bound to, empty for all.
    """

    role: PersonRole
    agencies: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ClaimRules:
    """Which claim is read, and what its values give."""

    claim: str
    grants: Mapping[str, RoleGrant]


def claim_rules(environment: Mapping[str, str] | None = None) -> ClaimRules:
    """Return what the operator has decided.

    Raises
    ------
    PeopleError
        If the setting cannot be read: nobody gets a role by a part of it.
    """
    given = os.environ if environment is None else environment
    claim = given.get(CLAIM_VARIABLE, "").strip() or _USUAL_CLAIM
    grants = {}
    for part in given.get(ROLES_VARIABLE, "").split(";"):
        if not part.strip():
            continue
        value, separator, right = (piece.strip() for piece in part.rpartition("="))
        role, colon, agencies = (piece.strip() for piece in right.partition(":"))
        ids = frozenset(one.strip() for one in agencies.split("+") if one.strip())
        wrong = role not in [*PersonRole] or bool(colon) != bool(ids)
        if not (value and separator) or wrong or (ids and role != PersonRole.EDITOR):
            raise PeopleError("people.bad-roles", variable=ROLES_VARIABLE, part=part.strip())
        grants[value] = RoleGrant(PersonRole(role), ids)
    return ClaimRules(claim, grants)


def person_from(claims: Mapping[str, Any], rules: ClaimRules, now: float) -> Person | None:
    """Return who the claims of a sign-in speak of, ``None`` where they are nobody here.

    The highest role that a value gives counts. A sign-in counts as long as one to a local account.

    Parameters
    ----------
    claims
        Of the ID token, whose signature was proven.
    now
        Seconds since 1970.
    """
    issued = claims.get("iat")
    if isinstance(issued, bool) or not isinstance(issued, int | float):
        return None
    if not now - SESSION_SECONDS < issued <= now + _CLOCK_SECONDS:
        return None
    name = _name(claims)
    given = (rules.grants.get(value) for value in _values(claims, rules.claim))
    grants = [grant for grant in given if grant]
    if not (name and grants):
        return None
    ranks = [*PersonRole]
    role = max((grant.role for grant in grants), key=ranks.index)
    highest = [grant.agencies for grant in grants if grant.role is role]
    agencies = frozenset[str]().union(*highest) if all(highest) else frozenset[str]()
    full_name = claims.get("name")
    shown = one_line(full_name)[:_LONGEST] if isinstance(full_name, str) else ""
    return Person(name, role, agencies, shown)


def _name(claims: Mapping[str, Any]) -> str:
    """Return the name in the log: what nobody can choose for themselves, always with an ``@``."""
    email = claims.get("email")
    if isinstance(email, str) and "@" in email and _is_verified(claims):
        return one_line(email).casefold()[:_LONGEST]
    subject, issuer = claims.get("sub"), claims.get("iss")
    if not (isinstance(subject, str) and subject and isinstance(issuer, str)):
        return ""
    host = urlsplit(issuer).hostname
    return f"{one_line(subject)[:_LONGEST]}@{host}" if host else ""


def _is_verified(claims: Mapping[str, Any]) -> bool:
    return claims.get("email_verified") in (True, "true")


def _values(claims: Mapping[str, Any], claim: str) -> list[str]:
    """Return the values of a claim, none of an address that nobody has verified."""
    if claim == "email" and not _is_verified(claims):
        return []
    found: object = claims.get(claim)
    if found is None:
        found = claims
        for name in claim.split("."):
            found = found.get(name) if isinstance(found, dict) else None
    if isinstance(found, str):
        return [found]
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def sign_in_digest(claims: Mapping[str, Any]) -> str:
    """Return what names one sign-in and no other, also of the same person."""
    told = [claims.get(name) for name in ("iss", "sub", "iat", "nonce", "at_hash")]
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()
