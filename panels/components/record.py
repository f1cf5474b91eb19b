"""The records from which the browser answers a selection, published once a catalog."""

from __future__ import annotations

import json
from threading import Thread
from typing import Final

from geo.catalog.catalog import Catalog, once_per_catalog
from geo.files import is_published, publish
from geo.reports.records import selection_record
from layers.web.near import near_record
from panels.resources import STATIC, file_name

# Of more items the shapes would be megabytes: then the server alone knows what is near.
_MOST_ITEMS: Final = 2_000
_started: set[str] = set()
_near: dict[str, tuple[str, str]] = {}


def publish_record(catalog: Catalog) -> str:
    """Write the records where the browser finds them; return their address."""
    name, content = _record(catalog)
    # At each run, since the folder may be emptied under a running server.
    if not is_published(STATIC / name):
        publish(STATIC / name, content)
    return f"app/static/{name}"


def near_address(catalog: Catalog) -> str:
    """Return where the browser finds what it needs to tell what is near.

    It is made in the background: until it is there, the answer is empty.
    """
    digest = catalog.digest
    if digest in _near:
        name, content = _near[digest]
        if not is_published(STATIC / name):
            publish(STATIC / name, content)
        return f"app/static/{name}"
    if digest not in _started and len(catalog.items) <= _MOST_ITEMS:
        _started.add(digest)
        Thread(target=publish_near, args=(catalog,), name="near", daemon=True).start()
    return ""


def publish_near(catalog: Catalog) -> str:
    """Write what the browser needs to tell what is near; return its address."""
    content = json.dumps(near_record(catalog), ensure_ascii=False, separators=(",", ":"))
    name = file_name("near", ".json", content)
    publish(STATIC / name, content)
    _started.add(catalog.digest)
    _near.clear()  # of the data before nobody asks any more
    _near[catalog.digest] = name, content
    return f"app/static/{name}"


@once_per_catalog
def _record(catalog: Catalog) -> tuple[str, str]:
    record = selection_record(catalog)
    content = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    return file_name("selection", ".json", content), content
