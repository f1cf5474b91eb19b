"""The colours of the map on a dark ground: the second table, one entry for each light colour.

Styles are written once, with the colours of :mod:`layers.style.palette`; a canvas that may be dark
asks here for the partner of a colour. Hues stay, lightness turns over: whoever knows the map by day
finds the same blue, green and orange by night.
"""

from __future__ import annotations

from typing import Final

from layers.style import palette

DARK: Final = {
    palette.INK: "#ECEFF1",
    palette.INK_SOFT: "#B4BCC2",
    palette.PAPER: "#14181B",
    palette.HALO: "#1E2529",
    palette.LAND: "#2B343A",
    palette.NEIGHBOUR: "#14181B",
    palette.ABROAD: "#0F1214",
    palette.NEIGHBOUR_EDGE: "#333B40",
    palette.NEIGHBOUR_INK: "#869098",
    palette.PROVINCE_EDGE: "#A9A28F",
    palette.DISTRICT_EDGE: "#7B7664",
    palette.COMMUNE_EDGE: "#434B4C",
    palette.AREA_INK: "#BDB49C",
    palette.AREA_BANDS[0]: "#333B3C",
    palette.AREA_BANDS[1]: "#252C2F",
    palette.CHOSEN_AREA: "#4A4016",
    palette.CHOSEN_EDGE: "#E5C44D",
    palette.WATER: "#23506A",
    palette.WATER_EDGE: "#2E5C75",
    palette.WATER_INK: "#85BEDB",
    palette.ROAD_CONTEXT: "#434C51",
    palette.NATIONAL_CASING: "#D0897C",
    palette.NATIONAL_CORE: "#6B3A33",
    palette.PROVINCIAL_CASING: "#7FA98D",
    palette.PROVINCIAL_CORE: "#314A3A",
    palette.EXPRESSWAY_CASING: "#83A8D3",
    palette.EXPRESSWAY_CORE: "#2C435E",
    palette.PALE_CORE: "#2B343A",
    palette.SHIELD_NATIONAL: "#F0958A",
    palette.SHIELD_PROVINCIAL: "#7CCB9A",
    palette.SHIELD_EXPRESSWAY: "#86B8EE",
    palette.STATUS["planned"]: "#4DB1F0",
    palette.STATUS["preparing"]: "#BF95E6",
    palette.STATUS["construction"]: "#FF8A3D",
    palette.STATUS["completed"]: "#2FC49E",
    palette.STATUS["suspended"]: "#C2C2C2",
    palette.STATUS["lapsed"]: "#989898",
    palette.STATUS["unknown"]: "#A6A6A6",
    palette.CORRIDORS["COR-01"]: "#E0B540",
    palette.CORRIDORS["COR-02"]: "#93A2EE",
    palette.CORRIDORS["COR-03"]: "#A9C64A",
    palette.CORRIDORS["COR-04"]: "#E48FAD",
    palette.CORRIDORS["COR-05"]: "#5FBBE4",
    palette.CORRIDORS["COR-06"]: "#69C9AE",
    palette.ASSET: "#D3DCE4",
    palette.ASSET_CLOSED: "#E3A392",
}
