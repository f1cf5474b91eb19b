"""`GeoDataFrame.explore` in a frame, drawn anew at each rerun."""

from __future__ import annotations

import sys
from types import ModuleType

import streamlit as st

from tests.bench.apps import shared

# `explore` imports it even where nothing is classified; the real one brings scipy and scikit-learn.
stand_in = ModuleType("mapclassify")
stand_in.classify = None  # type: ignore[attr-defined]
sys.modules.setdefault("mapclassify", stand_in)

st.set_page_config(layout="wide")
codes = shared.chosen()
areas, roads = shared.grounds()
found = shared.projects(codes)
canvas = areas.explore(tiles=None, style_kwds={"weight": 1, "fillOpacity": 0.05})
roads.explore(m=canvas, color="#c33", tooltip=False)
if len(found):
    found.explore(m=canvas, tooltip="name", style_kwds={"style_function": shared.style(codes)})
st.iframe(canvas.get_root().render(), height=shared.HEIGHT_PX)
