"""The USB edition opened from a folder: a real Chromium, no server, no network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from briefing.content.caption import caption
from briefing.usb.page import render_usb
from geo.catalog.catalog import Catalog
from geo.model import AreaFrame, Status
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.search.hits import ActionKind, HitKind
from geo.search.index import LIMIT, search
from geo.strings import format_exact, say
from geo.text import Text
from layers.themes import SWITCHABLE
from tests.browser.test_axe import grave_violations
from tests.browser.visit import until

TODAY = date(2026, 11, 24)
SHOWN = "[...SonLa.state.shown.projects].sort().join()"
Opened = Callable[[Path], Page]
HOSTILE = '<img src=x onerror="window.hurt=1"></script><script>window.hurt=1</script>{{ 7*7 }}'
DONE = {
    ActionKind.OPEN,
    ActionKind.GO,
    ActionKind.FILTER_AREA,
    ActionKind.FILTER_CORRIDOR,
    ActionKind.FILTER_KIND,
    ActionKind.FILTER_STATUS,
    ActionKind.FILTER_WORDS,
}
QUERIES = (
    "moc chau", "Mộc Châu", "QL6", "quốc lộ 6", "ql 6b", "DT 106", "đt101", "CT3", "cao toc",
    "phieng luong", "Sông Đà", "na san", "thi tran", "chieng", "xyz", "6", "ql6 km 195",
    "km 12 dt109", "ql6 km 9999", "21.33, 103.9", "103,9; 21,33", "2.350.000 480.000", "x" * 200,
)  # fmt: skip


@dataclass
class Noise:
    """What went out of the page, or wrong in it."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def write(folder: Path, catalog: Catalog, selection: Selection) -> Path:
    path = folder / "son-la.html"
    view = build_view(catalog, selection, TODAY)
    path.write_bytes(render_usb(view, layers=frozenset(SWITCHABLE), printed=TODAY))
    return path


@pytest.fixture(scope="module")
def file(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("usb"), catalog, Selection())


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    """Give a function that opens a file; afterwards nothing must have gone out or wrong."""
    noise = Noise()
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    context.set_default_timeout(20_000)
    context.on("request", lambda request: noise.requests.append(request.url))
    context.on("weberror", lambda error: noise.errors.append(str(error.error)))
    context.on(
        "console",
        lambda line: noise.errors.append(line.text) if line.type in {"error", "warning"} else None,
    )
    files: list[str] = []

    def visit(path: Path) -> Page:
        page = context.new_page()
        files.append(path.as_uri())
        page.goto(path.as_uri())
        page.locator(".legend").wait_for()
        page.evaluate("document.fonts.ready")
        until(page, "SonLa.stats().projects.length > 0")
        return page

    yield visit
    context.close()
    asked = [url for url in noise.requests if not url.startswith("data:")]
    assert asked == files
    assert noise.errors == []


def words(page: Page) -> str:
    return " ".join(page.locator("#side").inner_text().split())


def read_in_card(page: Page, said: str) -> None:
    """Wait for words beside the map that are not folded away."""
    expect(page.locator("#side")).to_contain_text(said, use_inner_text=True)


def drawn_within(page: Page, ids: Iterable[str]) -> None:
    """Wait until the map draws nothing but some projects: it follows the list in a later frame."""
    until(page, f"SonLa.stats().projects.every((id) => {sorted(ids)}.includes(id))")


def listed(ids: Iterable[str]) -> str:
    return ",".join(sorted(ids))


def test_a_leader_finds_moc_chau_and_reads_a_card(
    file: Path, opened: Opened, catalog: Catalog
) -> None:
    page = opened(file)
    page.keyboard.press("/")
    page.keyboard.type("moc chau")
    expect(page.locator("#hits button").first).to_contain_text("Phường Mộc Châu")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#hits button").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#area")).to_have_value("123")
    inside = build_view(catalog, Selection(areas=("123",)), TODAY)
    expect(page.locator(".row")).to_have_count(len(inside.rows))
    drawn_within(page, inside.project_ids)
    page.locator('[data-id="EXP-SL1"]').click()
    expect(page.locator("#side h3")).to_be_focused()
    for said in ("33,3 km", "32,3 km", "4.938 tỷ đồng", "Các nguồn không thống nhất"):
        read_in_card(page, said)
    # Sources and further figures are looked up rather than read: they open at a click.
    for fold in page.locator("#side summary").all():
        fold.click()
    for figure in catalog.figures_of("EXP-SL1"):
        read_in_card(page, catalog.sources[figure.source_id].title["vi"])
    page.keyboard.press("Escape")
    expect(page.locator('[data-id="EXP-SL1"]')).to_be_focused()


def test_the_map_opens_a_card(file: Path, opened: Opened) -> None:
    page = opened(file)
    page.evaluate("SonLa.onSelect('AIR-NASAN')")
    expect(page.locator("#side h3")).to_have_text("Nâng cấp Cảng hàng không Nà Sản")
    assert page.evaluate("SonLa.state.selected") == "AIR-NASAN"
    # As a click on bare ground says.
    page.evaluate("SonLa.onSelect('')")
    expect(page.locator("#side .sl-card")).to_have_count(0)
    assert page.evaluate("SonLa.state.selected") == ""


def test_counts_are_those_of_the_view(file: Path, opened: Opened, catalog: Catalog) -> None:
    page = opened(file)
    totals = build_view(catalog, Selection(), TODAY).totals
    shown = {
        label.locator("input").get_attribute("value"): int(label.locator(".count").inner_text())
        for label in page.locator(".status").all()
    }
    assert shown == {status.value: n for status, n in totals.by_status.items() if n}
    groups = catalog.groups
    placed = {p.id for p in catalog.projects.values() if p.pieces and p.id not in groups}
    legend = page.locator(".legend .legend-row .legend-count").first
    expect(legend).to_have_text(f"{len(placed)} trong khung")


def test_filters_list_map_and_caption_agree(file: Path, opened: Opened, catalog: Catalog) -> None:
    page = opened(file)
    for area in catalog.areas.frame(AreaFrame.DISTRICT):
        view = build_view(catalog, Selection(areas=(area.code,)), TODAY)
        page.locator("#area").select_option(area.code)
        until(page, f"{SHOWN} === {listed(view.project_ids)!r}")
        for language in ("vi", "en"):
            km = format_exact(view.totals.drawn_km, language, 0)
            drawn = f" {say('map.caption-km', language, km=km)}" if view.totals.drawn_km else ""
            said = page.evaluate(
                "language => { const before = SonLa.state.lang; SonLa.state.lang = language;"
                " const said = Usb.caption();"
                " SonLa.state.lang = before; return said; }",
                language,
            )
            assert said == caption(view, language) + drawn
    expect(page.locator(".selection")).to_have_text("Huyện Vân Hồ (cũ)")
    page.locator("#area").select_option("")
    expect(page.locator(".selection")).to_have_text("Toàn tỉnh Sơn La")
    for status in ("completed", "lapsed", "unknown", "preparing", "planned"):
        page.locator(f'.status input[value="{status}"]').uncheck()
    only = build_view(catalog, Selection(statuses=(Status.CONSTRUCTION,)), TODAY)
    expect(page.locator(".selection")).to_have_text("Toàn tỉnh Sơn La · Đang thi công")
    expect(page.locator(".caption")).to_contain_text(caption(only, "vi"))
    expect(page.locator(".row")).to_have_count(len(only.rows))
    page.locator('.status input[value="construction"]').uncheck()
    expect(page.locator(".empty")).to_contain_text("Chọn ít nhất một tình trạng")
    page.get_by_role("button", name="Xóa bộ lọc").click()
    expect(page.locator(".row")).to_have_count(len(catalog.projects))


def test_search_answers_as_the_app_does(file: Path, opened: Opened, catalog: Catalog) -> None:
    page = opened(file)
    for language in ("vi", "en"):
        page.evaluate("language => { SonLa.state.lang = language; }", language)
        for query in QUERIES:
            found = page.evaluate("query => Usb.search(query)", query)
            # What needs a filter or a page of the app is not offered.
            every = search(catalog, query, language, 1_000)
            done = [hit for hit in every if hit.action.kind in DONE]
            phrase = [hit for hit in done if hit.kind is HitKind.WORDS]
            asked = [hit for hit in done if hit not in phrase][:LIMIT] + phrase
            points = {"km-post", "point"}
            assert [
                (h["kind"], h["label"], h["sublabel"]) for h in found if h["kind"] not in points
            ] == [
                (hit.kind.value, hit.label, hit.sublabel) for hit in asked if hit.kind not in points
            ], query
            mine = [h for h in found if h["kind"] in points]
            theirs = [hit for hit in asked if hit.kind in points]
            assert [h["label"] for h in mine] == [hit.label for hit in theirs], query
            for one, two in zip(mine, theirs, strict=True):
                assert one["sublabel"] == two.sublabel
                assert two.point
                # A kilometre stands on a straight line between two known half kilometres.
                assert one["point"] == pytest.approx(two.point, abs=0.002)
    # A kilometre alone is one of the road that the map shows.
    for ref in ("QL.43", "QL.4G"):
        first = page.evaluate(
            "ref => { const [lon, lat] = Usb.search(`${ref} km 32`)[0].point;"
            " SonLa.goTo({ zoom: 14, lat, lon }); return Usb.search('km 30')[0].label; }",
            ref,
        )
        assert first == f"{ref} Km30+000"


def test_ux16_a_status_is_found_and_filters(file: Path, opened: Opened, catalog: Catalog) -> None:
    page = opened(file)
    page.locator("#words").press_sequentially("dang thi cong")
    page.locator("#hits button").first.click()
    view = build_view(catalog, Selection(statuses=(Status.CONSTRUCTION,)), TODAY)
    expect(page.locator(".row")).to_have_count(len(view.project_ids))
    shown = {row.get_attribute("data-id") for row in page.locator(".row").all()}
    assert shown == view.project_ids


def test_kind_phrase_and_day_filter_as_in_the_app(
    file: Path, opened: Opened, catalog: Catalog
) -> None:
    page = opened(file)

    def agrees(asked: Selection) -> None:
        view = build_view(catalog, asked, TODAY)
        shown = {row.get_attribute("data-id") for row in page.locator(".row").all()}
        assert shown == view.project_ids
        assert set(page.evaluate("SonLa.state.shown.projects")) == view.project_ids
        assert page.locator(".caption").inner_text().startswith(caption(view, "vi"))
        expect(page.locator(".selection")).to_have_text(asked.describe(catalog, "vi"))

    labels = [
        one.inner_text() for one in page.locator(".choice > span, legend, .sl-day label").all()
    ]
    order = ("filter.area", "filter.status", "filter.kind", "filter.asof")
    assert labels == [say(key, "vi") for key in order]
    page.locator("#kind").select_option("school")
    agrees(Selection(kinds=("school",)))
    page.locator("#kind").select_option("")
    page.locator("#words").press_sequentially("cầu")
    page.locator("#hits button").last.click()
    agrees(Selection(words="cầu"))
    assert grave_violations(page) == []
    page.get_by_role("button", name="Bỏ Có cụm từ “cầu”").click()
    day = page.get_by_role("textbox", name="Tính đến ngày")
    day.fill("31/02/2025")
    day.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Không có ngày này")
    day.fill("01052025")
    day.press("Enter")
    agrees(Selection(as_of=date(2025, 5, 1)))
    expect(page.get_by_role("textbox", name="Tính đến ngày")).to_be_focused()
    page.locator('[data-id="EXP-SL1"]').click()
    expect(page.locator(".card-day")).to_contain_text("24/11/2026")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Xóa bộ lọc").click()
    agrees(Selection())


def test_it_speaks_english(file: Path, opened: Opened) -> None:
    page = opened(file)
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("Sơn La infrastructure map")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    read_in_card(page, "Under construction")
    expect(page.locator(".legend")).to_contain_text("Projects")
    page.locator('[data-id="EXP-SL1"]').click()
    read_in_card(page, "4,938 billion VND")
    assert "in data" not in words(page)
    expect(page.locator(".caption")).to_contain_text("under construction")


def test_a_district_holds_nothing_else(catalog: Catalog, opened: Opened, tmp_path: Path) -> None:
    page = opened(write(tmp_path, catalog, Selection(areas=("128",), language="en")))
    inside = build_view(catalog, Selection(areas=("128",)), TODAY).project_ids
    expect(page.locator(".row")).to_have_count(len(inside))
    rows = [row.get_attribute("data-id") for row in page.locator(".row").all()]
    assert set(rows) == inside
    drawn_within(page, inside)
    assert page.evaluate("SonLa.state.areas") == ["128"]
    expect(page.locator(".selection")).to_contain_text(catalog.areas["128"].full_name["en"])


def test_hostile_names_do_nothing(catalog: Catalog, opened: Opened, tmp_path: Path) -> None:
    hostile = Text((("vi", HOSTILE), ("en", HOSTILE)))
    names = {
        key: replace(each, name=hostile, note=hostile) for key, each in catalog.projects.items()
    }
    page = opened(write(tmp_path, replace(catalog, projects=names), Selection(areas=("123",))))
    page.locator("#words").press_sequentially("onerror")
    expect(page.locator("#hits .name").first).to_have_text(HOSTILE)
    page.locator("#hits button").first.click()
    expect(page.locator("#side h3")).to_have_text(HOSTILE)
    assert page.evaluate("window.hurt") is None
    assert page.locator("img:not([src^='data:image/svg'])").count() == 0


def test_the_policy_stops_what_slips_through(file: Path, browser: Browser) -> None:
    """Were a script or a request smuggled in, the browser would refuse it."""
    page = browser.new_page()
    refused: dict[str, str | None] = {}
    page.on("requestfailed", lambda request: refused.update({request.url: request.failure}))
    page.goto(file.as_uri())
    page.locator(".legend").wait_for()
    page.evaluate(
        "async () => { const box = document.createElement('div');"
        'box.innerHTML = \'<img src=x onerror="window.hurt=1"><img src="https://example.org/x.png">\';'
        "document.body.append(box); const code = document.createElement('script');"
        "code.textContent = 'window.hurt=1'; document.body.append(code);"
        "await fetch('https://example.org/').catch(() => {}); }"
    )
    assert page.evaluate("window.hurt") is None
    # The browser itself stopped both, before they left.
    assert refused["https://example.org/x.png"] == "csp"
    assert refused.get("https://example.org/", "csp") == "csp"
    page.close()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_no_grave_violation(file: Path, opened: Opened, width: int, height: int) -> None:
    page = opened(file)
    page.set_viewport_size({"width": width, "height": height})
    assert grave_violations(page) == []
    page.locator("#words").fill("moc chau")
    assert grave_violations(page) == []
    page.locator("#words").fill("")
    page.locator('[data-id="EXP-SL1"]').click()
    assert grave_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_printed_sheet_has_map_caption_and_list(
    file: Path, opened: Opened, catalog: Catalog
) -> None:
    page = opened(file)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    size = page.locator("#map").bounding_box()
    assert size
    assert (round(size["width"]), round(size["height"])) == (1046, 600)
    legend = page.locator(".legend").bounding_box()
    assert legend
    assert legend["y"] >= size["y"]
    assert legend["y"] + legend["height"] <= size["y"] + size["height"]
    expect(page.locator("#find")).to_be_hidden()
    expect(page.locator(".tools").first).to_be_hidden()
    expect(page.locator(".row .origin").first).to_be_visible()
    for project in catalog.projects.values():
        assert project.name["vi"] in words(page)
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(page.locator("#find")).to_be_visible()
