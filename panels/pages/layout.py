"""What all pages share: the heading, with the languages and the way to the other pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from briefing.content.markup import element, escape_html, escape_markdown
from geo.dates import format_day
from geo.errors import DataError
from geo.faults import in_language
from geo.people.rights import RIGHTS, Action
from geo.query.selection import UnknownParameter, past_day
from geo.store.settings import is_configured
from geo.strings import languages, say, table
from geo.tables import DATA
from geo.text import DEFAULT_LANGUAGE
from panels import resources
from panels.components.links import listen, page_link
from panels.components.page import say_page
from panels.components.sign_in_link import sign_in_link
from panels.session import address, person, session, state
from panels.session.address import AppPage
from panels.session.undivided import undivided

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from geo.catalog.catalog import Catalog

_MOST_SAID: Final = 4


def catalog() -> Catalog:
    """Return the catalog; where there is none the page says why and ends there."""
    try:
        return resources.catalog()
    except DataError as error:
        _say_broken(error)
        st.stop()


def _say_broken(error: DataError) -> None:
    """Say what is wrong with the data, where, and what to do, in the language of the address."""
    asked = st.query_params.get("lang", "")
    language = asked if asked in languages() else DEFAULT_LANGUAGE
    st.title(say("error.data-title", language), anchor=False)
    what, remedy = (in_language(part, language) for part in (error.what, error.remedy or "–"))
    parts = {"where": error.where or str(DATA), "what": what}
    st.error(escape_markdown(say("error.data", language, **parts)), icon=":material/error:")
    st.markdown(escape_markdown(say("error.data-remedy", language, remedy=remedy)))
    st.markdown(escape_markdown(say("error.data-next", language)))


def current_language() -> str:
    """Return the language of the page."""
    return session.get(state.LANGUAGE) or DEFAULT_LANGUAGE


def language_parameter(language: str) -> dict[str, str]:
    """Return the parameter of the address, none for the default."""
    return {} if language == DEFAULT_LANGUAGE else {"lang": language}


def language_switch(page: AppPage, language: str) -> str:
    """Return the choice of languages as HTML: the present one in words, a link to each other."""
    choices = []
    for code in languages():
        name = say("language.name", code)
        if code == language:
            choices.append(f'<span aria-current="true">{escape_html(name)}</span>')
            continue
        known = {"lang": "", **language_parameter(code)}
        link = page_link(name, page, **known)
        # The browser keeps what it has chosen meanwhile, see `follow` in early_map.js.
        mark = f'<a lang="{code}" hreflang="{code}" data-lang="{known["lang"]}" '
        choices.append(link.replace("<a ", mark, 1))
    label = escape_html(say("filter.lang", language))
    return f'<div class="sl-languages" role="group" aria-label="{label}">{"".join(choices)}</div>'


def heading(
    page: AppPage,
    title: str,
    words: str,
    as_of: date | None = None,
    on_day: Callable[[date], None] | None = None,
) -> None:
    """Draw title, words, the way to the other pages, and what the last link held in vain.

    The page has written its address by then.

    Parameters
    ----------
    as_of
        The day that is shown instead of today: a notice says so and leads back.
    on_day
        Called with the day that is chosen on the page, see :func:`panels.components.links.listen`.
    """
    language = current_language()
    said = escape_html(words)
    name = element("h1", escape_html(title)) + f'<p class="sl-words" title="{said}">{said}</p>'
    shown = element("div", name, "sl-title")
    shown += navigation(page, language) + language_switch(page, language)
    if as_of:
        past = escape_html(say("timeline.past", language, day=format_day(as_of, language)))
        back = page_link(say("timeline.back", language), page, asof="")
        shown += element("p", f"{past} · {back}", "sl-past")
    st.html(element("div", element("div", shown, "sl-row"), "sl-heading"))
    _say_ignored(language)
    listen(on_day)
    with st.container(key="page-holder"):
        say_page(language, has_list=page is AppPage.MAP)


def _say_ignored(language: str) -> None:
    """Say what the last link held in vain; of much only some, or it would push the page away."""
    parts = address.ignored()
    words = [part.message(language) for part in parts[:_MOST_SAID]]
    if more := len(parts) - len(words):
        words.append(say("link.more", language, n=more))
    for each in words:
        st.warning(escape_markdown(each), icon=":material/link_off:")


def navigation(here: AppPage, language: str) -> str:
    """Return the links to all pages as HTML, that for signing in at their end."""
    links = []
    shown = [page for page in AppPage if page is not AppPage.UPDATES or _shows_updates(here)]
    for page in shown:
        # In a row of seven links some names are shorter than on their pages.
        short = f"nav.{page.name.lower()}"
        name = say(short if short in table() else f"page.{page.name.lower()}", language)
        link = page_link(name, page, **{"lang": "", **language_parameter(language)})
        links.append(link.replace("<a ", '<a aria-current="page" ', 1) if page is here else link)
    label, short = (escape_html(say(key, language)) for key in ("page.all", "page.menu"))
    links.append(sign_in_link(language))
    # In a narrow window they fold into a menu, see page.css.
    menu = f"<details><summary>{short}</summary><div>{''.join(links)}</div></details>"
    return f'<nav class="sl-pages" aria-label="{label}">{menu}</nav>'


def _shows_updates(here: AppPage) -> bool:
    """Tell whether the page of what waits is among the links: for who may change something."""
    if here is AppPage.UPDATES:
        return True
    who = person.visitor() if is_configured() else None
    return who is not None and who.role in RIGHTS[Action.SEE_PROPOSALS]


def begin(
    page: AppPage, take: Callable[[Catalog, Mapping[str, str]], None] | None = None
) -> tuple[Catalog, str]:
    """Begin a page that has no filters of the map.

    Parameters
    ----------
    take
        Called with the catalog and the parameters of the address where they are unread: keeps in
        the session what they say.

    Returns
    -------
    tuple
        The catalog and the language.
    """
    known = catalog()
    with undivided():
        query = address.unread(page)
        if query is not None:
            asked = query.get("lang", "")
            session[state.LANGUAGE] = asked if asked in languages() else DEFAULT_LANGUAGE
            if take:
                take(known, query)
    return known, current_language()


def read_day(name: str, query: Mapping[str, str], ignored: list[UnknownParameter]) -> date | None:
    """Return the day that a parameter names; what is none is added to what is ignored."""
    value = query.get(name, "")
    try:
        return past_day(value) if value else None
    except DataError:
        ignored.append(UnknownParameter(name, value))
        return None
