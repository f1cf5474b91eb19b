"""``python -m geo find``: what the search of the map answers, on the command line."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from geo.search.hits import grouped
from geo.search.index import LIMIT, search
from geo.strings import languages, say
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    import argparse

    from geo.catalog.catalog import Catalog
    from geo.search.hits import Hit

FIND_FORMATS = ("table", "json")


def add_find_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``find`` is asked with."""
    parser.add_argument("query", metavar="WORDS", help='name, number, place: "QL6 km 195"')
    parser.add_argument(
        "--road",
        action="append",
        default=[],
        metavar="REF",
        help='where "km 303" is looked for first: QL.6; repeatable',
    )
    parser.add_argument("--limit", type=int, default=LIMIT, metavar="N", help="at most N hits")
    parser.add_argument("--format", choices=FIND_FORMATS, default="table")
    parser.add_argument("--lang", choices=languages(), default=DEFAULT_LANGUAGE)


def hit_record(hit: Hit) -> dict[str, Any]:
    """Return a hit as JSON-ready values, as the search in the browser gives it."""
    return {
        "kind": hit.kind.value,
        "group": hit.group.value,
        "id": hit.id,
        "target": hit.target_id,
        "label": hit.label,
        "sublabel": hit.sublabel,
        "box": hit.bounds,
        "point": hit.point,
        "score": round(hit.score, 6),
        "action": asdict(hit.action),
        "also": asdict(hit.also) if hit.also else None,
    }


def found_text(catalog: Catalog, options: dict[str, Any]) -> str:
    """Return the hits for what was asked in one of :data:`FIND_FORMATS`."""
    language = options["lang"]
    hits = search(catalog, options["query"], language, options["limit"], options["road"])
    if options["format"] == "json":
        return json.dumps([hit_record(hit) for hit in hits], ensure_ascii=False, indent=2)
    if not hits:
        return say("search.none", language, words=options["query"])
    lines = []
    for group, found in grouped(hits):
        lines.append(say(f"search.group.{group}", language))
        for hit in found:
            lines += [f"  {hit.label}", f"    {hit.sublabel} · {hit.action.label}"]
    return "\n".join(lines)
