"""What is refused about accounts, in words for whoever runs the map."""

from __future__ import annotations

from geo.errors import SonLaMapError
from geo.strings import say
from geo.text import DEFAULT_LANGUAGE


class PeopleError(SonLaMapError, ValueError):
    """Something about accounts or rights is refused.

    Parameters
    ----------
    sentence
        Its key in ``strings.csv``.
    values
        What fills it; nothing secret.
    """

    def __init__(self, sentence: str, /, **values: object) -> None:
        self.sentence, self.values = sentence, values
        super().__init__(self.words(DEFAULT_LANGUAGE))

    def words(self, language: str) -> str:
        """Return what is refused and what to do, in a language."""
        return say(self.sentence, language, **self.values)
