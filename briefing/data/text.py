"""The projects of a view as text files: CSV for spreadsheets, GeoJSON for maps."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from briefing.data.tables import about
from geo.cli.commands import csv_text, geojson

if TYPE_CHECKING:
    from geo.query.view import View


def csv_file(view: View) -> bytes:
    """Return the projects as CSV: UTF-8 with the byte order mark that Excel needs."""
    return csv_text(view, "\r\n").encode("utf-8-sig")


def geojson_file(view: View, link: str = "") -> bytes:
    """Return the projects as GeoJSON (RFC 7946) with a foreign member that says what the file is.

    Parameters
    ----------
    link
        Address that opens the same view, empty for none.
    """
    collection = json.loads(geojson(view))
    collection["about"] = dict(about(view, link))
    collection["unplaced"] = [row.project.id for row in view.rows if not row.project.pieces]
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()
