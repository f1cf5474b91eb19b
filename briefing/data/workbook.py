"""A workbook as it begins: no cell of data becomes a formula, and it says what it is of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import xlsxwriter

from geo.escape import Target, escape
from geo.strings import say

if TYPE_CHECKING:
    import io

    from xlsxwriter.workbook import Workbook

    from geo.query.view import View


def begin_workbook(out: io.BytesIO, view: View, title: str) -> Workbook:
    """Return an empty workbook (Office Open XML); the same view gives the same bytes.

    Parameters
    ----------
    out
        Where its bytes go when it is closed.
    """
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, options)
    book.set_properties(
        {
            "title": escape(title, Target.TEXT),
            "author": say("app.title", view.selection.language),
            "keywords": f"digest={view.catalog.digest}; day={view.day.isoformat()}",
            # Without a date of its own the same view would be another file each second.
            "created": datetime(view.day.year, view.day.month, view.day.day, tzinfo=UTC),
        }
    )
    return book
