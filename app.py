"""The door: page set-up and navigation; everything a person sees stands in `panels`."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from panels.navigation import show_page

st.set_page_config(page_icon=str(Path(__file__).parent / "panels" / "icon.svg"), layout="wide")
show_page()
