"""What a page of HTML or of the app says: texts, markup, what components are told."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import html as markup

from tests.compare.data import shortened
from tests.compare.moment import Foreign, Json
from tests.compare.pixels import digest

_BLOCK = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1>", re.DOTALL)
_CALL = re.compile(r'\b([A-Za-z_$][\w.$]*)\((?:"[\w-]*",\s*)?(?=\{")')
_STATIC = re.compile(r"app/(static/[\w./-]+\.(?:html|json))")
# Fields of elements that tell how they are laid out and run, not what they say.
_LAYOUT = frozenset((
    "id", "js_content", "css_content", "html_content", "js_source_path", "css_source_path",
    "isolate_styles", "label_visibility", "set_value",
))  # fmt: skip
_BAG = 6
_WORDS_IN = ("alt", "title", "aria-label", "placeholder")
_HTML = re.compile(r"<\w[^<>]*>")


def page(source: str) -> tuple[Json, Json]:
    """Return what a whole page of HTML says, and digests of its code.

    Its data are what scripts are called with, and blocks of JSON.
    """
    told: list[Any] = []
    code: list[Any] = []
    for kind, attributes, content in _BLOCK.findall(source):
        if "application/json" in attributes:
            told.append([attributes.strip(), shortened(_in_order(json.loads(content)))])
            continue
        rest = content
        if kind == "script":
            rest, calls = _calls(content)
            told += calls
        code.append([kind, attributes.strip(), len(rest), digest(rest)])
    body = _BLOCK.sub("", source)
    return {"told": told, "texts": texts(body), "markup": lines(body)}, code


def _in_order(value: Json) -> Json:
    """Return a value with bags of words in order: words that are searched in stand in any."""
    if isinstance(value, dict):
        return {key: _in_order(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_in_order(item) for item in value]
    if isinstance(value, str) and value.isascii() and value == value.lower():
        words = value.split()
        return " ".join(sorted(words)) if len(words) >= _BAG and "<" not in value else value
    return value


def _calls(script: str) -> tuple[str, list[Any]]:
    rest, calls, at = [], [], 0
    decoder = json.JSONDecoder()
    for found in _CALL.finditer(script):
        if found.start() < at:
            continue
        try:
            value, end = decoder.raw_decode(script, found.end())
        except ValueError:
            continue
        calls.append([found[1], shortened(value)])
        rest.append(script[at : found.end()])
        at = end
    return "".join((*rest, script[at:])), calls


def texts(source: str) -> list[str]:
    """Return the words of a piece of HTML, those of attributes among them."""
    if not source.strip():
        return []
    found = []
    for item in markup.fragment_fromstring(source, create_parent="root").iter():
        if isinstance(item.tag, str):
            found += [item.get(name) or "" for name in _WORDS_IN]
            found += [item.text or "" if item.tag != "style" else "", item.tail or ""]
    return [" ".join(text.split()) for text in found if text.strip()]


def lines(source: str) -> list[str]:
    """Return a piece of HTML an element a line, whatever the order of attributes."""
    if not source.strip():
        return []
    root = markup.fragment_fromstring(source, create_parent="root")
    return list(_lines(root, 0))


def _lines(item: Foreign, depth: int) -> Iterator[str]:
    space = " " * depth
    if isinstance(item.tag, str):
        facts = "".join(f' {name}="{_value(value)}"' for name, value in sorted(item.attrib.items()))
        yield f"{space}<{item.tag}{facts}>"
        if item.text and item.text.strip():
            yield f"{space} {' '.join(item.text.split())}"
        for child in item:
            yield from _lines(child, depth + 1)
    if item.tail and item.tail.strip():
        yield f"{space}{' '.join(item.tail.split())}"


def _value(text: str) -> str:
    return str(shortened(text)) if text.startswith("data:") else unquote(text)


class Screens:
    """Opens pages of the app without a browser.

    Parameters
    ----------
    root
        The checkout that holds ``app.py``.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: set[str] = set()

    def shown(self, path: str, query: dict[str, str]) -> dict[str, Any]:
        """Return what a page says, its markup and files it names, by kind."""
        from streamlit.testing.v1 import AppTest
        from streamlit.util import calc_hash

        app = AppTest.from_file(str(self._root / "app.py"), default_timeout=120)
        if path:
            app._page_hash = calc_hash(path)
        for key, value in query.items():
            app.query_params[key] = value
        app.run()
        self._files.clear()
        said: list[Any] = []
        drawn: list[Any] = []
        self._walk(app._tree, said, drawn, 0)
        errors = [item.message for item in app.exception]
        address = dict(sorted(app.query_params.items()))
        return {
            "says": {"errors": errors, "address": address, "elements": said},
            "markup": drawn,
            "files": sorted(self._files),
        }

    def _walk(self, node: Foreign, said: list[Any], drawn: list[Any], depth: int) -> None:
        from google.protobuf.json_format import MessageToDict

        proto = getattr(node, "proto", None)
        if proto is not None:
            facts = MessageToDict(proto, preserving_proto_field_name=True)
            facts.pop("deferred_file_id", "")
            # Streamlit offers ten years around the real today where nothing else is asked for.
            for side in ("min", "max"):
                if str(facts.get(side, "")).endswith(time.strftime("-%m-%d")):
                    del facts[side]
            self._files.update(_STATIC.findall(str(facts)))
            kind = f"{'.' * depth}{node.type}"
            content = facts.get("body", "")
            if isinstance(content, str) and _HTML.search(content):
                said.append([node.type, texts(content)])
                drawn.append([kind, lines(content)])
            elif facts:
                about = {key: item for key, item in facts.items() if key not in _LAYOUT}
                if about and not hasattr(node, "children"):
                    said.append([node.type, shortened(_opened(about))])
                drawn.append([kind, {key: facts[key] for key in facts if key not in about}])
                if about and hasattr(node, "children"):
                    drawn.append([kind, shortened(_opened(about))])
        for child in getattr(node, "children", {}).values():
            self._walk(child, said, drawn, depth + 1)


def _opened(value: Json) -> Json:
    """Return what texts of JSON hold instead of the texts."""
    if isinstance(value, dict):
        return {key: _opened(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_opened(item) for item in value]
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return _opened(json.loads(value))
        except ValueError:
            return value
    return value
