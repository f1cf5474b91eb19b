"""Words in two languages that a pack lacks: ends, reasons and notes live in the shape files.

The pack says in one language where a section ends and why a line lies where it is drawn. The words
of the map, in Vietnamese and in English, stand in the properties of the published features and
nowhere else. An import takes them over, feature by feature; a new feature gets empty ones and a
line in the report, and ``python -m geo check`` refuses them until a person has written them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from geo.tables import read_shapes
from geo.text import fold

LANGUAGES = ("vi", "en")

Published: TypeAlias = Mapping[str, Mapping[str, Any]]
"""Properties of the features of a file, by their ids."""


@dataclass(frozen=True)
class Words:
    """The words of the shape files in a folder; none when a file is not there yet.

    Attributes
    ----------
    kept
        Lines about names and grades that the pack has otherwise.
    missing
        Lines about words that nobody has written yet.
    """

    shapes: Path
    kept: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    _files: dict[str, Published] = field(default_factory=dict)

    def of(self, file: str, feature_id: str, *fields: str) -> dict[str, str]:
        """Return `field_vi` and `field_en` of a published feature for every field.

        Parameters
        ----------
        file
            Name of the shape file without its suffix.
        feature_id
            Id of the feature.
        fields
            Names of properties without the ending of the language, for example ``basis``.
        """
        known = self._published(file).get(feature_id, {})
        columns = [f"{name}_{language}" for name in fields for language in LANGUAGES]
        words = {column: known.get(column) or "" for column in columns}
        empty = [column for column, text in words.items() if not text]
        if empty:
            self.missing.append(f"{file} {feature_id}: {', '.join(empty)}")
        return words

    def name(self, file: str, feature_id: str, given: Mapping[str, Any]) -> dict[str, str]:
        """Return the published names of a feature, or the names of the pack for a new one."""
        # The same name without its marks is no translation, only harder to read.
        bare = fold(given["name_en"] or "") == fold(given["name_vi"])
        names = {
            "name_vi": given["name_vi"],
            "name_en": given["name_vi"] if bare else given["name_en"],
        }
        known = self._published(file).get(feature_id, {})
        for column, name in names.items():
            published = known.get(column)
            if published and published != name:
                line = f"{file} {feature_id}: {column} {published!r}, the pack says {name!r}"
                self.kept.append(line)
                names[column] = published
        return names

    def grade(self, file: str, feature_id: str, given: str) -> str:
        """Return the published evidence grade of a feature, that of the pack for a new one.

        Its reason stands in the words, and both were written by whoever found a better source.
        """
        published = self._published(file).get(feature_id, {}).get("evidence")
        if published and published != given:
            self.kept.append(f"{file} {feature_id}: grade {published}, the pack says {given}")
            return str(published)
        return given

    def length_source(self, file: str, feature_id: str, official_km: float | None) -> str | None:
        """Return the id of the source that gives a section's length, empty for a new length.

        Parameters
        ----------
        file
            Name of the shape file without its suffix.
        feature_id
            Id of the section.
        official_km
            Its published length; a section without one has no source.
        """
        if official_km is None:
            return None
        known = self._published(file).get(feature_id, {})
        # A source speaks for the number that it was written for, not for the next one.
        cited = (
            known.get("official_km_source_id") if known.get("official_km") == official_km else ""
        )
        if not cited:
            self.missing.append(f"{file} {feature_id}: official_km_source_id")
        return cited or ""

    def _published(self, file: str) -> Published:
        """Return what stands in a shape file, read once."""
        if file not in self._files:
            path = self.shapes / f"{file}.geojson"
            features = read_shapes(path) if path.is_file() else ()
            self._files[file] = {item.id: item.properties for item in features}
        return self._files[file]
