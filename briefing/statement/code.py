"""The short code on a sheet: few characters that a person can read off paper and type.

``SL-7F3K-9QXM-2``: eight characters of the digest of what the sheet says, then a check character.
The alphabet has 31 characters, none of which looks like another (no 0 O 1 I L). 31 is prime and
every position has a weight of its own in the check sum, so that any single wrong character and
any two characters that changed places are noticed. Eight characters tell 8.5·10¹¹ sheets apart:
enough to notice an edit, not a signature; who can compute the code can forge it.
"""

from __future__ import annotations

from typing import Final

from geo.errors import SonLaMapError
from geo.strings import say

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
PREFIX: Final = "SL"
_LENGTH: Final = 8
_GROUP: Final = 4
_MOST: Final = 60


class CodeError(SonLaMapError, ValueError):
    """What was typed is no code of a sheet; the message is in the user's language."""


def code_of(digest: bytes) -> str:
    """Return the code of a digest of at least eight bytes."""
    number = int.from_bytes(digest[:8], "big")
    body = ""
    for _ in range(_LENGTH):
        number, value = divmod(number, len(ALPHABET))
        body += ALPHABET[value]
    return _grouped(body + ALPHABET[_check(body)])


def read_code(typed: str, language: str) -> str:
    """Return a typed code as it is printed; case, spaces, dashes and the prefix do not matter.

    Raises
    ------
    CodeError
        If a character is wrong, missing or out of its place.
    """
    bare = "".join(char for char in typed.upper() if char.isalnum()).removeprefix(PREFIX)
    right = len(bare) == _LENGTH + 1 and set(bare) <= set(ALPHABET)
    if not right or ALPHABET[_check(bare[:_LENGTH])] != bare[_LENGTH]:
        raise CodeError(say("verify.error-code", language, value=typed.strip()[:_MOST]))
    return _grouped(bare)


def _check(body: str) -> int:
    values = (ALPHABET.index(char) for char in body)
    # Weights 2 … 9, none of them that of the check character, 1.
    weighted = (weight * value for weight, value in enumerate(values, start=2))
    return -sum(weighted) % len(ALPHABET)


def _grouped(bare: str) -> str:
    return "-".join((PREFIX, bare[:_GROUP], bare[_GROUP:_LENGTH], bare[_LENGTH:]))
