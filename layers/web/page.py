"""The web canvas: folium writes one page for a catalog, with every feature of every theme.

The browser keeps all of it; ``SonLa.apply(state)`` in the page shows, hides and restyles by id (see
``static/core.js``). Leaflet and the letters stand in the page: while the app around it starts, a
file of its own would wait behind sixty of the app's. Only the exact shapes are fetched, afterwards.
"""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from geo.escape import Syntax, escape
from geo.files import forget_unwritten, is_published, publish
from geo.strings import STRINGS_PATH, table, text
from geo.text import DEFAULT_LANGUAGE
from layers.ink.fonts import subset_for_web
from layers.style import fonts as assets
from layers.style import palette, typography
from layers.style.fonts import font_files
from layers.themes import THEMES
from layers.web.payload import page_record, theme_detail, theme_record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.catalog.catalog import Catalog
    from layers.style.model import Theme

# What a person may type into the search box, in either language of the page.
_ASCII: Final = "".join(map(chr, range(0x20, 0x7F)))
_LETTERS: Final = "ăâđêôơưàằầèềìòồờùừỳảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹáắấéếíóốớúứýạặậẹệịọộợụựỵ"
TYPED: Final = f"{_ASCII}{_LETTERS}{_LETTERS.upper()}"
_KEPT: Final = 8


def font_addresses(characters: Iterable[str]) -> dict[str, str]:
    """Return each file of the typeface, thinned to some characters, as an address that holds it.

    Parameters
    ----------
    characters
        What the file shows; what a person may type is added. The same characters give the same
        addresses.
    """
    wanted = "".join(sorted({*characters, *TYPED}))
    return {path.name: _address(style, wanted) for style, path in font_files().items()}


@lru_cache(maxsize=_KEPT)
def _address(style: str, characters: str) -> str:
    data = base64.b64encode(subset_for_web(style, characters)).decode("ascii")
    return f"data:font/woff;base64,{data}"


PAGES_DIR_NAME: Final = "map"
_KEEP_SECONDS: Final = 24 * 60 * 60
_APP_STATIC: Final = "app/static/"
_HERE: Final = Path(__file__).resolve().parent
_WEB: Final = _HERE / "static"
_ROOM: Final = _HERE.parent
# In this order: each uses what stands before it.
_SCRIPTS: Final = [
    "core",
    "around",
    "scheme",
    "vn2000",
    "shapes",
    "detail",
    "numbers",
    "letters",
    "spelling",
    "typed",
    "find",
    "scales",
    "draw",
    "place",
    "along",
    "spots",
    "movers",
    "labels",
    "legend",
    "network",
    "measure",
    "where",
    "mark",
    "sketch",
    "pick",
    "locator",
    "tools",
    "controls",
]
# Never beyond its own end: a comment before code on its line stays.
_COMMENTS: Final = re.compile(
    r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/[ \t]*|//[^\n]*)\n", re.DOTALL | re.MULTILINE
)
_FACES: Final = (
    ("SourceSansPro-Regular.ttf", 400, "normal"),
    ("SourceSansPro-It.ttf", 400, "italic"),
    ("SourceSansPro-Semibold.ttf", 600, "normal"),
    ("SourceSansPro-Bold.ttf", 700, "normal"),
)


@dataclass(frozen=True)
class StandaloneAssets:
    """What a page that stands alone carries itself, instead of naming files of the app.

    All of it goes into the page as it is: our own text, or escaped already.

    Parameters
    ----------
    fonts
        Address of each file of the typeface by its name.
    sheet, body, script
        What is added to the style sheet, in front of the map, and after the script of the map.
    """

    fonts: Mapping[str, str]
    sheet: str
    body: str
    script: str


class _Page(Figure):
    """An HTML document in the default language; the script may change it later."""

    _template = Template(
        '<!DOCTYPE html>\n<html lang="{{ this.language }}">\n<head>\n'
        "<title>{{ this.title }}</title>\n{{ this.header.render(**kwargs) }}\n"
        # After the style sheet of Leaflet, to have the last word.
        "<style>\n{{ this.sheet }}</style>\n</head>\n"
        "<body>\n{{ this.html.render(**kwargs) }}\n"
        "<script>\n{{ this.script.render(**kwargs) }}\n</script>\n</body>\n</html>\n"
    )

    def __init__(self, title: str, language: str, sheet: str) -> None:
        super().__init__(title=escape(title, Syntax.HTML))
        self.language = language
        self.sheet = sheet


class _Raw(Element):
    """Text that goes into the page as it is.

    branca compiles the text of an ordinary element as a template: a name like ``{{ … }}`` would
    run here, in Python. Nothing from data may go that way.
    """

    def __init__(self, content: str) -> None:
        super().__init__()
        self.content = content

    def render(self, **_: object) -> str:
        """Return the text."""
        return self.content


class _Canvas(folium.Map):
    """A map without tiles that names no file of Leaflet and whose own names are stable."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium's own shape
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    _template = Template(
        '{% macro header(this, kwargs) %}<meta name="viewport"'
        ' content="width=device-width, initial-scale=1">{% endmacro %}'
        '{% macro html(this, kwargs) %}<main id="map" class="folium-map"></main>{% endmacro %}'
    )

    def __init__(self, catalog: Catalog) -> None:
        west, south, east, north = catalog.areas.province.bounds
        super().__init__([(south + north) / 2, (west + east) / 2], tiles=None)
        self._id = catalog.digest


class _Call(MacroElement):
    """A call into the script of the page, with data as its arguments."""

    def __init__(self, function: str, name: str, *arguments: object) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name, self._id = "Call", name
        data = ",".join(escape(argument, Syntax.SCRIPT) for argument in arguments)
        self.content = f"SonLa.{function}({data});"

    def render(self, **_: object) -> str:
        """Add the call to the script at the end of the page; nothing stands here itself."""
        page = cast("Figure", self.get_root())
        page.script.add_child(_Raw(self.content), name=self.get_name())
        return ""


class _ThemeLayer(_Call):
    """All marks of one theme."""

    def __init__(self, theme: Theme, catalog: Catalog, *, exact: bool = False) -> None:
        record = theme_record(theme, catalog, exact=exact)
        super().__init__("addTheme", f"theme-{theme.id}", record)


def build_page(
    catalog: Catalog,
    detail: str = "",
    carried: StandaloneAssets | None = None,
) -> str:
    """Return the HTML of the map of a catalog; the same catalog gives the same bytes.

    Parameters
    ----------
    detail
        Address, from the page, of the script with the exact shapes (:func:`build_detail`), which
        the page asks for once it is drawn; empty where none is to be asked for.
    carried
        Makes a page of its own out of it, which names no file and holds the exact shapes only;
        ``None`` for the page of the app.
    """
    fonts = carried.fonts if carried else font_addresses(_letters(catalog))
    sheet = _sheet(fonts) + (carried.sheet if carried else "")
    page = _Page(text("app.title")[DEFAULT_LANGUAGE], DEFAULT_LANGUAGE, sheet)
    canvas = _Canvas(catalog)
    page.add_child(canvas)
    record = page_record(catalog) | {"detail": detail}
    canvas.add_child(_Call("open", "open", "map", record))
    for theme in THEMES:
        canvas.add_child(_ThemeLayer(theme, catalog, exact=carried is not None))
    canvas.add_child(_Call("start", "start"))
    code, css = assets.leaflet()
    leaflet = f"<style>\n{css}</style>\n<script>\n{code}</script>"
    page.header.add_child(_Raw(leaflet), name="leaflet")
    if carried:
        page.html.add_child(_Raw(carried.body), name="body")
    script = _script() + (carried.script if carried else "")
    page.html.add_child(_Raw(f"<script>\n{script}</script>"), name="script")
    return page.render()


def build_detail(catalog: Catalog) -> str:
    """Return the script that hands the page the exact shapes of all themes."""
    details = {theme.id: theme_detail(theme, catalog) for theme in THEMES}
    return f"SonLa.addDetail({escape(details, Syntax.SCRIPT)});\n"


def _letters(catalog: Catalog) -> str:
    """Return all letters that names on the map and words around it are made of."""
    named = (catalog.projects, catalog.assets, catalog.corridors, catalog.areas.by_code)
    names = [item.name for items in named for item in items.values()]
    return "".join(form for name in (*names, *table().values()) for form in name.values())


def write_page(catalog: Catalog, static_dir: Path) -> str:
    """Write the page of a catalog unless it is there already, and remove the pages of old.

    Younger pages stay for a day: another process may still show the data or code before.

    Parameters
    ----------
    static_dir
        The folder that Streamlit serves.

    Returns
    -------
    str
        Address of the page, relative to the address of the app.
    """
    folder = static_dir / PAGES_DIR_NAME
    name = f"{catalog.digest}-{code_digest()}"
    page, detail = folder / f"{name}.html", folder / f"{name}.js"
    if not (is_published(page) and is_published(detail)):
        publish(detail, build_detail(catalog))
        publish(page, build_page(catalog, detail.name))
        _tidy(folder, name)
    return f"{_APP_STATIC}{PAGES_DIR_NAME}/{page.name}"


def _tidy(folder: Path, name: str) -> None:
    """Remove the pages of old; one that cannot be removed does no harm."""
    forget_unwritten(folder, name)
    with suppress(OSError):
        for old in folder.iterdir():
            is_old = not old.name.startswith(name)
            if is_old and old.stat().st_mtime < time.time() - _KEEP_SECONDS:
                with suppress(OSError):
                    old.unlink()


@cache
def code_digest() -> str:
    """Return a digest of what turns data into the page: this room's code, and the words."""
    total = hashlib.sha256(version("folium").encode())
    for path in sorted([*_ROOM.rglob("*.py"), *_WEB.iterdir(), STRINGS_PATH]):
        total.update(path.name.encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:8]


def _script() -> str:
    """Return our scripts without the comments that have lines of their own: a fifth of them."""
    text = "".join((_WEB / f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS)
    return _COMMENTS.sub("", text)


def _sheet(fonts: Mapping[str, str]) -> str:
    faces = "".join(
        f'@font-face{{font-family:"{typography.FAMILY}";font-weight:{weight};font-style:{slant};'
        f'src:url("{fonts[name]}")}}\n'
        for name, weight, slant in _FACES
    )
    light = {"ground": palette.NEIGHBOUR, "ink": palette.INK, "soft": palette.INK_SOFT}
    dark = {name: palette.DARK[color] for name, color in light.items()}
    root = _rule(":root", light) + _rule(':root[data-scheme="dark"]', dark)
    return faces + root + (_WEB / "canvas.css").read_text(encoding="utf-8")


def _rule(selector: str, colors: dict[str, str]) -> str:
    """Return a CSS rule that names colours."""
    return f"{selector}{{{''.join(f'--{name}:{color};' for name, color in colors.items())}}}\n"
