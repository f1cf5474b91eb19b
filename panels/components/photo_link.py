"""Where the files of photos are: below the address of the app, as its pages; stable for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing.content.markup import escape_html

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.store.model import StoredChange

PATH: Final = "anh"
SMALL: Final = "nho"


def photo_address(digest: str, *, small: bool = False) -> str:
    """Return the address of a photo by its digest, large or as it stands on a card."""
    return f"{PATH}/{SMALL}/{digest}.jpg" if small else f"{PATH}/{digest}.jpg"


def proposed_photos(changes: Iterable[StoredChange]) -> list[tuple[str, str]]:
    """Return digest and caption of the photos that changes add."""
    from geo.photos.folder import TABLE
    from geo.store.model import row_cells

    rows = (
        row_cells(one.new)
        for one in changes
        if one.table == TABLE and one.is_row and one.new is not None
    )
    return [(row.get("digest", ""), row.get("caption_vi", "")) for row in rows]


def photos_html(photos: Iterable[tuple[str, str]]) -> str:
    """Return small photos that lead to the large ones, as HTML; nothing for none."""
    shown = "".join(
        f'<li><a href="{escape_html(photo_address(digest))}" target="_blank">'
        f'<img src="{escape_html(photo_address(digest, small=True))}" alt="{escape_html(caption)}"'
        f' loading="lazy"></a><p>{escape_html(caption)}</p></li>'
        for digest, caption in photos
    )
    return f'<ul class="sl-photos">{shown}</ul>' if shown else ""
