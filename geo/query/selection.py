"""What a person asks to see; reads from and writes to a query string, and says itself in words."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from geo import clock
from geo.catalog.area_names import area_title
from geo.dates import format_day, parse_day
from geo.errors import DataError
from geo.model import AreaFrame, Status
from geo.query.within import Near, read_near
from geo.strings import kinds, languages, say
from geo.text import DEFAULT_LANGUAGE, nfc, sort_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geo.catalog.catalog import Catalog

MAX_WORDS = 100
_DAYS = ("asof", "from", "to")
_SEPARATOR = ","
_T = TypeVar("_T")


@dataclass(frozen=True)
class UnknownParameter:
    """A part of a link that means nothing here; shown to the user, never an error.

    Parameters
    ----------
    field
        Name of the parameter.
    named
        Whether we have such a parameter; else not only its value means nothing.
    gone
        Whether it meant something until the data were edited.
    """

    field: str
    value: str
    named: bool = True
    gone: bool = False

    def message(self, language: str) -> str:
        """Return the message in `language`."""
        if not self.named:
            said = f"{self.field}={self.value}" if self.value else self.field
            return say("link.unknown", language, name=said[:MAX_WORDS])
        name = say(f"filter.{self.field}", language)
        if self.gone:
            return say("link.gone", language, field=name, value=self.value[:MAX_WORDS])
        with suppress(DataError):
            if self.field in _DAYS and (day := parse_day(self.value)) > clock.today():
                shown = format_day(day, language)
                return say("link.future", language, field=name, day=shown)
        return say("link.ignored", language, field=name, value=self.value[:MAX_WORDS])


@dataclass(frozen=True)
class Selection:
    """Areas, corridors, kinds, statuses, words, day, language, surroundings and agencies.

    Within a field any value fits; between fields all must. Empty means no restriction.

    Parameters
    ----------
    frame
        The frame in which areas are offered and reported.
    areas
        GSO codes of districts (3 digits) or communes (5 digits).
    as_of
        The day whose statuses are shown, ``None`` for today.
    near
        Only what lies within some kilometres of an item, a road or a point.
    agencies
        Ids of the agencies that are responsible.
    """

    frame: AreaFrame = AreaFrame.DISTRICT
    areas: tuple[str, ...] = ()
    corridors: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    words: str = ""
    as_of: date | None = None
    language: str = DEFAULT_LANGUAGE
    near: Near | None = None
    agencies: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Bring every field into its one canonical form."""
        for field in ("areas", "corridors", "agencies"):
            object.__setattr__(self, field, tuple(sorted(set(getattr(self, field)))))
        for field, known in (("kinds", kinds()), ("statuses", Status)):
            chosen = set(getattr(self, field))
            object.__setattr__(self, field, tuple(item for item in known if item in chosen))
        printable = "".join(char if char.isprintable() else " " for char in nfc(self.words))
        tidy = " ".join(printable.split())[:MAX_WORDS].strip()
        object.__setattr__(self, "words", tidy)

    def with_(self, **changes: object) -> Selection:
        """Return a copy with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def day(self, today: date | None = None) -> date:
        """Return the day whose statuses are shown."""
        return self.as_of or today or clock.today()

    def to_query(self) -> dict[str, str]:
        """Return the query string's parameters; defaults are left out."""
        parts = {
            "lang": "" if self.language == DEFAULT_LANGUAGE else self.language,
            "frame": "" if self.frame is AreaFrame.DISTRICT else self.frame.value,
            "area": _SEPARATOR.join(self.areas),
            "corridor": _SEPARATOR.join(self.corridors),
            "agency": _SEPARATOR.join(self.agencies),
            "kind": _SEPARATOR.join(self.kinds),
            "status": _SEPARATOR.join(self.statuses),
            "q": self.words,
            "near": self.near.to_query() if self.near else "",
            "asof": self.as_of.isoformat() if self.as_of else "",
        }
        return {key: value for key, value in parts.items() if value}

    def describe(self, catalog: Catalog, language: str | None = None) -> str:
        """Return the selection in words, for titles and captions."""
        lang = language or self.language
        parts = [
            self.describe_areas(catalog, lang),
            _joined(catalog.corridors[code].name[lang] for code in self.corridors),
            _joined(catalog.agencies[code].name[lang] for code in self.agencies),
            _joined(say(f"kind.{kind}", lang) for kind in self.kinds),
            _joined(say(f"status.{status}", lang) for status in self.statuses),
        ]
        if self.near:
            parts.append(self.near.describe(catalog, lang))
        if self.words:
            parts.append(say("selection.words", lang, words=self.words))
        if self.as_of:
            parts.append(say("selection.as_of", lang, day=format_day(self.as_of, lang)))
        return " · ".join(part for part in parts if part)

    def describe_areas(self, catalog: Catalog, language: str | None = None) -> str:
        """Return the chosen areas as they were called on the day, else the province."""
        lang = language or self.language
        if not self.areas:
            return say("selection.province", lang)
        return _joined(area_title(catalog, code, self.day(), lang) for code in self.areas)


def read_query(
    query: Mapping[str, str], catalog: Catalog
) -> tuple[Selection, tuple[UnknownParameter, ...]]:
    """Read a query string's parameters.

    Parameters
    ----------
    query
        Parameter name to value, as :meth:`Selection.to_query` writes them; others are not ours.

    Returns
    -------
    selection, ignored
        What is understood, and each value that is not: an unknown id in an old or mistyped
        link must not hide the rest of it.
    """
    ignored: list[UnknownParameter] = []

    def known(field: str, allowed: Iterable[str]) -> tuple[str, ...]:
        pool = {item.casefold(): item for item in allowed}
        items = [item for item in query.get(field, "").split(_SEPARATOR) if item]
        found = [pool.get(item.casefold()) for item in items]
        pairs = zip(items, found, strict=True)
        ignored.extend(UnknownParameter(field, item) for item, ours in pairs if ours is None)
        return tuple(ours for ours in found if ours is not None)

    def read(field: str, reader: Callable[[str], _T | None]) -> _T | None:
        value = query.get(field, "")
        found = reader(value) if value else None
        if value and found is None:
            ignored.append(UnknownParameter(field, value))
        return found

    language = known("lang", languages())
    frame = known("frame", AreaFrame)
    selection = Selection(
        frame=AreaFrame(frame[0]) if frame else AreaFrame.DISTRICT,
        areas=known("area", catalog.areas.by_code),
        corridors=known("corridor", catalog.corridors),
        kinds=known("kind", kinds()),
        statuses=tuple(map(Status, known("status", Status))),
        words=query.get("q", ""),
        as_of=read("asof", _day),
        language=language[0] if language else DEFAULT_LANGUAGE,
        near=read("near", lambda value: read_near(value, catalog)),
        agencies=known("agency", catalog.agencies),
    )
    return selection, tuple(ignored)


def _day(value: str) -> date | None:
    with suppress(DataError):
        return past_day(value)
    return None


def past_day(value: str) -> date:
    """Return the day that a text names, today at the latest: nobody knows what comes.

    Raises
    ------
    DataError
        If the text is no day, or one that has not come on Sơn La's calendar.
    """
    day = parse_day(value)
    if day > clock.today():
        raise DataError(f"{day.isoformat()} has not come", value, "write today or an earlier day")
    return day


def _joined(names: Iterable[str]) -> str:
    return ", ".join(sorted(names, key=sort_key))
