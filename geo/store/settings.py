"""Where the store of changes is: asked by every command, so nothing heavy is imported here.

A database or a folder of this machine can be named. Without either the store is a file beside the
data folder; it is made when a workbook is first applied, and until then facts go into the tables.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from geo.state.folder import folder_of

if TYPE_CHECKING:
    from collections.abc import Mapping

URL_VARIABLE: Final = "SON_LA_DATABASE_URL"
"""Names the address of a database: ``postgresql://user:password@host/name``."""
FILE_NAME: Final = "son-la.sqlite3"


def is_configured(environment: Mapping[str, str] | None = None) -> bool:
    """Tell whether facts go into a store: one is named, or has been made beside the data."""
    given = os.environ if environment is None else environment
    return bool(given.get(URL_VARIABLE)) or folder_of(FILE_NAME, given) is not None
