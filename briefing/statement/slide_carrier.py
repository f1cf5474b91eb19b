"""The statement inside a PPTX: in two places, so that one outlives whoever saves the file anew.

PowerPoint keeps parts of custom XML (ISO 29500-1, 22.5), LibreOffice surely the document's own
properties (22.3). Office takes no property of more than 255 characters, so there the statement
stands in numbered pieces.

Beside it stands a digest of the words of each slide: people edit slides, and what they changed by
hand is not what the data said.

What is read may come from anybody. All parts are unpacked once, so that damage is noticed, up to
a limit, with nothing kept but slides and the two places. XML is not parsed: no entity is expanded.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from briefing.statement.content import short_hash
from briefing.statement.statement import STATEMENT, TOKEN
from geo.escape import Target, escape
from geo.text import nfc

if TYPE_CHECKING:
    from collections.abc import Iterator

START: Final = b"PK\x03\x04"
MOST_UNPACKED: Final = 200_000_000
MOST_PARTS: Final = 10_000
MOST_KEPT: Final = 20_000_000
_CHUNK: Final = 1 << 16
_ENTRY: Final = b"PK\x01\x02"
_ENCRYPTED: Final = 0x1
_SHOW: Final = "ppt/presentation.xml"
_PROPERTIES: Final = "docProps/custom.xml"
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
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SCHEMAS: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
# Identify the part and the set of properties; the second is that of all custom properties.
_ITEM_ID: Final = "{7C1D3A52-0B7E-4B1C-9D53-51A0BDE50F01}"
_SET_ID: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
# The first number free for a property ([MS-OSHARED] 2.3.3.2).
_FIRST_PID: Final = 2


class NoShowError(ValueError):
    """An archive holds no slides."""


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


def carry(show: Any, token: str) -> None:  # noqa: ANN401 - the library has no types
    """Put a statement into a finished presentation, in both places."""
    from pptx.opc.constants import CONTENT_TYPE as CT
    from pptx.opc.constants import RELATIONSHIP_TYPE as RT
    from pptx.opc.package import Part
    from pptx.opc.packuri import PackURI

    package = show.part.package

    def part(uri: str, kind: str, body: str) -> Part:
        return Part(PackURI(uri), kind, package, f"{_HEAD}{body}".encode())

    digests = ",".join(_words(slide.part.blob.decode()) for slide in show.slides)
    text = f"{token} SLW1:{digests}"
    words = escape(text, Target.SVG)
    item = part(
        "/customXml/item1.xml",
        CT.XML,
        f'<{STATEMENT} xmlns="urn:{STATEMENT}">{words}</{STATEMENT}>',
    )
    about = part(
        "/customXml/itemProps1.xml",
        CT.OFC_CUSTOM_XML_PROPERTIES,
        f'<ds:datastoreItem ds:itemID="{_ITEM_ID}" xmlns:ds="{_SCHEMAS}/customXml">'
        "<ds:schemaRefs/></ds:datastoreItem>",
    )
    item.relate_to(about, RT.CUSTOM_XML_PROPS)
    show.part.relate_to(item, RT.CUSTOM_XML)
    rows = "".join(_pieces(text))
    properties = part(
        f"/{_PROPERTIES}",
        CT.OFC_CUSTOM_PROPERTIES,
        f'<Properties xmlns="{_SCHEMAS}/custom-properties"'
        f' xmlns:vt="{_SCHEMAS}/docPropsVTypes">{rows}</Properties>',
    )
    package.relate_to(properties, RT.CUSTOM_PROPERTIES)


def _pieces(text: str) -> Iterator[str]:
    starts = range(0, len(text), _PIECE_LENGTH)
    for number, start in enumerate(starts):
        piece = escape(text[start : start + _PIECE_LENGTH], Target.SVG)
        yield (
            f'<property fmtid="{_SET_ID}" pid="{_FIRST_PID + number}"'
            f' name="{STATEMENT}-{number + 1:04d}"><vt:lpwstr>{piece}</vt:lpwstr></property>'
        )


def _words(xml: str) -> str:
    """Return a digest of the words of a slide, however they are cut into runs and lines."""
    found, field = [], False
    for match in _TEXT.finditer(xml):
        if match[2] is None:
            field = match[1] is not None
        elif not field:
            found.append(html.unescape(match[2]))
    return short_hash(nfc("".join("".join(found).split())))


def carried(data: bytes) -> tuple[str, Edits]:
    """Return the text of a PPTX in which its statement stands, and what was edited since.

    Raises
    ------
    NoShowError
        If the archive holds no slides.
    zipfile.BadZipFile, zlib.error, OSError, RuntimeError, ValueError, EOFError
        If it is broken, encrypted or unpacks to more than anybody's slides.
    """
    # Counted before the library makes an object of each.
    if data.count(_ENTRY) > MOST_PARTS:
        raise zipfile.BadZipFile("parts")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if _SHOW not in package.namelist():
            raise NoShowError(_SHOW)
        kept = _unpacked(package)
    text = _carrier(kept)
    return text, _edits(text, kept)


def _carrier(kept: dict[str, bytes]) -> str:
    # Office writes custom XML in UTF-16 too; a statement is ASCII.
    plain = {name: body.replace(b"\0", b"").decode("latin-1") for name, body in kept.items()}
    items = "\n".join(text for name, text in plain.items() if _ITEM.fullmatch(name))
    if TOKEN.search(items):
        return items
    pieces = {int(number): text for number, text in _PIECE.findall(plain.get(_PROPERTIES, ""))}
    return "".join(pieces[number] for number in sorted(pieces))


def _edits(text: str, kept: dict[str, bytes]) -> Edits:
    told = _WORDS.search(text)
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


def _unpacked(package: zipfile.ZipFile) -> dict[str, bytes]:
    """Return slides and what may carry a statement; all is unpacked for its check sums."""
    kept: dict[str, bytes] = {}
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
            kept[name] = b"".join(found)
    return kept
