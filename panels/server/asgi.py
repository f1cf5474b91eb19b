"""The server around Streamlit's: what it does before Streamlit answers."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.middleware import Middleware

from panels.server.compression import CompressionMiddleware
from panels.server.early_map import EarlyMap

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import streamlit as st


def middleware() -> list[Middleware]:
    """Return what requests pass before they reach Streamlit, outermost first."""
    return [Middleware(CompressionMiddleware), Middleware(EarlyMap)]


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Prepare the map while the server starts."""
    # Streamlit's caches want a running server when they are defined.
    from panels.server import preload

    preload.prepare()
    yield
