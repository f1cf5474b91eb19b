"""Puts the statement into slides, and takes it out of any file: PDF, PNG, SVG or PPTX.

A file may come from anybody. It is read as bytes that are already in memory, no more of them than
we make a file of. Nothing in it is run, no address or path in it is opened, XML is not parsed (so
no entity is expanded), and what is compressed is unpacked up to a limit only, pixels not at all.

In a PPTX the statement stands among the document's own properties (ISO 29500-1, 22.3), which
PowerPoint and LibreOffice keep when they save it anew. Office takes no property of more than 255
characters, so it stands there in numbered pieces. Beside it stands a digest of the words of each
slide: people edit slides, and what they changed by hand is not what the data said.
"""

from __future__ import annotations

import html
import io
import logging
import re
import struct
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from briefing.limits import MOST_BYTES
from briefing.statement.statement import STATEMENT, TOKEN, StatementError, read_token, short_hash
from geo.escape import Syntax, escape
from geo.strings import say
from geo.text import nfc

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.statement.statement import Statement

_PNG: Final = b"\x89PNG\r\n\x1a\n"
ZIP: Final = b"PK\x03\x04"
# Readers find the head of a PDF within the first kilobyte (PDF 32000-1, annex H, note 13).
_HEAD: Final = 1024
# What the libraries raise at a file that is damaged or made to harm.
_BROKEN: Final = (
    ArithmeticError, AttributeError, EOFError, LookupError, OSError, RuntimeError, SyntaxError,
    TypeError, ValueError, struct.error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
MOST_UNPACKED: Final = 200_000_000
MOST_PARTS: Final = 10_000
MOST_KEPT: Final = 20_000_000
_CHUNK: Final = 1 << 16
_ENTRY: Final = b"PK\x01\x02"
_ENCRYPTED: Final = 0x1
_SHOW: Final = "ppt/presentation.xml"
_PROPERTIES: Final = "docProps/custom.xml"
# Files of version 0.1 carry it there as well.
_ITEM: Final = re.compile(r"customXml/item\d{1,4}\.xml")
_SLIDE: Final = re.compile(r"ppt/slides/slide(\d{1,4})\.xml")
_WORDS: Final = re.compile(r"SLW1:([0-9a-f,]*)")
# Words of a slide, but for fields: their words are the program's.
_TEXT: Final = re.compile(r"<a:(fld)\b|</a:fld>|<a:t(?:\s[^<>]*)?>([^<]*)</a:t>")
_PIECE_LENGTH: Final = 240
_PIECE: Final = re.compile(
    rf'<property [^<>]{{0,300}}\bname="{STATEMENT}-(\d{{1,6}})"[^<>]{{0,300}}>'
    r"\s*<\w{1,9}:lpwstr>([^<>]{0,300})<"
)
_SCHEMAS: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
# Identifies the set of all custom properties.
_SET_ID: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
# The first number free for a property ([MS-OSHARED] 2.3.3.2).
_FIRST_PID: Final = 2


@dataclass(frozen=True)
class Edits:
    """What was done to slides by hand since they were made.

    Parameters
    ----------
    pages
        Numbers of the slides with other words, or that are new.
    missing
        How many slides are gone.
    """

    pages: tuple[int, ...] = ()
    missing: int = 0

    def __bool__(self) -> bool:
        """Tell whether anything was done."""
        return bool(self.pages or self.missing)


def embed_statement(show: Any, token: str) -> None:  # noqa: ANN401 - the library has no types
    """Put a statement into a finished presentation."""
    from pptx.opc.constants import CONTENT_TYPE as CT
    from pptx.opc.constants import RELATIONSHIP_TYPE as RT
    from pptx.opc.package import Part
    from pptx.opc.packuri import PackURI

    digests = ",".join(_words(slide.part.blob.decode()) for slide in show.slides)
    text = f"{token} SLW1:{digests}"
    starts = range(0, len(text), _PIECE_LENGTH)
    rows = "".join(
        f'<property fmtid="{_SET_ID}" pid="{_FIRST_PID + number}"'
        f' name="{STATEMENT}-{number + 1:04d}">'
        f"<vt:lpwstr>{escape(text[start : start + _PIECE_LENGTH], Syntax.SVG)}</vt:lpwstr>"
        "</property>"
        for number, start in enumerate(starts)
    )
    body = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{_SCHEMAS}/custom-properties"'
        f' xmlns:vt="{_SCHEMAS}/docPropsVTypes">{rows}</Properties>'
    )
    package = show.part.package
    uri = PackURI(f"/{_PROPERTIES}")
    part = Part(uri, CT.OFC_CUSTOM_PROPERTIES, package, body.encode())
    package.relate_to(part, RT.CUSTOM_PROPERTIES)


def statement_in(data: bytes, language: str) -> Statement:
    """Return the statement of a file.

    Parameters
    ----------
    language
        Of the messages, before the language of the document is known.

    Raises
    ------
    StatementError
        If the file is too large, broken, altered or not made by this map.
    """
    return read_token(token_in(data, language), language)


def token_in(data: bytes, language: str) -> str:
    """Return the statement of a file as it stands there, unread; errors as :func:`statement_in`."""
    if len(data) > MOST_BYTES:
        raise StatementError(say("verify.error-size", language, most=MOST_BYTES // 1_000_000))
    tokens = {found[0] for found in TOKEN.finditer(_text_of(data, language))}
    if not tokens:
        raise StatementError(say("verify.error-none", language))
    if len(tokens) > 1:
        raise StatementError(say("verify.error-damaged", language))
    return tokens.pop()


def edits_in(data: bytes, language: str) -> Edits:
    """Return what was done by hand to the slides of a file; nothing is known of other files.

    Raises
    ------
    StatementError
        If the file is broken, in `language`.
    """
    if not data.startswith(ZIP):
        return Edits()
    kept = _parts_of(data, language)
    told = _WORDS.search(_in_slides(kept))
    if told is None:
        return Edits()
    left = Counter(told[1].split(",")) if told[1] else Counter()
    pages = []
    slides = ((_SLIDE.fullmatch(name), body) for name, body in kept.items())
    for number, body in sorted((int(name[1]), body) for name, body in slides if name):
        digest = _words(body.decode("utf-8", "replace"))
        if left[digest]:
            left[digest] -= 1
        else:
            pages.append(number)
    # A slide with other words is one of those that were made.
    return Edits(tuple(pages), max(0, left.total() - len(pages)))


def _text_of(data: bytes, language: str) -> str:
    """Return the text of a file in which its statement stands."""
    if data.startswith(ZIP):
        return _in_slides(_parts_of(data, language))
    try:
        if data.startswith(_PNG):
            return _in_png(data)
        if b"%PDF-" in data[:_HEAD]:
            return _in_pdf(data)
    except _BROKEN as error:
        raise StatementError(say("verify.error-broken", language)) from error
    if b"<svg" in data:
        return data.decode("utf-8", "replace")
    raise StatementError(say("verify.error-kind", language))


def _in_pdf(data: bytes) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    # It warns of every oddity of a broken file on the server's own output.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    if b"%%EOF" not in data[-_HEAD:]:
        raise EOFError
    try:
        facts: Mapping[str, object] = PdfReader(io.BytesIO(data)).metadata or {}
        found = facts.get(f"/{STATEMENT}", "")
    except PyPdfError as error:
        raise ValueError(str(error)) from error
    return found if isinstance(found, str) else ""


def _in_png(data: bytes) -> str:
    from PIL.PngImagePlugin import PngImageFile

    # Not by way of `Image.open`, which refuses the pixels of a poster: none is unpacked here.
    image = PngImageFile(io.BytesIO(data))
    found = image.info.get(STATEMENT, "")
    # The check sums of what follows.
    image.verify()
    return found if isinstance(found, str) else ""


def _in_slides(kept: Mapping[str, bytes]) -> str:
    # Office writes XML in UTF-16 too; a statement is ASCII.
    plain = {name: body.replace(b"\0", b"").decode("latin-1") for name, body in kept.items()}
    pieces = {int(number): text for number, text in _PIECE.findall(plain.get(_PROPERTIES, ""))}
    text = "".join(pieces[number] for number in sorted(pieces))
    return text or "\n".join(text for name, text in plain.items() if _ITEM.fullmatch(name))


def _words(xml: str) -> str:
    """Return a digest of the words of a slide, however they are cut into runs and lines."""
    found, field = [], False
    for match in _TEXT.finditer(xml):
        if match[2] is None:
            field = match[1] is not None
        elif not field:
            found.append(html.unescape(match[2]))
    return short_hash(nfc("".join("".join(found).split())))


def _parts_of(data: bytes, language: str) -> dict[str, bytes]:
    """Return slides and what may carry a statement; all is unpacked for its check sums."""
    try:
        # Counted before the library makes an object of each.
        if data.count(_ENTRY) > MOST_PARTS:
            raise zipfile.BadZipFile("parts")
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            shows = _SHOW in package.namelist()
            kept = dict(_unpacked(package)) if shows else {}
    except _BROKEN as error:
        raise StatementError(say("verify.error-broken", language)) from error
    if not shows:
        raise StatementError(say("verify.error-kind", language))
    return kept


def _unpacked(package: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    room, kept_room = MOST_UNPACKED, MOST_KEPT
    for entry in package.infolist():
        plain = entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        if not plain or entry.flag_bits & _ENCRYPTED:
            raise zipfile.BadZipFile(entry.filename)
        name = entry.filename
        keep = bool(name == _PROPERTIES or _ITEM.fullmatch(name) or _SLIDE.fullmatch(name))
        found = []
        with package.open(entry) as part:
            while chunk := part.read(_CHUNK):
                room -= len(chunk)
                kept_room -= len(chunk) if keep else 0
                if min(room, kept_room) < 0:
                    raise zipfile.BadZipFile(name)
                found += [chunk] if keep else []
        if keep:
            yield name, b"".join(found)
