"""What belongs to the moment of a run is fixed or taken out: today, codes, digests, folders."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, TypeAlias

# What can be written as JSON.
Json: TypeAlias = "dict[str, Json] | list[Json] | str | float | bool | None"
# An object of a library that ships no types.
Foreign: TypeAlias = Any

CODE = re.compile(r"SL-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]")
TOKEN = re.compile(r"SLS\d+:[A-Za-z0-9+/=_-]+")
# As files name the digest of the data: properties, words of either language, a cell of its own.
_NAMED_DIGEST = re.compile(
    r"""(?:digest|[Mm]ã(?: dữ liệu)?)\b["'=:(\s]{0,6}([0-9a-f]{12})\b|"'([0-9a-f]{12})' \|"""
)
_ASSET = re.compile(r"\b((?:[0-9a-f]{12}|[\w]+)-)[0-9a-f]{8}\.(js|json|html|css)\b")
_ELEMENT_ID = re.compile(r"\$\$ID-[0-9a-f]{32}")
_SIZE = re.compile(r"\b[\d,.]+ kB")

_RealDate = dt.date


def fix_today(day: dt.date) -> None:
    """Let `day` be today for every module that is imported from now on."""

    class _Kind(type):
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, _RealDate)

        def __subclasscheck__(cls, kind: type) -> bool:
            return issubclass(kind, _RealDate)

    class date(_RealDate, metaclass=_Kind):  # noqa: N801 - it stands for the library's own
        @classmethod
        def today(cls) -> date:
            return cls(day.year, day.month, day.day)

        @classmethod
        def __get_pydantic_core_schema__(cls, *_: object) -> object:
            from pydantic_core import core_schema

            return core_schema.date_schema()

    date.__module__, date.__qualname__ = "datetime", "date"
    dt.date = date  # type: ignore[misc]


class Words:
    """Takes out of texts what differs from run to run though nothing changed.

    Parameters
    ----------
    folder
        Where files are written; its path becomes ``FOLDER``.
    root
        The checkout; its path becomes ``ROOT``.
    """

    def __init__(self, folder: str, root: str) -> None:
        self._paths = ((folder, "FOLDER"), (root, "ROOT"))
        self._digests: set[str] = set()

    def learn(self, text: str) -> None:
        """Remember the digest of the data where a text names it."""
        self._digests.update(one or other for one, other in _NAMED_DIGEST.findall(text))

    def moving(self, word: str) -> bool:
        """Tell whether a word holds a code or the digest of the data."""
        return bool(CODE.search(word)) or any(digest in word for digest in self._digests)

    def plain(self, text: str) -> str:
        """Return a text without what is of the moment."""
        for path, name in self._paths:
            text = text.replace(path, name)
        text = TOKEN.sub("STATEMENT", text)
        text = CODE.sub("CODE", text)
        for digest in self._digests:
            text = text.replace(digest, "DIGEST")
        text = _ASSET.sub(r"\1HASH.\2", text)
        text = _ELEMENT_ID.sub("ID", text)
        return _SIZE.sub("SIZE", text)

    def plainly(self, value: Foreign) -> Json:
        """Return lists, dictionaries and texts without what is of the moment."""
        if isinstance(value, str):
            return self.plain(value)
        if isinstance(value, dict):
            return {self.plain(str(key)): self.plainly(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.plainly(item) for item in value]
        return value
