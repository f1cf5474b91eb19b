"""Signing in and out by pages of the server: plain HTML, without scripts.

A form is taken only from a page of this map (its ``Origin``), and only with a token that belongs to
a cookie of the same browser. Whoever fails is told the same, after the same work, whether the name
exists or not.
"""

from __future__ import annotations

import asyncio
import logging
import math
import sqlite3
from dataclasses import dataclass
from hmac import compare_digest
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, parse_qsl, quote, unquote, urlencode, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from streamlit.user_info import generate_login_redirect_url

from briefing.content.html import render
from geo.errors import DataError
from geo.faults import one_line
from geo.people.accounts import SESSION_SECONDS, Accounts, open_accounts
from geo.people.claims import sign_in_digest
from geo.people.errors import PeopleError
from geo.people.passwords import LEAST_LETTERS
from geo.people.settings import access_rules
from geo.people.who import COOKIE
from geo.state.folder import STATE_VARIABLE
from geo.strings import languages, say
from geo.text import DEFAULT_LANGUAGE
from panels.components import sign_in_link
from panels.server import forms
from panels.server.guard import parse_place
from panels.server.headers import POLICY, below_base
from panels.server.lanes import LaneFullError, WorkLane
from panels.session import person

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from geo.people.rights import Person

PATH: Final = f"/{sign_in_link.PATH}"
AGENCY_PATH: Final = f"{PATH}/co-quan"
BACK_PATH: Final = "/oauth2callback"
AGENCY_OUT_PATH: Final = "/auth/logout"
OUT_PATH: Final = "/dang-xuat"
CHANGE_PATH: Final = "/doi-mat-khau"
_PATHS: Final = (PATH, AGENCY_PATH, OUT_PATH, CHANGE_PATH)
_TEMPLATE: Final = "panels/server/sign_in.html.j2"
_MOST_BYTES: Final = 16_000
_LONGEST_ADDRESS: Final = 4_000
_MINUTE: Final = 60
DEVICE_COOKIE: Final = "son-la-device"
"""Says that somebody was let in in this browser, see :meth:`geo.people.accounts.Accounts.sign_in`.
"""
_DEVICE_SECONDS: Final = 180 * 86_400
_NEXT_COOKIE: Final = "son-la-next"
_NEXT_SECONDS: Final = 600
# A browser keeps no cookie of more than 4 KB.
_LONGEST_NEXT: Final = 1_500
_BUSY_SECONDS: Final = 5.0
# Each takes 64 MiB and a core for a tenth of a second.
_SLOW: Final = WorkLane("sign-in", at_once=2, of_one=4, of_all=40)
_DONE: Final = {"out": "sign-in.signed-out", "changed": "sign-in.changed"}
_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class PageNotice:
    """What a page of signing in says above its form.

    Parameters
    ----------
    words
        A sentence, empty for none.
    status
        Of the answer.
    wait_seconds
        How long the next attempt has to wait.
    """

    words: str = ""
    status: HTTPStatus = HTTPStatus.OK
    wait_seconds: float = 0.0

    @property
    def is_refusal(self) -> bool:
        """Whether it tells of something that failed."""
        return self.status is not HTTPStatus.OK


class SignInMiddleware:
    """Middleware that answers the pages of signing in.

    Parameters
    ----------
    app
        What answers all other requests.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        path = below_base(scope["path"]) if scope["type"] == "http" else ""
        if path == BACK_PATH:
            send = _to_where_it_began(Request(scope), send)
        if path == AGENCY_OUT_PATH and _is_of_another_site(Request(scope)):
            # Streamlit signs out whoever is led there, by whatever page.
            await RedirectResponse(f"{forms.base()}{PATH}", HTTPStatus.SEE_OTHER)(
                scope, receive, send
            )
            return
        if path not in _PATHS:
            await self._app(scope, receive, send)
            return
        answer = await _answer(Request(scope, receive), path)
        answer.headers["cache-control"] = "no-store"
        answer.headers[POLICY] = forms.FORM_POLICY
        await answer(scope, receive, send)


async def _answer(request: Request, path: str) -> Response:
    rules = access_rules()
    try:
        accounts = open_accounts()
        if accounts is None and not rules.reading_open:
            words = say("people.none", _language(request, ""), variable=STATE_VARIABLE)
            return PlainTextResponse(f"{words}\n", HTTPStatus.SERVICE_UNAVAILABLE)
        is_wanted = not rules.reading_open or await asyncio.to_thread(person.can_sign_in)
        if accounts is None or not is_wanted:
            return RedirectResponse(f"{forms.base()}/", HTTPStatus.SEE_OTHER)
        if request.method == "POST" and path != AGENCY_PATH:
            return await _posted(request, path, accounts)
        if path == AGENCY_PATH:
            return _to_agency(request)
        return await _page(request, accounts)
    except (PeopleError, sqlite3.Error) as error:
        _LOG.error("the accounts cannot be read: %s", one_line(str(error)))
        words = say("error.unexpected", _language(request, ""))
        return PlainTextResponse(f"{words}\n", HTTPStatus.SERVICE_UNAVAILABLE)


async def _posted(request: Request, path: str, accounts: Accounts) -> Response:
    """Answer a form, where it is one that we gave to this browser."""
    if not forms.is_own(request):
        _log_refusal("a form of another page", forms.address_of(request))
        return await _page(request, accounts, notice=_refusal(request, "sign-in.foreign"))
    form = await _form(request)
    language = _language(request, form.get("next", ""))
    nonce = forms.given_nonce(request)
    token = form.get("token", "").encode()
    right = (await asyncio.to_thread(accounts.form_mac, nonce)).encode()
    if not (nonce and compare_digest(token, right)):
        _log_refusal("a form without its token", forms.address_of(request))
        notice = PageNotice(say("sign-in.stale", language), HTTPStatus.FORBIDDEN)
        return await _page(request, accounts, form, notice)
    if path == OUT_PATH:
        return await asyncio.to_thread(_signed_out, request, accounts)
    try:
        if path == CHANGE_PATH:
            return await _changed(request, accounts, form)
        return await _signed_in(request, accounts, form)
    except LaneFullError:
        _log_refusal("one of too many at once", forms.address_of(request))
        busy = say("sign-in.busy", language)
        notice = PageNotice(busy, HTTPStatus.SERVICE_UNAVAILABLE, _BUSY_SECONDS)
        return await _page(request, accounts, form, notice)


async def _signed_in(request: Request, accounts: Accounts, form: Mapping[str, str]) -> Response:
    name, password = form.get("name", ""), form.get("password", "")
    address = forms.address_of(request)
    device = request.cookies.get(DEVICE_COOKIE, "")
    done = await _SLOW.do(address, accounts.sign_in, name, password, address, device)
    if done.person:
        _LOG.info("signed in: %s (%s) from %s", done.person.name, done.person.role, address)
        await asyncio.to_thread(accounts.sign_out, request.cookies.get(COOKIE, ""))
        answer = RedirectResponse(_own_address(form.get("next", "")), HTTPStatus.SEE_OTHER)
        forms.set_cookie(answer, DEVICE_COOKIE, done.device, request, _DEVICE_SECONDS)
        forms.set_cookie(answer, COOKIE, done.token, request)
        return answer
    # What is no name of ours may be a mistyped password, and is not written.
    who = one_line(name) if done.is_known else "a name that is none"
    _log_refusal(who, address, done.wait_seconds)
    notice = _failure(_language(request, form.get("next", "")), done.wait_seconds)
    return await _page(request, accounts, form, notice)


def _failure(language: str, wait_seconds: float) -> PageNotice:
    """Say that somebody was not let in, whatever the reason."""
    if wait_seconds <= 0:
        return PageNotice(say("sign-in.failed", language), HTTPStatus.FORBIDDEN)
    minutes = wait_seconds >= _MINUTE
    count = math.ceil(wait_seconds / _MINUTE if minutes else wait_seconds)
    wait = say("sign-in.minutes" if minutes else "sign-in.seconds", language, count=count)
    words = f"{say('sign-in.failed', language)} {say('sign-in.wait', language, wait=wait)}"
    return PageNotice(words, HTTPStatus.TOO_MANY_REQUESTS, wait_seconds)


def _log_refusal(who: str, address: str, wait_seconds: float = 0.0) -> None:
    """Say in the log that somebody or something was refused."""
    waits = f", waits {wait_seconds:.0f} s" if wait_seconds > 0 else ""
    # One text for each: the log counts what is alike.
    words = f"sign-in refused: {who} from {address or 'this machine'}{waits}"
    _LOG.warning(words)


def _signed_out(request: Request, accounts: Accounts) -> Response:
    accounts.sign_out(request.cookies.get(COOKIE, ""))
    claims = person.claims_in(request.cookies)
    if claims:
        # Sessions that are open have the cookie of their connection.
        accounts.end_foreign(sign_in_digest(claims))
    answer = _leave("out", request)
    if not access_rules().reading_open:
        answer.headers["clear-site-data"] = '"cache"'
    return answer


async def _changed(request: Request, accounts: Accounts, form: Mapping[str, str]) -> Response:
    """Give somebody who is signed in another password, and let them sign in with it."""
    language = _language(request, "")
    known = await asyncio.to_thread(accounts.person_of, request.cookies.get(COOKIE, ""))
    if known is None:
        return await _page(request, accounts, form, _refusal(request, "sign-in.stale"))
    new = form.get("new", "")
    address = forms.address_of(request)
    given = (known.name, form.get("password", ""), address, request.cookies.get(DEVICE_COOKIE, ""))
    done = await _SLOW.do(address, accounts.sign_in, *given)
    if not done.person:
        _log_refusal(known.name, address, done.wait_seconds)
        return await _page(request, accounts, form, _failure(language, done.wait_seconds))
    await asyncio.to_thread(accounts.sign_out, done.token)
    wrong = "" if new == form.get("again", "") else say("people.not-alike", language)
    if not wrong:
        try:
            await _SLOW.do(address, accounts.set_password, known.name, new)
        except PeopleError as error:
            wrong = error.words(language)
    if wrong:
        notice = PageNotice(f"{wrong[:1].upper()}{wrong[1:]}.", HTTPStatus.BAD_REQUEST)
        return await _page(request, accounts, form, notice)
    return _leave("changed", request)


def _leave(done: str, request: Request) -> Response:
    language = _language(request, "")
    query = urlencode({"done": done} | ({"lang": language} if language != DEFAULT_LANGUAGE else {}))
    answer = RedirectResponse(f"{forms.base()}{PATH}?{query}", HTTPStatus.SEE_OTHER)
    answer.delete_cookie(COOKIE, path=forms.base() or "/", httponly=True, samesite="lax")
    return answer


def _to_agency(request: Request) -> Response:
    """Lead to the sign-in server of the agency, as ``st.login`` does."""
    if not person.has_agency_sign_in():
        words = say("sign-in.no-agency", _language(request, ""))
        return PlainTextResponse(f"{words}\n", HTTPStatus.NOT_FOUND)
    answer = RedirectResponse(generate_login_redirect_url("default"), HTTPStatus.SEE_OTHER)
    target = quote(_own_address(request.query_params.get("next", "")), safe="")
    if len(target) <= _LONGEST_NEXT:
        forms.set_cookie(answer, _NEXT_COOKIE, target, request, _NEXT_SECONDS)
    return answer


def _to_where_it_began(request: Request, send: Send) -> Send:
    """Lead whoever has signed in by an agency to the page they came from: Streamlit says home."""
    target = _own_address(unquote(request.cookies.get(_NEXT_COOKIE, "")))

    async def answered(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=[*message["headers"]])
            mark = f"{person.AGENCY_COOKIE}="
            let_in = any(one.startswith(mark) for one in headers.getlist("set-cookie"))
            if let_in and "location" in headers:
                headers["location"] = target
                gone = Response()
                gone.delete_cookie(_NEXT_COOKIE, path=forms.base() or "/")
                headers.append("set-cookie", gone.headers["set-cookie"])
            message = {**message, "headers": headers.raw}
        await send(message)

    return answered


def _is_of_another_site(request: Request) -> bool:
    """Tell whether a browser says that a page of another site leads it here."""
    return request.headers.get("sec-fetch-site", "none") in ("cross-site", "same-site")


async def _page(
    request: Request,
    accounts: Accounts,
    form: Mapping[str, str] | None = None,
    notice: PageNotice | None = None,
) -> Response:
    """Return the page of who is not signed in, or is."""
    nonce = forms.nonce_of(request)
    if notice is None:
        done = _DONE.get(request.query_params.get("done", ""), "")
        notice = PageNotice(say(done, _language(request, "")) if done else "")
    made = (request, accounts, form or {}, notice, nonce)
    answer = HTMLResponse(await asyncio.to_thread(_html, *made), notice.status)
    if notice.wait_seconds > 0:
        answer.headers["retry-after"] = str(math.ceil(notice.wait_seconds))
    forms.remember(answer, nonce, request)
    return answer


def _html(
    request: Request, accounts: Accounts, form: Mapping[str, str], notice: PageNotice, nonce: str
) -> str:
    asked = request.query_params.get("next") or _referring_address(request)
    target = _own_address(form.get("next") or asked)
    language = _language(request, target)
    who = person.person_of(request.cookies)
    return render(
        _TEMPLATE,
        language,
        base=forms.base(),
        languages=[(code, say("language.name", code), _same(code, target)) for code in languages()],
        font=forms.font(),
        icon=forms.icon(),
        frame=_frame(),
        paths={"in": PATH, "agency": AGENCY_PATH, "out": OUT_PATH, "change": CHANGE_PATH},
        target=target,
        typed=form.get("name", ""),
        token=accounts.form_mac(nonce),
        notice=notice,
        who=who,
        is_local=accounts.person_of(request.cookies.get(COOKIE, "")) is not None,
        agencies=_agency_names(who, language),
        hours=round(SESSION_SECONDS / 3600),
        least=LEAST_LETTERS,
        has_accounts=accounts.has_any(),
        has_agency=person.has_agency_sign_in(),
        leaves_agency=person.AGENCY_COOKIE in request.cookies and who is None,
        is_closed=not access_rules().reading_open,
    )


def _agency_names(who: Person | None, language: str) -> list[str]:
    """Return the names of the agencies that somebody is bound to."""
    if who is None or not who.agencies:
        return []
    # Streamlit's caches want a running server when they are defined.
    from panels import resources

    try:
        known = resources.catalog().agencies
    except DataError:
        known = {}
    return [known[one].name[language] if one in known else one for one in sorted(who.agencies)]


def _frame() -> str:
    """Return the address of the map page, by which the start of the map knows that it is there."""
    from panels.server.preload import preload_map

    return preload_map("")


def _refusal(request: Request, key: str) -> PageNotice:
    return PageNotice(say(key, _language(request, "")), HTTPStatus.FORBIDDEN)


async def _form(request: Request) -> dict[str, str]:
    """Return the fields of a form, none of one that is too long."""
    try:
        return await forms.form_of(request, _MOST_BYTES)
    except forms.TooLongError:
        return {}


def _referring_address(request: Request) -> str:
    """Return the page of ours that the visitor comes from, empty for none."""
    try:
        came = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return ""
    if parse_place(came.netloc) != parse_place(request.headers.get("host", "")):
        return ""
    return f"{came.path}?{came.query}" if came.query else came.path


def _own_address(wanted: str) -> str:
    """Return where to go on: a page of ours, whatever an address asks for."""
    home = f"{forms.base()}/"
    plain = len(wanted) <= _LONGEST_ADDRESS and wanted.isprintable() and "\\" not in wanted
    if not plain or not wanted.startswith(home) or wanted.startswith("//"):
        return home
    path = below_base(wanted.partition("?")[0])
    is_passing = path in (*_PATHS, BACK_PATH) or path.startswith("/auth/")
    return home if is_passing else quote(wanted, "/?&=%,~+")


def _language(request: Request, target: str) -> str:
    """Return the language that the address asks for, else that of the page to go on to."""
    asked = (
        request.query_params.get("lang", "")
        or parse_qs(target.partition("?")[2]).get("lang", [""])[-1]
    )
    return asked if asked in languages() else DEFAULT_LANGUAGE


def _same(code: str, target: str) -> str:
    """Return the address of the page in another language, which leads on to one in it as well."""
    path, _, query = target.partition("?")
    pairs = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != "lang"]
    if code != DEFAULT_LANGUAGE:
        pairs.append(("lang", code))
    further = f"{path}?{urlencode(pairs)}" if pairs else path
    return f"{forms.base()}{PATH}?{urlencode({'lang': code, 'next': further})}"
