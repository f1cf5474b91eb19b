"""What Python answers where JavaScript answers the same question: the map page and the USB file.

``python -m tests.js.twins`` writes the answers to ``build/js/twins.json`` for `npm test`;
``test_js.py`` makes them anew at each run, so that the two never drift apart.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely

from geo import clock
from geo.catalog.catalog import Catalog
from geo.cli.find import hit_record
from geo.crs import to_grid, to_wgs84
from geo.roads.graph import RoadPosition, network_of
from geo.search.index import search
from geo.strings import format_exact, format_number
from geo.text import fold
from layers.themes import THEMES
from layers.web.find import find_record
from layers.web.payload import network_record, theme_record, words
from panels.components.filter_options import filter_options
from tests import once
from tests.js.near import near_cases
from tests.js.selections import selections_record

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "build" / "js" / "twins.json"
CASES = ROOT / "tests" / "geo" / "search_cases.json"
LANGUAGES = ("vi", "en")
Record = dict[str, Any]


def build(catalog: Catalog) -> Record:
    """Return the questions with Python's answers; the same data give the same questions."""
    chance = random.Random(9)
    return {
        "grid": [grid_case(catalog, chance) for _ in range(300)],
        "lines": [line_case(chance) for _ in range(40)],
        "numbers": list(number_cases(chance)),
        "network": network_cases(catalog, chance),
        "search": search_cases(catalog, chance),
        "selections": selections_record(catalog, clock.today()),
        "near": near_cases(catalog, chance),
        "filters": filter_options(catalog) | {"folds": fold_cases(catalog)},
    }


def fold_cases(catalog: Catalog) -> list[Record]:
    """Return names as they stand, and folded."""
    names = [item.name["vi"] for item in catalog.items] + ["ĐỒNG đá", "Đường Ø", ""]
    return [{"typed": name, "folded": fold(name)} for name in names]


def grid_case(catalog: Catalog, chance: random.Random) -> list[float]:
    """Return longitude and latitude in degrees, easting and northing in metres."""
    west, south, east, north = catalog.areas.province.bounds
    place = shapely.Point(chance.uniform(west - 1, east + 1), chance.uniform(south - 1, north + 1))
    spot = to_grid(place)
    return [place.x, place.y, spot.x, spot.y]


def line_case(chance: random.Random) -> Record:
    """Return a line in pixels and the places at every step along it."""
    line = [[chance.uniform(0, 800), chance.uniform(0, 600)] for _ in range(chance.randint(2, 30))]
    step = chance.choice([3, 4, 7, 9, 10, 2_000])
    shape = shapely.LineString(line)
    far = [step * number for number in range(int(shape.length // step) + 1)]
    points = shapely.get_coordinates(shapely.line_interpolate_point(shape, far))
    return {"line": line, "step": step, "points": points.tolist()}


def number_cases(chance: random.Random) -> Iterator[list[Any]]:
    """Yield language, value, decimals, and the number in words, fixed and exact."""
    ties = [0.5, 1.5, 2.5, 0.25, 0.75, 1.005, 1234.5, 999_999.5, 0.0, -0.5, -1.25]
    values = ties + [chance.uniform(-10, 10) * 10 ** chance.randint(0, 6) for _ in range(60)]
    for value in values:
        for language in LANGUAGES:
            for decimals in (0, 1, 3):
                fixed = format_number(value, language, decimals)
                yield [language, value, decimals, fixed, format_exact(value, language, decimals)]


def network_cases(catalog: Catalog, chance: random.Random) -> Record:
    """Return the roads as the page carries them, and shortest ways between places on them."""
    network = network_of(catalog)
    themes = [theme_record(theme, catalog, exact=True) for theme in THEMES]
    marks = [mark for theme in themes for mark in theme["marks"] if "r" in mark]
    ids = sorted(network.lines)
    ways = []
    for _ in range(60):
        places = [RoadPosition(id_, network.lines[id_].length / 1_000 * chance.uniform(0.1, 0.9))
                  for id_ in chance.sample(ids, 2)]  # fmt: skip
        path = network.shortest(places[:1], places[1:])
        spots = [network.lines[one.section_id].interpolate(one.km * 1_000) for one in places]
        ends = [to_wgs84(spot) for spot in spots]
        ways.append({
            "ends": [[end.x, end.y] for end in ends],
            "refs": [network.sections[one.section_id].ref for one in places],
            "metres": path.road_km * 1_000 if path else None,
        })  # fmt: skip
    return {"marks": marks, "stops": network_record(catalog), "ways": ways}


def queries(catalog: Catalog, chance: random.Random) -> Iterator[str]:
    """Yield what a person may type: the shared cases, and names in part, out of order, unmarked."""
    yield from (case["query"] for case in json.loads(CASES.read_text(encoding="utf-8")))
    names = [item.name["vi"] for item in catalog.items]
    names += [area.full_name["vi"] for area in catalog.areas.by_code.values()]
    names += [unit.old_name for unit in catalog.mergers]
    yield from (agency.name["vi"] for agency in catalog.agencies.values())
    for name in chance.sample(names, 80):
        parts = name.split()
        yield name[: chance.randint(1, len(name))]
        yield fold(" ".join(chance.sample(parts, min(len(parts), chance.randint(1, 3)))))
    for name in chance.sample(names, 60):
        place, letter = chance.randrange(len(name)), chance.choice("aeoxnhgs5")
        yield name[:place] + letter + name[place + chance.randint(0, 1) :]
        yield fold(name[:place] + name[place + 1 :])
    for source in chance.sample(list(catalog.sources.values()), 30):
        yield source.number or source.title["vi"][:40]
    yield from (f"km {chance.randint(0, 400)}" for _ in range(8))
    for ref in chance.sample(sorted({route.ref for route in catalog.routes.values()}), 10):
        yield f"{ref} km {chance.randint(0, 400)}"


def search_cases(catalog: Catalog, chance: random.Random) -> Record:
    """Return what the browser searches, and the hits of each query as Python gives them."""
    asked = [(query, chance.choice(LANGUAGES)) for query in queries(catalog, chance)]
    roads = ["QL.43", "ĐT.109"]
    return {
        "record": find_record(catalog, clock.today()),
        "words": words(),
        "roads": roads,
        "cases": [
            {
                "query": query,
                "language": language,
                "hits": [
                    hit_record(hit) for hit in search(catalog, query, language, roads_in_view=roads)
                ],
            }
            for query, language in asked
        ],
    }


def write(catalog: Catalog, target: Path) -> None:
    """Write the answers as JSON."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(build(catalog), ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    write(once.catalog(), TARGET)
