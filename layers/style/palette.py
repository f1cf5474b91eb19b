"""Every colour of the map, once. Status colours: Okabe & Ito (2008), safe for colour blindness."""

from __future__ import annotations

INK = "#20242A"
INK_SOFT = "#4E5560"
PAPER = "#FFFFFF"
HALO = "#FDFCF8"

LAND = "#FBFAF5"
NEIGHBOUR = "#E9EAE8"
ABROAD = "#DFE1DF"
NEIGHBOUR_EDGE = "#C9CBC8"
NEIGHBOUR_INK = "#83888C"
PROVINCE_EDGE = "#6E6A5E"
DISTRICT_EDGE = "#A79F8D"
COMMUNE_EDGE = "#D5CFC1"
AREA_INK = "#6B6454"
AREA_BANDS = ("#EFEADB", "#FAF7EE")
CHOSEN_AREA = "#FFF3C4"
CHOSEN_EDGE = "#8A6D00"
# The halo of what changed: between dark edges.
CHANGED = "#FFD21F"

WATER = "#C3DCEA"
WATER_EDGE = "#9FC3D8"
WATER_INK = "#3B7695"

ROAD_CONTEXT = "#DDD9D0"
NATIONAL_CASING = "#A4564B"
NATIONAL_CORE = "#F0C9BF"
PROVINCIAL_CASING = "#6F9079"
PROVINCIAL_CORE = "#D9E8DC"
EXPRESSWAY_CASING = "#47698F"
EXPRESSWAY_CORE = "#CFDDEC"
PALE_CORE = "#FBF8F4"

SHIELD_NATIONAL = "#B5342A"
SHIELD_PROVINCIAL = "#2F7A4B"
SHIELD_EXPRESSWAY = "#1F5A96"

STATUS = {
    "planned": "#0072B2",
    "preparing": "#7B4FA3",
    "construction": "#D55E00",
    "completed": "#00795C",
    "suspended": "#666666",
    "lapsed": "#999999",
    "unknown": "#8C8C8C",
}

# Hues that no status uses; the bands lie under everything and stay translucent.
CORRIDORS = {
    "COR-01": "#C79A1B",
    "COR-02": "#7382C6",
    "COR-03": "#87A02E",
    "COR-04": "#C2708D",
    "COR-05": "#3F9CC4",
    "COR-06": "#4BA38B",
}
CORRIDOR_OPACITY = 0.30

ASSET = "#2B3A4A"
ASSET_CLOSED = "#8A4B3C"
