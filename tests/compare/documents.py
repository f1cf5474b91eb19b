"""What a PDF, PNG, SVG or PPTX says, and apart from it the statement that it carries."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from lxml import etree

from tests.compare.moment import TOKEN, Foreign, Json, Words
from tests.compare.pixels import Box, digest, pdf_boxes, pdf_pictures, picture

# A property that is longer carries something for programs.
_LONG = 1500
_FIRST_STATEMENT = "SLS1:"


def statement(text: str) -> Json:
    """Return what a statement holds; the text itself where its form is unknown."""
    try:
        body = zlib.decompress(base64.b64decode(text.removeprefix(_FIRST_STATEMENT)))
        found = json.loads(body)
        if isinstance(found.get("sheet"), str):
            found["sheet"] = json.loads(found["sheet"])
    except (ValueError, zlib.error, AttributeError):
        return text
    return found


def statements(carriers: dict[str, str]) -> dict[str, Any]:
    """Return what stands in each place of a file that carries something for programs."""
    found: dict[str, Any] = {}
    for name, text in carriers.items():
        tokens = TOKEN.findall(text)
        if tokens:
            found[name] = [statement(token) for token in tokens]
        elif len(text) > _LONG:
            found[name] = text
    return found


def pdf(path: Path, words: Words) -> tuple[Json, Json, list[Box]]:
    """Return what a PDF says, its statement, and where its first page tells the moment."""
    from pypdf import PdfReader

    reader = PdfReader(path)
    facts = {str(key): str(value) for key, value in (reader.metadata or {}).items()}
    for value in facts.values():
        words.learn(value)
    carried = statements(facts)
    boxes = pdf_boxes(path, words.moving)
    pictures = pdf_pictures(path, boxes)
    pages = []
    for number, page in enumerate(reader.pages):
        pages.append({
            "size": [round(float(side), 1) for side in page.mediabox[2:]],
            "text": page.extract_text().splitlines(),
            "links": _links(page),
            **({"picture": pictures[number]} if pictures else {}),
        })  # fmt: skip
    said = {
        "count": len(pages),
        "facts": {k: v for k, v in facts.items() if k not in carried and "Date" not in k},
        "bookmarks": _bookmarks(reader, reader.outline),
        "attached": sorted(reader.attachments),
        "pages": pages,
    }
    return said, carried, boxes[0] if boxes else []


def _links(page: Foreign) -> list[str]:
    found = []
    for note in page.get("/Annots") or ():
        action = note.get_object().get("/A")
        if action is not None:
            found.append(str(action.get_object().get("/URI", "inside")))
    return found


def _bookmarks(reader: Foreign, outline: Foreign) -> list[Json]:
    return [
        _bookmarks(reader, item)
        if isinstance(item, list)
        else [item.title, reader.get_destination_page_number(item)]
        for item in outline
    ]


def png(path: Path, words: Words, masked: list[Box]) -> tuple[Json, Json]:
    """Return what a PNG shows, and its statement."""
    from PIL import Image

    image = Image.open(path)
    image.load()
    texts = {str(key): str(value) for key, value in image.info.items() if isinstance(value, str)}
    for value in texts.values():
        words.learn(value)
    carried = statements(texts)
    dpi = [round(float(value), 1) for value in image.info.get("dpi", ())]
    facts = {key: value for key, value in texts.items() if key not in carried}
    return {"dpi": dpi, "facts": facts, "picture": picture(image, masked)}, carried


def svg(path: Path, words: Words) -> tuple[Json, Json]:
    """Return the texts and elements of an SVG, and its statement."""
    source = path.read_text("utf-8")
    words.learn(source)
    root = etree.fromstring(source.encode())
    elements = [item for item in root.iter() if isinstance(item.tag, str)]
    texts = Counter(
        text.strip()
        for item in elements
        for text in (item.text or "", item.tail or "", item.get("aria-label") or "")
        if text.strip() and not item.tag.endswith("}style")
    )
    kinds = Counter(etree.QName(item).localname for item in elements)
    plain = words.plain(source)
    said = {
        "root": dict(root.attrib),
        "texts": [f"{text} ×{count}" for text, count in sorted(texts.items())],
        "elements": dict(sorted(kinds.items())),
        "drawn": digest("".join(item.get("d") or "" for item in elements)),
        "styles": digest("".join(item.get("style") or "" for item in elements)),
        "source": digest(plain),
        "length": len(plain),
    }
    return said, statements({"svg": source})


def pptx(path: Path, words: Words) -> tuple[Json, Json]:
    """Return what the slides say and how they are laid out, and their statement."""
    from pptx import Presentation

    show = Presentation(str(path))
    slides = []
    for slide in show.slides:
        notes = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
        slides.append({
            "layout": slide.slide_layout.name,
            "notes": notes.text.splitlines() if notes is not None else [],
            "shapes": [_shape(shape) for shape in slide.shapes],
        })  # fmt: skip
    parts = {}
    with zipfile.ZipFile(path) as package:
        names = sorted(package.namelist())
        for name in names:
            if name.startswith("customXml/") or name == "docProps/custom.xml":
                parts[name] = package.read(name).decode("utf-8", "replace")
    # A statement in numbered pieces is put together.
    pieces = re.findall(r">([^<>]+)</vt:lpwstr>", parts.get("docProps/custom.xml", ""))
    if pieces:
        parts["docProps/custom.xml"] = "".join(pieces)
    core = show.core_properties
    facts = {
        name: str(getattr(core, name))
        for name in ("title", "subject", "author", "keywords", "comments", "category", "language")
    }
    for text in facts.values():
        words.learn(text)
    said = {
        "size": [show.slide_width, show.slide_height],
        "facts": facts,
        "parts": [name for name in names if not name.startswith("customXml/")],
        "slides": slides,
    }
    carried = statements(parts)
    carried["words"] = re.findall(r"SLW\d+:([0-9a-f,]*)", "".join(parts.values()))
    return said, carried


def _shape(shape: Foreign) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": shape.name,
        "kind": str(shape.shape_type),
        "at": [shape.left, shape.top, shape.width, shape.height],
    }
    about = shape._element.xpath(".//p:cNvPr/@descr")
    if about:
        found["descr"] = about
    if shape.has_text_frame:
        found["text"] = [
            [[run.text, _look(run)] for run in paragraph.runs]
            for paragraph in shape.text_frame.paragraphs
        ]
    if getattr(shape, "has_table", False):
        found["columns"] = [column.width for column in shape.table.columns]
        found["rows"] = [row.height for row in shape.table.rows]
        found["cells"] = [[cell.text for cell in row.cells] for row in shape.table.rows]
    if hasattr(shape, "image"):
        found["picture"] = picture(shape.image.blob)
    if hasattr(shape, "shapes"):
        found["shapes"] = [_shape(one) for one in shape.shapes]
    return found


def _look(run: Foreign) -> str:
    font = run.font
    size = font.size.pt if font.size is not None else ""
    return f"{size}{' bold' if font.bold else ''}{' link' if run.hyperlink.address else ''}"


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the files of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in sorted(package.namelist())}


READERS: Final[dict[str, Callable[[Path, Words], tuple[Json, Json]]]] = {
    ".pptx": pptx,
    ".svg": svg,
}
