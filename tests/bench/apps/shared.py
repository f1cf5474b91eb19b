"""What the two maps to compare with share: catalog, filter, layers, and Leaflet from here."""

from __future__ import annotations

import folium
import geopandas as gpd
import streamlit as st

from geo.catalog.catalog import Catalog
from geo.crs import WGS84
from geo.io.load import load
from geo.model import AreaFrame
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.text import sort_key
from layers.style import palette

HEIGHT_PX = 620
# Nothing from outside: the same Leaflet as ours, from the same folder; the rest is not needed here.
folium.Map.default_js = [("leaflet", "/app/static/leaflet/leaflet.js")]
folium.Map.default_css = [("leaflet_css", "/app/static/leaflet/leaflet.css")]


@st.cache_resource(show_spinner=False)
def catalog() -> Catalog:
    return load()


@st.cache_resource(show_spinner=False)
def grounds() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Areas of both frames, and the numbered roads."""
    found = catalog()
    areas = [area for frame in AreaFrame for area in found.areas.frame(frame)]
    roads = list(found.sections.values())
    return (
        gpd.GeoDataFrame(
            {"name": [area.name["vi"] for area in areas]},
            geometry=[area.geometry for area in areas],
            crs=WGS84,
        ),
        gpd.GeoDataFrame(
            {"name": [road.name["vi"] for road in roads]},
            geometry=[road.line for road in roads],
            crs=WGS84,
        ),
    )


def chosen() -> tuple[str, ...]:
    """Draw the same filter as ours; return the chosen districts."""
    areas = {area.code: area for area in catalog().areas.frame(AreaFrame.DISTRICT)}
    return tuple(
        st.sidebar.multiselect(
            "districts",
            options=sorted(areas, key=lambda code: sort_key(areas[code].name["vi"])),
            format_func=lambda code: areas[code].full_name["vi"],
        )
    )


def projects(codes: tuple[str, ...]) -> gpd.GeoDataFrame:
    """Return the filtered projects with the colour of their status."""
    rows = [row for row in build_view(catalog(), Selection(areas=codes)).rows if row.geometry]
    frame = gpd.GeoDataFrame(
        {
            "name": [row.project.name["vi"] for row in rows],
            "color": [palette.STATUS[row.status] for row in rows],
        },
        geometry=[row.geometry for row in rows],
        crs=WGS84,
    )
    # Several points in one feature break the tooltips of st_folium, and with them its map.
    return frame.explode(ignore_index=True)


def mark(codes: tuple[str, ...]) -> str:
    """Return the class by which the bench knows the shapes of a choice."""
    return f"bench-{'-'.join(codes) or 'all'}"


def style(codes: tuple[str, ...]) -> object:
    """Return how a project is drawn, as folium asks for it."""

    def of(feature: dict[str, dict[str, str]]) -> dict[str, object]:
        return {"color": feature["properties"]["color"], "weight": 5, "className": mark(codes)}

    return of
