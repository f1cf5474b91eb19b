"""The USB edition: one HTML file of a view that opens by double click, without any network.

The page of the map (:func:`layers.web.page.build_page`) carries Leaflet, the typeface, our scripts
and data itself. Around it stand search, filters, list, cards and caption. A policy in its head
forbids every request and every script but its own, whatever a text of the data may say.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from briefing.request import RequestError
from briefing.usb.payload import page_data
from geo import clock
from geo.escape import Syntax, escape
from geo.model import ROAD_KINDS
from geo.strings import languages, say, table
from layers.style import palette, symbols
from layers.style.fonts import font_files
from layers.themes import SWITCHABLE
from layers.web.page import StandaloneAssets, build_page, font_addresses

if TYPE_CHECKING:
    from datetime import date

    from geo.catalog.catalog import Catalog
    from geo.query.view import View

# What a mail server or a phone takes without a murmur.
MOST_BYTES: Final = 2_000_000
_WEB: Final = Path(__file__).resolve().parent / "static"
_SCRIPTS: Final = ("usb_search.js", "usb_caption.js", "usb_list.js", "usb_card.js", "usb_page.js")
_BLOCK: Final = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)
_OUTSIDE: Final = re.compile(
    r"<link\b|<script[^>]+src=|url\((?![\"']?data:)|@import", re.IGNORECASE
)
_CODE: Final = re.compile(r"(<script\b[^>]*>).*?(</script>)", re.DOTALL)
_FONT: Final = "data:,{}"
_MARK_PX: Final = 16


def render_usb(view: View, *, layers: frozenset[str], printed: date | None = None) -> bytes:
    """Return the file of a view; the same view, layers and day give the same bytes.

    Parameters
    ----------
    view
        Only its projects are in the file, with its assets, and the roads around them.
    layers
        Ids of the themes that are on when the file is opened; the others can be switched on.
    printed
        The day on which the file is made, ``None`` for today.

    Raises
    ------
    RequestError
        If a layer does not exist.
    """
    language = view.selection.language
    for layer in sorted(layers - set(SWITCHABLE)):
        known = ", ".join(SWITCHABLE)
        raise RequestError(say("sheet.error-layer", language, value=layer, known=known))
    held = replace(view, catalog=held_catalog(view))
    day = printed or clock.today()
    data = escape(page_data(view, held, layers, day), Syntax.SCRIPT)
    page = build_page(
        held.catalog,
        carried=StandaloneAssets(
            # Which letters are needed is known when all else stands in the page.
            fonts={path.name: _FONT.format(path.name) for path in font_files().values()},
            sheet=f"{_marks()}{_read('usb.css')}",
            body=f'{_skeleton()}<script type="application/json" id="usb-data">{data}</script>',
            script="".join(_read(name) for name in _SCRIPTS),
        ),
    )
    for name, address in font_addresses(page + page.upper()).items():
        page = page.replace(_FONT.format(name), address)
    return sealed(page).encode("utf-8")


def held_catalog(view: View) -> Catalog:
    """Return a catalog that holds the projects of a view, its assets, and all numbered roads."""
    catalog = view.catalog
    projects = {row.project.id: row.project for row in view.rows}
    named = {asset_id for project in projects.values() for asset_id in project.asset_ids}
    assets = {
        asset.id: asset
        for asset in catalog.assets.values()
        if asset.id in view.asset_ids or asset.id in named or asset.kind in ROAD_KINDS
    }
    return replace(
        catalog,
        projects=projects,
        assets=assets,
        events=tuple(event for event in catalog.events if event.project_id in projects),
    )


def sealed(page: str) -> str:
    """Return a page with a policy that lets nothing in but what stands in it.

    Raises
    ------
    ValueError
        If the page names a file: it would not stand alone.
    """
    # Code may speak of addresses; style sheets and elements may not.
    outside = _OUTSIDE.search(_CODE.sub(r"\1\2", page))
    if outside:
        around = page[max(0, outside.start() - 40) : outside.end() + 40]
        msg = f"the page of the USB edition names a file: {around!r}"
        raise ValueError(msg)
    allowed: dict[str, list[str]] = {"script": [], "style": []}
    for kind, content in _BLOCK.findall(page):
        digest = base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest())
        allowed[kind].append(f"'sha256-{digest.decode('ascii')}'")
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(allowed['script'])}",
            f"style-src {' '.join(allowed['style'])}",
            "img-src data:",
            "font-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{escape(policy, Syntax.HTML)}">'
    return page.replace("<head>\n", f'<head>\n<meta charset="utf-8">\n{meta}\n', 1)


def _read(name: str) -> str:
    return (_WEB / name).read_text(encoding="utf-8")


def _marks() -> str:
    """Return the symbols of the statuses as classes, as the lists of the page name them."""
    rules = []
    for status, color in palette.STATUS.items():
        drawing = symbols.svg(f"status-{status}", color, _MARK_PX).encode("utf-8")
        held = base64.b64encode(drawing).decode("ascii")
        rules.append(
            f'.mark-{status}{{background-image:url("data:image/svg+xml;base64,{held}")}}\n'
        )
    return "".join(rules)


def _skeleton() -> str:
    """Return the parts around the map; the script fills them in the language of the page.

    The sentence in the middle stays where a browser is too old for the script.
    """
    boot = "".join(
        f'<p lang="{code}">{escape(table()["usb.boot"][code], Syntax.HTML)}</p>'
        for code in languages()
    )
    return (
        '<header id="top"></header><section id="find" role="search"></section>'
        f'<aside id="side"><div id="boot">{boot}</div></aside><footer id="foot"></footer>'
    )
