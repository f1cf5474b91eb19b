"""Theme: the province, its communes and former districts, and the areas that are chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.model import AreaFrame
from layers.style import palette
from layers.style.model import FillStyle, Label, LineStyle, Mark, SmallMap, Stroke, Style, Theme
from layers.themes.border import province_border

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalog.catalog import Catalog

LAND_STYLES = {"land": FillStyle(palette.LAND)}
STYLES: dict[str, Style] = {
    "commune": FillStyle(palette.LAND, 0.0, (Stroke(palette.COMMUNE_EDGE, 0.7),)),
    "district": FillStyle(
        palette.LAND, 0.0, (Stroke(palette.DISTRICT_EDGE, 1.3, dash=(7, 2.5, 1.5, 2.5)),)
    ),
    # A soft edge lets the province stand out without a loud fill.
    "province": LineStyle(
        (
            Stroke(palette.PROVINCE_EDGE, 9.0, opacity=0.07, cap="butt"),
            Stroke(palette.PROVINCE_EDGE, 5.0, opacity=0.10, cap="butt"),
            Stroke(palette.PROVINCE_EDGE, 1.0, cap="butt"),
        )
    ),
}
CHOSEN_STYLE = FillStyle(
    palette.CHOSEN_AREA,
    0.55,
    # Wide enough to be seen around the outline of a project on the same area.
    (Stroke(palette.CHOSEN_EDGE, 9.0, opacity=0.22), Stroke(palette.CHOSEN_EDGE, 2.2)),
)


# Priority and first zoom level of the names.
NAMES = {AreaFrame.COMMUNE: (70, 10.0), AreaFrame.DISTRICT: (30, 8.0)}


def land_marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield the ground of the province, under everything else."""
    yield Mark("land", catalog.areas.province)


def marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield communes, districts and the outline; names are labels of their areas.

    Where the outline is the national border, that is drawn instead.
    """
    for frame, naming in NAMES.items():
        for area in catalog.areas.frame(frame):
            label = Label(area.name, frame.value, *naming)
            yield Mark(frame.value, area.geometry, area.code, label, name=area.full_name)
    yield Mark("province", catalog.areas.province.boundary.difference(province_border(catalog)))


LAND = Theme(
    "land",
    9,
    LAND_STYLES,
    land_marks,
    switchable=False,
    legend_group="ground",
    legend_place=1,
    is_ground=True,
)
THEME = Theme(
    "areas",
    25,
    STYLES,
    marks,
    legend_group="ground",
    legend_place=0,
    on=frozenset(SmallMap),
    label_cost=0.12,
    shares_borders=True,
)
