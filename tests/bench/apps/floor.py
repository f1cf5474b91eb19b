"""The floor: the least that a page of Streamlit can be, and the least that a rerun can do."""

from __future__ import annotations

import streamlit as st

st.set_page_config(layout="wide")
st.session_state.count = st.session_state.get("count", 0) + st.button("again")
st.text(f"count {st.session_state.count}")
