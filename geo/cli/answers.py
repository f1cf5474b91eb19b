"""A clerk's answers to conflicts in a file, instead of an option for each cell.

JSON as ``geo apply --format json`` prints it, with an ``answer`` added to the cells in question;
or CSV with the columns ``sheet``, ``cell`` and ``answer``, between commas, semicolons or tabs. What
has no answer is still asked about.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, Final

from geo.strings import languages, say
from geo.text import fold
from geo.trip.package import MOST_BYTES, UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHOICES: Final = ("mine", "theirs")
_LONGEST: Final = 60
_COLUMNS: Final = ("sheet", "cell", "answer")


def read_answers(path: Path, language: str) -> dict[str, str]:
    """Return ``mine`` or ``theirs`` by the place of the cell: ``SO-XD!E6``.

    Raises
    ------
    UnreadableFileError
        If the file is no such list, or an answer is none; in the language.
    OSError
        If it cannot be read.
    """
    with path.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    unread = UnreadableFileError(say("trip.answers-unread", language, file=path.name))
    if len(content) > MOST_BYTES:
        raise unread
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise unread from None
    is_json = text.lstrip()[:1] in ("{", "[")
    try:
        rows = [*(_of_json(text) if is_json else _of_csv(text))]
    except (ValueError, TypeError, RecursionError, csv.Error):
        raise unread from None
    answers: dict[str, str] = {}
    # Counted as a spreadsheet does: its first row names the columns.
    for number, row in enumerate(rows, start=1 if is_json else 2):
        said = row["answer"].strip()
        if not said:
            continue
        choice = _choices().get(fold(said), "")
        if not choice:
            told = {"file": path.name, "row": number, "value": said[:_LONGEST]}
            raise UnreadableFileError(say("trip.answers-choice", language, **told))
        answers[f"{row['sheet'].strip()}!{row['cell'].strip().upper()}"] = choice
    return answers


def _of_json(text: str) -> Iterator[dict[str, str]]:
    read: Any = json.loads(text)
    cells = read.get("cells") if isinstance(read, dict) else read
    if not isinstance(cells, list):
        raise TypeError
    yield from map(_row, cells)


def _of_csv(text: str) -> Iterator[dict[str, str]]:
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark)
    if not set(_COLUMNS).issubset(rows.fieldnames or ()):
        raise ValueError
    yield from map(_row, rows)


def _row(found: object) -> dict[str, str]:
    if not isinstance(found, dict):
        raise TypeError
    row = {name: found.get(name) or "" for name in _COLUMNS}
    if not all(isinstance(value, str) for value in row.values()):
        raise TypeError
    return row


def _choices() -> dict[str, str]:
    """Return what means an answer, folded: our codes, and the words of the page *Cập nhật*."""
    words = {
        fold(say(f"trip.keep-{choice}", language)): choice
        for choice in CHOICES
        for language in languages()
    }
    return {**words, **{choice: choice for choice in CHOICES}}
