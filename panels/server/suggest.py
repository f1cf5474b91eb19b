"""*Đề nghị sửa*: a page of the server with which any reader says what is wrong.

Plain HTML without scripts, for whoever scanned the code of a sheet in the field. What comes in is
words of strangers: bounded, counted, kept as plain text, and shown to nobody but who judges it.
"""

from __future__ import annotations

import asyncio
import logging
import math
import unicodedata
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from briefing.content.html import render
from geo.errors import DataError, SonLaMapError
from geo.faults import one_line
from geo.people.rights import Action
from geo.people.who import NotAllowedError, require
from geo.store.model import StoreError
from geo.store.suggestions import SuggestionText, suggest
from geo.strings import languages, say
from geo.text import DEFAULT_LANGUAGE, nfc
from panels.components.suggest_link import PATH as NAME
from panels.components.suggest_link import suggestions_offered
from panels.server import forms
from panels.server.headers import POLICY, below_base
from panels.server.rates import RateLimit
from panels.session import person
from panels.session.address import PARAMETERS, AppPage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

PATH: Final = f"/{NAME}"
MOST_LETTERS: Final[Mapping[str, int]] = {
    "wrong": 2_000,
    "right": 2_000,
    "source": 500,
    "contact": 200,
    "code": 40,
    "id": 80,
    "view": 2_000,
}
"""How long each part may be, in letters."""
MOST_BYTES: Final = 64_000
TRAP: Final = "website"
"""A field that no person sees; programs fill it in."""
_LINES: Final = ("wrong", "right")
# No script puts more on a letter; a heap of them is drawn over the lines above and below.
_MOST_MARKS: Final = 3
_TEMPLATE: Final = "panels/server/suggest.html.j2"
_MINUTE: Final = 60
_HOUR: Final = 3_600
_LOG: Final = logging.getLogger(__name__)


def usual_rates() -> tuple[RateLimit, ...]:
    """Return how many suggestions are taken: by address and of all, in a minute and in an hour."""
    return RateLimit(3, 20, _MINUTE), RateLimit(10, 60, _HOUR)


@dataclass(frozen=True)
class FormNotice:
    """What the page says above its form.

    Parameters
    ----------
    words
        A sentence, empty for none.
    wait_seconds
        How long the next attempt has to wait.
    """

    words: str = ""
    status: HTTPStatus = HTTPStatus.OK
    wait_seconds: float = 0.0


class SuggestMiddleware:
    """Middleware that answers the page of suggestions.

    Parameters
    ----------
    app
        What answers all other requests.
    rates
        How often it takes one, ``None`` for as usual.
    """

    def __init__(self, app: ASGIApp, rates: tuple[RateLimit, ...] | None = None) -> None:
        self._app = app
        self._rates = usual_rates() if rates is None else rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or below_base(scope["path"]) != PATH:
            await self._app(scope, receive, send)
            return
        answer = await self._answer(Request(scope, receive))
        answer.headers["cache-control"] = "no-store"
        answer.headers[POLICY] = forms.FORM_POLICY
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        language = forms.language_of(request)
        if not suggestions_offered():
            words = say("suggest.off", language)
            return await _page(request, {}, FormNotice(words, HTTPStatus.NOT_FOUND))
        try:
            who = await asyncio.to_thread(person.person_of, request.cookies)
            require(who, Action.SUGGEST)
        except NotAllowedError as error:
            words = error.words(language)
            return await _page(request, {}, FormNotice(words, HTTPStatus.FORBIDDEN))
        if request.method == "POST":
            return await self._posted(request, language)
        return await _page(request, _asked(request))

    async def _posted(self, request: Request, language: str) -> Response:
        try:
            form = await forms.form_of(request, MOST_BYTES)
        except forms.TooLongError:
            words = say("suggest.too-long", language)
            notice = FormNotice(words, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return await _page(request, _asked(request), notice)
        refusal = self._refusal(request, form, language)
        if refusal is not None:
            _LOG.warning("suggestion refused: %s", f"{refusal.status.value} {_host(request)}")
            return await _page(request, form, refusal)
        if form.get(TRAP):
            # Whoever fills it in learns nothing of it.
            _LOG.warning("suggestion refused: %s", f"a program, {_host(request)}")
            return _thanks(language)
        text = _text(form, language)
        try:
            number = await asyncio.to_thread(_keep, text)
        except (SQLAlchemyError, SonLaMapError, OSError) as error:
            words = say("suggest.lost", language)
            if isinstance(error, StoreError) and error.sentence.startswith("suggest."):
                words = error.words(language)
            else:
                # Where the store lies and what ails it is nothing for strangers.
                _LOG.error("a suggestion is lost: %s", one_line(str(error)))
            return await _page(request, form, FormNotice(words, HTTPStatus.SERVICE_UNAVAILABLE))
        _LOG.info("suggestion %d %s", number, _host(request))
        return _thanks(language)

    def _refusal(
        self, request: Request, form: Mapping[str, str], language: str
    ) -> FormNotice | None:
        """Return why a form is not taken, ``None`` where it is."""
        if not (forms.is_own(request) and forms.has_token(request, form.get("token", ""))):
            return FormNotice(say("suggest.stale", language), HTTPStatus.FORBIDDEN)
        if any(len(form.get(name, "")) > most for name, most in MOST_LETTERS.items()):
            return FormNotice(say("suggest.too-long", language), HTTPStatus.BAD_REQUEST)
        if not any(form.get(name, "").strip() for name in _LINES):
            return FormNotice(say("suggest.empty", language), HTTPStatus.BAD_REQUEST)
        address = forms.address_of(request)
        # What the first refuses does not count for the next.
        waits = (rate.wait_seconds(address) for rate in self._rates)
        wait = next((seconds for seconds in waits if seconds > 0), 0.0)
        if wait > 0:
            words = say("suggest.wait", language, count=math.ceil(wait / _MINUTE))
            return FormNotice(words, HTTPStatus.TOO_MANY_REQUESTS, wait)
        return None


def _asked(request: Request) -> dict[str, str]:
    """Return what the form is about; no link fills in what a reader says."""
    return {name: request.query_params.get(name, "") for name in ("id", "view")}


def _keep(text: SuggestionText) -> int:
    # Streamlit's caches want a running server when they are defined.
    from panels import desk

    return suggest(desk.ledger().log, text)


def _text(form: Mapping[str, str], language: str) -> SuggestionText:
    """Return what was written as plain text: composed letters, nothing that cannot be printed."""
    parts = {
        name: _plain(form.get(name, ""), lines=name in _LINES)
        for name in ("wrong", "right", "source", "contact", "code")
    }
    subject, view = _plain(form.get("id", "")), own_query(form.get("view", ""))
    return SuggestionText(**parts, subject=subject, view=view, language=language)


def _plain(words: str, *, lines: bool = False) -> str:
    text = "".join(_without_heaps(nfc(words)))
    found = [
        " ".join("".join(each if each.isprintable() else " " for each in line).split())
        for line in text.splitlines()
    ]
    return ("\n" if lines else " ").join(line for line in found if line)


def _without_heaps(words: str) -> Iterator[str]:
    marks = 0
    for each in words:
        marks = marks + 1 if unicodedata.category(each) in ("Mn", "Me") else 0
        if marks <= _MOST_MARKS:
            yield each


def own_query(query: str) -> str:
    """Return of the query of an address what the map reads, whoever wrote it."""
    known = frozenset(PARAMETERS[AppPage.MAP])
    try:
        pairs = parse_qsl(query, max_num_fields=50)
    except ValueError:
        return ""
    return urlencode([(name, value) for name, value in pairs if name in known])


def _thanks(language: str) -> Response:
    query = {"done": "1"} | ({"lang": language} if language != DEFAULT_LANGUAGE else {})
    target = f"{forms.base()}{PATH}?{urlencode(query)}"
    return RedirectResponse(target, HTTPStatus.SEE_OTHER)


async def _page(
    request: Request, form: Mapping[str, str], notice: FormNotice | None = None
) -> Response:
    nonce = forms.nonce_of(request)
    shown = notice or FormNotice()
    html = await asyncio.to_thread(_html, request, form, shown, nonce)
    answer = HTMLResponse(html, shown.status)
    if shown.wait_seconds > 0:
        answer.headers["retry-after"] = str(math.ceil(shown.wait_seconds))
    forms.remember(answer, nonce, request)
    return answer


def _html(request: Request, form: Mapping[str, str], notice: FormNotice, nonce: str) -> str:
    language = forms.language_of(request)
    subject, name = _subject(form.get("id", ""), language)
    view = own_query(form.get("view", "")[: MOST_LETTERS["view"]])
    asked = {"id": subject} if subject else {}
    back = f"{forms.base()}/?{urlencode(asked)}" if asked else f"{forms.base()}/"
    return render(
        _TEMPLATE,
        language,
        base=forms.base(),
        font=forms.font(),
        icon=forms.icon(),
        path=PATH,
        languages=[
            (code, say("language.name", code), _same(request, code)) for code in languages()
        ],
        token=forms.token_for(nonce),
        notice=notice,
        is_done="done" in request.query_params and request.method == "GET",
        is_off=notice.status in (HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN) and not form,
        form={field: form.get(field, "") for field in MOST_LETTERS},
        subject=subject,
        name=name,
        view=view,
        back=f"{forms.base()}/?{view}" if view else back,
        most=MOST_LETTERS,
        trap=TRAP,
    )


def _subject(id_: str, language: str) -> tuple[str, str]:
    """Return id and name of a project or asset, both empty for what is none."""
    from panels import resources

    try:
        known = resources.catalog()
    except DataError:
        return "", ""
    item = known.projects.get(id_) or known.assets.get(id_)
    return (item.id, item.name[language]) if item else ("", "")


def _same(request: Request, code: str) -> str:
    """Return the address of the page in another language."""
    pairs = [pair for pair in request.query_params.multi_items() if pair[0] != "lang"]
    if code != DEFAULT_LANGUAGE:
        pairs.append(("lang", code))
    return f"{forms.base()}{PATH}?{urlencode(pairs)}" if pairs else f"{forms.base()}{PATH}"


def _host(request: Request) -> str:
    return f"from {forms.address_of(request) or 'this machine'}"
