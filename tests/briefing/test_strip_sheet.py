"""The strip sheet: every project and kilometre on it, in order, and no words over others."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import shapely
from pypdf import PdfReader

from briefing.__main__ import main
from briefing.carried import statement_in
from briefing.formats import FileRequest, make
from briefing.strip_layout import lay_out
from briefing.strip_plan import Letters, Plan
from briefing.strip_sheet import StripError, StripSheet, plan_strip, render_strip
from briefing.verify import verify
from briefing.verify_words import answer
from geo.errors import UnknownIdError
from geo.strings import say
from geo.view import look
from tests.briefing.hostile import hostile_view
from tests.briefing.sheets import catalog, request, view_of

CORRIDORS = [f"COR-0{number}" for number in range(1, 7)]
every_corridor = pytest.mark.parametrize("corridor_id", CORRIDORS)
every_size = pytest.mark.parametrize(
    ("size", "landscape"), [("A4", True), ("A4", False), ("A3", True), ("A3", False)]
)


@cache
def planned(corridor_id: str, size: str = "A4", *, landscape: bool = True) -> StripSheet:
    view = view_of(corridors=(corridor_id,))
    return plan_strip(view, corridor_id, request(size=size, landscape=landscape))


def laid_out(corridor_id: str, size: str = "A4", *, landscape: bool = True) -> Plan:
    sheet = planned(corridor_id, size, landscape=landscape)
    return lay_out(sheet, sheet.sheet.frame.neatline)


def words_in(data: bytes) -> str:
    read = PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(page.extract_text() for page in read).split())


def covers(one: Letters, other: Letters) -> bool:
    a, b = (
        shapely.box(it.box.left, it.box.bottom, it.box.right, it.box.top) for it in (one, other)
    )
    return bool(a.intersection(b).area > 0.5)


@every_corridor
@every_size
def test_no_words_lie_over_others_or_outside(
    corridor_id: str, size: str, *, landscape: bool
) -> None:
    plan = laid_out(corridor_id, size, landscape=landscape)
    box = planned(corridor_id, size, landscape=landscape).sheet.frame.neatline
    assert plan.letters
    for one, other in combinations(plan.letters, 2):
        assert not covers(one, other), (one.text, other.text)
    for letters in plan.letters:
        assert letters.face.size >= 6.5
        assert box.left - 0.5 <= letters.box.left, letters.text
        assert letters.box.right <= box.right + 0.5, letters.text
    assert plan.bottom > box.bottom


@every_corridor
def test_every_placed_project_has_its_number_and_every_number_a_line(corridor_id: str) -> None:
    sheet = planned(corridor_id)
    on_lanes = {bar.project_id for lane in sheet.strip.lanes for bar in lane.bars}
    plan = laid_out(corridor_id)
    assert {number.project_id for number in plan.numbers} == on_lanes
    for number in plan.numbers:
        assert int(number.text) == sheet.sheet.numbers[number.project_id]
    for one, other in combinations(plan.numbers, 2):
        apart = shapely.Point(one.at).distance(shapely.Point(other.at))
        assert apart > one.size * 0.9, (one.text, other.text)


@every_corridor
def test_kilometres_and_new_numbers_run_along_the_axis(corridor_id: str) -> None:
    sheet, plan = planned(corridor_id), laid_out(corridor_id)
    rows: dict[float, list[Letters]] = {}
    for letters in plan.letters:
        if letters.role == "km":
            rows.setdefault(letters.y, []).append(letters)
    for row in rows.values():
        kms = [float(letters.text.removeprefix("Km")) for letters in row]
        assert all(low < high for low, high in pairwise(kms))
        assert all(low.x < high.x for low, high in pairwise(row))
    seen: set[str] = set()
    for lane in sheet.strip.lanes:
        fresh = [
            sheet.sheet.numbers[bar.project_id]
            for bar in sorted(lane.bars, key=lambda bar: (bar.from_km, bar.to_km))
            if bar.project_id not in seen and not seen.add(bar.project_id)  # type: ignore[func-returns-value]
        ]
        starts = [bar.from_km for bar in sorted(lane.bars, key=lambda bar: bar.from_km)]
        assert starts == sorted(starts)
        assert sorted(fresh) == fresh


def test_a_lane_of_the_paper_is_as_long_as_the_lane() -> None:
    sheet, plan = planned("COR-01"), laid_out("COR-01")
    drawn = sum(bit.end - bit.start for bit in plan.bits if bit.strokes[0].width == 9)
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
        assert (
            say("strip.schematic", language, km="204,8" if language == "vi" else "204.8") in words
        )


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
    asked = FileRequest(printed=request().printed, dpi=50)
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
    assert found.name.startswith("son-la_cao-toc-ql-279_2026-11-01_so-do-duoi-thang-a4")
    capsys.readouterr()
    assert main(["strip", "--out", str(tmp_path / "x.pdf")]) == 2
    assert "đúng một hành lang" in capsys.readouterr().err


def test_hostile_names_stay_words_in_the_drawing() -> None:
    view = hostile_view()
    chosen = look(view.catalog, view.selection.with_(corridors=("COR-01",)), view.day)
    data = render_strip(chosen, "COR-01", request(format="svg", size="A3"))
    root = ET.fromstring(data)
    assert b"<img" not in data
    assert not [item for item in root.iter() if item.tag.rpartition("}")[2] in {"img", "script"}]
    words = " ".join(" ".join(root.itertext()).split())
    assert "<img src=x onerror=alert(1)>"[:12] in words


def test_a_corridor_without_projects_says_so() -> None:
    view = view_of(corridors=("COR-04",))
    bare = look(replace(view.catalog, projects={}), view.selection, view.day)
    said = words_in(render_strip(bare, "COR-04", request()))
    assert "Hành lang này chưa có dự án nào trong dữ liệu." in said
    assert "Sông Mã" in said


def test_it_verifies_itself() -> None:
    view = view_of(corridors=("COR-05",))
    data = render_strip(view, "COR-05", request())
    verdict = verify(statement_in(data, "vi"), view.catalog, view.day)
    assert answer(verdict, view.catalog).same
