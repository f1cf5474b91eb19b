"""The card beside the map: what is known of the open item, drawn in the browser.

The browser fetches the cards of all projects and assets as of today once, when it has nothing else
to do, and shows the one that is asked for without waiting for the server. The server sends a card
only where the selection makes it another one: of an earlier day, or before the file is there.
"""

from __future__ import annotations

import time
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

from briefing.content.cards_record import linked_cards, linked_tree, placed
from geo import clock
from geo.catalog.catalog import once_per_catalog
from geo.errors import UnknownIdError
from geo.model import spot_pieces
from geo.query.selection import Selection, UnknownParameter
from geo.query.view import build_view
from geo.query.within import Near, NearKind
from geo.strings import languages, say, say_each
from panels import resources
from panels.components.card_history import drafts_for_visitor, histories_of, may_change, version
from panels.components.photo_link import photo_address
from panels.components.suggest_link import suggest_address, suggestions_offered
from panels.resources import STATIC, PublishedFile, component
from panels.session import session, state
from panels.session.address import AppPage, href

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from briefing.content.html import Tree
    from geo.catalog.catalog import Catalog
    from geo.query.view import View

KEY: Final = "project-card"
LEAST_KM, MOST_KM, _USUAL_KM = 1, 100, 10
# Of more items the file would be megabytes: then each card comes from the server.
_MOST_ITEMS: Final = 2_000
_KEEP_SECONDS: Final = 24 * 60 * 60
_ID: Final = "{id}"
# As it stands in the other links, whose query it is part of.
_PLACE: Final = "%7Bid%7D"
_WORDS: Final = {
    "title": "card.title",
    "previous": "card.previous",
    "next": "card.next",
    "close": "card.close",
    "radius": "near.radius",
    "show": "near.show",
    "waiting": "card.waiting",
    "missing": "card.missing",
    "larger": "card.larger",
    "smaller": "card.smaller",
    "hidden": "card.hidden",
    "suggest": "suggest.title",
    "wrong": "suggest.link",
    "entry": "card.entry",
    "place": "card.place",
    "photoLarge": "photo.large-view",
    "photoBefore": "photo.previous",
    "photoAfter": "photo.next",
    "photoClose": "photo.close",
    "photoLost": "photo.missing",
}
_mount = component(
    "son-la-card",
    Path(__file__).with_suffix(".js"),
    '<section class="card" role="dialog" aria-modal="false" hidden></section>',
    Path(__file__).with_suffix(".css").read_text(encoding="utf-8"),
    # The style sheet of cards is that of the profiles.
    isolated=False,
)
# By catalog, day, and version of the store: an undo brings the facts back, and has a history.
_Asked = tuple[str, "date", int]
_published: dict[_Asked, dict[str, str]] = {}
_started: set[_Asked] = set()


def card_panel(view: View, screen: state.Screen) -> None:
    """Draw the card of the open item; without one it takes no room."""

    def react() -> None:
        said = session.get(KEY) or {}
        opened = said.get("opened")
        if isinstance(opened, str) and _is_known(view.catalog, opened):
            state.open_item(opened)
        near = read_near(said.get("near"), view.catalog)
        if near:
            state.put(state.NEAR, near)

    _mount(
        key=KEY,
        data=card_data(view, screen.item_id, card_addresses(view.catalog, clock.today())),
        height="content",
        on_opened_change=react,
        on_near_change=react,
    )


def _is_known(catalog: Catalog, item_id: str) -> bool:
    return not item_id or item_id in catalog.projects or item_id in catalog.assets


def card_data(view: View, item_id: str, addresses: Mapping[str, str]) -> dict[str, Any]:
    """Return what the browser needs for the card of an item, whether or not it is in the view.

    Parameters
    ----------
    addresses
        Where the cards of today are published, by language; empty where they are not.
    """
    language = view.selection.language
    day = view.selection.as_of
    asof = day.isoformat() if day else ""
    data: dict[str, Any] = {
        "item": item_id,
        "lang": language,
        "cards": addresses.get(language, ""),
        "links": {
            "of": href(AppPage.PROFILES, of=_ID, asof=asof),
            "card": href(AppPage.MAP, id=_ID),
            "suggest": suggest_address(language, id=_ID) if suggestions_offered() else "",
            "photo": photo_address(_PLACE),
            "small": photo_address(_PLACE, small=True),
            "entry": href(AppPage.UPDATES, part="sua", of=_ID) if may_change() else "",
        },
        "words": say_each(_WORDS, language),
        "bounds": {"least": LEAST_KM, "most": MOST_KM, "usual": _USUAL_KM},
    }
    if not item_id:
        return data
    try:
        item = view.catalog.item(item_id)
    except UnknownIdError:
        # An edit of the data took it away while its card was open.
        gone = UnknownParameter("id", item_id, gone=True).message(language)
        return data | {"tree": None, "steps": None, "hidden": gone, "near": None}
    hidden = item_id not in view.project_ids and item_id not in view.asset_ids
    return data | {
        "tree": _exact_card(view, item_id, is_published=bool(addresses)),
        "steps": _steps([row.project.id for row in view.rows], item_id),
        "hidden": say("card.hidden", language) if hidden else "",
        "near": _asked_km(view, item_id) if spot_pieces(item.pieces) else None,
        "drafts": _sent(drafts_for_visitor(item_id, language)),
    }


def _exact_card(view: View, item_id: str, *, is_published: bool) -> dict[str, Any] | None:
    """Return the card of a view, ``None`` where the published one is the same."""
    tree = linked_tree(view, item_id, view.selection.language)
    today = _view_of(view.catalog, clock.today())
    if is_published and tree == linked_tree(today, item_id, view.selection.language):
        return None
    history = histories_of(view.catalog, view.selection.language)(item_id)
    return _sent([*tree, history] if history else tree)


def _sent(tree: Tree) -> dict[str, Any] | None:
    """Return a tree as the browser draws it, ``None`` for an empty one."""
    texts: dict[str, int] = {}
    return {"tree": placed(tree, texts), "texts": list(texts)} if tree else None


@once_per_catalog
def _view_of(catalog: Catalog, day: date) -> View:
    """Return everything there is on a day."""
    return build_view(catalog, Selection(), day)


def _steps(ids: list[str], item_id: str) -> dict[str, Any] | None:
    """Return the ids before and after an item, round at the ends, its place and how many."""
    if not ids:
        return None
    place = ids.index(item_id) if item_id in ids else None
    return {
        "before": ids[-1 if place is None else place - 1],
        "after": ids[0 if place is None else (place + 1) % len(ids)],
        "place": 0 if place is None else place + 1,
        "count": len(ids),
    }


def _asked_km(view: View, item_id: str) -> int:
    """Return the kilometres around an item that are asked for, or might be."""
    near = view.selection.near
    own = near is not None and (near.kind, near.value) == (NearKind.ITEM, item_id)
    return min(max(round(near.km) if near and own else _USUAL_KM, LEAST_KM), MOST_KM)


def read_near(said: object, catalog: Catalog) -> Near | None:
    """Return the distance around an item that the card asks for; ``None`` for none, or nonsense."""
    if not isinstance(said, dict):
        return None
    item_id, km = said.get("id"), said.get("km")
    if not isinstance(item_id, str) or not item_id or not _is_known(catalog, item_id):
        return None
    if not isinstance(km, int | float) or not LEAST_KM <= km <= MOST_KM:
        return None
    return Near(NearKind.ITEM, item_id, km)


def card_addresses(catalog: Catalog, day: date) -> dict[str, str]:
    """Return where the browser finds the cards of a day, by language.

    They are written in the background: until they are there, the answer is empty.
    """
    asked = (catalog.digest, day, version())
    may_begin = asked not in _started and not resources.is_renewing()
    if may_begin and len(catalog.items) <= _MOST_ITEMS:
        _started.add(asked)
        Thread(target=publish_cards, args=(catalog, day), name="cards", daemon=True).start()
    return _published.get(asked, {})


def publish_cards(catalog: Catalog, day: date) -> dict[str, str]:
    """Write the cards of a day, a file for each language, and remove those of old days."""
    view, asked = _view_of(catalog, day), (catalog.digest, day, version())
    found = {}
    for language in languages():
        record = linked_cards(view, language, histories_of(catalog, language))
        found[language] = PublishedFile.of(f"cards-{language}", record).address()
    kept = {Path(address).name for address in found.values()}
    for old in (STATIC / "code").glob("cards-*.json"):
        if old.name not in kept and old.stat().st_mtime < time.time() - _KEEP_SECONDS:
            old.unlink(missing_ok=True)
    _started.add(asked)
    _published[asked] = found
    return found
