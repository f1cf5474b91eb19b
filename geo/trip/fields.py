"""The columns that a workbook of ours may have: what each holds and which fact it is.

The id of a column stands in the hidden row above its heading: ``events.status`` is the fact
`status` of the table of events. The tables ``row``, ``unit`` and ``shown`` hold no facts: they are
what tells a row, the units beside figures, and what is computed from the data.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from geo.model import Status
from geo.strings import kinds, quantities, say, table, text
from geo.text import WRITTEN_LANGUAGES, fold

KEY: Final = "row.key"
SOURCE: Final = "row.source"
ANSWER: Final = "row.answer"
SHOWN: Final = "shown"
STATUS: Final = "events.status"
NAME: Final = "projects.name_vi"
STATUS_DATE: Final = "events.date"


class ValueKind(StrEnum):
    """What a column holds."""

    KEY = "key"
    DATE = "date"
    YEAR = "year"
    NUMBER = "number"
    UNIT = "unit"
    CHOICE = "choice"
    TEXT = "text"
    SHOWN = "shown"


@dataclass(frozen=True)
class TripField:
    """A column.

    Parameters
    ----------
    id
        Table and field, joined by a point.
    unit
        Of a number: a unit of figures, empty for none.
    family
        Of a choice: the strings that say its codes are ``<family>.<code>``.
    erasable
        Whether an empty cell takes the value back; facts with a source are never deleted so.
    """

    id: str
    kind: ValueKind
    unit: str = ""
    family: str = ""
    erasable: bool = False

    @property
    def table(self) -> str:
        """Name of the table."""
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        """Name within the table."""
        return self.id.partition(".")[2]

    @property
    def is_fact(self) -> bool:
        """Whether it is a fact, for which a row must name the source."""
        return self.table in ("events", "figures", "projects")

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of a choice."""
        if self.family == "status":
            return tuple(status.value for status in Status if status is not Status.UNKNOWN)
        return tuple(kinds()) if self.family == "kind" else ()

    def title(self, language: str) -> str:
        """Return the name that a person reads."""
        key = f"trip.field-{self.id}"
        if key in table():
            return say(key, language)
        quantity = f"quantity.{self.name}"
        return say(quantity, language) if quantity in table() else self.name


_PLAIN: Final = (
    TripField(KEY, ValueKind.KEY),
    TripField(SOURCE, ValueKind.TEXT, erasable=True),
    TripField(ANSWER, ValueKind.TEXT, erasable=True),
    TripField(STATUS, ValueKind.CHOICE, family="status"),
    TripField(STATUS_DATE, ValueKind.DATE),
    TripField("projects.kind", ValueKind.CHOICE, family="kind"),
    TripField("projects.start_year", ValueKind.YEAR),
    TripField("projects.finish_year", ValueKind.YEAR),
    TripField("projects.place", ValueKind.TEXT, erasable=True),
    *(
        TripField(f"projects.{name}_{language}", ValueKind.TEXT, erasable=name != "name")
        for name in ("name", "funding", "class_target", "note")
        for language in WRITTEN_LANGUAGES
    ),
)
_KNOWN: Final = {field.id: field for field in _PLAIN}


def field_of(id_: str) -> TripField | None:
    """Return a column by its id, ``None`` for one that we do not know."""
    if id_ in _KNOWN:
        return _KNOWN[id_]
    family, _, name = id_.partition(".")
    if family == SHOWN and name:
        return TripField(id_, ValueKind.SHOWN)
    unit = quantities().get(name, "")
    if family == "figures" and unit:
        return TripField(id_, ValueKind.NUMBER, unit)
    if family == "unit" and unit:
        return TripField(id_, ValueKind.UNIT, unit)
    return None


def code_of(words: str, field: TripField) -> str:
    """Return the code that words in Vietnamese or English mean, empty for none.

    Examples
    --------
    >>> code_of("đang thi công", field_of("events.status"))
    'construction'
    """
    asked = " ".join(fold(words).split())
    for code in field.codes:
        spoken = (code, *text(f"{field.family}.{code}").values())
        if asked in {" ".join(fold(each).split()) for each in spoken}:
            return code
    return ""
