"""The answer about a sheet, slide or book in words, in its language; plain text, not escaped.

What a statement holds may come from anybody's file: what means nothing is shown as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from briefing.statement.statement import AIM, AREA, CORRIDOR, GOAL, SOURCE, WINDOW
from geo.dates import PartialDate, format_day
from geo.errors import DataError
from geo.escape import Syntax, escape
from geo.query.selection import read_query
from geo.query.wording import period_words, short_source, word_of
from geo.strings import format_exact, languages, say
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from briefing.statement.carriers import Edits
    from briefing.statement.statement import StatementRow
    from briefing.verify.compare import Check, CodeVerdict, Difference, Verdict
    from geo.catalog.catalog import Catalog

# Aspects that are rows: only those that differ are told.
_ROWS = ("history", "numbers", "control", "facts")
# Figures that have an aspect of their own beside the list of all figures.
_QUOTED = ("length", "capital")
_PLAIN_NUMBER = re.compile(r"\d{1,12}(\.\d{1,12})?", re.ASCII)


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
    kind, language = verdict.statement.kind, verdict.statement.language
    words = _Words(catalog, language if language in languages() else DEFAULT_LANGUAGE, kind)
    key = "changed" if not verdict.same else "edited" if edits else "same"
    lines = list(words.about(verdict))
    lines += [ignored.message(words.language) for ignored in verdict.ignored]
    lines += words.checked("then", verdict.then)
    if verdict.now is not None and _alike(verdict.then, verdict.now):
        lines.append(words.say("now-alike", day=format_day(verdict.now.day, words.language)))
    elif verdict.now is not None:
        lines += words.checked("now", verdict.now)
    if edits and edits.pages:
        lines.append(words.say("edited-pages", pages=", ".join(map(str, edits.pages))))
    if edits and edits.missing:
        lines.append(words.say("edited-missing", count=edits.missing))
    return Answer(key == "same", words.say(key), tuple(lines))


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


def rows_apart(old: list[Any], new: list[Any]) -> tuple[list[Any], list[Any]]:
    """Return the rows that only one of two lists has; both lists when only the order differs."""
    gone = [row for row in old if row not in new]
    come = [row for row in new if row not in old]
    return (gone, come) if gone or come else (old, new)


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


@dataclass(frozen=True)
class _Words:
    """Words for what a statement of a `kind` holds, in one language."""

    catalog: Catalog
    language: str
    kind: str

    def say(self, key: str, **values: object) -> str:
        """Return words of the answer; they may name the sheet, slide or book as ``{doc}``."""
        doc = say(f"verify.doc-{self.kind}", self.language)
        return say(f"verify.{key}", self.language, doc=doc, **values)

    def about(self, verdict: Verdict) -> Iterator[str]:
        """Yield what the file is, and whether any of the data changed since."""
        statement = verdict.statement
        selection, _ = read_query(statement.parameters, self.catalog)
        project = self.catalog.projects.get(statement.project)
        what = selection.describe(self.catalog, self.language)
        yield self.say(
            f"about-{self.kind}",
            code=statement.code,
            what=project.name[self.language] if project else statement.project or what,
            day=self._day(statement.day),
            start=self._day(statement.start),
            printed=self._day(statement.printed),
        )
        state = "same" if statement.digest == verdict.digest else "other"
        yield self.say(f"data-{state}", old=statement.digest, new=verdict.digest)

    def checked(self, key: str, check: Check) -> Iterator[str]:
        """Yield whether it agrees with the data of a day, and each difference."""
        state = "same" if check.same else "changed"
        yield self.say(f"{key}-{state}", day=format_day(check.day, self.language))
        for one in check.differences:
            yield f"• {self._difference(one)}"
        for one in check.others:
            yield f"• {self._other(one)}"
        if check.ground == (WINDOW,):
            yield f"• {self.say('window')}"
        elif check.ground:
            names = "; ".join(self._word("layer", theme) for theme in check.ground)
            yield f"• {self.say('ground', layers=names)}"

    def _difference(self, one: Difference) -> str:
        said = one.new or one.old or {}
        known = self.catalog.projects.get(one.id)
        name = known.name[self.language] if known else said["name"]
        if one.old is None or one.new is None:
            key = "appeared" if one.old is None else "gone"
            parts = [self._value(aspect, said) for aspect in ("status", "date", "source")]
            facts = " · ".join(part for part in parts if part != self.say("nothing"))
            return self.say(key, name=name, id=one.id, facts=facts)
        parts = []
        for aspect in _told(one.aspects, one.old, one.new):
            old, new = self._pair(aspect, one.old, one.new)
            parts.append(self.say(f"aspect-{aspect}", old=old, new=new))
        shown = self._source(one.new.get("source"))
        tail = f" [{shown}]" if {"status", "date", "old"} & set(one.aspects) and shown else ""
        return f"{name} ({one.id}): {'; '.join(parts)}{tail}"

    def _other(self, one: Difference) -> str:
        """Say what a book says otherwise beside its projects."""
        family, _, code = one.id.partition(":")
        old, new = self._pair("facts", one.old, one.new)
        name = self._name(family, code) or str((one.new or one.old or {}).get("name", code))
        parts = [self.say(f"rest-{family}", name=name, old=old, new=new)]
        if one.old and one.new and "name" in one.aspects:
            renamed = self.say("aspect-name", old=one.old["name"], new=one.new["name"])
            parts = [*parts, renamed] if "facts" in one.aspects else [f"{name}: {renamed}"]
        return "; ".join(parts)

    def _name(self, family: str, code: str) -> str:
        """Return what the data calls a chapter, indicator or source, empty when it knows it not."""
        catalog, language = self.catalog, self.language
        if family == AREA and code in catalog.areas.by_code:
            return catalog.areas[code].full_name[language]
        if family == CORRIDOR and code in catalog.corridors:
            return catalog.corridors[code].name[language]
        if family == SOURCE and code in catalog.sources:
            return catalog.sources[code].title[language]
        if family == AIM:
            names = (aim.name[language] for aim in catalog.aims if aim.id == code)
            return next(names, "")
        id_, _, period = code.partition(":")
        names = (one.name[language] for one in catalog.indicators if one.id == id_)
        name = next(names, "") if family == GOAL else ""
        shown = period_words(period, language)
        return self.say("goal", name=name, period=shown) if name else ""

    def _pair(
        self, aspect: str, old: StatementRow | None, new: StatementRow | None
    ) -> tuple[str, str]:
        """Return an aspect of a project, or of what else a book holds, before and now."""
        before, after = old or {}, new or {}
        if aspect in _ROWS:
            gone, come = rows_apart(before.get(aspect) or [], after.get(aspect) or [])
            if len(gone) == len(come) == 1 and str(before.get("id")).startswith(f"{SOURCE}:"):
                # Of a source those cells alone that differ.
                cells = list(zip(gone[0], come[0], strict=True))
                gone = [[left if left != right else "" for left, right in cells]]
                come = [[right if left != right else "" for left, right in cells]]
            before, after = {**before, aspect: gone}, {**after, aspect: come}
        return self._value(aspect, before), self._value(aspect, after)

    def _value(self, aspect: str, said: StatementRow) -> str:
        found: Any = said.get(aspect)
        if found is None or found == []:
            return self.say("nothing")
        if aspect == "length-basis":
            return word_of("basis", str(found), self.language) or self.say("nothing")
        if aspect == "length":
            shown = self._source(said.get("length-source"))
            return f"{format_exact(found, self.language)} km{f' [{shown}]' if shown else ''}"
        family = str(said.get("id", "")).partition(":")[0]
        rows: dict[str, Callable[[list[Any]], str]] = {
            "events": self._event,
            "history": self._event,
            "figures": self._quantity,
            "numbers": self._quantity,
            "control": self._control,
            "facts": {
                GOAL: self._indicator,
                SOURCE: self._document,
                AIM: self._aim,
            }.get(family, self._project),
        }
        if aspect in rows:
            return "; ".join(map(rows[aspect], found))
        single: dict[str, Callable[[Any], str]] = {
            "status": lambda code: self._word("status", code),
            "old": lambda code: self._word("status", code),
            "date": self._day,
            "source": self._source,
            "length-source": self._source,
            "capital": self._figure,
        }
        return single.get(aspect, str)(found)

    def _source(self, source_id: object) -> str:
        """Return a source in a few words, empty for none."""
        known = self.catalog.sources.get(str(source_id))
        return short_source(known, self.language) if known else str(source_id or "")

    def _day(self, text: object) -> str:
        try:
            return PartialDate.parse(str(text)).show(self.language)
        except DataError:
            return str(text)

    def _word(self, family: str, code: object) -> str:
        return word_of(family, str(code), self.language) or str(code)

    def _event(self, row: list[Any]) -> str:
        day, status, note, source_id = row
        begin = f"{self._day(day)} {self._word('status', status)}"
        return f"{begin}: {note} [{self._source(source_id)}]"

    def _quantity(self, row: list[Any]) -> str:
        shown = f"{self._word('quantity', row[0])} {self._figure(row[1:5])}"
        # A figure of a card has a date and a note; a new one of a period has a former value.
        return f"{shown}{self._dated(*row[5:])}" if len(row[5:]) > 1 else shown

    def _control(self, row: list[Any]) -> str:
        """Say a milestone, package, obstacle or role: what it is about, its value, its source."""
        family, name, value, day, source_id = row
        head, _, role = str(name).partition(":")
        if family == "milestone":
            told = self._word("milestone-role", role)
            words = f"{self._word('milestone', head)} ({told}) {self._day(value)}"
        elif family == "role":
            words = f"{self._agency(name)}: {self._word('role', value)}"
        else:
            cells = [self._cell(str(family), cell) for cell in str(value).split("; ")]
            words = f"{name} ({'; '.join(cells)})"
        return f"{words}{self._dated(day, '')} [{self._source(source_id)}]"

    def _cell(self, family: str, cell: str) -> str:
        """Say one value of a package or an obstacle, given as ``key=value``."""
        key, _, value = cell.partition("=")
        language = self.language
        number = self._number(float(value)) if _PLAIN_NUMBER.fullmatch(value) else value
        share = say("language.percent", language, value=number)
        words = {
            "state": lambda: self._word(family, value),
            "agency": lambda: say("obstacle.agency", language, agency=self._agency(value)),
            "deadline": lambda: say("obstacle.deadline", language, day=self._day(value)),
            "value": lambda: f"{number} {self._word('unit', 'billion_vnd')}",
            "contractor": lambda: say("package.contractor", language, name=value),
            "signed": lambda: say("package.signed", language, day=self._day(value)),
            "finish": lambda: say("package.finish", language, day=self._day(value)),
            "done": lambda: say("package.done", language, share=share),
        }
        return words[key]() if key in words else cell

    def _agency(self, agency_id: object) -> str:
        known = self.catalog.agencies.get(str(agency_id))
        return known.name[self.language] if known else str(agency_id)

    def _figure(self, row: list[Any]) -> str:
        number, unit, qualifier, source_id = row
        words = [
            self._word("qualifier", qualifier) if qualifier else "",
            self._number(number),
            # A count has no unit: its quantity says what is counted.
            "" if unit == "count" else self._word("unit", unit),
            f"[{self._source(source_id)}]",
        ]
        return " ".join(word for word in words if word)

    def _number(self, number: object) -> str:
        if isinstance(number, int | float):
            return format_exact(number, self.language)
        return str(number)

    def _dated(self, day: object, note: object) -> str:
        """Return date and note in brackets, empty for none."""
        parts = [self._day(day) if day else "", str(note or "")]
        words = ", ".join(part for part in parts if part)
        return f" ({words})" if words else ""

    def _project(self, row: list[Any]) -> str:
        known = self.catalog.projects.get(str(row[0]))
        return known.name[self.language] if known else str(row[0])

    def _aim(self, row: list[Any]) -> str:
        """Say what an aim says, or the status of one of its projects."""
        if len(row) == len(("project", "status")):
            return f"{self._project(row)}: {self._word('status', row[1])}"
        period, aim, source_id = row
        return f"{aim}{self._dated(period, '')} [{self._source(source_id)}]"

    def _indicator(self, row: list[Any]) -> str:
        role, number, unit, qualifier, source_id, day, note, *upper = row
        units = (one.unit for one in self.catalog.indicators if one.unit[DEFAULT_LANGUAGE] == unit)
        unit = next((text[self.language] for text in units), unit)
        band = "–".join(map(self._number, (number, *upper)))
        shown = self._figure([band if upper else number, unit, qualifier, source_id])
        return f"{self._word('indicator', role)}: {shown}{self._dated(day, note)}"

    def _document(self, row: list[Any]) -> str:
        publisher, number, day, kind, url = row
        shown = say("sheet.no-date", self.language) if day is None else day and self._day(day)
        parts = [publisher, number, shown, self._word("source-kind", kind), url]
        return " · ".join(dict.fromkeys(str(part) for part in parts if part))
