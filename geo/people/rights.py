"""What each role may do, told once: pure logic, without accounts, store or screen.

=============== =========== ====== ====== ======== =====
action          not signed  reader editor approver admin
                in
=============== =========== ====== ====== ======== =====
read            if open     yes    yes    yes      yes
suggest         if open, on if on  if on  if on    if on
see proposals   –           –      bound  yes      yes
propose         –           –      bound  yes      yes
approve         –           –      alone  eyes     eyes
reject          –           –      own    yes      yes
undo            –           –      –      yes      yes
manage people   –           –      –      –        yes
=============== =========== ====== ====== ======== =====

*bound*: an editor with agencies only where one of them answers for the subject, and always what
they proposed themselves. *alone*: an editor applies their own proposals where no second pair of
eyes is asked for. *own*: an editor takes back what they proposed. *eyes*: where a second pair of
eyes is asked for, nobody approves what they proposed themselves, nor what nobody signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class PersonRole(StrEnum):
    """What a person is to the map, the least first."""

    READER = "reader"
    EDITOR = "editor"
    APPROVER = "approver"
    ADMIN = "admin"


class Action(StrEnum):
    """What somebody wants to do."""

    READ = "read"
    SUGGEST = "suggest"
    SEE_PROPOSALS = "see-proposals"
    PROPOSE = "propose"
    APPROVE = "approve"
    REJECT = "reject"
    UNDO = "undo"
    MANAGE_PEOPLE = "manage-people"


class DenialReason(StrEnum):
    """Why somebody may not: each is a sentence of its own."""

    SIGN_IN = "sign-in"
    OFF = "off"
    ROLE = "role"
    AGENCY = "agency"
    OWN = "own"
    UNSIGNED = "unsigned"


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in.

    Parameters
    ----------
    name
        By which they are known in the log, for ever: that of a local account, or an address or id
        with an ``@`` of an agency's sign-in.
    agencies
        Ids of agencies that an editor is bound to, empty for all.
    full_name
        As people call them, empty where it is not known.
    """

    name: str
    role: PersonRole
    agencies: frozenset[str] = frozenset()
    full_name: str = ""

    @property
    def shown(self) -> str:
        """What others read as the name."""
        return self.full_name or self.name


@dataclass(frozen=True)
class ActionSubject:
    """What an action is about: a thing of the map, or somebody's proposal about it.

    Parameters
    ----------
    id
        Of the project or asset, for the log.
    agencies
        Ids of all agencies that have a role in it.
    author
        Name of who proposed it, empty for a thing itself and for a suggestion that nobody signed.
    """

    id: str = ""
    agencies: frozenset[str] = frozenset()
    author: str = ""


@dataclass(frozen=True)
class AccessRules:
    """What the operator has decided.

    Parameters
    ----------
    reading_open
        Whether one may read without signing in.
    suggestions_on
        Whether readers may suggest corrections.
    second_eyes
        Whether somebody else than the author must approve.
    """

    reading_open: bool = True
    suggestions_on: bool = True
    second_eyes: bool = True


_ALL: Final = frozenset(PersonRole)
_EDITORS: Final = frozenset({PersonRole.EDITOR, PersonRole.APPROVER, PersonRole.ADMIN})
_APPROVERS: Final = frozenset({PersonRole.APPROVER, PersonRole.ADMIN})
RIGHTS: Final[Mapping[Action, frozenset[PersonRole]]] = {
    Action.READ: _ALL,
    Action.SUGGEST: _ALL,
    Action.SEE_PROPOSALS: _EDITORS,
    Action.PROPOSE: _EDITORS,
    Action.APPROVE: _EDITORS,
    Action.REJECT: _EDITORS,
    Action.UNDO: _APPROVERS,
    Action.MANAGE_PEOPLE: frozenset({PersonRole.ADMIN}),
}
"""The roles that may do something at all; :func:`denial` has the conditions."""
_OPEN: Final = frozenset({Action.READ, Action.SUGGEST})
NOTHING: Final = ActionSubject()
"""No thing in particular."""
_USUAL: Final = AccessRules()


def may(
    person: Person | None,
    action: Action,
    subject: ActionSubject = NOTHING,
    rules: AccessRules = _USUAL,
) -> bool:
    """Tell whether somebody may do something.

    Parameters
    ----------
    person
        ``None`` for who is not signed in.
    """
    return denial(person, action, subject, rules) is None


def denial(
    person: Person | None,
    action: Action,
    subject: ActionSubject = NOTHING,
    rules: AccessRules = _USUAL,
) -> DenialReason | None:
    """Return why somebody may not do something, ``None`` where they may.

    Parameters
    ----------
    person
        ``None`` for who is not signed in.
    """
    if action is Action.SUGGEST and not rules.suggestions_on:
        return DenialReason.OFF
    if person is None:
        return None if rules.reading_open and action in _OPEN else DenialReason.SIGN_IN
    if person.role not in RIGHTS[action]:
        return DenialReason.ROLE
    if person.role is PersonRole.EDITOR:
        return _editor_denial(person, action, subject, rules)
    if action is Action.APPROVE and rules.second_eyes:
        return _same_eyes(person, subject)
    return None


def _same_eyes(person: Person, subject: ActionSubject) -> DenialReason | None:
    if not subject.author:
        return DenialReason.UNSIGNED
    return DenialReason.OWN if is_by(person, subject) else None


def _editor_denial(
    person: Person, action: Action, subject: ActionSubject, rules: AccessRules
) -> DenialReason | None:
    own = is_by(person, subject)
    match action:
        case Action.APPROVE:
            if rules.second_eyes or not own:
                return DenialReason.ROLE
        case Action.REJECT:
            return None if own else DenialReason.ROLE
        case Action.SEE_PROPOSALS:
            if own:
                return None
        case Action.READ | Action.SUGGEST:
            return None
    if person.agencies and not person.agencies & subject.agencies:
        return DenialReason.AGENCY
    return None


def is_by(person: Person, subject: ActionSubject) -> bool:
    """Tell whether a person is who proposed something."""
    return bool(subject.author) and subject.author.casefold() == person.name.casefold()
