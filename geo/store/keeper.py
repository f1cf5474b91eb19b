"""What :mod:`geo.edit.add` writes to where there is a store, in place of the files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.edit.add import EditRefusedError
from geo.errors import DataError
from geo.store.model import Draft, StoreError, row_added
from geo.store.overlay import key_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalog.catalog import Catalog
    from geo.store.ledger import Ledger
    from geo.store.model import Author


@dataclass(frozen=True)
class StoreKeeper:
    """A ledger as the keeper of facts; what an author adds counts at once.

    Parameters
    ----------
    language
        Of the sentences with which it refuses.
    """

    ledger: Ledger
    author: Author
    language: str

    def catalog(self) -> Catalog:
        """Return the newest catalog.

        Raises
        ------
        DataError
            If the tables cannot be read.
        """
        found = self.ledger.check(self.ledger.data, self.ledger.fold().drafts)
        if found.catalog is None:
            first = found.problems[0]
            raise DataError(first.what, first.where, first.remedy)
        return found.catalog

    def add(self, table: str, cells: Mapping[str, str], reason: str) -> int:
        """Add a row to a table; return the number of its batch.

        Raises
        ------
        EditRefusedError
            If anything is wrong with it; nothing is written then.
        """
        change = row_added(table, key_columns(table), cells)
        try:
            return self.ledger.enter(Draft((change,), reason), self.author).number
        except StoreError as error:
            raise EditRefusedError(error.words(self.language)) from error
