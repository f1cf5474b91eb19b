"""The strip sheet: every project and kilometre on it, in order, and no words over others."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import TypeVar
from xml.etree import ElementTree as ET

import pytest
import shapely
from pypdf import PdfReader

from briefing.__main__ import main
from briefing.formats import make
from briefing.request import ExportRequest
from briefing.sheet.paper_sizes import Box
from briefing.statement.carriers import statement_in
from briefing.strip.render import (
    SIZES,
    StripError,
    StripSheet,
    composed,
    grown,
    lay_out,
    plan_strip,
    render_strip,
)
from briefing.verify.compare import verify
from briefing.verify.words import answer
from geo.errors import UnknownIdError
from geo.query.view import build_view
from geo.strings import say
from geo.text import Text
from layers.charts.display import Part, PartGroup, StyledLine, Symbol, TextLine
from layers.charts.strip_layout import StripLayout
from layers.style.text_metrics import NumberDisc
from tests import inked
from tests.briefing.hostile import hostile_view
from tests.briefing.sheets import catalog, request, view_of

pytestmark = pytest.mark.usefixtures("read_once")

P = TypeVar("P", bound=Part)
CORRIDORS = [f"COR-0{number}" for number in range(1, 7)]
every_corridor = pytest.mark.parametrize("corridor_id", CORRIDORS)
every_size = pytest.mark.parametrize(
    ("size", "landscape"), [("A4", True), ("A4", False), ("A3", True), ("A3", False)]
)
every_language = pytest.mark.parametrize("language", ["vi", "en"])


@cache
def planned(
    corridor_id: str, size: str = "A4", language: str = "vi", *, landscape: bool = True
) -> StripSheet:
    view = view_of(corridors=(corridor_id,), language=language)
    return plan_strip(view, corridor_id, request(size=size, landscape=landscape))


def laid_out(
    corridor_id: str,
    size: str = "A4",
    language: str = "vi",
    *,
    landscape: bool = True,
    grow: float = 1.0,
) -> tuple[StripSheet, StripLayout]:
    sheet = grown(planned(corridor_id, size, language, landscape=landscape), grow)
    return sheet, lay_out(sheet)


def words_in(data: bytes) -> str:
    read = PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(page.extract_text() for page in read).split())


def overlaps(boxes: Sequence[tuple[str, Box]]) -> list[tuple[str, str]]:
    """Return what lies on what, by more than a hair."""
    shapes = [shapely.box(b.left, b.bottom, b.right, b.top) for _, b in boxes]
    pairs = shapely.STRtree(shapes).query(shapes, "intersects").T
    return [
        (boxes[one][0], boxes[two][0])
        for one, two in pairs
        if one < two and shapes[one].intersection(shapes[two]).area > 0.5
    ]


def parts_of(plan: StripLayout, kind: type[P]) -> list[tuple[str, P]]:
    """Return the parts of a kind, each with the id of its project if it has one."""
    found: list[tuple[str, P]] = []

    def walk(parts: Sequence[Part], owner: str) -> None:
        for part in parts:
            if isinstance(part, PartGroup):
                walk(part.parts, part.attributes.get("data-id", owner))
            elif isinstance(part, kind):
                found.append((owner, part))

    walk(plan.parts, "")
    return found


def words_of(plan: StripLayout) -> list[TextLine]:
    return [line for _, line in parts_of(plan, TextLine)]


def boxes_of(plan: StripLayout) -> list[tuple[str, Box]]:
    """Return the boxes of all words, symbols and discs of a strip, upside down."""
    found = [
        (line.text, Box(line.box.x, line.box.y, line.box.width, line.box.height))
        for line in words_of(plan)
    ]
    found += [
        (symbol.name, around((symbol.x, symbol.y), symbol.size / 2 - 0.5))
        for _, symbol in parts_of(plan, Symbol)
    ]
    found += [
        (disc.number, around((disc.x, disc.y), disc.radius - 0.5))
        for _, disc in parts_of(plan, NumberDisc)
    ]
    return found


def around(at: tuple[float, float], half: float) -> Box:
    return Box(at[0] - half, at[1] - half, 2 * half, 2 * half)


@every_corridor
@every_size
@every_language
def test_no_label_lies_over_another_and_every_name_stands_whole(
    corridor_id: str, size: str, language: str, *, landscape: bool
) -> None:
    for grow in (SIZES[0], SIZES[-1]):
        sheet, plan = laid_out(corridor_id, size, language, landscape=landscape, grow=grow)
        box = sheet.sheet.frame.neatline
        assert overlaps(boxes_of(plan)) == []
        for words, place in boxes_of(plan):
            assert place.left >= -0.5, words
            assert place.right <= box.width + 0.5, words
        assert min(letters.face.size for letters in words_of(plan)) >= 6.6
        names: dict[str, set[str]] = {}
        for letters in words_of(plan):
            names.setdefault(letters.role, set()).add(letters.text)
        assert {role: names.get(role, set()) for role in ("project", "shield", "mark")} == {
            "project": projects_on(sheet),
            "shield": {junction.ref for lane in sheet.strip.lanes for junction in lane.junctions},
            "mark": {
                mark.name[language].partition(" (")[0]
                for lane in sheet.strip.lanes
                for mark in lane.marks
            },
        }
        # Every commune has its name in its band or beside it, none in a note.
        assert "note" not in names


def projects_on(sheet: StripSheet) -> set[str]:
    view = sheet.sheet.view
    bars = (bar for lane in sheet.strip.lanes for bar in lane.bars)
    return {view.catalog.projects[bar.project_id].name[sheet.sheet.language] for bar in bars}


@pytest.mark.parametrize(
    ("corridor_id", "size", "mapped"),
    [("COR-05", "A4", True), ("COR-02", "A4", True), ("COR-03", "A3", True)],
)
def test_the_first_page_holds_everything_in_the_largest_size(
    corridor_id: str, size: str, *, mapped: bool
) -> None:
    sheet = planned(corridor_id, size)
    page = composed(sheet)
    assert page.complete
    assert page.shown == len(sheet.sheet.lines)
    assert (page.room is not None) is mapped
    assert page.sheet.size in SIZES
    assert page.layout.height < sheet.sheet.frame.neatline.height


@every_language
def test_a_narrow_page_drops_no_note(language: str) -> None:
    sheet = planned("COR-06", "A4", language, landscape=False)
    page = composed(sheet).page
    written = " ".join(line.text for line in inked.words_in(page.layer))
    for note in (say("strip.legend-thin", language), *sheet.profile.notes(language)):
        assert note in written, note


def test_a_name_longer_than_the_page_keeps_its_beginning() -> None:
    view = view_of(corridors=("COR-01",))
    long = "Cao tốc CT.03 " + "đoạn rất dài " * 40
    projects = dict(view.catalog.projects)
    projects["EXP-SL1"] = replace(projects["EXP-SL1"], name=Text((("vi", long.strip()),)))
    changed = build_view(replace(view.catalog, projects=projects), view.selection, view.day)
    sheet = plan_strip(changed, "COR-01", request())
    plan = lay_out(sheet)
    (told,) = {line.text for owner, line in parts_of(plan, TextLine) if owner == "EXP-SL1"}
    assert told.startswith("Cao tốc CT.03 đoạn")
    assert told.endswith("…")
    assert overlaps(boxes_of(plan)) == []


@every_corridor
def test_every_placed_project_has_its_number_and_every_number_a_line(corridor_id: str) -> None:
    sheet, plan = laid_out(corridor_id)
    on_lanes = {bar.project_id for lane in sheet.strip.lanes for bar in lane.bars}
    discs = parts_of(plan, NumberDisc)
    assert {project_id for project_id, _ in discs} == on_lanes
    for project_id, disc in discs:
        assert int(disc.number) == sheet.sheet.numbers[project_id]
    for (_, one), (_, other) in combinations(discs, 2):
        apart = shapely.Point(one.x, one.y).distance(shapely.Point(other.x, other.y))
        assert apart > one.size * 0.9, (one.number, other.number)


@every_corridor
def test_kilometres_and_new_numbers_run_along_the_axis(corridor_id: str) -> None:
    sheet, plan = laid_out(corridor_id)
    rows: dict[float, list[TextLine]] = {}
    for letters in words_of(plan):
        if letters.role == "km":
            rows.setdefault(letters.y, []).append(letters)
    for row in rows.values():
        kms = [float(letters.text.removeprefix("Km").removesuffix(" km")) for letters in row]
        assert all(low < high for low, high in pairwise(kms))
        assert all(low.x < high.x for low, high in pairwise(row))
    for lane in sheet.strip.lanes:
        first = [letters.text for row in rows.values() for letters in row]
        # Only where a route is calibrated its kilometres are called so.
        start = f"{lane.posts[0].label_km:.0f}"
        assert (f"Km{start}" if lane.official else f"{start} km") in first


@every_corridor
def test_the_numbers_of_the_list_run_along_the_lanes(corridor_id: str) -> None:
    sheet = planned(corridor_id)
    bars = [bar for lane in sheet.strip.lanes for bar in lane.bars]
    numbers = [
        sheet.sheet.numbers[project] for project in dict.fromkeys(b.project_id for b in bars)
    ]
    assert numbers == list(range(1, len(numbers) + 1))
    # A part need not follow its group there, so none is set in under what stands above it.
    assert not any(line.is_part for line in sheet.sheet.lines)


def test_a_lane_of_the_paper_is_as_long_as_the_lane() -> None:
    sheet, plan = laid_out("COR-01")
    lines = [line for _, line in parts_of(plan, StyledLine)]
    drawn = sum(line.end - line.start for line in lines if line.strokes[0].width == 9)
    length = sum(part.to_km - part.from_km for ln in sheet.strip.lanes for part in ln.segments)
    assert drawn / plan.unit == pytest.approx(length, rel=0.001)


@pytest.mark.parametrize("corridor_id", ["COR-01", "COR-04"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_pdf_holds_names_kilometres_and_sections(corridor_id: str, language: str) -> None:
    view = view_of(corridors=(corridor_id,), language=language)
    asked = request(link="https://example.org/?corridor=1")
    words = words_in(render_strip(view, corridor_id, asked))
    sheet = planned(corridor_id)
    for row in view.rows:
        assert row.project.name[language] in words, row.project.id
    for lane in sheet.strip.lanes:
        assert lane.name[language] in words
        for post in lane.posts:
            assert f"{post.label_km:.0f}" in words
        for segment in lane.segments:
            assert segment.evidence in words
    assert catalog().digest in words
    assert say("strip.measured", language) in words
    if not view.rows:
        assert say("strip.corridor-none", language) in words
    elif corridor_id == "COR-01":
        assert "QL.6 Km193–303" in words
        assert say("strip.legend-thin", language) in words
        assert say("style.projects.trace", language) not in words
        # A drawing is no measure: no decimals.
        assert say("strip.all-schematic", language, km="205") in words
    else:
        assert (
            say("strip.range-river", language, low="0", high="159", place="").split(" ")[2] in words
        )


@pytest.mark.no_cover
def test_the_same_strip_is_the_same_file_and_grey_another() -> None:
    view = view_of(corridors=("COR-05",))
    asked = request(format="svg")
    first = render_strip(view, "COR-05", asked)
    assert first == render_strip(view, "COR-05", asked)
    grey = render_strip(view, "COR-05", request(format="svg", grey=True))
    colours = {found.lower() for found in _colours(grey)}
    assert all(c[1:3] == c[3:5] == c[5:7] for c in colours)
    assert any(not c[1:3] == c[3:5] == c[5:7] for c in _colours(first))


def _colours(svg: bytes) -> set[str]:
    import re

    return set(re.findall(r"(?:fill|stroke): (#[0-9a-fA-F]{6})", svg.decode()))


def test_the_registry_makes_it_of_one_corridor_only() -> None:
    asked = ExportRequest(printed=request().printed, dpi=50)
    assert make("strip-png", view_of(corridors=("COR-06",)), asked).startswith(b"\x89PNG")
    with pytest.raises(StripError, match="đúng một hành lang"):
        make("strip-pdf", view_of(), asked)
    with pytest.raises(UnknownIdError):
        plan_strip(view_of(), "COR-99", request())


def test_the_command_names_the_file_by_what_it_holds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["strip", "--corridor", "COR-06", "--as-of", "2026-11-01", "--out", str(tmp_path)]
    assert main(arguments) == 0
    (found,) = tmp_path.iterdir()
    assert found.name.startswith("son-la_cao-toc-ql-279_2026-11-01_binh-do-duoi-thang-a4")
    capsys.readouterr()
    assert main(["strip", "--out", str(tmp_path / "x.pdf")]) == 2
    assert "đúng một hành lang" in capsys.readouterr().err


def test_hostile_names_stay_words_in_the_drawing() -> None:
    view = hostile_view()
    chosen = build_view(view.catalog, view.selection.with_(corridors=("COR-01",)), view.day)
    data = render_strip(chosen, "COR-01", request(format="svg", size="A3"))
    root = ET.fromstring(data)
    assert b"<img" not in data
    assert not [item for item in root.iter() if item.tag.rpartition("}")[2] in {"img", "script"}]
    words = " ".join(" ".join(root.itertext()).split())
    assert "<img src=x onerror=alert(1)>"[:12] in words


def test_a_corridor_without_projects_says_so() -> None:
    view = view_of(corridors=("COR-04",))
    bare = build_view(replace(view.catalog, projects={}), view.selection, view.day)
    said = words_in(render_strip(bare, "COR-04", request()))
    assert "Hành lang này chưa có dự án nào trong dữ liệu." in said
    assert "Sông Mã" in said


def test_it_verifies_itself() -> None:
    view = view_of(corridors=("COR-05",))
    data = render_strip(view, "COR-05", request())
    verdict = verify(statement_in(data, "vi"), view.catalog, view.day)
    assert answer(verdict, view.catalog).same
