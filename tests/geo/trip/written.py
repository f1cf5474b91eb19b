"""Workbooks as three programs write them: openpyxl, LibreOffice, and XML as WPS writes it."""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from html import escape

import openpyxl
from openpyxl.styles import NamedStyle

from geo.trip.base import SHEET_NAME, BaseStatement, column_mark
from geo.trip.read import address

COLUMNS = (
    "row.key", "shown.project", "events.status", "events.date", "figures.capital",
    "unit.capital", "figures.length", "row.answer", "row.source",
)  # fmt: skip
HEADS = ("Mã", "Dự án", "Tình trạng", "Ngày", "Vốn", "Đơn vị", "Dài", "Trả lời", "Nguồn")
STATUS_AT, DATE_AT, CAPITAL_AT, UNIT_AT, LENGTH_AT, ANSWER_AT, SOURCE_AT = range(2, 9)
FIRST = 4
"""Row, from 0, of the first project; below lie titles, hidden names and headings."""
BASE = {
    "DT-1": ("planned", date(2024, 6, 30), 22260, "Đường một"),
    "DT-2": ("preparing", date(2025, 3, 5), 1355.9, "Đường hai"),
    "DT-3": ("construction", date(2025, 3, 5), 17.5, "Cầu ba"),
}
WORDS = {"planned": "Quy hoạch", "preparing": "Chuẩn bị đầu tư", "construction": "Đang thi công"}
Value = str | int | float | date | datetime | None


@dataclass
class Formula:
    """A formula with its value, which a program that computes keeps beside it."""

    text: str
    value: float | str | None = None


@dataclass
class Page:
    """A sheet: values, number formats, merged ranges and hidden rows, from 0."""

    name: str
    cells: dict[tuple[int, int], Value | Formula] = field(default_factory=dict)
    forms: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    state: str = "visible"
    empty_rows: int = 0

    def put(self, row: int, column: int, value: Value | Formula, form: str = "") -> None:
        self.cells[row, column] = value
        self.forms.pop((row, column), None)
        if form:
            self.forms[row, column] = form

    def move_rows(self, start: int, by: int) -> None:
        for name in ("cells", "forms"):
            moved = {
                (r + by if r >= start else r, c): v for (r, c), v in getattr(self, name).items()
            }
            setattr(self, name, moved)
        self.hidden = {row + by if row >= start else row for row in self.hidden}

    def order_columns(self, order: list[int]) -> None:
        for name in ("cells", "forms"):
            moved = {(r, order.index(c)): v for (r, c), v in getattr(self, name).items()}
            setattr(self, name, moved)


def many(count: int) -> list[Page]:
    """Give a task list of many projects, each with another capital than when it was handed out."""
    page, new, base = template()
    rows = {}
    for number in range(count):
        key = f"DT-{number}"
        values = (key, f"Đường số {number}", "Quy hoạch", date(2025, 3, 5), 100 + number, "tỷ đồng")
        for at, value in enumerate((*values, 5, None, "QĐ 1/QĐ-UBND")):
            page.put(FIRST + number, at, value, "dd/mm/yyyy" if at == DATE_AT else "")
        rows["SO-XD", key] = {
            "shown.project": f"Đường số {number}",
            "events.status": "planned",
            "events.date": "2025-03-05",
            "figures.capital": f"{200 + number}",
            "unit.capital": "tỷ đồng",
        }
    base.cells.clear()
    for row, line in enumerate(BaseStatement("abc123", "2026-11-24", "vi", rows).lines()):
        for at, text in enumerate(line):
            base.put(row, at, text)
    return [page, new, base]


def template() -> list[Page]:
    """Give a task list of three projects, as the map hands it out."""
    page = Page("SO-XD")
    page.put(0, 0, "Thông tin cần bổ sung")
    page.put(1, 0, "Tình trạng tính đến ngày 24/11/2026")
    for at, (id_, head) in enumerate(zip(COLUMNS, HEADS, strict=True)):
        page.put(FIRST - 2, at, column_mark("SO-XD", id_))
        page.put(FIRST - 1, at, head)
    page.hidden.add(FIRST - 2)
    rows = {}
    for row, (key, (status, day, capital, name)) in enumerate(BASE.items(), FIRST):
        form = "mm/yyyy" if key == "DT-1" else "dd/mm/yyyy"
        for at, value in enumerate((key, name, WORDS[status], day, capital, "tỷ đồng")):
            page.put(row, at, value, form if at == DATE_AT else "")
        rows["SO-XD", key] = {
            "shown.project": name,
            "events.status": status,
            "events.date": day.isoformat()[:7] if key == "DT-1" else day.isoformat(),
            "figures.capital": f"{capital:g}",
            "unit.capital": "tỷ đồng",
        }
    new = Page("Dự án mới")
    for at, id_ in enumerate(("row.key", "projects.name_vi", "projects.kind", "row.source")):
        new.put(2, at, column_mark("new", id_))
        new.put(3, at, ("Mã", "Tên", "Loại", "Nguồn")[at])
    new.hidden.add(2)
    base = Page(SHEET_NAME, state="veryHidden")
    listed = {"SO-XD": COLUMNS, "new": ("row.key", "projects.name_vi", "projects.kind")}
    statement = BaseStatement("abc123", "2026-11-24", "vi", rows, listed)
    for row, line in enumerate(statement.lines()):
        for at, text in enumerate(line):
            base.put(row, at, text)
    return deepcopy([page, new, base])


def by_openpyxl(pages: list[Page]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    book.add_named_style(NamedStyle("own"))
    for page in pages:
        sheet = book.create_sheet(page.name)
        for (row, column), value in page.cells.items():
            cell = sheet.cell(row + 1, column + 1)
            cell.value = f"={value.text}" if isinstance(value, Formula) else value
            if isinstance(value, str):
                cell.data_type = "s"
            if (row, column) in page.forms:
                cell.number_format = page.forms[row, column]
        for span in page.merged:
            sheet.merge_cells(span)
        for row in page.hidden:
            sheet.row_dimensions[row + 1].hidden = True
        for row in range(page.empty_rows):
            sheet.row_dimensions[row + 1000].height = 15
        sheet.sheet_state = page.state
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_FORMS = {
    "General": 0,
    "dd/mm/yyyy": 14,
    "mm/yyyy": 164,
    "yyyy": 165,
    "0": 1,
    "[$-42A]dd/mm/yyyy;@": 166,
}
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACK = "http://schemas.openxmlformats.org/package/2006"


def by_wps(pages: list[Page]) -> bytes:
    """Write with prefixed names, absolute targets, words in the cells, cells without addresses."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", f'<Types xmlns="{_PACK}/content-types"/>')
        package.writestr(
            "_rels/.rels", _relations([("rId1", "officeDocument", "/xl/workbook.xml")])
        )
        links = [
            (f"rId{n}", "worksheet", f"/xl/worksheets/Sheet{n}.xml")
            for n in range(1, len(pages) + 1)
        ]
        links.append(("rId99", "styles", "/xl/styles.xml"))
        package.writestr("xl/_rels/workbook.xml.rels", _relations(links))
        package.writestr("xl/styles.xml", _styles())
        sheets = "".join(
            f'<x:sheet name="{escape(page.name)}" sheetId="{n}"'
            f' state="{page.state}" rel:id="rId{n}"/>'
            for n, page in enumerate(pages, 1)
        )
        package.writestr(
            "xl/workbook.xml",
            f'<?xml version="1.0" encoding="UTF-8"?>\n<x:workbook xmlns:x="{_MAIN}"'
            f' xmlns:rel="{_REL}"><x:workbookPr/><x:sheets>{sheets}</x:sheets></x:workbook>',
        )
        for n, page in enumerate(pages, 1):
            package.writestr(f"xl/worksheets/Sheet{n}.xml", _sheet(page))
    return out.getvalue()


def _relations(links: list[tuple[str, str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="{id_}" Type="{_REL}/{kind}" Target="{target}"/>'
        for id_, kind, target in links
    )
    return f'<Relationships xmlns="{_PACK}/relationships">{each}</Relationships>'


def _styles() -> str:
    own = "".join(
        f'<x:numFmt numFmtId="{number}" formatCode="{escape(form)}"/>'
        for form, number in _FORMS.items()
        if number > 163
    )
    used = "".join(f'<x:xf numFmtId="{number}"/>' for number in _FORMS.values())
    return (
        f'<x:styleSheet xmlns:x="{_MAIN}"><x:numFmts>{own}</x:numFmts>'
        f'<x:cellStyleXfs><x:xf numFmtId="9"/></x:cellStyleXfs><x:cellXfs>{used}</x:cellXfs>'
        "</x:styleSheet>"
    )


def _sheet(page: Page) -> str:
    rows = []
    for row in sorted({row for row, _ in page.cells}):
        hidden = ' hidden="1"' if row in page.hidden else ""
        cells, last = [], -1
        for column in sorted(c for r, c in page.cells if r == row):
            # The address stands only where cells were left out before it.
            place = "" if column == last + 1 else f' r="{address(row, column)}"'
            cells.append(_cell(page, row, column, place))
            last = column
        rows.append(f'<x:row r="{row + 1}"{hidden}>{"".join(cells)}</x:row>')
    rows += [f'<x:row r="{n + 1000}" ht="15"/>' for n in range(page.empty_rows)]
    spans = "".join(f'<x:mergeCell ref="{span}"/>' for span in page.merged)
    merged = f"<x:mergeCells>{spans}</x:mergeCells>" if spans else ""
    # What it says of its size is what phantom cells make of it.
    return (
        f'<x:worksheet xmlns:x="{_MAIN}"><x:dimension ref="A1:XFD1048576"/>'
        f"<x:sheetData>{''.join(rows)}</x:sheetData>{merged}</x:worksheet>"
    )


def _cell(page: Page, row: int, column: int, place: str) -> str:
    value = page.cells[row, column]
    form = page.forms.get((row, column), "General")
    if isinstance(value, date) and form == "General":
        form = "dd/mm/yyyy"
    style = f' s="{list(_FORMS).index(form)}"'
    formula = ""
    if isinstance(value, Formula):
        formula, value = f"<x:f>{escape(value.text)}</x:f>", value.value
    if isinstance(value, str) and value.startswith("#"):
        return f'<x:c{place} t="e"{style}>{formula}<x:v>{value}</x:v></x:c>'
    if isinstance(value, str) and formula:
        return f'<x:c{place} t="str"{style}>{formula}<x:v>{escape(value)}</x:v></x:c>'
    if isinstance(value, str):
        runs = f"<x:r><x:t>{escape(value[:2])}</x:t></x:r><x:r><x:t>{escape(value[2:])}</x:t></x:r>"
        return f'<x:c{place} t="inlineStr"{style}><x:is>{runs}</x:is></x:c>'
    if isinstance(value, date):
        value = (date(value.year, value.month, value.day) - date(1899, 12, 30)).days
    shown = "" if value is None else f"<x:v>{value!r}</x:v>"
    return f"<x:c{place}{style}>{formula}{shown}</x:c>"
