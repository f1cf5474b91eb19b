"""Sheets that a person fills in and hands back: projects of a view, and empty rows for new ones.

Yellow cells are written into. A hidden row above the headings names the columns, a hidden sheet
holds what stood in each cell, see :mod:`geo.trip.base`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing.data.base_sheet import BaseWriter
from briefing.data.xlsx import Head, Heights, WorkbookWriter
from geo.dates import PartialDate
from geo.query.freshness import as_of_words, data_day
from geo.strings import kinds, say
from geo.trip.fields import ANSWER, KEY, NAME, SHOWN, SOURCE, STATUS, STATUS_DATE, field_of
from geo.trip.ground import CatalogGround
from geo.trip.tables import NEW_ROWS
from layers.style import palette

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from geo.query.view import ProjectRow, View

TO_FILL: Final = "#FFFBE8"
EDGE: Final = "#C9CBC8"
HEIGHTS: Final = Heights(around=5.0, letters=1.15, most=40)
TOP: Final = 3
"""Row of the headings: title and day stand above them."""
MARKS: Final = TOP - 1
"""The hidden row, which names the columns."""
LISTS_NAME: Final = "_lists"
UPDATES: Final = "updates"
"""Hidden name of the sheet with the projects of a view."""
_NEW_ROWS: Final = 40
_NEW: Final = (
    (KEY, 10),
    (NAME, 40),
    ("projects.kind", 16),
    ("projects.place", 34),
    (STATUS, 14),
    (STATUS_DATE, 11),
    ("projects.start_year", 9),
    ("projects.finish_year", 9),
    ("figures.capital", 11),
    ("unit.capital", 10),
    ("figures.length", 10),
    (ANSWER, 22),
    (SOURCE, 20),
)
_PROJECT: Final = f"{SHOWN}.project"
_UPDATE: Final = (
    (KEY, 13),
    (_PROJECT, 44),
    (STATUS, 14),
    (STATUS_DATE, 11),
    ("projects.start_year", 9),
    ("projects.finish_year", 9),
    ("figures.capital", 11),
    ("unit.capital", 10),
    ("figures.length", 10),
    ("projects.funding_vi", 20),
    (ANSWER, 22),
    (SOURCE, 22),
)
_TITLES: Final = {
    KEY: "tasks.id",
    _PROJECT: "tasks.project",
    STATUS: "tasks.status",
    "figures.capital": "tasks.capital",
    "unit.capital": "tasks.unit",
    "figures.length": "tasks.length",
    ANSWER: "tasks.answer",
    SOURCE: "tasks.document",
}


def blank_xlsx(view: View) -> bytes:
    """Return a workbook (Office Open XML) with nothing but empty rows for new projects."""
    book = WorkbookWriter(view, say("tasks.new", view.selection.language), HEIGHTS)
    base = BaseWriter(book)
    write_new(book, base)
    base.finish()
    return book.finish()


def write_updates(book: WorkbookWriter) -> None:
    """Write the sheets of a view that can be handed back: its projects, and room for new ones."""
    language, view = book.language, book.view
    title = say("data.sheet-updates", language)
    heads = [head(book, _title(id_, language), width) for id_, width in _UPDATE]
    sheet = begin_sheet(book, title, title, heads, say("tasks.fill", language))
    sheet.freeze_panes(TOP + 1, 2)
    base = BaseWriter(book)
    ids = [id_ for id_, _ in _UPDATE]
    base.mark(sheet, MARKS, UPDATES, ids)
    ground = CatalogGround(view.catalog, view.day)
    for number, row in enumerate(view.rows, start=TOP + 1):
        known = _known(row, ground, language)
        base.keep(UPDATES, row.project.id, known)
        for at, id_ in enumerate(ids):
            _write_known(book, sheet, (number, at), id_, known)
        words = (str(value) for value in known.values())
        book.fit_row(sheet, number, words, [width for _, width in _UPDATE])
    offer(book, sheet, ids, (TOP + 1, TOP + max(1, len(view.rows))))
    write_new(book, base)
    base.finish()


def _known(row: ProjectRow, ground: CatalogGround, language: str) -> dict[str, str]:
    """Return what stands today in the cells of a project, as the hidden statement holds it."""
    known = {KEY: row.project.id, _PROJECT: row.project.name[language]}
    for id_, _ in _UPDATE:
        column = field_of(id_)
        if column and column.is_fact:
            known[id_] = ground.value((column.table, row.project.id, column.name))
    known["unit.capital"] = say("unit.billion_vnd", language)
    return known


def _write_known(
    book: WorkbookWriter,
    sheet: Worksheet,
    at: tuple[int, int],
    id_: str,
    known: dict[str, str],
) -> None:
    value = known.get(id_, "")
    if id_ in (KEY, _PROJECT):
        book.text(sheet, at, value, wrapped(book, bold=id_ == _PROJECT))
    elif id_ == STATUS_DATE and value:
        book.date(sheet, at, PartialDate.parse(value), bg_color=TO_FILL)
    elif id_ == STATUS:
        words = say(f"status.{value}", book.language) if value else ""
        book.text(sheet, at, words, yellow(book))
    elif value and id_.startswith("figures."):
        sheet.write_number(*at, float(value), filled_number(book))
    elif value and id_.endswith("_year"):
        sheet.write_number(*at, int(value), yellow(book, num_format="0", align="right"))
    else:
        day = {"num_format": "dd/mm/yyyy"} if id_ == STATUS_DATE else {}
        book.text(sheet, at, value, yellow(book, **day))


def wrapped(book: WorkbookWriter, **properties: object) -> Format:
    """Return the format of a cell whose words run over several lines."""
    return book.cell(text_wrap=True, **properties)


def aside(book: WorkbookWriter, **properties: object) -> Format:
    """Return the format of words beside a table, which run on over its columns."""
    return book.pen(text_wrap=False, **properties)


def head(book: WorkbookWriter, title: str, width: float, *, centred: bool = False) -> Head:
    """Return the heading of a column, with its width in characters."""
    return Head(title, width, book.heading(align="center" if centred else "left"))


def begin_sheet(
    book: WorkbookWriter,
    name: str,
    title: str,
    heads: Sequence[Head],
    told: str = "",
) -> Worksheet:
    """Return a new sheet that says what it is, and below that has headings.

    Parameters
    ----------
    told
        What to do with it.
    """
    language, view, sheet = book.language, book.view, book.sheet(name)
    book.text(sheet, (0, 0), title, aside(book, bold=True, font_size=13))
    sheet.set_row(0, 20)
    sheet.set_row(1, 14)
    day = as_of_words(view.day, data_day(view.catalog, view.day), language)
    digest = say("sheet.digest", language, digest=view.catalog.digest)
    place = view.selection.describe(view.catalog, language)
    about = " · ".join(dict.fromkeys(words for words in (told, place, day, digest) if words))
    book.text(sheet, (1, 0), about, aside(book, font_color=palette.INK_SOFT))
    book.heads(sheet, TOP, heads, lines=3)
    book.print_landscape(sheet, digest, head_row=TOP, top=0.5)
    return sheet


def offer(
    book: WorkbookWriter, sheet: Worksheet, facts: Sequence[str], rows: tuple[int, int]
) -> None:
    """Offer the words that a cell may hold as a list, other words are not forbidden."""
    language = book.language
    units = [say(f"trip.unit-{unit}", language) for unit in ("billion", "million", "one")]
    for at, fact in enumerate(facts):
        field = field_of(fact)
        words = units if fact.startswith("unit.") else []
        if field and field.family == "status":
            words = [say(f"status.{code}", language) for code in field.codes]
        source: object = words
        if field and field.family == "kind":
            source = _listed_kinds(book)
        if source:
            rule = {"validate": "list", "source": source, "error_type": "warning"}
            sheet.data_validation(rows[0], at, rows[1], at, rule)


def _listed_kinds(book: WorkbookWriter) -> str:
    """Return where the kinds stand: a list of so many words does not fit into a cell's rule."""
    name, words = LISTS_NAME, [say(f"kind.{kind}", book.language) for kind in kinds()]
    if not book.has_sheet(name):
        hidden = book.sheet(name)
        for row, word in enumerate(words):
            hidden.write_string(row, 0, word)
        hidden.very_hidden()
    return f"={name}!$A$1:$A${len(words)}"


def _title(id_: str, language: str) -> str:
    field = field_of(id_)
    key = _TITLES.get(id_) or ""
    return say(key, language) if key else field.title(language) if field else id_


def write_new(book: WorkbookWriter, base: BaseWriter) -> None:
    """Write a sheet of empty rows for projects that the map does not have."""
    language = book.language
    title = say("tasks.new", language)
    heads = [head(book, _title(id_, language), width) for id_, width in _NEW]
    told = say("tasks.new-rule", language)
    sheet = begin_sheet(book, title, title, heads, told)
    sheet.freeze_panes(TOP + 1, 2)
    base.mark(sheet, MARKS, NEW_ROWS, [id_ for id_, _ in _NEW])
    for row in range(TOP + 1, TOP + 1 + _NEW_ROWS):
        for at, (id_, _) in enumerate(_NEW):
            day = {"num_format": "dd/mm/yyyy"} if id_ == STATUS_DATE else {}
            book.text(sheet, (row, at), "", yellow(book, **day))
    offer(book, sheet, [id_ for id_, _ in _NEW], (TOP + 1, TOP + _NEW_ROWS))


def yellow(book: WorkbookWriter, **properties: object) -> Format:
    """Return the format of a cell that the agency writes into."""
    return wrapped(book, bg_color=TO_FILL, right=1, right_color=EDGE, **properties)


def filled_number(book: WorkbookWriter) -> Format:
    """Return the format of a number that the agency writes or corrects."""
    return yellow(book, num_format="#,##0.###", align="right")
