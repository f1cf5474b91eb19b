"""What a card tells of changes: those that count to all, those that wait to who may see them."""

from __future__ import annotations

import logging
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import SQLAlchemyError

from briefing.content.html import Tree, link_tree
from geo import clock
from geo.desk.age import age_words, moment_words
from geo.errors import SonLaMapError
from geo.faults import one_line
from geo.people.rights import RIGHTS, Action
from geo.store.settings import is_configured
from geo.strings import say
from panels import desk as desks
from panels.components.photo_link import proposed_photos
from panels.session import person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geo.catalog.catalog import Catalog
    from geo.desk.history import AppliedChange
    from geo.desk.judge import WaitingBatch
    from geo.desk.words import FactChange

_LOG: Final = logging.getLogger(__name__)
_MOST: Final = 30
NOBODY: Final[Mapping[str, str]] = MappingProxyType({})


def version() -> int:
    """Return the version of the store that is told of, 0 without one."""
    if not is_configured():
        return 0
    try:
        return desks.ledger().log.head()
    except (SonLaMapError, SQLAlchemyError) as error:
        _LOG.error("history: %s", one_line(str(error)))
        return 0


def histories_of(catalog: Catalog, language: str) -> Callable[[str], Tree]:
    """Return what gives the history of an item as a tree, an empty one where there is none."""
    try:
        known = desks.history(language, catalog)
    except (SonLaMapError, SQLAlchemyError) as error:
        _LOG.error("history: %s", one_line(str(error)))
        known = {}
    names = desks.full_names() if known else {}
    return lambda item_id: history_tree(known.get(item_id, ()), language, names)


def history_tree(
    changes: tuple[AppliedChange, ...], language: str, names: Mapping[str, str] = NOBODY
) -> Tree:
    """Return who changed what, when and why, the latest first; empty for nothing.

    Parameters
    ----------
    names
        How people are called, by their names in the log.
    """
    if not changes:
        return []
    rows = [["li", *_step(one, language, names)] for one in changes[:_MOST]]
    title = say("card.changes", language, count=len(changes))
    return ["details.sl-fold", ["summary", title], ["ul.sl-log", *rows]]


def _step(one: AppliedChange, language: str, names: Mapping[str, str]) -> Tree:
    key = "card.changed-by" if not one.approver else "card.approved-by"
    author, approver = (names.get(name, name) for name in (one.batch.author.name, one.approver))
    who = say(key, language, name=author, approver=approver)
    parts: Tree = [["time", moment_words(one.applied.at, language)], " · ", who]
    if one.is_undone:
        parts.append(["strong", f" {say('desk.undone-since', language)}"])
    parts.append(_facts(one.facts))
    if one.reason:
        parts.append(["p.sl-aside", one.reason])
    return parts


def drafts_tree(waiting: tuple[WaitingBatch, ...], item_id: str, language: str) -> Tree:
    """Return what waits about an item, said to be no part of the map; empty for nothing."""
    if not waiting:
        return []
    now = clock.moment()
    rows: Tree = []
    names = desks.full_names()
    for one in waiting:
        author = names.get(one.batch.author.name, one.batch.author.name)
        age = age_words(one.batch.at, now, language)
        number = say("desk.number", language, number=one.batch.number)
        facts = [fact for fact in one.facts if fact.subject_id == item_id]
        who = f" {author} · {age}"
        rows.append(["li", ["strong", number], who, _facts(facts), *_photos(facts)])
    return ["section.sl-drafts", ["p", ["strong", say("card.drafts", language)]], ["ul", *rows]]


def _photos(facts: Iterable[FactChange]) -> Tree:
    """Return the photos that facts bring, none or one list."""
    shown = proposed_photos(dict.fromkeys(fact.change for fact in facts))
    rows = [
        ["li", ["a.sl-photo", {"photo": digest}, ["img", {"photo": digest, "alt": caption}]]]
        for digest, caption in shown
    ]
    return [["ul.sl-photos", *rows]] if rows else []


def _facts(facts: Iterable[FactChange]) -> Tree:
    lines = []
    for fact in facts:
        line: Tree = ["li", f"{fact.name}: {fact.old} → ", ["strong", fact.new]]
        if fact.source:
            mark = link_tree(fact.source.url, fact.source.words)
            line += [" ", ["span.sl-source", "[", mark, "]"]]
        lines.append(line)
    return ["ul.sl-figures", *lines]


def drafts_for_visitor(item_id: str, language: str) -> Tree:
    """Return what waits about an item and the visitor of this run may see."""
    who = person.visitor() if is_configured() else None
    if who is None or who.role not in RIGHTS[Action.SEE_PROPOSALS]:
        return []
    try:
        return drafts_tree(desks.desk(language).drafts_about(item_id, who), item_id, language)
    except (SonLaMapError, SQLAlchemyError) as error:
        _LOG.error("drafts: %s", one_line(str(error)))
        return []


def may_change() -> bool:
    """Tell whether the visitor of this run may propose anything at all."""
    who = person.visitor() if is_configured() else None
    return who is not None and who.role in RIGHTS[Action.PROPOSE]
