"""Every colour of the map, once. Status colours: Okabe & Ito (2008), safe for colour blindness.

Styles are written with the light colours; a canvas that may be dark asks :data:`DARK` for the
partner of a colour. Hues stay, lightness turns over: whoever knows the map by day finds the same
blue, green and orange by night.
"""

from __future__ import annotations

from typing import Final

INK = "#20242A"
INK_SOFT = "#4E5560"
PAPER = "#FFFFFF"
HALO = "#FDFCF8"

LAND = "#FBFAF5"
NEIGHBOUR = "#E9EAE8"
NEIGHBOUR_EDGE = "#C9CBC8"
NEIGHBOUR_INK = "#83888C"
NATIONAL_BORDER = "#3A2F3B"
BORDER_TINT = "#E9B9BE"
BORDER_GROUND = "#FBF1F0"
PROVINCE_EDGE = "#6E6A5E"
DISTRICT_EDGE = "#A79F8D"
COMMUNE_EDGE = "#D5CFC1"
AREA_INK = "#6B6454"
AREA_BANDS = ("#EFEADB", "#FAF7EE")
CHOSEN_AREA = "#FFF3C4"
CHOSEN_EDGE = "#8A6D00"
# The halo of what changed: between dark edges.
CHANGED = "#FFD21F"

WATER = "#7CB9E5"
WATER_EDGE = "#3F8DC6"
RIVER = "#6AA9D4"
STREAM = "#9FC6DE"
WATER_INK = "#11507F"

ROAD_CONTEXT = "#DDD9D0"
# Roads are the ground that projects stand on: quieter than every status.
NATIONAL_CASING = "#C29A90"
NATIONAL_CORE = "#F3E2DC"
PROVINCIAL_CASING = "#A9B8AC"
PROVINCIAL_CORE = "#E8F0EA"
EXPRESSWAY_CASING = "#6F89A8"
EXPRESSWAY_CORE = "#CFDDEC"
PALE_CORE = "#FBF8F4"
# The ground over which a drawn line may be wrong, of a road on which no project lies.
DRAWN_GROUND = "#7F8790"

SHIELD_NATIONAL = "#B5342A"
SHIELD_PROVINCIAL = "#2F7A4B"
SHIELD_EXPRESSWAY = "#1F5A96"
# Of a road on which no project works.
SHIELD_QUIET = "#6A7076"

STATUS = {
    "planned": "#0072B2",
    "preparing": "#7B4FA3",
    "construction": "#D55E00",
    "completed": "#00795C",
    "suspended": "#666666",
    "lapsed": "#999999",
    "unknown": "#8C8C8C",
}

# Hues that no status uses, for the corridors that are asked for; all others are neutral.
CORRIDORS = {
    "COR-01": "#C79A1B",
    "COR-02": "#7382C6",
    "COR-03": "#87A02E",
    "COR-04": "#C2708D",
    "COR-05": "#3F9CC4",
    "COR-06": "#4BA38B",
}
CORRIDOR_OPACITY = 0.30
CORRIDOR_EDGE = "#D3CEC1"
CORRIDOR_GROUND = "#F6F3EA"

ASSET = "#2B3A4A"
# What stands already is quieter than what is to come.
ASSET_QUIET = "#71808E"
# What is done of a whole, on every bar of progress.
PROGRESS = "#0B5D66"
INCIDENT = "#9B1150"
INCIDENT_PAST = "#BE8FA3"
ASSET_CLOSED = "#8A4B3C"

# Charts: what is reached on its track, and the band that is aimed at.
CHART_VALUE = "#0B5D66"
CHART_BAND = "#A9D3CE"
CHART_TRACK = "#E7ECEA"


DARK: Final = {
    INK: "#ECEFF1",
    INK_SOFT: "#B4BCC2",
    PAPER: "#14181B",
    HALO: "#1E2529",
    LAND: "#2B343A",
    NEIGHBOUR: "#14181B",
    NEIGHBOUR_EDGE: "#333B40",
    NEIGHBOUR_INK: "#869098",
    NATIONAL_BORDER: "#F1E4E8",
    BORDER_TINT: "#7C4B57",
    BORDER_GROUND: "#33282E",
    PROVINCE_EDGE: "#A9A28F",
    DISTRICT_EDGE: "#7B7664",
    COMMUNE_EDGE: "#434B4C",
    AREA_INK: "#BDB49C",
    AREA_BANDS[0]: "#333B3C",
    AREA_BANDS[1]: "#252C2F",
    CHOSEN_AREA: "#4A4016",
    CHOSEN_EDGE: "#E5C44D",
    WATER: "#2A6A97",
    WATER_EDGE: "#3F86B8",
    RIVER: "#33709A",
    STREAM: "#33566C",
    WATER_INK: "#9CCBEA",
    ROAD_CONTEXT: "#434C51",
    NATIONAL_CASING: "#8F6A62",
    NATIONAL_CORE: "#4A3A38",
    PROVINCIAL_CASING: "#5F7A68",
    PROVINCIAL_CORE: "#34443B",
    EXPRESSWAY_CASING: "#6F8DB0",
    EXPRESSWAY_CORE: "#2C435E",
    PALE_CORE: "#2B343A",
    DRAWN_GROUND: "#8B949C",
    SHIELD_NATIONAL: "#F0958A",
    SHIELD_PROVINCIAL: "#7CCB9A",
    SHIELD_EXPRESSWAY: "#86B8EE",
    SHIELD_QUIET: "#A7AFB6",
    STATUS["planned"]: "#4DB1F0",
    STATUS["preparing"]: "#BF95E6",
    STATUS["construction"]: "#FF8A3D",
    STATUS["completed"]: "#2FC49E",
    STATUS["suspended"]: "#C2C2C2",
    STATUS["lapsed"]: "#989898",
    STATUS["unknown"]: "#A6A6A6",
    CORRIDORS["COR-01"]: "#E0B540",
    CORRIDORS["COR-02"]: "#93A2EE",
    CORRIDORS["COR-03"]: "#A9C64A",
    CORRIDORS["COR-04"]: "#E48FAD",
    CORRIDORS["COR-05"]: "#5FBBE4",
    CORRIDORS["COR-06"]: "#69C9AE",
    CORRIDOR_EDGE: "#566069",
    CORRIDOR_GROUND: "#313A40",
    ASSET: "#D3DCE4",
    ASSET_QUIET: "#8E9AA5",
    PROGRESS: "#4FB3BF",
    INCIDENT: "#FF7FB0",
    INCIDENT_PAST: "#A5687F",
    ASSET_CLOSED: "#E3A392",
    CHART_VALUE: "#3FA9B3",
    CHART_BAND: "#1F5F63",
    CHART_TRACK: "#2A3338",
}
