"""The statement inside a PPTX: in two places, so that one outlives whoever saves the file anew.

PowerPoint keeps parts of custom XML (ISO 29500-1, 22.5), LibreOffice keeps the document's own
properties (22.3). Office takes no property of more than 255 characters, so there the statement
stands in numbered pieces.

What is read may come from anybody. All parts are unpacked once, so that damage is noticed, up to
a limit and with nothing kept but the two places; XML is not parsed, so no entity is expanded.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any, Final

from briefing.statement import STATEMENT, TOKEN
from geo.escape import Target, escape

if TYPE_CHECKING:
    from collections.abc import Iterator

START: Final = b"PK\x03\x04"
MOST_UNPACKED: Final = 200_000_000
MOST_PARTS: Final = 10_000
_MOST_CARRIED: Final = 8_000_000
_CHUNK: Final = 1 << 16
_ENTRY: Final = b"PK\x01\x02"
_ENCRYPTED: Final = 0x1
_SHOW: Final = "ppt/presentation.xml"
_PROPERTIES: Final = "docProps/custom.xml"
_ITEM: Final = re.compile(r"customXml/item\d{1,4}\.xml")
_PIECE_LENGTH: Final = 240
_PIECE: Final = re.compile(
    rf'<property [^<>]*\bname="{STATEMENT}-(\d{{1,6}})"[^<>]*>\s*<\w+:lpwstr>([^<>]*)<'
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


def carry(show: Any, token: str) -> None:  # noqa: ANN401 - the library has no types
    """Put a statement into a presentation, in both places."""
    from pptx.opc.constants import CONTENT_TYPE as CT
    from pptx.opc.constants import RELATIONSHIP_TYPE as RT
    from pptx.opc.package import Part
    from pptx.opc.packuri import PackURI

    package = show.part.package

    def part(uri: str, kind: str, body: str) -> Part:
        return Part(PackURI(uri), kind, package, f"{_HEAD}{body}".encode())

    words = escape(token, Target.SVG)
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
    rows = "".join(_pieces(token))
    properties = part(
        f"/{_PROPERTIES}",
        CT.OFC_CUSTOM_PROPERTIES,
        f'<Properties xmlns="{_SCHEMAS}/custom-properties"'
        f' xmlns:vt="{_SCHEMAS}/docPropsVTypes">{rows}</Properties>',
    )
    package.relate_to(properties, RT.CUSTOM_PROPERTIES)


def _pieces(token: str) -> Iterator[str]:
    starts = range(0, len(token), _PIECE_LENGTH)
    for number, start in enumerate(starts):
        piece = escape(token[start : start + _PIECE_LENGTH], Target.SVG)
        yield (
            f'<property fmtid="{_SET_ID}" pid="{_FIRST_PID + number}"'
            f' name="{STATEMENT}-{number + 1:04d}"><vt:lpwstr>{piece}</vt:lpwstr></property>'
        )


def carried(data: bytes) -> str:
    """Return the text of a PPTX in which its statement stands.

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
    items = "\n".join(text for name, text in kept.items() if name != _PROPERTIES)
    if TOKEN.search(items):
        return items
    pieces = {int(number): text for number, text in _PIECE.findall(kept.get(_PROPERTIES, ""))}
    return "".join(pieces[number] for number in sorted(pieces))


def _unpacked(package: zipfile.ZipFile) -> dict[str, str]:
    """Return the parts that may carry a statement; all others are unpacked for their check sums."""
    kept: dict[str, str] = {}
    room, carried_room = MOST_UNPACKED, _MOST_CARRIED
    for entry in package.infolist():
        plain = entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        if not plain or entry.flag_bits & _ENCRYPTED:
            raise zipfile.BadZipFile(entry.filename)
        keep = entry.filename == _PROPERTIES or _ITEM.fullmatch(entry.filename) is not None
        found = []
        with package.open(entry) as part:
            while chunk := part.read(_CHUNK):
                room -= len(chunk)
                carried_room -= len(chunk) if keep else 0
                if min(room, carried_room) < 0:
                    raise zipfile.BadZipFile(entry.filename)
                found += [chunk] if keep else []
        if keep:
            # Office writes custom XML in UTF-16 too; a statement is ASCII.
            kept[entry.filename] = b"".join(found).replace(b"\0", b"").decode("latin-1")
    return kept
