"""The published shapes: what every GeoJSON file holds, made from the pack."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.crs import length_km
from geo.errors import DataError
from geo.tables import Feature
from tools.import_pack.generalise import (
    CONTEXT_TOLERANCE_M,
    ROAD_TOLERANCE_M,
    simplified_coverage,
    simplified_line,
    simplified_polygon,
)
from tools.import_pack.geojson import read_features, rounded
from tools.import_pack.neighbours import fitted_neighbours

if TYPE_CHECKING:
    from tools.import_pack.words import Words

OSM = "© OpenStreetMap contributors, ODbL 1.0, 8/2021"
PORTAL = "sapnhap.bando.com.vn, via thanglequoc/vietnamese-provinces-database (MIT)"
ATTRIBUTION = {
    "areas": f"{PORTAL}; daohoangson/dvhcvn",
    "roads": OSM,
    "expressway": f"Sơ đồ / schematic; {OSM}",
    "roads-context": OSM,
    "water-areas": OSM,
    "water-lines": OSM,
    "places": f"{OSM}; {PORTAL}",
    "points": OSM,
    "runway": f"OurAirports (public domain); {OSM}",
    "neighbours": f"{PORTAL}; Natural Earth (public domain)",
    "vietnam": PORTAL,
}

_SOVEREIGN = {"VN-HOANGSA", "VN-TRUONGSA", "VN-HOANGSA-LABEL", "VN-TRUONGSA-LABEL"}
# Villages of which the source map has no Vietnamese spelling, and no other source names: see the
# list of what is left out in data/README.md.
_UNSURE_NAMES = {"VIL-06", "VIL-16", "VIL-18", "VIL-19"}
_WATER_KINDS = {"reservoir or lake": "reservoir", "wide river": "river"}
_COMMUNE_TYPES = {"Xã": ("xã", "commune"), "Phường": ("phường", "ward")}


@dataclass(frozen=True)
class Shapes:
    """Maker of the published features of every file.

    Parameters
    ----------
    pack
        Folder of the reference pack.
    words
        The words of the features, which the pack lacks.
    """

    pack: Path
    words: Words

    def makers(self) -> dict[str, Callable[[], list[Feature]]]:
        """Return the maker of every file by its name."""
        return {name: getattr(self, name.replace("-", "_")) for name in ATTRIBUTION}

    def _read(self, name: str, id_property: str | None = None) -> list[Feature]:
        return read_features(self.pack / f"{name}.geojson", id_property)

    @cached_property
    def _atoms(self) -> list[Feature]:
        atoms = self._read("admin_units", "atom_id")
        thin = simplified_coverage([atom.geometry for atom in atoms])
        made = []
        for atom, geometry in zip(atoms, thin, strict=True):
            kind_vi, kind_en = _COMMUNE_TYPES[atom.properties["commune_type"]]
            properties = {
                **_given(atom, "commune_code", "commune_name"),
                "commune_type": kind_vi,
                "commune_type_en": kind_en,
                **_given(atom, "district_code", "district_name"),
                "district_type": atom.properties["district_type"].lower(),
                **_given(atom, "area_km2", "commune_area_published_km2"),
            }
            made.append(Feature(atom.id, properties, geometry))
        return made

    def areas(self) -> list[Feature]:
        """Return the atoms: parts of a commune inside one former district."""
        return self._atoms

    def _section(self, file: str, item: Feature, road_class: str, *more: str) -> Feature:
        given = item.properties
        # The pack knows which share of its line lies inside; roads on the border count whole.
        share = given["measured_km_in_province"] / given["measured_km"]
        line = simplified_line(item.geometry, ROAD_TOLERANCE_M)
        measured_km = round(length_km(item.geometry), 2)
        cited = self.words.length_source(file, item.id, given["official_km"])
        number = given["ref"].split(".", 1)[1]
        kind = "National Highway" if road_class == "national" else "Provincial Road"
        properties = {
            **_given(item, "ref", "name_vi"),
            "name_en": given.get("name_en") or f"{kind} {number}",
            "road_class": road_class,
            **self.words.of(file, item.id, "from", "to"),
            "evidence": self.words.grade(file, item.id, given["evidence"]),
            **_given(item, "geometry_kind"),
            **self.words.of(file, item.id, "basis"),
            "official_km": given["official_km"],
            "official_km_source_id": cited,
            "measured_km": measured_km,
            "measured_km_in_province": round(measured_km * share, 2),
            "in_province": given.get("in_province", share > 0),
            "crossing": given.get("crossing"),
            "source_year": given.get("source_year"),
            **_given(item, *more),
        }
        return Feature(item.id, properties, line)

    def roads(self) -> list[Feature]:
        """Return the sections of the national and the provincial roads."""
        items = self._read("roads_numbered", "section_id")
        return [self._section("roads", item, item.properties["road_class"]) for item in items]

    def expressway(self) -> list[Feature]:
        """Return the schematic sections of the expressway."""
        items = self._read("expressway_ct03", "section_id")
        name = "expressway"
        return [self._section(name, item, name, "km_from", "km_to") for item in items]

    def roads_context(self) -> list[Feature]:
        """Return the other classified roads, the grey background."""
        return [
            Feature(
                f"CTX-{number:03d}",
                _given(item, "highway"),
                simplified_line(item.geometry, CONTEXT_TOLERANCE_M),
            )
            for number, item in enumerate(self._read("roads_context"), start=1)
        ]

    def water_areas(self) -> list[Feature]:
        """Return reservoirs and wide rivers."""
        made = []
        for number, item in enumerate(self._read("water_areas"), start=1):
            properties = {
                **_given(item, "name_vi", "name_en"),
                "kind": _WATER_KINDS[item.properties["kind"]],
                **_given(item, "area_km2", "area_in_province_km2"),
            }
            made.append(Feature(f"WAT-{number:02d}", properties, simplified_polygon(item.geometry)))
        return made

    def water_lines(self) -> list[Feature]:
        """Return rivers and the centreline of the Đà corridor."""
        made = []
        names = ("name_vi", "name_en", "kind", "length_km", "length_in_province_km")
        for item in self._read("water_lines", "line_id"):
            properties = _given(item, *names)
            # What the line is for stands in `kind` and in the note, not in its name.
            properties["name_en"] = (properties["name_en"] or "").partition(" (")[0] or None
            no_note = {"note_vi": "", "note_en": ""}
            noted = item.properties["note"]
            properties.update(self.words.of("water-lines", item.id, "note") if noted else no_note)
            made.append(Feature(item.id, properties, simplified_line(item.geometry)))
        return made

    def places(self) -> list[Feature]:
        """Return seats, communes, villages, peaks, passes and towns outside."""
        names = (
            "kind", "name_vi", "name_en", "rank", "commune_code", "district_code",
            "elevation_m", "point_kind",
        )  # fmt: skip
        return [
            _rounded(
                item, _given(item, *names) | self.words.name("places", item.id, item.properties)
            )
            for item in self._read("places", "place_id")
            if item.id not in _UNSURE_NAMES
        ]

    def points(self) -> list[Feature]:
        """Return gates, bridges, ports and other point objects."""
        return [
            _rounded(
                item,
                {
                    **_given(item, "kind", "name_vi", "name_en", "evidence", "accuracy_m"),
                    **self.words.of("points", item.id, "basis"),
                    **_given(item, "commune_code", "district_code"),
                },
            )
            for item in self._read("points_infrastructure", "point_id")
        ]

    def runway(self) -> list[Feature]:
        """Return the schematic runway."""
        names = ("name_vi", "name_en", "length_m", "evidence", "geometry_kind", "accuracy_m")
        return [
            _rounded(item, _given(item, *names) | self.words.of("runway", item.id, "basis"))
            for item in self._read("runway_na_san", "line_id")
        ]

    def neighbours(self) -> list[Feature]:
        """Return the neighbours, fitted to the thinned outline of the province."""
        areas = [area.geometry for area in self._atoms]
        return [
            replace(item, properties=_given(item, "name_vi", "name_en", "kind", "country"))
            for item in fitted_neighbours(self._read("neighbours", "unit_id"), areas)
        ]

    def vietnam(self) -> list[Feature]:
        """Return the national outline with Hoàng Sa and Trường Sa for a locator inset."""
        made = [
            _rounded(
                item,
                {
                    **_given(item, "name_vi", "name_en", "kind"),
                    "admin_note_vi": item.properties["admin_note"],
                },
            )
            for item in self._read("vietnam_outline", "unit_id")
        ]
        # A map of the country without its two archipelagos must never leave the house.
        if not {item.id for item in made} >= _SOVEREIGN:
            raise DataError(
                "Hoàng Sa or Trường Sa is missing",
                "vietnam_outline.geojson",
                "restore both archipelagos and their label points",
            )
        return made


def _given(item: Feature, *names: str) -> dict[str, Any]:
    """Return some properties of a feature of the pack."""
    return {name: item.properties[name] for name in names}


def _rounded(item: Feature, properties: dict[str, Any]) -> Feature:
    """Return a feature with other properties and rounded coordinates."""
    return Feature(item.id, properties, rounded(item.geometry))
