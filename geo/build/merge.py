"""Tables that people edit: reading them, merging the readings in, writing them.

The tables are edited in a spreadsheet after the first build. So a later build adds what is
missing and changes nothing else: a row that a person wrote or changed stays as it is, and
the report lists it. Whoever wants the words of the readings back deletes the row and
builds again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from geo.build.errors import BuildError

if TYPE_CHECKING:
    from geo.build.report import BuildReport
    from geo.build.schema import Row, Table


def table_text(table: Table, rows: Iterable[Row]) -> str:
    """Return rows as the text of a CSV file."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, table.columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def read_table(path: Path, table: Table) -> list[Row]:
    """Return the rows of an existing table, none when there is no file."""
    if not path.is_file():
        return []
    # A spreadsheet may have put a mark of byte order in front.
    text = path.read_text(encoding="utf-8-sig")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = set(table.columns) - set(reader.fieldnames or ())
    if missing:
        raise BuildError(
            f"columns missing: {', '.join(sorted(missing))}", path.name, "restore the header row"
        )
    # Cells that a short line leaves out read as None.
    return [{column: row[column] or "" for column in table.columns} for row in reader]


def merged(
    name: str, table: Table, built: Iterable[Row], existing: Iterable[Row], report: BuildReport
) -> list[Row]:
    """Merge the rows of the readings into the rows of an existing table.

    Parameters
    ----------
    name
        Name of the table, for messages.
    table
        Its columns, key and order.
    built
        Rows made from the readings; their keys must differ.
    existing
        Rows of the file, which win over `built`.
    report
        Takes a line for every row that a person wrote or changed.
    """
    rows: dict[tuple[str, ...], Row] = {}
    for row in built:
        key = table.key_of(row)
        if key in rows:
            raise BuildError(f"two rows for {key}", f"{name}.csv", "make one of them different")
        rows[key] = row
    extra = []
    for row in existing:
        key = table.key_of(row)
        what = f"{name}.csv {' '.join(part for part in key if part)}"
        if key not in rows:
            report.keep(what, "not in the readings, written by hand")
            extra.append(row)
        elif row != rows[key]:
            report.keep(what, "edited by hand")
            rows[key] = row
    # Rows with equal order keys keep the order of the file: the sort is stable.
    return sorted([*rows.values(), *extra], key=table.order)
