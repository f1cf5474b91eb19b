from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from briefing.content.markup import escape_html
from geo import clock
from geo.catalog.area_names import name_on
from geo.catalog.catalog import Catalog
from geo.model import AreaFrame, SourceKind
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.query.wording import indicator_number
from geo.reports.changes import changes
from geo.reports.completeness import Aspect, by_agency, conflicts
from geo.reports.targets import targets
from geo.strings import quantities, table
from layers.charts.bullet import bullet
from panels.pages import changes as changes_page
from panels.pages import data, profiles
from panels.session.address import AppPage
from tests.panels.apps import choose, opened_page
from tests.panels.test_page import address, map_data, shown_html, status_on_map

LANGUAGES = {"Tiếng Việt", "English"}
LINK = re.compile(r'<a[^>]* href="([^"]*)"[^>]*>([^<]*)</a>')


def links(app: AppTest) -> dict[str, str]:
    """Give the addresses of the page's own links by their words; not the one to the language."""
    return {
        words: href.replace("&amp;", "&")
        for href, words in LINK.findall(shown_html(app))
        if not href.startswith("http") and words not in LANGUAGES
    }


def words_of(app: AppTest) -> str:
    return re.sub(r"<[^>]+>", " ", shown_html(app))


@pytest.mark.parametrize(
    ("page", "vietnamese", "english"),
    [
        (AppPage.PROGRESS, "chưa có tin", "without word"),
        (AppPage.CHANGES, "Thay đổi tình trạng", "Status changed"),
        (AppPage.TARGETS, "Chưa có số liệu", "No figure yet"),
        (AppPage.PROFILES, "Huyện Mộc Châu", "Mộc Châu district"),
        (AppPage.SOURCES, "chưa đối chiếu bản gốc", "originals not read"),
        (AppPage.DATA, "Thiếu", "Missing"),
    ],
)
def test_every_page_speaks_both_languages_and_leads_to_all(
    page: AppPage, vietnamese: str, english: str
) -> None:
    for language, words in (("vi", vietnamese), ("en", english)):
        app = opened_page(page, lang=language)
        shown = words_of(app) + " ".join(caption.value for caption in app.caption)
        assert words.casefold() in shown.casefold()
        assert address(app).get("lang", "vi") == language
        ways = {urlsplit(href).path: parse_qs(urlsplit(href).query) for href in links(app).values()}
        assert {"./", "tien-do", "thay-doi", "chi-tieu", "ho-so", "du-lieu"} <= set(ways)
        assert all(query.get("lang", ["vi"]) == [language] for query in ways.values())
        assert shown_html(app).count('aria-current="page"') == 1


def test_changes_between_two_days_as_counted_by_hand(catalog: Catalog) -> None:
    app = opened_page(AppPage.CHANGES, from_="2025-06-30", to="2025-07-31")
    # data/tables/events.csv, July 2025: three targets lapse, three works are first heard of …
    moved = {
        "URB-MAISON", "URB-SONLA", "URB-VANHO", "DT-107C", "HYD-SONLA-EXT", "KCN-MAISON-1",
    }  # fmt: skip
    assert set(map_data(app)["halo"]) == moved
    assert status_on_map(app, "URB-MAISON") == "lapsed"
    shown = words_of(app)
    assert "Thay đổi tình trạng (6)" in shown
    for project_id in moved:
        assert catalog.projects[project_id].name["vi"] in shown
    assert re.search(r"Quy hoạch\s+→\s+Hết hiệu lực", shown)
    # … and three projects have news and the same status.
    assert {"Đô thị Mộc Châu", "Cao tốc Mộc Châu – Sơn La"} & set(links(app))
    found = changes(catalog, Selection(), date(2025, 6, 30), date(2025, 7, 31))
    assert found.describe("vi") in shown
    assert address(app) == {"from": "2025-06-30", "to": "2025-07-31"}


def test_changes_follow_the_filters_of_the_link_and_keep_them(catalog: Catalog) -> None:
    app = opened_page(AppPage.CHANGES, area="128", from_="2025-01-01", to="2026-11-01")
    ours = changes(catalog, Selection(areas=("128",)), date(2025, 1, 1), date(2026, 11, 1))
    assert set(map_data(app)["halo"]) == ours.changed_ids
    assert map_data(app)["areas"] == ["128"]
    assert links(app)["Bản đồ"] == "./?area=128"
    name = catalog.projects["EXP-SL1"].name["vi"]
    assert links(app)[name] == "./?area=128&asof=2026-11-01&id=EXP-SL1"
    choose(app, area="")
    assert address(app) == {"from": "2025-01-01", "to": "2026-11-01"}
    everywhere = changes(catalog, Selection(), date(2025, 1, 1), date(2026, 11, 1))
    assert set(map_data(app)["halo"]) == everywhere.changed_ids


def test_a_period_that_ends_before_it_begins_is_said() -> None:
    app = opened_page(AppPage.CHANGES, from_="2025-06-30", to="2025-06-01")
    assert ["Ngày cuối phải sau ngày đầu" in error.value for error in app.error] == [True]
    app.session_state[changes_page.TO] = date(2025, 7, 31)
    app.run()
    assert not app.error
    assert address(app)["to"] == "2025-07-31"


def test_days_that_mean_nothing_are_said_and_left_out() -> None:
    app = opened_page(AppPage.CHANGES, from_="yesterday", to="2025-07-31", area="999")
    said = " ".join(warning.value for warning in app.warning)
    assert "yesterday" in said
    assert "999" in said
    assert address(app) == {"from": "2024-07-31", "to": "2025-07-31"}


def test_ux40_targets_are_a_table_of_all_that_is_aimed_at_and_published(catalog: Catalog) -> None:
    app = opened_page(AppPage.TARGETS)
    known = targets(catalog, clock.today())
    html = shown_html(app)
    words = " ".join(words_of(app).split())
    rows = re.findall(r'<tr><th scope="row">(.*?)</tr>', html, re.DOTALL)
    assert len(rows) == len(known.rows)
    for row, text in zip(known.rows, rows, strict=True):
        assert row.definition.name["vi"] in text
        assert ("<img" in text) == (bullet(row) is not None)
        for one in (*row.aims(2025), *row.aims(2030), *row.latest, *row.earlier):
            assert escape_html(indicator_number(one, "vi")) in text, one
        for one in row.latest:
            assert escape_html(catalog.sources[one.source_id].url) in text, one
        assert ('"sl-missing">chưa có số liệu' in text) == (not row.latest)
    assert words.index("Hạ tầng và đầu tư") < words.index("Kinh tế") < words.index("Xã hội")
    assert "Chương trình đặt 39 mục tiêu bằng số." in words
    # An aim without a number leads to its projects, each with its status.
    for name in ("DT-101", "DT-112", "EXP-SL2", "URB-SONLA"):
        assert any(f"id={name}" in href for href in links(app).values()), name


def test_ux40_the_targets_can_be_taken_along() -> None:
    app = opened_page(AppPage.TARGETS)
    buttons = [button.proto.label for button in app.get("download_button")]
    assert buttons == ["Excel", "CSV", "PDF"]


def test_the_index_leads_to_every_profile(catalog: Catalog) -> None:
    app = opened_page(AppPage.PROFILES)
    ids = {parse_qs(urlsplit(href).query).get("of", [""])[0] for href in links(app).values()}
    everyone = {*catalog.areas.by_code, *catalog.corridors, *catalog.agencies}
    # Two areas of one name hide each other in the dictionary of links.
    found = set(re.findall(r"ho-so\?of=([\w-]+)", shown_html(app)))
    assert found == everyone
    assert len(found) == 12 + 75 + 6 + 33
    assert ids <= {"", *everyone}


@pytest.mark.parametrize(
    ("of", "selection", "way"),
    [
        ("123", Selection(areas=("123",)), "./?area=123"),
        (
            "04048",
            Selection(frame=AreaFrame.COMMUNE, areas=("04048",)),
            "./?frame=commune&area=04048",
        ),
        ("COR-01", Selection(corridors=("COR-01",)), "./?corridor=COR-01"),
        ("SO-XD", Selection(agencies=("SO-XD",)), "./?agency=SO-XD"),
    ],
)
def test_a_profile_has_map_sums_projects_history_and_ways(
    catalog: Catalog, of: str, selection: Selection, way: str
) -> None:
    app = opened_page(AppPage.PROFILES, of=of)
    view = build_view(catalog, selection)
    assert set(map_data(app)["shown"]["projects"] or catalog.projects) == view.project_ids
    shown = words_of(app)
    assert f"Dự án ({view.totals.projects})" in shown
    for row in view.rows:
        assert row.project.name["vi"] in shown
        for event in catalog.events_of(row.project.id):
            assert event.date.show("vi") in shown
    assert links(app)["Xem trên bản đồ"] == way
    assert links(app)["Xem thay đổi"].startswith("thay-doi?")
    assert address(app) == {"of": of}


def test_corridors_of_an_area_are_those_whose_line_crosses_it() -> None:
    ward = words_of(opened_page(AppPage.PROFILES, of="03980"))
    assert "Hành lang đi qua" in ward
    assert "QL.43 – QL.37" in ward
    for far in ("ĐT.117 – QL.4G – ĐT.109", "Cao tốc – QL.279"):
        assert far not in ward
    commune = words_of(opened_page(AppPage.PROFILES, of="04057"))
    assert "không có hành lang nào đi qua" in commune
    town = " ".join(words_of(opened_page(AppPage.PROFILES, of="116")).split())
    assert "Cao tốc – QL.279 (dự kiến đi qua theo sơ đồ cao tốc)" in town


def test_a_profile_tells_what_happened_in_its_area() -> None:
    shown = " ".join(words_of(opened_page(AppPage.PROFILES, of="04018")).split())
    assert "Sự cố đã ghi nhận trong địa bàn" in shown
    assert "Sạt lở đất – ĐT.101, Km17+765 – Km17+780" in shown
    early = words_of(opened_page(AppPage.PROFILES, of="04018", asof="2024-09-01"))
    assert "Km17+765" not in early


def test_a_profile_of_the_past_has_the_name_and_figures_of_its_day(catalog: Catalog) -> None:
    app = opened_page(AppPage.PROFILES, of="123", asof="2025-03-01")
    shown = words_of(app)
    assert name_on(catalog, "123", date(2025, 3, 1)).name["vi"] == "Thị xã Mộc Châu"
    assert "Thị xã Mộc Châu" in shown
    assert "Tình trạng tính đến ngày 01/03/2025" in shown
    assert "05/02/2026" not in shown
    assert links(app)["Xem trên bản đồ"] == "./?area=123&asof=2025-03-01"
    assert links(app)["về hôm nay"] == "ho-so?of=123"
    app.session_state[profiles.AS_OF] = None
    app.run()
    assert "Huyện Mộc Châu (cũ)" in words_of(app)
    assert address(app) == {"of": "123"}


def test_an_unknown_profile_is_said_and_another_can_be_chosen() -> None:
    app = opened_page(AppPage.PROFILES, of="999")
    assert ["999" in warning.value for warning in app.warning] == [True]
    app.selectbox(key=profiles.OF).set_value("127").run()
    assert address(app) == {"of": "127"}
    assert not app.warning


def test_ux41_counts_of_what_is_missing_say_so_and_the_data_can_be_found() -> None:
    app = opened_page(AppPage.DATA)
    table_of_agencies = shown_html(app).split("</thead>")[0].rsplit("<thead>", 1)[1]
    heads = re.sub(r"<[^>]+>", "|", table_of_agencies).strip("|").split("|")
    heads = [head for head in heads if head]
    assert heads[2:-1] == [
        "Thiếu tình trạng có nguồn tin", "Thiếu ngày của tình trạng", "Thiếu tổng mức đầu tư",
        "Thiếu chiều dài", "Thiếu nguồn chính thức",
    ]  # fmt: skip
    shown = words_of(app)
    assert "Chất lượng dữ liệu" in shown
    assert "Tải dữ liệu (Excel, CSV, GeoPackage" in shown
    assert "giải thích từng cột và hệ tọa độ" in shown
    assert any("nguon" in address for address in links(app).values())


def test_what_is_missing_by_agency_agrees_with_the_facts(catalog: Catalog) -> None:
    app = opened_page(AppPage.DATA)
    view = build_view(catalog, Selection())
    rows = re.findall(r"<tr>(.*?)</tr>", shown_html(app))
    cells = [re.sub(r"<[^>]+>", "|", row).strip("|").split("|") for row in rows]
    found = {row[0]: [cell for cell in row[1:] if cell] for row in cells}
    for group in by_agency(view):
        name = group.agency.name["vi"] if group.agency else "chưa có thông tin"
        counts = [len(group.projects), *(group.missing[a] for a in Aspect), group.stale]
        assert found[name] == [str(number) for number in counts]
    disagreements = conflicts(view)
    assert f"({len(disagreements)})" in app.header[1].value
    for one in disagreements:
        assert one.item.name["vi"] in words_of(app)


def test_the_tasks_of_one_agency(catalog: Catalog) -> None:
    app = opened_page(AppPage.DATA, agency="SO-XD")
    view = build_view(catalog, Selection())
    (group,) = [g for g in by_agency(view) if g.agency and g.agency.id == "SO-XD"]
    shown = words_of(app)
    for item in group.projects:
        assert item.row.project.name["vi"] in shown
    assert shown_html(app).count('"sl-missing">thiếu') == sum(
        len(item.missing) for item in group.projects
    )
    assert "08/09/2023" in shown
    app.selectbox(key=data.AGENCY).set_value(None).run()
    assert address(app) == {}
    assert "UBND tỉnh Điện Biên" in words_of(app)


def test_an_agency_restricts_the_map_and_is_lifted_at_the_side(catalog: Catalog) -> None:
    app = opened_page(AppPage.MAP, agency="SO-CT")
    view = build_view(catalog, Selection(agencies=("SO-CT",)))
    assert set(map_data(app)["shown"]["projects"]) == view.project_ids
    assert 0 < len(view.rows) < len(catalog.projects)
    assert "Sở Công Thương tỉnh Sơn La" in words_of(app)
    choose(app, agency="")
    assert map_data(app)["shown"]["projects"] is None
    assert address(app) == {}


def test_the_page_of_sources_tells_what_rests_on_each(catalog: Catalog) -> None:
    app = opened_page(AppPage.SOURCES)
    shown = words_of(app)
    assert f"Đang hiển thị {len(catalog.sources)}/{len(catalog.sources)} nguồn" in shown
    assert "chưa đối chiếu bản gốc" in shown
    for quantity in quantities():
        name, definition = (
            table()[f"{family}.{quantity}"]["vi"] if f"{family}.{quantity}" in table() else "–"
            for family in ("quantity", "definition")
        )
        assert escape_html(name) in shown
        assert escape_html(definition) in shown
    copies = [one for one in catalog.sources.values() if one.kind is SourceKind.COPY]
    app = opened_page(AppPage.SOURCES, **{"source-kind": "copy"})
    shown = words_of(app)
    assert f"Đang hiển thị {len(copies)}/{len(catalog.sources)} nguồn" in shown
    for one in copies:
        assert one.title["vi"] in shown
    app = opened_page(AppPage.SOURCES, q="khong co nguon nay")
    assert [info.value for info in app.info] == ["Không có nguồn phù hợp."]
