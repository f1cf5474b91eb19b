"""What a plan becomes in the store: rows that are added, cells that change.

A status is a further row of events, a figure a further row of figures, both with the source that
the row of the workbook names; nothing that was known is overwritten. Only attributes of a project
are cells that change.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geo.catalog.history import event_as_of
from geo.dates import PartialDate
from geo.escape import Syntax, escape
from geo.model import Evidence
from geo.store.model import StoredChange, row_added
from geo.store.overlay import key_columns
from geo.strings import kinds, quantities, say
from geo.text import WRITTEN_LANGUAGES
from geo.trip.documents import Documents
from geo.trip.fields import ANSWER, NAME, STATUS, STATUS_DATE
from geo.trip.geometries import NewGeometry, geometry_changes
from geo.trip.numbers import unlike_thousands
from geo.trip.places import place_cells, place_note, spot_of
from geo.trip.values import ValueDoubt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from shapely.geometry import Point

    from geo.catalog.catalog import Catalog
    from geo.model import Figure
    from geo.trip.plan import PlanCell

_KIND: Final = "projects.kind"
_PLACE: Final = "projects.place"
_SOURCES: Final = "source_ids"
_ID: Final = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
_MOST_ID: Final = 32


@dataclass
class Drafted:
    """The changes of a plan.

    Parameters
    ----------
    answers
        What agencies wrote that is no fact: kept as words of the batch.
    refused
        Why cells cannot be written, by cell.
    ids
        The id that a new project gets, by the subject of its cells.
    """

    changes: list[StoredChange] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    refused: dict[PlanCell, ValueDoubt] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)


def draft_changes(
    cells: Iterable[PlanCell],
    catalog: Catalog,
    today: date,
    language: str,
    current: Callable[[StoredChange], str | None],
) -> Drafted:
    """Return what cells of a plan change in the tables.

    Parameters
    ----------
    catalog
        The facts with which the plan was made.
    today
        The day on which the workbook is handed in.
    current
        Returns what stands in the tables where a change would be.
    """
    writer = _Writer(catalog, today, language, current)
    by_subject: dict[str, list[PlanCell]] = defaultdict(list)
    for cell in cells:
        by_subject[cell.subject].append(cell)
    for subject, group in by_subject.items():
        writer.write(subject, group)
    made = writer.made
    made.changes[:0] = [
        row_added("sources", key_columns("sources"), row) for row in writer.documents.rows
    ]
    return made


class _Writer:
    def __init__(
        self,
        catalog: Catalog,
        today: date,
        language: str,
        current: Callable[[StoredChange], str | None],
    ) -> None:
        self._catalog, self._today, self._current = catalog, today, current
        self._language = language
        self.documents = Documents(catalog.sources, today)
        self.made = Drafted()

    def write(self, subject: str, cells: list[PlanCell]) -> None:
        """Add the changes of one project."""
        facts = []
        for cell in cells:
            if cell.field == ANSWER:
                self.made.answers.append(f"{subject}: {cell.mine}")
            else:
                facts.append(cell)
        sources = {cell: source for cell in facts if (source := self._source(cell))}
        if len(sources) < len(facts):
            return
        values = {cell.field: cell for cell in facts}
        if subject not in self._catalog.projects and facts:
            subject = self._add_project(subject, facts, sources)
            if not subject:
                return
        else:
            self._change_project(subject, facts, sources)
        self._add_event(subject, values, sources)
        for cell in facts:
            if cell.field.startswith("figures."):
                self._add_figure(subject, cell, sources[cell])

    def _source(self, cell: PlanCell) -> str:
        try:
            return self.documents.id_of(cell.source)
        except ValueDoubt as doubt:
            self.made.refused[cell] = doubt
            return ""

    def _add_project(
        self, subject: str, cells: list[PlanCell], sources: Mapping[PlanCell, str]
    ) -> str:
        own = {cell.field: cell for cell in cells if cell.field.startswith("projects.")}
        name = own[NAME]
        if _KIND not in own:
            known = ", ".join(say(f"kind.{kind}", self._language) for kind in kinds())
            self.made.refused[name] = ValueDoubt("new-kind", known=known)
            return ""
        row = {id_.partition(".")[2]: one.mine for id_, one in own.items() if id_ != _PLACE}
        try:
            row["id"] = self._new_id(subject, name.mine)
            spot = spot_of(own[_PLACE].mine) if _PLACE in own else None
            if spot:
                self._place(row["id"], spot, own[_PLACE].mine, sources[own[_PLACE]])
                row |= place_note(own[_PLACE].mine)
            elif _PLACE in own:
                row |= place_cells(own[_PLACE].mine, self._catalog)
            else:
                row |= place_note("")
        except ValueDoubt as doubt:
            self.made.refused[own[_PLACE] if doubt.key.startswith("place") else name] = doubt
            return ""
        # A name is not translated by us: what stands on the sign is right in every language.
        row |= {f"name_{each}": row.get(f"name_{each}") or name.mine for each in WRITTEN_LANGUAGES}
        row[_SOURCES] = ";".join(dict.fromkeys(sources.values()))
        columns = key_columns("projects")
        self.made.changes.append(row_added("projects", columns, row, sources[name]))
        self.made.ids[subject] = row["id"]
        return row["id"]

    def _place(self, project_id: str, spot: Point, words: str, source: str) -> None:
        filed = NewGeometry(project_id, spot, Evidence.C, self._today, source, words)
        self.made.changes += geometry_changes(filed, self._catalog)

    def _new_id(self, subject: str, name: str) -> str:
        given = "" if subject.startswith("+") else subject
        if given and not _ID.fullmatch(given):
            raise ValueDoubt("id-form", value=given)
        stem = given or escape(name, Syntax.FILE_NAME).upper()[:_MOST_ID].strip("-")
        taken = {*self._catalog.projects, *self._catalog.assets, *self._catalog.corridors}
        taken |= set(self.made.ids.values())
        free, number = stem, 2
        while free in taken:
            free, number = f"{stem}-{number}", number + 1
        return free

    def _change_project(
        self, subject: str, cells: list[PlanCell], sources: Mapping[PlanCell, str]
    ) -> None:
        named = []
        for cell in cells:
            if not cell.field.startswith("projects."):
                continue
            column = cell.field.partition(".")[2]
            if cell.field == _PLACE:
                self.made.refused[cell] = ValueDoubt("computed")
                continue
            self._set(subject, column, cell.mine, sources[cell])
            named.append(sources[cell])
        if named:
            asked = StoredChange("projects", (subject,), _SOURCES, "", "")
            known = (self._current(asked) or "").split(";")
            every = ";".join(dict.fromkeys([*filter(None, known), *named]))
            self._set(subject, _SOURCES, every, named[0])

    def _set(self, subject: str, column: str, value: str, source: str) -> None:
        change = StoredChange("projects", (subject,), column, "", value, source)
        # What stands there, to the letter: the plan compares values.
        old = self._current(change)
        if old != value:
            self.made.changes.append(
                StoredChange("projects", (subject,), column, old, value, source)
            )

    def _add_event(
        self, subject: str, values: Mapping[str, PlanCell], sources: Mapping[PlanCell, str]
    ) -> None:
        status, day = values.get(STATUS), values.get(STATUS_DATE)
        if day is None:
            if status is not None:
                self.made.refused[status] = ValueDoubt("status-date")
            return
        history = self._catalog.events_of(subject)
        last = event_as_of(history, self._today)
        code = status.mine if status else last.status.value if last else ""
        when = PartialDate.parse(day.mine)
        if not code:
            self.made.refused[day] = ValueDoubt("date-alone")
            return
        dated = self.documents.date_of(sources[status or day])
        counts = when.counts_from(PartialDate.parse(dated) if dated else None)
        if history and counts < history[-1].effective:
            shown = history[-1].date.show(self._language)
            self.made.refused[day] = ValueDoubt("date-before", last=shown)
            return
        told = (when, code, sources[status or day])
        if any((one.date, one.status, one.source_id) == told for one in history):
            return
        row = {
            "project_id": subject,
            "date": when.iso(),
            "status": code,
            "source_id": sources[status or day],
        }
        self.made.changes.append(row_added("events", key_columns("events"), row))

    def _add_figure(self, subject: str, cell: PlanCell, source: str) -> None:
        quantity = cell.field.partition(".")[2]
        dated = self.documents.date_of(source)
        # What an undated source says is known since the day on which we were told.
        as_of = "" if dated else self._today.isoformat()
        known = (f.as_of.iso() if f.as_of else "" for f in self._same(subject, quantity, source))
        if as_of in known and self._correct(subject, cell, source, as_of):
            return
        row = {
            "subject_id": subject,
            "quantity": quantity,
            "value": unlike_thousands(cell.mine, quantities()[quantity]),
            "unit": quantities()[quantity],
            "as_of": as_of,
            "source_id": source,
        }
        self.made.changes.append(row_added("figures", key_columns("figures"), row))

    def _same(self, subject: str, quantity: str, source: str) -> list[Figure]:
        return [
            figure
            for figure in self._catalog.figures_of(subject)
            if (figure.quantity, figure.source_id) == (quantity, source)
        ]

    def _correct(self, subject: str, cell: PlanCell, source: str, as_of: str) -> bool:
        """Correct the number that the same source gave on the same day, where it gave just one."""
        quantity = cell.field.partition(".")[2]
        unit = quantities()[quantity]
        old, new = (unlike_thousands(value, unit) for value in (cell.theirs, cell.mine))
        change = StoredChange(
            "figures", (subject, quantity, as_of, source, old), "value", old, new, source
        )
        if self._current(change) != old:
            return False
        self.made.changes.append(change)
        return True


_NOTE: Final = re.compile(r" ?\[([^\s:\]]+): (.*?)\](?= \[|$)")


def notes_in(reason: str) -> tuple[str, dict[str, str]]:
    """Return the words of :func:`reason_of` apart: the file, and the notes by what they are about.

    Examples
    --------
    >>> notes_in("Tệp so-xd.xlsx. [DT-101: Đã giao mặt bằng] [DT-102: Chờ vốn]")
    ('Tệp so-xd.xlsx.', {'DT-101': 'Đã giao mặt bằng', 'DT-102': 'Chờ vốn'})
    """
    notes = {found[1]: found[2] for found in _NOTE.finditer(reason)}
    return _NOTE.sub("", reason).strip(), notes


def reason_of(file_name: str, drafted: Drafted, language: str) -> str:
    """Return the words under which a batch is kept: the file, and what agencies answered."""
    words = say("trip.reason", language, file=file_name) if file_name else ""
    return " ".join([words, *(f"[{answer}]" for answer in drafted.answers)]).strip()
