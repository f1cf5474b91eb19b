from __future__ import annotations

import json
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from geo.catalog.catalog import Catalog
from geo.corridor.model import Strip
from geo.corridor.profile import profile
from geo.corridor.strip import strip
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.text import Text
from layers.charts.shares import share_svg
from layers.charts.strip_layout import StripLayout, lay_out_strip
from layers.style.text_metrics import Face, shorten
from panels.components.strip import SCREEN, strip_svg
from panels.widgets.corridor import profile_html, shares_html
from tests.panels.apps import choose
from tests.panels.test_page import component_json, opened, shown_html
from tests.strip_places import place_at

CORRIDORS = [f"COR-0{number}" for number in range(1, 7)]
FACE = Face(SCREEN.size)
SVG = "{http://www.w3.org/2000/svg}"


def laid_out(catalog: Catalog, unrolled: Strip, language: str) -> StripLayout:
    return lay_out_strip(catalog, unrolled, language, SCREEN)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("corridor_id", CORRIDORS)
def test_every_strip_is_sound_and_stays_on_its_sheet(
    catalog: Catalog, corridor_id: str, language: str
) -> None:
    unrolled = strip(build_view(catalog, Selection(corridors=(corridor_id,))), corridor_id)
    layout = laid_out(catalog, unrolled, language)
    root = ET.fromstring(strip_svg(layout, "Sơ đồ"))
    lanes = [group for group in root.iter(f"{SVG}g") if group.get("class") == "lane"]
    assert [group.get("tabindex") for group in lanes] == ["0"] * len(unrolled.lanes)
    bars = [group.get("data-id") for group in root.iter(f"{SVG}g") if group.get("class") == "bar"]
    # Once a lane, whatever stretches it has.
    assert bars == [
        project_id
        for lane in unrolled.lanes
        for project_id in dict.fromkeys(bar.project_id for bar in lane.bars)
    ]
    texts = {"".join(word.itertext()) for word in root.iter(f"{SVG}text")}
    assert {catalog.projects[str(project_id)].name[language] for project_id in bars} <= texts
    height = float(str(root.get("viewBox")).split()[3])
    for word in root.iter(f"{SVG}text"):
        assert 0 <= float(str(word.get("x"))) <= SCREEN.width
        assert 0 <= float(str(word.get("y"))) <= height
    for lane in layout.lanes:
        assert lane.reach.x(0) >= 0
        assert lane.reach.x(lane.reach.lane.length_km) <= SCREEN.width


def test_the_strip_shows_official_posts_communes_and_junctions(catalog: Catalog) -> None:
    unrolled = strip(build_view(catalog, Selection()), "COR-01")
    drawn = strip_svg(laid_out(catalog, unrolled, "vi"), "Sơ đồ")
    for words in (
        "Km153 – Km367 theo lý trình, sai số đến 1,9 km",
        ">Km160<",
        ">200<",
        "QL.43",
        "Mường É",
        "Yên Châu",
    ):
        assert words in drawn, words


def test_a_hostile_name_stays_text_on_the_strip(catalog: Catalog) -> None:
    hostile = '"><script>alert(1)</script>'
    projects = dict(catalog.projects)
    projects["EXP-SL1"] = replace(projects["EXP-SL1"], name=Text((("vi", hostile),)))
    changed = replace(catalog, projects=projects)
    unrolled = strip(build_view(changed, Selection()), "COR-01")
    drawn = strip_svg(laid_out(changed, unrolled, "vi"), hostile)
    assert "<script" not in drawn
    ET.fromstring(drawn)


def test_words_that_have_no_room_are_cut() -> None:
    assert shorten("Mộc Châu", 500, FACE) == "Mộc Châu"
    assert shorten("Cao tốc Mộc Châu – Sơn La", 80, FACE) == "Cao tốc Mộc…"
    assert shorten("Cao tốc Mộc Châu – Sơn La", 20, FACE) == "C…"


@pytest.mark.parametrize("corridor_id", CORRIDORS)
def test_ux31_shares_are_said_road_by_road_in_words_and_numbers(
    catalog: Catalog, corridor_id: str
) -> None:
    known = profile(build_view(catalog, Selection()), corridor_id)
    words = re.sub(r"<[^>]+>", "", shares_html(known, "vi"))
    for road in known.roads:
        assert road.name["vi"] in words
        told = [share for share in road.shares if share.km]
        assert all(f"({share.percent} %)" in words for share in told)
        assert all(share.label("vi") in words for share in told)
        ET.fromstring(share_svg(road.shares))
    assert "Chưa có dự án" in words


def test_the_profile_names_sections_areas_and_projects(catalog: Catalog) -> None:
    view = build_view(catalog, Selection(corridors=("COR-01",)))
    shown = profile_html(view, profile(view, "COR-01"), "vi")
    for words in ("Các đoạn theo thứ tự", "Huyện Yên Châu", "Đang thi công (", "39,4"):
        assert words in shown, words


def test_the_panel_stands_under_the_map_for_one_corridor_only(catalog: Catalog) -> None:
    app = opened(corridor="COR-01")
    sent = json.loads(component_json(app, "lanes"))
    assert len(sent["lanes"]) == 2
    unrolled = strip(build_view(catalog, Selection(corridors=("COR-01",))), "COR-01")
    km, lon, lat = sent["lanes"][0]["samples"][10]
    assert (lon, lat) == pytest.approx(place_at(unrolled, unrolled.lanes[0].id, km), abs=1e-3)
    assert 'class="sl-shares"' in shown_html(app)
    # Two lines side by side are not added up.
    title = app.expander[0].label.replace("\\", "")
    assert title.endswith("– QL.6 214,0 km · Cao tốc CT.03 ≈ 205 km")
    choose(app, corridor="COR-01,COR-02")
    assert 'class="sl-shares"' not in shown_html(app)


def test_incidents_and_meetings_are_drawn_with_their_words(catalog: Catalog) -> None:
    unrolled = strip(build_view(catalog, Selection()), "COR-01")
    drawn = ET.fromstring(strip_svg(laid_out(catalog, unrolled, "vi"), "Sơ đồ"))
    titles = ["".join(title.itertext()) for title in drawn.iter(f"{SVG}title")]
    lane = unrolled.lane("COR-01-1")
    signs = [title for title in titles if title.startswith(("Ngập – QL.6", "Sạt lở đất – QL.6"))]
    assert len(signs) == sum(one.kind in ("flood", "landslide") for one in lane.incidents) == 3
    assert any("Km201+900" in title and "22/09/2024" in title for title in signs)
    met = [title for title in titles if title.startswith("Gặp nhau: ")]
    assert len(met) == len(unrolled.lane("COR-01-2").meetings) == 2
    assert "thời gian chung: từ 01/2026 đến 12/2028" in met[0]
