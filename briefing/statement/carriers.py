"""Takes the statement out of a file, PDF, PNG, SVG or PPTX, whoever it comes from.

The file is read as bytes that are already in memory, no more of them than we make a file of.
Nothing in it is run, no address or path in it is opened, XML is not parsed (so no entity is
expanded), and what is compressed is unpacked up to a limit only.
"""

from __future__ import annotations

import io
import logging
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from briefing.limits import MOST_BYTES
from briefing.statement import slide_carrier
from briefing.statement.slide_carrier import Edits
from briefing.statement.statement import STATEMENT, TOKEN, StatementError, read_token
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.statement.statement import Statement

__all__ = ["MOST_BYTES", "edits_in", "statement_in"]

_PNG: Final = b"\x89PNG\r\n\x1a\n"
# Readers find the head of a PDF within the first kilobyte (PDF 32000-1, annex H, note 13).
_HEAD: Final = 1024


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
    if len(data) > MOST_BYTES:
        raise StatementError(say("verify.error-size", language, most=MOST_BYTES // 1_000_000))
    if data.startswith(_PNG):
        text = _in_png(data, language)
    elif data.startswith(slide_carrier.START):
        text, _ = _in_pptx(data, language)
    elif b"%PDF-" in data[:_HEAD]:
        text = _in_pdf(data, language)
    elif b"<svg" in data:
        text = data.decode("utf-8", "replace")
    else:
        raise StatementError(say("verify.error-kind", language))
    token = ""
    for found in TOKEN.finditer(text):
        if token not in ("", found[0]):
            raise StatementError(say("verify.error-damaged", language))
        token = found[0]
    if not token:
        raise StatementError(say("verify.error-none", language))
    return read_token(token, language)


def edits_in(data: bytes, language: str) -> Edits:
    """Return what was done by hand to the slides of a file; nothing is known of other files.

    Raises
    ------
    StatementError
        If the file is broken, in `language`.
    """
    if not data.startswith(slide_carrier.START):
        return Edits()
    return _in_pptx(data, language)[1]


def _in_pptx(data: bytes, language: str) -> tuple[str, Edits]:
    try:
        return slide_carrier.carried(data)
    except slide_carrier.NoShowError as error:
        raise StatementError(say("verify.error-kind", language)) from error
    except (
        EOFError, OSError, OverflowError, RuntimeError, ValueError, struct.error,
        zipfile.BadZipFile, zlib.error,
    ) as error:  # fmt: skip
        raise StatementError(say("verify.error-broken", language)) from error


def _in_pdf(data: bytes, language: str) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    # It warns of every oddity of a broken file on the server's own output.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    if b"%%EOF" not in data[-_HEAD:]:
        raise StatementError(say("verify.error-broken", language))
    try:
        facts: Mapping[str, object] = PdfReader(io.BytesIO(data)).metadata or {}
        found = facts.get(f"/{STATEMENT}", "")
        return found if isinstance(found, str) else ""
    except (
        PyPdfError, ArithmeticError, AttributeError, LookupError, OSError, RuntimeError,
        TypeError, ValueError, zlib.error,
    ) as error:  # fmt: skip
        raise StatementError(say("verify.error-broken", language)) from error


def _in_png(data: bytes, language: str) -> str:
    try:
        texts = dict(_chunks(data))
    except (struct.error, ValueError) as error:
        raise StatementError(say("verify.error-broken", language)) from error
    return texts.get(STATEMENT.encode(), b"").decode("latin-1")


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield keyword and text of a PNG's text chunks (ISO/IEC 15948, 11.3.4.3).

    Raises
    ------
    ValueError
        If a check sum is wrong or the file ends early.
    """
    at, kind = len(_PNG), b""
    while kind != b"IEND":
        size, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + size]
        (check,) = struct.unpack_from(">I", data, at + 8 + size)
        if zlib.crc32(kind + body) != check:
            raise ValueError("check sum")
        if kind == b"tEXt":
            keyword, _, text = body.partition(b"\0")
            yield keyword, text
        at += 12 + size
