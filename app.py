"""The door: page set-up and navigation; everything a person sees stands in `panels`."""

from __future__ import annotations

# Processes that draw a briefing book may run this file again under another name: no page for them.
if __name__ == "__main__":
    from pathlib import Path

    import streamlit as st

    from panels.navigation import show_page

    st.set_page_config(page_icon=str(Path(__file__).parent / "panels" / "icon.svg"), layout="wide")
    show_page()
