"""Random surroundings with Python's answers, to be compared with what ``near.js`` answers."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from geo.catalog.catalog import Catalog
from geo.query.selection import Selection
from geo.query.view import View, build_view
from geo.query.within import Near, NearKind, near_ids, unknown_near
from geo.strings import languages
from layers.web.near import near_record

Record = dict[str, Any]
CASES = 300
# What a person may write by hand: the server says that it means nothing.
NONSENSE = ("", "QL.6", "QL.6~0", "QL.6~101", "QL.999~5", "NO-SUCH~5", "21.21,104.03~5", "QL.6~x")


def near_cases(catalog: Catalog, chance: random.Random) -> Record:
    """Return the record, the names of all items, and random surroundings with their ids."""
    record = near_record(catalog)
    whole = build_view(catalog, Selection())
    assert all(unknown_near(text) for text in NONSENSE)
    return {
        "record": record,
        "names": {item.id: item.name["vi"] for item in catalog.items},
        "nonsense": NONSENSE,
        "cases": [_case(whole, _random_near(catalog, record, chance)) for _ in range(CASES)],
    }


def _random_near(catalog: Catalog, record: Record, chance: random.Random) -> Near:
    km = chance.choice([chance.uniform(0.1, 5), chance.uniform(0.1, 30), chance.uniform(0.1, 100)])
    kind = chance.choice(list(NearKind))
    if kind is NearKind.POINT:
        west, south, east, north = catalog.areas.province.bounds
        return Near.point(chance.uniform(west, east), chance.uniform(south, north), km)
    pool = record["items"] if kind is NearKind.ITEM else record["roads"]
    return Near(kind, chance.choice(sorted(pool)), km)


def _case(whole: View, near: Near) -> Record:
    catalog = whole.catalog
    return {
        "near": near.to_query(),
        "ids": sorted(near_ids(catalog, near)),
        "extent": list(replace(whole, selection=Selection(near=near)).extent),
        "words": {code: near.describe(catalog, code) for code in languages()},
    }
