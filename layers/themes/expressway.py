"""Theme: the expressway CT.03 as a pale base line; its projects carry the status above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.text import Text
from layers.style import palette
from layers.style.model import Label, Mark, SmallMap, Theme
from layers.themes.roads import graded, style_suffix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalog.catalog import Catalog

STYLES = {
    f"expressway{suffix}": style
    for suffix, style in graded(
        palette.EXPRESSWAY_CASING, palette.EXPRESSWAY_CORE, (6.0, 3.8)
    ).items()
}


def marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield the sections of the expressway."""
    asset_id = next((a.id for a in catalog.assets.values() if a.kind == "expressway"), "")
    for section in catalog.sections.values():
        if section.road_class == "expressway":
            yield Mark(
                style=f"expressway{style_suffix(section.evidence)}",
                geometry=section.line,
                item_id=asset_id,
                label=Label(Text((("vi", section.ref),)), "shield-expressway", 15),
                grade=section.evidence,
                schematic=section.geometry_kind == "schematic",
                name=section.name,
                section_id=section.id,
            )


THEME = Theme(
    "expressway",
    45,
    STYLES,
    marks,
    interactive=True,
    legend_group="roads",
    legend_place=0,
    on=frozenset({SmallMap.CARD, SmallMap.COVER, SmallMap.CHANGES}),
    label_cost=0.5,
    is_road=True,
)
