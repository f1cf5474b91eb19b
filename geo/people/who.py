"""Who asks, by the cookie of a local account or the claims of an agency's sign-in."""

from __future__ import annotations

import logging
import sqlite3
import time
from typing import TYPE_CHECKING, Any, Final

from geo.faults import one_line
from geo.people.accounts import open_accounts
from geo.people.claims import claim_rules, person_from, sign_in_digest
from geo.people.errors import PeopleError
from geo.people.rights import NOTHING, denial
from geo.people.settings import access_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.people.accounts import Accounts
    from geo.people.rights import Action, ActionSubject, DenialReason, Person

COOKIE: Final = "son-la-session"
_LOG: Final = logging.getLogger(__name__)


class NotAllowedError(PeopleError):
    """Somebody may not do what they wanted; it stands in the log.

    Parameters
    ----------
    reason
        Why, as a sentence for them.
    """

    def __init__(self, reason: DenialReason) -> None:
        self.reason = reason
        super().__init__(f"people.denied-{reason}")


def who_is(
    cookies: Mapping[str, str],
    claims: Mapping[str, Any] | None = None,
    accounts: Accounts | None = None,
    clock: Callable[[], float] = time.time,
) -> Person | None:
    """Return who asks, ``None`` for who is not signed in, or no more.

    What cannot be read, the file of accounts or a setting, lets nobody in, and is in the log.

    Parameters
    ----------
    cookies
        Of a request, or of the one that began a session.
    claims
        What an agency's sign-in server said, proven; ``None`` where it said nothing.
    accounts
        ``None`` for those that are set up.
    """
    try:
        known = accounts or open_accounts()
        if known is None:
            return None
        person = known.person_of(cookies.get(COOKIE, ""))
        if person or not claims or known.is_ended(sign_in_digest(claims)):
            return person
        return person_from(claims, claim_rules(), clock())
    except (PeopleError, sqlite3.Error) as error:
        _LOG.error("nobody is let in: %s", one_line(str(error)))
        return None


def require(person: Person | None, action: Action, subject: ActionSubject = NOTHING) -> None:
    """Refuse what somebody may not do by the rules in force, and say so in the log.

    To be called by whatever does something, however it was reached: a button that is not shown is
    no lock.

    Raises
    ------
    NotAllowedError
        With the reason.
    """
    reason = denial(person, action, subject, access_rules())
    if reason is None:
        return
    who = f"{person.name} ({person.role})" if person else "somebody not signed in"
    about = f" {one_line(subject.id)!r}" if subject.id else ""
    # One text for each: a server's log counts what is alike.
    words = f"refused: {who} may not {action}{about}: {reason}"
    _LOG.warning(words)
    raise NotAllowedError(reason)
