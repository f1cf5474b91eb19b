"""How large a file may grow: what no printer, mail box or USB stick takes is refused in words."""

from __future__ import annotations

from typing import Final

from geo.errors import SonLaMapError
from geo.strings import format_exact, say

MOST_BYTES: Final = 50_000_000
MOST_PAGES: Final = 200
# A page of the list of projects holds about as many lines; see `briefing.sheet.pages`.
_LINES_A_PAGE: Final = 20


class LimitError(SonLaMapError, ValueError):
    """A file would become larger than anybody can use."""


def check_size(data: bytes, language: str) -> bytes:
    """Return `data` as it is.

    Raises
    ------
    LimitError
        If it has more than :data:`MOST_BYTES` bytes; the message is in `language`.
    """
    if len(data) > MOST_BYTES:
        size, most = (
            format_exact(count / 1_000_000, language, 1) for count in (len(data), MOST_BYTES)
        )
        raise LimitError(say("limit.bytes", language, size=size, most=most))
    return data


def check_pages(pages: int, language: str) -> None:
    """Refuse a document of too many pages.

    Raises
    ------
    LimitError
        If there are more than :data:`MOST_PAGES`; the message is in `language`.
    """
    if pages > MOST_PAGES:
        raise LimitError(say("limit.pages", language, pages=pages, most=MOST_PAGES))


def sheet_pages(projects: int) -> int:
    """Return about how many pages a sheet with its list of projects takes, before it is drawn."""
    return 1 + projects // _LINES_A_PAGE
