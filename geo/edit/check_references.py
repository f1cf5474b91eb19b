"""References between tables, dates, and statements of texts against geometry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo import clock
from geo.dates import FIRST_YEAR, PartialDate
from geo.io.schema import UNITS, Problem
from geo.model import Frame
from geo.strings import table
from geo.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from geo.catalog.catalog import Catalog

# A line that leaves a district again within half a kilometre follows its boundary.
_PASSAGE_KM = 0.5


def fact_problems(catalog: Catalog, tables: Path) -> list[Problem]:
    """Return broken references, impossible dates and unexplained disagreements."""
    excused = exceptions(tables)
    return [
        *reference_problems(catalog, tables),
        *date_problems(tables),
        *figure_problems(tables),
        *placing_problems(catalog, tables),
        *district_problems(catalog, tables, excused),
    ]


def exceptions(tables: Path) -> frozenset[tuple[str, str]]:
    """Return the disagreements that ``exceptions.csv`` explains, as (rule, subject)."""
    rows = read_table(tables / "exceptions.csv")
    return frozenset((row["rule"], row["subject_id"]) for row in rows)


def reference_problems(catalog: Catalog, tables: Path) -> Iterator[Problem]:
    """Yield ids that name nothing."""
    items = {*catalog.projects, *catalog.assets, *catalog.corridors}
    targets: Mapping[str, Collection[str]] = {
        "source_id": catalog.sources,
        "source_ids": catalog.sources,
        "project_id": catalog.projects,
        "subject_id": items,
        "agency_ids": catalog.agencies,
        "corridor_ids": catalog.corridors,
        "corridor_id": catalog.corridors,
        "asset_ids": catalog.assets,
        "section_id": catalog.sections,
        "stated_districts": catalog.areas.by_code,
        "old_district_code": catalog.areas.by_code,
        "new_code": catalog.areas.by_code,
    }
    for path in sorted(tables.glob("*.csv")):
        if path.stem in {"strings", "exceptions"}:
            continue
        for row in read_table(path):
            for field in sorted(targets.keys() & row.cells.keys()):
                for item in row.items_of(field):
                    if item not in targets[field]:
                        what = f"{item!r} does not exist"
                        yield Problem(f"{row.where}:{field}", what, "add it or correct the id")
    for item in sorted(catalog.projects.keys() & catalog.assets.keys()):
        yield Problem(
            "tables/projects.csv", f"{item} is an asset too", "ids are unique over both tables"
        )


def date_problems(tables: Path) -> Iterator[Problem]:
    """Yield events in the future, years that cannot be, and ends before starts."""
    today = clock.today()
    for name, field in (("events", "date"), ("figures", "as_of"), ("sources", "date")):
        for row in read_table(tables / f"{name}.csv"):
            if not row[field]:
                continue
            first = PartialDate.parse(row[field]).first_day
            if first.year < FIRST_YEAR or first > today:
                what = f"{row[field]} cannot be: too old or in the future"
                yield Problem(f"{row.where}:{field}", what, "correct the date")
    for row in read_table(tables / "projects.csv"):
        start, finish = row.whole("start_year"), row.whole("finish_year")
        if start and finish and finish < start:
            what = f"ends {finish} before it starts {start}"
            yield Problem(f"{row.where}:finish_year", what, "correct the years")


def figure_problems(tables: Path) -> Iterator[Problem]:
    """Yield figures in another unit than their quantity has, and those that no word names."""
    known = table()
    for row in read_table(tables / "figures.csv"):
        quantity, unit = row["quantity"], row["unit"]
        if unit != UNITS.get(quantity, unit):
            what = f"{quantity} is given in {unit}"
            yield Problem(f"{row.where}:unit", what, f"convert it to {UNITS[quantity]}")
        for field in ("quantity", "unit"):
            # A count shows its number alone.
            if f"{field}.{row[field]}" not in known and row[field] != "count":
                what = f"no words for {row[field]!r}"
                remedy = f"add {field}.{row[field]} to strings.csv or correct it"
                yield Problem(f"{row.where}:{field}", what, remedy)


def placing_problems(catalog: Catalog, tables: Path) -> Iterator[Problem]:
    """Yield projects placed twice or, without a reason, nowhere, and districts without a basis."""
    for row in read_table(tables / "projects.csv"):
        by_km = bool(row["road_ref"] and row["km_from"])
        if by_km and row["geometry"]:
            what = "placed twice, by kilometre and by id"
            yield Problem(f"{row.where}:geometry", what, "keep one of them")
        if not catalog.projects[row["id"]].pieces and not row["geometry_note_vi"]:
            what = "no position and no reason"
            yield Problem(f"{row.where}:geometry_note_vi", what, "say why it has no position")
        if bool(row["stated_districts"]) != bool(row["stated_basis"]):
            what = "districts and their basis do not stand together"
            yield Problem(f"{row.where}:stated_basis", what, "fill both or neither")


def district_problems(
    catalog: Catalog, tables: Path, excused: frozenset[tuple[str, str]]
) -> Iterator[Problem]:
    """Yield projects whose text states other districts than the geometry touches."""
    for row in read_table(tables / "projects.csv"):
        project = catalog.projects[row["id"]]
        if project.stated_basis != "text" or not project.pieces:
            continue
        if ("districts", project.id) in excused:
            continue
        touches = dict(project.touches)[Frame.DISTRICT]
        passed = {t.code for t in touches if t.length_km >= _PASSAGE_KM or not t.length_km}
        for word, codes in (
            ("states but geometry misses", set(project.stated_districts) - passed),
            ("does not state but geometry touches", passed - set(project.stated_districts)),
        ):
            if codes:
                names = ", ".join(f"{c} {catalog.areas[c].name['vi']}" for c in sorted(codes))
                yield Problem(
                    f"{row.where}:stated_districts",
                    f"the text {word} {names}",
                    "correct one of them or explain it in tables/exceptions.csv",
                )
