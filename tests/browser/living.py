"""A map that several people change and read at the same time, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from argon2 import PasswordHasher
from playwright.sync_api import Dialog, Locator, Page, expect

from geo.people.accounts import FILE_NAME, Accounts
from geo.people.passwords import PasswordKeeper
from geo.people.rights import Person, PersonRole
from geo.store.database import file_url, open_store
from geo.store.log import Log
from geo.store.settings import FILE_NAME as STORE
from tests.browser import server
from tests.browser.conftest import (
    FENCE,
    PICTURES,
    START_SECONDS,
    WINDOW,
    RunningApp,
    Watched,
    watched,
)
from tests.browser.visit import at_rest, map_frame
from tests.panels.visitor import PASSWORD

PROJECT, ROAD = "DT-101", "ĐT.101"
AN = Person("an", PersonRole.EDITOR, full_name="Lê Văn An")
CHI = Person("chi", PersonRole.APPROVER, full_name="Trần Thị Chi")


@dataclass
class Living:
    """A map with a store and people, and the browser of each of them."""

    app: RunningApp
    state: Path
    editor: Page
    approver: Page
    reader: Page
    changes: Page

    @property
    def url(self) -> str:
        return self.app.url

    def log(self) -> Log:
        return Log(open_store(file_url(self.state / STORE)))


@contextmanager
def living_map(visitor: Watched, state: Path) -> Iterator[Living]:
    """Start a map with a store and people, and open it for each of them.

    Parameters
    ----------
    visitor
        The browser of who reads: it has been here before, those of who signs in have not.
    state
        Folder of the store and the accounts.
    """
    browser = visitor.context.browser
    assert browser
    accounts = Accounts(state / FILE_NAME, PasswordKeeper(PasswordHasher(1, 8, 1)))
    for who in (AN, CHI):
        accounts.add(who, PASSWORD)
    log, refused = state / "server.log", state / "refused.txt"
    refused.touch()
    environment = {
        "SON_LA_STATE": str(state), "PYTHONPATH": str(FENCE), "SON_LA_REFUSED": str(refused),
    }  # fmt: skip
    with ExitStack() as ending:
        url = ending.enter_context(server.running(server.APP, log, environment, START_SECONDS))
        app = RunningApp(url, server.await_map(url, START_SECONDS), log, refused)
        people = [visitor, *(ending.enter_context(watched(browser, WINDOW)) for _ in range(2))]
        reader, editor, approver = (each.context.new_page() for each in people)
        changes = visitor.context.new_page()
        pages = (reader, changes, editor, approver)
        dialogs: list[str] = []
        for page in pages:
            page.on("dialog", partial(dismissed, dialogs))
        # All load at the same time.
        reader.goto(f"{url}/?id={PROJECT}", wait_until="commit")
        changes.goto(f"{url}/thay-doi", wait_until="commit")
        for page, name in ((editor, "an"), (approver, "chi")):
            sign_in(page, url, name)
        for page in (editor, approver):
            expect(page.get_by_role("heading", name="Cập nhật", level=1)).to_be_visible()
        expect(changes.get_by_role("heading", name="Thay đổi", level=1)).to_be_visible()
        expect(map_frame(reader).locator(".leaflet-container")).to_be_visible()
        expect(reader.locator(".card h3")).to_contain_text(ROAD)
        yield Living(app, state, editor, approver, reader, changes)
        assert dialogs == []
        for page in pages:
            page.close()
        for each in people:
            each.check(app)


def dismissed(heard: list[str], dialog: Dialog) -> None:
    """Keep what a dialog said that words of somebody have opened."""
    heard.append(dialog.message)
    dialog.dismiss()


def sign_in(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/dang-nhap?next=/cap-nhat")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click(no_wait_after=True)


def picture(page: Page, name: str) -> None:
    """Keep a picture for whoever wants to see what this test sees."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"living-{name}.png")


def go(page: Page, part: str) -> None:
    page.get_by_role("navigation", name="Các mục của trang").get_by_role("link", name=part).click()


def batch(page: Page, number: int) -> Locator:
    """Return a proposal among those that wait, by its number."""
    return page.locator(f".st-key-batch-{number}")


def approve(page: Page, *numbers: int) -> None:
    """Approve what waits on the page."""
    for number in numbers:
        batch(page, number).get_by_role("button", name="Duyệt", exact=True).click()
        # What was done is said for a while, through the runs that it causes.
        expect(page.get_by_text(f"Đã duyệt đề xuất {number}; bản đồ đã đổi theo")).to_be_visible()
        expect(batch(page, number)).to_have_count(0)


def typed(page: Page, label: str, words: str) -> None:
    page.get_by_label(label, exact=True).fill(words)


def chosen(page: Page, label: str, words: str) -> None:
    """Choose from a list, or put what it does not offer."""
    box = page.get_by_test_id("stSelectbox").filter(has=page.get_by_text(label, exact=True))
    box.locator("input").click()
    page.keyboard.type(words)
    expect(page.get_by_role("option").first).to_contain_text(words)
    page.keyboard.press("Enter")


def propose(living: Living) -> int:
    """Send the form that the editor has filled in; return the number of the batch."""
    page, number = living.editor, len(living.log().batches()) + 1
    at_rest(page)
    page.get_by_role("button", name="Gửi chờ duyệt").click()
    expect(page.get_by_text(f"Đã gửi: đề xuất {number} đang chờ duyệt")).to_be_visible()
    return number


def added_project(living: Living, number: int) -> str:
    """Return the id of the project that a batch adds."""
    changes = living.log().batch(number).changes
    return next(one.key[0] for one in changes if one.table == "projects")


def harmed(page: Page) -> list[str]:
    """Return what came to life of hostile words in a page and its frames."""
    return [found for frame in page.frames for found in frame.evaluate(HARM)]


# Elements that our words would have become, in all trees of a document.
HARM = """() => {
  const trees = [document];
  for (const tree of trees) {
    for (const one of tree.querySelectorAll("*")) if (one.shadowRoot) trees.push(one.shadowRoot);
  }
  const alive = 'img[src="x"], [onerror], a[href^="javascript:"]';
  return trees.flatMap((tree) => [
    ...[...tree.querySelectorAll(alive)].map((one) => one.outerHTML),
    ...[...tree.scripts ?? []].map((one) => one.textContent).filter((text) => text === "alert(2)"),
  ]);
}"""
