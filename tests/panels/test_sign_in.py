"""Signing in and out, as a browser does it: cookies, forms, and what is told to whom."""

from __future__ import annotations

import json
import logging
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from argon2 import PasswordHasher

from geo.people import accounts as module
from geo.people.accounts import FILE_NAME, Accounts
from geo.people.passwords import PasswordKeeper
from geo.people.rights import Person, PersonRole
from geo.state import folder
from panels.server import preload, sign_in
from panels.server.lanes import WorkLane, begin_threads
from panels.session import person
from tests.panels.asgi import Answer, run
from tests.panels.visitor import ORIGIN, PASSWORD, Browser, server, token_in

AN = Person("an", PersonRole.EDITOR, frozenset({"SO-XD"}), "Nguyễn <b>Văn</b> An")


@pytest.fixture
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Accounts]:
    monkeypatch.setenv("SON_LA_STATE", str(tmp_path))
    monkeypatch.delenv("SON_LA_READING", raising=False)
    monkeypatch.setattr(preload, "preload_map", lambda _: "app/static/map/son-la-1.html#x")
    cheap = Accounts(tmp_path / FILE_NAME, PasswordKeeper(PasswordHasher(1, 8, 1)))
    monkeypatch.setattr(module, "_accounts_in", lambda _: cheap)
    cheap.add(AN, PASSWORD)
    return cheap


@pytest.fixture
def browser(accounts: Accounts) -> Browser:
    del accounts
    return Browser()


def test_from_a_page_of_the_map_and_back_to_it(browser: Browser) -> None:
    page = browser.ask("/dang-nhap", referer=f"{ORIGIN}/tien-do?district=123&lang=en")
    body = page.body.decode()
    assert "<script" not in body
    assert '<html lang="en">' in body
    target = re.search(r'name="next" value="([^"]+)"', body)
    assert target
    assert target[1].replace("&amp;", "&") == "/tien-do?district=123&lang=en"
    done = browser.post(
        "/dang-nhap", token=token_in(page), name="An", password=PASSWORD, next="/tien-do?lang=en"
    )
    assert (done.status, done.headers["location"]) == (303, "/tien-do?lang=en")
    told = browser.set["son-la-session"].lower()
    assert "httponly" in told
    assert "samesite=lax" in told
    assert "secure" not in told
    assert "max-age" not in told
    shown = browser.ask("/dang-nhap").body.decode()
    assert "Nguyễn &lt;b&gt;Văn&lt;/b&gt; An" in shown
    assert "Sở Xây dựng" in shown


def test_a_page_reached_by_https_gets_a_cookie_for_https_alone(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever stands between: the browser says in its Origin how it reached the page."""
    monkeypatch.setenv("SON_LA_BASE_URL", "https://ban-do.example.vn/")
    browser.server = server()
    token = token_in(browser.ask("/dang-nhap"))
    fields = {"token": token, "name": "an", "password": PASSWORD}
    done = browser.post("/dang-nhap", origin="https://ban-do.example.vn", **fields)
    assert done.status == 303
    assert "; secure" in browser.set["son-la-session"].lower()


def test_the_page_may_be_framed_kept_and_filled_by_nobody(browser: Browser) -> None:
    for page in (browser.ask("/dang-nhap"), browser.sign_in(password="sai")):
        policy = page.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "script-src" not in policy
        assert "default-src 'none'" in policy
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "http://127.0.0.1:9999"])
@pytest.mark.parametrize("path", ["/dang-nhap", "/dang-xuat", "/doi-mat-khau"])
def test_a_form_of_another_site_does_nothing(
    browser: Browser, origin: str | None, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    browser.sign_in()
    fields = {"name": "an", "password": PASSWORD, "new": "một mật khẩu khác", "again": "x"}
    answer = browser.post(path, origin=origin, token=token_in(browser.ask("/dang-nhap")), **fields)
    assert answer.status == 403
    assert browser.is_in
    assert "refused" in caplog.text
    assert PASSWORD not in caplog.text


@pytest.mark.parametrize("path", ["/dang-nhap", "/dang-xuat", "/doi-mat-khau"])
def test_a_form_without_the_token_of_its_browser_does_nothing(browser: Browser, path: str) -> None:
    browser.sign_in()
    stranger = Browser()
    foreign = token_in(stranger.ask("/dang-nhap"))
    for token in ("", "0" * 64, foreign, "ü"):
        assert browser.post(path, token=token, name="an", password=PASSWORD).status == 403
    assert browser.is_in
    token = token_in(browser.ask("/dang-nhap"))
    del browser.jar["son-la-form"]
    assert browser.post(path, token=token, name="an", password=PASSWORD).status == 403


def test_who_fails_is_told_the_same_whether_the_name_exists(
    browser: Browser, accounts: Accounts, caplog: pytest.LogCaptureFixture
) -> None:
    accounts.add(Person("khoa", PersonRole.READER), PASSWORD)
    accounts.lock("khoa")
    bodies = []
    for name, password in (("an", "sai"), ("khoa", PASSWORD), ("nobody", "sai")):
        answer = browser.sign_in(name, password)
        assert answer.status == 403
        bodies.append(answer.body.decode().replace(f'value="{name}"', ""))
    assert len(set(bodies)) == 1
    assert 'role="alert"' in bodies[0]
    assert "an from 10.0.0.7" in caplog.text
    # A name that is none may be a password in the wrong field.
    assert "nobody" not in caplog.text
    assert "a name that is none" in caplog.text
    assert "sai" not in caplog.text


@pytest.mark.parametrize("name", ["an", "nobody"])
def test_after_failures_one_is_told_how_long_to_wait(browser: Browser, name: str) -> None:
    answers = [browser.sign_in(name, "sai") for _ in range(5)]
    assert [answer.status for answer in answers] == [403, 403, 403, 403, 429]
    assert 25 < int(answers[-1].headers["retry-after"]) <= 30
    assert re.search(r"chờ \d+ giây", answers[-1].body.decode())
    assert browser.sign_in(name).status == 429


def test_a_browser_that_was_let_in_before_is_not_made_to_wait_by_strangers(
    browser: Browser,
) -> None:
    browser.sign_in()
    assert "httponly" in browser.set["son-la-device"].lower()
    stranger = Browser()
    while stranger.sign_in("an", "sai").status != 429:
        pass
    del browser.jar["son-la-session"]
    assert browser.sign_in("an", "sai").status == 403
    assert browser.sign_in().status == 303
    token = token_in(browser.ask("/dang-nhap"))
    fields = {"token": token, "password": PASSWORD, "new": "một câu dài khác", "again": "x"}
    assert browser.post("/doi-mat-khau", **fields).status == 400


def test_a_crowd_at_the_door_does_not_hold_up_the_map(
    browser: Browser, accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Passwords are looked at two at a time: strangers take no thread that others need."""
    held, looked_at = threading.Event(), threading.Semaphore(0)

    def slow(*_: object) -> bool:
        looked_at.release()
        return held.wait(20)

    monkeypatch.setattr(PasswordKeeper, "fits", slow)
    monkeypatch.setattr(accounts, "_waiting", lambda *_: 0.0)
    monkeypatch.setattr(sign_in._SLOW, "_of_one", 4)
    stranger = Browser()
    token = token_in(stranger.ask("/dang-nhap"))
    fields = {"token": token, "name": "an", "password": "sai"}
    with ThreadPoolExecutor(9) as crowd:
        try:
            tried = [crowd.submit(stranger.post, "/dang-nhap", **fields) for _ in range(9)]
            away = [one.result() for one in islice(as_completed(tried, 20), 5)]
            assert looked_at.acquire(timeout=20)
            assert looked_at.acquire(timeout=20)
            assert not looked_at.acquire(timeout=0.2)
            assert browser.ask("/").body == b"the map"
            assert browser.ask("/dang-nhap").status == 200
        finally:
            held.set()
    assert {(one.status, one.headers["retry-after"]) for one in away} == {(503, "5")}
    assert browser.sign_in("an", "sai").status == 303  # all have left the lane


def test_a_machine_without_a_thread_to_spare_lets_one_come_back_later(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is busy as any other crowd makes it, and nobody's place is lost by it."""
    begin = threading.Thread.start

    def start(thread: threading.Thread) -> None:
        if thread.name.startswith("narrow"):
            raise RuntimeError("can't start new thread")
        begin(thread)

    monkeypatch.setattr(sign_in, "_SLOW", WorkLane("narrow", at_once=2, of_one=2, of_all=2))
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", start)
        busy = [browser.sign_in() for _ in range(3)]
    assert {(one.status, one.headers["retry-after"]) for one in busy} == {(503, "5")}
    assert browser.sign_in().status == 303


def test_threads_are_there_before_a_crowd_is_or_none_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    def named(name: str) -> int:
        return sum(one.name.startswith(name) for one in threading.enumerate())

    pool = begin_threads(3, "ready")
    assert named("ready_") == 3
    begin = threading.Thread.start

    def none_more(thread: threading.Thread) -> None:
        if thread.name.endswith("_1"):
            raise RuntimeError("can't start new thread")
        begin(thread)

    monkeypatch.setattr(threading.Thread, "start", none_more)
    waits = threading.Barrier(3)
    at_once = [pool.submit(waits.wait) for _ in range(3)]
    assert {one.result(20) for one in at_once} == {0, 1, 2}
    pool.shutdown()
    with pytest.raises(RuntimeError, match="new thread"):
        begin_threads(2, "few")
    end = time.monotonic() + 20
    while named("few_") and time.monotonic() < end:
        time.sleep(0.01)
    assert not named("few_")


def test_signing_in_anew_ends_the_sign_in_before(browser: Browser, accounts: Accounts) -> None:
    browser.sign_in()
    before = browser.jar["son-la-session"]
    browser.sign_in()
    assert accounts.person_of(before) is None
    assert accounts.person_of(browser.jar["son-la-session"]) == AN


def test_signing_out_counts_for_the_cookie_that_others_may_still_hold(
    browser: Browser, accounts: Accounts
) -> None:
    browser.sign_in()
    held = browser.jar["son-la-session"]
    assert accounts.person_of(held) == AN
    token = token_in(browser.ask("/dang-nhap"))
    done = browser.post("/dang-xuat", token=token)
    assert done.headers["location"] == "/dang-nhap?done=out"
    assert "son-la-session" not in browser.jar
    assert accounts.person_of(held) is None
    assert "Đã đăng xuất." in browser.ask("/dang-nhap?done=out").body.decode()


def test_somebody_changes_their_own_password(browser: Browser, accounts: Accounts) -> None:
    browser.sign_in()
    token = token_in(browser.ask("/dang-nhap"))
    new = "một mật khẩu khác"

    def change(password: str, wanted: str, again: str) -> Answer:
        fields = {"token": token, "password": password, "new": wanted, "again": again}
        return browser.post("/doi-mat-khau", **fields)

    assert change("sai", new, new).status == 403
    assert change(PASSWORD, new, "khác").status == 400
    short = change(PASSWORD, "ngắn", "ngắn")
    assert short.status == 400
    assert "ít nhất 10" in short.body.decode()
    assert browser.is_in
    assert change(PASSWORD, new, new).headers["location"] == "/dang-nhap?done=changed"
    assert not browser.is_in
    assert accounts.sign_in("an", PASSWORD).person is None
    assert browser.sign_in(password=new).status == 303
    other = Browser()
    other.ask("/dang-nhap")
    assert other.post("/doi-mat-khau", token=token_in(other.ask("/dang-nhap"))).status == 403


HOSTILE = (
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "/x\r\nset-cookie: a=b",
    "javascript:alert(1)",
    "/dang-xuat",
    "/" + "a" * 5000,
    "",
)


@pytest.mark.parametrize("target", HOSTILE)
def test_one_is_led_nowhere_but_to_the_map(browser: Browser, target: str) -> None:
    query = urlencode({"next": target})
    page = browser.ask(f"/dang-nhap?{query}")
    token = token_in(page)
    assert 'name="next" value="/"' in page.body.decode()
    done = browser.post("/dang-nhap", token=token, name="an", password=PASSWORD, next=target)
    assert done.headers["location"] == "/"


def test_what_is_typed_runs_nowhere(browser: Browser) -> None:
    hostile = '"><script>alert(1)</script>'
    page = browser.sign_in(hostile, "sai", next=f"/tien-do?q={hostile}").body.decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_form_without_end_is_not_read(browser: Browser) -> None:
    browser.ask("/dang-nhap")
    assert browser.post("/dang-nhap", name="an", password="x" * 100_000).status == 403


def test_the_languages_lead_to_the_same_page_and_on_in_that_language(browser: Browser) -> None:
    page = browser.ask("/dang-nhap?next=%2Ftien-do%3Fdistrict%3D123").body.decode()
    found = re.search(r'hreflang="en" href="([^"]+)"', page)
    assert found
    query = parse_qs(urlsplit(found[1].replace("&amp;", "&")).query)
    assert query == {"lang": ["en"], "next": ["/tien-do?district=123&lang=en"]}
    assert "Sign in" in browser.ask(found[1].replace("&amp;", "&")).body.decode()


def test_without_accounts_there_is_no_signing_in(browser: Browser, accounts: Accounts) -> None:
    accounts.remove("an")
    for path in ("/dang-nhap", "/dang-xuat", "/dang-nhap/co-quan"):
        answer = browser.ask(path)
        assert (answer.status, answer.headers["location"]) == (303, "/")


def test_without_a_server_of_an_agency_nothing_leads_there(browser: Browser) -> None:
    assert b"co-quan" not in browser.ask("/dang-nhap").body
    assert browser.ask("/dang-nhap/co-quan").status == 404


def test_a_broken_file_of_accounts_closes_the_door_and_not_the_map(
    browser: Browser, accounts: Accounts, caplog: pytest.LogCaptureFixture
) -> None:
    browser.ask("/dang-nhap")
    accounts.path.write_bytes(b"broken" * 1000)
    assert browser.ask("/dang-nhap").status in {303, 503}
    assert browser.ask("/").body == b"the map"
    assert "accounts cannot be read" in caplog.text


class TestClosedReading:
    """``SON_LA_READING=closed``."""

    @pytest.fixture
    def closed(self, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Browser:
        monkeypatch.setenv("SON_LA_READING", "closed")
        return browser

    def test_a_stranger_is_led_to_the_page_and_back(self, closed: Browser) -> None:
        answer = closed.ask("/tien-do?district=123")
        assert answer.status == 303
        assert answer.headers["location"] == "/dang-nhap?next=%2Ftien-do%3Fdistrict%3D123"
        page = closed.ask(answer.headers["location"]).body.decode()
        assert "chỉ mở cho người có tài khoản" in page
        # By this the start of the map knows that it runs.
        assert "app/static/map/son-la-1.html" in page
        assert closed.sign_in(next="/tien-do?district=123").headers["location"] == (
            "/tien-do?district=123"
        )
        assert closed.ask("/tien-do?district=123").body == b"the map"

    @pytest.mark.parametrize(
        "path",
        [
            "/app/static/map/son-la-1.html",
            "/app/static/code/cards-vi-1.json",
            "/_stcore/upload_file/a/b",
            "/media/x.pdf",
            "/component/x",
            "/static/../app/static/map/x.html",
            "/healthz/x",
        ],
    )
    def test_a_stranger_gets_nothing_of_the_map(self, closed: Browser, path: str) -> None:
        answer = closed.ask(path, accept="*/*")
        assert answer.status in {401, 303}
        assert b"the map" not in answer.body

    def test_what_holds_nothing_of_the_map_is_for_all(self, closed: Browser) -> None:
        assert closed.ask("/_stcore/health", accept="*/*").body == b"the map"
        assert closed.ask("/static/js/index.js", accept="*/*").body == b"the map"

    def test_a_socket_is_for_readers_alone(
        self, closed: Browser, accounts: Accounts, caplog: pytest.LogCaptureFixture
    ) -> None:
        def shake(cookie: str) -> list[dict[str, object]]:
            headers = {"host": "127.0.0.1:8501", "origin": ORIGIN, "cookie": cookie}
            scope = {
                "type": "websocket",
                "path": "/_stcore/stream",
                "query_string": b"",
                "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
                "server": ("127.0.0.1", 8501),
                "client": ("10.0.0.7", 40000),
            }
            return run(closed.server, scope)

        refused = [{"type": "websocket.close", "code": 1008}]
        assert shake("") == refused
        assert "not signed in may not read, from 10.0.0.7" in caplog.text
        closed.sign_in()
        cookie = f"son-la-session={closed.jar['son-la-session']}"
        assert shake(cookie) != refused
        accounts.set_role("an", PersonRole.READER)
        assert shake(cookie) == refused

    def test_no_proxy_keeps_what_one_reader_got(self, closed: Browser) -> None:
        closed.sign_in()
        answer = closed.ask("/")
        assert answer.headers["cache-control"] == "private, no-cache"
        assert "cookie" in answer.headers["vary"].lower()
        token = token_in(closed.ask("/dang-nhap"))
        assert closed.post("/dang-xuat", token=token).headers["clear-site-data"] == '"cache"'

    def test_without_a_folder_for_accounts_it_says_so(
        self, closed: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("SON_LA_STATE")
        answer = closed.ask("/dang-nhap")
        assert answer.status == 503
        assert "SON_LA_STATE" in answer.body.decode()


def test_nothing_secret_is_logged(browser: Browser, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        browser.sign_in("an", "mật khẩu gõ sai")
        browser.sign_in()
        browser.ask("/dang-nhap")
    text = json.dumps([record.getMessage() for record in caplog.records], ensure_ascii=False)
    assert "signed in: an (editor) from 10.0.0.7" in text
    for secret in (PASSWORD, "gõ sai", *browser.jar.values()):
        assert secret not in text


@pytest.mark.parametrize("reading", ["open", "closed"])
def test_accounts_in_a_network_folder_let_nobody_in_and_break_no_page(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    reading: str,
) -> None:
    monkeypatch.setattr(folder, "network_type", lambda _: "nfs4")
    monkeypatch.setenv("SON_LA_STATE", str(tmp_path / "share"))
    monkeypatch.setenv("SON_LA_READING", reading)
    assert Browser().ask("/dang-nhap").status == 503
    assert person.person_of({"son-la-session": "a.b"}) is None
    assert "nobody is let in" in caplog.text
    assert str(tmp_path / "share") in caplog.text
