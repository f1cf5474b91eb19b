"""The answer about a sheet, slide or book in words, in its language; plain text, not escaped."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from briefing.statement.statement import AREA, CORRIDOR, GOAL, SOURCE, WINDOW
from briefing.verify.values import pair, rows_apart, source, value
from geo.dates import PartialDate, format_day
from geo.escape import Syntax, escape
from geo.query.selection import read_query
from geo.query.wording import period_words
from geo.strings import languages, say, table
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.statement.carriers import Edits
    from briefing.statement.content import StatementRow
    from briefing.verify.compare import Check, CodeVerdict, Difference, Verdict
    from geo.catalog.catalog import Catalog

# Figures that have an aspect of their own beside the list of all figures.
_QUOTED = ("length", "capital")


@dataclass(frozen=True)
class Answer:
    """What a person reads.

    Parameters
    ----------
    lead
        The answer in a sentence.
    lines
        What it rests on, and what changed.
    """

    same: bool
    lead: str
    lines: tuple[str, ...]

    def text(self) -> str:
        """Return it as lines of text that no terminal takes for commands."""
        return escape("\n".join((self.lead, *self.lines)), Syntax.TEXT)


def answer(verdict: Verdict, catalog: Catalog, edits: Edits | None = None) -> Answer:
    """Say what became of a sheet, slide or book.

    Parameters
    ----------
    edits
        What was done to its slides by hand.
    """
    statement = verdict.statement
    language = statement.language if statement.language in languages() else DEFAULT_LANGUAGE
    doc = say(f"verify.doc-{statement.kind}", language)
    key = "changed" if not verdict.same else "edited" if edits else "same"
    lines = list(_about(verdict, catalog, language))
    lines += [ignored.message(language) for ignored in verdict.ignored]
    lines += _checked("then", verdict.then, catalog, doc, language)
    if verdict.now is not None and _alike(verdict.then, verdict.now):
        day = format_day(verdict.now.day, language)
        lines.append(say("verify.now-alike", language, day=day, doc=doc))
    elif verdict.now is not None:
        lines += _checked("now", verdict.now, catalog, doc, language)
    lines += _edited(edits, language) if edits else ()
    return Answer(key == "same", say(f"verify.{key}", language, doc=doc), tuple(lines))


def _edited(edits: Edits, language: str) -> Iterator[str]:
    if edits.pages:
        pages = ", ".join(map(str, edits.pages))
        yield say("verify.edited-pages", language, pages=pages)
    if edits.missing:
        yield say("verify.edited-missing", language, count=edits.missing)


def code_answer(verdict: CodeVerdict, catalog: Catalog, language: str) -> Answer:
    """Say what became of a sheet of which only the code is known."""
    lines = [verdict.selection.describe(catalog, language)]
    lines += [
        say(f"verify.code-{'fits' if fits else 'differs'}", language, day=format_day(day, language))
        for day, fits in verdict.days
    ]
    lead = say(f"verify.code-{'same' if verdict.same else 'changed'}", language, code=verdict.code)
    if not verdict.same:
        lines.append(say("verify.code-help", language))
    return Answer(verdict.same, lead, tuple(lines))


def _alike(then: Check, now: Check) -> bool:
    """Tell whether the same things differ on both days: once is enough to read them."""
    return not then.same and replace(then, day=now.day) == now


def _about(verdict: Verdict, catalog: Catalog, language: str) -> Iterator[str]:
    statement = verdict.statement
    selection, _ = read_query(statement.parameters, catalog)
    yield say(
        f"verify.about-{statement.kind}",
        language,
        code=statement.code,
        what=selection.describe(catalog, language),
        day=_day(statement.day, language),
        start=_day(statement.start, language) if statement.start else "",
        printed=_day(statement.printed, language),
    )
    same = statement.digest == verdict.digest
    yield say(
        f"verify.data-{'same' if same else 'other'}",
        language,
        old=statement.digest,
        new=verdict.digest,
        doc=say(f"verify.doc-{statement.kind}", language),
    )


def _checked(key: str, check: Check, catalog: Catalog, doc: str, language: str) -> Iterator[str]:
    state = "same" if check.same else "changed"
    yield say(f"verify.{key}-{state}", language, day=format_day(check.day, language), doc=doc)
    for one in check.differences:
        yield f"• {_difference(one, catalog, doc, language)}"
    for one in check.others:
        yield f"• {_other(one, catalog, language)}"
    if check.ground == (WINDOW,):
        yield f"• {say('verify.window', language)}"
    elif check.ground:
        names = [
            say(f"layer.{theme}", language) if f"layer.{theme}" in table() else theme
            for theme in check.ground
        ]
        yield f"• {say('verify.ground', language, layers='; '.join(names))}"


def _difference(one: Difference, catalog: Catalog, doc: str, language: str) -> str:
    said = one.new or one.old or {}
    known = catalog.projects.get(one.id)
    name = known.name[language] if known else said["name"]
    if one.old is None or one.new is None:
        key = "appeared" if one.old is None else "gone"
        return say(
            f"verify.{key}",
            language,
            name=name,
            id=one.id,
            doc=doc,
            facts=_state(said, catalog, language),
        )
    parts = []
    for aspect in _told(one.aspects, one.old, one.new):
        old, new = pair(aspect, one.old, one.new, catalog, language)
        parts.append(say(f"verify.aspect-{aspect}", language, old=old, new=new))
    shown = source(one.new.get("source"), catalog, language)
    tail = f" [{shown}]" if {"status", "date", "old"} & set(one.aspects) and shown else ""
    return f"{name} ({one.id}): {'; '.join(parts)}{tail}"


def _told(aspects: tuple[str, ...], old: StatementRow, new: StatementRow) -> list[str]:
    """Return what is told: what goes with another fact needs no words of its own."""
    hidden = set()
    if {"status", "date"} & set(aspects):
        hidden.add("source")
    if "length" in aspects:
        hidden |= {"length-source", "length-basis"}
    if _is_latest_only(aspects, old, new):
        hidden.add("history")
    if "numbers" in aspects and _are_quoted(aspects, old, new):
        hidden.add("numbers")
    return [aspect for aspect in aspects if aspect not in hidden]


def _is_latest_only(aspects: tuple[str, ...], old: StatementRow, new: StatementRow) -> bool:
    """Tell whether all that is new in a history is the event that made the new status."""
    if "history" not in aspects or not {"status", "date"} & set(aspects):
        return False
    gone, come = rows_apart(*(said.get("history") or [] for said in (old, new)))
    latest = [new.get("date"), new.get("status"), new.get("source")]
    return not gone and [[row[0], row[1], row[3]] for row in come] == [latest]


def _are_quoted(aspects: tuple[str, ...], old: StatementRow, new: StatementRow) -> bool:
    """Tell whether the figures that differ are just those with an aspect of their own."""
    told = [name for name in _QUOTED if name in aspects]
    apart = rows_apart(*(said.get("numbers") or [] for said in (old, new)))
    quantities = [[row[0] for row in rows] for rows in apart]
    return all(set(names) <= set(told) and len(set(names)) == len(names) for names in quantities)


def _state(said: StatementRow, catalog: Catalog, language: str) -> str:
    parts = [value(aspect, said, catalog, language) for aspect in ("status", "date", "source")]
    return " · ".join(part for part in parts if part != say("verify.nothing", language))


def _other(one: Difference, catalog: Catalog, language: str) -> str:
    """Say what a book says otherwise beside its projects."""
    family, _, code = one.id.partition(":")
    old, new = pair("facts", one.old, one.new, catalog, language)
    known = _name(family, code, catalog, language)
    name = known or str((one.new or one.old or {}).get("name", code))
    parts = [say(f"verify.rest-{family}", language, name=name, old=old, new=new)]
    if one.old and one.new and "name" in one.aspects:
        names = {"old": one.old["name"], "new": one.new["name"]}
        renamed = say("verify.aspect-name", language, **names)
        parts = [*parts, renamed] if "facts" in one.aspects else [f"{name}: {renamed}"]
    return "; ".join(parts)


def _name(family: str, code: str, catalog: Catalog, language: str) -> str:
    """Return what the data calls a chapter, indicator or source, empty when it knows it not."""
    if family == AREA and code in catalog.areas.by_code:
        return catalog.areas[code].full_name[language]
    if family == CORRIDOR and code in catalog.corridors:
        return catalog.corridors[code].name[language]
    if family == SOURCE and code in catalog.sources:
        return catalog.sources[code].title[language]
    id_, _, period = code.partition(":")
    names = (one.name[language] for one in catalog.indicators if one.id == id_)
    name = next(names, "") if family == GOAL else ""
    return say("verify.goal", language, name=name, period=period_words(period)) if name else ""


def _day(text: str, language: str) -> str:
    return PartialDate.parse(text).show(language)
