"""Vietnamese and English words for what the pack says in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.build.errors import BuildError

if TYPE_CHECKING:
    from geo.build.readings import Item, Readings

Pair = tuple[str, str]


@dataclass(frozen=True)
class Texts:
    """The translations of the readings, looked up by the words of the pack."""

    ends: Mapping[str, Pair]
    rivers: Mapping[str, Pair]
    bases: Mapping[str, Pair]
    places: Mapping[str, dict[str, str]]
    length_sources: Mapping[str, str]

    @classmethod
    def of(cls, readings: Readings) -> Texts:
        """Collect the translations of all files."""
        bases: dict[str, Pair] = {}
        for item in readings.of("basis"):
            for name in item.names("ids"):
                bases[name] = (item.text("vi"), item.text("en"))
        return cls(
            ends=_triples(readings.of("ends")),
            rivers=_triples(readings.of("river_notes")),
            bases=bases,
            places={
                item.text("id"): item.both("name", required=True) for item in readings.of("place")
            },
            length_sources={
                item.text("text"): item.text("source") for item in readings.of("section_length")
            },
        )

    def end(self, side: str, place: str, section: str) -> dict[str, str]:
        """Return the words for one end of a section, as `from_vi`, `from_en` or `to_…`."""
        return _columns(side, _found(self.ends, place, section))

    def basis(self, name: str) -> dict[str, str]:
        """Return why a shape lies where it is drawn."""
        return _columns("basis", _found(self.bases, name, name))

    def river_note(self, note: str | None, name: str) -> dict[str, str]:
        """Return the note on a river."""
        return _columns("note", _found(self.rivers, note or "", name))

    def place_names(self, name: str) -> dict[str, str]:
        """Return corrected names of a place; empty when the names of the pack stand."""
        return self.places.get(name, {})

    def length_source(self, section: Mapping[str, Any], name: str) -> str | None:
        """Return the source of a published length of one section."""
        if section["official_km"] is None:
            return None
        # The expressway's lengths are published with its project, not in a road list.
        if "official_km_source" not in section:
            return self.length_sources.get(name)
        text = section["official_km_source"]
        if text not in self.length_sources:
            raise _missing(text, name)
        return self.length_sources[text]


def _columns(key: str, pair: Pair) -> dict[str, str]:
    return {f"{key}_vi": pair[0], f"{key}_en": pair[1]}


def _found(words: Mapping[str, Pair], text: str, where: str) -> Pair:
    if text not in words:
        raise _missing(text, where)
    return words[text]


def _missing(text: str, where: str) -> BuildError:
    return BuildError(f"no words for {text!r}", where, "add them to translations or bases.toml")


def _triples(items: Iterable[Item]) -> dict[str, Pair]:
    words: dict[str, Pair] = {}
    for item in items:
        for text, vi, en in item.value("texts"):
            words[text] = (vi, en)
    return words
