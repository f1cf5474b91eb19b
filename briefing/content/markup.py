"""Small pieces of HTML; every value from data passes through the escaping function here."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from geo.escape import Syntax, escape
from geo.strings import say
from layers.style import palette
from layers.style.symbols import svg

if TYPE_CHECKING:
    from collections.abc import Iterable


def escape_html(value: object) -> str:
    """Return `value` as HTML text."""
    return escape(value, Syntax.HTML)


def element(name: str, content: str, css: str = "") -> str:
    """Return an element around `content`, which is HTML already."""
    return f'<{name} class="{css}">{content}</{name}>' if css else f"<{name}>{content}</{name}>"


def escape_markdown(value: object) -> str:
    """Return `value` for a widget that reads Markdown, so that it stays what it says."""
    return escape(value, Syntax.MARKDOWN)


def picture_url(drawing: str) -> str:
    """Return an SVG drawing as an address that holds it."""
    return f"data:image/svg+xml;utf8,{quote(drawing)}"


def status_picture(status: str, size: float) -> str:
    """Return the symbol of a status as an address that holds it."""
    return picture_url(svg(f"status-{status}", palette.STATUS[status], size))


def status_symbol(status: str, size: float) -> str:
    """Return the symbol of a status as a picture; the word beside it says what it means."""
    source = status_picture(status, size)
    return f'<img src="{source}" width="{size:g}" height="{size:g}" alt="">'


def status_word(status: str, language: str) -> str:
    """Return the mark and the word of a status; the marks stand in the style sheet."""
    picture = f'<span class="sl-mark sl-mark-{status}"></span>'
    return f'<span class="sl-word">{picture}{escape_html(say(f"status.{status}", language))}</span>'


def is_web(url: str) -> bool:
    """Tell whether an address may be followed: only http(s) is."""
    return urlsplit(url).scheme in {"http", "https"}


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Return a definition list of (label, HTML content); pairs without content are left out."""
    rows = [
        element("dt", escape_html(label)) + element("dd", content)
        for label, content in pairs
        if content
    ]
    return element("dl", "".join(rows), "sl-facts") if rows else ""


def bullets(items: Iterable[str], css: str = "") -> str:
    """Return a list of HTML contents."""
    rows = [element("li", item) for item in items]
    return element("ul", "".join(rows), css) if rows else ""


def section(title: str, content: str) -> str:
    """Return a titled part, nothing when it has no content."""
    return element("section", element("h4", escape_html(title)) + content) if content else ""
