"""What a document that shows the whole card of a project says of it, as plain JSON values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.statement.statement import event_cells, short_hash
from geo.catalog.history import figures_as_of, timeline
from geo.query.fields import hashed, stated_figure
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.dates import PartialDate
    from geo.model import Project
    from geo.query.view import View


def card_entries(view: View, project: Project) -> dict[str, Any]:
    """Return history, figures, digest of the rest of the card, and project control where known.

    Control is rows of family, what, value, date and source; see :func:`control_cells`.
    """
    past = [event for event in view.catalog.events_of(project.id) if event.effective <= view.day]
    control = list(control_cells(view, project))
    return {
        "history": [event_cells(event) for event in timeline(past)],
        "numbers": list(_numbers(view, project)),
        "card": short_hash(hashed(view.catalog, project)),
        **({"control": control} if control else {}),
    }


def _numbers(view: View, project: Project) -> Iterator[list[Any]]:
    """Yield every figure that the card shows: quantity, figure, date and note."""
    catalog = view.catalog
    figures = catalog.figures_of(project.id)
    for name in dict.fromkeys(figure.quantity for figure in figures):
        for one in figures_as_of(figures, name, view.day, catalog.sources):
            number = [name, *stated_figure(one)]
            yield [*number, one.as_of and one.as_of.iso(), one.note[DEFAULT_LANGUAGE]]


def control_cells(view: View, project: Project) -> Iterator[list[Any]]:
    """Yield milestones, packages, obstacles and roles as rows of five cells.

    Family, what it is about, value, date of the word, source: ``milestone``, ``opening:planned``,
    ``2028-06``, ``2026-02-05``, ``BAOSONLA-2026-02-05``. The value of a package or an obstacle is
    a list of ``key=value``.
    """
    control = view.control_of(project)
    for state in control.milestones:
        for one in state.told:
            name = f"{one.milestone}:{one.role}"
            yield ["milestone", name, one.date.iso(), _iso(one.as_of), one.source_id]
    for package in control.packages:
        value = _joined(
            value=package.value_billion_vnd, contractor=package.contractor,
            signed=_iso(package.signed), finish=_iso(package.finish),
            done=package.progress_percent,
        )  # fmt: skip
        name = f"{package.id}: {package.name[DEFAULT_LANGUAGE]}"
        yield ["package", name, value, _iso(package.as_of), package.source_id]
    for obstacle in control.obstacles:
        value = _joined(
            state=obstacle.state.value, agency=obstacle.agency_id, deadline=_iso(obstacle.deadline)
        )
        what = obstacle.what[DEFAULT_LANGUAGE]
        yield ["obstacle", what, value, _iso(obstacle.as_of), obstacle.source_id]
    for agency in control.agencies:
        if agency.role:
            yield ["role", agency.agency_id, agency.role.value, "", agency.source_id]


def _iso(day: PartialDate | None) -> str:
    return day.iso() if day else ""


def _joined(**values: object) -> str:
    """Return what is known as ``state=open; deadline=2026-03-31``."""
    return "; ".join(f"{key}={value}" for key, value in values.items() if value not in (None, ""))
