"""A view that is wanted as a file, for the process that makes heavy files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from briefing.formats import make
from geo.errors import DataError
from geo.io.load import load
from geo.query.view import build_view
from geo.strings import say

if TYPE_CHECKING:
    from datetime import date

    from briefing.formats import Progress
    from briefing.request import ExportRequest
    from geo.catalog.catalog import Catalog
    from geo.query.selection import Selection
    from geo.query.view import View


@dataclass(frozen=True)
class RenderJob:
    """A view as a file: without the data, so that it is small enough to cross a pipe.

    Parameters
    ----------
    digest
        Digest of the catalog that the view was looked at.
    day
        The day whose statuses are shown.
    """

    format_id: str
    digest: str
    selection: Selection
    day: date
    request: ExportRequest

    @classmethod
    def of(cls, format_id: str, view: View, request: ExportRequest) -> RenderJob:
        """Return the order of a view as a file."""
        return cls(format_id, view.catalog.digest, view.selection, view.day, request)

    @property
    def language(self) -> str:
        """Language of the file and of whoever waits for it."""
        return self.selection.language

    def view(self, catalog: Catalog) -> View:
        """Return the view that is wanted.

        Raises
        ------
        DataError
            If the catalog holds other data than the order was given for.
        """
        if catalog.digest != self.digest:
            raise DataError(say("queue.error-data", self.language))
        return build_view(catalog, self.selection, self.day)

    def render(self, progress: Progress | None = None) -> bytes:
        """Return the file; the data are read by this process, and kept until newer are asked for.

        Raises
        ------
        SonLaMapError
            If it cannot be made; the message is in the user's language.
        """
        return make(self.format_id, self.view(_loaded(self.digest)), self.request, progress)


@lru_cache(maxsize=1)
def _loaded(_digest: str) -> Catalog:
    return load()
