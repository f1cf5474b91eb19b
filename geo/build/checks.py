"""What must hold between the pack and the readings once all rows are made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from geo.build.errors import BuildError

if TYPE_CHECKING:
    from geo.build.report import BuildReport
    from geo.build.schema import Row
    from geo.build.things import Things

_NUMBER_COLUMNS = {"capital_billion_vnd": "capital", "length_km": "length"}


def check_pack_numbers(things: Things, figures: Sequence[Row]) -> None:
    """Refuse a capital or a length of projects.csv that no figure repeats.

    A row split into an asset and a project may have its numbers on either half.
    """
    subjects: dict[str, set[str]] = {}
    for kind in ("asset", "project"):
        for item in things.readings.of(kind):
            subjects.setdefault(item.text("row", item.text("id")), set()).add(item.text("id"))
    for name, row in things.pack.rows.items():
        for column, quantity in _NUMBER_COLUMNS.items():
            if not row[column] or name not in subjects:
                continue
            values = [
                float(figure["value"])
                for figure in figures
                if figure["subject_id"] in subjects[name] and figure["quantity"] == quantity
            ]
            if float(row[column]) not in values:
                raise BuildError(
                    f"{column} {row[column]} of {name} is in no figure",
                    "projects.csv",
                    f"add it, or correct the figures ({values})",
                )


def check_finished(things: Things) -> None:
    """Refuse keys of the things that no column takes."""
    for kind in ("corridor", "asset", "project"):
        for item in things.readings.of(kind):
            # The rows of these were made by other makers; the keys count as asked for.
            for key in ("events", "figures", "sections", "row"):
                item.value(key, "")
            item.finish()


def report_dropped(things: Things, report: BuildReport) -> None:
    """Write what was left out into the report, and check the quotes of unverified facts."""
    unverified = [
        line for line in things.pack.text("facts.md").splitlines() if "[unverified]" in line
    ]
    for item in things.readings.of("dropped"):
        quote = item.text("quote", "")
        if quote and not any(quote in line for line in unverified):
            raise item.fail(f"no line tagged [unverified] has {quote!r}", "read the facts again")
        item.text("row", "")
        report.drop(item.text("id"), item.text("why"))
        item.finish()
    used = {item.text("url", "") for item in things.readings.of("source")}
    for address in sorted(things.pack.addresses - used):
        report.drop(address, "address of the pack that no table cites")
