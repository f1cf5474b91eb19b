"""What a build wrote, kept and left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class BuildReport:
    """Account of one build.

    Attributes
    ----------
    dropped
        Pairs (what, why) of facts of the pack that no table shows.
    kept
        Pairs (what, why) of table rows that differ from the readings and stay.
    rows
        Number of features or rows of every file, by its name.
    written
        Names of the files whose bytes changed.
    """

    dropped: list[tuple[str, str]] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)

    def drop(self, what: str, why: str) -> None:
        """Note that a fact was left out."""
        self.dropped.append((what, why))

    def keep(self, what: str, why: str) -> None:
        """Note that a row of an existing table was kept."""
        self.kept.append((what, why))

    def lines(self) -> Iterator[str]:
        """Yield the account as lines of English text."""
        for name, count in self.rows.items():
            mark = "written" if name in self.written else "unchanged"
            yield f"{name}: {count} ({mark})"
        for what, why in self.dropped:
            yield f"dropped: {what}: {why}"
        for what, why in self.kept:
            yield f"kept: {what}: {why}"
