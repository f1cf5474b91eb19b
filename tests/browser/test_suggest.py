"""Đề nghị sửa on a phone without scripts, and what becomes of it before who judges it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, Locator, Page, expect

from geo.people.accounts import FILE_NAME, Accounts
from geo.people.passwords import PasswordKeeper
from geo.people.rights import Person, PersonRole
from geo.photos.picture import read_photo
from geo.store.database import file_url, open_store
from geo.store.log import Log
from geo.store.model import Author, Draft, StoredChange, row_added
from geo.store.overlay import key_columns
from geo.store.settings import FILE_NAME as STORE
from tests.browser.server import APP, running
from tests.browser.test_axe import grave_violations
from tests.browser.visit import at_rest
from tests.panels.at_the_desk import HOSTILE, PROJECT
from tests.panels.visitor import PASSWORD
from tests.pictures import jpeg, pixels

CHI = Person("chi", PersonRole.APPROVER, full_name="Trần Thị Chi")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a map with an approver and one batch that waits."""
    state = tmp_path_factory.mktemp("state")
    Accounts(state / FILE_NAME, PasswordKeeper(PasswordHasher(1, 8, 1))).add(CHI, PASSWORD)
    log = Log(open_store(file_url(state / STORE)))
    change = StoredChange("projects", (PROJECT,), "finish_year", "2027", "2031", "QD-3079-2023")
    log.propose(Draft((change,), HOSTILE, "form"), Author("an", "editor"))
    log.propose(photos_of(PROJECT), Author("an", "editor"))
    log.engine.dispose()
    environment = {"SON_LA_STATE": str(state)}
    with running(APP, state / "server.log", environment, start_seconds=120) as url:
        yield url


def photos_of(project_id: str) -> Draft:
    """Return two photos of a site, with hostile words."""
    photos = [read_photo(jpeg(pixels(800, 600, seed)), "a.jpg") for seed in (1, 2)]
    rows = [
        {"id": f"{project_id}-{place}", "project_id": project_id, "digest": one.digest,
         "date": f"2026-11-0{place}", "caption_vi": f"{HOSTILE} {place}", "caption_en": "x"}
        for place, one in enumerate(photos, 1)
    ]  # fmt: skip
    changes = (row_added("photos", key_columns("photos"), row) for row in rows)
    return Draft((*changes,), "ảnh", "form", files=tuple(one.jpeg for one in photos))


def is_loaded(picture: Locator) -> bool:
    picture.scroll_into_view_if_needed()
    return bool(
        picture.evaluate("one => one.decode().then(() => one.naturalWidth > 300, () => false)")
    )


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


def sent_by_a_reader(browser: Browser, url: str) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 844}, has_touch=True
    )
    page = context.new_page()
    page.goto(f"{url}/de-nghi-sua?id={PROJECT}")
    page.get_by_label("Điều gì chưa đúng?").fill(HOSTILE)
    page.get_by_label("Liên hệ lại").fill("0912 345 678")
    page.get_by_role("button", name="Gửi đề nghị").click()
    expect(page.get_by_role("status")).to_contain_text("Đã nhận đề nghị của bạn")
    context.close()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_from_a_phone_to_who_judges_it(browser: Browser, desk: str, tmp_path: Path) -> None:
    sent_by_a_reader(browser, desk)
    page = browser.new_page(viewport={"width": 390, "height": 844})
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.goto(f"{desk}/de-nghi-sua?id={PROJECT}")
    assert fits(page)
    assert grave_violations(page) == []
    page.goto(f"{desk}/dang-nhap?next=/cap-nhat")
    page.get_by_label("Tên đăng nhập").fill("chi")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_text("Đề xuất 1")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("cell", name="2031")).to_be_visible()
    assert fits(page)
    assert grave_violations(page) == []
    page.get_by_role("link", name="Đề nghị của người đọc (1)").click()
    expect(page.get_by_text("0912 345 678")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("<script>alert(2)</script>")).to_be_visible()
    assert (fits(page), grave_violations(page)) == (True, [])
    page.get_by_label("Lý do không nhận").fill("đã đúng")
    page.get_by_role("button", name="Không nhận").click()
    expect(page.get_by_text("liên hệ của người gửi đã bị xóa")).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="Chờ duyệt (2)").click()
    assert is_loaded(page.locator(".sl-batch .sl-photos img").first)
    for number in (1, 2):
        batch = page.locator(f".st-key-batch-{number}")
        batch.get_by_role("button", name="Duyệt", exact=True).click()
        # What was done is said once; a run for the new version may follow at once.
        expect(batch).to_have_count(0, timeout=30_000)
    # As from the code of Phiếu dự án: one tap from the card to the form about the project.
    page.goto(f"{desk}/?id={PROJECT}")
    wrong = page.get_by_role("link", name="Đề nghị sửa", exact=True)
    expect(wrong).to_be_in_viewport(timeout=60_000)
    assert wrong.bounding_box()["height"] >= 40
    page.set_viewport_size({"width": 1366, "height": 768})
    history = page.get_by_text("Lịch sử cập nhật (2)")
    expect(history).to_be_visible(timeout=60_000)
    history.click()
    expect(page.locator(".sl-log")).to_contain_text("2031")
    large_by_keys(page)
    page.screenshot(path=tmp_path / "history.png")
    wrong.click()
    expect(page.get_by_label("Điều gì chưa đúng?")).to_be_visible()
    expect(page.get_by_text(PROJECT)).to_be_visible()
    page.emulate_media(color_scheme="dark")
    page.goto(f"{desk}/cap-nhat?part=sua&of={PROJECT}")
    expect(page.get_by_role("button", name="Gửi chờ duyệt")).to_be_visible(timeout=30_000)
    at_rest(page)
    assert (fits(page), grave_violations(page)) == (True, [])
    assert dialogs == []
    page.close()
