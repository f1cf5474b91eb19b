"""Reads the query string of a link that went through chat programs, mails and sentences.

These write ``&amp;`` for ``&``, encode twice, add brackets, full stops and invisible signs. What
can be understood is understood; what cannot comes back, to be said: a filter that is lost without
a word shows more than was meant.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, unquote_plus

from geo.query.selection import UnknownParameter

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

# What others hang on links, or the server reads: it means nothing for what is shown.
_FOREIGN: Final = re.compile(
    r"utm_.*|[a-z]{0,3}clid|g?braid|gad_.*|mc_[ce]id|ig_?sh.*|mibextid|_g[al]|_hs.*|hsa_.*|mkt_tok"
    r"|zarsrc|zalo.*|fb_.*|__cft__.*|__tn__|si|ref|ref_src|srsltid|yclid|ysclid|spm|vero_id|trk"
    r"|openexternalbrowser|embed|embed_options"
)
# Words as they were typed, and saved views, which have a spelling of their own.
_VERBATIM: Final = frozenset({"q", "views"})
_AMPERSAND: Final = re.compile(r"&(?:amp|#0*38|#x0*26);", re.IGNORECASE)
_LEFT_OVER: Final = re.compile(r"^(?:(?:amp|#0*38|#x0*26);|[&?])+", re.IGNORECASE)
_ENCODED: Final = re.compile(r"%[0-9A-Fa-f]{2}")
# No id and no number of ours begins or ends with one of these.
_EDGE: Final = " \t\r\n\"'`“”‘’«»‹›<>()[]{}.,;:!?…*|=/\\，、。；：！？（）【】《》「」"
_COMMAS: Final = re.compile(r"[,，、;；]")
_MOST_CODINGS: Final = 3


def read_link(
    pairs: Iterable[tuple[str, str]], known: Collection[str]
) -> tuple[dict[str, str], tuple[UnknownParameter, ...]]:
    """Read the names and values of a query string, decoded once.

    Parameters
    ----------
    pairs
        As :func:`urllib.parse.parse_qsl` gives them, empty values included.
    known
        Names of the parameters that mean something.

    Returns
    -------
    query, unknown
        What means something, by its proper name, where one that stands twice means both; and what
        does not, without what others are known to hang on links. What :meth:`Selection.to_query
        <geo.query.selection.Selection.to_query>` writes comes back as it is.
    """
    query: dict[str, str] = {}
    unknown: list[UnknownParameter] = []
    waiting = list(pairs)[::-1]
    while waiting:
        name, value = waiting.pop()
        proper = _proper(name)
        if proper in known:
            value, more = _tidy(proper, value)
            waiting.extend(reversed(more))
            query[proper] = ",".join(filter(None, (query.get(proper, ""), value)))
        elif inside := _pairs_inside(name, value):
            waiting.extend(reversed(inside))
        elif (proper or value) and not is_foreign(name):
            unknown.append(UnknownParameter(name.strip(), value.strip(), named=False))
    return query, tuple(unknown)


def is_foreign(name: str) -> bool:
    """Tell whether a parameter is known to be of others: of chat programs, of the server itself."""
    return bool(_FOREIGN.fullmatch(_proper(name)))


def remove_unseen(text: str) -> str:
    """Return a text without signs that nobody sees, such as a zero-width space.

    Examples
    --------
    >>> remove_unseen(f"12{chr(0x200B)}3")
    '123'
    """
    return "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Cc"))


def _plain(text: str) -> str:
    return remove_unseen(unicodedata.normalize("NFKC", text))


def _proper(name: str) -> str:
    """Return the name that is meant: ``amp;Status`` is ``status``."""
    return _LEFT_OVER.sub("", _plain(name).strip(_EDGE)).strip(_EDGE).casefold()


def _pairs_inside(name: str, value: str) -> list[tuple[str, str]]:
    """Return the parameters that stand in a name: ``area%3D123``, a query encoded as a whole."""
    text = _AMPERSAND.sub("&", _decode(_plain(name)))
    if "=" not in text:
        return []
    whole = f"{text}={value}" if value else text
    parts = (part.partition("=") for part in whole.split("&"))
    found = [(one, unquote_plus(said)) for one, _, said in parts]
    return found if found != [(name, value)] else []


def _tidy(name: str, value: str) -> tuple[str, list[tuple[str, str]]]:
    """Return a value without what was added on the way, and the parameters that hang on it."""
    if name in _VERBATIM:
        return (value if name == "views" else remove_unseen(value)), []
    first, *rest = _AMPERSAND.sub("&", _decode(_plain(value))).split("&")
    parts = (part.strip(_EDGE) for part in _COMMAS.split(first))
    more = [(one, said) for one, _, said in (part.partition("=") for part in rest)]
    hanging = [pair for pair in more if _proper(pair[0]) or pair[1].strip(_EDGE)]
    return ",".join(filter(None, parts)), hanging


def _decode(text: str) -> str:
    for _ in range(_MOST_CODINGS):
        if not _ENCODED.search(text):
            break
        text = _plain(unquote(text))
    return text
