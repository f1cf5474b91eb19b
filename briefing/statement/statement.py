"""The statement that a sheet, slide or book carries: how it was asked for, and what it says.

What is said are ids, codes, days and figures, not wording: a sheet in Vietnamese and one in English
say the same. Neither the day nor the paper belongs to it, so that its code can be compared with
what the data says on any other day, and an edit elsewhere in the province does not touch it.

One line of text, ``SLS1:`` and the compressed JSON in base64, a few kilobytes: a property of the
PDF, a text chunk of the PNG, a keyword of the SVG, properties of the PPTX. Reading it back runs
nothing and opens nothing.

On paper stands its code, ``SL-7F3K-9QXM-2``: eight characters of the digest of what is said, then a
check character. The alphabet has 31 characters, none of which looks like another (no 0 O 1 I L). 31
is prime and every position has a weight of its own in the check sum, so that any single wrong
character and any two characters that changed places are noticed. Eight characters tell 8.5·10¹¹
sheets apart: enough to notice an edit, not a signature; who can compute the code can forge it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self
from urllib.parse import parse_qsl

import shapely
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from geo.crs import DECIMALS
from geo.dates import PartialDate, parse_day
from geo.errors import SonLaMapError
from geo.query.fields import stated, stated_figure
from geo.strings import say
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import Project, StatusEvent
    from geo.query.view import ProjectRow, View
    from geo.reports.changes import Change, Changes

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
PREFIX: Final = "SL"
_LENGTH: Final = 8
_GROUP: Final = 4
_MOST: Final = 60
# One project: its id, and what the sheet says of it.
StatementRow = dict[str, Any]
_SHORT = 12


class CodeError(SonLaMapError, ValueError):
    """What was typed is no code of a sheet; the message is in the user's language."""


def code_of(digest: bytes) -> str:
    """Return the code of a digest of at least eight bytes."""
    number = int.from_bytes(digest[:8], "big")
    body = ""
    for _ in range(_LENGTH):
        number, value = divmod(number, len(ALPHABET))
        body += ALPHABET[value]
    return _grouped(body + ALPHABET[_check(body)])


def read_code(typed: str, language: str) -> str:
    """Return a typed code as it is printed; case, spaces, dashes and the prefix do not matter.

    Raises
    ------
    CodeError
        If a character is wrong, missing or out of its place.
    """
    bare = "".join(char for char in typed.upper() if char.isalnum()).removeprefix(PREFIX)
    right = len(bare) == _LENGTH + 1 and set(bare) <= set(ALPHABET)
    if not right or ALPHABET[_check(bare[:_LENGTH])] != bare[_LENGTH]:
        raise CodeError(say("verify.error-code", language, value=typed.strip()[:_MOST]))
    return _grouped(bare)


def _check(body: str) -> int:
    values = (ALPHABET.index(char) for char in body)
    # Weights 2 … 9, none of them that of the check character, 1.
    weighted = (weight * value for weight, value in enumerate(values, start=2))
    return -sum(weighted) % len(ALPHABET)


def _grouped(bare: str) -> str:
    return "-".join((PREFIX, bare[:_GROUP], bare[_GROUP:_LENGTH], bare[_LENGTH:]))


def statement_rows(view: View, found: Changes | None = None) -> list[StatementRow]:
    """Return JSON-ready rows, by id: what a sheet says of each project.

    Parameters
    ----------
    found
        The changes that the sheet is about, ``None`` for the sheet of a view.
    """
    if found is not None:
        said = [_change(item) for item in found.items]
    else:
        said = [_row(view, row) for row in view.rows]
    return sorted(said, key=lambda one: str(one["id"]))


def code_for(said: Sequence[StatementRow]) -> str:
    """Return the code of what a sheet says."""
    return code_of(hashlib.sha256(canonical(said).encode()).digest())


def canonical(value: object) -> str:
    """Return a value as JSON in its one form."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def short_hash(value: object) -> str:
    """Return a short digest of plain values."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()[:_SHORT]


def _row(view: View, row: ProjectRow) -> StatementRow:
    return {**_project(row.project), **stated(view, row)}


def _change(item: Change) -> StatementRow:
    decisive = item.decisive or (item.events[-1] if item.events else None)
    return {
        **_project(item.project),
        "old": str(item.old),
        "status": str(item.new),
        "date": decisive.date.iso() if decisive else None,
        "source": decisive.source_id if decisive else None,
        "events": [event_cells(event) for event in item.events],
        "figures": [
            [new.figure.quantity, *stated_figure(new.figure), new.before and new.before.value]
            for new in item.figures
        ],
    }


def event_cells(event: StatusEvent) -> list[Any]:
    """Return what is said of an event: date, status, note and source."""
    return [event.date.iso(), str(event.status), event.note[DEFAULT_LANGUAGE], event.source_id]


def _project(project: Project) -> StatementRow:
    pieces = sorted(
        [
            shapely.to_wkt(piece.geometry, rounding_precision=DECIMALS),
            str(piece.geometry_kind),
            str(piece.evidence or ""),
        ]
        for piece in project.pieces
    )
    return {
        "id": project.id,
        "name": project.name[DEFAULT_LANGUAGE],
        "place": short_hash(pieces) if pieces else None,
    }


# Its name among the properties of a file.
STATEMENT: Final = "SonLaSheet"
MARK: Final = "SLS1:"
TOKEN: Final = re.compile(r"SLS1:[A-Za-z0-9+/]+={0,2}")
# Stands among the themes for the frame itself: another one draws everything elsewhere.
WINDOW: Final = "window"
SHEET, CHANGES, SLIDE, BOOK = "sheet", "changes", "slide", "book"
PROJECT, PROGRESS, TARGETS, WALL = "project", "progress", "targets", "wall"
# Families of what stands in a book beside its projects: the beginning of an id.
AREA, CORRIDOR, GOAL, SOURCE, AIM = "area", "corridor", "goal", "source", "aim"
# Cells that each row of facts may have, by family; a band has its upper end as the last, an aim
# what it says and then a row for each of its projects.
_CELLS: Final = {AREA: (1,), CORRIDOR: (1,), GOAL: (7, 8), SOURCE: (5,), AIM: (2, 3)}
# Left out where they are empty, as in the files of version 0.1.
_OFTEN_EMPTY: Final = ("rest", "project")
_MOST_BYTES: Final = 4_000_000
_MOST_TEXT: Final = 2_000
_MOST_PROJECTS: Final = 20_000
_MOST_VALUE: Final = 1e15


class StatementError(SonLaMapError, ValueError):
    """A file is none of this map, or was damaged or altered; the message says which."""


def _day(text: str) -> str:
    parse_day(text)
    return text


def _date(text: str) -> str:
    PartialDate.parse(text)
    return text


_Text = Annotated[str, Field(max_length=_MOST_TEXT)]
_Day = Annotated[str, AfterValidator(_day)]
_Date = Annotated[str, AfterValidator(_date)]
# It can be shown: finite, and no larger than any fact.
_Number = Annotated[int | float, Field(gt=-_MOST_VALUE, lt=_MOST_VALUE)]
_Cell = _Text | _Number | None
_Row4 = Annotated[list[_Cell], Field(min_length=4, max_length=4)]
_Row5 = Annotated[list[_Cell], Field(min_length=5, max_length=5)]
_Row6 = Annotated[list[_Cell], Field(min_length=6, max_length=6)]
_Row7 = Annotated[list[_Cell], Field(min_length=7, max_length=7)]


class _Strict(BaseModel):
    """Fields each of its own type, and no others."""

    model_config = ConfigDict(
        strict=True,
        frozen=True,
        extra="forbid",
        alias_generator=lambda name: name.replace("_", "-"),
    )

    @classmethod
    def check(cls, values: StatementRow) -> StatementRow:
        """Return values as they are, which their code is made of: 5 is not 5.0.

        Raises
        ------
        pydantic.ValidationError
            If they do not fit.
        """
        cls.model_validate(values)
        return values


class _Project(_Strict):
    """What a statement may say of a project."""

    id: _Text
    name: _Text
    status: _Text
    place: _Text | None = None
    old: _Text | None = None
    date: _Date | None = None
    source: _Text | None = None
    length: _Number | None = None
    length_basis: _Text | None = None
    length_source: _Text | None = None
    capital: _Row4 | None = None
    card: _Text | None = None
    events: list[_Row4] = []
    figures: list[_Row6] = []
    history: list[_Row4] = []
    numbers: list[_Row7] = []
    control: list[_Row5] = []


class _Entry(_Strict):
    """What a book may say of a chapter, an indicator, an aim or a source."""

    id: _Text
    name: _Text
    facts: list[list[_Cell]]

    @model_validator(mode="after")
    def _fits_its_family(self) -> Self:
        cells = _CELLS[self.id.partition(":")[0]]
        if any(len(row) not in cells for row in self.facts):
            raise ValueError("cells")
        return self


class Statement(_Strict):
    """Enough to make a sheet, slide or book again, and what it says.

    Parameters
    ----------
    kind
        ``changes`` is what changed from `start` to `day`.
    query
        The selection as a query string.
    day, printed, start
        ISO dates; `start` is empty but for changes.
    digest
        Of all data when the sheet was made.
    code
        The one printed on the paper.
    said
        What it says of each project, see :func:`briefing.statement.statement.statement_rows`.
    ground
        Digest of what each theme other than the projects draws in the window, by theme.
    project
        Id of the project that a project sheet is about, empty for all else.
    rest
        What a book says beside its projects, see :func:`briefing.book.statement.extra_entries`;
        all that the targets say.
    """

    kind: Literal["sheet", "changes", "slide", "book", "project", "progress", "targets", "wall"]
    query: _Text
    day: _Day
    printed: _Day
    start: _Day | Literal[""] = ""
    size: _Text
    landscape: bool
    grey: bool
    layers: list[_Text]
    bbox: Annotated[list[_Number], Field(min_length=4, max_length=4)] | None
    link: _Text
    digest: _Text
    code: _Text
    said: list[Annotated[StatementRow, AfterValidator(_Project.check)]] = Field(
        max_length=_MOST_PROJECTS, repr=False
    )
    ground: dict[str, _Text]
    project: _Text = ""
    rest: list[Annotated[StatementRow, AfterValidator(_Entry.check)]] = Field(
        default=[], max_length=_MOST_PROJECTS, repr=False
    )

    @model_validator(mode="after")
    def _fits_its_kind_and_code(self) -> Self:
        if (self.kind == CHANGES) != bool(self.start):
            raise ValueError("kind")
        if self.rest and self.kind not in (BOOK, TARGETS):
            raise ValueError("kind")
        if (self.kind == PROJECT) != bool(self.project):
            raise ValueError("kind")
        if code_for([*self.said, *self.rest]) != self.code:
            raise ValueError("code")
        return self

    @property
    def parameters(self) -> dict[str, str]:
        """The selection as parameters."""
        return dict(parse_qsl(self.query))

    @property
    def language(self) -> str:
        """The language of the document."""
        return self.parameters.get("lang", DEFAULT_LANGUAGE)

    def to_token(self) -> str:
        """Return it as one line of text."""
        body = canonical({name: value for name, value in self if value or name not in _OFTEN_EMPTY})
        return MARK + base64.b64encode(zlib.compress(body.encode(), 9)).decode()


def read_token(token: str, language: str) -> Statement:
    """Read what :meth:`Statement.to_token` wrote; `language` is that of the messages.

    Raises
    ------
    StatementError
        If it is anything else, or what it says does not fit its code.
    """
    try:
        packed = base64.b64decode(token.removeprefix(MARK), validate=True)
        unpacker = zlib.decompressobj()
        plain = unpacker.decompress(packed, _MOST_BYTES)
        values: Any = json.loads(plain if unpacker.eof else b"")
        if "sheet" in values:
            # Files of version 0.1 hold the same as a text, beside a digest of it.
            values = json.loads(values["sheet"])
        return Statement.model_validate(values)
    except (zlib.error, ValueError, TypeError, KeyError, RecursionError) as error:
        raise StatementError(say("verify.error-damaged", language)) from error
