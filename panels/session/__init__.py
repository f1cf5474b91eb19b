"""What a person asked for: session, address bar, saved views."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

# Values of widgets and our own, of the visitor whose run asks.
session: Final[Any] = st.session_state
