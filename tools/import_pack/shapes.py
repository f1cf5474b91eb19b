"""The published shapes: what every GeoJSON file holds, made from the pack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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

    def makers(self) -> Mapping[str, Callable[[], list[Feature]]]:
        """Return the maker of every file by its name."""
        return {
            "areas": lambda: self.areas,
            "roads": self.roads,
            "expressway": self.expressway,
            "roads-context": self.roads_context,
            "water-areas": self.water_areas,
            "water-lines": self.water_lines,
            "places": self.places,
            "points": self.points,
            "runway": self.runway,
            "neighbours": self.neighbours,
            "vietnam": self.vietnam,
        }

    def _read(self, name: str, id_property: str | None = None) -> list[Feature]:
        return read_features(self.pack / f"{name}.geojson", id_property)

    @cached_property
    def areas(self) -> list[Feature]:
        """Return the atoms: parts of a commune inside one former district."""
        atoms = self._read("admin_units", "atom_id")
        thin = simplified_coverage([atom.geometry for atom in atoms])
        made = []
        for atom, geometry in zip(atoms, thin, strict=True):
            given = atom.properties
            kind_vi, kind_en = _COMMUNE_TYPES[given["commune_type"]]
            properties = {
                "commune_code": given["commune_code"],
                "commune_name": given["commune_name"],
                "commune_type": kind_vi,
                "commune_type_en": kind_en,
                "district_code": given["district_code"],
                "district_name": given["district_name"],
                "district_type": given["district_type"].lower(),
                "area_km2": given["area_km2"],
                "commune_area_published_km2": given["commune_area_published_km2"],
            }
            made.append(Feature(atom.id, properties, geometry))
        return made

    def _section(self, file: str, feature: Feature, road_class: str) -> dict[str, Any]:
        given = feature.properties
        measured_km = round(length_km(feature.geometry), 2)
        # The pack knows which share of its line lies inside; roads on the border count whole.
        share = given["measured_km_in_province"] / given["measured_km"]
        return {
            "ref": given["ref"],
            "name_vi": given["name_vi"],
            "name_en": given.get("name_en") or _road_name_en(given["ref"], road_class),
            "road_class": road_class,
            **self.words.of(file, feature.id, "from", "to"),
            "evidence": given["evidence"],
            "geometry_kind": given["geometry_kind"],
            **self.words.of(file, feature.id, "basis"),
            "official_km": given["official_km"],
            "official_km_source_id": self.words.length_source(
                file, feature.id, given["official_km"]
            ),
            "measured_km": measured_km,
            "measured_km_in_province": round(measured_km * share, 2),
            "in_province": given.get("in_province", share > 0),
            "crossing": given.get("crossing"),
            "source_year": given.get("source_year"),
        }

    def roads(self) -> list[Feature]:
        """Return the sections of the national and the provincial roads."""
        return [
            Feature(
                item.id,
                self._section("roads", item, item.properties["road_class"]),
                simplified_line(item.geometry, ROAD_TOLERANCE_M),
            )
            for item in self._read("roads_numbered", "section_id")
        ]

    def expressway(self) -> list[Feature]:
        """Return the schematic sections of the expressway."""
        made = []
        for item in self._read("expressway_ct03", "section_id"):
            properties = self._section("expressway", item, "expressway")
            properties["km_from"] = item.properties["km_from"]
            properties["km_to"] = item.properties["km_to"]
            made.append(
                Feature(item.id, properties, simplified_line(item.geometry, ROAD_TOLERANCE_M))
            )
        return made

    def roads_context(self) -> list[Feature]:
        """Return the other classified roads, the grey background."""
        return [
            Feature(
                f"CTX-{number:03d}",
                {"highway": item.properties["highway"]},
                simplified_line(item.geometry, CONTEXT_TOLERANCE_M),
            )
            for number, item in enumerate(self._read("roads_context"), start=1)
        ]

    def water_areas(self) -> list[Feature]:
        """Return reservoirs and wide rivers."""
        made = []
        for number, item in enumerate(self._read("water_areas"), start=1):
            properties = {
                "name_vi": item.properties["name_vi"],
                "name_en": item.properties["name_en"],
                "kind": _WATER_KINDS[item.properties["kind"]],
                "area_km2": item.properties["area_km2"],
                "area_in_province_km2": item.properties["area_in_province_km2"],
            }
            made.append(Feature(f"WAT-{number:02d}", properties, simplified_polygon(item.geometry)))
        return made

    def water_lines(self) -> list[Feature]:
        """Return rivers and the centreline of the Đà corridor."""
        made = []
        for item in self._read("water_lines", "line_id"):
            names = ("name_vi", "name_en", "kind", "length_km", "length_in_province_km")
            properties = {name: item.properties[name] for name in names}
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
        made = []
        for item in self._read("places", "place_id"):
            properties = {name: item.properties[name] for name in names}
            properties.update(self.words.name("places", item.id, item.properties))
            made.append(Feature(item.id, properties, rounded(item.geometry)))
        return made

    def points(self) -> list[Feature]:
        """Return gates, bridges, ports and other point objects."""
        first = ("kind", "name_vi", "name_en", "evidence", "accuracy_m")
        last = ("commune_code", "district_code")
        return [
            Feature(
                item.id,
                {
                    **{name: item.properties[name] for name in first},
                    **self.words.of("points", item.id, "basis"),
                    **{name: item.properties[name] for name in last},
                },
                rounded(item.geometry),
            )
            for item in self._read("points_infrastructure", "point_id")
        ]

    def runway(self) -> list[Feature]:
        """Return the schematic runway."""
        names = ("name_vi", "name_en", "length_m", "evidence", "geometry_kind", "accuracy_m")
        return [
            Feature(
                item.id,
                {
                    **{name: item.properties[name] for name in names},
                    **self.words.of("runway", item.id, "basis"),
                },
                rounded(item.geometry),
            )
            for item in self._read("runway_na_san", "line_id")
        ]

    def neighbours(self) -> list[Feature]:
        """Return the neighbours, fitted to the thinned outline of the province."""
        fitted = fitted_neighbours(
            self._read("neighbours", "unit_id"), [area.geometry for area in self.areas]
        )
        names = ("name_vi", "name_en", "kind", "country")
        return [
            replace(item, properties={name: item.properties[name] for name in names})
            for item in fitted
        ]

    def vietnam(self) -> list[Feature]:
        """Return the national outline with Hoàng Sa and Trường Sa for a locator inset."""
        made = []
        for item in self._read("vietnam_outline", "unit_id"):
            properties = {
                "name_vi": item.properties["name_vi"],
                "name_en": item.properties["name_en"],
                "kind": item.properties["kind"],
                "admin_note_vi": item.properties["admin_note"],
            }
            made.append(Feature(item.id, properties, rounded(item.geometry)))
        # A map of the country without its two archipelagos must never leave the house.
        if not {item.id for item in made} >= _SOVEREIGN:
            raise DataError(
                "Hoàng Sa or Trường Sa is missing",
                "vietnam_outline.geojson",
                "restore both archipelagos and their label points",
            )
        return made


def _road_name_en(ref: str, road_class: str) -> str:
    number = ref.split(".", 1)[1]
    kind = "National Highway" if road_class == "national" else "Provincial Road"
    return f"{kind} {number}"
