"""XML of strangers: a tree without document types, entities and references to anything else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from geo.shapes.raw import ShapeFileError

_MOST_NODES = 1_000_000
_MOST_DEEP = 100
_OTHER_LETTERS = re.compile(rb"""encoding\s*=\s*["'](?!utf-8)""", re.IGNORECASE)


@dataclass(slots=True)
class Node:
    """One element.

    Parameters
    ----------
    tag
        Its name without namespace.
    text
        All text directly inside it.
    """

    tag: str
    attributes: dict[str, str]
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator[Node]:
        """Yield the elements of some names anywhere inside, in their order."""
        for child in self.children:
            if child.tag in tags:
                yield child
            yield from child.all(*tags)

    def first(self, *tags: str) -> str:
        """Return the text of the first direct child of one of some names, empty without one."""
        return next((child.text.strip() for child in self.children if child.tag in tags), "")


def parse_markup(data: bytes, name: str) -> Node:
    """Return the root of an XML document.

    Raises
    ------
    ShapeFileError
        If it is no XML, nests too deep, holds too much, or declares a document type: that is how
        entities that explode or read other files come in, and no format of ours needs one.
    """
    # Old letters under a heading that says UTF-8, as copied together by hand, stay single bytes.
    is_old = not _OTHER_LETTERS.search(data[:200]) and _is_no_utf8(data)
    parser = expat.ParserCreate("iso-8859-1" if is_old else None, namespace_separator=" ")
    parser.buffer_text = True
    top = Node("", {})
    open_nodes = [top]
    count = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > _MOST_NODES or len(open_nodes) > _MOST_DEEP:
            raise ShapeFileError("shapes.error-nested", name)
        node = Node(_local(tag), {_local(key): value for key, value in attributes.items()})
        open_nodes[-1].children.append(node)
        open_nodes.append(node)

    def end(_: str) -> None:
        open_nodes.pop()

    def text(words: str) -> None:
        open_nodes[-1].text += words

    def doctype(*_: object) -> None:
        raise ShapeFileError("shapes.error-entities", name)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, doctype
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes no names of arguments
    except (expat.ExpatError, LookupError, ValueError) as error:
        if isinstance(error, ShapeFileError):
            raise
        line = getattr(error, "lineno", 1)
        raise ShapeFileError("shapes.error-xml", f"{name}:{line}") from error
    return top.children[0]


def _is_no_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return not data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return False


def _local(tag: str) -> str:
    return tag.rpartition(" ")[2]
