"""Values that a statement holds, in words: plain text, not escaped.

They may come from anybody's file: what means nothing is shown as it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.statement.statement import AREA, CORRIDOR, GOAL, SOURCE
from geo.dates import PartialDate
from geo.errors import DataError
from geo.query.wording import short_source, word_of
from geo.strings import format_exact, say
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from briefing.statement.content import StatementRow
    from geo.catalog.catalog import Catalog

_STATUSES = ("status", "old")
# Aspects that are rows: only those that differ are told.
_ROWS = ("history", "numbers", "facts")


def pair(
    aspect: str, old: StatementRow | None, new: StatementRow | None, catalog: Catalog, language: str
) -> tuple[str, str]:
    """Return an aspect of a project, or of what else a book holds, before and now."""
    before, after = old or {}, new or {}
    if aspect in _ROWS:
        gone, come = rows_apart(before.get(aspect) or [], after.get(aspect) or [])
        if len(gone) == len(come) == 1 and str(before.get("id")).startswith(f"{SOURCE}:"):
            gone, come = _cells_apart(gone[0], come[0])
        before, after = {**before, aspect: gone}, {**after, aspect: come}
    return value(aspect, before, catalog, language), value(aspect, after, catalog, language)


def rows_apart(old: list[Any], new: list[Any]) -> tuple[list[Any], list[Any]]:
    """Return the rows that only one of two lists has; both lists when only the order differs."""
    gone = [row for row in old if row not in new]
    come = [row for row in new if row not in old]
    return (gone, come) if gone or come else (old, new)


def _cells_apart(old: list[Any], new: list[Any]) -> tuple[list[Any], list[Any]]:
    """Return what a source is now and was, with those cells alone that differ."""
    cells = list(zip(old, new, strict=True))
    return (
        [[left if left != right else "" for left, right in cells]],
        [[right if left != right else "" for left, right in cells]],
    )


def value(aspect: str, said: StatementRow, catalog: Catalog, language: str) -> str:
    """Return an aspect of a project in words."""
    found: Any = said.get(aspect)
    if found is None or found == []:
        return say("verify.nothing", language)
    if aspect in _STATUSES:
        return _word("status", found, language)
    if aspect == "length-basis":
        return word_of("basis", str(found), language) or say("verify.nothing", language)
    if aspect == "facts":
        family = str(said.get("id", "")).partition(":")[0]
        return "; ".join(_FACTS[family](row, catalog, language) for row in found)
    if aspect in _SHOWN:
        return _SHOWN[aspect](found, catalog, language)
    shown = source(said.get("length-source"), catalog, language)
    tail = f" [{shown}]" if shown else ""
    return f"{format_exact(found, language)} km{tail}" if aspect == "length" else str(found)


def source(source_id: object, catalog: Catalog, language: str) -> str:
    """Return a source in a few words, empty for none."""
    if not source_id:
        return ""
    known = catalog.sources.get(str(source_id))
    return short_source(known, language) if known else str(source_id)


def _day(text: object, _catalog: Catalog, language: str) -> str:
    try:
        return PartialDate.parse(str(text)).show(language)
    except DataError:
        return str(text)


def _events(rows: list[list[Any]], catalog: Catalog, language: str) -> str:
    return "; ".join(_event(row, catalog, language) for row in rows)


def _figures(rows: list[list[Any]], catalog: Catalog, language: str) -> str:
    return "; ".join(
        f"{_word('quantity', row[0], language)} {_figure(row[1:5], catalog, language)}"
        for row in rows
    )


def _numbers(rows: list[list[Any]], catalog: Catalog, language: str) -> str:
    return "; ".join(
        f"{_figures([row], catalog, language)}{_about(row[5], row[6], catalog, language)}"
        for row in rows
    )


def _event(row: list[Any], catalog: Catalog, language: str) -> str:
    day, status, note, source_id = row
    begin = f"{_day(day, catalog, language)} {_word('status', status, language)}"
    return f"{begin}: {note} [{source(source_id, catalog, language)}]"


def _figure(row: list[Any], catalog: Catalog, language: str) -> str:
    number, unit, qualifier, source_id = row
    shown = format_exact(number, language) if isinstance(number, int | float) else str(number)
    words = [
        _word("qualifier", qualifier, language) if qualifier else "",
        shown,
        _word("unit", unit, language),
        f"[{source(source_id, catalog, language)}]",
    ]
    return " ".join(word for word in words if word)


def _about(day: object, note: object, catalog: Catalog, language: str) -> str:
    """Return date and note in brackets, empty for none."""
    parts = [_day(day, catalog, language) if day else "", str(note or "")]
    words = ", ".join(part for part in parts if part)
    return f" ({words})" if words else ""


def _project(row: list[Any], catalog: Catalog, language: str) -> str:
    known = catalog.projects.get(str(row[0]))
    return known.name[language] if known else str(row[0])


def _indicator(row: list[Any], catalog: Catalog, language: str) -> str:
    role, number, unit, qualifier, source_id, day, note = row
    known = (one.unit for one in catalog.indicators if one.unit[DEFAULT_LANGUAGE] == unit)
    unit = next((text[language] for text in known), unit)
    shown = _figure([number, unit, qualifier, source_id], catalog, language)
    role = _word("indicator", role, language)
    return f"{role}: {shown}{_about(day, note, catalog, language)}"


def _document(row: list[Any], catalog: Catalog, language: str) -> str:
    publisher, number, day, kind, url = row
    shown = say("sheet.no-date", language) if day is None else ""
    shown = _day(day, catalog, language) if day else shown
    parts = [publisher, number, shown, _word("source-kind", kind, language), url]
    return " · ".join(dict.fromkeys(str(part) for part in parts if part))


def _word(family: str, found: object, language: str) -> str:
    return word_of(family, str(found), language) or str(found)


_SHOWN: Mapping[str, Callable[[Any, Catalog, str], str]] = {
    "date": _day,
    "source": source,
    "length-source": source,
    "capital": _figure,
    "events": _events,
    "figures": _figures,
    "history": _events,
    "numbers": _numbers,
}
_FACTS: Mapping[str, Callable[[list[Any], Catalog, str], str]] = {
    AREA: _project,
    CORRIDOR: _project,
    GOAL: _indicator,
    SOURCE: _document,
}
