"""The reference pack: its rows, its geometry ids and what its texts cite."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from geo.build.errors import BuildError
from geo.build.geojson import Feature, read_features

Row = dict[str, str]

TEXT_FILES = ("facts.md", "projects.csv", "README.md")
_URL = re.compile(r"https?://[^\s,;|\]\"]+")


@dataclass(frozen=True)
class Pack:
    """A folder with the reference pack, read once."""

    root: Path
    _features: dict[str, list[Feature]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return the text of a file, with composed letters."""
        path = self.root / name
        if not path.is_file():
            raise BuildError(f"{name} is missing", str(self.root), "give the folder of the pack")
        return unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))

    def table(self, name: str) -> list[Row]:
        """Return the rows of a CSV file."""
        return list(csv.DictReader(io.StringIO(self.text(name), newline="")))

    def features(self, name: str, id_property: str | None = None) -> list[Feature]:
        """Return the features of a GeoJSON file, given without its suffix."""
        if name not in self._features:
            self._features[name] = read_features(self.root / f"{name}.geojson", id_property)
        return self._features[name]

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        """Rows of projects.csv by their id."""
        return {row["id"]: row for row in self.table("projects.csv")}

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Every address that a text of the pack cites."""
        found = _URL.findall("\n".join(self.text(name) for name in TEXT_FILES))
        # Prose puts brackets and full stops behind an address.
        return frozenset(_trimmed(address) for address in found)

    @cached_property
    def district_codes(self) -> Mapping[str, str]:
        """District codes by the names that projects.csv uses."""
        codes = {}
        for atom in self.features("admin_units", "atom_id"):
            name = str(atom.properties["district_name"])
            city = atom.properties["district_type"] == "Thành phố"
            codes[f"TP {name}" if city else name] = str(atom.properties["district_code"])
        return codes

    @cached_property
    def geometry_ids(self) -> frozenset[str]:
        """Everything a geometry reference may name."""
        ids = {
            item.id
            for name, key in (
                ("roads_numbered", "section_id"),
                ("expressway_ct03", "section_id"),
                ("water_lines", "line_id"),
                ("points_infrastructure", "point_id"),
                ("runway_na_san", "line_id"),
            )
            for item in self.features(name, key)
        }
        for atom in self.features("admin_units", "atom_id"):
            ids.add(f"commune:{atom.properties['commune_code']}")
            ids.add(f"district:{atom.properties['district_code']}")
        return frozenset(ids)


def _trimmed(address: str) -> str:
    while address and (address[-1] in ".'" or (address[-1] == ")" and "(" not in address)):
        address = address[:-1]
    return address
