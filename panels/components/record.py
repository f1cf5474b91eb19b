"""The records from which the browser answers a selection, published once a catalog."""

from __future__ import annotations

import json

from geo.catalog.catalog import Catalog, once_per_catalog
from geo.files import is_published, publish
from geo.reports.records import selection_record
from panels.resources import STATIC, file_name


def publish_record(catalog: Catalog) -> str:
    """Write the records where the browser finds them; return their address."""
    name, content = _record(catalog)
    # At each run, since the folder may be emptied under a running server.
    if not is_published(STATIC / name):
        publish(STATIC / name, content)
    return f"app/static/{name}"


@once_per_catalog
def _record(catalog: Catalog) -> tuple[str, str]:
    record = selection_record(catalog)
    content = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    return file_name("selection", ".json", content), content
