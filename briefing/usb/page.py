"""The USB edition: one HTML file of a view that opens by double click, without any network.

The page of the map (:func:`layers.web.page.build_page`) carries Leaflet, the typeface, our scripts
and data itself. Around it stand search, filters, list, cards and caption. A policy in its head
forbids every request and every script but its own, whatever a text of the data may say.

What a selection leaves is worked out by ``layers/web/static/select.js``, and what is found is found
as in the app (:mod:`layers.web.find`). What it leaves is said by ``layers/web/static/sentences.js``
as the app says it, by the rules of :mod:`briefing.content.caption`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from briefing.content.caption import place_parts
from briefing.content.cards_record import cards_record
from briefing.content.targets import targets_tree
from briefing.request import RequestError
from geo import clock
from geo.dates import format_day
from geo.escape import Syntax, escape
from geo.model import ROAD_KINDS
from geo.query.freshness import as_of_words, data_day
from geo.query.wording import source_name
from geo.reports.records import present_kinds, selection_record
from geo.reports.targets import targets
from geo.strings import kinds, languages, say, table, text, words_for_browser
from geo.text import Text
from layers.style import palette, symbols
from layers.style.fonts import font_files
from layers.themes import SWITCHABLE
from layers.web.find import find_record
from layers.web.page import StandaloneAssets, build_page, font_addresses
from layers.web.payload import wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from briefing.content.html import Tree
    from geo.catalog.catalog import Catalog
    from geo.query.view import ProjectRow, View

Record = dict[str, Any]
_WORDS: Final = (
    "usb.", "language.", "sheet.capital-", "sheet.caption",
    "sheet.count-", "summary.", "day.", "qualifier.", "selection.",
)  # fmt: skip
_MORE_WORDS: Final = (
    "app.title", "card.close", "card.title", "filter.all", "filter.area", "filter.asof",
    "filter.kind", "filter.q", "filter.reset", "filter.status", "map.caption-km", "map.drawn",
    "page.targets", "panel.as-of", "panel.lift", "panel.phrase", "panel.restricted",
    "search.no-position", "sheet.digest", "table.empty", "table.title",
)  # fmt: skip
TARGETS: Final = "targets"
_DECIMALS: Final = 4
# What a mail server or a phone takes without a murmur: half a megabyte for map and scripts, and
# about 25 kB for each project with its card in every language.
MOST_BYTES: Final = 3_000_000
_WEB: Final = Path(__file__).resolve().parent / "static"
_SHARED: Final = Path(__file__).resolve().parents[2] / "layers" / "web" / "static"
_SCRIPTS: Final = (
    _SHARED / "select.js",
    _SHARED / "sentences.js",
    _SHARED / "day_field.js",
    _SHARED / "card_tree.js",
    *(_WEB / f"usb_{name}.js" for name in ("search", "words", "filters", "list", "page")),
)
_SHEETS: Final = (_SHARED / "day.css", _WEB / "usb.css")
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
            sheet=_marks() + "".join(path.read_text(encoding="utf-8") for path in _SHEETS),
            body=f'{_skeleton()}<script type="application/json" id="usb-data">{data}</script>',
            script="".join(path.read_text(encoding="utf-8") for path in _SCRIPTS),
        ),
    )
    for name, address in font_addresses(page + page.upper()).items():
        page = page.replace(_FONT.format(name), address)
    return sealed(page).encode("utf-8")


def held_catalog(view: View) -> Catalog:
    """Return a catalog that holds the projects of a view, its assets, and all numbered roads."""
    catalog = view.catalog
    projects = {id_: one for id_, one in catalog.projects.items() if id_ in view.project_ids}
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


def page_data(view: View, held: View, layers: frozenset[str], printed: date) -> Record:
    """Return JSON-ready records: everything that the scripts of the page read.

    Parameters
    ----------
    view
        What was asked for.
    held
        The same on a catalog that holds nothing but what the file may show.
    layers
        Ids of the themes that are on when the file is opened.
    printed
        The day on which the file is made.
    """
    chosen, newest = view.selection, data_day(view.catalog, view.day)
    return {
        "lang": chosen.language,
        "title": _said(lambda language: chosen.describe(view.catalog, language)),
        "place": _place(view),
        "asOf": _said(lambda language: as_of_words(view.day, newest, language)),
        "made": said_day("usb.made", printed),
        "digest": view.catalog.digest,
        "frame": chosen.frame.value,
        "chosen": list(chosen.areas),
        "corridors": list(chosen.corridors),
        "extent": _bounds(view.extent),
        "layers": [theme for theme in SWITCHABLE if theme in layers],
        "record": selection_record(held.catalog),
        "day": view.day.toordinal(),
        "projects": [_project(held, row) for row in view.rows],
        "corridorsShown": [corridor.id for corridor in view.corridors],
        "kinds": _kinds(held.catalog),
        "words": _words(),
        "find": find_record(held.catalog, view.day),
        **cards_record(held, {TARGETS: targets_of(view)}),
    }


def said_day(key: str, day: date) -> str | dict[str, str]:
    """Return the words of a key around a day, in every language."""
    return _said(lambda language: say(key, language, day=format_day(day, language)))


def _said(make: Callable[[str], str]) -> str | dict[str, str]:
    return wording(Text(tuple((language, make(language)) for language in languages())))


def _place(view: View) -> list[str | dict[str, str]]:
    """Return the areas asked for, and the other parts of the selection."""
    return [_said(lambda code, part=part: place_parts(view, code)[part]) for part in (0, 1)]  # type: ignore[misc]


def _words() -> dict[str, dict[str, str]]:
    return words_for_browser(k for k in table() if k.startswith(_WORDS) or k in _MORE_WORDS)


def _kinds(catalog: Catalog) -> list[Record]:
    """Return the kinds that projects of the file have, each with its group, in their order."""
    held = {project.kind for project in catalog.projects.values()}
    return [
        {"id": kind, "group": wording(text(f"kind-group.{kinds()[kind]}"))}
        for kind in present_kinds(catalog)
        if kind in held
    ]


def _project(view: View, row: ProjectRow) -> Record:
    """Return what the list says of a project beside what `selection_record` knows."""
    return {
        "id": row.project.id,
        "sources": _said(lambda language: _sources(view, row, language)),
    }


def _sources(view: View, row: ProjectRow, language: str) -> str:
    """Name the sources of status and capital, for the printed list."""
    ids = [row.event.source_id] if row.event else []
    ids += [row.capital.source_id] if row.capital else []
    sources = [view.catalog.sources[id_] for id_ in dict.fromkeys(ids)]
    names = [source_name(source, language) for source in sources]
    return say("usb.sources", language, names="; ".join(dict.fromkeys(names))) if names else ""


def _bounds(bounds: Iterable[float]) -> list[float]:
    return [round(float(value), _DECIMALS) for value in bounds]


def targets_of(view: View) -> dict[str, Tree]:
    """Return the targets of the province by language, with the statuses of all its projects."""
    known = targets(view.catalog, view.day)
    return {code: targets_tree(view.catalog, known, code) for code in languages()}
