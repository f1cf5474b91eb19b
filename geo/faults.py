"""What a person reads when the system or a library fails: a sentence, in their language."""

from __future__ import annotations

import errno
import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from geo.errors import DataError, SonLaMapError
from geo.strings import say

_KEYS: Final = {
    errno.ENOSPC: "fault.full",
    errno.EDQUOT: "fault.full",
    errno.EROFS: "fault.write",
    errno.EACCES: "fault.rights",
    errno.EPERM: "fault.rights",
    errno.ENOENT: "fault.missing",
    errno.EISDIR: "fault.folder",
    errno.ENOTDIR: "fault.no-folder",
    errno.EEXIST: "fault.exists",
    errno.ENAMETOOLONG: "fault.name-long",
    errno.EINVAL: "fault.name",
    errno.EMFILE: "fault.many-files",
    errno.ENFILE: "fault.many-files",
    errno.EFBIG: "fault.big",
    errno.EIO: "fault.device",
    errno.ENOMEM: "fault.memory",
}
_OF_PYTHON: Final = (
    (MemoryError, "fault.memory"),
    (RecursionError, "fault.nested"),
    (KeyboardInterrupt, "fault.stopped"),
    (UnicodeError, "fault.letters"),
)
# A folder with less room than this takes no file of ours.
_ROOM_BYTES: Final = 1_000_000
_MOST_LETTERS: Final = 300
# What is said in English where no language is known: by the check of the data, and by argparse.
_ENGLISH: Final = tuple(
    (re.compile(pattern, re.DOTALL), key)
    for pattern, key in (
        (r"the file is missing", "problem.file"),
        (r"no such folder", "problem.folder"),
        (r"not UTF-8 \(byte (?P<number>\d+)\)", "problem.utf-8"),
        (r"the header row is empty or repeats a column", "problem.header"),
        (r"(?P<count>\d+) cells, the header has (?P<wanted>\d+)", "problem.cells"),
        (r"column (?P<value>'.*') is missing", "problem.column"),
        (r"column (?P<value>'.*') is not known", "problem.column-unknown"),
        (r"(?P<value>'.*') is not a number", "problem.number"),
        (r"(?P<value>'.*') is none of (?P<known>.*)", "problem.choice"),
        (r"(?P<value>'.*') does not exist", "problem.id"),
        (r"(?P<value>'.*') is repeated", "problem.repeated"),
        (r"(?P<value>'.*') is not allowed", "problem.form"),
        (r"the cell is empty", "problem.empty"),
        (r"not a GeoJSON FeatureCollection \(.*\)", "problem.geojson"),
        (r"it cannot be read \((?P<value>.*)\)", "problem.unread"),
        (r"(?P<what>.*) \(and (?P<count>\d+) more\)", "problem.more"),
        (r"the text states but geometry misses (?P<names>.*)", "problem.misses"),
        (r"the text does not state but geometry touches (?P<names>.*)", "problem.touches"),
        (r"ends (?P<finish>\d+) before it starts (?P<start>\d+)", "problem.years"),
        (r"(?P<value>\S+) cannot be: too old or in the future", "problem.day"),
        (r"it lies far outside", "problem.outside"),
        (r"no file (?P<value>photos/.*)", "problem.photo-missing"),
        (r"(?P<value>photos/.*) is not the file that it was", "problem.photo-other"),
        (r"(?P<value>photos/.*) holds more than a picture", "problem.photo-more"),
        (r"lon and lat do not stand together", "problem.half-place"),
        (r"hand the photo in again with `python -m geo photo`", "remedy.photo"),
        (r"says the same as .*", "problem.same"),
        (
            r"(?P<id>\S+): \S+ (?P<low>\S+) and (?P<high>\S+): are the thousands of one .*",
            "problem.thousand",
        ),
        (r"(?P<id>\S+): (?P<value>\S+) billion VND a kilometre of .*", "problem.per-km"),
        (r"no position and no reason", "problem.no-place"),
        (r"correct it or explain it in tables/exceptions\.csv", "remedy.figure"),
        (r"say why it has no position", "remedy.no-place"),
        (r"correct one of them or explain it in tables/exceptions\.csv", "remedy.exception"),
        (r"correct the years", "remedy.years"),
        (r"correct the date", "remedy.day"),
        (r"correct its system", "remedy.system"),
        (r"delete one of the two rows", "remedy.same"),
        (r"restore it from the repository", "remedy.restore"),
        (r"restore the header row", "remedy.header"),
        (r"save it as 'CSV UTF-8' in the spreadsheet", "remedy.utf-8"),
        (r"quote cells that hold a comma", "remedy.quote"),
        (r"add it or correct the id", "remedy.id"),
        (r"use digits and a point", "remedy.number"),
        (r"write one of them", "remedy.choice"),
        (r"give a folder with shapes/ and tables/", "remedy.folder"),
        (r"run `python -m geo check` and correct what it names", "remedy.check"),
        (r"the following arguments are required: (?P<value>.*)", "usage.required"),
        (r"unrecognized arguments: (?P<value>.*)", "usage.unknown"),
        (r"ambiguous option: (?P<value>.*) could match (?P<known>.*)", "usage.ambiguous"),
        (
            r"argument (?P<name>.*?): invalid choice: (?P<value>.*) \(choose from (?P<known>.*)\)",
            "usage.choice",
        ),
        (r"argument (?P<name>.*?): expected (one|at least one|\d+) arguments?", "usage.value"),
        (r"argument (?P<name>.*?): invalid .* value: (?P<value>.*)", "usage.form"),
        (r"argument (?P<name>.*?): not allowed with argument (?P<known>.*)", "usage.both"),
        (r"argument (?P<name>.*?): ignored explicit argument (?P<value>.*)", "usage.no-value"),
        (r"argument (?P<name>.*?): (?P<value>'.*') is not a (date|day).*", "usage.day"),
        (r"argument (?P<name>.*?): (?P<value>.*): .* has not come.*", "usage.day-ahead"),
        (
            r"argument (?P<name>.*?): (?P<value>'.*') is not a distance .* and (?P<most>.*) km",
            "usage.distance",
        ),
        (r"argument (?P<name>.*?): (?P<value>.*)", "usage.form"),
    )
)


def fault_words(error: BaseException, language: str) -> str:
    """Return what an error means, in one line; our own errors say it themselves.

    Parameters
    ----------
    error
        Of the system, a library or the house.
    """
    if isinstance(error, DataError):
        what, remedy = (in_language(part, language) for part in (error.what, error.remedy))
        told = f"{error.where}: {what}" if error.where else what
        return one_line(f"{told}; {remedy}" if remedy else told)
    if isinstance(error, SonLaMapError):
        return one_line(str(error))
    for kind, key in _OF_PYTHON:
        if isinstance(error, kind):
            return say(key, language)
    if isinstance(error, OSError) and error.errno:
        return _of_system(error, language)
    # A library that finds no room says so in its own words.
    full = full_folder()
    if full:
        return say("fault.full", language, path=full)
    library = type(error).__module__.partition(".")[0]
    message = one_line(str(error))[:_MOST_LETTERS] or type(error).__name__
    return say("fault.library", language, library=library, message=message)


def _of_system(error: OSError, language: str) -> str:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    named = error.filename2 or error.filename or (full_folder() if full else None)
    path = one_line(str(named)) if named is not None else ""
    key = _KEYS.get(error.errno or 0, "fault.system")
    if not path:
        path = say("fault.somewhere", language)
    return say(key, language, path=path, number=error.errno)


def full_folder() -> Path | None:
    """Return the folder for temporary files, or else the present one, if it has no room left."""
    for name in (_temporary(), Path()):
        with suppress(OSError):
            if name and shutil.disk_usage(name).free < _ROOM_BYTES:
                return name.resolve()
    return None


def _temporary() -> Path | None:
    try:
        return Path(tempfile.gettempdir())
    except FileNotFoundError:  # none of the usual folders can be written
        return None


def in_language(message: str, language: str) -> str:
    """Return what the check or argparse says in English, in a language as far as it is known.

    Parameters
    ----------
    message
        A part of a :class:`~geo.errors.DataError`, or what ``ArgumentParser.error`` is given.
    """
    for pattern, key in _ENGLISH:
        found = pattern.fullmatch(message)
        if found:
            parts = {name: one_line(part) for name, part in found.groupdict().items()}
            if "what" in parts:
                parts["what"] = in_language(parts["what"], language)
            return say(key, language, **parts)
    return one_line(message)


def one_line(text: str) -> str:
    """Return a text without line ends and other letters that are not to be printed."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
