"""Whether there is a store at all: asked by every command, so nothing heavy is imported here."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

URL_VARIABLE: Final = "SON_LA_DATABASE_URL"
"""Names the address of a database: ``postgresql://user:password@host/name``."""
STATE_VARIABLE: Final = "SON_LA_STATE"
"""Names the folder of this machine in which what changes is kept."""


def is_configured(environment: Mapping[str, str] | None = None) -> bool:
    """Tell whether facts go into a store."""
    given = os.environ if environment is None else environment
    return bool(given.get(URL_VARIABLE) or given.get(STATE_VARIABLE))
