"""The page that the server sends first: the map stands in it, in the state the address asks for."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode

import pytest
import streamlit
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from geo.catalog import Catalog
from geo.errors import DataError
from panels import early, first_frame, resources
from panels.early import EarlyMap

PAGE = (
    b"<!DOCTYPE html><html><head><meta charset='utf-8'>"
    b'<script type="module" crossorigin src="./static/js/index.js"></script></head>'
    b"<body></body></html>"
)
HTML = (b"content-type", b"text/html; charset=utf-8")


@pytest.fixture(scope="module", autouse=True)
def _prepared() -> None:
    first_frame.prepare().join()


def asked_for(query: str) -> dict[str, Any]:
    page, _, state = first_frame.first_frame(query).partition("#")
    assert page == resources.map_page()
    found: dict[str, Any] = json.loads(unquote(state))
    return found


class Tag(HTMLParser):
    """The address of the frame that a page names, ``None`` without our script."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.frame: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script" and "data-frame" in dict(attrs):
            self.frame = dict(attrs)["data-frame"]


def answer(
    path: str, *, body: bytes = PAGE, status: int = 200, kind: tuple[bytes, bytes] = HTML
) -> tuple[dict[str, Any], bytes, dict[bytes, bytes]]:
    """Ask for a path as a browser does; return head and body of the answer, and what was asked."""
    sent: list[dict[str, Any]] = []
    asked: dict[bytes, bytes] = {}

    async def app(scope: Scope, _: Receive, send: Send) -> None:
        asked.update(scope["headers"])
        headers = [kind, (b"ETag", b'"1"'), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body[:40], "more_body": True})
        await send({"type": "http.response.body", "body": body[40:]})

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(dict(message))

    path, _, query = path.partition("?")
    headers = [(b"accept", b"text/html,*/*"), (b"if-none-match", b'"1"'), (b"cookie", b"a=b")]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode()}
    # In a thread of its own: browser tests on this worker leave a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        step = EarlyMap(app)({**scope, "headers": headers}, receive, send)
        pool.submit(asyncio.run, step).result()
    return sent[0], b"".join(part["body"] for part in sent[1:]), asked


def test_the_state_is_the_one_of_the_address(catalog: Catalog) -> None:
    plain = asked_for("")
    assert (plain["lang"], plain["areas"], plain["shown"]["projects"]) == ("vi", [], None)
    chosen = asked_for("area=123&lang=en&id=DT-101&off=roads")
    assert (chosen["lang"], chosen["areas"], chosen["selected"]) == ("en", ["123"], "DT-101")
    assert "DT-101" in chosen["shown"]["projects"]
    assert set(chosen["shown"]["projects"]) < set(catalog.projects)
    assert "roads" not in chosen["layers"]
    assert asked_for("area=123&area=119")["areas"] == ["119", "123"]


@given(
    st.text(max_size=60)
    | st.dictionaries(
        st.sampled_from(["area", "id", "q", "asof", "near", "view", "frame", "lang"]),
        st.text(max_size=20),
    ).map(urlencode)
)
def test_no_address_does_harm(query: str) -> None:
    assert not set("\"'<>&") & set(first_frame.first_frame(query))


def test_the_page_names_the_frame_and_starts_the_app_later() -> None:
    start, body, asked = answer("/?area=123")
    frame = Tag(body.decode()).frame
    assert frame
    assert frame == first_frame.first_frame("area=123")
    assert body.startswith(b"<!DOCTYPE html><html><head><script data-frame=")
    assert b'<script type="sl-later" crossorigin src="./static/js/index.js">' in body
    headers = dict(start["headers"])
    assert headers == {HTML[0]: HTML[1], b"content-length": str(len(body)).encode()}
    assert set(asked) == {b"accept", b"cookie"}


def test_other_pages_have_a_place_for_a_map_but_none_yet() -> None:
    _, body, _ = answer("/ho-so?of=123")
    assert Tag(body.decode()).frame == ""


@pytest.mark.parametrize(
    "other",
    [
        {"body": b"{}", "kind": (b"content-type", b"application/json")},
        {"status": 404},
        {"body": b"a page without a head"},
    ],
)
def test_what_is_no_page_of_the_app_stays(other: dict[str, Any]) -> None:
    start, body, _ = answer("/", **other)
    assert body == other.get("body", PAGE)
    assert dict(start["headers"])[b"content-length"] == str(len(body)).encode()


def test_the_page_of_the_map_itself_stays() -> None:
    start, body, _ = answer("/app/static/map/a.html")
    assert body == PAGE
    assert (b"ETag", b'"1"') in start["headers"]


def test_broken_data_leave_it_to_the_app_to_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Catalog:
        raise DataError("the id is empty", "projects.csv:3:id", "give it one")

    monkeypatch.setattr(resources, "catalog", broken)
    assert first_frame.first_frame("") == ""
    _, body, _ = answer("/")
    assert Tag(body.decode()).frame == ""


def test_nothing_is_said_before_the_map_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_frame._READY, "is_set", lambda: False)
    assert first_frame.first_frame("") == ""


def test_what_streamlit_sends_is_what_the_step_expects() -> None:
    text = (Path(streamlit.__path__[0]) / "static" / "index.html").read_bytes()
    assert text.count(early._HEAD) == 1
    assert text.count(early._STARTS_AT_ONCE) == 1
