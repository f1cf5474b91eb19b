"""Signing in by the sign-in server of an agency (OpenID Connect), one of ours on this machine."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit.runtime.secrets import secrets_singleton
from streamlit.web.server.starlette.starlette_auth_routes import create_auth_routes

from geo.people.rights import Person, PersonRole
from panels.server import preload
from panels.session import person
from tests.panels.oidc_server import OidcServer, serving
from tests.panels.visitor import ORIGIN, Browser, token_in

COOKIE_SECRET = "a secret that only tests know of, long enough"


@pytest.fixture(scope="module")
def oidc() -> Iterator[OidcServer]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
        with serving(f"{ORIGIN}/oauth2callback") as server:
            yield server


@pytest.fixture
def browser(oidc: OidcServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    monkeypatch.setenv("SON_LA_STATE", str(tmp_path))
    monkeypatch.setenv("SON_LA_SIGN_IN_ROLES", "bien-tap=editor:SO-XD; duyet=approver")
    monkeypatch.setattr(preload, "preload_map", lambda _: "")
    monkeypatch.setattr(secrets_singleton, "_secrets", oidc.secrets(COOKIE_SECRET))
    oidc.claims = {
        "sub": "u-17",
        "email": "An@example.vn",
        "email_verified": True,
        "name": "Nguyễn Văn An",
        "groups": ["bien-tap"],
    }

    def page(_: Request) -> PlainTextResponse:
        return PlainTextResponse("the map")

    app = Starlette(
        routes=[*create_auth_routes(""), Route("/", page)],
        middleware=[Middleware(SessionMiddleware, secret_key=COOKIE_SECRET)],
    )
    return Browser(app)


def signed_in(browser: Browser, begun_at: str = "") -> str:
    """Go the whole way to the sign-in server and back; give where it ends."""
    page = browser.ask("/dang-nhap", **({"referer": f"{ORIGIN}{begun_at}"} if begun_at else {}))
    link = re.search(r'class="agency" href="([^"]+)"', page.body.decode())
    assert link or begun_at == ""
    begun = browser.ask(html.unescape(link[1]) if link else "/dang-nhap/co-quan")
    away = browser.ask(begun.headers["location"])
    assert away.status == 302, away.body
    back = httpx2.get(away.headers["location"]).headers["location"]
    assert back.startswith(f"{ORIGIN}/oauth2callback?")
    return browser.ask(back.removeprefix(ORIGIN)).headers["location"]


def test_a_group_of_the_agency_becomes_an_editor_here(browser: Browser) -> None:
    assert signed_in(browser) == "/"
    found = person.person_of(browser.jar)
    bound = frozenset({"SO-XD"})
    assert found == Person("an@example.vn", PersonRole.EDITOR, bound, "Nguyễn Văn An")
    page = browser.ask("/dang-nhap").body.decode()
    assert "Nguyễn Văn An" in page
    # Its password is the agency's matter.
    assert "doi-mat-khau" not in page


def test_whoever_signs_in_comes_back_to_the_page_they_came_from(browser: Browser) -> None:
    asked = "/cap-nhat?part=sua&of=C%E1%BA%A7u%2C+1;x&lang=en"
    came = signed_in(browser, asked)
    assert parse_qs(urlsplit(came).query) == parse_qs(urlsplit(asked).query)
    assert urlsplit(came).path == "/cap-nhat"
    assert "son-la-next" not in browser.jar
    # It is told once, and leads to no other site, nor out again.
    assert signed_in(browser) == "/"
    for wanted in ("https://evil.example/", "//evil.example", "/auth/logout", "/%5C/evil", "x" * 9):
        browser.jar["son-la-next"] = quote(wanted, safe="")
        begun = browser.ask(f"/dang-nhap/co-quan?next={quote(wanted, safe='')}")
        assert browser.jar["son-la-next"] in ("%2F", "%2F%255C%2Fevil"), wanted
        assert begun.status == 303
        browser.jar["son-la-next"] = quote(wanted, safe="")
        away = browser.ask(begun.headers["location"])
        back = httpx2.get(away.headers["location"]).headers["location"]
        assert browser.ask(back.removeprefix(ORIGIN)).headers["location"] in ("/", "/%5C/evil")


def test_a_forged_way_back_signs_nobody_in(browser: Browser) -> None:
    """The state belongs to the browser that began; a code of somebody else is none."""
    begun = browser.ask(browser.ask("/dang-nhap/co-quan").headers["location"])
    back = httpx2.get(begun.headers["location"]).headers["location"].removeprefix(ORIGIN)
    stranger = Browser(browser.server)
    assert stranger.ask(back).headers["location"] == "/"
    assert person.AGENCY_COOKIE not in stranger.jar
    assert browser.ask(back.replace("state=", "state=x")).headers["location"] == "/"
    assert person.AGENCY_COOKIE not in browser.jar


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_no_other_site_signs_somebody_out(browser: Browser, site: str) -> None:
    signed_in(browser)
    assert browser.ask("/auth/logout", sec_fetch_site=site).headers["location"] == "/dang-nhap"
    assert person.person_of(browser.jar)
    browser.ask("/auth/logout", sec_fetch_site="same-origin")
    assert person.person_of(browser.jar) is None


def test_signing_out_here_counts_in_pages_that_are_open(browser: Browser, oidc: OidcServer) -> None:
    signed_in(browser)
    held = dict(browser.jar)
    out = browser.post("/dang-xuat", token=token_in(browser.ask("/dang-nhap")))
    assert out.status == 303
    assert person.person_of(held) is None
    page = browser.ask(out.headers["location"]).body.decode()
    assert "Đã đăng xuất." in page
    assert 'href="/auth/logout"' in page
    further = browser.ask("/auth/logout").headers["location"]
    assert further.startswith(f"{oidc.url}/end?")
    assert person.AGENCY_COOKIE not in browser.jar
    assert signed_in(browser) == "/"
    assert person.person_of(browser.jar)


@pytest.mark.parametrize("groups", [[], ["khach"], None])
def test_whoever_has_no_role_here_is_nobody(
    browser: Browser, oidc: OidcServer, groups: object
) -> None:
    oidc.claims = {**oidc.claims, "groups": groups}
    assert signed_in(browser) == "/"
    assert person.AGENCY_COOKIE in browser.jar
    assert person.person_of(browser.jar) is None


def test_a_closed_map_opens_to_readers_of_the_agency(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SON_LA_READING", "closed")
    assert browser.ask("/").status == 303
    signed_in(browser)
    assert browser.ask("/").body == b"the map"
    monkeypatch.setenv("SON_LA_SIGN_IN_ROLES", "khac=editor")
    assert browser.ask("/").status == 303


def test_a_cookie_of_another_making_or_another_day_is_none(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(browser)
    value = browser.jar[person.AGENCY_COOKIE]
    for other in (value[:-2], f"{value}x", value.replace(".", "", 1), "é", ""):
        assert person.claims_in({**browser.jar, person.AGENCY_COOKIE: other}) is None
    assert person.claims_in(browser.jar)

    def told_elsewhere() -> str:
        return "http://other.example"

    with monkeypatch.context() as patch:
        patch.setattr(person, "get_origin_from_redirect_uri", told_elsewhere)
        assert person.claims_in(browser.jar) is None
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 13 * 3600)
    assert person.claims_in(browser.jar) is None


def test_without_a_folder_for_accounts_nobody_signs_in(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(browser)
    monkeypatch.delenv("SON_LA_STATE")
    assert person.person_of(browser.jar) is None
    assert browser.ask("/dang-nhap").headers["location"] == "/"


def test_without_the_library_or_a_part_of_the_secrets_it_is_not_set_up(
    browser: Browser, oidc: OidcServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    del browser
    assert person.has_agency_sign_in()
    section: Any = dict(oidc.secrets(COOKIE_SECRET)["auth"])  # type: ignore[call-overload]
    for name in section:
        if name == "cookie_secret":
            continue
        rest = {key: value for key, value in section.items() if key != name}
        monkeypatch.setattr(secrets_singleton, "_secrets", {"auth": rest})
        assert not person.has_agency_sign_in()
    monkeypatch.setattr(secrets_singleton, "_secrets", {"auth": section})
    monkeypatch.setattr(person, "find_spec", lambda _: None)
    assert not person.has_agency_sign_in()
