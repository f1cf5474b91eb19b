"""Where the map can be reached: the address that a sheet's QR code begins with."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from geo.errors import SonLaMapError
from geo.strings import say
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.query.selection import Selection

VARIABLE = "SON_LA_BASE_URL"


class AddressError(SonLaMapError, ValueError):
    """The configured address of the map is none."""


def base_address(
    environment: Mapping[str, str] = os.environ, language: str = DEFAULT_LANGUAGE
) -> str:
    """Return the address of the map from ``SON_LA_BASE_URL``, empty when none is set.

    Raises
    ------
    AddressError
        If it is no plain http or https address: no user, no query, no fragment.
    """
    value = environment.get(VARIABLE, "").strip()
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        fine = fine and not (parts.username or parts.query or parts.fragment)
    except ValueError:
        fine = False
    if not (fine and value.isprintable() and not any(char.isspace() for char in value)):
        raise AddressError(say("sheet.error-base", language, name=VARIABLE, value=value[:100]))
    return value


def link_to(selection: Selection, item_id: str = "") -> str:
    """Return the address that opens a selection, empty when the map has no address.

    Parameters
    ----------
    item_id
        Id of the project whose card is open there, empty for none.

    Raises
    ------
    AddressError
        If the configured address is none.
    """
    base = base_address(language=selection.language)
    query = urlencode(selection.to_query() | ({"id": item_id} if item_id else {}))
    return f"{base}?{query}" if base and query else base
