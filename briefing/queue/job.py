"""What is ordered from the process that makes heavy files: plain enough to cross a pipe."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from briefing.request import ExportRequest
from geo.errors import DataError
from geo.query.selection import read_query
from geo.query.view import look
from geo.strings import say

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog
    from geo.query.view import View


@dataclass(frozen=True)
class Order:
    """A file that is wanted; equal orders are one and the same file.

    Parameters
    ----------
    digest
        Of the data that the view was looked at.
    query
        The selection as pairs of parameter and value, see
        :meth:`geo.query.selection.Selection.to_query`.
    day
        The day whose statuses are shown.
    """

    format_id: str
    digest: str
    query: tuple[tuple[str, str], ...]
    day: date
    language: str
    request: ExportRequest

    @classmethod
    def of(cls, format_id: str, view: View, request: ExportRequest) -> Order:
        """Return the order of a view as a file."""
        chosen = view.selection
        query = tuple(chosen.to_query().items())
        return cls(format_id, view.catalog.digest, query, view.day, chosen.language, request)

    def view(self, catalog: Catalog) -> View:
        """Return the view that is wanted.

        Raises
        ------
        DataError
            If the catalog holds other data than the order was given for, or the selection
            means something else in it.
        """
        selection, ignored = read_query(dict(self.query), catalog)
        if catalog.digest != self.digest or ignored:
            raise DataError(say("queue.error-data", self.language))
        return look(catalog, selection, self.day)

    def to_json(self) -> str:
        """Return the order as one line of JSON."""
        return json.dumps(asdict(self), default=_plain)

    @classmethod
    def from_json(cls, text: str) -> Order:
        """Read what :meth:`to_json` wrote."""
        fields = json.loads(text)
        request = fields["request"]
        for name in ("bbox", "areas", "corridors", "agencies"):
            request[name] = None if request[name] is None else tuple(request[name])
        request["layers"] = frozenset(request["layers"])
        request["printed"], request["since"] = _day(request["printed"]), _day(request["since"])
        return cls(
            format_id=fields["format_id"],
            digest=fields["digest"],
            query=tuple((name, value) for name, value in fields["query"]),
            day=date.fromisoformat(fields["day"]),
            language=fields["language"],
            request=ExportRequest(**request),
        )


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else str(value)


def _day(value: Any) -> date | None:  # noqa: ANN401 - as JSON has it
    return None if value is None else date.fromisoformat(value)
