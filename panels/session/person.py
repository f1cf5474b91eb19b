"""Who is signed in: by the cookies of a request, or of the connection of a session.

A session's cookies are those with which its browser connected, so they may be out of date. That
does no harm: what they show is looked up at each run, and a sign-in that was ended counts nowhere.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

import streamlit as st
from streamlit.auth_util import (
    get_cookie_with_chunks,
    get_origin_from_redirect_uri,
    get_secrets_auth_section,
)
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from geo.faults import one_line
from geo.people.accounts import SESSION_SECONDS, accounts_folder, open_accounts
from geo.people.errors import PeopleError
from geo.people.rights import NOTHING, may
from geo.people.settings import access_rules
from geo.people.who import require, who_is

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.people.rights import Action, ActionSubject, Person

AGENCY_COOKIE: Final = USER_COOKIE_NAME
_LOG: Final = logging.getLogger(__name__)
_NEEDED: Final = ("client_id", "client_secret", "server_metadata_url", "redirect_uri")
_SESSION_DAYS: Final = SESSION_SECONDS / 86_400


def has_agency_sign_in() -> bool:
    """Tell whether the sign-in server of an agency is set up, as ``st.login`` wants it."""
    section = get_secrets_auth_section()
    return all(section.get(name) for name in _NEEDED) and find_spec("authlib") is not None


def can_sign_in() -> bool:
    """Tell whether anybody could sign in; where not, nobody is asked to."""
    try:
        accounts = open_accounts()
        return accounts is not None and (accounts.has_any() or has_agency_sign_in())
    except (PeopleError, sqlite3.Error) as error:
        _LOG.error("the accounts cannot be read: %s", one_line(str(error)))
        return False


def claims_in(cookies: Mapping[str, str]) -> dict[str, Any] | None:
    """Return what the sign-in server of an agency said, ``None`` where nothing proven is there.

    Streamlit has proven it and keeps it in a signed cookie (``st.user``, read for requests, too).
    """
    if USER_COOKIE_NAME not in cookies or not has_agency_sign_in():
        return None

    def proven(name: str) -> bytes | None:
        value = cookies.get(name, "").encode("latin-1", "replace")
        return decode_signed_value(get_cookie_secret(), name, value, _SESSION_DAYS)

    content = get_cookie_with_chunks(proven, USER_COOKIE_NAME)
    try:
        said = json.loads(content or b"null")
    except ValueError:
        return None
    if not isinstance(said, dict) or said.get("is_logged_in") is not True:
        return None
    # Made for pages of this map, and no other's that has the same secret.
    return said if said.get("origin") == get_origin_from_redirect_uri() else None


def person_of(cookies: Mapping[str, str]) -> Person | None:
    """Return who is signed in by the cookies of a request, ``None`` for nobody."""
    if accounts_folder() is None:
        return None
    return who_is(cookies, claims_in(cookies))


def visitor() -> Person | None:
    """Return who is signed in in the session of this run, ``None`` for nobody."""
    return person_of(st.context.cookies.to_dict()) if accounts_folder() is not None else None


def may_do(action: Action, subject: ActionSubject = NOTHING) -> bool:
    """Tell whether the visitor of this run may do something: for what is shown to them."""
    rules = access_rules()
    # What everybody may needs no look-up of who it is: signing in takes nothing away.
    return may(None, action, subject, rules) or may(visitor(), action, subject, rules)


def require_right(action: Action, subject: ActionSubject = NOTHING) -> Person | None:
    """Return the visitor of this run, who may do something; to be called by what does it.

    Raises
    ------
    NotAllowedError
        If they may not, with the reason in words; it stands in the log.
    """
    who = visitor()
    require(who, action, subject)
    return who
