"""What all sessions share: the catalog, and the page of the web canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.catalog.catalog import DATA, digest_of
from geo.io.load import load
from layers.web.page import write_page
from panels.resources.static_scripts import STATIC

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog


@st.cache_resource(max_entries=2, show_spinner=False)
def _catalog(digest: str) -> Catalog:
    del digest  # is the cache's key: edited tables are read anew
    return load()


@st.cache_data(max_entries=1, ttl=5, show_spinner=False)
def _digest() -> str:
    return digest_of(DATA)


def catalog() -> Catalog:
    """Return the catalog, read anew within seconds of an edit of the tables."""
    return _catalog(_digest())


@st.cache_resource(max_entries=2, show_spinner=False)
def _page(digest: str) -> str:
    return write_page(_catalog(digest), STATIC)


def map_page() -> str:
    """Return the address of the page of the web canvas, built once a catalog."""
    return _page(_digest())
