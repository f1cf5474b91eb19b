"""The wall edition: large type, few rows, the rest counted, and a file like any other."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pytest

from briefing.formats import FORMATS, FormatGroup, make
from briefing.naming import file_name
from briefing.sheet.wall import LEAST_PT, LISTED, MOST_ROWS, lay_out_wall, plan_wall
from briefing.statement.carriers import statement_in
from geo.model import Status
from geo.strings import say
from tests.briefing.checks import checked, edited
from tests.briefing.sheets import TODAY, request, view_of

if TYPE_CHECKING:
    from pathlib import Path

LINK = "https://example.org/?area=123&lang=vi"
SIZES = {"A2": (594.0, 420.0), "A3": (420.0, 297.0)}
every_wall = pytest.mark.parametrize("size", list(SIZES))
both = pytest.mark.parametrize("areas", [(), ("123",)], ids=["province", "moc-chau"])


def wall_pdf(*areas: str, size: str, **fields: object) -> bytes:
    return make("wall-pdf", view_of(*areas), request(size=size, **fields))


def type_sizes(data: bytes) -> Counter[float]:
    """Return how many letters have which size in points, turned or not."""
    found: Counter[float] = Counter()
    with pdfium.PdfDocument(data) as document:
        for page in document:
            words = page.get_textpage()
            for at in range(words.count_chars()):
                if chr(pdfium.raw.FPDFText_GetUnicode(words, at)).strip():
                    size = pdfium.raw.FPDFText_GetFontSize(words, at)
                    matrix = pdfium.raw.FS_MATRIX()
                    pdfium.raw.FPDFText_GetMatrix(words, at, matrix)
                    found[round(size * (matrix.a**2 + matrix.b**2) ** 0.5, 2)] += 1
    return found


@every_wall
@both
@pytest.mark.parametrize("grey", [False, True], ids=["colour", "grey"])
def test_no_type_is_smaller_than_ten_points(areas: tuple[str, ...], size: str, grey: bool) -> None:
    sizes = type_sizes(wall_pdf(*areas, size=size, grey=grey, link=LINK))
    assert sizes.total() > 500
    assert min(sizes) >= LEAST_PT
    assert max(sizes) >= 24.0


@every_wall
def test_the_page_has_the_size_of_its_paper(size: str) -> None:
    with pdfium.PdfDocument(wall_pdf(size=size)) as document:
        assert len(document) == 1
        width, height = (side / 72 * 25.4 for side in document[0].get_size())
    assert (width, height) == pytest.approx(SIZES[size], abs=0.1)


@both
def test_the_rest_is_counted(areas: tuple[str, ...]) -> None:
    view = view_of(*areas)
    wall = plan_wall(view, request(size="A3"))
    assert 0 < len(wall.sheet.lines) <= MOST_ROWS
    assert {line.row.status for line in wall.sheet.lines} <= set(LISTED)
    assert [line.number for line in wall.sheet.lines] == [
        at for at, _ in enumerate(wall.sheet.lines, start=1)
    ]
    # Rows and rest together are what the view counts, no project twice.
    told = Counter(
        row.status
        for row in view.rows
        if row.project.id in wall.numbers and row.project.id not in view.heading_ids
    )
    for status in Status:
        assert told[status] + wall.rest[status] == view.totals.by_status[status]


def test_the_largest_stand_in_the_table() -> None:
    view = view_of()
    wall = plan_wall(view, request(size="A3"))
    shown = {line.row.project.id for line in wall.sheet.lines}
    assert {"13 trường nội trú liên cấp tại các xã biên giới", "Cao tốc Mộc Châu – Sơn La"} <= {
        line.name for line in wall.sheet.lines
    }
    least = min(line.row.capital.value for line in wall.sheet.lines if line.row.capital)
    for row in view.rows:
        larger = row.capital and row.capital.value > least and row.status in LISTED
        if larger and row.reach != "outside":
            assert row.project.id in shown | set(wall.numbers)


def test_the_parts_of_a_group_carry_its_number() -> None:
    wall = plan_wall(view_of(), request(size="A3"))
    groups = wall.sheet.view.catalog.groups
    group = next(line for line in wall.sheet.lines if line.row.project.id in groups)
    parts = groups[group.row.project.id]
    assert {wall.numbers[part.id] for part in parts} == {group.number}


@every_wall
@both
def test_only_what_is_read_from_afar_is_named(areas: tuple[str, ...], size: str) -> None:
    layout = lay_out_wall(plan_wall(view_of(*areas), request(size=size)))
    roles = {label.request.role for label in layout.drawn.placed}
    assert not roles & {"commune", "place", "peak", "asset", "km-post", "project", "corridor"}
    assert {"seat", "number"} <= roles
    # Gates and seats keep their names, whatever is told in boxes.
    wanted = {
        item.mark.label.text["vi"]
        for item in layout.drawn.visible
        if item.mark.label and item.mark.label.role in ("province-seat", "seat", "gate")
    }
    assert wanted <= {label.request.text for label in layout.drawn.placed}


def test_words_and_counts_are_in_the_file() -> None:
    with pdfium.PdfDocument(wall_pdf(size="A2")) as document:
        text = document[0].get_textpage().get_text_range()
    counts = view_of().totals.by_status
    said = [say(f"title.count-{status}", "vi", count=counts[status]) for status in LISTED]
    assert text.count(f"Dự án hạ tầng tỉnh Sơn La: {', '.join(said)}") == 1
    for words in ("Chú giải", "Quần đảo", "Hoàng Sa", "Trường Sa", "Tỷ lệ 1:500 000"):
        assert words in text
    assert text.count("Hành lang") == 0


@pytest.mark.parametrize("form", ["wall-pdf", "wall-png", "wall-svg"])
def test_a_wall_is_verified(form: str) -> None:
    data = make(form, view_of("123"), request(size="A2" if form == "wall-pdf" else "A3", dpi=60))
    assert statement_in(data, "vi").kind == "wall"
    assert checked(data).same


def test_a_wall_that_no_longer_holds_is_told() -> None:
    from geo.dates import PartialDate

    data = wall_pdf("123", size="A3")
    known = edited("EXP-SL1", PartialDate.parse("2026-10-01"), Status.COMPLETED)
    assert not checked(data, known).same


def test_it_is_offered_named_and_made_by_the_sheet_as_well() -> None:
    form = FORMATS["wall-pdf"]
    assert (form.group, form.sizes, form.in_dialog) == (FormatGroup.WALL, ("A2", "A3"), True)
    view = view_of("123")
    name = file_name(view, "pdf", form.what(request(size="A2", grey=True), "vi"))
    assert name == f"son-la_moc-chau_{TODAY.isoformat()}_treo-tuong-a2-den-trang.pdf"
    by_sheet = make("pdf", view, request(size="A2"))
    assert by_sheet == make("wall-pdf", view, request(size="A2"))
    assert say("export.group-wall", "en") == "Wall edition"


def test_the_command_line_makes_it(tmp_path: Path) -> None:
    from briefing.cli import run
    from tests.once import catalog

    (path,) = run(["wall", "--district", "123", "--out", str(tmp_path)], catalog())
    assert path.name.endswith("_treo-tuong-a2.pdf")
    with pdfium.PdfDocument(BytesIO(path.read_bytes())) as document:
        assert round(document[0].get_width() / 72 * 25.4) == 594
