"""How many examples a dear property is tried on: few in the suite, more by hand."""

from __future__ import annotations

import os


def examples(few: int) -> int:
    """Give the number that ``SON_LA_EXAMPLES`` says, else `few`."""
    return int(os.environ.get("SON_LA_EXAMPLES", few))
