"""The door: page set-up; everything a person sees stands in `panels`."""

from __future__ import annotations

# Processes that draw a briefing book run this file again under another name: no page for them.
if __name__ == "__main__":
    import streamlit as st

    from panels.page import ICON, TITLE, page

    st.set_page_config(page_title=TITLE, page_icon=ICON, layout="wide")
    page()
