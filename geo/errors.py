"""Error classes of the house; every message says what, where and what to do."""

from __future__ import annotations


class SonLaMapError(Exception):
    """Base of all errors that this project raises on purpose."""


class DataError(SonLaMapError, ValueError):
    """A data file cannot be read or does not say what it must.

    Parameters
    ----------
    what
        What is wrong, in one clause.
    where
        ``file``, ``file:row`` or ``file:row:field``.
    remedy
        What the reader can do about it.
    """

    def __init__(self, what: str, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        head = f"{where}: {what}" if where else what
        super().__init__(f"{head}; {remedy}" if remedy else head)


class UnknownIdError(SonLaMapError, LookupError):
    """An id or code is not in the catalog."""


class KmRangeError(SonLaMapError, ValueError):
    """A kilometre lies outside the measured route, or cannot be read."""
