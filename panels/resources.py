"""What all sessions share: the catalog, the page of the web canvas, the scripts of components.

Streamlit sends the whole script of a component again whenever its data changes. Here it sends a few
lines that import the script from ``static/code``; the browser keeps it.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.files import is_published, publish
from layers.web.page import write_page
from panels.live_catalog import LiveCatalog
from panels.stored import StoredTables

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.catalog.catalog import Catalog


STATIC: Final = Path(__file__).resolve().parents[1] / "static"
STORED: Final = StoredTables()
"""What the store has changed, and where the app's changes go."""
_LIVE: Final = LiveCatalog(drafts=STORED.drafts, examined=STORED.examined)
_MAKING: Final = Lock()
_page_before: Final[list[str]] = []
# The one that was made last, of whatever data.
_page_made: Final[list[str]] = []


def catalog() -> Catalog:
    """Return the catalog, read anew within seconds of an edit of the tables.

    Raises
    ------
    DataError
        If there has not been a good one since the start.
    """
    return _LIVE.current()


def renew() -> Catalog:
    """Return the catalog as it is at this moment; errors as :func:`catalog`."""
    return _LIVE.renew()


def shown_digest() -> str:
    """Return the digest of what is shown now, empty before the first catalog."""
    return _LIVE.digest


def data_state() -> str | None:
    """Return what is wrong with the data folder as it is now in one line, ``None`` when good.

    Meanwhile :func:`catalog` gives the last that was good.
    """
    return _LIVE.problem


def shows_older_data() -> bool:
    """Tell whether what is shown is older than the data folder, which has a fault."""
    return _LIVE.is_behind


def map_page() -> str:
    """Return the address of the page of the web canvas, made again where it is not there.

    After :func:`keep_map_page` it is the one before: card, list and sums are newer already.

    Raises
    ------
    AssetError
        If a library that the page is made of is missing.
    DataError
        As :func:`catalog`.
    """
    return _page_before[0] if _page_before else make_map_page()


def is_renewing() -> bool:
    """Tell whether newer data were just read, and the page of the web canvas is older than they.

    Until that is made, nothing is that can wait: it would take the time from the news.
    """
    return bool(_page_before)


def keep_map_page() -> None:
    """Let sessions go on with the page of the web canvas that is there; errors as :func:`map_page`.

    Until :func:`take_map_page`.
    """
    if not _page_before:
        _page_before[:] = _page_made or [make_map_page()]


def take_map_page() -> None:
    """Let sessions show the page of the web canvas of the newest data again."""
    _page_before.clear()


def make_map_page() -> str:
    """Return the address of the page of the newest data; errors as :func:`map_page`."""
    known = catalog()
    # Of several who find it missing one makes it.
    with _MAKING:
        _page_made[:] = [write_page(known, STATIC)]
        return _page_made[0]


# Kept short: it is sent with each change of the data. Two lines: one would be taken for a path.
_IMPORT: Final = """\
const c=import(new URL("app/static/%s",document.baseURI));
export default p=>{const r=p.parentElement;r.latest=p;c.then(m=>m.begin(p));return()=>r.ended?.()}
"""
# `parentElement` is the root of the component's own tree. Of several updates that came before the
# script was there only the last is of interest.
_BEGIN: Final = """
export function begin(component) {
  const root = component.parentElement;
  if (root.latest !== component) return;
  if (!root.styled) {
    root.styled = document.createElement("style");
    root.styled.textContent = %s;
    root.prepend(root.styled);
  }
  root.ended = main(component);
}
"""
_DEFAULT: Final = "export default "
_CODE: Final = "code/"
# An import of a file of ours, by its path from the script.
_MODULE: Final = re.compile(r'^(import (?:[^";]* from )?)"(\.[^"\n]+)"', re.MULTILINE)


def file_name(name: str, ending: str, content: str) -> str:
    """Return a path below `STATIC` that holds a digest of the content: it never changes."""
    return f"{_CODE}{name}-{hashlib.sha256(content.encode()).hexdigest()[:8]}{ending}"


@dataclass(frozen=True)
class PublishedFile:
    """What the browser fetches, as a file below `STATIC` that never changes."""

    name: str
    content: str

    @classmethod
    def script(cls, name: str, code: str) -> PublishedFile:
        """Return the file of a script; its name begins with `name`."""
        return cls(file_name(name, ".js", code), code)

    @classmethod
    def of(cls, name: str, record: object) -> PublishedFile:
        """Return the file of a JSON-ready record; its name begins with `name`."""
        content = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        return cls(file_name(name, ".json", content), content)

    def address(self) -> str:
        """Write the file unless it is there, and return its address, relative to the app's.

        To be asked for at each run, since the folder may be emptied under a running server.
        """
        if not is_published(STATIC / self.name):
            publish(STATIC / self.name, self.content)
        return f"app/static/{self.name}"


def component(
    name: str, script: Path, html: str, sheet: str = "", *, isolated: bool = True
) -> Callable[..., Any]:
    """Register a component whose script is fetched by address.

    Parameters
    ----------
    script
        A JavaScript module; its default export gets what a script of a component gets. What it
        imports by a path of this repository is published beside it.
    html
        What the component holds at first.
    sheet
        Its style sheet, which reaches nothing outside the component.
    isolated
        Whether it stands in a tree of its own, which no style sheet of the page reaches.

    Returns
    -------
    Callable
        Mounts the component, as ``streamlit.components.v2.component`` says.
    """
    modules: dict[str, str] = {}
    text = _with_modules(script, modules).replace(_DEFAULT, "const main = ", 1)
    code = text + _BEGIN % json.dumps(sheet)
    address = file_name(script.stem, ".js", code)
    modules[address] = code
    mounted = st.components.v2.component(
        name, html=html, js=_IMPORT % address, isolate_styles=isolated
    )

    def mount(**arguments: Any) -> Any:  # noqa: ANN401 - whatever a component takes and gives
        # At each run, since the folder may be emptied under a running server.
        for path, content in modules.items():
            if not is_published(STATIC / path):
                publish(STATIC / path, content)
        return mounted(**arguments)

    return mount


def _with_modules(script: Path, modules: dict[str, str]) -> str:
    """Return a script that imports its modules under their published names; add those to `modules`.

    A module of several components has one name, so that the browser runs it once for all of them.
    """

    def published(found: re.Match[str]) -> str:
        path = (script.parent / found[2]).resolve()
        text = _with_modules(path, modules)
        name = file_name(path.stem, ".js", text)
        modules[name] = text
        return f'{found[1]}"./{name.removeprefix(_CODE)}"'

    return _MODULE.sub(published, script.read_text(encoding="utf-8"))
