"""The statement that a sheet or slide carries in its file."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import shapely

from briefing.statement.statement import (
    CHANGES,
    SHEET,
    WINDOW,
    Statement,
    short_hash,
    statement_rows,
)

if TYPE_CHECKING:
    from briefing.sheet.plan import Sheet
    from briefing.statement.statement import StatementRow


def statement_of(sheet: Sheet, kind: str = "", said: list[StatementRow] | None = None) -> Statement:
    """Return what a planned sheet says.

    Parameters
    ----------
    kind
        Of a sheet on something else than paper, or of one project.
    said
        What it says of its projects, ``None`` for what its table says.
    """
    asked, facts = sheet.request, sheet.provenance
    # Not checked against the limits of a reader: a sheet with a very long link is a sheet.
    return Statement.model_construct(
        kind=kind or (CHANGES if sheet.changes else SHEET),
        query=urlencode(sheet.view.selection.to_query()),
        day=facts.day.isoformat(),
        printed=facts.printed.isoformat(),
        start=sheet.changes.start.isoformat() if sheet.changes else "",
        size=asked.size,
        landscape=asked.landscape,
        grey=asked.grey,
        layers=sorted(asked.layers),
        bbox=list(asked.bbox) if asked.bbox else None,
        link=asked.link,
        digest=facts.digest,
        code=facts.code,
        said=statement_rows(sheet.view, sheet.changes) if said is None else said,
        project=asked.project,
        ground=basemap_digests(sheet),
    )


def basemap_digests(sheet: Sheet) -> dict[str, str]:
    """Return a digest of what each theme but the projects draws in the window, to 0.1 point."""
    # What draws takes a second to import: a code alone is verified without it.
    from layers.paper.scene import shown_marks

    drawn: dict[str, list[list[str]]] = {}
    for one in shown_marks(sheet.view, sheet.request.layers - {"projects"}, sheet.window):
        seen = one.shape.intersection(sheet.window.paper)
        shape = shapely.to_wkt(seen.normalize(), rounding_precision=1)
        names = str(one.mark.name)
        entry = [one.mark.style, one.mark.item_id, one.mark.grade, names, shape]
        drawn.setdefault(one.theme.id, []).append(entry)
    corners = [round(value) for value in sheet.window.bounds]
    found = {WINDOW: short_hash([round(sheet.window.scale), corners])}
    return found | {theme: short_hash(sorted(entries)) for theme, entries in sorted(drawn.items())}
