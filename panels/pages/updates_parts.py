"""What the parts of *Cập nhật* share: doing a deed, links to the map, facts by their subject."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from briefing.content.html import part
from briefing.content.markup import escape_markdown
from geo.desk.feed import subject_name
from geo.errors import SonLaMapError
from geo.people.errors import PeopleError
from geo.store.model import StoreError, row_cells
from geo.strings import say
from geo.trip.documents import UNSOURCED_ID
from panels.components.links import page_link
from panels.session import session
from panels.session.address import FILTERS, AppPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geo.catalog.catalog import Catalog
    from geo.desk.words import FactChange

TEMPLATE: Final = "panels/pages/updates.html.j2"
MOST_SHOWN: Final = 25
_SIDES: Final = ("updates.base", "updates.theirs", "updates.mine")
_FILE_SIDES: Final = ("updates.base-file", "updates.theirs", "updates.mine-file")
_SAID: Final = "updates-said"
_ALL: Final = dict.fromkeys((*FILTERS, "status", "q", "near", "asof"), "")


def map_link(words: str, item_id: str) -> str:
    """Return a link to the map with something chosen and no filter that hides it, as HTML."""
    return page_link(words, AppPage.MAP, "sl-on-map", **_ALL, id=item_id)


def do(deed: Callable[[], str], language: str) -> None:
    """Do something, keep what is said of it for the next run, and run again."""
    try:
        session[_SAID] = ("", deed())
    except (SonLaMapError, SQLAlchemyError) as error:
        session[_SAID] = ("error", words_of(error, language))
    st.rerun()


def words_of(error: Exception, language: str) -> str:
    """Return what went wrong in words for whoever did something."""
    if isinstance(error, StoreError | PeopleError):
        return error.words(language)
    return str(error) if isinstance(error, SonLaMapError) else say("error.unexpected", language)


def say_what_was_done() -> None:
    """Say once what became of the last deed."""
    kind, words = session.pop(_SAID, ("", ""))
    if words and kind:
        st.error(escape_markdown(words), icon=":material/error:")
    elif words:
        st.success(escape_markdown(words), icon=":material/check_circle:")


@dataclass(frozen=True)
class ChangedSubject:
    """Facts that change about one thing.

    Parameters
    ----------
    is_known
        Whether it is a project or an asset that the map has.
    is_new
        Whether it is a project that these facts bring.
    """

    id: str
    name: str
    facts: list[FactChange]
    is_known: bool
    is_new: bool


def by_subject(
    catalog: Catalog, facts: Iterable[FactChange], language: str
) -> tuple[list[ChangedSubject], list[str]]:
    """Return facts by what they are about, and the documents that come with them."""
    groups: dict[str, list[FactChange]] = {}
    documents: list[str] = []
    nothing = say("trip.nothing", language)
    for fact in facts:
        if fact.change.table == "sources" and fact.change.is_row:
            # Who says that there is no source brings none; an undo brings none either.
            if fact.new != nothing and not fact.change.subject.startswith(UNSOURCED_ID):
                documents.append(fact.new)
        else:
            groups.setdefault(fact.subject_id, []).append(fact)
    return [_subject(catalog, id_, own, language) for id_, own in groups.items()], documents


def _subject(catalog: Catalog, id_: str, facts: list[FactChange], language: str) -> ChangedSubject:
    known = id_ in catalog.projects or id_ in catalog.assets
    named = "" if known else next(filter(None, (_new_name(one, language) for one in facts)), "")
    name = named or subject_name(catalog, id_, language)
    return ChangedSubject(id_, name, facts, known, bool(named))


def _new_name(fact: FactChange, language: str) -> str:
    """Return the name that a fact gives to a project, empty where it gives none."""
    change = fact.change
    if change.table != "projects" or not change.new:
        return ""
    if change.is_row:
        cells = row_cells(change.new)
        return cells.get(f"name_{language}", "") or cells.get("name_vi", "")
    return change.new if change.field == "name_vi" else ""


@dataclass(frozen=True)
class ConflictSides:
    """A fact that two people have changed, in words.

    Parameters
    ----------
    base
        What stood when the author looked.
    where
        In which cell of a file, empty for none.
    """

    title: str
    base: str
    theirs: str
    mine: str
    where: str = ""


def ask_side(sides: ConflictSides, key: str, language: str) -> str:
    """Draw three values of a fact and ask which one stays; empty until somebody has chosen."""
    names = _FILE_SIDES if sides.where else _SIDES
    st.html(part(TEMPLATE, "conflict", language, names=names, **asdict(sides)))
    return choose_side(key, language, {"theirs": sides.theirs, "mine": sides.mine})


def choose_side(key: str, language: str, values: Mapping[str, str]) -> str:
    """Ask whose value stays; empty until somebody has chosen.

    Parameters
    ----------
    values
        In words, by side.
    """
    chosen: str | None = st.radio(
        say("updates.choose", language),
        options=["theirs", "mine"],
        format_func=lambda side: escape_markdown(
            say(f"updates.keep-{side}", language, value=values[side])
        ),
        key=f"side-{key}",
        index=None,
    )
    return chosen or ""
