"""What the operator decides about people, in the environment of the process."""

from __future__ import annotations

import logging
import os
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo.people.rights import AccessRules

if TYPE_CHECKING:
    from collections.abc import Mapping

READING_VARIABLE: Final = "SON_LA_READING"
SUGGESTIONS_VARIABLE: Final = "SON_LA_SUGGESTIONS"
EYES_VARIABLE: Final = "SON_LA_SECOND_EYES"
_LOG: Final = logging.getLogger(__name__)


def access_rules(environment: Mapping[str, str] | None = None) -> AccessRules:
    """Return what the operator has decided; a word that is none of ours counts as the safe one."""
    given = os.environ if environment is None else environment
    return AccessRules(
        reading_open=_chosen(READING_VARIABLE, given.get(READING_VARIABLE, ""), "open", "closed"),
        suggestions_on=_chosen(
            SUGGESTIONS_VARIABLE, given.get(SUGGESTIONS_VARIABLE, ""), "on", "off"
        ),
        second_eyes=not _chosen(EYES_VARIABLE, given.get(EYES_VARIABLE, ""), "off", "on", "on"),
    )


@lru_cache(maxsize=64)  # a wrong word is said once
def _chosen(variable: str, value: str, generous: str, safe: str, usual: str = "") -> bool:
    """Tell whether a setting has the generous one of two words.

    Parameters
    ----------
    usual
        The word where none is given; the generous one by default.
    """
    word = value.strip().lower() or usual or generous
    if word not in (generous, safe):
        _LOG.warning("%s is neither %s nor %s: it counts as %s", variable, generous, safe, safe)
    return word == generous
