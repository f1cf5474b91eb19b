"""Passwords: which are taken, and how they are kept (Argon2id, the parameters of RFC 9106)."""

from __future__ import annotations

from functools import cached_property
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from geo.people.errors import PeopleError
from geo.text import nfc

LEAST_LETTERS: Final = 10
MOST_LETTERS: Final = 200
_LEAST_DIFFERENT: Final = 5
# Each takes 64 MiB and a core: more at once would let strangers stop the map.
_AT_ONCE: Final = BoundedSemaphore(2)
_WELL_KNOWN: Final = ("1234567890", "0123456789", "qwertyuiop", "matkhau", "password", "sonla")


def check_password(password: str, name: str) -> None:
    """Refuse a new password that is easily guessed.

    Raises
    ------
    PeopleError
        If it is too short, too long, of few letters, or little more than a word everybody tries.
    """
    text = nfc(password)
    if len(text) < LEAST_LETTERS:
        raise PeopleError("people.password-short", count=LEAST_LETTERS)
    if len(text) > MOST_LETTERS:
        raise PeopleError("people.password-long", count=MOST_LETTERS)
    if not text.isprintable():
        raise PeopleError("people.password-unprintable")
    rest = text.casefold()
    for word in (name.casefold(), *_WELL_KNOWN):
        rest = rest.replace(word, "")
    if len(set(rest)) < _LEAST_DIFFERENT:
        raise PeopleError("people.password-weak")


class PasswordKeeper:
    """Makes what is kept of a password, and compares.

    Parameters
    ----------
    hasher
        With its cost; ``None`` for the second recommended option of RFC 9106.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)

    def keep(self, password: str) -> str:
        """Return what is kept of a password."""
        with _AT_ONCE:
            return self._hasher.hash(nfc(password))

    def fits(self, password: str, kept: str | None) -> bool:
        """Tell whether a password is the one that is kept.

        Parameters
        ----------
        kept
            ``None`` where there is none: that takes as long, and is never right.
        """
        text = nfc(password)[: MOST_LETTERS + 1]
        with _AT_ONCE:
            nobodys = self._nobodys  # always: the first time takes as long for everybody
            try:
                self._hasher.verify(kept or nobodys, text)
            except (VerificationError, InvalidHashError):
                return False
        return kept is not None

    def is_old(self, kept: str) -> bool:
        """Tell whether a password was kept with another cost than today's."""
        return self._hasher.check_needs_rehash(kept)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash("nobody has this password")
