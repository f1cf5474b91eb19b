"""Themes: the numbered roads, national and provincial, and the expressway as a pale base line.

Each section carries its shield and its evidence grade; the projects on it carry the status above.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.catalog.catalog import once_per_catalog
from geo.model import GeometryKind
from geo.strings import say_in_all
from geo.text import Text
from layers.style import palette
from layers.style.model import Label, LineStyle, Mark, SmallMap, Stroke, Theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalog.catalog import Catalog


Styles = dict[str, LineStyle]


def graded(casing: str, core: str, widths: tuple[float, float]) -> Styles:
    """Return the styles of one road class by evidence: sure, routed (C), schematic (D).

    Parameters
    ----------
    widths
        Casing and core in pixels.
    """
    outer, inner = widths
    return {
        "": LineStyle((Stroke(casing, outer), Stroke(core, inner))),
        "-c": LineStyle((Stroke(casing, outer, opacity=0.75), Stroke(palette.PALE_CORE, inner))),
        "-d": LineStyle(
            (
                Stroke(casing, outer, dash=(6, 4), cap="butt", opacity=0.8),
                Stroke(palette.PALE_CORE, inner, dash=(6, 4), cap="butt"),
            )
        ),
    }


def style_suffix(grade: str) -> str:
    """Return the suffix of the style for an evidence grade."""
    return {"C": "-c", "D": "-d"}.get(grade, "")


def class_of(ref: str) -> str:
    """Return the class of a road by its number: ``national`` for ``QL.6``."""
    return {"CT": "expressway", "QL": "national"}.get(ref[:2], "provincial")


def _styles(road_class: str, colors: tuple[str, str], widths: tuple[float, float]) -> Styles:
    return {f"{road_class}{end}": style for end, style in graded(*colors, widths).items()}


EXPRESSWAY_STYLES = _styles(
    "expressway", (palette.EXPRESSWAY_CASING, palette.EXPRESSWAY_CORE), (5.4, 3.4)
)
STYLES = _styles(
    "national", (palette.NATIONAL_CASING, palette.NATIONAL_CORE), (3.4, 2.0)
) | _styles("provincial", (palette.PROVINCIAL_CASING, palette.PROVINCIAL_CORE), (2.4, 1.2))
# Plate of a road on which no project works.
QUIET = "shield-quiet"


@once_per_catalog
def _refs_with_projects(catalog: Catalog) -> frozenset[str]:
    """Return the numbers of the roads on which projects work."""
    origins = {piece.origin for project in catalog.projects.values() for piece in project.on_roads}
    sections = catalog.sections
    return frozenset(sections[origin].ref for origin in origins & sections.keys())


# Priority and first zoom level of the numbers of a class.
SHIELDS = {"expressway": (15, 8.0), "national": (20, 8.0), "provincial": (60, 10.0)}


def _class_marks(catalog: Catalog, road_class: str) -> Iterator[Mark]:
    """Yield the sections of a class; each leads to the asset of its road."""
    asset_of = {
        piece.origin: asset.id
        for asset in catalog.assets.values()
        for piece in asset.pieces
        if asset.ref
    }
    busy = _refs_with_projects(catalog)
    for section in catalog.sections.values():
        if section.road_class == road_class:
            plate = f"shield-{road_class}" if section.ref in busy else QUIET
            drawn = section.geometry_kind is GeometryKind.SCHEMATIC
            ref = Text((("vi", section.ref),))
            if drawn and road_class == "expressway":
                # Whatever else finds no room: its number says what its line is.
                ref = say_in_all("map.drawn-road", ref=section.ref)
            yield Mark(
                style=f"{road_class}{style_suffix(section.evidence)}",
                geometry=section.line,
                item_id=asset_of.get(section.id, ""),
                label=Label(ref, plate, *SHIELDS[road_class]),
                grade=section.evidence,
                schematic=drawn,
                name=section.name,
                section_id=section.id,
            )


def marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield provincial roads first, national ones above them."""
    yield from _class_marks(catalog, "provincial")
    yield from _class_marks(catalog, "national")


def expressway_marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield the sections of the expressway."""
    return _class_marks(catalog, "expressway")


THEME = Theme(
    "roads",
    40,
    STYLES,
    marks,
    interactive=True,
    legend_group="roads",
    legend_place=1,
    on=frozenset({SmallMap.CARD, SmallMap.COVER, SmallMap.CHANGES}),
    label_cost=0.5,
    is_road=True,
)
EXPRESSWAY = replace(
    THEME,
    id="expressway",
    order=45,
    styles=EXPRESSWAY_STYLES,
    marks=expressway_marks,
    legend_place=0,
)
