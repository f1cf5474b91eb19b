"""The page that the server sends first: the map stands in it, in the state the address asks for."""

from __future__ import annotations

import json
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode

import pytest
import streamlit
from hypothesis import given
from hypothesis import strategies as st

from geo import clock
from geo.catalog.catalog import Catalog
from geo.errors import DataError
from panels import resources
from panels.server import asgi, preload
from panels.server.asgi import EarlyMap
from panels.server.headers import policy
from tests.panels.asgi import HTML, Answer, File, ask, names

PAGE = (
    b"<!DOCTYPE html><html><head><meta charset='utf-8'>"
    b'<script type="module" crossorigin src="./static/js/index.js"></script>'
    b'<link rel="modulepreload" crossorigin href="./static/js/react.js"></head>'
    b"<body></body></html>"
)


@pytest.fixture(scope="module", autouse=True)
def _prepared() -> None:
    preload.prepare().join()


def asked_for(query: str) -> dict[str, Any]:
    page, _, state = preload.preload_map(query).partition("#")
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


def answer(address: str, file: File | None = None) -> Answer:
    """Ask for an address as a browser does that has an older page."""
    headers = {"accept": "text/html,*/*", "if_none_match": '"1"', "cookie": "a=b"}
    return ask(EarlyMap(file or File(PAGE)), address, **headers)


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
    assert not set("\"'<>&") & set(preload.preload_map(query))


def test_the_page_names_the_frame_and_starts_the_app_later() -> None:
    file = File(PAGE)
    found = answer("/?area=123", file)
    assert Tag(found.body.decode()).frame == preload.preload_map("area=123")
    assert found.body.startswith(b"<!DOCTYPE html><html><head><script data-frame=")
    assert b'<script type="sl-later" crossorigin src="./static/js/index.js">' in found.body
    assert b'<link rel="sl-later" data-rel="modulepreload" crossorigin href="./static' in found.body
    style, end, _ = found.body.partition(b"</style></body>")
    assert end
    assert b".sl-map-place iframe" in style
    assert found.headers == {
        "content-type": HTML,
        "content-length": str(len(found.body)),
        "content-security-policy": policy(found.body),
    }
    assert names(file) == {"accept", "cookie"}


@pytest.mark.parametrize(
    ("address", "language"),
    [("/", "vi"), ("/?lang=en", "en"), ("/ho-so?lang=en&of=123", "en"), ('/?lang="><b>', "vi")],
)
def test_r36_the_page_is_marked_with_the_language_it_is_asked_in(
    address: str, language: str
) -> None:
    page = Path(streamlit.__file__).with_name("static") / "index.html"
    body = answer(address, File(page.read_bytes())).body.decode()
    assert re.findall(r"<html[^>]*>", body) == [f'<html lang="{language}">']


def test_other_pages_have_a_place_for_a_map_but_none_yet() -> None:
    body = answer("/ho-so?of=123").body
    assert Tag(body.decode()).frame == ""
    assert b"sl-later" not in body.partition(b"</script>")[2]


@pytest.mark.parametrize(
    "other",
    [
        File(b"{}", "application/json"),
        File(PAGE, status=404),
        File(b"a page without a head"),
    ],
)
def test_what_is_no_page_of_the_app_stays(other: File) -> None:
    found = answer("/", other)
    assert found.body == other.body
    assert found.headers["content-length"] == str(len(other.body))


def test_the_page_of_the_map_itself_stays() -> None:
    found = answer("/app/static/map/a.html")
    assert found.body == PAGE
    assert found.headers["etag"] == '"1"'


def test_l1_a_view_is_made_once_for_all_who_ask_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def counted(page: str, state: dict[str, Any]) -> str:
        made.append(page)
        return f"{page}#{len(state)}"

    monkeypatch.setattr(preload, "frame_address", counted)
    preload._address.cache_clear()
    assert {preload.preload_map("area=123") for _ in range(5)} == {preload.preload_map("area=123")}
    assert len(made) == 1
    preload.preload_map("area=119")
    assert len(made) == 2
    monkeypatch.setattr(clock, "today", lambda: date(2031, 1, 1))
    preload.preload_map("area=123")
    assert len(made) == 3
    preload._address.cache_clear()


def test_broken_data_leave_it_to_the_app_to_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Catalog:
        raise DataError("the id is empty", "projects.csv:3:id", "give it one")

    monkeypatch.setattr(resources, "catalog", broken)
    assert preload.preload_map("") == ""
    assert Tag(answer("/").body.decode()).frame == ""


def test_nothing_is_said_before_the_map_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preload._READY, "is_set", lambda: False)
    assert preload.preload_map("") == ""


def test_what_streamlit_sends_is_what_the_step_expects() -> None:
    text = (Path(streamlit.__path__[0]) / "static" / "index.html").read_bytes()
    assert text.count(asgi._HEAD) == text.count(asgi._END) == 1
    script, modules, fonts = (text.count(at_once) for at_once, _ in asgi._PUT_OFF)
    assert (script, fonts) == (1, 1)
    assert modules > 10


def test_what_the_early_map_leans_on_is_the_inside_of_this_streamlit() -> None:
    # With another version: look whether links still follow `popstate` and whether the map still
    # moves from LEFT, TOP, BESIDE and AROUND of early_map.js into its place without a jump.
    assert streamlit.__version__ == "1.67.0"
    scripts = (Path(streamlit.__path__[0]) / "static").rglob("*.js")
    inside = "".join(path.read_text(encoding="utf-8") for path in scripts)
    ours = Path(asgi.__file__).with_name("early_map.js").read_text(encoding="utf-8")
    names = ("stMain", "stApp", "stElementContainer", "data-test-script-state", "notRunning")
    assert all(name in ours for name in names)
    assert [name for name in (*names, "st-key-", "popstate") if name not in inside] == []
