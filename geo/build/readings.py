"""Our reading of the pack: TOML files organised by item, one item a table.

Every value of an item must be asked for: a key that nobody asks for is a slip of the pen
and stops the build, naming the file and the item.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geo.build.errors import BuildError

FOLDER = Path(__file__).parent / "readings"
LANGUAGES = ("vi", "en")


@dataclass
class Item:
    """One table of a reading, which knows the file it stands in."""

    file: str
    kind: str
    data: dict[str, Any]
    _asked: set[str] = field(default_factory=set)

    @property
    def where(self) -> str:
        """Name the file and the item, for messages."""
        return f"readings/{self.file}, {self.kind} {self.data.get('id', '')}".strip()

    def fail(self, what: str, remedy: str) -> BuildError:
        """Return an error that points at this item."""
        return BuildError(what, self.where, remedy)

    def has(self, key: str) -> bool:
        """Tell whether the item has a value for the key."""
        return key in self.data

    def value(self, key: str, default: object = None) -> Any:  # noqa: ANN401 - TOML
        """Return a value; without a default the key is required."""
        self._asked.add(key)
        if key in self.data:
            return self.data[key]
        if default is None:
            raise self.fail(f"{key} is missing", f"write {key}")
        return default

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text with composed letters."""
        return unicodedata.normalize("NFC", str(self.value(key, default)))

    def both(self, key: str, *, required: bool = False) -> dict[str, str]:
        """Return a text in both languages, as the columns `key_vi` and `key_en`."""
        names = [f"{key}_{language}" for language in LANGUAGES]
        present = [self.has(name) for name in names]
        if (required or any(present)) and not all(present):
            raise self.fail(f"{key} must stand in Vietnamese and in English", "write both")
        return {name: self.text(name, "") for name in names}

    def names(self, key: str) -> list[str]:
        """Return a list of ids, empty when the key is missing."""
        return [str(name) for name in self.value(key, [])]

    def children(self, key: str) -> list[Item]:
        """Return nested tables, for example the events of a project."""
        return [
            Item(self.file, f"{self.kind} {self.data.get('id', '')} {key}", data)
            for data in self.value(key, [])
        ]

    def finish(self) -> None:
        """Refuse keys that no column takes."""
        unknown = sorted(set(self.data) - self._asked)
        if unknown:
            raise self.fail(f"unknown key {', '.join(unknown)}", "correct the spelling")


@dataclass(frozen=True)
class Readings:
    """All readings of a folder."""

    items: tuple[Item, ...]

    def of(self, kind: str) -> Iterator[Item]:
        """Yield the items of one kind, in the order of files and of lines."""
        return (item for item in self.items if item.kind == kind)


def load(folder: Path = FOLDER) -> Readings:
    """Read every TOML file of a folder."""
    items = []
    for path in sorted(folder.glob("*.toml")):
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            where = f"readings/{path.name}"
            raise BuildError(f"no valid TOML: {error}", where, "correct it") from error
        for kind, tables in content.items():
            items += [Item(path.name, kind, data) for data in tables]
    return Readings(tuple(items))
