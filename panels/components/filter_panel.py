"""The filters at the side: one component of our own, which never waits for the server.

It writes what is chosen into the address, through the store of the page where there is one, and the
session is filled from there (``panels.session.state``).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from briefing.content.markup import status_picture
from geo import clock
from geo.model import Status
from geo.strings import say
from panels.components.day import DAY_CSS
from panels.components.filter_options import publish_options
from panels.resources import component

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalog.catalog import Catalog
    from panels.session.state import Screen

KEY: Final = "filter-panel"
PARTS: Final = (
    "search", "chips", "areas", "statuses", "corridors", "kinds", "day", "reset",
)  # fmt: skip
_HERE: Final = Path(__file__).parent
_MARK_PX: Final = 16


def _sheet() -> str:
    sheets = (DAY_CSS, _HERE / "filter_panel.css")
    marks = (
        f".sl-mark-{status}{{background-image:url('{status_picture(status, _MARK_PX)}')}}"
        for status in Status
    )
    return "".join([*(path.read_text(encoding="utf-8") for path in sheets), *marks])


_mount = component(
    "son-la-filters",
    Path(__file__).with_suffix(".js"),
    '<div class="filters" role="group"></div>',
    _sheet(),
)


def filter_panel(
    catalog: Catalog, screen: Screen, parts: Sequence[str] = PARTS, *, has_map: bool = True
) -> None:
    """Draw the filters.

    Parameters
    ----------
    parts
        Which of `PARTS` the page has.
    has_map
        Whether the page has the map whose search and store serve the panel; without one the
        filters themselves are searched, and the address alone is written.
    """
    near = screen.selection.near
    _mount(
        key=KEY,
        data={
            "options": publish_options(catalog),
            "lang": screen.language,
            "parts": list(parts),
            "map": has_map,
            "near": near.describe(catalog, screen.language) if near else "",
            "last": clock.today().isoformat(),
            "missing": say("panel.missing", screen.language),
        },
        height="content",
    )
