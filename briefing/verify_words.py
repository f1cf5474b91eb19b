"""The answer about a sheet in words, in the language of the sheet; plain text, not escaped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.first_page import short_source
from briefing.statement import WINDOW
from geo.dates import PartialDate, show_day
from geo.errors import DataError
from geo.escape import Target, escape
from geo.selection import read_query
from geo.strings import languages, say, show_exact, table
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from briefing.said import Said
    from briefing.verify import Check, CodeVerdict, Difference, Verdict
    from geo.catalog import Catalog

_STATUSES = ("status", "old")


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
        return escape("\n".join((self.lead, *self.lines)), Target.TEXT)


def answer(verdict: Verdict, catalog: Catalog) -> Answer:
    """Say what became of a sheet."""
    statement = verdict.statement
    language = statement.language if statement.language in languages() else DEFAULT_LANGUAGE
    key = "changed" if verdict.ignored or not verdict.same else "same"
    lines = list(_about(verdict, catalog, language))
    lines += [ignored.message(language) for ignored in verdict.ignored]
    lines += _checked("then", verdict.then, catalog, language)
    if verdict.now is not None and _alike(verdict.then, verdict.now):
        day = show_day(verdict.now.day, language)
        lines.append(say("verify.now-alike", language, day=day))
    elif verdict.now is not None:
        lines += _checked("now", verdict.now, catalog, language)
    return Answer(verdict.same, say(f"verify.{key}", language), tuple(lines))


def code_answer(verdict: CodeVerdict, catalog: Catalog, language: str) -> Answer:
    """Say what became of a sheet of which only the code is known."""
    lines = [verdict.selection.describe(catalog, language)]
    lines += [
        say(f"verify.code-{'fits' if fits else 'differs'}", language, day=show_day(day, language))
        for day, fits in verdict.days
    ]
    lead = say(f"verify.code-{'same' if verdict.same else 'changed'}", language, code=verdict.code)
    if not verdict.same:
        lines.append(say("verify.code-help", language))
    return Answer(verdict.same, lead, tuple(lines))


def _alike(then: Check, now: Check) -> bool:
    """Tell whether the same things differ on both days: once is enough to read them."""
    return not then.same and (then.differences, then.ground) == (now.differences, now.ground)


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
    )


def _checked(key: str, check: Check, catalog: Catalog, language: str) -> Iterator[str]:
    state = "same" if check.same else "changed"
    yield say(f"verify.{key}-{state}", language, day=show_day(check.day, language))
    for one in check.differences:
        yield f"• {_difference(one, catalog, language)}"
    if check.ground == (WINDOW,):
        yield f"• {say('verify.window', language)}"
    elif check.ground:
        names = [
            say(f"layer.{theme}", language) if f"layer.{theme}" in table() else theme
            for theme in check.ground
        ]
        yield f"• {say('verify.ground', language, layers='; '.join(names))}"


def _difference(one: Difference, catalog: Catalog, language: str) -> str:
    said = one.new or one.old or {}
    known = catalog.projects.get(one.project_id)
    name = known.name[language] if known else said["name"]
    if one.old is None or one.new is None:
        key = "appeared" if one.old is None else "gone"
        return say(
            f"verify.{key}",
            language,
            name=name,
            id=one.project_id,
            facts=_state(said, catalog, language),
        )
    old, new = one.old, one.new
    parts = [
        say(
            f"verify.aspect-{aspect}",
            language,
            old=_value(aspect, old, catalog, language),
            new=_value(aspect, new, catalog, language),
        )
        for aspect in _told(one.aspects)
    ]
    source = _source(new.get("source"), catalog, language)
    tail = f" [{source}]" if {"status", "date", "old"} & set(one.aspects) and source else ""
    return f"{name} ({one.project_id}): {'; '.join(parts)}{tail}"


def _told(aspects: tuple[str, ...]) -> list[str]:
    """Return what is told: a source that goes with its fact needs no line of its own."""
    hidden = set()
    if {"status", "date"} & set(aspects):
        hidden.add("source")
    if "length" in aspects:
        hidden |= {"length-source", "length-basis"}
    return [aspect for aspect in aspects if aspect not in hidden]


def _state(said: Said, catalog: Catalog, language: str) -> str:
    parts = [_value(aspect, said, catalog, language) for aspect in ("status", "date", "source")]
    return " · ".join(part for part in parts if part != say("verify.nothing", language))


def _value(aspect: str, said: Said, catalog: Catalog, language: str) -> str:
    value: Any = said.get(aspect)
    if value is None or value == []:
        return say("verify.nothing", language)
    if aspect in _STATUSES:
        return _word("status", value, language)
    if aspect == "length-basis":
        known = f"basis.{value}" in table()
        return say(f"basis.{value}", language) if known else say("verify.nothing", language)
    shown: dict[str, Callable[[Any, Catalog, str], str]] = {
        "date": lambda day, _, words: PartialDate.parse(day).show(words),
        "source": _source,
        "length-source": _source,
        "capital": _figure,
        "events": _events,
        "figures": _figures,
    }
    if aspect in shown:
        return shown[aspect](value, catalog, language)
    source = _source(said.get("length-source"), catalog, language)
    tail = f" [{source}]" if source else ""
    return f"{show_exact(value, language)} km{tail}" if aspect == "length" else str(value)


def _events(rows: list[list[Any]], catalog: Catalog, language: str) -> str:
    return "; ".join(_event(row, catalog, language) for row in rows)


def _figures(rows: list[list[Any]], catalog: Catalog, language: str) -> str:
    return "; ".join(
        f"{_word('quantity', row[0], language)} {_figure(row[1:5], catalog, language)}"
        for row in rows
    )


def _event(row: list[Any], catalog: Catalog, language: str) -> str:
    day, status, note, source = row
    return (
        f"{day} {_word('status', status, language)}: {note} [{_source(source, catalog, language)}]"
    )


def _figure(row: list[Any], catalog: Catalog, language: str) -> str:
    value, unit, qualifier, source = row
    shown = show_exact(value, language) if isinstance(value, int | float) else str(value)
    words = [
        _word("qualifier", qualifier, language) if qualifier else "",
        shown,
        _word("unit", unit, language),
        f"[{_source(source, catalog, language)}]",
    ]
    return " ".join(word for word in words if word)


def _word(family: str, value: object, language: str) -> str:
    key = f"{family}.{value}"
    return say(key, language) if key in table() else str(value)


def _source(source_id: object, catalog: Catalog, language: str) -> str:
    if not source_id:
        return ""
    known = catalog.sources.get(str(source_id))
    return short_source(known, language) if known else str(source_id)


def _iso(value: object, language: str) -> str:
    try:
        return PartialDate.parse(str(value)).show(language)
    except DataError:
        return str(value)


def _day(text: str, language: str) -> str:
    return PartialDate.parse(text).show(language)
