"""``python -m geo posts``: all kilometre posts as a table for people, CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from geo.escape import Syntax, escape
from geo.model import AreaFrame
from geo.reports.posts import located_posts
from geo.road_names import format_km
from geo.strings import format_number, say

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog
    from geo.reports.posts import LocatedPost

POST_FORMATS = ("table", "csv", "json")
_WIDTHS = {"road": 9, "post": 12, "named": 19, "found": 13, "uncertainty": 6, "fit": 12}


def posts_text(catalog: Catalog, form: str, language: str) -> str:
    """Return all kilometre posts in one of :data:`POST_FORMATS`."""
    records = [_record(catalog, post, language) for post in located_posts(catalog)]
    if form == "json":
        return json.dumps(records, ensure_ascii=False, indent=2)
    if form == "csv":
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(records[0] if records else [])
        for record in records:
            cells = ("" if cell is None else str(cell) for cell in record.values())
            writer.writerow([escape(cell, Syntax.SHEET) for cell in cells])
        return out.getvalue().rstrip("\n")
    return _table(catalog, located_posts(catalog), language)


def _named(catalog: Catalog, post: LocatedPost, language: str) -> str:
    """Return the commune or former district that a source names, else the place on the road."""
    areas, code = catalog.areas.by_code, post.record.area_code
    if code not in areas:
        return post.record.at
    is_district = areas[code].frame is AreaFrame.DISTRICT
    return (areas[code].full_name if is_district else areas[code].name)[language]


def _found(catalog: Catalog, post: LocatedPost, language: str) -> str:
    if post.located is None:
        return ""
    if not post.found_code:
        return say("search.outside", language)
    return catalog.areas[post.found_code].name[language]


def _record(catalog: Catalog, post: LocatedPost, language: str) -> dict[str, str | float | None]:
    spot = post.located.geometry if post.located else None
    return {
        "road": post.record.route_id,
        "km": post.record.km,
        "count": post.record.count or "today",
        "role": post.record.role.value,
        "named": _named(catalog, post, language),
        "named_code": post.record.area_code,
        "found": _found(catalog, post, language),
        "found_code": post.found_code,
        "fit": post.fit.value,
        "uncertainty_km": round(post.located.uncertainty_km, 2) if post.located else None,
        "away_km": None if post.away_km is None else round(post.away_km, 2),
        "offset_km": None if post.offset_km is None else round(post.offset_km, 2),
        "lon": round(spot.x, 5) if spot else None,
        "lat": round(spot.y, 5) if spot else None,
        "source_id": post.record.source_id,
        "note": post.record.note[language],
    }


def _table(catalog: Catalog, posts: tuple[LocatedPost, ...], language: str) -> str:
    heads = {column: say(f"cli.posts-{column}", language) for column in (*_WIDTHS, "source")}
    lines = [_line(heads)]
    for post in posts:
        doubt = format_number(post.located.uncertainty_km, language, 1) if post.located else ""
        cells = {
            "road": post.record.route_id,
            "post": format_km(post.record.km),
            "named": _named(catalog, post, language),
            "found": _found(catalog, post, language),
            "uncertainty": f"± {doubt}" if doubt else "",
            "fit": say(f"cli.posts-fit-{post.fit}", language),
            "source": post.record.source_id,
        }
        lines.append(_line(cells))
    return "\n".join(lines)


def _line(cells: dict[str, str]) -> str:
    return " ".join(f"{cell:<{_WIDTHS.get(column, 0)}}" for column, cell in cells.items())
