"""Opens the pages of the app for a test, without a browser."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from panels.session.address import AppPage

APP = Path(__file__).resolve().parents[2] / "app.py"


def opened_page(page: AppPage, **query: str) -> AppTest:
    """Return a page as its address shows it; AppTest itself only switches between files."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    if page:
        app._page_hash = calc_hash(page)
    for key, value in query.items():
        app.query_params[key.rstrip("_")] = value
    app.run()
    assert not app.exception
    return app


def choose(app: AppTest, **query: str) -> None:
    """Change the address as the filters do in the browser, the empty text takes one out; run."""
    for key, value in query.items():
        if value:
            app.query_params[key] = value
        else:
            app.query_params.pop(key, None)
    app.run()
    assert not app.exception
