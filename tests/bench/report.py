"""What was measured, beside what it should be: rows for a file, lines for a person."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Measure:
    """One number of the bench.

    Parameters
    ----------
    ratio
        The value over the value of what `against` names; ``None`` where nothing is compared.
    goal
        The most that the ratio (else the value) may be; ``None`` where nothing is asked.
    """

    name: str
    value: float
    unit: str
    ratio: float | None = None
    against: str = ""
    goal: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; ``None`` without one."""
        if self.goal is None:
            return None
        return (self.value if self.ratio is None else self.ratio) <= self.goal

    def verdict(self) -> str:
        """Say whether the goal is met, and by how much not."""
        if self.goal is None:
            return ""
        if self.met:
            return f"met (≤ {self.goal:g})"
        found = self.value if self.ratio is None else self.ratio
        times = f", {found / self.goal:.2f} × the goal" if self.goal else ""
        return f"NOT met: {found:,.2f} > {self.goal:g}{times}"


def compared(
    name: str, value: float, unit: str, other: Measure, goal: float | None = None
) -> Measure:
    """Return a measure beside another one."""
    return Measure(name, value, unit, value / other.value, other.name, goal)


def write(path: Path, machine: dict[str, str], measures: list[Measure]) -> None:
    """Write the measures as JSON."""
    rows = [{**asdict(measure), "met": measure.met} for measure in measures]
    path.parent.mkdir(parents=True, exist_ok=True)
    report = json.dumps({"machine": machine, "measures": rows}, ensure_ascii=False, indent=1)
    path.write_text(f"{report}\n", encoding="utf-8")


def table(measures: list[Measure]) -> str:
    """Return the measures as a table of text."""
    lines = [f"{'measure':<46} {'value':>10} {'':<6} {'ratio':>6}  against / goal"]
    for row in measures:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        after = "; ".join(part for part in (row.against, row.verdict()) if part)
        lines.append(f"{row.name:<46} {row.value:>10,.0f} {row.unit:<6} {ratio:>6}  {after}")
    return "\n".join(lines)
