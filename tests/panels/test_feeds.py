"""Feeds of what was applied: at their addresses, named in the heads of pages, nothing more."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from geo.desk.judge import Desk
from geo.store.ledger import Ledger
from panels.server.asgi import EarlyMap
from panels.server.closed import ClosedReadingMiddleware
from panels.server.feeds import FeedMiddleware
from tests import once
from tests.panels.at_the_desk import AN, CHI, DUNG, PROJECT, propose

ATOM = "{http://www.w3.org/2005/Atom}"
PAGE = '<!doctype html><html lang="en"><head></head><body></body></html>'


@pytest.fixture
def client() -> TestClient:
    async def page(_: object) -> HTMLResponse:
        return HTMLResponse(PAGE)

    steps = [Middleware(ClosedReadingMiddleware), Middleware(FeedMiddleware), Middleware(EarlyMap)]
    routes = [Route(path, page) for path in ("/thay-doi", "/cap-nhat", "/nguon")]
    return TestClient(Starlette(routes=routes, middleware=steps), follow_redirects=False)


def test_a_feed_tells_what_was_applied_and_nothing_that_waits(
    client: TestClient, ledger: Ledger
) -> None:
    number = propose(ledger, AN)
    empty = client.get("/cap-nhat.atom")
    assert empty.status_code == 200
    assert empty.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert "2031" not in empty.text
    assert ET.fromstring(empty.content).findtext(f"{ATOM}updated")
    Desk(ledger, once.catalog(), "vi").approve(number, DUNG)
    root = ET.fromstring(client.get("/cap-nhat.atom").content)
    (entry,) = root.findall(f"{ATOM}entry")
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"http://testserver/?id={PROJECT}"
    assert "→ 2031 [Nguồn: 3079" in (entry.findtext(f"{ATOM}content") or "")
    record = json.loads(client.get("/cap-nhat.json?lang=en").content)
    assert record["feed_url"] == "http://testserver/cap-nhat.json?lang=en"
    assert record["items"][0]["_son_la"]["facts"][0]["new"] == "2031"
    assert record["items"][0]["url"].endswith(f"?id={PROJECT}&lang=en")


def test_who_has_a_feed_already_is_not_sent_it_again(client: TestClient, ledger: Ledger) -> None:
    first = client.get("/cap-nhat.json")
    tag = first.headers["etag"]
    again = client.get("/cap-nhat.json", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    desk = Desk(ledger, once.catalog(), "vi")
    number = propose(ledger, AN)
    desk.approve(number, DUNG)
    changed = client.get("/cap-nhat.json", headers={"if-none-match": tag})
    assert changed.status_code == 200
    desk.undo(number, CHI, "sai")
    items = json.loads(client.get("/cap-nhat.json").content)["items"]
    assert [item["_son_la"]["undone"] for item in items] == [False, True]


def test_the_address_of_the_map_is_the_one_that_is_set_up(
    client: TestClient, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SON_LA_BASE_URL", "https://map.example/son-la")
    record = json.loads(client.get("/cap-nhat.json").content)
    assert record["feed_url"] == "https://map.example/son-la/cap-nhat.json"
    assert ledger.log.batches() == ()


def test_heads_of_the_pages_of_changes_name_the_feeds(client: TestClient, ledger: Ledger) -> None:
    accept = {"accept": "text/html"}
    for path in ("/thay-doi", "/cap-nhat"):
        head = client.get(f"{path}?lang=en", headers=accept).text.partition("</head>")[0]
        assert 'type="application/atom+xml"' in head
        assert 'href="/cap-nhat.atom?lang=en"' in head
        assert 'href="/cap-nhat.json?lang=en"' in head
    assert "atom+xml" not in client.get("/nguon", headers=accept).text
    assert ledger.log.batches() == ()


def test_without_a_store_there_is_no_feed(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("panels.server.feeds.is_configured", lambda: False)
    assert client.get("/cap-nhat.atom").status_code == 404
    assert "atom+xml" not in client.get("/thay-doi", headers={"accept": "text/html"}).text


def test_a_closed_map_has_no_open_feed(
    client: TestClient, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SON_LA_READING", "closed")
    assert client.get("/cap-nhat.atom").status_code == 401
    assert ledger.log.batches() == ()
