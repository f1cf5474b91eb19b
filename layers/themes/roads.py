"""Theme: numbered national and provincial roads, with their shields and evidence grade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.text import Text
from layers.style import palette
from layers.style.model import Label, LineStyle, Mark, SmallMap, Stroke, Theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalog.catalog import Catalog


def graded(casing: str, core: str, widths: tuple[float, float]) -> dict[str, LineStyle]:
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


_PROVINCIAL = graded(palette.PROVINCIAL_CASING, palette.PROVINCIAL_CORE, (2.8, 1.5))
_NATIONAL = graded(palette.NATIONAL_CASING, palette.NATIONAL_CORE, (4.0, 2.4))
STYLES = {f"national{suffix}": style for suffix, style in _NATIONAL.items()} | {
    f"provincial{suffix}": style for suffix, style in _PROVINCIAL.items()
}


def marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield provincial roads first, national ones above them; a mark leads to its road's asset."""
    asset_of = {
        piece.origin: asset.id
        for asset in catalog.assets.values()
        for piece in asset.pieces
        if asset.ref
    }
    for road_class, priority, zoom in (("provincial", 60, 10), ("national", 20, 8)):
        for section in catalog.sections.values():
            if section.road_class != road_class:
                continue
            label = Label(Text((("vi", section.ref),)), f"shield-{road_class}", priority, zoom)
            yield Mark(
                style=f"{road_class}{style_suffix(section.evidence)}",
                geometry=section.line,
                item_id=asset_of.get(section.id, ""),
                label=label,
                grade=section.evidence,
                schematic=section.geometry_kind == "schematic",
                name=section.name,
                section_id=section.id,
            )


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
