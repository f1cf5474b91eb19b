"""In every list the parts of a group stand under it, and only they have a number on the map."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from briefing.content.card import project_card
from briefing.data.workbook import xlsx
from briefing.request import ExportRequest
from briefing.sheet.plan import plan
from briefing.usb.page import held_catalog, page_data
from geo.cli.commands import records, render
from geo.io.load import load
from geo.model import Evidence, GeometryKind, GeometryPart
from geo.query.selection import Selection
from geo.query.view import View, build_view
from layers.paper.scene import scene_of
from layers.themes import SWITCHABLE
from layers.web.payload import page_record
from tests import tiny
from tests.briefing.sheets import TODAY
from tests.card_html import card_html

PARTS = ("SCH-A", "SCH-B", "SCH-C")


@pytest.fixture(scope="module")
def view() -> View:
    real = load()
    pieces = [
        GeometryPart(
            f"within:{code}", real.areas[code].geometry.representative_point(),
            GeometryKind.WITHIN, Evidence.D,
        )
        for code in ("03979", "03980", "04045")
    ]  # fmt: skip
    blank = replace(tiny.project("SCH", name=tiny.named("Các trường")), kind="school", road_ref="")
    made = {
        "SCH": replace(
            blank, pieces=tuple(pieces), drawn_km=0.0, overlaps=real.areas.overlaps(pieces)
        )
    }
    for name, piece in zip(PARTS, pieces, strict=True):
        made[name] = replace(
            blank, id=name, part_of="SCH", name=tiny.named(f"Trường {name}"), pieces=(piece,),
            drawn_km=0.0, overlaps=real.areas.overlaps([piece]),
        )  # fmt: skip
    keep = {key: real.projects[key] for key in ("URB-MOCCHAU", "DT-104")}
    town = replace(real, projects=keep | made)
    return build_view(town, Selection(), TODAY)


def test_a_sheet_numbers_the_parts_and_not_the_group(view: View) -> None:
    sheet = plan(view, ExportRequest(printed=TODAY))
    listed = [(line.row.project.id, line.is_part) for line in sheet.lines]
    at = listed.index(("SCH", False))
    assert listed[at + 1 : at + 4] == [(part, True) for part in PARTS]
    assert "SCH" not in sheet.numbers
    assert sorted(sheet.numbers.values()) == [1, 2, 3, 4, 5]
    drawn = {
        item.mark.item_id for item in scene_of(view, sheet.window, frozenset(SWITCHABLE)).shown
    }
    assert drawn >= set(PARTS)
    assert "SCH" not in drawn


def test_a_group_alone_is_drawn_where_its_parts_are(view: View) -> None:
    alone = build_view(view.catalog, Selection(words="các trường"), TODAY)
    sheet = plan(alone, ExportRequest(printed=TODAY))
    assert sheet.numbers == {"SCH": 1}
    badges = [
        item.mark.geometry
        for item in scene_of(alone, sheet.window, frozenset(SWITCHABLE)).shown
        if item.mark.item_id == "SCH" and item.mark.style.startswith("point-")
    ]
    assert len(badges) == 3


def test_files_name_the_group_of_a_part(view: View) -> None:
    told = {record["id"]: record for record in records(view)}
    assert [told[part]["part_of"] for part in PARTS] == ["SCH"] * 3
    assert told["SCH-A"]["group_name"] == "Các trường"
    assert not told["SCH"]["part_of"]
    assert "  Trường SCH-A" in render(view, "table")
    sheet = load_workbook(io.BytesIO(xlsx(view))).worksheets[0]
    inset = {
        cell.value: cell.alignment.indent
        for row in sheet.iter_rows(min_row=2)
        for cell in row
        if cell.value in {"Các trường", "Trường SCH-A"} and cell.column == 2
    }
    assert inset["Trường SCH-A"] > inset["Các trường"]


def test_map_and_usb_know_the_parts(view: View) -> None:
    assert page_record(view.catalog)["parts"] == {"SCH": list(PARTS)}
    held = replace(view, catalog=held_catalog(view))
    projects = page_data(view, held, frozenset(), TODAY)["record"]["projects"]
    assert {one["id"]: one["partOf"] for one in projects if one["partOf"]} == dict.fromkeys(
        PARTS, "SCH"
    )


def test_cards_of_group_and_part_lead_to_each_other(view: View) -> None:
    rows = {row.project.id: row for row in view.rows}

    def linked(subject: str, name: str) -> str:
        return f"<a {subject}>{name}</a>"

    group = card_html(project_card(view, rows["SCH"], "vi"), "vi", linked)
    assert "3 dự án: 3 " in group
    assert all(f"<a {part}>Trường {part}</a>" in group for part in PARTS)
    part = card_html(project_card(view, rows["SCH-A"], "vi"), "vi", linked)
    assert "<a SCH>Các trường</a>" in part
    assert "xem cả nhóm “Các trường”" in part
