"""The door: server, page set-up and navigation; everything a person sees stands in `panels`."""

from __future__ import annotations

from pathlib import Path

# Streamlit runs this file at each rerun, the server imports it once, and processes that make
# files run it under yet another name: no page, no server and no Streamlit for them.
if __name__ == "__main__":
    import streamlit as st

    from panels.pages.navigation import show_page

    st.set_page_config(page_icon=str(Path(__file__).parent / "panels" / "icon.svg"), layout="wide")
    show_page()
elif __name__ == "app":
    import streamlit as st

    from panels.server.asgi import lifespan, middleware
    from panels.server.faults import say_fault

    app = st.App(__file__, middleware=middleware(), lifespan=lifespan, on_script_error=say_fault)
