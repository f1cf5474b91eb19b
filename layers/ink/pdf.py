"""Writes PDF 1.4: pages that share one subset of each font, with outline, links and information.

The same pages give the same bytes: no date, no random name.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from layers.ink.fonts import outline, subset_for_pdf
from layers.ink.marks import PhotoMark
from layers.ink.pdf_content import path_operators
from layers.style.shaping import font
from layers.style.typography import FAMILY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from layers.ink.pdf_content import HeldPicture, PageContent

# Translucent ink came with this version; the second line tells programs that it is no text.
_HEADER: Final = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
_THOUSAND: Final = 1_000
_NONSYMBOLIC, _ITALIC = 32, 64
_SLANT: Final = -11
# Stem widths by style, in thousandths of the size, for viewers that must replace the font.
_STEMS: Final = {"regular": 84, "italic": 80, "semibold": 112, "bold": 144}
# No halo of a glyph reaches beyond this, in units of the font.
_REACH: Final = 2_000
_MOST_MAPPED: Final = 100
# Long side to short one; how far whole millimetres may be from it.
_ISO_216: Final = 2**0.5
_ROUNDED: Final = 0.01


@dataclass(frozen=True)
class LinkArea:
    """A place on a page that leads elsewhere.

    Parameters
    ----------
    left, bottom, right, top
        In points.
    target
        Index of a page, or an address.
    """

    left: float
    bottom: float
    right: float
    top: float
    target: int | str


@dataclass(frozen=True)
class Bookmark:
    """An entry of the outline.

    Parameters
    ----------
    page
        Index of the page.
    """

    title: str
    page: int
    children: tuple[Bookmark, ...] = ()


@dataclass(frozen=True)
class PdfPage:
    """A page with its links."""

    content: PageContent
    links: tuple[LinkArea, ...] = ()


@dataclass(frozen=True)
class Document:
    """A PDF.

    Parameters
    ----------
    facts
        Entries of the document's information: ``Title``, ``Author`` …
    language
        Code of the language of its words, for screen readers (PDF 32000-1, 14.9.2).
    show_outline
        Whether a viewer opens the bookmarks.
    """

    pages: Sequence[PdfPage]
    facts: Mapping[str, str]
    language: str
    bookmarks: Sequence[Bookmark] = ()
    show_outline: bool = False

    def to_bytes(self) -> bytes:
        """Return the file."""
        return _File(self).data()


def text_string(text: str) -> str:
    """Return a text as a string object: plain letters as they are, else UTF-16."""
    if text.isascii() and text.isprintable():
        escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        return f"({escaped})"
    # Half a pair of UTF-16 is no letter; it comes from file names and arguments only.
    return f"<FEFF{text.encode('utf-16-be', 'replace').hex().upper()}>"


def _is_paper(page: PdfPage) -> bool:
    """Tell whether a page has the shape of paper (ISO 216); a slide has none of its true size."""
    sides = page.content.width, page.content.height
    return abs(max(sides) / min(sides) - _ISO_216) < _ROUNDED


class _File:
    """Numbers objects, and puts them in a row with a table of where each stands."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._objects: list[bytes] = []

    def _add(self, body: str | bytes = b"") -> int:
        """Take an object, or a place for one; return its number."""
        self._objects.append(body.encode("ascii") if isinstance(body, str) else body)
        return len(self._objects)

    def _put(self, number: int, body: str) -> None:
        self._objects[number - 1] = body.encode("ascii")

    def _stream(self, data: bytes, entries: str = "", *, packed: bool = False) -> int:
        data = data if packed else zlib.compress(data, 9)
        head = f"<<{entries}/Filter/FlateDecode/Length {len(data)}>>stream\n".encode("ascii")
        return self._add(head + data + b"\nendstream")

    def data(self) -> bytes:
        """Return the file."""
        document = self._document
        catalog, tree = self._add(), self._add()
        resources = self._add()
        self._put(resources, self._resources([page.content for page in document.pages]))
        numbers = [self._add() for _ in document.pages]
        for number, page in zip(numbers, document.pages, strict=True):
            self._put(number, self._page(page, tree, resources, numbers))
        kids = " ".join(f"{number} 0 R" for number in numbers)
        self._put(tree, f"<</Type/Pages/Kids[{kids}]/Count {len(numbers)}>>")
        entries = f"/Type/Catalog/Pages {tree} 0 R/Lang{text_string(document.language)}"
        wishes = "/DisplayDocTitle true"
        if all(map(_is_paper, document.pages)):
            # A stated scale is true at this size alone: no "fit to page" unasked.
            wishes += "/PrintScaling/None"
        entries += f"/ViewerPreferences<<{wishes}>>"
        if document.bookmarks:
            entries += f"/Outlines {self._outlines(document.bookmarks, numbers)} 0 R"
        if document.show_outline:
            entries += "/PageMode/UseOutlines"
        self._put(catalog, f"<<{entries}>>")
        facts = {**document.facts, "Creator": "briefing", "Producer": "briefing"}
        told = "".join(f"/{name}{text_string(value)}" for name, value in facts.items() if value)
        info = self._add(f"<<{told}>>")
        return self._in_a_row(catalog, info)

    def _in_a_row(self, catalog: int, info: int) -> bytes:
        parts, places, at = [_HEADER], [], len(_HEADER)
        for number, body in enumerate(self._objects, start=1):
            whole = b"%d 0 obj\n%b\nendobj\n" % (number, body)
            places.append(at)
            parts.append(whole)
            at += len(whole)
        rows = "".join(f"{place:010} 00000 n \n" for place in places)
        count = len(places) + 1
        table = f"xref\n0 {count}\n0000000000 65535 f \n{rows}"
        trailer = f"<</Size {count}/Root {catalog} 0 R/Info {info} 0 R>>"
        parts.append(f"{table}trailer\n{trailer}\nstartxref\n{at}\n%%EOF\n".encode("ascii"))
        return b"".join(parts)

    def _page(self, page: PdfPage, tree: int, resources: int, numbers: Sequence[int]) -> str:
        content = page.content
        streams = [self._stream(stream, packed=True) for stream in content.streams]
        entries = f"/Type/Page/Parent {tree} 0 R/Resources {resources} 0 R"
        entries += f"/MediaBox[0 0 {content.width:.3f} {content.height:.3f}]"
        entries += f"/Contents[{' '.join(f'{number} 0 R' for number in streams)}]"
        if content.alphas:
            entries += "/Group<</Type/Group/S/Transparency/CS/DeviceRGB>>"
        if page.links:
            links = [self._add(_link(link, numbers)) for link in page.links]
            entries += f"/Annots[{' '.join(f'{number} 0 R' for number in links)}]"
        return f"<<{entries}>>"

    def _resources(self, contents: Sequence[PageContent]) -> str:
        letters: dict[str, dict[int, str]] = {}
        for content in contents:
            for style, known in content.letters.items():
                letters.setdefault(style, {}).update(known)
        fonts = "".join(
            f"/F{style} {self._font(style, known)} 0 R" for style, known in sorted(letters.items())
        )
        halos = sorted(frozenset[tuple[str, int]]().union(*(page.halos for page in contents)))
        forms = "".join(
            f"/H{style}{index} {self._halo(style, index)} 0 R" for style, index in halos
        )
        pictures = {name: held for page in contents for name, held in page.pictures.items()}
        forms += "".join(
            f"/{name} {self._picture(held)} 0 R" for name, held in sorted(pictures.items())
        )
        alphas = sorted(frozenset[int]().union(*(page.alphas for page in contents)))
        states = "".join(
            f"/A{alpha}<</ca {alpha / _THOUSAND:g}/CA {alpha / _THOUSAND:g}>>" for alpha in alphas
        )
        return f"<</Font<<{fonts}>>/XObject<<{forms}>>/ExtGState<<{states}>>>>"

    def _halo(self, style: str, index: int) -> int:
        shape = outline(style, index)
        drawn = "" if shape is None else f"{path_operators(shape, 1.0)}B"
        box = f"[{-_REACH} {-_REACH} {2 * _REACH} {2 * _REACH}]"
        return self._stream(drawn.encode("ascii"), f"/Type/XObject/Subtype/Form/BBox{box}")

    def _picture(self, held: HeldPicture) -> int:
        return self._photo(held) if isinstance(held, PhotoMark) else self._pixels(held)

    def _photo(self, photo: PhotoMark) -> int:
        """Add a photo as it is (PDF 32000-1, 7.4.8)."""
        wide, high = photo.pixels
        space = "DeviceGray" if photo.grey else "DeviceRGB"
        entries = f"/Type/XObject/Subtype/Image/Width {wide}/Height {high}/ColorSpace/{space}"
        entries += f"/BitsPerComponent 8/Filter/DCTDecode/Length {len(photo.jpeg)}"
        return self._add(f"<<{entries}>>stream\n".encode("ascii") + photo.jpeg + b"\nendstream")

    def _pixels(self, pixels: NDArray[np.uint8]) -> int:
        high, wide = pixels.shape[:2]
        entries = f"/Type/XObject/Subtype/Image/Width {wide}/Height {high}"
        return self._stream(pixels.tobytes(), f"{entries}/ColorSpace/DeviceRGB/BitsPerComponent 8")

    def _font(self, style: str, known: Mapping[int, str]) -> int:
        """Add a font of the glyphs that stand on the pages; return its number."""
        own = font(style)
        data = subset_for_pdf(style, known)
        tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(data).digest()[:6])
        name = f"/{tag}+{FAMILY.replace(' ', '')}-{style.capitalize()}"
        file = self._stream(data, f"/Length1 {len(data)}")
        rise = own.font.get_font_extents("ltr")
        head = own.face.reference_table("head").data
        box = " ".join(str(value) for value in struct.unpack_from(">4h", head, 36))
        flags = _NONSYMBOLIC | (_ITALIC if style == "italic" else 0)
        descriptor = self._add(
            f"<</Type/FontDescriptor/FontName{name}/Flags {flags}/FontBBox[{box}]"
            f"/ItalicAngle {_SLANT if style == 'italic' else 0}/Ascent {rise.ascender}"
            f"/Descent {rise.descender}/CapHeight {own.rise(_cap(style))[1]}"
            f"/StemV {_STEMS[style]}/FontFile2 {file} 0 R>>"
        )
        widths = " ".join(
            f"{index}[{own.advance(index) * _THOUSAND / own.units:g}]" for index in sorted(known)
        )
        descendant = self._add(
            f"<</Type/Font/Subtype/CIDFontType2/BaseFont{name}/CIDToGIDMap/Identity"
            f"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            f"/FontDescriptor {descriptor} 0 R/DW 0/W[{widths}]>>"
        )
        spelled = self._stream(_to_unicode(known).encode("ascii"))
        return self._add(
            f"<</Type/Font/Subtype/Type0/BaseFont{name}/Encoding/Identity-H"
            f"/DescendantFonts[{descendant} 0 R]/ToUnicode {spelled} 0 R>>"
        )

    def _outlines(self, bookmarks: Sequence[Bookmark], pages: Sequence[int]) -> int:
        root = self._add()
        self._put(root, f"<</Type/Outlines{self._branch(bookmarks, root, pages)}>>")
        return root

    def _branch(self, bookmarks: Sequence[Bookmark], parent: int, pages: Sequence[int]) -> str:
        """Add entries; return what their parent says of them."""
        numbers = [self._add() for _ in bookmarks]
        around = zip([0, *numbers], [*numbers[1:], 0], strict=False)
        for number, bookmark, (before, after) in zip(numbers, bookmarks, around, strict=True):
            entries = f"/Title{text_string(bookmark.title)}/Parent {parent} 0 R"
            entries += f"/Dest[{pages[bookmark.page]} 0 R/Fit]"
            entries += f"/Prev {before} 0 R" if before else ""
            entries += f"/Next {after} 0 R" if after else ""
            if bookmark.children:
                entries += self._branch(bookmark.children, number, pages)
            self._put(number, f"<<{entries}>>")
        count = sum(_open_entries(bookmark) for bookmark in bookmarks)
        return f"/First {numbers[0]} 0 R/Last {numbers[-1]} 0 R/Count {count}"


def _open_entries(bookmark: Bookmark) -> int:
    return 1 + sum(_open_entries(child) for child in bookmark.children)


def _cap(style: str) -> int:
    """Return the glyph of a capital without anything above it."""
    return int(font(style).font.get_nominal_glyph(ord("H")))


def _link(link: LinkArea, pages: Sequence[int]) -> str:
    box = f"{link.left:.2f} {link.bottom:.2f} {link.right:.2f} {link.top:.2f}"
    if isinstance(link.target, str):
        # An address is ASCII by definition (RFC 3986): other letters are percent-encoded.
        address = link.target.encode("ascii", "ignore").decode("ascii")
        goal = f"/A<</S/URI/URI{text_string(address)}>>"
    else:
        goal = f"/Dest[{pages[link.target]} 0 R/Fit]"
    return f"<</Type/Annot/Subtype/LinkArea/Rect[{box}]/Border[0 0 0]{goal}>>"


def _to_unicode(known: Mapping[int, str]) -> str:
    """Return which text each glyph stands for (PDF 32000-1, 9.10.3)."""
    rows = [
        f"<{index:04X}> <{text.encode('utf-16-be').hex().upper()}>"
        for index, text in sorted(known.items())
        if text
    ]
    blocks = "\n".join(
        f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar"
        for part in _parts(rows, _MOST_MAPPED)
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{blocks}\nendcmap CMapName currentdict /CMap defineresource pop end end\n"
    )


def _parts(rows: Sequence[str], most: int) -> Iterable[Sequence[str]]:
    return (rows[start : start + most] for start in range(0, len(rows), most))
