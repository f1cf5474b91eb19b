"""Rows of what is known: events, figures, indicators, km posts and the crosswalk."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.build.errors import BuildError
from geo.build.schema import QUALIFIERS, ROLES, STATUSES, UNITS, Row
from geo.build.things import Things, one_of

if TYPE_CHECKING:
    from geo.build.readings import Item

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_PERIOD = re.compile(r"\d{4}(-\d{4})?")


def _date(item: Item, key: str, *, required: bool = False) -> str:
    """Return a date of which month and day may be missing."""
    text = item.text(key) if required else item.text(key, "")
    if text and not _DATE.fullmatch(text):
        raise item.fail(f"{key} is {text!r}", "write YYYY, YYYY-MM or YYYY-MM-DD")
    return text


def _number(item: Item, value: object) -> str:
    try:
        number = float(str(value))
    except ValueError:
        raise item.fail(f"{value!r} is no number", "write a number") from None
    return f"{number:.0f}" if number == int(number) else repr(number)


@dataclass(frozen=True)
class Facts:
    """Maker of the tables of facts."""

    things: Things

    def events(self) -> list[Row]:
        """Return the rows of events.csv."""
        rows = []
        for project in self.things.readings.of("project"):
            for item in project.children("events"):
                rows.append(
                    {
                        "project_id": project.text("id"),
                        "date": _date(item, "date", required=True),
                        "status": one_of(item, "status", STATUSES),
                        **item.both("note", required=True),
                        "source_id": self.things.cited(item, item.text("source")),
                    }
                )
                item.finish()
        return rows

    def figures(self) -> list[Row]:
        """Return the rows of figures.csv."""
        return [
            self._figure(subject, item)
            for kind in ("corridor", "asset", "project")
            for subject in self.things.readings.of(kind)
            for item in subject.children("figures")
        ]

    def _figure(self, subject: Item, item: Item) -> Row:
        quantity = one_of(item, "quantity", tuple(UNITS))
        # A number that the pack's table holds is taken from there, not copied by hand.
        value = (
            self.things.pack_row(subject)[item.text("column")]
            if item.has("column")
            else item.value("value")
        )
        row = {
            "subject_id": subject.text("id"),
            "quantity": quantity,
            "value": _number(item, value),
            "unit": UNITS[quantity],
            "qualifier": one_of(item, "qualifier", QUALIFIERS, ""),
            "as_of": _date(item, "as_of"),
            **item.both("note"),
            "source_id": self.things.cited(item, item.text("source")),
        }
        item.finish()
        return row

    def indicators(self) -> list[Row]:
        """Return the rows of indicators.csv."""
        rows = []
        for indicator in self.things.readings.of("indicator"):
            head = {
                "id": indicator.text("id"),
                **indicator.both("name", required=True),
                **indicator.both("unit", required=True),
            }
            for item in indicator.children("values"):
                period = item.text("period")
                if not _PERIOD.fullmatch(period):
                    raise item.fail(f"period is {period!r}", "write YYYY or YYYY-YYYY")
                row = {
                    **head,
                    "period": period,
                    "role": one_of(item, "role", ROLES),
                    "value": _number(item, item.value("value")),
                    "qualifier": one_of(item, "qualifier", QUALIFIERS, ""),
                    "as_of": _date(item, "as_of"),
                    **item.both("note"),
                    "source_id": self.things.cited(item, item.text("source")),
                }
                item.finish()
                rows.append(row)
            indicator.finish()
        return rows

    def km_posts(self) -> list[Row]:
        """Return the rows of km-posts.csv."""
        rows = []
        for item in self.things.readings.of("km_post"):
            row = {
                "ref": item.text("ref"),
                "km": _number(item, item.value("km")),
                "at": item.text("at"),
                "role": one_of(item, "role", ("calibrate", "verify")),
                "uncertainty_km": _number(item, item.value("uncertainty_km")),
                **item.both("note", required=True),
                "source_id": self.things.cited(item, item.text("source")),
            }
            self._check_place(item, row["at"])
            item.finish()
            rows.append(row)
        return rows

    def _check_place(self, item: Item, place: str) -> None:
        known = self.things.pack.geometry_ids
        if place.startswith("area:"):
            code = place.removeprefix("area:")
            found = f"commune:{code}" in known or f"district:{code}" in known
        else:
            section, _, end = place.partition("@")
            found = section in known and end in ("start", "end")
        if not found:
            raise item.fail(f"no place {place}", "write SECTION@start, SECTION@end or area:CODE")

    def crosswalk(self) -> list[Row]:
        """Return the rows of crosswalk.csv."""
        source = "NQ-1681-2025"
        if source not in self.things.source_ids:
            raise BuildError(f"no source {source}", "sources.toml", "restore it")
        same = (
            "old_code", "old_name", "old_district_code", "new_code", "new_name", "change",
            "resolution_clause", "in_force", "spelling_note",
        )  # fmt: skip
        return [
            {**{column: given[column] for column in same}, "source_id": source}
            for given in self.things.pack.table("admin_crosswalk.csv")
        ]
