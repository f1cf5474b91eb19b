from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from briefing.content.card import FactRow, Quantity, asset_card, project_card
from briefing.content.html import _fact, _printed
from briefing.content.markup import escape_html
from geo.catalog.catalog import Catalog
from geo.dates import PartialDate
from geo.model import ROAD_KINDS, Kind, Project, Status
from geo.query.selection import Selection
from geo.query.view import View, build_view, project_row
from geo.strings import say, table
from geo.text import Text
from tests import tiny
from tests.card_html import card_html

TODAY = date(2026, 11, 23)


class Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.pictures: list[str] = []
        self.handlers: list[str] = []
        self.words: list[str] = []
        self.terms: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        if tag == "abbr":
            self.terms.append((given["title"] or "", given["tabindex"] or ""))
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.pictures += [value or "" for name, value in attrs if name == "src"]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


@pytest.fixture(scope="module")
def view(catalog: Catalog) -> View:
    return build_view(catalog, Selection(), TODAY)


def read(view: View, project_id: str, language: str = "vi") -> Reader:
    project = view.catalog.projects[project_id]
    row = project_row(view.catalog, view.selection, project, view.day)
    return Reader(card_html(project_card(view, row, language), language, led))


def led(subject_id: str, name: str) -> str:
    return f'<a href="ho-so?of={subject_id}">{escape_html(name)}</a>'


def test_the_card_tells_everything_with_sources(view: View) -> None:
    card = read(view, "EXP-SL1")
    for words in (
        "Cao tốc", "Đang thi công", "Đã khởi công", "từ 18/05/2025; tin mới nhất 05/02/2026",
        "4.938 tỷ đồng", "32,3 km",
        "33,3 km", "Các nguồn không thống nhất", "UBND tỉnh Sơn La", "Huyện Vân Hồ",
        "Huyện Mộc Châu", "Xã Vân Hồ", "D – giả định hoặc sơ đồ", "18/05/2025",
    ):  # fmt: skip
        assert words in card.text, words
    profiles = [address for address in card.links if address.startswith("ho-so?of=")]
    assert {"ho-so?of=123", "ho-so?of=COR-01", "ho-so?of=UBND-TINH"} <= set(profiles)
    assert all(address.startswith("http") for address in card.links if address not in profiles)
    assert len(card.links) > 5


def test_a_label_of_figures_says_what_they_mean_to_pointer_and_keyboard(view: View) -> None:
    card = read(view, "EXP-SL1")
    assert "abbr" in card.tags
    told = dict(card.terms)
    assert told["Tổng mức đầu tư của cả dự án."] == "0"
    assert told["Số vốn đã giải ngân đến ngày nêu."] == "0"
    assert {title for title, _ in card.terms} <= {
        words["vi"] for key, words in table().items() if key.startswith("definition.")
    }
    # The words of the card are those of before: nothing is said twice.
    assert "Tổng mức đầu tư của cả dự án." not in card.text


def test_a_hostile_definition_stays_text() -> None:
    quantity = Quantity('<i>"', (), definition='"><script>alert(1)</script>')
    row = FactRow("x", "Vốn", (), quantity)
    (label, *_) = _fact(row, "vi", lambda _id, name: name)
    assert Reader(_printed(label)).tags == ["dt", "abbr"]


def test_the_card_speaks_english(view: View) -> None:
    card = read(view, "EXP-SL1", "en")
    for words in ("Under construction", "4,938 billion VND", "Vân Hồ district"):
        assert words in card.text


def test_unknown_is_said(view: View) -> None:
    card = read(view, "LOG-BORDER")
    assert "Chưa rõ tình trạng" in card.text
    assert "Chưa có thông tin về tình trạng" in card.text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_item_has_a_card(view: View, language: str) -> None:
    for project in view.catalog.projects.values():
        assert project.name[language] in read(view, project.id, language).text
    for asset in view.catalog.assets.values():
        assert (
            asset.name[language]
            in Reader(card_html(asset_card(view, asset, language), language)).text
        )


def test_the_history_stops_at_the_day_of_the_view(catalog: Catalog) -> None:
    early = build_view(catalog, Selection(as_of=date(2025, 6, 1)), TODAY)
    card = read(early, "EXP-SL1")
    assert "18/05/2025" in card.text
    assert "26,42" not in card.text


def test_a_hostile_name_stays_text(view: View) -> None:
    hostile = '<img src=x onerror="alert(1)"></article><script>alert(1)</script>'
    project: Project = replace(view.catalog.projects["EXP-SL1"], name=Text((("vi", hostile),)))
    row = project_row(view.catalog, view.selection, project, view.day)
    card = Reader(card_html(project_card(view, row, "vi"), "vi"))
    assert "script" not in card.tags
    assert card.handlers == []
    assert all(picture.startswith("data:image/svg+xml;utf8,") for picture in card.pictures)
    assert hostile in card.text


def test_only_web_addresses_become_links(view: View) -> None:
    card = project_card(view, view.rows[0], "vi")
    (known, *_) = card.sources

    def shown(url: str) -> str:
        return card_html(replace(card, sources=(replace(known, url=url),)), "vi")

    assert "javascript:" not in shown("javascript:alert(1)")
    assert known.title["vi"] in Reader(shown("javascript:alert(1)")).text
    assert 'href="https://example.org/?a=1&amp;b=2"' in shown("https://example.org/?a=1&b=2")


def test_an_asset_lists_its_projects(view: View) -> None:
    card = Reader(card_html(asset_card(view, view.catalog.assets["QL-6"], "vi"), "vi"))
    assert "Km193" in card.text
    assert "Hoàn thành" in card.text


def test_the_card_lists_the_sources_of_facts_once_and_no_other() -> None:
    """A project, its events and its figures may each rest on a source that the others lack."""
    names = ("OWN-1", "EVENT-1", "FIGURE-1", "OTHER-1")
    town = tiny.town(
        [tiny.on_road("P-1", 0, 20, source_ids=("OWN-1",))],
        sources=tiny.by_id([tiny.source(name) for name in names]),
        events=(
            tiny.event("P-1", PartialDate(2024, 5, 1), Status.PLANNED, "EVENT-1"),
            tiny.event("P-1", PartialDate(2025, 5, 1), Status.PLANNED, "EVENT-1"),
        ),
        figures=(tiny.figure("P-1", "length", 20, "km", source_id="FIGURE-1"),),
    )
    card = read(build_view(town, Selection(), TODAY), "P-1")
    listed = [name for name in names for _ in range(card.text.count(f"Tài liệu {name}"))]
    assert listed == ["OWN-1", "EVENT-1", "FIGURE-1"]


def test_ux28_a_junction_is_named_once_and_the_start_is_said(catalog: Catalog) -> None:
    view = build_view(catalog, Selection(), TODAY)
    card = read(view, "DT-117-BR1")
    assert card.text.count("Nút giao CT.03 – QL.4G") == 1
    assert "giao QL.4G tại Chiềng Mai" in card.text
    assert "tính từ giữa đoạn dự án" in card.text


def test_a_card_says_which_works_meet_it(catalog: Catalog) -> None:
    view = build_view(catalog, Selection(), TODAY)
    card = read(view, "DT-109-NAMPAM")
    assert "Gặp dự án khác trên cùng tuyến" in card.text
    assert "Nâng cấp ĐT.109 lên cấp IV miền núi (ĐT.109, " in card.text
    spots = read(view, "DT-101")
    assert "ĐT.101: chưa rõ điểm" in spots.text
    assert "Gặp dự án khác" not in read(view, "AIR-NASAN").text


@pytest.mark.parametrize(
    ("project_id", "words"),
    [
        ("URB-MOCCHAU", "Đã thành lập, kết thúc 01/07/2025 khi sắp xếp đơn vị hành chính"),
        ("URB-SONLA", "Đơn vị hành chính mà mục tiêu hướng tới không còn từ 01/07/2025"),
        ("URB-VANHO", "Đơn vị hành chính mà mục tiêu hướng tới không còn từ 01/07/2025"),
        ("URB-REGION-SONLA-MAISON", "Có tên trong quy hoạch hoặc chương trình đã duyệt"),
        # It lapsed by a decision of its own.
        ("AIR-MOCCHAU", "Hết hiệu lực hoặc bị văn bản sau thay thế"),
    ],
)
def test_ux33_a_card_says_what_the_reform_ended(view: View, project_id: str, words: str) -> None:
    assert words in read(view, project_id).text


def test_ux33_clearing_the_site_is_no_preparation() -> None:
    """By law it is part of carrying a project out."""
    for status in (Status.PLANNED, Status.PREPARING):
        assert "mặt bằng" not in say(f"status-definition.{status}", "vi")
        assert "clear" not in say(f"status-definition.{status}", "en")


def test_ux33_before_the_reform_nothing_has_ended(catalog: Catalog) -> None:
    before = build_view(catalog, Selection(as_of=date(2025, 6, 30)), TODAY)
    assert "Đã thành lập, kết thúc" not in read(before, "URB-MOCCHAU").text
    assert "Quy hoạch" in read(before, "URB-SONLA").text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_ux29_a_card_asks_only_for_what_a_thing_can_have(catalog: Catalog, language: str) -> None:
    """No length of an airport or town, no open years, no feet in Vietnamese, no bare date."""
    view = build_view(catalog, Selection(language=language), TODAY)
    unknown = say("unknown", language)
    cards = [project_card(view, row, language) for row in view.rows]
    cards += [asset_card(view, asset, language) for asset in catalog.assets.values()]
    for card in cards:
        for row in card.rows:
            assert row.words != unknown or card.status is not Status.LAPSED, card.item.id
            if row.id in {"extent", "length"} and row.words == unknown:
                assert card.item.kind in {*ROAD_KINDS, Kind.BRIDGE, "power-line"}, card.item.id
        text = Reader(card_html(card, language)).text
        assert "… –" not in text, card.item.id
        assert language == "en" or not re.search(r"\d\s*(ft|feet)\b", text), card.item.id
        # A count and its date do not run into each other.
        assert not re.search(r": \d+ \d\d/\d\d/\d{4}", text), card.item.id


@pytest.mark.parametrize("language", ["vi", "en"])
def test_ux49_what_a_geometry_is_stands_once_on_a_card(catalog: Catalog, language: str) -> None:
    view = build_view(catalog, Selection(language=language), TODAY)
    phrase = say("geometry.schematic", language).casefold()
    told = 0
    for row in view.rows:
        card = project_card(view, row, language)
        text = " ".join(f"{line.words} {line.reasons}" for line in card.position).casefold()
        assert text.count(phrase) <= 1, row.project.id
        told += phrase in text
    assert told >= 5


def test_ux30_a_town_has_one_area_that_of_its_resolution(view: View) -> None:
    """Measured on the map it were 1,071.1 km²; the resolution says 1,072.09."""
    text = read(view, "URB-MOCCHAU").text
    assert "1.072,09 km²" in text
    assert "1.071" not in text
    assert "Huyện Mộc Châu – toàn bộ" in text
    # Of a commune that reaches beyond the former district a part is told.
    assert "Xã Chiềng Sơn – 128 km²" in text
