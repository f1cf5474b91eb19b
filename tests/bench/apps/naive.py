"""The naive map: folium builds it anew at each rerun, st_folium sends it."""

from __future__ import annotations

import folium
import streamlit as st
from streamlit_folium import st_folium

from tests.bench.apps import shared

st.set_page_config(layout="wide")
codes = shared.chosen()
areas, roads = shared.grounds()
found = shared.projects(codes)
west, south, east, north = areas.total_bounds
canvas = folium.Map([(south + north) / 2, (west + east) / 2], zoom_start=9, tiles=None)
folium.GeoJson(areas, style_function=lambda _: {"weight": 1, "fillOpacity": 0.05}).add_to(canvas)
folium.GeoJson(roads, style_function=lambda _: {"weight": 2, "color": "#c33"}).add_to(canvas)
if len(found):
    folium.GeoJson(
        found,
        style_function=shared.style(codes),
        marker=folium.CircleMarker(radius=6),
        tooltip=folium.GeoJsonTooltip(["name"]),
    ).add_to(canvas)
st_folium(canvas, height=shared.HEIGHT_PX, use_container_width=True)
