"""The cards inside a file: as trees whose texts, heads and addresses stand once.

The same HTML as in the app is read back into elements and texts. The page makes elements of it
again, never markup: whatever a text says, it stays text.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, Final

from briefing.content.card import project_card
from briefing.content.card_asset import asset_card
from geo.query.view import project_row
from geo.strings import languages

if TYPE_CHECKING:
    from geo.query.view import View

Tree = list[Any]
_EMPTY: Final = {"br", "img"}
_COLOR: Final = "border-color:"


def cards_record(view: View) -> dict[str, Any]:
    """Return the cards of all projects and assets of the catalog of a view.

    Returns
    -------
    record
        ``texts``: every text once. ``cards``: by id, then by language, a tree. A tree is a list:
        the place in ``texts`` of its head (``p.sl-kind``: element and class), then its children,
        each a place in ``texts``, a tree, or an object of attributes (places as well).
    """
    texts: dict[str, int] = {}
    cards: dict[str, dict[str, Tree]] = {}
    for project in view.catalog.projects.values():
        row = project_row(view.catalog, view.selection, project, view.day)
        cards[project.id] = {
            language: _Reader(project_card(view, row, language), texts).tree
            for language in languages()
        }
    for asset in view.catalog.assets.values():
        cards[asset.id] = {
            language: _Reader(asset_card(view, asset, language), texts).tree
            for language in languages()
        }
    return {"texts": list(texts), "cards": cards}


class _Reader(HTMLParser):
    """Reads one card.

    Parameters
    ----------
    texts
        The place of each text that is known already; new ones are added.
    """

    def __init__(self, html: str, texts: dict[str, int]) -> None:
        super().__init__()
        self._texts = texts
        self._open: list[Tree] = [[]]
        self.feed(html)
        self.close()

    @property
    def tree(self) -> Tree:
        """The outermost element."""
        tree: Tree = self._open[0][0]
        return tree

    def _place(self, text: str) -> int:
        return self._texts.setdefault(text, len(self._texts))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element below the one that is open."""
        known = {name: value or "" for name, value in attrs}
        css = known.get("class", "")
        tree: Tree = [self._place(f"{tag}.{css}" if css else tag)]
        about = self._attributes(known)
        if about:
            tree.append(about)
        self._open[-1].append(tree)
        if tag not in _EMPTY:
            self._open.append(tree)

    def _attributes(self, known: dict[str, str]) -> dict[str, int]:
        """Return the attributes that mean something; the page knows how to set these alone."""
        said: dict[str, str] = {n: known[n] for n in ("href", "src", "width") if n in known}
        if known.get("style", "").startswith(_COLOR):
            said["edge"] = known["style"].removeprefix(_COLOR)
        return {name: self._place(value) for name, value in said.items()}

    def handle_endtag(self, tag: str) -> None:
        """End the element that is open."""
        if tag not in _EMPTY:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Add a text."""
        self._open[-1].append(self._place(data))
