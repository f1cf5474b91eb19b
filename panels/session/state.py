"""The session and the address bar: what is chosen lives in both and always agrees.

Widgets keep their values in the session under the keys below. The address bar holds the same
as ids, never labels, so that a link means the same in every language and for ever.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo import clock
from geo.model import AreaFrame
from geo.query.selection import Selection, UnknownParameter, read_query
from geo.text import DEFAULT_LANGUAGE
from layers.themes import OFF_AT_FIRST, SWITCHABLE
from panels.session import address, session
from panels.session.address import IN_A_VIEW, AppPage
from panels.session.saved_views import PARAMETER, Position, read_views, write_views
from panels.session.undivided import undivided

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping
    from datetime import date

    from geo.catalog.catalog import Catalog
    from panels.session.saved_views import SavedView

LANGUAGE, FRAME = "f-language", "f-frame"
AREAS = {AreaFrame.DISTRICT: "f-districts", AreaFrame.COMMUNE: "f-communes"}
CORRIDORS, KINDS, STATUSES = "f-corridors", "f-kinds", "f-statuses"
WORDS, AS_OF = "f-words", "f-as-of"
ITEM, HIDDEN, NEAR = "item", "hidden-layers", "f-near"
EXPORT, SPOT, SAVED, OPENED = "export-bounds", "spot", "saved-views", "opened-view"
TIMELINE, AGENCIES = "timeline-open", "f-agencies"
_MOVES, _DIGEST = "moves", "data-digest"
# Fields of a selection whose values the widgets keep as they are, and as lists.
_SINGLE = {"words": WORDS, "as_of": AS_OF, "near": NEAR}
_SEVERAL = {
    "corridors": CORRIDORS,
    "kinds": KINDS,
    "statuses": STATUSES,
    "agencies": AGENCIES,
}


@dataclass(frozen=True)
class MapMove:
    """A place that the map is moved to without a change of any filter.

    Parameters
    ----------
    key
        Tells two moves apart.
    bounds
        West, south, east, north (EPSG:4326).
    mark
        Longitude, latitude and label of a marker there, ``None`` for none.
    base
        Key of the extent of the filters when the map moved; empty until it is known.
    position
        Goes before the bounds.
    refit
        Whether the map fits what the filters show, although they may be the same as before.
    """

    key: str
    bounds: tuple[float, float, float, float] | None
    mark: tuple[float, float, str] | None = None
    base: str = ""
    position: Position | None = None
    refit: bool = False

    @property
    def moves(self) -> bool:
        """Whether the map moves, or only marks a place."""
        return self.refit or bool(self.position or self.bounds)


@dataclass(frozen=True)
class Screen:
    """All that a link restores besides the position of the map.

    Parameters
    ----------
    item_id
        The project or asset whose card is open, empty for none.
    hidden
        Ids of the themes that are switched off.
    views
        The named views that the link carries.
    timeline
        Whether the timeline is open.
    """

    selection: Selection
    item_id: str = ""
    hidden: tuple[str, ...] = OFF_AT_FIRST
    views: tuple[SavedView, ...] = ()
    timeline: bool = False

    @property
    def language(self) -> str:
        """The language of everything on the screen."""
        return self.selection.language

    @property
    def layers(self) -> tuple[str, ...]:
        """Ids of the themes that are switched on."""
        return tuple(theme for theme in SWITCHABLE if theme not in self.hidden)

    def to_query(self) -> dict[str, str]:
        """Return the parameters of the address bar."""
        more = {
            "id": self.item_id,
            "off": ",".join(theme for theme in self.hidden if theme not in OFF_AT_FIRST),
            "on": ",".join(theme for theme in OFF_AT_FIRST if theme not in self.hidden),
            "timeline": "1" if self.timeline else "",
            PARAMETER: write_views(self.views),
        }
        return self.selection.to_query() | {key: value for key, value in more.items() if value}


def read_screen(
    query: MutableMapping[str, str] | dict[str, str], catalog: Catalog
) -> tuple[Screen, tuple[UnknownParameter, ...]]:
    """Read an address; what means nothing here comes back as ignored."""
    selection, ignored = read_query(query, catalog)
    more = list(ignored)
    frames = {catalog.areas[code].frame for code in selection.areas}
    if frames and "frame" not in query:
        selection = selection.with_(frame=min(frames))
    wrong = [code for code in selection.areas if catalog.areas[code].frame is not selection.frame]
    more += [UnknownParameter("area", code) for code in wrong]
    selection = selection.with_(areas=tuple(c for c in selection.areas if c not in wrong))
    asked = query.get("id", "")
    item_id = _item_of(asked, catalog)
    if asked and not item_id:
        more.append(UnknownParameter("id", asked))
    off, on = ([item for item in query.get(key, "").split(",") if item] for key in ("off", "on"))
    more += [UnknownParameter("layers", item) for item in (*off, *on) if item not in SWITCHABLE]
    away = {*off, *(theme for theme in OFF_AT_FIRST if theme not in on)}
    hidden = tuple(theme for theme in SWITCHABLE if theme in away)
    views, wrong_views = read_views(query.get(PARAMETER, ""), IN_A_VIEW)
    opened = query.get("timeline") == "1"
    return Screen(selection, item_id, hidden, views, opened), (*more, *wrong_views)


def _item_of(asked: str, catalog: Catalog) -> str:
    """Return the id of the project or asset that is asked for, empty for none."""
    items = (*catalog.projects, *catalog.assets)
    meant = asked.casefold()
    return asked if asked in items else next((i for i in items if i.casefold() == meant), "")


def agree(catalog: Catalog, page: AppPage) -> Screen:
    """Return what is chosen: from now on the address, the session and this run say the same."""
    with undivided():
        take_address(catalog, page)
        screen = current()
        address.write(page, screen.to_query())
    return screen


def take_address(catalog: Catalog, page: AppPage = AppPage.MAP) -> dict[str, str] | None:
    """Fill the session from the address bar when it was not written by us.

    Returns
    -------
    dict or None
        The parameters that were read now.
    """
    before = address.written_on(page)
    query = address.unread(page)
    if query is not None and before is not None:
        query = _with_own_changes(query, before, page)
    edited = session.get(_DIGEST, catalog.digest) != catalog.digest
    session[_DIGEST] = catalog.digest
    if query is None:
        if edited:
            _forget_gone(catalog)
        return None
    screen, ignored = read_screen(query, catalog)
    session[LANGUAGE] = screen.language
    if page is AppPage.MAP:
        session[SAVED] = screen.views
    _fill(screen)
    address.ignore(ignored)
    return query


def _with_own_changes(
    query: dict[str, str], before: Mapping[str, str], page: AppPage
) -> dict[str, str]:
    """Return an address with what the session changed since it last wrote one.

    The browser may ask for an address of its own while a layer, a view or the language is switched
    here: both count. Where both changed a parameter, the address does.
    """
    now = current().to_query()
    # The others of a page are not of the screen: it alone knows them.
    names = {"lang", *IN_A_VIEW, PARAMETER}.intersection(address.PARAMETERS[page])
    ours = {
        name: now.get(name, "")
        for name in names
        if now.get(name, "") != before.get(name, "") == query.get(name, "")
    }
    return {name: value for name, value in {**query, **ours}.items() if value}


def _forget_gone(catalog: Catalog) -> None:
    """Lift filters and close the card that name what an edit of the data took away; say so."""
    screen = current()
    kept, gone = read_screen(screen.to_query(), catalog)
    if gone:
        _fill(replace(kept, views=screen.views))
        address.ignore(replace(part, gone=True) for part in gone)


def _fill(screen: Screen) -> None:
    """Set filters, card and layers; language and saved views stay."""
    chosen = screen.selection
    session[FRAME] = chosen.frame
    for frame, key in AREAS.items():
        session[key] = list(chosen.areas) if frame is chosen.frame else []
    for field, key in _SEVERAL.items():
        session[key] = list(getattr(chosen, field))
    for field, key in _SINGLE.items():
        session[key] = getattr(chosen, field)
    session[ITEM], session[HIDDEN] = screen.item_id, screen.hidden
    session[TIMELINE] = screen.timeline


def open_view(view: SavedView, catalog: Catalog) -> None:
    """Show a saved view; what in it means nothing any more is said."""
    screen, ignored = read_screen(dict(view.query), catalog)
    with undivided():
        _fill(screen)
        show_spot(MapMove("view", None, position=view.position, refit=True))
        session[OPENED] = view.name
        address.ignore(ignored)


def put(key: str, value: object) -> None:
    """Set what the session holds under a key: for buttons that set one filter."""
    session[key] = value


def current() -> Screen:
    """Return what the widgets say now."""
    frame = session.get(FRAME) or AreaFrame.DISTRICT
    several = {field: tuple(session.get(key) or ()) for field, key in _SEVERAL.items()}
    selection = Selection(
        frame=frame,
        areas=tuple(session.get(AREAS[frame], ())),
        words=session.get(WORDS) or "",
        as_of=session.get(AS_OF),
        language=session.get(LANGUAGE) or DEFAULT_LANGUAGE,
        near=session.get(NEAR),
        **several,
    )
    return Screen(
        selection,
        session.get(ITEM, ""),
        tuple(session.get(HIDDEN, OFF_AT_FIRST)),
        tuple(session.get(SAVED, ())),
        bool(session.get(TIMELINE)),
    )


def open_item(item_id: str) -> None:
    """Open the card of a project or asset; the empty id closes it."""
    session[ITEM] = item_id


def show_spot(spot: MapMove) -> None:
    """Move the map to a place, once."""
    session[_MOVES] = session.get(_MOVES, 0) + 1
    session[SPOT] = replace(spot, key=f"{spot.key}#{session[_MOVES]}")


def current_spot(base: str) -> MapMove | None:
    """Return the place that the map was last moved to.

    Parameters
    ----------
    base
        Key of the extent of the filters; as soon as it changes the place is forgotten.
    """
    spot: MapMove | None = session.get(SPOT)
    if spot and not spot.base:
        spot = session[SPOT] = replace(spot, base=base)
    if spot and spot.base != base:
        spot = session[SPOT] = None
    return spot


def choose_area(code: str, catalog: Catalog) -> None:
    """Filter to one area; where it is chosen already nothing changes."""
    frame = catalog.areas[code].frame
    session[FRAME] = frame
    if code not in session.get(AREAS[frame], ()):
        session[AREAS[frame]] = [code]


def show_day(day: date | None) -> None:
    """Show how things stood on a day; ``None`` is today, and so is what is yet to come."""
    session[AS_OF] = None if day and day > clock.today() else day


def choose_corridor(corridor_id: str) -> None:
    """Filter to one corridor, or lift the filter when it is the one already chosen."""
    chosen = session.get(CORRIDORS)
    session[CORRIDORS] = [] if chosen == [corridor_id] else [corridor_id]


def show_layers(layers: tuple[str, ...]) -> None:
    """Switch on these themes and no other."""
    session[HIDDEN] = tuple(theme for theme in SWITCHABLE if theme not in layers)
