"""The whole way of a fact: from a task list to every map that is open, and back.

An editor, an approver and a reader each have a browser; the reader's map has been open all the time
and is never loaded again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import shapely
from playwright.sync_api import Browser, Error, Locator, Page, expect

from geo import clock
from geo.crs import to_grid
from geo.dates import format_day
from geo.photos.picture import read_photo
from geo.store.model import Author, Draft, row_added
from geo.store.overlay import key_columns
from tests import once
from tests.browser.conftest import WINDOW, Watched
from tests.browser.living import (
    AN,
    PROJECT,
    ROAD,
    Living,
    added_project,
    approve,
    batch,
    chosen,
    go,
    harmed,
    living_map,
    picture,
    propose,
    typed,
)
from tests.browser.test_axe import grave_violations
from tests.browser.visit import LOOK_MS, at_rest, evaluate, in_address, map_frame, settled
from tests.browser.walks import PHONE, Walker
from tests.geo.shapes import foreign
from tests.geo.store.test_handed_in import ANSWER, CAPITAL, NEW, NEWS, SOURCE, STATUS, filled
from tests.panels.at_the_desk import HOSTILE
from tests.pictures import jpeg, pixels
from tests.readers import office, pdf_text

NUMBER = "9/QĐ-SXD"
CONTACT = "0912 345 678"
# Measured 0.6 s on two quiet cores, three browsers and four sessions at once; these are shared.
MOST_MS = 20_000


@pytest.fixture(scope="module")
def living(visitor: Watched, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    with living_map(visitor, tmp_path_factory.mktemp("living")) as found:
        yield found


# Notes when each place says what is wanted; nothing in the page is asked to change.
WATCH = """({ project, words, style, name }) => {
  const roots = () => [...document.querySelectorAll("*")].flatMap((one) => one.shadowRoot ?? []);
  const row = () => {
    for (const root of [document, ...roots()]) {
      const found = root.querySelector(`tr[data-id="${project}"]`);
      if (found) return found.textContent;
    }
    return "";
  };
  const isIt = ({ item, theme, style: now }) =>
    item === project && theme.follows === "projects" && now.endsWith(style);
  const drawn = () =>
    document.querySelector("iframe[title]")?.contentWindow?.SonLa?.features().some(isIt);
  const places = {
    card: () => document.querySelector(".card .sl-status")?.textContent.includes(words),
    list: () => row().includes(words),
    map: drawn,
    changes: () => [...document.querySelectorAll(".st-key-changes-list li")]
      .some(({ textContent }) => textContent.includes(name) && textContent.includes(words)),
  };
  globalThis.seen = {};
  clearInterval(globalThis.watching);
  globalThis.watching = setInterval(() => {
    for (const [place, says] of Object.entries(places)) {
      if (!(place in globalThis.seen) && says()) globalThis.seen[place] = Date.now();
    }
  }, 10);
}"""


def watch(page: Page, words: str, style: str) -> None:
    page.evaluate(WATCH, {"project": PROJECT, "words": words, "style": style, "name": ROAD})


def seen(page: Page, *places: str) -> dict[str, float]:
    """Wait until places say what is watched for; return when each did, in ms since 1970."""
    for _ in range(MOST_MS // LOOK_MS):
        found: dict[str, float] = page.evaluate("globalThis.seen")
        if all(place in found for place in places):
            return {place: found[place] for place in places}
        page.wait_for_timeout(LOOK_MS)
    raise AssertionError(f"{set(places) - set(found)} stay as they were")


def filled_in(source: Path, folder: Path, **cells: Any) -> Path:
    """Fill in the row of the project in a task list; LibreOffice opens it and saves it."""
    book = openpyxl.load_workbook(source)
    sheet = next(one for one in book if any(cell.value == PROJECT for cell in one["A"]))
    row = next(cell.row for cell in sheet["A"] if cell.value == PROJECT)
    heads = {str(cell.value): cell.column for cell in sheet[4]}
    for head, value in cells.items():
        sheet.cell(row, heads[head]).value = value
    book.save(source)
    saved = folder / "saved"
    saved.mkdir()
    return office(source, "xlsx", saved)


def applied_ms(living: Living, number: int) -> float:
    return datetime.fromisoformat(living.log().batch(number).steps[-1].at).timestamp() * 1_000


def tell(deed: str, applied: float, clicked: float, shown: dict[str, float]) -> None:
    """Print what each place took, for whoever runs the test with -s; nothing may take too long."""
    took = {place: round(moment - applied) for place, moment in shown.items()}
    print(f"\n{deed}: checked in {applied - clicked:.0f} ms, then shown after", took)  # noqa: T201
    assert max(took.values()) < MOST_MS, took


def click_at_ms(what: Locator) -> float:
    what.click()
    return float(what.page.evaluate("Date.now()"))


def hand_in(living: Living, folder: Path) -> int:
    """Take the task list, fill in a row of it, look at what that changes, and propose it."""
    editor, today = living.editor, clock.today()
    # Two clicks from the page to the file.
    go(editor, "Nộp danh sách việc")
    with editor.expect_download() as found:
        editor.get_by_role("button", name="Tải danh sách việc (Excel)").click()
    taken = folder / "danh-sach.xlsx"
    found.value.save_as(taken)
    words = {
        STATUS: "Đang thi công",
        NEWS: today,
        CAPITAL: 355.5,
        SOURCE: f"QĐ {NUMBER} ngày {today.day}/{today.month}/{today.year}",
    }
    box = editor.locator('input[type="file"]')
    with ThreadPoolExecutor(1) as office_at_work:
        saved = office_at_work.submit(filled_in, taken, folder, **words)
        box.set_input_files(hostile_list(folder))
        refusals = editor.locator(".sl-refusals")
        expect(refusals).to_contain_text("<script>alert(2)</script>", timeout=40_000)
        assert harmed(editor) == []
        picture(editor, "hostile")
    box.set_input_files(saved.result())
    numbers = editor.locator(".sl-numbers")
    found_numbers = r"^\s*nội dung mới\s*1\s*thay đổi\s*2\s*giữ nguyên"
    expect(numbers).to_contain_text(re.compile(found_numbers), timeout=40_000)
    expect(numbers).to_contain_text(re.compile(r"ô phải sửa\s*0\s*ô phải chọn\s*0"))
    at_rest(editor)  # what the file before has shown stands there until the run ends
    preview = editor.locator(".sl-batch", has_text=PROJECT)
    for part in ("Quy hoạch", "Đang thi công", f"{today.day} tháng {today.month}", "355,5 tỷ đồng"):
        expect(preview).to_contain_text(part)
    expect(map_frame(editor).locator(".leaflet-container")).to_be_visible()
    settled(editor, "SonLa.state.halo.join()", PROJECT)
    picture(editor, "preview")
    return propose(living)


def hostile_list(folder: Path) -> Path:
    """Return a task list with formulas and markup in all that can be filled in."""
    formulas: dict[str, object] = {
        head: f'=HYPERLINK("http://127.0.0.1/x","{head}")' for head in (STATUS, NEWS)
    }
    words: dict[str, object] = {CAPITAL: HOSTILE, SOURCE: HOSTILE, ANSWER: HOSTILE}
    file = folder / "hostile.xlsx"
    file.write_bytes(filled({PROJECT: formulas | words}, dict.fromkeys(NEW, HOSTILE)))
    return file


def sheet_words(living: Living, folder: Path) -> str:
    """Take the sheet of the project from the map that is open; return its words."""
    made = Walker(living.reader).export("pdf", "Phiếu dự án")
    made.save_as(folder / "phieu.pdf")
    living.reader.keyboard.press("Escape")
    return pdf_text(folder / "phieu.pdf")


def test_a_task_list_changes_every_open_map_within_a_second_and_is_taken_back(
    living: Living, tmp_path: Path
) -> None:
    approver, reader, changes = living.approver, living.reader, living.changes
    marks = [page.evaluate("globalThis.mark = Math.random()") for page in (reader, changes)]
    status = reader.locator(".card .sl-status")
    number = hand_in(living, tmp_path)
    # What is only proposed is on no published map.
    expect(status).to_contain_text("Quy hoạch")

    go(approver, "Chờ duyệt")
    expect(approver.get_by_role("cell", name="Đang thi công")).to_be_visible()
    for page in (reader, changes):
        watch(page, "Đang thi công", "-construction")
    at_rest(approver)
    older = evaluate(reader, "location.pathname")
    deed = batch(approver, number).get_by_role("button", name="Duyệt", exact=True)
    clicked = click_at_ms(deed)
    expect(approver.get_by_text(f"Đã duyệt đề xuất {number};")).to_be_visible()
    shown = seen(reader, "card", "list", "map") | seen(changes, "changes")
    tell("approved", applied_ms(living, number), clicked, shown)
    # The page of the map with all that is new took the place of the other one, unseen.
    settled(reader, f"location.pathname !== {older!r} && SonLa.met", True)
    assert reader.locator("iframe").count() == 1
    expect(reader.locator(".card .sl-card")).to_contain_text("355,5 tỷ đồng")
    sheet = sheet_words(living, tmp_path)
    for part in ("Đang thi công", "355,5 tỷ đồng", NUMBER):
        assert part in sheet
    show_day(reader, (clock.today() - timedelta(days=1)).isoformat())
    expect(status).to_contain_text("Quy hoạch")
    show_day(reader, "")
    expect(status).to_contain_text("Đang thi công")

    go(approver, "Đã xử lý")
    approver.get_by_text("Hoàn tác").first.click()
    approver.get_by_label("Lý do hoàn tác").fill("Nhầm dự án")
    watch(reader, "Quy hoạch", "-planned")
    at_rest(approver)
    older = evaluate(reader, "location.pathname")
    clicked = click_at_ms(approver.get_by_role("button", name="Hoàn tác", exact=True))
    shown = seen(reader, "card", "list", "map")
    tell("undone", applied_ms(living, number + 1), clicked, shown)
    expect(changes.locator(".st-key-changes-list")).not_to_contain_text(ROAD)
    settled(reader, f"location.pathname !== {older!r} && SonLa.met", True)
    assert marks == [page.evaluate("globalThis.mark") for page in (reader, changes)], "loaded anew"


def show_day(page: Page, day: str) -> None:
    """Choose the day whose state is shown, empty for today."""
    page.evaluate("(day) => globalThis.sonLaStore.showDay(day)", day)
    in_address(page, f"asof={day}") if day else at_rest(page)


def is_drawn(page: Page, item: str, truth: shapely.Geometry, most_m: float) -> bool:
    """Tell whether the map draws an item where it is (EPSG:9206), once it has its newest page."""
    ours = f"SonLa.features().find((one) => one.item === {item!r})"
    for _ in range(MOST_MS // LOOK_MS):
        # The page of newer data takes the place of the one that is asked.
        with suppress(Error):
            point, lines = evaluate(page, f"({PLACES})({ours})")
            shape = shapely.Point(point) if point else shapely.MultiLineString(lines)
            if to_grid(shape).hausdorff_distance(truth) < most_m:
                return True
        page.wait_for_timeout(LOOK_MS)
    return False


PLACES = """(one) => {
  const place = ({ lat, lng }) => [lng, lat];
  if (!one) return [null, []];
  if (one.latLng) return [place(one.latLng), []];
  return [null, SonLa.exact(one).map((line) => line.map(place))];
}"""


def hostile_bridge(living: Living) -> int:
    """Propose a bridge with hostile words in all fields that take any; return the number."""
    editor = living.editor
    editor.get_by_text("Đường và lý trình", exact=True).click()
    chosen(editor, "Đường", "QL.37")
    chosen(editor, "Văn bản hoặc bài báo", HOSTILE)
    for field in hostile_fields(editor):
        field.fill("")
    # A name may be what it likes to be: it goes all the way as words.
    typed(editor, "Từ Km", "420+500")
    typed(editor, "Tên dự án", HOSTILE)
    typed(editor, "Nguồn vốn", HOSTILE)
    chosen(editor, "Loại dự án", "Cầu")
    chosen(editor, "Tình trạng", "Quy hoạch")
    typed(editor, "Từ ngày", format_day(clock.today(), "vi"))
    picture(editor, "bridge")
    return propose(living)


def hostile_words_stay_words(living: Living, project: str, folder: Path) -> None:
    """Look at a project with a hostile name wherever it stands, and in a file of all data."""
    reader = living.reader
    reader.evaluate("(id) => globalThis.sonLaStore.openItem(id)", project)
    expect(reader.locator(".card h3")).to_contain_text(HOSTILE)
    expect(reader.get_by_role("table", name="Danh sách dự án")).to_contain_text(HOSTILE)
    expect(living.changes.locator(".st-key-changes-list")).to_contain_text(HOSTILE)
    for page in (reader, living.changes):
        assert harmed(page) == []
    made = Walker(reader).export("xlsx", "Dữ liệu", "Excel")
    made.save_as(folder / "data.xlsx")
    reader.keyboard.press("Escape")
    book = openpyxl.load_workbook(folder / "data.xlsx")
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert any(cell.value == HOSTILE for cell in cells)
    assert [cell for cell in cells if cell.data_type == "f"] == []


def test_what_the_forms_add_lies_where_it_was_said_and_hostile_words_stay_words(
    living: Living, tmp_path: Path
) -> None:
    editor, reader = living.editor, living.reader
    catalog = once.catalog()
    source = "QĐ 12/QĐ-UBND ngày 20/11/2026"

    go(editor, "Thêm dự án")
    at_rest(editor)
    frame = map_frame(editor).locator(".leaflet-container")
    expect(frame).to_be_visible()
    # Where data has just changed, the page of the newer map has taken its place first.
    expect(editor.locator("iframe[title]")).to_have_count(1)
    settled(editor, "SonLa.met && SonLa.state.picks", True)
    # Beside Mộc Châu, as near as one looks at a school.
    evaluate(editor, "SonLa.goTo({ zoom: 14, lat: 20.846, lon: 104.652 })")
    frame.click(position={"x": 310, "y": 210})
    lat, lon = evaluate(
        editor,
        "(({ lat, lng }) => [lat, lng])(SonLa.map.containerPointToLatLng([310, 210]))",
    )
    expect(editor.get_by_text("Điểm đã chọn")).to_be_visible()
    typed(editor, "Tên dự án", "Trường tiểu học Thí Nghiệm")
    chosen(editor, "Loại dự án", "Trường học")
    chosen(editor, "Văn bản hoặc bài báo", source)
    picture(editor, "school")
    school = propose(living)

    bridge = hostile_bridge(living)

    line = foreign.road_line(catalog, ROAD)
    file = tmp_path / "tuyen.zip"
    file.write_bytes(foreign.shp(tmp_path, [foreign.moved(line, "EPSG:9208")]))
    go(editor, "Thêm hình dạng")
    chosen(editor, "Dự án", PROJECT)
    editor.locator('input[type="file"]').set_input_files(file)
    expect(editor.get_by_text("VN-2000, kinh tuyến trục 104°45′")).to_be_visible()
    chosen(editor, "Văn bản hoặc bài báo", source)
    picture(editor, "road")
    road = propose(living)

    go(living.approver, "Chờ duyệt")
    expect(batch(living.approver, bridge)).to_contain_text(HOSTILE)
    assert harmed(living.approver) == []
    approve(living.approver, school, bridge, road)
    clicked = to_grid(shapely.Point(lon, lat))
    post = catalog.routes["QL.37"].locate(420.5).geometry
    # A pixel is 9 m there.
    assert is_drawn(reader, added_project(living, school), clicked, 12)
    hostile = added_project(living, bridge)
    assert is_drawn(reader, hostile, to_grid(post), 5)
    # The page draws lines thinned for the whole province until it has the exact ones.
    assert is_drawn(reader, PROJECT, shapely.LineString(line), 60)
    hostile_words_stay_words(living, hostile, tmp_path)


def hostile_fields(page: Page) -> list[Locator]:
    """Write hostile words into all fields of a form; what is refused is said, and stays typed."""
    at_rest(page)
    found = page.locator('[data-testid="stTextInput"] input, textarea').all()
    # By their names: a run may move them.
    names = [one.get_attribute("aria-label") or "" for one in found]
    fields = [page.get_by_role("textbox", name=name, exact=True) for name in names]
    assert len(fields) > 8
    for field in fields:
        field.fill(HOSTILE)
        if not field.input_value():  # a number has forty letters at most
            field.fill(HOSTILE[:40])
    at_rest(page)
    page.get_by_role("button", name="Gửi chờ duyệt").click()
    expect(page.locator(".sl-doubt").first).to_be_visible()
    at_rest(page)
    assert {field.input_value() for field in fields} <= {HOSTILE, HOSTILE[:40]}
    assert harmed(page) == []
    return fields


def hinders(page: Page) -> list[object]:
    """Return what of a page does not fit its window, or hinders somebody."""
    fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return [*([] if fits else ["wider than its window"]), *grave_violations(page)]


def suggested(browser: Browser, url: str, *wrong: str) -> None:
    """Suggest corrections from a phone that runs no scripts."""
    context = browser.new_context(java_script_enabled=False, viewport=PHONE, has_touch=True)
    page = context.new_page()
    for words in wrong:
        page.goto(f"{url}/de-nghi-sua?id={PROJECT}")
        page.get_by_label("Điều gì chưa đúng?").fill(words)
        page.get_by_label("Liên hệ lại").fill(CONTACT)
        page.get_by_role("button", name="Gửi đề nghị").click()
        expect(page.get_by_role("status")).to_contain_text("Đã nhận đề nghị của bạn")
    context.close()


def taken_up(living: Living, words: str, year: str) -> int:
    """Make a proposal of what a reader suggested, on a phone; return its number."""
    editor, number = living.editor, len(living.log().batches()) + 1
    go(editor, "Đề nghị của người đọc")
    first = editor.locator(".st-key-suggestion-1")
    expect(first).to_contain_text(words)
    expect(editor.locator(".st-key-suggestion-2")).to_contain_text(HOSTILE)
    expect(editor.get_by_text(CONTACT)).to_have_count(0)
    first.get_by_role("link", name="Nhận thành đề xuất").click()
    expect(editor.locator(".st-key-entry-suggestion")).to_contain_text(words)
    editor.get_by_text("Năm, nguồn vốn, tên, ghi chú").click()
    typed(editor, "Năm hoàn thành", year)
    at_rest(editor)
    assert hinders(editor) == []
    picture(editor, "phone")
    editor.emulate_media(color_scheme="dark")
    at_rest(editor)
    assert hinders(editor) == []
    editor.emulate_media(color_scheme="light")
    editor.get_by_text("Chưa có nguồn tin", exact=True).click()
    at_rest(editor)
    editor.get_by_role("button", name="Gửi chờ duyệt").click()
    expect(editor.get_by_text(f"Đã nhận đề nghị 1: đề xuất {number} đang chờ")).to_be_visible()
    return number


def with_photos(living: Living) -> int:
    """Propose two photos of the site, with hostile words; return the number of the proposal."""
    photos = [read_photo(jpeg(pixels(800, 600, seed)), "a.jpg") for seed in (1, 2)]
    rows = [
        {"id": f"{PROJECT}-{place}", "project_id": PROJECT, "digest": one.digest,
         "date": f"2026-11-0{place}", "caption_vi": f"{HOSTILE} {place}", "caption_en": "x"}
        for place, one in enumerate(photos, 1)
    ]  # fmt: skip
    changes = (row_added("photos", key_columns("photos"), row) for row in rows)
    files = tuple(one.jpeg for one in photos)
    draft = Draft((*changes,), HOSTILE, "form", files=files)
    return living.log().propose(draft, Author(AN.name, AN.role.value)).number


def is_loaded(photo: Locator) -> bool:
    photo.scroll_into_view_if_needed()
    script = "one => one.decode().then(() => one.naturalWidth > 300, () => false)"
    return bool(photo.evaluate(script))


def large_by_keys(page: Page) -> None:
    """Open a photo of the card, step to the next, and come back to where one was."""
    small = page.locator(".card-body .sl-photos a")
    expect(small).to_have_count(2)
    assert is_loaded(small.first.locator("img"))
    assert small.first.locator("img").get_attribute("alt") == f"{HOSTILE} 2"
    small.first.focus()
    page.keyboard.press("Enter")
    large = page.get_by_role("dialog", name="Ảnh lớn")
    expect(large).to_contain_text("02/11/2026")
    assert is_loaded(large.locator("img"))
    page.keyboard.press("ArrowRight")
    expect(large).to_contain_text("01/11/2026")
    page.keyboard.press("Escape")
    expect(large).to_have_count(0)
    # The key was meant for the photo: the card is open, and the photo that was seen has the focus.
    expect(small.nth(1)).to_be_focused()
    small.first.click()
    page.get_by_role("button", name="Đóng ảnh").click()
    expect(large).to_have_count(0)


def test_what_a_reader_suggests_on_a_phone_is_shown_once_it_is_taken_up(
    living: Living, browser: Browser
) -> None:
    approver, reader = living.approver, living.reader
    photos = with_photos(living)
    suggested(browser, living.url, "Đã xong từ lâu", HOSTILE)
    for page in (living.editor, approver):
        page.set_viewport_size(PHONE)
    year = taken_up(living, "Đã xong từ lâu", "2031")

    go(approver, "Đề nghị của người đọc")
    second = approver.locator(".st-key-suggestion-2")
    expect(second).to_contain_text(HOSTILE)
    expect(second).to_contain_text(CONTACT)
    at_rest(approver)
    assert hinders(approver) == []
    second.get_by_label("Lý do không nhận").fill("chưa rõ")
    second.get_by_role("button", name="Không nhận").click()
    expect(approver.get_by_text("liên hệ của người gửi đã bị xóa")).to_be_visible()
    # Who reads the map has seen nothing of either.
    reader.evaluate("(id) => globalThis.sonLaStore.openItem(id)", PROJECT)
    card = reader.locator(".card")
    expect(card.locator("h3")).to_contain_text(ROAD)
    expect(card).not_to_contain_text("2031")
    go(approver, "Chờ duyệt")
    expect(batch(approver, year).get_by_role("cell", name="2031")).to_be_visible()
    expect(batch(approver, photos).locator(".sl-why")).to_contain_text(HOSTILE)
    assert is_loaded(approver.locator(".sl-batch .sl-photos img").first)
    at_rest(approver)
    assert hinders(approver) == []
    assert harmed(approver) == []
    approve(approver, photos, year)

    expect(card).to_contain_text("2031")
    card.get_by_text(re.compile("^Lịch sử cập nhật")).click()
    expect(card.locator(".sl-log")).to_contain_text("2031")
    expect(card.locator(".sl-log")).to_contain_text("Chưa có nguồn tin")
    large_by_keys(reader)
    assert harmed(reader) == []
    picture(reader, "history")
    # As from the code of Phiếu dự án: one tap from the card to the form about the project.
    reader.set_viewport_size(PHONE)
    wrong = reader.get_by_role("link", name="Đề nghị sửa", exact=True)
    expect(wrong).to_be_in_viewport()
    box = wrong.bounding_box()
    assert box
    assert box["height"] >= 40
    wrong.click()
    expect(reader.get_by_label("Điều gì chưa đúng?")).to_be_visible()
    expect(reader.get_by_text(PROJECT)).to_be_visible()
    assert hinders(reader) == []
    for page in (living.editor, approver, reader):
        page.set_viewport_size(WINDOW)
