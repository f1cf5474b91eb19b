"""The door: page set-up; everything a person sees stands in `panels`."""

from __future__ import annotations

# The processes that draw a briefing book import this file too, under another name: they must
# not draw the page.
if __name__ == "__main__":
    import streamlit as st

    from panels.page import ICON, TITLE, page

    st.set_page_config(page_title=TITLE, page_icon=ICON, layout="wide")
    page()
