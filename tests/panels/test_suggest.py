"""*Đề nghị sửa*: a form for strangers. What they send is bounded, counted, and plain text."""

from __future__ import annotations

import asyncio
import logging
import re
import stat
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlencode

import pytest
from httpx2 import Response
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from geo.store.suggestions import Suggestion, suggestions
from panels import desk, resources
from panels.components.suggest_link import suggest_link
from panels.server import forms
from panels.server.guard import GuardMiddleware, OwnNames
from panels.server.headers import SecurityHeaders
from panels.server.rates import RateLimit
from panels.server.suggest import MOST_LETTERS, SuggestMiddleware, own_query
from panels.session import person
from panels.stored import StoredTables
from tests import once
from tests.panels.asgi import run_apart

pytestmark = pytest.mark.usefixtures("store")
ORIGIN = "http://testserver"
HOSTILE = "<script>alert(1)</script>\"' =1+1 [x](javascript:alert(2)) {{ 7*7 }} \x00\x1b]0;x\x07"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("SON_LA_STATE", str(tmp_path))
    for name in ("SON_LA_SUGGESTIONS", "SON_LA_READING", "SON_LA_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(resources, "catalog", once.catalog)
    monkeypatch.setattr(resources, "STORED", StoredTables())
    monkeypatch.setattr(person, "can_sign_in", lambda: True)
    yield tmp_path
    resources.STORED.close()


def client(*rates: RateLimit, address: str = "203.0.113.9") -> TestClient:
    async def home(_: object) -> PlainTextResponse:
        return PlainTextResponse("the map")

    steps = [
        Middleware(GuardMiddleware, names=OwnNames(frozenset({"testserver"}))),
        Middleware(SecurityHeaders),
        Middleware(SuggestMiddleware, rates=rates or (RateLimit(99, 99, 60),)),
    ]
    app = Starlette(routes=[Route("/", home)], middleware=steps)
    return TestClient(app, client=(address, 40_000), follow_redirects=False)


def token(found: Response) -> str:
    match = re.search(r'name="token" value="(\w+)"', found.text)
    assert match
    return match[1]


def send(browser: TestClient, headers: Mapping[str, str] = {}, **fields: str) -> Response:
    page = browser.get("/de-nghi-sua?id=EXP-HB")
    known = {"token": token(page), "wrong": "Năm sai", **fields}
    return browser.post("/de-nghi-sua", data=known, headers={"origin": ORIGIN, **headers})


def kept() -> tuple[Suggestion, ...]:
    return suggestions(desk.ledger().log)


def test_a_reader_sees_a_form_without_scripts_about_the_project(store: Path) -> None:
    page = client().get("/de-nghi-sua?id=EXP-HB")
    assert page.status_code == 200
    assert once.catalog().projects["EXP-HB"].name["vi"] in page.text
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "script-src" not in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert '<meta name="viewport"' in page.text
    english = client().get("/de-nghi-sua?id=EXP-HB&lang=en").text
    assert "What is wrong?" in english
    # Looking makes no store, only what tokens are signed with.
    assert [path.name for path in store.iterdir()] == ["forms.key"]
    if sys.platform != "win32":
        assert stat.S_IMODE((store / "forms.key").stat().st_mode) == 0o600


def test_a_form_of_one_process_is_taken_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = client()
    page = browser.get("/de-nghi-sua")
    forms._key.cache_clear()
    sent = browser.post(
        "/de-nghi-sua", data={"token": token(page), "wrong": "x"}, headers={"origin": ORIGIN}
    )
    assert sent.status_code == 303
    # Where none is kept each process has its own.
    monkeypatch.delenv("SON_LA_STATE")
    before = forms.token_for("nonce")
    forms._key.cache_clear()
    assert forms.token_for("nonce") != before


def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "_BODY_SECONDS", 0.05)

    async def ask(first: dict[str, object]) -> list[dict[str, object]]:
        sent: list[dict[str, object]] = []
        pieces = [first]

        async def receive() -> dict[str, object]:
            if not pieces:
                await asyncio.sleep(30)
            return pieces.pop()

        async def tell(message: dict[str, object]) -> None:
            sent.append(message)

        step = SuggestMiddleware(PlainTextResponse("the map"))
        scope = {"type": "http", "method": "POST", "path": "/de-nghi-sua", "query_string": b""}
        await step({**scope, "headers": [], "client": ("10.0.0.7", 1)}, receive, tell)
        return sent

    for first in (
        {"type": "http.request", "body": b"wrong=x", "more_body": True},
        {"type": "http.disconnect"},
    ):
        assert run_apart(ask(first))[0]["status"] == 413
    assert kept() == ()


def test_what_a_proxy_passes_on_unread_counts_as_one_address() -> None:
    """A made-up ``X-Forwarded-For`` is no way around the limits."""
    rate = RateLimit(2, 99, 60)
    codes = [send(client(rate, address=made)).status_code for made in ("a", "b", "c", "' OR 1")]
    assert codes == [303, 303, 429, 429]
    zones = [send(client(rate, address=f"fe80::1%{zone}")).status_code for zone in "abc"]
    assert zones == [303, 303, 429]


def test_heaps_of_marks_and_letters_that_turn_lines_around_do_no_harm() -> None:
    heap = "sửa" + "\u0301\u0316\u20dd" * 500 + " \u202e\u2066\u200bxong\u2069"
    send(client(), wrong=heap, id="EXP-HB")
    (one,) = kept()
    assert len(one.text.wrong) < 15
    assert one.text.wrong.endswith(" xong")
    assert one.text.wrong.startswith("sử")


def test_what_is_sent_waits_and_the_reader_is_thanked() -> None:
    browser = client()
    sent = send(
        browser, id="EXP-HB", right="2031\n\nnăm sau", source="QĐ 12", contact="0912 345 678"
    )
    assert (sent.status_code, sent.headers["location"]) == (303, "/de-nghi-sua?done=1")
    assert "Cảm ơn" in browser.get(sent.headers["location"]).text
    (one,) = kept()
    assert (one.text.subject, one.text.wrong, one.text.right) == (
        "EXP-HB", "Năm sai", "2031\nnăm sau",
    )  # fmt: skip
    assert one.text.contact == "0912 345 678"
    assert desk.ledger().log.batches() == ()


def test_hostile_words_come_back_escaped_and_are_kept_as_plain_text() -> None:
    browser = client()
    stale = browser.post("/de-nghi-sua", data={"wrong": HOSTILE}, headers={"origin": ORIGIN})
    assert stale.status_code == 403
    assert "<script" not in stale.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in stale.text
    assert "{{ 7*7 }}" in stale.text
    assert "Hãy bấm gửi lần nữa" in stale.text
    send(browser, wrong=HOSTILE, id=HOSTILE, view=HOSTILE, code="ab\r\ncd")
    (one,) = kept()
    assert one.text.wrong.isprintable()
    assert one.text.wrong.startswith("<script>alert(1)</script>")
    assert one.text.code == "ab cd"
    assert one.text.view == ""


@pytest.mark.parametrize("query", ["", "?id=%3Cscript%3E", "?view=lang%3Den%26x%3D%3Cscript%3E"])
def test_an_address_cannot_put_anything_into_the_page(query: str) -> None:
    page = client().get(f"/de-nghi-sua{query}")
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "&lt;script" not in page.text


def test_a_view_leads_back_to_the_map_by_what_the_map_reads() -> None:
    query = urlencode({"area": "119", "kind": "expressway", "evil": "//x", "id": "EXP-HB"})
    assert own_query(query) == "area=119&kind=expressway&id=EXP-HB"
    assert own_query("&".join(f"a{n}=1" for n in range(99))) == ""


def test_a_form_of_another_page_or_without_its_cookie_is_refused() -> None:
    browser = client()
    assert send(browser, {"origin": "http://evil.example"}).status_code == 403
    page = browser.get("/de-nghi-sua")
    data = {"token": token(page), "wrong": "x"}
    assert browser.post("/de-nghi-sua", data=data).status_code == 403  # no Origin
    browser.cookies.clear()
    answer = browser.post("/de-nghi-sua", data=data, headers={"origin": ORIGIN})
    assert answer.status_code == 403
    assert ">x</textarea>" in answer.text
    again = {"token": token(answer), "wrong": "x"}
    assert browser.post("/de-nghi-sua", data=again, headers={"origin": ORIGIN}).status_code == 303
    assert len(kept()) == 1


def test_a_program_that_fills_all_fields_is_thanked_and_nothing_is_kept() -> None:
    assert send(client(), website="http://spam.example").status_code == 303
    assert kept() == ()


def test_an_address_and_all_together_send_only_so_much() -> None:
    now = [0.0]
    rate = RateLimit(2, 3, 60, lambda: now[0])
    first, second = client(rate), client(rate, address="203.0.113.10")
    assert [send(first).status_code for _ in range(3)] == [303, 303, 429]
    refused = send(first)
    assert refused.headers["retry-after"] == "60"
    assert "sau 1 phút" in refused.text
    assert ">Năm sai</textarea>" in refused.text
    assert [send(second).status_code for _ in range(2)] == [303, 429]
    now[0] = 61
    assert send(first).status_code == 303
    assert len(kept()) == 4


def test_of_an_ipv6_household_all_addresses_count_as_one() -> None:
    rate = RateLimit(1, 9, 60)
    assert send(client(rate, address="2001:db8:1:2::5")).status_code == 303
    assert send(client(rate, address="2001:db8:1:2:ffff::9")).status_code == 429
    assert send(client(rate, address="2001:db8:1:3::5")).status_code == 303
    assert len(rate._by) == 2


def test_what_is_too_long_or_empty_is_refused_in_words() -> None:
    browser = client()
    for name, most in MOST_LETTERS.items():
        assert send(browser, {}, **{name: "ă" * (most + 1)}).status_code == 400, name
    huge = browser.post(
        "/de-nghi-sua", content=b"wrong=" + b"a" * 100_000, headers={"origin": ORIGIN}
    )
    assert huge.status_code == 413
    many = "&".join(f"a{n}=1" for n in range(99))
    assert browser.post("/de-nghi-sua", content=many, headers={"origin": ORIGIN}).status_code == 413
    empty = send(browser, wrong=" \n ")
    assert (empty.status_code, "điều chưa đúng" in empty.text) == (400, True)
    assert kept() == ()


def test_it_can_be_switched_off_and_needs_somebody_to_read_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert 'href="de-nghi-sua?id=EXP-HB"' in suggest_link("vi", id="EXP-HB")
    monkeypatch.setenv("SON_LA_SUGGESTIONS", "off")
    assert suggest_link("vi") == ""
    page = client().get("/de-nghi-sua")
    assert (page.status_code, "Hiện không nhận" in page.text) == (404, True)
    assert "<form" not in page.text
    assert client().post("/de-nghi-sua", headers={"origin": ORIGIN}).status_code == 404
    monkeypatch.delenv("SON_LA_SUGGESTIONS")
    monkeypatch.setattr(person, "can_sign_in", lambda: False)
    assert client().get("/de-nghi-sua").status_code == 404
    monkeypatch.setattr(person, "can_sign_in", lambda: True)
    assert client().get("/de-nghi-sua").status_code == 200
    monkeypatch.setattr("panels.components.suggest_link.is_configured", lambda: False)
    assert client().get("/de-nghi-sua").status_code == 404


def test_a_closed_map_takes_none_from_strangers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SON_LA_READING", "closed")
    page = client().get("/de-nghi-sua")
    assert (page.status_code, "đăng nhập" in page.text, "<form" in page.text) == (403, True, False)


def test_the_log_says_that_one_came_and_nothing_of_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO):
        send(client(), wrong="bí mật", contact="0912 345 678")
    assert "suggestion 1 from 203.0.113.9" in caplog.text
    assert "0912" not in caplog.text
    assert "bí mật" not in caplog.text


def test_other_addresses_pass() -> None:
    assert client().get("/").text == "the map"


def test_strangers_do_not_learn_where_the_store_lies_nor_the_log_what_they_wrote(
    store: Path, caplog: pytest.LogCaptureFixture
) -> None:
    browser = client()
    send(browser)
    engine = desk.ledger().log.engine
    with engine.begin() as connection:
        connection.exec_driver_sql("drop table suggestion")
    lost = send(browser, wrong="bí mật của tôi", contact="0912 345 678")
    assert lost.status_code == 503
    assert "bí mật của tôi" in lost.text  # it is still theirs to send again
    assert str(store) not in lost.text
    assert "suggestion" not in re.sub(r"<[^>]+>", "", lost.text)
    assert "a suggestion is lost" in caplog.text
    for secret in ("bí mật", "0912"):
        assert secret not in caplog.text
