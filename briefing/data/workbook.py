"""The workbook of a view: what is known, and sheets on which it can be handed back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.data.fill_in import write_updates
from briefing.data.xlsx import WorkbookWriter, write_data

if TYPE_CHECKING:
    from geo.query.view import View


def xlsx(view: View, link: str = "") -> bytes:
    """Return the projects of a view as a workbook (Office Open XML).

    Parameters
    ----------
    link
        Address that opens the same view, for the sheet that says what the file is.
    """
    book = WorkbookWriter(view, view.selection.describe(view.catalog, view.selection.language))
    write_data(book, link)
    write_updates(book)
    return book.finish()
