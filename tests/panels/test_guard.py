"""Who may ask, and what browsers are told: nothing foreign reaches Streamlit (L7, L19)."""

from __future__ import annotations

import logging
import socket
import time
from typing import Any

import pytest
import streamlit as st
from hypothesis import given, strategies
from starlette.types import Receive, Scope, Send
from streamlit.web.server.starlette.starlette_websocket import _is_origin_allowed

from panels.server import asgi, guard
from panels.server.guard import GuardMiddleware, HostPort, OwnNames, own_names, parse_place
from panels.server.headers import SecurityHeaders, policy
from tests.panels.asgi import File, ask, shake_hands

HERE = "127.0.0.1:8501"
OFFICE = own_names("0.0.0.0", {"SON_LA_HOSTS": "ban-do.sonla.vn, 10.1.2.3:8080"})


class Socket:
    """What stands behind the step, as a web socket, and the requests that reached it."""

    def __init__(self) -> None:
        self.asked: list[Scope] = []

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        self.asked.append(scope)
        await send({"type": "websocket.accept"})


def is_let_in(names: OwnNames = OFFICE, /, **headers: str) -> bool:
    """Tell whether both a request and a web socket get through."""
    file, behind = File(b"behind"), Socket()
    status = ask(GuardMiddleware(file, names), "/", **headers).status
    (said,) = shake_hands(GuardMiddleware(behind, names), "/_stcore/stream", **headers)
    assert (said["type"] == "websocket.accept") == (status == 200) == bool(behind.asked)
    if not behind.asked:
        assert (status, said) == (403, {"type": "websocket.close", "code": 1008})
    return bool(behind.asked)


@pytest.mark.parametrize("host", [HERE, "localhost:8501", "[::1]:8501", "LOCALHOST", "127.0.0.1"])
def test_this_machine_may_ask(host: str) -> None:
    assert is_let_in(host=host)
    assert is_let_in(host=host, origin=f"http://{host}")


@pytest.mark.parametrize(
    "headers",
    [
        {"host": HERE, "origin": "http://evil.example"},
        {"host": HERE, "origin": "http://evil.example:8501"},
        {"host": HERE, "origin": "http://127.0.0.1:3000"},
        {"host": HERE, "origin": "http://localhost:8501"},
        {"host": HERE, "origin": "null"},
        {"host": HERE, "origin": ""},
        {"host": HERE, "origin": "file://"},
        {"host": HERE, "origin": "chrome-extension://127.0.0.1:8501"},
        {"host": HERE, "origin": "http://127.0.0.1:8501@evil.example"},
        {"host": HERE, "origin": "http://127.0.0.1:8501/path"},
        # A foreign name that points here (DNS rebinding): page and host agree.
        {"host": "evil.example:8501", "origin": "http://evil.example:8501"},
        {"host": "127.0.0.1.evil.example:8501"},
        {"host": "evil.example"},
        {"host": "8.8.8.8:8501"},
        {"host": "a@127.0.0.1:8501"},
        {"host": "127.0.0.1:99999"},
        {"host": ""},
        {},
    ],
)
def test_l7_foreign_pages_and_foreign_names_are_refused(headers: dict[str, str]) -> None:
    assert not is_let_in(**headers)


def test_l7_names_of_the_settings_and_of_the_machine_may_be_used() -> None:
    name = socket.gethostname().lower()
    for host in ("ban-do.sonla.vn", "BAN-DO.sonla.vn.:443", "10.1.2.3", f"{name}:8501"):
        assert is_let_in(host=host, origin=f"https://{host}")
    # A proxy asks by its own name for the map; the browser knows it by that of the settings.
    assert is_let_in(host=HERE, origin="https://ban-do.sonla.vn")
    assert is_let_in(host=HERE, origin="http://10.1.2.3:8080")
    assert not is_let_in(host=HERE, origin="http://10.1.2.3")
    assert not is_let_in(host=HERE, origin=f"http://{name}:8501")
    base = own_names("127.0.0.1", {"SON_LA_BASE_URL": "https://ban-do.example.vn/son-la/"})
    assert is_let_in(base, host="ban-do.example.vn", origin="https://ban-do.example.vn")
    assert not is_let_in(base, host=name)
    assert own_names("127.0.0.1", {"SON_LA_BASE_URL": "nonsense"}) == own_names("::1", {})


def test_the_address_that_was_reached_is_one_of_ours() -> None:
    names = own_names("::", {})
    step = GuardMiddleware(File(b"behind"), names)

    async def reached(scope: Scope, receive: Receive, send: Send) -> None:
        await step({**scope, "server": ("::ffff:192.168.1.5", 8501)}, receive, send)

    assert ask(reached, "/", host="192.168.1.5:8501").status == 200
    assert ask(reached, "/", host="192.168.1.6:8501").status == 403


@given(strategies.text(max_size=40))
def test_no_header_breaks_the_step(text: str) -> None:
    place = parse_place(text)
    assert place is None or isinstance(place, HostPort)


def test_l7_no_name_server_is_ever_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def hang(*arguments: Any, **_: Any) -> None:
        asked.append(arguments)
        time.sleep(5)

    for name in ("getaddrinfo", "gethostbyname", "getfqdn", "create_connection"):
        monkeypatch.setattr(socket, name, hang)
    began = time.monotonic()
    names = own_names("0.0.0.0", {"SON_LA_BASE_URL": "https://ban-do.example.vn"})
    assert not is_let_in(names, host=HERE, origin="http://evil.example")
    behind = Socket()
    for host, origin in (
        (HERE, f"http://{HERE}"),
        ("127.0.0.1", "https://ban-do.example.vn"),
        ("ban-do.example.vn", "https://ban-do.example.vn:443"),
    ):
        shake_hands(GuardMiddleware(behind, names), "/_stcore/stream", host=host, origin=origin)
    # What gets through Streamlit lets in without asking whether the origin is its own machine.
    for scope in behind.asked:
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        assert _is_origin_allowed(headers["origin"], headers["host"])
    assert len(behind.asked) == 3
    assert time.monotonic() - began < 1
    assert asked == []


def test_a_refusal_is_said_in_words_and_once_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    step = GuardMiddleware(File(b"behind"), OFFICE)
    with caplog.at_level(logging.WARNING, guard.__name__):
        found = ask(step, "/", host="evil.example\n" + "x" * 500)
    assert "SON_LA_HOSTS" in found.body.decode()
    assert "Bản đồ không mở" in found.body.decode()
    english = ask(step, "/", host="evil.example", accept_language="en-GB,en;q=0.8")
    assert "does not open" in english.body.decode()
    (record,) = [record for record in caplog.records if "xxx" in record.getMessage()]
    assert len(record.getMessage()) < 400
    assert "\n" not in record.getMessage()


def test_l19_every_answer_says_what_browsers_may_do_with_it() -> None:
    loose = {"access-control-allow-origin": "*", "access-control-allow-credentials": "true"}
    for address in ("/", "/app/static/map/1.html", "/_stcore/health", "/media/1.pdf"):
        found = ask(SecurityHeaders(File(b"x", headers=loose)), address)
        assert found.headers["x-content-type-options"] == "nosniff"
        assert found.headers["referrer-policy"] == "same-origin"
        assert "frame-ancestors 'self'" in found.headers["content-security-policy"]
        assert not [name for name in found.headers if name.startswith("access-control")]
    own = File(b"x", headers={"content-security-policy": "own"})
    assert ask(SecurityHeaders(own), "/").headers["content-security-policy"] == "own"


@pytest.mark.parametrize(
    "address",
    ["/_stcore/metrics", "/_stcore/metrics/", "/_stcore/agent/mcp", "/_stcore/agent/openapi.json"],
)
def test_l19_what_is_not_for_visitors_is_closed(address: str) -> None:
    file = File(b"secret")
    found = ask(SecurityHeaders(file), address)
    assert (found.status, file.asked) == (404, [])
    assert found.headers["x-content-type-options"] == "nosniff"
    assert ask(SecurityHeaders(file), "/_stcore/health").body == b"secret"


def test_l19_only_the_scripts_of_the_page_run_in_it() -> None:
    page = b"<head><script>a()</script><script data-x='1'>b()\r\n</script><script src=c></script>"
    found = policy(page)
    scripts = next(part for part in found.split("; ") if part.startswith("script-src"))
    # As `openssl dgst -sha256 -binary | base64` says.
    assert "'sha256-qVpDBgj7bpq5hMAcGp3AOc79J3Y1Z4HvySTwKrWDoy4='" in scripts
    assert scripts.count("'sha256-") == 2
    assert policy(page.replace(b"\r\n", b"\n")) == found
    assert policy(page.replace(b"a()", b"x()")) != found
    assert "unsafe-inline" not in scripts
    assert "unsafe-eval" not in found


def test_a_setting_lets_other_sites_frame_the_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SON_LA_FRAMED_BY", "https://sonla.gov.vn, javascript:x; script-src *")
    (frames,) = [part for part in policy().split("; ") if part.startswith("frame-ancestors")]
    assert frames == "frame-ancestors 'self' https://sonla.gov.vn"


def test_the_guard_comes_first() -> None:
    steps: list[Any] = [step.cls for step in asgi.middleware()]
    assert steps[:2] == [GuardMiddleware, SecurityHeaders]
    assert st.get_option("server.enableAgentApi") is False
    assert st.get_option("browser.gatherUsageStats") is False
