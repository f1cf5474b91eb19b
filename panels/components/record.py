"""The records from which the browser answers a selection, published once a catalog."""

from __future__ import annotations

from threading import Lock, Thread
from typing import TYPE_CHECKING, Final

from geo.catalog.catalog import Catalog, once_per_catalog
from geo.reports.records import selection_record
from layers.web.find import find_script
from layers.web.near import near_record
from panels import resources
from panels.resources import PublishedFile

if TYPE_CHECKING:
    from datetime import date

# Of more items the shapes would be megabytes: then the server alone knows what is near.
_MOST_ITEMS: Final = 2_000
_started: set[str] = set()
_near: dict[str, PublishedFile] = {}
_find: dict[tuple[str, date], PublishedFile] = {}
_FINDING: Final = Lock()


def publish_record(catalog: Catalog) -> str:
    """Write the records where the browser finds them; return their address."""
    return _record(catalog).address()


def near_address(catalog: Catalog) -> str:
    """Return where the browser finds what it needs to tell what is near.

    It is made in the background: until it is there, the answer is empty.
    """
    digest = catalog.digest
    if digest in _near:
        return _near[digest].address()
    may_begin = digest not in _started and not resources.is_renewing()
    if may_begin and len(catalog.items) <= _MOST_ITEMS:
        _started.add(digest)
        Thread(target=publish_near, args=(catalog,), name="near", daemon=True).start()
    return ""


def publish_near(catalog: Catalog) -> str:
    """Write what the browser needs to tell what is near; return its address."""
    file = PublishedFile.of("near", near_record(catalog))
    address = file.address()
    _started.add(catalog.digest)
    _near.clear()  # of the data before nobody asks any more
    _near[catalog.digest] = file
    return address


def find_address(catalog: Catalog, day: date) -> str:
    """Return where the browser finds the script with what can be found on a day.

    While newer data are just coming in, it is the script of those before.
    """
    asked = catalog.digest, day
    with _FINDING:  # of several who find it missing one makes it
        if asked not in _find and _find and resources.is_renewing():
            return next(iter(_find.values())).address()
        if asked not in _find:
            file = PublishedFile.script("find", find_script(catalog, day))
            _find.clear()  # of the day before nobody asks any more
            _find[asked] = file
        return _find[asked].address()


@once_per_catalog
def _record(catalog: Catalog) -> PublishedFile:
    return PublishedFile.of("selection", selection_record(catalog))
