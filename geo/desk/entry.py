"""One thing put right by hand: words of a form become the changes of a batch.

What a workbook does for many, this does for one: the same readers, the same rows, the same refusals
(:mod:`geo.trip`). A value without a source is refused, unless it is said that there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.dates import PartialDate
from geo.errors import SonLaMapError
from geo.store.model import Draft
from geo.strings import quantities, say
from geo.trip.documents import says_none
from geo.trip.draft import draft_changes
from geo.trip.fields import SOURCE, STATUS, STATUS_DATE, ValueKind, field_of
from geo.trip.ground import CatalogGround
from geo.trip.plan import CellVerdict, PlanCell
from geo.trip.read import CellKind, ReadCell
from geo.trip.values import ValueDoubt, read_value, squeezed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from geo.catalog.catalog import Catalog
    from geo.store.ledger import Ledger
    from geo.trip.fields import TripField

_FIGURES: Final = (
    "physical_progress", "financial_progress", "disbursed_share", "cleared_share", "capital",
)  # fmt: skip
ENTRY_FIELDS: Final = (
    STATUS,
    STATUS_DATE,
    *(f"figures.{name}" for name in _FIGURES if name in quantities()),
    "projects.start_year",
    "projects.finish_year",
    "projects.funding_vi",
    "projects.class_target_vi",
    "projects.note_vi",
    "projects.name_vi",
)
"""What can be put right by hand, by the ids of the columns of a workbook."""


class EntryRefusedError(SonLaMapError, ValueError):
    """Words of a form are not taken.

    Parameters
    ----------
    messages
        Reason and remedy by the id of the field; that of the source is `SOURCE`.
    """

    def __init__(self, messages: Mapping[str, str], language: str) -> None:
        self.messages = messages
        named = ((field_of(id_), words) for id_, words in messages.items())
        lines = (f"{one.title(language)}: {words}" if one else words for one, words in named)
        super().__init__(" ".join(lines))


@dataclass(frozen=True)
class FactEntry:
    """What somebody writes about one project.

    Parameters
    ----------
    values
        Words by the id of the field, see `ENTRY_FIELDS`; empty ones change nothing.
    source
        Words that name the document, or say that there is none.
    """

    subject: str
    values: Mapping[str, str]
    source: str
    reason: str = ""
    origin: str = "form"


def shown_today(catalog: Catalog, subject: str, day: date) -> dict[str, str]:
    """Return what stands today by the id of the field, as the tables write it."""
    ground = CatalogGround(catalog, day)
    return {
        id_: ground.value((field.table, subject, field.name))
        for id_ in ENTRY_FIELDS
        if (field := field_of(id_))
    }


def entry_draft(
    entry: FactEntry, ledger: Ledger, catalog: Catalog, today: date, language: str
) -> Draft:
    """Return the changes that words of a form mean; nothing is written.

    Parameters
    ----------
    catalog
        Of the newest version of the ledger.

    Raises
    ------
    EntryRefusedError
        If any of them cannot be taken, or nothing would change.
    """
    version = ledger.log.head()
    cells, messages = _cells(entry, catalog, today, language)
    if not cells and not messages:
        raise EntryRefusedError({"": say("desk.entry-nothing", language)}, language)
    if messages:
        raise EntryRefusedError(messages, language)
    made = draft_changes(cells, catalog, today, language, ledger.reader(version))
    if made.refused:
        told = {cell.field: doubt.say(language) for cell, doubt in made.refused.items()}
        raise EntryRefusedError(told, language)
    if not made.changes:
        raise EntryRefusedError({"": say("desk.entry-nothing", language)}, language)
    return Draft(tuple(made.changes), squeezed(entry.reason), entry.origin, version)


def _cells(
    entry: FactEntry, catalog: Catalog, today: date, language: str
) -> tuple[list[PlanCell], dict[str, str]]:
    ground = CatalogGround(catalog, today)
    messages: dict[str, str] = {}
    source = squeezed(entry.source)
    cells = []
    for id_, words in entry.values.items():
        field = field_of(id_)
        if field is None or id_ not in ENTRY_FIELDS or not words.strip():
            continue
        theirs = ground.value((field.table, entry.subject, field.name))
        try:
            mine = _read(words, field, today, language)
        except ValueDoubt as doubt:
            messages[id_] = doubt.say(language)
            continue
        if mine != theirs:
            verdict = CellVerdict.CHANGED if theirs else CellVerdict.NEW
            given = "" if says_none(source) else source
            cells.append(
                PlanCell("", id_, entry.subject, id_, theirs, mine, theirs, verdict, "", given)
            )
    if cells and not source:
        messages[SOURCE] = ValueDoubt("no-source").say(language)
    return cells, messages


def _read(words: str, field: TripField, today: date, language: str) -> str:
    cell = ReadCell(0, 0, CellKind.TEXT, squeezed(words))
    # The unit stands beside the field.
    unit = say(f"unit.{field.unit}", language) if field.kind is ValueKind.NUMBER else ""
    mine = read_value(cell, field, unit)
    if field.id == STATUS_DATE and PartialDate.parse(mine).first_day > today:
        raise ValueDoubt("date-ahead")
    return mine
