"""The one place where a value from data is made safe for a foreign syntax."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from enum import StrEnum

from geo.text import fold, nfc

# The wide forms are the same to a spreadsheet of an East Asian machine.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
_FILE_NAME_LENGTH = 80
_NO_XML = ("Cc", "Cs")


class Syntax(StrEnum):
    """The syntax a value is about to enter."""

    HTML = "html"
    SVG = "svg"
    SCRIPT = "script"
    SHEET = "sheet"
    FILE_NAME = "file-name"
    MARKDOWN = "markdown"
    TEXT = "text"
    QGIS = "qgis"


def escape(value: object, target: Syntax) -> str:
    """Return `value` as text that is inert in `target`.

    Parameters
    ----------
    value
        Anything from data; ``None`` becomes the empty string. For `Syntax.SCRIPT` any
        JSON-able value, returned as a JavaScript literal that may stand in ``<script>``.
    target
        Where the text goes. ``SHEET`` is a cell of CSV or XLSX: a leading ``= + - @`` or
        tab would be a live formula there (OWASP, CSV injection), so it gets an apostrophe;
        plain numbers stay. ``FILE_NAME`` folds to ASCII letters, digits and hyphens.
        ``TEXT`` is for writers that escape by themselves (an XML library): what XML 1.0
        cannot hold is left out. ``QGIS`` is such a text in a layout or legend of a QGIS project,
        where ``[% … %]`` would be an expression that QGIS evaluates.

    Examples
    --------
    >>> escape("=1+1", Syntax.SHEET), escape("Mộc Châu / 2", Syntax.FILE_NAME)
    ("'=1+1", 'moc-chau-2')
    """
    if target is Syntax.SCRIPT:
        return _script(value)
    text = "" if value is None else nfc(str(value))
    match target:
        case Syntax.TEXT | Syntax.QGIS:
            plain = _printable(text)
            return plain.replace("[%", "[ %") if target is Syntax.QGIS else plain
        case Syntax.HTML | Syntax.SVG:
            return html.escape(_printable(text), quote=True)
        case Syntax.SHEET:
            risky = text.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(text)
            return f"'{text}" if risky else text
        case Syntax.MARKDOWN:
            return re.sub(r"([\\`*_{}\[\]<>()#+!|~$:^&-])", r"\\\1", _printable(text))
        case Syntax.FILE_NAME:
            slug = re.sub(r"[^0-9a-z]+", "-", fold(text)).strip("-")
            return slug[:_FILE_NAME_LENGTH].strip("-") or "son-la"


def _script(value: object) -> str:
    # U+2028/2029 end a line in old engines; "<" could open </script> or <!--.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def _printable(text: str) -> str:
    # XML 1.0 forbids most control characters even when escaped, surrogates, U+FFFE and U+FFFF.
    return "".join(
        c
        for c in text
        if c in "\n\t" or (unicodedata.category(c) not in _NO_XML and c not in "\ufffe\uffff")
    )
