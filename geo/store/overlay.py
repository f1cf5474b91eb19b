"""Ground tables and applied changes, folded into the bytes of the tables as they are now.

What no change touches stays as it is, byte for byte: its line endings, its quotes, its order. A row
that is added stands at the end; one that is taken out and put back stands where it stood.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geo.errors import DataError
from geo.io.schema import KEYS, TABLES
from geo.store.model import Drift, RowKey, StoredChange, StoreError, clean, row_cells, row_text
from geo.text import nfc

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from geo.store.model import Batch

MARK_NAME: Final = "folded.json"
"""File of the data folder that says which version of which store its tables hold already."""
_OF_SOURCES: Final = ("source_id", "source_ids")
_BOM: Final = b"\xef\xbb\xbf"
# Words of the app are no facts: they are written by whoever writes the code.
_NOT_KEPT: Final = frozenset({"strings"})


def key_columns(table: str) -> tuple[str, ...]:
    """Return the columns that tell a row of a table from all others.

    Raises
    ------
    StoreError
        If there is no such table, or the store does not keep it.
    """
    if table not in TABLES or table in _NOT_KEPT:
        raise StoreError("store.no-table", table=table)
    return KEYS.get(table) or (next(iter(TABLES[table])),)


@dataclass
class SheetRow:
    """A row of a table: its cells, and as what it stood in the file."""

    cells: list[str]
    raw: str = ""
    raw_cells: tuple[str, ...] = ()
    is_there: bool = True

    def text(self, end: str) -> str:
        """Return the row as it stands in a file."""
        if self.raw and tuple(self.cells) == self.raw_cells:
            return self.raw
        line = io.StringIO(newline="")
        csv.writer(line, lineterminator=end).writerow(self.cells)
        return line.getvalue()


@dataclass
class TableSheet:
    """A table whose cells can be changed, and which can be written as it was read."""

    name: str
    header: list[str]
    head: bytes
    end: str
    rows: list[SheetRow] = field(default_factory=list)
    by_key: dict[RowKey, SheetRow] = field(default_factory=dict)
    moved: dict[RowKey, RowKey] = field(default_factory=dict)

    @classmethod
    def read(cls, name: str, content: bytes) -> TableSheet:
        """Read a table.

        Raises
        ------
        DataError
            If it is not UTF-8, or has no header with the columns of its key.
        """
        where = f"tables/{name}.csv"
        bom = _BOM if content.startswith(_BOM) else b""
        try:
            text = content.removeprefix(_BOM).decode("utf-8")
        except UnicodeDecodeError as error:
            remedy = "save it as 'CSV UTF-8' in the spreadsheet"
            raise DataError(f"not UTF-8 (byte {error.start})", where, remedy) from error
        records = _records(text)
        raw, header = next(records, ("", []))
        missing = [column for column in key_columns(name) if column not in header]
        if missing:
            what = f"column {missing[0]!r} is missing"
            raise DataError(what, f"{where}:1", "restore the header row")
        end = "\r\n" if raw.endswith("\r\n") else "\n"
        sheet = cls(name, header, bom + raw.encode(), end)
        for raw, given in records:
            # As tables are read; what is only padding stays in the file.
            cells = [nfc(cell).strip() for cell in given]
            row = SheetRow(cells, raw, tuple(cells))
            sheet.rows.append(row)
            if any(cells) and len(cells) == len(header):
                sheet.by_key.setdefault(sheet.key_of(row), row)
        return sheet

    def key_of(self, row: SheetRow) -> RowKey:
        """Return the key of a row."""
        return tuple(row.cells[self.header.index(column)] for column in key_columns(self.name))

    def find(self, key: RowKey) -> SheetRow | None:
        """Return a row by its key, or by one that it had before; ``None`` where there is none."""
        seen: set[RowKey] = set()
        while key not in seen:
            row = self._exact(key)
            if row is not None:
                return row
            seen.add(key)
            key = self.moved.get(key, key)
        return None

    def value(self, change: StoredChange) -> str | None:
        """Return what stands now where a change would be; ``None`` for no row."""
        # A row that comes must not be taken for one that had its key before.
        comes = change.is_row and change.old is None
        row = self._exact(change.key) if comes else self.find(change.key)
        if row is None:
            return None
        cells = dict(zip(self.header, row.cells, strict=True))
        return row_text(cells) if change.is_row else cells.get(change.field, "")

    def put(self, change: StoredChange, value: str | None) -> None:
        """Set a cell, add a row (`value` is one) or take it out (`value` is ``None``).

        Raises
        ------
        StoreError
            If the row or a column is not there.
        """
        row = self.find(change.key)
        if not change.is_row:
            if row is None or value is None:
                raise StoreError("store.no-row", table=self.name, row=" ".join(change.key))
            self._set(row, change.field, value)
        elif value is None:
            if row is not None:
                row.is_there = False
        else:
            self._add(change.key, row_cells(value))

    def content(self) -> bytes:
        """Return the table as a file."""
        parts = [row.text(self.end) for row in self.rows if row.is_there]
        # A last line may lack its end; a further one needs it.
        whole = [
            part if part.endswith(("\n", "\r")) or number == len(parts) - 1 else part + self.end
            for number, part in enumerate(parts)
        ]
        head = self.head
        if whole and not head.endswith((b"\n", b"\r")):
            head += self.end.encode()
        return head + "".join(whole).encode()

    def _exact(self, key: RowKey) -> SheetRow | None:
        row = self.by_key.get(key)
        return row if row is not None and row.is_there else None

    def _column(self, name: str) -> int:
        if name not in self.header:
            raise StoreError("store.no-column", table=self.name, column=name)
        return self.header.index(name)

    def _set(self, row: SheetRow, column: str, value: str) -> None:
        place = self._column(column)
        before = self.key_of(row)
        row.cells[place] = value
        after = self.key_of(row)
        if after != before:
            other = self._exact(after)
            if other is not None and other.cells == row.cells:
                # The folder has it already: an export was cut short.
                row.is_there = False
                row = other
            self.by_key.pop(before, None)
            self.by_key[after] = row
            self.moved[before] = after
            self.moved.pop(after, None)

    def _add(self, key: RowKey, given: dict[str, str]) -> None:
        for column in given:
            self._column(column)
        cells = [given.get(column, "") for column in self.header]
        gone = self.by_key.get(key)
        if gone is not None:
            gone.cells, gone.is_there = cells, True
        else:
            row = SheetRow(cells)
            self.rows.append(row)
            self.by_key[key] = row
        self.moved.pop(key, None)


def _records(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the rows of a CSV text with the very letters that they are written with."""
    lines = io.StringIO(text, newline="").readlines()
    reader = csv.reader(lines)
    done = 0
    for cells in reader:
        yield "".join(lines[done : reader.line_num]), cells
        done = reader.line_num


class Working:
    """The tables of a folder, to be changed in memory.

    Parameters
    ----------
    folder
        With ``tables/``.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sheets: dict[str, TableSheet] = {}
        self._ground: dict[str, bytes] = {}

    def sheet(self, table: str) -> TableSheet:
        """Return a table; errors as :meth:`TableSheet.read` and :func:`key_columns`."""
        if table not in self._sheets:
            key_columns(table)
            path = self._folder / "tables" / f"{table}.csv"
            try:
                content = path.read_bytes()
            except FileNotFoundError as error:
                where, remedy = f"tables/{path.name}", "restore it from the repository"
                raise DataError("the file is missing", where, remedy) from error
            self._sheets[table] = TableSheet.read(table, content)
            self._ground[table] = content
        return self._sheets[table]

    def value(self, change: StoredChange) -> str | None:
        """Return what stands now where a change would be; ``None`` for no row."""
        return self.sheet(change.table).value(change)

    def put(self, change: StoredChange) -> None:
        """Make a change; errors as :meth:`TableSheet.put`."""
        self.sheet(change.table).put(change, change.new)

    def sources_named(self) -> set[str]:
        """Return the ids that facts name as their source."""
        named: set[str] = set()
        for table in TABLES.keys() - _NOT_KEPT:
            if not (self._folder / "tables" / f"{table}.csv").is_file():
                continue
            sheet = self.sheet(table)
            columns = [at for at, name in enumerate(sheet.header) if name.endswith(_OF_SOURCES)]
            rows = (row.cells for row in sheet.rows if row.is_there)
            named.update(
                id_
                for cells in rows
                for at in columns
                if at < len(cells)
                for id_ in cells[at].split(";")
            )
        return named

    def fold(self, batches: Iterable[Batch]) -> list[Drift]:
        """Make the changes of batches, in order; return those that the ground does not take."""
        changes = ((batch, change) for batch in batches for change in batch.changes)
        return [drift for batch, change in changes for drift in self._fold(batch, change)]

    def unfold(self, batches: Iterable[Batch]) -> list[Drift]:
        """Take the changes of batches back, the last batch first; as :meth:`fold`."""
        backwards = sorted(batches, key=lambda batch: batch.version or 0, reverse=True)
        changes = ((batch, change) for batch in backwards for change in inverses(batch))
        return [drift for batch, change in changes for drift in self._fold(batch, change)]

    def drafts(self) -> dict[str, bytes]:
        """Return the tables that are no longer those of the folder, as files."""
        contents = {name: sheet.content() for name, sheet in self._sheets.items()}
        return {name: text for name, text in contents.items() if text != self._ground[name]}

    def _fold(self, batch: Batch, change: StoredChange) -> Iterator[Drift]:
        found = self.value(change)
        if found == change.new:
            return  # whoever edits the folder has it already
        is_lost = found is None and not change.is_row
        if found != change.old:
            yield Drift(batch.number, change, found)
        if not is_lost:
            self.put(change)


def inverse(change: StoredChange) -> StoredChange:
    """Return the change that takes a change back."""
    columns = key_columns(change.table)
    key = change.key
    if change.field in columns and change.new is not None:
        place = columns.index(change.field)
        key = (*key[:place], change.new, *key[place + 1 :])
    return StoredChange(change.table, key, change.field, change.new, change.old, change.source_id)


def inverses(batch: Batch) -> tuple[StoredChange, ...]:
    """Return the changes that take a batch back, in the order in which they must be made."""
    return tuple(inverse(change) for change in reversed(batch.changes))


def still_wanted(changes: tuple[StoredChange, ...], working: Working) -> tuple[StoredChange, ...]:
    """Return the changes without those that take out a source that others name.

    Parameters
    ----------
    working
        The tables without any of these changes; they are changed.
    """
    of_sources = [one for one in changes if one.table == "sources" and one.new is None]
    if not of_sources:
        return changes
    for one in changes:
        if one not in of_sources and working.value(one) == one.old:
            working.put(one)
    named = working.sources_named()
    return tuple(one for one in changes if one not in of_sources or one.subject not in named)


def folded_version(folder: Path, store_uid: str) -> int:
    """Return the version of a store that the tables of a folder hold already, 0 for none."""
    try:
        mark = json.loads((folder / MARK_NAME).read_text(encoding="utf-8"))
        return int(mark["version"]) if mark["store"] == store_uid else 0
    except FileNotFoundError:
        return 0
    except (ValueError, KeyError, TypeError) as error:
        remedy = "restore it from the repository"
        raise DataError("not the mark of a store", MARK_NAME, remedy) from error


def mark_text(version: int, store_uid: str) -> str:
    """Return the content of the mark; see :func:`folded_version`."""
    return json.dumps({"store": store_uid, "version": version}, indent=2) + "\n"


def is_clean(change: StoredChange) -> bool:
    """Tell whether a change holds nothing but what a table may hold as it is read."""
    texts = [*change.key]
    for side in (change.old, change.new):
        if side is not None:
            texts += row_cells(side).values() if change.is_row else [side]
    try:
        return all(clean(text) == text for text in texts)
    except StoreError:
        return False
