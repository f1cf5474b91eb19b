"""A third language at run time, as a column more in the table of strings would bring it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from geo.strings import languages, table
from geo.text import Text

THAI = "th"


@contextmanager
def third_language(words: Mapping[str, str], code: str = THAI) -> Iterator[str]:
    """Add a language for a while; what is not among `words` (by key) falls back as always."""
    strings = table()
    with pytest.MonkeyPatch.context() as patch:
        for key, known in strings.items():
            # An empty cell of the new column is what a translator has not reached yet.
            patch.setitem(strings, key, Text((*known.forms, (code, words.get(key, "")))))
        languages.cache_clear()
        try:
            yield code
        finally:
            patch.undo()
            languages.cache_clear()
