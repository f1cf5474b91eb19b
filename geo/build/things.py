"""Rows of what there is: sources, agencies, corridors, assets and projects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from geo.build.errors import BuildError
from geo.build.schema import BASES, EXTENTS, KINDS, SOURCE_KINDS, STATES, Row, natural

if TYPE_CHECKING:
    from geo.build.pack import Pack
    from geo.build.readings import Item, Readings

LABEL_LETTERS = 28
"""How long the short name of a corridor may be: it labels a line on the map."""


def joined(names: Iterable[str]) -> str:
    """Return names as one cell, each once, in the given order."""
    return ";".join(dict.fromkeys(name for name in names if name))


def one_of(item: Item, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
    """Return a value that must be one of the allowed words."""
    value = item.text(key, default)
    if value not in allowed:
        raise item.fail(f"{key} is {value!r}", f"write one of: {', '.join(allowed)}")
    return value


@dataclass(frozen=True)
class Things:
    """Maker of the tables of things, from the pack and the readings."""

    pack: Pack
    readings: Readings

    @cached_property
    def source_ids(self) -> frozenset[str]:
        """Ids that a fact may cite."""
        return frozenset(item.text("id") for item in self.readings.of("source"))

    @cached_property
    def _agency_ids(self) -> frozenset[str]:
        return frozenset(item.text("id") for item in self.readings.of("agency"))

    @cached_property
    def _corridor_of_section(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in self.corridor_sections():
            found.setdefault(row["section_id"], []).append(row["corridor_id"])
        return found

    def cited(self, item: Item, name: str) -> str:
        """Return a source id after checking that the source exists."""
        if name not in self.source_ids:
            raise item.fail(f"unknown source {name}", "add it to sources.toml")
        return name

    def sources(self) -> list[Row]:
        """Return the rows of sources.csv; an address must occur in the pack."""
        rows = []
        for item in self.readings.of("source"):
            url = item.text("url", "")
            if url and url not in self.pack.addresses:
                raise item.fail(f"the pack does not cite {url}", "correct the address")
            row = {
                "id": item.text("id"),
                "kind": one_of(item, "kind", SOURCE_KINDS),
                **item.both("title", required=True),
                "publisher": item.text("publisher"),
                "number": item.text("number", ""),
                "date": item.text("date", ""),
                "url": url,
                **item.both("note"),
            }
            item.finish()
            rows.append(row)
        return rows

    def agencies(self) -> list[Row]:
        """Return the rows of agencies.csv."""
        rows = []
        for item in self.readings.of("agency"):
            rows.append({"id": item.text("id"), **item.both("name", required=True)})
            item.finish()
        return rows

    def corridors(self) -> list[Row]:
        """Return the rows of corridors.csv."""
        rows = []
        for item in self.readings.of("corridor"):
            row = {
                "id": item.text("id"),
                **item.both("name", required=True),
                **item.both("short", required=True),
                "stated_districts": self._districts(item),
                "stated_basis": one_of(item, "stated_basis", BASES),
                "source_ids": self._all_sources(item),
                **item.both("note"),
            }
            for column in ("short_vi", "short_en"):
                if len(row[column]) > LABEL_LETTERS:
                    raise item.fail(f"{column} has over {LABEL_LETTERS} letters", "shorten it")
            rows.append(row)
        return rows

    def corridor_sections(self) -> list[Row]:
        """Return the rows of corridor-sections.csv: the sections of the pack, in travel order."""
        rows = []
        for item in self.readings.of("corridor"):
            sections = item.children("sections")
            ours = [section.text("id") for section in sections]
            theirs = self._pack_geometry(item)
            if sorted(ours) != sorted(theirs):
                odd = ", ".join(sorted(set(ours) ^ set(theirs)))
                raise item.fail(f"pack and reading differ in {odd}", "list the sections again")
            for seq, section in enumerate(sections, start=1):
                rows.append(
                    {
                        "corridor_id": item.text("id"),
                        "seq": str(seq),
                        "section_id": section.text("id"),
                        "basis": one_of(section, "basis", BASES),
                        **section.both("note"),
                    }
                )
                section.finish()
        return rows

    def assets(self) -> list[Row]:
        """Return the rows of assets.csv."""
        rows = []
        for item in self.readings.of("asset"):
            geometry = self._geometry(item)
            rows.append(
                {
                    "id": item.text("id"),
                    "kind": one_of(item, "kind", KINDS),
                    **item.both("name", required=True),
                    "ref": item.text("ref", ""),
                    "geometry": joined(geometry),
                    "state": one_of(item, "state", STATES),
                    "state_since": item.text("state_since", ""),
                    **item.both("note"),
                    "agency_ids": self._agencies(item),
                    "corridor_ids": self._corridors(item, geometry),
                    "source_ids": self._all_sources(item),
                }
            )
        return rows

    def projects(self) -> list[Row]:
        """Return the rows of projects.csv."""
        asset_ids = {item.text("id") for item in self.readings.of("asset")}
        return [self._project(item, asset_ids) for item in self.readings.of("project")]

    def _project(self, item: Item, asset_ids: set[str]) -> Row:
        given = self.pack_row(item)
        unknown = [name for name in item.names("assets") if name not in asset_ids]
        if unknown:
            raise item.fail(f"unknown asset {', '.join(unknown)}", "add it or correct the id")
        by_km = item.has("by_km") and bool(item.value("by_km"))
        geometry = self._geometry(item)
        row = {
            "id": item.text("id"),
            "kind": one_of(item, "kind", KINDS),
            **item.both("name", required=True),
            "asset_ids": joined(item.names("assets")),
            "road_ref": given["road_ref"] if by_km else "",
            "km_from": given["km_from"] if by_km else "",
            "km_to": given["km_to"] if by_km else "",
            "geometry": "" if by_km else joined(geometry),
            "extent": one_of(item, "extent", EXTENTS, ""),
            **item.both("from"),
            **item.both("to"),
            "stated_districts": self._districts(item),
            "stated_basis": one_of(item, "stated_basis", BASES, ""),
            **item.both("class_target"),
            **item.both("funding"),
            "agency_ids": self._agencies(item),
            "start_year": given.get("start_year", ""),
            "finish_year": given.get("finish_year", ""),
            "corridor_ids": self._corridors(item, geometry),
            "source_ids": self._all_sources(item),
            **item.both("note"),
            **item.both("geometry_note"),
        }
        if not row["geometry"] and not by_km and not row["geometry_note_vi"]:
            raise item.fail("no place and no reason", "write geometry_note_vi and _en")
        if bool(row["stated_districts"]) != bool(row["stated_basis"]):
            raise item.fail("stated_basis and the districts do not agree", "write or remove it")
        return row

    def pack_row(self, item: Item) -> Row:
        """Return the row of projects.csv that an item joins, empty when it has none."""
        name = item.text("row", item.text("id"))
        if not name:
            return {}
        if name not in self.pack.rows:
            raise item.fail(f"projects.csv has no row {name}", 'Correct `row`, or write row = "".')
        return self.pack.rows[name]

    def _pack_geometry(self, item: Item) -> list[str]:
        return [name for name in self.pack_row(item).get("geometry_ref", "").split(";") if name]

    def _geometry(self, item: Item) -> list[str]:
        names = item.names("geometry") or self._pack_geometry(item)
        for name in names:
            if name not in self.pack.geometry_ids:
                raise item.fail(f"no geometry {name}", "correct the reference")
        return names

    def _districts(self, item: Item) -> str:
        names = self.pack_row(item).get("districts", "").split(";")
        codes = []
        for name in names:
            # Places in brackets lie outside the province.
            if not name or name.startswith("("):
                continue
            if name not in self.pack.district_codes:
                raise item.fail(f"projects.csv names no district {name!r}", "correct the pack")
            codes.append(self.pack.district_codes[name])
        return joined(sorted(codes))

    def _agencies(self, item: Item) -> str:
        names = item.names("agencies")
        for name in names:
            if name not in self._agency_ids:
                raise item.fail(f"unknown agency {name}", "add it to agencies.toml")
        return joined(names)

    def _corridors(self, item: Item, geometry: list[str]) -> str:
        """Return the corridors a thing lies on: named by the pack or sharing a section."""
        named = self.pack_row(item).get("corridor", "")
        ids = {row["id"] for row in self.pack.rows.values() if named and row["name_vi"] == named}
        if named and not ids:
            raise item.fail(f"projects.csv has no corridor {named!r}", "correct the pack")
        for name in geometry:
            ids.update(self._corridor_of_section.get(name, []))
        ids.update(item.names("corridors"))
        return joined(sorted(ids, key=natural))

    def _all_sources(self, item: Item) -> str:
        """Return every source of an item: its own and those of its events and figures."""
        names = [self.cited(item, name) for name in item.names("sources")]
        for key in ("events", "figures"):
            names += [self.cited(child, child.text("source")) for child in item.children(key)]
        if not names:
            raise item.fail("no source", "every fact names one")
        return joined(names)

    def account(self) -> None:
        """Refuse a row of the pack that is neither a thing nor dropped with a reason."""
        seen = set()
        for kind in ("corridor", "asset", "project", "dropped"):
            for item in self.readings.of(kind):
                default = "" if kind == "dropped" else item.text("id")
                seen.add(item.text("row", default))
        for name in self.pack.rows:
            if name not in seen:
                raise BuildError(
                    f"row {name} is not accounted for",
                    "projects.csv",
                    "read it as a corridor, an asset or a project, or drop it with a reason",
                )
