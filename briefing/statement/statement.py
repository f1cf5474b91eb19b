"""The statement that a sheet, slide or book carries: how it was asked for, and what it says.

One line of text, ``SLS1:`` and the compressed JSON in base64, a few kilobytes: a property of the
PDF, a text chunk of the PNG, a keyword of the SVG, a part of the PPTX. Reading it back runs nothing
and opens nothing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import zlib
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlencode

from briefing.book.content import CELLS
from briefing.statement.content import Said, canonical, code_for, said_of, short_hash
from geo.dates import PartialDate, parse_day
from geo.errors import DataError, SonLaMapError
from geo.strings import say
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from briefing.sheet.plan import Sheet

# Its name among the properties of a file.
STATEMENT: Final = "SonLaSheet"
MARK: Final = "SLS1:"
TOKEN: Final = re.compile(r"SLS1:[A-Za-z0-9+/]+={0,2}")
# Stands among the themes for the frame itself: another one draws everything elsewhere.
WINDOW: Final = "window"
_MOST_BYTES: Final = 4_000_000
_MOST_TEXT: Final = 2_000
_MOST_PROJECTS: Final = 20_000
_MOST_VALUE: Final = 1e15
KINDS = SHEET, CHANGES, SLIDE, BOOK = "sheet", "changes", "slide", "book"
_TEXTS: Final = ("kind", "query", "day", "printed", "start", "size", "link", "digest", "code")
_SAID_TEXTS: Final = ("id", "name", "status")


class StatementError(SonLaMapError, ValueError):
    """A file is none of this map, or was damaged or altered; the message says which."""


@dataclass(frozen=True)
class Statement:
    """Enough to make a sheet, slide or book again, and what it says.

    Parameters
    ----------
    kind
        One of :data:`KINDS`; ``changes`` is what changed from `start` to `day`.
    query
        The selection as a query string.
    day, printed, start
        ISO dates; `start` is empty but for changes.
    digest
        Of all data when the sheet was made.
    code
        The one printed on the paper.
    said
        What it says of each project, see :func:`briefing.statement.content.said_of`.
    ground
        Digest of what each theme other than the projects draws in the window, by theme.
    rest
        What a book says beside its projects, see :func:`briefing.book.content.rest_of_book`.
    """

    kind: str
    query: str
    day: str
    printed: str
    size: str
    landscape: bool
    grey: bool
    layers: list[str]
    bbox: list[float] | None
    link: str
    digest: str
    code: str
    said: list[Said] = field(repr=False)
    ground: dict[str, str]
    start: str = ""
    rest: list[Said] = field(default_factory=list, repr=False)

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
        values = asdict(self)
        if self.kind != BOOK:
            del values["rest"]
        body = canonical(values)
        sealed = canonical({"seal": _seal(body), "sheet": body})
        return MARK + base64.b64encode(zlib.compress(sealed.encode(), 9)).decode()


def statement_of(sheet: Sheet, kind: str = "") -> Statement:
    """Return what a planned sheet says; `kind` is that of a sheet on something else than paper."""
    asked, facts = sheet.request, sheet.provenance
    return Statement(
        kind=kind or (CHANGES if sheet.changes else SHEET),
        query=urlencode(sheet.view.selection.to_query()),
        day=facts.day.isoformat(),
        printed=facts.printed.isoformat(),
        start=sheet.changes.start.isoformat() if sheet.changes else "",
        size=asked.size,
        landscape=asked.landscape,
        grey=asked.grey,
        layers=sorted(asked.layers),
        bbox=list(asked.bbox) if asked.bbox else None,
        link=asked.link,
        digest=facts.digest,
        code=facts.code,
        said=said_of(sheet.view, sheet.changes),
        ground=ground_of(sheet),
    )


def ground_of(sheet: Sheet) -> dict[str, str]:
    """Return a digest of what each theme but the projects draws in the window, to 0.1 point."""
    import shapely

    from layers.paper.scene import shown_marks

    drawn: dict[str, list[list[str]]] = {}
    for one in shown_marks(sheet.view, sheet.request.layers, sheet.window):
        if one.theme.id != "projects":
            seen = one.shape.intersection(sheet.window.paper)
            shape = shapely.to_wkt(seen.normalize(), rounding_precision=1)
            names = str(one.mark.name)
            entry = [one.mark.style, one.mark.item_id, one.mark.grade, names, shape]
            drawn.setdefault(one.theme.id, []).append(entry)
    corners = [round(value) for value in sheet.window.bounds]
    found = {WINDOW: short_hash([round(sheet.window.scale), corners])}
    return found | {theme: short_hash(sorted(entries)) for theme, entries in sorted(drawn.items())}


def read_token(token: str, language: str) -> Statement:
    """Read what :meth:`Statement.to_token` wrote; `language` is that of the messages.

    Raises
    ------
    StatementError
        If it is anything else, or what it holds does not fit its seal or its code.
    """
    try:
        packed = base64.b64decode(token.removeprefix(MARK), validate=True)
        unpacker = zlib.decompressobj()
        plain = unpacker.decompress(packed, _MOST_BYTES)
        outer: Any = json.loads(plain) if unpacker.eof else None
        body = outer["sheet"]
        sealed = isinstance(body, str) and outer["seal"] == _seal(body)
        inner = json.loads(body) if sealed else None
        statement = Statement(**_checked(inner))
    except (binascii.Error, zlib.error, ValueError, TypeError, KeyError, RecursionError) as error:
        raise StatementError(say("verify.error-damaged", language)) from error
    if code_for([*statement.said, *statement.rest]) != statement.code:
        raise StatementError(say("verify.error-damaged", language))
    return statement


def _seal(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def _checked(values: Any) -> dict[str, Any]:  # noqa: ANN401 - as JSON has it
    """Return the fields of a statement when each is of its kind.

    Raises
    ------
    ValueError
        If one is not.
    """
    known = {one.name for one in fields(Statement)}
    if not isinstance(values, dict) or values.get("kind") != BOOK:
        known.remove("rest")
    right = isinstance(values, dict) and set(values) == known
    if not right or not all(_is_text(values[name]) for name in _TEXTS):
        raise ValueError("fields")
    for name in ("day", "printed", *(("start",) if values["start"] else ())):
        _day(values[name])
    bbox, said, ground = values["bbox"], values["said"], values["ground"]
    right = values["kind"] in KINDS and (values["kind"] == CHANGES) == bool(values["start"])
    right = right and isinstance(values["landscape"], bool) and isinstance(values["grey"], bool)
    right = right and isinstance(values["layers"], list) and all(map(_is_text, values["layers"]))
    right = right and (bbox is None or (isinstance(bbox, list) and all(map(_is_number, bbox))))
    right = right and isinstance(said, list) and len(said) <= _MOST_PROJECTS
    right = right and all(_is_said(one) for one in said) and _is_rest(values.get("rest", []))
    right = right and isinstance(ground, dict) and all(map(_is_text, ground.values()))
    if not right:
        raise ValueError("values")
    return dict(values)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _MOST_TEXT


def _is_number(value: object) -> bool:
    """Tell whether it is a number that can be shown: finite, and no larger than any fact."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return -_MOST_VALUE < value < _MOST_VALUE


def _is_said(one: object) -> bool:
    if not isinstance(one, dict) or not all(_is_text(one.get(name)) for name in _SAID_TEXTS):
        return False
    optional = ("old", "date", "source", "length-basis", "length-source", "place", "card")
    right = all(one.get(name) is None or _is_text(one[name]) for name in optional)
    if one.get("date"):
        PartialDate.parse(one["date"])
    length, capital = one.get("length"), one.get("capital")
    right = right and (length is None or _is_number(length))
    right = right and (capital is None or _is_row(capital, 4))
    tables = (("events", 4), ("figures", 6), ("history", 4), ("numbers", 7))
    return right and all(_is_table(one.get(name, []), cells) for name, cells in tables)


def _is_rest(rest: object) -> bool:
    """Tell whether it is a list of chapters, indicators and sources."""
    return isinstance(rest, list) and len(rest) <= _MOST_PROJECTS and all(map(_is_other, rest))


def _is_other(one: object) -> bool:
    if not isinstance(one, dict) or not (_is_text(one.get("id")) and _is_text(one.get("name"))):
        return False
    cells = CELLS.get(one["id"].partition(":")[0])
    return cells is not None and _is_table(one.get("facts"), cells)


def _is_table(rows: object, cells: int) -> bool:
    return isinstance(rows, list) and all(_is_row(row, cells) for row in rows)


def _is_row(row: object, cells: int) -> bool:
    """Tell whether it is a figure, event or fact: numbers and texts, so many of them."""
    return (
        isinstance(row, list)
        and len(row) == cells
        and all(cell is None or _is_text(cell) or _is_number(cell) for cell in row)
    )


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except DataError as error:
        raise ValueError(text) from error
